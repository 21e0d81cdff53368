"""Search everything, and go to what is found."""

from collections.abc import Sequence
from typing import Any

from textual.app import App

from radiodesk.locale import N_, _, formats
from radiodesk.schedule import finding
from radiodesk.schedule.finding import Found
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.screens.places import go_to_place

GROUPS = {
    "broadcast": N_("Broadcasts"),
    "story": N_("Stories"),
    "clip": N_("Television"),
    "recording": N_("Recordings"),
    "programme": N_("Programmes"),
    "person": N_("People"),
    "upstream": N_("Upstreams"),
    "recipient": N_("Recipients"),
    "topic": N_("Topics"),
}
"""The heading of what is found in each table, untranslated."""


async def find_everything(app: App[Any], access: DeskAccess) -> None:
    """Ask what is searched, and show the place of what is picked. Call it in a worker."""

    async def find(query: str) -> Sequence[Candidate[Found]]:
        now = access.now()
        found = await access.read(lambda session: finding.find(session, query, now))
        return [Candidate(each, each.title, _when(each), _(GROUPS[each.table])) for each in found]

    chosen = await app.push_screen_wait(
        Picker(
            _("Search everything"),
            find,
            empty=_("Type words of a title or a name."),
            unmatched=_("Nothing matches: try other words, or fewer."),
            placeholder=_("Words of a title or a name; accents and case do not matter"),
        )
    )
    if chosen is not None:
        await go_to_place(app, access, chosen.table, chosen.id, chosen.day, title=chosen.title)


def _when(found: Found) -> str:
    day = formats.day(found.day) if found.day else ""
    return f"{day} {formats.clock(found.time)}" if found.time else day
