"""The drop folder: what is taken in and when."""

import datetime as dt
import errno
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from radiodesk import locale
from radiodesk.errors import visible
from radiodesk.files import claimed_path
from radiodesk.media import drop_folder as drops
from radiodesk.media import drop_notes, linking, recordings, retention, store, store_check, trash
from radiodesk.media.drop_folder import CannotDelete, DropFolder, DropState, NotInDropFolder
from radiodesk.media.places import Kind
from radiodesk.media.sound.errors import NotAudio
from radiodesk.model import BroadcastState, Desk, drop_folder, station
from radiodesk.model.actions import Action
from tests.media.signals import write
from tests.media.stored import set_state
from tests.media.test_inbox import (
    DAY,
    FIRST,
    SECOND,
    add_story,
    edition,
    lay_aside,
    total,
    waiting,
)

BAD = Path(__file__).parent / "bad"
LONG_AGO = 600


def drop(folder: Path, source: Path, name: str = "", *, age: float = LONG_AGO) -> Path:
    """Put a file there that was written so many seconds ago."""
    folder.mkdir(parents=True, exist_ok=True)
    path = Path(shutil.copy(source, folder / (name or source.name)))
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def take_in(watched: DropFolder, desk: Desk) -> list[str]:
    """Look once; names of what was dealt with."""
    return [outcome.path.name for outcome in watched.add_files(desk, watched.ready_files())]


