"""The royalties on a screen: a month's list, slips, what is missing, closing, corrections, files, and the rules."""

import datetime as dt
import tomllib
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from radiodesk.config import Config
from radiodesk.kinds import CreditRole, NormMeasure
from radiodesk.model import Action, ClosedRoyalties, Credit, Desk
from radiodesk.reports.royalties import editing, settings
from radiodesk.reports.royalties.rules import Salary
from tests.reports.royalties.desks import air, close, confirm_coefficients, listed, write
from tests.tui.driving import choose, driven, fill, notices, seen, until, until_back, until_seen

NOW = dt.datetime(2019, 5, 2, 3, tzinfo=dt.UTC)
NORM = {"role": CreditRole.AUTHOR, "genre": None, "measure": NormMeasure.PIECES, "amount": Decimal(1)}


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """Work of March and April; March is closed, and a coefficient in it was changed since."""
    with desk.changing(Action.EARLIER, what="fill") as session:
        march, april = air(session, "2019-03-05", "2019-04-05")
        write(session, "Gieo cấy [/]", march, hà_author="1")
        write(session, "Cầu mới", april, hà_author="1", minh_reader="0.1")
        write(session, "Tin vô danh", april)
        write(session, "Lúa chín", april, hà_author=None)
    confirm_coefficients(desk, brief=Decimal(1))
    close(desk, "2019-03")
    with desk.changing(Action.EARLIER, what="correct") as session:
        session.get_one(Credit, 1).coefficient = 2
    return desk


async def test_a_month_is_listed_with_slips_gaps_and_corrections(worked: Desk, config: Config) -> None:
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6")
        await until_seen(pilot, "Reports")
        await pilot.press("dollar_sign")
        # Two units of April by Hà, and a reader; March is corrected by one unit.
        await until_seen(pilot, "Royalties and fees: April 2019", "○ not closed", "278,000", "13,900")
        await until_seen(pilot, "fees at most 194,600", "increases 0, at most 83,400")
        await pilot.press("home", "enter")
        await until_seen(pilot, "╭─ Hà · April 2019", "Cầu mới", "Coefficient: 1 · Unit: 139,000 · Amount: 139,000")
        await pilot.press("end")
        await until_seen(pilot, "correction of March 2019: 278,000 due, 139,000")
        await pilot.press("escape", "tilde")
        await until_seen(pilot, "Corrections: April 2019", "Gieo cấy [/]", "278,000", "139,000", "+139,000")
        await pilot.press("escape", "full_stop")
        await until_seen(pilot, "What is missing: April 2019", "no author", "no coefficient", "Lúa chín", "3 · Enter")
        assert "2 items" not in seen(pilot)  # the list has one number of rows
        await pilot.press("slash", *"author", "enter", "down", "enter")
        await until(pilot, lambda: pilot.app.current_mode == "rundown")
        await until_seen(pilot, "Tin vô danh")
        await pilot.press("6")
        await until_seen(pilot, "Royalties and fees: April 2019")
        await pilot.press("left")
        await until_seen(pilot, "Royalties and fees: March 2019", "● closed", "Thu Hà")


async def test_a_month_of_years_ago_is_opened_by_typing_it_or_from_its_report(worked: Desk, config: Config) -> None:
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "M", "left", "left", "left")
        await until_seen(pilot, "Reports", "February 2019")
        await pilot.press("dollar_sign")
        await until_seen(pilot, "Royalties and fees: February 2019")
        for typed, month in (("8/2012", "August"), ("tháng 7 năm 2012", "July"), ("2012-09", "September")):
            await pilot.press("o")
            await until_seen(pilot, "Which month?")
            await fill(pilot, "month", typed)
            await pilot.press("enter")
            await until_seen(pilot, f"Royalties and fees: {month} 2012")
        await pilot.press("o")
        await fill(pilot, "month", "2012")
        await pilot.press("enter")
        await until_seen(pilot, "“2012” is none", "Which month?")


