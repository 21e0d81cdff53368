"""Run commands as processes of their own, which a server forks that has imported radiodesk once.

A process that imports it for itself takes ten times as long.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from radiodesk.__main__ import main

TIMEOUT_SECONDS = 60

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(
    [
        "alembic.command",
        "icalendar",
        "openpyxl",
        "python_calamine",
        "radiodesk.__main__",
        "radiodesk.calendars",
        "radiodesk.history",
        "radiodesk.ledger",
        "radiodesk.media",
        "radiodesk.model",
        "radiodesk.newsroom",
        "radiodesk.reports",
        "radiodesk.schedule",
        "radiodesk.staff",
        "sqlalchemy.dialects.sqlite",
        "xlsxwriter",
    ]
)


def run(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command of radiodesk without input. command: without the program's name."""
    with tempfile.TemporaryDirectory() as folder:
        output, messages = Path(folder, "output"), Path(folder, "messages")
        process = _processes.Process(target=_run, args=(list(command), dict(environment), str(output), str(messages)))
        process.start()
        process.join(TIMEOUT_SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(list(command), TIMEOUT_SECONDS)
        arguments = ["radiodesk", *command]
        return subprocess.CompletedProcess(arguments, process.exitcode, _text(output), _text(messages))


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8").replace("\r\n", "\n") if file.exists() else ""


def _run(command: Sequence[str], environment: Mapping[str, str], output: str, messages: str) -> None:
    """Become the process of a command."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for number, file, mode in ((0, os.devnull, os.O_RDONLY), (1, output, os.O_WRONLY), (2, messages, os.O_WRONLY)):
        opened = os.open(file, mode | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it is closed with the process
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = ["radiodesk", *command]
    main()
