"""Own indicators on the Station screen: the rule and the figure while somebody types, and refusals beside the field."""

import pytest
from textual.widgets import Checkbox

from radiodesk.config import Config
from radiodesk.model import Action, Desk
from radiodesk.reports import indicator_fields, own_indicators
from radiodesk.reports.indicators import Condition, Indicator
from radiodesk.reports.subjects import SUBJECTS
from tests.reports.test_figures import store
from tests.reports.test_own_indicators import FILE, YEAR, apply, day
from tests.tui.driving import driven, fill, fixed_clock, until_back, until_seen


@pytest.fixture
def worked(desk: Desk) -> Desk:
    with desk.changing(Action.EARLIER, what="work") as session:
        store(session, [day(1), day(2), day(3)], [])
    return desk


async def test_the_rule_and_its_figure_are_shown_and_a_refusal_stands_beside_its_field(
    worked: Desk, config: Config
) -> None:
    async with driven(config) as pilot:
        await pilot.press("7", "left", "left")
        await until_seen(pilot, "No indicator of the station's own yet")
        await pilot.press("n", "down", "down", "enter")
        await until_seen(pilot, "Distinct stories used", "Year 2019: 3")
        await fill(pilot, "where_author", "no author")
        await until_seen(pilot, "Author: no author; by", "Year 2019: 1")
        await fill(pilot, "where_author", "not: no author; Thu Hà")
        await until_seen(pilot, "Author: not no author", "Year 2019: 1")
        await fill(pilot, "label", "Tin của người khác")
        await fill(pilot, "unit", "tin")
        await fill(pilot, "where_genre", "novel")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "“novel” is not known here: choose from the list")
        await fill(pilot, "where_genre", "")
        await pilot.press("ctrl+s")
        await until_back(pilot, "Tin của người khác", "no author, Thu Hà; by")
    with worked.reading() as session:
        assert own_indicators.named(session, "tin_cua_nguoi_khac").indicator.where == (
            Condition("author", ("", "Thu Hà"), negated=True),
        )


async def test_somebody_else_changes_the_indicator_meanwhile(worked: Desk, config: Config) -> None:
    apply(worked, FILE)
    async with driven(config, clock=fixed_clock) as pilot:
        await pilot.press("7", "left", "left")
        await until_seen(pilot, "Giờ chuyên mục")
        await pilot.press("end", "enter")
        await fill(pilot, "unit", "h")
        with worked.changing(Action.CHANGE_INDICATOR) as session:
            seen = own_indicators.named(session, "column_hours")
            renamed = Indicator(**{**vars(seen.indicator), "label": "Giờ CM"})
            own_indicators.change(session, seen.id, seen.version, renamed, YEAR)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "changed Name to Giờ CM at")
        await pilot.press("ctrl+s")
        await until_back(pilot, "Giờ CM", "h ")


async def test_a_figure_that_people_enter_need_not_add_up(worked: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("7", "left", "left")
        await until_seen(pilot, "No indicator of the station's own yet")
        await pilot.press("n", "end", "up", "enter")
        await fill(pilot, "label", "Cụm loa")
        await fill(pilot, "unit", "cụm")
        pilot.app.screen.query_one("#is_level", Checkbox).value = True
        await until_seen(pilot, "a longer period has the last figure")
        await pilot.press("ctrl+s")
        await until_back(pilot, "Cụm loa")
    with worked.reading() as session:
        assert own_indicators.named(session, "cum_loa").indicator.is_level


def test_conditions_are_typed_as_they_are_shown(worked: Desk) -> None:
    apply(worked, FILE)
    with worked.reading() as session:
        for own in own_indicators.own(session):
            if own.indicator.counts:
                found = [
                    condition
                    for each in indicator_fields.choices(session, SUBJECTS[own.indicator.counts])
                    for condition in indicator_fields.read_conditions(
                        indicator_fields.written_conditions(each.prop, own.indicator.where), each
                    )
                ]
                assert {each.property for each in found} == {each.property for each in own.indicator.where}
                assert sorted(map(_folded, found)) == sorted(map(_folded, own.indicator.where))


def _folded(condition: Condition) -> tuple[str, bool, tuple[str, ...]]:
    return condition.property, condition.negated, tuple(each.casefold() for each in condition.values)
