"""Commands in surroundings that are not as they should be: full disks, closed streams, odd encodings and zones."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from radiodesk.config import Config
from radiodesk.model import Desk
from tests.conftest import run_here
from tests.media import test_assembling as assembling
from tests.media.test_assembling import FIRST_RUN, PARTS

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(sys.platform == "win32", reason="it has another shell, and no such devices"),
]

full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no such device")

Answer = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one edition, which nothing here changes."""
    folder = tmp_path_factory.mktemp("station")
    home = folder / "home"
    with closing(Desk.create(Config(home=home), name="Đài phát thanh huyện Lương Tài")) as desk:
        assembling.build(desk, folder, PARTS[1:2])
    return home


def in_shell(arguments: Sequence[str | Path], redirected: str, home: Path, **surroundings: str) -> Answer:
    """Run a command as a shell does that redirects its streams."""
    command = ["sh", "-c", f'"$@" {redirected}', "sh", sys.executable, "-m", "radiodesk", *map(str, arguments)]
    inherited = {name: value for name, value in os.environ.items() if name not in ("TZ", "LANG")}
    return subprocess.run(
        command,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="surrogateescape",
        env={**inherited, "LC_ALL": "C.UTF-8", "RADIODESK_HOME": str(home), **surroundings},
        timeout=60,
    )


def assert_plain(answer: Answer, *codes: int) -> None:
    told = answer.stdout + answer.stderr
    for word in ("Traceback", "Exception ignored", "fault of radiodesk", "lỗi của chính", ".log"):
        assert word not in told, told
    assert answer.returncode in (codes or (0, 1)), told
    if answer.returncode == 1:
        assert len(answer.stderr.strip().splitlines()) <= 1, answer.stderr


REPORT, HELP, CALENDAR = ["report", "2019"], ["--help"], ["calendar", "export", "-"]
SOUND, BACKUP, SHOW = ["media", "treat", "1", "--output", "-"], ["backup", "-"], ["media", "show", "1"]
"""Commands that print to standard output."""

WRITING = {
    "a.json": ["report", "2019", "--output"],
    "a.ics": ["calendar", "export"],
    "a.zip": ["backup"],
    "a.mp3": ["media", "treat", "1", "--output"],
    "a.wav": ["media", "assemble", FIRST_RUN, "--output"],
}
"""Commands that write a file of that name."""


def as_words(arguments: Sequence[str]) -> str:
    return " ".join(arguments)


@full
@pytest.mark.parametrize(
    "arguments", [REPORT, [*REPORT, "--format", "json"], HELP, CALENDAR, SOUND, BACKUP, SHOW], ids=as_words
)
def test_a_full_disk_is_told(arguments: Sequence[str], home: Path) -> None:
    answer = in_shell([*arguments, "--lang", "en"], "> /dev/full", home)

    assert_plain(answer, 1)
    assert "disk is full" in answer.stderr


@full
def test_a_change_that_cannot_be_printed_is_told(home: Path) -> None:
    answer = in_shell(["people", "add", "Đức Anh", "--lang", "en"], "> /dev/full", home)

    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        "Error: Standard output: the disk is full",
        "The change was made before that: “radiodesk log” shows it.",
    ]
    assert in_shell(["undo", "--lang", "en"], "", home).returncode == 0


@pytest.mark.parametrize("arguments", [["ledger", "import", "-"], ["restore", "-"]], ids=as_words)
def test_standard_input_that_is_closed_is_told(arguments: Sequence[str], home: Path) -> None:
    answer = in_shell([*arguments, "--lang", "en"], "<&-", home)

    assert_plain(answer, 1)
    assert "Standard input is closed" in answer.stderr


def test_a_desk_without_standard_input_asks_for_a_terminal(home: Path) -> None:
    answer = in_shell(["--lang", "en"], "<&-", home)

    assert_plain(answer, 1)
    assert "needs a terminal" in answer.stderr


@full
@pytest.mark.parametrize("arguments", [["nonsense"], ["report", "2019-13"]], ids=as_words)
def test_messages_that_nobody_can_read_change_nothing(arguments: Sequence[str], home: Path) -> None:
    assert_plain(in_shell(arguments, "2> /dev/full", home), 1, 2)


@pytest.mark.parametrize("arguments", [REPORT, HELP, CALENDAR, SOUND], ids=as_words)
def test_a_reader_that_is_gone_is_no_fault(arguments: Sequence[str], home: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "radiodesk", *arguments],
            stdout=write,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "RADIODESK_HOME": str(home)},
            timeout=60,
        )
    finally:
        os.close(write)

    assert answer.returncode == 1
    assert answer.stderr == ""


