"""The form that is shown when there is no desk yet: it creates one."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from radiodesk.locale import _, language
from radiodesk.model.text import clean_title
from radiodesk.tui.dialogs.fields import Choice, Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.station_forms import LANGUAGES


def new_desk_form(home: Path, create: Callable[[str, str], Awaitable[None]]) -> Form:
    """Ask for the station's name and language. create: called with them to create the desk."""

    async def save(values: Values) -> None:
        await create(values["name"], values["language"])

    return Form(
        _("A new desk"),
        [
            Entry(
                "name",
                _("Name of the station"),
                read=clean_title,
                required=True,
                placeholder=_("for example Lương Tài radio"),
            ),
            # In both languages: whoever reads only the other one must find it.
            Choice("language", "Ngôn ngữ · Language", [(word, each) for each, word in LANGUAGES.items()], language()),
        ],
        save,
        button=_("Start"),
        explanation=_("There is no desk in {home} yet. Give your station's name to start one there.").format(home=home),
    )
