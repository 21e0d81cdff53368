"""The cases of the contract, through the command line: grid files, the plan, conflicts."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from radiodesk.config import Config
from radiodesk.kinds import BroadcastState
from radiodesk.model import Action, Desk
from radiodesk.schedule import broadcasts, generation
from radiodesk.schedule.slots import slots
from tests.conftest import run_here

DATA = Path(__file__).parent.parent / "data"
RECURRENCES = json.loads((DATA / "recurrence.json").read_text("utf-8"))["cases"]
CONFLICTS = json.loads((DATA / "conflicts.json").read_text("utf-8"))["cases"]


def toml(*slots: dict[str, Any], **keys: Any) -> str:
    """A grid file."""
    return tomlkit.dumps({**keys, "slot": list(slots)})


def ok(*arguments: str | Path, home: Path) -> Any:
    """Run a command that must succeed. Returns what it printed, from JSON if it is."""
    result = run_here(*arguments, home=home)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout) if "--json" in arguments else result.stdout


@pytest.mark.parametrize("case", RECURRENCES, ids=[case["id"] for case in RECURRENCES])
def test_a_recurrence_comes_out_of_grid_show(case: dict[str, Any], tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "grid.toml"
    start = dt.datetime.fromisoformat(case["start"])
    slot: dict[str, Any] = {"key": "slot", "programme": "Thời sự", "kind": "news", "at": f"{start:%H:%M:%S}"}
    slot |= {"length": case["seconds"], "from": f"{start:%Y-%m-%d}", "except": case["exdates"], "add": case["rdates"]}
    if case["rule"]:
        slot["rule"] = case["rule"]
    slot["change"] = [
        {"of": each["of"]}
        | ({"state": "cancelled"} if each.get("cancelled") else {})
        | {name: each[key] for key, name in (("start", "start"), ("seconds", "length")) if key in each}
        for each in case["overrides"]
    ]
    file.write_text(toml(slot), "utf-8")
    ok("init", "--station", "Đài", "--zone", case["zone"], home=home)
    ok("grid", "apply", file, home=home)
    begin, end = case["window"]["from"], case["window"]["to"]
    last = (dt.datetime.fromisoformat(end) - dt.timedelta(seconds=1)).date().isoformat()

    shown = ok("grid", "show", "--from", begin[:10], "--to", last, "--json", home=home)

    shown = [each for each in shown if each["start"] < end and each["end"] > begin]
    assert [(each["start"][:19], each["end"][:19]) for each in shown] == [
        (each["start"], each["end"]) for each in case["expected"]
    ]
    moments = [dt.datetime.fromisoformat(each["start"]).astimezone(dt.UTC) for each in shown]
    assert moments == [dt.datetime.fromisoformat(each["start_utc"]) for each in case["expected"]]


@pytest.mark.parametrize("case", CONFLICTS, ids=[case["id"] for case in CONFLICTS])
def test_conflicts_come_out_of_grid_conflicts(case: dict[str, Any], tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "grid.toml"
    keys: dict[str, Any] = {}
    if case["hours"]:
        clocks = [moment[11:16] for moment in case["hours"]]
        keys["hours"] = [[clocks[0], "24:00" if clocks[1] == "00:00" else clocks[1]]]
    firsts = {
        each["edition"]: each["id"] for each in case["broadcasts"] if each.get("edition") and "first" in each["kind"]
    }
    file.write_text(toml(*(slot_of(each, firsts) for each in case["broadcasts"]), **keys), "utf-8")
    ok("init", "--station", "Đài", "--zone", case["zone"], home=home)
    ok("grid", "apply", file, home=home)
    for each in case["broadcasts"]:
        if each.get("actual_seconds"):
            set_actual_length(home, each["id"], each["start"], each["actual_seconds"])
    days = sorted(each["start"][:10] for each in case["broadcasts"])

    found = ok("grid", "conflicts", "--from", days[0], "--to", days[-1], "--json", home=home)

    between = [each for each in found if each["type"] != "gap" or len(each["broadcasts"]) == 2]
    assert [
        (each["type"], [one["slot"] for one in each["broadcasts"]], each["from"][:19], each["to"][:19], each["seconds"])
        for each in between
    ] == [(each["type"], each["ids"], each["from"], each["to"], each["seconds"]) for each in case["expected"]]
    assert [each["person"] for each in between] == [each.get("person") for each in case["expected"]]


def slot_of(broadcast: dict[str, Any], firsts: dict[str, str]) -> dict[str, Any]:
    """A broadcast of a case as a slot that is due once."""
    content: dict[str, Any] = {"programme": broadcast["programme"], "kind": "news"}
    if broadcast["kind"] == "repeat":
        content = {"repeats": firsts[broadcast["edition"]]}
    if broadcast["kind"] == "relay":
        content = {"relay": broadcast["programme"], "live_event": True}
    length = {"length": broadcast["seconds"]} if broadcast["seconds"] else {}
    cancelled = {"change": [{"of": broadcast["start"], "state": "cancelled"}]}
    people = [{"role": each["role"], "person": each["name"]} for each in broadcast["people"]]
    return {
        "key": broadcast["id"],
        **content,
        "at": broadcast["start"][11:],
        "from": broadcast["start"][:10],
        **length,
        **({} if broadcast["outlet"] == "own" else {"outlets": [broadcast["outlet"]]}),
        **({"duties": people} if people else {}),
        **(cancelled if broadcast["state"] == "cancelled" else {}),
    }


def set_actual_length(home: Path, series: str, of: str, seconds: int) -> None:
    """Say how long a broadcast was in fact."""
    desk = Desk.open(Config(home=home, person="Thu Hà"))
    with desk.changing(Action.MARK_BROADCAST) as session:
        slot = next(each for each in slots(session) if each.series == series)
        row = generation.store_one(session, slot, dt.datetime.fromisoformat(of))
        now = row.starts + dt.timedelta(days=1)
        broadcasts.set_state(
            session, row.id, row.version, BroadcastState.AIRED, now=now, actual_seconds=seconds, sure=True
        )
    desk.close()


def test_a_week_is_shown_and_a_day_that_is_no_day_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    ok("init", "--station", "Đài", home=home)
    assert ok("grid", "show", "--week", "2026-W10", "--json", home=home) == []
    refused = run_here("grid", "show", "--week", "2026-W60", home=home)
    assert (refused.returncode, "2026-W60" in refused.stderr) == (1, True)
    assert run_here("grid", "conflicts", "--from", "2026-03-05", "--to", "2026-03-01", home=home).returncode == 1


@pytest.mark.parametrize(
    ("option", "day", "first", "last"),
    [
        ("--to", "1950-01-03", "1950-01-01", "1950-01-03"),
        ("--from", "2100-12-30", "2100-12-30", "2100-12-31"),
    ],
)
def test_days_that_nobody_named_lie_in_the_calendar(
    option: str, day: str, first: str, last: str, tmp_path: Path
) -> None:
    home, file = tmp_path / "home", tmp_path / "grid.toml"
    ok("init", "--station", "Đài", home=home)
    file.write_text('hours = [["05:00", "06:00"]]\n', "utf-8")
    assert run_here("grid", "apply", file, home=home).returncode == 0
    found = ok("grid", "conflicts", option, day, "--json", home=home)
    assert [found[0]["from"][:10], found[-1]["to"][:10]] == [first, last]
