"""Plan, change, cancel and air broadcasts.

Whatever is unusual raises Doubtful until a person is sure: another broadcast at the same time, a programme that is
almost called like a known one, a broadcast aired before its time or without content.
"""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from radiodesk.errors import Doubtful
from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState, LineKind, ProgrammeKind
from radiodesk.locale import _, formats
from radiodesk.model import Broadcast, Edition, Line, Relay, Upstream, zone
from radiodesk.model.database import existing, fetch, touch
from radiodesk.model.moments import LONGEST, check_length, moment
from radiodesk.model.names import find_or_create
from radiodesk.model.text import NOTE_LIMIT, clean, clean_title, key
from radiodesk.schedule import programmes, rules
from radiodesk.schedule.queries import views
from radiodesk.schedule.rules import Airtime
from radiodesk.schedule.views import BroadcastView


def plan_first_run(
    session: Session,
    *,
    title: str,
    kind: ProgrammeKind | None,
    on: dt.date,
    at: dt.time,
    seconds: int | None,
    note: str = "",
    sure: bool = False,
) -> int:
    """Plan a new edition of a programme, which is created if its title is new. Returns the broadcast's id.

    kind: of a new programme; None takes the kind of a known one. seconds: the planned length.
    raises Doubtful, PlannedTwice, KindNeeded, OtherKind, BadDuration, and text errors.
    """
    doubts = _title_doubts(session, title)
    edition = Edition(programme=programmes.programme(session, title, kind))
    row = Broadcast(kind=BroadcastKind.FIRST_RUN, edition=edition)
    return _plan(session, row, on, at, seconds, note, doubts, sure=sure)


def plan_repeat(
    session: Session,
    *,
    edition_id: int,
    on: dt.date,
    at: dt.time,
    seconds: int | None,
    note: str = "",
    sure: bool = False,
) -> int:
    """Plan a repeat of an edition. Returns the broadcast's id. raises Doubtful, PlannedTwice, BadDuration."""
    existing(session, Edition, edition_id)
    row = Broadcast(kind=BroadcastKind.REPEAT, edition_id=edition_id)
    return _plan(session, row, on, at, seconds, note, sure=sure)


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
    sure: bool = False,
) -> int:
    """Plan a relay of a live event or of an upstream, which is created if it is new. Returns the broadcast's id.

    raises NoUpstream for neither, Doubtful, PlannedTwice, BadDuration, and text errors.
    """
    relay = Relay(title=clean_title(title), live=live, upstream=_upstream(session, upstream, live=live))
    doubts = _relay_doubts(relay)
    return _plan(session, Broadcast(kind=BroadcastKind.RELAY, relay=relay), on, at, seconds, note, doubts, sure=sure)


def change_broadcast(
    session: Session,
    broadcast_id: int,
    version: int,
    *,
    on: dt.date,
    at: dt.time,
    planned_seconds: int | None,
    actual_seconds: int | None,
    note: str,
    now: dt.datetime,
    title: str | None = None,
    kind: ProgrammeKind | None = None,
    programme_version: int | None = None,
    upstream: str | None = None,
    live: bool | None = None,
    state: BroadcastState | None = None,
    sure: bool = False,
) -> None:
    """Change a broadcast: its time, lengths, note, state; the programme of a first run; what a relay carries.

    Another title of a first run means another programme, not a new name of the present one. Another kind with the same
    title changes the programme, in all its editions. now: aware. programme_version: needed to change the kind.
    title, kind, upstream, live, state: None leaves it as it is.
    raises ChangedMeanwhile, NotYetDue, WrongMove, and those of the functions that plan.
    """
    row = _with_content(session, fetch(session, Broadcast, broadcast_id, version))
    before = (row.starts, row.planned_seconds, title_of(row))
    doubts: list[str] = []
    row.planned_seconds = check_length(planned_seconds)
    row.actual_seconds = check_length(actual_seconds)
    row.note = clean(note, NOTE_LIMIT)
    if row.relay:
        doubts += _change_relay(session, row.relay, title, upstream, live)
    elif row.edition and row.kind is BroadcastKind.FIRST_RUN:
        doubts += _change_programme(session, row.edition, title, kind, programme_version)
    row.starts = moment(on, at, zone(session))
    if row.state is BroadcastState.AIRED:
        rules.check_aired(on, now.astimezone(zone(session)).date())
    if title_of(row) != before[2]:
        touch(session, row)  # its title is kept in other rows
    session.flush()
    if (row.starts, row.planned_seconds, title_of(row)) != before:
        doubts += _conflicts(session, row)
    if state is not None and state is not row.state:
        doubts += _move(session, row, state, now, actual_seconds)
    _ask(doubts, sure=sure)


def set_state(
    session: Session,
    broadcast_id: int,
    version: int,
    state: BroadcastState,
    *,
    now: dt.datetime,
    actual_seconds: int | None = None,
    sure: bool = False,
) -> None:
    """Move a broadcast to a state. now: aware.

    raises WrongMove where that state cannot follow, NotYetDue to air one of a later day, PlannedTwice for one that
    returns, Doubtful, ChangedMeanwhile.
    """
    row = fetch(session, Broadcast, broadcast_id, version)
    _ask(_move(session, row, state, now, actual_seconds), sure=sure)


