"""An import is undone as a whole, and the audit tells the truth before and after."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from sqlalchemy import select

from radiodesk.history import differences, log, undo, verify
from radiodesk.history.reversing import LaterChange
from radiodesk.model import Action, AuditEntry, Base, Desk, Genre, Line, Person, Recording, Source, Story
from radiodesk.newsroom import rundowns, stories
from tests.conftest import MEDIA, AnotherDesk, seated
from tests.ledger.books import (
    CLIP,
    EVENT,
    NEWS,
    PUBLICATION,
    REPEAT,
    SECOND,
    STORIES,
    STORY,
    bring,
    changed,
    ledger,
    stories_of,
    write_xlsx,
)
from tests.ledger.test_any_ledger import Ledger, brought_in, ledgers

MORNING = "2019-03-04T22:30"
THIRD = changed(changed(STORY, 2, 3), 4, "Ra quân huấn luyện")

Book = Callable[..., Path]
Content = dict[str, list[dict[str, object]]]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a ledger with what differs from the small one."""
    return lambda **sheets: write_xlsx(tmp_path / "sổ.xlsx", ledger(**sheets))


def content(desk: Desk) -> Content:
    """Every row but for the audit, without its version and the moments at which it was created and changed."""
    with desk.reading() as session:
        return {
            table.name: [
                {name: value for name, value in row.items() if name not in {"version", "created", "changed"}}
                for row in session.execute(select(table).order_by(table.c.id)).mappings()
            ]
            for table in Base.metadata.sorted_tables
            if not table.name.startswith("audit_")
        }


def last_entry(desk: Desk) -> int:
    with desk.reading() as session:
        return log.entries(session, limit=1)[0].id


def undone(desk: Desk, entry_id: int) -> None:
    """Undo the entry, as the command line and the screens do."""
    with desk.reading() as session:
        entry = log.entry(session, entry_id)
    with desk.changing(Action.UNDO, entry=entry.id, action=entry.action, values=entry.values) as session:
        undo.undo(session, desk, entry)


def truthful(desk: Desk) -> bool:
    """Whether the audit, played from its beginning, gives the rows that there are."""
    with desk.reading() as session:
        return not verify.problems(session)


def test_an_undone_import_leaves_the_desk_as_it_was(desk: Desk, book: Book) -> None:
    before = content(desk)
    bring(desk, book())
    assert truthful(desk)

    undone(desk, last_entry(desk))

    assert content(desk) == before
    assert truthful(desk)


CORRECTED = {
    "broadcasts": [
        changed(changed(NEWS, 5, "Đức Anh, Bích Ngọc"), 7, "Mất điện 5 phút"),
        changed(REPEAT, 1, "17:30"),
        changed(EVENT, 3, "Tiếp âm"),
        changed(changed(NEWS, 1, "18:30"), 2, "Thời sự buổi chiều"),
    ],
    "stories": [
        changed(changed(changed(STORY, 4, "Gieo cấy vụ chiêm"), 5, "Bích Ngọc"), 2, 2),
        changed(SECOND, 2, 1),
        THIRD,
    ],
    "clips": [changed(changed(CLIP, 5, "01:20"), 6, "Báo tỉnh")],
    "publications": [changed(PUBLICATION, 3, "https://dai.example/khac")],
}
"""The small ledger with something corrected in every sheet, and with rows added."""


def test_a_corrected_import_is_undone_and_then_the_first_one(desk: Desk, book: Book) -> None:
    empty = content(desk)
    bring(desk, book())
    first, as_first_brought_in = last_entry(desk), content(desk)
    bring(desk, book(**CORRECTED))
    second = last_entry(desk)
    assert content(desk) != as_first_brought_in
    assert truthful(desk)

    undone(desk, second)
    assert content(desk) == as_first_brought_in
    assert truthful(desk)

    undone(desk, first)
    assert content(desk) == empty
    assert truthful(desk)


def test_an_undone_import_comes_back_by_undoing_that(desk: Desk, book: Book) -> None:
    bring(desk, book())
    bring(desk, book(**CORRECTED))
    corrected = content(desk)
    undone(desk, last_entry(desk))

    undone(desk, last_entry(desk))

    assert content(desk) == corrected
    assert truthful(desk)


def test_an_import_is_not_done_again_without_the_one_that_it_builds_on(desk: Desk, book: Book) -> None:
    bring(desk, book())
    first = last_entry(desk)
    bring(desk, book(stories=[STORY, SECOND, THIRD]))
    undone(desk, last_entry(desk))
    taken_back = last_entry(desk)
    undone(desk, first)

    with pytest.raises(LaterChange, match=r"one first: “Undone: Imported sổ\.xlsx”, by Thu Hà"):
        undone(desk, taken_back)


def test_an_undone_import_can_be_brought_in_again(desk: Desk, book: Book) -> None:
    bring(desk, book())
    undone(desk, last_entry(desk))

    bring(desk, book())

    assert stories_of(desk, MORNING) == ["Gieo cấy vụ xuân", "Nông thôn mới ở Lai Hạ"]
    assert truthful(desk)


