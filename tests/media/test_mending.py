"""Mending the store: damaged files are laid aside, unknown ones brought in, lost ones found again."""

import datetime as dt
import hashlib
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, insert, select

from radiodesk.media import mending, recordings, retention, store, store_check
from radiodesk.model import BroadcastState, Desk, Overview, Recording, Treatment
from radiodesk.model.actions import Action
from radiodesk.model.faults import ChangedMeanwhile
from tests.conftest import MEDIA
from tests.media.stored import (
    DAY,
    FIRST,
    SECOND,
    THIRD,
    add,
    assert_clean,
    checked,
    edition_with,
    file_of,
    give_up,
    look,
    mended,
    names,
    set_state,
    waiting,
)
from tests.server import defer_references

KEPT = dt.timedelta(days=365)


@pytest.mark.parametrize("damage", ["a byte", "cut short", "empty"])
def test_a_damaged_file_is_found_and_laid_aside_until_a_good_one_comes(damage: str, desk: Desk) -> None:
    one, _two = add(desk, FIRST, SECOND)
    file = file_of(desk, one)
    content = file.read_bytes()
    hurt = {"a byte": content[:5000] + b"\x00\xff" + content[5002:], "cut short": content[:5000], "empty": b""}[damage]
    file.write_bytes(hurt)

    findings = checked(desk)
    assert names(findings.damaged) == [one.name]
    assert findings.missing == []
    assert file.read_bytes() == hurt  # a check alone changes nothing

    findings = mended(desk)
    assert names(findings.missing) == [one.name]
    assert findings.damaged == []
    assert (desk.config.media / "damaged" / file.name).read_bytes() == hurt
    assert not file.exists()

    assert add(desk, FIRST)[0].id == one.id
    assert_clean(desk)


