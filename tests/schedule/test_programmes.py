"""Programmes are renamed, changed and merged; also those with one title, as older releases allowed."""

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful
from radiodesk.history import log, undo
from radiodesk.history.reversing import BreaksRule
from radiodesk.kinds import ProgrammeKind
from radiodesk.model import Action, Broadcast, BroadcastOutlet, Desk, Edition, Programme
from radiodesk.model.database import existing
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.schedule import broadcasts, programmes, queries, rules
from radiodesk.schedule.outlets import outlet
from tests.versions import version

DAY = dt.date(2019, 3, 5)
LATER = dt.date(2019, 3, 6)
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
            programmes.merge(session, gone, seen[0], kept, seen[1], today=DAY, sure=sure)

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


def planned(desk: Desk, title: str, *, at: dt.time, kind: ProgrammeKind = NEWS, on: dt.date = DAY) -> int:
    """Plan a first run. Returns the id of its programme."""
    with desk.changing(Action.PLAN_FIRST_RUN, title=title) as session:
        broadcast = broadcasts.plan_first_run(session, title=title, kind=kind, on=on, at=at, seconds=900, sure=True)
        return queries.broadcast(session, broadcast).programme_id or 0


def merge(desk: Desk, gone: int, kept: int, *, sure: bool = True) -> None:
    with desk.changing(Action.MERGE_PROGRAMME, name="x", into="y") as session:
        seen = [version(session, Programme, each) for each in (gone, kept)]
        programmes.merge(session, gone, seen[0], kept, seen[1], today=LATER, sure=sure)


def changed(desk: Desk, programme_id: int, title: str, *, sure: bool = False, **traits: int) -> None:
    with desk.changing(Action.CHANGE_PROGRAMME, title=title) as session:
        programmes.change(
            session,
            programme_id,
            version(session, Programme, programme_id),
            title=title,
            kind=NEWS,
            traits=programmes.Traits(**traits),
            today=LATER,
            sure=sure,
        )


def newest(session: Session, action: Action, *, before: int = 0) -> log.Entry:
    """The newest entry of an action, or one before it."""
    return log.entry(session, [each.id for each in log.entries(session) if each.action == action][before])


def listed(desk: Desk) -> dict[str, tuple[int, list[tuple[str, dt.date]]]]:
    """The editions and the earlier titles of each programme."""
    with desk.reading() as session:
        return {
            each.title: (each.editions, [(old.name, old.until) for old in each.earlier])
            for each in programmes.programmes(session)
        }


def test_a_merge_of_two_titles_asks_and_moves_everything_and_the_old_title_leads_to_the_kept_one(desk: Desk) -> None:
    gone = planned(desk, "TS sáng", at=dt.time(5))
    kept = planned(desk, "Thời sự buổi sáng", at=dt.time(6))
    double = planned(desk, "TS sang", at=dt.time(7))
    with desk.changing(Action.EARLIER, what="double") as session:
        row = existing(session, Programme, double)
        row.double_of = gone

    said = "All editions of “TS sáng”, 1, will be editions of “Thời sự buổi sáng”"
    with pytest.raises(Doubtful, match=said):
        merge(desk, gone, kept, sure=False)
    merge(desk, gone, kept)

    assert listed(desk)["Thời sự buổi sáng"] == (2, [("TS sáng", LATER)])
    with desk.reading() as session:
        assert existing(session, Programme, double).double_of == kept
    assert planned(desk, "ts SÁNG", at=dt.time(8)) == kept
    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, newest(session, Action.MERGE_PROGRAMME))
    assert listed(desk)["TS sáng"] == (1, [])


def test_programmes_that_are_on_at_one_time_are_not_merged(desk: Desk) -> None:
    gone, kept = planned(desk, "TS sáng", at=dt.time(5, 30)), planned(desk, "Thời sự", at=dt.time(5, 30))

    with pytest.raises(rules.PlannedTwice, match="“Thời sự” is planned for 05:30 on 05/03/2019 already"):
        merge(desk, gone, kept)

    assert listed(desk) == {"TS sáng": (1, []), "Thời sự": (1, [])}


