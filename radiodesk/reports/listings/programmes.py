"""Editions, programmes and broadcasts that count, and those that do not."""

from sqlalchemy import and_, case, extract, func, literal, or_, select

from radiodesk.kinds import BroadcastKind
from radiodesk.model import Broadcast, Edition, Programme, Relay, Station
from radiodesk.reports.listings.common import (
    IS_AIRED,
    IS_FIRST_RUN,
    NO_SECONDS,
    PROGRAMME_COLUMNS,
    Asked,
    Days,
    Listing,
    not_aired,
    within,
    yes_or_no,
)

_STATE_REASON = case(*not_aired(Broadcast.state), else_="outside")
_BROADCAST_SECONDS = func.coalesce(Broadcast.actual_seconds, Broadcast.planned_seconds).label("seconds")


def _editions() -> Listing:
    """Broadcasts of editions. An edition has one first run at most."""
    return (
        select(
            Edition.id,
            Broadcast.starts.label("dated"),
            Programme.title,
            literal("").label("detail"),
            _BROADCAST_SECONDS,
            *PROGRAMME_COLUMNS,
            yes_or_no(or_(Programme.own_live, Edition.own_live)).label("own_live"),
        )
        .select_from(Broadcast)
        .join(Edition, Broadcast.edition_id == Edition.id)
        .join(Programme, Edition.programme_id == Programme.id)
    )


def editions(days: Asked, _date: str = "") -> Listing:
    """Editions whose first run was aired, dated by that first run. Repeats do not count."""
    return _editions().where(IS_FIRST_RUN, IS_AIRED, within(Broadcast.starts, days))


def other_editions(days: Days, _date: str = "") -> Listing:
    """Repeats, first runs that were not aired, and those aired the day before or after."""
    reason = case((Broadcast.kind == BroadcastKind.REPEAT, "repeat"), else_=_STATE_REASON)
    counts = and_(IS_FIRST_RUN, IS_AIRED)
    outside = and_(counts, within(Broadcast.starts, days.wider), ~within(Broadcast.starts, days))
    return (
        _editions()
        .add_columns(reason.label("reason"))
        .where(or_(outside, and_(~counts, within(Broadcast.starts, days))), within(Broadcast.starts, days.wider))
    )


def _broadcasts() -> Listing:
    tolerance = select(Station.on_time_seconds).where(Station.id == 1).scalar_subquery()
    late = func.abs(extract("epoch", Broadcast.actual_starts) - extract("epoch", Broadcast.starts))
    return (
        select(
            Broadcast.id,
            Broadcast.starts.label("dated"),
            func.coalesce(Programme.title, Relay.title).label("title"),
            literal("").label("detail"),
            _BROADCAST_SECONDS,
            Broadcast.kind.label("broadcast"),
            *PROGRAMME_COLUMNS,
            yes_or_no(or_(Programme.own_live, Edition.own_live)).label("own_live"),
            Relay.upstream_id.label("upstream"),
            yes_or_no(Relay.live).label("live_event"),
            case((Broadcast.actual_starts.is_(None), "unknown"), (late <= tolerance, "yes"), else_="no").label(
                "on_time"
            ),
        )
        .select_from(Broadcast)
        .outerjoin(Edition, Broadcast.edition_id == Edition.id)
        .outerjoin(Programme, Edition.programme_id == Programme.id)
        .outerjoin(Relay, Broadcast.relay_id == Relay.id)
    )


def broadcasts(days: Asked, _date: str = "") -> Listing:
    """Aired broadcasts: first runs, repeats and relays."""
    return _broadcasts().where(IS_AIRED, within(Broadcast.starts, days))


def other_broadcasts(days: Days, _date: str = "") -> Listing:
    """Broadcasts that were not aired, and those aired the day before or after."""
    is_within = within(Broadcast.starts, days)
    return (
        _broadcasts()
        .add_columns(_STATE_REASON.label("reason"))
        .where(within(Broadcast.starts, days.wider), or_(and_(~IS_AIRED, is_within), and_(IS_AIRED, ~is_within)))
    )


def programmes(days: Asked, _date: str = "") -> Listing:
    """Programmes with at least one aired edition, dated by the first one in the period."""
    aired = editions(days).subquery()
    first = select(aired.c.programme, func.min(aired.c.dated).label("dated")).group_by(aired.c.programme).subquery()
    return (
        select(Programme.id, first.c.dated, Programme.title, literal("").label("detail"), NO_SECONDS)
        .add_columns(*PROGRAMME_COLUMNS, yes_or_no(Programme.own_live).label("own_live"))
        .join(first, first.c.programme == Programme.id)
    )


def other_programmes(days: Days, _date: str = "") -> Listing:
    """Programmes of which editions were planned, and none was aired."""
    aired = editions(days).subquery()
    planned = (
        select(Edition.programme_id.label("programme"), func.min(Broadcast.starts).label("dated"))
        .select_from(Broadcast)
        .join(Edition, Broadcast.edition_id == Edition.id)
        .where(IS_FIRST_RUN, within(Broadcast.starts, days))
        .group_by(Edition.programme_id)
        .subquery()
    )
    return (
        select(Programme.id, planned.c.dated, Programme.title, literal("").label("detail"), NO_SECONDS)
        .add_columns(*PROGRAMME_COLUMNS, yes_or_no(Programme.own_live).label("own_live"))
        .add_columns(literal("not_aired").label("reason"))
        .join(planned, planned.c.programme == Programme.id)
        .where(Programme.id.not_in(select(aired.c.programme)))
    )
