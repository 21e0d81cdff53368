"""Programmes with one title, as older releases allowed, are merged."""

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from radiodesk.errors import Doubtful
from radiodesk.kinds import ProgrammeKind
from radiodesk.model import Action, Broadcast, Desk, Edition, Programme
from radiodesk.model.database import existing
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.schedule import broadcasts, programmes, queries
from tests.versions import version

DAY = dt.date(2019, 3, 5)
NEWS, COLUMN, MUSIC = ProgrammeKind.NEWS, ProgrammeKind.COLUMN, ProgrammeKind.MUSIC


@dataclass
class Doubles:
    """Programmes with one title: the first counts, the others are its doubles. Each has one edition."""

    desk: Desk

    def make(self, *kinds: ProgrammeKind) -> list[int]:
        """Make programmes of these kinds. Returns the broadcasts of their editions."""
        made = []
        for number, kind in enumerate(kinds):
            with self.desk.changing(Action.EARLIER, what="doubles") as session:
                title = f"Thời sự {number}"
                made.append(
                    broadcasts.plan_first_run(
                        session, title=title, kind=kind, on=DAY, at=dt.time(5 + number), seconds=900
                    )
                )
                row = session.scalars(select(Programme).where(Programme.title == title)).one()
                row.double_of = 1 if number else None
                session.flush()
                row.title = "THỜI SỰ" if number else "Thời sự"
        return made

    def merge(self, gone: int, kept: int, *, sure: bool = False) -> None:
        with self.desk.changing(Action.MERGE_PROGRAMMES, title="Thời sự") as session:
            seen = [version(session, Programme, each) for each in (gone, kept)]
            programmes.merge(session, gone, seen[0], kept, seen[1], sure=sure)

    def found(self) -> list[tuple[int, int | None, int]]:
        """The id of each programme, the one that it is a double of, and its editions."""
        with self.desk.reading() as session:
            return sorted((each.id, each.double_of, each.editions) for each in programmes.programmes(session))


@pytest.fixture
def doubles(desk: Desk) -> Doubles:
    return Doubles(desk)


def test_the_other_doubles_of_a_merged_programme_become_those_of_the_kept_one(doubles: Doubles) -> None:
    doubles.make(NEWS, NEWS, NEWS)

    doubles.merge(1, 2)

    assert doubles.found() == [(2, None, 2), (3, 2, 1)]
    doubles.merge(3, 2)
    assert doubles.found() == [(2, None, 3)]


def test_a_merge_that_changes_what_is_counted_is_asked_about(doubles: Doubles) -> None:
    doubles.make(NEWS, COLUMN)

    said = "“Thời sự” becomes a programme of the kind “column” in all its editions, 1, past ones too"
    with pytest.raises(Doubtful, match=said):
        doubles.merge(1, 2)
    assert doubles.found() == [(1, None, 1), (2, 1, 1)]
    doubles.merge(1, 2, sure=True)
    assert doubles.found() == [(2, None, 2)]


def test_a_broadcast_that_was_shown_with_the_merged_programme_is_not_saved_over_the_merge(doubles: Doubles) -> None:
    _first, other = doubles.make(NEWS, COLUMN)
    with doubles.desk.reading() as session:
        seen = queries.broadcast(session, other)
    doubles.merge(2, 1, sure=True)

    with pytest.raises(ChangedMeanwhile), doubles.desk.changing(Action.CHANGE_BROADCAST, title="x") as session:
        broadcasts.change_broadcast(
            session,
            seen.id,
            seen.version,
            on=DAY,
            at=seen.starts.time(),
            planned_seconds=900,
            actual_seconds=None,
            note="",
            now=seen.starts,
            title=seen.title,
            kind=seen.programme_kind,
            programme_version=seen.programme_version,
            sure=True,
        )


def test_an_edition_that_keeps_its_programme_leaves_the_version_of_its_broadcast(doubles: Doubles) -> None:
    first, other = doubles.make(NEWS, NEWS)

    with doubles.desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Edition, 1).programme_id = 1
    doubles.merge(2, 1)

    with doubles.desk.reading() as session:
        assert (version(session, Broadcast, first), version(session, Broadcast, other)) == (1, 2)


def test_a_title_of_two_programmes_names_neither(doubles: Doubles) -> None:
    doubles.make(NEWS, COLUMN)

    with doubles.desk.reading() as session:
        with pytest.raises(programmes.SeveralProgrammes, match="1, 2"):
            programmes.view(session, "thời SỰ")
        assert [programmes.view(session, number).id for number in ("1", " 2 ")] == [1, 2]
        with pytest.raises(programmes.UnknownProgramme, match="Ca nhạc"):
            programmes.view(session, "Ca nhạc")
