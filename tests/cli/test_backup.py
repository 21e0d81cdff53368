"""`radiodesk backup`, `restore` and the automatic backups, through the command line."""

import datetime as dt
import os
import shutil
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import time_machine

from radiodesk.config import Config
from radiodesk.media import store
from radiodesk.model import Desk, backups, station
from tests.conftest import MEDIA, Cli, run_cli, run_here
from tests.model.test_backups import add_people, break_pages, file_of, names_in, spoil
from tests.terminal import Terminal

SOUND = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"


@pytest.fixture
def saved(desk: Desk, config: Config, tmp_path: Path) -> Path:
    """A backup of a desk with one person; a second one came later."""
    add_people(desk, "Thu Hà")
    backups.write(desk, tmp_path / "saved.zip")
    add_people(desk, "Đức Anh")
    desk.close()
    return tmp_path / "saved.zip"


def people(config: Config) -> list[str]:
    return names_in(file_of(config))


def kept_homes(config: Config) -> list[Path]:
    return sorted(config.home.parent.glob("home.before-restore-*"))


def travel(moment: str) -> time_machine.travel:
    return time_machine.travel(dt.datetime.fromisoformat(moment), tick=False)


def test_a_backup_says_what_was_written(desk: Desk, config: Config, tmp_path: Path) -> None:
    store.add(desk, SOUND)
    for options, count in (((), 2), (("--recordings",), 3)):
        answer = run_here("backup", tmp_path / "a.zip", *options, home=config.home)
        assert (answer.returncode, answer.stderr) == (0, "")
        assert ("with its recordings" if options else "without its recordings") in answer.stdout
        assert str(tmp_path / "a.zip") in answer.stdout
        with zipfile.ZipFile(tmp_path / "a.zip") as archive:
            assert len(archive.namelist()) == count
            assert archive.testzip() is None


def test_recordings_without_their_file_are_named(desk: Desk, config: Config, tmp_path: Path) -> None:
    recording = store.add(desk, SOUND)
    store.file_of(config.media, recording.sha256, recording.suffix).unlink()
    answer = run_here("backup", tmp_path / "a.zip", "--recordings", home=config.home)
    assert answer.returncode == 1
    assert SOUND.name in answer.stderr
    assert (tmp_path / "a.zip").exists()


@pytest.mark.parametrize("name", ["radiodesk.db", "media/originals/x.zip", "x.zip", "radiodesk.db-wal", "media/x.zip"])
def test_nothing_is_written_over_a_part_of_the_desk(desk: Desk, config: Config, name: str) -> None:
    (config.media / "originals").mkdir(exist_ok=True)
    content = file_of(config).read_bytes()
    answer = run_here("backup", config.home / name, home=config.home)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert file_of(config).read_bytes() == content


def test_a_name_that_says_another_format_is_refused(desk: Desk, config: Config, tmp_path: Path) -> None:
    answer = run_here("backup", tmp_path / "a.tar", home=config.home)
    assert answer.returncode == 1
    assert ".zip" in answer.stderr
    assert not (tmp_path / "a.tar").exists()
    assert run_here("backup", home=config.home).returncode == 2


def test_a_damaged_desk_is_not_backed_up(desk: Desk, config: Config, tmp_path: Path) -> None:
    add_people(desk, *(f"{number} " + "x" * 300 for number in range(300)))
    desk.close()
    old = [config.backups / f"auto-2026-01-{day:02}.zip" for day in range(1, 20)]
    for path in old:
        path.write_bytes(b"old")
    (tmp_path / "a.zip").write_bytes(b"the last good one")
    break_pages(file_of(config))

    answer = run_here("backup", tmp_path / "a.zip", home=config.home)

    assert answer.returncode == 1
    assert "damaged" in answer.stderr
    assert (tmp_path / "a.zip").read_bytes() == b"the last good one"
    assert sorted(config.backups.iterdir()) == old


def test_over_a_desk_it_has_to_be_allowed(saved: Path, config: Config) -> None:
    before = file_of(config).read_bytes()
    answer = run_cli("restore", saved, home=config.home)
    assert answer.returncode == 1
    assert "--yes" in answer.stderr
    assert (file_of(config).read_bytes(), kept_homes(config)) == (before, [])

    answer = run_cli("restore", saved, "--yes", home=config.home)

    assert (answer.returncode, answer.stderr) == (0, "")
    (kept,) = kept_homes(config)
    assert str(kept) in answer.stdout
    assert people(config) == ["Thu Hà"]
    assert names_in(kept / "radiodesk.db") == ["Thu Hà", "Đức Anh"]


