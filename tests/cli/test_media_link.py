"""`radiodesk media link`: proposals, accepting them, and links by hand."""

import datetime as dt
import functools
import json
import shutil
from pathlib import Path

import pytest

from radiodesk.media import recordings
from radiodesk.model import Action, Desk, Genre, ProgrammeKind, Source
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts
from tests.conftest import MEDIA, Cli, run_here
from tests.media.stored import add

DAY = dt.date(2019, 3, 5)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Run the command line, quickly."""
    return functools.partial(run_here, home=tmp_path / "home")


@pytest.fixture
def filled(desk: Desk, tmp_path: Path) -> Desk:
    """An edition with a story and an insert, and three recordings: of all of it, of the story, and of nothing."""
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_first_run(
            session, title="Thời sự sáng", kind=ProgrammeKind.NEWS, on=DAY, at=dt.time(5, 30), seconds=20
        )
        rundowns.add_insert(session, 1, label="Nhạc hiệu", seconds=5)
        rundowns.add_story(
            session, 1, title="Tiếp xúc cử tri", genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=8
        )
    for name, source in (
        ("TS sang 05-03-2019 5h30.wav", "Tin 01 - Gieo cấy vụ xuân.wav"),
        ("REC0007.m4a", "Tin 03 - An toàn giao thông.m4a"),
        ("tiep xuc cu tri 5-3-2019.mp3", "Tin 02 - Tiếp xúc cử tri.mp3"),
    ):
        shutil.copy(MEDIA / source, tmp_path / name)
        add(desk, tmp_path / name)
    return desk


def linked(desk: Desk) -> list[tuple[str, ...]]:
    with desk.reading() as session:
        return [recordings.find(session, str(number)).linked for number in (1, 2, 3)]


WHOLE = "Thời sự sáng, 05:30 05/03/2019"


def test_proposals_are_listed_as_text_and_json(filled: Desk, cli: Cli) -> None:
    text = cli("media", "link", "--lang", "en")
    assert text.returncode == 0
    assert "TS sang 05-03-2019 5h30.wav  → 2019-03-05T05:30  the whole programme  Thời sự sáng  (lik" in text.stdout
    assert "REC0007" not in text.stdout

    found = json.loads(cli("media", "link", "--json").stdout)
    assert found == [
        {
            "recording": 3,
            "file": "tiep xuc cu tri 5-3-2019.mp3",
            "edition": "2019-03-05T05:30",
            "line": 2,
            "title": "Tiếp xúc cử tri",
            "certainty": "certain",
        },
        {
            "recording": 1,
            "file": "TS sang 05-03-2019 5h30.wav",
            "edition": "2019-03-05T05:30",
            "line": None,
            "title": "Thời sự sáng",
            "certainty": "likely",  # a part of it has a recording of its own
        },
    ]
    assert linked(filled) == [(), (), ()]


def test_accepting_links_what_is_certain_and_one_undo_takes_it_back(filled: Desk, cli: Cli) -> None:
    done = cli("media", "link", "--accept", "--lang", "en")
    assert done.returncode == 0
    assert "1 recording linked" in done.stdout
    assert "1 proposal to be decided" in done.stdout
    assert linked(filled) == [(), (), ("Tiếp xúc cử tri",)]

    assert cli("undo").returncode == 0
    assert linked(filled) == [(), (), ()]


def test_a_recording_is_linked_by_hand_to_the_whole_or_a_line_and_unlinked(filled: Desk, cli: Cli) -> None:
    assert cli("media", "link", "2", "2019-03-05T05:30").returncode == 0
    assert cli("media", "link", "2", "2019-03-05T05:30", "--line", "1").returncode == 0
    assert linked(filled)[1] == ("Nhạc hiệu", WHOLE)
    shown = cli("media", "show", "2", "--lang", "en").stdout
    assert f"Linked to: {WHOLE}" in shown

    taken = cli("media", "link", "1", "2019-03-05T05:30", "--lang", "en")
    assert taken.returncode == 1
    assert "has the recording 2 (REC0007.m4a) already" in taken.stderr
    assert "“radiodesk media link 2 --none” does that" in taken.stderr

    assert cli("media", "link", "2", "--none").returncode == 0
    assert linked(filled) == [(), (), ()]
    assert cli("media", "link", "2", "--none").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["9", "2019-03-05T05:30"], 1, "9"),
        (["1", "2019-03-05T06:30"], 1, "2019-03-05T06:30"),
        (["1", "2019-03-05T05:30", "--line", "3"], 1, "There is no line 3. The last line is 2"),
        (["1"], 2, "Name the edition"),
        (["1", "2019-03-05T05:30", "--none"], 2, "Name the edition"),
        (["1", "--accept"], 2, "name none"),
        (["--line", "1"], 2, "Name the recording"),
    ],
)
def test_a_wrong_link_is_refused(arguments: list[str], code: int, message: str, filled: Desk, cli: Cli) -> None:
    done = cli("media", "link", *arguments, "--lang", "en")
    assert done.returncode == code
    assert message in done.stderr
    assert linked(filled) == [(), (), ()]


def test_chapters_are_set_shown_undone_and_removed(filled: Desk, cli: Cli, tmp_path: Path) -> None:
    text = tmp_path / "chapters.txt"
    text.write_text("0:00 Mở đầu\n\n0:00:05.5 Tiếp xúc cử tri\n", encoding="utf-8")
    without = cli("media", "chapters", "2019-03-05T05:30", text, "--lang", "en")
    assert without.returncode == 1
    assert "has no air file" in without.stderr

    cli("media", "link", "1", "2019-03-05T05:30")
    done = cli("media", "chapters", "2019-03-05T05:30", text)
    assert (done.returncode, done.stdout) == (0, "0:00:00 Mở đầu\n0:00:05.5 Tiếp xúc cử tri\n")
    found = json.loads(cli("media", "chapters", "2019-03-05T05:30", "--json").stdout)
    assert found == [
        {"begin_seconds": 0.0, "title": "Mở đầu"},
        {"begin_seconds": 5.5, "title": "Tiếp xúc cử tri"},
    ]
    assert cli("undo").returncode == 0
    assert cli("media", "chapters", "2019-03-05T05:30").stdout == ""

    cli("media", "chapters", "2019-03-05T05:30", text)
    text.write_text("")
    assert cli("media", "chapters", "2019-03-05T05:30", text).stdout == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Mở đầu", "Line 1 is no chapter"),
        ("0:01 A\n0:02", "Line 2 is no chapter"),
        ("0:05 A\n0:05 B", "“B” does not begin after the one before"),
        ("12:05 A", "but the recording ends at"),
    ],
)
def test_wrong_chapters_are_refused(text: str, message: str, filled: Desk, cli: Cli, tmp_path: Path) -> None:
    cli("media", "link", "1", "2019-03-05T05:30")
    file = tmp_path / "chapters.txt"
    file.write_text(text, encoding="utf-8")
    done = cli("media", "chapters", "2019-03-05T05:30", file, "--lang", "en")
    assert done.returncode == 1
    assert message in done.stderr
    assert cli("media", "chapters", "2019-03-05T05:30").stdout == ""
