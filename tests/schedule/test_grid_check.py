"""Damage to the grid: `check` finds it, and every command of the grid says what, where and what to do."""

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from sqlalchemy import select

from radiodesk.history import whole_check
from radiodesk.kinds import BroadcastKind
from radiodesk.model import Action, Broadcast, Desk, Series, Slot
from radiodesk.schedule import generation
from radiodesk.schedule.slots import slots
from tests.conftest import run_here

pytestmark = pytest.mark.sqlite

GRID = """
hours = [["05:00", "22:00"]]

[[slot]]
key = "thoi-su"
programme = "Thời sự"
kind = "news"
at = "05:30"
length = "15:00"
from = 2026-01-05
rule = "daily"
add = ["2026-03-06T18:00"]
duties = [{ role = "editor", person = "Thu Hà" }]

[[slot]]
key = "thoi-su-lai"
repeats = "thoi-su"
at = "17:00"
from = 2026-01-05
rule = "daily"
"""

COMMANDS: Sequence[Sequence[str]] = (
    ("grid", "show", "--from", "2026-03-01", "--to", "2026-03-07"),
    ("grid", "conflicts", "--from", "2026-03-01", "--to", "2026-03-07"),
    ("grid", "make", "--weeks", "1"),
)

UNREADABLE = [
    ("UPDATE slot SET rule = 'FREQ=SOMETIMES' WHERE id = 1", "slot 1, rule", "FREQ=SOMETIMES"),
    ('UPDATE slot SET pauses = \'[["2026-02-30", "2026-03-01"]]\' WHERE id = 1', "slot 1, pauses", "2026-02-30"),
    ("UPDATE slot SET pauses = '[\"2026-02-20\"]' WHERE id = 1", "slot 1, pauses", "2026-02-20"),
    ("UPDATE slot SET pauses = '[7]' WHERE id = 1", "slot 1, pauses", "7"),
    ("UPDATE slot SET exclusions = '[\"tomorrow\"]' WHERE id = 1", "slot 1, exclusions", "tomorrow"),
    ("UPDATE slot SET additions = '[\"2026-03-06T18:00+07:00\"]' WHERE id = 1", "slot 1, additions", "+07:00"),
    ("UPDATE slot SET additions = '[null]' WHERE id = 1", "slot 1, additions", "null"),
    ('UPDATE station SET hours = \'[["five", "22:00"]]\'', "station 1, hours", "five"),
    ("UPDATE station SET hours = '[[\"05:00\"]]'", "station 1, hours", "05:00"),
]
"""Damage, where it is, and what is quoted of it."""

CONTRADICTING = [
    ("UPDATE slot SET additions = '[\"9999-12-31T18:00\"]' WHERE id = 1", "slot 1, additions", "9999-12-31"),
    ("UPDATE slot SET until = '2026-01-01' WHERE id = 1", "slot 1", "05/01/2026"),
    ("UPDATE slot SET last = '2025-12-01', since = '2026-01-05' WHERE id = 1", "slot 1, last", "01/12/2025"),
    ("UPDATE slot SET seconds = -5 WHERE id = 1", "slot 1, seconds", "-5"),
    ("UPDATE slot SET days_after = -1 WHERE id = 2", "slot 2, days_after", "-1"),
    ("UPDATE slot SET repeats_id = series_id WHERE id = 2", "slot 2", "thoi-su-lai"),
    (
        "INSERT INTO series (name, version, created, changed) SELECT 'x', 1, created, changed FROM series LIMIT 1",
        "series 3",
        "x",
    ),
    ("UPDATE slot SET series_id = 2, last = '2026-06-01' WHERE id = 1", "slot 1, slot 2", "05/01/2026"),
    (
        "INSERT INTO accepted_conflict (type, begins, person, sides, reason, version, created, changed) "
        "SELECT 'quarrel', created, '', '[]', 'x', 1, created, changed FROM station",
        "accepted_conflict 1, type",
        "quarrel",
    ),
]


