"""Homes whose database holds what no desk writes: every command says so in words, and `check` finds it."""

import contextlib
import datetime as dt
import json
import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    TypeDecorator,
    select,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from radiodesk.config import Config
from radiodesk.kinds import BroadcastKind, CreditRole, PeriodKind, PeriodRule, Role, WorkGenre
from radiodesk.ledger import sample
from radiodesk.media import treatments
from radiodesk.media.sound.recipes import Recipe, Settings
from radiodesk.model import (
    AssembledFile,
    Base,
    BaseSalary,
    Broadcast,
    Credit,
    Delivery,
    Desk,
    EditionTopic,
    EnteredFigure,
    Genre,
    Line,
    Person,
    Relay,
    ReportKind,
    RoyaltyNorm,
    RoyaltyRate,
    RoyaltyRules,
    StationIndicator,
    Story,
    StoryTopic,
    Target,
    Topic,
    Treatment,
    Upstream,
    earlier_names,
)
from radiodesk.model.actions import Action
from radiodesk.model.base import Exact
from radiodesk.model.people import PersonRole
from radiodesk.reports import closing, periods
from radiodesk.reports.royalties import months
from radiodesk.schedule import found_conflicts, grid_files
from tests.conftest import MEDIA, SCHEDULES, run_here

pytestmark = [pytest.mark.deep, pytest.mark.sqlite]

WORKBOOK = SCHEDULES / sample.LEDGER
EDITION = "2019-09-14T05:30"
"""One whose lines have recordings."""

SEEDS = 30
"""Of the damages that every run tries: each kind of damage several times."""

DEEP_SEEDS = 80

WHOLE_SEEDS = 30
"""Of the deep ones, after which each command is tried; after the others, eight by chance: most say the same of it."""

GRID = """
hours = [["05:00", "22:00"]]

[[slot]]
key = "thoi-su-sang"
programme = "Thời sự buổi sáng"
at = "05:30"
length = "15:00"
from = 2019-09-01
rule = "FREQ=DAILY"
pause = [["2019-09-20", "2019-09-22"]]
except = ["2019-09-14T05:30", "2019-09-17T05:30"]
add = ["2019-09-14T18:00"]
outlets = ["own", "Đài xã Lai Hạ"]
duties = [{ role = "editor", person = "Thu Hà" }]

[[slot]]
key = "thoi-su-lai"
repeats = "thoi-su-sang"
at = "17:00"
from = 2019-09-01
rule = "daily"

[[slot]]
key = "vov-6h"
relay = "Thời sự VOV1"
upstream = "VOV1"
at = "05:40"
length = "30:00"
from = 2019-09-01
until = 2019-09-30
rule = "FREQ=WEEKLY;BYDAY=MO,WE,FR,SA"
"""
GRID_DAYS = dt.date(2019, 9, 13), dt.date(2019, 9, 16)

KEPT_MOMENTS = dt.datetime(2019, 9, 13, 17, tzinfo=dt.UTC), dt.datetime(2019, 9, 15, 17, tzinfo=dt.UTC)
KEPT_STARTS = "BETWEEN '2019-09-13' AND '2019-09-16'"
KEPT_BROADCASTS = f"(SELECT id FROM broadcast WHERE starts {KEPT_STARTS})"
KEPT_EDITIONS = "(SELECT edition_id FROM broadcast WHERE edition_id IS NOT NULL)"
KEPT_STORIES = "(SELECT story_id FROM line WHERE story_id IS NOT NULL)"
OTHER_ROWS = f"""
DELETE FROM accepted_conflict WHERE first_id NOT IN {KEPT_BROADCASTS} OR second_id NOT IN {KEPT_BROADCASTS};
DELETE FROM broadcast_outlet WHERE broadcast_id NOT IN {KEPT_BROADCASTS};
DELETE FROM duty WHERE broadcast_id NOT IN {KEPT_BROADCASTS};
DELETE FROM broadcast WHERE starts NOT {KEPT_STARTS};
DELETE FROM line WHERE edition_id NOT IN {KEPT_EDITIONS};
DELETE FROM credit WHERE story_id NOT IN {KEPT_STORIES} OR clip_id > 40;
DELETE FROM story WHERE id NOT IN {KEPT_STORIES};
DELETE FROM clip WHERE id > 40;
DELETE FROM publication WHERE edition_id NOT IN {KEPT_EDITIONS};
DELETE FROM edition WHERE id NOT IN {KEPT_EDITIONS};
"""
"""What is left is small, so that the damage lies where the commands look."""


