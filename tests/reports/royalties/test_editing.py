"""Rules changed one by one, what a month lacks, and how it stands against the caps of the fund."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.history import log, sentences
from radiodesk.kinds import CreditRole, Genre, NormMeasure, PeriodRule, WorkGenre
from radiodesk.model import Action, Credit, Desk
from radiodesk.model.database import Removed
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.reports.royalties import editing, months, settings
from radiodesk.reports.royalties.editing import LastRule, RuleTwice, UnfitRate
from radiodesk.reports.royalties.gaps import Lack
from radiodesk.reports.royalties.months import OtherThanPreviewed
from radiodesk.reports.royalties.overview import Overview, overview
from radiodesk.reports.royalties.rules import Rules, Salary
from tests.reports.royalties.desks import TODAY, air, close, confirm_coefficients, listed, write

AUTHORS = {"role": CreditRole.AUTHOR, "least": None, "of_piece": False}
BRIEF = {**AUTHORS, "genre": WorkGenre.BRIEF, "usual": Decimal(1), "most": Decimal(5)}


def rules(desk: Desk) -> Rules:
    with desk.reading() as session:
        return settings.rules(session)


def shown(desk: Desk, month: str) -> Overview:
    with desk.reading() as session:
        return overview(session, month)


def change(desk: Desk, make: Callable[[Session], object]) -> None:
    with desk.changing(Action.CHANGE_ROYALTIES) as session:
        make(session)


def test_of_two_who_change_the_rules_the_second_is_told(desk: Desk) -> None:
    seen = rules(desk)
    change(desk, lambda session: editing.set_options(session, seen, {"most_fees": Decimal(60)}))
    with pytest.raises(ChangedMeanwhile):
        change(desk, lambda session: editing.put_rate(session, seen, seen.rates[0], **BRIEF))
    seen = rules(desk)
    change(desk, lambda session: editing.put_rate(session, seen, seen.rates[0], **BRIEF))
    after = rules(desk)
    assert (after.is_own_frame, after.most_fees, len(after.rates)) == (True, 60, len(seen.rates))
    assert after.rate(WorkGenre.BRIEF, CreditRole.AUTHOR).usual == 1  # type: ignore[union-attr]  # it has one


def test_a_changed_rule_is_found_again_by_its_row_and_a_removed_one_is_not(desk: Desk) -> None:
    confirm_coefficients(desk)
    first = {"since": dt.date(2026, 7, 1), "amount": 2_530_000}
    change(desk, lambda session: editing.put_salary(session, (seen := rules(desk)), seen.salaries[-1], **first))
    seen = rules(desk)
    rate, salary = seen.rates[0], seen.salaries[-1]
    change(desk, lambda session: editing.put_rate(session, rules(desk), rate, **BRIEF))
    change(desk, lambda session: editing.put_salary(session, rules(desk), salary, since=dt.date(2026, 7, 31), amount=1))
    assert rules(desk).rates != seen.rates
    assert editing.current(rules(desk), rate) == rules(desk).rate(WorkGenre.BRIEF, CreditRole.AUTHOR)
    moved = editing.current(rules(desk), salary)
    assert (moved, len(rules(desk).salaries)) == (Salary(dt.date(2026, 7, 31), 1), len(seen.salaries))

    change(desk, lambda session: editing.remove(session, rules(desk), moved))
    for gone in (salary, moved):
        with pytest.raises(Removed):
            editing.current(rules(desk), gone)
        with pytest.raises(Removed):
            change(desk, lambda session, gone=gone: editing.put_salary(session, rules(desk), gone, **first))  # type: ignore[misc]  # it is one
    assert dt.date(2026, 7, 1) not in [each.since for each in rules(desk).salaries]


def test_an_example_is_found_again_when_it_has_become_the_stations_own(desk: Desk) -> None:
    example = rules(desk).rates[0]
    confirm_coefficients(desk, brief=Decimal(2))
    own = editing.current(rules(desk), example)
    assert own in rules(desk).rates
    assert own != example


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda session, seen: editing.put_rate(session, seen, None, **BRIEF), RuleTwice),
        (lambda session, seen: editing.put_rate(session, seen, seen.rates[0], **{**BRIEF, "usual": 6}), UnfitRate),
        (lambda session, seen: editing.put_rate(session, seen, seen.rates[0], **{**BRIEF, "most": 99}), UnfitRate),
        (lambda session, seen: editing.put_salary(session, seen, None, since=dt.date(2024, 7, 1), amount=1), RuleTwice),
        (lambda session, seen: [_remove_all(session), editing.remove(session, *_only(session))], LastRule),
    ],
)
def test_rules_that_make_no_sense_are_refused(
    desk: Desk, make: Callable[[Session, Rules], object], error: type[UserError]
) -> None:
    seen = rules(desk)
    with pytest.raises(error):
        change(desk, lambda session: make(session, seen))
    assert rules(desk) == seen


def _remove_all(session: Session) -> None:
    while len((seen := settings.rules(session)).salaries) > 1:
        editing.remove(session, seen, seen.salaries[0])


def _only(session: Session) -> tuple[Rules, object]:
    seen = settings.rules(session)
    return seen, seen.salaries[0]


def test_a_norm_of_a_new_person_adds_the_person_and_shows_units_norm_and_surplus(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        (march,) = air(session, "2019-03-05")
        write(session, "Tin", march, hà_author="1")
        write(session, "Bài", march, hà_author="3", genre=Genre.REPORT)
    terms = {"role": CreditRole.AUTHOR, "genre": None, "measure": NormMeasure.PIECES, "amount": Decimal(1)}
    change(desk, lambda session: editing.put_norm(session, settings.rules(session), None, person="Hà", **terms))
    change(desk, lambda session: editing.put_norm(session, settings.rules(session), None, person="Lan", **terms))

    (slip,) = listed(desk, "2019-03").slips
    assert (slip.units, slip.earned, slip.norm, slip.surplus) == (4, 556_000, 139_000, 417_000)
    assert [each.person for each in rules(desk).norms] == ["Hà", "Lan"]


def test_what_a_month_lacks_is_named_the_gravest_first(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        march, april = air(session, "2019-03-05", "2019-04-05")
        write(session, "Vô danh", march)
        write(session, "Thường", march, hà_author=None, lan_technician="0.1")
        write(session, "Quá", march, hà_author="11")
        write(session, "Tháng tư", april)

    found = [(each.lack, each.title, each.person, each.coefficient) for each in shown(desk, "2019-03").gaps]

    assert found == [
        (Lack.OUTSIDE_FRAME, "Quá", "Hà", Decimal(11)),
        (Lack.NO_AUTHOR, "Vô danh", "", None),
        (Lack.NO_COEFFICIENT, "Thường", "Hà", Decimal("0.3")),
    ]


def test_the_fund_is_that_of_the_month_without_corrections_open_or_closed(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        march, april = air(session, "2019-03-05", "2019-04-05")
        write(session, "Tin", march, hà_author="1")
        write(session, "Tin tư", april, hà_author="0.3", lan_reader="0.1")
    confirm_coefficients(desk, brief=Decimal(1))
    close(desk, "2019-03")
    with desk.changing(Action.EARLIER, what="correct") as session:
        session.get_one(Credit, 1).coefficient = Decimal(2)

    before = shown(desk, "2019-04")
    close(desk, "2019-04")
    after = shown(desk, "2019-04")

    fund = before.fund
    assert (fund.royalties, fund.fees, fund.most_fees) == (41_700, 13_900, 29_190)
    assert (fund.increases, fund.most_increases) == (0, 41_700)
    assert before.found.units == Decimal("0.4")
    assert [(each.corrects, each.due, each.paid) for each in before.corrections] == [("2019-03", 278_000, 139_000)]
    assert (after.fund, after.corrections) == (before.fund, before.corrections)


def test_a_month_is_closed_as_the_user_saw_it_or_not_at_all(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        (march,) = air(session, "2019-03-05")
        write(session, "Tin", march, hà_author="1")
    confirm_coefficients(desk, brief=Decimal(1))
    with desk.reading() as session:
        previewed = months.check_closable(session, "2019-03", today=TODAY)
    other = dataclasses.replace(previewed, station="Đài khác")
    now = dt.datetime(2019, 4, 2, tzinfo=dt.UTC)
    for seen, error in ((other, OtherThanPreviewed), (previewed, None)):
        with desk.changing(Action.CLOSE_ROYALTIES) as session:
            if error:
                with pytest.raises(error):
                    months.close(session, "2019-03", person="Hà", now=now, today=TODAY, previewed=seen)
            else:
                months.close(session, "2019-03", person="Hà", now=now, today=TODAY, previewed=seen)
    assert listed(desk, "2019-03").closed is not None


def test_a_coefficient_out_of_its_bounds_is_refused_in_the_words_of_the_form(desk: Desk) -> None:
    seen = rules(desk)
    with pytest.raises(UnfitRate) as refused:
        change(desk, lambda session: editing.put_rate(session, seen, seen.rates[0], **{**BRIEF, "usual": Decimal(6)}))
    assert str(refused.value) == "Usual coefficient: it is greater than “Greatest coefficient”"
    with pytest.raises(UnfitRate) as refused:
        change(desk, lambda session: editing.put_rate(session, seen, seen.rates[0], **{**BRIEF, "least": Decimal(2)}))
    assert str(refused.value) == "Usual coefficient: it is smaller than “Smallest coefficient”"


def test_the_log_names_each_rule_that_a_form_changed_with_its_value_before_and_after(desk: Desk) -> None:
    values = {"period_rule": PeriodRule.CALENDAR, "maker": "Ngọc Lan", "tax": Decimal(10), "most_fees": Decimal(60)}
    change(desk, lambda session: editing.set_options(session, rules(desk), values))
    with desk.reading() as session:
        (entry, *_earlier) = log.entries(session)
    assert sentences.sentence(entry.action, entry.values) == (
        "Changed the rules for royalties: Fees at most: 70 % of the royalties → 60 % of the royalties; "
        "Maker of the list: – → Ngọc Lan"
    )