@pytest.fixture
def home(desk: Desk, tmp_path: Path) -> Path:
    """A home with a grid."""
    (tmp_path / "grid.toml").write_text(GRID, encoding="utf-8")
    assert run_here("grid", "apply", tmp_path / "grid.toml", home=desk.config.home).returncode == 0
    return desk.config.home


def run(home: Path, folder: Path) -> list[CompletedProcess[str]]:
    """What the commands of the grid say."""
    export = ("grid", "export", folder / "out.toml")
    apply = ("grid", "apply", folder / "grid.toml", "--dry-run")
    return [run_here(*command, home=home) for command in (*COMMANDS, export, apply)]


def damage(home: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(home / "radiodesk.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement)


def test_a_sound_grid_has_no_problems(desk: Desk, home: Path) -> None:
    assert whole_check.check(desk) == []


@pytest.mark.parametrize(("statement", "where", "quoted"), [*UNREADABLE, *CONTRADICTING])
def test_check_finds_damage_to_the_grid(desk: Desk, home: Path, statement: str, where: str, quoted: str) -> None:
    damage(home, statement)

    found = [each for each in whole_check.check(desk) if each.where == where]

    assert found
    assert quoted in found[0].what
    assert found[0].advice


@pytest.mark.parametrize(("statement", "where", "quoted"), UNREADABLE)
def test_the_commands_of_the_grid_say_where_it_is_damaged(
    home: Path, tmp_path: Path, statement: str, where: str, quoted: str
) -> None:
    damage(home, statement)

    done = run(home, tmp_path)
    said = [each.stdout + each.stderr for each in done]

    assert not [each for each in said if "fault of radiodesk" in each or "Traceback" in each]
    refused = [each.stderr for each in done if each.returncode]
    assert refused
    assert all(where in each and "radiodesk restore FILE" in each for each in refused), refused


@pytest.mark.parametrize(("statement", "where", "quoted"), UNREADABLE[:6])
def test_a_damaged_slot_does_not_keep_the_others_from_being_planned(
    home: Path, statement: str, where: str, quoted: str
) -> None:
    damage(home, statement)

    shown, conflicts, made = (run_here(*each, home=home) for each in COMMANDS)
    refused = run_here("grid", "export", home / "schedules" / "grid.toml", home=home)

    assert [each.returncode for each in (shown, conflicts, made, refused)] == [0, 0, 0, 1]
    assert "17:00" in shown.stdout
    for each in (shown, conflicts, made, refused):
        assert "“thoi-su”" in each.stderr
        assert where in each.stderr
        assert quoted in each.stderr
        assert "radiodesk restore FILE" in each.stderr


@pytest.mark.parametrize(("statement", "where", "quoted"), CONTRADICTING)
def test_the_commands_of_the_grid_get_along_with_slots_that_contradict_each_other(
    home: Path, tmp_path: Path, statement: str, where: str, quoted: str
) -> None:
    damage(home, statement)

    for done in run(home, tmp_path):
        assert "fault of radiodesk" not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_repeats_of_a_series_that_has_no_first_runs_any_more_are_not_planned(desk: Desk) -> None:
    start = dt.date(2026, 3, 2)
    with desk.changing(Action.EARLIER, what="a repeat alone") as session:
        gone, repeated = Series(name="thoi-su"), Series(name="thoi-su-lai")
        session.add_all([gone, repeated])
        session.flush()
        kind, at = BroadcastKind.REPEAT, dt.time(17)
        slot = Slot(series_id=repeated.id, kind=kind, repeats_id=gone.id, at=at, start=start, rule="FREQ=DAILY")
        session.add(slot)
        session.flush()
        generation.generate(session, start)
        assert session.scalars(select(Broadcast)).all() == []
        [view] = slots(session)
        with pytest.raises(generation.NothingToRepeat):
            generation.store_one(session, view, dt.datetime.combine(start, at))
