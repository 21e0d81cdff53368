"""Every file that a user names: which are refused, how the others are written, and what a stopped command leaves."""

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from radiodesk.config import DATABASE_NAME, Config
from radiodesk.model import Desk, engines
from tests.conftest import SCHEDULES, run_here
from tests.interrupting import PATIENCE
from tests.media import test_assembling as assembling
from tests.media.test_assembling import FIRST_RUN, PARTS

posix = pytest.mark.skipif(sys.platform == "win32", reason="it has no such files or signals")

GRID_TEXT = Path(__file__).parent.parent / "schedule" / "grid_text" / "hoa-binh-lines.txt"
SOUND = (".mp3", ".m4a", ".wav", ".flac")
BESIDE = (".cue", ".m3u8", ".txt")


@dataclass(frozen=True)
class Writer:
    """A command that writes a file whose name comes last."""

    command: tuple[str, ...]
    endings: tuple[str, ...]
    """Those that fit; the empty one is a name without an ending."""
    also: tuple[str, ...] = ()
    """Endings of what it writes beside."""
    notes: bool = False
    """Whether it notes in the database what it wrote."""


WRITERS = {
    "text": Writer(("report", "2019", "--format", "text", "--output"), (".txt", "")),
    "json": Writer(("report", "2019", "--format", "json", "--output"), (".json", "")),
    "csv": Writer(("report", "2019", "--format", "csv", "--output"), (".csv", "")),
    "docx": Writer(("report", "2019", "--format", "docx", "--output"), (".docx", "")),
    "any": Writer(("report", "2019", "--output"), (".txt", ".json", ".csv", ".xlsx", ".pdf", "")),
    "calendar": Writer(("calendar", "export"), (".ics", "")),
    "grid": Writer(("grid", "read", str(GRID_TEXT), "--output"), (".toml", "")),
    "ledger": Writer(("ledger", "export"), (".xlsx", "")),
    "treat": Writer(("media", "treat", "1", "--output"), SOUND),
    "assemble": Writer(("media", "assemble", FIRST_RUN, "--output"), SOUND, notes=True),
    "beside": Writer(
        ("media", "assemble", FIRST_RUN, "--cue", "--m3u8", "--text", "--output"), SOUND, BESIDE, notes=True
    ),
    "backup": Writer(("backup",), (".zip", "")),
}

ENDINGS = (".txt", ".json", ".csv", ".ics", ".toml", ".mp3", ".wav", ".zip", ".xlsx", "")
OUTPUT_FOLDERS = ("schedules", "papers", "backups", "media/editions")
OWN_FOLDERS = (".", "inbox", "trash", "media", "media/originals", "media/treated", "media/damaged", "inbox/recorder")
KEPT = b"something that the desk keeps"

SIDE_FILES = ("-wal", "-shm")


@pytest.fixture(scope="module")
def station_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an edition of one line and its recording, and files of every kind in every folder."""
    folder = tmp_path_factory.mktemp("station")
    home = folder / "home"
    with closing(Desk.create(Config(home=home, language="en"), name="Đài phát thanh huyện Lương Tài")) as desk:
        assembling.build(desk, folder, [replace(PARTS[1], seconds=0.6)])
    assert run_here("media", "assemble", FIRST_RUN, "--output", folder / "a.wav", home=home).returncode == 0
    for name in (*OUTPUT_FOLDERS, *OWN_FOLDERS):
        (home / name).mkdir(exist_ok=True)
        for ending in ENDINGS:
            (home / name / f"kept{ending}").write_bytes(KEPT)
    shutil.copy(SCHEDULES / "so-theo-doi-2019.xlsx", home / "schedules")
    return home


@pytest.fixture
def home(station_home: Path, tmp_path: Path) -> Path:
    return shutil.copytree(station_home, tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def files_of(home: Path) -> list[Path]:
    """Every file of a home, by its path below it; a media folder that is a link is gone through too."""
    found = [path for top in (home, home / "media") for path in top.rglob("*") if path.is_file()]
    return sorted({path.relative_to(home) for path in found})


def may_be_replaced(file: Path, writer: Writer) -> bool:
    return file.parent.as_posix() in OUTPUT_FOLDERS and file.suffix in writer.endings


@pytest.fixture
def open_database() -> Iterator[Callable[[Path], None]]:
    """Hold a database open as another desk does, so that its side files are there."""
    opened = []

    def hold(file: Path) -> None:
        connection = sqlite3.connect(file, isolation_level=None)
        opened.append(connection)
        connection.execute("UPDATE station SET name = name")
        connection.execute("SELECT name FROM station").fetchall()

    yield hold
    for connection in opened:
        connection.close()


def kept(file: Path, *, notes: bool = False) -> object:
    """What must stay: the bytes; of what SQLite writes in meanwhile, that it is the same file and still SQLite's."""
    if file.name.endswith(SIDE_FILES):
        return file.stat().st_ino
    if notes and file.name == DATABASE_NAME:
        return file.stat().st_ino, file.read_bytes()[:16]
    return file.read_bytes()