async def test_the_last_month_of_a_period_that_has_ended_is_shown_first(worked: Desk, config: Config) -> None:
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "Q")
        await until_seen(pilot, "Reports", "Quarter II of 2019")
        await pilot.press("left")
        await until_seen(pilot, "Quarter I of 2019")
        await pilot.press("dollar_sign")
        await until_seen(pilot, "Royalties and fees: March 2019")
        await pilot.press("escape")
        await until_back(pilot)
        await pilot.press("right")
        await until_seen(pilot, "Quarter II of 2019")
        await pilot.press("dollar_sign")
        await until_seen(pilot, "Royalties and fees: April 2019")  # the month to be closed next


async def test_help_explains_the_columns_of_a_pay_list(worked: Desk, config: Config) -> None:
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "dollar_sign")
        await until_seen(pilot, "Royalties and fees: April 2019", "278,000")
        await pilot.press("question_mark")
        await until_seen(pilot, "coefficient × unit × share", "Surplus: the part beyond it", "Tax: what is withheld")


async def test_a_month_is_closed_once_as_it_was_seen(worked: Desk, config: Config) -> None:
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "dollar_sign")
        await until_seen(pilot, "April 2019", "○ not closed")
        await pilot.press("ctrl+k")
        await until_seen(pilot, "430,900 đồng for 2 people are kept under the name Thu Hà")
        await until_seen(pilot, "▲ 3 things to look at (.)", "– no author: 1", "– no coefficient: 1", "– remarks: 1")
        with worked.changing(Action.EARLIER, what="meanwhile") as session:
            session.get_one(Credit, 2).coefficient = Decimal("1.2")
        await pilot.press("left", "enter")
        await until(pilot, lambda: any("changed since you looked at April 2019" in each for each in notices(pilot)))
        assert listed(worked, "2019-04").closed is None
        await until_seen(pilot, "305,800")
        await pilot.press("ctrl+k", "left", "enter")
        await until_seen(pilot, "● closed")
        await pilot.press("ctrl+k")
        await until(pilot, lambda: any("April 2019 was closed on" in each for each in notices(pilot)))
    assert listed(worked, "2019-05").amount == 0


async def test_a_month_that_was_changed_since_it_was_shown_is_shown_again_before_the_question(
    worked: Desk, config: Config
) -> None:
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "dollar_sign")
        await until_seen(pilot, "April 2019", "278,000", "○ not closed")
        with worked.changing(Action.EARLIER, what="meanwhile") as session:
            session.get_one(Credit, 2).coefficient = Decimal("1.2")
        await pilot.press("ctrl+k")
        await until(pilot, lambda: any("changed since you looked at April 2019" in each for each in notices(pilot)))
        await until_seen(pilot, "305,800")
        await pilot.press("ctrl+k")
        await until_seen(pilot, "are kept under the name Thu Hà")


async def test_a_month_that_cannot_be_read_leaves_no_rows_of_another_on_the_screen(
    worked: Desk, config: Config
) -> None:
    with worked.changing(Action.EARLIER, what="damage") as session:
        session.scalars(select(ClosedRoyalties)).one().content = "{}"
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "dollar_sign")
        await until_seen(pilot, "The closed pay list of March 2019 was changed in the database")
        assert "April 2019" in seen(pilot)
        for key, month in (("right", "May"), ("left", "April"), ("left", "March")):
            await pilot.press(key)
            await until_seen(pilot, f"Royalties and fees: {month} 2019")
        await until_seen(pilot, "The closed pay list of March 2019 was changed in the database")
        assert "Hà  " not in seen(pilot)
        await pilot.press("ctrl+k")
        await until(pilot, lambda: any("March 2019 was changed in the database" in each for each in notices(pilot)))
        await pilot.press("left")
        await until_seen(pilot, "Royalties and fees: February 2019", "○ not closed")


