"""The sample station's ledger, through the command line: the workbook and the CSV files are the same."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import func, select

from radiodesk.config import Config
from radiodesk.history import verify
from radiodesk.ledger import sample
from radiodesk.model import AuditEntry, Broadcast, Desk, Edition, Person, Recording, Relay, zone
from radiodesk.model.moments import span
from radiodesk.schedule import found_conflicts, plan
from tests.conftest import SCHEDULES, Cli
from tests.ledger.books import everything, size_of

WORKBOOK = SCHEDULES / "so-theo-doi-2019.xlsx"
CSV_FILES = sorted(SCHEDULES.glob("*.csv"))
SIZE = {"programme": 4, "broadcast": 744, "story": 4091, "line": 4091, "clip": 356, "publication": 272}


@pytest.mark.parametrize("files", [[WORKBOOK], CSV_FILES], ids=["workbook", "csv"])
def test_the_sample_comes_in_whole(cli: Cli, config: Config, files: list[Path]) -> None:
    cli("init", "--station", "Đài phát thanh huyện Lương Tài", "--lang", "en")

    answer = cli("ledger", "import", *files)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert "4,091" in answer.stdout
    desk = Desk.open(config)
    assert size_of(desk) == SIZE
    with desk.reading() as session:
        first_runs = session.scalar(select(func.count()).where(Broadcast.kind == "first_run"))
        assert session.scalar(select(func.count()).select_from(Edition)) == first_runs == 365 + 46
        assert session.scalar(select(func.count()).select_from(Relay)) == 5
        assert session.scalar(select(func.count()).select_from(Person)) == 13
        assert session.scalar(select(func.count()).select_from(Recording)) == 0
    desk.close()


@pytest.mark.deep
def test_whatever_form_it_comes_in_again_nothing_changes(cli: Cli, config: Config) -> None:
    cli("init", "--station", "Đài")
    cli("ledger", "import", WORKBOOK)
    desk = Desk.open(config)
    before = everything(desk)

    for files in ([WORKBOOK], CSV_FILES):
        assert cli("ledger", "import", *files, "--lang", "vi").returncode == 0
        assert everything(desk) == before
    with desk.reading() as session:
        entries = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
        assert entries == ["init", "import_ledger"]  # what changes nothing leaves no trace
        assert not verify.problems(session)
    desk.close()


def test_a_dry_run_of_the_sample_changes_nothing(cli: Cli, config: Config) -> None:
    cli("init", "--station", "Đài", "--lang", "en")

    answer = cli("ledger", "import", WORKBOOK, "--dry-run")

    assert answer.returncode == 0
    assert "4,091" in answer.stdout
    assert "Nothing was changed" in answer.stdout
    desk = Desk.open(config)
    assert set(size_of(desk).values()) == {0}
    desk.close()


@pytest.mark.sqlite
def test_the_sample_grid_begins_where_the_ledger_ends_and_has_no_conflict(tmp_path: Path) -> None:
    recordings = tmp_path / "recordings"
    recordings.mkdir()
    sample.make(tmp_path / "home", schedules=SCHEDULES, recordings=recordings)
    desk = Desk.open(Config(home=tmp_path / "home", person="Thu Hà"))
    try:
        with desk.reading() as session:
            days = [
                [(each.slot is not None, each.title) for each in plan.entries(session, *span(day, day, zone(session)))]
                for day in (sample.GRID_DAY - dt.timedelta(days=1), sample.GRID_DAY + dt.timedelta(days=1))
            ]
            found = found_conflicts.find(session, sample.GRID_DAY + dt.timedelta(days=1), dt.date(2019, 11, 30))
    finally:
        desk.close()
    assert {is_of_slot for is_of_slot, _title in days[0]} == {False}
    assert days[1] == [
        (True, title)
        for title in (
            "Thời sự buổi chiều",
            "Thời sự buổi sáng",
            "Thông báo",
            "Thời sự VOV1",
            "Thời sự buổi sáng",
            "Chuyên mục An toàn giao thông",
            "Thời sự buổi chiều",
        )
    ]
    assert found == []
