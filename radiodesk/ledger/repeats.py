"""Which edition a repeat carries: an export names its first run only where an import would take another one."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol, TypeVar

from radiodesk.kinds import OFF_AIR, BroadcastState


class Run(Protocol):
    """A first run."""

    @property
    def state(self) -> BroadcastState:
        """Whether it was on air."""

    @property
    def starts(self) -> dt.datetime:
        """When it begins, aware."""


AnyRun = TypeVar("AnyRun", bound=Run)


def last_run(first_runs: Iterable[AnyRun]) -> AnyRun | None:
    """The last of these first runs; one that was cancelled or missed only if no other was on air."""
    return max(first_runs, key=lambda one: (one.state not in OFF_AIR, one.starts), default=None)


def usual_run(first_runs: Iterable[AnyRun], starts: dt.datetime) -> AnyRun | None:
    """The first run that a repeat of the same day carries if its row names none. first_runs: of its title and day."""
    return last_run(one for one in first_runs if one.starts < starts)
