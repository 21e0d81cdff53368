"""The days and weeks of the station: plan, change, cancel and air broadcasts."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from radiodesk.model import BroadcastState, DutyRole, ProgrammeKind
from radiodesk.planning.views import BroadcastView, DayView, EditionChoice, WeekView


def day(session: Session, of: dt.date) -> DayView:
    """The broadcasts that start on that local day."""
    raise NotImplementedError


def week(session: Session, of: dt.date) -> WeekView:
    """The week, Monday to Sunday, that the day is in."""
    raise NotImplementedError


def broadcast(session: Session, broadcast_id: int) -> BroadcastView:
    """One broadcast."""
    raise NotImplementedError


def last_day(session: Session) -> dt.date | None:
    """The local day of the newest broadcast; None in an empty desk."""
    raise NotImplementedError


def programme_titles(session: Session) -> list[tuple[str, ProgrammeKind]]:
    """The programmes, in the order of the Vietnamese alphabet: suggestions for a form."""
    raise NotImplementedError


def upstream_names(session: Session) -> list[str]:
    """The stations that are relayed: suggestions for a form."""
    raise NotImplementedError


def editions(
    session: Session, *, query: str = "", until: dt.date | None = None, limit: int = 50
) -> list[EditionChoice]:
    """Editions to pick from, newest first run first; the query is searched in the title without case and accents."""
    raise NotImplementedError


def plan_first_run(
    session: Session, *, title: str, kind: ProgrammeKind, on: dt.date, at: dt.time, seconds: int | None, note: str = ""
) -> int:
    """Plan a new edition of the programme (made where the station has none of that title and kind).

    seconds: the planned length. Returns the broadcast's id. raises TimeTaken, BadDay, BadDuration, and text errors.
    """
    raise NotImplementedError


def plan_repeat(
    session: Session, *, edition_id: int, on: dt.date, at: dt.time, seconds: int | None, note: str = ""
) -> int:
    """Plan a repeat of an edition, after its first run. Returns the broadcast's id. raises RepeatBeforeFirstRun too."""
    raise NotImplementedError


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
    raise NotImplementedError


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
    """Change when it is, how long, its note; for a relay its title and upstream; for a first run its programme's title
    means another programme of the same kind (made where it is new), not a new name for the old one."""
    raise NotImplementedError


def set_state(
    session: Session,
    broadcast_id: int,
    version: int | None,
    state: BroadcastState,
    *,
    today: dt.date,
    actual_seconds: int | None = None,
) -> None:
    """Move a broadcast to a state. raises WrongMove where that cannot follow, NotYetDue to air one after `today`."""
    raise NotImplementedError


def set_duties(session: Session, broadcast_id: int, people: Sequence[tuple[DutyRole, str]]) -> None:
    """Say who is on; people who are new are made. Replaces what was said before, where it differs."""
    raise NotImplementedError