Reached = Callable[[Path, Path, int], Path]


def directly(home: Path, file: Path, _number: int) -> Path:
    return home / file


def by_a_link(home: Path, file: Path, number: int) -> Path:
    link = home.parent / f"link {number}{file.suffix}"
    link.symlink_to(home / file)
    return link


def by_way_of_a_folder_above(home: Path, file: Path, _number: int) -> Path:
    return home / "schedules" / ".." / "media" / ".." / file


def by_a_linked_folder(home: Path, file: Path, _number: int) -> Path:
    door = home.parent / "door"
    if not door.is_symlink():
        door.symlink_to(home)
    return door / file


def from_within(_home: Path, file: Path, _number: int) -> Path:
    return file


def from_the_account(_home: Path, file: Path, _number: int) -> Path:
    return Path("~/home") / file


def where_it_really_lies(home: Path, file: Path, _number: int) -> Path:
    return (home / file).resolve()


WAYS = (directly, by_a_link, by_way_of_a_folder_above, by_a_linked_folder, from_within, from_the_account)

EVERY_WAY = ("any", "beside", "backup")
"""One of those that write a text, sound with files beside it, and a copy of the desk."""


def written_and_reached() -> Iterator[tuple[str, Reached]]:
    """Each command directly and another way; some of them every way, for they look where a name leads in one place."""
    for number, name in enumerate(WRITERS):
        ways = WAYS if name in EVERY_WAY else (directly, WAYS[1 + number % (len(WAYS) - 1)])
        yield from ((name, way) for way in ways)


def assert_only_what_may_be_is_replaced(home: Path, writer: Writer, reached: Reached) -> None:
    """Write over each file of the home, and see that all the others, and what only the desk writes, stay."""
    before = {file: kept(home / file, notes=writer.notes) for file in files_of(home)}
    replaced: set[Path] = set()
    for number, file in enumerate(before):
        if file.stem == "kept" and file.suffix != writer.endings[0]:
            continue  # of those, one kind in each folder is enough
        if file.stem == "kept" and file.suffix in SOUND and file.parent.as_posix() in OUTPUT_FOLDERS[:3]:
            continue  # sound takes longer to write
        answer = run_here(*writer.command, reached(home, file, number), home=home)

        assert "fault" not in answer.stderr, (file, answer.stderr)
        if may_be_replaced(file, writer):
            assert answer.returncode == 0, (file, answer.stderr)
            replaced |= {file, *(file.with_suffix(ending) for ending in writer.also)}
        else:
            assert answer.returncode == 1, file
            assert answer.stderr.startswith("Error: "), file
    changed = {
        file
        for file, was in before.items()
        if not (home / file).exists() or kept(home / file, notes=writer.notes) != was
    }
    assert changed <= replaced
    assert not list(home.parent.rglob(".making-*"))


