"""`radiodesk demo`: the sample station, in a home of its own."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import click

from radiodesk.cli.common import OPEN_TERMINAL, Command, home_options
from radiodesk.config import DATABASE_NAME, Config
from radiodesk.errors import UserError, reason
from radiodesk.files import temporary_folder
from radiodesk.locale import N_, _

PACKAGE = Path(__file__).parent.parent
SAMPLE = PACKAGE / "sample"
"""The sample station's home as the build made it; demo opens a copy."""

DAY = dt.date(2019, 9, 14)
"""A day with something to see: the news, its repeat, a live relay, and a programme still to be made."""


class FolderInUse(UserError):
    """`--keep` names a folder that holds something else."""

    message = N_("{folder} is not empty: name a new folder for the sample station")


class NoRoomForSample(UserError):
    """The sample's home cannot be written."""

    message = N_("The sample station cannot be put in {folder}: {reason}")


@click.command(cls=Command, help=N_("Open the sample station, in a home of its own that goes when it closes."))
@click.option(
    "--keep", type=click.Path(path_type=Path), metavar="DIR", help=N_("Put the home in DIR, and keep it there.")
)
@home_options
@click.pass_context
def demo(context: click.Context, keep: Path | None, config: Config) -> None:
    """Copy the sample's home and open it."""
    import tempfile  # here and below: every command passes this file, few need these

    with tempfile.TemporaryDirectory(prefix="radiodesk-demo-", ignore_cleanup_errors=True) as folder:
        home = keep.expanduser().absolute() if keep else Path(folder) / "home"
        if not (home / DATABASE_NAME).exists():
            _put_sample(home)
        context.meta[OPEN_TERMINAL](replace(config, home=home, database=None), DAY)


def _put_sample(home: Path) -> None:
    """Put the sample's home in place as a whole: what is cut off leaves no half of one."""
    import shutil

    if home.exists() and any(home.iterdir()):
        raise FolderInUse(folder=home)
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(home.parent) as folder:
            aside = folder / "home"
            if SAMPLE.is_dir():
                shutil.copytree(SAMPLE, aside)
            else:
                _make_sample(aside)
            if home.exists():
                home.rmdir()
            aside.rename(home)
    except OSError as error:
        raise NoRoomForSample(folder=home, reason=reason(error)) from error


def _make_sample(home: Path) -> None:
    """Without a build there is the repository beside the package: make the sample from what it keeps."""
    from radiodesk.ledger.sample import make

    click.echo(_("Making the sample station from its ledger: a few seconds…"), err=True)
    make(home, schedules=PACKAGE.parent / "schedules", recordings=PACKAGE.parent / "media")
