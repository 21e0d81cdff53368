"""`radiodesk backup`, `restore` and `check`: back up a desk, restore it, and check it."""

import contextlib
import datetime as dt
import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from radiodesk import outputs
from radiodesk.cli.common import (
    FILE_NAME,
    Command,
    IntRange,
    confirmed,
    home_options,
    on_terminal,
    open_desk,
    report_written,
    show_progress,
    use_language,
    warn,
)
from radiodesk.config import MAX_BACKUPS, Config
from radiodesk.errors import UserError, visible
from radiodesk.inputs import standard_input
from radiodesk.locale import N_, _, ngettext

if TYPE_CHECKING:
    from radiodesk.model.backups import Manifest
    from radiodesk.model.checking import Problem

ENDINGS = (".zip",)


class CannotAsk(UserError):
    """A question has to be answered, but there is no terminal to ask it on."""

    message = N_("There is a desk in {home} already. It would be kept in a folder beside it: allow that with --yes")


class NothingToDo(click.UsageError):
    """`backup` without a file and without `--keep`."""

    def __init__(self) -> None:
        super().__init__(_("Name the file to write, such as {file}").format(file="radiodesk.zip"))


@click.command(cls=Command, help=N_("Write a backup of the desk to a zip file, while others work at the desk."))
@click.argument("file", required=False, type=FILE_NAME, metavar="[FILE.zip]")
@click.option("--recordings", is_flag=True, help=N_("Include the recordings."))
@click.option(
    "--keep",
    type=IntRange(1, MAX_BACKUPS),
    metavar="N",
    help=N_("Keep the N newest automatic backups, and one of each month."),
)
@home_options
@click.pass_context
def backup(context: click.Context, file: str | None, recordings: bool, keep: int | None, config: Config) -> None:
    """Write a backup, or set how many automatic ones are kept."""
    if file is None and keep is None:
        raise NothingToDo
    with open_desk(config) as desk:
        from radiodesk.locale import formats
        from radiodesk.model import Action, backups
        from radiodesk.staff.settings import set_keep_backups, settings

        if keep is not None:
            with desk.changing(Action.KEEP_BACKUPS, count=keep) as session:
                set_keep_backups(session, settings(session).version, keep)
            message = ngettext(
                "From the next automatic backup on, the newest one is kept, and one of each month",
                "From the next automatic backup on, the {count} newest are kept, and one of each month",
                keep,
            )
            click.echo(message.format(count=keep), err=file is not None)
        if file is None:
            return
        outputs.check(config, file, endings=ENDINGS)
        if Path(file).is_file() and sys.stdin and sys.stdin.isatty():  # a script is not asked
            question = _("There is already a file “{file}”. Overwrite it?").format(file=visible(file))
            if not confirmed(question):
                raise click.Abort
        with outputs.writing(config, file, endings=ENDINGS) as path:
            manifest = backups.write(desk, path, recordings=recordings, progress=_progress(_("Backing up")))
            size = formats.size(path.stat().st_size)
    what = _("the desk with its recordings") if recordings else _("the desk without its recordings")
    report_written(file, _("{size} written to {file}: {what}").format(size=size, file=file, what=what))
    for name in manifest.missing:
        warn(_("Not in the backup, because its file is missing or damaged: {name}").format(name=visible(name)))
    if manifest.missing:
        context.exit(1)


@click.command(cls=Command, help=N_("Restore a backup. An existing desk is kept in a folder beside the home."))
@click.argument("file", type=FILE_NAME, metavar="FILE.zip")
@click.option("--yes", is_flag=True, help=N_("Do not ask."))
@home_options
def restore(file: str, yes: bool, config: Config) -> None:
    """Restore into a new home, over an existing one, or into a server's database."""
    from radiodesk.model import restoring, unpacking

    with _file_to_read(file) as path:
        unpacking.check_readable(path)
        restoring.check_closed(config)
        place = restoring.place_of(config)
        if restoring.holds_desk(config) and not yes:
            _ask(place)
        now = dt.datetime.now().astimezone()
        manifest, kept = restoring.restore(config, path, now=now, progress=_progress(_("Restoring")))
    if kept:
        click.echo(_("The desk that was there is kept in {folder}").format(folder=visible(str(kept))))
    with open_desk(config) as desk:
        from radiodesk.model import zone

        with desk.reading() as session:
            created = manifest.created.astimezone(zone(session))
    _report_restored(manifest, created, place)
    if not manifest.recordings and kept is None:
        click.echo(_("The backup holds no recordings: “radiodesk media check” says which are missing"))