@pytest.mark.parametrize("arguments", [REPORT, HELP, CALENDAR], ids=as_words)
def test_a_reader_that_has_enough_is_no_fault(arguments: Sequence[str], home: Path) -> None:
    answer = in_shell(arguments, "| head -c1", home)

    assert_plain(answer, 0)
    assert answer.stderr == "" or arguments == CALENDAR
    assert len(os.fsencode(answer.stdout)) == 1


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("arguments", [REPORT, CALENDAR, SOUND, ["check"]], ids=as_words)
def test_closed_streams_are_no_fault(arguments: Sequence[str], closed: str, home: Path) -> None:
    answer = in_shell(arguments, closed, home)

    assert_plain(answer)
    if closed == ">&-":
        assert answer.returncode == 0 or answer.stderr.strip()
    elif closed == "2>&-":
        assert answer.returncode == 0
        assert answer.stdout


@pytest.mark.parametrize("closed", [">&-", "2>&-"])
@pytest.mark.parametrize("name", [*WRITING])
def test_files_are_written_though_streams_are_closed(name: str, closed: str, home: Path, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"old")
    answer = in_shell([*WRITING[name], tmp_path / name], closed, home)

    assert_plain(answer, 0)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() != b"old"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize(
    "arguments", [REPORT, [*REPORT, "--format", "json"], HELP, ["report", "2019-13"]], ids=as_words
)
def test_an_encoding_without_our_letters_is_told(arguments: Sequence[str], encoding: str, home: Path) -> None:
    answer = in_shell([*arguments, "--lang", "vi"], "", home, PYTHONIOENCODING=encoding)

    assert_plain(answer)
    assert answer.returncode == 0 or "LC_ALL" in answer.stderr or "2019-13" in arguments


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_file_is_utf_8_whatever_the_terminal_takes(encoding: str, home: Path, tmp_path: Path) -> None:
    answer = in_shell(["report", "2019", "--output", tmp_path / "a.txt"], "", home, PYTHONIOENCODING=encoding)

    assert_plain(answer, 0)
    assert "Lương Tài" in (tmp_path / "a.txt").read_text("utf-8")


@pytest.mark.parametrize("zone", [":/etc/passwd", "ICT-7", "Nonsense/Zone", "", "../../etc/passwd", ":", "Đài"])
def test_any_zone_of_the_machine_works_or_is_told(zone: str, home: Path) -> None:
    for arguments in (REPORT, BACKUP) if zone == ":/etc/passwd" else (CALENDAR,):
        answer = in_shell(arguments, "", home, TZ=zone)

        assert_plain(answer)
        assert answer.returncode == 0 or (zone != "ICT-7" and "TZ" in answer.stderr)


@pytest.mark.parametrize(
    "surroundings",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "", "LANG": "nonsense"},
        {"HOME": "/nowhere"},
        {"TMPDIR": "/nowhere"},
    ],
    ids=str,
)
def test_any_locale_and_any_account_work(surroundings: dict[str, str], home: Path, tmp_path: Path) -> None:
    for arguments in (REPORT, ["calendar", "export", tmp_path / "lịch.ics"]):
        assert_plain(in_shell(arguments, "", home, **surroundings), 0)
    assert [path.name for path in tmp_path.iterdir()] == ["lịch.ics"]


def test_a_folder_to_work_in_that_is_gone_is_no_fault(home: Path, tmp_path: Path) -> None:
    """The shell runs the command a second time, where its folder is no longer there."""
    (tmp_path / "gone").mkdir()
    again = f'; cd "{tmp_path}/gone"; rmdir "{tmp_path}/gone"; "$@"'

    assert_plain(in_shell(["calendar", "export", tmp_path / "a.ics"], again, home), 0)


@pytest.mark.parametrize("output", ["", " ", ".", "..", "/", "~", "missing/a.txt", "~nobody-of-that-name/a.txt"])
@pytest.mark.parametrize("name", [*WRITING, "beside"])
def test_a_name_that_is_no_file_is_told(
    output: str, name: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    arguments = WRITING.get(name, ["media", "assemble", FIRST_RUN, "--cue", "--output"])
    answer = run_here(*arguments, output.replace("a.txt", name), home=home)

    assert_plain(answer, 1)
    assert answer.stdout == ""
    assert answer.stderr.startswith("Error:")
    assert "Standard output:" not in answer.stderr
    assert list(tmp_path.iterdir()) == []
