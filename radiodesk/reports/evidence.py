"""The evidence of a figure: what was counted, and what was not, with the reason."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Subquery, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import ClipState, Genre
from radiodesk.locale import N_, _
from radiodesk.model import station
from radiodesk.reports import counting, definitions, rule_words, tally
from radiodesk.reports.content import Evidence, Item, Measure, Report
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.listings.common import REASONS
from radiodesk.reports.periods import Period
from radiodesk.reports.properties import CLIP_STATE, GENRE, PROGRAMME, Property, Words
from radiodesk.reports.subjects import SUBJECTS
from radiodesk.reports.values import hours


class NothingCounted(UserError):
    """A figure that counts nothing itself, so that it has no evidence."""

    message = N_("“{figure}” is not counted: it is a share of two other figures, or was entered by hand")


def evidence(session: Session, key: str, period: Period) -> Evidence:
    """What a figure counts in a period, and what it leaves out. raises UnknownIndicator, NothingCounted."""
    (indicator,), _every = definitions.chosen(session, [key])
    if not indicator.counts:
        raise NothingCounted(figure=rule_words.label(indicator))
    return Evidence(key, tuple(counted(session, indicator, period)), tuple(left_out(session, indicator, period)))


def of_report(
    session: Session, report: Report, progress: Callable[[int, int], object] = lambda _done, _all: None
) -> tuple[Evidence, ...]:
    """The evidence of the figures of a report that are counted.

    progress: called with the number of figures whose evidence is there, and that of all.
    """
    keys = [each.key for each in report.figures if each.measure in (Measure.COUNT, Measure.HOURS)]
    found = []
    for number, key in enumerate(keys):
        progress(number, len(keys))
        found.append(evidence(session, key, report.period))
    return tuple(found)


def counted(session: Session, indicator: Indicator, period: Period) -> Iterator[Item]:
    """The counted items by day. Their amounts add up to the figure, but for the rounding of hours."""
    subject = SUBJECTS[indicator.counts]
    base = subject.listing(tally.days_of(session, period), counting.date_of(indicator)).subquery()
    meets = counting.conditions(session, base, subject, indicator)
    return _items(session, indicator, period, base, meets)


def left_out(session: Session, indicator: Indicator, period: Period) -> Iterator[Item]:
    """What meets the conditions of an indicator and does not count, each with the reason."""
    subject = SUBJECTS[indicator.counts]
    days, date = tally.days_of(session, period), counting.date_of(indicator)
    base = subject.others(days, date).subquery()
    yield from _items(session, indicator, period, base, counting.conditions(session, base, subject, indicator))
    if indicator.measure is Measure.HOURS:
        base = subject.listing(days, date).subquery()
        *meets, _has_length = counting.conditions(session, base, subject, indicator)
        yield from _items(session, indicator, period, base, [*meets, base.c.seconds.is_(None)], reason="no_length")


def _items(
    session: Session,
    indicator: Indicator,
    period: Period,
    base: Subquery,
    meets: Sequence[ColumnElement[bool]],
    reason: str = "",
) -> Iterator[Item]:
    subject, zone = SUBJECTS[indicator.counts], station(session).zone_info
    rows = session.execute(select(base).where(*meets).order_by(base.c.dated, base.c.id)).mappings().all()
    props = [each for each in map(subject.property, indicator.by) if each is not None]
    words = Words(session, period.last)
    ids = list({row["id"] for row in rows})
    linked = {each.name: counting.links_of(session, each, ids) for each in props if each.links}
    for row in rows:
        why = reason or row.get("reason", "")
        yield Item(
            table=subject.table or row["what"],
            id=row["id"],
            day=_day(row["dated"], zone),
            title=_title(words, row),
            detail=_detail(row["detail"]),
            values={each.name: _value(words, each, row, linked) for each in props},
            amount=hours(row["seconds"] or 0) if indicator.measure is Measure.HOURS else 1,
            reason=_(REASONS[why]) if why else "",
        )


def _title(words: Words, row: Any) -> str:
    """The title of an item. What is named after a programme has the title that this had in the period."""
    programme = row.get("programme")
    return words.of(PROGRAMME, programme) if programme else row["title"] or ""


def _value(words: Words, prop: Property, row: Any, linked: dict[str, dict[int, counting.Value]]) -> str:
    values = linked[prop.name].get(row["id"], ()) if prop.name in linked else (row[prop.name],)
    return words.of_all(prop, [each for each in values if each is not None and each != ""])


def _detail(value: Any) -> str:
    """The words for what a listing says beside the title."""
    words = {Genre: GENRE.words, ClipState: CLIP_STATE.words}.get(type(value))
    return _(words[value]) if words else str(value or "")


def _day(dated: dt.datetime | dt.date, zone: ZoneInfo) -> dt.date:
    return dated.astimezone(zone).date() if isinstance(dated, dt.datetime) else dated
