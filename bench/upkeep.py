"""Bringing in a ledger, undoing that, the log and the check in a desk with ten years of a busy station.

The references: the same command in a new desk, which shows what the ten years add; of the check, reading every row
through the plain driver. Each is a process of its own. No limits: they say what a user waits for, and the memory.

    python bench/upkeep.py [--database URL | --postgres]
"""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from decade_desk import decade_desk
from driver import Driver
from measuring import RADIODESK, empty_home

from radiodesk.config import Config
from radiodesk.model import Base, Desk, backups

WORKBOOK = Path(__file__).parent.parent / "schedules" / "so-theo-doi-2019.xlsx"

COMMANDS = {
    "ledger import": ("ledger", "import", str(WORKBOOK)),
    "log": ("log", "--limit", "50"),
    "undo of the import": ("undo", "--yes"),
    "check": ("check",),
}


def run(config: Config, *arguments: str) -> tuple[float, float]:
    """Run a command in a desk; its seconds, and the most memory in MB."""
    command = [*RADIODESK, *arguments, "--home", str(config.home), "--person", "bench"]
    if config.database:
        command += ["--database", config.database]
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - begin, used.ru_maxrss / 1024


def read_all(config: Config) -> float:
    """Read every row of every table; the seconds."""
    begin = time.perf_counter()
    driver = Driver(config)
    for table in Base.metadata.sorted_tables:
        driver.count(f'SELECT * FROM "{table.name}"')
    driver.close()
    return time.perf_counter() - begin


def main() -> None:
    """Run each in both desks."""
    with decade_desk(__doc__) as config, tempfile.TemporaryDirectory() as folder:
        new = Config(home=empty_home(Path(folder, "new")))
        begin = time.perf_counter()
        desk = Desk.open(config)
        backups.daily(desk)  # the first command of a day that changes something makes it
        desk.close()
        print(f"the day's backup: {time.perf_counter() - begin:.2f} s")
        run(new, "log")  # the first reads the program from the disk
        for name, arguments in COMMANDS.items():
            seconds, memory = run(config, *arguments)
            of_new, of_new_memory = run(new, *arguments)
            print(
                f"{name}: {seconds:.2f} s, {memory:.0f} MB; in a new desk {of_new:.2f} s, {of_new_memory:.0f} MB, "
                f"ratio {seconds / of_new:.1f}"
            )
        reading = read_all(config)
        print(f"reading every row by hand: {reading:.2f} s, check to that: ratio {seconds / reading:.1f}")


if __name__ == "__main__":
    main()
