"""Homes as folders on a disk: begun twice at once, oddly named, moved under an open desk, killed, only to be read."""

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from radiodesk.config import Config
from radiodesk.ledger import sample
from radiodesk.media import store
from radiodesk.model import Broadcast, Desk, Person, engines, station
from radiodesk.model.actions import Action
from radiodesk.model.desk import LOCK_FILE
from radiodesk.model.faults import DeskExists, HomeMoved, NoDesk
from tests.conftest import MEDIA, ROOT, SCHEDULES, run_here
from tests.interrupting import interrupted

pytestmark = pytest.mark.sqlite

JINGLE = MEDIA / "nhac cat.mp3"
WORKBOOK = SCHEDULES / sample.LEDGER
SMALL_WORKBOOK = ROOT / "tests" / "ledger" / "shapes" / "00-base.xlsx"
"""Three broadcasts."""


MAIN = "from radiodesk.__main__ import main; main()"


def database(home: Path) -> Path:
    return home / "radiodesk.db"


def names_in(file: Path) -> list[str]:
    """The people in a database file; nothing is left beside it."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM person ORDER BY id")]


def assert_sound(home: Path) -> None:
    with contextlib.closing(sqlite3.connect(database(home))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    done = run_here("check", home=home)
    assert done.returncode == 0, done.stderr


def station_name(home: Path) -> str:
    desk = Desk.open(Config(home=home))
    with contextlib.closing(desk), desk.reading() as session:
        return station(session).name


def add_person(desk: Desk, name: str) -> None:
    with desk.changing(Action.EARLIER, what="add") as session:
        session.add(Person(name=name))


def entries(folder: Path) -> list[str]:
    """Everything below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def process(code: str, *arguments: str | Path, home: Path) -> subprocess.Popen[str]:
    """Start a Python process with the command line's surroundings."""
    surroundings = {**os.environ, "RADIODESK_HOME": str(home), "LC_ALL": "C.UTF-8"}
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="surrogateescape",
        env=surroundings,
        cwd=ROOT,
    )


# --- begun twice at once ----------------------------------------------------------------------------------------------

INIT_TOGETHER = """
import pathlib, sys, time
import alembic.command, filelock, radiodesk.model, radiodesk.model.checking
from radiodesk.cli import command_line
ready, go, *arguments = sys.argv[1:]
pathlib.Path(ready).touch()
while not pathlib.Path(go).exists():
    time.sleep(0.0005)
command_line(lambda *_: None, arguments)
"""
"""Loads all it needs, and then waits for the others."""


@pytest.mark.deep
@pytest.mark.parametrize(("count", "rounds"), [(2, 4), (4, 2)])
def test_of_several_that_start_a_home_at_once_one_does_and_the_others_are_told(
    count: int, rounds: int, tmp_path: Path
) -> None:
    for number in range(rounds):
        home, go = tmp_path / f"home {number}", tmp_path / f"go {number}"
        readies = [tmp_path / f"ready {number} {each}" for each in range(count)]
        racers = [
            process(INIT_TOGETHER, ready, go, "init", "--station", f"Đài {each}", home=home)
            for each, ready in enumerate(readies)
        ]
        while not all(ready.exists() for ready in readies):
            assert all(racer.poll() is None for racer in racers)
            time.sleep(0.005)
        go.touch()
        done = [(*racer.communicate(timeout=60), racer.returncode) for racer in racers]

        assert sorted(code for _, _, code in done) == [0] + [1] * (count - 1), done
        for winner, (output, messages, code) in enumerate(done):
            if code == 0:
                assert station_name(home) == f"Đài {winner}"
                assert str(home) in output
            else:
                assert "There is a desk in" in messages
        assert sorted(path.name for path in home.iterdir() if path.is_file()) == [LOCK_FILE, "radiodesk.db"]
        assert not list(home.rglob(".making-*"))
        assert_sound(home)


