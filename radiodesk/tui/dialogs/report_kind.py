"""The form of a kind of report."""

import re
from collections.abc import Awaitable, Callable, Hashable, Mapping
from functools import partial

from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.locale import _, formats, ngettext
from radiodesk.model.name_search import NameSearch, UsedName
from radiodesk.model.text import NOTE_LIMIT, clean_title, fold
from radiodesk.reports import kinds, periods
from radiodesk.reports.kinds import KindTerms, KindView
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Pick, Save, Values, fields_again
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.station_forms import NotANumber
from radiodesk.tui.labels import PERIOD_KINDS

BETWEEN_INDICATORS = re.compile(";")


def kind_form(
    view: KindView | None,
    rule: PeriodRule,
    recipients: NameSearch,
    indicators: Mapping[str, str],
    save: Save,
    reread: Callable[[], Awaitable[KindView]],
) -> Form:
    """Add a kind of report (view is None) or change one. Values: name, terms.

    rule: that of the station. indicators: as `kinds.known_indicators` gives them.
    """

    async def save_terms(values: Values) -> None:
        terms = KindTerms(
            period_kind=PeriodKind(values["period_kind"]),
            rule=PeriodRule(values["rule"]),
            recipient=values["recipient"] or "",
            due_days=values["due_days"] or 0,
            indicators=values["indicators"] or None,
            template=values["template"] or "",
        )
        await save({"name": values["name"], "terms": terms})

    def fields_of(view: KindView | None) -> list[Field]:
        terms = view.terms if view else KindTerms(PeriodKind.NINE_MONTHS, rule)
        lengths: list[tuple[str, Hashable]] = [(_(word), kind) for kind, word in PERIOD_KINDS.items()]
        rules: list[tuple[str, Hashable]] = [(_(word), each) for each, word in periods.RULES_WITH_DAYS.items()]
        names = NameSearch(UsedName(name) for name in kinds.indicator_names(indicators).values())
        return [
            Entry("name", _("Name"), view.name if view else "", read=clean_title, required=True),
            Choice("period_kind", _("Period"), lengths, terms.period_kind if view else None, required=True),
            Choice("rule", _("Rule of the periods"), rules, terms.rule),
            Pick("recipient", _("For"), terms.recipient, names=recipients, placeholder=_("the authority, or empty")),
            Entry(
                "due_days",
                _("Working days"),
                str(terms.due_days or ""),
                read=_working_days,
                placeholder=_("empty: no due day"),
                shows=due_in_words,
            ),
            Pick(
                "indicators",
                _("Indicators"),
                kinds.indicators_text(terms.indicators, indicators),
                read=partial(kinds.typed_indicators, known=indicators),
                limit=NOTE_LIMIT,
                placeholder=_("empty: the main ones and your own"),
                names=names,
                between=BETWEEN_INDICATORS,
            ),
            Entry(
                "template",
                _("Template"),
                terms.template,
                read=kinds.checked_template,
                placeholder=_("a Word file in papers, or empty"),
            ),
        ]

    if view is None:
        return Form(_("A new kind of report"), fields_of(None), save_terms)
    again = fields_again(fields_of, reread)
    return Form(_("Change the kind of report"), fields_of(view), save_terms, reread=again)


def due_in_words(days: int) -> str:
    """When a report is due."""
    if not days:
        return _("no due day")
    said = ngettext("{count} working day after the period", "{count} working days after the period", days)
    return said.format(count=formats.number(days))


def indicators_in_words(keys: tuple[str, ...]) -> str:
    """How many indicators a report has."""
    return ngettext("{count} indicator", "{count} indicators", len(keys)).format(count=len(keys))


def _working_days(typed: str) -> int:
    """The number of "5", "5 ngày làm việc" or "5 working days". raises NotANumber, BadDueDays."""
    digits = re.sub(r" ?(ngay|days?|ngay lam viec|working days?)$", "", fold(typed))
    if not re.fullmatch(r"[0-9]{1,6}", digits):
        raise NotANumber(typed=typed)
    return kinds.checked_days(int(digits))
