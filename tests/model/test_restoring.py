"""Restoring: where a backup goes, what is kept of what was there, and that a damaged one changes nothing."""

import datetime as dt
import errno
import hashlib
import json
import random
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.files import CannotWrite
from radiodesk.media import store, store_check
from radiodesk.model import Desk, backups, engines, migrating, restoring, unpacking
from radiodesk.model.restoring import DeskInUse
from radiodesk.model.unpacking import CannotReadBackup, DamagedBackup, NewerBackup
from tests.conftest import MEDIA
from tests.model.test_backups import add_people, break_pages, file_of, names_in, old_home

pytestmark = pytest.mark.sqlite

SOUND = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"
OTHER_SOUND = MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3"
NOW = dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.UTC)
TODAY = NOW.date()
KEPT = "home.before-restore-2026-11-28"

HOLD_OPEN = """
import sys
from pathlib import Path
from radiodesk.config import Config
from radiodesk.model import Desk, station
desk = Desk.open(Config(home=Path(sys.argv[1])))
with desk.reading() as session:
    station(session)
print("open", flush=True)
sys.stdin.read()
"""

WITH_LITTLE_ROOM = """
import datetime as dt, resource, signal, sys
from pathlib import Path
from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.model import restoring
limit, home, file = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    restoring.restore(Config(home=home), file, now=dt.datetime(2026, 11, 28, tzinfo=dt.UTC))
except UserError as error:
    print(type(error).__name__)
    sys.exit(7)
"""


class StoppedError(Exception):
    """What a watch of ours raises."""


Files = dict[str, bytes]