def _ask(place: str) -> None:
    """Ask whether to replace the desk that is there. raises CannotAsk, Abort."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise CannotAsk(home=place)
    question = _("There is a desk in {home} already. Keep it in a folder beside it, and restore the backup?")
    if not confirmed(question.format(home=visible(place))):
        raise click.Abort


def _report_restored(manifest: "Manifest", created: dt.datetime, place: str) -> None:
    from radiodesk.locale import formats

    message = _("The desk of {station}, as it was at {time} on {day}, is in {home}")
    click.echo(
        message.format(
            station=visible(manifest.station),
            time=formats.clock(created),
            day=formats.day(created.date()),
            home=visible(place),
        )
    )


@contextmanager
def _file_to_read(file: str) -> Iterator[Path]:
    """The file itself, or a temporary copy of standard input or a pipe."""
    is_standard_input = file == outputs.STANDARD_OUTPUT
    if not is_standard_input and not _is_pipe(file):
        yield Path(file)
        return
    with tempfile.TemporaryDirectory(prefix="radiodesk-") as folder:
        path = Path(folder) / "backup.zip"
        with path.open("wb") as copy, contextlib.ExitStack() as held:
            source = standard_input() if is_standard_input else held.enter_context(Path(file).open("rb"))
            shutil.copyfileobj(source, copy)
        yield path


def _is_pipe(file: str) -> bool:
    """Whether a file cannot be read twice."""
    try:
        return stat.S_ISFIFO(os.stat(file).st_mode)  # noqa: PTH116 - a Path refuses fewer names
    except (OSError, ValueError):
        return False


@click.command(cls=Command, help=N_("Check the database and every file of the store, and list the problems."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the problems as JSON."))
@home_options
@click.pass_context
def check(context: click.Context, as_json: bool, config: Config) -> None:
    """Check the desk. Exit 1 if something is wrong."""
    problems = _problems(config)
    print_problems(problems, as_json=as_json)
    if not problems and not as_json:
        click.echo(_("The desk is sound"))
    if problems:
        if not as_json and (newest := _newest_backup(config)):
            warn(_("The newest backup: {file}").format(file=visible(str(newest))))
        context.exit(1)


def _newest_backup(config: Config) -> Path | None:
    from radiodesk.model import backups

    return backups.newest(config.backups)


def _problems(config: Config) -> "list[Problem]":
    from sqlalchemy import select

    from radiodesk.model import Desk, Station, checking
    from radiodesk.model.faults import DamagedDatabase

    try:
        desk = Desk.open(config)
    except DamagedDatabase as error:
        return [checking.damaged(str(config.database_file or config.home), str(error.values["reason"]))]
    with closing(desk):
        with suppress(UserError), desk.reading() as session:  # a damaged desk may still have its language
            use_language(config, session.scalar(select(Station.language)))
        from radiodesk.history import whole_check

        return whole_check.check(desk, _progress(_("Checking")))


def print_problems(problems: "list[Problem]", *, as_json: bool) -> None:
    """Print the problems, as one sentence each or as JSON."""
    if as_json:
        click.echo(json.dumps([problem.as_json() for problem in problems], ensure_ascii=False, indent=1))
        return
    for problem in problems:
        warn(problem.sentence)
    if problems:
        count = len(problems)
        warn(ngettext("{count} problem", "{count} problems", count).format(count=count))


def _progress(what: str) -> Callable[[int, int], None] | None:
    """A function that shows the progress, or None if there is no terminal."""
    if not on_terminal():
        return None
    return lambda done, total: show_progress(what, done / total if total else 1.0)
