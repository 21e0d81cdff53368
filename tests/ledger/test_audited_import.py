"""The audit of an import: one entry, with every row that it added, changed or removed."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from radiodesk.history import log, sentences, verify
from radiodesk.history.log import Entry
from radiodesk.ledger import LedgerRefused
from radiodesk.model import Action, AuditEntry, Desk
from tests.ledger.books import (
    NEWS,
    REPEAT,
    SECOND,
    STORY,
    bring,
    changed,
    ledger,
    write_xlsx,
)

Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a ledger with what differs from one programme with its repeat and its two stories."""

    def written(**sheets: list[list[object]]) -> Path:
        small = {"broadcasts": [NEWS, REPEAT], "clips": [], "publications": []}
        return write_xlsx(tmp_path / "sổ.xlsx", ledger(**(small | sheets)))

    return written


def last(desk: Desk) -> Entry:
    with desk.reading() as session:
        assert not verify.problems(session)
        return log.entries(session, limit=1, with_rows=True)[0]


def entries(desk: Desk) -> int:
    with desk.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def rows(entry: Entry, table: str) -> list[tuple[int, object, object]]:
    """The rows of a table: id, columns before, columns after; of what changed only those columns."""
    return [(row.id, row.before, row.after) for row in entry.rows if row.table == table]


def test_an_import_is_one_entry_that_names_its_files_and_who_brought_them_in(desk: Desk, book: Book) -> None:
    before = entries(desk)

    bring(desk, book())

    entry = last(desk)
    assert entries(desk) == before + 1
    assert (entry.action, entry.values, entry.person) == (Action.IMPORT_LEDGER, {"files": ["sổ.xlsx"]}, "Thu Hà")
    assert sentences.sentence(entry.action, entry.values) == "Imported sổ.xlsx"


def test_added_rows_are_in_the_entry_with_all_of_their_columns(desk: Desk, book: Book) -> None:
    bring(desk, book())

    entry = last(desk)
    assert all(row.before is None for row in entry.rows)
    assert Counter(row.table for row in entry.rows) == {
        "person": 2,
        "programme": 1,
        "edition": 1,
        "broadcast": 2,
        "duty": 2,
        "story": 2,
        "line": 2,
        "credit": 3,
    }
    assert rows(entry, "programme") == [
        (
            1,
            None,
            {
                "version": 1,
                "title": "Thời sự buổi sáng",
                "kind": "news",
                "language": "",
                "special": False,
                "own_live": False,
                "active": True,
                "partner": "",
            },
        )
    ]
    assert rows(entry, "broadcast")[1] == (
        2,
        None,
        {
            "version": 1,
            "own_air": True,
            "priority": "normal",
            "place": "",
            "circuit": "",
            "kind": "repeat",
            "state": "aired",
            "starts": "2019-03-05T10:00:00+00:00",
            "edition_id": 1,
            "actual_seconds": 920,
            "note": "Phát lại buổi sáng",
        },
    )
    assert rows(entry, "story")[0] == (
        1,
        None,
        {"version": 1, "title": "Gieo cấy vụ xuân", "genre": "brief", "source": "own", "place": ""}
        | {"actual_seconds": 44},
    )


def test_changed_rows_are_in_the_entry_with_the_columns_that_changed_before_and_after(desk: Desk, book: Book) -> None:
    bring(desk, book())

    corrected = changed(changed(STORY, 4, "Gieo cấy vụ chiêm"), 7, "00:50")
    bring(
        desk,
        book(
            broadcasts=[changed(NEWS, 1, "05:45"), REPEAT],
            stories=[changed(corrected, 1, "05:45"), changed(SECOND, 1, "05:45")],
        ),
    )

    entry = last(desk)
    assert {row.table for row in entry.rows} == {"broadcast", "story"}
    assert rows(entry, "broadcast") == [
        (
            1,
            {"version": 1, "starts": "2019-03-04T22:30:00+00:00"},
            {"version": 2, "starts": "2019-03-04T22:45:00+00:00"},
        )
    ]
    assert rows(entry, "story") == [
        (
            1,
            {"version": 1, "title": "Gieo cấy vụ xuân", "actual_seconds": 44},
            {"version": 2, "title": "Gieo cấy vụ chiêm", "actual_seconds": 50},
        )
    ]


def test_removed_rows_are_in_the_entry_with_what_they_were(desk: Desk, book: Book) -> None:
    bring(desk, book())

    bring(desk, book(broadcasts=[changed(NEWS, 5, "Đức Anh"), REPEAT], stories=[STORY, changed(SECOND, 5, "Đức Anh")]))

    entry = last(desk)
    assert rows(entry, "duty") == [
        (1, {"version": 1, "broadcast_id": 1, "person_id": 1, "role": "editor"}, None),
        (3, None, {"version": 1, "broadcast_id": 1, "person_id": 2, "role": "editor"}),
    ]
    assert rows(entry, "credit") == [(3, {"version": 1, "story_id": 2, "person_id": 1, "role": "author"}, None)]
    assert rows(entry, "broadcast") == [(1, {"version": 1}, {"version": 2})]
    assert rows(entry, "story") == [(2, {"version": 1}, {"version": 2})]


def test_lines_that_change_places_are_in_the_entry_once_each(desk: Desk, book: Book) -> None:
    bring(desk, book())

    bring(desk, book(stories=[changed(STORY, 2, 2), changed(SECOND, 2, 1)]))

    moved = [
        (row_id, before["position"], after["position"])
        for row_id, before, after in rows(last(desk), "line")
        if isinstance(before, dict) and isinstance(after, dict)
    ]
    assert moved == [(1, 1, 2), (2, 2, 1)]


def test_a_refused_ledger_and_a_dry_run_leave_no_entry(desk: Desk, book: Book) -> None:
    before = entries(desk)

    bring(desk, book(), dry_run=True)
    with pytest.raises(LedgerRefused):
        bring(desk, book(broadcasts=[changed(NEWS, 3, "Phim")]))

    assert entries(desk) == before
