"""Kill real radiodesk processes in the middle of their work, and see that all of it or nothing is there afterwards.

A `Work` is a command, what lies there before it, and what may be found after it was killed. `prepare` runs it to its
end and measures it; `kill` runs it on a fresh copy, ends it by a signal, judges what is left, runs the same command
once more, and judges that. A kill comes at a moment, most of them between the first file that the process writes and
its end; or at a step: right before the process opens, renames or removes a file, or speaks to its database.
"""

import contextlib
import datetime as dt
import functools
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
from sqlalchemy import select

from radiodesk.cli import command_line
from radiodesk.config import DATABASE_NAME, Config
from radiodesk.ledger import sample
from radiodesk.media import linking, places, store, store_check
from radiodesk.model import (
    Desk,
    Genre,
    ProgrammeKind,
    Source,
    Story,
    backups,
    checking,
    engines,
    migrating,
    unpacking,
)
from radiodesk.model.actions import Action
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries
from tests.ledger.books import STORIES, STORY, changed, ledger, write_xlsx

ROOT = Path(__file__).parent.parent
SCHEDULES = ROOT / "schedules"
MEDIA = ROOT / "media"

NEWS = ("Tin 02 - Tiếp xúc cử tri.mp3", "Phỏng vấn 01 - Khai giảng.ogg", "Tin 03 - An toàn giao thông.m4a")
"""Recordings of the edition that is assembled."""
SPARE = "nhac cat.mp3"
"""A recording that belongs to nothing."""
STRAY = "nhac hieu.mp3"
EDITION = "2019-03-05T05:30"

