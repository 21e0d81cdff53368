"""Backups: what is in one, what it says of itself, which desk none is made of, and which automatic ones are kept."""

import datetime as dt
import errno
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from radiodesk.config import Config
from radiodesk.files import CannotWrite
from radiodesk.media import store
from radiodesk.model import Desk, Person, backups, engines, migrating, restoring, station, unpacking
from radiodesk.model.actions import Action
from radiodesk.model.backups import DamagedDesk
from tests.conftest import MEDIA

SOUND = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"
OTHER_SOUND = MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3"

WRITE_PAIRS = """
import sys
from pathlib import Path
from radiodesk.config import Config
from radiodesk.model import Action, Desk, Person
desk = Desk.open(Config(home=Path(sys.argv[1]), person="?"))
number = 0
while True:
    with desk.changing(Action.EARLIER, what="a pair") as session:
        session.add(Person(name=f"one {number}"))
        session.flush()
        session.add(Person(name=f"two {number}"))
    number += 1
    if number == 3:
        print("begun", flush=True)
"""

WITH_LITTLE_ROOM = """
import resource, signal, sys
from pathlib import Path
from radiodesk import outputs
from radiodesk.config import Config
from radiodesk.files import CannotWrite
from radiodesk.model import Desk, backups
limit, home, file = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
config = Config(home=home, person="?")
desk = Desk.open(config)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    with outputs.writing(config, file) as path:
        backups.write(desk, path, recordings=True)
except CannotWrite as error:
    print(error)
    sys.exit(7)
"""


def file_of(config: Config) -> Path:
    return config.home / "radiodesk.db"


def add_people(desk: Desk, *names: str) -> None:
    with desk.changing(Action.EARLIER, what="add") as session:
        session.add_all(Person(name=name) for name in names)


def spoil(database: Path, *statements: str) -> None:
    """Change a database behind the desk's back."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)


def break_pages(database: Path) -> None:
    """What a bad disk does: the second half of the file is noise, the beginning still reads as a database."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(database.read_bytes())
    for offset in range(len(content) // 2, len(content)):
        content[offset] = 0xA5
    database.write_bytes(content)


def names_in(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM person ORDER BY id")]


def unpacked(file: Path, folder: Path) -> Path:
    folder.mkdir()
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return folder


# What is in a backup


def test_a_backup_holds_the_database_and_says_what_it_is(desk: Desk, tmp_path: Path) -> None:
    add_people(desk, "Thu Hà")
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)

    made = backups.write(desk, tmp_path / "a.zip")

    folder = unpacked(tmp_path / "a.zip", tmp_path / "out")
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "radiodesk.db"]
    found = json.loads((folder / "manifest.json").read_bytes())
    assert found["format"] == 1
    assert found["station"] == made.station == "Đài phát thanh huyện Lương Tài"
    assert found["schema"] == migrating.HEAD
    assert before <= dt.datetime.fromisoformat(found["created"]) <= dt.datetime.now(dt.UTC)
    assert (found["recordings"], found["missing"]) == (False, [])
    content = (folder / "radiodesk.db").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert found["files"] == [{"name": "radiodesk.db", "size": len(content), "sha256": digest}]
    assert names_in(folder / "radiodesk.db") == ["Thu Hà"]


def test_the_recordings_lie_under_their_names_in_the_store(desk: Desk, config: Config, tmp_path: Path) -> None:
    added = [store.add(desk, path) for path in (SOUND, OTHER_SOUND)]

    made = backups.write(desk, tmp_path / "a.zip", recordings=True)

    folder = unpacked(tmp_path / "a.zip", tmp_path / "out")
    for recording, path in zip(added, (SOUND, OTHER_SOUND), strict=True):
        inside = store.file_of(Path("media"), recording.sha256, recording.suffix)
        assert (folder / inside).read_bytes() == path.read_bytes()
        assert (inside.as_posix(), recording.size, recording.sha256) in {
            (entry.name, entry.size, entry.sha256) for entry in made.files
        }
    assert len(made.files) == 3
    assert made.recordings
    assert made.missing == ()


def test_without_being_asked_for_the_recordings_stay_out(desk: Desk, tmp_path: Path) -> None:
    store.add(desk, SOUND)
    assert [entry.name for entry in backups.write(desk, tmp_path / "a.zip").files] == ["radiodesk.db"]


