"""The sample ledger at two desks: from the workbook and from the CSV files."""

import contextlib
from collections.abc import Iterator

import pytest

from radiodesk.config import Config
from tests.conftest import SCHEDULES, STATION, run_cli
from tests.server import Server


@pytest.fixture(scope="session", params=["workbook", "csv"])
def _sample(
    request: pytest.FixtureRequest, desk_server: Server | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Config]:
    home = tmp_path_factory.mktemp(request.param) / "home"
    pattern = "*.xlsx" if request.param == "workbook" else "*.csv"
    with desk_server.database() if desk_server else contextlib.nullcontext() as database:
        more = ("--database", database) if database else ()
        run_cli("init", "--station", STATION, *more, home=home).check_returncode()
        run_cli("ledger", "import", *sorted(SCHEDULES.glob(pattern)), *more, home=home).check_returncode()
        yield Config(home=home, database=database)


@pytest.fixture
def sample(_sample: Config, monkeypatch: pytest.MonkeyPatch) -> Config:
    """The home of the sample station, whose database every command knows."""
    if _sample.database:
        monkeypatch.setenv("RADIODESK_DATABASE", _sample.database)
    return _sample