HARD, SOFT = signal.SIGKILL, (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
SOFT_SHARE = 0.25
STEP_SHARE = 0.5
EARLY_SHARE = 0.1
"""Of the kills at a moment: those while the process still loads its libraries."""

BEFORE, BETWEEN, AFTER = "before", "between", "after"
"""Nothing of the work is there; some of its units, each as a whole; all of it."""

UNCOMPARED = {"created", "changed", "version", "uid"}
"""Columns that differ from run to run."""

AUDIT = {"audit_entry", "audit_row"}

STEPS = """
import itertools, os, sys
number, sign, box, told, script, *arguments = sys.argv[1:]
number, sign, count = int(number), int(sign), itertools.count(1)
done = 0

def step(*_arguments, **_named):
    global done
    done = next(count)
    if done == number:
        os.kill(os.getpid(), sign)

def hook(event, given):
    if event == "open":
        if isinstance(given[0], (str, bytes, os.PathLike)) and os.fsdecode(given[0]).startswith(box):
            step()
    elif event in WATCHED:
        step()

WATCHED = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate",
           "fcntl.flock", "sqlite3.connect"}

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
for name in ("before_cursor_execute", "commit"):
    event.listen(Engine, name, step)
event.listen(Session, "after_commit", step)
sys.addaudithook(hook)
try:
    if script:
        sys.argv = ["-c", *arguments]
        exec(compile(script, "script", "exec"), {"__name__": "__main__"})
    else:
        import runpy
        sys.argv = ["radiodesk", *arguments]
        runpy.run_module("radiodesk", run_name="__main__", alter_sys=True)
finally:
    if not number:
        with open(told, "w") as file:
            file.write(str(done))
"""
"""Runs radiodesk, or a script, and ends it by a signal at the step of that number; with 0 counts the steps."""

EDITS = """
import datetime as dt, os, sys
from pathlib import Path
from radiodesk.config import Config
from radiodesk.model import Action, Desk, Genre, ProgrammeKind, Source
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries

desk = Desk.open(Config(home=Path(sys.argv[1]), database=os.environ.get("RADIODESK_DATABASE"), person="test"))
with desk.reading() as session:
    last = queries.last_day(session) or dt.date(2019, 1, 1)
for number in range(1, 16):
    with desk.changing(Action.EARLIER, what="edit") as session:
        planned = broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=last + dt.timedelta(days=number),
            at=dt.time(5, 30), seconds=900,
        )
        edition_id = queries.broadcast(session, planned).edition_id
        for title in ("Một", "Hai", "Ba"):
            rundowns.add_story(
                session, edition_id, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="Thu Hà", seconds=40
            )
desk.close()
"""
EDITS_MADE = 15


class Violation(AssertionError):
    """What no kill may leave."""


@dataclass(frozen=True)
class Stock:
    """Homes that works begin with, each made once, where it is needed. Each has the automatic backup of the day."""

    folder: Path

    @functools.cached_property
    def empty(self) -> Path:
        """A station just begun."""
        home = self.folder / "empty"
        if not home.exists():
            Desk.create(Config(home=home, person="test"), name="Đài").close()
            _with_backup(home)
        return home

    @functools.cached_property
    def small(self) -> Path:
        """One edition with three recordings, and a recording that belongs to nothing."""
        home = self.folder / "small"
        if not home.exists():
            _make_small(home)
            _with_backup(home)
        return home

    @functools.cached_property
    def sample(self) -> Path:
        """The sample station."""
        home = self.folder / "sample"
        if not home.exists():
            sample.make(home, schedules=SCHEDULES, recordings=MEDIA)
            _with_backup(home)
        return home

    @functools.cached_property
    def backup(self) -> Path:
        """Of the sample station, with its recordings."""
        file = self.folder / "sample.zip"
        if not file.exists():
            desk = Desk.open(Config(home=self.sample, person="test"))
            backups.write(desk, file, recordings=True)
            desk.close()
        return file


@dataclass(frozen=True)
class Prepared:
    """A work that was run to its end once."""

    work: "Work"
    template: Path
    """The box before it."""
    done: Path
    """A box after it."""
    begins: float
    """Seconds from the start to the first file that it writes."""
    seconds: float
    """Seconds from the start to the end."""
    steps: int
    pictures: dict[str, "Picture | None"]
    """Of the home, by `BEFORE` and `AFTER`."""


@dataclass(frozen=True)
class Scene:
    """What is to be judged."""

    box: Path
    ready: Prepared
    scratch: Path
    again: bool = False
    """Whether the work was run to its end after the kill."""
    remarks: list[str] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.box / "home"

    @property
    def output(self) -> Path:
        return output(self.box)


@dataclass(frozen=True)
class Work:
    """A command, what lies there before it, and what may be found afterwards."""

    name: str
    make: Callable[[Path, Stock], None]
    """Fills a box: a folder with a home and what belongs to it."""
    arguments: Callable[[Path], list[str]]
    judge: Callable[[Scene], str]
    """Says how much of the work is there. raises Violation."""
    script: str = ""
    """Is run instead of radiodesk."""
    opens: bool = True
    """Whether it opens a desk that is there, and so merges what a killed one wrote beside the database."""
    again: Mapping[str, int] = field(default_factory=dict)
    """How the same command ends once more, by what the kill left, where it is not with 0."""


@dataclass(frozen=True)
class Kill:
    """What became of one."""

    work: str
    seed: str
    how: str
    """Signal, and moment or step."""
    outcome: str
    violation: str = ""
    remarks: tuple[str, ...] = ()
    ended: bool = False
    """The process was not interrupted: it came to its own end."""


Rows = tuple[int, dict[str, str]]
"""The rows of a table: how many, and a hash of each column."""

NO_ROWS: Rows = (0, {})

Picture = dict[str, Rows]
"""The rows of each table of a database."""

_SOUND: set[str] = set()
"""Pictures in which `checking.check` found nothing wrong."""


# Pictures and checks


def require(condition: object, message: str) -> None:
    if not condition:
        raise Violation(message)


def revision_of(copied: sqlite3.Connection) -> str:
    return str(copied.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@contextlib.contextmanager
def copied_database(home: Path, scratch: Path) -> Iterator[sqlite3.Connection]:
    """A copy of a home's database, for opening the one in the home would mend it. raises Violation."""
    folder = scratch / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for ending in ("", "-wal", "-journal"):
        if (home / (DATABASE_NAME + ending)).exists():
            shutil.copyfile(home / (DATABASE_NAME + ending), folder / (DATABASE_NAME + ending))
    try:
        with contextlib.closing(sqlite3.connect(folder / DATABASE_NAME)) as copied:
            yield copied
    except sqlite3.DatabaseError as error:
        raise Violation(f"the database of {home.name} cannot be read: {error}") from error


def picture(home: Path, scratch: Path) -> Picture | None:
    """What a home's database holds, once it is found whole; None where there is none. raises Violation."""
    if not engines.size_of(home / DATABASE_NAME):
        return None
    with copied_database(home, scratch) as copied:
        integrity = copied.execute("PRAGMA integrity_check").fetchall()
        require(integrity == [("ok",)], f"integrity_check of {home.name}: {integrity[:3]}")
        references = copied.execute("PRAGMA foreign_key_check").fetchall()
        require(not references, f"foreign_key_check of {home.name}: {references[:3]}")
        return {name: _rows(copied, name) for name in sorted(tables(copied))}


def tables(database: sqlite3.Connection) -> set[str]:
    """The tables of the desk; not those of SQLite and of the migrations."""
    names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return names - {"alembic_version", "sqlite_sequence"}


def columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]


def _rows(copied: sqlite3.Connection, table: str) -> Rows:
    compared = sorted(set(columns(copied, table)) - UNCOMPARED)
    order = "id"
    if table == "audit_row":  # within an entry they have no order
        compared, order = [name for name in compared if name != "id"], "entry_id, table_name, row_id"
    wanted = ", ".join("removed IS NULL" if column == "removed" else f'"{column}"' for column in compared)
    digests, count = [hashlib.sha256() for _column in compared], 0
    for row in copied.execute(f"SELECT {wanted} FROM {table} ORDER BY {order}"):
        for digest, value in zip(digests, row, strict=True):
            digest.update(repr(_comparable(value) if table == "audit_row" else value).encode() + b"\0")
        count += 1
    return count, {name: digest.hexdigest() for name, digest in zip(compared, digests, strict=True)}


def _comparable(value: object) -> object:
    """The columns of an audited row without those that differ from run to run."""
    if not isinstance(value, str) or not value.startswith("{"):
        return value
    named = json.loads(value).items()
    return {name: each is None if name == "removed" else each for name, each in named if name not in UNCOMPARED}


def same(one: Picture | None, other: Picture | None, *, audit: bool = True) -> bool:
    """Whether two databases hold the same. A table that one of them lacks counts as an empty one.

    A column that one of them lacks does not count: a migration adds it.

    audit: whether the entries of the audit count, too.
    """
    if one is None or other is None:
        return one is other
    names = (one.keys() | other.keys()) - (set() if audit else AUDIT)
    return all(_equal(one.get(name, NO_ROWS), other.get(name, NO_ROWS)) for name in names)


def _equal(one: Rows, other: Rows) -> bool:
    (count, columns), (other_count, others) = one, other
    return count == other_count and (
        not count or all(columns[name] == others[name] for name in columns.keys() & others.keys())
    )


def difference(one: Picture | None, other: Picture | None) -> str:
    if one is None or other is None:
        return "no database"
    pairs = {name: (one.get(name, NO_ROWS), other.get(name, NO_ROWS)) for name in sorted(one.keys() | other.keys())}
    return ", ".join(f"{name} {a[0]}/{b[0]}" for name, (a, b) in pairs.items() if not _equal(a, b))


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files(folder: Path) -> list[Path]:
    """Every file below a folder, but those that a process was writing."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path in found if not any(part.startswith(".making-") for part in path.relative_to(folder).parts)]


def check_store(home: Path, scratch: Path, *, lost: Sequence[str] = ()) -> list[str]:
    """See that every recording's file is whole; the names of files that no recording knows. raises Violation.

    lost: hashes of recordings whose files were missing or damaged before.
    """
    originals = home / "media" / "originals"
    with copied_database(home, scratch) as copied:
        rows = copied.execute("SELECT sha256, suffix, removed FROM recording").fetchall()
        at_newest = revision_of(copied) == migrating.HEAD
    for sha256, suffix, removed in rows:
        path = originals / sha256[:2] / f"{sha256}{suffix}"
        if removed is None and sha256 not in lost:
            require(path.is_file(), f"a recording has lost its file: {path.name}")
    for path in files(originals):
        if len(path.stem) == 64 and path.stem not in lost:
            require(hash_of(path) == path.stem, f"a file in the store is not what its name says: {path.name}")
    return _check_as_product(home, scratch, lost) if at_newest else []


def _check_as_product(home: Path, scratch: Path, lost: Sequence[str]) -> list[str]:
    """What `radiodesk check` finds at the copy of the database, with the store of the home."""
    copy = scratch / "copy"
    (copy / "media").symlink_to((home / "media").resolve())
    desk = Desk.open(Config(home=copy, person="judge"))
    try:
        if (content := repr(picture(home, scratch / "again"))) not in _SOUND:  # it reads every value, which takes long
            problems = checking.check(desk)
            require(not problems, "; ".join(problem.sentence for problem in problems[:3]))
            _SOUND.add(content)
        found = store_check.check(desk, today=dt.date(2019, 12, 31))
    finally:
        desk.close()
    missing = [each.name for each in found.missing if each.sha256 not in lost]
    damaged = [each.name for each in found.damaged if each.sha256 not in lost]
    require(not missing, f"missing: {missing}")
    require(not damaged, f"damaged: {damaged}")
    return [path.name for path in found.orphans]


def check_backup(file: Path, scratch: Path) -> backups.Manifest:
    """See that a backup is whole. raises Violation."""
    folder = scratch / "unpacked"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        return unpacking.unpack(file, folder)
    except Exception as error:
        raise Violation(f"{file.name} is no whole backup: {error}") from error


def check_backups(scene: Scene) -> list[str]:
    """See that every backup in the home is whole; their names."""
    folder, before = scene.home / "backups", scene.ready.template / "home" / "backups"
    names = []
    for file in sorted(folder.glob("[!.]*.zip")):
        names.append(file.name)
        known = before / file.name
        if not (known.is_file() and known.stat().st_size == file.stat().st_size and hash_of(known) == hash_of(file)):
            check_backup(file, scene.scratch)
    return names


def check_home(scene: Scene, *, lost: Sequence[str] = ()) -> Picture | None:
    """What holds of every home after every kill; the picture of its database. raises Violation."""
    found = picture(scene.home, scene.scratch)
    if found is None:
        return None
    orphans = check_store(scene.home, scene.scratch, lost=lost)
    if set(orphans) - {path.name for path in files(scene.ready.template)}:
        scene.remarks.append("a file in the store without its recording")
    check_backups(scene)
    return found


def by_picture(scene: Scene, found: Picture | None) -> str:
    """Whether a database is the one before the work or the one after it. raises Violation."""
    before, after = scene.ready.pictures[BEFORE], scene.ready.pictures[AFTER]
    if same(found, after, audit=not scene.again):
        return AFTER
    require(same(found, before), f"neither before nor after: {difference(found, before)}; {difference(found, after)}")
    return BEFORE


# Homes and boxes


def make_stock(folder: Path) -> Stock:
    """Make all the homes that works begin with, for processes that share them."""
    folder.mkdir(parents=True, exist_ok=True)
    stock = Stock(folder)
    for made in (stock.empty, stock.small, stock.sample, stock.backup):
        assert made.exists()
    return stock


def _make_small(home: Path) -> None:
    desk = Desk.create(Config(home=home, person="test"), name="Đài")
    recordings = [store.add(desk, MEDIA / name) for name in NEWS]
    store.add(desk, MEDIA / SPARE)
    with desk.changing(Action.EARLIER, what="plan") as session:
        planned = broadcasts.plan_first_run(
            session,
            title="Thời sự",
            kind=ProgrammeKind.NEWS,
            on=dt.date.fromisoformat(EDITION[:10]),
            at=dt.time(5, 30),
            seconds=900,
        )
        edition_id = queries.broadcast(session, planned).edition_id
        assert edition_id is not None
        for recording in recordings:
            rundowns.add_story(
                session,
                edition_id,
                title=Path(recording.name).stem,
                genre=Genre.BRIEF,
                source=Source.OWN,
                authors="Thu Hà",
                seconds=60,
            )
        for story, recording in zip(session.scalars(select(Story).order_by(Story.id)).all(), recordings, strict=True):
            linking.link(session, (places.Kind.STORY, story.id), story.version, recording.id)
    desk.close()


def _with_backup(home: Path) -> None:
    desk = Desk.open(Config(home=home, person="test"))
    backups.daily(desk)
    desk.close()


def copy_box(source: Path, target: Path) -> None:
    """Copy a box. Of originals and of what a user gives there are links: nobody writes to them."""
    shutil.copytree(source, target, copy_function=_copy_or_link, symlinks=True)


def _copy_or_link(source: str, target: str) -> str:
    parts = Path(source).parts
    if "originals" in parts or "given" in parts:
        os.link(source, target)
    else:
        shutil.copy2(source, target)
    return target


def output(box: Path) -> Path:
    """The file that the command of a box writes, if it writes one."""
    found = sorted((box / "out").glob("*.name"))
    return (box / "out" / found[0].stem) if found else box / "out" / "none"


def _name_output(box: Path, name: str, content: bytes | None) -> None:
    (box / "out").mkdir(exist_ok=True)
    (box / "out" / f"{name}.name").touch()
    if content is not None:
        (box / "out" / name).write_bytes(content)


def _given(box: Path, *names: str) -> Path:
    folder = box / "given"
    folder.mkdir()
    for name in names:
        shutil.copy(MEDIA / name, folder)
    return folder


# The works


def make_import(box: Path, stock: Stock) -> None:
    copy_box(stock.empty, box / "home")


def import_arguments(_box: Path) -> list[str]:
    return ["ledger", "import", str(SCHEDULES / sample.LEDGER)]


def make_import_beside(box: Path, stock: Stock) -> None:
    copy_box(stock.empty, box / "home")
    folder = _given(box, *NEWS)
    stories = [
        [*changed(changed(STORY, 2, place), 4, f"Tin {place}"), name] for place, name in enumerate(NEWS, start=1)
    ]
    write_xlsx(folder / "ledger.xlsx", ledger() | {"Tin bài": [[*STORIES, "Tệp âm thanh"], *stories]})


def import_beside_arguments(box: Path) -> list[str]:
    return ["ledger", "import", str(box / "given" / "ledger.xlsx")]


def judge_by_picture(scene: Scene) -> str:
    """All of the work is in the database, or nothing of it."""
    return by_picture(scene, check_home(scene))


def no_arguments(box: Path) -> list[str]:
    return [str(box / "home")]


def judge_edits(scene: Scene) -> str:
    """Each edit is whole."""
    found = check_home(scene)
    assert found is not None
    edits = found["broadcast"][0]
    require(found["edition"][0] == edits, f"{edits} broadcasts, {found['edition'][0]} editions")
    for table in ("story", "line", "credit"):
        require(found[table][0] == 3 * edits, f"{edits} broadcasts, {found[table][0]} rows in {table}")
    before = scene.ready.pictures[BEFORE]
    assert before is not None
    entries = found["audit_entry"][0] - before["audit_entry"][0]
    require(entries == edits, f"{edits} broadcasts, {entries} audit entries")
    if edits < EDITS_MADE:
        return BETWEEN if edits else BEFORE
    return AFTER


def make_backup(box: Path, stock: Stock) -> None:
    copy_box(stock.sample, box / "home")
    _name_output(box, "desk.zip", None)


def make_backup_over(box: Path, stock: Stock) -> None:
    copy_box(stock.sample, box / "home")
    _name_output(box, "desk.zip", b"what was there before")


def backup_arguments(box: Path) -> list[str]:
    return ["backup", str(output(box)), "--recordings"]


def judge_backup(scene: Scene) -> str:
    """The file is as it was or a whole backup; the home is as it was."""
    check_untouched(scene)
    if as_before(scene, scene.output):
        return BEFORE
    manifest = check_backup(scene.output, scene.scratch)
    require(manifest.recordings and not manifest.missing, "the backup lacks recordings")
    require(len(manifest.files) == 1 + len(files(scene.home / "media" / "originals")), "the backup lacks files")
    return AFTER


def check_untouched(scene: Scene, *, lost: Sequence[str] = ()) -> None:
    """See that nothing in the home was changed."""
    found, before = check_home(scene, lost=lost), scene.ready.pictures[BEFORE]
    require(same(found, before), f"the database was changed: {difference(found, before)}")
    names = [[str(path.relative_to(box)) for path in files(box / "home/media")] for box in _both(scene)]
    require(names[0] == names[1], f"the store was changed: {set(names[0]) ^ set(names[1])}")


def _both(scene: Scene) -> tuple[Path, Path]:
    return scene.box, scene.ready.template


def as_before(scene: Scene, path: Path) -> bool:
    """Whether a file is what it was, or still not there."""
    before = scene.ready.template / path.relative_to(scene.box)
    if not path.exists() or not before.exists():
        require(path.exists() or not before.exists(), f"{path.name} is gone")
        return path.exists() == before.exists()
    return hash_of(path) == hash_of(before)


def make_restore(box: Path, stock: Stock) -> None:
    copy_box(stock.small, box / "home")
    make_restore_new(box, stock)


def make_restore_new(box: Path, stock: Stock) -> None:
    (box / "given").mkdir()
    os.link(stock.backup, box / "given" / "desk.zip")


def restore_arguments(box: Path) -> list[str]:
    return ["restore", str(box / "given" / "desk.zip"), "--yes"]


def judge_restore(scene: Scene) -> str:
    """The home is the old one or the restored one, and every copy of the old one is whole."""
    for kept in sorted(scene.box.glob("home.before-restore-*")):
        found = picture(kept, scene.scratch)
        known = [scene.ready.pictures[BEFORE], *([scene.ready.pictures[AFTER]] if scene.again else [])]
        require(
            any(same(found, one, audit=False) for one in known),
            f"the kept home is another one: {difference(found, known[0])}",
        )
        check_store(kept, scene.scratch)
    return by_picture(scene, check_home(scene))


def make_migrate(box: Path, stock: Stock) -> None:
    copy_box(stock.sample, box / "home")
    file = box / "home" / DATABASE_NAME
    found = file.rename(box / "found.db")
    shutil.rmtree(box / "home" / "backups")
    engine = engines.sqlite_engine(file)
    with contextlib.closing(sqlite3.connect(file)) as begun:
        begun.execute("PRAGMA journal_mode = WAL")
    migrating.upgrade(engine, "0002")
    engine.dispose()
    with contextlib.closing(sqlite3.connect(file)) as old:
        with contextlib.closing(sqlite3.connect(found)) as newest:
            shared = {table: set(columns(newest, table)) for table in tables(newest)}
        old.execute("ATTACH ? AS found", (str(found),))
        for table in tables(old):
            source = {f'"{name}"': f'"{name}"' for name in columns(old, table) if name in shared[table]}
            if table == "audit_entry":
                source |= {"what": "action", "rows": "'[]'"}
            values = ", ".join(source.values())
            old.execute(f"INSERT INTO main.{table} ({', '.join(source)}) SELECT {values} FROM found.{table}")
        old.commit()
    found.unlink()


def migrate_arguments(_box: Path) -> list[str]:
    return ["media", "keep"]


def judge_migrate(scene: Scene) -> str:
    """The database is at the old schema or at the newest, with every row; with the newest there is a backup."""
    found = check_home(scene)
    require(found is not None, "the database is gone")
    before = scene.ready.pictures[BEFORE]
    assert found is not None
    assert before is not None
    require(same(found, before, audit=False), f"rows were changed: {difference(found, before)}")
    with copied_database(scene.home, scene.scratch) as copied:
        revision = revision_of(copied)
        of_station = columns(copied, "station")
    require(revision in ("0002", migrating.HEAD), f"the schema is {revision}")
    require(("keep_backups" in of_station) == (revision != "0002"), f"a column does not fit the schema {revision}")
    require(("audit_row" in found) == (revision != "0002"), f"a table does not fit the schema {revision}")
    migrations = 0 if revision == "0002" else 1
    entries = found["audit_entry"][0] - before["audit_entry"][0]
    require(entries == migrations, f"{entries} more audit entries with the schema {revision}")
    if revision == "0002":
        return BEFORE
    made = [name for name in check_backups(scene) if f"-before-{migrating.HEAD}" in name]
    require(made, "the database was migrated without a backup")
    require(check_backup(scene.home / "backups" / made[0], scene.scratch).schema == "0002", "a backup of another one")
    return AFTER


def make_assemble(box: Path, stock: Stock) -> None:
    copy_box(stock.small, box / "home")
    _name_output(box, "edition.mp3", b"what was there before")


def make_assemble_wav(box: Path, stock: Stock) -> None:
    copy_box(stock.small, box / "home")
    _name_output(box, "edition.wav", None)


def assemble_arguments(box: Path) -> list[str]:
    return ["media", "assemble", EDITION, "--output", str(output(box))]


def judge_assemble(scene: Scene) -> str:
    """The file is as it was or a whole edition, and every treated file is whole."""
    by_picture(scene, check_home(scene))
    done = scene.ready.done
    for path in files(scene.home / "media" / "treated"):
        known = done / path.relative_to(scene.box)
        require(known.exists() and hash_of(known) == hash_of(path), f"a treated file is not whole: {path.name}")
    if as_before(scene, scene.output):
        return BEFORE
    known = output(done)
    if hash_of(scene.output) != hash_of(known):
        length, whole = seconds_of(scene.output), seconds_of(known)
        require(abs(length - whole) < 0.01, f"the edition lasts {length} s instead of {whole} s")
        scene.remarks.append("an edition of other bytes")
    return AFTER


def seconds_of(path: Path) -> float:
    """How long the sound of a file is, decoded. raises Violation."""
    try:
        with av.open(str(path)) as file:
            return sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))
    except av.error.FFmpegError as error:
        raise Violation(f"{path.name} cannot be decoded: {error}") from error


def make_add(box: Path, stock: Stock) -> None:
    copy_box(stock.empty, box / "home")
    _given(box, *(path.name for path in sorted(MEDIA.iterdir())))


def add_arguments(box: Path) -> list[str]:
    return ["media", "add", str(box / "given")]


def judge_add(scene: Scene) -> str:
    """Each file is added as a whole or not at all."""
    found, before = check_home(scene), scene.ready.pictures[BEFORE]
    assert found is not None
    assert before is not None
    count = found["recording"][0]
    entries = found["audit_entry"][0] - before["audit_entry"][0]
    require(found["overview"][0] == count, f"{count} recordings, {found['overview'][0]} overviews")
    require(entries == count, f"{count} recordings, {entries} audit entries")
    whole = len(files(scene.box / "given"))
    return AFTER if count == whole else BETWEEN if count else BEFORE


def make_check(box: Path, stock: Stock) -> None:
    copy_box(stock.sample, box / "home")
    stray = box / "home" / "media" / "originals" / "00" / f"{'0' * 63}1.mp3"
    stray.parent.mkdir(exist_ok=True)
    shutil.copy(MEDIA / STRAY, stray.with_name("stray.mp3"))


def check_arguments(_box: Path) -> list[str]:
    return ["check"]


def judge_check(scene: Scene) -> str:
    """Nothing was changed."""
    check_untouched(scene)
    return AFTER if scene.again else BEFORE


NO_SOUND = b"this is no sound"


def make_mend(box: Path, stock: Stock) -> None:
    """A stray recording, a stray file that is no sound, a damaged one, and what killed processes left."""
    copy_box(stock.small, box / "home")
    media = box / "home" / "media"
    (media / "originals" / "00").mkdir(exist_ok=True)
    shutil.copy(MEDIA / STRAY, media / "originals" / "00" / "stray.mp3")
    (media / "originals" / "00" / "junk.mp3").write_bytes(NO_SOUND)
    (media / "originals" / ".making-0123456789ab").write_bytes(b"half")
    (media / "treated" / "00").mkdir(parents=True, exist_ok=True)
    (media / "treated" / "00" / f"{'0' * 64}-1.flac").write_bytes(b"of nobody")
    damaged = next((media / "originals").rglob(f"{hash_of(MEDIA / SPARE)}*"))
    damaged.unlink()  # it is a link
    damaged.write_bytes(b"damaged")


def mend_arguments(_box: Path) -> list[str]:
    return ["media", "check", "--mend"]


def judge_mend(scene: Scene) -> str:
    """No bytes are lost on the way, and the stray recording comes in once."""
    stray, lost = hash_of(MEDIA / STRAY), hash_of(MEDIA / SPARE)
    found = check_home(scene, lost=[lost])
    assert found is not None
    held = {hash_of(path): path for path in files(scene.home / "media")}
    for name, wanted in (
        ("the stray recording", stray),
        ("the file that is no sound", hashlib.sha256(NO_SOUND).hexdigest()),
        ("the damaged file", hashlib.sha256(b"damaged").hexdigest()),
    ):
        require(wanted in held, f"{name} is gone")
    done = same(found, scene.ready.pictures[AFTER], audit=False)
    require(done or same(found, scene.ready.pictures[BEFORE], audit=False), "the database is another one")
    aside = {path.name for path in files(scene.home / "media" / "damaged")}
    if done and aside == {"junk.mp3", f"{lost}.mp3"}:
        return AFTER if not (scene.home / "media" / "originals" / "00" / "stray.mp3").exists() else BETWEEN
    require(not scene.again, "it was not mended")
    return BETWEEN if done or aside else BEFORE


def make_daily(box: Path, stock: Stock) -> None:
    copy_box(stock.sample, box / "home")
    folder = box / "home" / "backups"
    (one,) = folder.glob("auto-*.zip")
    for day in range(1, 13):
        shutil.copy(one, folder / f"auto-2026-01-{day:02}.zip")
    one.unlink()


def judge_daily(scene: Scene) -> str:
    """The backup of the day is there or not, and no old one goes before it is there."""
    check_untouched(scene)
    before = {path.name for path in (scene.ready.template / "home" / "backups").glob("*.zip")}
    after = {path.name for path in (scene.ready.done / "home" / "backups").glob("*.zip")}
    found = {path.name for path in (scene.home / "backups").glob("[!.]*.zip")}
    made = found - before
    require(made or found == before, f"backups went before there was one of the day: {before - found}")
    require(found >= after & before, f"backups went that were to be kept: {after & before - found}")
    if made and scene.again:  # old ones that were to go when it was killed go with the next day's
        return AFTER
    return AFTER if found == after else BETWEEN if made else BEFORE


def make_remove(box: Path, stock: Stock) -> None:
    copy_box(stock.small, box / "home")


def remove_arguments(_box: Path) -> list[str]:
    return ["media", "remove", str(len(NEWS) + 1), "--yes"]


def make_relink(box: Path, stock: Stock) -> None:
    copy_box(stock.small, box / "home")
    _given(box, *NEWS)
    for name in NEWS:
        next((box / "home/media/originals").rglob(f"{hash_of(MEDIA / name)}*")).unlink()


def relink_arguments(box: Path) -> list[str]:
    return ["media", "relink", str(box / "given")]


def judge_relink(scene: Scene) -> str:
    """Each file that is back is whole."""
    lost = [hash_of(MEDIA / name) for name in NEWS]
    found = check_home(scene, lost=[] if scene.again else lost)
    require(same(found, scene.ready.pictures[BEFORE]), "the database was changed")
    back = [path for sha256 in lost for path in files(scene.home / "media/originals") if path.stem == sha256]
    for path in back:
        require(hash_of(path) == path.stem, f"a part of a file: {path.name}")
    return AFTER if len(back) == len(lost) else BETWEEN if back else BEFORE


def make_nothing(box: Path, _stock: Stock) -> None:
    (box / "out").mkdir()


def init_arguments(_box: Path) -> list[str]:
    return ["init", "--station", "Đài"]


def make_inbox(box: Path, stock: Stock) -> None:
    copy_box(stock.empty, box / "home")
    for name in NEWS:
        path = Path(shutil.copy(MEDIA / name, box / "home" / "inbox"))
        os.utime(path, (time.time() - 3600, time.time() - 3600))


def inbox_arguments(_box: Path) -> list[str]:
    return ["media", "inbox"]


def judge_inbox(scene: Scene) -> str:
    """A file that left the drop folder has its recording."""
    found = check_home(scene)
    assert found is not None
    landed = {path.name for path in (scene.home / "inbox").iterdir() if path.is_file()}
    moved = {path.name for path in (scene.home / "inbox").rglob("*") if path.is_file()} - landed
    require(landed | moved >= set(NEWS), f"files are gone: {set(NEWS) - landed - moved}")
    count = found["recording"][0]
    require(len(moved) <= count, f"{len(moved)} files were moved, and {count} recordings are there")
    require(found["overview"][0] == count, f"{count} recordings, {found['overview'][0]} overviews")
    return AFTER if len(moved) == len(NEWS) else BETWEEN if count else BEFORE


WORKS = (
    Work("import", make_import, import_arguments, judge_by_picture),
    Work("import with recordings", make_import_beside, import_beside_arguments, judge_by_picture),
    Work("edit", make_import, no_arguments, judge_edits, script=EDITS),
    Work("backup to a new file", make_backup, backup_arguments, judge_backup),
    Work("backup over a file", make_backup_over, backup_arguments, judge_backup),
    Work("restore over a home", make_restore, restore_arguments, judge_restore),
    Work("restore to a new home", make_restore_new, restore_arguments, judge_restore),
    Work("migrate", make_migrate, migrate_arguments, judge_migrate),
    Work("assemble an mp3 over a file", make_assemble, assemble_arguments, judge_assemble),
    Work("assemble a new wav", make_assemble_wav, assemble_arguments, judge_assemble),
    Work("media add", make_add, add_arguments, judge_add),
    Work("check", make_check, check_arguments, judge_check, again={BEFORE: 1, AFTER: 1}),
    Work("media check --mend", make_mend, mend_arguments, judge_mend, again={BEFORE: 1, BETWEEN: 1, AFTER: 1}),
    Work("automatic backup", make_daily, migrate_arguments, judge_daily),
    Work("media remove", make_remove, remove_arguments, judge_by_picture),
    Work("media relink", make_relink, relink_arguments, judge_relink),
    Work("media inbox", make_inbox, inbox_arguments, judge_inbox),
    Work("init", make_nothing, init_arguments, judge_by_picture, opens=False, again={AFTER: 1}),
)


# Running and killing


def start(work: Work, box: Path, *, step: int | None = None, number: int = 0) -> subprocess.Popen[bytes]:
    """Begin the work in a process of its own. step: at which it ends itself by the signal of that number."""
    arguments = work.arguments(box)
    if not work.script:
        arguments = [*arguments, "--home", str(box / "home")]
    command = [sys.executable, *(["-c", work.script] if work.script else ["-m", "radiodesk"]), *arguments]
    if step is not None:
        told = str(box.with_name(f"{box.name}.steps"))
        command = [sys.executable, "-c", STEPS, str(step), str(number), str(box), told, work.script, *arguments]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=surroundings(),
        cwd=ROOT,
        process_group=0,
    )


def surroundings() -> dict[str, str]:
    """The environment without a developer's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RADIODESK_")}
    return kept | {"LC_ALL": "C.UTF-8", "RADIODESK_PERSON": "test"}


def run(work: Work, box: Path, *, apart: bool = True) -> tuple[int, str]:
    """Run the work to its end; its exit code and its messages. apart: in a process of its own, which takes longer."""
    if apart or work.script:
        process = start(work, box)
        _none, messages = process.communicate(timeout=120)
        return process.returncode, messages.decode(errors="replace")
    text = io.StringIO()
    code: object = 0
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(text):
        before = {number: signal.getsignal(number) for number in SOFT}
        try:
            command_line(lambda *_: None, [*work.arguments(box), "--home", str(box / "home")])
        except SystemExit as end:
            code = end.code
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    assert isinstance(code, int)
    return code, text.getvalue()


def seen(box: Path) -> set[str]:
    """The names at the top of a box and of its home: the first new one says that the process has begun to write."""
    names: set[str] = set()
    for folder in (box, box / "home", box / "out", box / "home" / "backups"):
        with contextlib.suppress(OSError):
            names.update(f"{folder.name}/{name}" for name in os.listdir(folder))  # noqa: PTH208 - a thousand times
    return names


def wait_for_first_file(process: subprocess.Popen[bytes], box: Path, before: set[str]) -> None:
    while process.poll() is None and seen(box) <= before:
        time.sleep(0.001)


def prepare(work: Work, stock: Stock, folder: Path) -> Prepared:
    """Run a work to its end twice: to measure it, and to count its steps."""
    folder.mkdir(parents=True)
    template, done, scratch = folder / "template", folder / "done", folder / "scratch"
    template.mkdir()
    work.make(template, stock)
    copy_box(template, done)
    before, begin = seen(done), time.monotonic()
    process = start(work, done)
    wait_for_first_file(process, done, before)
    begins = time.monotonic() - begin
    _none, messages = process.communicate(timeout=120)
    seconds = time.monotonic() - begin
    assert process.returncode == work.again.get(BEFORE, 0), messages.decode(errors="replace")
    counted = folder / "counted"
    copy_box(template, counted)
    start(work, counted, step=0).communicate(timeout=120)
    steps = int(counted.with_name("counted.steps").read_text())
    pictures = {BEFORE: picture(template / "home", scratch), AFTER: picture(done / "home", scratch)}
    ready = Prepared(work, template, done, begins, seconds, steps, pictures)
    judged = work.judge(Scene(template, ready, scratch))
    assert judged in (BEFORE, AFTER), judged
    judged = work.judge(Scene(done, ready, scratch, again=True))
    assert judged == AFTER, judged
    return ready


def kill(ready: Prepared, seed: str, folder: Path, *, steps: bool | None = None) -> Kill:
    """Kill the work once, judge what is left, run it again, and judge that. A violation is left in `folder`.

    steps: whether the kill comes at a step rather than at a moment; by chance where it is not said.
    """
    chance = random.Random(f"{ready.work.name} {seed}")
    number = chance.choice(SOFT) if chance.random() < SOFT_SHARE else HARD
    at_step = chance.random() < STEP_SHARE if steps is None else steps
    shutil.rmtree(folder, ignore_errors=True)
    box, scratch = folder / "box", folder / "scratch"
    folder.mkdir(parents=True)
    copy_box(ready.template, box)
    if at_step:
        step = chance.randint(1, ready.steps)
        how = f"{number.name} at step {step} of {ready.steps}"
        process = start(ready.work, box, step=step, number=number)
    else:
        process, how = _kill_at_moment(ready, box, number, chance)
    _none, messages = process.communicate(timeout=120)
    ended = process.returncode not in (-number, 128 + number)
    outcome, violation, remarks = "", "", [*_remarks(process.returncode, number, box, messages)]
    try:
        outcome = ready.work.judge(Scene(box, ready, scratch, remarks=remarks))
        check_again(ready, box, scratch, outcome, apart=chance.random() < 0.2)
        shutil.rmtree(folder)
    except Violation as error:
        violation = str(error)
    return Kill(ready.work.name, seed, how, outcome, violation, tuple(remarks), ended)


def _kill_at_moment(
    ready: Prepared, box: Path, number: signal.Signals, chance: random.Random
) -> tuple[subprocess.Popen[bytes], str]:
    before = seen(box)
    process = start(ready.work, box)
    if chance.random() < EARLY_SHARE:
        pause = chance.uniform(0, ready.begins)
        how = f"{number.name} {pause:.3f} s after the start"
    else:
        wait_for_first_file(process, box, before)
        pause = chance.uniform(0, 1.05 * (ready.seconds - ready.begins))
        how = f"{number.name} {pause:.3f} s after the first file"
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(pause)
    process.send_signal(number)
    return process, how


def _remarks(code: int, number: signal.Signals, box: Path, messages: bytes) -> Iterator[str]:
    """What a process that was asked to end should not leave, but may: the next one takes it away."""
    if number is HARD or code != 128 + number:
        if b"radiodesk itself" in messages:
            yield f"a fault after {number.name}: {messages.decode(errors='replace')[-300:]}"
        return
    if b"Traceback" in messages or b"radiodesk itself" in messages:
        yield f"a traceback after {number.name}: {messages.decode(errors='replace')[-300:]}"
    if left := [path for path in sorted(box.rglob(".making-*")) if path not in _from_before(box)]:
        yield f"{left[0].relative_to(box)} is left after {number.name}"


def _from_before(box: Path) -> list[Path]:
    return [box / "home/media/originals/.making-0123456789ab"]


def check_again(ready: Prepared, box: Path, scratch: Path, outcome: str, *, apart: bool) -> None:
    """See that the same command succeeds now, and that nothing of the killed process is left. raises Violation."""
    code, messages = run(ready.work, box, apart=apart)
    wanted = ready.work.again.get(outcome, 0)
    require(code == wanted, f"run again after “{outcome}”, it ended with {code}, not {wanted}: {messages[-300:]}")
    require("radiodesk itself" not in messages, f"run again after “{outcome}”, it failed: {messages[-300:]}")
    if not ready.work.opens:
        Desk.open(Config(home=box / "home", person="test")).close()
    left = [str(path.relative_to(box)) for path in sorted(box.rglob(".making-*"))]
    require(not left, f"left after the next run: {left[:3]}")
    beside = [ending for ending in engines.SIDE_FILES if (box / "home" / (DATABASE_NAME + ending)).exists()]
    require(not beside, f"beside the database after the last close: {beside}")
    judged = ready.work.judge(Scene(box, ready, scratch, again=True))
    require(judged == AFTER, f"after the next run the work is “{judged}”")


def work_named(name: str) -> Work:
    """The work of that name."""
    return next(work for work in WORKS if work.name == name)