async def test_the_list_and_the_rules_are_written_and_rules_are_read_from_a_file(worked: Desk, config: Config) -> None:
    papers = config.home / "papers"
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "dollar_sign")
        await until_seen(pilot, "April 2019")
        await pilot.press("g")
        await until_seen(pilot, "nhuan-but-04-2019.xlsx")
        await pilot.press("enter")
        await until(pilot, lambda: (papers / "nhuan-but-04-2019.xlsx").is_file())
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
        await pilot.press("e")
        await until_seen(pilot, "Rules for royalties and fees", "Base salary", "2,530,000")
        await pilot.press("g")
        await until_seen(pilot, "quy-dinh-nhuan-but.toml")
        await pilot.press("enter")
        await until(pilot, lambda: (papers / "quy-dinh-nhuan-but.toml").is_file())
        file = papers / "quy-dinh-nhuan-but.toml"
        assert tomllib.loads(file.read_text(encoding="utf-8"))["most_fees"] == 70
        file.write_text("most_fees = 60\n", encoding="utf-8")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 3)
        await pilot.press("b")
        await fill(pilot, "file", str(file))
        await pilot.press("enter")
        await until_seen(pilot, "most_fees: 70 → 60")
        await pilot.press("enter")
        await until_seen(pilot, "Applied the rules for royalties")
    with worked.reading() as session:
        assert settings.rules(session).most_fees == 60


async def test_rules_are_changed_added_removed_undone_and_redone(worked: Desk, config: Config) -> None:
    def rules() -> object:
        with worked.reading() as session:
            return settings.rules(session)

    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "dollar_sign")
        await until_seen(pilot, "April 2019")
        await pilot.press("e")
        await until_seen(pilot, "2,530,000")
        seen = [rules()]
        await pilot.press("home", "enter")
        await fill(pilot, "amount", "2.600.000 đ")
        await pilot.press("enter")
        await until_seen(pilot, "2,600,000")
        seen.append(rules())
        await pilot.press("n", "end", "enter")
        await fill(pilot, "person", "Hà")
        await fill(pilot, "amount", "1,5")
        await choose(pilot, "measure", NormMeasure.POINTS)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Changed the rules for royalties: Hà, Author")
        seen.append(rules())
        assert [(each.person, each.amount, each.role) for each in seen[-1].norms] == [("Hà", 1.5, CreditRole.AUTHOR)]
        await pilot.press("slash", *"2013", "enter", "x")
        await until_seen(pilot, "Remove the rule for the base salary from 01/07/2013")
        await pilot.press("left", "enter")
        await until_seen(pilot, "Changed the rules for royalties: the base salary from 01/07/2013")
        seen.append(rules())
        assert len({*map(id, seen)}) == len(seen)
        for expected in reversed(seen[:-1]):
            await pilot.press("ctrl+z")
            await until(pilot, lambda expected=expected: rules() == expected)
        for expected in seen[1:]:
            await pilot.press("ctrl+y")
            await until(pilot, lambda expected=expected: rules() == expected)


async def test_somebody_else_changes_a_rule_meanwhile(worked: Desk, config: Config) -> None:
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "dollar_sign")
        await until_seen(pilot, "April 2019")
        await pilot.press("e")
        await until_seen(pilot, "2,530,000")
        await pilot.press("home", "enter")
        await fill(pilot, "amount", "2600000")
        with worked.changing(Action.CHANGE_ROYALTIES) as session:
            editing.set_options(session, settings.rules(session), {"most_fees": 50})
        await pilot.press("enter")
        await until_seen(pilot, "changed something else here")
        await pilot.press("enter")
        await until_seen(pilot, "2,600,000")
        await pilot.press("escape", "escape")
        await until_back(pilot, "Reports")
    with worked.reading() as session:
        assert settings.rules(session).most_fees == 50


