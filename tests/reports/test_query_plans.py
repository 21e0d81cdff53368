"""The cost of a figure depends on its period, not on the history: its query looks rows up by their days."""

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from radiodesk.model import Desk, station
from radiodesk.reports.indicators import INDICATORS, Days, Listing, story_uses

GROWING = ("story", "line", "broadcast", "edition", "publication")
LISTINGS = {**{each.key: each.listing for each in INDICATORS}, "story_uses": story_uses}


def steps(desk: Desk, listing: Listing) -> list[str]:
    """How SQLite carries a query out."""
    query = listing.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with desk.reading() as session:
        return [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}"))]


@pytest.mark.sqlite
@pytest.mark.parametrize("key", sorted(LISTINGS))
def test_no_figure_reads_all_stories_lines_or_broadcasts(desk: Desk, key: str) -> None:
    with desk.reading() as session:
        days = Days(dt.date(2019, 3, 1), dt.date(2019, 3, 31), station(session).zone_info)

    found = steps(desk, LISTINGS[key](days))

    assert found
    assert [each for each in found for table in GROWING if each.startswith(f"SCAN {table}")] == []
