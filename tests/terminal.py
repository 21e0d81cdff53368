"""A real terminal of 80 by 24 for tests: the program runs in it as a process, keys go in, the screen is read."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "end": "\x1b[F",
    "home": "\x1b[H",
    "ctrl+u": "\x15",
    "ctrl+q": "\x11",
    "ctrl+s": "\x13",
    "ctrl+c": "\x03",
}


PATIENCE = 90
"""Seconds before a test gives up waiting: a busy machine never needs that many."""


class Terminal:
    """`radiodesk ARGUMENTS` in a terminal. `screen` is what a person sees."""

    def __init__(self, *arguments: str | Path, columns: int = 80, lines: int = 24) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self.received = b""
        """All that the program has sent so far, also what is no longer on the screen."""
        surroundings = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "ESCDELAY": "10"}
        self._process = pexpect.spawn(
            sys.executable,
            ["-m", "radiodesk", *map(str, arguments)],
            dimensions=(lines, columns),
            env=surroundings,
        )

    @property
    def screen(self) -> str:
        """The lines of the screen."""
        return "\n".join(self._screen.display)

    def wait_for(self, *texts: str, seconds: float = PATIENCE) -> None:
        """Until all of them are on the screen; fails with the screen as it is otherwise."""
        self.wait_until(lambda: all(text in self.screen for text in texts), seconds, f"{texts} never came")

    def wait_until_gone(self, text: str, seconds: float = PATIENCE) -> None:
        """Until it is no longer on the screen."""
        self.wait_until(lambda: text not in self.screen, seconds, f"{text!r} never went")

    def wait_until(
        self, condition: Callable[[], bool], seconds: float = PATIENCE, failure: str = "waited in vain"
    ) -> None:
        """Until the condition holds; fails with the screen as it is otherwise."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"{failure}:\n{self.screen}"
            self._read()

    def press(self, *keys: str) -> None:
        """Press keys by their names, or type a text."""
        for key in keys:
            self._process.send(KEYS.get(key, key))
            self._read(0.05)

    def end(self) -> int:
        """Leave with Ctrl+Q; the exit code."""
        self.press("ctrl+q")
        return self.wait_for_end()

    def wait_for_end(self) -> int:
        """Until the program is over; the exit code."""
        self.wait_until(self._process.eof, failure="it goes on")
        self._process.wait()
        return self._process.exitstatus or 0

    def send_signal(self, number: int) -> None:
        """Ask the program to end."""
        self._process.kill(number)

    def close_window(self) -> None:
        """Close the terminal under the program, and wait for its end."""
        os.close(self._process.child_fd)
        end = time.monotonic() + PATIENCE
        while self._process.isalive():
            assert time.monotonic() < end, "it goes on without a window"
            time.sleep(0.05)

    @property
    def is_over(self) -> bool:
        """Whether the program has ended."""
        return not self._process.isalive()

    def kill(self) -> None:
        """kill -9."""
        self._process.kill(9)
        self._process.wait()

    def _read(self, seconds: float = 0.1) -> None:
        try:
            new = self._process.read_nonblocking(65536, timeout=seconds)
            self.received += new
            self._stream.feed(new)
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            self._process.flag_eof = True
