"""Where files that a user names may go, and that each is the old one or the new one, whatever happens."""

import itertools
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk import files, outputs
from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.files import CannotWrite
from radiodesk.model import Desk
from radiodesk.outputs import NoFileName, NoReader, NothingBeside, PartOfDesk, UnfitEnding

OLD, NEW = b"from before", b"new"

posix = pytest.mark.skipif(sys.platform == "win32", reason="it has no such files, or no such locks")


class StoppedError(BaseException):
    """As Ctrl+C: not an Exception."""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Files that are the old one or the new one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_a_file_is_the_old_one_until_the_block_has_ended(folder: Path) -> None:
    file = folder / "a.txt"
    file.write_bytes(OLD)
    with files.atomic_write(file) as path:
        path.write_bytes(NEW)
        assert file.read_bytes() == OLD
        assert (path.parent, path.suffix) == (folder, ".txt")

    assert file.read_bytes() == NEW
    assert names(folder) == ["a.txt"]


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt, StoppedError])
@pytest.mark.parametrize("existed", [True, False])
def test_a_block_that_is_stopped_leaves_what_was_there(error: type[BaseException], existed: bool, folder: Path) -> None:
    file = folder / "a.txt"
    if existed:
        file.write_bytes(OLD)
    with pytest.raises(CannotWrite if error is OSError else error), files.atomic_write(file) as path:  # noqa: PT012
        path.write_bytes(NEW)
        raise error

    assert names(folder) == (["a.txt"] if existed else [])
    assert not existed or file.read_bytes() == OLD


def test_a_block_that_takes_its_path_away_changes_nothing(folder: Path) -> None:
    file = folder / "a.txt"
    file.write_bytes(OLD)
    with pytest.raises(CannotWrite, match=r"a\.txt"), files.atomic_write(file) as path:
        path.unlink()

    assert file.read_bytes() == OLD


def test_an_error_names_the_file_of_the_user_and_not_the_temporary_one(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite) as refused, files.atomic_write(tmp_path / "missing" / "a.txt"):
        pass

    assert "a.txt" in str(refused.value)
    assert ".making" not in str(refused.value)


@pytest.mark.parametrize("suffix", [".mp3", "", ".x" * 100, ". b", ".ệ", "." + "a" * 300, "./b", ".."])
def test_any_ending_makes_a_temporary_file_that_is_found_again(suffix: str, folder: Path) -> None:
    with files.temporary_file(folder, suffix) as path:
        assert path.parent == folder
    left = folder / f".making-0123456789ab{path.suffix}"
    left.write_bytes(OLD)
    old = time.time() - 2 * files.ABANDONED_SECONDS
    os.utime(left, (old, old))

    files.remove_abandoned(folder)
    assert names(folder) == []


@posix
def test_a_new_file_obeys_the_umask_and_an_existing_one_keeps_its_permissions(folder: Path) -> None:
    file = folder / "a.txt"
    before = os.umask(0o027)
    try:
        with files.atomic_write(file) as path:
            path.write_bytes(NEW)
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
        file.chmod(0o604)
        with files.atomic_write(file) as path:
            path.write_bytes(NEW)
        assert stat.S_IMODE(file.stat().st_mode) == 0o604
    finally:
        os.umask(before)


def test_a_temporary_folder_goes_with_what_is_in_it(folder: Path) -> None:
    with pytest.raises(StoppedError), files.temporary_folder(folder) as path:  # noqa: PT012
        (path / "deep").mkdir()
        (path / "deep" / "file").write_bytes(NEW)
        raise StoppedError

    assert names(folder) == []


@posix
@pytest.mark.parametrize("moment", ["flock", "fstat"])
@pytest.mark.parametrize("make", [files.temporary_file, files.temporary_folder])
def test_a_stop_while_the_temporary_file_is_made_leaves_nothing(
    make: Callable[[Path], AbstractContextManager[Path]], moment: str, folder: Path
) -> None:
    import fcntl

    def stop(*_arguments: object) -> None:
        raise StoppedError

    with pytest.MonkeyPatch.context() as patch, pytest.raises(StoppedError):  # noqa: PT012
        patch.setattr(fcntl if moment == "flock" else os, moment, stop)
        with make(folder):
            pass
    assert names(folder) == []


