"""Pick the story, insert or programme to link to a recording. Those of the day without one come first."""

from collections.abc import Sequence

from radiodesk.locale import _, formats
from radiodesk.media.places import Kind
from radiodesk.media.recordings import RecordingView
from radiodesk.schedule.link_targets import LinkTarget, link_targets
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.labels import GENRES


def line_picker(access: DeskAccess, recording: RecordingView) -> Picker[LinkTarget]:
    """A picker of stories, inserts and whole programmes. The likely matches for the recording come first."""
    day = access.day

    async def find(query: str) -> Sequence[Candidate[LinkTarget]]:
        found = await access.read(lambda session: link_targets(session, query, day, recording.id))
        return [Candidate(each, each.title, _detail(each)) for each in found]

    return Picker(
        _("Link “{recording}” to…").format(recording=recording.name),
        find,
        empty=_("No story has that title. Stories are written in the rundown of a programme (key 3)."),
    )


def _detail(target: LinkTarget) -> str:
    """Where the story or insert is used. ◆ marks what the recording is called like."""
    if target.starts is None:
        parts = [_(GENRES[target.genre]) if target.genre else "", target.first_used]
    else:
        is_whole = target.target[0] is Kind.EDITION
        programme = _("the whole programme") if is_whole else target.programme
        parts = [f"{'◆ ' if target.likely else ''}{formats.clock(target.starts)} {programme}"]
        if target.likely or is_whole:
            parts.append(target.starts.date())
    return " · ".join(formats.day(part) if not isinstance(part, str) else part for part in parts if part)
