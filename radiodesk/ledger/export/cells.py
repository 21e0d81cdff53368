"""The cells of an exported row."""

import datetime as dt
from collections.abc import Mapping
from typing import TypeAlias, TypeVar

from radiodesk.locale import formats

Cells: TypeAlias = dict[str, str | int | dt.date | dt.time | None]
"""What a row holds, by the names of the columns. Lengths are texts; None and absent columns are blank."""

Value = TypeVar("Value")


def word(words: Mapping[str, Value], value: Value) -> str:
    """The first word for a value."""
    return next(each for each, meaning in words.items() if meaning == value)


def length(seconds: float | None) -> str | None:
    """A length as text, because workbooks take a true 15:24 for hours and minutes.

    Two hours are 120:00, because an import may take 2:00:00 for two minutes.
    """
    if not seconds or not round(seconds):
        return None
    shown = formats.duration(seconds)
    return f"{round(seconds) // 60}:00" if shown.count(":") > 1 and shown.endswith(":00") else shown
