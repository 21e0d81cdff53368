"""What a desk says of a server that refuses, hangs or stops, and how it goes on afterwards."""

import asyncio
import contextlib
import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, event, insert, select, text, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from textual.widgets import Button

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.media import drop_folder
from radiodesk.model import Action, Base, Credit, Desk, Overview, Person, Preset, engines, explaining, faults
from radiodesk.tui import desk_watch
from radiodesk.tui.app import RadiodeskApp
from tests.conftest import MEDIA
from tests.server import Server, running
from tests.tui.driving import driven, notices, press_at_once, ready, seen, settled, type_in, until, until_seen

deep = pytest.mark.deep
pytestmark = pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
"""A connection whose server has gone is dropped, and psycopg warns of it."""

SECRET = "s3cret"

ACCESS = """
local all all trust
host replication all 127.0.0.1/32 trust
host all barred 127.0.0.1/32 reject
host all locked 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
"""

ROLES = f"""
CREATE ROLE locked LOGIN PASSWORD '{SECRET}';
CREATE ROLE barred LOGIN;
CREATE ROLE crowded LOGIN CONNECTION LIMIT 0;
CREATE ROLE guest LOGIN;
CREATE ROLE asleep NOLOGIN;
"""

HANG = """
import os, signal, sys
from pathlib import Path
from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.model import Desk, Person, engines
from tests.postgres.test_server_faults import changing

engines.IDLE_SECONDS = 2
desk = Desk.open(Config(home=Path(sys.argv[1]), database=sys.argv[2], person="?"))
try:
    with changing(desk) as session:
        session.add(Person(name="Thu Hà"))
        session.flush()
        print("begun", flush=True)
        os.kill(os.getpid(), signal.SIGSTOP)
except UserError as error:
    print(type(error).__name__, flush=True)
"""


def changing(desk: Desk) -> AbstractContextManager[Session]:
    return desk.changing(Action.ADD_PERSON, name="?")


class OwnServer(Server):
    """A server that listens on a port of this machine, and that a test may stop and start."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (self.data / "pg_hba.conf").write_text(ACCESS)
        self._take_port()

    def _take_port(self) -> None:
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = URL.create("postgresql", "postgres", host="127.0.0.1", port=self.port, database="postgres")

    @property
    def options(self) -> str:
        return f"-h 127.0.0.1 -p {self.port} -k {self.data}"

    def restart(self, mode: str = "fast") -> None:
        self.stop(mode)
        self.start()

    def copy_to(self, folder: Path) -> "OwnServer":
        """A standby of this server, in a new folder."""
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres")
        self.run("pg_basebackup", "-c", "fast", *where, "-R", "-D", str(folder))
        standby = OwnServer.__new__(OwnServer)
        standby.__dict__.update(self.__dict__)
        standby.data = folder
        standby._take_port()
        return standby

    def count(self, statement: str) -> int:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            found = connection.scalar(text(statement)) or 0
        engine.dispose()
        return int(found)


@pytest.fixture(scope="module")
def _own_server() -> Iterator[OwnServer]:
    with running(OwnServer) as server:
        server.execute(ROLES)
        yield server


@pytest.fixture
def own_server(_own_server: OwnServer) -> Iterator[OwnServer]:
    """A server of our own, which runs before each test and after it."""
    yield _own_server
    if not _own_server.is_running:
        _own_server.start()
    gc.collect()  # what was dropped is warned of here, and not in a later test


numbers = iter(range(10**6))


@pytest.fixture
def at(own_server: OwnServer, config: Config) -> Iterator[Config]:
    """A home whose desk is in a new database of our own server."""
    name = f"own{next(numbers)}"
    own_server.execute(f"CREATE DATABASE {name}")
    url = own_server.url.set(database=name, password=SECRET)
    at = Config(home=config.home, database=url.render_as_string(hide_password=False), person="Thu Hà")
    Desk.create(at, name="Đài").close()
    yield at
    if not own_server.is_running:
        own_server.start()
    own_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def served(at: Config) -> Iterator[Desk]:
    with closing(Desk.open(at)) as desk:
        yield desk


@pytest.fixture(params=["file", pytest.param("server", marks=deep)])
def anywhere(request: pytest.FixtureRequest) -> Desk:
    """A desk in a file, and one on a server."""
    found: Desk = request.getfixturevalue("desk" if request.param == "file" else "served")
    return found


def with_url(config: Config, **changes: object) -> Config:
    assert config.database
    url = make_url(config.database).set(**changes)  # type: ignore[arg-type]
    return Config(home=config.home, database=url.render_as_string(hide_password=False), person="Thu Hà")


def names(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return list(session.scalars(select(Person.name).order_by(Person.name)))


def add_person(desk: Desk, name: str) -> None:
    with changing(desk) as session:
        session.add(Person(name=name))


def eventually(condition: Callable[[], object]) -> None:
    """Wait until the condition holds."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def said(error: BaseException) -> str:
    """What a user reads in both languages, which never holds the password."""
    sentences = []
    for language in locale.LANGUAGES:
        locale.use(language)
        sentences.append(str(error))
    locale.use("en")
    assert sentences[0] != sentences[1]
    found = "\n".join(sentences)
    assert SECRET not in found
    return found


