"""The terminal: an app that paints at once, a screen a mode, dialogs, widgets. Capabilities say what they show."""

import datetime as dt
import sys

from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.locale import N_


class NoTerminal(UserError):
    """The desk opened where nobody can type."""

    message = N_("The desk opens in a terminal, and this is none: run it there, or name a command (see --help)")


def run(config: Config, day: dt.date | None = None) -> None:
    """Open the desk of a home, on a day other than today where one is given. Exits with 1 where it cannot be opened."""
    if not sys.stdin.isatty():
        raise NoTerminal
    from radiodesk.tui.app import RadiodeskApp

    app = RadiodeskApp(config, day=day)
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)
