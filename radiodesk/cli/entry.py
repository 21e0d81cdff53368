"""The entry point: reads the options that every command takes, runs the command, and tells what went wrong."""

import atexit
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

import click

from radiodesk import __version__, locale
from radiodesk.cli import calendar, demo, init, ledger, media, report
from radiodesk.cli.common import OPEN_TERMINAL, Group, home_options
from radiodesk.config import Config
from radiodesk.errors import UserError, log_fault
from radiodesk.locale import N_, _


@click.group(
    cls=Group,
    invoke_without_command=True,
    help=N_("The desk of a radio station, in the terminal. Without a command it opens the desk."),
)
@click.version_option(__version__, help=N_("Show the version and exit."))
@home_options
@click.pass_context
def radiodesk(context: click.Context, config: Config) -> None:
    """Open the desk where no command is named."""
    # Asked to end, it clears away what is half written and gives the terminal back, as with Ctrl+C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if context.invoked_subcommand is None:
        context.meta[OPEN_TERMINAL](config)


for command in (demo.demo, init.init, ledger.ledger, media.media, calendar.calendar, report.report):
    radiodesk.add_command(command)


def command_line(open_terminal: Callable[..., None], arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line. Exit 0: done; 1: the input was wrong, with what and where; 2: usage.

    open_terminal: opens the desk of a Config in the terminal, on a day where one is given.
    arguments: those of the process where none are given.
    """
    # What a command loads stays until it ends: to look for garbage among it, and once more at the end, takes a fifth of
    # its time.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    locale.use(_language_asked(arguments) or locale.default_language())
    try:
        with radiodesk.make_context("radiodesk", arguments) as context:
            context.meta[OPEN_TERMINAL] = open_terminal
            radiodesk.invoke(context)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Stopped. Nothing was changed by what was under way."), err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except UserError as error:
        click.echo(_("Error: {message}").format(message=error), err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        fault = _("This is a fault of radiodesk itself ({error}). What happened is in {log}")
        click.echo(fault.format(error=type(error).__name__, log=log_fault(error)), err=True)
        sys.exit(1)
    sys.exit(0)


def _language_asked(arguments: list[str]) -> str | None:
    """The language that `--lang` names, known before the options are parsed: their help is translated too."""
    for index, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            value = value if equals else "".join(arguments[index + 1 : index + 2])
            return value if value in locale.LANGUAGES else None
    return None
