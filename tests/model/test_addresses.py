"""Which databases a desk can be in, and what is said of the others."""

import os
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from radiodesk import config as configs
from radiodesk.config import Config
from radiodesk.model import Desk, engines
from radiodesk.model.faults import BadDatabaseURL, NoDatabase, UnusableDatabase
from tests.conftest import run_here

pytestmark = pytest.mark.sqlite

NO_DATABASES = (
    "sqlite://",
    "sqlite:///:memory:",
    "sqlite:///%00",
    "sqlite:///file:x?mode=memory&uri=true",
    "sqlite+aiosqlite:///x.db",
    "mysql://user@server/radiodesk",
    "postgresql://user@server:port/radiodesk",
    "nonsense",
)


@pytest.mark.parametrize("address", NO_DATABASES)
def test_what_is_no_database_for_a_desk_is_refused(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadDatabaseURL):
        Desk.create(Config(home=tmp_path / "home", database=address), name="Đài")
    for command in (["init", "--station", "Đài"], ["report", "2019"], ["check"], ["backup", "a.zip"]):
        answer = run_here("--database", address, *command, home=tmp_path / "home")
        assert answer.returncode == 1
        assert "address is not understood" in answer.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such pipes")
def test_a_pipe_or_a_folder_is_never_replaced_by_a_database(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(UnusableDatabase):
            Desk.create(Config(home=tmp_path / "home", database=f"sqlite:///{tmp_path / name}"), name="Đài")
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "folder").is_dir()


def test_a_linked_database_stays_where_it_is(tmp_path: Path) -> None:
    elsewhere, home = tmp_path / "disk", tmp_path / "home"
    Desk.create(Config(home=elsewhere), name="Đài").close()
    home.mkdir()
    (home / "radiodesk.db").symlink_to(elsewhere / "radiodesk.db")

    desk = Desk.open(Config(home=home))
    assert desk.where == str(elsewhere / "radiodesk.db")
    desk.close()
    assert (home / "radiodesk.db").is_symlink()


def test_what_is_secret_in_an_address_is_not_shown() -> None:
    for address in ("postgresql+psycopg://u:s3cret@h/x", "postgresql+psycopg:///x?host=h&password=s3cret"):
        assert "s3cret" not in engines.redacted(make_url(address))


def test_a_home_that_has_lost_its_database_names_its_backup(desk: Desk, config: Config) -> None:
    desk.close()
    assert run_here("report", "2019", home=config.home).returncode == 0
    (backup,) = (config.home / "backups").iterdir()
    (config.home / "radiodesk.db").unlink()

    with pytest.raises(NoDatabase) as lost:
        Desk.open(config)
    assert backup.name in lost.value.at_command_line
    answer = run_here("restore", backup, home=config.home)
    assert answer.returncode == 0
    Desk.open(config).close()


def test_a_name_that_is_no_text_is_shown_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADIODESK_PERSON", "Hà\udcff")
    assert configs.current_person() == "Hà�"
