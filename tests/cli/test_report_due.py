"""`radiodesk report` takes a period or a subcommand; `report due` lists what the station owes."""

import datetime as dt
import json
from pathlib import Path

import pytest

from radiodesk.kinds import PeriodKind, PeriodRule, ProgrammeKind
from radiodesk.model import Action, Desk, today
from radiodesk.reports import kinds, periods
from radiodesk.reports.kinds import KindTerms
from radiodesk.schedule import broadcasts
from tests.conftest import run_here


@pytest.mark.parametrize(
    "arguments",
    [["2019-9m"], ["--format", "csv", "2019-9m"], ["2019-9m", "--format", "csv"], ["--lang", "vi", "9 tháng 2019"]],
)
def test_a_period_is_reported_wherever_its_options_are(desk: Desk, arguments: list[str]) -> None:
    answer = run_here("report", *arguments, home=desk.config.home)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert len(answer.stdout.splitlines()) > 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument 'CODE'"),
        (["2019", "due"], "unexpected extra argument (due)"),
        (["due", "2019"], "Usage: radiodesk report due [OPTIONS]"),
        (["--json", "due"], "No such option '--json'"),
    ],
)
def test_a_command_that_is_neither_is_a_matter_of_usage(desk: Desk, arguments: list[str], message: str) -> None:
    answer = run_here("report", *arguments, home=desk.config.home)

    assert (answer.returncode, answer.stdout) == (2, "")
    assert message in answer.stderr


def test_the_value_of_an_option_is_no_subcommand(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert run_here("report", "--output", "due", "2019", home=desk.config.home).returncode == 0
    assert (tmp_path / "due").is_file()


def test_what_is_due_is_listed_for_people_and_programs(desk: Desk) -> None:
    assert "add kinds of report on Station" in run_here("report", "due", home=desk.config.home).stdout
    with desk.changing(Action.ADD_REPORT_KIND, name="Tháng") as session:
        day = today(session)
        kinds.add(session, "Tháng", KindTerms(PeriodKind.MONTH, PeriodRule.CALENDAR, "UBND huyện", 1))
    assert run_here("report", "due", home=desk.config.home).stdout == "No report is due.\n"
    before = periods.step(periods.containing(day, PeriodKind.MONTH, PeriodRule.CALENDAR), -1)
    with desk.changing(Action.EARLIER, what="x") as session:
        broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=before.first, at=dt.time(5), seconds=900
        )

    shown = run_here("report", "due", "--lang", "vi", home=desk.config.home)
    listed = json.loads(run_here("--lang", "vi", "report", "due", "--json", home=desk.config.home).stdout)

    assert "UBND huyện" in shown.stdout
    assert [(each["kind"], each["recipient"], each["period"]) for each in listed] == [
        (
            "Tháng",
            "UBND huyện",
            {"code": before.code, "first": str(before.first), "last": str(before.last), "rule": "calendar"},
        )
    ]
    assert listed[0]["state"] in ("due", "overdue")
    assert listed[0]["due"] > str(before.last)
