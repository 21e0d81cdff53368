"""What tests share: a desk in an empty folder, on either database, and the sample station's files."""

import contextlib
import copy
import functools
import gc
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import textual.screen
from hypothesis import HealthCheck, settings
from sqlalchemy import select

from radiodesk import locale
from radiodesk.cli import command_line
from radiodesk.config import DATABASE_NAME, Config
from radiodesk.ledger import sheets
from radiodesk.model import Desk, Station, engines, homes, migrating
from tests import forked, sharing
from tests.server import Server, running

ROOT = Path(__file__).parent.parent
SCHEDULES = ROOT / "schedules"
MEDIA = ROOT / "media"

STATION = "Đài phát thanh huyện Lương Tài"

on_both_databases = pytest.mark.parametrize(
    "desk_server",
    [pytest.param(False, id=pytest.HIDDEN_PARAM), pytest.param(True, id="postgres", marks=pytest.mark.deep)],
    indirect=True,
    scope="session",
)
"""Runs a test on a SQLite file and, as a `deep` one, on a PostgreSQL server."""

ON_BOTH = ("calendars", "history", "ledger", "media", "model", "newsroom", "reports", "schedule", "staff")
"""Folders whose tests of a desk run on both databases, but for those marked `sqlite` and those of `ALIKE`."""

ALIKE = {
    "calendars": ("export", "time_zones"),
    "ledger": (
        "columns_of_an_export",
        "doubts",
        "export",
        "layouts",
        "marking",
        "messy_files",
        "problems",
        "questions",
        "rules",
        "unreadable_files",
        "wrong_matches",
    ),
    "media": (
        "air_files",
        "assembling",
        "chapters",
        "drop_folder",
        "expected",
        "mending",
        "odd",
        "proposals",
        "store",
        "store_check",
        "titles",
        "tracks",
        "versions",
    ),
    "schedule": ("grid_files",),
}
"""Modules (`test_...`) whose tests would say the same on a server, so that they run on a SQLite file alone.

They are about cells, words and layouts of files, about sound, about files in folders, and about saves that come one
after the other. What they need of a database is what others do on both: a grid is applied, edited and generated at
random beside a model; two desks save at once; an import goes in, again, corrected, dry, undone, stopped, beside another
desk's changes and against each of the desk's rules; recordings come in, in batches too, are linked, treated, kept,
trashed and changed by two people. What a server may do differently stays on both: constraints, locks, times, order,
text, JSON and numbers, undo, rows in bulk, and every query of a report, a schedule or a list.
"""

SLOW = {
    "calendars": ("time_zones",),
    "cli": ("backup", "ledger_export", "ledger_import", "media", "output_files"),
    "ledger": ("hostile_workbooks", "marking", "problems", "rules_of_the_desk", "sample_ledger", "unreadable_files"),
    "media": ("assembling", "ebu_signals", "expected", "measuring", "mp3_segments", "store", "treating"),
    "model": ("homes", "interrupted_edits", "older_homes", "restoring"),
    "reports": ("figures", "sample_figures"),
}
"""Modules (`test_...`) that are `deep`, for together they take most of the time: every old home and every restore, real
codecs, hostile files, sums over all periods."""

QUICK_SCREENS = (
    "choices",
    "conflicts",
    "copy_days",
    "drop_files",
    "duties",
    "export_recording",
    "grid_files",
    "inbox",
    "interruptions",
    "keys",
    "long_table",
    "merging",
    "ordinary_day",
    "palette",
    "television",
    "week",
    "workbook_notes",
)
"""Modules of tests/tui that are not `deep`. The others take half of the time of all tests.

The day at the desk, which is not `deep` either, passes through all screens.
"""

# How long it takes on a busy machine, or how many examples do not fit, is no fault of what is tested.
NO_FAULTS = [HealthCheck.filter_too_much, HealthCheck.too_slow]
# The same examples each time: what lands was tested with them.
settings.register_profile("suite", max_examples=60, deadline=None, derandomize=True, suppress_health_check=NO_FAULTS)
settings.load_profile("suite")

