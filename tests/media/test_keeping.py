"""Keeping the store sound: what a check finds and mends, how lost files are found again, and what may go when."""

import datetime as dt
import hashlib
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from radiodesk import files
from radiodesk.media import batches, keeping, linking, recordings, store, treating, treatments
from radiodesk.media.errors import KeptUntil, StillLinked
from radiodesk.media.keeping import Findings
from radiodesk.media.recordings import RecordingView
from radiodesk.model import BroadcastState, Desk, Genre, Overview, ProgrammeKind, Recording, Source, station
from radiodesk.model.faults import DamagedDatabase
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries
from tests.conftest import MEDIA

BAD = Path(__file__).parent / "bad"
FIRST = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"
SECOND = MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3"
THIRD = MEDIA / "Tin 03 - An toàn giao thông.m4a"
DAY = dt.date(2019, 3, 5)
KEPT = dt.timedelta(days=365)


def add(desk: Desk, *paths: Path) -> list[RecordingView]:
    found = [outcome.recording for outcome in batches.add(desk, paths)]
    return [recording for recording in found if recording]


def file_of(desk: Desk, recording: RecordingView) -> Path:
    return store.file_of(desk.config.media, recording.sha256, recording.suffix)


def checked(desk: Desk, *, mend: bool = False, today: dt.date = DAY) -> Findings:
    return keeping.check(desk, today=today, mend=mend)


def names(recordings: list[RecordingView]) -> list[str]:
    return [recording.name for recording in recordings]


def look(desk: Desk, recording_id: int) -> RecordingView:
    with desk.reading() as session:
        return recordings.find(session, str(recording_id))


