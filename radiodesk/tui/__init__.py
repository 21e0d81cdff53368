"""The terminal: an app that paints at once, a screen a mode, dialogs, widgets. Capabilities say what they show."""

import datetime as dt

from radiodesk.config import Config


def run(config: Config, day: dt.date | None = None) -> None:
    """Open the desk of a home, on a day other than today where one is given."""
    from radiodesk.tui.app import RadiodeskApp

    RadiodeskApp(config, day=day).run()