def all_of(folder: Path) -> dict[str, bytes | str | None]:
    """Every file below a folder with its bytes, links with their targets, folders; but for the file that is locked."""
    found: dict[str, bytes | str | None] = {}
    for path in folder.rglob("*"):
        if path.name == ".radiodesk.lock":
            continue
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = str(path.readlink())
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home that has a person and a recording, and a backup of it: measuring takes long."""
    folder = tmp_path_factory.mktemp("saved")
    with closing(Desk.create(Config(home=folder / "home", person="?"), name="Đài phát thanh huyện Lương Tài")) as desk:
        add_people(desk, "Thu Hà")
        store.add(desk, SOUND)
        backups.write(desk, folder / "saved.zip", recordings=True)
    return folder


@pytest.fixture
def saved(made_once: Path, config: Config, tmp_path: Path) -> Path:
    """A backup of the desk at `config`, which is closed."""
    shutil.copytree(made_once / "home", config.home)
    return Path(shutil.copy(made_once / "saved.zip", tmp_path))


def go_on(config: Config) -> None:
    """What a desk does after its backup: another person, another recording, files of people."""
    with closing(Desk.open(config)) as desk:
        add_people(desk, "Đức Anh")
        store.add(desk, OTHER_SOUND)
    for name in ("schedules/2026.csv", "papers/cue.pdf", "backups/mine.zip", "inbox/recorder.wav", "trash/old.csv"):
        (config.home / name).write_bytes(name.encode())


def restore(config: Config, file: Path) -> Path | None:
    return restoring.restore(config, file, now=NOW)[1]


def people(config: Config) -> list[str]:
    with closing(Desk.open(config)):
        return names_in(file_of(config))


def missing(config: Config) -> list[str]:
    with closing(Desk.open(config)) as desk:
        findings = store_check.check(desk, today=TODAY)
    assert not findings.damaged
    return [recording.name for recording in findings.missing]


# Into a new home


def test_a_new_home_becomes_the_desk_of_the_backup(saved: Path, tmp_path: Path) -> None:
    config = Config(home=tmp_path / "new", person="?")

    manifest, kept = restoring.restore(config, saved, now=NOW)

    assert kept is None
    assert manifest.station == "Đài phát thanh huyện Lương Tài"
    assert all(folder.is_dir() for folder in config.folders)
    assert people(config) == ["Thu Hà"]
    assert missing(config) == []
    with closing(Desk.open(config)) as desk:
        add_people(desk, "Mới")
    assert people(config) == ["Thu Hà", "Mới"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "new", "saved.zip"]


def test_an_empty_folder_is_a_new_home(saved: Path, tmp_path: Path) -> None:
    config = Config(home=tmp_path / "new", person="?")
    config.home.mkdir()
    assert not restoring.holds_desk(config)
    assert restore(config, saved) is None
    assert people(config) == ["Thu Hà"]


def test_the_database_may_lie_outside_the_home(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    url = f"sqlite:///{tmp_path}/elsewhere/desk.db"
    config = Config(home=tmp_path / "new", person="?", database=url)
    assert restore(config, saved) is None
    assert names_in(tmp_path / "elsewhere" / "desk.db") == ["Thu Hà"]
    assert restoring.holds_desk(config)
    kept = restore(config, saved)
    assert kept == tmp_path / "new.before-restore-2026-11-28"
    assert names_in(kept / "radiodesk.db") == ["Thu Hà"]
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == [".radiodesk.lock", "desk.db"]


def test_what_was_restored_lets_people_read_while_others_write(saved: Path, tmp_path: Path) -> None:
    config = Config(home=tmp_path / "new", person="?")
    restore(config, saved)
    with closing(sqlite3.connect(file_of(config))) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_a_backup_of_an_older_release_is_brought_up_to_date_when_it_is_opened(tmp_path: Path, revision: str) -> None:
    old = Config(home=tmp_path / "old", person="?")
    old_home(old, revision)
    desk = Desk(old, engines.engine_of(old))
    backups.write(desk, tmp_path / "a.zip", revision=revision)
    desk.close()
    config = Config(home=tmp_path / "new", person="?")
    assert restoring.restore(config, tmp_path / "a.zip", now=NOW)[0].schema == revision
    assert people(config) == ["Thu Hà"]


# Over a home


def test_the_old_home_is_kept_whole_and_the_files_of_people_stay(saved: Path, config: Config, tmp_path: Path) -> None:
    go_on(config)
    before = all_of(config.home)

    kept = restore(config, saved)

    assert kept == tmp_path / KEPT
    old = Config(home=kept, person="?")
    assert people(config) == ["Thu Hà"]
    assert people(old) == ["Thu Hà", "Đức Anh"]
    assert missing(config) == missing(old) == []
    for folder in (config.home, kept):
        now = all_of(folder)
        assert {name: now.get(name) for name in before if "radiodesk.db" not in name} == {
            name: content for name, content in before.items() if "radiodesk.db" not in name
        }
    # The kept one is a home of its own: what is done in one of them does not reach the other.
    (config.home / "schedules" / "2026.csv").write_text("worked on")
    assert (kept / "schedules" / "2026.csv").read_text() == "schedules/2026.csv"
    with closing(Desk.open(old)) as desk:
        add_people(desk, "Cũ")
    assert people(config) == ["Thu Hà"]


def test_a_second_restore_on_the_same_day_keeps_both(saved: Path, config: Config, tmp_path: Path) -> None:
    for name in ("first", "second", "third"):
        with closing(Desk.open(config)) as desk:
            add_people(desk, name)
        restore(config, saved)
    kept = sorted(path for path in tmp_path.iterdir() if path.name.startswith("home.before"))
    assert [path.name for path in kept] == [KEPT, f"{KEPT}-2", f"{KEPT}-3"]
    assert [names_in(path / "radiodesk.db") for path in kept] == [
        ["Thu Hà", name] for name in ("first", "second", "third")
    ]


def test_the_backup_may_lie_in_the_home_itself(saved: Path, config: Config) -> None:
    inside = Path(shutil.copy(saved, config.backups))
    go_on(config)
    kept = restore(config, inside)
    assert kept
    assert inside.read_bytes() == saved.read_bytes() == (kept / "backups" / inside.name).read_bytes()
    assert people(config) == ["Thu Hà"]


def test_folders_that_are_links_stay_links(saved: Path, config: Config, tmp_path: Path) -> None:
    shutil.move(config.media, tmp_path / "large disk")
    config.media.symlink_to(tmp_path / "large disk")
    before = all_of(tmp_path / "large disk")
    kept = restore(config, saved)
    assert kept
    assert config.media.is_symlink()
    assert (kept / "media").is_symlink()
    assert all_of(tmp_path / "large disk") == before
    assert missing(config) == []


def test_recordings_that_the_home_lost_come_back(saved: Path, config: Config) -> None:
    for path in (config.media / "originals").rglob("*.wav"):
        path.unlink()
    assert missing(config) == [SOUND.name]
    restore(config, saved)
    assert missing(config) == []


def test_recordings_that_the_home_damaged_become_whole(saved: Path, config: Config) -> None:
    for path in (config.media / "originals").rglob("*.wav"):
        path.unlink()
        path.write_bytes(b"what a bad disk left")
    kept = restore(config, saved)
    assert missing(config) == []
    assert kept
    assert [path.read_bytes() for path in (kept / "media" / "originals").rglob("*.wav")] == [b"what a bad disk left"]


@pytest.mark.parametrize("how", ["noise", "broken pages", "cut off", "a journal"])
def test_over_a_damaged_database_it_works_and_keeps_the_damaged_one(
    saved: Path, config: Config, tmp_path: Path, how: str
) -> None:
    match how:
        case "noise":
            file_of(config).write_bytes(random.Random(1).randbytes(100_000))
        case "broken pages":
            break_pages(file_of(config))
        case "cut off":
            file_of(config).write_bytes(file_of(config).read_bytes()[:50_001])
        case "a journal":
            file_of(config).write_bytes(b"SQLite format 3\x00" + b"\xff" * 4000)
            (config.home / "radiodesk.db-wal").write_bytes(b"the log")
    before = file_of(config).read_bytes()

    kept = restore(config, saved)

    assert kept == tmp_path / KEPT
    # Of one that SQLite can open it counts in the header how often the file was written.
    assert (kept / "radiodesk.db").read_bytes()[100:] == before[100:]
    assert people(config) == ["Thu Hà"]
    assert missing(config) == []


def test_the_log_of_the_old_desk_is_not_taken_for_that_of_the_new_one(saved: Path, config: Config) -> None:
    """A desk was killed: what it wrote last is in the log beside the file."""
    writer = Desk.open(config)
    add_people(writer, *(f"Người {number}" for number in range(50)))
    killed = Config(home=config.home.with_name("killed"), person="?")
    shutil.copytree(config.home, killed.home)
    writer.close()
    assert engines.size_of(killed.home / "radiodesk.db-wal")

    kept = restore(killed, saved)

    assert kept
    assert len(names_in(kept / "radiodesk.db")) == 51
    assert people(killed) == ["Thu Hà"]


def test_a_desk_that_is_open_elsewhere_refuses_it_and_nothing_changes(
    saved: Path, config: Config, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", HOLD_OPEN, str(config.home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        before = all_of(tmp_path)
        with pytest.raises(DeskInUse, match="open somewhere"):
            restore(config, saved)
        assert all_of(tmp_path) == before
        assert other.stdin is not None
        other.stdin.close()
    assert restore(config, saved) == tmp_path / KEPT


def test_a_desk_that_is_open_in_this_process_refuses_it_too(saved: Path, config: Config, tmp_path: Path) -> None:
    with closing(Desk.open(config)) as desk:
        add_people(desk, "Đức Anh")
        with pytest.raises(DeskInUse):
            restore(config, saved)
        add_people(desk, "Lan")
    assert people(config) == ["Thu Hà", "Đức Anh", "Lan"]
    assert not (tmp_path / KEPT).exists()


def test_stopping_it_changes_nothing(saved: Path, config: Config, tmp_path: Path) -> None:
    def stop(done: int, _total: int) -> None:
        if done > 100:
            raise StoppedError

    before = all_of(tmp_path)
    for home in (config, Config(home=tmp_path / "new")):
        with pytest.raises(StoppedError):
            restoring.restore(home, saved, now=NOW, progress=stop)
    assert all_of(tmp_path) == before


@pytest.mark.parametrize("limit", [100, 100_000, 300_000])
def test_on_a_full_disk_the_old_desk_stays(saved: Path, config: Config, tmp_path: Path, limit: int) -> None:
    before = all_of(tmp_path)
    for home in (config.home, tmp_path / "new"):
        command = [sys.executable, "-c", WITH_LITTLE_ROOM, str(limit), str(home), str(saved)]
        answer = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
        assert (answer.returncode, answer.stderr, answer.stdout) == (7, "", "CannotWrite\n")
        assert all_of(tmp_path) == before


def test_a_fault_while_the_old_home_is_copied_leaves_it(
    saved: Path, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on(config)
    before = all_of(tmp_path)

    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(CannotWrite, match="the disk is full"):
        restore(config, saved)
    assert all_of(tmp_path) == before


def test_where_a_disk_knows_no_links_the_files_are_copied(
    saved: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.EPERM, "")

    monkeypatch.setattr("os.link", none)
    kept = restore(config, saved)
    assert kept
    assert missing(Config(home=kept, person="?")) == []


# Damaged backups


def apart(file: Path) -> Files:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def together(file: Path, files: Files | list[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items() if isinstance(files, dict) else files:
            archive.writestr(zipfile.ZipInfo(name), content)
    return file


def sealed(files: Files, **changes: object) -> Files:
    """With a manifest that fits what is in it: what somebody writes who knows how."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
        if name != "manifest.json"
    ]
    return {**files, "manifest.json": json.dumps(manifest | changes).encode()}


