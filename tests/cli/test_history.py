"""`radiodesk log`, `undo`, `people`, `programmes` and `--person`, as scripts and people use them."""

import datetime as dt
import io
import json
import sys
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from radiodesk.config import Config
from radiodesk.kinds import ProgrammeKind
from radiodesk.model import Action, Broadcast, Desk, Programme
from radiodesk.schedule import broadcasts
from tests.conftest import MEDIA, run_here
from tests.versions import version

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

    undone = run(home, "undo", str(entry["id"]), "--yes").stdout
    assert undone.startswith("Undone: Imported so.csv\n        Entry 2 by Đức Anh at ")
    assert undone.endswith("\n        Removed: 2 broadcasts, 1 programme, 2 people\n")
    assert news(home) == 0
    assert run(home, "undo", str(entry["id"] + 1), "--yes").stdout.startswith("Redone: Imported so.csv\n")
    assert news(home) == 2
    assert run(home, "check").stdout == "The desk is sound\n"


def test_undo_without_an_entry_takes_back_the_last_change_of_the_person(home: Path) -> None:
    run(home, "people", "add", "Lan", "--person", "Thu Hà")
    run(home, "people", "add", "Hoa", "--person", "Đức Anh")

    run(home, "undo", "--person", "Thu Hà")

    assert [each["name"] for each in listed(home, "people", "list")] == ["Hoa"]
    nothing = run_here("undo", "--person", "Đức Minh", home=home)
    assert (nothing.returncode, nothing.stderr) == (1, "Error: Đức Minh has no change to undo\n")


def test_undo_without_an_entry_refuses_if_the_last_change_cannot_be_undone(home: Path) -> None:
    """It does not undo an older change instead."""
    run(home, "people", "add", "Lan", "--person", "Thu Hà")
    run(home, "media", "add", str(MEDIA / "nhac hieu.mp3"), "--person", "Thu Hà")

    refused = run_here("undo", "--person", "Thu Hà", home=home)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "entry 3, “New recording: nhac hieu.mp3”, cannot be undone: the file is in the store" in refused.stderr
    assert "“radiodesk undo 2”" in refused.stderr
    named = run_here("undo", "3", home=home)
    assert "Entry 3, “New recording: nhac hieu.mp3”, cannot be undone: the file is in the store" in named.stderr
    assert [each["name"] for each in listed(home, "people", "list")] == ["Lan"]


def test_undo_without_an_entry_passes_over_what_others_have_undone(home: Path) -> None:
    run(home, "people", "add", "Lan", "--person", "Thu Hà")
    run(home, "people", "add", "Hoa", "--person", "Thu Hà")
    run(home, "undo", "3", "--person", "Đức Anh")

    run(home, "undo", "--person", "Thu Hà")

    assert listed(home, "people", "list") == []


def test_an_import_is_not_undone_without_a_question_or_yes(home: Path, tmp_path: Path) -> None:
    import_ledger(home, tmp_path, "--person", "Đức Anh")

    refused = run_here("undo", "2", home=home)

    assert refused.returncode == 1
    assert "“Imported so.csv”" in refused.stderr
    assert "by Đức Anh" in refused.stderr
    assert "Removed: 2 broadcasts, 1 programme, 2 people): allow that with --yes" in refused.stderr
    assert news(home) == 2


@pytest.mark.parametrize(("answer", "left"), [("", 2), ("n\n", 2), ("y\n", 0)])
def test_undo_of_an_import_asks_at_a_terminal(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
) -> None:
    import_ledger(home, tmp_path)
    terminal = io.StringIO(answer or "\n")
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)

    run_here("undo", "2", home=home)

    assert news(home) == left


@pytest.mark.parametrize("entry", ["77", "0", "999999999999999999999", str(2**63 - 1)])
def test_undo_of_an_entry_that_does_not_exist_changes_nothing(home: Path, entry: str) -> None:
    run(home, "people", "add", "Lan")

    refused = run_here("undo", entry, home=home)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == f"Error: There is no entry {entry} in the log. “radiodesk log” shows the entries\n"


def test_the_log_and_undo_show_fields_before_and_after(config: Config, home: Path, tmp_path: Path) -> None:
    import_ledger(home, tmp_path)
    with (
        closing(Desk.open(config)) as desk,
        desk.changing(Action.CHANGE_BROADCAST, title="Thời sự sáng", day="2019-03-01", time="05:30") as session,
    ):
        broadcasts.change_broadcast(
            session,
            1,
            version(session, Broadcast, 1),
            on=dt.date(2019, 3, 1),
            at=dt.time(5, 45),
            planned_seconds=1260,
            actual_seconds=None,
            note="Có khách mời",
            now=dt.datetime(2019, 3, 5, tzinfo=dt.UTC),
        )

    shown = run(home, "log", "--limit", "2").stdout.splitlines()
    assert shown[1:5] == [
        "        Time: 05:30 on 01/03/2019 → 05:45 on 01/03/2019",
        "        Planned length: – → 21:00",
        "        Actual length: 15:00 → –",
        "        Note: – → Có khách mời",
    ]
    assert shown[-1] == "        Added: 2 broadcasts, 1 programme, 2 people"
    vietnamese = run(home, "log", "--limit", "1", "--lang", "vi").stdout
    assert "        Thời lượng dự kiến: – → 21:00\n" in vietnamese
    assert "        Planned length: 21:00 → –\n" in run(home, "undo", "--person", "Thu Hà").stdout