def test_recordings_that_are_missing_or_damaged_are_named(desk: Desk, config: Config, tmp_path: Path) -> None:
    gone, changed = (store.add(desk, path) for path in (SOUND, OTHER_SOUND))
    store.file_of(config.media, gone.sha256, gone.suffix).unlink()
    store.file_of(config.media, changed.sha256, changed.suffix).write_bytes(b"another")

    made = backups.write(desk, tmp_path / "a.zip", recordings=True)

    assert set(made.missing) == {gone.name, changed.name}


def test_progress_counts_every_byte_once(desk: Desk, tmp_path: Path) -> None:
    store.add(desk, SOUND)
    told: list[tuple[int, int]] = []

    made = backups.write(desk, tmp_path / "a.zip", recordings=True, progress=lambda *both: told.append(both))

    whole = sum(entry.size for entry in made.files)
    assert told == sorted(told)
    assert told[-1] == (whole, whole)


@pytest.mark.sqlite
def test_each_change_of_another_desk_is_in_a_backup_as_a_whole_or_not_at_all(desk: Desk, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITE_PAIRS, str(desk.config.home)]
    counts = []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        for number in range(12):
            backups.write(desk, tmp_path / f"{number}.zip")
            names = names_in(unpacked(tmp_path / f"{number}.zip", tmp_path / str(number)) / "radiodesk.db")
            ones = [name.split()[1] for name in names if name.startswith("one")]
            assert [name.split()[1] for name in names if name.startswith("two")] == ones
            counts.append(len(ones))
        writer.kill()
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]  # it did write meanwhile


