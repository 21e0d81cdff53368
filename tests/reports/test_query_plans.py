"""The cost of a figure depends on its period, not on the history: its query looks rows up by their days."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.dialects import sqlite

from radiodesk.model import Desk, station
from radiodesk.reports import tally
from radiodesk.reports.listings.common import Days, Listing
from radiodesk.reports.periods import parse
from radiodesk.reports.subjects import SUBJECTS

GROWING = ("story", "line", "broadcast", "edition", "publication", "clip", "delivery", "credit", "story_topic")
LISTINGS = {
    f"{name} {what}": getattr(subject, what) for name, subject in SUBJECTS.items() for what in ("listing", "others")
}


def scans(steps: Iterable[str]) -> list[str]:
    """The steps that read all of a table that grows."""
    return [each for each in steps for table in GROWING if re.match(rf"SCAN {table}\b", each)]


def steps(desk: Desk, listing: Listing) -> list[str]:
    """How SQLite carries a query out."""
    query = listing.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with desk.reading() as session:
        return [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}"))]


@pytest.mark.sqlite
@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_no_figure_reads_all_stories_lines_or_broadcasts(desk: Desk, name: str) -> None:
    with desk.reading() as session:
        days = Days(dt.date(2019, 3, 1), dt.date(2019, 3, 31), station(session).zone_info)

    found = steps(desk, LISTINGS[name](days, ""))

    assert found
    assert scans(found) == []


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
        queries = [each for each in asked if each[0].startswith("SELECT")]
        found = [
            row[-1]
            for query, values in queries
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
        ]

    assert len(queries) > len(SUBJECTS)
    assert scans(found) == []
