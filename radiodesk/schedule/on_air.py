"""What is on air and what comes next. A screen asks once for the broadcasts around now, and then only for the time."""

import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from radiodesk.kinds import OFF_AIR, BroadcastState
from radiodesk.model.moments import after, elapsed
from radiodesk.schedule import plan
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.rules import LONG_UNPLANNED

AHEAD = dt.timedelta(days=1)


@dataclass(frozen=True)
class Airing:
    """A broadcast on the station's own air, by plan or in fact."""

    broadcast_id: Hashable
    title: str
    starts: dt.datetime
    ends: dt.datetime | None
    """None if its length is not known and nothing follows."""
    state: BroadcastState
    shows_end: bool = True
    """Whether the end is one that screens show."""


@dataclass(frozen=True)
class Now:
    """What is on air at a moment, and what comes next."""

    on_air: tuple[Airing, ...]
    """By start."""
    upcoming: Airing | None
    remaining_seconds: int | None
    """Until the last one that began ends; None if nothing is on air or screens do not show the end."""
    until_seconds: int | None
    """Until the next one begins; None without one."""


def around(session: Session, now: dt.datetime) -> list[Airing]:
    """The broadcasts that are on air at a moment or within a day after it, by start. now: aware."""
    airings = []
    for each in plan.entries(session, now, now + AHEAD):
        if each.state in OFF_AIR or OWN not in each.outlets:
            continue
        length = each.airtime.seconds
        starts = each.actual_starts or each.starts
        ends = None if length is None else after(starts, length)
        shows_end = each.shown_ends is not None
        airings.append(Airing(each.identity, each.title, starts, ends, each.state, shows_end))
    return airings


def at(airings: Sequence[Airing], now: dt.datetime) -> Now:
    """What is on air at a moment, and what is planned next. now: aware. Pure."""
    now = now.astimezone(dt.UTC)  # moments of one zone compare by their clocks
    on_air = tuple(each for each in airings if _is_on(each, now))
    planned = (each for each in airings if each.starts > now and each.state is BroadcastState.PLANNED)
    upcoming = min(planned, key=lambda each: each.starts, default=None)
    end = on_air[-1].ends if on_air and on_air[-1].shows_end else None
    return Now(
        on_air,
        upcoming,
        round(elapsed(now, end)) if end else None,
        round(elapsed(now, upcoming.starts)) if upcoming else None,
    )


def _is_on(airing: Airing, now: dt.datetime) -> bool:
    """Whether a broadcast is on air. One without an end to show is over once it was marked as aired, or after hours."""
    if airing.ends is None or not airing.starts <= now < airing.ends:
        return False
    is_short = elapsed(airing.starts, now) <= LONG_UNPLANNED.total_seconds()
    return airing.shows_end or (airing.state is BroadcastState.PLANNED and is_short)
