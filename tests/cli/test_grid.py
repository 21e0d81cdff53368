"""`radiodesk grid read`: what it prints and writes, and which files it refuses."""

import datetime as dt
import io
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from radiodesk.kinds import ProgrammeKind
from radiodesk.model import Action, Desk
from radiodesk.schedule import programmes
from tests.conftest import Cli, run_here

TEXT = """Thứ 2-4-6
5h30 THỜI SỰ BUỔI SÁNG
6h00 - 6h30 Tiếp âm Thời sự Đài tiếng nói Việt Nam
Mọi chi tiết xin liên hệ: 0912 345 678
11h00 Thời sự buổi sáng (PL)
11h30 Dân ca (PL)
"""
UNREADABLE = "Line 4 was not understood: “Mọi chi tiết xin liên hệ: 0912 345 678”\n"
COMMENT = "1 entry lacks something: it is a comment in the file, with the reason\n"


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 29, 5, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder without a desk."""
    return tmp_path / "no desk"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "lịch.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_without_a_desk_a_schedule_is_read_too(home: Path, file: Path) -> None:
    answer = run_here("grid", "read", file, home=home)

    assert (answer.returncode, answer.stderr) == (0, UNREADABLE)
    assert answer.stdout.splitlines() == [
        "Monday, Wednesday, Friday",
        "  05:30        THỜI SỰ BUỔI SÁNG  news",
        "  06:00–06:30  Thời sự            relay  Đài Tiếng nói Việt Nam",
        "  11:00        Thời sự buổi sáng  news   repeat",
        "  11:30        Dân ca             music  repeat",
    ]
    assert not home.exists()


def test_json_has_the_keys_of_an_entry(home: Path, file: Path) -> None:
    answer = run_here("grid", "read", file, "--json", home=home)

    assert (answer.returncode, answer.stderr) == (0, UNREADABLE)
    assert json.loads(answer.stdout)[1] == {
        "line": 3,
        "day": ["MO", "WE", "FR"],
        "start": "06:00",
        "end": "06:30",
        "after": None,
        "title": "Thời sự",
        "kind": "relay",
        "repeat": False,
        "repeat_of": None,
        "upstream": "Đài Tiếng nói Việt Nam",
        "own_live": False,
    }


def test_what_stands_below_days_that_were_not_understood_is_listed(home: Path, file: Path) -> None:
    file.write_text("Thứ Hai\n5h Nhạc\nThứ Sáu đầu tháng\n5h30 Thời sự\nThứ Ba\n6h Dân ca", encoding="utf-8")
    answer, as_json = (run_here("grid", "read", file, *more, home=home) for more in ([], ["--json"]))

    doubt = "its day is in doubt: look at “Thứ Sáu đầu tháng”"
    assert answer.stdout.splitlines()[2:4] == [f"? {doubt}", "  05:30  Thời sự  news"]
    for each in (answer, as_json):
        assert each.stderr.splitlines() == [
            "Line 3 was not understood: “Thứ Sáu đầu tháng”",
            f"Line 4: {doubt}",
        ]
    assert [each["title"] for each in json.loads(as_json.stdout)] == ["Nhạc", "Thời sự", "Dân ca"]


def test_titles_of_the_desk_are_its_programmes_also_under_their_earlier_names(desk: Desk, file: Path) -> None:
    with desk.changing(Action.ADD_PROGRAMME, name="Thời sự buổi sáng") as session:
        traits = programmes.Traits()
        programmes.add(session, title="Thời sự buổi sáng", kind=ProgrammeKind.OTHER, traits=traits)
        gone = programmes.add(session, title="Dân ca", kind=ProgrammeKind.MUSIC, traits=traits)
        kept = programmes.add(session, title="Làn điệu quê hương", kind=ProgrammeKind.COLUMN, traits=traits, sure=True)
    with desk.changing(Action.MERGE_PROGRAMME, name="Dân ca", into="Làn điệu quê hương") as session:
        versions = {each.id: each.version for each in programmes.programmes(session)}
        programmes.merge(session, gone, versions[gone], kept, versions[kept], today=dt.date(2026, 11, 29), sure=True)

    answer = run_here("grid", "read", file, "--json", home=desk.config.home)

    assert [(each["title"], each["kind"]) for each in json.loads(answer.stdout)] == [
        ("Thời sự buổi sáng", "other"),
        ("Thời sự", "relay"),
        ("Thời sự buổi sáng", "other"),
        ("Làn điệu quê hương", "column"),
    ]


@pytest.mark.parametrize("as_json", [False, True])
def test_a_grid_file_is_written(home: Path, file: Path, tmp_path: Path, as_json: bool) -> None:
    target = tmp_path / "grid.toml"

    answer = run_here("grid", "read", file, "--output", target, *["--json"] * as_json, home=home)

    said = f"3 slots written to {target}\n"
    assert answer.returncode == 0
    assert answer.stderr == UNREADABLE + (said if as_json else "") + COMMENT
    assert len(json.loads(answer.stdout)) == 4 if as_json else answer.stdout == said
    content = target.read_text(encoding="utf-8")
    assert "# Line 6: a repeat whose first run is not in the text\n" in content
    rule = {"from": dt.date(2026, 11, 29), "rule": "FREQ=WEEKLY;BYDAY=MO,WE,FR"}
    assert tomllib.loads(content) == {
        "slot": [
            {
                "key": "thoi-su-buoi-sang",
                "programme": "THỜI SỰ BUỔI SÁNG",
                "kind": "news",
                "at": "05:30",
                "length": "30:00",
                **rule,
            },
            {
                "key": "thoi-su",
                "relay": "Thời sự",
                "upstream": "Đài Tiếng nói Việt Nam",
                "at": "06:00",
                "length": "30:00",
                **rule,
            },
            {
                "key": "thoi-su-buoi-sang-lai",
                "repeats": "thoi-su-buoi-sang",
                "at": "11:00",
                "length": "30:00",
                **rule,
            },
        ]
    }


def test_a_grid_file_can_go_to_standard_output(cli: Cli, file: Path) -> None:
    answer = cli("grid", "read", file, "--output", "-")
    both = cli("grid", "read", file, "--output", "-", "--json")

    assert len(tomllib.loads(answer.stdout)["slot"]) == 3
    assert "3 slots written to -" in answer.stderr
    assert (both.returncode, both.stdout) == (2, "")


def test_a_grid_file_has_a_fitting_ending_and_a_place_outside_the_desks_own(desk: Desk, file: Path) -> None:
    home = desk.config.home
    (home / "media" / "grid.toml").write_text("kept")
    for target in ("grid.txt", home / "media" / "grid.toml", home / "radiodesk.db", ""):
        answer = run_here("grid", "read", file, "--output", target, home=home)

        assert (answer.returncode, answer.stdout) == (1, ""), target
        assert answer.stderr.startswith("Error: ")
    assert (home / "media" / "grid.toml").read_text() == "kept"
    schedule = file.with_suffix(".toml")
    schedule.write_bytes(file.read_bytes())
    assert "is read for this" in run_here("grid", "read", schedule, "--output", schedule, home=home).stderr
    assert run_here("grid", "read", file, "--output", home / "schedules" / "grid.toml", home=home).returncode == 0


def test_a_text_without_a_schedule_is_no_error_but_no_grid_file_is_written(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "grid.toml"
    target.write_text("kept")
    for content, listed in (("", 0), ("\n \n", 0), ("The meeting\n\nEl tiempo\n", 2)):
        text = tmp_path / "other.txt"
        text.write_text(content)
        read, written = (
            run_here("grid", "read", text, *more, home=home) for more in (["--json"], ["--output", target])
        )

        assert (read.returncode, json.loads(read.stdout)) == (0, [])
        assert read.stderr.count("was not understood") == listed
        assert "No line was understood as part of a schedule.\n" in read.stderr
        assert written.returncode == 1
        assert f"{target} was not written" in written.stderr
    assert target.read_text() == "kept"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not text in a known encoding"),
        (b"5h30 Tin\x00\n", "not text in a known encoding"),
        (b"5h30 Th\xff\xfe\x81 \x9d", "not text in a known encoding"),
        ("5h30 Thời sự".encode("utf-16-le"), "not text in a known encoding"),
        (b"5h30 Tin\n" * 1_000_000, "larger than 8 MB"),
    ],
)
def test_what_is_no_text_is_refused(home: Path, tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "\x1b[31mlịch.txt"
    file.write_bytes(content)

    answer = run_here("grid", "read", file, "--json", home=home)

    assert (answer.returncode, answer.stdout) == (1, "")
    assert words in answer.stderr
    assert "\x1b" not in answer.stderr


def test_a_missing_file_is_named(home: Path, tmp_path: Path) -> None:
    for missing in (tmp_path / "no.txt", tmp_path, "a\0b"):
        answer = run_here("grid", "read", missing, home=home)

        assert answer.returncode == 1
        assert "cannot be read: " in answer.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258", "tcvn3"])
def test_a_text_of_any_usual_encoding_is_read(home: Path, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "lịch.txt"
    text = "5h30 Thời sự buổi sáng\n6h00 Nông thôn đổi mới\n"
    marks = text.translate({ord(letter): composed for letter, composed in CP1258.items()})
    file.write_bytes({"cp1258": marks.encode("cp1258"), "tcvn3": TCVN3}.get(encoding) or text.encode(encoding))

    answer = run_here("grid", "read", file, "--json", home=home)

    assert [each["title"] for each in json.loads(answer.stdout)] == ["Thời sự buổi sáng", "Nông thôn đổi mới"]
    assert answer.stderr == ""


CP1258 = {"ờ": "ơ\u0300", "ự": "ư\u0323", "ổ": "ô\u0309", "ớ": "ơ\u0301"}
"""Letters that Windows-1258 writes as a vowel and a tone."""
TCVN3 = "5h30 Thêi sù buæi s¸ng\n6h00 N«ng th«n ®æi míi\n".encode("cp1252")


def test_standard_input_is_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("5h30 Thời sự".encode())))

    assert "05:30  Thời sự" in run_here("grid", "read", "-", home=home).stdout


@pytest.mark.parametrize(
    ("name", "day"), [("vov6-2020-04-22.txt", "2020-04-22"), ("22_04_2020.txt", "2020-04-22"), ("l.txt", "2026-11-29")]
)
def test_today_is_the_day_in_the_name_of_the_file(home: Path, tmp_path: Path, name: str, day: str) -> None:
    file = tmp_path / name
    file.write_text("chương trình hôm nay\n5h30 Thời sự", encoding="utf-8")

    assert json.loads(run_here("grid", "read", file, "--json", home=home).stdout)[0]["day"] == day


def test_control_characters_of_a_text_never_steer_the_terminal(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "l.txt"
    file.write_bytes(b"5h30 \x1b[31mTin\x07\n\x1b]0;owned\x07 nothing\n")

    answer = run_here("grid", "read", file, home=home)

    assert answer.returncode == 0
    assert not {"\x1b", "\x07"} & set(answer.stdout + answer.stderr)


def test_the_words_are_vietnamese_too(home: Path, file: Path) -> None:
    answer = run_here("--lang", "vi", "grid", "read", file, home=home)

    assert "Không hiểu dòng 4: “Mọi chi tiết" in answer.stderr
    assert "thời sự  phát lại" in answer.stdout


def test_more_slots_than_a_grid_file_may_have_are_not_written(home: Path, file: Path, tmp_path: Path) -> None:
    file.write_text("\n".join(f"{n // 60 % 24}h{n % 60:02} Mục {n}" for n in range(2_001)), encoding="utf-8")
    output = tmp_path / "lịch.toml"
    answer = run_here("grid", "read", file, "--output", output, home=home)

    assert answer.returncode == 1
    assert "2,001 slots are more than a station has (2,000 at most)" in answer.stderr
    assert not output.exists()
