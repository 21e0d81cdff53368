"""The forms of the rules for royalties: a base salary, a coefficient of the frame, a norm, and the rest."""

import datetime as dt
import re
from collections.abc import Awaitable, Callable, Hashable
from decimal import Decimal
from functools import partial
from typing import TypeVar

from radiodesk.kinds import CreditRole, NormMeasure, PeriodRule, WorkGenre
from radiodesk.locale import N_, _, formats
from radiodesk.model.name_search import NameSearch
from radiodesk.model.names import one_name
from radiodesk.reports import periods
from radiodesk.reports.royalties import defaults
from radiodesk.reports.royalties import settings_values as values_of
from radiodesk.reports.royalties.allowed import shown
from radiodesk.reports.royalties.editing import OPTION_LABELS, RATE_LABELS
from radiodesk.reports.royalties.labels import GENRES, ROLES
from radiodesk.reports.royalties.rules import Norm, Rate, Rules, Salary
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Pick, Save, Toggle, Values, day_field, fields_again
from radiodesk.tui.dialogs.form import Form

Rule = TypeVar("Rule")
Reread = Callable[[], Awaitable[Rule]]
"""Reads the rule of a form again, None for a new one."""

MEASURES = {NormMeasure.PIECES: N_("pieces"), NormMeasure.POINTS: N_("units (coefficients)")}


def salary_form(salary: Salary | None, save: Save, reread: Reread[Salary | None], today: dt.date) -> Form:
    """Add a base salary, or change one. Values: since, amount."""

    def fields_of(salary: Salary | None) -> list[Field]:
        return [
            day_field("since", _("Applies from"), salary.since if salary else None, today, required=True),
            Entry(
                "amount",
                _("Base salary"),
                formats.number(salary.amount) if salary else "",
                read=dong,
                required=True,
                shows=formats.number,
                placeholder=_("đồng per month"),
            ),
        ]

    title, explanation = _("A base salary"), _("A unit is 10 % of the base salary of the day of airing.")
    return Form(title, fields_of(salary), save, explanation=explanation, reread=fields_again(fields_of, reread))


def rate_form(rate: Rate | None, save: Save, reread: Reread[Rate | None], *, is_own_frame: bool) -> Form:
    """Add a coefficient of the frame, or change one. Values: those of a `Rate`."""
    labels = {name: _(label) for name, label in RATE_LABELS.items()}
    genres: list[tuple[str, Hashable]] = [(_(word), genre) for genre, word in GENRES.items()]
    roles: list[tuple[str, Hashable]] = [(_(word), role) for role, word in ROLES.items()]

    def fields_of(rate: Rate | None) -> list[Field]:
        numbers = {name: shown(getattr(rate, name)) if rate else "" for name in ("least", "usual", "most")}
        return [
            Choice("genre", _("Genre"), genres, rate.genre if rate else None),
            Choice("role", _("Work"), roles, rate.role if rate else None),
            Entry("usual", labels["usual"], numbers["usual"], read=decimal, required=True),
            Entry("least", labels["least"], numbers["least"], read=decimal, placeholder=_("empty: 0")),
            Entry("most", labels["most"], numbers["most"], read=decimal, required=True),
            Toggle("of_piece", _("In percent of the piece (helpers of television)"), rate.of_piece if rate else False),
        ]

    explanation = _("Paid where nobody set a coefficient, and the bounds for those that are set.")
    if not is_own_frame:
        explanation += " " + _("The coefficients are examples: saving makes all of them the station's own.")
    title = _("A coefficient of the frame")
    return Form(title, fields_of(rate), save, explanation=explanation, reread=fields_again(fields_of, reread))


