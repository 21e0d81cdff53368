"""CSV as Excel reads it in the user's language.

Vietnamese Excel parts cells by semicolons and has decimal commas. A text that looks like a formula begins with an
apostrophe, because a CSV file cannot say that a cell is text.
"""

import csv
import io
import re
from collections.abc import Iterable
from decimal import Decimal

from radiodesk.locale import formats, language
from radiodesk.reports import rounding

_LIKE_FORMULA = re.compile(r"[=+\-@\t\r]")


def written(rows: Iterable[Iterable[str | int | Decimal | None]]) -> str:
    """The rows as text. Numbers are without grouping; an unknown one is an empty cell."""
    table = io.StringIO()
    mark = formats.decimal_mark()
    writer = csv.writer(table, delimiter=";" if language() == "vi" else ",", lineterminator="\r\n")
    writer.writerows([_cell(each, mark) for each in row] for row in rows)
    return table.getvalue()


def _cell(value: str | int | Decimal | None, mark: str) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if _LIKE_FORMULA.match(value) else value
        case Decimal():
            return rounding.digits(value).replace(".", mark)
        case _:
            return str(value)