@posix
@pytest.mark.parametrize(
    ("name", "reached"), [*written_and_reached()], ids=lambda value: getattr(value, "__name__", value)
)
def test_no_command_writes_over_a_part_of_the_desk(
    name: str,
    reached: Reached,
    home: Path,
    open_database: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(home)
    monkeypatch.setenv("HOME", str(home.parent))
    open_database(home / "radiodesk.db")

    assert_only_what_may_be_is_replaced(home, WRITERS[name], reached)


@posix
@pytest.mark.parametrize("reached", [directly, where_it_really_lies], ids=lambda way: way.__name__)
@pytest.mark.parametrize("name", ["any", "treat", "beside"])
def test_a_store_on_another_disk_is_a_part_of_the_desk(name: str, reached: Reached, home: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (home / "media").rename(tmp_path / "disk" / "media")
    (home / "media").symlink_to(tmp_path / "disk" / "media")

    assert_only_what_may_be_is_replaced(home, WRITERS[name], reached)


@posix
@pytest.mark.parametrize("name", [*WRITERS])
def test_a_database_elsewhere_is_a_part_of_the_desk(
    name: str, home: Path, folder: Path, open_database: Callable[[Path], None]
) -> None:
    """Whatever it is called: the endings of these databases fit."""
    command = WRITERS[name].command
    for ending in {WRITERS[name].endings[0], WRITERS[name].endings[-1]}:
        database = folder / (ending or "none") / f"desk{ending}"
        database.parent.mkdir()
        shutil.copy(home / "radiodesk.db", database)
        open_database(database)
        (folder / f"link{ending}").symlink_to(database)
        before = {path: kept(path) for path in database.parent.iterdir()}
        assert len(before) == 3
        for file in (*before, folder / f"link{ending}", database.parent / ".." / database.parent.name / database.name):
            answer = run_here(*command, file, "--database", f"sqlite:///{database}", home=home)

            assert answer.returncode == 1, file
            *_other_home, error = answer.stderr.splitlines()
            assert error.startswith("Error: "), file
        assert {path: kept(path) for path in database.parent.iterdir()} == before


@posix
def test_what_lies_beside_an_edition_is_never_written_over_the_desk(home: Path, folder: Path) -> None:
    before = (home / "radiodesk.db").read_bytes()
    for ending in BESIDE:
        (folder / f"a{ending}").symlink_to(home / "radiodesk.db")
        answer = run_here(*WRITERS["beside"].command, folder / "a.mp3", home=home)

        assert answer.returncode == 1
        assert f"a{ending} is in a part of the home that only the desk itself writes" in answer.stderr
        assert not (folder / "a.mp3").exists()
        (folder / f"a{ending}").unlink()
    assert (home / "radiodesk.db").read_bytes() == before


@posix
@pytest.mark.parametrize(("name", "ending"), [("any", ".txt"), ("treat", ".mp3"), ("backup", ".zip")])
def test_a_link_with_a_fitting_name_does_not_lead_to_a_file_of_another_kind(
    name: str, ending: str, home: Path, folder: Path
) -> None:
    ledger = home / "schedules" / "so-theo-doi-2019.xlsx"
    before = ledger.read_bytes()
    (folder / f"a{ending}").symlink_to(ledger)
    answer = run_here(*WRITERS[name].command, folder / f"a{ending}", home=home)

    assert ledger.read_bytes() == before
    assert answer.returncode == 1


@posix
def test_a_second_name_of_a_file_of_the_desk_comes_off_it(home: Path, folder: Path) -> None:
    (recording,) = (home / "media" / "originals").glob("??/*.wav")
    before = recording.read_bytes()
    os.link(recording, folder / "a.wav")
    answer = run_here(*WRITERS["treat"].command, folder / "a.wav", home=home)

    assert answer.returncode == 0
    assert recording.read_bytes() == before
    assert (folder / "a.wav").read_bytes() != before


@posix
@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["report", "2019", "--format", "text", "--output"], "x.docx"),
        (["report", "2019", "--format", "json", "--output"], "x.txt"),
        (["report", "2019", "--format", "csv", "--output"], "x.xlsx"),
        (["report", "2019", "--output"], "x.odt"),
        (["report", "2019", "--format", "paragraph", "--output"], "x.docx"),
        (["calendar", "export"], "x.txt"),
        (["backup"], "x.tar"),
        (["backup"], "x.zip.gz"),
        (["media", "treat", "1", "--output"], "x.ogg"),
        (["media", "assemble", FIRST_RUN, "--output"], "x.txt"),
    ],
    ids=" ".join,
)
def test_an_ending_that_does_not_fit_is_refused(command: list[str], name: str, home: Path, folder: Path) -> None:
    answer = run_here(*command, folder / name, home=home)

    assert answer.returncode == 1
    assert name in answer.stderr
    assert names(folder) == []


def test_the_ending_decides_the_format_of_a_report(home: Path, folder: Path) -> None:
    for ending, form in ((".txt", "text"), (".json", "json"), (".csv", "csv"), ("", "text"), (".JSON", "json")):
        assert run_here("report", "2019", "--output", folder / f"a{ending}", home=home).returncode == 0
        asked = run_here("report", "2019", "--format", form, home=home).stdout
        written = (folder / f"a{ending}").read_text("utf-8-sig")
        assert written.splitlines() == asked.splitlines()


