"""Close a report: keep its figures, evidence and texts as they are, and tell later how the desk differs from them.

A closed report never changes. What is corrected afterwards can be closed again, as its next version.
"""

import datetime as dt
import hashlib
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.locale import N_, _, formats
from radiodesk.model import ClosedReport, zone
from radiodesk.model.changes import describe, moment
from radiodesk.model.checking import Problem, restorable
from radiodesk.model.text import quoted
from radiodesk.reports import definitions, digests, evidence, periods, tally
from radiodesk.reports.changed_items import ItemChanges
from radiodesk.reports.content import Closed, ClosedContent, Evidence, Item, Report, Value
from radiodesk.reports.digests import ChangedAfterClosing, canonical
from radiodesk.reports.documents import sentences
from radiodesk.reports.documents.numbers import FigureMissing
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.listings.common import REASONS
from radiodesk.reports.papers import paper_of
from radiodesk.reports.periods import Period
from radiodesk.reports.records import (
    as_record,
    as_value,
    evidence_as_records,
    evidence_of_records,
    of_record,
)
from radiodesk.reports.records import number as as_number
from radiodesk.reports.tally import MonthFigure


class NotOver(UserError):
    """A period that has not ended, and cannot be closed."""

    message = N_("The period {period} ends on {day}: until then it can be looked at, and closed after that day")


class NothingToClose(UserError):
    """A report without a single figure."""

    message = N_("The desk has no data from {first} to {last}: there is nothing to close")


class NotClosed(UserError):
    """A report that nobody has closed."""

    message = N_("The report {period} has not been closed yet")


class ClosedOtherwise(NotClosed):
    """A report that was closed as another kind only."""

    message = N_("The report {period} has not been closed as {wanted}. It was closed as {kinds}")
    command = N_("--kind names the kind, and --rule the rule for the days of a report of no kind")


class NoSuchVersion(UserError):
    """A version of a closed report that there is not."""

    message = N_("There is no version {number} of the report {period}. Versions: {count}")


class ClosedBefore(UserError):
    """A report that was closed with just these figures, evidence and texts."""

    message = N_(
        "{person} closed just this at {time} on {day}, as version {number}: nothing has changed since, so there is no "
        "new version"
    )


class NewerVersion(UserError):
    """A version of a report that was closed after the user looked."""

    message = N_(
        "{person} closed version {number} at {time} on {day}, with other figures or items than these: look at it, then "
        "close yours as the next version if it is still needed"
    )


@dataclass(frozen=True)
class Prepared:
    """A report as it would be closed now, with the evidence of its figures."""

    report: Report
    evidence: tuple[Evidence, ...]
    paragraph: str
    """The sentence with the main figures, as it is printed; empty where one of them has no value."""
    months: tuple[Report, ...] = ()
    """The main figures of each month up to the period, for charts."""
    of_paper: tuple[str, ...] = ()
    """The keys of the figures that its paper prints."""
    by_month: Mapping[str, Sequence[Value | None]] = field(default_factory=dict)
    """Each figure in the months up to the period's end, by its key."""


@dataclass(frozen=True)
class ClosedKind:
    """A kind that a report was closed as; empty for all figures. number: of its last version. first, last: its days."""

    kind: str
    number: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Difference:
    """How a figure of the desk differs from a closed one."""

    key: str
    label: str
    closed: Value | None
    now: Value | None
    added: tuple[Item, ...]
    """Items that count now and did not then."""
    gone: tuple[Item, ...]
    """Items that counted then and do not now; with the reason, where the desk knows it."""
    changed: tuple[tuple[Item, str], ...] = ()
    """Items that count as then, but are divided or named otherwise; each with what has changed, in words."""


def prepare(
    session: Session,
    period: Period,
    chosen: Iterable[str] | None = None,
    *,
    kind: str = "",
    recipient: str = "",
    progress: Callable[[int, int], object] = lambda _done, _all: None,
) -> Prepared:
    """Count a report and its evidence. It reads only, and may take a while: nothing is locked meanwhile.

    It has no forecast: that would be another one every day, and what is closed stays.

    progress: called with the number of figures whose evidence is there, and that of all.
    """
    found = replace(tally.report(session, period, chosen), kind=kind, recipient=recipient)
    try:
        paragraph = sentences.paragraph_text(found, rounds=paper_of(session).rounds)
    except FigureMissing:
        paragraph = ""
    return Prepared(found, evidence.of_report(session, found, progress), paragraph)


def check_over(period: Period, today: dt.date) -> None:
    """Check that a period has ended before a day. raises NotOver."""
    if period.last >= today:
        raise NotOver(period=periods.title(period), day=formats.day(period.last))


