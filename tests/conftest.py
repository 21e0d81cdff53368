"""What tests share: a desk in an empty folder, and the sample station's files."""

import contextlib
import functools
import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from radiodesk import locale
from radiodesk.cli import command_line
from radiodesk.config import Config
from radiodesk.model import Desk

ROOT = Path(__file__).parent.parent
SCHEDULES = ROOT / "schedules"
MEDIA = ROOT / "media"

# How long it takes on a busy machine, or how many examples do not fit, is no fault of what is tested.
NO_FAULTS = [HealthCheck.filter_too_much, HealthCheck.too_slow]
# The same examples each time: what lands was tested with them.
settings.register_profile("suite", max_examples=60, deadline=None, derandomize=True, suppress_health_check=NO_FAULTS)
settings.load_profile("suite")

Cli = Callable[..., subprocess.CompletedProcess[str]]


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait for a screen or a process, and others can use that time."""
    return (os.cpu_count() or 1) + 1


def pytest_configure() -> None:
    """What the tests start is told of a closed terminal, even where they run under `nohup` themselves."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests, whole days in a terminal, lie at the top: begun first, none runs alone at the end."""
    items.sort(key=lambda item: len(item.path.parents))


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


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A home that does not exist yet."""
    return Config(home=tmp_path / "home", person="Thu Hà")


@pytest.fixture(scope="session")
def _new_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home just begun: made once, for copying one takes a tenth of the time."""
    home = tmp_path_factory.mktemp("new") / "home"
    Desk.create(Config(home=home, person="Thu Hà"), name="Đài phát thanh huyện Lương Tài").close()
    return home


@pytest.fixture
def desk(config: Config, _new_home: Path) -> Iterator[Desk]:
    """An empty desk."""
    shutil.copytree(_new_home, config.home)
    desk = Desk.open(config)
    yield desk
    desk.close()


def run_cli(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own."""
    command = [sys.executable, "-m", "radiodesk", *map(str, arguments)]
    surroundings = {**os.environ, "RADIODESK_HOME": str(home), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, capture_output=True, stdin=subprocess.DEVNULL, encoding="utf-8", env=surroundings, timeout=60
    )


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
