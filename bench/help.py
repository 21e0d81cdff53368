"""`radiodesk --help` against a process that only imports click."""

import sys

from timing import medians, say


def main() -> None:
    """Run both in turn."""
    ours, reference = medians([sys.executable, "-m", "radiodesk", "--help"], [sys.executable, "-c", "import click"])
    say("radiodesk --help", ours, "import click", reference, 3)


if __name__ == "__main__":
    main()