def refused(config: Config, file: Path, kind: type[Exception] | tuple[type[Exception], ...]) -> None:
    """Over a home and into a new one: the file is refused, and every byte of everything is as it was."""
    new = Config(home=config.home.with_name("new"), person="?")
    before = all_of(config.home.parent)
    for home in (config, new):
        with pytest.raises(kind) as caught:
            restoring.restore(home, file, now=NOW)
        assert str(file) in str(caught.value)
        assert "\n" not in str(caught.value)
        assert all_of(config.home.parent) == before


def with_name(old: str, new: str) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        renamed = {new if name == old else name: content for name, content in files.items()}
        return sealed(renamed)

    return change


def recording_of(files: Files) -> str:
    return next(name for name in files if name.startswith("media/"))


def with_manifest(content: bytes) -> Callable[[Files], Files]:
    return lambda files: {**files, "manifest.json": content}


def with_entry(**changes: object) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        manifest = json.loads(files["manifest.json"])
        manifest["files"][0].update(changes)
        return {**files, "manifest.json": json.dumps(manifest).encode()}

    return change


def with_key(key: str, value: object) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        return {**files, "manifest.json": json.dumps({**json.loads(files["manifest.json"]), key: value}).encode()}

    return change


def without_key(key: str) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        manifest = json.loads(files["manifest.json"])
        del manifest[key]
        return {**files, "manifest.json": json.dumps(manifest).encode()}

    return change


