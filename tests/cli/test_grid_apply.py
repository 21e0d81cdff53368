"""`radiodesk grid apply` and `export`: what they say of a file."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.cli.test_grid_cases import toml
from tests.conftest import run_here

NEWS = {
    "key": "thoi-su",
    "programme": "Thời sự",
    "kind": "news",
    "at": "05:30",
    "length": "15:00",
    "from": "2026-11-29",
    "rule": "daily",
}


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 29, 5, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert run_here("init", "--station", "Đài", home=tmp_path / "home").returncode == 0
    return tmp_path / "home"


def test_the_same_conflict_of_each_day_is_said_once(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "grid.toml"
    file.write_text(toml(NEWS, hours=[["05:30", "17:00"]]), "utf-8")

    dry = run_here("grid", "apply", file, "--dry-run", home=home)
    applied = run_here("grid", "apply", file, home=home)

    assert dry.stderr == applied.stderr
    assert applied.stderr.splitlines() == [
        "28 conflicts in the next four weeks:",
        "  Nothing on air, 05:45–17:00, 28 days from 29/11/2026 (11 hours 15 minutes): 05:30 Thời sự",
    ]
    assert dry.stdout == applied.stdout + "Nothing was changed: this is what would be done.\n"
    assert run_here("grid", "conflicts", home=home).stdout == applied.stderr.splitlines()[1].strip() + "\n"


@pytest.mark.parametrize("week", ["9999-W52", "9999-W01", "0001-W01", "1949-W52", "2101-W01"])
def test_a_week_outside_the_calendar_is_too_far_away(home: Path, week: str) -> None:
    shown = run_here("grid", "show", "--week", week, home=home)
    assert (shown.returncode, shown.stderr) == (
        1,
        f"Error: “{week}” is too far away: a day must be in the years 1950 to 2100\n",
    )


@pytest.mark.parametrize("week", ["1950-W01", "2100-W52"])
def test_the_first_and_the_last_week_are_shown(home: Path, week: str) -> None:
    assert run_here("grid", "show", "--week", week, home=home).stdout == "Nothing is planned on these days.\n"


def test_hours_that_a_file_lacks_are_removed_only_with_what_ends_slots_and_the_preview_says_so(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "grid.toml"
    file.write_text(toml(NEWS, hours=[["05:30", "17:00"]]), "utf-8")
    run_here("grid", "apply", file, home=home)
    file.write_text(toml(NEWS), "utf-8")

    assert run_here("grid", "apply", file, home=home).stdout == "The grid is as the file says\n"
    dry = run_here("grid", "apply", file, "--dry-run", "--end-missing", home=home)

    assert dry.stdout.splitlines()[0] == "The file has no hours on air: those of the station are removed"
    words = " ".join(run_here("grid", "apply", "--help", home=home).stdout.split())
    assert "and remove the station's hours if it has none." in words


def test_slots_that_a_file_lacks_are_named_with_what_ends_them(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "grid.toml"
    file.write_text(toml(NEWS), "utf-8")
    run_here("grid", "apply", file, home=home)
    file.write_text(toml({**NEWS, "key": "chieu", "at": "17:00"}), "utf-8")

    assert run_here("grid", "apply", file, home=home).stdout.splitlines() == [
        "chieu: new, from 29/11/2026 on",
        "thoi-su: not in the file, and stays",
        "28 broadcasts planned",
        "--end-missing ends the slots that are not in the file",
    ]
