"""The screens of the modes. The code of the first one is loaded before it is shown, all other code after that."""

from importlib import import_module
from typing import TYPE_CHECKING

from radiodesk.tui.access import DeskAccess
from radiodesk.tui.modes import MODES

if TYPE_CHECKING:
    from radiodesk.tui.screens.base import ModeScreen

LATE = (
    "radiodesk.schedule.typed_rules",
    "radiodesk.tui.dialogs.conflicts",
    "radiodesk.tui.dialogs.copy_days",
    "radiodesk.tui.dialogs.duties",
    "radiodesk.tui.dialogs.interruption",
)
"""Modules that Today's actions import, so that the first screen does not wait for them."""


def load(mode: str) -> "type[ModeScreen]":
    """The class of a mode's screen. Slow the first time: call it in a thread."""
    screen: type[ModeScreen] = getattr(import_module(f"radiodesk.tui.screens.{mode}"), f"{mode.title()}Screen")
    return screen


def load_all() -> None:
    """Load the code of all screens, and what their actions import. Slow: call it in a thread."""
    for mode in MODES:
        load(mode.name)
    for name in LATE:
        import_module(name)


def create(mode: str, access: DeskAccess) -> "ModeScreen":
    """The screen of a mode."""
    return load(mode)(access)