Cli = Callable[..., subprocess.CompletedProcess[str]]
AnotherDesk = Callable[[], AbstractContextManager[Desk]]


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait for a screen or a process, and others can use that time."""
    return (os.cpu_count() or 1) + 1


def pytest_configure() -> None:
    """Processes that tests start react to signals, even if the tests run under `nohup` or in the background."""
    for name in ("SIGHUP", "SIGQUIT"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # What is imported, here and by processes that tests start, is compiled once, wherever the tests run.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sharing.share()
    # Twenty pictures a second: a screen that changes several times meanwhile is drawn once, as on a slow line.
    textual.screen.UPDATE_PERIOD = 1 / 20  # type: ignore[misc]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow tests. The longest, whole days in a terminal, lie at the top: begun first, none ends alone."""
    for item in items:
        room, module = item.path.relative_to(ROOT / "tests").parts[0], item.path.stem.removeprefix("test_")
        if module in SLOW.get(room, ()) or (room == "tui" and module not in QUICK_SCREENS):
            item.add_marker(pytest.mark.deep)
    items.sort(key=lambda item: len(item.path.parents))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a desk on both databases."""
    test = metafunc.definition
    room = test.path.relative_to(ROOT / "tests").parts[0]
    is_alike = test.path.stem.removeprefix("test_") in ALIKE.get(room, ())
    is_for_both = room in ON_BOTH and not is_alike and not test.get_closest_marker("sqlite")
    if is_for_both and "desk_server" in metafunc.fixturenames:
        metafunc.parametrize(*on_both_databases.args, **on_both_databases.kwargs)


def pytest_collection_finish() -> None:
    """Collect garbage more rarely, and not in what was imported: that took a fifth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of the developer's own reaches a test; every test begins in English."""
    for name in list(os.environ):
        if name.startswith(("RADIODESK_", "TEXTUAL")) and not name.startswith("TEXTUAL_SNAPSHOT"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    locale.use("en")
    yield
    locale.use("en")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for all tests of this process. A server that does not start is an error of each of them."""
    with running(Server) as found:
        yield found


@pytest.fixture(scope="session")
def desk_server(request: pytest.FixtureRequest) -> Server | None:
    """The server that holds the databases of the desks. None: each lies in a file of its home."""
    return request.getfixturevalue("server") if getattr(request, "param", False) else None


@pytest.fixture
def config(
    tmp_path: Path, desk_server: Server | None, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Config]:
    """A home that does not exist yet. On a server its database is empty, and every command knows its address."""
    if desk_server is None:
        yield Config(home=tmp_path / "home", person="Thu Hà")
        return
    template = request.getfixturevalue("_new_database") if "desk" in request.fixturenames else None
    with desk_server.database(template) as address:
        monkeypatch.setenv("RADIODESK_DATABASE", address)
        yield Config(home=tmp_path / "home", database=address, person="Thu Hà")


@pytest.fixture(scope="session")
def _new_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home just begun: made once, for copying one takes a tenth of the time."""
    home = tmp_path_factory.mktemp("new") / "home"
    Desk.create(Config(home=home, person="Thu Hà"), name=STATION).close()
    return home


@pytest.fixture(scope="session")
def _new_database(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same on the server: the address of its database, of which others are copies."""
    config = Config(home=tmp_path_factory.mktemp("new") / "home", database=server.create("new_desk"), person="Thu Hà")
    Desk.create(config, name=STATION).close()
    return config.database or ""


def _copy_home(home: Path, config: Config) -> None:
    """Copy a home. What a server holds is copied there, and the copy is the home of that database."""
    shutil.copytree(home, config.home, ignore=shutil.ignore_patterns(f"{DATABASE_NAME}*") if config.database else None)
    if config.database:
        engine = engines.engine_of(config)
        with engine.connect() as connection:
            homes.tie(config, connection.scalar(select(Station.uid)) or "")
        engine.dispose()


@pytest.fixture
def migrations_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """New databases get their tables by the migrations, as for a user, though another test ran them already."""
    monkeypatch.setattr(migrating, "upgrade_in", sharing.migrate)


@pytest.fixture
def reading_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read by a process of their own, as for a user: for tests of what may happen to it."""
    monkeypatch.setattr(sheets._Reading, "__init__", sharing.begin_process)


@pytest.fixture
def desk(config: Config, _new_home: Path) -> Iterator[Desk]:
    """An empty desk."""
    _copy_home(_new_home, config)
    desk = Desk.open(config)
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def another_desk(desk_server: Server | None, _new_home: Path, request: pytest.FixtureRequest) -> AnotherDesk:
    """Opens an empty desk in a folder of its own, for as long as the block lasts: for tests that need many."""
    template = request.getfixturevalue("_new_database") if desk_server else None

    @contextlib.contextmanager
    def opened() -> Iterator[Desk]:
        with contextlib.ExitStack() as held:
            folder = held.enter_context(tempfile.TemporaryDirectory())
            address = held.enter_context(desk_server.database(template)) if desk_server else None
            config = Config(home=Path(folder, "home"), database=address, person="Thu Hà")
            _copy_home(_new_home, config)
            yield held.enter_context(contextlib.closing(Desk.open(config)))

    return opened


def seated(desk: Desk, person: str) -> Desk:
    """The same desk with another person at it."""
    other = copy.copy(desk)
    other.act_as(person)
    return other


def run_cli(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own."""
    surroundings = {**os.environ, "RADIODESK_HOME": str(home), "LC_ALL": "C.UTF-8"}
    return forked.run([str(argument) for argument in arguments], surroundings)


def run_here(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in this process, which takes a tenth of the time: for tests of many commands."""
    output, messages = io.StringIO(), io.StringIO()
    command = ["--home", str(home), *map(str, arguments)]
    code: int | str | None = 0
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(messages):
        try:
            command_line(lambda *_: None, command)
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return subprocess.CompletedProcess(command, code, output.getvalue(), messages.getvalue())


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Run the command line at a home in an empty folder."""
    return functools.partial(run_cli, home=tmp_path / "home")