@pytest.fixture(scope="session")
def sound_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with rows in every table, made once; a copy of it is damaged."""
    home = tmp_path_factory.mktemp("sample") / "home"
    sample.make(home, schedules=SCHEDULES, recordings=MEDIA)
    desk = Desk.open(Config(home=home))
    with desk.changing(Action.EARLIER, what="further tables") as session:
        session.add_all([Upstream(name="Đài tỉnh Bắc Ninh"), Upstream(name="Đài Tiếng nói Việt Nam")])
        session.flush()
        upstream, person = session.get_one(Upstream, 1), session.get_one(Person, 1)
        earlier_names.keep(session, upstream, "Đài cũ", dt.date(2019, 1, 1))
        session.add(PersonRole(person_id=person.id, role=Role.REPORTER))
        session.add(Relay(title="Tiếp âm thời sự", live=False, upstream_id=1))
        recorded = session.scalars(select(Story.id).where(Story.recording_id.is_not(None)).order_by(Story.id).limit(2))
        topics = [Topic(name="Bầu cử"), Topic(name="Nông thôn mới")]
        session.add_all(StoryTopic(story_id=each, topic=topic) for each in recorded for topic in topics)
        session.add_all(
            Treatment(recording_id=each, recipe=Recipe(cuts=((0.5, 1.0),), gain_db=1.5).as_json()) for each in (1, 2, 9)
        )
        treatments.set_preset(session, "Phỏng vấn", 0, Settings(target_lufs=-20.0), Genre.INTERVIEW)
        add_reported(session)
    with desk.changing(Action.EARLIER, what="a grid") as session:
        file = grid_files.read("grid.toml", GRID)
        grid_files.apply(session, file, name="grid.toml", today=GRID_DAYS[0], end_missing=False)
        overlaps = [each for each in found_conflicts.find(session, *GRID_DAYS) if not each.is_gap]
        found_conflicts.accept_each(session, overlaps, "Tiếp sóng đến hết")
    desk.close()
    with contextlib.closing(sqlite3.connect(home / "radiodesk.db")) as connection:
        connection.executescript(OTHER_ROWS)
        # As in a home whose rows are older than the audit: what was taken out here is not missed.
        connection.execute("DELETE FROM audit_row WHERE table_name <> 'station'")
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_sequence")]
        values = json.dumps({"ids": dict.fromkeys(tables, 10**6)})
        connection.execute("UPDATE audit_entry SET action = 'update', \"values\" = ? WHERE id = 1", (values,))
        connection.commit()
        connection.execute("VACUUM")
    return home


def add_reported(session: Session) -> None:
    """Add what reports count and hold: rows that are kept, and of the columns that may be empty some that are not."""
    first_run = (Broadcast.kind == BroadcastKind.FIRST_RUN) & Broadcast.starts.between(*KEPT_MOMENTS)
    editions = session.scalars(select(Broadcast.edition_id).where(first_run).order_by(Broadcast.id).limit(3)).all()
    session.add_all(EditionTopic(edition_id=each, topic_id=1) for each in editions)
    session.add_all(AssembledFile(edition_id=each, file=f"{each}.mp3", made_of="1:0") for each in editions)
    in_edition = select(Line.story_id).where(Line.edition_id == editions[0], Line.story_id.is_not(None))
    stories = session.scalars(in_edition.order_by(Line.position).limit(3)).all()
    session.add_all(Delivery(recipient_id=1, story_id=each, sent=GRID_DAYS[1], note="Bản tin 11h") for each in stories)
    session.add(Delivery(recipient_id=1, edition_id=editions[0], sent=GRID_DAYS[1]))
    for credit in session.scalars(select(Credit).where(Credit.story_id.in_(stories))):
        credit.coefficient, credit.share = Decimal("2.5"), Decimal(100)
    first, last = dt.date(2019, 8, 15), dt.date(2019, 9, 14)
    for number in range(3):
        name = f"portal_{number}"
        definition = {"label": "Tin trên cổng", "unit": "tin", "measure": "entered"}
        session.add(StationIndicator(name=name, definition=definition, position=number))
        session.add(EnteredFigure(indicator=name, first=first, last=last, value=Decimal("61.5"), source="Bưu điện"))
        session.add(Target(indicator=name, year=2019, value=Decimal(300)))
        kind = {"period_kind": PeriodKind.NINE_MONTHS, "rule": PeriodRule.OFFICIAL, "indicators": [name]}
        session.add(ReportKind(name=f"Báo cáo {number}", recipient="UBND huyện", **kind))
        session.add(BaseSalary(since=dt.date(2017 + number, 7, 1), amount=1_300_000))
        genre = list(WorkGenre)[number]
        numbers = {"least": Decimal("0.5"), "usual": Decimal(1), "most": Decimal(5)}
        session.add(RoyaltyRate(genre=genre, role=CreditRole.AUTHOR, **numbers))
        session.add(RoyaltyNorm(person_id=number + 1, genre=genre.value, amount=Decimal("2.5")))
    session.add(RoyaltyRules())
    session.flush()
    now = dt.datetime(2019, 10, 1, tzinfo=dt.UTC)
    for month in ("2019-06", "2019-07", "2019-08"):
        prepared = closing.prepare(session, periods.parse(month), ["news_programmes"])
        closing.close(session, prepared, seen=0, person="Thu Hà", today=now.date())
        session.flush()
        months.close(session, month, person="Thu Hà", now=now, today=now.date())


def copy_of(home: Path, target: Path) -> Path:
    """A copy whose recordings are links: nothing writes in them."""
    return shutil.copytree(
        home,
        target,
        copy_function=lambda source, copy: (shutil.copy2 if "radiodesk.db" in source else os.link)(source, copy),
    )


GRID_WINDOW = ["--from", str(GRID_DAYS[0]), "--to", str(GRID_DAYS[1])]


def commands(folder: Path) -> dict[str, list[str]]:
    """What is tried at a damaged home, by a short name."""
    return {
        "check": ["check"],
        "check --json": ["check", "--json"],
        "report": ["report", "2019"],
        "report --json": ["report", "2019-09", "--format", "json"],
        "calendar": ["calendar", "export", f"{folder}/desk.ics"],
        "show": ["media", "show", "1"],
        "media check": ["media", "check", "--json"],
        "inbox": ["media", "inbox"],
        "preset": ["media", "preset"],
        "import": ["ledger", "import", str(WORKBOOK), "--dry-run"],
        "assemble": ["media", "assemble", EDITION, "--leave-out", "--output", f"{folder}/edition.wav"],
        "treat": ["media", "treat", "1", "--output", f"{folder}/treated.wav"],
        "keep": ["media", "keep", "300"],
        "backup": ["backup", f"{folder}/desk.zip"],
        "grid show": ["grid", "show", *GRID_WINDOW, "--json"],
        "grid conflicts": ["grid", "conflicts", *GRID_WINDOW],
        "grid export": ["grid", "export", f"{folder}/grid.toml"],
        "grid apply": ["grid", "apply", str(SCHEDULES / "khung-chuong-trinh.toml")],
        "grid make": ["grid", "make", "--weeks", "1"],
    }


class Failures(list[str]):
    """What went otherwise than promised, gathered, so that one run shows all of it."""

    def note(self, name: str, what: str, output: str) -> None:
        logs = re.findall(r"What happened is in (\S+\.log)", output)
        told = "".join(Path(log).read_text(errors="replace")[-1500:] for log in logs)
        self.append(f"{name}: {what}\n{output[-600:]}\n{told}")


def try_commands(home: Path, folder: Path, names: list[str], *, must_find: bool) -> Failures:
    """Run commands at a home; whatever of them is not said in words, or not found by `check`."""
    failures = Failures()
    for name in names:
        done = run_here(*commands(folder)[name], home=home)
        said = done.stdout + done.stderr
        if "fault of radiodesk itself" in said or "Traceback" in said:
            failures.note(name, "a fault", said)
        if done.returncode not in (0, 1):
            failures.note(name, f"exit {done.returncode}", said)
        if done.returncode == 1 and not said.strip():
            failures.note(name, "exit 1 without a word", said)
        if name.startswith("check") and must_find and done.returncode == 0:
            failures.note(name, "found nothing", said)
        if name == "check --json" and done.stdout:
            problems = json.loads(done.stdout)
            if done.returncode != bool(problems):
                failures.note(name, f"exit {done.returncode} with {len(problems)} problems", said)
            for problem in problems:
                if sorted(problem) != ["advice", "kind", "what", "where"] or not all(problem.values()):
                    failures.note(name, "a problem with something missing", str(problem))
    return failures


# --- damages ----------------------------------------------------------------------------------------------------------

Damage = Callable[[random.Random, Path], tuple[str, bool]]
"""Damages a database file; what it did, and whether a reader of the tables would see it, so that `check` has to."""

TABLES = {table.name: table for table in Base.metadata.sorted_tables}

UNDECODED = "CAST(x'4b68e1' AS TEXT)"
"""Text that is not UTF-8."""

NO_NUMBERS = ["'abc'", "''", "x'00ff'", "9e999", "-9e999", "9223372036854775807", "1.5e300", UNDECODED, "'１２'"]
NO_MOMENTS = ["'hôm qua'", "'2019-02-30 05:30:00.000000'", "''", "20190305", "x'ff'", "'0000-00-00'", UNDECODED]
NO_TEXTS = ["x'ff00'", UNDECODED]
NO_JSON = ["'{'", "''", "'[1,'", "x'7b7d'", "3", "'\"text\"'", "'17'", "'true'", UNDECODED, "'" + "[" * 5000 + "'"]
OTHER_SHAPES = ["'[]'", "'{}'", "'[1, null, [2]]'", '\'{"a": {"b": [1]}}\'', '\'{"preset": 7, "cuts": [[1]]}\'']
ODD_SHAPES = [
    *OTHER_SHAPES,
    "'{\"loudness\": 3}'",
    '\'{"gain_db": "loud"}\'',
    "'{\"gain_db\": 1e9}'",
    '\'{"channels": "none"}\'',
    "'{\"target_lufs\": NaN}'",
    "'{\"cuts\": 5}'",
    '\'{"cuts": [["a", null]]}\'',
    "'{\"fade_in_seconds\": [1]}'",
    '\'{"begin": "x", "end": -3, "preset": null}\'',
    '\'{"preset": "no such preset"}\'',
]
ODD_NUMBERS = ["-1", "0", "-9999999", "2147483648"]
ODD_TEXTS = ["''", "char(0) || 'a'", "'\u202e\x1b[31m'", "hex(zeroblob(100000))", "char(55296)"]


def plain_type(column: Column[Any]) -> TypeEngine[Any]:
    return column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type


def bad_values(column: Column[Any]) -> list[str]:
    """SQL of values that no desk writes into a column and that anybody would see there."""
    kind = plain_type(column)
    if isinstance(column.type, Exact):
        return [*NO_NUMBERS[:-1], "'NaN'", "'Infinity'"]  # Decimal reads the digits of every script
    if isinstance(kind, JSON):
        wrong = ["'[]'"] if column.info["holds"] is dict else ["'{}'"]
        return [*NO_JSON, *wrong]
    if isinstance(kind, Enum):
        return ["'unknown'", "''", "x'ff'", UNDECODED, "17"]
    if isinstance(kind, Boolean):
        return ["2", "'yes'", "x'01'", "-1", "0.5"]
    if isinstance(kind, Date | DateTime):
        return NO_MOMENTS
    if isinstance(kind, Integer | Float | Double):
        return NO_NUMBERS
    if isinstance(kind, LargeBinary):
        return ["'text'", "7", "1.5"]
    return NO_TEXTS


def odd_values(column: Column[Any]) -> list[str]:
    """SQL of values that fit the column and yet are odd; or of another shape further inside."""
    kind = plain_type(column)
    if isinstance(kind, JSON):
        return ODD_SHAPES
    if isinstance(kind, Integer | Float | Double) and not column.foreign_keys:
        return ODD_NUMBERS
    if isinstance(kind, LargeBinary):
        return ["x''", "x'00'", "zeroblob(100000)", "zeroblob(333)"]
    return ODD_TEXTS if isinstance(kind, String) and not isinstance(kind, Enum) else []


def statements(file: Path, *lines: str) -> int:
    """Run statements without any check of the database's own; how many rows the last one changed."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA writable_schema = ON")
        for line in lines:
            changed = connection.execute(line).rowcount
    return changed


