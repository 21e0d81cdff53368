"""The terminal."""

from radiodesk.config import Config


def run(config: Config) -> None:
    """Open the desk."""
