"""Merged reports as text for people, as CSV for a spreadsheet, and as JSON for programs."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from radiodesk.locale import N_, _, formats, language
from radiodesk.reports import csv_tables, periods
from radiodesk.reports.content import Value
from radiodesk.reports.merging import Merged, MergedFigure, StationFigure
from radiodesk.reports.records import number

CSV_HEADER = (
    N_("Key"),
    N_("Figure"),
    N_("Unit"),
    N_("Station"),
    N_("This period"),
    N_("Rank"),
    N_("Share (%)"),
    N_("Year before"),
    N_("Difference"),
    N_("Plan"),
    N_("Plan %"),
    N_("Remark"),
)
"""The names of the columns of a CSV file. The first row of each figure is its sum."""


def as_file(merged: Merged, form: str) -> bytes:
    """The content of a file: text, csv or json. CSV begins with a mark, so that Excel reads it as UTF-8."""
    written = {"text": as_text, "csv": as_csv, "json": as_json}[form](merged)
    return written.encode("utf-8-sig" if form == "csv" else "utf-8")


def as_json(merged: Merged) -> str:
    """The merged reports as JSON."""
    period = merged.period
    content = {
        "period": {
            "code": period.code,
            "first": str(period.first),
            "last": str(period.last),
            "rule": period.rule.value,
        },
        "stations": [
            {"station": each.station, "kind": each.kind, "number": each.number, "digest": each.digest}
            for each in merged.reports
        ],
        "missing": list(merged.missing),
        "unexpected": list(merged.unexpected),
        "indicators": [_indicator(each) for each in merged.figures],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _indicator(figure: MergedFigure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": figure.label,
        "unit": figure.unit,
        "measure": figure.measure.value,
        "total": number(figure.total),
        "previous": number(figure.previous),
        "difference": number(figure.difference),
        "target": number(figure.target),
        "target_percent": number(figure.target_percent),
        "planned": figure.planned,
        "compared": figure.compared,
        "without": list(figure.without),
        "remark": figure.remark,
        "stations": [
            {
                "station": each.station,
                "value": number(each.value),
                "rank": each.rank,
                "share": number(each.share),
                "previous": number(each.previous),
                "difference": number(each.difference),
                "target": number(each.target),
                "target_percent": number(each.target_percent),
            }
            for each in figure.stations
        ],
    }


def as_csv(merged: Merged) -> str:
    """The merged reports as CSV: the sum of each figure, then its stations; at the end, those that are missing."""
    return csv_tables.written([[_(name) for name in CSV_HEADER], *_rows(merged)])


def _rows(merged: Merged) -> Iterator[tuple[str | Value | None, ...]]:
    for figure in merged.figures:
        name = (figure.key, figure.label, figure.unit)
        yield *name, _("All stations"), figure.total, None, None, *_comparisons(figure), figure.remark
        for each in figure.ranked():
            yield *name, each.station, each.value, each.rank, each.share, *_comparisons(each), ""
    for station in merged.missing:
        yield "", "", "", station, *[None] * 7, _("no report")


def _comparisons(each: MergedFigure | StationFigure) -> tuple[Value | None, ...]:
    return each.previous, each.difference, each.target, each.target_percent


def as_text(merged: Merged) -> str:
    """The merged reports as tables: all sums, then each figure by station."""
    blocks = [_heading(merged), _lines(_sums(merged))]
    remarks = [f"{each.label}: {each.remark}" for each in merged.figures if each.remark]
    blocks += [
        "\n".join(lines)
        for lines in (
            remarks,
            [_("No report from: {stations}").format(stations="; ".join(merged.missing))] if merged.missing else [],
            [_("Not in the list: {stations}").format(stations="; ".join(merged.unexpected))]
            if merged.unexpected
            else [],
        )
        if lines
    ]
    blocks += [f"{each.label} ({each.unit})\n{_lines(_by_station(each))}" for each in merged.figures]
    return "\n\n".join(blocks) + "\n"


def _heading(merged: Merged) -> str:
    period = merged.period
    count = _("Stations: {count}").format(count=formats.number(len(merged.reports)))
    if merged.missing:
        count += " · " + _("without a report: {count}").format(count=formats.number(len(merged.missing)))
    days = f"{formats.day(period.first)} – {formats.day(period.last)}"
    return "\n".join([periods.title(period), days, count])


def _sums(merged: Merged) -> list[list[str]]:
    plans = any(each.planned for each in merged.figures)
    heading = ["", _("All stations"), _("Stations"), _("Year before"), _("Difference"), *_plan_headings(plans)]
    return [
        heading,
        *(
            [
                each.label,
                shown(each.total),
                formats.number(each.reporting),
                shown(each.previous),
                shown(each.difference, signed=True),
                *_plan_cells(each, plans),
            ]
            for each in merged.figures
        ),
    ]


def _by_station(figure: MergedFigure) -> list[list[str]]:
    plans = figure.planned > 0
    heading = ["", _("This period"), _("Rank"), "%", _("Year before"), _("Difference"), *_plan_headings(plans)]
    return [heading, *(_station_row(each, plans) for each in figure.ranked())]


def _station_row(each: StationFigure, plans: bool) -> list[str]:
    return [
        each.station,
        shown(each.value),
        shown(each.rank),
        shown(each.share),
        shown(each.previous),
        shown(each.difference, signed=True),
        *_plan_cells(each, plans),
    ]


def _plan_headings(plans: bool) -> list[str]:
    """The headings of plans, where there are any."""
    return [_("Plan"), _("Plan %")] if plans else []


def _plan_cells(each: MergedFigure | StationFigure, plans: bool) -> list[str]:
    return [shown(each.target), shown(each.target_percent)] if plans else []


def shown(value: Value | None, *, signed: bool = False) -> str:
    """A number for people; “–” if there is none."""
    return "–" if value is None else _in_language(value, signed, language())


@lru_cache(100_000)  # many stations have the same small numbers
def _in_language(value: Value, signed: bool, _language: str) -> str:
    return formats.signed(value) if signed else formats.number(value)


def _lines(rows: list[list[str]]) -> str:
    """Aligned rows, the first cell left and the others right. The text is in NFC: a letter is one column wide."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True))]
        ).rstrip()
        for row in rows
    )
