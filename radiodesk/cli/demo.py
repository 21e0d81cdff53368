"""`radiodesk demo`."""

import click

from radiodesk.cli.common import Command, home_options
from radiodesk.config import Config
from radiodesk.locale import N_


@click.command(cls=Command, help=N_("demo."))
@home_options
def demo(config: Config) -> None:
    """To be written."""