def test_a_damaged_file_that_was_replaced_after_the_check_is_left(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    file = file_of(desk, one)
    content = file.read_bytes()
    file.write_bytes(b"hurt")
    findings = checked(desk)
    file.write_bytes(content)
    mending.mend(desk, findings)

    assert findings.intact
    assert findings.moved_aside == []
    assert file.read_bytes() == content


def test_one_finding_is_mended_and_the_others_are_left(desk: Desk) -> None:
    one, two = add(desk, FIRST, SECOND)
    for each in (one, two):
        file_of(desk, each).write_bytes(b"hurt")
    findings = checked(desk)
    damaged = next(each for each in findings.damaged if each.id == two.id)
    chosen = next(finding for finding in findings.all() if finding.item is damaged)
    mending.mend(desk, findings, only=chosen)

    assert names(findings.damaged) == [one.name]
    assert names(findings.missing) == [two.name]
    assert file_of(desk, one).is_file()


def test_stopped_mending_keeps_what_is_done(desk: Desk) -> None:
    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 1:
            raise StoppedError

    for each in add(desk, FIRST, SECOND):
        file_of(desk, each).write_bytes(b"hurt")
    findings = checked(desk)
    with pytest.raises(StoppedError):
        mending.mend(desk, findings, progress=stop)

    assert len(findings.damaged) == len(findings.missing) == 1
    assert len(checked(desk).damaged) == 1


def test_a_file_that_no_recording_knows_is_brought_in_and_waits_in_the_inbox(desk: Desk) -> None:
    add(desk, FIRST)
    sha256 = hashlib.sha256(SECOND.read_bytes()).hexdigest()
    orphan = store.file_of(desk.config.media, sha256, ".mp3")
    orphan.parent.mkdir(exist_ok=True)
    shutil.copy(SECOND, orphan)

    findings = checked(desk)
    assert findings.orphans == [orphan]
    assert not findings.intact
    findings = mended(desk)
    assert findings.intact
    assert findings.mended == [orphan.name]
    assert waiting(desk) == [orphan.name]
    assert orphan.is_file()
    assert_clean(desk)


def test_a_file_with_a_name_of_its_own_is_brought_in_under_its_hash(desk: Desk) -> None:
    folder = desk.config.media / "originals" / "zz"
    folder.mkdir(parents=True)
    orphan = Path(shutil.copy(SECOND, folder / "somebody put me here.mp3"))

    assert mended(desk).mended == [orphan.name]
    assert not orphan.exists()
    assert waiting(desk) == [orphan.name]
    assert file_of(desk, look(desk, 1)).read_bytes() == SECOND.read_bytes()
    assert_clean(desk)


def test_a_stray_copy_of_a_known_recording_becomes_no_second_one(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    orphan = Path(shutil.copy(FIRST, desk.config.media / "originals" / "copy.wav"))

    mended(desk)
    assert not orphan.exists()
    with desk.reading() as session:
        assert [found.id for found in recordings.search(session).recordings] == [one.id]
    assert waiting(desk) == []
    assert_clean(desk)


def test_an_unknown_file_that_is_no_sound_is_laid_aside(desk: Desk) -> None:
    folder = desk.config.media / "originals" / "aa"
    folder.mkdir(parents=True)
    orphan = folder / "letter.wav"
    orphan.write_bytes(b"not sound at all")

    assert checked(desk).orphans == [orphan]
    findings = mended(desk)
    assert findings.intact
    assert (desk.config.media / "damaged" / "letter.wav").read_bytes() == b"not sound at all"
    with desk.reading() as session:
        assert recordings.search(session).total == 0
    assert_clean(desk)


def test_two_files_laid_aside_of_one_name_are_both_kept(desk: Desk) -> None:
    for number, content in enumerate((b"one", b"two")):
        folder = desk.config.media / "originals" / f"a{number}"
        folder.mkdir(parents=True)
        (folder / "letter.wav").write_bytes(content)

    mended(desk)
    kept = [path.read_bytes() for path in (desk.config.media / "damaged").iterdir()]
    assert sorted(kept) == [b"one", b"two"]


def test_a_second_name_of_the_same_bytes_goes(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    second = Path(shutil.copy(file_of(desk, one), file_of(desk, one).with_suffix(".bwf")))

    findings = checked(desk)
    assert findings.intact
    assert findings.leftovers == [second]
    mended(desk)
    assert not second.exists()
    assert file_of(desk, one).is_file()
    assert_clean(desk)


def test_a_second_name_takes_the_place_of_a_lost_file(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    file = file_of(desk, one)
    file.rename(file.with_suffix(".bwf"))

    assert names(checked(desk).missing) == [one.name]
    findings = mended(desk)
    assert findings.intact
    assert findings.mended == [one.name]
    assert file.read_bytes() == FIRST.read_bytes()
    assert_clean(desk)


def test_a_second_name_takes_the_place_of_a_damaged_file(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    file = file_of(desk, one)
    shutil.copy(file, file.with_suffix(".bwf"))
    file.write_bytes(b"hurt")

    findings = mended(desk)
    again = mended(desk)
    assert findings.intact or again.intact
    assert file.read_bytes() == FIRST.read_bytes()


def test_lost_files_are_found_whatever_they_are_called_and_however_deep(desk: Desk, tmp_path: Path) -> None:
    recordings = add(desk, FIRST, SECOND, THIRD)
    backup = tmp_path / "backup"
    deep = backup / "năm 2019" / "tháng 3"
    deep.mkdir(parents=True)
    shutil.copy(FIRST, deep / "renamed.bin")
    shutil.copy(SECOND, backup / "x.wav")
    (deep / "same size.bin").write_bytes(b"\x00" * FIRST.stat().st_size)
    (backup / "a same size.mp3").write_bytes(b"\x00" * THIRD.stat().st_size)
    for recording in recordings:
        file_of(desk, recording).unlink()
    before = {path: path.read_bytes() for path in backup.rglob("*") if path.is_file()}
    looked: list[tuple[int, int]] = []
    found, missing = mending.relink(desk, backup, progress=lambda done, whole: looked.append((done, whole)))

    assert sorted(found) == sorted([FIRST.name, SECOND.name])
    assert names(missing) == [THIRD.name]
    assert {whole for _done, whole in looked} == {4}
    assert file_of(desk, recordings[0]).read_bytes() == FIRST.read_bytes()
    assert file_of(desk, recordings[1]).read_bytes() == SECOND.read_bytes()
    assert {path: path.read_bytes() for path in backup.rglob("*") if path.is_file()} == before
    assert names(checked(desk).missing) == [THIRD.name]


def test_with_nothing_lost_nothing_is_looked_for(desk: Desk, tmp_path: Path) -> None:
    add(desk, FIRST)
    shutil.copy(FIRST, tmp_path / "copy.wav")

    assert mending.relink(desk, tmp_path) == ([], [])


def test_a_damaged_file_that_was_laid_aside_is_found_again(desk: Desk, tmp_path: Path) -> None:
    (one,) = add(desk, FIRST)
    file_of(desk, one).write_bytes(b"hurt")
    mended(desk)

    assert mending.relink(desk, MEDIA) == ([one.name], [])
    assert_clean(desk)


def test_what_was_given_up_is_not_looked_for(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(Action.EARLIER, what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    give_up(desk, one.id, DAY + KEPT * 2).unlink()

    assert mending.relink(desk, MEDIA) == ([], [])
    assert not file_of(desk, one).exists()


def test_a_file_in_another_folder_of_the_store_is_missing_until_it_is_mended(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    strange = desk.config.media / "originals" / "zz" / file_of(desk, one).name
    strange.parent.mkdir()
    file_of(desk, one).rename(strange)

    assert names(checked(desk).missing) == [FIRST.name]
    assert mended(desk).mended == [FIRST.name]
    assert file_of(desk, one).read_bytes() == FIRST.read_bytes()
    assert_clean(desk)


def test_a_file_that_came_in_again_during_the_check_stays(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(Action.EARLIER, what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    give_up(desk, one.id, DAY + KEPT * 2)

    def meanwhile(done: int, total: int) -> None:
        add(desk, FIRST)

    mending.mend(desk, store_check.check(desk, today=DAY, progress=meanwhile))
    assert look(desk, one.id).removed is None
    assert file_of(desk, one).read_bytes() == FIRST.read_bytes()


def test_an_orphan_that_the_desk_cannot_note_stays(desk: Desk) -> None:
    """It is the only copy, and its place in the store is where the copy that is registered goes."""
    (one,) = add(desk, FIRST)
    file = file_of(desk, one)
    with desk.changing(Action.EARLIER, what="lost") as session:
        for kind in (Overview, Recording):
            for row in session.scalars(select(kind)):
                session.delete(row)
    whole = file.read_bytes()

    def refuse(connection: Connection) -> None:
        if connection.get_execution_options().get("radiodesk_writes"):
            defer_references(connection, "treatment")
            connection.execute(insert(Treatment).values(recording_id=999, recipe={}))

    event.listen(desk.engine, "begin", refuse)
    with pytest.raises(ChangedMeanwhile):
        mended(desk)
    event.remove(desk.engine, "begin", refuse)

    assert file.read_bytes() == whole
    assert mended(desk).mended == [file.name]
    assert_clean(desk)


def test_a_stray_copy_of_a_removed_recording_is_back_in_the_inbox(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    retention.remove(desk, one, DAY)
    stray = desk.config.media / "originals" / "zz" / "stray.wav"
    stray.parent.mkdir(parents=True)
    shutil.copy(FIRST, stray)

    mended(desk)

    assert file_of(desk, one).read_bytes() == FIRST.read_bytes()
    assert look(desk, one.id).waiting


def test_a_leftover_that_may_be_a_missing_recording_is_moved_aside_and_not_removed(desk: Desk) -> None:
    """Its bytes are damaged, but they are all that is left of the recording."""
    (one,) = add(desk, FIRST)
    file = file_of(desk, one)
    stray = desk.config.media / "originals" / "zz" / file.name
    stray.parent.mkdir(parents=True)
    file.rename(stray)
    stray.write_bytes(stray.read_bytes()[:-100])

    findings = mended(desk)

    assert findings.moved_aside == [stray.name]
    assert (desk.config.media / "damaged" / stray.name).is_file()