def test_into_a_new_home_nobody_is_asked(saved: Path, tmp_path: Path) -> None:
    answer = run_here("restore", saved, home=tmp_path / "new")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert str(tmp_path / "new") in answer.stdout
    assert names_in(tmp_path / "new" / "radiodesk.db") == ["Thu Hà"]


def test_a_home_with_control_characters_in_its_name_stays_in_its_line(saved: Path, tmp_path: Path) -> None:
    answer = run_here("restore", saved, home=tmp_path / "nhà\nđài\x1b[2J")
    assert answer.returncode == 0, answer.stderr
    [line] = [each for each in answer.stdout.splitlines() if "nhà" in each]
    assert "đài" in line
    assert "\x1b" not in answer.stdout


@pytest.mark.parametrize("answer", ["", "n", "no", "q", "yess", "1"])
def test_in_a_terminal_whatever_is_no_yes_changes_nothing(saved: Path, config: Config, answer: str) -> None:
    before = file_of(config).read_bytes()
    terminal = Terminal("restore", saved, "--home", config.home, columns=240)
    terminal.wait_for("[y/N]")
    terminal.press(answer, "enter") if answer else terminal.press("enter")
    assert terminal.wait_for_end() != 0
    assert (file_of(config).read_bytes(), kept_homes(config)) == (before, [])


@pytest.mark.parametrize(("language", "answer"), [("en", "y"), ("vi", "có"), ("vi", "y")])
def test_in_a_terminal_a_yes_restores(saved: Path, config: Config, language: str, answer: str) -> None:
    terminal = Terminal("restore", saved, "--home", config.home, "--lang", language, columns=240)
    terminal.wait_for("/N]" if language == "en" else "]")
    terminal.press(answer, "enter")
    assert terminal.wait_for_end() == 0
    assert people(config) == ["Thu Hà"]
    assert len(kept_homes(config)) == 1


