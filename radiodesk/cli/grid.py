"""`radiodesk grid`: the plan of what recurs, as a file and as broadcasts."""

from pathlib import Path

import click

from radiodesk import outputs
from radiodesk.cli import grid_read, grid_show
from radiodesk.cli.common import (
    FILE_NAME,
    Group,
    IntRange,
    home_options,
    on_terminal,
    open_desk,
    refuse_file,
    report_written,
    show_progress,
    warn,
)
from radiodesk.config import Config
from radiodesk.errors import visible
from radiodesk.locale import N_, _, ngettext


@click.group(cls=Group, help=N_("The grid: what the station broadcasts every day or week."))
@home_options
def grid(config: Config) -> None:
    """The group of these commands."""


for command in (grid_read.read, grid_show.show, grid_show.conflicts):
    grid.add_command(command)


@grid.command(
    help=N_(
        "Make the grid as a file says, and generate its broadcasts. A changed slot applies from today on; aired "
        "broadcasts and those that were changed by hand stay as they are. FILE - is standard input."
    )
)
@click.argument("file", type=FILE_NAME)
@click.option("--dry-run", is_flag=True, help=N_("Only show what would change."))
@click.option(
    "--end-missing",
    is_flag=True,
    help=N_("End the slots that the file does not have, and remove the station's hours if it has none."),
)
@home_options
def apply(file: str, dry_run: bool, end_missing: bool, config: Config) -> None:
    """Apply the file, and print what changes. Conflicts go to stderr."""
    from radiodesk.model import text_files

    text = text_files.text_of(file)
    with open_desk(config) as desk:
        from radiodesk.model import today
        from radiodesk.model.toml_files import BadFile
        from radiodesk.schedule import conflict_words, grid_files
        from radiodesk.schedule.grid_files import words

        with desk.reading() as session:
            day = today(session)
        name = visible(Path(file).name)
        try:
            outcome = grid_files.run(
                desk, name, text, today=day, end_missing=end_missing, dry_run=dry_run, progress=_show_applying
            )
        except BadFile as error:
            refuse_file(error, file)
        finally:
            _show_applying(1, 1)
        said = [conflict_words.sentence(each) for each in conflict_words.grouped(outcome.conflicts)]
    for line in words.lines(outcome.applied):
        click.echo(visible(line))
    if any(each.fate is grid_files.Fate.MISSING for each in outcome.applied.steps):
        click.echo(_("--end-missing ends the slots that are not in the file"))
    for remark in outcome.applied.remarks:
        warn(remark)
    if count := len(outcome.conflicts):
        found = ngettext("{count} conflict in the next four weeks:", "{count} conflicts in the next four weeks:", count)
        warn(found.format(count=count))
    for line in said:
        warn(visible(f"  {line}"))
    if dry_run:
        click.echo(_("Nothing was changed: this is what would be done."))


def _show_applying(done: int, total: int) -> None:
    """Show how much of a file is applied, if somebody sees it; all of it erases the line."""
    if on_terminal():
        show_progress(_("Applying"), done / total)


@grid.command(help=N_("Write the grid to a file. The comments of the file stay. FILE - is standard output."))
@click.argument("file", type=FILE_NAME)
@home_options
def export(file: str, config: Config) -> None:
    """Write the grid, and print the number of slots."""
    outputs.check(config, file, endings=grid_read.ENDINGS)
    with open_desk(config) as desk:
        from radiodesk.model import text_files
        from radiodesk.model.toml_files import BadFile
        from radiodesk.schedule import grid_files, slots

        path = Path(file).expanduser()
        is_there = not outputs.is_standard_output(file) and path.is_file()
        present = text_files.text_of(file) if is_there else ""
        try:
            with desk.reading() as session:
                text = grid_files.write(session, visible(path.name), present)
                count = len(slots.slots(session))
        except BadFile as error:
            refuse_file(error, file)
    outputs.write(config, file, text.encode(), endings=grid_read.ENDINGS)
    said = ngettext("{count} slot written to {file}", "{count} slots written to {file}", count)
    report_written(file, said.format(count=count, file=file))


@grid.command(help=N_("Plan the broadcasts that the grid gives from today on."))
@click.option("--weeks", type=IntRange(1, 104), metavar="N", help=N_("For how many weeks; by default, as set."))
@home_options
def make(weeks: int | None, config: Config) -> None:
    """Generate, and print the number of broadcasts."""
    with open_desk(config) as desk:
        from radiodesk.model import today
        from radiodesk.schedule import generation

        with desk.reading() as session:
            day = today(session)
            grid_show.warn_of_damage(session)
        count = generation.generate_if_due(desk, day, weeks)
    said = ngettext("{count} broadcast planned", "{count} broadcasts planned", count)
    click.echo(said.format(count=count))
