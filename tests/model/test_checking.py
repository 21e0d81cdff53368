"""`radiodesk check` and `media check --json`: what is wrong with a desk, in words and for programs."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import inspect, text

from radiodesk.config import Config
from radiodesk.media import store
from radiodesk.model import Desk, checking, engines
from tests.conftest import MEDIA, run_here
from tests.model.test_backups import add_people, break_pages, file_of, spoil

SOUND = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"
KEYS = {"kind", "what", "where", "advice"}

# What was done to the database, and what has to be found: the kind, and where.
Wrong: TypeAlias = tuple[tuple[str, ...], str, str]

WRONG: dict[str, Wrong] = {
    "table": (("DROP TABLE overview",), "schema", "overview"),
    "column": (("ALTER TABLE station DROP COLUMN keep_days",), "schema", "station, keep_days"),
    "a row that the audit does not know": (
        (
            "INSERT INTO recipient (name, folded, key, version, created, changed) "
            "VALUES ('x', 'x', 'x', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
        ),
        "audit",
        "recipient 1",
    ),
    "a row that only the audit knows": (("DELETE FROM person",), "audit", "person 1"),
    "a value that the audit does not know": (("UPDATE person SET name = 'Lan'",), "audit", "person 1, name"),
    "a version that the audit does not know": (("UPDATE person SET version = 7",), "audit", "person 1, version"),
    "no station": (("DELETE FROM station",), "station", ""),
    "zone": (("UPDATE station SET zone = 'Mars/Olympus'",), "station", "station 1, zone"),
    "a zone that leads out": (("UPDATE station SET zone = '../../etc/passwd'",), "station", "station 1, zone"),
    "language": (("UPDATE station SET language = 'xx'",), "station", "station 1, language"),
}

WRONG_IN_A_FILE: dict[str, Wrong] = {
    "trigger": (("CREATE TRIGGER spy AFTER INSERT ON person BEGIN DELETE FROM person; END",), "schema", "spy"),
    "view": (("CREATE VIEW spy AS SELECT 1",), "schema", "spy"),
    "foreign key": (
        ("INSERT INTO overview VALUES (3, 99, 1.0, x'00', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00')",),
        "reference",
        "overview 3",
    ),
    "check": (
        ("PRAGMA ignore_check_constraints = ON", "UPDATE station SET period_rule = 'lunar'"),
        "integrity",
        "radiodesk.db",
    ),
    "index": (
        ("UPDATE sqlite_schema SET sql = replace(sql, 'folded)', 'folded) WHERE 0') WHERE name = 'ix_person_folded'",),
        "integrity",
        "radiodesk.db",
    ),
    "moment": (("UPDATE person SET created = 'yesterday'",), "value", "person 1, created"),
    "a moment of no year": (("UPDATE person SET created = '0001-01-01 00:00:00'",), "value", "person 1, created"),
    "text that is bytes": (("UPDATE person SET name = x'ff00ff'",), "value", "person 1, name"),
    "text that is no text": (("UPDATE person SET name = CAST(x'ff41' AS TEXT)",), "value", "person 1, name"),
    "a number in words": (("UPDATE station SET keep_days = 'many'",), "station", "station 1, keep_days"),
    "an endless number": (("UPDATE station SET keep_days = 1 << 60",), "station", "station 1, keep_days"),
    "json": (("UPDATE audit_row SET after = '{'",), "value", "audit_row 1, after"),
    "json of another kind": (("UPDATE audit_row SET after = '5'",), "value", "audit_row 1, after"),
}
"""A server does not take these, or has them for purposes of its own."""


def problems(config: Config, *more: str) -> list[dict[str, str]]:
    """What `check --json` says, as every program that reads it has to find it."""
    answer = run_here("check", "--json", *more, home=config.home)
    found: list[dict[str, str]] = json.loads(answer.stdout)
    assert answer.returncode == (1 if found else 0)
    assert answer.stderr == ""
    for problem in found:
        assert set(problem) == KEYS
        assert all(isinstance(text, str) and text for text in problem.values())
    return found


def test_a_sound_desk_has_nothing_wrong(desk: Desk, config: Config) -> None:
    add_people(desk, "Thu Hà")
    store.add(desk, SOUND)
    assert checking.check(desk) == []
    assert checking.first_problem(desk) is None
    assert problems(config) == []
    answer = run_here("check", home=config.home)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "The desk is sound\n", "")
    answer = run_here("check", "--lang", "vi", home=config.home)
    assert answer.returncode == 0
    assert "sound" not in answer.stdout


def content(config: Config) -> object:
    """All that the database holds."""
    if not config.database:
        return file_of(config).read_bytes()
    engine = engines.engine_of(config)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        rows = {name: connection.execute(text(f"SELECT * FROM {name} ORDER BY 1")).all() for name in tables}
    engine.dispose()
    return rows


def spoil_desk(config: Config, *statements: str) -> None:
    """Change the database of a desk behind its back."""
    if not config.database:
        spoil(file_of(config), *statements)
        return
    engine = engines.engine_of(config)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def assert_named(desk: Desk, wrong: Wrong) -> None:
    """Spoil the desk, and see that all that `check` says of it names what is wrong, and that it changes nothing."""
    statements, kind, where = wrong
    config = desk.config
    add_people(desk, "Thu Hà")
    desk.close()
    spoil_desk(config, *statements)
    before = content(config)

    found = problems(config)

    assert (kind, True) in {(problem["kind"], problem["where"].endswith(where or desk.where)) for problem in found}
    assert all("radiodesk restore FILE" in problem["advice"] for problem in found)
    said = run_here("check", home=config.home)
    assert (said.returncode, said.stdout) == (1, "")
    for problem in found:
        assert problem["what"] in said.stderr
        assert problem["where"] in said.stderr
    in_vietnamese = problems(config, "--lang", "vi")
    assert [(one["kind"], one["where"]) for one in in_vietnamese] == [(one["kind"], one["where"]) for one in found]
    assert all(one["what"] != other["what"] for one, other in zip(found, in_vietnamese, strict=True))
    assert content(config) == before


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_the_database_is_named(desk: Desk, wrong: Wrong) -> None:
    assert_named(desk, wrong)


@pytest.mark.sqlite
@pytest.mark.parametrize("wrong", WRONG_IN_A_FILE.values(), ids=WRONG_IN_A_FILE)
def test_what_is_wrong_in_a_file_is_named(desk: Desk, wrong: Wrong) -> None:
    assert_named(desk, wrong)


def garbage(config: Config) -> None:
    file_of(config).write_bytes(b"no database at all" * 100)


def no_version(config: Config) -> None:
    spoil(file_of(config), "DELETE FROM alembic_version")


def pages(config: Config) -> None:
    break_pages(file_of(config))


def cut_off(config: Config) -> None:
    file_of(config).write_bytes(file_of(config).read_bytes()[:8000])


@pytest.mark.sqlite
@pytest.mark.parametrize("damage", [garbage, no_version, pages, cut_off])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_damaged_database_is_told_whatever_is_left_of_it(
    desk: Desk, config: Config, damage: Callable[[Config], None], language: str
) -> None:
    add_people(desk, *(f"{number} " + "x" * 300 for number in range(300)))
    desk.close()
    damage(config)
    found = problems(config, "--lang", language)
    assert {problem["kind"] for problem in found} <= {"integrity", "schema"}
    assert found


@pytest.mark.sqlite
def test_the_home_speaks_its_own_language_about_its_database(desk: Desk, config: Config) -> None:
    desk.close()
    spoil(file_of(config), "UPDATE station SET language = 'vi'", "UPDATE station SET keep_days = 'many'")
    said = run_here("check", home=config.home)
    assert said.returncode == 1
    assert "not valid" not in said.stderr


@pytest.mark.sqlite
def test_a_home_that_is_none_is_told_plainly(config: Config) -> None:
    for more in ((), ("--json",)):
        answer = run_here("check", *more, home=config.home)
        assert answer.returncode == 1
        assert "There is no desk" in answer.stderr
    assert not config.home.exists()


def store_problems(config: Config) -> dict[str, list[str]]:
    """Kinds and places; the check of the desk and that of the store say the same."""
    found = problems(config)
    answer = run_here("media", "check", "--json", home=config.home)
    assert json.loads(answer.stdout) == found
    assert answer.returncode == (1 if found else 0)
    return {problem["kind"]: [problem["where"], problem["advice"]] for problem in found}


def test_what_is_wrong_in_the_store_is_named(desk: Desk, config: Config) -> None:
    recordings = [store.add(desk, path) for path in sorted(MEDIA.glob("Tin 0[12]*"))]
    assert store_problems(config) == {}
    lost, changed = (store.file_of(config.media, each.sha256, each.suffix) for each in recordings)
    lost.unlink()
    changed.write_bytes(b"another")
    unknown = config.media / "originals" / "00" / f"{'00' * 32}.wav"
    unknown.parent.mkdir()
    unknown.write_bytes(b"a file of nobody")

    found = store_problems(config)

    assert set(found) == {"missing_file", "damaged_file", "unknown_file"}
    assert recordings[0].name in found["missing_file"][0]
    assert recordings[1].name in found["damaged_file"][0]
    assert found["unknown_file"][0] == unknown.name
    assert "relink" in found["missing_file"][1]
    assert "--mend" in found["damaged_file"][1]
    assert "--mend" in found["unknown_file"][1]
    said = run_here("check", "--lang", "vi", home=config.home)
    assert said.returncode == 1
    assert recordings[0].name in said.stderr
    assert "Missing" not in said.stderr
    assert len(problems(config, "--lang", "vi")) == 3


def test_a_damaged_value_cannot_steer_the_terminal(desk: Desk, config: Config) -> None:
    desk.close()
    char = "chr" if config.database else "char"
    spoil_desk(config, f"UPDATE station SET zone = 'Mars' || {char}(27) || '[2J' || {char}(10) || 'x'")
    answer = run_here("check", home=config.home)
    assert answer.returncode == 1
    assert "\x1b" not in answer.stderr + answer.stdout


def test_checking_changes_nothing(desk: Desk, config: Config) -> None:
    add_people(desk, "Thu Hà")
    desk.close()
    before = {path: path.read_bytes() for path in config.home.rglob("*") if path.is_file()}
    problems(config)
    assert {path: path.read_bytes() for path in config.home.rglob("*") if path.is_file()} == before


@pytest.mark.sqlite
def test_what_a_check_finds_first_explains_an_error(desk: Desk, config: Config, tmp_path: Path) -> None:
    add_people(desk, "Thu Hà")
    with closing(sqlite3.connect(file_of(config), isolation_level=None)) as connection:
        connection.execute("UPDATE person SET created = 'yesterday'")
    problem = checking.first_problem(desk)
    assert problem
    assert (problem.kind, problem.where) == ("value", "person 1, created")
    assert problem.sentence.startswith("The value “yesterday” is not valid: person 1, created. ")
