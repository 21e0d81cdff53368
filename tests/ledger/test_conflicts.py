"""Broadcasts that get in each other's way are brought in as the ledger has them, and listed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from radiodesk.ledger import Count, SheetKind
from radiodesk.model import Action, Broadcast, Desk
from radiodesk.schedule import broadcasts
from tests.conftest import Cli
from tests.ledger.books import EVENT, NEWS, REPEAT, bring, changed, ledger, size_of, write_xlsx

Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a ledger of broadcasts alone."""
    return lambda *rows: write_xlsx(
        tmp_path / "sổ.xlsx", ledger(broadcasts=rows, stories=[], clips=[], publications=[])
    )


def at(time: str, title: str = "Bản tin", *, length: str = "15:24", state: str = "Kế hoạch") -> list[object]:
    """A programme of that day."""
    row = changed(changed(NEWS, 1, time), 2, title)
    return changed(changed(row, 4, length), 6, state)


def test_two_different_broadcasts_at_one_time_come_in_and_are_listed(desk: Desk, book: Book) -> None:
    outcome = bring(desk, book(NEWS, REPEAT, changed(EVENT, 1, "05:30")))

    assert outcome.counts[SheetKind.BROADCASTS] == Count(added=3)
    assert size_of(desk)["broadcast"] == 3
    [conflict] = outcome.conflicts
    assert "row 4" in conflict
    assert "“Thời sự buổi sáng” was aired at 05:30 on 05/03/2019 as well" in conflict
    assert conflict in outcome.remarks


@pytest.mark.parametrize(
    ("rows", "listed"),
    [
        ([at("07:00"), at("07:15", "Ca nhạc")], 1),
        ([at("07:00", length="15:00"), at("07:15", "Ca nhạc")], 0),
        ([at("07:00", length=""), at("07:00:30", "Ca nhạc", length="")], 0),
        ([at("07:00", length=""), at("07:00", "Ca nhạc", length="")], 1),
        ([at("07:00", length=""), at("07:01", "Ca nhạc")], 0),
        ([at("07:00", state="Hủy"), at("07:00", "Ca nhạc")], 0),
        ([at("07:00"), at("07:00", "Ca nhạc", state="Không phát")], 0),
        ([at("06:00", length="3:00:01"), at("07:00", "Ca nhạc"), at("08:00", "Đọc truyện")], 2),
    ],
    ids=["overlap", "touch", "half a minute later", "together", "no length", "cancelled", "missed", "long"],
)
def test_what_overlaps_is_listed_once_for_each_pair(
    desk: Desk, book: Book, rows: list[list[object]], listed: int
) -> None:
    outcome = bring(desk, book(*rows))

    assert len(outcome.conflicts) == len(set(outcome.conflicts)) == listed
    assert outcome.counts[SheetKind.BROADCASTS].added == len(rows)


def test_a_broadcast_that_only_the_desk_has_is_in_the_way_too(desk: Desk, book: Book) -> None:
    with desk.changing(Action.PLAN_RELAY, title="Thời sự VOV1", day="2019-03-05", time="05:00") as session:
        broadcasts.plan_relay(
            session,
            title="Thời sự VOV1",
            live=False,
            upstream="VOV1",
            on=dt.date(2019, 3, 5),
            at=dt.time(5),
            seconds=45 * 60,
        )

    outcome = bring(desk, book(NEWS))

    [conflict] = outcome.conflicts
    assert "row 2" in conflict
    assert "“Thời sự VOV1” is planned from 05:00" in conflict
    assert outcome.counts[SheetKind.BROADCASTS] == Count(added=1, left_alone=1)


def test_a_broadcast_of_the_evening_before_that_only_the_desk_has_is_in_the_way_too(desk: Desk, book: Book) -> None:
    with desk.changing(Action.PLAN_RELAY, title="Cầu truyền hình", day="2019-03-04", time="23:00") as session:
        broadcasts.plan_relay(
            session,
            title="Cầu truyền hình",
            live=True,
            upstream="",
            on=dt.date(2019, 3, 4),
            at=dt.time(23),
            seconds=2 * 3600,
        )

    outcome = bring(desk, book(at("00:30")))

    [conflict] = outcome.conflicts
    assert "row 2" in conflict
    assert "“Cầu truyền hình” is planned from 23:00 on 04/03/2019" in conflict
    assert outcome.counts[SheetKind.BROADCASTS] == Count(added=1)


def test_a_late_broadcast_runs_into_the_next_day_which_only_the_desk_has(desk: Desk, book: Book) -> None:
    with desk.changing(Action.PLAN_RELAY, title="VOV1", day="2019-03-06", time="00:30") as session:
        broadcasts.plan_relay(
            session, title="VOV1", live=False, upstream="VOV1", on=dt.date(2019, 3, 6), at=dt.time(0, 30), seconds=60
        )

    assert len(bring(desk, book(at("23:00", length="3:00:01"))).conflicts) == 1


def test_a_first_run_that_the_ledger_moves_behind_its_repeat_is_listed(desk: Desk, book: Book) -> None:
    bring(desk, book(NEWS, REPEAT))

    outcome = bring(desk, book(changed(NEWS, 1, "18:00"), REPEAT))

    [conflict] = outcome.conflicts
    assert "“Thời sự buổi sáng” would be repeated before its first run" in conflict


def test_a_conflict_is_listed_when_it_arises_and_not_again(desk: Desk, book: Book) -> None:
    rows = [at("07:00"), at("07:30", "Ca nhạc"), at("09:00", "Đọc truyện")]
    assert bring(desk, book(*rows)).conflicts == ()

    moved = [at("07:00"), at("07:10", "Ca nhạc"), at("09:00", "Đọc truyện")]
    assert len(bring(desk, book(*moved)).conflicts) == 1
    assert bring(desk, book(*moved)).conflicts == ()


def test_a_dry_run_lists_the_same_conflicts(desk: Desk, book: Book) -> None:
    path = book(at("07:00"), at("07:00", "Ca nhạc"))

    dry = bring(desk, path, dry_run=True)

    assert size_of(desk)["broadcast"] == 0
    assert dry.conflicts == bring(desk, path).conflicts != ()


def test_the_command_line_tells_conflicts_beside_the_counts_and_succeeds(cli: Cli, book: Book) -> None:
    cli("init", "--station", "Đài")

    answer = cli("ledger", "import", book(at("07:00"), at("07:00", "Ca nhạc")), "--lang", "vi")

    assert answer.returncode == 0
    assert "“Bản tin”" in answer.stderr
    assert "07:00" in answer.stderr
    assert "“Bản tin”" not in answer.stdout


def test_two_programmes_may_change_places(desk: Desk, book: Book) -> None:
    bring(desk, book(at("07:00"), at("09:00", "Ca nhạc")))

    outcome = bring(desk, book(at("09:00"), at("07:00", "Ca nhạc")))

    assert outcome.conflicts == ()
    assert size_of(desk)["broadcast"] == 2
    with desk.reading() as session:
        hours = [one.starts.hour for one in session.scalars(select(Broadcast).order_by(Broadcast.starts))]
    assert hours == [0, 2]
