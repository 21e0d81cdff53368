"""`radiodesk report merge`: the closed reports of many stations in one table."""

from typing import TYPE_CHECKING

import click

from radiodesk import outputs
from radiodesk.cli.common import FILE_NAME, Command, home_options, open_desk, warn
from radiodesk.config import Config
from radiodesk.errors import UserError, visible
from radiodesk.inputs import STANDARD_INPUT
from radiodesk.locale import N_, _, ngettext

if TYPE_CHECKING:
    from radiodesk.reports.closed_files import ClosedFile

ENDING_OF = {"text": ".txt", "json": ".json", "csv": ".csv", "xlsx": ".xlsx"}
"""The file ending of each format."""


class NothingMerged(UserError):
    """Reports that were refused. The messages about them come first."""

    message = N_("Nothing was merged, because {refused} of {all} reports cannot be: correct or leave out those above")


@click.command(
    cls=Command,
    help=N_(
        "Merge the closed reports (.json) of many stations into one table: sums, ranks, shares, and which stations are "
        "missing. FILE - is standard input."
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE_NAME)
@click.option(
    "--format",
    "form",
    type=click.Choice([*ENDING_OF]),
    help=N_("The format; by default, that of the file's ending."),
)
@click.option("--output", type=FILE_NAME, metavar="FILE", help=N_("Write it to a file."))
@click.option(
    "--expected",
    type=FILE_NAME,
    metavar="FILE",
    help=N_("The stations that should report: a name per line, or a .toml file with stations = [“…”]."),
)
@home_options
def merge(files: tuple[str, ...], form: str | None, output: str | None, expected: str | None, config: Config) -> None:
    """Merge the reports, or name those that cannot be merged. No desk is needed."""
    sources = [*files, *filter(None, [expected])]
    if sources.count(STANDARD_INPUT) > 1:
        raise click.UsageError(_("standard input (-) can be read only once"))
    form = form or outputs.form_of(output, ENDING_OF)
    if form == "xlsx" and output is None:
        raise click.UsageError(_("a workbook needs --output FILE.xlsx"))
    _use_language_of_home(config)
    endings = [ENDING_OF[form]]
    if output is not None:
        outputs.check(config, output, endings=endings, sources=sources)
    from radiodesk.reports import merged_text, merging

    wanted = None if expected is None else _expected(expected)
    merged = merging.merge(_checked(files), wanted)
    if output is None:
        click.echo(merged_text.as_file(merged, form).decode("utf-8-sig"), nl=False)
        return
    if form == "xlsx":
        from radiodesk.reports import merged_workbook

        with outputs.writing(config, output, endings=endings, suffix=endings[0]) as path:
            merged_workbook.write(path, merged)
    else:
        outputs.write(config, output, merged_text.as_file(merged, form), endings=endings)
    if not outputs.is_stream(output):
        said = ngettext("{count} report is merged in {file}", "{count} reports are merged in {file}", len(files))
        warn(said.format(count=len(files), file=visible(output)))


def _use_language_of_home(config: Config) -> None:
    """Speak the language of the home, if there is a desk."""
    from radiodesk.model.faults import NoDesk

    try:
        with open_desk(config):
            pass
    except NoDesk:
        pass


def _expected(file: str) -> list[str]:
    from radiodesk.reports import closed_files, merging

    return merging.expected_stations(file, closed_files.content_of(file))


def _checked(files: tuple[str, ...]) -> "list[ClosedFile]":
    """The reports in the files. raises NothingMerged once each one that cannot be merged was named."""
    from radiodesk.reports import closed_files, merging

    found: list[ClosedFile] = []
    refused: list[UserError] = []
    for file in files:
        try:
            found.append(closed_files.read_file(file))
        except UserError as error:
            refused.append(error)
    refused += merging.conflicts(found)
    for each in refused:
        warn(each.at_command_line)
    if refused:
        names = {str(each.values.get("file")) for each in refused}
        raise NothingMerged(refused=len(names), all=len(files))
    return found
