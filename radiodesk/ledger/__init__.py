"""Import and export the station's ledger: a workbook or CSV files, as stations keep them."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from radiodesk.ledger.columns import SheetKind
    from radiodesk.ledger.importing import bring_in
    from radiodesk.ledger.outcome import Count, Outcome
    from radiodesk.ledger.problems import Place, Problem
    from radiodesk.ledger.progress import Progress
    from radiodesk.ledger.refusal import LedgerRefused

__all__ = ["Count", "LedgerRefused", "Outcome", "Place", "Problem", "Progress", "SheetKind", "bring_in"]

_MODULES = {
    "Count": "outcome",
    "LedgerRefused": "refusal",
    "Outcome": "outcome",
    "Place": "problems",
    "Problem": "problems",
    "Progress": "progress",
    "SheetKind": "columns",
    "bring_in": "importing",
}
"""Loaded on first use: the process that reads files imports a part of this package and no database library."""


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
