"""Breakdowns: the totals of a figure by a property, as rows that add up to it."""

from collections import Counter
from typing import Any

from radiodesk.locale import _
from radiodesk.model.text import key as key_of
from radiodesk.model.text import sort_key
from radiodesk.reports.content import Breakdown, BreakdownRow, Measure, Value
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.properties import Form, Property, Words
from radiodesk.reports.values import of_total, parts_of_hours


def breakdown(
    words: Words,
    indicator: Indicator,
    prop: Property,
    now: Counter[Any],
    before: Counter[Any] | None,
) -> Breakdown:
    """A figure by a property. now, before: totals by value, of the period and of the year before; None without data.

    Choices come in their own order, what has no value last, and everything else by size.
    """
    named, counts = _named(words, prop, now)
    earlier_named, earlier = _named(words, prop, before or Counter())
    named = earlier_named | named
    order = list(prop.words)

    def place(key: str) -> tuple[Any, ...]:
        if prop.form is Form.CHOICE:
            return (not key, order.index(key) if key in order else 0)
        return (not key, -counts[key], sort_key(named[key]))

    keys = sorted(named, key=place)
    values = _values(indicator, [counts[key] for key in keys])
    previous = _values(indicator, [earlier[key] for key in keys])
    rows = tuple(
        BreakdownRow(key, named[key], value, None if before is None else old)
        for key, value, old in zip(keys, values, previous, strict=True)
    )
    return Breakdown(indicator.key, prop.name, _(prop.label), rows, of_total(indicator, sum(counts.values())))


def _named(words: Words, prop: Property, totals: Counter[Any]) -> tuple[dict[str, str], Counter[str]]:
    """The label of each row by its key, and the totals by key. Spellings of one text are one row, the usual one."""
    labels: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for value, total in totals.most_common():
        values = value if isinstance(value, tuple) else (value,)
        present = [each for each in values if each is not None and each != ""]
        key = "+".join(key_of(each) if prop.form is Form.TEXT else str(each) for each in present)
        labels.setdefault(key, words.of_all(prop, present))
        counts[key] += total
    return labels, counts


def _values(indicator: Indicator, totals: list[int]) -> list[Value]:
    return list(parts_of_hours(totals)) if indicator.measure is Measure.HOURS else list(totals)
