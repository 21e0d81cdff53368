"""The screens of the modes. Each is imported when it is needed, because that takes time before the first is shown."""

from importlib import import_module
from typing import TYPE_CHECKING

from radiodesk.tui.access import DeskAccess

if TYPE_CHECKING:
    from radiodesk.tui.screens.base import ModeScreen


def load(mode: str) -> "type[ModeScreen]":
    """The class of a mode's screen. Slow the first time: call it in a thread."""
    screen: type[ModeScreen] = getattr(import_module(f"radiodesk.tui.screens.{mode}"), f"{mode.title()}Screen")
    return screen


def create(mode: str, access: DeskAccess) -> "ModeScreen":
    """The screen of a mode."""
    return load(mode)(access)