# A server that cannot be reached, or does not let the desk in


def closed_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


REFUSALS = {
    "a closed port": (lambda: {"port": closed_port()}, faults.NoServer),
    "no socket": (lambda: {"host": None, "port": None, "query": {"host": "/nowhere"}}, faults.NoServer),
    "an unknown host": (lambda: {"host": "no-such-host.invalid"}, faults.UnknownHost),
    "a wrong password": (lambda: {"username": "locked", "password": f"{SECRET}?"}, faults.LoginRefused),
    "no password": (lambda: {"username": "locked", "password": ""}, faults.NoPassword),
    "an unknown account": (lambda: {"username": "nobody"}, faults.LoginRefused),
    "an account that may not log in": (lambda: {"username": "asleep"}, faults.LoginRefused),
    "an account of another machine": (lambda: {"username": "barred"}, faults.MachineRefused),
    "an unknown database": (lambda: {"database": "nowhere"}, faults.UnknownDatabase),
    "an account with all its connections": (lambda: {"username": "crowded"}, faults.TooManyConnections),
    "a bad option": (lambda: {"query": {"passwrod": SECRET}}, faults.UnusableServer),
}


@deep
@pytest.mark.parametrize("case", REFUSALS)
def test_a_server_that_lets_nobody_in_is_told_in_our_words(at: Config, case: str) -> None:
    changes, expected = REFUSALS[case]
    with pytest.raises(UserError) as caught:
        Desk.open(with_url(at, **changes()))
    assert type(caught.value) is expected
    message = said(caught.value)
    assert "FATAL" not in message
    assert "127.0.0.1" in message or "host" in changes()


@deep
def test_an_account_that_may_not_connect_to_the_database_is_told(own_server: OwnServer, at: Config) -> None:
    assert at.database
    own_server.execute(f"REVOKE CONNECT ON DATABASE {make_url(at.database).database} FROM PUBLIC")
    with pytest.raises(faults.NotPermitted):
        Desk.open(with_url(at, username="guest"))


@deep
def test_an_account_without_rights_to_the_tables_is_told(own_server: OwnServer, at: Config) -> None:
    with pytest.raises(faults.NotPermitted) as caught:
        Desk.open(with_url(at, username="guest"))
    assert "permission denied" not in said(caught.value)
    own_server.execute("CREATE DATABASE bare")
    try:
        with pytest.raises(faults.NotPermitted):
            Desk.create(with_url(at, username="guest", database="bare"), name="Đài")
    finally:
        own_server.execute("DROP DATABASE bare")


@deep
def test_a_server_that_never_answers_is_given_up(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "CONNECT_SECONDS", 2)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:  # nobody ever accepts
        port = silent.getsockname()[1]
        refusing = threading.Timer(20, silent.close)  # which a desk that waits for longer takes for a stop
        refusing.start()
        address = f"postgresql://u:{SECRET}@127.0.0.1:{port}/x"
        with pytest.raises(faults.SilentServer) as caught:
            Desk.open(Config(home=config.home, database=address))
        refusing.cancel()
    assert str(port) in said(caught.value)