# What killed processes left

HOLD = """
import sys
from pathlib import Path
from radiodesk import files
with getattr(files, sys.argv[1])(Path(sys.argv[2])) as path:
    if path.is_dir():
        (path / "inside").write_bytes(b"half")
    print(path, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=["temporary_file", "temporary_folder"])
def held(request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """Another process in the midst of writing, and the path that it writes to."""
    command = [sys.executable, "-c", HOLD, request.param, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process, Path(process.stdout.readline().strip())
        process.kill()


@posix
def test_what_another_process_writes_is_left_alone_until_it_is_killed(
    held: tuple["subprocess.Popen[str]", Path], folder: Path
) -> None:
    process, path = held
    assert not files.is_abandoned(path)
    with files.temporary_file(folder), files.temporary_folder(folder):
        assert path.exists()

    process.kill()
    process.wait()
    assert path.exists()
    assert files.is_abandoned(path)
    with files.temporary_file(folder):
        assert not path.exists()
    assert names(folder) == []


@posix
def test_what_another_process_writes_goes_when_it_ends(held: tuple["subprocess.Popen[str]", Path]) -> None:
    process, path = held
    process.communicate("")

    assert process.returncode == 0
    assert not path.exists()


def test_only_names_of_our_own_are_ever_removed(folder: Path) -> None:
    others = [
        "making-0123456789ab",
        ".making-0123456789abc",
        ".making-0123456789ab.tar.gz",
        ".making-",
        ".making-x.mp3",
    ]
    for name in others:
        (folder / name).write_bytes(OLD)
    (folder / ".making-0123456789ab.mp3").write_bytes(OLD)
    (folder / ".making-0123456789ac").mkdir()
    old = time.time() - 2 * files.ABANDONED_SECONDS
    os.utime(folder / ".making-0123456789ab.mp3", (old, old))
    os.utime(folder / ".making-0123456789ac", (old, old))
    files.remove_abandoned(folder)

    assert names(folder) == sorted(others)


@posix
def test_a_link_that_has_the_name_of_a_temporary_file_takes_nothing_with_it(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "kept").write_bytes(OLD)
    (folder / ".making-0123456789ab").symlink_to(target)
    files.remove_abandoned(folder)

    assert (target / "kept").read_bytes() == OLD


def test_a_missing_path_is_abandoned_by_nobody(folder: Path) -> None:
    assert not files.is_abandoned(folder / ".making-0123456789ab")
    files.remove_abandoned(folder / "missing")


RACE = """
import sys, time
from pathlib import Path
from radiodesk import files
end = time.monotonic() + 1
while time.monotonic() < end:
    with files.temporary_file(Path(sys.argv[1])) as path:
        if not path.exists():
            sys.exit("It was taken for abandoned while it was in use")
    with files.temporary_folder(Path(sys.argv[1])) as path:
        (path / "inside").touch()
"""


@posix
def test_processes_that_write_at_the_same_time_leave_each_others_files_alone(folder: Path) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", RACE, folder], stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    messages = [process.communicate()[1] for process in processes]

    assert messages == [""] * 4
    assert names(folder) == []


@posix
def test_a_file_that_is_seen_as_abandoned_while_it_is_made_is_not_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else looks before the lock is set, and removes after it."""
    import fcntl

    removing, made = threading.Event(), threading.Event()
    cleaner = threading.Thread(target=files.remove_abandoned, args=(folder,))
    lock, unlink = fcntl.flock, Path.unlink

    def lock_late(descriptor: int, operation: int) -> None:
        if threading.current_thread() is not cleaner and cleaner.ident is None:
            cleaner.start()
            removing.wait(5)
        lock(descriptor, operation)

    def unlink_slowly(path: Path, missing_ok: bool = False) -> None:
        if threading.current_thread() is cleaner:
            removing.set()
            made.wait(0.3)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(fcntl, "flock", lock_late)
    monkeypatch.setattr(Path, "unlink", unlink_slowly)
    with files.temporary_file(folder) as path:
        made.set()
        cleaner.join()
        assert path.exists()


# Where files may go


@pytest.fixture
def home(desk: Desk) -> Config:
    desk.close()
    return desk.config


