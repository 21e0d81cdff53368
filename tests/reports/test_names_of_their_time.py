"""Reports of past periods show the names of their time, in breakdowns and in evidence."""

import datetime as dt

import pytest
from sqlalchemy import select

from radiodesk.kinds import BroadcastState, ClipState, PeriodRule
from radiodesk.model import Action, Credit, Desk, Person, Programme, Recipient, Topic, zone
from radiodesk.model.database import existing
from radiodesk.reports import closed_reports, closing, differences, evidence, tally
from radiodesk.reports.periods import Period, parse
from radiodesk.schedule import programmes
from radiodesk.staff import partners, people
from tests.reports.test_figures import COLUMN, NEWS, Aired, at, store

RENAMED = dt.date(2031, 6, 1)
"""After the day on which the tests run: what is renamed on the day it came in was a mistake."""
BEFORE, DURING, AFTER = (parse(code, PeriodRule.CALENDAR) for code in ("2030", "2031", "2032"))
DAYS = [dt.date(year, 3, 5) for year in (2030, 2031, 2032)]


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """One edition of each programme, with its repeat, and a clip in each of three years."""
    work = [
        Aired(at(day, dt.time(hour)), kind, BroadcastState.AIRED, frozenset({1, 2}), None)
        for day in DAYS
        for hour, kind in ((5, NEWS), (6, COLUMN))
    ]
    with desk.changing(Action.EARLIER, what="fill") as session:
        store(session, work, [(day, ClipState.SENT) for day in DAYS])
    return desk


def rename_all(desk: Desk, *, today: dt.date = RENAMED, corrects: bool = False) -> None:
    """Give everything in the tests another name."""
    with desk.changing(Action.EARLIER, what="rename") as session:
        for number, title in ((1, "Bản tin"), (2, "Làng quê")):
            view = programmes.view_of(session, number)
            programmes.change(
                session,
                number,
                view.version,
                title=title,
                kind=view.kind,
                traits=view.traits,
                today=today,
                corrects=corrects,
            )
        for kind, name in ((Recipient, "Báo và phát thanh, truyền hình"), (Topic, "Bầu cử các cấp")):
            partners.rename(session, kind, 1, 1, name, today=today, corrects=corrects)
        people.change(
            session,
            1,
            1,
            name="Nguyễn Thu Hà",
            short_name="",
            initials="",
            roles=(),
            today=today,
            corrects=corrects,
        )


def shown(desk: Desk, period: Period) -> set[str]:
    """Every name in the breakdowns and the evidence of a report."""
    with desk.reading() as session:
        report = tally.report(session, period)
        found = {row.label for each in report.breakdowns for row in each.rows}
        for each in evidence.of_report(session, report):
            for item in (*each.counted, *each.left_out):
                found |= {item.title, *(label for value in item.values.values() for label in value.split("; "))}
    return found


OLD = {"Thời sự", "Nông thôn", "Đài tỉnh", "Bầu cử", "Thu Hà"}
NEW = {"Bản tin", "Làng quê", "Báo và phát thanh, truyền hình", "Bầu cử các cấp", "Nguyễn Thu Hà"}


def test_a_period_that_ended_before_the_renaming_shows_the_old_names_and_later_ones_the_new(worked: Desk) -> None:
    rename_all(worked)

    for period, names, others in ((BEFORE, OLD, NEW), (DURING, NEW, OLD), (AFTER, NEW, OLD)):
        assert shown(worked, period) & (names | others) == names, period


def test_the_last_day_of_a_period_decides(worked: Desk) -> None:
    rename_all(worked)

    for last, names in (("2031-05-31", OLD), ("2031-06-01", NEW)):
        period = parse(f"2031-01-01/{last}")
        assert shown(worked, period) & (OLD | NEW) == names, last


def test_each_of_several_names_is_shown_in_its_time(worked: Desk) -> None:
    with worked.changing(Action.EARLIER, what="rename") as session:
        for year, name in ((2031, "Đài PT-TH tỉnh"), (2032, "Báo tỉnh")):
            seen = partners.view(session, Recipient, 1).version
            partners.rename(session, Recipient, 1, seen, name, today=dt.date(year, 6, 1))
        seen = partners.view(session, Recipient, 1).version
        partners.rename(session, Recipient, 1, seen, "Đài và báo tỉnh", today=dt.date(2032, 6, 1))

    every = {"Đài tỉnh", "Đài PT-TH tỉnh", "Báo tỉnh", "Đài và báo tỉnh"}
    for period, name in ((BEFORE, "Đài tỉnh"), (DURING, "Đài PT-TH tỉnh"), (AFTER, "Đài và báo tỉnh")):
        assert shown(worked, period) & every == {name}


@pytest.mark.parametrize(("today", "corrects"), [(RENAMED, True), (dt.date(2020, 1, 1), False), (None, False)])
def test_a_correction_is_shown_in_every_period(worked: Desk, today: dt.date | None, corrects: bool) -> None:
    """So is a name that was replaced on the day on which its row came in (None), or that of a clock that is wrong."""
    if today is None:
        with worked.reading() as session:
            today = existing(session, Programme, 1).created.astimezone(zone(session)).date()
    rename_all(worked, today=today, corrects=corrects)

    assert shown(worked, BEFORE) & (OLD | NEW) == NEW


def test_the_name_of_what_was_merged_is_shown_nowhere(worked: Desk) -> None:
    with worked.changing(Action.EARLIER, what="merge") as session:
        gone = [Recipient(id=2, name="Đài huyện"), Person(id=3, name="Hà"), Programme(id=3, title="TS", kind=NEWS)]
        session.add_all(gone)
        session.flush()
        seen = partners.view(session, Recipient, 2).version
        partners.rename(session, Recipient, 2, seen, "Đài huyện cũ", today=RENAMED - dt.timedelta(days=1))
        seen = partners.view(session, Recipient, 2).version
        partners.merge(session, Recipient, 2, seen, 1, 1, today=RENAMED)
        people.merge(session, 3, 1, 1, 1, today=RENAMED)
        programmes.merge(session, 3, 1, 1, 1, today=RENAMED, sure=True)

    assert shown(worked, BEFORE) & (OLD | {"Đài huyện", "Đài huyện cũ", "Hà", "TS"}) == OLD


def test_a_renaming_is_no_difference_of_a_closed_report(worked: Desk) -> None:
    with worked.changing(Action.CLOSE_REPORT) as session:
        prepared = closing.prepare(session, BEFORE)
        closing.close(session, prepared, seen=0, person="Thu Hà", today=RENAMED)
    rename_all(worked)

    with worked.changing(Action.EARLIER, what="author") as session:
        report = closed_reports.closed(session, BEFORE)
        assert list(differences.since_closing(session, report)) == []
        session.delete(session.scalars(select(Credit).where(Credit.story_id == 1, Credit.person_id == 1)).one())
        session.flush()
        [difference] = [each for each in differences.since_closing(session, report) if each.key == "stories"]
        assert [said for _item, said in difference.changed] == ["Author: Thu Hà; Đức Anh → Đức Anh"]
