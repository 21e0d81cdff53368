"""The same races at a database on a server."""

from pathlib import Path

import pytest

from radiodesk.config import Config
from radiodesk.model import Desk
from tests.races import race

pytestmark = pytest.mark.deep


@pytest.mark.parametrize(("processes", "seconds"), [(2, 15), (4, 20), (8, 25)])
def test_processes_that_race_at_one_server_lose_nothing(
    processes: int, seconds: float, on_server: Config, tmp_path: Path
) -> None:
    Desk.create(on_server, name="Đài").close()

    assert race(on_server, processes=processes, seconds=seconds, seed=processes, folder=tmp_path) == []
