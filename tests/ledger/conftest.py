"""An empty desk as everywhere, copied from one that is made once: these tests need very many."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from radiodesk.config import Config
from radiodesk.model import Desk


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was started, and nothing more."""
    home = tmp_path_factory.mktemp("empty") / "home"
    Desk.create(Config(home=home), name="Đài phát thanh huyện Lương Tài").close()
    return home


@pytest.fixture
def desk(config: Config, empty_home: Path) -> Iterator[Desk]:
    """An empty desk."""
    shutil.copytree(empty_home, config.home)
    desk = Desk.open(config)
    yield desk
    desk.close()