@pytest.mark.parametrize("name", [name for name, writer in WRITERS.items() if "" in writer.endings])
def test_a_name_without_an_ending_takes_any_format(name: str, home: Path, folder: Path) -> None:
    assert run_here(*WRITERS[name].command, folder / "tệp", home=home).returncode == 0
    assert names(folder) == ["tệp"]


@pytest.mark.parametrize("name", [*WRITERS])
def test_endings_in_capitals_fit(name: str, home: Path, folder: Path) -> None:
    for ending in filter(None, WRITERS[name].endings[:2]):
        answer = run_here(*WRITERS[name].command, folder / f"A{ending.upper()}", home=home)

        assert answer.returncode == 0, answer.stderr
        assert f"A{ending.upper()}" in names(folder)


# Streams, links, permissions


@posix
def test_a_link_is_followed_and_stays_a_link(home: Path, folder: Path, tmp_path: Path) -> None:
    for name, ending in (("any", ".txt"), ("calendar", ".ics"), ("beside", ".mp3"), ("backup", ".zip")):
        (folder / f"a{ending}").symlink_to(f"../target{ending}")
        answer = run_here(*WRITERS[name].command, folder / f"a{ending}", home=home)

        assert answer.returncode == 0, answer.stderr
        assert (folder / f"a{ending}").is_symlink()
        assert (tmp_path / f"target{ending}").stat().st_size > 20


@posix
@pytest.mark.parametrize("name", ["any", "calendar", "treat", "assemble", "backup"])
def test_a_fifo_gets_what_a_file_would_and_stays_a_fifo(name: str, home: Path, folder: Path, tmp_path: Path) -> None:
    fifo, read = folder / "pipe", []
    os.mkfifo(fifo)
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()
    answer = run_here(*WRITERS[name].command, fifo, home=home)
    if answer.returncode:
        fifo.write_bytes(b"")  # lets the reader go
    reader.join()

    assert answer.returncode == 0, answer.stderr
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    assert names(folder) == ["pipe"]
    if name not in ("calendar", "backup"):  # which hold the moment when they were made
        file = tmp_path / f"a{WRITERS[name].endings[0]}"
        run_here(*WRITERS[name].command, file, home=home)
        assert read == [file.read_bytes()]


@posix
@pytest.mark.parametrize("name", [*WRITERS])
def test_devices_are_written_and_stay_devices(name: str, home: Path) -> None:
    answer = run_here(*WRITERS[name].command, "/dev/null", home=home)

    assert answer.returncode == (1 if name == "beside" else 0), answer.stderr
    assert "fault" not in answer.stderr
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)  # noqa: PTH116
    if Path("/dev/full").exists():
        answer = run_here(*WRITERS[name].command, "/dev/full", home=home)
        assert answer.returncode == 1
        assert "/dev/full" in answer.stderr
        assert "fault" not in answer.stderr


def into_a_stream(writer: Writer, home: Path, folder: Path, output: str, *, regular: bool) -> tuple[bytes, str]:
    """What comes on standard output and on standard error. regular: standard output is a file with a line in it."""
    command = [sys.executable, "-m", "radiodesk", *writer.command, output, "--home", str(home)]
    with (folder / "stdout").open("w+b") as out:
        out.write(b"before\n")
        out.flush()
        answer = subprocess.run(
            command, stdout=out if regular else subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, timeout=60
        )
        out.seek(0)
        told = out.read().removeprefix(b"before\n") if regular else answer.stdout
    assert answer.returncode == 0, answer.stderr
    assert names(folder) == ["stdout"]
    return told, answer.stderr.decode()


@posix
@pytest.mark.parametrize(
    ("name", "output", "regular"),
    [
        *(("treat", output, regular) for output in ("-", "/dev/stdout") for regular in (False, True)),
        ("json", "-", False),
        ("json", "/dev/stdout", True),
        ("backup", "-", True),
        ("backup", "/dev/stdout", False),
    ],
)
def test_standard_output_gets_the_bytes_of_the_file_and_nothing_else(
    name: str, output: str, regular: bool, home: Path, folder: Path, tmp_path: Path
) -> None:
    told, messages = into_a_stream(WRITERS[name], home, folder, output, regular=regular)

    if name == "backup":
        (tmp_path / "a.zip").write_bytes(told)
        with zipfile.ZipFile(tmp_path / "a.zip") as archive:
            assert archive.testzip() is None
        assert "written to" in messages
    else:
        file = tmp_path / f"a{WRITERS[name].endings[0]}"
        assert run_here(*WRITERS[name].command, file, home=home).returncode == 0
        assert told == file.read_bytes()
        assert bool(messages) == (name == "treat")


