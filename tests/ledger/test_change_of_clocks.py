"""A ledger with times on the days on which the clocks change."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from radiodesk.config import Config
from radiodesk.ledger import Count, SheetKind
from radiodesk.model import Broadcast, Desk, Publication
from tests.ledger.books import NEWS, PUBLICATION, STORY, bring, changed, ledger, stories_of, write_xlsx

pytestmark = pytest.mark.sqlite

SHIFTED = dt.datetime(2019, 3, 31, 1, 30, tzinfo=dt.UTC)
"""31 March 2019, 03:30 in Berlin: at 02:00 the clocks were set to 03:00."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with contextlib.closing(
        Desk.create(Config(home=tmp_path / "home", person="Thu Hà"), name="Đài thử", zone="Europe/Berlin")
    ) as desk:
        yield desk


def book(tmp_path: Path, time: str) -> Path:
    def at(row: list[object], day: int) -> list[object]:
        return changed(changed(row, day, "31/03/2019"), day + 1, time)

    publication = changed(at(PUBLICATION, 1), 0, "31/03/2019")
    rows = ledger(broadcasts=[at(NEWS, 0)], stories=[at(STORY, 0)], clips=[], publications=[publication])
    return write_xlsx(tmp_path / "sổ.xlsx", rows)


@pytest.mark.parametrize("time", ["02:30", "03:30"])
def test_stories_and_publications_belong_to_the_broadcast_that_was_shifted(
    desk: Desk, tmp_path: Path, time: str
) -> None:
    bring(desk, book(tmp_path, time))
    with desk.reading() as session:
        assert list(session.scalars(select(Broadcast.starts))) == [SHIFTED]
        assert session.scalars(select(Publication)).one().edition_id is not None
    assert stories_of(desk, "2019-03-31 01:30") == ["Gieo cấy vụ xuân"]


def test_a_ledger_with_a_shifted_broadcast_changes_nothing_a_second_time(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, "02:30"))
    outcome = bring(desk, book(tmp_path, "02:30"))
    assert outcome.counts[SheetKind.BROADCASTS] == Count(unchanged=1)
    assert outcome.counts[SheetKind.STORIES] == Count(unchanged=1)


def test_the_broadcast_at_the_written_time_that_exists_is_not_shifted(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, "01:30"))
    assert stories_of(desk, "2019-03-31 00:30") == ["Gieo cấy vụ xuân"]
