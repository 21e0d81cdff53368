"""Homes that older releases made: they are brought up to date with every row, after a backup, or stay as they are."""

import contextlib
import hashlib
import importlib.util
import json
import shutil
import sqlite3
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from radiodesk.config import Config
from radiodesk.history import verify
from radiodesk.model import Credit, CreditRole, Desk, Duty, DutyRole, Person, Story, checking, migrating, restoring
from radiodesk.model.actions import Action
from radiodesk.model.base import now
from radiodesk.model.faults import OldDatabase
from radiodesk.model.text import key
from radiodesk.schedule import programmes
from radiodesk.staff import people
from tests.conftest import run_here

pytestmark = pytest.mark.sqlite

HOMES = Path(__file__).parent / "homes"


def load_make() -> ModuleType:
    """The script that makes the files: it lies in a folder of data."""
    spec = importlib.util.spec_from_file_location("make_older_homes", HOMES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = load_make()
every_schema = pytest.mark.parametrize("revision", make.REVISIONS)

Rows = dict[str, list[dict[str, Any]]]

NEW_VALUES = {
    "station": {"keep_days": 365, "drop_folder": None, "keep_backups": 7, "trash_days": 30, "hours": None}
    | {"weeks_ahead": 4, "on_time_seconds": 60, "rounds_figures": 1, "parent_body": "", "paper_mark": ""}
    | {"paper_place": "", "signer_office": "", "signer_name": ""},
    "story": {"place": ""},
    "clip": {"genre": None},
    "publication": {"channel": "website", "page": ""},
    "credit": {"coefficient": None, "share": None},
    "recording": {
        "title": "",
        "measured": None,
        "air_seconds": None,
        "waiting": 0,
        "removed": None,
        "track": 1,
        "tracks": 1,
        "laid_aside": 0,
    },
    "person": {"short_name": "", "initials": ""},
    "programme": {
        "least_seconds": None,
        "usual_seconds": None,
        "most_seconds": None,
        "language": "",
        "special": 0,
        "own_live": 0,
        "active": 1,
        "owner_id": None,
        "partner": "",
    },
    "edition": {"recording_id": None, "chapters": None, "own_live": 0},
    "broadcast": {"slot_id": None, "occurrence": None, "own_air": 1, "from_file": None}
    | {"actual_starts": None, "priority": "normal", "place": "", "circuit": ""},
    "line": {"recording_id": None, "join": "butt", "join_seconds": 0.0, "actual_seconds": None},
    "earlier_name": {"shown": 0},
}
"""What columns hold that came later than a row."""


def as_new(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row of an older home as it is in the newest schema."""
    row = NEW_VALUES.get(table, {}) | row
    if table == "audit_entry" and "what" in row:
        kept = {"what": row.pop("what"), "rows": json.loads(row.pop("rows"))}
        row |= {"action": "earlier", "values": kept}
    if table in make.KEYS:
        row["key"] = key(row[make.KEYS[table]])
    return ({"double_of": None} if table == "programme" else {}) | row


def unpacked(row: dict[str, Any]) -> dict[str, Any]:
    """An entry of the audit with its values read."""
    return {name: json.loads(value) if name == "values" else value for name, value in row.items()}


def older_home(home: Path, revision: str) -> Path:
    """A home as a release with that schema left it, with its recordings; its database file."""
    for suffix, content in make.SOUNDS.items():
        sha256 = make.HASHES[suffix]
        if revision > "0001" and suffix == ".ogg":
            continue
        place = home / "media" / "originals" / sha256[:2] / f"{sha256}{suffix}"
        place.parent.mkdir(parents=True)
        place.write_bytes(content)
    file = home / "radiodesk.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.executescript((HOMES / f"{revision}.sql").read_text(encoding="utf-8"))
    return file


def rows_in(file: Path) -> Rows:
    """Every row of a database by table."""
    with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            table: [dict(row) for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid')]
            for (table,) in tables
        }


def backup_in(home: Path) -> Path:
    (file,) = (path for path in (home / "backups").iterdir() if "before" in path.name)
    return file


@every_schema
def test_the_files_are_those_that_the_script_makes(revision: str, tmp_path: Path) -> None:
    """The same database; the text of a dump is Python's own affair, as are the blanks in it."""

    def content(dump: str) -> tuple[list[Any], Rows]:
        file = tmp_path / f"{hashlib.sha256(dump.encode()).hexdigest()}.db"
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.executescript(dump)
            schema = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        file_rows = rows_in(file)
        file.unlink()
        return [(name, " ".join((sql or "").split())) for name, sql in schema], file_rows

    made = make.dump(revision)
    assert content((HOMES / f"{revision}.sql").read_text(encoding="utf-8")) == content(made)
    assert make.dump(revision) == made


@every_schema
def test_an_older_home_has_rows_in_every_table_and_both_kinds_of_every_column_that_may_be_empty(
    revision: str, tmp_path: Path
) -> None:
    """Otherwise the tests here would miss what is lost."""
    file = older_home(tmp_path / "home", revision)
    rows = rows_in(file)
    rows.pop("sqlite_sequence", None)
    assert all(rows.values())
    with contextlib.closing(sqlite3.connect(file)) as connection:
        for table, found in rows.items():
            for _id, column, _type, not_null, _default, is_key in connection.execute(f'PRAGMA table_info("{table}")'):
                if not (not_null or is_key or table == "station"):
                    assert {row[column] is None for row in found} == {True, False}, (table, column)


@every_schema
def test_an_older_home_is_opened_with_every_row_as_it_was(revision: str, tmp_path: Path) -> None:
    file = older_home(tmp_path / "home", revision)
    before = rows_in(file)

    desk = Desk.open(Config(home=tmp_path / "home"))
    assert checking.check(desk) == []
    desk.close()

    after = rows_in(file)
    assert after.pop("alembic_version") == [{"version_num": migrating.HEAD}]
    assert before.pop("alembic_version") == [{"version_num": revision}]
    noted = unpacked(after["audit_entry"].pop() if revision < "0004" else after["audit_entry"][-1])
    assert (noted["action"], noted["values"]["ids"]["person"]) == ("update", len(before["person"]))
    after["audit_entry"] = [unpacked(row) for row in after["audit_entry"]]
    before["audit_entry"] = [unpacked(row) for row in before["audit_entry"]]
    last_ids = {row["name"]: row["seq"] for row in after.pop("sqlite_sequence")}
    assert all(last_ids[row["name"]] >= row["seq"] for row in before.pop("sqlite_sequence", []))
    for table, rows in before.items():
        assert after[table] == [as_new(table, row) for row in rows], table
    assert all(after[table] == [] for table in after.keys() - before.keys())


def test_what_an_older_release_could_make_twice_is_one_thing_or_told(tmp_path: Path) -> None:
    file = older_home(tmp_path / "home", "0003")
    every = "1, '2019-03-05 01:00:00', '2019-03-05 01:00:00'"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        (edition, first) = connection.execute(
            "SELECT edition_id, id FROM broadcast WHERE kind = 'first_run' ORDER BY id"
        ).fetchone()
        for statement in (
            f"INSERT INTO person VALUES (100, 'NGUYỄN Thị Thu Hà', 'nguyen thi thu ha', {every})",
            f"INSERT INTO credit SELECT 100, 100, story_id, clip_id, role, {every} FROM credit WHERE person_id = 1",
            f"INSERT INTO programme VALUES (100, 'THỜI SỰ', 'thoi su', 'column', {every})",
            "INSERT INTO broadcast SELECT 100, kind, state, datetime(starts, '+1 hour'), edition_id, relay_id, "
            f"planned_seconds, actual_seconds, note, {every} FROM broadcast WHERE id = {first}",
            "INSERT INTO line (id, edition_id, position, kind, story_id, label, seconds, version, created, changed) "
            f"SELECT 100, edition_id, position, kind, story_id, label, seconds, {every} FROM line WHERE id = 1",
            f"INSERT INTO publication SELECT 100, edition_id, address, posted, 0, {every} FROM publication "
            "WHERE NOT withdrawn LIMIT 1",
            "UPDATE audit_entry SET rows = "
            '\'[{"table": "story", "change": "added", "ids": [1, 500], "count": 500}]\' WHERE id = 1',
        ):
            connection.execute(statement)
    before = rows_in(file)

    desk = Desk.open(Config(home=tmp_path / "home"))
    with desk.changing(Action.EARLIER, what="later") as session:
        session.add(Story(title="Mới"))
        session.flush()
        assert session.scalars(select(Story.id).where(Story.title == "Mới")).one() == 501
    with desk.reading() as session:
        told = [(problem.kind, problem.where) for problem in programmes.problems(session)]
        assert verify.problems(session) == []
    assert checking.check(desk) == []
    desk.close()

    after = rows_in(file)
    assert told == [("double_programme", "THỜI SỰ")]
    assert [row["id"] for row in after["person"]] == [1, 2, 3]
    works = {(row["person_id"], row["story_id"], row["clip_id"], row["role"]) for row in before["credit"]}
    assert sorted(map(str, works - {work for work in works if work[0] == 100})) == sorted(
        str((row["person_id"], row["story_id"], row["clip_id"], row["role"])) for row in after["credit"]
    )
    kinds = {row["id"]: row["kind"] for row in after["broadcast"] if row["edition_id"] == edition}
    assert (kinds[first], kinds[100]) == ("first_run", "repeat")
    places = [(row["edition_id"], row["position"]) for row in after["line"]]
    assert len(set(places)) == len(places) == len(before["line"])
    assert [row["withdrawn"] for row in after["publication"] if row["id"] == 100] == [1]


def change_older_home(file: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


EVERY = "1, '2019-03-05 01:00:00', '2019-03-05 01:00:00'"
"""The version and the times of a row of an older home."""


@pytest.mark.parametrize(
    ("states", "kept"),
    [
        (["cancelled", "aired", "planned"], 1),
        (["planned", "missed", "aired"], 2),
        (["cancelled", "planned", "planned"], 1),
        (["aired", "aired", "aired"], 0),
        (["missed", "cancelled", "missed"], 0),
    ],
)
def test_of_several_first_runs_the_one_that_counts_stays_the_first_run(
    states: list[str], kept: int, tmp_path: Path
) -> None:
    file = older_home(tmp_path / "home", "0003")
    change_older_home(
        file,
        f"INSERT INTO edition VALUES (100, 1, {EVERY})",
        *(
            "INSERT INTO broadcast (id, kind, state, starts, edition_id, note, version, created, changed) "
            f"VALUES ({100 - number}, 'first_run', '{state}', '2019-03-1{number} 22:30:00.000000', 100, '', {EVERY})"
            for number, state in enumerate(states)
        ),
    )

    def aired_programmes() -> int:
        report = run_here("report", "2019-03", "--format", "json", "--rule", "calendar", home=tmp_path / "home")
        return int(json.loads(report.stdout)["indicators"][0]["count"])

    others = 1  # the aired edition of the home itself
    assert aired_programmes() == others + ("aired" in states)
    kinds = {row["id"]: row["kind"] for row in rows_in(file)["broadcast"] if row["edition_id"] == 100}
    assert [kinds[100 - number] for number in range(3)] == [
        "first_run" if number == kept else "repeat" for number in range(3)
    ]


def test_the_names_of_merged_people_lead_to_the_others_as_the_audit_says(tmp_path: Path) -> None:
    file = older_home(tmp_path / "home", "0006")
    merges = [("Hà", "Thu Hà"), ("THU HÀ", "Nguyễn Thị Thu Hà"), ("Đỗ Đức Anh", "Thu Hà"), ("Nam", "Không còn")]
    entry = (
        "INSERT INTO audit_entry VALUES ({id}, 'Thu Hà', 1, '2019-03-05 18:30:00', '2019-03-05 18:30:00', "
        "'merge_people', '{values}')"
    )
    change_older_home(
        file,
        *(
            entry.format(id=number, values=json.dumps({"name": name, "into": into}))
            for number, (name, into) in enumerate(merges, start=10)
        ),
    )

    with contextlib.closing(Desk.open(Config(home=tmp_path / "home"))) as desk, desk.reading() as session:
        found = {each.name: [(old.name, str(old.until)) for old in each.earlier] for each in people.people(session)}
        assert verify.problems(session) == []
        assert checking.check(desk) == []

    assert found == {  # the merge of a person who is there was undone
        "Nguyễn Thị Thu Hà": [("THU HÀ", "2019-03-06"), ("Hà", "2019-03-06")],
        "Đỗ Đức Anh": [],
        "O'Brien “Bình”": [],
    }


def test_ids_of_rows_that_were_merged_are_not_reused(tmp_path: Path) -> None:
    file = older_home(tmp_path / "home", "0003")
    change_older_home(
        file,
        f"INSERT INTO person VALUES (100, 'NGUYỄN Thị Thu Hà', 'nguyen thi thu ha', {EVERY})",
        f"INSERT INTO credit SELECT 200, 1, story_id, clip_id, role, {EVERY} FROM credit WHERE id = 1",
        f"INSERT INTO duty SELECT 300, person_id, broadcast_id, role, {EVERY} FROM duty WHERE id = 1",
    )
    assert rows_in(file)["credit"][0]["person_id"] == 1

    with contextlib.closing(Desk.open(Config(home=tmp_path / "home"))) as desk:
        with desk.changing(Action.EARLIER, what="later") as session:
            added = (
                Person(name="Mới"),
                Credit(person_id=3, story_id=3, role=CreditRole.EDITOR),
                Duty(person_id=3, broadcast_id=1, role=DutyRole.PRESENTER),
            )
            session.add_all(added)
            session.flush()
            assert [row.id for row in added] == [101, 201, 301]
        with desk.reading() as session:
            assert verify.problems(session) == []


def test_the_log_lists_what_was_merged(tmp_path: Path) -> None:
    file = older_home(tmp_path / "home", "0003")
    change_older_home(
        file,
        f"INSERT INTO person VALUES (100, 'NGUYỄN Thị Thu Hà', 'nguyen thi thu ha', {EVERY})",
        f"INSERT INTO credit VALUES (100, 100, 3, NULL, 'editor', {EVERY})",
        f"INSERT INTO credit SELECT 101, 100, story_id, clip_id, role, {EVERY} FROM credit WHERE id = 1",
        f"INSERT INTO programme VALUES (100, 'THỜI SỰ', 'thoi su', 'column', {EVERY})",
        "INSERT INTO broadcast SELECT 100, kind, state, datetime(starts, '+1 hour'), edition_id, relay_id, "
        f"planned_seconds, actual_seconds, note, {EVERY} FROM broadcast WHERE id = 1",
        f"INSERT INTO publication SELECT 100, edition_id, address, posted, 0, {EVERY} FROM publication WHERE id = 1",
    )

    run_here("report", "2019", home=tmp_path / "home")
    printed = run_here("log", "--json", home=tmp_path / "home")

    entry = json.loads(printed.stdout)[0]
    credit = next(row for row in rows_in(file)["credit"] if row["id"] == 1)
    assert entry["action"] == "update"
    assert {(row["table"], row["id"]): (row["before"], row["after"]) for row in entry["rows"]} == {
        ("person", 100): ({"name": "NGUYỄN Thị Thu Hà", "version": 1}, None),
        ("credit", 100): ({"person_id": 100}, {"person_id": 1}),
        ("credit", 101): (
            {"person_id": 100, "role": credit["role"], "version": 1}
            | {name: credit[name] for name in ("story_id", "clip_id") if credit[name] is not None},
            None,
        ),
        ("programme", 100): ({"double_of": None}, {"double_of": 1}),
        ("broadcast", 100): ({"kind": "first_run"}, {"kind": "repeat"}),
        ("publication", 100): ({"withdrawn": False}, {"withdrawn": True}),
    }


@every_schema
def test_an_older_home_has_exactly_the_schema_of_a_new_one(revision: str, tmp_path: Path, migrations_run: None) -> None:
    file = older_home(tmp_path / "older", revision)
    Desk.open(Config(home=tmp_path / "older")).close()
    Desk.create(Config(home=tmp_path / "new"), name="Đài").close()

    def schema(database: Path) -> dict[str, Any]:
        with contextlib.closing(sqlite3.connect(database)) as connection:
            names = connection.execute("SELECT type, name, tbl_name FROM sqlite_master").fetchall()
            tables = [name for kind, name, _table in names if kind == "table"]
            asked = ("table_info", "foreign_key_list", "index_list")
            return {
                "names": sorted(names),
                **{
                    f"{table} {pragma}": sorted(map(repr, connection.execute(f'PRAGMA {pragma}("{table}")')))
                    for table in tables
                    for pragma in asked
                },
            }

    assert schema(file) == schema(tmp_path / "new" / "radiodesk.db")


@every_schema
def test_the_commands_work_in_an_older_home(revision: str, tmp_path: Path) -> None:
    older_home(tmp_path / "home", revision)

    report = run_here("report", "2019-03", "--format", "json", "--rule", "calendar", home=tmp_path / "home")

    assert report.returncode == 0, report.stderr
    found = json.loads(report.stdout)
    assert found["station"] == "Đài phát thanh huyện Lương Tài"
    assert any(indicator["count"] for indicator in found["indicators"])
    for command in (
        ["calendar", "export", str(tmp_path / "desk.ics")],
        ["media", "show", "1"],
        ["media", "preset"],
        ["media", "keep", "100"],
        ["backup", str(tmp_path / "desk.zip")],
    ):
        done = run_here(*command, home=tmp_path / "home")
        assert done.returncode == 0, (command, done.stderr)


@every_schema
def test_check_finds_nothing_in_an_older_home_but_what_was_wrong_before(revision: str, tmp_path: Path) -> None:
    older_home(tmp_path / "home", revision)

    done = run_here("check", "--json", home=tmp_path / "home")

    told = [(problem["kind"], problem["where"]) for problem in json.loads(done.stdout)]
    doubles = [("double_programme", make.DOUBLE["title"])] if revision >= "0004" else []
    assert (done.returncode, told) == (bool(doubles), doubles), done.stderr


@every_schema
def test_before_an_older_home_is_brought_up_to_date_a_backup_is_made_that_holds_it_as_it_was(
    revision: str, tmp_path: Path
) -> None:
    file = older_home(tmp_path / "home", revision)
    before = rows_in(file)
    desk = Desk.open(Config(home=tmp_path / "home"))
    with desk.changing(Action.EARLIER, what="later") as session:
        session.add(Person(name="Later"))
    desk.close()
    backup = backup_in(tmp_path / "home")

    with zipfile.ZipFile(backup) as archive:
        assert json.loads(archive.read("manifest.json"))["schema"] == revision
        archive.extract("radiodesk.db", tmp_path / "unpacked")
    assert rows_in(tmp_path / "unpacked" / "radiodesk.db") == before

    elsewhere = Config(home=tmp_path / "elsewhere")
    restoring.restore(elsewhere, backup, now=now())
    Desk.open(elsewhere).close()
    restored = rows_in(elsewhere.home / "radiodesk.db")
    assert [row["name"] for row in restored["person"]] == [row["name"] for row in before["person"]]


@every_schema
def test_an_older_home_is_brought_up_to_date_once(revision: str, tmp_path: Path) -> None:
    file = older_home(tmp_path / "home", revision)
    Desk.open(Config(home=tmp_path / "home")).close()
    after, made = rows_in(file), backup_in(tmp_path / "home").stat().st_mtime_ns

    Desk.open(Config(home=tmp_path / "home")).close()

    assert rows_in(file) == after
    assert backup_in(tmp_path / "home").stat().st_mtime_ns == made


FAILING = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{next}", "{head}", None, None


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE person SET name = 'x' || id")
    op.drop_table("duty")
    raise {error}
"""


def add_failing_migration(folder: Path, error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the newest migration were one that raises an error at its end."""
    no_cache = shutil.ignore_patterns("__pycache__")
    migrations = shutil.copytree(migrating.MIGRATIONS, folder / "migrations", ignore=no_cache)
    later = f"{int(migrating.HEAD) + 1:04}"
    failing = FAILING.format(next=later, head=migrating.HEAD, error=error.__name__)
    (migrations / "versions" / f"{later}_failing.py").write_text(failing)
    monkeypatch.setattr(migrating, "MIGRATIONS", migrations)
    monkeypatch.setattr(migrating, "HEAD", later)


@every_schema
def test_a_migration_that_fails_in_the_middle_leaves_the_old_database_as_it_was(
    revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = older_home(tmp_path / "home", revision)
    before = rows_in(file)
    add_failing_migration(tmp_path, InterruptedError, monkeypatch)

    with pytest.raises(InterruptedError):
        Desk.open(Config(home=tmp_path / "home"))

    assert rows_in(file) == before
    monkeypatch.undo()
    Desk.open(Config(home=tmp_path / "home")).close()
    assert rows_in(file)["alembic_version"] == [{"version_num": migrating.HEAD}]


@every_schema
@pytest.mark.parametrize("error", [ZeroDivisionError, KeyError])
def test_a_fault_of_a_migration_is_not_taken_for_damage_of_a_sound_older_database(
    revision: str, error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise its user would restore a backup, and lose what was written since."""
    older_home(tmp_path / "home", revision)
    add_failing_migration(tmp_path, error, monkeypatch)

    with pytest.raises(error):
        Desk.open(Config(home=tmp_path / "home"))


@every_schema
def test_where_no_backup_can_be_written_an_older_home_stays_as_it_was(revision: str, tmp_path: Path) -> None:
    file = older_home(tmp_path / "home", revision)
    (tmp_path / "home" / "backups").write_text("a file where the folder should be")
    before = hashlib.sha256(file.read_bytes()).digest()

    done = run_here("report", "2019", "--lang", "en", home=tmp_path / "home")

    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert hashlib.sha256(file.read_bytes()).digest() == before


@every_schema
def test_an_older_home_that_can_only_be_read_says_that_it_has_to_be_copied(
    revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = older_home(tmp_path / "home", revision)
    before = sorted(path.name for path in file.parent.iterdir()), file.read_bytes()
    monkeypatch.setattr("radiodesk.model.engines.is_read_only", lambda _file: True)

    with pytest.raises(OldDatabase, match="older version of radiodesk"):
        Desk.open(Config(home=tmp_path / "home"))

    assert (sorted(path.name for path in file.parent.iterdir()), file.read_bytes()) == before


@every_schema
def test_the_backup_before_a_migration_bears_the_stations_day(revision: str, tmp_path: Path) -> None:
    """It counts among the newest, whose days are the station's, too."""
    older_home(tmp_path / "home", revision)
    with time_machine.travel("2026-11-28T20:00:00+00:00", tick=False):
        Desk.open(Config(home=tmp_path / "home")).close()
    assert backup_in(tmp_path / "home").name.startswith("auto-2026-11-29-before-")
