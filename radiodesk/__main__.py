"""The one place that wires the faces together: the command line, and the terminal that it opens."""

import datetime as dt
import signal

# While libraries are loaded, Ctrl+C ends at once: Python would print a traceback.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from radiodesk.cli import command_line
from radiodesk.config import Config


def open_terminal(config: Config, day: dt.date | None = None) -> None:
    """Open the desk in the terminal, on a day other than today where one is given."""
    from radiodesk.tui import run  # only now: no command needs it

    run(config, day)


def main() -> None:
    """Run radiodesk."""
    command_line(open_terminal)


if __name__ == "__main__":
    main()