@deep
def test_a_server_that_is_stopping_is_told(own_server: OwnServer, at: Config) -> None:
    with contextlib.ExitStack() as held:
        engine = engines.engine_of(at)
        held.callback(engine.dispose)
        held.enter_context(engine.connect())  # a smart stop waits for it
        own_server.control("-W", "-m", "smart", "stop")
        log = own_server.data / "log"
        eventually(lambda: "received smart shutdown request" in log.read_text())
        with pytest.raises(faults.ServerStarting) as caught:
            Desk.open(at)
        said(caught.value)
    eventually(lambda: not own_server.is_running)


TEXTS = {
    'FATAL:  password authentication failed for user "u"': faults.LoginRefused,
    "fe_sendauth: no password supplied": faults.NoPassword,
    'server certificate for "pc-1" does not match host name "10.0.0.5"': faults.OtherCertificate,
    'server certificate for "pc-1" (and 1 other name) does not match host name "h"': faults.OtherCertificate,
    'root certificate file "/home/a/.postgresql/root.crt" does not exist\nEither provide the file, use the '
    "system's trusted roots with sslrootcert=system, or change sslmode.": faults.NoRootCertificate,
    'could not read root certificate file "/r.crt": no certificate or crl found': faults.NoRootCertificate,
    "SSL error: certificate verify failed": faults.UntrustedCertificate,
    'FATAL:  Peer authentication failed for user "u"': faults.LoginRefused,
    'FATAL:  role "u" does not exist': faults.LoginRefused,
    'FATAL:  role "u" is not permitted to log in': faults.LoginRefused,
    'FATAL:  no pg_hba.conf entry for host "10.0.0.5", user "u", database "x", no encryption': faults.MachineRefused,
    'FATAL:  pg_hba.conf rejects connection for host "10.0.0.5", user "u", database "x"': faults.MachineRefused,
    'FATAL:  database "x" does not exist': faults.UnknownDatabase,
    'FATAL:  permission denied for database "x"': faults.NotPermitted,
    "FATAL:  sorry, too many clients already": faults.TooManyConnections,
    'FATAL:  too many connections for role "u"': faults.TooManyConnections,
    "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute": faults.TooManyConnections,
    "FATAL:  the database system is starting up": faults.ServerStarting,
    "FATAL:  terminating connection due to administrator command": faults.ServerStarting,
    "server closed the connection unexpectedly": faults.ServerStarting,
    "failed to resolve host 'h': [Errno -2] Name or service not known": faults.UnknownHost,
    'could not translate host name "h" to address: Name or service not known': faults.UnknownHost,
    "connection timeout expired": faults.SilentServer,
    'connection to server at "h", port 1 failed: Connection timed out': faults.SilentServer,
    'connection to server on socket "/s" failed: No such file\n\tIs the server running locally': faults.NoServer,
    'connection to server at "h", port 1 failed: Connection refused (0x0000274D/10061)': faults.NoServer,
    'connection to server at "h", port 1 failed: No route to host': faults.NoServer,
    'connection to server at "h", port 1 failed: Network is unreachable': faults.NoServer,
    "received invalid response to SSL negotiation: H": faults.NoServer,
    "expected authentication request from server, but received H": faults.NoServer,
    "connection refused\nAll failures were:\n- FATAL: password authentication failed": faults.LoginRefused,
    "server does not support SSL, but SSL was required": faults.NoEncryption,
    "something new.": faults.UnusableServer,
}


@pytest.mark.parametrize("words", TEXTS)
def test_what_libpq_says_of_a_failed_connection_is_told_in_our_words(words: str) -> None:
    found = explaining.explained(OperationalError(None, None, Exception(words)), "postgresql://h/x")  # type: ignore[arg-type]
    assert type(found) is TEXTS[words]
    assert (words in str(found)) == (type(found) is faults.UnusableServer)
    assert ".." not in str(found).replace("../", "")


def told(words: str) -> str:
    return str(explaining.explained(OperationalError(None, None, Exception(words)), "postgresql://h/x"))  # type: ignore[arg-type]