def some_rows(chance: random.Random, table: str) -> str:
    """A condition: every row, or only the first, or one of them."""
    return chance.choice(["1", "id = 1", f'id = (SELECT id FROM "{table}" ORDER BY id LIMIT 1 OFFSET 2)'])


def put(chance: random.Random, file: Path, values: Callable[[Column[Any]], list[str]]) -> str:
    """Put a value into a column of some table."""
    while True:
        table = TABLES[chance.choice(list(TABLES))]
        column = chance.choice([column for column in table.columns if not column.primary_key])
        if found := values(column):
            statement = f'UPDATE OR IGNORE "{table.name}" SET "{column.name}" = {chance.choice(found)}'
            if statements(file, f"{statement} WHERE {some_rows(chance, table.name)}") > 0:
                return statement


def a_bad_value(chance: random.Random, file: Path) -> tuple[str, bool]:
    return put(chance, file, bad_values), True


def an_odd_value(chance: random.Random, file: Path) -> tuple[str, bool]:
    return put(chance, file, odd_values), False


def a_null(chance: random.Random, file: Path) -> tuple[str, bool]:
    table = TABLES[chance.choice(list(TABLES))]
    column = chance.choice([column for column in table.columns if not column.nullable and not column.primary_key])
    loosen = "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL,', ',') WHERE type = 'table'"
    statements(file, loosen)
    statement = f'UPDATE OR IGNORE "{table.name}" SET "{column.name}" = NULL'
    return statement, statements(file, f"{statement} WHERE {some_rows(chance, table.name)}") > 0


