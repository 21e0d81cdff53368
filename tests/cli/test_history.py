"""`radiodesk log`, `undo`, `people`, `programmes` and `--person`, as scripts and people use them."""

import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from radiodesk.config import Config
from radiodesk.kinds import ProgrammeKind
from radiodesk.model import Action, Desk, Programme
from tests.conftest import run_here

LEDGER = (
    "Ngày phát,Giờ phát,Tên chương trình,Thể loại,Thời lượng,Biên tập,Trạng thái\n"
    "01/03/2019,05:30,Thời sự sáng,Thời sự,15:00,Thu Hà,Đã phát\n"
    "02/03/2019,05:30,Thời sự sáng,Thời sự,15:00,T. Hà,Đã phát\n"
)


@pytest.fixture
def home(desk: Desk, config: Config) -> Path:
    """An empty desk that nobody has open."""
    desk.close()
    return config.home


def run(home: Path, *arguments: str) -> CompletedProcess[str]:
    done = run_here(*arguments, home=home)
    assert done.returncode == 0, done.stderr
    return done


def listed(home: Path, *arguments: str) -> Any:
    return json.loads(run(home, *arguments, "--json").stdout)


def import_ledger(home: Path, tmp_path: Path, *options: str) -> None:
    book = tmp_path / "so.csv"
    book.write_text(LEDGER, encoding="utf-8-sig")
    run(home, "ledger", "import", str(book), *options)


def news(home: Path) -> int:
    report = listed_report(home)
    return next(figure["count"] for figure in report["indicators"] if figure["key"] == "news_programmes")


def listed_report(home: Path) -> Any:
    return json.loads(run(home, "report", "2019", "--format", "json").stdout)


def test_an_import_is_in_the_log_and_is_undone_and_done_again(home: Path, tmp_path: Path) -> None:
    import_ledger(home, tmp_path, "--person", "Đức Anh")
    assert news(home) == 2

    entry = listed(home, "log")[0]
    assert sorted(entry) == ["action", "id", "person", "rows", "values", "when"]
    assert (entry["person"], entry["action"], entry["values"]) == ("Đức Anh", "import_ledger", {"files": ["so.csv"]})
    assert {row["table"] for row in entry["rows"]} == {"person", "programme", "edition", "broadcast", "duty"}
    assert all(row["before"] is None and row["after"] for row in entry["rows"])

    assert run(home, "undo", str(entry["id"])).stdout == "Undone: Imported so.csv\n"
    assert news(home) == 0
    assert run(home, "undo", str(entry["id"] + 1)).stdout == "Undone: Undone: Imported so.csv\n"
    assert news(home) == 2
    assert run(home, "check").stdout == "The desk is sound\n"


def test_undo_without_an_entry_takes_back_the_last_change_of_the_person(home: Path) -> None:
    run(home, "people", "add", "Lan", "--person", "Thu Hà")
    run(home, "people", "add", "Hoa", "--person", "Đức Anh")

    run(home, "undo", "--person", "Thu Hà")

    assert [each["name"] for each in listed(home, "people", "list")] == ["Hoa"]
    nothing = run_here("undo", "--person", "Thu Hà", home=home)
    assert (nothing.returncode, nothing.stderr) == (1, "Error: Thu Hà has no change to undo\n")


def test_the_person_comes_from_the_option_or_the_variable_and_is_a_clean_name(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIODESK_PERSON", "Thanh Thủy")
    run(home, "people", "add", "Lan")
    run(home, "--person", "  Thu   Hà ", "people", "add", "Hoa")

    assert [entry["person"] for entry in listed(home, "log", "--of", "person")] == ["Thu Hà", "Thanh Thủy"]
    refused = run_here("people", "add", "Mai", "--person", "x\x1b[31m", home=home)
    assert refused.returncode == 1
    assert "hidden character U+001B" in refused.stderr


def test_the_log_is_narrowed_by_thing_person_day_and_number(home: Path, tmp_path: Path) -> None:
    import_ledger(home, tmp_path, "--person", "Đức Anh")
    run(home, "people", "add", "Lan", "--person", "Thu Hà")

    def actions(*options: str) -> list[str]:
        return [entry["action"] for entry in listed(home, "log", *options)]

    assert actions() == ["add_person", "import_ledger", "init"]
    assert actions("--of", "broadcast:1") == ["import_ledger"]
    assert actions("--of", "lan") == ["add_person"]
    assert actions("--by", "đức anh") == ["import_ledger"]
    assert actions("--since", "2099-01-01") == []
    assert actions("--limit", "1") == ["add_person"]
    assert "New person: Lan" in run(home, "log").stdout.splitlines()[0]
    assert "Người mới: Lan" in run(home, "log", "--lang", "vi").stdout.splitlines()[0]
    assert run_here("log", "--since", "hôm kia", home=home).returncode == 1
    assert run_here("undo", "77", home=home).stderr.startswith("Error: There is no entry 77 in the log")


def test_two_names_of_one_person_become_one(home: Path, tmp_path: Path) -> None:
    import_ledger(home, tmp_path)

    run(home, "people", "merge", "t. hà", "Thu Hà")

    found = listed(home, "people", "list")
    assert [sorted(each) for each in found] == [["id", "name", "roles"]]
    assert "Thu Hà  (0 credits, 2 duties)" in run(home, "people", "list").stdout
    assert run_here("people", "merge", "Thu Hà", "thu hà", home=home).returncode == 1
    assert run_here("people", "merge", "Ai đó", "Thu Hà", home=home).returncode == 1
    assert "already" in run_here("people", "add", "THU HÀ", home=home).stderr


def test_doubles_of_a_title_are_told_by_check_and_become_one(config: Config, home: Path, tmp_path: Path) -> None:
    import_ledger(home, tmp_path)
    desk = Desk.open(config)
    with desk.changing(Action.EARLIER, what="as an older release allowed") as session:
        session.add(Programme(title="Thời sự SÁNG", kind=ProgrammeKind.COLUMN, double_of=1))
    desk.close()

    told = run_here("check", "--json", home=home)
    problem = json.loads(told.stdout)[0]
    assert (told.returncode, problem["kind"], problem["where"]) == (1, "double_programme", "Thời sự SÁNG")
    assert "programmes merge 2 1" in problem["advice"]
    assert "double of 1" in run(home, "programmes", "list").stdout

    run(home, "programmes", "merge", "1", "2")  # either may stay

    assert run(home, "programmes", "list").stdout == "    2  Thời sự SÁNG  (column, 2 editions)\n"
    assert run(home, "check").stdout == "The desk is sound\n"
    assert news(home) == 0
    run(home, "undo")
    assert news(home) == 2
