"""The cost of a figure depends on its period, not on the history: its query looks rows up by their days."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import Select, event, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import aliased

from radiodesk.model import Desk, Line, station
from radiodesk.model.base import Base
from radiodesk.reports import tally
from radiodesk.reports.listings.common import Days
from radiodesk.reports.periods import parse
from radiodesk.reports.subjects import SUBJECTS

SMALL = frozenset({"station", "station_indicator"})
"""Tables that do not grow with the days on air. All others do."""
LISTINGS = {
    f"{name} {what}": getattr(subject, what) for name, subject in SUBJECTS.items() for what in ("listing", "others")
}


def scans(steps: Iterable[str], query: str) -> list[str]:
    """The steps that read all of a table that grows, under whatever name the query has it."""
    tables = "|".join(Base.metadata.tables.keys() - SMALL)
    named = re.findall(rf'(?:FROM|JOIN|,)\s+"?({tables})\b"?(?:\s+AS\s+"?(\w+)"?)?', query, re.IGNORECASE)
    names = {alias or table for table, alias in named}
    reads_all = re.compile(r"SCAN (\w+)|SEARCH (\w+) USING AUTOMATIC")  # which indexes all of it first
    return [each for each in steps if (found := reads_all.match(each)) and (found[1] or found[2]) in names]


@pytest.mark.sqlite
@pytest.mark.parametrize("table", [Line, aliased(Line), aliased(Line, name="other")])
def test_a_scan_is_seen_under_any_name(desk: Desk, table: Any) -> None:
    """Or else the tests below would see nothing."""
    listing = select(table.id).where(table.label != "")

    assert scans(*steps(desk, listing))


def steps(desk: Desk, listing: Select[Any]) -> tuple[list[str], str]:
    """How SQLite carries a query out, and the query."""
    query = listing.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with desk.reading() as session:
        return [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}"))], str(query)


@pytest.mark.sqlite
@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_no_figure_reads_all_stories_lines_or_broadcasts(desk: Desk, name: str) -> None:
    with desk.reading() as session:
        days = Days(dt.date(2019, 3, 1), dt.date(2019, 3, 31), station(session).zone_info)

    found, query = steps(desk, LISTINGS[name](days, ""))

    assert found
    assert scans(found, query) == []


@pytest.mark.sqlite
@pytest.mark.parametrize("code", ["2019", "2019-03"])
def test_no_query_of_a_report_reads_all_of_a_table_that_grows(desk: Desk, code: str) -> None:
    period, asked = parse(code), []
    with desk.reading() as session:
        connection = session.connection()

        @event.listens_for(connection, "before_cursor_execute")
        def _note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
            asked.append((statement, parameters))

        tally.report(session, period)
        tally.main(session, period)
        for key in tally.MAIN_KEYS:
            tally.monthly(session, key, period)
        queries = [each for each in asked if each[0].startswith(("SELECT", "WITH"))]
        plans = [
            ([row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)], query)
            for query, values in queries
        ]

    assert len(queries) > len(SUBJECTS)
    assert [scan for plan in plans for scan in scans(*plan)] == []
