"""`radiodesk grid`: the plan of what recurs, as a file and as broadcasts."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from radiodesk import outputs
from radiodesk.cli import grid_read, grid_show
from radiodesk.cli.common import FILE_NAME, Group, home_options, open_desk, report_written, warn
from radiodesk.config import Config
from radiodesk.errors import visible
from radiodesk.locale import N_, _, ngettext

if TYPE_CHECKING:
    from radiodesk.schedule.grid_files import Applied, BadGridFile, Step


@click.group(cls=Group, help=N_("The grid: what the station broadcasts every day or week."))
@home_options
def grid(config: Config) -> None:
    """The group of these commands."""


for command in (grid_read.read, grid_show.show, grid_show.conflicts):
    grid.add_command(command)


class _DryRun(Exception):
    """Takes the unit of work of a dry run back."""


@grid.command(
    help=N_(
        "Make the grid as a file says, and generate its broadcasts. A changed slot applies from today on; aired "
        "broadcasts and those that were changed by hand stay as they are. FILE - is standard input."
    )
)
@click.argument("file", type=FILE_NAME)
@click.option("--dry-run", is_flag=True, help=N_("Only show what would change."))
@click.option("--end-missing", is_flag=True, help=N_("End the slots that the file does not have."))
@home_options
def apply(file: str, dry_run: bool, end_missing: bool, config: Config) -> None:
    """Apply the file, and print what changes. Conflicts go to stderr."""
    from radiodesk.schedule import grid_files

    text = grid_read.text_of(file)
    with open_desk(config) as desk:
        from radiodesk.model import Action, today
        from radiodesk.schedule import conflict_words, found_conflicts, generation

        try:
            found = grid_files.read(visible(Path(file).name), text)
            with desk.changing(Action.APPLY_GRID, file=visible(Path(file).name)) as session:
                day = today(session)
                applied = grid_files.apply(session, found, name=visible(file), today=day, end_missing=end_missing)
                clashes = found_conflicts.find(session, day, generation.last_day(day, 4))
                said = [conflict_words.sentence(each) for each in clashes if each.accepted is None]
                if dry_run:
                    raise _DryRun
        except _DryRun:
            pass
        except grid_files.BadGridFile as error:
            _refuse(error, file)
    for line in _as_lines(applied):
        click.echo(line)
    for remark in (*applied.ignored, *applied.differing):
        warn(remark)
    if said:
        count = ngettext(
            "{count} conflict in the next four weeks:", "{count} conflicts in the next four weeks:", len(said)
        )
        warn(count.format(count=len(said)))
    for line in said:
        warn(f"  {line}")
    if dry_run:
        click.echo(_("Nothing was changed: this is what would be done."))


def _refuse(error: "BadGridFile", file: str) -> None:
    """Print what is wrong in a file, with the lines."""
    for line, key, message in error.problems:
        where = _("{file}, line {line}").format(file=visible(file), line=line)
        warn(f"{where}: {visible(key)}: {message}" if key else f"{where}: {message}")
    raise click.ClickException(_("Nothing was changed: correct the file")) from error


def _as_lines(applied: "Applied") -> Iterator[str]:
    """What applying a file changed, in words."""
    from radiodesk.schedule.grid_files import Fate

    for step in applied.steps:
        if step.fate is not Fate.UNCHANGED:
            yield _step_words(step)
    kinds = {
        "outlet": _("New outlets: {names}"),
        "upstream": _("New upstreams: {names}"),
        "person": _("New people: {names}"),
    }
    for kind, names in applied.added.items():
        yield kinds[kind].format(names=", ".join(names))
    if applied.hours_changed:
        yield _("The hours on air change")
    counts = (
        (applied.changes, ngettext("{count} occurrence changed", "{count} occurrences changed", applied.changes)),
        (applied.undone, ngettext("{count} change undone", "{count} changes undone", applied.undone)),
        (applied.stored, ngettext("{count} broadcast planned", "{count} broadcasts planned", applied.stored)),
    )
    for count, words in counts:
        if count:
            yield words.format(count=count)
    if applied.is_empty:
        yield _("The grid is as the file says")


def _step_words(step: "Step") -> str:
    from radiodesk.locale import formats
    from radiodesk.schedule.grid_files import Fate

    sentences = {
        Fate.NEW: _("{slot}: new, from {day} on"),
        Fate.CHANGED: _("{slot}: changes from {day} on: {details}"),
        Fate.ENDED: _("{slot}: ends"),
        Fate.MISSING: _("{slot}: not in the file, and stays (--end-missing ends it)"),
    }
    day = formats.day(step.first) if step.first else ""
    words = sentences[step.fate].format(slot=step.series, day=day, details=", ".join(step.details))
    kept, single = len(step.report.kept), len(step.report.single)
    if kept:
        said = ngettext("{count} changed by hand or aired stays", "{count} changed by hand or aired stay", kept)
        words += "; " + said.format(count=kept)
    if single:
        said = ngettext("{count} becomes a single broadcast", "{count} become single broadcasts", single)
        words += "; " + said.format(count=single)
    return words


@grid.command(help=N_("Write the grid to a file. The comments of the file stay. FILE - is standard output."))
@click.argument("file", type=FILE_NAME)
@home_options
def export(file: str, config: Config) -> None:
    """Write the grid, and print the number of slots."""
    outputs.check(config, file, endings=grid_read.ENDINGS)
    with open_desk(config) as desk:
        from radiodesk.schedule import grid_files, slots

        path = Path(file).expanduser()
        is_there = not outputs.is_standard_output(file) and path.is_file()
        present = grid_read.text_of(file) if is_there else ""
        try:
            with desk.reading() as session:
                text = grid_files.write(session, visible(path.name), present)
                count = len(slots.slots(session))
        except grid_files.BadGridFile as error:
            _refuse(error, file)
            return
    outputs.write(config, file, text.encode(), endings=grid_read.ENDINGS)
    said = ngettext("{count} slot written to {file}", "{count} slots written to {file}", count)
    report_written(file, said.format(count=count, file=file))


@grid.command(help=N_("Plan the broadcasts that the grid gives from today on."))
@click.option("--weeks", type=click.IntRange(1, 104), metavar="N", help=N_("For how many weeks; by default, as set."))
@home_options
def make(weeks: int | None, config: Config) -> None:
    """Generate, and print the number of broadcasts."""
    with open_desk(config) as desk:
        from radiodesk.model import today
        from radiodesk.schedule import generation

        with desk.reading() as session:
            day = today(session)
        count = generation.generate_if_due(desk, day, weeks)
    said = ngettext("{count} broadcast planned", "{count} broadcasts planned", count)
    click.echo(said.format(count=count))
