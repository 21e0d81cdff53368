"""`radiodesk ledger import`: what it remembers, converts, reads from a pipe and prints."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import openpyxl
import pytest

from radiodesk.config import Config
from radiodesk.model import Desk
from tests.conftest import run_here
from tests.ledger.books import BROADCASTS, NEWS, STORIES, STORY, Row, changed, content, ledger, write_csv, write_xlsx

SHAPES = Path(__file__).parent.parent / "ledger" / "shapes"

OWN_WORDS = """\
[columns]
"Tên chương trình/nội dung" = "Tên chương trình"
"Máy phát" = ""

[words."Thể loại"]
"Bản tin sáng" = "Thời sự phát thanh"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A ledger with a station's own headers and words."""
    header = [*changed(BROADCASTS, 2, "Tên chương trình/nội dung"), "Máy phát"]
    return write_xlsx(tmp_path / "sổ.xlsx", {"Chương trình": [header, [*changed(NEWS, 3, "Bản tin sáng"), "số 1"]]})


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "map.toml"
    path.write_text(OWN_WORDS, encoding="utf-8")
    return path


def test_a_mapping_is_remembered_once_an_import_with_it_succeeded(
    desk: Desk, config: Config, own: Path, mapping: Path
) -> None:
    refused = run_here("ledger", "import", own, home=config.home)
    assert refused.returncode == 1
    assert "Tên chương trình" in refused.stderr

    assert run_here("ledger", "import", own, "--map", mapping, home=config.home).stderr == ""
    assert content(desk) == ["2019-03-05 05:30 | Thời sự buổi sáng | 924"]
    assert run_here("ledger", "import", own, home=config.home).returncode == 0
    assert (config.home / "schedules" / "ledger-map.toml").read_text(encoding="utf-8") == OWN_WORDS


def test_a_dry_run_and_a_refused_import_remember_no_mapping(
    config: Config, desk: Desk, own: Path, mapping: Path
) -> None:
    remembered = config.home / "schedules" / "ledger-map.toml"
    assert run_here("ledger", "import", own, "--map", mapping, "--dry-run", home=config.home).returncode == 0
    assert not remembered.exists()

    bad = write_xlsx(own, {"Chương trình": [BROADCASTS, changed(NEWS, 0, "31/02/2019")]})
    assert run_here("ledger", "import", bad, "--map", mapping, home=config.home).returncode == 1
    assert not remembered.exists()


def test_an_import_whose_mapping_cannot_be_remembered_is_done(
    config: Config, desk: Desk, own: Path, mapping: Path
) -> None:
    (config.home / "schedules").rmdir()
    (config.home / "schedules").touch()

    answer = run_here("ledger", "import", own, "--map", mapping, home=config.home)

    assert answer.returncode == 0
    assert "The meanings of the words are not remembered" in answer.stderr
    assert content(desk) == ["2019-03-05 05:30 | Thời sự buổi sáng | 924"]


def test_a_mapping_may_come_through_a_pipe(config: Config, desk: Desk, own: Path) -> None:
    command = [sys.executable, "-m", "radiodesk", "ledger", "import", own, "--map", "/dev/stdin"]
    subprocess.run([*command, "--home", config.home], input=OWN_WORDS, encoding="utf-8", check=True)

    assert (config.home / "schedules" / "ledger-map.toml").read_text(encoding="utf-8") == OWN_WORDS