def test_a_missing_root_certificate_is_named(config: Config) -> None:
    words = 'root certificate file "/home/a/.postgresql/root.crt" does not exist\nEither provide it, or change it.'
    assert "/home/a/.postgresql/root.crt, which the server is recognised by, is missing" in told(words)


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such permissions")
def test_a_password_that_was_not_found_leads_to_the_password_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    missing = told("fe_sendauth: no password supplied")
    assert "Write it to ~/.pgpass, in a line such as SERVER:5432:radiodesk:radiodesk:PASSWORD" in missing
    assert "chmod 600 ~/.pgpass" in missing

    file = tmp_path / ".pgpass"
    file.write_text("h:5432:x:u:secret")
    file.chmod(0o644)
    assert "~/.pgpass is not used, because others may read it: “chmod 600 ~/.pgpass”" in told("no password supplied")

    file.chmod(0o600)
    assert "chmod" not in told("no password supplied")
    assert "the password in ~/.pgpass" in told("password authentication failed")
    monkeypatch.setenv("PGPASSFILE", "/etc/pass")
    assert "Write it to /etc/pass" in told("no password supplied")


def test_a_missing_driver_is_told(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(faults.NoDriver) as caught:
        Desk.open(Config(home=config.home, database=f"postgresql://u:{SECRET}@h/x"))
    said(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+asyncpg://h/x",
        "postgresql://u:p@s3cret@h/x",
        "postgresql://u:p@a/s3cret@h/x",
        f"postgresql://{'a' * 64}/x",
    ],
)
def test_an_address_of_another_driver_or_of_no_host_is_refused(config: Config, address: str) -> None:
    with pytest.raises(faults.BadDatabaseURL) as caught:
        Desk.open(Config(home=config.home, database=address))
    said(caught.value)


def test_an_address_is_shown_with_its_place_and_without_its_secrets() -> None:
    secrets = "password=s3cret&sslpassword=s3cret&options=-c%20x.y%3Ds3cret&sslkey=s3cret"
    shown = engines.redacted(make_url(f"postgresql://u:s3cret@/x?host=10.0.0.5&port=5433&{secrets}"))
    assert "10.0.0.5" in shown
    assert "5433" in shown
    assert "s3cret" not in shown


# A server that refuses


STATES = {
    "08000": faults.ServerLost,
    "08003": faults.ServerLost,
    "08006": faults.ServerLost,
    "08007": faults.OutcomeUnknown,
    "0A000": faults.ServerRefused,
    "23503": faults.ChangedMeanwhile,
    "23505": faults.AddedMeanwhile,
    "25006": faults.ReadOnlyServer,
    "25P03": faults.HeldTooLong,
    "25P04": faults.HeldTooLong,
    "28P01": faults.LoginRefused,
    "3D000": faults.UnknownDatabase,
    "40001": faults.ConcurrentChange,
    "40003": faults.OutcomeUnknown,
    "40P01": faults.ConcurrentChange,
    "42501": faults.NotPermitted,
    "53100": faults.DiskFull,
    "53200": faults.ServerExhausted,
    "53300": faults.TooManyConnections,
    "55P03": faults.DeskBusy,
    "57014": faults.TooSlow,
    "57P01": faults.ServerLost,
    "57P02": faults.ServerLost,
    "57P03": faults.ServerStarting,
    "57P04": faults.UnknownDatabase,
    "57P05": faults.ServerLost,
    "58030": faults.ServerRefused,
    "XX001": faults.DamagedDatabase,
    "XX002": faults.DamagedDatabase,
}


@deep
def test_what_a_server_refuses_is_told_by_its_code(served: Desk) -> None:
    def refused(state: str) -> None:
        raising = f"DO $$ BEGIN RAISE EXCEPTION 'its own words' USING ERRCODE = '{state}'; END $$"
        with changing(served) as session:
            session.execute(text(raising))

    found = {}
    for state in STATES:
        with pytest.raises(UserError) as caught:
            refused(state)
        found[state] = type(caught.value)
        assert ("its own words" in said(caught.value)) == (found[state] is faults.ServerRefused)
    assert found == STATES
    add_person(served, "Lan")
    assert names(served) == ["Lan"]


