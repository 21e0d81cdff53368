"""Assembling an edition with an air file: the recording of the whole, with its chapters."""

from pathlib import Path

import av
import pytest

from radiodesk.media import assembling, sheets, treatments
from radiodesk.media.assembling import Assembly
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound.recipes import Recipe
from radiodesk.model import Action, Desk, Edition
from radiodesk.model.database import existing
from tests.media.stored import FIRST, SECOND, add, edition_with, file_of, look
from tests.media.test_linking import linked_air_file


@pytest.fixture
def whole(desk: Desk) -> RecordingView:
    """The air file of an edition whose only line has a recording too."""
    recording, other = add(desk, FIRST, SECOND)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition = edition_with(session, other.id)
    linked_air_file(desk, edition, recording.id)
    return recording


def prepared(desk: Desk, *chapters: tuple[float, str]) -> Assembly:
    with desk.changing(Action.ASSEMBLE, title="x") as session:
        existing(session, Edition, 1).chapters = [list(each) for each in chapters] or None
        session.flush()
        return assembling.prepare(session, desk.config.media, 1)


def test_the_air_file_is_written_at_the_level_of_the_whole_and_the_lines_are_not(
    desk: Desk, whole: RecordingView, tmp_path: Path
) -> None:
    assembly = prepared(desk)
    assert (len(assembly.pieces), assembly.missing, assembly.ignored) == (1, (), 1)
    assert "ignored" in assembling.ignored_lines(assembly)

    done = assembling.assemble(desk.config.media, assembly, tmp_path / "a.mp3")

    assert done.seconds == pytest.approx(look(desk, whole.id).air_seconds, abs=0.01)
    assert done.level.loudness.integrated_lufs == pytest.approx(-23, abs=0.3)
    assert assembly.chapters(".mp3") == assembly.chapters(".m4a") == []
    assert sheets.cue(assembly, tmp_path / "a.mp3").count("TRACK") == 1


def test_chapters_move_with_the_treatment_and_vanish_with_what_is_removed(desk: Desk, whole: RecordingView) -> None:
    with desk.changing(Action.TREAT, name="x") as session:
        seen = look(desk, whole.id).version
        treatments.change(session, whole.id, seen, Recipe(begin=1.0, end=10.0, cuts=((4.0, 6.0),)))
    assembly = prepared(desk, (0.0, "Mở đầu"), (4.2, "Bị cắt"), (5.0, "Sau chỗ cắt"), (8.0, "Cuối"), (12.0, "Sau hết"))
    assert [(part.title, round(part.begin, 3)) for part in assembly.parts] == [
        ("Mở đầu", 0.0),
        ("Sau chỗ cắt", 3.0),
        ("Cuối", 5.0),
    ]
    assert sum(part.seconds for part in assembly.parts) == pytest.approx(assembly.seconds)


def chapters_of(file: Path) -> list[tuple[float, str]]:
    with av.open(file) as container:
        return [
            (round(float(each["start"] * each["time_base"]), 2), each["metadata"]["title"])
            for each in container.chapters()
        ]


def test_chapters_are_read_back_from_each_format_and_sheet(desk: Desk, whole: RecordingView, tmp_path: Path) -> None:
    with desk.changing(Action.TREAT, name="x") as session:
        treatments.change(session, whole.id, look(desk, whole.id).version, Recipe(begin=0.0, end=10.0))
    assembly = prepared(desk, (2.0, "Bầu cử"), (7.5, "Thời tiết"))
    for suffix in (".mp3", ".m4a"):
        assembling.assemble(desk.config.media, assembly, tmp_path / f"a{suffix}")

    expected = [(2.0, "Bầu cử"), (7.5, "Thời tiết")]
    assert chapters_of(tmp_path / "a.mp3") == expected
    assert chapters_of(tmp_path / "a.m4a") == [(0.0, "Thời sự"), *expected]
    cue = sheets.cue(assembly, tmp_path / "a.mp3")
    assert 'TITLE "Thời tiết"\n    INDEX 01 00:07:37' in cue
    assert "#EXTVLCOPT:start-time=7.500" in sheets.playlist(assembly, tmp_path / "a.mp3")
    assert "05:30:07" in sheets.running_order(assembly)


def test_an_air_file_whose_file_is_lost_is_named(desk: Desk, whole: RecordingView) -> None:
    file_of(desk, whole).unlink()
    with pytest.raises(Exception, match=whole.name):
        prepared(desk)
