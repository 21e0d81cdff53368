"""Stored chapters: what `check` says of damaged ones, and times as text."""

import json

import pytest
from sqlalchemy import text

from radiodesk.media import chapters, values
from radiodesk.media.chapters import Chapter, NoMoment
from radiodesk.model import Action, Desk
from tests.media.stored import FIRST, add, edition_with

SOUND = [[0, "Mở đầu"], [4.5, "Bầu cử"]]


def problems(desk: Desk, stored: object) -> list[str]:
    """Where `check` finds damage when an edition has these chapters."""
    (recording,) = add(desk, FIRST)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_with(session, recording.id)
        session.flush()
        session.execute(text("UPDATE edition SET chapters = :stored"), {"stored": json.dumps(stored)})
    with desk.reading() as session:
        return [each.where for each in values.problems(session)]


@pytest.mark.parametrize(
    "stored",
    [
        [[4.5, "Bầu cử"], [0, "Mở đầu"]],
        [[0, "Mở đầu"], [0, "Bầu cử"]],
        [[-1, "Mở đầu"]],
        [[0, ""]],
        [[0, None]],
        [["0", "Mở đầu"]],
        [[0]],
        [5],
    ],
)
def test_damaged_chapters_are_named_by_check(desk: Desk, stored: object) -> None:
    assert problems(desk, stored) == ["edition 1"]


def test_sound_chapters_are_no_problem(desk: Desk) -> None:
    assert problems(desk, SOUND) == []


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0:00:00"), (725.5, "0:12:05.5"), (2.9996, "0:00:03"), (3661.025, "1:01:01.025")]
)
def test_a_time_is_read_as_it_is_written(seconds: float, written: str) -> None:
    assert chapters.written_moment(seconds) == written
    assert chapters.read_moment(written) == pytest.approx(seconds, abs=0.001)


@pytest.mark.parametrize("wrong", ["", "5", "2 giờ", "1:60", "0:00:05.1234", "12:05 Tin"])
def test_what_is_no_time_is_refused(wrong: str) -> None:
    with pytest.raises(NoMoment):
        chapters.read_moment(wrong)


def test_the_next_title_follows_the_last_story_that_has_a_chapter_before() -> None:
    stories = ("Tin 1", "Tin 2", "Tin 3", "Tin 4")
    edition = chapters.EditionChapters(1, 1, "x", (Chapter(0, "Tin 1"), Chapter(9, "Tin 3")), stories)
    assert [edition.next_title(time) for time in (0, 5, 10)] == ["Tin 2", "Tin 2", "Tin 4"]
