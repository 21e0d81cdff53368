"""Exit on the signals that end a process, also where the terminal is lost and the event loop is blocked."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

EXIT_TIMEOUT_SECONDS = 5


class ExitSignals:
    """The handlers of the signals that end a process, while the app runs.

    leave: ends the app with an exit code, in its event loop. close: closes what the app has open, in any thread.
    """

    def __init__(self, leave: Callable[[int], None], close: Callable[[], None]) -> None:
        self._leave, self._close = leave, close
        self._previous: dict[int, Any] = {}

    def install(self) -> None:
        """Set the handlers, in a running event loop.

        They are Python's own: asyncio's need the event loop, which may be blocked by a lost terminal.
        """
        loop = asyncio.get_running_loop()

        def exit_with(number: int, _frame: object) -> None:
            code = 128 + number
            self._start_timeout(code)
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._leave, code)

        for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"):
            # Windows lacks some of these signals, and only the main thread may set handlers.
            with contextlib.suppress(AttributeError, ValueError):
                number = getattr(signal, name)
                self._previous[number] = signal.signal(number, exit_with)

    def restore(self) -> None:
        """Set the handlers from before the app started."""
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _start_timeout(self, code: int) -> None:
        """End the process if exiting takes too long, as it may when the terminal is gone."""
        timer = threading.Timer(EXIT_TIMEOUT_SECONDS, self._exit_at_once, [code])
        timer.daemon = True
        timer.start()

    def _exit_at_once(self, code: int) -> None:
        """End the process without the event loop."""
        with contextlib.suppress(Exception):
            self._close()
        os._exit(code)
