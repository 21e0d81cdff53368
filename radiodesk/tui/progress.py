"""Progress of a long-running job: the job runs in a thread, reports how far it is, and can be stopped."""

import threading
from collections.abc import Callable

from radiodesk.errors import UserError
from radiodesk.locale import N_


class Stopped(UserError):
    """The user stopped the job."""

    message = N_("Stopped. The interrupted work changed nothing.")


class StoppableProgress:
    """The callback that a job calls in its own thread, with the units done and the total.

    show: called in that thread with the share done, 0 to 1, whenever another hundredth is done.
    """

    def __init__(self, show: Callable[[float], object]) -> None:
        self._show = show
        self._shown_hundredths = -1
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Ask the job to stop. It stops at its next report of progress."""
        self._stopped.set()

    def __call__(self, done: int, total: int) -> None:
        """Report progress. raises Stopped, which makes the job undo what it has begun."""
        if self._stopped.is_set():
            raise Stopped
        hundredths = done * 100 // total if total else 0
        if hundredths != self._shown_hundredths:
            self._shown_hundredths = hundredths
            self._show(hundredths / 100)
