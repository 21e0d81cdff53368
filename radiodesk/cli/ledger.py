"""`radiodesk ledger`: import and export the station's workbook."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from radiodesk import outputs
from radiodesk.cli.common import FILE_NAME, RULE_HELP, Group, home_options, on_terminal, open_desk, warn
from radiodesk.config import Config
from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _, ngettext

if TYPE_CHECKING:
    from radiodesk.ledger import LedgerRefused, Outcome, Progress
    from radiodesk.ledger.reading.mapping import StationMapping
    from radiodesk.model.old_fonts import Font


@click.group(cls=Group, help=N_("Import or export the station's workbook."))
@home_options
def ledger(config: Config) -> None:
    """The group of these commands."""


@ledger.command(
    "import",
    help=N_(
        "Import a workbook (.xlsx, .xls, .ods) or CSV files as one ledger: all of it or none of it. "
        "FILE - is standard input."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--dry-run", is_flag=True, help=N_("Say what would be done, and change nothing."))
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help=N_("What the station's own headers and words mean. It is remembered for later imports."),
)
@click.option(
    "--font",
    type=click.Choice(["tcvn3", "vni"]),
    help=N_("The old font in which text that is not in Unicode was typed."),
)
@click.option(
    "--mark",
    "copy",
    metavar="FILE.xlsx",
    help=N_("Where the import is refused, write this copy of the workbook with the wrong cells marked."),
)
@click.option("--all", "everything", is_flag=True, help=N_("List every problem and remark, not only the first ones."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the result as JSON."))
@home_options
def import_(
    files: tuple[Path, ...],
    dry_run: bool,
    map_file: Path | None,
    font: str | None,
    copy: str | None,
    everything: bool,
    as_json: bool,
    config: Config,
) -> None:
    """Import the files and print the result."""
    from radiodesk.ledger.sheets import STANDARD_INPUT, reading_ahead

    paths = [path if path == STANDARD_INPUT else path.absolute() for path in files]
    with reading_ahead(paths[0]):  # before the database library is loaded
        from radiodesk.ledger import LedgerRefused, bring_in
        from radiodesk.ledger.outcome import refusal_as_json
        from radiodesk.ledger.reading.mapping import mapping_text, parse_mapping, remembered_mapping
        from radiodesk.model.old_fonts import Font

        with open_desk(config) as desk:
            if copy is not None:
                _check_copy(config, paths, copy, as_json=as_json)
            mapping = remembered_mapping(desk.config)
            own_words = mapping_text(map_file) if map_file else ""
            if map_file:
                mapping = parse_mapping(own_words, visible(map_file.name)).over(mapping)
            old_font = Font(font) if font else None
            try:
                with _told_as_json(as_json), _shown_progress(_("Importing")) as progress:
                    outcome = bring_in(desk, paths, dry_run=dry_run, mapping=mapping, font=old_font, progress=progress)
            except LedgerRefused as refused:
                if as_json:
                    click.echo(json.dumps(refusal_as_json(refused), ensure_ascii=False, indent=1))
                if copy is not None:
                    _write_marked(config, paths[0], copy, refused, mapping, old_font)
                message = refused.complete if everything else refused.on_screen(_width())
                raise click.ClickException(message) from refused
            if own_words and not dry_run:
                _remember(config, own_words)
    if copy is not None:
        warn(_("There is nothing to mark: {file} was not written").format(file=visible(copy)))
    if as_json:
        click.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=1))
    else:
        _print_outcome(outcome, dry_run=dry_run, everything=everything)


@contextmanager
def _told_as_json(as_json: bool) -> Iterator[None]:
    """Print as JSON, too, that a file could not be read as a ledger."""
    from radiodesk.ledger import LedgerRefused
    from radiodesk.ledger.outcome import unread_as_json

    try:
        yield
    except LedgerRefused:
        raise
    except UserError as error:
        if as_json:
            click.echo(json.dumps(unread_as_json(error), ensure_ascii=False, indent=1))
        raise


def _width() -> int:
    """The characters of a line of the terminal that shows errors."""
    from radiodesk.ledger.refusal import WIDTH

    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or WIDTH
    except (OSError, ValueError):  # a pipe or a file
        return WIDTH


def _remember(config: Config, own_words: str) -> None:
    """Remember what the station's own words mean. An error is only reported, because everything is imported by now."""
    from radiodesk.ledger.reading.mapping import remember

    try:
        remember(config, own_words)
    except (OSError, UserError) as error:
        warn(_("The meanings of the words are not remembered: {reason}").format(reason=visible(str(error))))


