"""Change one of the station's rules for royalties, as a form does. Each function takes the rules that the user saw.

The first change of a table that the station never set makes its examples the station's own.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import CreditRole, NormMeasure, WorkGenre
from radiodesk.locale import N_, _
from radiodesk.model import Person
from radiodesk.model.changes import describe
from radiodesk.model.database import Removed
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.model.names import find_or_create
from radiodesk.reports import periods
from radiodesk.reports.royalties import settings
from radiodesk.reports.royalties.allowed import shown
from radiodesk.reports.royalties.labels import GENRES, ROLES
from radiodesk.reports.royalties.rules import Norm, Rate, Rules, Salary
from radiodesk.reports.royalties.settings_values import faults

Rule = TypeVar("Rule", Salary, Rate, Norm)


class RuleTwice(UserError):
    """A rule for what another rule is about."""

    message = N_("There is a rule for {what} already: change that one")


class UnfitRate(UserError):
    """A coefficient that does not fit its bounds or the decree."""

    message = N_("{reasons}")


class LastRule(UserError):
    """The last base salary or coefficient, without which nothing can be paid."""

    message = N_("This is the last one: without it nothing could be paid. Change it, or add another one first")


def what(rule: Salary | Rate | Norm) -> str:
    """What a rule is about, in words."""
    from radiodesk.locale import formats  # imported here: it loads babel

    match rule:
        case Salary():
            return _("the base salary from {day}").format(day=formats.day(rule.since))
        case Rate():
            return f"{_(GENRES[rule.genre])}, {_(ROLES[rule.role])}"
        case Norm():
            genre = _(GENRES[rule.genre]) if rule.genre else _("any genre")
            return f"{rule.person}, {_(ROLES[rule.role])}, {genre}"


def current(rules: Rules, rule: Salary | Rate | Norm) -> Salary | Rate | Norm:
    """A rule that the user saw, as it is among the rules now. raises Removed."""
    every: list[Salary | Rate | Norm] = [*rules.salaries, *rules.rates, *rules.norms]
    for each in every:
        if _is_same(each, rule):
            return each
    raise Removed


def put_salary(session: Session, seen: Rules, old: Salary | None, *, since: dt.date, amount: int) -> None:
    """Add a base salary, or change one. raises ChangedMeanwhile, Removed, RuleTwice."""
    _check(session, seen)
    new = Salary(since, amount)
    settings.set_salaries(session, _put(seen.salaries, old, new))
    describe(session, what=what(new))


def put_rate(
    session: Session,
    seen: Rules,
    old: Rate | None,
    *,
    genre: WorkGenre,
    role: CreditRole,
    usual: Decimal,
    most: Decimal,
    least: Decimal | None,
    of_piece: bool,
) -> None:
    """Add a coefficient, or change one. raises ChangedMeanwhile, Removed, RuleTwice, UnfitRate."""
    _check(session, seen)
    new = Rate(genre, role, usual, most, least or Decimal(0), of_piece)
    labels = {name: _(label) for name, label in RATE_LABELS.items()}
    if wrong := faults(new, labels):
        raise UnfitRate(reasons="; ".join(f"{labels[name]}: {said}" for name, said in wrong))
    settings.set_rates(session, _put(seen.rates, old, new))
    describe(session, what=what(new))


def confirm_rates(session: Session, seen: Rules) -> None:
    """Make the coefficients that apply the station's own, as they are. raises ChangedMeanwhile."""
    _check(session, seen)
    settings.set_rates(session, seen.rates)
    describe(session, what=_("the examples are the station's own coefficients"))


RATE_LABELS = {
    "usual": N_("Usual coefficient"),
    "most": N_("Greatest coefficient"),
    "least": N_("Smallest coefficient"),
    "of_piece": N_("Percentage of the piece"),
}
"""What each part of a coefficient is called, untranslated."""


def put_norm(
    session: Session,
    seen: Rules,
    old: Norm | None,
    *,
    person: str,
    role: CreditRole,
    genre: WorkGenre | None,
    measure: NormMeasure,
    amount: Decimal,
) -> None:
    """Add a norm, or change one. A new person is added.

    raises ChangedMeanwhile, Removed, RuleTwice and the errors of names.
    """
    _check(session, seen)
    row = find_or_create(session, Person, person)
    session.flush()
    new = Norm(row.id, row.name, amount, role, genre, measure)
    settings.set_norms(session, _put(seen.norms, old, new))
    describe(session, what=what(new))