def _move(
    session: Session, row: Broadcast, state: BroadcastState, now: dt.datetime, actual_seconds: int | None
) -> list[str]:
    """Move a broadcast to a state. Returns what is unusual about that."""
    rules.check_move(row.state, state)
    local_zone = zone(session)
    doubts: list[str] = []
    if state is BroadcastState.AIRED:
        rules.check_aired(row.starts.astimezone(local_zone).date(), now.astimezone(local_zone).date())
        doubts += _air_doubts(session, row, now)
    returns = row.state in OFF_AIR and state not in OFF_AIR
    row.state = state
    row.actual_seconds = check_length(actual_seconds) or (row.actual_seconds if state is BroadcastState.AIRED else None)
    session.flush()
    return [*doubts, *(_conflicts(session, row) if returns else ())]


def _plan(
    session: Session,
    row: Broadcast,
    on: dt.date,
    at: dt.time,
    seconds: int | None,
    note: str,
    doubts: Iterable[str] = (),
    *,
    sure: bool,
) -> int:
    row.state = BroadcastState.PLANNED
    row.starts = moment(on, at, zone(session))
    row.planned_seconds = check_length(seconds)
    row.note = clean(note, NOTE_LIMIT)
    session.add(row)
    session.flush()
    _ask([*doubts, *_conflicts(session, row)], sure=sure)
    return row.id


def _ask(doubts: Iterable[str], *, sure: bool) -> None:
    """raises Doubtful, which takes the unit of work back, unless a person is sure."""
    if (found := list(dict.fromkeys(doubts))) and not sure:
        raise Doubtful(found)


def _conflicts(session: Session, row: Broadcast) -> list[str]:
    """What is unusual about a broadcast beside the others. raises PlannedTwice."""
    own = next(iter(views(session, Broadcast.id == row.id)))
    longest = dt.timedelta(seconds=LONGEST)
    end = row.starts + max(dt.timedelta(minutes=1), dt.timedelta(seconds=own.seconds or 0))
    near = (Broadcast.starts > row.starts - longest) & (Broadcast.starts < end)
    if row.edition_id is not None:
        near |= Broadcast.edition_id == row.edition_id
    others = views(session, near, Broadcast.id != row.id, Broadcast.state.not_in(OFF_AIR))
    return [said for other in others if (said := rules.conflict(airtime(own), airtime(other)))]


def title_of(row: Broadcast) -> str:
    """The title of a broadcast whose programme or relay is loaded."""
    return row.edition.programme.title if row.edition else row.relay.title if row.relay else ""


def airtime(view: BroadcastView) -> Airtime:
    """What the rules need to know of a broadcast."""
    return Airtime(view.kind, view.state, view.starts, view.seconds, view.title, view.edition_id)


def _title_doubts(session: Session, title: str) -> list[str]:
    if (known := programmes.lookalike(session, title)) is None:
        return []
    said = _("There is a programme “{known}”: “{title}” makes another one")
    return [said.format(known=known, title=clean_title(title))]


def _relay_doubts(relay: Relay) -> list[str]:
    if not (relay.live and relay.upstream):
        return []
    said = _("“{title}” comes from {upstream} and is marked as a live event, which is counted on its own")
    return [said.format(title=relay.title, upstream=relay.upstream.name)]


def _air_doubts(session: Session, row: Broadcast, now: dt.datetime) -> list[str]:
    """What is unusual about a broadcast that is marked as aired."""
    local_zone = zone(session)
    doubts = []
    if row.starts > now:
        planned, present = formats.clock(row.starts.astimezone(local_zone)), formats.clock(now.astimezone(local_zone))
        doubts.append(_("It is planned for {time}, and it is {now} now").format(time=planned, now=present))
    if row.kind is BroadcastKind.FIRST_RUN and row.edition_id is not None:
        edition = session.scalars(
            select(Edition).where(Edition.id == row.edition_id).options(joinedload(Edition.programme))
        ).one()
        stories = select(func.count()).where(Line.edition_id == edition.id, Line.kind == LineKind.STORY)
        if edition.programme.kind is ProgrammeKind.NEWS and not session.scalar(stories):
            doubts.append(_("Its rundown has no story"))
    return doubts


def _change_relay(
    session: Session, relay: Relay, title: str | None, upstream: str | None, live: bool | None
) -> list[str]:
    before = (relay.live, relay.upstream)
    if title is not None:
        relay.title = clean_title(title)
    if live is not None:
        relay.live = live
    if upstream is not None:
        relay.upstream = _upstream(session, upstream, live=relay.live)
    rules.check_relay(live=relay.live, has_upstream=relay.upstream is not None)
    return _relay_doubts(relay) if (relay.live, relay.upstream) != before else []


def _change_programme(
    session: Session, edition: Edition, title: str | None, kind: ProgrammeKind | None, version: int | None
) -> list[str]:
    present = edition.programme
    if title is None or key(title) == present.key:
        if kind is None or kind is present.kind:
            return []
        return programmes.set_kind(session, present.id, version or 0, kind)
    doubts = _title_doubts(session, title)
    known = programmes.find(session, title)
    edition.programme = programmes.programme(session, title, kind or (None if known else present.kind))
    return doubts


def _upstream(session: Session, name: str, *, live: bool) -> Upstream | None:
    if clean(name):
        return find_or_create(session, Upstream, name)
    rules.check_relay(live=live, has_upstream=False)
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
