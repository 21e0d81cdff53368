"""The command line as a contract: exit codes, where messages go, languages."""

import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from radiodesk import locale
from radiodesk.cli import common
from radiodesk.cli.entry import radiodesk
from radiodesk.errors import advice
from radiodesk.model import Desk
from tests.conftest import Cli, run_here


def test_help_is_shown_in_the_language_asked_for(cli: Cli) -> None:
    english, vietnamese = cli("--lang", "en", "--help"), cli("--help", "--lang=vi")

    assert english.returncode == vietnamese.returncode == 0
    assert "Create a desk" in english.stdout
    assert "Lập dữ liệu cho đài" in vietnamese.stdout
    assert "Tùy chọn" in vietnamese.stdout


def commands(command: click.Command, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """A command and all below it, each with its context."""
    yield command, context
    for name, subcommand in getattr(command, "commands", {}).items():
        yield from commands(subcommand, click.Context(subcommand, info_name=name, parent=context))


def test_the_help_of_no_command_has_english_left() -> None:
    of_click = (
        r"\b(Usage|Options?|Commands?|Arguments?|Show|Try|Missing|required|default|dynamic|env|integer|x)\b|[<>]="
    )
    every = list(commands(radiodesk, click.Context(radiodesk, info_name="radiodesk")))
    values = [
        param.make_metavar(context)
        for command, context in every
        for param in command.get_params(context)
        if not getattr(param, "is_flag", False)
    ]
    locale.use("vi")
    in_vietnamese = {context.command_path: command.get_help(context) for command, context in every}

    assert len(every) > 40
    assert {
        path: re.findall(of_click, shown) for path, shown in in_vietnamese.items() if re.search(of_click, shown)
    } == {}
    words = {word for metavar in values for word in re.findall(r"\b[A-Z]+(?: [A-Z]+)*\b", metavar)}
    assert {word for word in words if locale._(word) == word} == {"URL"}
    shown = re.sub(r"\s+", " ", "".join(in_vietnamese.values()))
    for said in ("[bắt buộc]", "[từ 1 đến 104]", "từ 1 trở lên", "[mặc định: Asia/Ho_Chi_Minh]", "--output TỆP"):
        assert said in shown


def test_one_process_shows_the_help_in_one_language_after_the_other(tmp_path: Path) -> None:
    spoken = [run_here("--lang", lang, "init", "--help", home=tmp_path).stdout for lang in ("vi", "en", "vi")]

    assert "--station TÊN" in spoken[0]
    assert "--station NAME  The station's name.  [required]" in spoken[1]
    assert spoken[2] == spoken[0]


def test_a_wrong_command_is_a_matter_of_usage(cli: Cli) -> None:
    for arguments in (["nonsense"], ["report"], ["init"], ["--lang", "fr"], ["report", "2019", "--format", "odt"]):
        answer = cli(*arguments)

        assert answer.returncode == 2, arguments
        assert answer.stdout == ""
        assert answer.stderr.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        ["undo", "abc"],
        ["report", "2019", "--format", "odt"],
        ["media", "keep", "0"],
        ["media", "add", "no.mp3", "--track", "200"],
        ["media", "link", "--line", "0"],
        ["media", "preset", "x", "--target", "abc"],
        ["media", "relink", "/nowhere"],
        ["media", "relink", __file__],
        ["log", "--nope"],
        ["log", "--limi"],
        ["log", "--of"],
        ["log", "--json=3"],
        ["people", "list", "extra"],
        ["people", "nope"],
        ["report"],
        ["init"],
    ],
)
def test_a_wrong_command_is_told_in_vietnamese(tmp_path: Path, arguments: list[str]) -> None:
    answer = run_here("--lang", "vi", *arguments, home=tmp_path / "home")

    assert answer.returncode == 2
    of_click = "is|not|valid|in|Directory|Got|Did|you|takes?|requires|argument|OPTIONS|COMMAND|ARGS"
    english = rf"\b({of_click}|{'|'.join(common.METAVARS)})\b|[<>]="
    assert re.findall(english, answer.stderr) == []


@pytest.mark.parametrize(
    "arguments", [["ledger", "import", "no.xlsx"], ["media", "add", "no.mp3"], ["restore", "no.zip"]]
)
def test_of_a_missing_file_only_the_name_is_questioned(desk: Desk, arguments: list[str]) -> None:
    answer = run_here(*arguments, home=desk.config.home)

    assert answer.returncode == 1
    assert "cannot be read: there is no such file or folder. Check the name\n" in answer.stderr


def test_the_advice_fits_the_reason() -> None:
    assert advice(FileNotFoundError(errno.ENOENT, "")) == "Check the name"
    assert advice(PermissionError(errno.EACCES, "")) == "Close it in other programs, and check that you may read it"
    assert advice(OSError(errno.EIO, "")) == "Copy it again from where it comes from"
    assert advice(FileNotFoundError(errno.ENOENT, ""), writing=True) == "Check the name, or choose another place"
    assert "close the file" in advice(PermissionError(errno.EACCES, ""), writing=True)
    assert advice(OSError(errno.ENOSPC, ""), writing=True) == "Choose another place"


def test_init_makes_a_home_once(cli: Cli, tmp_path: Path) -> None:
    first = cli("init", "--station", "Đài phát thanh huyện Lương Tài", "--lang", "vi")
    again = cli("init", "--station", "Another")

    assert first.returncode == 0
    assert "Đài phát thanh huyện Lương Tài" in first.stdout
    assert (tmp_path / "home" / "radiodesk.db").is_file()
    assert again.returncode == 1
    assert str(tmp_path / "home") in again.stderr