def a_lost_row(chance: random.Random, file: Path) -> tuple[str, bool]:
    """A row that others name."""
    table = chance.choice(
        ["station", "story", "edition", "broadcast", "person", "recording", "programme", "relay", "series"]
    )
    wanted = {"station": "1", "recording": "id IN (SELECT recording_id FROM overview)"}
    named = {
        "story": "id IN (SELECT story_id FROM line)",
        "edition": "id IN (SELECT edition_id FROM line)",
        "broadcast": "id IN (SELECT broadcast_id FROM duty)",
        "person": "id IN (SELECT person_id FROM credit)",
        "programme": "id IN (SELECT programme_id FROM edition)",
        "relay": "id IN (SELECT relay_id FROM broadcast)",
        "series": "id IN (SELECT series_id FROM slot)",
    }
    rows = (wanted | named)[table]
    limit = chance.choice(["", f" ORDER BY id LIMIT {chance.randint(1, 3)}"])
    statement = f'DELETE FROM "{table}" WHERE id IN (SELECT id FROM "{table}" WHERE {rows}{limit})'
    return statement, statements(file, statement) > 0


WRONG_STATIONS = [
    "UPDATE station SET zone = 'Asia/Atlantis'",
    "UPDATE station SET zone = ''",
    "UPDATE station SET zone = '../../etc/passwd'",
    "UPDATE station SET zone = '/etc/localtime'",
    "UPDATE station SET zone = 'a' || char(0)",
    "UPDATE station SET zone = 'Asia'",
    "UPDATE station SET zone = hex(zeroblob(5000))",
    "UPDATE station SET language = 'xx'",
    "UPDATE station SET language = ''",
    "UPDATE station SET language = '../vi'",
    "UPDATE station SET id = 2",
]
WRONG_VERSIONS = [
    "DELETE FROM alembic_version",
    "DROP TABLE alembic_version",
    "UPDATE alembic_version SET version_num = 'banana'",
    "INSERT INTO alembic_version VALUES ('0001')",
    "INSERT INTO alembic_version VALUES ('9999')",
    "UPDATE alembic_version SET version_num = '9999'",
    "UPDATE alembic_version SET version_num = ''",
    "UPDATE alembic_version SET version_num = x'ff'",
    f"UPDATE alembic_version SET version_num = {UNDECODED}",
    "UPDATE alembic_version SET version_num = '../0001'",
    "UPDATE alembic_version SET version_num = '0001'",
    "UPDATE alembic_version SET version_num = '0002'",
    "ALTER TABLE alembic_version RENAME COLUMN version_num TO other",
]