@pytest.mark.parametrize("name", ["", " ", "\t", "\n"])
def test_a_name_of_nothing_is_refused(name: str, home: Config) -> None:
    with pytest.raises(NoFileName):
        outputs.check(home, name)


@pytest.mark.parametrize(
    "name",
    [
        "radiodesk.db",
        "radiodesk.db-wal",
        "radiodesk.db-shm",
        "radiodesk.db-journal",
        "anything.txt",
        "inbox/a.wav",
        "trash/a.wav",
        "media/a.wav",
        "media/originals/aa/a.wav",
        "media/treated/a.flac",
        "media/damaged/a.wav",
        "inbox/folder of a recorder/a.wav",
    ],
)
def test_what_only_the_desk_writes_is_refused_whether_it_is_there_or_not(name: str, home: Config) -> None:
    file = home.home / name
    file.parent.mkdir(parents=True, exist_ok=True)
    with pytest.raises(PartOfDesk, match="schedules, papers, backups"):
        outputs.write(home, file, NEW)
    assert not file.exists() or file.read_bytes() != NEW


@pytest.mark.parametrize("folder", ["schedules", "papers", "backups", "media/editions", "schedules/2019"])
def test_files_may_go_to_the_folders_for_them(folder: str, home: Config) -> None:
    file = home.home / folder / "a.txt"
    file.parent.mkdir(exist_ok=True)
    outputs.write(home, file, NEW)

    assert file.read_bytes() == NEW


def test_a_folder_for_files_that_is_kept_elsewhere_takes_them_and_others_do_not(home: Config, tmp_path: Path) -> None:
    for name in ("backups", "inbox"):
        (home.home / name).rename(tmp_path / name)
        (home.home / name).symlink_to(tmp_path / name)
    outputs.write(home, tmp_path / "backups" / "a.zip", NEW)
    outputs.write(home, home.home / "backups" / "b.zip", NEW)

    for name in (tmp_path / "inbox" / "a.zip", home.home / "inbox" / "a.zip"):
        with pytest.raises(PartOfDesk):
            outputs.write(home, name, NEW)


def test_side_files_of_a_database_elsewhere_are_refused_before_they_are_there(home: Config, tmp_path: Path) -> None:
    config = Config(home=home.home, database=f"sqlite:///{tmp_path / 'x.db'}")
    for end in ("", "-wal", "-shm", "-journal"):
        with pytest.raises(PartOfDesk):
            outputs.write(config, tmp_path / f"x.db{end}", NEW)
    outputs.write(config, tmp_path / "x.db.txt", NEW)


def test_a_database_elsewhere_is_refused_by_the_name_of_a_link_to_it(home: Config, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "real.db").write_bytes(OLD)
    (tmp_path / "x.db").symlink_to(tmp_path / "disk" / "real.db")
    config = Config(home=home.home, database=f"sqlite:///{tmp_path / 'x.db'}")
    for name in ("x.db", "disk/real.db", "disk/real.db-wal"):
        with pytest.raises(PartOfDesk):
            outputs.write(config, tmp_path / name, NEW)


