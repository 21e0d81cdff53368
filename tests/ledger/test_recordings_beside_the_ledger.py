"""The column Tệp âm thanh: a file beside the ledger becomes its story's recording."""

import datetime as dt
import shutil
import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import select

from radiodesk.config import Config
from radiodesk.ledger import SheetKind
from radiodesk.media import linking, places, recordings, retention
from radiodesk.media.linking import FileRemoved
from radiodesk.model import Action, Desk, Recording, Story
from tests.conftest import MEDIA
from tests.ledger.books import STORIES, STORY, bring, changed, everything, ledger, write_xlsx
from tests.versions import version


def book_naming(tmp_path: Path, *names: str) -> Path:
    """A ledger with one story for each name of a file."""
    stories = [
        [*changed(changed(STORY, 2, place), 4, f"Tin {place}"), name] for place, name in enumerate(names, start=1)
    ]
    return write_xlsx(tmp_path / "sổ.xlsx", ledger() | {"Tin bài": [[*STORIES, "Tệp âm thanh"], *stories]})


def test_a_file_beside_the_ledger_is_stored_and_linked(desk: Desk, config: Config, tmp_path: Path) -> None:
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / "nhac hieu.mp3")

    outcome = bring(desk, book_naming(tmp_path, "nhac hieu.mp3"))

    assert outcome.recordings == 1
    assert not outcome.warnings
    with desk.reading() as session:
        story = session.scalars(select(Story)).one()
        recording = session.scalars(select(Recording)).one()
        assert story.recording_id == recording.id
        assert story.actual_seconds == recording.seconds != 44
        assert len(list(config.media.rglob(f"{recording.sha256}*"))) == 1


def test_the_same_ledger_again_links_nothing_new(desk: Desk, tmp_path: Path) -> None:
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / "nhac hieu.mp3")
    book = book_naming(tmp_path, "nhac hieu.mp3")
    bring(desk, book)
    before = everything(desk)

    outcome = bring(desk, book)

    assert outcome.recordings == 0
    assert everything(desk) == before


def test_two_stories_may_have_one_file(desk: Desk, tmp_path: Path) -> None:
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / "nhac hieu.mp3")

    assert bring(desk, book_naming(tmp_path, "nhac hieu.mp3", "nhac hieu.mp3")).recordings == 2

    with desk.reading() as session:
        assert list(session.scalars(select(Story.recording_id))) == [1, 1]


def test_a_file_that_the_desk_removed_is_stored_again_before_it_is_linked(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    """A person who links it without adding it again is refused."""
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / "nhac hieu.mp3")
    bring(desk, book_naming(tmp_path, "nhac hieu.mp3"))
    with desk.reading() as session:
        removed = recordings.find(session, "1")
    retention.remove(desk, removed, dt.date(2029, 3, 5))
    with pytest.raises(FileRemoved), desk.changing(Action.EARLIER, what="link") as session:
        linking.link(session, (places.Kind.STORY, 1), version(session, Story, 1), 1)

    assert bring(desk, book_naming(tmp_path, "nhac hieu.mp3", "nhac hieu.mp3")).recordings == 1

    with desk.reading() as session:
        assert set(session.scalars(select(Story.recording_id))) == {1}
        assert session.scalars(select(Recording.removed)).one() is None
    assert len(list(config.media.rglob(f"{removed.sha256}*"))) == 1


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_found_in_either_unicode_form(desk: Desk, tmp_path: Path, form: str) -> None:
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / unicodedata.normalize("NFD", "Nhạc hiệu.mp3"))
    name = unicodedata.normalize("NFC" if form == "NFD" else "NFD", "Nhạc hiệu.mp3")

    assert bring(desk, book_naming(tmp_path, name)).recordings == 1


def test_what_is_missing_refused_or_elsewhere_is_warned_of_and_the_row_comes_in(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "sổ sách"
    folder.mkdir()
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / "ngoài.mp3")
    (folder / "hỏng.mp3").write_bytes(b"this is no sound")
    names = ["không có.mp3", "../ngoài.mp3", str(tmp_path / "ngoài.mp3"), "hỏng.mp3", ".."]

    outcome = bring(desk, book_naming(folder, *names))

    assert outcome.counts[SheetKind.STORIES].added == len(names)
    assert outcome.recordings == 0
    assert len(outcome.warnings) == len(names)
    for row in range(2, 2 + len(names)):
        assert sum(f"row {row}" in warning for warning in outcome.warnings) == 1


def test_a_dry_run_stores_nothing(desk: Desk, config: Config, tmp_path: Path) -> None:
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / "nhac hieu.mp3")

    outcome = bring(desk, book_naming(tmp_path, "nhac hieu.mp3", "không có.mp3"), dry_run=True)

    assert outcome.recordings == 1
    assert len(outcome.warnings) == 1
    assert [path for path in config.media.rglob("*") if path.is_file()] == []