def a_wrong_station(chance: random.Random, file: Path) -> tuple[str, bool]:
    statement = chance.choice(WRONG_STATIONS)
    statements(file, statement)
    return statement, True


def a_wrong_version(chance: random.Random, file: Path) -> tuple[str, bool]:
    statement = chance.choice(WRONG_VERSIONS)
    statements(file, statement)
    return statement, True


def a_wrong_schema(chance: random.Random, file: Path) -> tuple[str, bool]:
    table = chance.choice([name for name in TABLES if name != "audit_entry"])
    column = chance.choice([each.name for each in TABLES[table].columns if not each.primary_key])
    kind = chance.choice(["drop", "column", "rename", "view", "trigger", "index"])
    if kind == "drop":
        lines = [f'DROP TABLE "{table}"']
    elif kind == "column":
        lines = [f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO other']
    elif kind == "rename":
        lines = [f'ALTER TABLE "{table}" RENAME TO other']
    elif kind == "view":
        lines = [f'ALTER TABLE "{table}" RENAME TO other', f'CREATE VIEW "{table}" AS SELECT * FROM other']
    elif kind == "trigger":
        event = chance.choice(["INSERT ON audit_entry", "UPDATE ON station", "INSERT ON audit_entry"])
        lines = [f"CREATE TRIGGER odd BEFORE {event} BEGIN SELECT RAISE(ABORT, 'no'); END"]
    else:
        with contextlib.closing(sqlite3.connect(file)) as connection:
            found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
            lines = [f'DROP INDEX "{chance.choice(found.fetchall())[0]}"']
    statements(file, *lines)
    return "; ".join(lines), kind != "index"


def broken_pages(chance: random.Random, file: Path) -> tuple[str, bool]:
    content = bytearray(file.read_bytes())
    kind = chance.choice(["flip", "flip", "cut", "zeros", "noise", "head"])
    if kind == "flip":
        for _ in range(chance.choice([1, 20, 400])):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    elif kind == "cut":
        del content[chance.randrange(1, len(content)) :]
    elif kind == "head":
        content[chance.randrange(100)] ^= chance.randrange(1, 256)
    else:
        start = chance.randrange(len(content) // 4096) * 4096
        content[start : start + 4096] = bytes(4096) if kind == "zeros" else chance.randbytes(4096)
    file.write_bytes(content)
    return kind, not is_whole(file)


def is_whole(file: Path) -> bool:
    """Whether SQLite itself finds nothing wrong."""
    try:
        with contextlib.closing(sqlite3.connect(file)) as connection:
            return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except (sqlite3.Error, UnicodeDecodeError):  # its message may quote damaged text
        return False


DAMAGES: list[Damage] = [
    a_bad_value,
    an_odd_value,
    broken_pages,
    a_bad_value,
    a_lost_row,
    a_wrong_version,
    a_bad_value,
    a_null,
    an_odd_value,
    a_wrong_schema,
    a_bad_value,
    a_wrong_station,
]


def try_seed(seed: int, sound_home: Path, folder: Path, some: int | None) -> None:
    """Damage a copy of the home by chance, and try the commands at it; `some` of them, or else all."""
    chance = random.Random(seed)
    home = copy_of(sound_home, folder / "home")
    damage = DAMAGES[seed % len(DAMAGES)]
    what, must_find = damage(chance, home / "radiodesk.db")
    names = list(commands(folder))
    if some is not None:
        names = [*names[:2], *chance.sample(names[2:], some)]
    failures = try_commands(home, folder, names, must_find=must_find)
    assert not failures, f"seed {seed}, {damage.__name__}: {what}\n" + "\n".join(failures)


def test_every_command_works_at_the_home_before_it_is_damaged(sound_home: Path, tmp_path: Path) -> None:
    """Otherwise the other tests here would see nothing."""
    home = copy_of(sound_home, tmp_path / "home")
    with contextlib.closing(sqlite3.connect(home / "radiodesk.db")) as connection:
        for table in TABLES:
            assert connection.execute(f'SELECT count(*) FROM "{table}"').fetchone() != (0,), table

    for name, command in commands(tmp_path).items():
        done = run_here(*command, home=home)
        assert done.returncode == 0, (name, done.stdout, done.stderr)


@pytest.mark.parametrize("statement", [*WRONG_STATIONS, *WRONG_VERSIONS])
def test_a_wrong_station_or_version_is_said_in_words(statement: str, sound_home: Path, tmp_path: Path) -> None:
    home = copy_of(sound_home, tmp_path / "home")
    statements(home / "radiodesk.db", statement)

    failures = try_commands(home, tmp_path, ["check", "check --json", "report"], must_find=True)

    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_is_damaged_is_said_in_words(seed: int, sound_home: Path, tmp_path: Path) -> None:
    try_seed(seed, sound_home, tmp_path, some=4)


@pytest.mark.parametrize("seed", range(SEEDS, SEEDS + DEEP_SEEDS))
def test_whatever_is_damaged_is_said_in_words_by_every_command(seed: int, sound_home: Path, tmp_path: Path) -> None:
    try_seed(seed, sound_home, tmp_path, some=None if seed < SEEDS + WHOLE_SEEDS else 8)
