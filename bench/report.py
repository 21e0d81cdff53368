"""`radiodesk report 2019-9m --format json` on the sample against a process that only imports sqlalchemy.orm."""

import sys
from pathlib import Path

from timing import medians, say

HOME = Path(__file__).parent.parent / "radiodesk" / "sample"
"""The sample station's home, as the build makes it."""


def main() -> None:
    """Run both in turn."""
    ours, reference = medians(
        [sys.executable, "-m", "radiodesk", "report", "2019-9m", "--format", "json", "--home", str(HOME)],
        [sys.executable, "-c", "import sqlalchemy.orm"],
    )
    say("report 2019-9m", ours, "import sqlalchemy.orm", reference, 1.6)


if __name__ == "__main__":
    main()
