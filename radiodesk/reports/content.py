"""What a report says: its figures, breakdowns and evidence, live or closed. Values only: no session, no clock.

Screens, documents, files for programs and the closing all take these; `radiodesk.reports.tally` makes them.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from radiodesk.reports import rounding
from radiodesk.reports.periods import Period

Value = int | Decimal
"""A figure: a whole number where things are counted, a decimal one for hours, percents and entered figures."""


class Measure(StrEnum):
    """What the value of a figure is."""

    COUNT = "count"
    HOURS = "hours"
    PERCENT = "percent"
    ENTERED = "entered"
    """A number that people entered, with up to two decimals."""


@dataclass(frozen=True)
class Figure:
    """One indicator of a report. The label, the unit and the rule are in the language of the report."""

    key: str
    label: str
    unit: str
    rule: str
    """The rule in words: what is counted, by which date, under which conditions."""
    measure: Measure
    count: Value | None
    """The value in the period; None if there is no data, as where nobody entered a figure."""
    previous: Value | None
    """The value in the same period a year before; None without data."""
    before: Value | None = None
    """The value in the period before this one; None if the desk does not cover it, or it was not asked for."""
    target: Value | None = None
    """The part of the year's target that falls to the period; None without one."""
    year_target: Value | None = None
    forecast: Value | None = None
    """The value that the whole year will have by `forecast_method`; None where it cannot be told."""
    forecast_method: str = ""
    uses: int | None = None
    """For stories: the number of uses."""
    source: str = ""
    """Where an entered figure comes from."""
    share: tuple[str, str] | None = None
    """For a percentage: the keys of the figures that it divides."""
    previous_is_part: bool = False
    """Whether the desk covers only a part of the year before: compared with that, every figure would seem to grow."""

    @property
    def compared(self) -> Value | None:
        """The value of the year before to compare with; None without one, or if it is one of a part."""
        return None if self.previous_is_part else self.previous

    @property
    def is_percentage(self) -> bool:
        """Whether the value is one in percent, divided or entered."""
        return self.measure is Measure.PERCENT or self.unit == "%"

    @property
    def difference(self) -> Value | None:
        """The change from a year before, or None if either is unknown."""
        return None if self.count is None or self.compared is None else self.count - self.compared

    @property
    def change_percent(self) -> Decimal | None:
        """The figure in percent of the year before, or None if either is unknown or the year before was 0."""
        return percent(self.count, self.compared)

    @property
    def target_percent(self) -> Decimal | None:
        """The figure in percent of the period's target, or None if either is unknown or 0 was planned."""
        return percent(self.count, self.target)

    @property
    def year_percent(self) -> Decimal | None:
        """The figure in percent of the year's target, or None if either is unknown or 0 was planned."""
        return percent(self.count, self.year_target)


@dataclass(frozen=True)
class BreakdownRow:
    """One row of a breakdown. key: stable, for programs; it is empty for what has no value."""

    key: str
    label: str
    count: Value
    previous: Value | None


@dataclass(frozen=True)
class Breakdown:
    """A figure, divided by a property of what it counts. The rows add up to the total, which is the figure."""

    key: str
    """The key of the figure."""
    by: str
    """The name of the property, for programs: genre, topic, author."""
    label: str
    """The property in words."""
    rows: tuple[BreakdownRow, ...]
    total: Value


@dataclass(frozen=True)
class Item:
    """Something that was counted, or that was not."""

    table: str
    """The table of its row: edition, story, broadcast, clip, publication, delivery or programme."""
    id: int
    day: dt.date
    """The local day that dates it."""
    title: str
    detail: str
    values: Mapping[str, str]
    """The label of each property that the figure is divided by, by the property's name."""
    amount: Value = 1
    """What it adds to the figure: 1, or hours."""
    reason: str = ""
    """Why it was not counted, in words; empty for what was."""


@dataclass(frozen=True)
class Evidence:
    """What a figure counts, and what it leaves out with the reason, each by day."""

    key: str
    counted: tuple[Item, ...]
    left_out: tuple[Item, ...]


@dataclass(frozen=True)
class Closed:
    """When a report was closed, and by whom."""

    number: int
    """1 for the first closed version."""
    when: dt.datetime
    person: str
    digest: str
    """SHA-256 of the canonical content, in hexadecimal."""


@dataclass(frozen=True)
class Report:
    """The figures of a period. kind: the name of its kind of report; empty without one."""

    station: str
    period: Period
    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...] = ()
    kind: str = ""
    recipient: str = ""
    closed: Closed | None = None

    def figure(self, key: str) -> Figure:
        """The figure of an indicator. raises KeyError."""
        for each in self.figures:
            if each.key == key:
                return each
        raise KeyError(key)

    def breakdowns_of(self, key: str) -> Iterator[Breakdown]:
        """The breakdowns of a figure."""
        return (each for each in self.breakdowns if each.key == key)


@dataclass(frozen=True)
class ClosedContent:
    """What was closed, as far as files print it."""

    report: Report
    months: Sequence[Report] = ()
    evidence: Sequence[Evidence] = ()
    of_paper: Collection[str] = ()
    """The keys of the figures that its paper prints; empty for all."""


@dataclass(frozen=True)
class Paper:
    """What the head and the end of a station's papers say. Texts may be empty."""

    parent_body: str
    station: str
    mark: str
    """What follows the number, such as "BC-ĐPT"."""
    place: str
    signer_office: str
    signer_name: str
    rounds: bool
    """Whether sentences may say "gần 300" where 298 was counted."""


def percent(part: Value | None, whole: Value | None) -> Decimal | None:
    """A part in percent of a whole, with two decimals, halves rounded up. None if one is unknown, or the whole is 0."""
    if part is None or not whole:
        return None
    return rounding.two_decimals(Decimal(part) * 100 / Decimal(whole))
