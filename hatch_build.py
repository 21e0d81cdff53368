"""What the build makes: the compiled catalogues, and the sample station's home from its ledger and recordings.

Neither is kept in the repository, for each has its source there. Where the sample cannot be made while building, as on
a machine without a wheel for one of the libraries, `radiodesk demo` makes it when it is asked for.
"""

import shutil
import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface[Any]):
    """Runs before a wheel is packed, an editable one too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make both, in the source tree, from where they are packed as artifacts."""
        package = Path(self.root) / "radiodesk"
        compile_catalogues(package / "locale")
        try:
            make_sample(Path(self.root))
        except Exception as error:  # whatever it is, a desk can be installed without the sample
            self.app.display_warning(f"the sample station is left to `radiodesk demo`: {error!r}")


def compile_catalogues(folder: Path) -> None:
    """Compile every catalogue below `folder` beside its source."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, read_po(po))


def make_sample(root: Path) -> None:
    """Make the sample station's home in the package, aside first and then renamed."""
    sys.path.insert(0, str(root))
    from radiodesk.ledger.sample import make

    target = root / "radiodesk" / "sample"
    aside = target.with_name("sample.new")
    for folder in (aside, target):
        shutil.rmtree(folder, ignore_errors=True)
    make(aside, schedules=root / "schedules", recordings=root / "media")
    aside.rename(target)


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent / "radiodesk" / "locale")
    make_sample(Path(__file__).parent)
