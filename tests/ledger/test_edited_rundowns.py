"""A ledger comes in again after somebody worked on its rundowns at the desk: what it says, with what the desk added."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from radiodesk.history import verify
from radiodesk.ledger import Count, SheetKind
from radiodesk.model import Action, Broadcast, Desk, Edition, Genre, Line, Source
from radiodesk.newsroom import rundowns
from radiodesk.newsroom.views import RundownView
from tests.conftest import AnotherDesk
from tests.ledger.books import (
    NEWS,
    REPEAT,
    STORY,
    Row,
    bring,
    changed,
    everything,
    ledger,
    write_xlsx,
)
from tests.versions import version

PLANNED = changed(NEWS, 6, "Kế hoạch")
"""Lines of what was not aired can be taken out."""

Book = Callable[..., Path]


def story(order: object, title: str, time: str = "05:30") -> list[object]:
    return changed(changed(changed(STORY, 1, time), 2, order), 4, title)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a ledger of one planned programme with its repeat and these stories."""
    return lambda *stories: written(tmp_path, stories)


def written(folder: Path, stories: Sequence[Row]) -> Path:
    repeat = changed(REPEAT, 6, "Kế hoạch")
    sheets = ledger(broadcasts=[PLANNED, repeat], stories=stories, clips=[], publications=[])
    return write_xlsx(folder / "sổ.xlsx", sheets)


def rundown(desk: Desk) -> RundownView:
    with desk.reading() as session:
        edition_id = session.scalars(select(Broadcast.edition_id)).first()
        assert edition_id is not None
        return rundowns.rundown(session, edition_id)


def titles(desk: Desk) -> list[str]:
    return [line.title for line in rundown(desk).lines]


def insert(desk: Desk, label: str, number: int) -> None:
    with desk.changing(Action.ADD_INSERT, title=label) as session:
        rundowns.add_insert(session, rundown(desk).edition_id, label=label, seconds=5, number=number)


def write(desk: Desk, title: str, number: int) -> None:
    with desk.changing(Action.ADD_STORY, title=title) as session:
        rundowns.add_story(
            session,
            rundown(desk).edition_id,
            title=title,
            genre=Genre.BRIEF,
            source=Source.OWN,
            authors="",
            seconds=40,
            number=number,
        )


def move(desk: Desk, number: int, by: int) -> None:
    view = rundown(desk)
    if number <= len(view.lines):
        line = view.lines[number - 1]
        with desk.changing(Action.MOVE_LINE, title=line.title) as session:
            rundowns.move_line(session, line.id, version(session, Edition, view.edition_id), by)


def remove(desk: Desk, number: int) -> None:
    view = rundown(desk)
    if number <= len(view.lines):
        line = view.lines[number - 1]
        with desk.changing(Action.REMOVE_LINE, title=line.title) as session:
            rundowns.remove_line(session, line.id, version(session, Edition, view.edition_id))


def test_lines_that_the_ledger_swaps_change_places_around_an_insert_of_the_desk(desk: Desk, book: Book) -> None:
    bring(desk, book(story(1, "A"), story(2, "B"), story(3, "C")))
    insert(desk, "Nhạc cắt", 2)

    bring(desk, book(story(3, "A"), story(2, "B"), story(1, "C")))

    assert titles(desk) == ["C", "Nhạc cắt", "B", "A"]


def test_stories_inserted_in_the_middle_come_behind_the_story_that_they_follow(desk: Desk, book: Book) -> None:
    bring(desk, book(story(1, "A"), story(2, "B")))
    insert(desk, "Nhạc hiệu", 1)
    insert(desk, "Nhạc cắt", 3)
    assert titles(desk) == ["Nhạc hiệu", "A", "Nhạc cắt", "B"]

    outcome = bring(desk, book(story(1, "A"), story(2, "X"), story(3, "Y"), story(4, "B"), story(5, "Z")))

    assert outcome.counts[SheetKind.STORIES] == Count(added=3, changed=1, unchanged=1)
    assert titles(desk) == ["Nhạc hiệu", "A", "X", "Y", "Nhạc cắt", "B", "Z"]


def test_an_order_that_the_desk_changed_is_again_that_of_the_ledger(desk: Desk, book: Book) -> None:
    path = book(story(1, "A"), story(2, "B"), story(3, "C"))
    bring(desk, path)
    move(desk, 3, -1)
    move(desk, 2, -1)
    insert(desk, "Nhạc cắt", 4)
    assert titles(desk) == ["C", "A", "B", "Nhạc cắt"]

    bring(desk, path)

    assert titles(desk) == ["A", "B", "C", "Nhạc cắt"]


