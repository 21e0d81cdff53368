"""Broadcasts that get in each other's way are brought in as the ledger has them, accepted, and listed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from radiodesk import locale
from radiodesk.history import log, undo
from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.ledger import Count, SheetKind
from radiodesk.model import AcceptedConflict, Action, Broadcast, Desk, Programme, Series, Slot, station
from radiodesk.schedule import broadcasts, found_conflicts
from tests.conftest import Cli
from tests.ledger.books import BROADCASTS, EVENT, NEWS, REPEAT, bring, changed, ledger, size_of, write_xlsx

Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a ledger of broadcasts alone."""
    return lambda *rows: write_xlsx(
        tmp_path / "sổ.xlsx", ledger(broadcasts=rows, stories=[], clips=[], publications=[])
    )


def at(time: str, title: str = "Bản tin", *, length: str = "15:24", state: str = "Kế hoạch") -> list[object]:
    """A programme of that day, with nobody on duty."""
    row = changed(changed(changed(NEWS, 5, ""), 1, time), 2, title)
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


def open_conflicts(desk: Desk, first: dt.date = dt.date(2019, 3, 4), last: dt.date = dt.date(2019, 3, 7)) -> list[str]:
    """The reasons with which the conflicts of some days are accepted, or their types where nobody has."""
    with desk.reading() as session:
        found = found_conflicts.find(session, first, last)
        return [each.accepted or each.conflict.type.value for each in found]


def accepted_rows(desk: Desk) -> int:
    with desk.reading() as session:
        return session.scalar(select(func.count()).select_from(AcceptedConflict)) or 0


def test_the_conflicts_that_an_import_creates_are_accepted_with_its_file_as_the_reason(desk: Desk, book: Book) -> None:
    outcome = bring(desk, book(at("07:00"), at("07:10", "Ca nhạc"), at("07:20", "Đọc truyện")))

    assert len(outcome.conflicts) == 2
    assert open_conflicts(desk) == ["imported from sổ.xlsx"] * 2


def test_the_reason_is_in_the_language_of_the_import(desk: Desk, book: Book) -> None:
    locale.use("vi")

    bring(desk, book(at("07:00"), at("07:10", "Ca nhạc")))

    assert open_conflicts(desk) == ["nhập từ sổ.xlsx"]


def test_importing_again_accepts_nothing_twice(desk: Desk, book: Book) -> None:
    rows = [at("07:00"), at("07:10", "Ca nhạc"), at("09:00", "Đọc truyện")]
    bring(desk, book(*rows))

    bring(desk, book(*rows))
    bring(desk, book(*rows, at("12:00", "Bản tin trưa")))

    assert accepted_rows(desk) == 1
    assert open_conflicts(desk) == ["imported from sổ.xlsx"]


def test_a_conflict_that_the_desk_had_stays_open(desk: Desk, book: Book) -> None:
    with desk.changing(Action.EARLIER, what="two relays") as session:
        for title, time in (("VOV1", dt.time(6)), ("VOV2", dt.time(6, 10))):
            broadcasts.plan_relay(
                session,
                title=title,
                live=False,
                upstream=title,
                on=dt.date(2019, 3, 5),
                at=time,
                seconds=900,
                sure=True,
            )

    outcome = bring(desk, book(at("07:00"), at("07:10", "Ca nhạc")))

    assert len(outcome.conflicts) == 1
    assert open_conflicts(desk) == ["overlap", "imported from sổ.xlsx"]


def test_an_accepted_conflict_that_an_import_changes_is_accepted_anew(desk: Desk, book: Book) -> None:
    bring(desk, book(at("07:00"), at("07:10", "Ca nhạc")))

    outcome = bring(desk, book(at("07:00"), at("07:12", "Ca nhạc")))

    assert len(outcome.conflicts) == 1
    assert open_conflicts(desk) == ["imported from sổ.xlsx"]


def test_an_overrun_by_the_actual_length_and_a_person_on_duty_twice_are_accepted_too(
    desk: Desk, book: Book, tmp_path: Path
) -> None:
    header = [*BROADCASTS, "Thời lượng dự kiến"]
    long = [*changed(at("07:00", length="31:00", state="Đã phát"), 5, "Thu Hà"), "30:00"]
    beside = [*changed(at("07:30", "Ca nhạc", state="Đã phát"), 5, "Thu Hà"), "15:24"]
    sheets = {"Chương trình": [header, long, beside]}
    overrun = bring(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets))

    moved = changed(beside, 1, "07:20")
    person = bring(desk, write_xlsx(tmp_path / "sổ.xlsx", {"Chương trình": [header, long, moved]}))

    assert len(overrun.conflicts) == 1
    assert any("Thu Hà" in each for each in person.conflicts)
    assert set(open_conflicts(desk)) == {"imported from sổ.xlsx"}


def test_silence_is_no_conflict_that_an_import_accepts(desk: Desk, book: Book) -> None:
    with desk.changing(Action.EARLIER, what="hours") as session:
        station(session).hours = [["05:00", "22:00"]]

    outcome = bring(desk, book(at("07:00")))

    assert outcome.conflicts == ()
    assert set(open_conflicts(desk)) == {"gap"}


def test_a_dry_run_accepts_nothing_and_lists_the_same(desk: Desk, book: Book) -> None:
    path = book(changed(at("07:00"), 5, "Thu Hà"), changed(at("07:00", "Ca nhạc"), 5, "Thu Hà"))

    dry = bring(desk, path, dry_run=True)

    assert (accepted_rows(desk), size_of(desk)["broadcast"]) == (0, 0)
    assert dry.conflicts == bring(desk, path).conflicts
    assert len(dry.conflicts) == accepted_rows(desk) == 2


def test_undoing_an_import_takes_the_acceptances_back(desk: Desk, book: Book) -> None:
    bring(desk, book(at("07:00"), at("07:10", "Ca nhạc")))
    with desk.reading() as session:
        [entry] = log.entries(session, limit=1)
        entry = log.entry(session, entry.id)

    with desk.changing(Action.UNDO, entry=entry.id, action=entry.action, values=entry.values) as session:
        undo.undo(session, desk, entry)

    assert accepted_rows(desk) == 0
    assert size_of(desk)["broadcast"] == 0


def test_a_broadcast_of_the_ledger_is_the_occurrence_of_its_slot(desk: Desk, book: Book) -> None:
    with desk.changing(Action.EARLIER, what="a slot") as session:
        news = Programme(title="Bản tin", kind=ProgrammeKind.NEWS)
        when = {"at": dt.time(7), "seconds": 900, "start": dt.date(2019, 3, 1), "rule": "FREQ=DAILY"}
        session.add(Slot(series=Series(name="ban-tin"), kind=BroadcastKind.FIRST_RUN, programme=news, **when))

    outcome = bring(desk, book(at("07:00")))

    assert outcome.conflicts == ()
    with desk.reading() as session:
        assert [f"{each:%d/%m %H:%M}" for each in session.scalars(select(Broadcast.occurrence)) if each] == [
            "05/03 07:00"
        ]


def test_the_command_line_says_how_many_conflicts_are_accepted(cli: Cli, book: Book) -> None:
    cli("init", "--station", "Đài")
    path = book(at("07:00"), at("07:00", "Ca nhạc"))

    dry = cli("ledger", "import", path, "--dry-run", "--lang", "en")
    answer = cli("ledger", "import", path, "--lang", "en")

    assert "1 conflict would be accepted with the reason “imported from sổ.xlsx”" in dry.stdout
    assert "1 conflict was accepted with the reason “imported from sổ.xlsx”" in answer.stdout
