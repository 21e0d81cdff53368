"""The cost of a figure depends on its period, not on the history: its query looks rows up by their days."""

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from radiodesk.model import Desk, station
from radiodesk.reports.listings.common import Days, Listing
from radiodesk.reports.subjects import SUBJECTS

GROWING = ("story", "line", "broadcast", "edition", "publication", "clip", "delivery", "credit", "story_topic")
LISTINGS = {
    f"{name} {what}": getattr(subject, what) for name, subject in SUBJECTS.items() for what in ("listing", "others")
}


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
    assert [each for each in found for table in GROWING if each.startswith(f"SCAN {table}")] == []
