"""Read closed reports that stations hand in as JSON: each is checked against the digest that it carries.

The digest shows that nothing was changed since the report was closed, by accident or by hand. It does not show who
closed it: this desk has no record of other stations.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any

import orjson

from radiodesk import inputs
from radiodesk.errors import UserError
from radiodesk.kinds import PeriodRule
from radiodesk.locale import N_
from radiodesk.model.moments import EARLIEST, LATEST
from radiodesk.model.text import clean, clean_title
from radiodesk.reports.content import Measure, Value
from radiodesk.reports.digests import digest

MOST_BYTES = 32 << 20
"""Limit for the size of a file. A report with all breakdowns has some hundred thousand bytes."""

GREATEST = 10**15
"""Figures are smaller than this."""

FINEST = Decimal("0.000001")
"""Figures have no more decimals than this. Those of the desk have two."""

_clean, _clean_title = lru_cache(clean), lru_cache(clean_title)
"""The stations' reports have the same few labels and units."""

_SPACE_BEFORE_COLON = (b" :", b"\t:", b"\r:", b"\n:")


class NoClosedReport(UserError):
    """A file that holds no report as JSON."""

    message = N_("{file} holds no report as JSON: ask the station for its closed report in that format")
    command = N_("“radiodesk report CODE --closed --format json” writes it")


class NotClosed(UserError):
    """A report of figures that can still change."""

    message = N_("{file} holds figures that were not closed: ask the station for its closed report")
    command = N_("“radiodesk report CODE --closed --format json” writes it")


class DigestUnfit(UserError):
    """A report that was changed since it was closed."""

    message = N_(
        "{file} was changed after it was closed, because its digest does not fit its content: ask the station for the "
        "file again"
    )


class BadReport(UserError):
    """A report without a part that is needed, or with one that cannot be."""

    message = N_("{file} is no report of radiodesk: “{part}” is missing, or its value cannot be")


class NameTwice(UserError):
    """A report that says one thing twice."""

    message = N_("{file} gives “{name}” twice in one place, so what it says is doubtful: ask the station for it again")


@dataclass(frozen=True)
class FileFigure:
    """One indicator of a closed report."""

    key: str
    label: str
    unit: str
    measure: Measure
    count: Value | None
    previous: Value | None
    share: tuple[str, str] | None
    """For a percentage: the keys of the part and of the whole, if the report says so."""
    target: Value | None = None
    """The plan of the period; None without one."""


@dataclass(frozen=True)
class ClosedFile:
    """A closed report in a file."""

    file: str
    station: str
    kind: str
    code: str
    first: dt.date
    last: dt.date
    rule: PeriodRule
    number: int
    """The closed version, from 1."""
    digest: str
    figures: Mapping[str, FileFigure]
    """By their keys, in the order of the report."""


def read_file(file: str) -> ClosedFile:
    """The closed report in a file; “-” is standard input.

    raises the errors of this module and of `inputs.content_of`.
    """
    return read(file, content_of(file))


def content_of(file: str) -> bytes:
    """The content of a file; “-” is standard input. raises the errors of `inputs.content_of`."""
    return inputs.content_of(file, MOST_BYTES)


