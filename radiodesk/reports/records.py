"""A report as values of JSON, by DESIGN.md section 6, and back. Files and closed reports both have this form."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from radiodesk.kinds import PeriodRule
from radiodesk.reports import periods
from radiodesk.reports.content import Breakdown, BreakdownRow, Closed, Evidence, Figure, Item, Measure, Report, Value


def as_record(report: Report) -> dict[str, Any]:
    """The report as values of JSON. The digest of a closed report is made from them."""
    period = report.period
    days = {"code": period.code, "first": str(period.first), "last": str(period.last), "rule": period.rule.value}
    content: dict[str, Any] = {
        "station": report.station,
        "period": days,
        "indicators": [_figure(each) for each in report.figures],
        "breakdowns": [_breakdown(each) for each in report.breakdowns],
    }
    if report.kind or report.closed:
        content |= {"kind": report.kind, "recipient": report.recipient}
    if report.closed:
        closed = report.closed
        content["closed"] = {
            "number": closed.number,
            "when": closed.when.isoformat(),
            "person": closed.person,
            "digest": closed.digest,
        }
    return content


def of_record(content: Mapping[str, Any]) -> Report:
    """The report of a record that `as_record` made."""
    closed = content.get("closed")
    period = periods.parse(content["period"]["code"], PeriodRule(content["period"]["rule"]))
    return Report(
        station=content["station"],
        period=period,
        figures=tuple(_of_figure(each) for each in content["indicators"]),
        breakdowns=tuple(
            Breakdown(
                each["key"],
                each["by"],
                each["label"],
                tuple(
                    BreakdownRow(row["key"], row["label"], as_value(row["count"]) or 0, as_value(row["previous"]))
                    for row in each["rows"]
                ),
                as_value(each["total"]) or 0,
            )
            for each in content["breakdowns"]
        ),
        kind=content.get("kind", ""),
        recipient=content.get("recipient", ""),
        closed=closed
        and Closed(
            closed["number"], dt.datetime.fromisoformat(closed["when"]), closed["person"], closed.get("digest", "")
        ),
    )


def number(value: Value | None) -> int | float | None:
    """A number as JSON has it: whole ones without a decimal point."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def evidence_as_records(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Evidence as values of JSON. Each item is a list in the order of `Item`'s fields."""
    return [
        {"key": each.key, "counted": [*map(_item, each.counted)], "left_out": [*map(_item, each.left_out)]}
        for each in evidence
    ]


def evidence_of_records(records: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """The evidence of records that `evidence_as_records` made."""
    return tuple(
        Evidence(each["key"], tuple(map(_of_item, each["counted"])), tuple(map(_of_item, each["left_out"])))
        for each in records
    )


def _figure(figure: Figure) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": figure.key,
        "label": figure.label,
        "unit": figure.unit,
        "count": number(figure.count),
        "previous": number(figure.previous),
        "target": number(figure.target),
        "rule": figure.rule,
        "measure": figure.measure.value,
        "before": number(figure.before),
        "year_target": number(figure.year_target),
    }
    if figure.forecast is not None:  # of current figures alone: closed ones have none
        row["forecast"], row["forecast_method"] = number(figure.forecast), figure.forecast_method
    if figure.previous_is_part:
        row["previous_is_part"] = True
    if figure.source:
        row["source"] = figure.source
    if figure.share:
        row["share"] = list(figure.share)
    return row if figure.uses is None else {**row, "uses": figure.uses}


def _of_figure(row: Mapping[str, Any]) -> Figure:
    return Figure(
        key=row["key"],
        label=row["label"],
        unit=row["unit"],
        rule=row["rule"],
        measure=Measure(row["measure"]),
        forecast_method=row.get("forecast_method", ""),
        uses=row.get("uses"),
        source=row.get("source", ""),
        previous_is_part=row.get("previous_is_part", False),
        share=(row["share"][0], row["share"][1]) if "share" in row else None,
        forecast=as_value(row.get("forecast")),
        **{name: as_value(row[name]) for name in ("count", "previous", "target", "before", "year_target")},
    )


def as_value(value: int | float | None) -> Value | None:
    """A number of JSON as a figure has it: decimal if it is not whole."""
    return Decimal(str(value)) if isinstance(value, float) else value


def _breakdown(part: Breakdown) -> dict[str, Any]:
    rows = [
        {"key": row.key, "label": row.label, "count": number(row.count), "previous": number(row.previous)}
        for row in part.rows
    ]
    return {"key": part.key, "by": part.by, "label": part.label, "rows": rows, "total": number(part.total)}


def _item(item: Item) -> list[Any]:
    return [
        item.table,
        item.id,
        item.day.isoformat(),
        item.title,
        item.detail,
        dict(item.values),
        number(item.amount),
        item.reason,
    ]


def _of_item(record: Sequence[Any]) -> Item:
    table, row_id, day, title, detail, values, amount, reason = record
    return Item(table, row_id, dt.date.fromisoformat(day), title, detail, values, as_value(amount) or 0, reason)