def test_a_database_that_a_relative_address_names_is_refused(
    home: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = Config(home=home.home, database="sqlite:///x.db")
    for name in ("x.db", tmp_path / "x.db", "./x.db-wal"):
        with pytest.raises(PartOfDesk):
            outputs.write(config, name, NEW)


def test_the_desk_of_another_home_is_not_asked_about(home: Config, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    outputs.write(home, tmp_path / "inbox" / "a.txt", NEW)
    outputs.write(Config(home=home.home, database="postgresql://x@y/z"), tmp_path / "b.txt", NEW)
    outputs.write(Config(home=home.home, database="sqlite://"), tmp_path / "c.txt", NEW)


@pytest.mark.parametrize("name", ["a.docx", "a.tar.gz", "a.txt.bak", "A.DOCX"])
def test_an_ending_that_does_not_fit_is_refused(name: str, home: Config, folder: Path) -> None:
    with pytest.raises(UnfitEnding, match=r"\.txt"):
        outputs.write(home, folder / name, NEW, endings=[".txt"])
    assert names(folder) == []


@pytest.mark.parametrize("name", ["so.toml", "link.toml"])
def test_a_file_that_is_read_is_not_written_over(name: str, home: Config, folder: Path) -> None:
    source = folder / "so.toml"
    source.write_text("x")
    (folder / "link.toml").symlink_to(source)

    for sources in ([source], ["-", "~nobody/x", str(folder / "link.toml")]):
        with pytest.raises(outputs.OverSource, match=name):
            outputs.check(home, folder / name, sources=sources)
    outputs.check(home, folder / name, sources=["-", folder / "other.toml"])


@pytest.mark.parametrize("name", ["a.txt", "A.TXT", "a", ".hidden", "a.b.txt"])
def test_an_ending_that_fits_or_is_not_there_is_taken(name: str, home: Config, folder: Path) -> None:
    outputs.write(home, folder / name, NEW, endings=[".txt"])
    assert names(folder) == [name]


@posix
def test_a_link_is_followed_and_stays_a_link(home: Config, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "target.txt").write_bytes(OLD)
    (folder / "there.txt").symlink_to(tmp_path / "target.txt")
    (folder / "chain.txt").symlink_to("there.txt")
    (folder / "new.txt").symlink_to("../new.txt")
    outputs.write(home, folder / "chain.txt", NEW)
    outputs.write(home, folder / "new.txt", NEW)

    assert (folder / "chain.txt").readlink() == Path("there.txt")
    assert (folder / "there.txt").is_symlink()
    assert (folder / "new.txt").is_symlink()
    assert (tmp_path / "target.txt").read_bytes() == (tmp_path / "new.txt").read_bytes() == NEW
    assert names(folder) == ["chain.txt", "new.txt", "there.txt"]


@posix
def test_a_link_to_itself_is_told(home: Config, folder: Path) -> None:
    (folder / "a.txt").symlink_to("a.txt")
    with pytest.raises(CannotWrite, match=r"a\.txt"):
        outputs.write(home, folder / "a.txt", NEW)


@posix
def test_a_fifo_gets_the_bytes_and_stays_a_fifo(home: Config, folder: Path) -> None:
    fifo, read = folder / "pipe.txt", []
    os.mkfifo(fifo)
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()
    outputs.write(home, fifo, NEW * 100_000, endings=[".txt"])
    reader.join()

    assert read == [NEW * 100_000]
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    assert names(folder) == ["pipe.txt"]


@posix
def test_a_fifo_that_nobody_reads_is_refused(home: Config, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs, "READER_SECONDS", 0.2)
    fifo = folder / "pipe.txt"
    os.mkfifo(fifo)
    refused: list[UserError] = []

    def export() -> None:
        try:
            outputs.write(home, fifo, NEW)
        except UserError as error:
            refused.append(error)

    writer = threading.Thread(target=export, daemon=True)
    writer.start()
    writer.join(30)
    if writer.is_alive():
        fifo.read_bytes()  # lets the writer go

    assert [type(error) for error in refused] == [NoReader]
    assert str(fifo) in str(refused[0])
    assert names(folder) == ["pipe.txt"]


@posix
def test_nothing_of_a_stopped_block_comes_through_a_fifo(home: Config, folder: Path) -> None:
    fifo = folder / "pipe"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(StoppedError), outputs.writing(home, fifo) as path:  # noqa: PT012
            path.write_bytes(NEW)
            raise StoppedError
        assert os.read(reader, 10) == b""
    finally:
        os.close(reader)


@posix
def test_devices_stay_devices(home: Config) -> None:
    outputs.write(home, "/dev/null", NEW)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)  # noqa: PTH116
    if Path("/dev/full").exists():
        with pytest.raises(CannotWrite, match=r"/dev/full.*full"):
            outputs.write(home, "/dev/full", NEW)


@posix
def test_nothing_can_be_written_beside_a_stream(home: Config, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    for name in ("-", "/dev/null", folder / "pipe"):
        assert outputs.is_stream(name)
        with pytest.raises(NothingBeside):
            outputs.sibling(name, ".cue")
    assert outputs.sibling(folder / "a.b.mp3", ".cue") == folder / "a.b.cue"


@pytest.mark.parametrize("name", ["", ".", "..", "/", "a\0.mp3", "~no such account/a.mp3"])
def test_a_name_that_nothing_can_lie_beside_is_told(name: str) -> None:
    with suppress(UserError):
        outputs.sibling(name, ".cue")


BAD_NAMES = [".", "..", "/", "~", "missing/a.txt", "file/a.txt", "a" * 300, "a\0b.txt", "~no such account/a.txt"]


@pytest.mark.parametrize("name", [*BAD_NAMES, "\ud800.txt"])
def test_a_place_that_cannot_be_written_is_told_before_the_work(
    name: str, home: Config, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "file").write_bytes(OLD)
    with pytest.raises(CannotWrite) as refused:
        outputs.check(home, name)

    assert str(refused.value)
    assert names(folder) == ["file"]


@posix
def test_a_folder_that_can_only_be_read_is_told(home: Config, folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("Root may write everywhere")
    folder.chmod(0o555)
    with pytest.raises(CannotWrite, match="permission"):
        outputs.write(home, folder / "a.txt", NEW)


ODD_TEXT = st.text(st.characters(exclude_characters="/"), max_size=6).filter(lambda text: not text.startswith("~"))
KNOWN = (
    *("..", ".", "", "out", "home", "schedules", "media", "originals", "inbox", "door", "store", "loop", "~"),
    *("a.txt", "kept.txt", "-", "radiodesk.db", "radiodesk.db-wal", "~no such account", "x" * 256),
)
PARTS = st.one_of(st.sampled_from(KNOWN), ODD_TEXT)


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory, _new_home: Path) -> Path:
    """A folder deep enough that no name climbs out of it, with a home, links into it, and a link to itself."""
    base = tmp_path_factory.mktemp("strange")
    deep = base.joinpath(*"12345678")
    deep.mkdir(parents=True)
    with closing(Desk.create(Config(home=deep / "home"), name="Đài")):
        pass
    (deep / "out").mkdir()
    for name in ("media/originals", "inbox"):
        (deep / "home" / name).mkdir(exist_ok=True)
        (deep / "home" / name / "kept.txt").write_bytes(OLD)
    for link, target in (
        ("door", "home"),
        ("store", "home/media"),
        ("loop", "loop"),
        ("kept.txt", "home/inbox/kept.txt"),
    ):
        with suppress(OSError):
            (deep / link).symlink_to(target)
    return deep


def contents(home: Path) -> dict[Path, bytes]:
    """What is in the parts of a home that only the desk writes."""
    ours = [
        path for path in home.rglob("*") if path.relative_to(home).parts[0] not in {"schedules", "papers", "backups"}
    ]
    return {path: path.read_bytes() for path in ours if path.is_file() and "editions" not in path.parts}


@posix
@given(parts=st.lists(PARTS, min_size=1, max_size=7))
def test_whatever_the_name_the_desk_keeps_its_files_and_a_refusal_is_plain(parts: Sequence[str], strange: Path) -> None:
    name = "/".join(parts).lstrip("/")
    before = contents(strange / "home")
    old, standard = Path.cwd(), sys.stdout
    with pytest.MonkeyPatch.context() as patch, open(os.devnull, "w") as nowhere:  # noqa: PTH123
        patch.setenv("HOME", str(strange / "out"))
        patch.setattr(sys, "stdout", nowhere)
        os.chdir(strange)
        told = "It was written"
        try:
            outputs.write(Config(home=strange / "home"), name, NEW)
        except UserError as refused:
            told = str(refused)
        finally:
            os.chdir(old)
    assert told
    assert sys.stdout is standard
    assert contents(strange / "home") == before
    assert not [path for path in itertools.chain(strange.rglob(".making-*"), strange.rglob("-")) if path.parent != path]


def test_the_bytes_are_on_the_disk_before_the_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def note_sync(descriptor: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "bytes")
        fsync(descriptor)

    def note_rename(path: Path, target: Path) -> Path:
        order.append("rename")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "replace", note_rename)
    with files.atomic_write(folder / "a.txt") as path:
        path.write_bytes(NEW)
    assert order == ["bytes", "rename", "folder"]


def test_what_is_written_aside_twice_keeps_its_lock(folder: Path) -> None:
    """A capability writes aside itself, and is given a path that is one already."""
    with files.atomic_write(folder / "a.txt") as outer:
        with files.atomic_write(outer) as inner:
            inner.write_bytes(NEW)
        files.remove_abandoned(folder)  # as another desk does that writes in this folder
    assert (folder / "a.txt").read_bytes() == NEW
