"""The terminal interface: the app, one screen for each mode, dialogs and widgets."""

import codecs
import contextlib
import datetime as dt
import gc
import sys
from functools import partial

from radiodesk import locale
from radiodesk.config import DATABASE_NAME, Config
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

    _tolerate_other_encodings()
    _use_language_of_home(config)
    app = RadiodeskApp(config, day=day)
    gc.disable()  # what is imported until the first screen is shown stays: `finish_opening` collects again
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)


def _use_language_of_home(config: Config) -> None:
    """Paint the first frame in the language that the home will speak, as far as that is known before it is opened."""
    if config.language or config.database:
        return
    from radiodesk.locale import of_home

    if language := of_home.language_of(config.home / DATABASE_NAME):
        locale.use(language)


def _tolerate_other_encodings() -> None:
    """Show a byte of the terminal that is not UTF-8 as "�". Textual's driver would end with a UnicodeDecodeError."""
    with contextlib.suppress(ImportError):  # Windows has another driver
        from textual.drivers import linux_driver

        decoder = codecs.getincrementaldecoder("utf-8")
        linux_driver.getincrementaldecoder = lambda _name: partial(decoder, "replace")  # type: ignore[attr-defined]
