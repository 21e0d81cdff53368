"""The terminal interface: the app, one screen for each mode, dialogs and widgets."""

import datetime as dt
import sys

from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.locale import N_


class NoTerminal(UserError):
    """Standard input is not a terminal."""

    message = N_("The desk needs a terminal: run it in one, or give a command")
    command = N_("--help lists the commands")


def run(config: Config, day: dt.date | None = None) -> None:
    """Open the desk and run until the user leaves. `day` replaces today. Exits with 1 if the desk cannot be opened.

    raises NoTerminal.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise NoTerminal
    from radiodesk.tui.app import RadiodeskApp

    app = RadiodeskApp(config, day=day)
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)
