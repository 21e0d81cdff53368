"""The sample ledger in two homes: from the workbook and from the CSV files."""

from pathlib import Path

import pytest

from tests.conftest import SCHEDULES, run_cli


@pytest.fixture(scope="session", params=["workbook", "csv"])
def sample_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp(request.param) / "home"
    run_cli("init", "--station", "Đài phát thanh huyện Lương Tài", home=home).check_returncode()
    pattern = "*.xlsx" if request.param == "workbook" else "*.csv"
    run_cli("ledger", "import", *sorted(SCHEDULES.glob(pattern)), home=home).check_returncode()
    return home