def waiting(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return [found.name for found in recordings.search(session, waiting=True).recordings]


def assert_clean(desk: Desk) -> None:
    findings = checked(desk)
    assert findings.sound
    assert findings.left_over == []


def treat(desk: Desk, recording: RecordingView) -> Path:
    with desk.reading() as session:
        plan = treatments.plan(session, session.get_one(Recording, recording.id))
    original = treating.Original.of(recording, file_of(desk, recording))
    return treating.treated(desk.config.media, original, plan)


def edition_with(session: Session, recording_id: int, *, on: dt.date = DAY, at: dt.time = dt.time(5, 30)) -> int:
    """An edition with one story, which has that recording."""
    planned = broadcasts.plan_first_run(session, title="Thời sự", kind=ProgrammeKind.NEWS, on=on, at=at, seconds=900)
    edition_id = queries.broadcast(session, planned).edition_id
    assert edition_id is not None
    rundowns.add_story(session, edition_id, title="Tin", genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=None)
    story = rundowns.rundown(session, edition_id).lines[-1].story_id
    assert story is not None
    linking.link_story(session, story, None, recording_id)
    return edition_id


def set_state(session: Session, edition_id: int, state: BroadcastState, *, today: dt.date = DAY) -> None:
    first = rundowns.rundown(session, edition_id).first_run
    broadcasts.set_state(session, first.id, None, state, today=today)


def may_go(desk: Desk, today: dt.date) -> list[str]:
    with desk.reading() as session:
        return names(keeping.may_go(session, today))


def give_up(desk: Desk, recording_id: int, today: dt.date) -> Path:
    with desk.changing(what="test") as session:
        return keeping.give_up(session, desk.config.media, recording_id, today)


# What a check finds, and mends


def test_an_empty_store_and_a_whole_one_are_sound(desk: Desk) -> None:
    assert_clean(desk)
    add(desk, FIRST, SECOND, THIRD)
    treat(desk, look(desk, 1))

    assert_clean(desk)
    assert checked(desk, mend=True).mended == []
    assert_clean(desk)


def test_a_missing_file_is_found_and_mending_takes_nothing_away(desk: Desk) -> None:
    one, two = add(desk, FIRST, SECOND)
    file_of(desk, one).unlink()

    assert names(checked(desk).missing) == [one.name]
    findings = checked(desk, mend=True)
    assert names(findings.missing) == [one.name]
    assert not findings.sound
    assert file_of(desk, two).is_file()
    assert look(desk, one.id).name == one.name


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

    findings = checked(desk, mend=True)
    assert names(findings.missing) == [one.name]
    assert findings.damaged == []
    assert (desk.config.media / "damaged" / file.name).read_bytes() == hurt
    assert not file.exists()

    assert add(desk, FIRST)[0].id == one.id
    assert_clean(desk)


def test_a_file_that_no_recording_knows_is_brought_in_and_waits_in_the_inbox(desk: Desk) -> None:
    add(desk, FIRST)
    sha256 = hashlib.sha256(SECOND.read_bytes()).hexdigest()
    orphan = store.file_of(desk.config.media, sha256, ".mp3")
    orphan.parent.mkdir(exist_ok=True)
    shutil.copy(SECOND, orphan)

    findings = checked(desk)
    assert findings.orphans == [orphan]
    assert not findings.sound
    findings = checked(desk, mend=True)
    assert findings.sound
    assert findings.mended == [orphan.name]
    assert waiting(desk) == [orphan.name]
    assert orphan.is_file()
    assert_clean(desk)


def test_a_file_with_a_name_of_its_own_is_brought_in_under_its_hash(desk: Desk) -> None:
    folder = desk.config.media / "originals" / "zz"
    folder.mkdir(parents=True)
    orphan = Path(shutil.copy(SECOND, folder / "somebody put me here.mp3"))

    assert checked(desk, mend=True).mended == [orphan.name]
    assert not orphan.exists()
    assert waiting(desk) == [orphan.name]
    assert file_of(desk, look(desk, 1)).read_bytes() == SECOND.read_bytes()
    assert_clean(desk)


def test_a_stray_copy_of_a_known_recording_becomes_no_second_one(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    orphan = Path(shutil.copy(FIRST, desk.config.media / "originals" / "copy.wav"))

    checked(desk, mend=True)
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
    findings = checked(desk, mend=True)
    assert findings.sound
    assert (desk.config.media / "damaged" / "letter.wav").read_bytes() == b"not sound at all"
    with desk.reading() as session:
        assert recordings.search(session).total == 0
    assert_clean(desk)


def test_two_files_laid_aside_of_one_name_are_both_kept(desk: Desk) -> None:
    for number, content in enumerate((b"one", b"two")):
        folder = desk.config.media / "originals" / f"a{number}"
        folder.mkdir(parents=True)
        (folder / "letter.wav").write_bytes(content)

    checked(desk, mend=True)
    kept = [path.read_bytes() for path in (desk.config.media / "damaged").iterdir()]
    assert sorted(kept) == [b"one", b"two"]


def test_what_was_never_finished_is_left_over_once_nobody_writes_it(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    treated = treat(desk, one)
    with files.temporary(desk.config.media / "originals") as coming, files.temporary(treated.parent, ".flac") as made:
        findings = checked(desk, mend=True)
        assert findings.sound
        assert findings.left_over == findings.mended == []
        assert coming.exists()
        assert made.exists()

    parts = [coming, made]
    for part in parts:
        part.write_bytes(b"half")
    findings = checked(desk)
    assert findings.sound  # no recording and no file lacks the other
    assert findings.left_over == parts
    assert checked(desk, mend=True).mended == [part.name for part in parts]
    assert not any(part.exists() for part in parts)
    assert treated.is_file()
    assert_clean(desk)


def test_a_second_name_of_the_same_bytes_goes(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    second = Path(shutil.copy(file_of(desk, one), file_of(desk, one).with_suffix(".bwf")))

    findings = checked(desk)
    assert findings.sound
    assert findings.left_over == [second]
    checked(desk, mend=True)
    assert not second.exists()
    assert file_of(desk, one).is_file()
    assert_clean(desk)


def test_a_second_name_takes_the_place_of_a_lost_file(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    file = file_of(desk, one)
    file.rename(file.with_suffix(".bwf"))

    assert names(checked(desk).missing) == [one.name]
    findings = checked(desk, mend=True)
    assert findings.sound
    assert findings.mended == [one.name]
    assert file.read_bytes() == FIRST.read_bytes()
    assert_clean(desk)


def test_a_second_name_takes_the_place_of_a_damaged_file(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    file = file_of(desk, one)
    shutil.copy(file, file.with_suffix(".bwf"))
    file.write_bytes(b"hurt")

    findings = checked(desk, mend=True)
    again = checked(desk, mend=True)
    assert findings.sound or again.sound
    assert file.read_bytes() == FIRST.read_bytes()


def test_treated_files_of_recordings_that_there_are_not_are_left_over(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    mine = treat(desk, one)
    strange = mine.with_name(f"{'0' * 64}-0123456789abcdef.flac")
    strange.write_bytes(b"fLaC")
    nameless = mine.with_name("song.flac")
    nameless.write_bytes(b"fLaC")

    findings = checked(desk)
    assert findings.sound
    assert findings.left_over == sorted([strange, nameless])
    checked(desk, mend=True)
    assert not strange.exists()
    assert not nameless.exists()
    assert mine.is_file()


def test_a_check_tells_how_far_it_is_and_can_be_stopped(desk: Desk) -> None:
    class StoppedError(Exception):
        pass

    add(desk, FIRST, SECOND)
    told: list[tuple[int, int]] = []
    keeping.check(desk, today=DAY, progress=lambda done, whole: told.append((done, whole)))
    sizes = FIRST.stat().st_size + SECOND.stat().st_size
    assert told[-1] == (sizes, sizes)
    assert told == sorted(told)

    def stop(done: int, whole: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        keeping.check(desk, today=DAY, mend=True, progress=stop)
    assert_clean(desk)


# Found again


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
    found, missing = keeping.relink(desk, backup, progress=lambda done, whole: looked.append((done, whole)))

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

    assert keeping.relink(desk, tmp_path) == ([], [])


def test_a_damaged_file_that_was_laid_aside_is_found_again(desk: Desk, tmp_path: Path) -> None:
    (one,) = add(desk, FIRST)
    file_of(desk, one).write_bytes(b"hurt")
    checked(desk, mend=True)

    assert keeping.relink(desk, MEDIA) == ([one.name], [])
    assert_clean(desk)


def test_what_was_given_up_is_not_looked_for(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    give_up(desk, one.id, DAY + KEPT * 2).unlink()

    assert keeping.relink(desk, MEDIA) == ([], [])
    assert not file_of(desk, one).exists()


# What may go


def test_recordings_that_were_never_on_air_are_named(desk: Desk) -> None:
    one, two, three, four = add(desk, FIRST, SECOND, THIRD, MEDIA / "nhac hieu.mp3")
    with desk.changing(what="test") as session:
        edition_id = edition_with(session, one.id)
        insert = rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=None)
        linking.link_insert(session, insert, None, four.id)
        set_state(session, edition_id, BroadcastState.AIRED)
        edition_with(session, two.id, at=dt.time(17, 30))  # planned for that day
        missed = edition_with(session, three.id, at=dt.time(18, 30))
        set_state(session, missed, BroadcastState.MISSED)
    with desk.reading() as session:
        assert names(keeping.never_aired(session, DAY)) == [three.name]
        assert sorted(names(keeping.never_aired(session, DAY + dt.timedelta(days=1)))) == [two.name, three.name]
    assert names(checked(desk).never_aired) == [three.name]


def test_a_recording_may_go_the_day_after_its_time_is_over(desk: Desk) -> None:
    one, _two = add(desk, FIRST, SECOND)
    with desk.changing(what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)

    assert may_go(desk, DAY) == []
    assert may_go(desk, DAY + KEPT) == []
    assert may_go(desk, DAY + KEPT + dt.timedelta(days=1)) == [one.name]
    assert names(checked(desk, today=DAY + KEPT * 2).may_go) == [one.name]


def test_the_station_says_how_long_recordings_are_kept(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
        station(session).keep_days = 30

    assert may_go(desk, DAY + dt.timedelta(days=30)) == []
    assert may_go(desk, DAY + dt.timedelta(days=31)) == [one.name]


def test_the_day_on_air_is_the_stations_own(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(what="test") as session:
        # 05:30 of that day in Vietnam is the evening before in UTC.
        set_state(session, edition_with(session, one.id, at=dt.time(5, 30)), BroadcastState.AIRED)
        station(session).keep_days = 1

    assert may_go(desk, DAY + dt.timedelta(days=1)) == []
    assert may_go(desk, DAY + dt.timedelta(days=2)) == [one.name]


def test_a_planned_repeat_keeps_a_recording_and_once_aired_counts_from_there(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    later = DAY + dt.timedelta(days=400)
    with desk.changing(what="test") as session:
        edition_id = edition_with(session, one.id)
        set_state(session, edition_id, BroadcastState.AIRED)
        repeat = broadcasts.plan_repeat(session, edition_id=edition_id, on=later, at=dt.time(9), seconds=900)
    assert may_go(desk, DAY + KEPT * 10) == []
    with pytest.raises(KeptUntil):
        give_up(desk, one.id, DAY + KEPT * 10)

    with desk.changing(what="test") as session:
        broadcasts.set_state(session, repeat, None, BroadcastState.AIRED, today=later)
    assert may_go(desk, later + KEPT) == []
    assert may_go(desk, later + KEPT + dt.timedelta(days=1)) == [one.name]


def test_a_cancelled_repeat_keeps_nothing(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(what="test") as session:
        edition_id = edition_with(session, one.id)
        set_state(session, edition_id, BroadcastState.AIRED)
        later = DAY + dt.timedelta(days=2)
        repeat = broadcasts.plan_repeat(session, edition_id=edition_id, on=later, at=dt.time(9), seconds=900)
        broadcasts.set_state(session, repeat, None, BroadcastState.CANCELLED, today=DAY)

    assert may_go(desk, DAY + KEPT + dt.timedelta(days=1)) == [one.name]


def test_the_last_of_several_editions_counts(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    later = DAY + dt.timedelta(days=100)
    with desk.changing(what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
        again = edition_with(session, one.id, on=later)
        set_state(session, again, BroadcastState.AIRED, today=later)

    assert may_go(desk, DAY + KEPT + dt.timedelta(days=1)) == []
    assert may_go(desk, later + KEPT + dt.timedelta(days=1)) == [one.name]


def test_an_insert_is_kept_after_it_was_on_air_too(desk: Desk) -> None:
    one, jingle = add(desk, FIRST, MEDIA / "nhac hieu.mp3")
    with desk.changing(what="test") as session:
        edition_id = edition_with(session, one.id)
        insert = rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=None)
        linking.link_insert(session, insert, None, jingle.id)
        set_state(session, edition_id, BroadcastState.AIRED)

    assert may_go(desk, DAY + KEPT) == []
    assert sorted(may_go(desk, DAY + KEPT + dt.timedelta(days=1))) == sorted([one.name, jingle.name])


def test_nothing_is_given_up_before_its_time(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    for day in (DAY, DAY + KEPT):
        with pytest.raises(KeptUntil, match=one.name):
            give_up(desk, one.id, day)

    assert look(desk, one.id).removed is None
    assert_clean(desk)


def test_what_was_never_on_air_is_given_up_once_it_belongs_to_nothing(desk: Desk) -> None:
    one, jingle = add(desk, FIRST, SECOND)
    with desk.changing(what="test") as session:
        edition_id = edition_with(session, one.id)
        insert = rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=None)
        linking.link_insert(session, insert, None, jingle.id)
    for recording in (one, jingle):
        with pytest.raises(StillLinked, match=recording.name):
            keeping.remove(desk, recording.id, DAY + KEPT * 10)
        with desk.changing(what="test") as session:
            for each in linking.linked(session, recording.id):
                linking.link(session, each.target, None)
        keeping.remove(desk, recording.id, DAY)

    assert not list(file_of(desk, one).parent.iterdir())
    with desk.reading() as session:
        assert recordings.search(session).total == 0
    assert_clean(desk)


def test_a_recording_given_up_stays_known_and_its_file_and_treated_files_go(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    treated = treat(desk, one)
    with desk.changing(what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    file = give_up(desk, one.id, DAY + KEPT * 2)

    assert file == file_of(desk, one)
    assert look(desk, one.id).removed is not None
    findings = checked(desk)  # stopped before the file was removed
    assert findings.sound
    assert findings.left_over == [file, treated]
    checked(desk, mend=True)
    assert not file.exists()
    assert not treated.exists()
    assert may_go(desk, DAY + KEPT * 2) == []
    with desk.reading() as session:
        assert keeping.never_aired(session, DAY) == []
    assert_clean(desk)


def test_a_recording_that_was_given_up_and_is_added_again_is_whole(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    give_up(desk, one.id, DAY + KEPT * 2).unlink()
    (again,) = add(desk, FIRST)

    assert (again.id, again.removed) == (one.id, None)
    assert again.measurement == one.measurement
    assert again.stories == ("Tin",)
    assert file_of(desk, again).read_bytes() == FIRST.read_bytes()
    assert_clean(desk)
    assert treat(desk, again).is_file()


def test_a_file_in_another_folder_of_the_store_is_missing_until_it_is_mended(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    strange = desk.config.media / "originals" / "zz" / file_of(desk, one).name
    strange.parent.mkdir()
    file_of(desk, one).rename(strange)

    assert names(checked(desk).missing) == [FIRST.name]
    assert checked(desk, mend=True).mended == [FIRST.name]
    assert file_of(desk, one).read_bytes() == FIRST.read_bytes()
    assert_clean(desk)


def test_a_file_that_came_in_again_during_the_check_stays(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    give_up(desk, one.id, DAY + KEPT * 2)

    def meanwhile(done: int, total: int) -> None:
        add(desk, FIRST)

    keeping.check(desk, today=DAY, mend=True, progress=meanwhile)
    assert look(desk, one.id).removed is None
    assert file_of(desk, one).read_bytes() == FIRST.read_bytes()


def test_removing_takes_the_file_and_leaves_the_recording(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    with pytest.raises(KeptUntil):
        keeping.remove(desk, one.id, DAY)
    assert file_of(desk, one).is_file()
    keeping.remove(desk, one.id, DAY + KEPT * 2)

    assert not list(file_of(desk, one).parent.iterdir())
    assert look(desk, one.id).removed is not None


def test_an_orphan_that_the_desk_cannot_note_stays(desk: Desk) -> None:
    """It is the only copy, and its place in the store is where the copy that is registered goes."""
    (one,) = add(desk, FIRST)
    file = file_of(desk, one)
    with desk.changing(what="lost") as session:
        for kind in (Overview, Recording):
            for row in session.scalars(select(kind)):
                session.delete(row)
    whole = file.read_bytes()

    def refuse(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql("INSERT INTO treatment VALUES (1, 999, '{}', 0, 1, '2019-01-01', '2019-01-01')")

    event.listen(desk.engine, "begin", refuse)
    with pytest.raises(DamagedDatabase):  # which it is for that moment
        checked(desk, mend=True)
    event.remove(desk.engine, "begin", refuse)

    assert file.read_bytes() == whole
    assert checked(desk, mend=True).mended == [file.name]
    assert_clean(desk)


def test_what_a_running_import_has_taken_is_not_unknown(desk: Desk) -> None:
    originals = desk.config.media / "originals"
    originals.mkdir(exist_ok=True)
    with files.temporary_folder(originals) as folder, store.taken(desk, FIRST, folder=folder) as taken:
        assert checked(desk, mend=True) == Findings()
        assert taken.copy.is_file()
    assert list(originals.iterdir()) == []
