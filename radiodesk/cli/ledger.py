"""`radiodesk ledger`: import and export the station's workbook."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from radiodesk import outputs
from radiodesk.cli.common import Group, home_options, on_terminal, open_desk, warn
from radiodesk.config import Config
from radiodesk.locale import N_, _

if TYPE_CHECKING:
    from radiodesk.ledger import Outcome, Progress


@click.group(cls=Group, help=N_("Bring in the station's workbook, or write it."))
@home_options
def ledger(config: Config) -> None:
    """The group of these commands."""


@ledger.command(
    "import",
    help=N_(
        "Bring in a workbook (.xlsx, .xls, .ods) or CSV files as one ledger: all of it or none of it. "
        "FILE - is standard input."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--dry-run", is_flag=True, help=N_("Say what would be done, and change nothing."))
@home_options
def import_(files: tuple[Path, ...], dry_run: bool, config: Config) -> None:
    """Import the files and print the result."""
    from radiodesk.ledger.sheets import STANDARD_INPUT, reading_ahead

    paths = [path if path == STANDARD_INPUT else path.absolute() for path in files]
    with reading_ahead(paths[0]):  # before the database library is loaded
        from radiodesk.ledger import bring_in

        with open_desk(config) as desk, _shown_progress(_("Bringing in")) as progress:
            outcome = bring_in(desk, paths, dry_run=dry_run, progress=progress)
    _print_outcome(outcome, dry_run=dry_run)


@ledger.command(help=N_("Write the ledger as a workbook (.xlsx) that “ledger import” reads."))
@click.argument("file")
@click.option("--period", "code", metavar="CODE", help=N_("Only this period, as of “report”; by default, everything."))
@click.option(
    "--rule",
    type=click.Choice(["official", "calendar"]),
    help=N_("Official: from the 15th to the 14th. Calendar: first to last day. By default, the station's rule."),
)
@home_options
def export(file: str, code: str | None, rule: str | None, config: Config) -> None:
    """Write the workbook and print the number of rows."""
    with open_desk(config) as desk:
        outputs.check(config, file, endings=[".xlsx"])
        from radiodesk.ledger.exporting import write_ledger
        from radiodesk.model import PeriodRule, station
        from radiodesk.reports import periods

        with desk.reading() as session, _shown_progress(_("Writing the ledger")) as progress:
            period_rule = PeriodRule(rule) if rule else station(session).period_rule
            period = periods.parse(code, period_rule) if code is not None else None
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


def _print_outcome(outcome: "Outcome", *, dry_run: bool) -> None:
    from radiodesk.locale import formats

    click.echo(outcome.summary)
    if outcome.recordings:
        click.echo(_("Recordings linked: {count}").format(count=formats.number(outcome.recordings)))
    if dry_run:
        click.echo(_("Nothing was changed: this is what would be done."))
    for remark in outcome.remarks:
        warn(remark)
