"""What Today and Week do to delete a single broadcast, which was planned by mistake."""

from typing import Any

from textual.app import App

from radiodesk.locale import _, formats
from radiodesk.model import Action
from radiodesk.schedule.views import BroadcastView
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm


async def delete(app: App[Any], access: DeskAccess, item: BroadcastView) -> bool:
    """Delete a broadcast after a confirmation. Returns whether it was deleted. Call it in a worker.

    raises the errors of `deleting.check`.
    """
    from radiodesk.schedule import deleting

    await access.read(lambda session: deleting.check(session, item.id))
    starts = item.starts
    question = _("Delete “{title}” at {time} on {day}? It does not stay in the list.").format(
        title=item.title, time=formats.clock(starts), day=formats.day(starts.date())
    )
    if not await app.push_screen_wait(Confirm(_("Delete a broadcast"), question, yes=_("Delete"))):
        return False
    await access.change(
        Action.DELETE_BROADCAST,
        lambda session: deleting.delete(session, item.id, item.version),
        title=item.title,
        day=starts.date().isoformat(),
        time=starts.time().isoformat(),
    )
    return True