def test_a_line_that_the_desk_took_out_comes_back_in_its_place(desk: Desk, book: Book) -> None:
    path = book(story(1, "A"), story(2, "B"), story(3, "C"))
    bring(desk, path)
    remove(desk, 2)
    assert titles(desk) == ["A", "C"]

    assert bring(desk, path).counts[SheetKind.STORIES] == Count(added=1, unchanged=2)

    assert titles(desk) == ["A", "B", "C"]


def test_a_story_that_the_desk_added_stays_beside_those_of_the_ledger(desk: Desk, book: Book) -> None:
    bring(desk, book(story(1, "A"), story(2, "B")))
    write(desk, "Tin giờ chót", 1)

    outcome = bring(desk, book(story(1, "B"), story(2, "A")))

    assert outcome.counts[SheetKind.STORIES] == Count(changed=2, left_alone=1)
    assert titles(desk) == ["Tin giờ chót", "B", "A"]


def test_rows_of_a_repeat_may_claim_places_of_its_first_run(desk: Desk, book: Book) -> None:
    rows = [
        story(1, "A"),
        story(2, "B"),
        story(1, "A", "17:00"),
        story(2, "Tin bổ sung", "17:00"),
        story(3, "B", "17:00"),
    ]

    bring(desk, book(*rows))
    assert titles(desk) == ["A", "B", "Tin bổ sung"]

    before = everything(desk)
    assert bring(desk, book(*rows)).counts[SheetKind.STORIES] == Count(unchanged=5)
    assert everything(desk) == before


def test_rows_of_a_repeat_claim_places_in_a_rundown_that_the_desk_has(desk: Desk, book: Book) -> None:
    bring(desk, book(story(1, "A"), story(2, "B")))
    insert(desk, "Nhạc cắt", 2)

    bring(desk, book(story(1, "A"), story(2, "B"), story(1, "Tin bổ sung", "17:00")))

    assert titles(desk) == ["A", "Tin bổ sung", "Nhạc cắt", "B"]


Edit: TypeAlias = Callable[[Desk], None]

numbers = st.integers(1, 6)
edits = st.one_of(
    st.builds(lambda number: lambda desk: insert(desk, "Nhạc cắt", number), numbers),
    st.builds(lambda number, title: lambda desk: write(desk, title, number), numbers, st.sampled_from("XY")),
    st.builds(lambda number, by: lambda desk: move(desk, number, by), numbers, st.sampled_from([-1, 1])),
    st.builds(lambda number: lambda desk: remove(desk, number), numbers),
)


@st.composite
def stories_of_a_ledger(draw: st.DrawFn) -> list[list[object]]:
    """Stories in their first run, and some in the repeat: in any order, with or without numbers."""
    rows = []
    numbered = draw(st.booleans())
    for time in ("05:30", "17:00"):
        names = draw(st.lists(st.sampled_from("ABCDE"), unique=True, max_size=5))
        places = draw(st.lists(numbers, unique=True, min_size=len(names), max_size=len(names)))
        rows += [story(place if numbered else "", name, time) for place, name in zip(places, names, strict=True)]
    return rows


def in_order(rows: Sequence[Row]) -> list[str]:
    """The titles of the rows as their rundown has them: of a story in both runs the first row counts."""
    first = {str(row[4]): row for row in reversed(rows)}
    return [str(row[4]) for row in sorted(rows, key=lambda row: row[2] or 0) if first[str(row[4])] is row]


@pytest.mark.deep
@settings(max_examples=6)
@given(st.lists(st.tuples(stories_of_a_ledger(), st.lists(edits, max_size=4)), min_size=2, max_size=2))
def test_whatever_the_desk_does_in_between_the_ledgers_order_comes_out(
    another_desk: AnotherDesk, steps: list[tuple[list[list[object]], list[Edit]]]
) -> None:
    with another_desk() as desk:
        for rows, edits in steps:
            path = written(desk.config.schedules, rows)
            inserts = titles(desk).count("Nhạc cắt") if rows is not steps[0][0] else 0

            bring(desk, path)

            lines, wanted = titles(desk), in_order(rows)
            assert [title for title in lines if title in wanted] == wanted
            assert lines.count("Nhạc cắt") == inserts
            with desk.reading() as session:
                positions = list(session.scalars(select(Line.position)))
                assert len(positions) == len(set(positions))
                assert min(positions, default=0) >= 0
                assert not verify.problems(session)
            before = everything(desk)
            bring(desk, path)
            assert everything(desk) == before
            for edit in edits:
                edit(desk)