def with_database(*statements: str) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
            memory.deserialize(files["radiodesk.db"].replace(b"SQLite format 3\x00\x10\x00\x02\x02", ROLLBACK, 1))
            memory.execute("PRAGMA writable_schema = ON")
            memory.execute("PRAGMA ignore_check_constraints = ON")
            for statement in statements:
                memory.execute(statement)
            return sealed({**files, "radiodesk.db": memory.serialize()})

    return change


ROLLBACK = b"SQLite format 3\x00\x10\x00\x01\x01"
"""The beginning of a database that needs no log: one in memory has none."""

SHA = "ab" + "0" * 62

FORGED: dict[str, Callable[[Files], Files | list[tuple[str, bytes]]]] = {
    "no manifest": lambda files: {name: content for name, content in files.items() if name != "manifest.json"},
    "no database": lambda files: sealed({name: c for name, c in files.items() if name != "radiodesk.db"}),
    "a file more": lambda files: {**files, "more.txt": b"x"},
    "a known file more": lambda files: sealed({**files, "schedules/x.csv": b"x"}),
    "a recording less": lambda files: {n: c for n, c in files.items() if not n.startswith("media")},
    "a file twice": lambda files: [*files.items(), ("radiodesk.db", files["radiodesk.db"])],
    "a manifest twice": lambda files: [*files.items(), ("manifest.json", files["manifest.json"])],
    "a file twice in the manifest": lambda files: with_key("files", json.loads(files["manifest.json"])["files"] * 2)(
        files
    ),
    "out of the folder": lambda files: with_name(recording_of(files), "../evil.wav")(files),
    "out of the store": lambda files: with_name(recording_of(files), "media/originals/../../../../evil.wav")(files),
    "an absolute name": lambda files: with_name(recording_of(files), "/tmp/evil.wav")(files),
    "a drive": lambda files: with_name(recording_of(files), "C:\\evil.wav")(files),
    "another folder": lambda files: with_name(recording_of(files), f"media/originals/cd/{SHA}.wav")(files),
    "another store": lambda files: with_name(recording_of(files), f"media/treated/ab/{SHA}.wav")(files),
    "a name with a line": lambda files: with_name(recording_of(files), f"media/originals/ab/{SHA}.wav\n")(files),
    "an ending that leads out": lambda files: with_name(recording_of(files), f"media/originals/ab/{SHA}./../x")(files),
    "another content of the same size": lambda files: {
        **files,
        recording_of(files): bytes(len(files[recording_of(files)])),
    },
    "another database of the same size": lambda files: {
        **files,
        "radiodesk.db": files["radiodesk.db"].replace("Thu Hà".encode(), b"Thu Ba "),
    },
    "a hash of another": with_entry(sha256="0" * 64),
    "no hash": with_entry(sha256=None),
    "a size of none": with_entry(size=-1),
    "a small size": with_entry(size=10),
    "an endless size": with_entry(size=10**30),
    "a size in words": with_entry(size="large"),
    "a size that is no number": with_entry(size=float("nan")),
    "an infinite size": with_entry(size=float("inf")),
    "a name that is a list": with_entry(name=["radiodesk.db"]),
    "an empty manifest": with_manifest(b""),
    "a manifest of noise": with_manifest(random.Random(2).randbytes(500)),
    "a manifest in another encoding": with_manifest('{"format": 1}'.encode("utf-16")),
    "a manifest that is a list": with_manifest(b"[1, 2]"),
    "a manifest that is null": with_manifest(b"null"),
    "a manifest that is a number": with_manifest(b"1e999"),
    "a manifest that is a long number": with_manifest(b'{"format": ' + b"9" * 5000 + b"}"),
    "a manifest of another program": with_manifest(b'{"name": "x", "version": 1}'),
    "a manifest of brackets": with_manifest(b"[" * 100_000),
    "a manifest of spaces": with_manifest(b" " * (65 << 20)),
    "files that are a number": with_key("files", 5),
    "files that are words": with_key("files", ["radiodesk.db"]),
    "no files": with_key("files", []),
    "a format in words": with_key("format", "one"),
    "no format": without_key("format"),
    "no schema": without_key("schema"),
    "no station": without_key("station"),
    "no moment": without_key("created"),
    "a moment in words": with_key("created", "yesterday"),
    "another schema": with_key("schema", "0002"),
    "missing files that are a number": with_key("missing", 5),
    "no database at all": lambda files: sealed({**files, "radiodesk.db": b"no database at all" * 100}),
    "an empty database": lambda files: sealed({**files, "radiodesk.db": b""}),
    "a database that is cut off": lambda files: sealed({**files, "radiodesk.db": files["radiodesk.db"][:50_001]}),
    "a database with broken pages": lambda files: sealed(
        {**files, "radiodesk.db": files["radiodesk.db"][:100_000] + b"\xa5" * (len(files["radiodesk.db"]) - 100_000)}
    ),
    "a database of another program": with_database("DROP TABLE alembic_version"),
    "a database without a version": with_database("DELETE FROM alembic_version"),
    "a database of two versions": with_database("INSERT INTO alembic_version VALUES ('0001')"),
    "a database of a version in words": with_database("UPDATE alembic_version SET version_num = 'x'"),
    "a trigger": with_database("CREATE TRIGGER t AFTER INSERT ON person BEGIN DELETE FROM person; END"),
    "a view": with_database("CREATE VIEW v AS SELECT * FROM person"),
    "a missing table": with_database("DROP TABLE overview"),
    "a missing column": with_database("ALTER TABLE station DROP COLUMN keep_days"),
    "an index that lacks rows": with_database(
        "UPDATE sqlite_schema SET sql = replace(sql, 'folded)', 'folded) WHERE 0') WHERE name = 'ix_person_folded'"
    ),
    "a value that its check refuses": with_database("UPDATE station SET period_rule = 'lunar'"),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_backup_that_was_tampered_with_changes_nothing(
    saved: Path, config: Config, tmp_path: Path, forged: Callable[[Files], Files | list[tuple[str, bytes]]]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a name that is there twice
        file = together(tmp_path / "forged.zip", forged(apart(saved)))
    refused(config, file, DamagedBackup)


@pytest.mark.parametrize(
    "forged",
    [
        with_key("format", 2),
        with_key("format", 10**9),
        with_database("UPDATE alembic_version SET version_num = '9999'"),
    ],
    ids=["format", "later format", "schema"],
)
def test_a_backup_of_a_newer_release_changes_nothing(
    saved: Path, config: Config, tmp_path: Path, forged: Callable[[Files], Files]
) -> None:
    refused(config, together(tmp_path / "forged.zip", forged(apart(saved))), NewerBackup)


def test_what_is_no_file_of_ours_changes_nothing(saved: Path, config: Config, tmp_path: Path) -> None:
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "empty.zip").touch()
    (tmp_path / "text.zip").write_text("no zip file")
    for name in ("folder.zip", "nothing.zip", "x" * 300, "text.zip/inside"):
        refused(config, tmp_path / name, CannotReadBackup)
    with pytest.raises(CannotReadBackup):
        restore(config, tmp_path / "a\0b.zip")
    for path in (tmp_path / "empty.zip", tmp_path / "text.zip", SOUND, file_of(config)):
        refused(config, path, DamagedBackup)
    with zipfile.ZipFile(tmp_path / "no files.zip", "w"):
        pass
    refused(config, tmp_path / "no files.zip", DamagedBackup)


def central(content: bytes, number: int = 0) -> int:
    """Where the list of contents of a zip file names its file of that number."""
    place = -1
    for _ in range(number + 1):
        place = content.index(b"PK\x01\x02", place + 1)
    return place


def patched(saved: Path, tmp_path: Path, offset: int, value: bytes, *, number: int = 0) -> Path:
    """With other bytes in the list of contents, so many behind the beginning of an entry."""
    content = bytearray(saved.read_bytes())
    place = central(bytes(content), number) + offset
    content[place : place + len(value)] = value
    file = tmp_path / "patched.zip"
    file.write_bytes(content)
    return file


PATCHES = {
    "encrypted": (8, b"\x01\x00"),
    "strongly encrypted": (8, b"\x41\x00"),
    "patched data": (8, b"\x20\x00"),
    "stored": (10, b"\x00\x00"),
    "bzip2": (10, b"\x0c\x00"),
    "lzma": (10, b"\x0e\x00"),
    "zstandard": (10, b"\x5d\x00"),
    "an unknown compression": (10, b"\x63\x00"),
    "a later zip": (6, b"\xff\x00"),
    "another checksum": (16, b"\x01\x02\x03\x04"),
    "a small size": (24, struct.pack("<L", 10)),
    "a small packed size": (20, struct.pack("<L", 10)),
    "a place behind the end": (42, struct.pack("<L", 0x7FFFFFFF)),
    "another place": (42, struct.pack("<L", 5)),
}


@pytest.mark.parametrize("number", [0, 1, 2], ids=["database", "recording", "manifest"])
@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
def test_a_list_of_contents_that_says_otherwise_changes_nothing(
    saved: Path, config: Config, tmp_path: Path, patch: tuple[int, bytes], number: int
) -> None:
    file = patched(saved, tmp_path, *patch, number=number)
    if patch == PATCHES["stored"] and number == 1:
        return  # which it is
    refused(config, file, DamagedBackup)


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_the_list_of_contents_may_lie_before_the_beginning(saved: Path, config: Config, tmp_path: Path) -> None:
    content = saved.read_bytes()
    end = content.rindex(b"PK\x05\x06")
    for offset in (0, 1, 100, 0x7FFFFFFF, 0xFFFFFFFE):
        changed = content[: end + 16] + struct.pack("<L", offset) + content[end + 20 :]
        (tmp_path / "moved.zip").write_bytes(changed)
        refused(config, tmp_path / "moved.zip", DamagedBackup)
    for cut in (1, 1000, end - 50):
        (tmp_path / "moved.zip").write_bytes(content[cut:])
        refused(config, tmp_path / "moved.zip", DamagedBackup)


def test_a_bomb_is_given_up_where_it_is_larger_than_it_says(saved: Path, config: Config, tmp_path: Path) -> None:
    files = apart(saved)
    name = recording_of(files)
    bomb = together(tmp_path / "bomb.zip", {**files, name: bytes(300 << 20)})
    written: list[int] = []
    with pytest.raises(DamagedBackup):
        restoring.restore(config, bomb, now=NOW, progress=lambda done, _total: written.append(done))
    assert max(written) < 10 << 20


@pytest.mark.parametrize("seed", range(4))
def test_flipped_bits_and_cut_off_ends_change_nothing(saved: Path, config: Config, tmp_path: Path, seed: int) -> None:
    """Mostly near the end, where the list of contents and the manifest are. What still reads whole may come in."""
    chance = random.Random(seed)
    content = saved.read_bytes()
    whole = apart(saved)
    file = tmp_path / "bad.zip"
    before = all_of(config.home)
    tail = len(content) - content.index(b"PK\x01\x02") + 600
    for _ in range(60):
        bad = bytearray(content)
        if chance.random() < 0.15:
            del bad[chance.randrange(len(bad)) :]
        for _ in range(chance.choice((1, 1, 1, 2, 8))):
            if bad:
                place = len(bad) - 1 - chance.randrange(min(len(bad), tail if chance.random() < 0.8 else len(bad)))
                bad[place] = bad[place] ^ 1 << chance.randrange(8) if chance.random() < 0.7 else chance.randrange(256)
        file.write_bytes(bad)
        out = _empty(tmp_path / "out")
        try:
            unpacking.unpack(file, out)
        except (DamagedBackup, NewerBackup):
            with pytest.raises((DamagedBackup, NewerBackup)):
                restoring.restore(config, file, now=NOW)
            assert all_of(config.home) == before
        else:  # only what nobody reads was changed, such as times
            assert {name: c for name, c in apart(file).items() if name != "manifest.json"} == {
                name: c for name, c in whole.items() if name != "manifest.json"
            }
        shutil.rmtree(out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.zip", "home", "saved.zip"]


def test_noise_after_the_beginning_of_a_zip_changes_nothing(saved: Path, config: Config, tmp_path: Path) -> None:
    chance = random.Random(9)
    for size in (1, 21, 22, 23, 100, 70_000):
        (tmp_path / "noise.zip").write_bytes(chance.randbytes(size))
        refused(config, tmp_path / "noise.zip", DamagedBackup)
        (tmp_path / "noise.zip").write_bytes(b"PK\x03\x04" + chance.randbytes(size) + b"PK\x05\x06" + bytes(18))
        refused(config, tmp_path / "noise.zip", DamagedBackup)


def test_a_link_in_the_backup_is_not_followed(saved: Path, tmp_path: Path) -> None:
    """An entry that calls itself a symbolic link is a file like any other, with its own hash."""
    files = apart(saved)
    name = recording_of(files)
    files = sealed({**files, name: b"/etc/passwd"})
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        for each, content in files.items():
            info = zipfile.ZipInfo(each)
            info.create_system = 3
            info.external_attr = (stat.S_IFLNK | 0o777) << 16 if each == name else 0o644 << 16
            archive.writestr(info, content)
    config = Config(home=tmp_path / "new", person="?")
    try:
        restoring.restore(config, tmp_path / "link.zip", now=NOW)
    except DamagedBackup:
        return
    assert not (config.home / name).is_symlink()


def test_a_folder_that_was_not_there_is_not_left(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    config = Config(home=tmp_path / "a" / "b" / "home", person="?")
    with pytest.raises(DamagedBackup):
        restore(config, tmp_path / "bad.zip")
    assert not (tmp_path / "a").exists()


def test_a_home_that_is_a_file_is_told(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotWrite, match="file"):
        restore(Config(home=tmp_path / "file"), saved)
    assert (tmp_path / "file").read_text() == "x"


def test_what_a_killed_restore_left_is_cleared_by_the_next_one(saved: Path, config: Config) -> None:
    left = config.home / ".making-0123456789ab"
    left.mkdir()
    (left / "radiodesk.db").write_bytes(b"half")
    kept = restore(config, saved)
    assert kept
    assert not left.exists()
    assert not list(kept.rglob(".making-*"))


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_refusal_has_its_sentence_in_both_languages(
    saved: Path, config: Config, tmp_path: Path, language: str
) -> None:
    locale.use(language)
    said: dict[str, Any] = {}
    for key, forged in (("trigger", FORGED["a trigger"]), ("more", FORGED["a file more"]), ("newer", None)):
        file = together(tmp_path / "x.zip", (forged or with_key("format", 2))(apart(saved)))
        with pytest.raises((DamagedBackup, NewerBackup)) as caught:
            restore(config, file)
        said[key] = str(caught.value)
    assert all(("nothing was changed" in text) == (language == "en") for text in said.values())


def test_the_newest_migration_is_what_a_restored_desk_has(saved: Path, tmp_path: Path) -> None:
    config = Config(home=tmp_path / "new", person="?")
    restore(config, saved)
    with closing(sqlite3.connect(file_of(config))) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(migrating.HEAD,)]


def test_rows_keep_every_column(saved: Path, config: Config, tmp_path: Path) -> None:
    other = Config(home=tmp_path / "new", person="?")
    restore(other, saved)
    with closing(sqlite3.connect(file_of(config))) as one, closing(sqlite3.connect(file_of(other))) as two:
        assert list(one.iterdump()) == list(two.iterdump())


def test_the_log_beside_a_damaged_database_is_not_taken_for_that_of_the_restored_one(
    config: Config, tmp_path: Path
) -> None:
    with closing(Desk.create(config, name="Đài")) as desk:
        add_people(desk, "Thu Hà")
        backups.write(desk, tmp_path / "a.zip")
    with closing(sqlite3.connect(config.home / "radiodesk.db")) as raw:
        raw.execute("UPDATE person SET name = 'Khác'")
        raw.commit()
        killed = Config(home=shutil.copytree(config.home, tmp_path / "killed"), person="?")
    file = killed.home / "radiodesk.db"
    assert engines.size_of(engines.side_file(file, "-wal"))
    with file.open("r+b") as broken:
        broken.write(b"no database at all")

    restoring.restore(killed, tmp_path / "a.zip", now=NOW)

    Desk.open(killed).close()
    assert names_in(file) == ["Thu Hà"]


def test_a_bomb_is_given_up_before_it_fills_the_disk(saved: Path, config: Config, tmp_path: Path) -> None:
    parts = apart(saved)
    bomb = together(tmp_path / "bomb.zip", {**parts, recording_of(parts): bytes(100 << 20)})
    sizes: list[int] = []

    def look(_done: int, _total: int) -> None:
        sizes.append(sum(path.stat().st_size for path in config.home.rglob(".making-*/**/*") if path.is_file()))

    with pytest.raises(DamagedBackup):
        restoring.restore(config, bomb, now=NOW, progress=look)
    assert max(sizes) < 10 << 20


def test_an_interrupt_that_comes_too_late_does_not_hide_what_was_done(
    saved: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on(config)

    def interrupt(_folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "sync_folder", lambda folder: interrupt(folder) if folder == config.home else None)
    kept = restore(config, saved)

    assert kept is not None
    assert kept.is_dir()
    assert names_in(file_of(config)) == ["Thu Hà"]


ENDLESS = """
    CREATE VIEW alembic_version AS
    WITH RECURSIVE numbers (version_num) AS (SELECT 1 UNION ALL SELECT version_num + 1 FROM numbers)
    SELECT version_num FROM numbers
"""
OBSTACLES = {
    "an endless view": (migrating.HEAD, "DROP TABLE alembic_version", ENDLESS),
    "no station": (migrating.HEAD, "DELETE FROM station"),
    "a station that cannot be read": (migrating.HEAD, "UPDATE station SET created = 'garbage'"),
    "an older version than its tables": ("0001", "UPDATE alembic_version SET version_num = '0001'"),
    "a trigger in an older schema": (
        "0002",
        "UPDATE alembic_version SET version_num = '0002'",
        "CREATE TRIGGER mine AFTER INSERT ON person BEGIN DELETE FROM station; END",
    ),
}


@pytest.mark.parametrize("change", OBSTACLES.values(), ids=OBSTACLES)
def test_a_database_that_no_desk_could_open_takes_nobodys_place(
    change: tuple[str, ...], saved: Path, config: Config, tmp_path: Path
) -> None:
    schema, *statements = change
    spoiled = with_key("schema", schema)(with_database(*statements)(apart(saved)))
    backup = together(tmp_path / "spoiled.zip", spoiled)
    go_on(config)
    before = all_of(tmp_path)

    with pytest.raises(DamagedBackup):
        restore(config, backup)
    assert all_of(tmp_path) == before
