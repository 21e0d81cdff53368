"""Kinds of report: what they consist of, what is refused, and what closed reports keep."""

from dataclasses import replace

import pytest

from radiodesk.errors import UserError
from radiodesk.history import differences, log
from radiodesk.history.reversing import BreaksRule
from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.model import Action, Desk, ReportKind, StationIndicator
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.reports import issuing, kinds, tally
from radiodesk.reports.kinds import KindTerms, KindView
from tests.history.test_undo import newest, undo_entry
from tests.reports.closing import close
from tests.versions import version

NINE = KindTerms(PeriodKind.NINE_MONTHS, PeriodRule.OFFICIAL, "Phòng Văn hóa và Thông tin", 1, ("stories", "tv_clips"))
YEAR = KindTerms(PeriodKind.YEAR, PeriodRule.CALENDAR, "UBND huyện", 5)


def add(desk: Desk, name: str, terms: KindTerms = NINE) -> int:
    with desk.changing(Action.ADD_REPORT_KIND, name=name) as session:
        return kinds.add(session, name, terms)


def change(desk: Desk, kind_id: int, name: str, terms: KindTerms) -> None:
    with desk.changing(Action.CHANGE_REPORT_KIND, name=name) as session:
        kinds.change(session, kind_id, version(session, ReportKind, kind_id), name, terms)


def remove(desk: Desk, kind_id: int) -> None:
    with desk.changing(Action.REMOVE_REPORT_KIND, name="x") as session:
        kinds.remove(session, kind_id, version(session, ReportKind, kind_id))


def listed(desk: Desk) -> list[KindView]:
    with desk.reading() as session:
        return kinds.kinds(session)


def test_a_station_owes_periods_of_two_rules_to_two_authorities(desk: Desk) -> None:
    add(desk, "Năm")
    add(desk, "9 tháng")
    change(desk, 1, "Năm", YEAR)

    assert [(each.name, each.terms) for each in listed(desk)] == [("9 tháng", NINE), ("Năm", YEAR)]
    with desk.reading() as session:
        [entry, *_] = log.entries(session, limit=1)
        assert differences.of_entries(session, [entry])[entry.id][:2] == [
            "Period: Nine months → Year",
            "Rule of the periods: by decree 09/2019 → by the calendar",
        ]

    remove(desk, 2)
    undo_entry(desk, newest(desk))
    assert [each.name for each in listed(desk)] == ["9 tháng", "Năm"]


PORTAL = {"label": "Tin trên cổng", "unit": "tin", "measure": "entered"}


def test_an_indicator_of_the_station_can_be_reported(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="x") as session:
        session.add(StationIndicator(name="portal", definition=PORTAL))
    add(desk, "9 tháng", replace(NINE, indicators=("portal", "stories")))

    with desk.reading() as session:
        assert kinds.named(session, " 9 THÁNG").terms.indicators == ("portal", "stories")
        assert kinds.known_indicators(session)["portal"] == "Tin trên cổng"


def test_a_kind_that_names_no_indicators_has_the_main_ones_and_those_of_the_station(desk: Desk) -> None:
    add(desk, "Năm", YEAR)
    with desk.changing(Action.EARLIER, what="x") as session:
        session.add(StationIndicator(name="portal", definition=PORTAL))

    with desk.reading() as session:
        assert issuing.keys_of(session, "Năm") == (*tally.MAIN_KEYS, "portal")


@pytest.mark.parametrize(
    ("name", "terms", "message"),
    [
        ("", NINE, "A title or name is empty"),
        ("NĂM", NINE, "There is already a kind of report called “Năm”"),
        ("x", replace(NINE, indicators=("stories", "nonsense")), "“nonsense” is not an indicator"),
        ("x", replace(NINE, indicators=("stories", "stories")), "“Stories used” is named twice"),
        ("x", replace(NINE, due_days=251), "251 working days are not possible here"),
        ("x", replace(NINE, due_days=-1), "-1 working days"),
        ("x", replace(NINE, template="../9-thang.docx"), "is not the name of a Word file"),
        ("x", replace(NINE, template="C:9.docx"), "is not the name of a Word file"),
        ("x", replace(NINE, template="9-thang.xlsx"), "is not the name of a Word file"),
        ("x", replace(NINE, period_kind=PeriodKind.INTERVAL), "needs periods of one length"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, name: str, terms: KindTerms, message: str) -> None:
    add(desk, "Năm", YEAR)

    with pytest.raises(UserError) as refused:
        add(desk, name, terms)
    assert message in str(refused.value)
    assert [each.name for each in listed(desk)] == ["Năm"]


def test_a_kind_with_closed_reports_keeps_its_name_and_stays(desk: Desk) -> None:
    kind_id = add(desk, "9 tháng")
    close(desk, "9 tháng", "2019-9m")
    change(desk, kind_id, "9 tháng", replace(NINE, due_days=0))

    with pytest.raises(kinds.NameOnClosed):
        change(desk, kind_id, "Chín tháng", NINE)
    with pytest.raises(kinds.KindNeeded):
        remove(desk, kind_id)
    assert [(each.name, each.terms.due_days, each.closed) for each in listed(desk)] == [("9 tháng", 0, 1)]


def test_undoing_a_new_kind_never_leaves_closed_reports_without_it(desk: Desk) -> None:
    add(desk, "9 tháng")
    added = newest(desk)
    close(desk, "9 tháng", "2019-9m")

    with pytest.raises(BreaksRule, match="Closed reports are of the kind “9 tháng”"):
        undo_entry(desk, added)


def test_a_version_that_somebody_changed_meanwhile_is_refused(desk: Desk) -> None:
    kind_id = add(desk, "9 tháng")
    change(desk, kind_id, "9 tháng", YEAR)

    with pytest.raises(ChangedMeanwhile), desk.changing(Action.REMOVE_REPORT_KIND, name="x") as session:
        kinds.remove(session, kind_id, 1)
