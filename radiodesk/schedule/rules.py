"""The rules of the schedule, as pure functions: screens, commands and imports call the same ones."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from radiodesk.errors import UserError
from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState
from radiodesk.locale import N_, _, formats
from radiodesk.model.moments import elapsed
from radiodesk.model.text import key
from radiodesk.newsroom.rules import WrongMove, may_be_done
from radiodesk.schedule.conflicts import OWN

MOVES = {
    BroadcastState.PLANNED: {BroadcastState.AIRED, BroadcastState.CANCELLED, BroadcastState.MISSED},
    BroadcastState.AIRED: {BroadcastState.PLANNED, BroadcastState.MISSED},
    BroadcastState.CANCELLED: {BroadcastState.PLANNED},
    BroadcastState.MISSED: {BroadcastState.PLANNED, BroadcastState.AIRED, BroadcastState.CANCELLED},
}
"""Which state of a broadcast may follow which. A mistake can always be corrected: everything leads back to planned."""


class NotYetDue(UserError):
    """A broadcast of a later day marked as aired."""

    message = N_("This is planned for {day}: it can be marked as aired from that day on")


class NotYetBegun(UserError):
    """A broadcast marked as missed before its day."""

    message = N_(
        "This is planned for {time} on {day}. It can be marked as missed from that day on; until then, cancel it"
    )
    action = "cancel"


class PlannedTwice(UserError):
    """The same programme twice at one time."""

    message = N_("“{title}” is planned for {time} on {day} already: choose another time, or cancel that one first")


class AiredTwice(PlannedTwice):
    """The same programme at a time at which it was aired."""

    message = N_("“{title}” was aired at {time} on {day} already: choose another time, or correct that one first")


class NoUpstream(UserError):
    """A relay without an upstream that is not a live event."""

    message = N_("A relay carries another station or a live event: name the station, or mark it as live")


class BadBounds(UserError):
    """Lengths of a programme that contradict each other."""

    message = N_(
        "The lengths of a programme contradict each other: the shortest may not exceed the usual or longest one"
    )


class OfSlot(UserError):
    """An occurrence of a slot that is to be deleted: the slot would plan it again."""

    message = N_("This belongs to a slot, which would plan it again: cancel it, or end the slot")
    action = "cancel"


class WasNoted(UserError):
    """A broadcast to be deleted that is, or was, noted as aired or missed."""

    message = N_("This was noted as {state}: what was aired or missed is never deleted")


class HoldsWork(UserError):
    """A broadcast to be deleted whose edition holds work."""

    message = N_("This cannot be deleted, for its edition has {parts}: remove those first, or cancel the broadcast")
    action = "cancel"


BEGUN = frozenset({BroadcastState.AIRED, BroadcastState.MISSED})
"""The states of what has begun, or should have."""

AS_PLANNED_SECONDS = 60
"""A length that differs less from the planned one is as planned."""

LONG_UNPLANNED = dt.timedelta(hours=3)
"""What has no planned length and would last longer than this until the next start has no end that screens show."""


def shown_end(starts: dt.datetime, ends: dt.datetime | None, *, has_length: bool) -> dt.datetime | None:
    """The end of a broadcast as screens show it: None for one that only the next start ends, much later.

    has_length: whether its own length gives the end. What runs into the night by that rule is a conflict or a gap, but
    nobody broadcasts it so long.
    """
    if ends is None or (not has_length and elapsed(starts, ends) > LONG_UNPLANNED.total_seconds()):
        return None
    return ends


class _Begins(Protocol):
    """Something that begins at a moment."""

    @property
    def starts(self) -> dt.datetime: ...


Run = TypeVar("Run", bound=_Begins)


@dataclass(frozen=True)
class Airtime:
    """What the rules need to know of a broadcast. starts: aware, in the station's zone."""

    kind: BroadcastKind
    state: BroadcastState
    starts: dt.datetime
    seconds: int | None
    """The actual length, else the planned one; None if neither is known."""
    title: str
    outlets: frozenset[str] = frozenset({OWN})
    is_occurrence: bool = False
    """Whether it is one of a slot."""


def check_move(present: BroadcastState, wanted: BroadcastState) -> None:
    """raises WrongMove where `wanted` cannot follow. A state's value is its word in the catalogue."""
    if wanted is not present and wanted not in MOVES[present]:
        raise WrongMove(present=_(present), wanted=_(wanted))


def check_deletable(*, is_occurrence: bool, states: Collection[BroadcastState], held: Sequence[str]) -> None:
    """raises OfSlot, WasNoted or HoldsWork for a broadcast that may not be deleted, but at most cancelled.

    states: all that it has been in. held: what depends on it, in words.
    """
    if is_occurrence:
        raise OfSlot
    for state in (BroadcastState.AIRED, BroadcastState.MISSED):
        if state in states:
            raise WasNoted(state=_(state))
    if held:
        raise HoldsWork(parts=", ".join(held))


