"""What a planned broadcast still lacks before it can go on air. Pure."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

from radiodesk.kinds import LACKING, OFF_AIR, BroadcastKind, BroadcastState, ProgrammeKind


class Lack(StrEnum):
    """Something that a broadcast lacks, the most urgent first."""

    EDITION = "edition"
    """A repeat has nothing to repeat: its first run was cancelled or missed, or there is none."""
    STORIES = "stories"
    """The rundown of news is empty."""
    RECORDING = "recording"
    """A story has no recording, and the edition no air file."""
    OUTDATED = "outdated"
    """The assembled file is older than what it was made of."""
    LEVEL = "level"
    """The air file is louder or quieter than the station's air should be."""
    DUTY = "duty"
    """Nobody is on duty, though its slot or its programme has people on duty."""


class Facts(NamedTuple):
    """What the rule needs to know of a broadcast. A tuple, because a busy week has hundreds of them."""

    kind: BroadcastKind
    state: BroadcastState
    programme_kind: ProgrammeKind | None
    first_run: BroadcastState | None
    """The state of the edition's first run; None without one."""
    stories: int
    recorded: int
    has_air_file: bool
    is_outdated: bool
    """The edition was assembled, and is different by now."""
    is_off_level: bool
    """The air file was measured, and is outside the target."""
    has_duties: bool
    expects_duties: bool


def lacking(facts: Facts) -> tuple[Lack, ...]:
    """What a broadcast lacks, the most urgent first. One that is not planned lacks nothing any more."""
    if facts.state not in LACKING:
        return ()
    is_first_run = facts.kind is BroadcastKind.FIRST_RUN
    lacks = (
        (Lack.EDITION, facts.kind is BroadcastKind.REPEAT and (facts.first_run is None or facts.first_run in OFF_AIR)),
        (Lack.STORIES, is_first_run and facts.programme_kind is ProgrammeKind.NEWS and facts.stories == 0),
        (Lack.RECORDING, is_first_run and not facts.has_air_file and facts.recorded < facts.stories),
        (Lack.OUTDATED, facts.kind is not BroadcastKind.RELAY and facts.is_outdated),
        (Lack.LEVEL, facts.kind is not BroadcastKind.RELAY and facts.is_off_level),
        (Lack.DUTY, facts.expects_duties and not facts.has_duties),
    )
    return tuple(lack for lack, is_lacking in lacks if is_lacking)


class _Lacking(Protocol):
    @property
    def starts(self) -> dt.datetime: ...
    @property
    def lacks(self) -> tuple[Lack, ...]: ...


Item = TypeVar("Item", bound=_Lacking)


def most_urgent(items: Iterable[Item], now: dt.datetime) -> list[Item]:
    """Those that lack something, the most urgent first: what begins soonest, then what has begun; of equals, the worst.

    now: aware.
    """
    order = list(Lack)
    found = [each for each in items if each.lacks]
    return sorted(found, key=lambda each: (each.starts < now, each.starts, order.index(each.lacks[0])))
