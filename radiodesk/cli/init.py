"""`radiodesk init`: create a home."""

import click

from radiodesk.cli.common import Command, home_options
from radiodesk.config import Config
from radiodesk.locale import N_, _


@click.command(cls=Command, help=N_("Create a desk: its home folder, its database, its station."))
@click.option("--station", "name", required=True, metavar="NAME", help=N_("The station's name."))
@click.option("--zone", default="Asia/Ho_Chi_Minh", show_default=True, help=N_("The station's time zone."))
@home_options
def init(name: str, zone: str, config: Config) -> None:
    """Create the home and print where it is. `--lang` becomes the home's own language."""
    from radiodesk.model import Desk
    from radiodesk.model.text import clean_title

    Desk.create(config, name=clean_title(name), zone=zone, language=config.language).close()
    click.echo(_("The desk of {station} is ready in {home}").format(station=clean_title(name), home=config.home))
