"""The commands of `radiodesk media` that maintain the store: check, relink, remove, keep."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from radiodesk.cli.backup import print_problems
from radiodesk.cli.common import Command, IntRange, confirmed, home_options, on_terminal, open_desk, show_progress, warn
from radiodesk.cli.media_inbox import inbox
from radiodesk.config import Config
from radiodesk.locale import N_, _, ngettext

if TYPE_CHECKING:
    from radiodesk.media.store_check import Findings


@click.command(cls=Command, help=N_("Check every file of the store: which are missing, damaged or left over."))
@click.option("--mend", is_flag=True, help=N_("Repair what can be repaired."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the problems as JSON."))
@home_options
@click.pass_context
def check(context: click.Context, mend: bool, as_json: bool, config: Config) -> None:
    """Check the store. Exit 1 if there is a problem that was not mended."""
    with open_desk(config) as desk:
        from radiodesk.media import mending, store_check
        from radiodesk.model import today

        def show(done: int, total: int) -> None:
            if on_terminal():
                show_progress(_("Checking"), done / total if total else 1.0)

        with desk.reading() as session:
            day = today(session)
        findings = store_check.check(desk, today=day, progress=show)
        if mend:
            mending.mend(desk, findings)
    if as_json:
        remarks = [each for each in findings.remarks() if each.kind not in store_check.NOTHING_WRONG]
        print_problems([*findings.done(), *findings.problems(), *remarks], as_json=True)
    else:
        _print_findings(findings)
    if not findings.intact:
        context.exit(1)


def _print_findings(findings: "Findings") -> None:
    for done in findings.done():
        click.echo(f"{done.what}: {done.where}")
    for problem in findings.problems():
        warn(problem.sentence)
    for remark in findings.remarks():
        click.echo(remark.sentence)
    if findings.mendable:
        click.echo(_("“--mend” repairs what can be repaired"))
    if findings.intact:
        click.echo(_("The store is sound"))


@click.command(cls=Command, help=N_("Find lost files in a folder, whatever their names are now."))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@home_options
@click.pass_context
def relink(context: click.Context, folder: Path, config: Config) -> None:
    """Find files by their hash and restore them. Exit 1 if some are still missing."""
    with open_desk(config) as desk:
        from radiodesk.media import mending

        found, missing = mending.relink(desk, folder)
    for name in found:
        click.echo(_("Found: {name}").format(name=name))
    for recording in missing:
        warn(_("Still missing: {name} ({hash})").format(name=recording.name, hash=recording.sha256[:12]))
    if missing:
        context.exit(1)
    if not found:
        click.echo(_("No recording has lost its file"))


@click.command(
    cls=Command, help=N_("Delete the file of a recording that was kept long enough, or that belongs to nothing.")
)
@click.argument("recording")
@click.option("--yes", is_flag=True, help=N_("Do not ask."))
@home_options
def remove(recording: str, yes: bool, config: Config) -> None:
    """Delete the file of a recording that has been kept long enough."""
    with open_desk(config) as desk:
        from radiodesk.media import recordings, retention
        from radiodesk.model import today

        with desk.reading() as session:
            found = recordings.find(session, recording)
            day = today(session)
            retention.check_removable(session, found.id, day)
        question = _("Move the file of “{name}” to the trash?").format(name=found.name)
        if not yes and not confirmed(question):
            raise click.Abort
        retention.remove(desk, found, day)


@click.command(cls=Command, help=N_("Show or set for how many days recordings are kept after they were on air."))
@click.argument("days", type=IntRange(1, 36_500), required=False)
@click.option(
    "--trash", type=IntRange(1, 36_500), metavar="DAYS", help=N_("Keep deleted files in the trash for DAYS days.")
)
@home_options
def keep(days: int | None, trash: int | None, config: Config) -> None:
    """Show or set for how long the station keeps recordings, and deleted files."""
    with open_desk(config) as desk:
        from radiodesk.model import Action
        from radiodesk.staff.settings import set_keep_days, set_trash_days, settings

        if days is not None:
            with desk.changing(Action.KEEP_RECORDINGS, days=days) as session:
                set_keep_days(session, settings(session).version, days)
        if trash is not None:
            with desk.changing(Action.KEEP_TRASH, days=trash) as session:
                set_trash_days(session, settings(session).version, trash)
        with desk.reading() as session:
            seen = settings(session)
    kept, in_trash = seen.keep_days, seen.trash_days
    click.echo(ngettext("Kept for {count} day", "Kept for {count} days", kept).format(count=kept))
    if trash is not None:
        in_trash_for = ngettext("In the trash for {count} day", "In the trash for {count} days", in_trash)
        click.echo(in_trash_for.format(count=in_trash))


COMMANDS = (check, relink, inbox, remove, keep)
