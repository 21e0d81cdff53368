"""Pick the story or insert that a recording belongs to: those of the day that have none yet come first."""

from collections.abc import Sequence

from radiodesk.locale import _, formats
from radiodesk.media.recordings import RecordingView
from radiodesk.schedule.link_targets import LinkTarget, link_targets
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.choose import Candidate, Choose
from radiodesk.tui.words import GENRES


def line_choice(access: DeskAccess, recording: RecordingView) -> Choose[LinkTarget]:
    """A dialog that closes with a story or an insert; first come those that the recording is likely to belong to."""
    day = access.day

    async def find(query: str) -> Sequence[Candidate[LinkTarget]]:
        found = await access.look(lambda session: link_targets(session, query, day, recording.id))
        return [Candidate(each, each.title, _detail(each)) for each in found]

    return Choose(
        _("Link “{recording}” to…").format(recording=recording.name),
        find,
        empty=_("No story has such a title. Stories are written in the rundown of a programme (key 3)."),
    )


def _detail(target: LinkTarget) -> str:
    """Where it belongs: marked where the recording is called like it."""
    if target.starts is None:
        parts = [_(GENRES[target.genre]) if target.genre else "", target.first_used]
    elif target.likely:
        parts = [f"◆ {formats.clock(target.starts)}", target.starts.date()]
    else:
        parts = [f"{formats.clock(target.starts)} {target.programme}"]
    return " · ".join(formats.day(part) if not isinstance(part, str) else part for part in parts if part)
