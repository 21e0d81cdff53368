"""The lists of modules that divide the tests into quick and slow ones, and those that run on one database."""

from pathlib import Path

import pytest

from tests.conftest import ALIKE, QUICK_SCREENS, SLOW

LISTED = [(room, name) for room, names in [*ALIKE.items(), *SLOW.items(), ("tui", QUICK_SCREENS)] for name in names]


@pytest.mark.parametrize(("room", "name"), LISTED)
def test_every_listed_module_exists(room: str, name: str) -> None:
    assert Path(__file__).with_name(room).joinpath(f"test_{name}.py").is_file()
