"""Fresh databases on the server of the tests."""

import contextlib
from collections.abc import Callable, Iterator

import pytest

from radiodesk.config import Config
from tests.server import Server


@pytest.fixture
def database(server: Server) -> Iterator[Callable[[], str]]:
    """Makes a fresh database and gives its address, as a user would write it."""
    with contextlib.ExitStack() as held:
        yield lambda: held.enter_context(server.database())


@pytest.fixture
def on_server(config: Config, database: Callable[[], str]) -> Config:
    """A home whose database is an empty one on the server."""
    return Config(home=config.home, database=database(), person="Thu Hà")
