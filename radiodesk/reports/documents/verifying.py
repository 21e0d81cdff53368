"""Compare what a file of a report says with what was closed: each number, and each row of the evidence.

Papers are edited around their figures. So a number that is not found where it was printed is no difference, but what
stands there instead is unknown: the file is confirmed only if every number was found.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from radiodesk.reports.content import ClosedContent, Figure, Item, Value
from radiodesk.reports.documents import numbers
from radiodesk.reports.documents.found import Found, FoundFigure, FoundItem, Identity
from radiodesk.reports.documents.marks import clean

Kind = TypeVar("Kind")

ALL_EVIDENCE = "evidence"
"""What stands for a key where the sheet of the evidence was not found."""


@dataclass(frozen=True)
class Difference:
    """A number of a file that is not the report's. expected: None if the report has none, or not this figure."""

    found: FoundFigure
    expected: Value | None


@dataclass(frozen=True)
class EvidenceDifference:
    """How the evidence of a figure in a file differs from what was closed."""

    figure: str
    """The label."""
    missing: tuple[Item, ...]
    """Items that are not in the file, or that it describes otherwise."""
    other: tuple[FoundItem, ...]
    """Rows of the file that were not closed."""


@dataclass(frozen=True)
class Comparison:
    """What a file has of what was closed."""

    equal: int
    """How many numbers and rows of the file are those that were closed."""
    differences: tuple[Difference, ...]
    """In the order of the file. What a place says twice, such as a page, is one."""
    evidence: tuple[EvidenceDifference, ...]
    lost: tuple[str, ...]
    """Keys of the numbers that were not found where they were printed."""

    @property
    def differing(self) -> int:
        """How many numbers and rows differ."""
        rows = sum(max(len(each.missing), len(each.other)) for each in self.evidence)
        return len(self.differences) + rows


def compare(found: Found, closed: ClosedContent, *, own_template: bool = False) -> Comparison:
    """Compare a file with what was closed.

    own_template: whether the station edits the template of its Word file, which may leave out figures.
    """
    expected = numbers.numbers_of(closed.report, closed.months)
    wrong = tuple(
        Difference(each, expected.get(each.key))
        for each in found.figures
        if each.text or each.number != expected.get(each.key)
    )
    keys = {each.key for each in found.figures} | {*found.lost}
    printed = () if own_template and found.form == "docx" else _printed(closed, found.form)
    lost = [*found.lost, *(key for key in printed if expected.get(key) is not None and key not in keys)]
    rows = 0
    differing: tuple[EvidenceDifference, ...] = ()
    if found.form == "xlsx" and any(each.counted or each.left_out for each in closed.evidence):
        if found.items is None:
            lost.append(ALL_EVIDENCE)
        else:
            differing = tuple(_compared(found.items, closed))
            rows = len(found.items) - sum(len(each.other) for each in differing)
    return Comparison(len(found.figures) - len(wrong) + rows, tuple(dict.fromkeys(wrong)), differing, tuple(lost))


def missing(found: Found, closed: ClosedContent) -> tuple[str, ...]:
    """The labels of figures with a value of the report's paper that stand nowhere in the file."""
    keys = {each.key for each in found.figures}
    return tuple(each.label for each in _of_paper(closed) if each.key not in keys and each.count is not None)


_IN_ANNEX = ("previous", "target", "target_percent", "change_percent")
"""The other values of a figure that papers have in their table."""


def _printed(closed: ClosedContent, form: str) -> Iterator[str]:
    """The keys of the numbers that a file of a format has, whether they have values or not."""
    report = closed.report
    figures, names, of_row = report.figures, tuple[str, ...](), tuple[str, ...]()
    match form:
        case "xlsx":
            names, of_row = numbers.VALUES, ("count", "previous", "share")
        case "docx" | "pdf":
            figures, names, of_row = _of_paper(closed), _IN_ANNEX, ("count", "previous")
    for figure in figures:
        yield figure.key
        yield from (numbers.key_of(figure.key, name) for name in names)
    chosen = {figure.key for figure in figures}
    for part in numbers.breakdowns_with_rows(report):
        if part.key in chosen:
            yield from (numbers.row_key(part, row, name) for row in part.rows for name in of_row)
    if form == "xlsx":
        for month in closed.months:
            yield from (numbers.month_key(each.key, month.period.code) for each in month.figures)


def _of_paper(closed: ClosedContent) -> tuple[Figure, ...]:
    figures = closed.report.figures
    return tuple(each for each in figures if not closed.of_paper or each.key in closed.of_paper)


def _compared(rows: Sequence[FoundItem], closed: ClosedContent) -> Iterator[EvidenceDifference]:
    """The evidence that differs, by figure."""
    labels = {figure.key: clean(figure.label) for figure in closed.report.figures}
    items: dict[str, list[tuple[Identity, Item]]] = {}
    for each in closed.evidence:
        known = items.setdefault(labels.get(each.key, each.key), [])
        known += [(_identity(item, counted=True), item) for item in each.counted]
        known += [(_identity(item, counted=False), item) for item in each.left_out]
    there: dict[str, list[FoundItem]] = {}
    for row in rows:
        there.setdefault(row.figure, []).append(row)
    for label in dict.fromkeys([*items, *there]):
        then, now = items.get(label, []), there.get(label, [])
        gone = tuple(_more(then, [(row.identity, row) for row in now]))
        other = tuple(_more([(row.identity, row) for row in now], then))
        if gone or other:
            yield EvidenceDifference(label, gone, other)


def _more(some: Sequence[tuple[Identity, Kind]], others: Sequence[tuple[Identity, object]]) -> Iterator[Kind]:
    """What is among some more often than among others."""
    left = Counter(identity for identity, _each in others)
    for identity, each in some:
        if left[identity]:
            left[identity] -= 1
        else:
            yield each


def _identity(item: Item, *, counted: bool) -> Identity:
    return counted, item.table, item.id, item.day, numbers.two_decimals(item.amount)
