"""What a report's document is filled with: the fields that a template can name, in Vietnamese.

Numbers are marked with their keys. A figure without a value is refused when it is printed, not before: a template may
leave it out.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from radiodesk.locale import _, formats, in_language
from radiodesk.model.text import lower_first, upper_first
from radiodesk.reports.content import Breakdown, BreakdownRow, Figure, Paper, Report
from radiodesk.reports.documents import numbers, sentences
from radiodesk.reports.documents.marks import clean

BLANK = "\u00a0" * 6
"""Where a person writes by hand: the number of the paper, and the day on which it is signed."""

DRAFT = "Bản nháp, số liệu chưa chốt"
"""What stands on a report whose figures may still change."""

CHECK = "Mã kiểm chứng (SHA-256)"
"""What stands in front of the digest."""

NO_PAPER = Paper("", "", "", "", "", "", rounds=True)


@dataclass(frozen=True)
class FigureField:
    """A figure in a template."""

    _report: Report
    _figure: Figure
    _rounds: bool

    @property
    def label(self) -> str:
        """The name."""
        return clean(self._figure.label)

    @property
    def unit(self) -> str:
        """The unit."""
        return clean(self._figure.unit)

    @property
    def count(self) -> str:
        """The exact value. raises FigureMissing."""
        return numbers.exact(self._figure)

    @property
    def about(self) -> str:
        """The value as a sentence says it: "gần 300". raises FigureMissing."""
        return numbers.about(self._figure, rounds=self._rounds)

    @property
    def sentence(self) -> str:
        """The value with its parts and comparisons. raises FigureMissing."""
        return sentences.sentence(self._report, self._figure)

    @property
    def rule(self) -> str:
        """What is counted, in words."""
        return clean(_(self._figure.rule))

    @property
    def source(self) -> str:
        """Where an entered figure comes from."""
        return clean(self._figure.source)

    @property
    def previous(self) -> str:
        """The value a year before."""
        return numbers.other(self._figure, "previous")

    @property
    def target(self) -> str:
        """The part of the plan that falls to the period."""
        return numbers.other(self._figure, "target")

    @property
    def year_target(self) -> str:
        """The plan of the year."""
        return numbers.other(self._figure, "year_target")

    @property
    def target_percent(self) -> str:
        """The value in percent of the period's plan."""
        return numbers.other(self._figure, "target_percent")

    @property
    def year_percent(self) -> str:
        """The value in percent of the year's plan."""
        return numbers.other(self._figure, "year_percent")

    @property
    def change_percent(self) -> str:
        """The value in percent of the year before."""
        return numbers.other(self._figure, "change_percent")


@dataclass(frozen=True)
class Figures:
    """The figures in a template: one after another, or one by its key."""

    _fields: Mapping[str, FigureField]

    def __iter__(self) -> Iterator[FigureField]:
        return iter(self._fields.values())

    def __getitem__(self, key: str) -> FigureField:
        return self._fields[key]


@dataclass(frozen=True)
class RowField:
    """A row of a breakdown in a template."""

    label: str
    count: str
    previous: str


@dataclass(frozen=True)
class BreakdownField:
    """A breakdown in a template."""

    figure: str
    label: str
    rows: tuple[RowField, ...]
    total: str


