"""`radiodesk calendar`."""

import click

from radiodesk.cli.common import Group, home_options
from radiodesk.config import Config
from radiodesk.locale import N_


@click.group(cls=Group, help=N_("Calendars that phones and other programs read."))
@home_options
def calendar(config: Config) -> None:
    """Hold the commands."""
