"""The inbox: what waits in it, and how recordings leave it."""

import datetime as dt

from sqlalchemy.orm import Session

from radiodesk.media import batches, inbox, linking, places, proposals, recordings, store_check
from radiodesk.model import (
    Desk,
    Genre,
    ProgrammeKind,
    Recording,
    Source,
    today,
)
from radiodesk.model.actions import Action
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries
from tests.conftest import MEDIA
from tests.recordings import link

FIRST = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"
SECOND = MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3"
DAY = dt.date(2019, 3, 5)


def waiting(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return sorted(found.name for found in recordings.search(session, waiting=True).recordings)


def total(desk: Desk) -> int:
    with desk.reading() as session:
        return recordings.search(session).total


def lay_aside(session: Session, recording_id: int) -> None:
    linking.lay_aside(session, recording_id, recordings.find(session, str(recording_id)).version)


def edition(session: Session, *, on: dt.date = DAY, at: dt.time = dt.time(5, 30)) -> int:
    planned = broadcasts.plan_first_run(session, title="Thời sự", kind=ProgrammeKind.NEWS, on=on, at=at, seconds=900)
    edition_id = queries.broadcast(session, planned).edition_id
    assert edition_id is not None
    return edition_id


def add_story(session: Session, edition_id: int, title: str) -> int:
    rundowns.add_story(session, edition_id, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=60)
    story = rundowns.rundown(session, edition_id).lines[-1].story_id
    assert story is not None
    return story


def add_recording(session: Session, name: str, *, title: str = "", created: dt.datetime | None = None) -> int:
    row = Recording(
        sha256=f"{name:0>64}"[-64:],
        name=name,
        title=title,
        suffix=".wav",
        size=1,
        seconds=44.5,
        sample_rate=44_100,
        channels=1,
        codec="pcm_s16le",
        waiting=True,
        created=created or dt.datetime(2019, 3, 5, 3, tzinfo=dt.UTC),
    )
    session.add(row)
    session.flush()
    return row.id


def test_for_a_line_the_recording_that_is_called_like_it_comes_first(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for name in ("an toan giao thong.wav", "tin 1.wav", "khai giang.wav"):
            add_recording(session, name)
        found = recordings.search(session).recordings
        assert [each.name for each in inbox.most_similar_first(found, "An toàn giao thông")] == [
            "an toan giao thong.wav",
            "khai giang.wav",
            "tin 1.wav",
        ]


# Out of the inbox


def test_linking_a_recording_takes_it_from_the_inbox(desk: Desk) -> None:
    batches.add(desk, [FIRST, SECOND], waiting=True)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session, on=today(session))
        story = add_story(session, edition_id, "Gieo cấy vụ xuân")
        first = recordings.search(session, query="gieo").recordings[0]
        (best,) = proposals.likely_targets(session, first.id)
        assert best.target == (places.Kind.STORY, story)
        assert inbox.likely(session, [first.id]) == {first.id: "Gieo cấy vụ xuân"}
        linking.link(session, best.target, best.version, first.id)
    assert waiting(desk) == [SECOND.name]

    with desk.changing(Action.EARLIER, what="test") as session:
        insert = rundowns.add_insert(session, edition_id, label="Tiếp xúc", seconds=None)
        second = recordings.search(session, query="tiep").recordings[0]
        link(session, edition_id, insert, second.id)
    assert waiting(desk) == []


def test_a_recording_laid_aside_leaves_the_inbox_and_stays_in_the_store(desk: Desk) -> None:
    batches.add(desk, [FIRST], waiting=True)
    with desk.changing(Action.EARLIER, what="test") as session:
        lay_aside(session, 1)

    assert waiting(desk) == []
    assert total(desk) == 1
    assert store_check.check(desk, today=DAY).intact
    with desk.reading() as session:
        assert not recordings.find(session, "1").waiting
