"""However an import ends, the desk holds all of it or nothing."""

import datetime as dt
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from radiodesk.config import Config
from radiodesk.ledger import bring_in
from radiodesk.media import keeping, store
from radiodesk.model import Desk, Person
from tests.conftest import MEDIA, SCHEDULES
from tests.ledger.books import STORIES, STORY, bring, everything, ledger, size_of, write_xlsx

WORKBOOK = SCHEDULES / "so-theo-doi-2019.xlsx"
KILLS = 6


def start_import(home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "radiodesk", "ledger", "import", str(WORKBOOK), "--home", str(home)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def held(home: Path) -> tuple[int, int, int]:
    """What a database after a kill holds: broadcasts, stories and audit entries, once it is found whole."""
    with sqlite3.connect(home / "radiodesk.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchone() is None
        counts = [
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("broadcast", "story", "audit_entry")
        ]
    database.close()
    return counts[0], counts[1], counts[2]


def test_a_killed_import_leaves_all_or_nothing(empty_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(empty_home, home)
    begin = time.monotonic()
    start_import(home).communicate()
    whole = time.monotonic() - begin
    assert held(home) == (744, 4091, 2)

    outcomes = set()
    for kill in range(KILLS):
        shutil.rmtree(home)
        shutil.copytree(empty_home, home)
        process = start_import(home)
        # More of them towards the end, where the rows are written.
        time.sleep(whole * (0.4 + 0.65 * kill / (KILLS - 1)))
        process.kill()
        process.communicate()
        outcomes.add(held(home))
        Desk.open(Config(home=home)).close()

    assert outcomes <= {(0, 0, 1), (744, 4091, 2)}


def test_ctrl_c_in_the_middle_leaves_the_desk_as_it_was(empty_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(empty_home, home)
    process = start_import(home)
    # From here on it holds the database, or has read it at least.
    while process.poll() is None and not (home / "radiodesk.db-wal").exists():
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _out, messages = process.communicate()

    assert b"Traceback" not in messages
    # While modules are loaded, Python itself ends by the signal, after our message.
    assert process.returncode in (130, -signal.SIGINT, 0)
    assert held(home) == ((0, 0, 1) if process.returncode else (744, 4091, 2))


@pytest.mark.parametrize("word", range(1, 9))
def test_stopping_at_any_word_on_progress_changes_nothing(desk: Desk, tmp_path: Path, word: int) -> None:
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger())
    words = 0

    def stop(done: int, total: int) -> None:
        nonlocal words
        assert 0 <= done <= total
        words += 1
        if words == word:
            raise KeyboardInterrupt

    before = everything(desk)
    with pytest.raises(KeyboardInterrupt):
        bring_in(desk, [book], today=dt.date(2019, 12, 31), progress=stop)

    assert everything(desk) == before
    bring(desk, book)
    assert size_of(desk)["broadcast"] == 3


def with_recording(folder: Path) -> Path:
    """A ledger that names a recording beside it."""
    shutil.copy(MEDIA / "nhac hieu.mp3", folder)
    sheets = ledger() | {"Tin bài": [[*STORIES, "Tệp âm thanh"], [*STORY, "nhac hieu.mp3"]]}
    return write_xlsx(folder / "sổ.xlsx", sheets)


def test_a_stopped_import_leaves_the_file_that_another_desk_added_meanwhile(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    book = with_recording(tmp_path)
    other = Desk.open(config)
    added: list[int] = []

    def stop(done: int, total: int) -> None:
        if 2 * done == total and not added:  # the ledger is read, and its recording is being taken
            added.append(store.add(other, MEDIA / "nhac hieu.mp3").id)
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(desk, [book], today=dt.date(2019, 12, 31), progress=stop)
    other.close()

    assert added == [1]
    findings = keeping.check(desk, today=dt.date(2019, 12, 31))
    assert findings.sound
    assert len(findings.never_aired) == 1


def test_an_import_holds_nobody_up_while_it_decodes(desk: Desk, config: Config, tmp_path: Path) -> None:
    book = with_recording(tmp_path)
    other = Desk.open(config)
    names: list[str] = []

    def change(done: int, total: int) -> None:
        if 2 * done == total and not names:
            with other.changing(what="meanwhile") as session:
                session.add(Person(name=f"Người {len(names)}"))
            names.append("")

    bring_in(desk, [book], today=dt.date(2019, 12, 31), progress=change)
    other.close()

    assert names


def test_a_stopped_import_leaves_no_file_in_the_store(desk: Desk, config: Config, tmp_path: Path) -> None:
    book = with_recording(tmp_path)

    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(desk, [book], today=dt.date(2019, 12, 31), progress=stop)

    assert [path for path in config.media.rglob("*") if path.is_file()] == []
