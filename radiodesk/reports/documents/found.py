"""What a file of a report says: the figures and items that were found in it."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from radiodesk.reports.content import Value
from radiodesk.reports.documents.fields import CHECK

_LARGEST = 10**15


@dataclass(frozen=True)
class FoundFigure:
    """A number of a file. key: as `radiodesk.reports.documents.numbers` names it."""

    where: str
    """The sheet and the cell, the page, the cell of a table, or the text around it."""
    key: str
    number: Value | None
    """None where the file says that there is none."""
    text: str = ""
    """What stands there if it is no number."""


Identity = tuple[bool, str, int, dt.date | None, Value | None]
"""Whether an item is counted, its table and id, its day, and what it adds."""


@dataclass(frozen=True)
class FoundItem:
    """A row of the evidence. figure: the label."""

    where: str
    """The sheet and the cell."""
    figure: str
    text: str
    """What it is, as the row says it: "story 118"."""
    identity: Identity


@dataclass(frozen=True)
class Found:
    """What a file says. digest: in hexadecimal; empty if the file has none, as a draft."""

    form: str
    """The format: json, xlsx, docx or pdf."""

    digest: str
    figures: tuple[FoundFigure, ...]
    lost: tuple[str, ...] = ()
    """Keys of figures whose mark somebody deleted with the text around it: those numbers cannot be compared."""
    fits: bool = True
    """Whether the digest fits all else that the file says. Only JSON can tell."""
    items: tuple[FoundItem, ...] | None = None
    """The rows of the evidence in a workbook; None without its sheet."""


def value_of(value: int | Decimal) -> Value:
    """A number with at most two decimals, whole ones as int. raises ValueError for one that no report can have."""
    if not -_LARGEST < value < _LARGEST:
        raise ValueError("larger than any figure")
    if isinstance(value, int):
        return value
    try:
        cents = value.quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise ValueError(value) from error
    return int(cents) if cents == cents.to_integral_value() else cents


def digest_in(text: str) -> str:
    """The digest that is printed in a text; a line may be broken within it."""
    match = re.search(rf"(?:{re.escape(CHECK)}|\(SHA-256\)):\s*((?:[0-9a-f]\s*){{64}})", text)
    return "".join(match[1].split()) if match else ""