def may_have_begun(day: dt.date, today: dt.date) -> bool:
    """Whether a broadcast of that local day can have been aired or missed."""
    return may_be_done(day, today)


def check_aired(day: dt.date, today: dt.date) -> None:
    """raises NotYetDue where an aired broadcast cannot be on that local day."""
    if not may_have_begun(day, today):
        raise NotYetDue(day=formats.day(day))


def check_missed(starts: dt.datetime, today: dt.date) -> None:
    """raises NotYetBegun where a missed broadcast cannot be on that local day. starts: in the station's zone."""
    if not may_have_begun(starts.date(), today):
        raise NotYetBegun(time=formats.clock(starts), day=formats.day(starts.date()))


def actual_length(present: BroadcastState, wanted: BroadcastState, seconds: int | None) -> int | None:
    """The actual length of a broadcast in the state `wanted`: that of the air goes with it.

    seconds: the length that is known or typed.
    """
    keeps = wanted is BroadcastState.AIRED or (wanted is present and wanted not in OFF_AIR)
    return seconds if keeps else None


def actual_start(present: BroadcastState, wanted: BroadcastState, starts: dt.datetime | None) -> dt.datetime | None:
    """The actual start of a broadcast in the state `wanted`: that of the air goes with it, as its length does."""
    keeps = wanted is BroadcastState.AIRED or (wanted is present and wanted not in OFF_AIR)
    return starts if keeps else None


def nearest_start(planned: dt.datetime, at: dt.time) -> dt.datetime:
    """The moment with a local time that is nearest to a planned start, on its day or a neighbouring one.

    planned: aware, in the station's zone.
    """
    days = (planned.date() + dt.timedelta(days=by) for by in (-1, 0, 1))
    moments = (dt.datetime.combine(day, at, planned.tzinfo) for day in days)
    return min(moments, key=lambda each: abs(elapsed(planned, each)))


def is_doubtful_start(actual: dt.datetime, planned: dt.datetime) -> bool:
    """Whether an actual start is probably a typing error: over an hour from the planned one."""
    return abs(elapsed(planned, actual)) > 3600


def length(noted: int | None, air_file: float | None, planned: int | None) -> int | None:
    """The length of a broadcast: the one noted for it, else that of its edition's air file, else the planned one."""
    if noted is not None:
        return noted
    return planned if air_file is None else round(air_file)


def over_planned(actual: int | None, planned: int | None) -> int | None:
    """How much longer an actual length is than the planned one; negative if shorter, None if that is not worth saying.

    actual, planned: seconds; None if not known.
    """
    if actual is None or planned is None or abs(actual - planned) <= AS_PLANNED_SECONDS:
        return None
    return actual - planned


def is_doubtful_length(seconds: int, planned: int | None) -> bool:
    """Whether an actual length is probably a typing error: over an hour, and over three times the planned length."""
    return seconds > max(60 * 60, 3 * (planned or 0))


def check_relay(*, live: bool, has_upstream: bool) -> None:
    """raises NoUpstream for a relay that is neither a live event nor taken from an upstream."""
    if not (live or has_upstream):
        raise NoUpstream


def check_bounds(least: int | None, usual: int | None, most: int | None) -> None:
    """raises BadBounds where the shortest, usual and longest length of a programme contradict each other."""
    known = [seconds for seconds in (least, usual, most) if seconds is not None]
    if known != sorted(known):
        raise BadBounds


def is_same_twice(one: Airtime, other: Airtime) -> bool:
    """Whether two broadcasts would carry the same programme at the same time on a shared outlet.

    Two occurrences of slots that do are in conflict: the slots are to be corrected, not these broadcasts.
    """
    return (
        not (one.is_occurrence and other.is_occurrence)
        and not one.outlets.isdisjoint(other.outlets)
        and OFF_AIR.isdisjoint({one.state, other.state})
        and minute(one.starts) == minute(other.starts)
        and key(one.title) == key(other.title)
        and (one.kind is BroadcastKind.RELAY) is (other.kind is BroadcastKind.RELAY)
    )


def check_same_twice(one: Airtime, other: Airtime) -> None:
    """raises PlannedTwice, AiredTwice where two broadcasts would carry the same programme at the same time."""
    if is_same_twice(one, other):
        starts = other.starts
        raise (AiredTwice if other.state is BroadcastState.AIRED else PlannedTwice)(
            title=other.title, time=formats.clock(starts), day=formats.day(starts.date())
        )


def minute(moment: dt.datetime) -> dt.datetime:
    """The minute in which a moment lies. Broadcasts of one minute are at the same time."""
    return moment.replace(second=0, microsecond=0)


def carried_by(starts: dt.datetime, first_runs: Iterable[Run]) -> Run | None:
    """The first run whose edition a repeat carries: of several on its day, the last one that begins before it.

    starts: of the repeat.
    """
    in_order = sorted(first_runs, key=lambda each: each.starts)
    before = [each for each in in_order if each.starts < starts]
    return before[-1] if before else next(iter(in_order), None)
