"""The entry point: parses the options that all commands take, runs the command, and reports errors."""

import atexit
import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click

from radiodesk import __version__, locale
from radiodesk.cli import (
    backup,
    calendar,
    completion,
    demo,
    grid,
    history,
    indicators,
    init,
    ledger,
    media,
    people,
    programmes,
    report,
    royalties,
)
from radiodesk.cli.common import DESK, OPEN_TERMINAL, Group, home_options
from radiodesk.config import DATABASE_NAME, Config, default_home
from radiodesk.errors import UserError, log_fault, reason, visible
from radiodesk.locale import N_, _, of_home


@click.group(
    cls=Group,
    invoke_without_command=True,
    help=N_("The desk of a radio station, in the terminal. Without a command it opens the desk."),
)
@click.version_option(__version__, help=N_("Show the version and exit."))
@home_options
@click.pass_context
def radiodesk(context: click.Context, config: Config) -> None:
    """Open the desk if no command is given."""
    if context.invoked_subcommand is None:
        context.meta[OPEN_TERMINAL](config)


COMMANDS = (
    demo.demo,
    init.init,
    ledger.ledger,
    grid.grid,
    media.media,
    calendar.calendar,
    report.report,
    indicators.indicator,
    indicators.target,
    royalties.royalties,
    royalties.settings,
    people.people,
    programmes.programmes,
    history.log,
    history.undo,
    backup.backup,
    backup.restore,
    backup.check,
    completion.completion,
)

for command in COMMANDS:
    radiodesk.add_command(command)


def command_line(open_terminal: Callable[..., None], arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with 0 for success, 1 for an error in the input, 2 for an error of usage.

    open_terminal: opens the desk of a Config in the terminal, optionally on a given day.
    arguments: by default, those of the process.
    """
    # What a command loads is needed until it ends. Collecting garbage meanwhile and at the end takes a fifth of its
    # time.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    locale.use(_language(arguments))
    _stop_on_signals()
    if completion.answered(radiodesk):
        sys.exit(0)
    meta: dict[str, Any] = {}
    try:
        with radiodesk.make_context("radiodesk", arguments) as context:
            meta = context.meta
            context.meta[OPEN_TERMINAL] = open_terminal
            radiodesk.invoke(context)
        if sys.stdout:
            sys.stdout.flush()
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except (click.Abort, KeyboardInterrupt) as interrupt:
        _print_last(_(STOPPED))
        sys.exit(128 + getattr(interrupt, "signal", signal.SIGINT))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output closed the pipe, as `head` does.
        _report_changes(meta)
        _discard_output()
        sys.exit(1)
    except Exception as error:
        _print_last(_message(error))
        _report_changes(meta)
        _discard_output()
        sys.exit(1)
    sys.exit(0)


STOPPED = N_("Stopped. Unfinished work changed nothing; “radiodesk log” lists what was finished.")
STOPPING = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM")
"""Signals that end a command. It removes partial files first, as with Ctrl+C."""


class Interrupted(KeyboardInterrupt):
    """The process was asked to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.signal = number


def _stop_on_signals() -> None:
    """Let these signals raise Interrupted, but only once, so that cleaning up is not interrupted again."""
    if threading.current_thread() is not threading.main_thread():
        return
    numbers = [getattr(signal, name) for name in STOPPING if hasattr(signal, name)]

    received: list[int] = []

    def stop(number: int, _frame: object) -> None:
        received.append(number)
        if len(received) == 1:
            raise Interrupted(number)

    for number in numbers:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` sets it
            signal.signal(number, stop)


def _message(error: Exception) -> str:
    """The message for an error, in the user's words."""
    if isinstance(error, UserError):
        return _("Error: {message}").format(message=error.at_command_line)
    if isinstance(error, UnicodeEncodeError):
        if not _can_print(sys.stderr):
            locale.use("en")
        message = _(
            "The output has the encoding {encoding}, which has no Vietnamese letters: "
            "set LC_ALL to C.UTF-8, or write to a file"
        )
        return _("Error: {message}").format(message=message.format(encoding=error.encoding))
    if isinstance(error, locale.MachineZoneError):
        message = _("The time zone of this machine cannot be read ({reason}): set TZ to one such as Asia/Ho_Chi_Minh")
        return _("Error: {message}").format(message=message.format(reason=visible(str(error))))
    if isinstance(error, OSError):
        where = visible(str(error.filename)) if error.filename else _("Standard output")
        message = _("{file}: {reason}").format(file=where, reason=reason(error))
        return _("Error: {message}").format(message=message)
    fault = _("This is a fault of radiodesk itself ({error}). The details are in {log}")
    return fault.format(error=type(error).__name__, log=log_fault(error))


def _report_changes(meta: Mapping[str, Any]) -> None:
    """Say so if the command has changed something before it failed, as when its output cannot be written.

    meta: of click's context.
    """
    desk = meta.get(DESK)
    if desk and desk.entries_written:
        _print_last(_("The change was made before that: “radiodesk log” shows it."))


def _can_print(stream: TextIO) -> bool:
    try:
        "ạ".encode(stream.encoding)
    except (UnicodeEncodeError, LookupError, TypeError):
        return False
    return True


def _print_last(message: str) -> None:
    """Print a last message to stderr, if it is still open. A closed terminal window closes it."""
    with contextlib.suppress(OSError):
        click.echo(message, err=True)


def _discard_output() -> None:
    """Discard what could not be written, so that Python does not try to write it again when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
        return
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _language(arguments: list[str]) -> str:
    """The language of `--lang`, else that of the home, else that of the machine.

    It is needed before the options are parsed, to translate their help and the errors of the command line itself.
    """
    if (requested := _last(arguments, "--lang")) in locale.LANGUAGES:
        return requested
    named = _last(arguments, "--database") or os.environ.get("RADIODESK_DATABASE")
    home = _last(arguments, "--home") or os.environ.get("RADIODESK_HOME") or default_home()
    return (None if named else of_home.language_of(Path(home, DATABASE_NAME))) or locale.default_language()


def _last(arguments: list[str], option: str) -> str:
    """The last value of an option in arguments that are not parsed yet; empty without one."""
    found = ""
    for index, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == option:
            found = value if equals else "".join(arguments[index + 1 : index + 2])
    return found
