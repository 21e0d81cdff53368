"""`radiodesk media`."""

import click

from radiodesk.cli.common import Group, home_options
from radiodesk.config import Config
from radiodesk.locale import N_


@click.group(cls=Group, help=N_(" add them, look at them."))
@home_options
def media(config: Config) -> None:
    """Hold the commands."""