def close(session: Session, prepared: Prepared, *, seen: int, person: str, today: dt.date) -> Closed:
    """Store a prepared report as the next closed version. today: local.

    seen: the number of the last version that the user saw; 0 for none. person: who closes it. raises NotOver,
    NothingToClose, ClosedBefore if the last version of the period says the same, NewerVersion if there is one that the
    user did not see.
    """
    report = prepared.report
    period = report.period
    check_over(period, today)
    if all(figure.count is None for figure in report.figures):
        raise NothingToClose(first=formats.day(period.first), last=formats.day(period.last))
    earlier = versions(session, period, report.kind)
    number = earlier[-1].number + 1 if earlier else 1
    pack = orjson.dumps(evidence_as_records(prepared.evidence))
    closed = Closed(number, moment(session).astimezone(zone(session)).replace(microsecond=0), person, "")
    content = as_record(replace(report, closed=closed))
    content |= {
        "texts": {"paragraph": prepared.paragraph},
        "months": [as_record(each) for each in prepared.months],
        "by_month": {key: [*map(as_number, counts)] for key, counts in prepared.by_month.items()},
        "of_paper": list(prepared.of_paper),
        "evidence": hashlib.sha256(pack).hexdigest(),
    }
    if earlier:
        _check_earlier(session, report, earlier, content, seen)
    digest = digests.digest(content)
    content["closed"]["digest"] = digest
    session.add(
        ClosedReport(
            kind=report.kind,
            first=period.first,
            last=period.last,
            number=number,
            person=person,
            content=canonical(content).decode(),
            digest=digest,
            evidence=zlib.compress(pack),
        )
    )
    session.flush()
    describe(session, period=period.code, number=number)
    return replace(closed, digest=digest)


def _check_earlier(
    session: Session, report: Report, earlier: Sequence[Closed], content: Mapping[str, Any], seen: int
) -> None:
    """Check a report against its closed versions. raises ClosedBefore, NewerVersion, ChangedAfterClosing."""
    for each in reversed(earlier):
        before = record(session, report.period, report.kind, each.number)
        if before["period"] == content["period"]:
            if _apart_from_closing(before) == _apart_from_closing(content, before):
                raise ClosedBefore(**_by(each))
            break
        if not _says_the_same(before, content):  # the same days as another period, such as an interval, corrected
            break
    if earlier[-1].number != seen:
        raise NewerVersion(**_by(earlier[-1]))


def _by(closed: Closed) -> dict[str, object]:
    """Who closed a version and when, for messages."""
    day, time = formats.day(closed.when.date()), formats.clock(closed.when)
    return {"person": closed.person, "number": closed.number, "day": day, "time": time}


