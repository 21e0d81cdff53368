"""`radiodesk ledger export`: what it writes and says."""

import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from radiodesk.config import Config
from radiodesk.model import Desk
from tests.conftest import run_here
from tests.ledger.books import bring, ledger, write_xlsx


@pytest.fixture
def home(desk: Desk, config: Config, tmp_path: Path) -> Path:
    """A home with the small ledger of the other tests, all of it on 4 to 6 March 2019."""
    bring(desk, write_xlsx(tmp_path / "in.xlsx", ledger()))
    return config.home


def rows(file: Path) -> dict[str, int]:
    return {sheet.title: sheet.max_row - 1 for sheet in load_workbook(file).worksheets}


def test_the_file_is_written_and_its_rows_are_counted(home: Path, tmp_path: Path) -> None:
    answer = run_here("ledger", "export", tmp_path / "out.xlsx", home=home)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.splitlines() == [
        "Broadcasts             3",
        "Stories in programmes  2",
        "Clips and columns      1",
        "Publications           1",
    ]
    assert rows(tmp_path / "out.xlsx") == {"Chương trình": 3, "Tin bài": 2, "Truyền hình": 1, "Website": 1}


def test_an_import_of_it_changes_nothing(home: Path) -> None:
    file = home / "schedules" / "out.xlsx"
    run_here("ledger", "export", file, home=home)
    answer = run_here("ledger", "import", file, home=home)

    assert [line.split()[-4:] for line in answer.stdout.splitlines()[1:]] == [
        ["0", "0", unchanged, "0"] for unchanged in ("3", "2", "1", "1")
    ]
    assert answer.stderr == ""


@pytest.mark.parametrize(
    ("options", "broadcasts"),
    [
        (["--period", "2019-03"], 3),
        (["--period", "2019-04"], 0),
        (["--period", "2019-03-05/2019-03-05"], 3),
        (["--period", "2019-03-06/2019-03-06"], 0),
        (["--period", "2018-03", "--rule", "calendar"], 0),
    ],
)
def test_a_period_has_its_own_rows(home: Path, tmp_path: Path, options: list[str], broadcasts: int) -> None:
    run_here("ledger", "export", tmp_path / "out.xlsx", *options, home=home)
    assert rows(tmp_path / "out.xlsx")["Chương trình"] == broadcasts


def test_the_months_of_a_station_begin_on_the_15th_unless_a_rule_is_given(home: Path, tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "20th.xlsx", {"Chương trình": ledger()["Chương trình"][:2]})
    book = load_workbook(file)
    book["Chương trình"]["A2"] = "20/03/2019"
    book.save(file)
    run_here("ledger", "import", file, home=home)

    for rule, count in ((), 3), (("--rule", "calendar"), 4):
        run_here("ledger", "export", tmp_path / "out.xlsx", "--period", "2019-03", *rule, home=home)
        assert rows(tmp_path / "out.xlsx")["Chương trình"] == count


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("out.xlsx", ["--period", "Spring"], "“Spring” is not a period"),
        ("out.xlsx", ["--period", ""], "“” is not a period"),
        ("out.csv", [], "wrong ending"),
        ("out.xls", [], "wrong ending"),
        ("nowhere/out.xlsx", [], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_told_and_writes_nothing(
    home: Path, tmp_path: Path, name: str, options: list[str], message: str
) -> None:
    before = sorted(tmp_path.iterdir())
    answer = run_here("ledger", "export", tmp_path / name, *options, home=home)

    assert answer.returncode == 1
    assert message in answer.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_it_can_go_to_standard_output(home: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "radiodesk", "--home", str(home), "--lang", "en", "ledger", "export", "-"]
    with (tmp_path / "out.xlsx").open("wb") as output:
        answer = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, check=True, encoding="utf-8")

    assert rows(tmp_path / "out.xlsx")["Tin bài"] == 2
    assert "Broadcasts" in answer.stderr


def test_in_vietnamese_it_speaks_vietnamese(home: Path, tmp_path: Path) -> None:
    answer = run_here("ledger", "export", tmp_path / "out.xlsx", "--lang", "vi", home=home)
    assert "Broadcasts" not in answer.stdout
    assert "Clips" not in answer.stdout
