"""The terminal: an app that paints at once, a screen a mode, dialogs, widgets. Capabilities say what they show."""

import datetime as dt

from radiodesk.config import Config


def run(config: Config, day: dt.date | None = None) -> None:
    """Open the desk of a home, on a day other than today where one is given. Exits with 1 where it cannot be opened."""
    from radiodesk.tui.app import RadiodeskApp

    app = RadiodeskApp(config, day=day)
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)