def test_a_later_mapping_adds_to_the_remembered_one_and_changes_it(
    config: Config, desk: Desk, own: Path, mapping: Path
) -> None:
    run_here("ledger", "import", own, "--map", mapping, home=config.home)
    mapping.write_text('[words."Thể loại"]\n"Bản tin sáng" = "Chuyên mục"\n"Rao vặt" = "Thông báo"\n', encoding="utf-8")
    advert = changed(changed(changed(NEWS, 1, "06:00"), 2, "Rao vặt"), 3, "Rao vặt")
    book = write_xlsx(own.with_name("hai.xlsx"), {"Chương trình": [BROADCASTS, advert]})

    assert run_here("ledger", "import", book, "--map", mapping, home=config.home).stderr == ""
    text = (config.home / "schedules" / "ledger-map.toml").read_text(encoding="utf-8")
    assert '"Máy phát" = ""' in text
    assert '"Bản tin sáng" = "Chuyên mục"' in text
    assert '"Rao vặt" = "Thông báo"' in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[columns]\n\n\n"Người đọc" = "Ai"\n', "map.toml, line 4: “Người đọc”; expected: a header of a ledger"),
        ('[words."Thể loại"]\n"A" = "B"\n', "map.toml, line 2: “A”; expected: one of Thời sự phát thanh"),
        ('[sheets."Tin bài"]\ndays = "năm"\n', "map.toml, line 2: “days”; expected: one of day/month/year"),
        ("[colums]\n", "map.toml, line 1: “colums”; expected: one of columns, words, sheets"),
        ("[columns]\nx = \n", "map.toml, line 2"),
        pytest.param("x = " + "[" * 100_000, "line 1: too many brackets within brackets", id="brackets"),
        pytest.param("#" * ((1 << 20) + 1), "map.toml cannot be read: it is too large for a mapping", id="size"),
        (None, "map.toml cannot be read"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_told_with_its_line(
    config: Config, desk: Desk, own: Path, mapping: Path, text: str | None, told: str
) -> None:
    mapping.unlink()
    if text is not None:
        mapping.write_text(text, encoding="utf-8")
    answer = run_here("ledger", "import", own, "--map", mapping, home=config.home)
    assert answer.returncode == 1
    assert told in answer.stderr
    assert content(desk) == []


def test_text_of_an_old_font_is_converted_once_the_font_is_named(config: Config, desk: Desk) -> None:
    book = SHAPES / "c16b-tcvn3-header.xlsx"
    refused = run_here("ledger", "import", book, home=config.home)
    assert refused.returncode == 1
    assert "--font tcvn3" in refused.stderr

    assert run_here("ledger", "import", book, "--font", "tcvn3", home=config.home).returncode == 0
    assert content(desk)[0] == "2019-03-01 05:30 | Thời sự buổi sáng | 900"


def bad_rows() -> list[Row]:
    """Forty rows with a problem each."""
    return [
        changed(NEWS, 3, f"Loại {number}") if number % 2 else changed(NEWS, 0, f"hôm {number}") for number in range(40)
    ]


def test_problems_fit_a_screen_and_all_are_listed_on_demand(config: Config, desk: Desk, tmp_path: Path) -> None:
    sheets = {f"Chương trình T{month}": [BROADCASTS, *bad_rows()] for month in range(1, 13)}
    book = write_xlsx(tmp_path / "sổ.xlsx", sheets)

    short = run_here("ledger", "import", book, home=config.home)
    assert sum(-(-len(line) // 80) for line in short.stderr.splitlines()) <= 22
    assert "480 problems in the ledger; nothing was changed." in short.stderr
    assert "--all" in short.stderr
    every = run_here("ledger", "import", book, "--all", home=config.home)
    assert sum("expected:" in line for line in every.stderr.splitlines()) == 480
    assert (short.returncode, every.returncode) == (1, 1)


def test_remarks_fit_a_screen_and_all_are_listed_on_demand(config: Config, desk: Desk, tmp_path: Path) -> None:
    sheets = {"Chương trình": [BROADCASTS, NEWS], **{f"Khác {number}": [["A"], [1]] for number in range(30)}}
    book = write_xlsx(tmp_path / "sổ.xlsx", sheets)

    short = run_here("ledger", "import", book, "--dry-run", home=config.home)
    assert "… and 18 more (--all lists them)" in short.stderr
    every = run_here("ledger", "import", book, "--dry-run", "--all", home=config.home)
    assert sum("is not a ledger sheet" in line for line in every.stderr.splitlines()) == 30


def test_json_says_what_was_done(config: Config, desk: Desk, tmp_path: Path) -> None:
    total = ["Tổng cộng", None, None, None, 1]
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger(stories=[STORY, total], clips=[], publications=[]))

    answer = run_here("ledger", "import", book, "--json", home=config.home)
    found = json.loads(answer.stdout)
    assert found["added"] == {"broadcast": 3, "story": 1, "clip": 0, "publication": 0}
    assert found["skipped"] == [{"file": "sổ.xlsx", "sheet": "Tin bài", "row": 3, "reason": "a total"}]
    assert found["problems"] == found["conflicts"] == found["changes"] == []
    assert (found["left_alone"]["broadcast"], found["recordings"]) == (0, 0)

    book = write_xlsx(book, ledger(stories=[changed(STORY, 7, "1:00")], clips=[], publications=[]))
    found = json.loads(run_here("ledger", "import", book, "--json", "--dry-run", home=config.home).stdout)
    assert found["changed"]["story"] == 1
    assert found["changes"] == ["Gieo cấy vụ xuân on 05/03/2019, 05:30: Actual length: 00:44 → 01:00"]


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A ledger with something of all that an import leaves out or doubts."""
    headers, stories = [*BROADCASTS, "Máy phát"], [STORY, [*STORY[:2], 2, *STORY[3:4], "-nt-", "Đức Anh", *STORY[6:]]]
    total = ["Tổng cộng", None, None, None, 1]
    sheets = {"Chương trình": [headers, [*NEWS, "số 1"]], "Tin bài": [STORIES, *stories, total], "Khác": [["A"], [1]]}
    path = write_xlsx(tmp_path / "sổ.xlsx", {**sheets, "Nháp": [BROADCASTS, NEWS]})
    workbook = openpyxl.load_workbook(path)
    workbook["Nháp"].sheet_state = "hidden"
    workbook["Tin bài"].row_dimensions[3].hidden = True
    workbook.save(path)
    return path


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_json_says_what_was_left_out_or_is_doubtful(config: Config, desk: Desk, odd: Path, options: list[str]) -> None:
    found = json.loads(run_here("ledger", "import", odd, "--json", *options, home=config.home).stdout)

    assert found["unknown_columns"] == [{"file": "sổ.xlsx", "sheet": "Chương trình", "row": 1, "column": "Máy phát"}]
    assert found["passed_over"] == [{"file": "sổ.xlsx", "sheet": "Khác"}]
    assert found["hidden_sheets"] == [{"file": "sổ.xlsx", "sheet": "Nháp"}]
    assert found["hidden_rows"] == [{"file": "sổ.xlsx", "sheet": "Tin bài", "count": 1}]
    assert found["repeated_titles"] == [{"file": "sổ.xlsx", "sheet": "Tin bài", "row": 3}]
    [question] = found["questions"]
    assert (question["table"], question["column"], question["word"]) == (None, "Máy phát", "")
    assert "Phát thanh viên" in question["choices"]


def test_the_json_of_a_refusal_has_the_same_keys_and_asks_what_is_unknown(
    config: Config, desk: Desk, odd: Path
) -> None:
    taken = json.loads(run_here("ledger", "import", odd, "--json", "--dry-run", home=config.home).stdout)
    workbook = openpyxl.load_workbook(odd)
    workbook["Chương trình"]["D2"] = "Bản tin sáng"
    workbook.save(odd)

    refused = json.loads(run_here("ledger", "import", odd, "--json", home=config.home).stdout)

    assert list(refused) == list(taken)
    assert set(refused["added"].values()) == {0}
    assert {name for name in taken if refused[name] != taken[name]} == {"added", "problems", "questions"}
    assert [(one["table"], one["column"], one["word"]) for one in refused["questions"]] == [
        ("broadcast", "Thể loại", "Bản tin sáng"),
        (None, "Máy phát", ""),
    ]
    assert "Thời sự phát thanh" in refused["questions"][0]["choices"]
    [problem] = refused["problems"]
    assert (problem["file"], problem["sheet"], problem["rows"], problem["count"]) == ("sổ.xlsx", "Chương trình", [2], 1)


def test_all_lists_the_numbers_of_all_rows_that_were_left_out(config: Config, desk: Desk, tmp_path: Path) -> None:
    totals = [["Tổng cộng", None, None, None, number] for number in range(8)]
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger(stories=[STORY, *totals], clips=[], publications=[]))

    short = run_here("ledger", "import", book, "--dry-run", home=config.home)
    every = run_here("ledger", "import", book, "--dry-run", "--all", home=config.home)

    assert "(a total): 3, 4, 5, 6, 7, …" in short.stderr
    assert "(a total): 3, 4, 5, 6, 7, 8, 9, 10\n" in every.stderr


def test_a_ledger_sheet_without_a_header_is_told_in_a_sentence(config: Config, desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "sổ.xlsx", {"Chương trình": [BROADCASTS, NEWS], "Tin bài": [["A", "B"], [1, 2]]})

    answer = run_here("ledger", "import", book, home=config.home)

    assert answer.stderr.splitlines()[1] == (
        "sổ.xlsx, sheet “Tin bài”, row 1: there is no readable header; expected: a header with columns such as "
        "Ngày phát, Giờ phát, Thể loại, Tiêu đề"
    )


def test_json_says_what_is_wrong(config: Config, desk: Desk, tmp_path: Path) -> None:
    rows = [changed(NEWS, 0, "31/02/2019"), changed(NEWS, 0, "30/02/2019")]
    book = write_xlsx(tmp_path / "sổ.xlsx", {"Chương trình": [BROADCASTS, *rows]})

    answer = run_here("ledger", "import", book, "--json", home=config.home)
    assert answer.returncode == 1
    [problem] = json.loads(answer.stdout)["problems"]
    assert (problem["sheet"], problem["column"], problem["rows"]) == ("Chương trình", "Ngày phát", [2, 3])
    assert "31/02/2019" in problem["message"]


def piped(home: Path, content: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Import what comes through standard input."""
    command = [sys.executable, "-m", "radiodesk", "ledger", "import", "-", *options]
    surroundings = {**os.environ, "RADIODESK_HOME": str(home), "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, input=content, capture_output=True, env=surroundings, timeout=60)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_ledger_comes_in_through_standard_input(config: Config, desk: Desk, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"sổ.{ending}"
    if ending == "xlsx":
        write_xlsx(path, {"Chương trình": [BROADCASTS, NEWS], "Tin bài": [STORIES, STORY]})
    else:
        write_csv(path, [BROADCASTS, NEWS])

    answer = piped(config.home, path.read_bytes(), "--json")

    assert (answer.returncode, answer.stderr) == (0, b"")
    assert json.loads(answer.stdout)["added"]["broadcast"] == 1
    assert content(desk)[0] == "2019-03-05 05:30 | Thời sự buổi sáng | 924"


def test_a_ledger_comes_in_through_a_named_pipe(config: Config, desk: Desk, tmp_path: Path) -> None:
    whole = write_csv(tmp_path / "sổ.csv", [BROADCASTS, NEWS]).read_bytes()
    pipe = tmp_path / "ống.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(whole,))
    writer.start()

    answer = run_here("ledger", "import", pipe, home=config.home)
    writer.join(10)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert len(content(desk)) == 1


def test_nothing_on_standard_input_is_told(config: Config, desk: Desk) -> None:
    answer = piped(config.home, b"")
    assert answer.returncode == 1
    assert b"Traceback" not in answer.stderr


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A workbook with one wrong cell, A2."""
    return write_xlsx(tmp_path / "sổ.xlsx", {"Chương trình": [BROADCASTS, changed(NEWS, 0, "31/02/2019")]})


def yellow(path: Path) -> list[str]:
    """The marked cells of the first sheet."""
    [sheet, *_others] = openpyxl.load_workbook(path)
    return [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "00FFFF00"]


@pytest.mark.parametrize("options", [[], ["--json"], ["--dry-run", "--all"]])
def test_a_refused_import_writes_the_marked_copy_and_says_where(
    config: Config, desk: Desk, wrong: Path, tmp_path: Path, options: list[str]
) -> None:
    before, copy = wrong.read_bytes(), tmp_path / "sổ sai.xlsx"
    answer = run_here("ledger", "import", wrong, "--mark", copy, *options, home=config.home)
    assert answer.returncode == 1
    assert f"The wrong cells are marked in {copy}" in answer.stderr
    assert "1 problem in the ledger" in answer.stderr
    assert (yellow(copy), wrong.read_bytes()) == (["A2"], before)
    if "--json" in options:
        assert len(json.loads(answer.stdout)["problems"]) == 1


def test_where_nothing_is_refused_no_copy_is_written(config: Config, desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "sổ.xlsx", {"Chương trình": [BROADCASTS, NEWS]})
    copy = tmp_path / "sai.xlsx"
    answer = run_here("ledger", "import", book, "--mark", copy, home=config.home)
    assert (answer.returncode, answer.stderr) == (0, f"There is nothing to mark: {copy} was not written\n")
    assert not copy.exists()
    assert len(content(desk)) == 1


def test_a_marked_copy_goes_nowhere_that_an_output_may_not_go(
    config: Config, desk: Desk, wrong: Path, tmp_path: Path
) -> None:
    linked = tmp_path / "lối tắt.xlsx"
    linked.symlink_to(wrong)
    before = wrong.read_bytes()
    refused = {
        wrong: "is read for this, and would be lost",
        linked: "is read for this, and would be lost",
        config.home / "inbox" / "a.xlsx": "is in a part of the home that only the desk itself writes",
        config.home / "media" / "a.xlsx": "is in a part of the home that only the desk itself writes",
        tmp_path / "a.ods": "has the wrong ending",
        tmp_path / "không có" / "a.xlsx": "cannot be written",
    }
    for copy, told in refused.items():
        answer = run_here("ledger", "import", wrong, "--mark", copy, home=config.home)
        assert answer.returncode == 1
        assert told in answer.stderr
        assert "problem in the ledger" not in answer.stderr
    assert wrong.read_bytes() == before
    assert not (tmp_path / "a.ods").exists()
    assert run_here("ledger", "import", wrong, "--mark", config.home / "papers" / "a.xlsx", home=config.home).returncode
    assert yellow(config.home / "papers" / "a.xlsx") == ["A2"]


def test_only_one_xlsx_workbook_can_be_marked(config: Config, desk: Desk, wrong: Path, tmp_path: Path) -> None:
    text, copy = write_csv(tmp_path / "sổ.csv", [BROADCASTS, NEWS]), tmp_path / "sai.xlsx"
    for book in (text, "-"):
        answer = run_here("ledger", "import", book, "--mark", copy, home=config.home)
        assert answer.returncode == 1
        assert "cannot be copied with marks" in answer.stderr
    assert run_here("ledger", "import", wrong, text, "--mark", copy, home=config.home).returncode == 2
    assert run_here("ledger", "import", wrong, "--json", "--mark", "-", home=config.home).returncode == 2
    assert not copy.exists()
    assert content(desk) == []


def test_a_marked_copy_goes_through_standard_output(config: Config, desk: Desk, wrong: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "radiodesk", "--home", str(config.home), "ledger", "import", str(wrong)]
    answer = subprocess.run([*command, "--mark", "-"], capture_output=True, timeout=60)
    copy = tmp_path / "sai.xlsx"
    copy.write_bytes(answer.stdout)
    assert (answer.returncode, yellow(copy)) == (1, ["A2"])


@pytest.mark.parametrize("content", [b"", b"not a ledger at all", bytes(range(256)) * 20])
def test_the_json_of_a_file_that_is_no_ledger_has_the_same_keys(
    config: Config, desk: Desk, tmp_path: Path, content: bytes
) -> None:
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger())
    taken = json.loads(run_here("ledger", "import", book, "--json", home=config.home).stdout)
    file = tmp_path / "khác.csv"
    file.write_bytes(content)

    answer = run_here("ledger", "import", file, "--json", home=config.home)

    refused = json.loads(answer.stdout)
    assert answer.returncode == 1
    assert refused.keys() == taken.keys()
    [problem] = refused["problems"]
    assert problem["message"] in " ".join(answer.stderr.split())
    assert refused["added"] == dict.fromkeys(taken["added"], 0)
