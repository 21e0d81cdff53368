"""`radiodesk ledger`."""

import click

from radiodesk.cli.common import Group, home_options
from radiodesk.config import Config
from radiodesk.locale import N_


@click.group(cls=Group, help=N_("Bring in and hand out the station's workbook."))
@home_options
def ledger(config: Config) -> None:
    """Hold the commands."""
