"""What the build makes: the compiled catalogues, the sample station's home, and the manual pages of the commands.

None is kept in the repository, for each has its source there. Where the sample cannot be made while building, as on a
machine without a wheel for one of the libraries, `radiodesk demo` makes it when it is asked for.
"""

import shutil
import sys
from pathlib import Path
from typing import Any

import click
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface[Any]):
    """Runs before a wheel is packed, an editable one too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make them in the source tree, from where they are packed."""
        compile_catalogues(Path(self.root) / "radiodesk" / "locale")
        manual = Path(self.root) / "build" / "man"
        make_manual(Path(self.root), manual)
        build_data["shared_data"][str(manual)] = "share/man/man1"
        try:
            make_sample(Path(self.root))
        except Exception as error:  # whatever it is, a desk can be installed without the sample
            self.app.display_warning(f"the sample station is left to `radiodesk demo`: {error!r}")


def compile_catalogues(folder: Path) -> None:
    """Compile every catalogue below `folder` beside its source."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, read_po(po))


def make_manual(root: Path, target: Path) -> None:
    """Make the manual page of each command in a folder."""
    sys.path.insert(0, str(root))
    from click_man.core import write_man_pages

    from radiodesk import __version__
    from radiodesk.cli.entry import radiodesk

    target.mkdir(parents=True, exist_ok=True)
    _set_short_help(radiodesk)
    write_man_pages("radiodesk", radiodesk, version=__version__, target_dir=str(target))


def _set_short_help(command: click.Command) -> None:
    """Describe each command by its first sentence, which would be cut in the middle otherwise."""
    command.short_help = (command.help or "").partition("\n")[0].partition(". ")[0].rstrip(".")
    for subcommand in getattr(command, "commands", {}).values():
        _set_short_help(subcommand)


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
    make_manual(Path(__file__).parent, Path(__file__).parent / "build" / "man")
    make_sample(Path(__file__).parent)
