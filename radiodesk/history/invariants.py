"""The invariants of the data, checked over rows and their neighbours. The rules modules state them, as pure functions.

What was aired or missed is not in the future; no programme is planned twice in one minute; a relay is live or has an
upstream; a clip's days and its state agree; only aired editions are posted; nothing is sent in the future; a rundown
holds a story once; coefficients are positive, and authors share no more than a whole; the lengths of a programme do not
contradict each other; every preset in use exists, and so does every kind of report of which one was closed; own
indicators can be counted, and those that something needs exist.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from radiodesk.errors import UserError
from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState
from radiodesk.locale import N_
from radiodesk.media import treatments
from radiodesk.model import (
    Broadcast,
    Clip,
    ClosedReport,
    Credit,
    Delivery,
    EnteredFigure,
    Line,
    Programme,
    Publication,
    Relay,
    ReportKind,
    Story,
    Target,
    Treatment,
    earlier_names,
    zone,
)
from radiodesk.model.moments import span
from radiodesk.newsroom import rules as newsroom
from radiodesk.newsroom.rundowns import AlreadyUsed
from radiodesk.reports import definitions
from radiodesk.reports import own_indicators as own
from radiodesk.reports.counting import UnknownInRule
from radiodesk.reports.kinds import KindNeeded
from radiodesk.schedule import queries
from radiodesk.schedule import rules as schedule
from radiodesk.schedule.rules import Airtime
from radiodesk.staff import credit_rules

Rows = Mapping[str, Collection[int]]
"""Ids of rows by the names of their tables."""

CHUNK = 500
"""Rows per query."""

SPANS = 200
"""Spans of days per query."""


NAMED_BY_INDICATORS = (
    *earlier_names.HOLDERS,
    *("earlier_name", "outlet", "station_indicator", "entered_figure", "target", "report_kind"),
)
"""The tables whose rows can damage an own indicator."""


class StillNamed(UserError):
    """Something that the rule of an own indicator names."""

    message = N_("The own indicator “{indicator}” names “{name}”: change its rule first")


@dataclass(frozen=True)
class Violation:
    """A broken rule."""

    error: UserError
    """The error of the rule: AiredBeforeSent, AlreadyUsed, BadBounds, BadCoefficient, BadDay, BadShare,
    DamagedIndicator, KindNeeded, NestedShare, NotYetBegun, NotYetDue, NoUpstream, PlannedTwice, SentDayNeeded,
    SharePlanned, ShareOfHelper, SharesTooLarge, StillNamed, StillNeeded, StillPosted, UnknownIndicator or
    UnknownPreset."""
    rows: tuple[tuple[str, int], ...]
    """The rows that break it, by table and id; none for a row that is missing."""


def violations(session: Session, rows: Rows | None, today: dt.date) -> Iterator[Violation]:
    """The rules that some rows break, alone or together with others; without `rows`, those that any row breaks.

    today: a local day. A unit of work that gives a broadcast another title changes its row too: that is in `rows`.
    """

    def ids(table: str) -> Collection[int] | None:
        return None if rows is None else rows.get(table, ())

    yield from _relays(session, ids("relay"))
    yield from _clips(session, ids("clip"), today)
    yield from _broadcasts(session, ids("broadcast"), today)
    yield from _publications(session, ids("publication"), ids("broadcast"))
    yield from _deliveries(session, ids("delivery"), today)
    yield from _lines(session, ids("line"))
    yield from _credits(session, ids("credit"))
    yield from _programmes(session, ids("programme"))
    yield from _treatments(session, None if ids("preset") else ids("treatment"))
    if rows is None or any(map(ids, NAMED_BY_INDICATORS)):
        yield from own_indicators(session)
    if rows is None or ids("report_kind") or ids("closed_report"):
        yield from _closed_reports(session)


def _among(column: InstrumentedAttribute[Any], ids: Collection[int] | None) -> Iterator[ColumnElement[bool]]:
    """Conditions that a column is one of the ids, one for each chunk of them; for None, one that always holds."""
    if ids is None:
        yield true()
        return
    in_order = sorted(ids)
    for start in range(0, len(in_order), CHUNK):
        yield column.in_(in_order[start : start + CHUNK])


def _broken(
    rows: Iterable[tuple[str, int]], rule: Callable[..., object], *values: object, **named: object
) -> Iterator[Violation]:
    """The violation of a rule, if it raises an error for these values. rows: those with the values."""
    try:
        rule(*values, **named)
    except UserError as error:
        yield Violation(error, tuple(rows))


def _relays(session: Session, ids: Collection[int] | None) -> Iterator[Violation]:
    for among in _among(Relay.id, ids):
        for row_id, live, upstream_id in session.execute(select(Relay.id, Relay.live, Relay.upstream_id).where(among)):
            row = ("relay", row_id)
            yield from _broken([row], schedule.check_relay, live=live, has_upstream=upstream_id is not None)


def _clips(session: Session, ids: Collection[int] | None, today: dt.date) -> Iterator[Violation]:
    for among in _among(Clip.id, ids):
        for row_id, *values in session.execute(select(Clip.id, Clip.state, Clip.sent, Clip.aired).where(among)):
            yield from _broken([("clip", row_id)], newsroom.clip_state, *values, today)


def _broadcasts(session: Session, ids: Collection[int] | None, today: dt.date) -> Iterator[Violation]:
    own: dict[int, Airtime] = {}
    for among in _among(Broadcast.id, ids):
        own |= queries.airtimes(session, among, Broadcast.state != BroadcastState.CANCELLED)
    local_zone = zone(session)
    for row_id, airtime in own.items():
        if airtime.state is BroadcastState.AIRED:
            yield from _broken([("broadcast", row_id)], schedule.check_aired, airtime.starts.date(), today)
        elif airtime.state is BroadcastState.MISSED:
            yield from _broken([("broadcast", row_id)], schedule.check_missed, airtime.starts, today)
    spans = list(_day_spans({airtime.starts.date() for airtime in own.values()}))
    for start in range(0, len(spans), SPANS):
        moments = [span(first, last, local_zone) for first, last in spans[start : start + SPANS]]
        among = or_(*((Broadcast.starts >= begin) & (Broadcast.starts < end) for begin, end in moments))
        on_air = queries.airtimes(session, among, Broadcast.state.not_in(OFF_AIR))
        by_minute: dict[dt.datetime, list[int]] = defaultdict(list)
        for broadcast_id, airtime in on_air.items():
            by_minute[schedule.minute(airtime.starts)].append(broadcast_id)
        for together in by_minute.values():
            for pair in itertools.combinations(together, 2):
                if not own.keys().isdisjoint(pair):
                    one, other = sorted(pair, key=lambda row_id: row_id not in own)
                    rows = [("broadcast", one), ("broadcast", other)]
                    yield from _broken(rows, schedule.check_same_twice, on_air[one], on_air[other])


def _day_spans(days: Iterable[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    """The first and the last day of each run of consecutive days."""
    in_order = sorted(days)
    for _offset, run in itertools.groupby(enumerate(in_order), key=lambda pair: pair[1].toordinal() - pair[0]):
        consecutive = [day for _number, day in run]
        yield consecutive[0], consecutive[-1]


def _publications(
    session: Session, ids: Collection[int] | None, broadcast_ids: Collection[int] | None
) -> Iterator[Violation]:
    first_run = (Broadcast.edition_id == Publication.edition_id) & (Broadcast.kind == BroadcastKind.FIRST_RUN)
    own = _among(Publication.id, ids)
    of_broadcasts = _among(Broadcast.id, broadcast_ids or ())
    for condition in itertools.chain(own, of_broadcasts):
        statement = (
            select(Publication.id, Publication.address, Broadcast.id, Broadcast.state)
            .join(Broadcast, first_run)
            .where(Publication.withdrawn.is_(False), condition)
        )
        for row_id, address, broadcast_id, state in session.execute(statement):
            rows = [("publication", row_id), ("broadcast", broadcast_id)]
            yield from _broken(rows, newsroom.check_posted, address, aired=state is BroadcastState.AIRED)


def _deliveries(session: Session, ids: Collection[int] | None, today: dt.date) -> Iterator[Violation]:
    for among in _among(Delivery.id, ids):
        for row_id, sent in session.execute(select(Delivery.id, Delivery.sent).where(among)):
            yield from _broken([("delivery", row_id)], newsroom.check_done, sent, today)


def _credits(session: Session, ids: Collection[int] | None) -> Iterator[Violation]:
    for among in _among(Credit.id, ids):
        terms = select(Credit.id, Credit.role, Credit.coefficient, Credit.share)
        for row_id, *values in session.execute(terms.where(among)):
            yield from _broken([("credit", row_id)], credit_rules.check_credit, *values)
        for column in (Credit.story_id, Credit.clip_id):
            shared = Credit.share.is_not(None)
            works = select(column).where(among, shared)
            of_works: dict[int | None, dict[int, Decimal | None]] = defaultdict(dict)
            for work_id, row_id, share in session.execute(
                select(column, Credit.id, Credit.share).where(column.in_(works), shared)
            ):
                of_works[work_id][row_id] = share
            for shares in of_works.values():
                rows = [("credit", row_id) for row_id in shares]
                yield from _broken(rows, credit_rules.check_shares, shares.values())


def _lines(session: Session, ids: Collection[int] | None) -> Iterator[Violation]:
    other = aliased(Line)
    same = (other.story_id == Line.story_id) & (other.edition_id == Line.edition_id) & (other.id != Line.id)
    for among in _among(Line.id, ids):
        twice = select(Story.title, Line.id, other.id).join(Line, Line.story_id == Story.id).join(other, same)
        for title, one, another in session.execute(twice.where(among)):
            yield Violation(AlreadyUsed(title=title), (("line", one), ("line", another)))


def _programmes(session: Session, ids: Collection[int] | None) -> Iterator[Violation]:
    for among in _among(Programme.id, ids):
        bounds = select(Programme.id, Programme.least_seconds, Programme.usual_seconds, Programme.most_seconds)
        for row_id, *values in session.execute(bounds.where(among)):
            yield from _broken([("programme", row_id)], schedule.check_bounds, *values)


def _treatments(session: Session, ids: Collection[int] | None) -> Iterator[Violation]:
    names = {
        recipe.get("preset")
        for among in _among(Treatment.id, ids)
        for recipe in session.scalars(select(Treatment.recipe).where(among))
    }
    for name in names - {None}:
        yield from _broken([], treatments.preset, session, name)


def own_indicators(session: Session) -> Iterator[Violation]:
    """The own indicators that cannot be counted, and those that are gone and still needed."""
    faults, readable = definitions.faults(session), definitions.readable(session)
    for name, error in faults.items():
        if isinstance(error, UnknownInRule):
            yield Violation(StillNamed(**error.values), ())
        elif name not in readable:
            yield Violation(error, ())
    for indicator in readable.values():
        if indicator.is_own and indicator.share:
            yield from _broken([], own.check_share, session, indicator)
    needed = {key for table in (EnteredFigure, Target) for key in session.scalars(select(table.indicator).distinct())}
    needed |= {key for keys in session.scalars(select(ReportKind.indicators)) for key in keys or ()}
    for key in sorted(needed - readable.keys() - faults.keys()):
        yield Violation(own.StillNeeded(figure=key, what=own.needed_by(session, key)), ())


def _closed_reports(session: Session) -> Iterator[Violation]:
    """The kinds that closed reports name, but for those that exist."""
    gone = select(ClosedReport.kind).where(ClosedReport.kind != "", ClosedReport.kind.not_in(select(ReportKind.name)))
    for name in session.scalars(gone.distinct()):
        yield Violation(KindNeeded(name=name), ())
