"""The drop folder: what is taken in and when."""

import datetime as dt
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from radiodesk.media import drop_folder as drops
from radiodesk.media import recordings, retention, store_check
from radiodesk.media.drop_folder import DropFolder
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
    link_story,
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
    watched = DropFolder(folder)

    assert sorted(take_in(watched, desk)) == sorted([first.name, second.name])
    assert waiting(desk) == sorted([first.name, second.name])
    assert take_in(watched, desk) == []
    assert not first.exists()
    assert (folder / drops.TAKEN / first.name).read_bytes() == FIRST.read_bytes()
    assert (folder / drops.TAKEN / second.name).is_file()
    assert take_in(DropFolder(folder), desk) == []  # nor by the next one who looks


def test_a_file_of_a_name_that_was_taken_before_overwrites_nothing(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    watched = DropFolder(folder)
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
    watched = DropFolder(folder)
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
    watched = DropFolder(folder)

    assert watched.ready_files() == []
    for ending in (".part", ".crdownload", ".tmp"):
        (folder / f"REC{ending}.wav{ending}").unlink()
    assert len(watched.ready_files()) == 3


def test_hidden_empty_and_other_files_and_folders_are_left(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    drop(folder, FIRST, ".REC.wav")
    drop(folder, FIRST, "notes.txt")
    drop(folder, BAD / "empty.wav")
    drop(folder / "deeper", FIRST)
    watched = DropFolder(folder)

    assert take_in(watched, desk) == []
    assert take_in(watched, desk) == []
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 4


def test_a_folder_that_is_not_there_holds_nothing_until_it_is(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    watched = DropFolder(folder)
    assert watched.ready_files() == []
    (tmp_path / "stick").write_bytes(b"a file")
    assert watched.ready_files() == []
    folder.unlink()
    drop(folder, FIRST)
    assert len(watched.ready_files()) == 1


def test_a_refused_file_stays_and_is_tried_again_when_it_changed(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    bad = drop(folder, BAD / "not audio.mp3", "Tin.mp3")
    watched = DropFolder(folder)
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
    watched = DropFolder(folder)
    outcomes = watched.add_files(desk, watched.ready_files())

    assert [outcome.error is None for outcome in outcomes] == [True, False]  # by name
    assert waiting(desk) == [FIRST.name]


def test_where_files_cannot_be_moved_they_are_taken_once_all_the_same(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, FIRST)
    (folder / drops.TAKEN).write_bytes(b"a file where the folder should be")
    watched = DropFolder(folder)

    assert take_in(watched, desk) == [path.name]
    assert take_in(watched, desk) == take_in(watched, desk) == []
    assert path.exists()
    take_in(DropFolder(folder), desk)
    assert total(desk) == 1
    assert waiting(desk) == [path.name]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_can_only_be_read_is_read(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    path = drop(folder, FIRST)
    folder.chmod(0o500)
    try:
        watched = DropFolder(folder)
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
    take_in(DropFolder(folder), desk)
    with desk.changing(Action.EARLIER, what="test") as session:
        lay_aside(session, 1)
        edition_id = edition(session)
        link_story(session, add_story(session, edition_id, "Tin"), 1)
        set_state(session, edition_id, BroadcastState.AIRED)
    take_in(DropFolder(folder), desk)
    assert waiting(desk) == []

    with desk.changing(Action.EARLIER, what="test") as session:
        version = recordings.find(session, "1").version
        retention.mark_removed(session, desk.config.media, 1, version, DAY + dt.timedelta(days=800)).unlink()
    take_in(DropFolder(folder), desk)
    with desk.reading() as session:
        assert recordings.find(session, "1").removed is not None


def test_two_desks_at_one_drop_folder_take_each_file_once(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    for number in range(6):
        drop(folder, write(tmp_path / "s.wav", np.full((1, 9_600), 0.1 + number / 10), bits=16), f"REC{number}.wav")
    other = Desk.open(desk.config)
    watched = [DropFolder(folder), DropFolder(folder)]
    landed = [each.ready_files() for each in watched]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(DropFolder.add_files, watched, [desk, other], landed))
    other.close()

    assert [outcome.error for each in outcomes for outcome in each if outcome.error] == []
    assert len(waiting(desk)) == 6
    assert len(list((folder / drops.TAKEN).iterdir())) == 6
    assert [path.name for path in folder.iterdir()] == [drops.TAKEN]
    assert store_check.check(desk, today=DAY).intact


def test_a_refused_file_is_listed_for_as_long_as_it_lies_there(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    bad, picture = drop(folder, BAD / "not audio.mp3"), drop(folder, BAD / "empty.wav", "picture.mp3")
    picture.write_bytes(b"no sound")
    os.utime(picture, (0, 0))
    watched = DropFolder(folder)
    take_in(watched, desk)
    assert set(watched.refused) == {bad, picture}

    picture.unlink()
    shutil.copy(FIRST, bad)
    os.utime(bad, (0, 0))
    take_in(watched, desk)
    assert watched.refused == {}


def test_a_watch_that_raises_leaves_the_files_for_the_next_time(desk: Desk, tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def watch(name: str, share: float, whole: float) -> None:
        raise StoppedError

    folder = tmp_path / "inbox"
    path = drop(folder, FIRST)
    watched = DropFolder(folder)
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
    watched = DropFolder(folder)

    def watch(name: str, share: float, whole: float) -> None:
        if share == 1:  # the first one is in, and not moved away yet
            path.unlink()
            drop(folder, SECOND, "REC001.wav")

    watched.add_files(desk, watched.ready_files(), watch=watch)
    assert path.is_file()
    assert take_in(watched, desk) == ["REC001.wav"]
    assert total(desk) == 2
