"""What the numbers of a report are called for people, by their keys: the figure, the row of a breakdown, the month."""

from collections.abc import Iterator, Sequence

from radiodesk.locale import N_, _
from radiodesk.reports import periods, rule_words
from radiodesk.reports.content import Breakdown, BreakdownRow, Report
from radiodesk.reports.documents import numbers
from radiodesk.reports.indicators import BUILT_IN
from radiodesk.reports.properties import Form, Property
from radiodesk.reports.subjects import SUBJECTS

VALUE_WORDS = {
    "target": N_("Target"),
    "target_percent": N_("% of target"),
    "year_target": N_("Target of the year"),
    "year_percent": N_("% of the year's target"),
    "previous": N_("Year before"),
    "difference": N_("Difference"),
    "change_percent": N_("% of the year before"),
    "before": N_("Period before"),
    "forecast": N_("Forecast of the year"),
    "share": N_("Share"),
}
"""The other values of a figure and of a row, untranslated."""

_BUILT_IN = {each.key: each for each in BUILT_IN}


def names_of(report: Report, months: Sequence[Report] = ()) -> dict[str, str]:
    """The name of every number that `numbers.numbers_of` gives, by its key, in the user's language."""
    found = dict(_names(report, months))
    for figure in report.figures:
        for word in numbers.WORDS:
            found[f"{figure.key} {word}"] = found[figure.key]
    return found


def _names(report: Report, months: Sequence[Report]) -> Iterator[tuple[str, str]]:
    labels = {
        each.key: rule_words.label(_BUILT_IN[each.key]) if each.key in _BUILT_IN else each.label
        for each in report.figures
    }
    for key, label in labels.items():
        yield from _values(key, label, numbers.VALUES)
    for part in report.breakdowns:
        prop = _property(part)
        words = _(prop.label) if prop else part.label
        for row in part.rows:
            name = f"{labels.get(part.key, part.key)}, {words}: {_row(prop, row)}"
            yield from _values(f"{part.key}/{part.by}/{row.key}", name, ("previous", "share"))
    for month in months:
        for each in month.figures:
            name = f"{labels.get(each.key, each.label)}, {periods.title(month.period)}"
            yield numbers.month_key(each.key, month.period.code), name


def _values(key: str, name: str, others: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A number, and the other values beside it."""
    yield key, name
    for each in others:
        yield numbers.key_of(key, each), f"{name} ({_(VALUE_WORDS[each])})"


def _property(part: Breakdown) -> Property | None:
    """The property of a breakdown of one of radiodesk's own figures."""
    indicator = _BUILT_IN.get(part.key)
    return SUBJECTS[indicator.counts].property(part.by) if indicator and indicator.counts else None


def _row(prop: Property | None, row: BreakdownRow) -> str:
    """The label of a row: what the station named as it was closed, a choice in the user's language."""
    if prop and (not row.key or (prop.form is Form.CHOICE and row.key in prop.words)):
        return rule_words.value(prop, row.key)
    return row.label or _("(none)")
