"""What the build of a wheel needs: it makes the sample station by importing its ledger.

What it does not ask for is hidden, as it is when the build runs in an environment of its own.
"""

import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent

MAKES = """
import sys
from pathlib import Path

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

hidden = set(sys.argv[2].split(","))
sys.meta_path.insert(0, Hidden())
sys.path.insert(0, ".")
from radiodesk.ledger.sample import make
make(Path(sys.argv[1]), schedules=Path("schedules"), recordings=Path("media"))
"""


def closure(names: set[str]) -> set[str]:
    """The distributions, and those that they need, as installed here."""
    found: set[str] = set()
    left = set(names)
    while left:
        name = left.pop()
        found.add(name)
        try:
            needed = [Requirement(each) for each in requires(name) or ()]
        except PackageNotFoundError:
            continue  # the build's own tools are not installed with the tests
        wanted = {canonicalize_name(each.name) for each in needed if each.marker is None or each.marker.evaluate()}
        left |= wanted - found
    return found


def test_the_build_asks_for_everything_that_makes_the_sample(tmp_path: Path) -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    available = closure({canonicalize_name(Requirement(each).name) for each in named})

    owners = {name: set(map(canonicalize_name, of)) for name, of in packages_distributions().items()}
    hidden = [name for name, of in owners.items() if of.isdisjoint(available | {"radiodesk"})]

    command = [sys.executable, "-c", MAKES, str(tmp_path / "home"), ",".join(hidden)]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert made.returncode == 0, made.stderr
