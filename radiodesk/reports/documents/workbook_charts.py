"""The charts of a report's workbook: one for each figure by month and for each breakdown, as far as there is room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_MOST_CHARTS = 12
_ROWS_OF_CHARTS = 32
"""Rows of a page of charts, four charts a page."""


@dataclass(frozen=True)
class ChartRows:
    """What a chart shows: the columns of the names and of the values, and the first and the last row."""

    sheet: str
    title: str
    labels: int
    values: int
    first: int
    last: int
    kind: str = "bar"


def write_charts(book: "Workbook", sheet: "Worksheet", charts: Sequence[ChartRows]) -> None:
    """Fill the sheet of charts, two in a row."""
    sheet.hide_gridlines(2)
    sheet.set_h_pagebreaks([_ROWS_OF_CHARTS * number for number in range(1, _MOST_CHARTS)])
    for number, rows in enumerate(charts[:_MOST_CHARTS]):
        chart = book.add_chart({"type": rows.kind})
        assert chart is not None  # noqa: S101 - the types are bar and column
        chart.add_series(
            {
                "name": rows.title,
                "categories": [rows.sheet, rows.first, rows.labels, rows.last, rows.labels],
                "values": [rows.sheet, rows.first, rows.values, rows.last, rows.values],
                "fill": {"color": "#4472C4"},
                "data_labels": {"value": True},
                "gap": 60,
            }
        )
        chart.set_title({"name": rows.title, "name_font": {"name": "Times New Roman", "size": 12}})
        chart.set_legend({"none": True})
        chart.set_size({"width": 520, "height": 300})
        font = {"num_font": {"name": "Times New Roman"}}
        if rows.kind == "bar":
            chart.set_y_axis({"reverse": True, **font})
            chart.set_x_axis({"min": 0, **font})
        else:
            chart.set_y_axis({"min": 0, **font})
            chart.set_x_axis(font)
        sheet.insert_chart(_ROWS_OF_CHARTS // 2 * (number // 2), 9 * (number % 2), chart)
