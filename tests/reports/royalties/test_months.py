"""The pay list of a month at a desk: what is read, closed, corrected."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from radiodesk.errors import UserError
from radiodesk.history import log, undo
from radiodesk.history.undo import CannotUndo
from radiodesk.kinds import ClipState, Genre, PeriodRule, ProgrammeKind
from radiodesk.model import Action, Broadcast, Clip, ClosedRoyalties, Credit, Desk, Person, RoyaltyNorm, zone
from radiodesk.reports import digests
from radiodesk.reports.digests import ChangedAfterClosing
from radiodesk.reports.listings.common import Days
from radiodesk.reports.listings.stories import stories
from radiodesk.reports.royalties import coding, months, settings
from radiodesk.reports.royalties.months import CannotClose, ClosedAlready, ExamplesOnly, NotBeside, NotEnded
from radiodesk.reports.royalties.rules import Norm, Salary
from radiodesk.staff import people
from tests.reports.royalties.desks import TODAY, air, at, close, confirm_coefficients, listed, paid, send, write
from tests.versions import version


def move(desk: Desk, broadcast: int, day: str) -> None:
    with desk.changing(Action.EARLIER, what="move") as session:
        session.get_one(Broadcast, broadcast).starts = at(day)


def test_a_story_is_paid_by_its_first_use_in_aired_news_as_the_report_counts_it(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        february, march, again = air(session, "2019-02-28", "2019-03-01", "2019-03-02")
        (column,) = air(session, "2019-03-03", title="Nông thôn mới", kind=ProgrammeKind.COLUMN)
        write(session, "Cũ", february, march, hà_author=None)
        write(session, "Mới", march, again, hà_author=None)
        write(session, "Chuyên mục", column, hà_author=None)
        write(session, "Chưa phát", hà_author=None)
        write(session, "Phỏng vấn", again, genre=Genre.INTERVIEW, hà_author="2", minh_reader=None)

    found = listed(desk, "2019-03")

    assert paid(found) == [
        ("Hà", "Mới", "", 41_700),
        ("Hà", "Phỏng vấn", "", 278_000),
        ("Minh", "Phỏng vấn", "", 62_550),
    ]
    assert {line.day.isoformat() for line in found.all_lines if line.title == "Mới"} == {"2019-03-01"}
    with desk.reading() as session:
        days = Days(dt.date(2019, 3, 1), dt.date(2019, 3, 31), zone(session))
        counted = {row.id for row in session.execute(stories(days))}
    assert {line.work_id for line in found.all_lines} == counted


def test_further_uses_are_paid_where_the_station_pays_them(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        editions = air(session, "2019-03-01", "2019-03-20", "2019-04-01")
        write(session, "Tin", *editions, hà_author="1")
        settings.set_options(session, {"second_use": Decimal(50)})

    assert [line.amount for line in listed(desk, "2019-03").all_lines] == [139_000, 69_500]
    assert [(line.amount, line.again) for line in listed(desk, "2019-04").all_lines] == [(69_500, True)]


def test_clips_are_paid_on_the_day_they_were_sent_also_once_they_are_aired(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        clip = send(session, "Clip", "2019-03-31", hà_author=None, minh_camera=None)
        send(session, "Bị loại", "2019-03-30", hà_author=None)
        session.get_one(Clip, clip + 1).state = ClipState.REJECTED
    before = listed(desk, "2019-03")
    with desk.changing(Action.EARLIER, what="air") as session:
        row = session.get_one(Clip, clip)
        row.state, row.aired = ClipState.AIRED, dt.date(2019, 4, 2)

    assert paid(listed(desk, "2019-03")) == paid(before) == [("Hà", "Clip", "", 139_000), ("Minh", "Clip", "", 97_300)]
    assert paid(listed(desk, "2019-04")) == []


def test_the_unit_is_that_of_the_day_of_airing(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        june, july = air(session, "2019-06-30", "2019-07-01")
        write(session, "Sáu", june, hà_author="1")
        write(session, "Bảy", july, hà_author="1")
        settings.set_options(session, {"period_rule": PeriodRule.OFFICIAL})

    assert paid(listed(desk, "2019-07")) == [("Hà", "Sáu", "", 139_000), ("Hà", "Bảy", "", 149_000)]


def test_a_closed_month_stays_and_is_closed_once(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        (edition,) = air(session, "2019-03-05")
        write(session, "Tin", edition, hà_author=None)
    closed = close(desk, "2019-03")
    with desk.changing(Action.EARLIER, what="more") as session:
        session.scalars(select(Credit)).one().coefficient = Decimal(2)
        write(session, "Thêm", edition, hà_author=None)

    shown = listed(desk, "2019-03")

    assert coding.encoded(shown) == coding.encoded(closed)
    assert shown.closed is not None
    assert digests.digest(coding.encoded(shown)) == shown.closed.digest
    with pytest.raises(ClosedAlready, match=r"March 2019 was closed on .* by Thu Hà"):
        close(desk, "2019-03")
    assert paid(listed(desk, "2019-04")) == [("Hà", "Tin", "2019-03", 236_300), ("Hà", "Thêm", "2019-03", 41_700)]
    assert paid(listed(desk, "2019-05")) == []
    close(desk, "2019-04")
    assert paid(listed(desk, "2019-05")) == []


def test_no_month_is_closed_by_examples(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        write(session, "Tin", *air(session, "2019-03-01"), hà_author=None)
    with desk.reading() as session, pytest.raises(ExamplesOnly, match="those of this list are examples"):
        months.check_closable(session, "2019-03", today=TODAY)
    confirm_coefficients(desk)
    with desk.reading() as session:
        assert months.check_closable(session, "2019-03", today=TODAY).amount == 41_700


def test_the_day_of_closing_is_the_stations(desk: Desk) -> None:
    confirm_coefficients(desk)
    with desk.changing(Action.CLOSE_ROYALTIES, month="2019-03") as session:
        moment = dt.datetime(2019, 4, 30, 20, 30, tzinfo=dt.UTC)
        months.close(session, "2019-03", person="Thu Hà", now=moment, today=TODAY)

    shown = listed(desk, "2019-03")

    assert shown.closed is not None
    assert shown.closed.when.isoformat() == "2019-05-01T03:30:00+07:00"


def test_moving_an_airing_across_closed_months_moves_its_pay_once(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        (edition,) = air(session, "2019-03-31")
        write(session, "Tin", edition, hà_author="1")
    confirm_coefficients(desk, brief=Decimal(1))
    close(desk, "2019-03")
    move(desk, 1, "2019-04-01")

    april = close(desk, "2019-04")

    assert paid(april) == [("Hà", "Tin", "", 139_000), ("Hà", "Tin", "2019-03", -139_000)]
    assert april.amount == 0
    move(desk, 1, "2019-03-31")
    assert paid(listed(desk, "2019-05")) == [("Hà", "Tin", "2019-03", 139_000), ("Hà", "Tin", "2019-04", -139_000)]


def test_a_closed_month_is_corrected_by_the_rules_of_its_time_but_by_the_true_base_salary(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        (edition,) = air(session, "2019-03-05")
        write(session, "Tin", edition, hà_author=None)
    close(desk, "2019-03")
    with desk.changing(Action.APPLY_ROYALTIES, file="x.toml") as session:
        now = settings.rules(session)
        settings.set_rates(session, [rate for rate in now.rates if rate.genre.value != "brief"])
    assert paid(listed(desk, "2019-04")) == []

    with desk.changing(Action.APPLY_ROYALTIES, file="x.toml") as session:
        settings.set_salaries(session, [Salary(dt.date(2018, 7, 1), 1_400_000)])

    assert paid(listed(desk, "2019-04")) == [("Hà", "Tin", "2019-03", 300)]


def test_corrections_reach_back_over_the_twelve_months_that_were_closed_last(desk: Desk) -> None:
    days = [f"{2018 + number // 12}-{number % 12 + 1:02}-05" for number in range(1, 14)]
    with desk.changing(Action.EARLIER, what="fill") as session:
        editions = air(session, *days)
        works = [write(session, day, each, hà_author=None) for day, each in zip(days, editions, strict=True)]
    for day in days:
        close(desk, day[:7])
    with desk.changing(Action.EARLIER, what="raise") as session:
        for work in works:
            session.scalars(select(Credit).where(Credit.story_id == work)).one().coefficient = Decimal("0.4")

    corrected = [line.corrects for line in listed(desk, "2019-03").all_lines if line.corrects]

    assert corrected == [day[:7] for day in days[1:]]


def test_a_piece_that_a_settled_month_has_paid_is_not_paid_again_wherever_it_moves(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        open_month, closed_month, taken_back = (
            send(session, title, "2018-02-10", hà_author=None) for title in ("Một", "Hai", "Ba")
        )
    year = [f"{2018 + number // 12}-{number % 12 + 1:02}" for number in range(1, 17)]
    close(desk, year[0])
    with desk.changing(Action.EARLIER, what="move") as session:
        session.get_one(Clip, taken_back).sent = dt.date(2019, 8, 1)
    for month in year[1:]:
        close(desk, month)
    with desk.changing(Action.EARLIER, what="move") as session:
        session.get_one(Clip, open_month).sent = dt.date(2019, 6, 5)
        session.get_one(Clip, closed_month).sent = dt.date(2019, 4, 5)
        session.get_one(Clip, taken_back).sent = dt.date(2019, 6, 6)

    found = listed(desk, "2019-06")

    assert paid(found) == [("Hà", "Ba", "", 139_000)]
    assert [(each.kind, each.values) for each in found.remarks] == [("paid_before", {"count": 1})]


def test_merging_two_people_corrects_nothing_and_keeps_the_norm(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        (edition,) = air(session, "2019-03-05")
        write(session, "Một", edition, hà_author=None)
        write(session, "Hai", edition, thu_hà_author=None)
        gone = session.scalars(select(Person).where(Person.name == "Hà")).one()
        settings.set_norms(session, [Norm(gone.id, "Hà", Decimal(1))])
    closed = close(desk, "2019-03")
    with desk.changing(Action.MERGE_PEOPLE, name="Hà", into="Thu Hà") as session:
        first, second = people.person(session, "Hà"), people.person(session, "Thu Hà")
        people.merge(session, first.id, first.version, second.id, second.version, today=TODAY)

    assert [(line.person, line.norm) for line in closed.all_lines] == [("Hà", 41_700), ("Thu Hà", 0)]
    with desk.reading() as session:
        assert [each.person_id for each in session.scalars(select(RoyaltyNorm))] == [second.id]
    # The norm of the month was Hà's: the two together now have one piece under it and one paid, as before.
    assert sum(line.amount for line in listed(desk, "2019-04").all_lines) == 0


@pytest.mark.parametrize(
    ("month", "today", "error", "said"),
    [
        ("2019-05", TODAY, NotBeside, "close April 2019 first"),
        ("2019-01", TODAY, NotBeside, "close February 2019 first"),
        ("2019-04", dt.date(2019, 4, 30), NotEnded, "from 01/05/2019 on"),
        ("2019-04", TODAY, CannotClose, "“Tin”, Author, Hà: the coefficient 99 is outside the frame"),
    ],
)
def test_a_month_that_cannot_be_closed_says_why(
    month: str, today: dt.date, error: type[UserError], said: str, desk: Desk
) -> None:
    close(desk, "2019-03")
    with desk.changing(Action.EARLIER, what="fill") as session:
        (edition,) = air(session, "2019-04-05")
        write(session, "Tin", edition, hà_author="99")

    with pytest.raises(error, match=said):
        close(desk, month, today)

    with desk.reading() as session:
        assert [row.month for row in session.scalars(select(ClosedRoyalties))] == [dt.date(2019, 3, 1)]


def test_a_pay_list_that_was_changed_after_closing_is_noticed(desk: Desk) -> None:
    close(desk, "2019-03")
    with desk.changing(Action.EARLIER, what="fraud") as session:
        row = session.scalars(select(ClosedRoyalties)).one()
        row.content = row.content.replace('"station":"', '"station":"x', 1)

    with desk.reading() as session:
        with pytest.raises(ChangedAfterClosing, match="pay list of March 2019 was changed"):
            months.pay_list(session, "2019-03")
        assert [each.where for each in months.problems(session)] == ["closed_royalties 1"]


@pytest.mark.parametrize(
    ("first", "then", "days"),
    [
        (PeriodRule.CALENDAR, PeriodRule.OFFICIAL, ("2019-04-01", "2019-04-14")),
        (PeriodRule.OFFICIAL, PeriodRule.CALENDAR, ("2019-03-15", "2019-04-30")),
    ],
)
def test_no_day_is_paid_twice_or_never_where_the_station_changes_the_rule_of_its_months(
    first: PeriodRule, then: PeriodRule, days: tuple[str, str], desk: Desk
) -> None:
    with desk.changing(Action.EARLIER, what="rule") as session:
        settings.set_options(session, {"period_rule": first})
    close(desk, "2019-03")
    with desk.changing(Action.EARLIER, what="rule") as session:
        settings.set_options(session, {"period_rule": then})

    period = listed(desk, "2019-04").period

    assert (period.first.isoformat(), period.last.isoformat()) == days


def test_closing_is_not_undone_and_says_so(desk: Desk) -> None:
    close(desk, "2019-03")
    with desk.reading() as session:
        entry = log.entry(session, log.entries(session, limit=1)[0].id)

    with (
        pytest.raises(CannotUndo, match="a closed month never changes"),
        desk.changing(Action.UNDO, entry=entry.id, action=entry.action, values=entry.values) as session,
    ):
        undo.undo(session, desk, entry)


def test_a_clip_and_a_story_with_one_number_are_two_works(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        (edition,) = air(session, "2019-03-05")
        story = write(session, "Tin", edition, hà_author="1")
        clip = send(session, "Clip", "2019-03-05", hà_author="1")
        assert story == clip
    confirm_coefficients(desk, brief=Decimal(1))
    close(desk, "2019-03")
    with desk.changing(Action.EARLIER, what="reject") as session:
        seen = version(session, Clip, clip)
        session.get_one(Clip, clip).state = ClipState.REJECTED
        assert seen == 1

    assert paid(listed(desk, "2019-04")) == [("Hà", "Clip", "2019-03", -139_000)]