def _apart_from_closing(content: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> bytes:
    """What was closed, without who closed it and when. before: an older version, of whose parts alone it is."""
    return _comparable(content, content if before is None else before, {"closed"})


_OF_PERIOD = frozenset({"closed", "period", "target", "year_target", "before"})
"""What is not the same for every period of the same days: an interval has no plan, and another period before it."""


def _says_the_same(before: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Whether an older version of the same days, as another period, says the same of all that both can say."""
    years_before = [periods.year_before(of_record(each).period) for each in (before, content)]
    months = [[month["period"] for month in each["months"]] for each in (before, content)]
    names = _OF_PERIOD
    if len({(each.first, each.last) for each in years_before}) > 1:
        names |= {"previous", "previous_is_part"}
    if months[0] != months[1]:
        names |= {"months", "by_month"}
    return _comparable(before, content, names) == _comparable(content, before, names)


def _comparable(content: Mapping[str, Any], other: Mapping[str, Any], names: Collection[str]) -> bytes:
    """What was closed, without some names, and without parts that another version does not have."""
    return canonical(_without_names({name: value for name, value in content.items() if name in other}, names))


def _without_names(value: Any, names: Collection[str]) -> Any:
    """A value of JSON without some names, and without empty forecasts, which older releases closed with each figure.

    The names in `by_month` are the keys of figures, of which a station may choose any: they all stay.
    """
    if isinstance(value, list):
        return [_without_names(each, names) for each in value]
    if isinstance(value, dict):
        return {
            name: each if name == "by_month" else _without_names(each, names)
            for name, each in value.items()
            if name not in names and (name, each) != ("forecast", None)
        }
    return value


def versions(session: Session, period: Period, kind: str = "") -> tuple[Closed, ...]:
    """The closed versions of a report, the oldest first."""
    rows = session.execute(
        select(ClosedReport.number, ClosedReport.created, ClosedReport.person, ClosedReport.digest)
        .where(ClosedReport.kind == kind, ClosedReport.first == period.first, ClosedReport.last == period.last)
        .order_by(ClosedReport.number)
    )
    local = zone(session)
    return tuple(Closed(number, when.astimezone(local), person, digest) for number, when, person, digest in rows)


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


def last_number(session: Session, period: Period, kind: str = "") -> int:
    """The number of the last closed version of a report; 0 without one."""
    return max((each.number for each in versions(session, period, kind)), default=0)


def closed(session: Session, period: Period, kind: str = "", number: int | None = None) -> Report:
    """A closed report; the latest version without a number. raises as `record` does."""
    return of_record(record(session, period, kind, number))


def record(session: Session, period: Period, kind: str = "", number: int | None = None) -> dict[str, Any]:
    """The same as values of JSON: with its digest, its sentence ("texts"), and its months.

    raises NotClosed, NoSuchVersion, ChangedAfterClosing.
    """
    return _content(_row(session, period, kind, number))


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


def record_with_digest(session: Session, digest: str) -> dict[str, Any] | None:
    """The record of the closed report that has a digest, or None. raises ChangedAfterClosing."""
    row = session.scalars(select(ClosedReport).where(ClosedReport.digest == digest)).first()
    return None if row is None else _content(row)


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


def differences(session: Session, report: Report) -> Iterator[Difference]:
    """The figures of a closed report that the desk would give otherwise today, item by item."""
    assert report.closed is not None  # noqa: S101 - of closed reports only
    number = report.closed.number
    before = {each.key: each for each in closed_evidence(session, report.period, report.kind, number)}
    counted, every = definitions.chosen(session, None)
    known = [each.key for each in report.figures if each.key in {indicator.key for indicator in counted}]
    live = {each.key: each for each in tally.report(session, report.period, known).figures}
    words = ItemChanges(session)
    for figure in report.figures:
        now = live[figure.key].count if figure.key in live else None
        added: tuple[Item, ...] = ()
        gone: tuple[Item, ...] = ()
        changed: tuple[tuple[Item, str], ...] = ()
        if figure.key in before and figure.key in live and every[figure.key].counts:
            then, found = before[figure.key], evidence.evidence(session, figure.key, report.period)
            added, gone = _compared(then, found)
            changed = tuple(_changed(words, every[figure.key], then, found))
        if added or gone or changed or now != figure.count:
            yield Difference(figure.key, figure.label, figure.count, now, added, gone, changed)


def _compared(then: Evidence, now: Evidence) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The items that count now only, and those that counted then only. One that counts otherwise is among both."""
    # A repeat does not count either way: what else is said of the same thing is the reason.
    in_order = sorted(now.left_out, key=lambda each: each.reason != _(REASONS["repeat"]))
    reasons = {(each.table, each.id): each.reason for each in in_order}
    gone = [replace(each, reason=reasons.get((each.table, each.id), "")) for each in _more(then, now)]
    return tuple(_more(now, then)), tuple(gone)


def _more(evidence: Evidence, other: Evidence) -> Iterator[Item]:
    """The items that one evidence counts and another one does not, or less often."""
    left = Counter(map(_identity, other.counted))
    for each in evidence.counted:
        if left[_identity(each)]:
            left[_identity(each)] -= 1
        else:
            yield each


def _changed(words: ItemChanges, indicator: Indicator, then: Evidence, now: Evidence) -> Iterator[tuple[Item, str]]:
    """The items that count in both, and what has changed in them. Those that count several times go in order."""
    before: dict[Hashable, list[Item]] = defaultdict(list)
    for each in then.counted:
        before[_identity(each)].append(each)
    after: dict[Hashable, list[Item]] = defaultdict(list)
    for each in now.counted:
        after[_identity(each)].append(each)
    for identity, items in after.items():
        for closed, each in _paired(before[identity], items):
            if what := words.of(indicator, closed, each):
                yield each, what


def _paired(then: Sequence[Item], now: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Items of one identity, side by side. Those that are the same are left out."""
    same = Counter(map(_described, then)) & Counter(map(_described, now))
    return zip(_without(then, same), _without(now, same), strict=False)


def _without(items: Iterable[Item], same: Counter[Hashable]) -> Iterator[Item]:
    left = same.copy()
    for each in items:
        if left[_described(each)]:
            left[_described(each)] -= 1
        else:
            yield each


def _described(item: Item) -> Hashable:
    return item.title, tuple(sorted(item.values.items()))


def _identity(item: Item) -> Hashable:
    return item.table, item.id, item.day, item.amount


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