@deep
def test_a_database_that_may_only_be_read_is_read_and_told(own_server: OwnServer, at: Config) -> None:
    assert at.database
    own_server.execute(f"ALTER DATABASE {make_url(at.database).database} SET default_transaction_read_only = on")
    with closing(Desk.open(at)) as desk:
        assert names(desk) == []
        with pytest.raises(faults.ReadOnlyServer) as caught:
            add_person(desk, "Lan")
        said(caught.value)


@deep
def test_a_standby_is_read_and_told(own_server: OwnServer, served: Desk, at: Config) -> None:
    add_person(served, "Lan")
    standby = own_server.copy_to(own_server.data.with_name("standby"))
    standby.start()
    try:
        with closing(Desk.open(with_url(at, port=standby.port))) as desk:
            assert names(desk) == ["Lan"]
            with pytest.raises(faults.ReadOnlyServer):
                add_person(desk, "Hoa")
    finally:
        standby.stop("immediate")
        if os.geteuid() == 0:
            shutil.rmtree(standby.data)


# Somebody else was first


def test_what_somebody_else_has_just_added_is_named(anywhere: Desk) -> None:
    add_person(anywhere, "Lan")
    with pytest.raises(faults.AddedMeanwhile) as caught:
        add_person(anywhere, "Lan")
    message = said(caught.value)
    assert "the same person" in message
    assert "người" in message
    assert "UNIQUE" not in message.upper()
    assert names(anywhere) == ["Lan"]


def test_each_of_several_unique_columns_names_the_thing(anywhere: Desk) -> None:
    preset = {"name": "một", "genre": "brief", "settings": {}}
    with changing(anywhere) as session:
        session.execute(insert(Preset).values(preset))
    with pytest.raises(faults.AddedMeanwhile, match="the same preset"), changing(anywhere) as session:
        session.execute(insert(Preset).values({**preset, "name": "hai"}))


def test_every_table_with_a_unique_column_has_a_word_for_its_rows() -> None:
    unique = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(index.unique for index in table.indexes)
        or any(type(constraint).__name__ == "UniqueConstraint" for constraint in table.constraints)
    }
    assert unique <= set(explaining.THINGS)


def test_a_row_that_somebody_else_removed_is_told_as_changed(anywhere: Desk) -> None:
    with pytest.raises(faults.ChangedMeanwhile), changing(anywhere) as session:
        session.execute(insert(Overview).values(recording_id=999, block_seconds=1.0, levels=b""))


def test_a_value_that_a_check_refuses_is_a_fault_of_ours(anywhere: Desk) -> None:
    add_person(anywhere, "Lan")
    with pytest.raises(IntegrityError), changing(anywhere) as session:
        session.execute(insert(Credit).values(person_id=1, role="author"))


def test_an_id_that_is_there_already_is_a_fault_of_ours(anywhere: Desk) -> None:
    add_person(anywhere, "Lan")
    with pytest.raises(IntegrityError), changing(anywhere) as session:
        session.execute(insert(Person).values(id=1, name="Hoa"))


