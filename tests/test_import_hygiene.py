"""Rooms load what they need and nothing more: start-up and layers guarded in one."""

import subprocess
import sys
from pathlib import Path

from radiodesk.config import Config
from radiodesk.model import Desk

HEAVY = (
    "sqlalchemy",
    "alembic",
    "textual",
    "av",
    "numpy",
    "icalendar",
    "babel",
    "python_calamine",
    "docx",
    "lxml",
    "typst",
)
CAPABILITIES = (
    "schedule.broadcasts",
    "newsroom.rundowns",
    "media.store",
    "staff.people",
    "calendars.export",
    "history.differences",
    "history.undo",
    "reports.royalties.months",
    "reports.tally",
    "ledger",
)


def loaded_by(code: str) -> set[str]:
    """The top-level modules that are loaded once the code has run."""
    script = f"{code}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    assert answer.returncode == 0, answer.stderr
    return set(answer.stdout.split())


def test_the_command_line_loads_nothing_heavy() -> None:
    assert loaded_by("import radiodesk.__main__, radiodesk.cli").isdisjoint(HEAVY)


def test_the_first_paint_loads_no_database_and_no_audio() -> None:
    assert loaded_by("import radiodesk.tui.app").isdisjoint(set(HEAVY) - {"textual"})


def test_the_first_screen_loads_no_audio() -> None:
    assert loaded_by("import radiodesk.tui.screens.today").isdisjoint({"av", "numpy", "pydub", "miniaudio"})


def test_no_capability_loads_a_face() -> None:
    """One after the other in one process: what one of them loads is loaded with the others too."""
    told = (
        f"import sys\nfor room in {CAPABILITIES}:\n __import__(f'radiodesk.{{room}}')\n"
        " wrong = sorted({'textual', 'click', 'alembic'} & {*sys.modules})\n if wrong: sys.exit(f'{room}: {wrong}')"
    )
    loaded_by(told)


def test_opening_an_up_to_date_desk_loads_no_migration_tool(desk: Desk, config: Config) -> None:
    code = (
        "from pathlib import Path; from radiodesk.config import Config; from radiodesk.model import Desk\n"
        f"Desk.open(Config(home=Path({str(config.home)!r}))).close()"
    )

    assert "alembic" not in loaded_by(code)
    assert Path(config.home / "radiodesk.db").is_file()