@posix
def test_a_file_whose_name_is_a_dash_is_written_by_its_path(home: Path, folder: Path) -> None:
    assert run_here(*WRITERS["any"].command, folder / "-", home=home).returncode == 0
    assert names(folder) == ["-"]


@posix
@pytest.mark.parametrize("name", ["any", "calendar", "treat", "backup"])
def test_permissions_are_kept_and_a_new_file_obeys_the_umask(name: str, home: Path, folder: Path) -> None:
    old, new = (folder / f"{word}{WRITERS[name].endings[0]}" for word in ("old", "new"))
    old.write_bytes(b"")
    old.chmod(0o604)
    before = os.umask(0o027)
    try:
        for file in (old, new):
            assert run_here(*WRITERS[name].command, file, home=home).returncode == 0
    finally:
        os.umask(before)

    assert (stat.S_IMODE(old.stat().st_mode), stat.S_IMODE(new.stat().st_mode)) == (0o604, 0o640)


@posix
@pytest.mark.parametrize("name", [*WRITERS])
def test_a_place_that_cannot_be_written_is_told(
    name: str, home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    ending = WRITERS[name].endings[0]
    (folder / "file").write_bytes(KEPT)
    (folder / "shut").mkdir(mode=0o555)
    (folder / f"loop{ending}").symlink_to(f"loop{ending}")
    (folder / f"folder{ending}").mkdir()
    bad = ["missing/a", "file/a", "x" * 300, "loop", "folder", "~nobody-of-that-name/a", "/proc/a"]
    for output in [*bad, "shut/a"] if os.geteuid() else bad:
        answer = run_here(*WRITERS[name].command, output + ending, home=home)

        assert answer.returncode == 1, output
        assert answer.stderr.startswith("Error: "), (output, answer.stderr)
        assert "Standard output" not in answer.stderr, output
        assert answer.stdout == ""
    assert names(folder) == sorted(["file", "shut", f"loop{ending}", f"folder{ending}"])


@pytest.mark.parametrize("name", ["any", "beside"])
def test_a_zero_byte_in_a_name_is_told(name: str, home: Path) -> None:
    answer = run_here(*WRITERS[name].command, f"a\0{WRITERS[name].endings[0]}", home=home)

    assert answer.returncode == 1
    assert answer.stderr.startswith("Error: "), answer.stderr
    assert "Standard output" not in answer.stderr


@posix
def test_names_of_outputs_never_steer_the_terminal(home: Path, folder: Path) -> None:
    for stem in ("\u202ea", "\x07a", "\x1b[2Ja"):
        for name in ("calendar", "treat", "backup"):
            answer = run_here(*WRITERS[name].command, folder / f"{stem}{WRITERS[name].endings[0]}", home=home)

            assert answer.returncode == 0
            assert stem[0] not in answer.stdout + answer.stderr


@posix
def test_a_name_that_is_no_text_is_written(home: Path, folder: Path) -> None:
    name = os.fsdecode(b"\xff.ics")
    command = [sys.executable, "-m", "radiodesk", "calendar", "export", folder / name, "--home", home]
    answer = subprocess.run(command, capture_output=True, timeout=60)

    assert answer.returncode == 0, answer.stderr
    assert names(folder) == [name]


# Commands that are stopped


@pytest.fixture(scope="module")
def long_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose edition takes a while to assemble."""
    folder = tmp_path_factory.mktemp("long")
    with closing(Desk.create(Config(home=folder / "home", language="en"), name="Đài")) as desk:
        assembling.build(desk, folder, [replace(PARTS[1], seconds=40)])
    return folder / "home"


@pytest.fixture
def slow(long_home: Path, tmp_path: Path) -> Path:
    return shutil.copytree(long_home, tmp_path / "home")


def start(*before: str, home: Path, output: Path, **options: str) -> "subprocess.Popen[bytes]":
    """Begin to assemble, and come back when a part of it is written."""
    command = [*before, sys.executable, "-m", "radiodesk", "media", "assemble", FIRST_RUN, "--output", str(output)]
    surroundings = {**os.environ, "RADIODESK_HOME": str(home), **options}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=surroundings)
    until(process, lambda: any(engines.size_of(path) for path in output.parent.glob(".making-*")))
    return process


def until(process: "subprocess.Popen[bytes]", happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.deep
@posix
@pytest.mark.parametrize(
    ("sent", "existed"),
    [("SIGHUP", True), ("SIGTERM", True), ("SIGINT", True), ("SIGQUIT", True), ("SIGTERM", False)],
)
def test_a_stopped_command_leaves_nothing(sent: str, existed: bool, slow: Path, folder: Path) -> None:
    if existed:
        (folder / "a.mp3").write_bytes(KEPT)
    number = getattr(signal, sent)
    process = start(home=slow, output=folder / "a.mp3")
    process.send_signal(number)
    _none, messages = process.communicate(timeout=PATIENCE)

    assert process.returncode == 128 + number
    assert messages.decode() == "Stopped. Unfinished work changed nothing; “radiodesk log” lists what was finished.\n"
    assert names(folder) == (["a.mp3"] if existed else [])
    assert not existed or (folder / "a.mp3").read_bytes() == KEPT
    assert not list(slow.rglob(".making-*"))


@pytest.mark.deep
@posix
def test_what_a_killed_command_left_goes_with_the_next_and_what_is_under_way_stays(slow: Path, folder: Path) -> None:
    killed = start(home=slow, output=folder / "a.mp3")
    killed.kill()
    killed.communicate()
    left = names(folder)
    assert len(left) == 1

    other = shutil.copytree(slow, slow.parent / "other")
    running = start(home=other, output=folder / "b.wav")

    def is_writing() -> bool:
        """Whether there is something in a new file. The one that tries the folder before is empty."""
        with suppress(FileNotFoundError):
            return any((folder / name).stat().st_size for name in names(folder) if name not in left)
        return False

    until(running, is_writing)
    under_way = names(folder)
    assert not {*left} & {*under_way}
    running.send_signal(signal.SIGSTOP)
    try:
        assert run_here("report", "2019", "--output", folder / "c.txt", home=slow).returncode == 0
        assert names(folder) == sorted([*under_way, "c.txt"])
    finally:
        running.send_signal(signal.SIGCONT)
    _none, messages = running.communicate(timeout=PATIENCE)

    assert running.returncode == 0, messages
    assert names(folder) == ["b.wav", "c.txt"]


@pytest.mark.deep
@posix
def test_two_commands_that_write_the_same_file_both_succeed(home: Path, folder: Path, tmp_path: Path) -> None:
    other = shutil.copytree(home, tmp_path / "other")
    both = [start(home=each, output=folder / "a.mp3") for each in (home, other, home)]
    for process in both:
        _none, messages = process.communicate(timeout=PATIENCE)
        assert (process.returncode, messages) == (0, b"")

    assert names(folder) == ["a.mp3"]
    assert run_here("media", "assemble", FIRST_RUN, "--output", folder / "b.mp3", home=home).returncode == 0
    assert (folder / "a.mp3").read_bytes() == (folder / "b.mp3").read_bytes()


@posix
def test_a_command_that_shall_outlive_its_terminal_goes_on(slow: Path, folder: Path) -> None:
    process = start("sh", "-c", 'trap "" HUP; exec "$@"', "sh", home=slow, output=folder / "a.wav")
    process.send_signal(signal.SIGSTOP)
    assert names(folder) != ["a.wav"]  # it is in the middle of its work
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGCONT)
    _none, messages = process.communicate(timeout=PATIENCE)

    assert (process.returncode, messages) == (0, b"")
    assert names(folder) == ["a.wav"]


@posix
def test_a_command_that_waits_for_a_reader_can_be_stopped(home: Path, folder: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    os.mkfifo(folder / "pipe.ics")
    process = subprocess.Popen(
        [sys.executable, "-m", "radiodesk", "calendar", "export", folder / "pipe.ics", "--home", home],
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    until(process, lambda: any(map(engines.size_of, scratch.iterdir())))
    process.terminate()
    _none, messages = process.communicate(timeout=PATIENCE)

    assert process.returncode == 128 + signal.SIGTERM
    assert b"Traceback" not in messages
    assert names(scratch) == []
    assert names(folder) == ["pipe.ics"]
