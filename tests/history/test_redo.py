"""Undo and redo of a person's last changes, one after the other, as with two keys."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiodesk.history import log, sentences, undo
from radiodesk.history.undo import Here, NothingToRedo, NothingToUndo
from radiodesk.model import Action, Desk
from radiodesk.model.audit import AuditEntry
from radiodesk.staff import people
from tests.conftest import AnotherDesk, seated


def add(desk: Desk, name: str) -> int:
    """The id of the entry."""
    with desk.changing(Action.ADD_PERSON, name=name) as session:
        people.add(session, name)
    return max(desk.entries_written)


def names(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return sorted(person.name for person in people.people(session))


def undo_last(desk: Desk, here: Here | None = None) -> str:
    """What the log says about it."""
    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, undo.last_of(session, desk.person, here))
    return newest_sentence(desk)


def redo_last(desk: Desk, here: Here | None = None) -> str:
    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, undo.last_undone(session, desk.person, here))
    return newest_sentence(desk)


def newest_sentence(desk: Desk) -> str:
    with desk.reading() as session:
        [entry] = log.entries(session, limit=1)
    return sentences.sentence(entry.action, entry.values)


def test_changes_are_undone_from_the_newest_and_redone_from_the_oldest(desk: Desk) -> None:
    for name in ("Một", "Hai", "Ba"):
        add(desk, name)

    assert [undo_last(desk) for _ in range(2)] == ["Undone: New person: Ba", "Undone: New person: Hai"]
    assert names(desk) == ["Một"]
    assert [redo_last(desk) for _ in range(2)] == ["Redone: New person: Hai", "Redone: New person: Ba"]
    assert names(desk) == ["Ba", "Hai", "Một"]
    with pytest.raises(NothingToRedo):
        redo_last(desk)


def test_a_change_that_was_redone_is_the_last_one_again_though_others_are_newer(desk: Desk) -> None:
    older = add(desk, "Một")
    add(desk, "Hai")
    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, log.entry(session, older))
    redo_last(desk)

    assert undo_last(desk) == "Undone: New person: Một"
    assert undo_last(desk) == "Undone: New person: Hai"


def test_undo_and_redo_again_and_again_tell_of_the_change_itself(desk: Desk) -> None:
    add(desk, "Một")
    for _ in range(3):
        assert undo_last(desk) == "Undone: New person: Một"
        assert redo_last(desk) == "Redone: New person: Một"


def test_after_another_change_nothing_is_redone(desk: Desk) -> None:
    add(desk, "Một")
    undo_last(desk)
    add(desk, "Hai")
    with pytest.raises(NothingToRedo):
        redo_last(desk)
    assert names(desk) == ["Hai"]


def test_the_changes_of_others_are_neither_undone_nor_in_the_way_of_a_redo(desk: Desk) -> None:
    other = seated(desk, "Đức Anh")
    add(desk, "Một")
    undo_last(desk)
    add(other, "Hai")
    assert redo_last(desk) == "Redone: New person: Một"
    assert undo_last(desk) == "Undone: New person: Một"
    assert names(desk) == ["Hai"]
    with pytest.raises(NothingToUndo):
        undo_last(desk)


def test_changes_of_the_same_name_at_another_desk_are_left_alone(desk: Desk) -> None:
    """Two desks of one database may be used under the name of one account."""
    own = add(desk, "Một")
    elsewhere = add(desk, "Hai")

    def here(entry_id: int) -> bool:
        return entry_id != elsewhere

    assert undo_last(desk, here) == "Undone: New person: Một"
    assert names(desk) == ["Hai"]
    assert undo.NEVER_UNDONE.keys().isdisjoint({Action.ADD_PERSON})
    with desk.reading() as session:
        assert undo.is_undone(session, own)
        assert not undo.is_undone(session, elsewhere)


def test_a_file_from_the_drop_folder_is_not_the_last_change_of_a_person(desk: Desk) -> None:
    add(desk, "Một")
    with desk.changing(Action.ADD_RECORDING, name="tin.mp3", waiting=True) as session:
        people.add(session, "Hai")  # stands for the recording
    assert undo_last(desk) == "Undone: New person: Một"


class Stack:
    """The simplest model of undo and redo: the changes in effect, and those that were undone."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.undone: list[str] = []

    def add(self, name: str) -> None:
        self.done.append(name)
        self.undone.clear()

    def undo(self) -> None:
        self.undone.append(self.done.pop())

    def redo(self) -> None:
        self.done.append(self.undone.pop())


def attempted(step: Callable[[], object]) -> bool:
    """Whether there was something to undo or redo."""
    try:
        step()
    except (NothingToUndo, NothingToRedo, IndexError):
        return False
    return True


@given(
    keys=st.lists(st.tuples(st.sampled_from(["add", "undo", "redo", "undo", "redo"]), st.booleans()), max_size=20),
)
@settings(max_examples=15)
def test_undo_and_redo_are_two_stacks_for_each_person(keys: list[tuple[str, bool]], another_desk: AnotherDesk) -> None:
    with another_desk() as desk:
        desks = (seated(desk, "Lan"), seated(desk, "Đức Anh"))
        models = (Stack(), Stack())
        number = itertools.count()
        for key, is_second in keys:
            at, model = desks[is_second], models[is_second]
            if key == "add":
                name = f"Người {next(number)}"
                add(at, name)
                model.add(name)
            else:
                real = undo_last if key == "undo" else redo_last
                step = model.undo if key == "undo" else model.redo
                assert attempted(lambda real=real, at=at: real(at)) == attempted(step)
            assert names(desk) == sorted(models[0].done + models[1].done)
        with desk.reading() as session:
            depths = [str(entry.values).count("'action': 'undo'") for entry in session.query(AuditEntry)]
        assert max(depths) <= 1  # redone and undone for ever, the values of an entry stay short