def test_an_import_that_a_corrected_one_followed_is_not_undone_before_that_one(desk: Desk, book: Book) -> None:
    bring(desk, book())
    first = last_entry(desk)
    bring(desk, book(**CORRECTED))
    second, before = last_entry(desk), content(desk)

    with pytest.raises(LaterChange) as refusal:
        undone(desk, first)

    assert refusal.value.values["later"] == second
    assert content(desk) == before


def change(desk: Desk, title: str) -> None:
    """Change a story of the ledger, as a form at the desk does."""
    with seated(desk, "Bích Ngọc").changing(Action.CHANGE_STORY, title=title) as session:
        story = session.scalars(select(Story).where(Story.title == STORY[4])).one()
        stories.change_story(
            session,
            story.id,
            story.version,
            title=title,
            genre=story.genre,
            source=story.source,
            authors="Thu Hà",
            planned_seconds=story.planned_seconds,
        )


def add(desk: Desk, title: str) -> None:
    """Write a story more into a rundown of the ledger."""
    with seated(desk, "Bích Ngọc").changing(Action.ADD_STORY, title=title) as session:
        edition = session.scalars(select(Line.edition_id)).first()
        assert edition is not None
        rundowns.add_story(
            session, edition, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=40, number=2
        )


@pytest.mark.parametrize("edit", [change, add])
def test_an_import_is_not_undone_once_somebody_worked_on_what_it_brought(
    desk: Desk, book: Book, edit: Callable[[Desk, str], None]
) -> None:
    bring(desk, book())
    imported = last_entry(desk)
    edit(desk, "Gieo cấy vụ chiêm")
    later, before = last_entry(desk), content(desk)

    with pytest.raises(LaterChange, match=r"Gieo cấy vụ chiêm”, by Bích Ngọc") as refusal:
        undone(desk, imported)

    assert refusal.value.values["later"] == later
    assert content(desk) == before
    assert truthful(desk)

    undone(desk, later)
    undone(desk, imported)
    assert content(desk)["story"] == []
    assert truthful(desk)


def test_a_person_whom_others_name_by_now_stays_when_an_import_is_undone(desk: Desk, book: Book) -> None:
    bring(desk, book(stories=[]))
    imported = last_entry(desk)
    with desk.changing(Action.ADD_STORY, title="Tin khác") as session:
        stories.write(session, title="Tin khác", genre=Genre.BRIEF, source=Source.OWN, authors="Đức Anh", seconds=None)

    undone(desk, imported)

    with desk.reading() as session:
        assert list(session.scalars(select(Person.name))) == ["Đức Anh"]
    assert truthful(desk)


def test_lines_of_the_desk_stay_in_their_place_when_a_corrected_import_is_undone(desk: Desk, book: Book) -> None:
    bring(desk, book())
    bring(desk, book(stories=[changed(STORY, 2, 3), changed(SECOND, 2, 1), changed(THIRD, 2, 2)]))
    corrected = last_entry(desk)
    with desk.changing(Action.ADD_INSERT, title="Nhạc cắt") as session:
        edition = session.scalars(select(Line.edition_id)).first()
        assert edition is not None
        rundowns.add_insert(session, edition, label="Nhạc cắt", seconds=5, number=2)

    undone(desk, corrected)

    with desk.reading() as session:
        view = rundowns.rundown(session, edition)
    assert sorted(line.title for line in view.lines) == ["Gieo cấy vụ xuân", "Nhạc cắt", "Nông thôn mới ở Lai Hạ"]
    assert stories_of(desk, MORNING) == ["Gieo cấy vụ xuân", "Nông thôn mới ở Lai Hạ"]
    assert truthful(desk)


def test_the_recordings_of_an_undone_import_stay_in_the_store(desk: Desk, tmp_path: Path) -> None:
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path)
    sheets = ledger() | {"Tin bài": [[*STORIES, "Tệp âm thanh"], [*STORY, "nhac hieu.mp3"]]}
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets))
    with desk.reading() as session:
        lines = differences.of_undo(session, log.entry(session, last_entry(desk)))

    undone(desk, last_entry(desk))

    assert "1 story" in lines[0]
    assert "recording" not in lines[0]
    with desk.reading() as session:
        assert list(session.scalars(select(Story))) == []
        assert session.scalars(select(Recording)).one().name == "nhac hieu.mp3"
    assert truthful(desk)


def test_an_import_that_changes_nothing_leaves_nothing_to_undo(desk: Desk, book: Book) -> None:
    bring(desk, book())
    with desk.reading() as session:
        before = list(session.scalars(select(AuditEntry.id)))

    bring(desk, book())

    with desk.reading() as session:
        assert list(session.scalars(select(AuditEntry.id))) == before


@pytest.mark.deep
@settings(max_examples=6)
@given(first=ledgers(), second=ledgers())
def test_whatever_two_ledgers_say_both_are_undone(another_desk: AnotherDesk, first: Ledger, second: Ledger) -> None:
    with another_desk() as desk:
        steps: list[tuple[Content, int]] = []
        for each in (first, second):
            before, entry = content(desk), last_entry(desk)
            if brought_in(desk, desk.config.schedules, each) and last_entry(desk) != entry:
                steps.append((before, last_entry(desk)))
            assert truthful(desk)
        for before, entry in reversed(steps):
            undone(desk, entry)
            assert content(desk) == before
            assert truthful(desk)
