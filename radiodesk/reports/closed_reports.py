"""The closed reports of the desk: which there are, and what was closed with each."""

import datetime as dt
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.locale import N_, _, formats
from radiodesk.model import ClosedReport, zone
from radiodesk.model.checking import Problem, restorable
from radiodesk.model.text import quoted
from radiodesk.reports import digests, periods
from radiodesk.reports.content import Closed, ClosedContent, Evidence, Report
from radiodesk.reports.digests import ChangedAfterClosing
from radiodesk.reports.periods import Period
from radiodesk.reports.records import as_value, evidence_of_records, of_record
from radiodesk.reports.tally import MonthFigure


class NotClosed(UserError):
    """A report that nobody has closed."""

    message = N_("The report {period} has not been closed yet")


class ClosedOtherwise(NotClosed):
    """A report that was closed as another kind only."""

    message = N_("The report {period} has not been closed as {wanted}. It was closed as {kinds}")
    command = N_("--kind names the kind, and --rule the rule for the days of a report of no kind")


class NoSuchVersion(UserError):
    """A version of a closed report that there is not."""

    message = N_("There is no version {number} of the report {period}. The latest is version {count}")


@dataclass(frozen=True)
class ClosedKind:
    """A kind that a report was closed as; empty for all figures. number: of its last version. first, last: its days."""

    kind: str
    number: int
    first: dt.date
    last: dt.date


def versions(session: Session, period: Period, kind: str = "") -> tuple[Closed, ...]:
    """The closed versions of a report, the oldest first."""
    rows = session.execute(
        select(ClosedReport.number, ClosedReport.created, ClosedReport.person, ClosedReport.digest)
        .where(ClosedReport.kind == kind, ClosedReport.first == period.first, ClosedReport.last == period.last)
        .order_by(ClosedReport.number)
    )
    local = zone(session)
    return tuple(Closed(number, when.astimezone(local), person, digest) for number, when, person, digest in rows)


def last_number(session: Session, period: Period, kind: str = "") -> int:
    """The number of the last closed version of a report; 0 without one."""
    return max((each.number for each in versions(session, period, kind)), default=0)


def closed_kinds(session: Session, period: Period) -> tuple[ClosedKind, ...]:
    """The kinds that the report of a period was closed as, with its days by any rule: those of the period first."""
    spans = {(period.first, period.last): None}
    if period.kind is not PeriodKind.INTERVAL:
        others = (periods.by_rule(period, rule) for rule in PeriodRule)
        spans |= {(each.first, each.last): None for each in others}
    found = []
    for first, last in spans:
        rows = session.execute(
            select(ClosedReport.kind, func.max(ClosedReport.number))
            .where(ClosedReport.first == first, ClosedReport.last == last)
            .group_by(ClosedReport.kind)
            .order_by(ClosedReport.kind)
        )
        found += [ClosedKind(kind, number, first, last) for kind, number in rows]
    return tuple(found)


def other_kinds(closed: Iterable[ClosedKind], period: Period, kind: str) -> list[ClosedKind]:
    """Those of `closed_kinds` that are not this one."""
    return [each for each in closed if (each.kind, each.first, each.last) != (kind, period.first, period.last)]


def kinds_in_words(closed: Iterable[ClosedKind], period: Period) -> str:
    """The kinds as `closed_kinds` gives them, such as "“Báo cáo 9 tháng” (version 2)"; with their days, if others."""
    words, with_days = _("{kind} (version {number})"), _("{kind} (version {number}, {first} – {last})")
    return ", ".join(
        (words if (each.first, each.last) == (period.first, period.last) else with_days).format(
            kind=kind_in_words(each.kind),
            number=each.number,
            first=formats.day(each.first),
            last=formats.day(each.last),
        )
        for each in closed
    )


def kind_in_words(kind: str) -> str:
    """The quoted name of a kind of report, or that it is none."""
    return quoted(kind) if kind else _("all figures, of no kind")


def not_closed(period: Period, kind: str, closed: Iterable[ClosedKind]) -> NotClosed:
    """The error that a report was not closed. closed: as `closed_kinds` gives them."""
    if others := other_kinds(closed, period, kind):
        words = kinds_in_words(others, period)
        return ClosedOtherwise(period=periods.title(period), wanted=kind_in_words(kind), kinds=words)
    return NotClosed(period=periods.title(period))


