"""Several desks at once on one SQLite file: nothing is lost or counted twice, and the audit tells all of it."""

from pathlib import Path

import pytest

from radiodesk.config import Config
from radiodesk.model import Desk
from tests.races import race


@pytest.mark.deep
@pytest.mark.parametrize(("processes", "seconds"), [(2, 15), (4, 20), (8, 25)])
def test_processes_that_race_at_one_file_lose_nothing(
    processes: int, seconds: float, config: Config, tmp_path: Path
) -> None:
    Desk.create(config, name="Đài").close()

    assert race(config, processes=processes, seconds=seconds, seed=processes, folder=tmp_path) == []
