"""`radiodesk media`: take recordings into the store, and tell about one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from radiodesk.cli.common import Group, home_options, on_terminal, open_desk, warn
from radiodesk.config import Config
from radiodesk.locale import N_, _

if TYPE_CHECKING:
    from radiodesk.media.store import RecordingView


@click.group(cls=Group, help=N_("Take recordings into the store, and tell about them."))
@home_options
def media(config: Config) -> None:
    """Hold the commands."""


@media.command(help=N_("Take recordings into the store; each file by itself."))
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=N_("Print what came in as JSON."))
@home_options
@click.pass_context
def add(context: click.Context, files: tuple[Path, ...], as_json: bool, config: Config) -> None:
    """Add each file in a unit of work of its own: good ones come in, refused ones are named."""
    with open_desk(config) as desk:
        from radiodesk.media import store
        from radiodesk.media.errors import MediaError

        came: list[RecordingView] = []
        for file in files:
            try:
                taken = store.take(config.media, file, progress=_progress(file))
                with desk.changing(what=f"media add {taken.name}") as session:
                    came.append(store.register(session, config.media, taken))
            except MediaError as error:
                warn(_("Refused: {message}").format(message=error))
    if as_json:
        click.echo(json.dumps([_facts(recording) for recording in came], ensure_ascii=False, indent=1))
    else:
        for recording in came:
            _tell(recording)
    if len(came) < len(files):
        context.exit(1)


@media.command(help=N_("Tell about a recording: its number, or the beginning of its hash."))
@click.argument("recording")
@click.option("--json", "as_json", is_flag=True, help=N_("Print it as JSON."))
@home_options
def show(recording: str, as_json: bool, config: Config) -> None:
    """Print what is known of it."""
    with open_desk(config) as desk:
        from radiodesk.media import store

        with desk.reading() as session:
            found = store.find(session, recording)
    if as_json:
        click.echo(json.dumps(_facts(found), ensure_ascii=False, indent=1))
    else:
        _tell(found)
        click.echo(f"    {found.sha256}")
        for title in found.stories:
            click.echo("    " + _("Story: {title}").format(title=title))


def _facts(recording: "RecordingView") -> dict[str, object]:
    names = ("id", "sha256", "name", "seconds", "sample_rate", "channels", "codec")
    return {**{name: getattr(recording, name) for name in names}, "warnings": list(recording.warnings)}


def _tell(recording: "RecordingView") -> None:
    from radiodesk.locale import formats
    from radiodesk.media.errors import warning

    form = f"{recording.codec}, {formats.number(recording.sample_rate)} Hz, {recording.channels}"
    click.echo(f"{recording.id:>4}  {formats.duration(recording.seconds):>8}  {recording.name}  ({form})")
    for key in recording.warnings:
        warn(_("{name}: {warning}").format(name=recording.name, warning=warning(key)))


def _progress(file: Path) -> Callable[[int, int], None] | None:
    """A line that says how far a file is, where somebody watches and the file is long enough to wait for."""
    if not on_terminal():
        return None
    shown = -1

    def show_progress(done: int, total: int) -> None:
        nonlocal shown
        if total and (hundredths := done * 100 // total) != shown:
            shown = hundredths
            end = "\r" if hundredths < 100 else "\r\033[K"
            click.echo(f"{file.name}  {hundredths} %", nl=False, err=True)
            click.echo(end, nl=False, err=True)

    return show_progress