def norm_form(norm: Norm | None, people: NameSearch, save: Save, reread: Reread[Norm | None]) -> Form:
    """Add a norm, or change one. Values: those of `editing.put_norm`."""
    genres: list[tuple[str, Hashable]] = [(_("any genre"), ""), *((_(word), genre) for genre, word in GENRES.items())]
    roles: list[tuple[str, Hashable]] = [(_(word), role) for role, word in ROLES.items()]
    measures: list[tuple[str, Hashable]] = [(_(word), measure) for measure, word in MEASURES.items()]

    async def save_norm(values: Values) -> None:
        await save({**values, "genre": WorkGenre(values["genre"]) if values["genre"] else None})

    def fields_of(norm: Norm | None) -> list[Field]:
        return [
            Pick("person", _("Name"), norm.person if norm else "", read=one_name, required=True, names=people),
            Choice("role", _("Work"), roles, norm.role if norm else CreditRole.AUTHOR),
            Choice("genre", _("Genre"), genres, (norm.genre or "") if norm else ""),
            Entry("amount", _("Norm"), shown(norm.amount) if norm else "", read=_norm, required=True),
            Choice("measure", _("In"), measures, norm.measure if norm else NormMeasure.PIECES),
        ]

    explanation = _("What a member of the staff makes unpaid each month. Only the surplus is paid.")
    again = fields_again(fields_of, reread)
    return Form(_("A norm"), fields_of(norm), save_norm, explanation=explanation, reread=again)


def options_form(rules: Rules, save: Save, reread: Reread[Rules], *, start: str) -> Form:
    """Change the caps, the tax, the days of a month and who signs. Values: those of `settings.OPTIONS`.

    start: the field to begin in; empty for the first.
    """
    labels = {name: _(label) for name, label in OPTION_LABELS.items()}

    def fields_of(rules: Rules) -> list[Field]:
        spans: list[tuple[str, Hashable]] = [(_(word), each) for each, word in periods.RULES_WITH_DAYS.items()]
        return [
            Choice("period_rule", labels["period_rule"], spans, rules.period_rule),
            _cap("most_fees", labels["most_fees"], rules.most_fees, defaults.MOST_FEES),
            _cap("most_increases", labels["most_increases"], rules.most_increases, defaults.MOST_INCREASES),
            Entry("second_use", labels["second_use"], f"{shown(rules.second_use)} %", read=decimal, required=True),
            Toggle("counts_norms", labels["counts_norms"], rules.counts_norms),
            Toggle("taxed", labels["taxed"], rules.taxed),
            Entry("tax", labels["tax"], f"{shown(rules.tax)} %", read=decimal, required=True),
            Entry("tax_from", labels["tax_from"], formats.number(rules.tax_from), read=dong, required=True),
            Entry("maker", labels["maker"], rules.maker),
            Entry("accountant", labels["accountant"], rules.accountant),
        ]

    async def save_options(values: Values) -> None:
        texts = {name: values[name] or "" for name in ("maker", "accountant")}
        await save({**values, **texts, "period_rule": PeriodRule(values["period_rule"])})

    title = _("Caps, tax and signatures")
    return Form(title, fields_of(rules), save_options, reread=fields_again(fields_of, reread), start=start)


def decimal(typed: str) -> Decimal:
    """A number with a comma or a point before its decimals, with or without a percent sign. raises UserError."""
    return values_of.number(typed.strip().removesuffix("%").rstrip().replace(",", "."))


def dong(typed: str) -> int:
    """Whole đồng as people type them: 1.490.000, 1,490,000 or 1490000 đ. raises UserError."""
    digits = re.sub(r"\s*(đồng|đ|vnđ|vnd)$", "", typed.strip(), flags=re.IGNORECASE)
    if re.fullmatch(r"[0-9]{1,3}([., ][0-9]{3})+", digits, re.ASCII):
        digits = re.sub(r"[., ]", "", digits)
    return values_of.dong(int(digits) if re.fullmatch(r"[0-9]{1,15}", digits, re.ASCII) else typed)


def _norm(typed: str) -> Decimal:
    return values_of.number(typed.strip().replace(",", "."), values_of.MOST_NORM)


def _cap(name: str, label: str, percent: Decimal, most: Decimal) -> Entry:
    """The field of a percentage with a limit."""
    return Entry(name, label, f"{shown(percent)} %", read=partial(_at_most, most=most), required=True)


def _at_most(typed: str, most: Decimal) -> Decimal:
    """A percentage. raises UserError."""
    return values_of.number(typed.strip().removesuffix("%").rstrip().replace(",", "."), most)