def closed(session: Session, period: Period, kind: str = "", number: int | None = None) -> Report:
    """A closed report; the latest version without a number. raises as `record` does."""
    return of_record(record(session, period, kind, number))


def record(session: Session, period: Period, kind: str = "", number: int | None = None) -> dict[str, Any]:
    """The same as values of JSON: with its digest, its sentence ("texts"), and its months.

    raises NotClosed, NoSuchVersion, ChangedAfterClosing.
    """
    return _content(_row(session, period, kind, number))


def record_with_digest(session: Session, digest: str) -> dict[str, Any] | None:
    """The record of the closed report that has a digest, or None. raises ChangedAfterClosing."""
    row = session.scalars(select(ClosedReport).where(ClosedReport.digest == digest)).first()
    return None if row is None else _content(row)


def closed_months(
    session: Session, period: Period, kind: str = "", number: int | None = None
) -> dict[str, tuple[MonthFigure, ...]]:
    """The figures by month, by their keys, as they were closed. Old versions have only the main ones.

    raises as `record` does.
    """
    content = record(session, period, kind, number)
    by_month = content.get("by_month")
    if by_month is None:
        reports = [*map(of_record, content["months"])]
        keys = {figure.key for each in reports for figure in each.figures}
        return {key: tuple(MonthFigure(each.period, each.figure(key).count) for each in reports) for key in keys}
    months = periods.months_until(of_record(content).period)
    return {
        key: tuple(MonthFigure(month, as_value(count)) for month, count in zip(months, counts, strict=True))
        for key, counts in by_month.items()
    }


def closed_evidence(
    session: Session, period: Period, kind: str = "", number: int | None = None
) -> tuple[Evidence, ...]:
    """The evidence that was closed with a report. raises as `record` does."""
    row = _row(session, period, kind, number)
    return evidence_of_records(orjson.loads(_pack(row, _content(row))))


def content_of(session: Session, record: Mapping[str, Any]) -> ClosedContent:
    """All of a closed report that its files print. record: as `record_with_digest` gives it."""
    report = of_record(record)
    assert report.closed is not None  # noqa: S101 - of closed reports only
    items = closed_evidence(session, report.period, report.kind, report.closed.number)
    return ClosedContent(report, tuple(map(of_record, record["months"])), items, frozenset(record["of_paper"]))


def problems(session: Session) -> Iterator[Problem]:
    """The closed reports that were changed after they were closed, for the check of a desk."""
    for row in session.scalars(select(ClosedReport).order_by(ClosedReport.id)):
        try:
            _pack(row, _content(row))
        except ChangedAfterClosing as error:
            yield restorable("closed_report", str(error), f"closed_report {row.id}")


def _row(session: Session, period: Period, kind: str, number: int | None) -> ClosedReport:
    """The row of a version; of the latest without a number."""
    count = len(versions(session, period, kind))
    if not count:
        raise not_closed(period, kind, closed_kinds(session, period))
    wanted = count if number is None else number
    row = session.scalars(
        select(ClosedReport).where(
            ClosedReport.kind == kind,
            ClosedReport.first == period.first,
            ClosedReport.last == period.last,
            ClosedReport.number == wanted,
        )
    ).one_or_none()
    if row is None:
        raise NoSuchVersion(period=periods.title(period), count=count, number=wanted)
    return row


def _content(row: ClosedReport) -> dict[str, Any]:
    """The record in a row, which its digest fits. raises ChangedAfterClosing."""
    return digests.checked(row.content, row.digest, _name(row))


def _pack(row: ClosedReport, content: Mapping[str, Any]) -> bytes:
    """The evidence in a row, as JSON. raises ChangedAfterClosing."""
    with suppress(zlib.error):
        pack = zlib.decompress(row.evidence)
        if hashlib.sha256(pack).hexdigest() == content["evidence"]:
            return pack
    raise ChangedAfterClosing(what=_name(row))


def _name(row: ClosedReport) -> str:
    days = {"first": formats.day(row.first), "last": formats.day(row.last)}
    return _("The closed report {first} – {last}, version {number},").format(**days, number=row.number)
