"""Work that takes a while: it runs in a thread, says how far it is, and can be stopped."""

import threading
from collections.abc import Callable

from radiodesk.errors import UserError
from radiodesk.locale import N_


class Stopped(UserError):
    """Somebody pressed Escape."""

    message = N_("Stopped. The interrupted work changed nothing.")


class Stoppable:
    """What a long work calls, in its own thread, with what is done and how much there is in all.

    show: called in that thread each time that another hundredth is done.
    """

    def __init__(self, show: Callable[[float], object]) -> None:
        self._show = show
        self._shown = -1
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Have the work end the next time that it says how far it is."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Whether it was asked to end."""
        return self._stopped.is_set()

    def go_on(self) -> None:
        """Between two pieces of the work. raises Stopped."""
        if self.stopped:
            raise Stopped

    def __call__(self, done: int, total: int) -> None:
        """Say how far it is. raises Stopped, which takes back what the work has begun."""
        self.go_on()
        hundredths = done * 100 // total if total else 0
        if hundredths != self._shown:
            self._shown = hundredths
            self._show(hundredths / 100)