class Fields:
    """The fields of a report's document, each made when it is asked for."""

    def __init__(self, report: Report, paper: Paper | None) -> None:
        self._report = report
        self._paper = paper or NO_PAPER

    @classmethod
    def names(cls) -> frozenset[str]:
        """The names of all fields."""
        return frozenset(name for name in vars(cls) if not name.startswith("_") and name not in ("names", "get"))

    def get(self, name: str) -> Any:
        """A field. raises FigureMissing."""
        with in_language("vi"):
            return getattr(self, name)

    @property
    def parent_body(self) -> str:
        """The body above the station."""
        return clean(self._paper.parent_body)

    @property
    def station(self) -> str:
        """The station as its papers name it."""
        return clean(self._paper.station) or clean(self._report.station)

    @property
    def number(self) -> str:
        """Room for the number of the paper."""
        return BLANK

    @property
    def mark(self) -> str:
        """What follows the number."""
        return clean(self._paper.mark) or "BC"

    @property
    def place(self) -> str:
        """The place in the date line."""
        return clean(self._paper.place)

    @property
    def date(self) -> str:
        """The day of closing, or room for a day: "ngày 05 tháng 02 năm 2019"."""
        closed = self._report.closed
        if closed is None:
            return f"ngày {BLANK} tháng {BLANK} năm {self._report.period.last.year}"
        return long_day(closed.when.date())

    @property
    def place_and_date(self) -> str:
        """The date line."""
        return f"{self.place}, {self.date}" if self.place else self.date

    @property
    def summary(self) -> str:
        """What the report is about."""
        return f"Kết quả hoạt động {self.period}"

    @property
    def kind(self) -> str:
        """The name of the kind of report."""
        return clean(self._report.kind)

    @property
    def recipient(self) -> str:
        """Who receives it."""
        return clean(self._report.recipient).rstrip(".")

    @property
    def period(self) -> str:
        """The period inside a sentence."""
        return sentences.in_words(self._report.period)

    @property
    def code(self) -> str:
        """The code of the period."""
        return self._report.period.code

    @property
    def first(self) -> str:
        """The first day."""
        return formats.day(self._report.period.first)

    @property
    def last(self) -> str:
        """The last day."""
        return formats.day(self._report.period.last)

    @property
    def signer_office(self) -> str:
        """The office of who signs. A slash divides lines: "KT. Trưởng đài / Phó trưởng đài"."""
        return "\n".join(clean(line) for line in self._paper.signer_office.split("/"))

    @property
    def signer_name(self) -> str:
        """The name of who signs."""
        return clean(self._paper.signer_name)

    @property
    def draft(self) -> bool:
        """Whether the figures may still change."""
        return self._report.closed is None

    @property
    def digest(self) -> str:
        """The digest of a closed report."""
        return self._report.closed.digest if self._report.closed else ""

    @property
    def closed_number(self) -> str:
        """The number of the closed version."""
        return str(self._report.closed.number) if self._report.closed else ""

    @property
    def closed_date(self) -> str:
        """The day of closing."""
        return formats.day(self._report.closed.when.date()) if self._report.closed else ""

    @property
    def closed_by(self) -> str:
        """Who closed it."""
        return clean(self._report.closed.person) if self._report.closed else ""

    @property
    def paragraph(self) -> str:
        """The sentence with the main figures. raises FigureMissing."""
        return sentences.paragraph(self._report, rounds=self._paper.rounds)

    @cached_property
    def figures(self) -> Figures:
        """All figures, in the order of the report."""
        rounds = self._paper.rounds
        return Figures({each.key: FigureField(self._report, each, rounds) for each in self._report.figures})

    @cached_property
    def breakdowns(self) -> tuple[BreakdownField, ...]:
        """The breakdowns that have rows."""
        return tuple(self._breakdown(part) for part in numbers.breakdowns_with_rows(self._report))

    def _breakdown(self, part: Breakdown) -> BreakdownField:
        rows = tuple(self._row(part, row) for row in part.rows)
        label = lower_first(clean(part.label))
        return BreakdownField(self.figures[part.key].label, label, rows, numbers.of_total(part))

    def _row(self, part: Breakdown, row: BreakdownRow) -> RowField:
        label = upper_first(clean(row.label)) or "(không ghi)"
        return RowField(label, numbers.of_row(part, row), numbers.of_row(part, row, "previous"))


def long_day(day: dt.date) -> str:
    """A day in the date line of a paper: days below 10 and the first two months have a zero in front."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


FILTERS: Mapping[str, Callable[[str], str]] = {"capitalize_first": upper_first}
"""Filters of templates beside those of jinja."""