def read(file: str, content: bytes) -> ClosedFile:
    """The closed report in the content of a file.

    raises NoClosedReport, NotClosed, DigestUnfit, BadReport, NameTwice.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        report = orjson.loads(content)
    except ValueError as error:
        raise NoClosedReport(file=file) from error
    if not isinstance(report, dict) or "indicators" not in report:
        raise NoClosedReport(file=file)
    closed = report.get("closed")
    if closed is None:
        raise NotClosed(file=file)
    if not isinstance(closed, dict) or not isinstance(given := closed.pop("digest", None), str):
        raise BadReport(file=file, part="closed")
    try:
        canonical = orjson.dumps(report, option=orjson.OPT_SORT_KEYS)
        # Almost always this is the canonical form. The slower way decides where it is not.
        fits = sha256(canonical).hexdigest() == given or digest(report) == given
    except (ValueError, TypeError, RecursionError) as error:  # what is nested too deeply; half of a character
        raise NoClosedReport(file=file) from error
    # Of a name that stands twice in one object, only the last value is kept. Names are counted where that is simple.
    is_simple = not any(each in content for each in (b"\\", *_SPACE_BEFORE_COLON))
    if not is_simple or content.count(b'":') != canonical.count(b'":') + 1:  # the digest's
        _refuse_doubles(file, content)
    if not fits:
        raise DigestUnfit(file=file)
    return _Reading(file).report(report, closed, given)


def _refuse_doubles(file: str, content: bytes) -> None:
    """raises NameTwice, NoClosedReport."""

    def check(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _value in pairs]
            raise NameTwice(file=file, name=next(name for name in names if names.count(name) > 1))
        return found

    try:
        json.loads(content, object_pairs_hook=check)
    except (ValueError, RecursionError) as error:
        raise NoClosedReport(file=file) from error


class _Reading:
    """Checks the parts of one report. raises BadReport."""

    def __init__(self, file: str) -> None:
        self._file = file

    def report(self, report: dict[str, Any], closed: dict[str, Any], digest: str) -> ClosedFile:
        period = report.get("period")
        if not isinstance(period, dict):
            raise self._bad("period")
        rows = report["indicators"]
        if not isinstance(rows, list):
            raise self._bad("indicators")
        figures: dict[str, FileFigure] = {}
        for place, row in enumerate(rows, 1):
            figure = self._figure(f"indicators[{place}]", row)
            if figure.key in figures:
                raise NameTwice(file=self._file, name=figure.key)
            figures[figure.key] = figure
        first, last = self._day(period, "first"), self._day(period, "last")
        number = closed.get("number")
        if last < first:
            raise self._bad("period.last")
        if type(number) is not int or number < 1:
            raise self._bad("closed.number")
        return ClosedFile(
            file=self._file,
            station=self._text(report, "station", required=True),
            kind=self._text(report, "kind"),
            code=self._text(period, "code", "period.", required=True),
            first=first,
            last=last,
            rule=self._rule(period),
            number=number,
            digest=digest,
            figures=figures,
        )

    def _figure(self, place: str, row: Any) -> FileFigure:
        if not isinstance(row, dict):
            raise self._bad(place)
        try:
            measure = Measure(row.get("measure", Measure.COUNT))
        except (ValueError, TypeError) as error:
            raise self._bad(f"{place}.measure") from error
        key = self._text(row, "key", f"{place}.", required=True)
        return FileFigure(
            key=key,
            label=self._text(row, "label", f"{place}.") or key,
            unit=self._text(row, "unit", f"{place}."),
            measure=measure,
            count=self._value(row.get("count"), f"{place}.count"),
            previous=None if row.get("previous_is_part") else self._value(row.get("previous"), f"{place}.previous"),
            share=self._share(row.get("share"), f"{place}.share"),
            target=self._value(row.get("target"), f"{place}.target"),
        )

    def _value(self, value: Any, place: str) -> Value | None:
        if value is None:
            return None
        if type(value) not in (int, float) or not 0 <= value < GREATEST:
            raise self._bad(place)
        if type(value) is int:
            return value
        number = Decimal(str(value))
        if number % FINEST:
            raise self._bad(place)
        return number

    def _share(self, value: Any, place: str) -> tuple[str, str] | None:
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != 2 or not all(isinstance(each, str) for each in value):
            raise self._bad(place)
        return value[0], value[1]

    def _text(self, row: Mapping[str, Any], name: str, place: str = "", *, required: bool = False) -> str:
        value = row.get(name, "")
        if not isinstance(value, str):
            raise self._bad(place + name)
        try:
            return _clean_title(value) if required else _clean(value)
        except UserError as error:
            raise self._bad(place + name) from error

    def _day(self, period: Mapping[str, Any], name: str) -> dt.date:
        value: Any = period.get(name)
        try:
            day = dt.date.fromisoformat(value)
        except (ValueError, TypeError) as error:
            raise self._bad(f"period.{name}") from error
        if not EARLIEST <= day <= LATEST:
            raise self._bad(f"period.{name}")
        return day

    def _rule(self, period: Mapping[str, Any]) -> PeriodRule:
        value: Any = period.get("rule")
        try:
            return PeriodRule(value)
        except (ValueError, TypeError) as error:
            raise self._bad("period.rule") from error

    def _bad(self, part: str) -> BadReport:
        return BadReport(file=self._file, part=part)