def test_in_a_terminal_a_file_that_is_there_is_asked_about(config: Config, saved: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.zip"
    for answer, is_replaced in (("n", False), ("y", True)):
        file.write_bytes(b"from before")
        terminal = Terminal("backup", file, "--home", config.home, "--lang", "en", columns=240)
        terminal.wait_for("Overwrite it?")
        terminal.press(answer, "enter")
        assert (terminal.wait_for_end() == 0) == is_replaced
        assert (file.read_bytes() != b"from before") == is_replaced


def test_ctrl_c_at_the_question_changes_nothing(saved: Path, config: Config) -> None:
    terminal = Terminal("restore", saved, "--home", config.home, columns=240)
    terminal.wait_for("[y/N]")
    terminal.press("ctrl+c")
    assert terminal.wait_for_end() != 0
    assert people(config) == ["Thu Hà", "Đức Anh"]


def test_through_a_pipe_from_desk_to_desk(saved: Path, config: Config, tmp_path: Path) -> None:
    surroundings = {**os.environ, "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "radiodesk", "--home"]
    with subprocess.Popen(
        [*command, str(config.home), "backup", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings
    ) as out:
        into = subprocess.run(
            [*command, str(tmp_path / "new"), "restore", "-"],
            stdin=out.stdout,
            capture_output=True,
            env=surroundings,
            timeout=60,
        )
        assert out.stdout is not None
        assert out.stderr is not None
        said = out.stderr.read().decode()
    assert (into.returncode, into.stderr) == (0, b"")
    assert "written to -" in said
    assert names_in(tmp_path / "new" / "radiodesk.db") == ["Thu Hà", "Đức Anh"]


def test_what_comes_by_a_pipe_has_to_be_allowed_too(saved: Path, config: Config) -> None:
    command = [sys.executable, "-m", "radiodesk", "--home", str(config.home), "restore", "-"]
    with saved.open("rb") as given:
        answer = subprocess.run(command, stdin=given, capture_output=True, timeout=60)
    assert answer.returncode == 1
    assert b"--yes" in answer.stderr
    with saved.open("rb") as given:
        assert subprocess.run([*command, "--yes"], stdin=given, capture_output=True, timeout=60).returncode == 0
    assert people(config) == ["Thu Hà"]


@pytest.mark.parametrize("name", ["nothing.zip", "~nobody-of-that-name/a.zip", "a\nb.zip", "x" * 300])
def test_a_backup_that_cannot_be_read_is_told_plainly(tmp_path: Path, name: str) -> None:
    answer = run_here("restore", name, home=tmp_path / "new")
    assert answer.returncode == 1
    assert "cannot be read" in answer.stderr
    assert "fault of radiodesk" not in answer.stderr
    assert not (tmp_path / "new").exists()


def test_a_damaged_home_is_restored_and_kept(saved: Path, config: Config) -> None:
    file_of(config).write_bytes(b"no database at all" * 100)
    answer = run_here("restore", saved, "--yes", home=config.home)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert people(config) == ["Thu Hà"]
    assert (kept_homes(config)[0] / "radiodesk.db").read_bytes() == b"no database at all" * 100


def test_a_moment_at_the_edge_of_the_calendar_is_no_fault(saved: Path, tmp_path: Path) -> None:
    from tests.model.test_restoring import apart, together, with_key

    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        file = together(tmp_path / "edge.zip", with_key("created", moment)(apart(saved)))
        answer = run_here("restore", file, home=tmp_path / f"new {moment[:4]}")
        assert "fault of radiodesk" not in answer.stderr
        assert (answer.returncode == 0) == (tmp_path / f"new {moment[:4]}").exists()


# Automatic backups


def automatic(config: Config) -> list[str]:
    return sorted(path.name for path in config.backups.iterdir())


def test_the_first_command_of_each_day_makes_one(desk: Desk, config: Config) -> None:
    desk.close()
    for moment in ("2026-11-27T01:00Z", "2026-11-27T16:59Z", "2026-11-27T17:01Z", "2026-11-28T10:00Z"):
        with travel(moment):
            assert run_here("media", "keep", home=config.home).returncode == 0
    assert automatic(config) == ["auto-2026-11-27.zip", "auto-2026-11-28.zip"]


def test_how_many_are_kept_can_be_set(desk: Desk, config: Config) -> None:
    for day in range(1, 29):
        (config.backups / f"auto-2026-01-{day:02}.zip").write_bytes(b"old")
    with travel("2026-11-27T01:00Z"):
        answer = run_here("backup", "--keep", "3", home=config.home)
    assert (answer.returncode, answer.stderr) == (0, "")
    with desk.reading() as session:
        assert station(session).keep_backups == 3
    with travel("2026-11-28T01:00Z"):
        run_here("media", "keep", home=config.home)
    kept = ["auto-2026-01-28.zip", "auto-2026-11-27.zip", "auto-2026-11-28.zip"]
    assert automatic(config) == kept
    for wrong in ("0", "-1", "1001", "many"):
        assert run_here("backup", "--keep", wrong, home=config.home).returncode == 2


def test_a_backup_that_cannot_be_made_is_a_warning(desk: Desk, config: Config) -> None:
    desk.close()
    shutil.rmtree(config.backups)
    config.backups.write_text("in the way")
    answer = run_here("media", "keep", home=config.home)
    assert answer.returncode == 0
    assert "No automatic backup was made" in answer.stderr
    answer = run_here("media", "keep", "--lang", "vi", home=config.home)
    assert answer.returncode == 0
    assert "No automatic" not in answer.stderr
    assert answer.stderr


def test_an_automatic_one_can_be_restored(desk: Desk, config: Config) -> None:
    add_people(desk, "Thu Hà")
    desk.close()
    with travel("2026-11-27T01:00Z"):
        run_here("media", "keep", home=config.home)
    with closing(Desk.open(config)) as again:
        add_people(again, "Đức Anh")
    answer = run_here("restore", config.backups / "auto-2026-11-27.zip", "--yes", home=config.home)
    assert answer.returncode == 0
    assert people(config) == ["Thu Hà"]


def test_commands_that_only_look_at_a_desk_without_tables_say_so(desk: Desk, config: Config, cli: Cli) -> None:
    desk.close()
    spoil(file_of(config), "DROP TABLE station")
    answer = cli("backup", config.home.parent / "a.zip")
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "fault of radiodesk" not in answer.stderr
