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
"""The sample station's home, as the build created it. demo opens a copy."""

DAY = dt.date(2019, 9, 14)
"""The day on which demo opens. It has the news, a repeat, a live relay, and a programme still to be made."""


class FolderInUse(UserError):
    """`--keep` names a folder that holds something else."""

    message = N_("{folder} is not empty: name a new folder for the sample station")


class NoRoomForSample(UserError):
    """The sample's home cannot be written."""

    message = N_("The sample station cannot be put in {folder}: {reason}")


@click.command(cls=Command, help=N_("Open the sample station, in a temporary home that is deleted when it closes."))
@click.option(
    "--keep", type=click.Path(path_type=Path), metavar="DIR", help=N_("Put the home in DIR, and keep it there.")
)
@home_options
@click.pass_context
def demo(context: click.Context, keep: Path | None, config: Config) -> None:
    """Copy the sample's home and open it."""
    import tempfile  # imported here and below: every command imports this file, and few need these modules

    with tempfile.TemporaryDirectory(prefix="radiodesk-demo-", ignore_cleanup_errors=True) as folder:
        home = keep.expanduser().absolute() if keep else Path(folder) / "home"
        if not (home / DATABASE_NAME).exists():
            _put_sample(home)
        context.meta[OPEN_TERMINAL](replace(config, home=home, database=None), DAY)


def _put_sample(home: Path) -> None:
    """Create the sample's home in one step, so that an interrupt leaves no partial home."""
    import shutil

    if home.exists() and any(home.iterdir()):
        raise FolderInUse(folder=home)
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(home.parent) as folder:
            new_home = folder / "home"
            if SAMPLE.is_dir():
                shutil.copytree(SAMPLE, new_home)
            else:
                _make_sample(new_home)
            if home.exists():
                home.rmdir()
            new_home.rename(home)
    except OSError as error:
        raise NoRoomForSample(folder=home, reason=reason(error)) from error


def _make_sample(home: Path) -> None:
    """Make the sample from the files of the repository, which is there if the package was not built."""
    from radiodesk.ledger.sample import make

    click.echo(_("Making the sample station from its ledger: a few seconds…"), err=True)
    make(home, schedules=PACKAGE.parent / "schedules", recordings=PACKAGE.parent / "media")