def test_a_renamed_programme_keeps_its_earlier_titles_and_is_found_by_them(desk: Desk) -> None:
    programme = planned(desk, "Thời sự", at=dt.time(5))

    changed(desk, programme, "THỜI SỰ")
    changed(desk, programme, "Bản tin sáng")
    changed(desk, programme, "Bản tin 5 giờ")

    assert listed(desk) == {"Bản tin 5 giờ": (1, [("Bản tin sáng", LATER), ("THỜI SỰ", LATER)])}
    assert planned(desk, "thời sự", at=dt.time(6)) == programme
    with desk.changing(Action.ADD_PROGRAMME, title="Thời sự") as session:
        other = programmes.add(session, title="Thời sự", kind=NEWS, traits=programmes.Traits())
    assert planned(desk, "Thời sự", at=dt.time(7)) == other  # a present title comes before an earlier one


def test_a_title_of_another_programme_is_refused_and_one_that_is_almost_the_same_is_asked_about(desk: Desk) -> None:
    programme = planned(desk, "Ca nhạc", at=dt.time(5))
    planned(desk, "Thời sự", at=dt.time(6))

    with pytest.raises(programmes.KnownProgramme, match="There is already a programme “Thời sự”"):
        changed(desk, programme, "THỜI SỰ")
    with pytest.raises(Doubtful, match="There is a programme “Thời sự”: “Thoi su” would be a second one"):
        changed(desk, programme, "Thoi su")
    changed(desk, programme, "Thoi su", sure=True)
    assert sorted(listed(desk)) == ["Thoi su", "Thời sự"]


def test_a_double_of_a_renamed_programme_is_the_one_of_that_title(doubles: Doubles) -> None:
    doubles.make(NEWS, COLUMN, MUSIC)

    changed(doubles.desk, 1, "Bản tin")

    assert doubles.found() == [(1, None, 1), (2, None, 1), (3, 2, 1)]


@pytest.mark.parametrize(
    "traits",
    [
        {"least_seconds": 901, "usual_seconds": 900},
        {"usual_seconds": 901, "most_seconds": 900},
        {"least_seconds": 901, "most_seconds": 900},
    ],
)
def test_lengths_that_contradict_each_other_are_refused(traits: dict[str, int], desk: Desk) -> None:
    programme = planned(desk, "Thời sự", at=dt.time(5))

    with pytest.raises(rules.BadBounds):
        changed(desk, programme, "Thời sự", **traits)


def test_an_undo_that_would_let_lengths_contradict_each_other_is_refused(desk: Desk) -> None:
    programme = planned(desk, "Thời sự", at=dt.time(5))
    changed(desk, programme, "Thời sự", most_seconds=900)
    changed(desk, programme, "Thời sự", most_seconds=1200)
    changed(desk, programme, "Thời sự", most_seconds=1200, least_seconds=1000)

    with desk.reading() as session:
        entry = newest(session, Action.CHANGE_PROGRAMME, before=1)
    with pytest.raises(BreaksRule, match="contradict"), desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, entry)


@pytest.mark.parametrize("elsewhere", [0, 1], ids=["the first", "the second"])
def test_programmes_at_one_time_are_not_merged_whatever_else_one_of_them_has_then(desk: Desk, elsewhere: int) -> None:
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        _one, *others = (
            broadcasts.plan_first_run(session, title=title, kind=NEWS, on=DAY, at=dt.time(clock), seconds=60, sure=True)
            for title, clock in (("Một", 5), ("Hai", 5), ("Hai", 6))
        )
        session.get_one(Broadcast, others[elsewhere]).own_air = False
        session.add(BroadcastOutlet(broadcast_id=others[elsewhere], outlet=outlet(session, "Đài xã")))
        session.get_one(Broadcast, others[1]).starts -= dt.timedelta(hours=1)
    with desk.reading() as session:
        first, second = (each.id for each in sorted(programmes.programmes(session), key=lambda one: one.title != "Một"))
    with pytest.raises(rules.PlannedTwice):
        Doubles(desk).merge(first, second, sure=True)