async def test_of_two_who_change_one_rule_the_second_is_told_and_saves_it_once(worked: Desk, config: Config) -> None:
    with worked.changing(Action.CHANGE_ROYALTIES) as session:
        rules = settings.rules(session)
        settings.set_salaries(session, rules.salaries)
        editing.put_norm(session, settings.rules(session), None, person="Hà", **NORM)
    count = len(rules.salaries)
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "dollar_sign")
        await until_seen(pilot, "April 2019")
        await pilot.press("e")
        await until_seen(pilot, "2,530,000")
        await pilot.press("home", "enter")
        await fill(pilot, "amount", "2600000")
        with worked.changing(Action.CHANGE_ROYALTIES) as session:
            rules = settings.rules(session)
            editing.put_salary(session, rules, rules.salaries[-1], since=dt.date(2026, 7, 31), amount=2_530_000)
        await pilot.press("enter")
        await until_seen(pilot, "changed Applies from to 31/07/2026 meanwhile")
        await pilot.press("enter")
        await until_seen(pilot, "from 31/07/2026", "2,600,000")
        await pilot.press("slash", *"brief", "enter", "enter")
        await fill(pilot, "usual", "0,5")
        with worked.changing(Action.CHANGE_ROYALTIES) as session:
            rules = settings.rules(session)
            settings.set_rates(session, [replace(each, usual=each.usual + 1) for each in rules.rates])
        await pilot.press("enter")
        await until_seen(pilot, "changed Usual coefficient to 2", "you typed 0,5")
        await pilot.press("enter")
        await until_seen(pilot, "0.5 (0 to")
        await pilot.press("slash", "ctrl+u", *"norm", "enter", "enter")
        await fill(pilot, "amount", "7")
        with worked.changing(Action.CHANGE_ROYALTIES) as session:
            rules = settings.rules(session)
            editing.remove(session, rules, rules.norms[0])
        for _press in range(2):
            await pilot.press("enter")
            await until_seen(pilot, "Somebody else removed this meanwhile")
    with worked.reading() as session:
        rules = settings.rules(session)
    assert (rules.salaries[-1], len(rules.salaries)) == (Salary(dt.date(2026, 7, 31), 2_600_000), count)
    assert rules.rates[0].usual == Decimal("0.5")
    assert rules.norms == ()


async def test_a_month_is_not_closed_by_examples_before_they_are_accepted(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        (april,) = air(session, "2019-04-05")
        write(session, "Cầu mới", april, hà_author=None)
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "dollar_sign")
        await until_seen(pilot, "April 2019", "○ not closed", "41,700")
        await pilot.press("ctrl+k")
        named = "Set or confirm them in the rules first. The key e shows the rules, and * confirms them there"
        await until(pilot, lambda: any(named in each for each in notices(pilot)))
        await pilot.press("e")
        await until_seen(pilot, "these are examples", "press * to accept")
        await pilot.press("asterisk")
        await until_seen(pilot, "All 53 coefficients of the list become")
        await pilot.press("left", "enter")
        await until_seen(
            pilot, "The coefficients are the station's own.", "✓ Changed the rules for royalties: the exam"
        )
        await pilot.press("escape")
        await until_seen(pilot, "April 2019", "○ not closed")
        await pilot.press("ctrl+k")
        await until_seen(pilot, "are kept under the name Thu Hà")
    assert listed(desk, "2019-04").closed is None


async def test_a_rule_opens_its_form_in_its_own_field_and_the_confirmation_names_the_change(
    worked: Desk, config: Config
) -> None:
    async with driven(config, clock=lambda: NOW) as pilot:
        await pilot.press("6", "dollar_sign")
        await until_seen(pilot, "April 2019")
        await pilot.press("e")
        await until_seen(pilot, "2,530,000")
        await pilot.press("slash", *"maker", "enter", "enter")
        await until_seen(pilot, "Caps, tax and signatures")
        await pilot.press(*"Lan", "enter")
        await until_seen(pilot, "Changed the rules for royalties: Maker of the list: – → Lan")
    with worked.reading() as session:
        assert settings.rules(session) == replace(settings.rules(session), maker="Lan")
        assert settings.rules(session).maker == "Lan"
