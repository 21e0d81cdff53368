"""The one place that wires the faces together: the command line, and the terminal that it opens."""

from radiodesk.cli import command_line
from radiodesk.config import Config


def open_terminal(config: Config) -> None:
    """Open the desk in the terminal; loaded only now, for no command needs it."""
    from radiodesk.tui import run

    run(config)


def main() -> None:
    """Run radiodesk."""
    command_line(open_terminal)


if __name__ == "__main__":
    main()