def test_of_several_threads_that_start_a_home_one_does(config: Config, migrations_run: None) -> None:
    barrier = threading.Barrier(6)
    made: list[str] = []
    refused: list[Exception] = []

    def create(number: int) -> None:
        barrier.wait()
        try:
            Desk.create(config, name=f"Đài {number}").close()
            made.append(f"Đài {number}")
        except Exception as error:
            refused.append(error)

    threads = [threading.Thread(target=create, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert [type(error) for error in refused] == [DeskExists] * 5
    assert [station_name(config.home)] == made
    assert not list(config.home.rglob(".making-*"))
    assert_sound(config.home)


# --- left over --------------------------------------------------------------------------------------------------------


@pytest.fixture
def other_side_files(tmp_path: Path) -> Path:
    """A folder with the side files of another desk's database, each with rows that are not in its file."""
    other = Config(home=tmp_path / "other")
    Desk.create(other, name="Đài khác").close()
    folder = tmp_path / "side files"
    folder.mkdir()
    with contextlib.closing(sqlite3.connect(database(other.home), isolation_level=None)) as connection:
        connection.execute("UPDATE station SET name = 'Đài lạ'")
        for ending in ("-wal", "-shm"):
            shutil.copyfile(engines.side_file(database(other.home), ending), folder / f"radiodesk.db{ending}")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE station SET name = 'Đài lạ hơn'")
        for number in range(400):
            connection.execute(
                "INSERT INTO person (name, folded, key, version, created, changed) VALUES (?, ?, ?, 1, ?, ?)",
                (f"{number}" * 100, "x", f"{number}", "2019-03-05 00:00:00.000000", "2019-03-05 00:00:00.000000"),
            )
        shutil.copyfile(engines.side_file(database(other.home), "-journal"), folder / "radiodesk.db-journal")
        connection.execute("ROLLBACK")
    assert all((folder / f"radiodesk.db{ending}").stat().st_size > 1000 for ending in engines.SIDE_FILES)
    return folder


@pytest.mark.parametrize("endings", [("-wal",), ("-shm",), ("-wal", "-shm"), ("-journal",), engines.SIDE_FILES])
@pytest.mark.parametrize("empty_file", [False, True])
def test_what_another_database_left_in_a_folder_does_not_get_into_a_new_home(
    endings: tuple[str, ...], empty_file: bool, config: Config, other_side_files: Path
) -> None:
    config.home.mkdir()
    for ending in endings:
        shutil.copy2(other_side_files / f"radiodesk.db{ending}", config.home)
    if empty_file:
        database(config.home).touch()

    done = run_here("init", "--station", "Đài mới", home=config.home)

    assert done.returncode == 0, done.stderr
    assert station_name(config.home) == "Đài mới"
    assert names_in(database(config.home)) == []
    assert_sound(config.home)


def test_an_empty_database_file_is_no_desk_until_one_is_begun_in_its_place(config: Config) -> None:
    config.home.mkdir()
    database(config.home).touch()

    with pytest.raises(NoDesk):
        Desk.open(config)
    done = run_here("report", "2019", home=config.home)
    assert done.returncode == 1
    assert "There is no desk in" in done.stderr
    assert database(config.home).stat().st_size == 0

    assert run_here("init", "--station", "Đài", home=config.home).returncode == 0
    assert_sound(config.home)


# --- names ------------------------------------------------------------------------------------------------------------

NAMES = [
    "home?mode=memory",
    "50% & more=less",
    "%41%00",
    "a#b",
    'it\'s; "quoted"',
    "Đài huyện Lương Tài",
    "Đa\u0300i",
    "home.",
    ":memory:",
    "file:home",
    "sqlite:x",
    "-home",
    "~",
    "$HOME",
    " home ",
    "two\nlines",
    os.fsdecode(b"not \xff UTF-8"),
]


SEEMING_MORE = ("home?mode=memory", ":memory:", "file:home", "sqlite:x", "-home", "~")
"""Names that would mean something else to a database or a shell, did they not follow the name of a folder."""


@pytest.mark.parametrize(
    ("name", "relative"), [*((name, False) for name in NAMES), *((name, True) for name in SEEMING_MORE)], ids=ascii
)
def test_a_home_may_have_any_name(name: str, relative: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outer, elsewhere, own = tmp_path / "outer", tmp_path / "elsewhere", tmp_path / "own"
    for folder in (outer, elsewhere, own):
        folder.mkdir()
    monkeypatch.chdir(outer if relative else elsewhere)
    monkeypatch.setenv("HOME", str(own))
    home = Path(f"./{name}") if relative and name != "~" else outer / name

    for command in (
        ["init", "--station", "Đài huyện"],
        ["media", "add", str(JINGLE)],
        ["media", "keep", "100"],
        ["report", "2019"],
        ["check"],
        ["backup", str(outer / name / "backups" / "desk.zip")],
    ):
        done = run_here(*command, home=home)
        assert done.returncode == 0, (command, done.stdout, done.stderr)

    assert [path.name for path in outer.iterdir()] == [name]
    assert list(elsewhere.iterdir()) == list(own.iterdir()) == []
    assert (outer / name / "backups" / "desk.zip").stat().st_size > 1000
    assert station_name(outer / name) == "Đài huyện"
    assert not engines.size_of(engines.side_file(database(outer / name), "-wal"))


@pytest.mark.parametrize("name", [":memory:", os.fsdecode(b"not \xff UTF-8")], ids=ascii)
def test_a_ledger_comes_into_a_home_of_any_name(name: str, tmp_path: Path) -> None:
    """In a process of its own, whose arguments and surroundings hold the name."""
    home = tmp_path / "outer" / name
    for command in (["init", "--station", "Đài"], ["ledger", "import", SMALL_WORKBOOK]):
        done = process(MAIN, *command, home=home)
        _output, messages = done.communicate(timeout=60)
        assert done.returncode == 0, (command, messages)

    desk = Desk.open(Config(home=home))
    with contextlib.closing(desk), desk.reading() as session:
        assert session.scalar(select(func.count()).select_from(Broadcast)) == 3
    assert [path.name for path in (tmp_path / "outer").iterdir()] == [name]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_home_of_any_name_is_read_where_it_can_only_be_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "outer" / name
    Desk.create(Config(home=home), name="Đài huyện").close()
    monkeypatch.setattr(engines, "is_read_only", lambda _file: True)
    before = entries(tmp_path)

    assert station_name(home) == "Đài huyện"

    assert entries(tmp_path) == before


# --- moved under an open desk -----------------------------------------------------------------------------------------


def delete(home: Path) -> None:
    shutil.rmtree(home)


def rename(home: Path) -> None:
    home.rename(home.with_name("renamed"))


def begin_another(home: Path) -> None:
    rename(home)
    Desk.create(Config(home=home), name="Đài khác").close()


def put_a_copy_in_place(home: Path) -> None:
    copy = home / "copy.db"
    shutil.copy2(database(home), copy)
    copy.rename(database(home))


def copy_home_in_place(home: Path) -> None:
    rename(home)
    shutil.copytree(home.with_name("renamed"), home)


def delete_the_file(home: Path) -> None:
    database(home).unlink()


MOVES: list[Callable[[Path], None]] = [
    delete,
    rename,
    begin_another,
    put_a_copy_in_place,
    copy_home_in_place,
    delete_the_file,
]
every_move = pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
puts_another = pytest.mark.parametrize(
    "move", [begin_another, put_a_copy_in_place, copy_home_in_place], ids=lambda move: move.__name__
)


def people_anywhere(folder: Path) -> list[str]:
    return [name for file in folder.rglob("radiodesk.db") for name in names_in(file)]


@every_move
@pytest.mark.parametrize("used_before", [False, True])
def test_a_home_that_was_moved_is_told_at_the_next_save(
    move: Callable[[Path], None], used_before: bool, desk: Desk, config: Config
) -> None:
    if used_before:
        add_person(desk, "Thu Hà")
    move(config.home)

    for _ in range(2):
        with pytest.raises(HomeMoved, match="moved, deleted or replaced"):
            add_person(desk, "Lost")

    desk.close()
    assert "Lost" not in people_anywhere(config.home.parent)


@every_move
@pytest.mark.parametrize("flushed", [False, True])
def test_a_home_that_is_moved_in_the_middle_of_a_change_is_told_when_it_is_saved(
    move: Callable[[Path], None], flushed: bool, desk: Desk, config: Config
) -> None:
    def change() -> None:
        with desk.changing(Action.EARLIER, what="add") as session:
            session.add(Person(name="Lost"))
            if flushed:
                session.flush()
            move(config.home)

    with pytest.raises(HomeMoved, match="change is not in it"):
        change()

    desk.close()
    assert "Lost" not in people_anywhere(config.home.parent)


def test_a_home_that_is_replaced_at_the_moment_of_the_commit_is_told_as_well(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last look and the commit: it must not be reported as saved, for nobody would find it."""
    checks: list[None] = []
    check_place = desk._check_place

    def check_and_replace() -> None:
        check_place()
        checks.append(None)
        if len(checks) == 2:
            begin_another(config.home)

    monkeypatch.setattr(desk, "_check_place", check_and_replace)

    with pytest.raises(HomeMoved):
        add_person(desk, "Lost")
    assert names_in(database(config.home)) == []


@puts_another
def test_the_database_that_took_the_place_is_not_harmed_by_the_desk_that_was_open(
    move: Callable[[Path], None], desk: Desk, config: Config
) -> None:
    add_person(desk, "Thu Hà")
    move(config.home)
    newer = Desk.open(config)
    add_person(newer, "Newer")
    side_file = engines.side_file(database(config.home), "-wal")
    size, there = side_file.stat().st_size, side_file.stat().st_ino
    assert size

    with pytest.raises(HomeMoved):
        add_person(desk, "Lost")
    with contextlib.suppress(Exception), desk.reading() as session:
        session.scalars(select(Person)).all()
    desk.close()

    assert (side_file.stat().st_size, side_file.stat().st_ino) == (size, there)
    add_person(newer, "Newest")
    newer.close()
    assert names_in(database(config.home))[-2:] == ["Newer", "Newest"]
    assert "Lost" not in people_anywhere(config.home.parent)
    assert_sound(config.home)


@puts_another
def test_rows_in_the_log_of_the_database_that_took_the_place_stay_when_the_old_desk_closes(
    move: Callable[[Path], None], desk: Desk, config: Config
) -> None:
    """Those of a desk that was killed meanwhile: only the log has them."""
    add_person(desk, "Thu Hà")
    move(config.home)
    kill_after_changes(config.home, "Killed")

    with contextlib.suppress(HomeMoved):
        add_person(desk, "Lost")
    desk.close()

    Desk.open(config).close()
    assert names_in(database(config.home))[-1] == "Killed"
    assert_sound(config.home)


def test_a_home_that_comes_back_takes_changes_again(desk: Desk, config: Config) -> None:
    """As on a stick that was pulled out and put in again, or a folder renamed by mistake."""
    rename(config.home)
    with pytest.raises(HomeMoved):
        add_person(desk, "Lost")
    config.home.with_name("renamed").rename(config.home)

    add_person(desk, "Thu Hà")

    desk.close()
    assert names_in(database(config.home)) == ["Thu Hà"]


# --- killed and stopped -----------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from radiodesk.config import Config
from radiodesk.model import Action, Desk, Person, station
desk = Desk.open(Config(home=Path(sys.argv[1])))
for name in sys.argv[2:]:
    with desk.changing(Action.EARLIER, what="add") as session:
        session.add(Person(name=name))
os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_after_changes(home: Path, *names: str) -> None:
    """A desk at a home that adds people, a unit of work each, and is killed."""
    killed = process(KILLED, home, *names, home=home)
    _output, messages = killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL, messages
    assert engines.size_of(engines.side_file(database(home), "-wal"))


@pytest.mark.parametrize("command", [["report", "2019"], ["check"], ["media", "keep", "100"], ["media", "inbox"]])
def test_after_a_desk_was_killed_any_command_brings_its_changes_into_the_file(
    command: list[str], desk: Desk, config: Config, tmp_path: Path
) -> None:
    desk.close()
    names = [f"Người {number}" for number in range(30)]
    kill_after_changes(config.home, *names)
    alone = tmp_path / "alone.db"
    shutil.copyfile(database(config.home), alone)
    assert names_in(alone) != names, "nothing was left in the log, so that this test would see nothing"

    done = run_here(*command, home=config.home)

    assert done.returncode == 0, done.stderr
    assert not engines.size_of(engines.side_file(database(config.home), "-wal"))
    shutil.copyfile(database(config.home), alone)
    assert names_in(alone) == names


def test_after_a_desk_was_killed_opening_alone_brings_its_changes_into_the_file(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    """Though the one who opens is killed in turn."""
    desk.close()
    kill_after_changes(config.home, "Một", "Hai")
    kill_after_changes(config.home)

    alone = tmp_path / "alone.db"
    shutil.copyfile(database(config.home), alone)
    assert names_in(alone) == ["Một", "Hai"]


STOPPABLE = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM", "SIGINT") if hasattr(signal, name)]
every_signal = pytest.mark.parametrize("number", STOPPABLE, ids=lambda number: number.name)


@pytest.mark.deep
@every_signal
@pytest.mark.parametrize("step", ["PRAGMA integrity_check", "BEGIN IMMEDIATE", "INSERT INTO line", "before commit"])
def test_a_command_that_is_stopped_leaves_one_whole_file(
    step: str, number: signal.Signals, desk: Desk, config: Config, tmp_path: Path
) -> None:
    """An import is stopped before its commit: what was there before is in the file alone, and nothing else."""
    add_person(desk, "Thu Hà")
    desk.close()

    ended = interrupted(number, step, "ledger", "import", WORKBOOK, "--home", config.home)

    assert ended.code == 128 + number, ended.messages
    assert not engines.size_of(engines.side_file(database(config.home), "-wal"))
    alone = tmp_path / "alone.db"
    shutil.copyfile(database(config.home), alone)
    with contextlib.closing(sqlite3.connect(alone)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM broadcast").fetchone() == (0,)
    assert names_in(alone) == ["Thu Hà"]


@every_signal
def test_what_was_saved_before_a_command_was_stopped_is_in_the_file_alone(
    number: int, desk: Desk, config: Config, tmp_path: Path
) -> None:
    """Recordings come in one by one, each in its own unit of work."""
    desk.close()
    folder = tmp_path / "recordings"
    folder.mkdir()
    for copy in range(40):  # each another sound
        (folder / f"{copy:02}.mp3").write_bytes(JINGLE.read_bytes() + bytes(copy + 1))
    adding = process(MAIN, "media", "add", folder, home=config.home)
    originals = config.media / "originals"
    while sum(1 for path in originals.rglob("*.mp3")) < 3 and adding.poll() is None:
        time.sleep(0.001)
    adding.send_signal(number)
    _output, messages = adding.communicate(timeout=60)

    assert adding.returncode == 128 + number, messages
    assert not engines.size_of(engines.side_file(database(config.home), "-wal"))
    alone = tmp_path / "alone.db"
    shutil.copyfile(database(config.home), alone)
    with contextlib.closing(sqlite3.connect(alone)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM recording").fetchone()
    assert 2 <= count < 40
    assert_sound(config.home)


# --- only to be read --------------------------------------------------------------------------------------------------

WITHOUT_RIGHTS = """
import ctypes, os, sys

if os.geteuid() == 0:  # for whom permissions do not hold: give up that privilege
    class Header(ctypes.Structure):
        _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]

    class Data(ctypes.Structure):
        _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]

    header, data = Header(0x20080522, 0), (Data * 2)()
    system = ctypes.CDLL(None)
    assert system.capget(ctypes.byref(header), data) == 0
    for name in ("effective", "permitted", "inheritable"):
        setattr(data[0], name, getattr(data[0], name) & ~2)
    assert system.capset(ctypes.byref(header), data) == 0

import json
from pathlib import Path
from tests.conftest import run_here

home, commands = Path(sys.argv[1]), json.loads(sys.argv[2])
done = [run_here(*command, home=home) for command in commands]
print(json.dumps([(each.returncode, each.stdout, each.stderr) for each in done]))
"""
"""Runs commands as somebody whom the permissions of files hold off."""

needs_permissions = pytest.mark.skipif(
    sys.platform == "win32" or (sys.platform != "linux" and os.geteuid() == 0),
    reason="permissions hold nobody off here",
)


def run_without_rights(*commands: list[str], home: Path) -> list[tuple[int, str, str]]:
    """Exit code, output and messages of each command."""
    running = process(WITHOUT_RIGHTS, home, json.dumps(commands), home=home)
    output, messages = running.communicate(timeout=60)
    assert running.returncode == 0, messages
    return [tuple(each) for each in json.loads(output)]


@contextlib.contextmanager
def only_to_be_read(home: Path) -> Iterator[None]:
    """Take the right to write from every file and folder, and give it back."""
    paths = [home, *home.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(modes[path] & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def state_of(home: Path) -> dict[str, Any]:
    return {
        str(path.relative_to(home)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
        for path in [home, *home.rglob("*")]
    }


READING_COMMANDS = [
    ["report", "2019"],
    ["report", "2019-03", "--format", "json"],
    ["calendar", "export", "desk.ics"],
    ["media", "show", "1"],
    ["media", "preset"],
    ["media", "keep"],
    ["media", "check"],
    ["media", "check", "--json"],
    ["check"],
    ["check", "--json"],
    ["backup", "desk.zip"],
    ["media", "inbox"],
    ["media", "treat", "1", "--output", "treated.wav"],
]
CHANGING_COMMANDS = [
    ["media", "keep", "100"],
    ["media", "preset", "new", "--target", "-20"],
    ["ledger", "import", str(WORKBOOK)],
    ["backup", "--keep", "3"],
]


@pytest.fixture
def home_with_recording(desk: Desk, config: Config) -> Path:
    store.add(desk, JINGLE)
    desk.close()
    return config.home


@needs_permissions
def test_a_home_that_can_only_be_read_is_read(home_with_recording: Path, tmp_path: Path) -> None:
    files = ("desk.ics", "desk.zip", "treated.wav")
    commands = [[str(tmp_path / word) if word in files else word for word in each] for each in READING_COMMANDS]
    with only_to_be_read(home_with_recording):
        before = state_of(home_with_recording)
        done = run_without_rights(*commands, home=home_with_recording)
        assert state_of(home_with_recording) == before
    for command, (code, output, messages) in zip(commands, done, strict=True):
        assert code == 0, (command, output, messages)
        assert not messages, command
    assert all((tmp_path / file).stat().st_size for file in files)


@needs_permissions
def test_a_change_in_a_home_that_can_only_be_read_is_refused_plainly(home_with_recording: Path) -> None:
    commands = [*CHANGING_COMMANDS, ["media", "add", str(JINGLE)]]
    with only_to_be_read(home_with_recording):
        before = state_of(home_with_recording)
        done = run_without_rights(*commands, home=home_with_recording)
        assert state_of(home_with_recording) == before
    for command, (code, output, messages) in zip(commands, done, strict=True):
        assert code == 1, (command, output, messages)
        assert "fault of radiodesk itself" not in messages, command
        assert "it can only be read" in messages or ("add" in command and "permission" in messages), (command, messages)


def killed_home(home: Path, target: Path) -> Path:
    """A copy of a home whose log holds rows that its file lacks, as a desk that was killed leaves it."""
    with contextlib.closing(sqlite3.connect(database(home))) as connection:
        connection.execute("UPDATE station SET name = 'Tên trong nhật ký'")
        connection.commit()
        shutil.copytree(home, target)
    assert engines.size_of(engines.side_file(database(target), "-wal"))
    return target


@needs_permissions
def test_what_a_killed_desk_left_in_the_log_is_seen_where_a_home_can_only_be_read(
    home_with_recording: Path, tmp_path: Path
) -> None:
    home = killed_home(home_with_recording, tmp_path / "copy")
    with only_to_be_read(home):
        before = state_of(home).keys()
        report, change = run_without_rights(["report", "2019"], ["media", "keep", "3"], home=home)
        assert state_of(home).keys() == before
    assert report[0] == 0, report
    assert "Tên trong nhật ký" in report[1]
    assert change[0] == 1
    assert "it can only be read" in change[2]


@needs_permissions
def test_a_log_that_cannot_be_read_where_a_home_can_only_be_read_is_said_and_never_left_out(
    home_with_recording: Path, tmp_path: Path
) -> None:
    """SQLite would have to make the file that it reads a log by: an old state is not shown in place of the new one."""
    home = killed_home(home_with_recording, tmp_path / "copy")
    engines.side_file(database(home), "-shm").unlink()
    with only_to_be_read(home):
        before = state_of(home)
        ((code, output, messages),) = run_without_rights(["report", "2019"], home=home)
        assert state_of(home) == before
    assert "fault of radiodesk itself" not in messages
    assert (code == 0 and "Tên trong nhật ký" in output) or (code == 1 and str(database(home)) in messages)


@needs_permissions
def test_a_home_is_not_begun_in_a_folder_that_can_only_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with only_to_be_read(folder):
        for home in (folder, folder / "home"):
            ((code, _output, messages),) = run_without_rights(["init", "--station", "Đài"], home=home)
            assert code == 1
            assert "permission is denied" in messages
    assert list(folder.iterdir()) == []


# --- folders ----------------------------------------------------------------------------------------------------------


def test_a_new_home_has_every_folder(config: Config) -> None:
    assert run_here("init", "--station", "Đài", home=config.home).returncode == 0
    for name in ("media", "media/editions", "schedules", "inbox", "papers", "backups", "trash"):
        assert (config.home / name).is_dir(), name


def test_the_readme_names_every_folder_of_a_home_and_no_other(config: Config) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", re.split(r"^## A home$", readme, flags=re.MULTILINE)[1], flags=re.MULTILINE)[0]
    named = re.findall(r"`([a-z]+(?:/[a-z]+)*)/`", section)

    assert set(named) == {folder.relative_to(config.home).as_posix() for folder in config.folders}


def test_a_home_of_which_folders_were_lost_gets_them_again(desk: Desk, config: Config) -> None:
    desk.close()
    for folder in config.folders:
        shutil.rmtree(folder, ignore_errors=True)

    Desk.open(config).close()

    assert all(folder.is_dir() for folder in config.folders)


def test_a_connection_that_finds_another_file_is_refused(desk: Desk, config: Config, tmp_path: Path) -> None:
    """As in the moment in which a restore puts another database in place."""
    other = shutil.copy(config.home / "radiodesk.db", tmp_path / "other.db")
    desk.engine.dispose()  # so that the next unit of work opens the file anew
    other.replace(config.home / "radiodesk.db")

    with pytest.raises(HomeMoved), desk.reading() as session:
        session.scalars(select(Person)).all()


def test_what_a_killed_init_left_goes_when_the_desk_is_opened(desk: Desk, config: Config) -> None:
    desk.close()
    (config.home / ".making-0123456789ab").mkdir()
    Desk.open(config).close()
    assert not [path for path in config.home.iterdir() if path.name.startswith(".making-")]


def test_a_desk_that_others_have_open_is_read_as_they_change_it(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an account that has no right to write."""
    monkeypatch.setattr(engines, "is_read_only", lambda _file: True)
    reader = Desk.open(config)
    for number in range(3):
        with desk.changing(Action.EARLIER, what="add") as session:
            session.add(Person(name=f"Người {number}"))
        with reader.reading() as session:
            assert session.scalar(select(func.count()).select_from(Person)) == number + 1
    reader.close()
