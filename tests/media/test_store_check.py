"""A check of the store: what it finds missing and left over, and what it leaves alone."""

import pytest

from radiodesk import files
from radiodesk.media import store, store_check
from radiodesk.media.store_check import Findings
from radiodesk.model import Desk
from tests.media.stored import (
    DAY,
    FIRST,
    SECOND,
    THIRD,
    add,
    assert_clean,
    checked,
    file_of,
    look,
    mended,
    names,
    treat,
)


def test_an_empty_store_and_a_whole_one_are_sound(desk: Desk) -> None:
    assert_clean(desk)
    add(desk, FIRST, SECOND, THIRD)
    treat(desk, look(desk, 1))

    assert_clean(desk)
    assert mended(desk).mended == []
    assert_clean(desk)


def test_a_missing_file_is_found_and_mending_takes_nothing_away(desk: Desk) -> None:
    one, two = add(desk, FIRST, SECOND)
    file_of(desk, one).unlink()

    assert names(checked(desk).missing) == [one.name]
    findings = mended(desk)
    assert names(findings.missing) == [one.name]
    assert not findings.intact
    assert file_of(desk, two).is_file()
    assert look(desk, one.id).name == one.name


def test_what_was_never_finished_is_left_over_once_nobody_writes_it(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    treated = treat(desk, one)
    with (
        files.temporary_file(desk.config.media / "originals") as coming,
        files.temporary_file(treated.parent, ".flac") as made,
    ):
        findings = mended(desk)
        assert findings.intact
        assert findings.leftovers == findings.mended == []
        assert coming.exists()
        assert made.exists()

    parts = [coming, made]
    for part in parts:
        part.write_bytes(b"half")
    findings = checked(desk)
    assert findings.intact  # no recording and no file lacks the other
    assert findings.leftovers == parts
    assert mended(desk).mended == [part.name for part in parts]
    assert not any(part.exists() for part in parts)
    assert treated.is_file()
    assert_clean(desk)


def test_treated_files_of_recordings_that_there_are_not_are_left_over(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    mine = treat(desk, one)
    strange = mine.with_name(f"{'0' * 64}-0123456789abcdef.flac")
    strange.write_bytes(b"fLaC")
    nameless = mine.with_name("song.flac")
    nameless.write_bytes(b"fLaC")

    findings = checked(desk)
    assert findings.intact
    assert findings.leftovers == sorted([strange, nameless])
    mended(desk)
    assert not strange.exists()
    assert not nameless.exists()
    assert mine.is_file()


def test_a_check_tells_how_far_it_is_and_can_be_stopped(desk: Desk) -> None:
    class StoppedError(Exception):
        pass

    add(desk, FIRST, SECOND)
    told: list[tuple[int, int]] = []
    store_check.check(desk, today=DAY, progress=lambda done, whole: told.append((done, whole)))
    sizes = FIRST.stat().st_size + SECOND.stat().st_size
    assert told[-1] == (sizes, sizes)
    assert told == sorted(told)

    def stop(done: int, whole: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        store_check.check(desk, today=DAY, progress=stop)
    assert_clean(desk)


def test_what_a_running_import_has_taken_is_not_unknown(desk: Desk) -> None:
    originals = desk.config.media / "originals"
    originals.mkdir(exist_ok=True)
    with files.temporary_folder(originals) as folder, store.staged(desk, FIRST, folder=folder) as taken:
        assert mended(desk) == Findings()
        assert taken.copy.is_file()
    assert list(originals.iterdir()) == []


def test_a_recording_whose_file_was_removed_is_in_no_finding(desk: Desk) -> None:
    one, two = add(desk, FIRST, SECOND)
    for recording in (one, two):
        file_of(desk, recording).unlink()
    findings = checked(desk)
    assert {*names(findings.missing)} == {one.name, two.name}

    findings.forget(one)

    assert names(findings.missing) == [two.name]
    assert one.name not in names(findings.never_aired)