@deep
def test_of_two_that_wait_for_each_other_one_is_told_to_try_again(served: Desk) -> None:
    add_person(served, "Lan")
    add_person(served, "Hoa")
    both_hold = threading.Barrier(2, timeout=20)
    errors: list[Exception] = []

    def rename(first: str, second: str) -> None:
        try:
            with served.translating_errors(), Session(served.engine) as session:
                session.execute(update(Person).where(Person.name == first).values(version=2))
                both_hold.wait()
                session.execute(update(Person).where(Person.name == second).values(version=2))
                session.commit()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=rename, args=order) for order in (("Lan", "Hoa"), ("Hoa", "Lan"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [type(error) for error in errors] == [faults.ConcurrentChange]
    said(errors[0])


# Limits


@deep
def test_a_writer_waits_for_another_one_and_is_then_told(
    served: Desk, at: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.3)
    monkeypatch.setattr(engines, "STATEMENT_SECONDS", 20)
    with closing(Desk.open(at)) as patient:
        with changing(served) as session:
            session.add(Person(name="Lan"))
            session.flush()
            with pytest.raises(faults.DeskBusy) as caught:
                add_person(patient, "Lan")
            said(caught.value)
        add_person(patient, "Hoa")
        assert names(patient) == ["Hoa", "Lan"]


@deep
def test_a_statement_that_takes_too_long_is_stopped(at: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "STATEMENT_SECONDS", 0.3)
    with closing(Desk.open(at)) as desk:
        with pytest.raises(faults.TooSlow) as caught, changing(desk) as session:
            session.execute(text("SELECT pg_sleep(20)"))
        said(caught.value)
        add_person(desk, "Lan")


@deep
def test_a_change_that_pauses_for_too_long_is_taken_back(
    own_server: OwnServer, at: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "IDLE_SECONDS", 0.3)
    with closing(Desk.open(at)) as desk:

        def pause() -> None:
            with changing(desk) as session:
                session.add(Person(name="Lan"))
                session.flush()
                pid = session.scalar(text("SELECT pg_backend_pid()"))
                eventually(lambda: not own_server.count(f"SELECT count(*) FROM pg_stat_activity WHERE pid = {pid}"))

        with pytest.raises(faults.HeldTooLong) as caught:
            pause()
        said(caught.value)
        add_person(desk, "Hoa")
        assert names(desk) == ["Hoa"]


@deep
@pytest.mark.skipif(sys.platform == "win32", reason="it stops no process")
def test_a_desk_that_hangs_blocks_the_others_only_for_a_while(
    own_server: OwnServer, at: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert at.database
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.3)
    command = [sys.executable, "-c", HANG, str(at.home), at.database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as hung, closing(Desk.open(at)) as desk:
        try:
            assert hung.stdout
            assert hung.stdout.readline() == "begun\n"
            with pytest.raises(faults.DeskBusy):
                add_person(desk, "Thu Hà")

            def is_free() -> bool:
                with contextlib.suppress(faults.DeskBusy):
                    add_person(desk, "Thu Hà")
                    return True
                return False

            eventually(is_free)
            hung.send_signal(signal.SIGCONT)
            assert hung.communicate(timeout=30)[0] == "HeldTooLong\n"
        finally:
            hung.kill()
        assert names(desk) == ["Thu Hà"]


@deep
def test_both_ends_of_a_connection_notice_a_dead_one(served: Desk) -> None:
    with closing(served.engine.raw_connection()) as raw:
        parameters = raw.driver_connection.info.get_parameters()  # type: ignore[union-attr]
    assert parameters["keepalives_idle"] == "30"
    assert parameters["keepalives_count"] == "3"
    assert parameters["tcp_user_timeout"] == "30000"
    with served.engine.connect() as connection:
        assert connection.scalar(text("SHOW tcp_keepalives_idle")) == "30"
        assert connection.scalar(text("SHOW tcp_keepalives_count")) == "3"


@deep
def test_what_an_address_says_goes_before_our_limits(at: Config) -> None:
    options = "-c lock_timeout=7000 -c search_path=public"
    query = {"connect_timeout": "7", "options": options}
    with closing(Desk.open(with_url(at, query=query))) as desk, desk.engine.connect() as connection:
        assert connection.scalar(text("SHOW lock_timeout")) == "7s"
        assert connection.scalar(text("SHOW search_path")) == "public"
        assert connection.scalar(text("SHOW statement_timeout")) == "5min"
        driver = connection.connection.driver_connection
        assert driver is not None
        assert driver.info.get_parameters()["connect_timeout"] == "7"


# A server that stops


@deep
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_that_was_restarted_is_used_again_at_once(own_server: OwnServer, served: Desk, mode: str) -> None:
    add_person(served, "Lan")
    own_server.restart(mode)
    add_person(served, "Hoa")
    assert names(served) == ["Hoa", "Lan"]


@deep
def test_while_a_server_is_stopped_each_unit_of_work_says_so(own_server: OwnServer, served: Desk) -> None:
    add_person(served, "Lan")
    own_server.stop()
    for _ in range(2):
        with pytest.raises(faults.NoServer):
            names(served)
        with pytest.raises(faults.NoServer):
            add_person(served, "Hoa")
    own_server.start()
    assert names(served) == ["Lan"]


@deep
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_that_stops_in_the_middle_takes_nothing_and_is_told(
    own_server: OwnServer, served: Desk, mode: str
) -> None:
    def write() -> None:
        with changing(served) as session:
            session.add(Person(name="Lan"))
            session.flush()
            own_server.restart(mode)
            session.add(Person(name="Hoa"))

    def read() -> None:
        with served.reading() as session:
            session.scalar(select(Person.id))
            own_server.restart(mode)
            session.scalar(select(Person.id))

    for work in (write, read):
        with pytest.raises(faults.ServerLost) as caught:
            work()
        said(caught.value)
    add_person(served, "Nga")
    assert names(served) == ["Nga"]


@deep
def test_a_server_that_stops_during_the_commit_leaves_it_open_what_was_saved(
    own_server: OwnServer, served: Desk
) -> None:
    def restart(_connection: Connection) -> None:
        own_server.restart()

    event.listen(served.engine, "commit", restart, once=True)
    with pytest.raises(faults.OutcomeUnknown) as caught:
        add_person(served, "Lan")
    assert "nothing was changed" not in said(caught.value)
    add_person(served, "Hoa")
    assert names(served) == ["Hoa"]


# The terminal


@deep
async def test_the_terminal_goes_on_after_a_restart_without_a_word(
    own_server: OwnServer, at: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    for polled in (desk_watch, drop_folder):  # which tell of a server that they meet while it is down
        monkeypatch.setattr(polled, "POLL_SECONDS", 3600)
    async with driven(at) as pilot:
        await ready(pilot)
        await asyncio.to_thread(own_server.restart)
        await pilot.press("4")
        await until_seen(pilot, "No clip yet")
        await settled(pilot)
        assert notices(pilot) == []


@deep
async def test_the_terminal_tells_of_a_stopped_server_and_the_next_key_works(own_server: OwnServer, at: Config) -> None:
    async with driven(at, size=(110, 40)) as pilot:
        await ready(pilot)
        await asyncio.to_thread(own_server.stop)
        await pilot.press("4")
        await until(pilot, lambda: any("no PostgreSQL server answers" in notice for notice in notices(pilot)))
        assert SECRET not in "".join(notices(pilot))
        await asyncio.to_thread(own_server.start)
        count = len(notices(pilot))
        await pilot.press("3", "4")
        await settled(pilot)
        assert "No clip yet" in seen(pilot)
        assert len(notices(pilot)) == count


@deep
async def test_what_was_typed_while_the_server_was_stopped_is_saved_once_it_is_back(
    own_server: OwnServer, at: Config
) -> None:
    async with driven(at, size=(110, 40)) as pilot:
        await pilot.press("4")
        await ready(pilot)
        await pilot.press("n")
        await type_in(pilot, "Gieo cấy vụ xuân")
        await asyncio.to_thread(own_server.stop)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Check that the server is", "Gieo cấy vụ xuân")
        await asyncio.to_thread(own_server.start)
        await until(pilot, lambda: not pilot.app.screen.query_one("#save", Button).disabled)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1 and "Gieo cấy vụ xuân" in seen(pilot))


@deep
async def test_a_file_that_landed_while_the_server_was_stopped_comes_in_once_it_is_back(
    own_server: OwnServer, at: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_folder, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(drop_folder, "SETTLED_SECONDS", 0)
    async with driven(at) as pilot:
        await ready(pilot)
        for attempt, name in enumerate(["Tin 01 - Gieo cấy vụ xuân.wav", "Tin 02 - Tiếp xúc cử tri.mp3"], 1):
            await asyncio.to_thread(own_server.stop)
            shutil.copy(MEDIA / name, at.inbox)

            def told() -> int:
                return sum("no PostgreSQL server answers" in notice for notice in notices(pilot))

            await until(pilot, lambda expected=attempt, told=told: told() == expected)  # type: ignore[misc]
            await asyncio.to_thread(own_server.start)
            await until(pilot, lambda name=name: (at.inbox / "taken" / name).exists())  # type: ignore[misc]
            assert told() == attempt


async def test_a_fault_while_a_fault_is_explained_is_a_notice_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.close()
    async with driven(desk.config) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, RadiodeskApp)

        def fail(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(app.access, "read", fail)
        monkeypatch.setattr(app.access, "explain", fail)
        press_at_once(pilot, "4")
        await until(pilot, lambda: any("ZeroDivisionError" in notice for notice in notices(pilot)))
        assert app.is_running
