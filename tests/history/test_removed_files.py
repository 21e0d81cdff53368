"""Undoing the removal of a recording brings its file back from the trash."""

from pathlib import Path

import pytest

from radiodesk.history import undo
from radiodesk.history.undo import NothingToRedo
from radiodesk.media import retention, trash
from radiodesk.media.errors import CannotRemove
from radiodesk.media.recordings import RecordingView
from radiodesk.model import Action, Desk
from tests.history.test_undo import newest, undo_entry
from tests.media.stored import DAY, FIRST, add, assert_clean, edition_with, file_of, look, mended


@pytest.fixture
def removed(desk: Desk) -> RecordingView:
    """A recording whose file is in the trash."""
    (one,) = add(desk, FIRST)
    retention.remove(desk, one, DAY)
    assert not file_of(desk, one).exists()
    return one


def in_trash(desk: Desk) -> list[bytes]:
    return [file.read_bytes() for file in desk.config.trash.iterdir()]


def test_the_file_comes_back_and_goes_again(desk: Desk, removed: RecordingView) -> None:
    undo_entry(desk, newest(desk))

    assert file_of(desk, removed).read_bytes() == FIRST.read_bytes()
    assert look(desk, removed.id).removed is None
    assert in_trash(desk) == []
    assert_clean(desk)

    undo_entry(desk, newest(desk))

    assert not file_of(desk, removed).exists()
    assert look(desk, removed.id).removed is not None
    assert in_trash(desk) == [FIRST.read_bytes()]
    assert_clean(desk)


def test_a_file_that_cannot_go_into_the_trash_again_is_told(desk: Desk, removed: RecordingView) -> None:
    undo_entry(desk, newest(desk))
    desk.config.trash.rmdir()
    desk.config.trash.write_text("not a folder")

    (told,) = undo_entry(desk, newest(desk))

    file = file_of(desk, removed)
    assert isinstance(told, CannotRemove)
    assert all(str(each) in str(told) for each in (removed.name, file, desk.config.trash, "check the store"))
    assert look(desk, removed.id).removed is not None  # the change is made all the same
    assert file.read_bytes() == FIRST.read_bytes()

    desk.config.trash.unlink()
    mended(desk)

    assert in_trash(desk) == [FIRST.read_bytes()]
    assert not file.exists()


def test_of_files_of_one_name_the_right_one_comes_back(desk: Desk, removed: RecordingView) -> None:
    (kept,) = desk.config.trash.iterdir()
    kept.with_name(f"A {removed.sha256[:16]}{removed.suffix}").write_bytes(b"another")

    undo_entry(desk, newest(desk))

    assert file_of(desk, removed).read_bytes() == FIRST.read_bytes()
    assert in_trash(desk) == [b"another"]


def test_a_file_that_is_no_longer_in_the_trash_is_told_and_nothing_changes(desk: Desk, removed: RecordingView) -> None:
    (kept,) = desk.config.trash.iterdir()
    kept.unlink()

    with pytest.raises(trash.NotInTrash, match="is no longer in the trash"):
        undo_entry(desk, newest(desk))

    assert look(desk, removed.id).removed is not None
    with pytest.raises(NothingToRedo), desk.reading() as session:
        undo.last_undone(session, desk.person)


def test_another_file_in_its_place_is_not_taken(desk: Desk, removed: RecordingView) -> None:
    (kept,) = desk.config.trash.iterdir()
    kept.write_bytes(FIRST.read_bytes()[:-1] + b"x")

    with pytest.raises(trash.NotInTrash):
        undo_entry(desk, newest(desk))

    assert look(desk, removed.id).removed is not None
    assert not file_of(desk, removed).exists()


def test_a_part_of_the_file_in_the_store_is_replaced(desk: Desk, removed: RecordingView) -> None:
    file_of(desk, removed).write_bytes(b"a part")

    undo_entry(desk, newest(desk))

    assert file_of(desk, removed).read_bytes() == FIRST.read_bytes()


def test_what_was_linked_since_is_not_removed_again(desk: Desk, removed: RecordingView) -> None:
    undo_entry(desk, newest(desk))
    redoing = newest(desk)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_with(session, removed.id)

    with pytest.raises(retention.StillLinked):
        undo_entry(desk, redoing)

    assert file_of(desk, removed).read_bytes() == FIRST.read_bytes()
    assert look(desk, removed.id).removed is None


def test_a_name_of_many_bytes_fits_the_trash(desk: Desk, tmp_path: Path) -> None:
    named = tmp_path / ("ế" * 80 + FIRST.suffix)
    named.write_bytes(FIRST.read_bytes())
    (one,) = add(desk, named)
    retention.remove(desk, one, DAY)
    assert in_trash(desk) == [FIRST.read_bytes()]


def test_a_removal_is_the_last_change_that_undo_takes_back(desk: Desk, removed: RecordingView) -> None:
    with desk.reading() as session:
        assert undo.last_of(session, desk.person).action == Action.REMOVE_RECORDING
