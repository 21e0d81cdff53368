"""`radiodesk report`."""

import click

from radiodesk.cli.common import Command, home_options
from radiodesk.config import Config
from radiodesk.locale import N_


@click.command(cls=Command, help=N_("report."))
@home_options
def report(config: Config) -> None:
    """To be written."""