def test_a_backup_leaves_nothing_beside_it(desk: Desk, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    backups.write(desk, place / "a.zip", recordings=True)
    assert [path.name for path in place.iterdir()] == ["a.zip"]


# Desks of which no backup is made


@pytest.mark.sqlite
def test_no_backup_is_made_of_a_desk_with_broken_pages(desk: Desk, config: Config, tmp_path: Path) -> None:
    add_people(desk, *(f"{number} " + "x" * 300 for number in range(300)))
    desk.close()
    break_pages(file_of(config))
    with pytest.raises(DamagedDesk, match="restore an older backup"):
        backups.write(Desk(config, engines.engine_of(config)), tmp_path / "a.zip")


UNFIT = {
    "a missing table": ("DROP TABLE overview",),
    "a missing recording table": ("DROP TABLE recording",),
    "a missing column": ("ALTER TABLE station DROP COLUMN keep_days",),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON person BEGIN DELETE FROM person; END",),
    "a view": ("CREATE VIEW v AS SELECT * FROM person",),
    "an index that lacks rows": (
        "UPDATE sqlite_schema SET sql = replace(sql, 'folded)', 'folded) WHERE 0') WHERE name = 'ix_person_folded'",
    ),
    "an enumeration's value that there is not": (
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE station SET period_rule = 'lunar'",
    ),
}


@pytest.mark.sqlite
@pytest.mark.parametrize("statements", UNFIT.values(), ids=UNFIT)
def test_what_a_restore_would_refuse_is_refused_when_it_is_backed_up(
    desk: Desk, config: Config, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    """Otherwise the good backups go one a day, and what is left cannot be restored."""
    add_people(desk, "Thu Hà")
    desk.close()
    spoil(file_of(config), *statements)
    refused = False
    try:
        backups.write(Desk(config, engines.engine_of(config)), tmp_path / "a.zip", recordings=True)
    except DamagedDesk:
        refused = True
    if not refused:
        (tmp_path / "out").mkdir()
        unpacking.unpack(tmp_path / "a.zip", tmp_path / "out")


@pytest.mark.sqlite
@pytest.mark.parametrize("limit", [100, 20_000, 300_000, 500_000])
def test_a_full_disk_leaves_the_old_file(desk: Desk, config: Config, tmp_path: Path, limit: int) -> None:
    store.add(desk, SOUND)
    desk.close()
    place = tmp_path / "place"
    place.mkdir()
    (place / "a.zip").write_bytes(b"the old one")

    command = [sys.executable, "-c", WITH_LITTLE_ROOM, str(limit), str(config.home), str(place / "a.zip")]
    answer = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)

    assert (answer.returncode, answer.stderr) == (7, "")
    assert f"{place / 'a.zip'} cannot be written: the file may not grow larger" in answer.stdout
    assert [path.name for path in place.iterdir()] == ["a.zip"]
    assert (place / "a.zip").read_bytes() == b"the old one"


# Automatic ones


def at(moment: str) -> time_machine.travel:
    return time_machine.travel(dt.datetime.fromisoformat(moment), tick=False)


def automatic_names(config: Config) -> list[str]:
    return sorted(path.name for path in config.backups.iterdir())


@pytest.mark.sqlite
def test_the_first_backup_of_a_day_is_made_and_no_second_one(desk: Desk, config: Config) -> None:
    with at("2026-11-28T03:00+00:00"):
        made = backups.daily(desk)
        assert made == config.backups / "auto-2026-11-28.zip"
        content = made.read_bytes()
        assert backups.daily(desk) is None
    assert made.read_bytes() == content
    assert automatic_names(config) == ["auto-2026-11-28.zip"]


def test_the_day_is_that_of_the_station(desk: Desk, config: Config) -> None:
    for moment in ("2026-11-28T16:59+00:00", "2026-11-28T17:00+00:00"):
        with at(moment):
            backups.daily(desk)
    assert automatic_names(config) == ["auto-2026-11-28.zip", "auto-2026-11-29.zip"]


@pytest.mark.sqlite
def test_a_disk_that_can_only_be_read_gets_no_backup(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.close()
    monkeypatch.setattr(engines, "is_read_only", lambda _file: True)
    with closing(Desk.open(config)) as reader:
        assert backups.daily(reader) is None
    assert automatic_names(config) == []


@pytest.mark.sqlite
def test_a_backup_that_fails_lets_go_of_no_older_one(desk: Desk, config: Config) -> None:
    old = [config.backups / f"auto-2026-01-{day:02}.zip" for day in range(1, 29)]
    for path in old:
        path.write_bytes(b"old")
    add_people(desk, *(f"{number} " + "x" * 300 for number in range(300)))
    desk.close()
    break_pages(file_of(config))
    with pytest.raises(DamagedDesk), at("2026-11-28T03:00+00:00"):
        backups.daily(Desk(config, engines.engine_of(config)))
    assert automatic_names(config) == [path.name for path in old]


def test_what_is_in_the_way_of_the_folder_is_told(desk: Desk, config: Config) -> None:
    config.backups.rmdir()
    config.backups.write_text("a file")
    with pytest.raises(CannotWrite, match="auto-"):
        backups.daily(desk)


def old_home(config: Config, revision: str) -> None:
    """A home as an older release left it."""
    for folder in config.folders:
        folder.mkdir(parents=True)
    engine = engines.sqlite_engine(file_of(config))
    migrating.upgrade(engine, revision)
    engine.dispose()
    with closing(sqlite3.connect(file_of(config), isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO station (id, name, zone, period_rule, uid, version, created, changed)"
            " VALUES (1, 'Đài', 'Asia/Ho_Chi_Minh', 'official', 'u', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
        )
        connection.execute(
            "INSERT INTO person (id, name, folded, version, created, changed)"
            " VALUES (7, 'Thu Hà', 'thu ha', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
        )


@pytest.mark.sqlite
@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_before_a_migration_the_database_is_backed_up_as_it_was(config: Config, tmp_path: Path, revision: str) -> None:
    old_home(config, revision)

    Desk.open(config).close()

    (name,) = automatic_names(config)
    assert name.startswith("auto-")
    assert name.endswith(f"-before-{migrating.HEAD}.zip")
    (tmp_path / "out").mkdir()
    assert unpacking.unpack(config.backups / name, tmp_path / "out").schema == revision
    other = Config(home=tmp_path / "other", person="?")
    restoring.restore(other, config.backups / name, now=dt.datetime.now(dt.UTC))
    with closing(Desk.open(other)) as desk, desk.reading() as session:
        assert session.scalars(select(Person.name)).all() == ["Thu Hà"]
        assert station(session).keep_backups == 7


@pytest.mark.sqlite
def test_no_migration_runs_where_the_backup_before_it_cannot_be_made(config: Config) -> None:
    old_home(config, "0002")
    config.backups.rmdir()
    config.backups.write_text("a file")
    with pytest.raises(CannotWrite):
        Desk.open(config)
    with closing(sqlite3.connect(file_of(config))) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0002",)


DAYS = st.dates(min_value=dt.date(2019, 1, 1), max_value=dt.date(2021, 12, 31))


@given(days=st.sets(DAYS, max_size=80), keep=st.integers(1, 40))
def test_kept_are_the_newest_and_the_newest_of_each_month(days: set[dt.date], keep: int) -> None:
    files = {Path("backups") / f"auto-{day}.zip": day for day in days}

    gone = backups.expired(sorted(files), keep)

    newest = set(sorted(days)[-keep:])
    of_months = {max(other for other in days if (other.year, other.month) == (day.year, day.month)) for day in days}
    assert {files[path] for path in files if path not in gone} == newest | of_months
    assert len(gone) == len(set(gone))


def test_files_of_people_are_never_let_go(desk: Desk, config: Config) -> None:
    own = [
        "2019-01-01 0800.zip",
        "auto.zip",
        "auto-2019-01-01.zip.old",
        "auto-2019-01-01 copy.zip",
        "auto-2019-1-1.zip",
        "AUTO-2019-01-01.zip",
        "my auto-2019-01-01.zip",
        "auto-2019-01-01-before-.zip",
        "auto-2019-01-01.ZIP",
    ]
    for name in own:
        (config.backups / name).write_bytes(b"mine")
    for day in range(1, 31):
        (config.backups / f"auto-2019-06-{day:02}.zip").write_bytes(b"old")
    with desk.changing(Action.EARLIER, what="keep") as session:
        station(session).keep_backups = 2

    with at("2026-11-28T03:00+00:00"):
        backups.daily(desk)

    kept = [*own, "auto-2019-06-30.zip", "auto-2026-11-28.zip"]
    assert automatic_names(config) == sorted(kept)


@pytest.mark.deep
def test_three_years_of_opening_every_day_keep_what_they_should(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against the simplest model: a set of days, from which after each opening all goes that need not stay."""
    monkeypatch.setattr(backups, "write", lambda *_arguments, **_options: None)
    monkeypatch.setattr("radiodesk.files.sync_folder", lambda _folder: None)
    model: set[dt.date] = set()
    keep = 7
    for number in range(3 * 365):
        day = dt.date(2024, 1, 1) + dt.timedelta(number)
        if number == 500:
            keep = 3
            with desk.changing(Action.EARLIER, what="keep") as session:
                station(session).keep_backups = keep
        if day.weekday() == 6 and number % 3:  # some Sundays nobody is there
            continue
        with time_machine.travel(dt.datetime(day.year, day.month, day.day, 5, tzinfo=dt.UTC), tick=False):
            backups.daily(desk)
        model.add(day)
        newest = sorted(model)[-keep:]
        model = {
            one
            for one in model
            if one in newest or not any((o.year, o.month) == (one.year, one.month) and o > one for o in model)
        }
        if number % 20 == 0 or number > 1080:
            assert automatic_names(config) == [f"auto-{one}.zip" for one in sorted(model)]
    assert len(model) == 36 - 1 + 3


def test_the_last_one_made_is_the_newest_whoever_made_it(desk: Desk, config: Config) -> None:
    assert backups.time_of_newest(config.backups) is None
    assert backups.time_of_newest(config.home / "nowhere") is None
    for name, moment in (("auto-2026-01-01.zip", 1_000_000), ("mine.zip", 2_000_000), ("notes.txt", 3_000_000)):
        (config.backups / name).write_bytes(b"")
        os.utime(config.backups / name, (moment, moment))
    assert backups.time_of_newest(config.backups) == dt.datetime.fromtimestamp(2_000_000, dt.UTC)


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    add_people(desk, *(f"Người {number}" for number in range(2000)))
    return desk


@pytest.mark.sqlite
def test_a_desk_that_was_killed_with_its_log_beside_it_is_backed_up_with_it(crowd: Desk, tmp_path: Path) -> None:
    """What is still in the log is in the backup."""
    home = shutil.copytree(crowd.config.home, tmp_path / "killed")
    config = Config(home=home, person="?")
    assert engines.size_of(home / "radiodesk.db-wal")
    with closing(Desk.open(config)) as desk:
        backups.write(desk, tmp_path / "a.zip")
    assert len(names_in(unpacked(tmp_path / "a.zip", tmp_path / "out") / "radiodesk.db")) == 2000
    with crowd.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 2000


def test_what_a_wrong_clock_dated_later_neither_counts_nor_goes() -> None:
    today = dt.date(2026, 11, 28)
    real = [Path(f"auto-2026-11-{day:02}.zip") for day in range(20, 29)]
    later = [Path(f"auto-2099-01-{day:02}.zip") for day in range(1, 10)]
    assert backups.expired([*real, *later], 7, today) == real[:2]


def test_a_clock_that_has_lost_its_battery_holds_no_backup_up(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "now", lambda: dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    made = backups.write(desk, tmp_path / "a.zip")
    assert [entry.name for entry in made.files] == ["radiodesk.db"]


def test_a_recording_that_cannot_be_read_does_not_end_a_backup(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(desk, SOUND)
    (file,) = (path for path in (desk.config.media / "originals").rglob("*") if path.is_file())
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path == file:
            raise OSError(errno.EIO, "")
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    assert backups.write(desk, tmp_path / "a.zip", recordings=True).missing == (SOUND.name,)
