"""The trash: files of removed recordings wait in it for as long as the station says."""

import datetime as dt
import os
from pathlib import Path

import pytest

from radiodesk.media import mending, retention, store, trash
from radiodesk.media.errors import CannotRemove
from radiodesk.media.store_files import hash_of
from radiodesk.model import Desk
from tests.media.stored import DAY, FIRST, SECOND, add, file_of, give_up, look, mended


def in_trash(desk: Desk) -> list[Path]:
    return sorted(desk.config.trash.iterdir())


def in_days(days: float) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)


def put_in_days(folder: Path, name: str, days: float) -> Path:
    file = folder / name
    file.write_bytes(b"sound")
    moment = in_days(days).timestamp()
    os.utime(file, (moment, moment))
    return file


def test_the_file_of_a_removed_recording_is_in_the_trash_under_its_name(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    retention.remove(desk, look(desk, one.id), DAY)

    (file,) = in_trash(desk)
    assert not file_of(desk, one).exists()
    assert file.name == f"{FIRST.stem} {one.sha256[:16]}{FIRST.suffix}"
    assert file.read_bytes() == FIRST.read_bytes()
    assert trash.kept(desk.config.trash, one.name, one.sha256, one.size) == file


def test_its_time_in_the_trash_begins_when_it_is_removed(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    os.utime(file_of(desk, one), (0, 0))
    retention.remove(desk, look(desk, one.id), DAY)

    assert trash.empty(desk.config.trash, 1, dt.datetime.now(dt.UTC)) == []
    assert len(in_trash(desk)) == 1


def test_a_removal_that_was_interrupted_ends_in_the_trash_too(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    give_up(desk, one.id, DAY)  # stopped before the file was moved
    mended(desk)

    assert [hash_of(file) for file in in_trash(desk)] == [one.sha256]
    assert not file_of(desk, one).exists()


def test_a_recording_that_is_removed_again_has_one_copy(desk: Desk) -> None:
    for _time in range(3):
        (one,) = add(desk, FIRST)
        retention.remove(desk, look(desk, one.id), DAY)

    assert [hash_of(file) for file in in_trash(desk)] == [one.sha256]
    assert trash.kept(desk.config.trash, one.name, one.sha256, one.size) == in_trash(desk)[0]


def test_another_file_of_that_name_stays(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    retention.remove(desk, look(desk, one.id), DAY)
    (file,) = in_trash(desk)
    other = FIRST.read_bytes()[:-1] + b"x"
    file.write_bytes(other)
    add(desk, FIRST)
    retention.remove(desk, look(desk, one.id), DAY)

    assert sorted(each.read_bytes() for each in in_trash(desk)) == sorted([other, FIRST.read_bytes()])


def test_where_the_trash_cannot_be_written_the_file_stays_in_the_store_and_the_user_is_told(desk: Desk) -> None:
    (one,) = add(desk, SECOND)
    desk.config.trash.rmdir()
    desk.config.trash.write_text("not a folder")
    with pytest.raises(CannotRemove) as told:
        retention.remove(desk, look(desk, one.id), DAY)

    assert file_of(desk, one).read_bytes() == SECOND.read_bytes()
    assert all(str(each) in str(told.value) for each in (one.name, file_of(desk, one), desk.config.trash))
    assert mended(desk).leftovers == [file_of(desk, one)]  # checking goes on

    desk.config.trash.unlink()
    assert mended(desk).leftovers == []
    assert [hash_of(file) for file in in_trash(desk)] == [one.sha256]


def test_a_file_that_was_never_registered_is_deleted(desk: Desk) -> None:
    stray = store.file_of(desk.config.media, "0" * 64, ".wav")
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"half")

    assert store.remove_unnamed(desk, stray)
    assert in_trash(desk) == []


def test_the_trash_loses_only_what_is_older_than_the_station_says(tmp_path: Path) -> None:
    old, young = put_in_days(tmp_path, "cũ.wav", 9.9), put_in_days(tmp_path, "mới.wav", 10.1)
    folder = tmp_path / "thư mục"
    folder.mkdir()
    inside = put_in_days(folder, "trong.wav", 0)
    elsewhere = put_in_days(folder, "gốc.wav", 0)
    (tmp_path / "liên kết.wav").symlink_to(elsewhere)

    assert trash.empty(tmp_path, 30, in_days(40)) == ["cũ.wav"]
    assert (old.exists(), young.exists(), inside.exists(), elsewhere.exists()) == (False, True, True, True)


def test_what_an_older_release_put_there_is_not_older_than_its_stay(tmp_path: Path) -> None:
    file = put_in_days(tmp_path, "cũ.wav", -4000)  # the time of the recording

    assert trash.empty(tmp_path, 30, in_days(29)) == []
    assert file.exists()
    assert trash.empty(tmp_path, 30, in_days(31)) == ["cũ.wav"]


def test_without_a_trash_there_is_nothing_to_empty(tmp_path: Path) -> None:
    assert trash.empty(tmp_path / "none", 30, in_days(0)) == []


def test_a_name_that_is_a_path_or_very_long_becomes_a_file_name() -> None:
    assert trash.name_of("../a/b.wav", "f" * 64, ".wav") == f"..ab {'f' * 16}.wav"
    assert trash.name_of("", "f" * 64, ".wav") == f"recording {'f' * 16}.wav"
    assert len(trash.name_of("đ" * 400, "f" * 64, ".flac").encode()) < 255


def test_what_is_in_the_trash_is_found_again_by_relinking(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    file_of(desk, one).rename(desk.config.trash / trash.name_of(one.name, one.sha256, one.suffix))
    found, missing = mending.relink(desk, desk.config.trash)

    assert (found, missing) == ([one.name], [])