def test_complete_files_are_taken_in_once_and_moved_away(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    first, second = drop(folder, FIRST), drop(folder, SECOND)
    watched = DropFolder(folder, desk.config)

    assert sorted(take_in(watched, desk)) == sorted([first.name, second.name])
    assert waiting(desk) == sorted([first.name, second.name])
    assert take_in(watched, desk) == []
    assert not first.exists()
    assert (folder / drops.TAKEN / first.name).read_bytes() == FIRST.read_bytes()
    assert (folder / drops.TAKEN / second.name).is_file()
    assert take_in(DropFolder(folder, desk.config), desk) == []  # nor by the next one who looks


def test_a_file_of_a_name_that_was_taken_before_overwrites_nothing(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    watched = DropFolder(folder, desk.config)
    contents = []
    for seed in range(3):
        source = write(tmp_path / "s.wav", np.random.default_rng(seed).normal(0, 0.1, (1, 24_000)), bits=16)
        contents.append(source.read_bytes())
        drop(folder, source, "REC001.wav")
        assert take_in(watched, desk) == ["REC001.wav"]

    taken = folder / drops.TAKEN
    assert sorted(path.name for path in taken.iterdir()) == ["REC001 (2).wav", "REC001 (3).wav", "REC001.wav"]
    assert sorted(path.read_bytes() for path in taken.iterdir()) == sorted(contents)
    assert total(desk) == 3


def test_a_file_that_grows_is_left_until_it_stands_still(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    growing = drop(folder, FIRST, age=0)
    watched = DropFolder(folder, desk.config)
    assert watched.ready_files() == []  # seen for the first time, and fresh
    for _ in range(3):
        with growing.open("ab") as file:
            file.write(b"\x00" * 400)
        assert watched.ready_files() == []

    assert watched.ready_files() == [growing]
    assert take_in(watched, desk) == [growing.name]


def test_a_file_whose_writer_says_that_it_is_not_done_is_left(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    for ending in (".part", ".crdownload", ".tmp"):
        drop(folder, FIRST, f"REC{ending}.wav")
        drop(folder, FIRST, f"REC{ending}.wav{ending}")
    watched = DropFolder(folder, desk.config)

    assert watched.ready_files() == []
    for ending in (".part", ".crdownload", ".tmp"):
        (folder / f"REC{ending}.wav{ending}").unlink()
    assert len(watched.ready_files()) == 3


def states(watched: DropFolder) -> dict[str, str]:
    """The files that were not added, by the name that is shown."""
    return {visible(file.name): file.state.value for file in watched.files()}


def test_hidden_files_and_those_of_windows_are_left_and_not_listed(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    for name in (".REC.wav", "Thumbs.db", "desktop.ini", ".Trash-1000/REC.wav", "._REC.wav"):
        drop((folder / name).parent, FIRST, Path(name).name)
    watched = DropFolder(folder, desk.config)

    assert take_in(watched, desk) == take_in(watched, desk) == []
    assert watched.files() == []


@pytest.mark.parametrize("name", ["REC001.WAV", "rec.Wav", "REC.RF64", "Tin.BWF"])
def test_a_file_is_taken_whatever_the_case_of_its_ending(name: str, desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    drop(folder, FIRST, name)

    assert take_in(DropFolder(folder, desk.config), desk) == [name]
    assert waiting(desk) == [name]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("notes.txt", "A text"),
        ("Kịch bản.DOCX", "A text"),
        ("anh.jpg", "A picture"),
        ("the.ZIP", "An archive: unpack it"),
        ("REC0001.dss", "try it if it is one"),
        ("no ending", "try it if it is one"),
    ],
)
def test_a_file_of_an_unknown_ending_is_listed_with_what_to_do(
    name: str, what: str, desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, FIRST, name)
    watched = DropFolder(folder, desk.config)
    assert take_in(watched, desk) == []

    (file,) = watched.files()
    assert (file.path, file.state) == (path, DropState.UNKNOWN)
    assert what in file.reason


def test_a_file_of_an_unknown_ending_is_added_when_it_is_tried(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    drop(folder, FIRST, "REC001")
    watched = DropFolder(folder, desk.config)
    take_in(watched, desk)
    (outcome,) = watched.retry(desk, watched.files())

    assert outcome.recording is not None
    assert waiting(desk) == ["REC001"]
    assert watched.files() == []


def test_an_empty_file_is_left_while_it_is_new_and_refused_later(desk: Desk, tmp_path: Path) -> None:
    """A recorder creates its file before it has sound for it."""
    folder = tmp_path / "inbox"
    path = drop(folder, BAD / "empty.wav", age=0)
    watched = DropFolder(folder, desk.config)
    for _check in range(3):
        assert take_in(watched, desk) == []
        assert states(watched) == {"empty.wav": "unsettled"}

    os.utime(path, (0, 0))
    (outcome,) = watched.add_files(desk, watched.ready_files())
    assert "is empty" in str(outcome.error)


# Folders in the folder


def test_the_sound_files_of_a_recorders_card_are_taken_with_its_folders(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    drop(folder / "CARD" / "FOLDER_A", FIRST, "REC001.WAV")
    drop(folder / "CARD", SECOND, "REC001.MP3")
    drop(folder / "CARD", FIRST, "RECSYS.DAT")
    drop(folder / "CARD" / ".Trashes", FIRST, "old.wav")
    watched = DropFolder(folder, desk.config)

    assert sorted(take_in(watched, desk)) == ["REC001.MP3", "REC001.WAV"]
    assert waiting(desk) == ["REC001.MP3", "REC001.WAV"]
    taken = folder / drops.TAKEN / "CARD"
    assert (taken / "FOLDER_A" / "REC001.WAV").is_file()
    assert (taken / "REC001.MP3").is_file()
    assert take_in(watched, desk) == []  # what was taken is not read again
    assert states(watched) == {"CARD/RECSYS.DAT": "unknown"}


def test_a_link_to_a_folder_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "inbox", tmp_path / "archive"
    drop(elsewhere, FIRST)
    folder.mkdir()
    (folder / "link").symlink_to(elsewhere)

    assert DropFolder(folder, desk.config).ready_files() == []


def test_the_folders_of_the_home_are_never_taken_for_folders_of_a_recorder(desk: Desk) -> None:
    """The drop folder may contain the home, or be one of its folders."""
    home = desk.config.home
    for own in desk.config.store_folders:
        drop(own / "ab", FIRST)
    drop(home / "trash", FIRST)
    for folder in (home.parent, home, home / "media", *desk.config.store_folders):
        assert DropFolder(folder, desk.config).ready_files() == []


def test_a_folder_that_is_not_there_holds_nothing_until_it_is(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    watched = DropFolder(folder, desk.config)
    assert watched.ready_files() == []
    (tmp_path / "stick").write_bytes(b"a file")
    assert watched.ready_files() == []
    folder.unlink()
    drop(folder, FIRST)
    assert len(watched.ready_files()) == 1


def test_a_refused_file_stays_and_is_tried_again_when_it_changed(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    bad = drop(folder, BAD / "not audio.mp3", "Tin.mp3")
    watched = DropFolder(folder, desk.config)
    (outcome,) = watched.add_files(desk, watched.ready_files())

    assert outcome.error is not None
    assert "Tin.mp3" in str(outcome.error)
    assert bad.exists()
    assert watched.ready_files() == watched.ready_files() == []
    drop(folder, SECOND, "Tin.mp3", age=LONG_AGO / 2)
    assert take_in(watched, desk) == ["Tin.mp3"]
    assert waiting(desk) == ["Tin.mp3"]
    assert not bad.exists()


def test_what_is_refused_does_not_keep_the_good_ones_out(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    drop(folder, BAD / "not audio.mp3")
    drop(folder, FIRST)
    watched = DropFolder(folder, desk.config)
    outcomes = watched.add_files(desk, watched.ready_files())

    assert [outcome.error is None for outcome in outcomes] == [True, False]  # by name
    assert waiting(desk) == [FIRST.name]


def test_where_files_cannot_be_moved_they_are_taken_once_all_the_same(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, FIRST)
    (folder / drops.TAKEN).write_bytes(b"a file where the folder should be")
    watched = DropFolder(folder, desk.config)

    assert take_in(watched, desk) == [path.name]
    assert take_in(watched, desk) == take_in(watched, desk) == []
    assert path.exists()
    take_in(DropFolder(folder, desk.config), desk)
    assert total(desk) == 1
    assert waiting(desk) == [path.name]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_can_only_be_read_is_read(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, FIRST)
    folder.chmod(0o500)
    try:
        watched = DropFolder(folder, desk.config)
        assert take_in(watched, desk) == [path.name]
        assert take_in(watched, desk) == []
        assert path.exists()
    finally:
        folder.chmod(0o700)


def test_looking_again_at_a_folder_that_can_only_be_read_brings_nothing_back(desk: Desk, tmp_path: Path) -> None:
    """What was laid aside, or given up, stays so."""
    folder = tmp_path / "inbox"
    drop(folder, FIRST)
    (folder / drops.TAKEN).write_bytes(b"")
    take_in(DropFolder(folder, desk.config), desk)
    with desk.changing(Action.EARLIER, what="test") as session:
        lay_aside(session, 1)
        edition_id = edition(session)
        linking.link(session, (Kind.STORY, add_story(session, edition_id, "Tin")), 1, 1)
        set_state(session, edition_id, BroadcastState.AIRED)
    take_in(DropFolder(folder, desk.config), desk)
    assert waiting(desk) == []

    with desk.changing(Action.EARLIER, what="test") as session:
        version = recordings.find(session, "1").version
        retention.mark_removed(session, desk.config.media, 1, version, DAY + dt.timedelta(days=800)).unlink()
    take_in(DropFolder(folder, desk.config), desk)
    with desk.reading() as session:
        assert recordings.find(session, "1").removed is not None


def test_two_desks_at_one_drop_folder_take_each_file_once(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    for number in range(6):
        drop(folder, write(tmp_path / "s.wav", np.full((1, 9_600), 0.1 + number / 10), bits=16), f"REC{number}.wav")
    other = Desk.open(desk.config)
    watched = [DropFolder(folder, desk.config), DropFolder(folder, desk.config)]
    landed = [each.ready_files() for each in watched]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(DropFolder.add_files, watched, [desk, other], landed))
    other.close()

    assert [outcome.error for each in outcomes for outcome in each if outcome.error] == []
    assert len(waiting(desk)) == 6
    assert len(list((folder / drops.TAKEN).iterdir())) == 6
    assert [path.name for path in folder.iterdir()] == [drops.TAKEN]
    assert store_check.check(desk, today=DAY).intact


# Refused files


def test_a_refused_file_is_listed_for_as_long_as_it_lies_there(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    bad, picture = drop(folder, BAD / "not audio.mp3"), drop(folder, BAD / "empty.wav", "picture.mp3")
    picture.write_bytes(b"no sound")
    os.utime(picture, (0, 0))
    watched = DropFolder(folder, desk.config)
    take_in(watched, desk)
    assert states(watched) == {bad.name: "refused", picture.name: "refused"}
    assert bad.name in watched.file(bad.name).reason
    assert str(folder) not in watched.file(bad.name).reason

    picture.unlink()
    shutil.copy(FIRST, bad)
    os.utime(bad, (0, 0))
    take_in(watched, desk)
    assert watched.files() == []


def test_a_refusal_is_announced_once_also_after_a_restart_and_by_other_desks(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    drop(folder, BAD / "not audio.mp3", "hong.mp3")
    drop(folder, FIRST, "notes.txt")
    watched = DropFolder(folder, desk.config)
    assert take_in(watched, desk) == ["hong.mp3"]
    assert [file.name for file in watched.new_unknown_files()] == ["notes.txt"]

    for again in (watched, DropFolder(folder, desk.config), DropFolder(folder, desk.config)):
        assert again.ready_files() == []
        assert again.new_unknown_files() == []
        assert states(again) == {"hong.mp3": "refused", "notes.txt": "unknown"}


def test_the_reason_of_a_refusal_is_in_the_language_of_who_reads_it(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    drop(folder, BAD / "not audio.mp3", "hong.mp3")
    take_in(DropFolder(folder, desk.config), desk)
    reasons = []
    for language in ("en", "vi"):
        locale.use(language)
        again = DropFolder(folder, desk.config)
        again.ready_files()
        reasons.append(again.files()[0].reason)
    locale.use("en")

    assert reasons[0].startswith("hong.mp3 is not audio")
    assert reasons[1].startswith("hong.mp3 không phải")


def test_of_two_desks_that_refuse_a_file_at_once_one_announces_it(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    drop(folder, BAD / "not audio.mp3")
    other = Desk.open(desk.config)
    watched = [DropFolder(folder, desk.config) for _desk in range(2)]
    landed = [each.ready_files() for each in watched]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(DropFolder.add_files, watched, [desk, other], landed))
    other.close()

    assert sorted(len(each) for each in outcomes) == [0, 1]
    assert [states(each) for each in watched] == [{"not audio.mp3": "refused"}] * 2


def test_a_refused_file_is_tried_again_on_demand(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, FIRST)

    def unreadable(*_args: object, **_options: object) -> None:
        raise NotAudio(file=str(path))

    watched = DropFolder(folder, desk.config)
    with monkeypatch.context() as patch:
        patch.setattr(store, "measure", unreadable)
        assert take_in(watched, desk) == [path.name]
        (outcome,) = watched.retry(desk, watched.files())
        assert outcome.error is not None
        assert states(watched) == {path.name: "refused"}
    (outcome,) = watched.retry(desk, watched.files())

    assert outcome.recording is not None
    assert watched.files() == []


def test_a_stopped_retry_leaves_the_file_as_it_was(desk: Desk, tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def watch(name: str, share: float, whole: float) -> None:
        raise StoppedError

    folder = tmp_path / "inbox"
    drop(folder, BAD / "not audio.mp3")
    watched = DropFolder(folder, desk.config)
    take_in(watched, desk)
    with pytest.raises(StoppedError):
        watched.retry(desk, watched.files(), watch=watch)

    assert states(watched) == {"not audio.mp3": "refused"}
    assert watched.ready_files() == []


def test_a_file_that_does_not_fit_the_disk_is_tried_again_and_announced_once(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, FIRST)
    watched = DropFolder(folder, desk.config)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _raise_full)
        assert take_in(watched, desk) == [path.name]
        assert take_in(watched, desk) == []
        assert states(watched) == {path.name: "refused"}
    assert take_in(watched, desk) == [path.name]
    assert waiting(desk) == [path.name]


def _raise_full(_file: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"message": "{x}", "values": {}}', '{"message": 1}', "\x00"])
def test_a_refusal_whose_note_is_damaged_is_listed_all_the_same(content: str, desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    drop(folder, BAD / "not audio.mp3", "hong.mp3")
    watched = DropFolder(folder, desk.config)
    take_in(watched, desk)
    (note,) = (desk.config.media / drop_notes.FOLDER).iterdir()
    note.write_text(content)

    assert [file.reason for file in watched.files()] == ["hong.mp3 was refused"]


def test_notes_on_files_that_are_long_gone_are_removed(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    gone, kept = drop(folder, BAD / "not audio.mp3", "a.mp3"), drop(folder, BAD / "not audio.mp3", "b.mp3")
    take_in(DropFolder(folder, desk.config), desk)
    gone.unlink()
    notes = desk.config.media / drop_notes.FOLDER
    DropFolder(folder, desk.config).ready_files()
    assert len(list(notes.iterdir())) == 2  # its disk may come back

    for note in notes.iterdir():
        os.utime(note, (0, 0))
    again = DropFolder(folder, desk.config)
    again.ready_files()
    assert len(list(notes.iterdir())) == 1
    assert states(again) == {kept.name: "refused"}


# Decisions on files


def test_an_ignored_file_stays_and_is_neither_tried_nor_announced(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    names = ("hong.mp3", "notes.txt")
    for name in names:
        drop(folder, BAD / "not audio.mp3", name)
    watched = DropFolder(folder, desk.config)
    take_in(watched, desk)
    for file in watched.files():
        watched.ignore(file)

    for again in (watched, DropFolder(folder, desk.config)):
        assert again.ready_files() == []
        assert again.new_unknown_files() == []
        assert states(again) == dict.fromkeys(names, "ignored")
    assert {path.name for path in folder.iterdir()} == set(names)


def test_an_ignored_file_that_changes_is_tried_again(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    drop(folder, BAD / "not audio.mp3", "Tin.mp3")
    watched = DropFolder(folder, desk.config)
    take_in(watched, desk)
    watched.ignore(watched.file("Tin.mp3"))
    drop(folder, SECOND, "Tin.mp3", age=LONG_AGO / 2)

    assert take_in(watched, desk) == ["Tin.mp3"]
    assert waiting(desk) == ["Tin.mp3"]


def test_a_file_that_is_written_again_with_the_same_size_is_tried_again(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, BAD / "not audio.mp3")
    watched = DropFolder(folder, desk.config)
    take_in(watched, desk)
    watched.ignore(watched.file(path.name))
    os.utime(path, (0, 0))

    assert take_in(watched, desk) == [path.name]


def test_a_deleted_file_is_in_the_trash_beside_others_of_its_name(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    trash = desk.config.home / "trash"
    watched = DropFolder(folder, desk.config)
    for place in ("", "CARD"):
        drop(folder / place, BAD / "not audio.mp3", "hong.mp3")
        take_in(watched, desk)
        watched.delete(watched.files()[0])

    assert sorted(path.name for path in trash.iterdir()) == ["hong (2).mp3", "hong.mp3"]
    assert watched.files() == []
    assert list((desk.config.media / drop_notes.FOLDER).iterdir()) == []


def test_a_file_that_changed_after_it_was_listed_is_neither_deleted_nor_ignored(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, BAD / "not audio.mp3", "Tin.mp3")
    watched = DropFolder(folder, desk.config)
    take_in(watched, desk)
    file = watched.file("Tin.mp3")
    drop(folder, SECOND, "Tin.mp3", age=LONG_AGO / 2)

    for decide in (watched.delete, watched.ignore):
        with pytest.raises(NotInDropFolder, match=r"Tin\.mp3 is not in the drop folder"):
            decide(file)
    assert path.is_file()


def test_a_file_in_a_folder_that_is_read_only_is_ignored_and_not_deleted(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, BAD / "not audio.mp3")
    watched = DropFolder(folder, desk.config)
    take_in(watched, desk)

    def refuse(*_paths: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(shutil, "move", refuse)
    with pytest.raises(CannotDelete, match="the disk is read-only"):
        watched.delete(watched.files()[0])
    watched.ignore(watched.files()[0])
    assert states(watched) == {path.name: "ignored"}


HOSTILE = ["[b]x[red].mp3", "a\nb.mp3", os.fsdecode(b"t\xecn.mp3"), "-x.mp3", "ti\u0301n.mp3", "{file}.mp3"]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_file_of_any_name_is_listed_and_decided_on(name: str, desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, BAD / "not audio.mp3", name)
    watched = DropFolder(folder, desk.config)
    watched.add_files(desk, watched.ready_files())

    (file,) = watched.files()
    assert visible(name) in file.reason
    assert [watched.file(wanted) for wanted in (name, visible(name), str(path))] == [file] * 3
    watched.ignore(file)
    assert states(watched) == {visible(name): "ignored"}
    assert len(watched.retry(desk, watched.files())) == 1
    watched.delete(watched.file(name))
    assert not path.exists()
    assert (desk.config.trash / name).is_file()


def test_a_name_that_is_not_in_the_folder_is_told(desk: Desk, tmp_path: Path) -> None:
    watched = DropFolder(tmp_path / "inbox", desk.config)
    with pytest.raises(NotInDropFolder, match=r"nowhere\.mp3 is not in the drop folder"):
        watched.file("nowhere.mp3")


def test_a_watch_that_raises_leaves_the_files_for_the_next_time(desk: Desk, tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def watch(name: str, share: float, whole: float) -> None:
        raise StoppedError

    folder = tmp_path / "inbox"
    path = drop(folder, FIRST)
    watched = DropFolder(folder, desk.config)
    with pytest.raises(StoppedError):
        watched.add_files(desk, watched.ready_files(), watch=watch)

    assert path.exists()
    assert total(desk) == 0
    assert take_in(watched, desk) == [path.name]


def test_the_drop_folder_is_the_stations_or_that_of_the_home(desk: Desk, tmp_path: Path) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        assert drop_folder(session, desk.config.home) == desk.config.home / "inbox"
        station(session).drop_folder = str(tmp_path / "nas")
        assert drop_folder(session, desk.config.home) == tmp_path / "nas"


def test_a_file_that_took_the_place_of_one_being_taken_is_taken_too(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, FIRST, "REC001.wav")
    watched = DropFolder(folder, desk.config)

    def watch(name: str, share: float, whole: float) -> None:
        if share == 1:  # the first one is in, and not moved away yet
            path.unlink()
            drop(folder, SECOND, "REC001.wav")

    watched.add_files(desk, watched.ready_files(), watch=watch)
    assert path.is_file()
    assert take_in(watched, desk) == ["REC001.wav"]
    assert total(desk) == 2


def test_a_removed_recording_that_is_dropped_again_is_back_in_the_inbox(desk: Desk, tmp_path: Path) -> None:
    recording = store.add(desk, FIRST)
    retention.remove(desk, recording, DAY)
    folder = tmp_path / "inbox"
    drop(folder, FIRST)

    assert take_in(DropFolder(folder, desk.config), desk) == [FIRST.name]

    assert waiting(desk) == [FIRST.name]
    with desk.reading() as session:
        assert recordings.find(session, str(recording.id)).removed is None


def test_many_at_once_get_paths_of_their_own(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda _number: claimed_path(tmp_path, "REC 1.wav"), range(200)))
    assert len(set(claimed)) == 200
    assert {path.name for path in claimed} == {"REC 1.wav", *(f"REC 1 ({number}).wav" for number in range(2, 201))}


def test_a_failed_deletion_leaves_no_copy_in_the_trash(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inbox"
    drop(folder, BAD / "empty.wav", "notes.txt")
    watched = DropFolder(folder, desk.config)
    watched.ready_files()
    (file,) = watched.files()

    def copy_only(source: Path, target: Path) -> None:
        shutil.copy(source, target)
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(trash.shutil, "move", copy_only)
    with pytest.raises(CannotDelete):
        watched.delete(file)
    assert list((desk.config.home / "trash").iterdir()) == []
