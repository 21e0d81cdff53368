"""`radiodesk media inbox`: add the files of the drop folder, list what remains and the inbox, and decide on files."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from radiodesk.cli.common import Command, confirmed, home_options, open_desk, warn
from radiodesk.config import Config
from radiodesk.errors import visible
from radiodesk.locale import N_, _

if TYPE_CHECKING:
    from radiodesk.media.drop_folder import DropFile, DropFolder
    from radiodesk.media.recordings import RecordingView
    from radiodesk.model import Desk


@dataclass(frozen=True)
class _Waiting:
    """A recording in the inbox. likely: the title of the story or insert that it probably belongs to, or empty."""

    recording: "RecordingView"
    likely: str


@click.command(
    cls=Command, help=N_("Add the files in the drop folder, and show the recordings that wait to be linked.")
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=N_("Watch this folder from now on."),
)
@click.option("--retry", is_flag=True, help=N_("Try the refused files again."))
@click.option("--ignore", multiple=True, metavar="FILE", help=N_("Leave this file where it is, until it changes."))
@click.option("--delete", multiple=True, metavar="FILE", help=N_("Move this file to the home's trash."))
@click.option("--yes", is_flag=True, help=N_("Do not ask."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the files and recordings as JSON."))
@home_options
@click.pass_context
def inbox(
    context: click.Context,
    folder: Path | None,
    retry: bool,
    ignore: tuple[str, ...],
    delete: tuple[str, ...],
    yes: bool,
    as_json: bool,
    config: Config,
) -> None:
    """Add the files of the drop folder and show the inbox. Exit 1 if a file is refused."""
    with open_desk(config) as desk:
        from radiodesk.media.drop_folder import DropFolder, DropState
        from radiodesk.model import drop_folder

        if folder is not None:
            _watch_folder(desk, folder, config.home)
        with desk.reading() as session:
            drop = DropFolder(drop_folder(session, config.home), config)
        ready = _look(drop)
        ignored, deleted = [[drop.file(wanted) for wanted in names] for names in (ignore, delete)]
        for file in ignored:
            drop.ignore(file)
        for file in deleted:
            if not yes and not confirmed(_("Move “{file}” to the trash?").format(file=visible(file.name))):
                raise click.Abort
            drop.delete(file)
        if retry:
            drop.retry(desk, [file for file in drop.files() if file.state is DropState.REFUSED])
        drop.add_files(desk, [path for path in ready if path not in {file.path for file in ignored}])
        waiting, files = _waiting(desk), drop.files()
    if as_json:
        click.echo(json.dumps(_facts(waiting, files), ensure_ascii=False, indent=1))
    else:
        _print(drop, waiting, files)
    if any(file.state is DropState.REFUSED for file in files):
        context.exit(1)


def _watch_folder(desk: "Desk", folder: Path, home: Path) -> None:
    from radiodesk.model import Action
    from radiodesk.staff.settings import set_drop_folder, settings

    with desk.changing(Action.WATCH_FOLDER, folder=str(folder.absolute())) as session:
        set_drop_folder(session, settings(session).version, folder.absolute(), home)


def _look(drop: "DropFolder") -> list[Path]:
    """Check the folder; twice if a file may be incomplete. Returns the files to add."""
    from radiodesk.media.drop_folder import POLL_SECONDS

    ready = drop.ready_files()
    if drop.unsettled:
        time.sleep(POLL_SECONDS)
        ready = drop.ready_files()
    return ready


def _waiting(desk: "Desk") -> list[_Waiting]:
    from radiodesk.media import inbox as inboxes
    from radiodesk.media import recordings

    with desk.reading() as session:
        waiting = recordings.search(session, waiting=True, limit=None).recordings
        likely = inboxes.likely(session, {each.id for each in waiting})
    return [_Waiting(recording, likely.get(recording.id, "")) for recording in waiting]


def _facts(waiting: Sequence[_Waiting], files: "Sequence[DropFile]") -> list[dict[str, str]]:
    """What `--json` prints: the recordings in the inbox, then the files in the drop folder."""
    from radiodesk.media.drop_folder import DropState

    in_inbox = _("It waits to be linked to a story")
    likely = _("It probably belongs to “{title}”")
    return [
        *(
            {
                "file": each.recording.name,
                "state": DropState.WAITING.value,
                "reason": likely.format(title=each.likely) if each.likely else in_inbox,
            }
            for each in waiting
        ),
        *({"file": visible(file.name), "state": file.state.value, "reason": visible(file.reason)} for file in files),
    ]


def _print(drop: "DropFolder", waiting: Sequence[_Waiting], files: "Sequence[DropFile]") -> None:
    from radiodesk.locale import formats
    from radiodesk.media.drop_folder import STATES, DropState

    for file in files:
        if file.state is DropState.REFUSED:
            warn(_("Refused: {message}").format(message=visible(file.reason)))
    click.echo(_("Drop folder: {folder}").format(folder=visible(str(drop.folder))))
    for each in waiting:
        recording, story = each.recording, f"  → {each.likely}" if each.likely else ""
        click.echo(f"{recording.id:>4}  {formats.duration(recording.seconds):>8}  {recording.name}{story}")
    for file in files:
        if file.state is not DropState.REFUSED:
            click.echo(f"      {visible(file.name)}  ({_(STATES[file.state])})  {visible(file.reason)}")