def test_what_the_log_does_not_have_is_said(home: Path) -> None:
    run(home, "people", "add", "Lan", "--person", "Thu Hà")

    nobody = run_here("log", "--by", "Nobody", home=home)
    assert (nobody.returncode, nobody.stdout) == (1, "")
    assert "Nobody called “Nobody” has changed anything. The log has changes by: Thu Hà" in nobody.stderr
    no_kind = run_here("log", "--of", "foo:1", home=home)
    assert (no_kind.returncode, no_kind.stdout) == (1, "")
    assert "no “foo”" in no_kind.stderr
    assert "story" in no_kind.stderr
    for options in (["--of", "xyz"], ["--of", "story:118"], ["--since", "2099-01-01"]):
        nothing = run(home, "log", *options)
        assert (nothing.stdout, nothing.stderr) == (
            "",
            "No change matches: “radiodesk log” shows all of them\n",
        )


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
    assert run_here("log", "--since", "hôm nào", home=home).returncode == 1


def test_the_log_names_things_as_they_are_stored(home: Path) -> None:
    run(home, "people", "add", "  thu   hà ")
    run(home, "people", "add", "Lan")
    run(home, "people", "merge", " LAN", "Thu  Hà")
    run(home, "media", "preset", "  Phòng   thu ", "--target", "-20")
    run(home, "media", "preset", "phòng THU", "--target", "-21")
    run(home, "media", "preset", "phong thu", "--remove")

    assert [line.split("  ")[-1] for line in reversed(run(home, "log").stdout.splitlines()[:-1])] == [
        "New person: thu hà",
        "New person: Lan",
        "Merged Lan into thu hà",
        "Changed the preset Phòng thu",
        "Changed the preset Phòng thu",
        "Removed the preset Phòng thu",
    ]


@pytest.mark.parametrize("names", ["Thu Hà, Đức Anh", "Thu Hà; Lan", "Thu Hà & Lan", "Hà - Lan", "Hà/Lan"])
def test_a_person_has_one_name_as_the_ledger_reads_it(home: Path, names: str) -> None:
    for arguments in (["people", "add", names], ["people", "add", "Mai", "--person", names]):
        refused = run_here(*arguments, home=home)

        assert (refused.returncode, refused.stdout) == (1, "")
        assert f"“{names}” is read as several names" in refused.stderr
    assert listed(home, "people", "list") == []


@pytest.mark.parametrize("name", ["Hà,", "Hà Lan.", "- Hà", "PV Hà", "BTV: Hà", "***"])
def test_what_stands_around_a_name_is_no_part_of_it(home: Path, name: str) -> None:
    refused = run_here("people", "add", "--", name, home=home)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"“{name}” is more than a name" in refused.stderr
    assert listed(home, "people", "list") == []


def test_a_person_who_was_added_is_named(home: Path) -> None:
    assert run(home, "people", "add", " Thu  Hà ").stdout == "Thu Hà has the number 1 now\n"


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

    several = run_here("programmes", "merge", "thời sự sáng", "2", home=home)
    assert "There are several programmes “Thời sự sáng”: give a number instead, one of 1, 2" in several.stderr
    unknown = run_here("programmes", "merge", "Thời sự tối", "9" * 30, home=home)
    assert "There is no programme “Thời sự tối”" in unknown.stderr

    unasked = run_here("programmes", "merge", "1", "Thời sự SÁNG", home=home)
    assert "becomes a programme of the kind “column” in all its editions" in unasked.stderr
    assert "allow that with --yes" in unasked.stderr
    run(home, "programmes", "merge", "1", "Thời sự SÁNG", "--yes")  # either may stay

    assert run(home, "programmes", "list").stdout == "    2  Thời sự SÁNG  (column, 2 editions)\n"
    assert run(home, "check").stdout == "The desk is sound\n"
    assert news(home) == 0
    run(home, "undo")
    assert news(home) == 2


def test_undo_at_a_new_desk_names_no_older_change(home: Path) -> None:
    refused = run_here("undo", "--person", "Thu Hà", home=home)
    assert refused.returncode == 1
    assert "older" not in refused.stderr
