"""The terminal ends well however it is asked to: the desk is closed, and its file alone is whole."""

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from radiodesk.config import Config
from radiodesk.model import Desk, backups, engines
from tests.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has no such signals")


@pytest.mark.parametrize("sent", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_terminal_that_is_asked_to_end_merges_what_was_written(
    sent: signal.Signals, desk: Desk, config: Config, tmp_path: Path
) -> None:
    desk.close()
    terminal = Terminal("--home", config.home, "--lang", "en")
    terminal.wait_for("Nothing on this day yet")
    terminal.press("4")
    terminal.wait_for("No clip yet")
    terminal.press("n")
    terminal.wait_for("Title")
    terminal.press("Gieo cấy", "enter")
    terminal.wait_for("Gieo cấy", "planned")
    assert engines.size_of(config.home / "radiodesk.db-wal")
    end = time.monotonic() + 30
    while not backups.files(config.backups) and time.monotonic() < end:  # the daily one reads the database too
        time.sleep(0.1)

    terminal.send_signal(sent)

    assert terminal.wait_for_end() == 128 + sent
    assert not (config.home / "radiodesk.db-wal").exists()
    shutil.copy(config.home / "radiodesk.db", tmp_path / "alone.db")
    with sqlite3.connect(tmp_path / "alone.db") as alone:
        assert alone.execute("SELECT title FROM clip").fetchall() == [("Gieo cấy",)]
    alone.close()


def test_a_window_that_is_closed_ends_the_desk(desk: Desk, config: Config) -> None:
    desk.close()
    terminal = Terminal("--home", config.home, "--lang", "en")
    terminal.wait_for("Nothing on this day yet")
    assert (config.home / "radiodesk.db-wal").exists()

    terminal.close_window()

    assert terminal.is_over
    assert not (config.home / "radiodesk.db-wal").exists()


STUCK = """
import sys
import time
import threading
from pathlib import Path
from radiodesk.config import Config
from radiodesk.tui import exit_signals
from radiodesk.tui.app import RadiodeskApp
exit_signals.EXIT_TIMEOUT_SECONDS = 0.5

def wait_for_ever() -> None:
    print("stuck", flush=True)
    threading.Event().wait()

app = RadiodeskApp(Config(home=Path(sys.argv[1]), person="x"))

async def stick() -> None:
    app.call_later(wait_for_ever)
app.open_desk = stick
app.run(headless=True)
"""
"""An app whose event loop waits for ever, as it does for a terminal that takes nothing any more."""


def test_a_desk_whose_screen_hangs_ends_when_it_is_asked_to(desk: Desk, config: Config) -> None:
    desk.close()
    process = subprocess.Popen([sys.executable, "-c", STUCK, str(config.home)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        with process.stdout as output:
            assert output.readline() == "stuck\n"

            process.send_signal(signal.SIGTERM)

            assert process.wait(60) == 128 + signal.SIGTERM
    finally:
        process.kill()
