"""The form that is shown when there is no desk yet: it creates one."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from radiodesk.locale import _
from radiodesk.model.text import clean_title
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form


def new_desk_form(home: Path, create: Callable[[str], Awaitable[None]]) -> Form:
    """Ask for the station's name. create: called with it to create the desk."""

    async def save(values: Values) -> None:
        await create(values["name"])

    return Form(
        _("A new desk"),
        [Entry("name", _("Name of the station"), read=clean_title, required=True, placeholder=_("Lương Tài radio"))],
        save,
        button=_("Start"),
        explanation=_(
            "There is no desk in {home} yet. Give your station's name to start one there. "
            "To look around first, leave and run “radiodesk demo”."
        ).format(home=home),
    )
