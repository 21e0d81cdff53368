"""Close a report: keep its figures, evidence and texts as they are.

A closed report never changes. What is corrected afterwards can be closed again, as its next version.
"""

import datetime as dt
import hashlib
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_, formats
from radiodesk.model import ClosedReport, zone
from radiodesk.model.changes import describe, moment
from radiodesk.reports import closed_reports, digests, evidence, periods, tally
from radiodesk.reports.content import Closed, Evidence, Report, Value
from radiodesk.reports.digests import canonical
from radiodesk.reports.documents import sentences
from radiodesk.reports.documents.numbers import FigureMissing
from radiodesk.reports.papers import paper_of
from radiodesk.reports.periods import Period
from radiodesk.reports.records import as_record, evidence_as_records, of_record
from radiodesk.reports.records import number as as_number


class NotOver(UserError):
    """A period that has not ended, and cannot be closed."""

    message = N_("The period {period} ends on {day}: until then it can be looked at, and closed after that day")


class NothingToClose(UserError):
    """A report without a single figure."""

    message = N_("The desk has no data from {first} to {last}: there is nothing to close")


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
    earlier = closed_reports.versions(session, period, report.kind)
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
        before = closed_reports.record(session, report.period, report.kind, each.number)
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