def test_the_homes_own_language_is_spoken_unless_another_is_asked_for(cli: Cli) -> None:
    cli("init", "--station", "Đài", "--lang", "vi")

    assert "Lỗi" in cli("report", "2019-13").stderr
    assert "Error" in cli("report", "2019-13", "--lang", "en").stderr
    for wrong in (["grid", "apply", "missing.toml"], ["nonsense"], ["people", "add"]):  # before the desk is opened
        assert "Lỗi" in cli(*wrong).stderr
        assert "Error" in cli(*wrong, "--lang", "en").stderr
    assert "Kiểm tra" in cli("check", "--help").stdout


def test_the_language_of_a_home_says_nothing_of_another_database(cli: Cli, tmp_path: Path) -> None:
    cli("init", "--station", "Đài", "--lang", "vi")

    assert "Error" in cli("nonsense", "--database", f"sqlite:///{tmp_path / 'other.db'}").stderr
    assert "Lỗi" in cli("nonsense").stderr


def test_nothing_is_created_by_asking_for_the_language(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()

    assert "Error" in cli("nonsense").stderr
    assert list((tmp_path / "home").iterdir()) == []


def test_a_home_that_cannot_be_made_is_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    answer = cli("init", "--station", "Đài", home=tmp_path / "file" / "home")

    assert answer.returncode == 1
    assert str(tmp_path / "file") in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_name_of_nothing_or_of_hidden_characters_is_refused(cli: Cli, tmp_path: Path) -> None:
    for name in ("  ", "Đài\x1b[31m", "Đ" * 10_000, "\u202eiàĐ"):
        answer = run_here("init", "--station", name, home=tmp_path / "home")

        assert answer.returncode == 1, name[:20]
        assert "\x1b" not in answer.stderr
    assert not (tmp_path / "home" / "radiodesk.db").exists()


def test_an_empty_file_name_is_told_as_such(cli: Cli, desk: Desk) -> None:
    assert "The name of the file is empty" in cli("grid", "read", "").stderr


def test_a_person_is_added_whatever_hidden_characters_are_around_the_name(cli: Cli, desk: Desk) -> None:
    assert "Thu Hà has the number 1" in cli("people", "add", "\u200b Thu\u00ad Hà ").stdout
    assert "Nobody is called" not in cli("people", "add", "\u200b").stderr
    assert "There is a person “Thu Hà”" in cli("people", "add", "Thu Ha").stderr


def test_an_unknown_zone_is_refused(cli: Cli) -> None:
    answer = cli("init", "--station", "Đài", "--zone", "Asia/Hanoi City")

    assert answer.returncode == 1
    assert "Asia/Hanoi City" in answer.stderr


def test_commands_without_a_home_say_how_to_start_one(cli: Cli) -> None:
    answer = cli("report", "2019-9m")

    assert answer.returncode == 1
    assert "radiodesk init" in answer.stderr


def test_a_password_in_a_database_address_is_never_printed(cli: Cli) -> None:
    for address in ("postgresql://desk:hunter2@localhost/x", "nonsense://desk:hunter2@x", "hunter2"):
        answer = cli("--database", address, "report", "2019-9m")

        assert answer.returncode == 1
        assert "hunter2" not in answer.stdout + answer.stderr
        assert "Traceback" not in answer.stderr


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    command = f"{sys.executable} -m radiodesk --help | true"

    answer = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )

    assert "Traceback" not in answer.stderr


def test_without_a_terminal_the_desk_does_not_wait_for_ever(cli: Cli) -> None:
    cli("init", "--station", "Đài")

    answer = cli()

    assert answer.returncode == 1
    assert "terminal" in answer.stderr


def test_names_of_files_never_steer_the_terminal(cli: Cli, tmp_path: Path) -> None:
    cli("init", "--station", "Đài")
    names = ("\x1b[2Jx.mp3", "\udcff.mp3", "\u202excod.mp3")
    for name in names:
        (tmp_path / name).write_bytes(b"no sound")
    files = [tmp_path / name for name in names]
    for command in (["media", "add", *files], *(["ledger", "import", file] for file in files)):
        answer = cli(*command)

        assert answer.returncode == 1
        assert answer.stderr.count("�") >= len(command) - 2
        assert not {name[0] for name in names} & set(answer.stderr)
        assert "Traceback" not in answer.stderr


def test_an_option_before_the_command_beats_the_environment(cli: Cli, tmp_path: Path) -> None:
    answer = cli("--home", tmp_path / "other", "init", "--station", "Đài")

    assert answer.returncode == 0
    assert (tmp_path / "other" / "radiodesk.db").is_file()
    assert not (tmp_path / "home").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signals")
def test_signals_that_follow_the_first_one_do_not_cut_off_its_clearing_away() -> None:
    script = """
import os, signal
from radiodesk.cli import entry
entry._stop_on_signals()
try:
    os.kill(os.getpid(), signal.SIGTERM)
except entry.Interrupted as first:
    for name in ("SIGHUP", "SIGINT", "SIGTERM"):
        os.kill(os.getpid(), getattr(signal, name))
    print("cleared away", first.signal == signal.SIGTERM)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "cleared away True\n", "")
