"""Bring in the station's ledger: a workbook or CSV files, as stations keep them."""

from radiodesk.ledger.book import Progress
from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.importing import bring_in
from radiodesk.ledger.outcome import Count, Outcome
from radiodesk.ledger.problems import LedgerRefused, Place, Problem

__all__ = ["Count", "LedgerRefused", "Outcome", "Place", "Problem", "Progress", "SheetKind", "bring_in"]
