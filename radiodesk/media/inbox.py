"""The inbox: recordings from the drop folder that wait until they are linked, and what they probably belong to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from radiodesk.media import file_names
from radiodesk.media.file_names import LIKELY_SIMILARITY
from radiodesk.media.matching import Certainty
from radiodesk.media.proposals import proposals
from radiodesk.media.recordings import RecordingList, RecordingView, search


def recordings_for(session: Session, title: str, query: str) -> list[RecordingView]:
    """Recordings whose name contains the query, for a story or insert: similar names first, then the newest."""
    return most_similar_first(search(session, query=query).recordings, title)


def most_similar_first(recordings: Sequence[RecordingView], title: str) -> list[RecordingView]:
    """The recordings with those whose name is similar to a title first; the others keep their order."""
    wanted = file_names.words_of(title)

    def order(recording: RecordingView) -> float:
        names = [file_names.read(text, recording.added.date()) for text in (recording.name, recording.title)]
        value = max(file_names.similarity(name.telling, wanted) for name in names)
        return -value if value >= LIKELY_SIMILARITY else 0.0

    return sorted(recordings, key=order)


@dataclass(frozen=True)
class InboxPage:
    """A page of recordings, and the state of the inbox."""

    found: RecordingList
    waiting: int
    """Number of recordings in the inbox."""
    likely: dict[int, str]
    """The name of what a recording in the inbox probably belongs to, by the recording's id."""


def page(session: Session, *, query: str = "", waiting: bool = False, limit: int | None = 200) -> InboxPage:
    """Recordings whose name contains the query, newest first. waiting: only those in the inbox."""
    found = search(session, query=query, waiting=waiting, limit=limit)
    waiting_ids = {each.id for each in found.recordings if each.waiting}
    return InboxPage(
        found=found,
        waiting=search(session, waiting=True, limit=1).total,
        likely=likely(session, waiting_ids) if waiting_ids else {},
    )


def likely(session: Session, recording_ids: Collection[int]) -> dict[int, str]:
    """The name of what each of these recordings probably belongs to, by the recording's id."""
    return {
        each.recording_id: each.name
        for each in proposals(session, recording_ids)
        if each.certainty is not Certainty.POSSIBLE
    }