def remove(session: Session, seen: Rules, rule: Salary | Rate | Norm) -> None:
    """Remove a rule. raises ChangedMeanwhile, LastRule."""
    _check(session, seen)
    match rule:
        case Salary():
            settings.set_salaries(session, _more_than_none(each for each in seen.salaries if each != rule))
        case Rate():
            settings.set_rates(session, _more_than_none(each for each in seen.rates if each != rule))
        case Norm():
            settings.set_norms(session, [each for each in seen.norms if each != rule])
    describe(session, what=what(rule))


def set_options(session: Session, seen: Rules, values: Mapping[str, Any]) -> None:
    """Set some of `settings.OPTIONS`. raises ChangedMeanwhile."""
    _check(session, seen)
    settings.set_options(session, values)
    before, after = options_in_words(seen), options_in_words(settings.rules(session))
    changed = [
        _("{what}: {before} → {after}").format(what=_(OPTION_LABELS[name]), before=value, after=after[name])
        for name, value in before.items()
        if after[name] != value
    ]
    describe(session, what="; ".join(changed))


OPTION_LABELS = {
    "period_rule": N_("Days of a month"),
    "most_fees": N_("Fees at most"),
    "most_increases": N_("Increases at most"),
    "second_use": N_("Further use"),
    "counts_norms": N_("Unpaid royalties under norms count for the cap of fees"),
    "taxed": N_("Take off income tax"),
    "tax": N_("Tax"),
    "tax_from": N_("Taxed from"),
    "maker": N_("Maker of the list"),
    "accountant": N_("Accountant"),
}
"""What each of `settings.OPTIONS` is called, untranslated, in the order of screens."""


def options_in_words(rules: Rules) -> dict[str, str]:
    """The value of each of `settings.OPTIONS` as people read it, in the order of screens."""
    from radiodesk.locale import formats  # imported here: it loads babel

    values = {
        "period_rule": _(periods.RULES_WITH_DAYS[rules.period_rule]),
        "most_fees": _("{percent} % of the royalties").format(percent=shown(rules.most_fees)),
        "most_increases": _("{percent} % of the usual royalties").format(percent=shown(rules.most_increases)),
        "second_use": _("{percent} % of the royalty").format(percent=shown(rules.second_use)),
        "counts_norms": _("yes") if rules.counts_norms else _("no"),
        "taxed": _("yes") if rules.taxed else _("no"),
        "tax": f"{shown(rules.tax)} %",
        "tax_from": f"{formats.number(rules.tax_from)} đồng",
        "maker": rules.maker or "–",
        "accountant": rules.accountant or "–",
    }
    return {name: values[name] for name in OPTION_LABELS}


def _check(session: Session, seen: Rules) -> None:
    """raises ChangedMeanwhile."""
    if settings.rules(session) != seen:
        raise ChangedMeanwhile


def _put(rules: Sequence[Rule], old: Rule | None, new: Rule) -> list[Rule]:
    """The rules with a new one, in the row of an old one. raises Removed if there is no such one, RuleTwice."""
    others: list[Rule] = [each for each in rules if each != old]
    if old is not None:
        if len(others) == len(rules):
            raise Removed
        new = replace(new, row_id=old.row_id)
    if any(_about(each) == _about(new) for each in others):
        raise RuleTwice(what=what(new))
    others.append(new)
    return others


def _is_same(rule: Salary | Rate | Norm, other: Salary | Rate | Norm) -> bool:
    """Whether two rules are one, of which something was changed. Examples have no row: they are what they are about."""
    if rule.row_id and other.row_id:
        return type(rule) is type(other) and rule.row_id == other.row_id
    return _about(rule) == _about(other)


def _about(rule: Salary | Rate | Norm) -> Hashable:
    """What there may be only one rule about."""
    match rule:
        case Salary():
            return rule.since
        case Rate():
            return rule.genre, rule.role
        case Norm():
            return rule.person_id, rule.role, rule.genre


def _more_than_none(rules: Iterable[Rule]) -> list[Rule]:
    """The rules, if there are any. raises LastRule."""
    found = list(rules)
    if not found:
        raise LastRule
    return found
