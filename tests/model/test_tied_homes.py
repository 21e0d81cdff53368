"""A home and a database outside it belong together, and are not used with others unnoticed."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from radiodesk.config import Config
from radiodesk.model import Desk, homes
from radiodesk.model.homes import DatabaseElsewhere
from tests.conftest import MEDIA, run_here

pytestmark = pytest.mark.sqlite

NEITHER = "is not the home of sqlite:///"


@pytest.fixture
def outside(tmp_path: Path) -> Config:
    """A desk whose database is outside its home."""
    config = Config(home=tmp_path / "home", database=f"sqlite:///{tmp_path}/server.db", person="Thu Hà")
    Desk.create(config, name="Đài").close()
    return config


def test_a_home_without_the_address_of_its_database_says_so(outside: Config) -> None:
    """Following the advice to restore a backup would put an old desk beside the database that the others use."""
    run_here("log", "--database", str(outside.database), home=outside.home)  # makes the backup of the day
    backup = outside.home / "desk.zip"
    shutil.copy(next(outside.backups.iterdir()), backup)
    for arguments in (["check"], ["log"], ["init", "--station", "Khác"], ["restore", str(backup), "--yes"]):
        answer = run_here(*arguments, home=outside.home)

        assert answer.returncode == 1
        assert f"is not in it, but at {outside.database}: set RADIODESK_DATABASE to that address" in answer.stderr
    assert not (outside.home / "radiodesk.db").exists()

    (outside.home / "database.toml").unlink()  # as the message says, for a desk that has left the database
    assert run_here("restore", str(backup), "--yes", home=outside.home).returncode == 0


def test_the_address_is_kept_without_its_secrets(tmp_path: Path) -> None:
    address = "postgresql://desk:s3cret@pc-1:5433/radiodesk?sslmode=verify-full&sslpassword=s3cret"
    config = Config(home=tmp_path, database=address)

    homes.tie(config, "uid-1")

    assert homes.tie_of(tmp_path) == homes.Tie("postgresql://desk@pc-1:5433/radiodesk?sslmode=verify-full", "uid-1")
    assert "s3cret" not in (tmp_path / "database.toml").read_text()


def test_its_own_home_is_used_without_a_word(outside: Config, tmp_path: Path) -> None:
    answer = run_here("log", "--database", str(outside.database), home=outside.home)
    assert (answer.returncode, answer.stderr) == (0, "")

    shutil.move(outside.home, tmp_path / "moved")  # or the same folder, as another machine sees it
    answer = run_here("log", "--database", str(outside.database), home=tmp_path / "moved")
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("arguments", [["log"], ["people", "list"], ["report", "2019"], ["media", "check"]])
def test_another_home_is_told_and_not_created_by_a_command_that_reads(
    outside: Config, tmp_path: Path, arguments: list[str]
) -> None:
    answer = run_here(*arguments, "--database", str(outside.database), home=tmp_path / "nowhere")

    assert answer.returncode == 0
    assert f"{tmp_path}/nowhere {NEITHER}" in answer.stderr
    assert f"created with the home {outside.home} on " in answer.stderr
    assert "set RADIODESK_HOME" in answer.stderr
    assert not (tmp_path / "nowhere").exists()


def test_check_finds_another_home(outside: Config, tmp_path: Path) -> None:
    answer = run_here("check", "--json", "--database", str(outside.database), home=tmp_path / "nowhere")

    assert answer.returncode == 1
    (problem,) = json.loads(answer.stdout)
    assert (problem["kind"], problem["where"]) == ("home", str(tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()
    assert run_here("check", "--database", str(outside.database), home=outside.home).stdout == "The desk is sound\n"


def test_another_home_is_told_when_a_recording_is_added(outside: Config, tmp_path: Path) -> None:
    other = tmp_path / "private"
    (other / "media").mkdir(parents=True)  # as an older release made it on the spot

    answer = run_here("media", "add", str(MEDIA / "nhac hieu.mp3"), "--database", str(outside.database), home=other)

    assert f"{other} {NEITHER}" in answer.stderr
    assert homes.tie_of(other) is None


def test_the_home_of_one_database_is_told_when_it_is_used_with_another(outside: Config, tmp_path: Path) -> None:
    other = Config(home=tmp_path / "home-2", database=f"sqlite:///{tmp_path}/other.db")
    Desk.create(other, name="Khác").close()

    answer = run_here("log", "--database", str(other.database), home=outside.home)

    assert f"{outside.home} {NEITHER}{tmp_path}/other.db, but of {outside.database}" in answer.stderr


def make_old(outside: Config) -> None:
    """Make the database and its home as an older release left them."""
    (outside.home / "database.toml").unlink()
    with closing(sqlite3.connect(outside.home.parent / "server.db")) as connection, connection:
        connection.execute("UPDATE audit_entry SET \"values\" = '{}'")


def test_a_home_of_an_older_release_is_tied_when_it_is_opened(outside: Config) -> None:
    make_old(outside)

    Desk.open(outside).close()

    with pytest.raises(DatabaseElsewhere):
        Desk.open(replace(outside, database=None))


def test_a_desk_with_a_database_of_its_own_is_not_tied_to_another(config: Config, desk: Desk, outside: Config) -> None:
    desk.close()
    make_old(outside)
    own = Config(home=outside.home.parent / "own")
    Desk.create(own, name="Đài").close()

    answer = run_here("log", "--database", str(outside.database), home=own.home)

    assert f"{own.home} {NEITHER}" in answer.stderr
    Desk.open(own).close()
    nowhere = run_here("log", "--database", str(outside.database), home=own.home / "nowhere")
    assert f"{own.home}/nowhere {NEITHER}{own.home.parent}/server.db. Recordings" in nowhere.stderr


def test_a_restore_ties_the_home_to_the_database(outside: Config, tmp_path: Path) -> None:
    run_here("backup", str(tmp_path / "desk.zip"), "--database", str(outside.database), home=outside.home)
    new = Config(home=tmp_path / "new", database=f"sqlite:///{tmp_path}/new.db")

    done = run_here("restore", str(tmp_path / "desk.zip"), "--database", str(new.database), home=new.home)

    assert (done.returncode, done.stderr) == (0, "")
    found = homes.tie_of(new.home)
    assert found is not None
    assert found.address == new.database
    assert run_here("log", "--database", str(new.database), home=new.home).stderr == ""


def test_a_database_inside_the_home_needs_no_file(config: Config, desk: Desk) -> None:
    assert not (config.home / "database.toml").exists()
