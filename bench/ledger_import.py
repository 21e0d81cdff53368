"""`radiodesk ledger import` of the sample workbook into an empty home against openpyxl reading the same cells."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from timing import medians, say

WORKBOOK = Path(__file__).parent.parent / "schedules" / "so-theo-doi-2019.xlsx"

READ_CELLS = """
import sys
from openpyxl import load_workbook

for sheet in load_workbook(sys.argv[1], read_only=True).worksheets:
    for row in sheet.iter_rows(values_only=True):
        pass
"""


def main() -> None:
    """Run both in turn, each import into a fresh copy of an empty home."""
    with tempfile.TemporaryDirectory() as folder:
        empty, home = Path(folder, "empty"), Path(folder, "home")
        radiodesk = [sys.executable, "-m", "radiodesk"]
        surroundings = {**os.environ, "RADIODESK_HOME": str(empty)}
        subprocess.run(
            [*radiodesk, "init", "--station", "Bench"], check=True, env=surroundings, stdout=subprocess.DEVNULL
        )

        def fresh() -> None:
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(empty, home)

        ours, reference = medians(
            [*radiodesk, "ledger", "import", str(WORKBOOK), "--home", str(home)],
            [sys.executable, "-c", READ_CELLS, str(WORKBOOK)],
            setup=fresh,
        )
    say("ledger import", ours, "openpyxl read", reference, 2)


if __name__ == "__main__":
    main()