def _check_copy(config: Config, paths: Sequence[Path], copy: str, *, as_json: bool) -> None:
    """Check `--mark` before the import begins."""
    from radiodesk.ledger import marking

    if len(paths) > 1:
        raise click.UsageError(_("--mark takes one workbook: import them one by one"))
    if as_json and outputs.is_standard_output(copy):
        raise click.UsageError(_("--json and --mark cannot both write to standard output"))
    marking.check_copy(config, paths[0], copy)


def _write_marked(
    config: Config,
    path: Path,
    copy: str,
    refused: "LedgerRefused",
    mapping: "StationMapping",
    font: "Font | None",
) -> None:
    """Write the marked copy and say so. An error is only reported, because the problems are still to be shown."""
    from radiodesk.ledger import marking

    try:
        with outputs.writing(config, copy, endings=marking.ENDINGS, suffix=".xlsx") as temporary:
            marking.write_marked(path, temporary, refused.problems, mapping, font)
    except UserError as error:
        warn(str(error))
    else:
        warn(_("The wrong cells are marked in {file}").format(file=visible(copy)))


@ledger.command(help=N_("Write the ledger as a workbook (.xlsx) that “ledger import” reads."))
@click.argument("file", type=FILE_NAME)
@click.option("--period", "code", metavar="CODE", help=N_("Only this period, as of “report”; by default, everything."))
@click.option(
    "--rule",
    type=click.Choice(["official", "calendar"]),
    help=RULE_HELP,
)
@home_options
def export(file: str, code: str | None, rule: str | None, config: Config) -> None:
    """Write the workbook and print the number of rows."""
    with open_desk(config) as desk:
        outputs.check(config, file, endings=[".xlsx"])
        from radiodesk.ledger.exporting import write_ledger
        from radiodesk.model import PeriodRule, station, today
        from radiodesk.reports.typed_periods import typed_period

        with desk.reading() as session, _shown_progress(_("Writing the ledger")) as progress:
            period_rule = PeriodRule(rule) if rule else station(session).period_rule
            period = typed_period(code, period_rule, today(session)) if code is not None else None
            exported = write_ledger(session, config, file, period, progress=progress)
    click.echo(exported.summary, err=outputs.is_standard_output(file))
    for remark in exported.remarks:
        warn(remark)


@contextmanager
def _shown_progress(label: str) -> Iterator["Progress"]:
    """A progress bar on a terminal, and nothing in a script."""
    if not on_terminal():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=100, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.update((done * 100 // total if total else 100) - bar.pos)

        yield show


MOST_LINES = 12
"""Changes and remarks that are listed unless all are asked for."""


def _print_outcome(outcome: "Outcome", *, dry_run: bool, everything: bool) -> None:
    from radiodesk.locale import formats

    click.echo(outcome.summary)
    if outcome.recordings:
        click.echo(_("Recordings linked: {count}").format(count=formats.number(outcome.recordings)))
    if said := outcome.to_be_accepted if dry_run else outcome.accepted:
        click.echo(said)
    if dry_run:
        click.echo(_("Nothing was changed: this is what would be done."))
    for line in _first_lines(outcome.changes, everything=everything):
        click.echo(line)
    for remark in _first_lines(outcome.complete_remarks if everything else outcome.remarks, everything=everything):
        warn(remark)


def _first_lines(lines: Sequence[str], *, everything: bool) -> list[str]:
    """The lines, or the first of them and how many more there are."""
    more = len(lines) - MOST_LINES
    if everything or more <= 1:
        return list(lines)
    text = ngettext("… and {count} more (--all lists it)", "… and {count} more (--all lists them)", more)
    return [*lines[:MOST_LINES], text.format(count=more)]
