"""An assembled file that is older than what it was made of is marked."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from radiodesk.kinds import BroadcastState
from radiodesk.media import assembled, assembling, treatments
from radiodesk.media.sound.recipes import Recipe, Settings
from radiodesk.model import AssembledFile, Broadcast, Desk, Edition, JoinKind, Recording
from radiodesk.model.actions import Action
from radiodesk.model.database import existing
from radiodesk.newsroom import rundowns
from radiodesk.newsroom.views import LineView
from radiodesk.schedule import queries, refitting
from radiodesk.schedule.lacking import Lack
from tests import recordings
from tests.history.test_redo import redo_last, undo_last
from tests.media.test_assembling import DAY, Part, add_line, edition, take
from tests.versions import version

PLANNED = BroadcastState.PLANNED
PARTS = (
    Part("Nhạc hiệu", 350, 1.0, insert=True),
    Part("Gieo cấy", 600, 1.1),
    Part("Bầu cử", 900, 1.2, JoinKind.GAP, 1.0),
)


@pytest.fixture
def edition_id(desk: Desk, tmp_path: Path) -> int:
    """An edition of three lines, and its assembled file. What is heard in that matters to no test here."""
    with desk.changing(Action.EARLIER, what="test") as session:
        found = edition(session)
        for part in PARTS:
            add_line(session, found, part, take(session, desk, tmp_path, part))
    assemble(desk, found)
    return found


def assemble(desk: Desk, edition_id: int, name: str = "a.mp3") -> None:
    folder = desk.config.media
    with desk.changing(Action.ASSEMBLE, title="Thời sự") as session:
        made_of = assembling.prepare(session, folder, edition_id).made_of
    output = folder / "editions" / name
    output.write_bytes(b"as long as it is a file")
    with desk.changing(Action.ASSEMBLE, title="Thời sự") as session:
        assembled.note(session, folder, edition_id, made_of, output)


def is_marked(desk: Desk, edition_id: int) -> bool:
    """Whether the file is marked, on the rundown and among what the broadcast lacks."""
    with desk.reading() as session:
        marked = rundowns.rundown(session, edition_id).is_outdated
        [item] = queries.day(session, DAY).broadcasts
    assert (Lack.OUTDATED in item.lacks) is marked
    return marked


def lines(session: Session, edition_id: int) -> tuple[LineView, ...]:
    return rundowns.rundown(session, edition_id).lines


def add(session: Session, edition_id: int) -> None:
    add_line(session, edition_id, Part("Mới", 700, 1.0), None)


def move(session: Session, edition_id: int) -> None:
    line = lines(session, edition_id)[0]
    rundowns.move_line(session, line.id, version(session, Edition, edition_id), 1)


def remove(session: Session, edition_id: int) -> None:
    line = lines(session, edition_id)[1]
    rundowns.remove_line(session, line.id, version(session, Edition, edition_id))


def join(session: Session, edition_id: int) -> None:
    line = lines(session, edition_id)[1]
    rundowns.join_line(session, line.id, version(session, Edition, edition_id), JoinKind.GAP, 2.0)


def widen_gap(session: Session, edition_id: int) -> None:
    line = lines(session, edition_id)[2]
    rundowns.join_line(session, line.id, version(session, Edition, edition_id), JoinKind.GAP, 2.0)


def relink(session: Session, edition_id: int) -> None:
    first, second, _third = lines(session, edition_id)
    recordings.link(session, edition_id, first.id, second.recording_id)


def unlink(session: Session, edition_id: int) -> None:
    recordings.link(session, edition_id, lines(session, edition_id)[1].id, None)


def treat(session: Session, edition_id: int) -> None:
    recording = existing(session, Recording, lines(session, edition_id)[1].recording_id or 0)
    treatments.change(session, recording.id, recording.version, Recipe(cuts=((0.2, 0.5),)))


def use_track(session: Session, edition_id: int) -> None:
    existing(session, Recording, lines(session, edition_id)[1].recording_id or 0).track = 2


def change_preset(session: Session, _edition_id: int) -> None:
    treatments.create_preset(session, "on-air 2", Settings(), None)
    treatments.set_preset(session, "on-air", 0, Settings(fade_in_seconds=1.0), None)


CHANGES = [add, move, remove, join, widen_gap, relink, unlink, treat, use_track, change_preset]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_what_is_heard_marks_the_file_until_it_is_undone_or_assembled_again(
    desk: Desk, edition_id: int, change: Callable[[Session, int], None]
) -> None:
    assert not is_marked(desk, edition_id)
    with desk.changing(Action.CHANGE_STORY, title="x") as session:
        change(session, edition_id)
    assert is_marked(desk, edition_id)
    undo_last(desk)
    assert not is_marked(desk, edition_id)
    with desk.changing(Action.CHANGE_STORY, title="x") as session:
        change(session, edition_id)
    assemble(desk, edition_id)
    assert not is_marked(desk, edition_id)


def test_what_was_aired_is_not_marked(desk: Desk, edition_id: int) -> None:
    with desk.changing(Action.MOVE_LINE, title="x") as session:
        move(session, edition_id)
    assert is_marked(desk, edition_id)
    with desk.changing(Action.MARK_BROADCAST, title="", day="", time="", state="aired") as session:
        [item] = queries.day(session, DAY).broadcasts
        session.get_one(Broadcast, item.id).state = BroadcastState.AIRED
    assert not is_marked(desk, edition_id)


def test_what_is_not_heard_marks_nothing(desk: Desk, edition_id: int) -> None:
    with desk.changing(Action.CHANGE_STORY, title="x") as session:
        line = lines(session, edition_id)[1]
        rundowns.change_line(
            session,
            line.id,
            line.version,
            title="Gieo cấy vụ xuân",
            genre=line.genre,
            source=line.source,
            authors="Thu Hà",
            seconds=120,
        )
    assert not is_marked(desk, edition_id)


def test_what_is_changed_while_a_file_is_assembled_marks_it(desk: Desk, edition_id: int) -> None:
    folder = desk.config.media
    with desk.changing(Action.ASSEMBLE, title="Thời sự") as session:
        made_of = assembling.prepare(session, folder, edition_id).made_of
    with desk.changing(Action.MOVE_LINE, title="x") as session:
        move(session, edition_id)
    with desk.changing(Action.ASSEMBLE, title="Thời sự") as session:
        assembled.note(session, folder, edition_id, made_of, folder / "editions" / "a.mp3")
    assert is_marked(desk, edition_id)


def test_only_a_file_in_the_folder_of_assembled_editions_is_noted(desk: Desk, edition_id: int) -> None:
    def known() -> tuple[str, str]:
        with desk.reading() as session:
            return assembled.file_of(session, edition_id), assembled.notes(session, [edition_id])[edition_id]

    before = known()
    assert before[0] == "a.mp3"
    editions = desk.config.media / "editions"
    outside = desk.config.home / "ra.mp3"
    outside.write_bytes(b"")
    for output in (outside, editions / ".." / ".." / "ra.mp3", editions / "no.mp3"):
        with desk.changing(Action.ASSEMBLE, title="Thời sự") as session:
            assembled.note(session, desk.config.media, edition_id, "1:x", output)
        assert known() == before
    (editions / os.fsdecode(b"b\xff.mp3")).write_bytes(b"")
    with desk.changing(Action.ASSEMBLE, title="Thời sự") as session:
        assembled.note(session, desk.config.media, edition_id, "1:x", editions / os.fsdecode(b"b\xff.mp3"))
    assert known() == ("b�.mp3", "1:x")


def test_assembling_changes_nothing_that_somebody_else_has_open(desk: Desk, edition_id: int) -> None:
    with desk.reading() as session:
        seen = version(session, Edition, edition_id)
    assemble(desk, edition_id, "b.mp3")
    with desk.reading() as session:
        assert version(session, Edition, edition_id) == seen


def test_what_brought_an_edition_in_is_undone_and_redone_though_it_was_assembled_since(desk: Desk) -> None:
    with desk.changing(Action.IMPORT_LEDGER, files="a.xlsx") as session:
        brought = edition(session)
        add_line(session, brought, PARTS[1], None)
    assemble(desk, brought)
    for name in ("b.mp3", "c.mp3"):
        undo_last(desk)
        with desk.reading() as session:
            assert session.get(Edition, brought) is None
            assert session.scalars(select(AssembledFile)).all() == []
        redo_last(desk)
        assert not is_marked(desk, brought)
        assemble(desk, brought, name)
    with desk.reading() as session:
        assert assembled.file_of(session, brought) == "c.mp3"


def test_an_empty_edition_goes_with_its_note(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        empty = edition(session)
    assemble(desk, empty)
    with desk.changing(Action.EARLIER, what="test") as session:
        [item] = queries.day(session, DAY).broadcasts
        refitting.remove(session, session.get_one(Broadcast, item.id, options=[joinedload(Broadcast.relay)]))
    with desk.reading() as session:
        assert session.get(Edition, empty) is None
        assert session.scalars(select(AssembledFile)).all() == []


def test_with_an_air_file_the_lines_are_not_what_it_is_made_of(desk: Desk, edition_id: int, tmp_path: Path) -> None:
    with desk.changing(Action.LINK_RECORDING, title="x", name="x") as session:
        recording = take(session, desk, tmp_path, Part("Cả số", 800, 1.4))
        existing(session, Edition, edition_id).recording_id = recording
    assert is_marked(desk, edition_id)
    assemble(desk, edition_id)
    with desk.changing(Action.MOVE_LINE, title="x") as session:
        move(session, edition_id)
    assert not is_marked(desk, edition_id)


@pytest.mark.parametrize(("noted", "marked"), [("1:a", False), ("1:b", True), ("2:b", False), ("", False)])
def test_only_what_was_assembled_otherwise_is_older(noted: str, marked: bool) -> None:
    """A digest of another scheme says nothing of the edition."""
    assert assembled.is_outdated(noted, "1:a") is marked


def test_another_edition_and_an_edition_never_assembled_are_not_marked(desk: Desk, edition_id: int) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        other = edition(session, on=DAY.replace(day=6))
        add_line(session, other, PARTS[1], None)
        move(session, edition_id)
        both = (edition_id, other)
        noted = assembled.notes(session, both)
        assert assembled.outdated(session, noted, [(each, PLANNED) for each in both]) == {edition_id}
