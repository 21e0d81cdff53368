"""The days and weeks of the station: plan, change, cancel and air broadcasts."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from radiodesk.locale import formats
from radiodesk.model import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Edition,
    Programme,
    ProgrammeKind,
    Relay,
    Upstream,
    zone,
)
from radiodesk.model.database import fetch
from radiodesk.model.moments import check_length, moment
from radiodesk.model.names import named
from radiodesk.model.text import NOTE_LIMIT, clean, clean_title, fold, key
from radiodesk.schedule.errors import (
    HasRepeats,
    NotYetDue,
    NoUpstream,
    RepeatBeforeFirstRun,
    TimeTaken,
)
from radiodesk.schedule.queries import views
from radiodesk.schedule.states import OFF_AIR, check_broadcast_move


def plan_first_run(
    session: Session, *, title: str, kind: ProgrammeKind, on: dt.date, at: dt.time, seconds: int | None, note: str = ""
) -> int:
    """Plan a new edition of the programme (made where the station has none of that title and kind).

    seconds: the planned length. Returns the broadcast's id. raises TimeTaken, BadDuration, and text errors.
    """
    edition = Edition(programme=_programme(session, title, kind))
    return _plan(session, Broadcast(kind=BroadcastKind.FIRST_RUN, edition=edition), on, at, seconds, note)


def plan_repeat(
    session: Session, *, edition_id: int, on: dt.date, at: dt.time, seconds: int | None, note: str = ""
) -> int:
    """Plan a repeat of an edition, after its first run. Returns the broadcast's id. raises RepeatBeforeFirstRun too."""
    fetch(session, Edition, edition_id)
    repeat = Broadcast(kind=BroadcastKind.REPEAT, edition_id=edition_id)
    return _plan(session, repeat, on, at, seconds, note)


def plan_relay(
    session: Session,
    *,
    title: str,
    live: bool,
    upstream: str,
    on: dt.date,
    at: dt.time,
    seconds: int | None,
    note: str = "",
) -> int:
    """Plan a relay: of a live event, or of an upstream (made where it is new). raises NoUpstream for neither."""
    relay = Relay(title=clean_title(title), live=live, upstream=_upstream(session, upstream, live=live))
    return _plan(session, Broadcast(kind=BroadcastKind.RELAY, relay=relay), on, at, seconds, note)


def change_broadcast(
    session: Session,
    broadcast_id: int,
    version: int | None,
    *,
    on: dt.date,
    at: dt.time,
    planned_seconds: int | None,
    actual_seconds: int | None,
    note: str,
    title: str | None = None,
    upstream: str | None = None,
) -> None:
    """Change when it is, how long, its note; for a relay its title and upstream.

    Another title for a first run means another programme of the same kind (made where it is new), not a new name for
    the old one. A repeat's title is its edition's.
    """
    row = _with_content(session, fetch(session, Broadcast, broadcast_id, version))
    row.planned_seconds = check_length(planned_seconds)
    row.actual_seconds = check_length(actual_seconds)
    row.note = clean(note, NOTE_LIMIT)
    if row.relay:
        if title is not None:
            row.relay.title = clean_title(title)
        if upstream is not None:
            row.relay.upstream = _upstream(session, upstream, live=row.relay.live)
    elif row.edition and row.kind is BroadcastKind.FIRST_RUN and title is not None:
        row.edition.programme = _programme(session, title, row.edition.programme.kind)
    starts = moment(on, at, zone(session))
    if starts != row.starts:
        row.starts = starts
        _check_place(session, row)


def set_state(
    session: Session,
    broadcast_id: int,
    version: int | None,
    state: BroadcastState,
    *,
    today: dt.date,
    actual_seconds: int | None = None,
) -> None:
    """Move a broadcast to a state. raises WrongMove where that cannot follow, NotYetDue to air one after `today`.

    Brought back on air from cancelled or missed, it needs its place to be free: raises TimeTaken.
    """
    row = fetch(session, Broadcast, broadcast_id, version)
    check_broadcast_move(row.state, state)
    local_day = row.starts.astimezone(zone(session)).date()
    if state is BroadcastState.AIRED and local_day > today:
        raise NotYetDue(day=formats.day(local_day))
    returns = row.state in OFF_AIR and state not in OFF_AIR
    row.state = state
    row.actual_seconds = check_length(actual_seconds) or (row.actual_seconds if state is BroadcastState.AIRED else None)
    if returns:
        _check_place(session, row)


def _plan(session: Session, row: Broadcast, on: dt.date, at: dt.time, seconds: int | None, note: str) -> int:
    row.state = BroadcastState.PLANNED
    row.starts = moment(on, at, zone(session))
    row.planned_seconds = check_length(seconds)
    row.note = clean(note, NOTE_LIMIT)
    session.add(row)
    session.flush()
    _check_place(session, row)
    return row.id


def _check_place(session: Session, row: Broadcast) -> None:
    """raises TimeTaken where another broadcast begins in the same minute; RepeatBeforeFirstRun, HasRepeats."""
    if row.state in OFF_AIR:
        return
    minute = row.starts.replace(second=0, microsecond=0)
    within = (Broadcast.starts >= minute, Broadcast.starts < minute + dt.timedelta(minutes=1))
    for other in views(session, *within, Broadcast.id != row.id, Broadcast.state.not_in(OFF_AIR)):
        raise TimeTaken(**_when(other.starts), title=other.title)
    if row.edition_id is None:
        return
    here = zone(session)
    for other in views(session, Broadcast.edition_id == row.edition_id, Broadcast.id != row.id):
        if row.kind is BroadcastKind.REPEAT and other.kind is BroadcastKind.FIRST_RUN and other.starts > row.starts:
            raise RepeatBeforeFirstRun(**_when(other.starts), title=other.title)
        if row.kind is BroadcastKind.FIRST_RUN and other.state not in OFF_AIR and other.starts < row.starts:
            raise HasRepeats(**_when(other.starts.astimezone(here)), title=other.title)


def _when(starts: dt.datetime) -> dict[str, str]:
    return {"time": formats.clock(starts), "day": formats.day(starts.date())}


def _programme(session: Session, title: str, kind: ProgrammeKind) -> Programme:
    """The programme of that title, whatever its case, and kind; made where there is none."""
    title = clean_title(title)
    statement = select(Programme).where(Programme.folded == fold(title), Programme.kind == kind)
    for row in session.scalars(statement):
        if key(row.title) == key(title):
            return row
    return Programme(title=title, kind=kind)


def _upstream(session: Session, name: str, *, live: bool) -> Upstream | None:
    if clean(name):
        return named(session, Upstream, name)
    if not live:
        raise NoUpstream
    return None


def _with_content(session: Session, row: Broadcast) -> Broadcast:
    """The broadcast with its programme or relay loaded."""
    statement = (
        select(Broadcast)
        .where(Broadcast.id == row.id)
        .options(
            joinedload(Broadcast.edition).joinedload(Edition.programme),
            joinedload(Broadcast.relay).joinedload(Relay.upstream),
        )
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).one()
