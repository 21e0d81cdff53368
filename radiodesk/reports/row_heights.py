"""Rows of workbooks that are as high as their wrapped texts."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADER_SIZE = 13
"""The size in points at which letters are as wide as the bold ones of 11 points."""
_HIGHEST = 409
"""Points that a row can be high."""
_WIDTH_SIZE = 13
"""The size at which a column holds at least as many letters of Times New Roman as it is wide."""


def fit_row(
    sheet: "Worksheet", row: int, texts: Sequence[str], widths: Sequence[float], *, size: int = 11, least: float = 15
) -> None:
    """Make a row as high as its wrapped texts need: programs other than Excel do not fit it when they open the file.

    widths: of the columns, in characters. size: of the font. least: the lowest height. Sizes and heights in points.
    """
    lines = max(_lines(text, int(width * _WIDTH_SIZE / size)) for text, width in zip(texts, widths, strict=True))
    sheet.set_row(row, min(max(least, lines * size * 1.25), _HIGHEST))


def _lines(text: str, width: int) -> int:
    return sum(max(1, len(textwrap.wrap(line, width))) for line in text.split("\n"))
