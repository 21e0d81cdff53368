"""Choose the current user. Later changes are recorded under that name."""

from collections.abc import Sequence
from typing import Any

from textual.app import App

from radiodesk.errors import UserError
from radiodesk.locale import _
from radiodesk.model.name_search import NameSearch
from radiodesk.model.names import one_name
from radiodesk.staff import choices, people
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.picker import Candidate, Picker

LIMIT = 50
"""Names in the list at most."""


async def know_person(app: App[Any], access: DeskAccess) -> bool:
    """Ask who works here before something is kept for ever under that name, if only the computer account is known.

    Returns whether that is known. Call it in a worker.
    """
    if not await access.read(lambda session: people.is_account_only(session, access.desk)):
        return True
    title = _(
        "Who closes this? “{name}” is only the name of the computer account. Your choice holds until radiodesk closes."
    ).format(name=access.desk.person)
    return await choose_person(app, access, title)


async def choose_person(app: App[Any], access: DeskAccess, title: str = "") -> bool:
    """Ask for the current user: one of the station's people or a new name. Call it in a worker.

    title: the question; by default, who is working here. Returns whether the user chose one.
    """
    known = await access.read(choices.people)

    async def find(query: str) -> Sequence[Candidate[str]]:
        found = [Candidate(each.name, each.name, each.detail) for each in known.find(query, LIMIT)]
        return [*found, *_new(query, known)]

    title = title or _("Who is working here?")
    chosen = await app.push_screen_wait(
        Picker(title, find, empty=_("Type a name."), placeholder=_("Type a part of the name"))
    )
    if chosen is not None:
        access.desk.act_as(chosen)
        access.confirm(_("Changes are recorded under {name} until radiodesk closes").format(name=chosen))
    return chosen is not None


def _new(query: str, known: NameSearch) -> list[Candidate[str]]:
    """A candidate for the typed text as a new name, or none if the name is known or not allowed."""
    try:
        name = one_name(query)
    except UserError:
        return []
    if known.known(name):
        return []
    return [Candidate(name, name, _("new name"))]
