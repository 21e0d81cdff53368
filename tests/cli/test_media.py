"""`radiodesk media`: what each command prints, does, and exits with."""

import datetime as dt
import functools
import json
import os
import re
import shutil
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.media import recordings, store, treatments
from radiodesk.media.sound import measuring
from radiodesk.media.sound.recipes import Recipe
from radiodesk.model import BroadcastState, Desk, Genre, ProgrammeKind, Recording, Source, Story
from radiodesk.model.actions import Action
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries
from tests.conftest import MEDIA, Cli, run_here
from tests.media.stored import mark
from tests.recordings import link
from tests.terminal import Terminal

BAD = Path(__file__).parent.parent / "media" / "bad"
FIRST = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"
SECOND = MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3"
DAY = dt.date(2019, 3, 5)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Run the command line, quickly."""
    return functools.partial(run_here, home=tmp_path / "home")


def original(desk: Desk, recording_id: int) -> Path:
    """Its file in the store."""
    with desk.reading() as session:
        found = recordings.find(session, str(recording_id))
    return store.file_of(desk.config.media, found.sha256, found.suffix)


def story(desk: Desk, title: str, *, recording_id: int | None = None, aired: bool = False) -> None:
    """A story in an edition of the 5th of March 2019, 05:30."""
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=DAY, at=dt.time(5, 30), seconds=900
        )
        edition_id = queries.broadcast(session, planned).edition_id
        assert edition_id is not None
        line = rundowns.add_story(
            session, edition_id, title=title, genre=Genre.REPORT, source=Source.OWN, authors="", seconds=60
        )
        if recording_id is not None:
            link(session, edition_id, line, recording_id)
        if aired:
            mark(session, planned, BroadcastState.AIRED)


# add, show, measure


def test_a_folder_is_added_by_name_and_the_good_are_told_as_json_in_that_order(
    desk: Desk, cli: Cli, tmp_path: Path
) -> None:
    folder = tmp_path / "thẻ nhớ"
    folder.mkdir()
    for path in [*MEDIA.iterdir(), BAD / "not audio.mp3", BAD / "empty.wav"]:
        shutil.copy(path, folder)
    (folder / "notes.txt").write_text("no sound")
    answer = cli("media", "add", folder, "--json")

    assert answer.returncode == 1
    assert [item["name"] for item in json.loads(answer.stdout)] == sorted(path.name for path in MEDIA.iterdir())
    assert [line.startswith("Refused: ") for line in answer.stderr.splitlines()] == [True, True]
    assert answer.stderr.index("empty.wav") < answer.stderr.index("not audio.mp3")
    assert "notes.txt" not in answer.stderr


def test_adding_what_is_known_tells_the_same_again(desk: Desk, cli: Cli) -> None:
    first = cli("media", "add", FIRST, SECOND, "--json")
    again = cli("media", "add", SECOND, FIRST, "--json")

    assert first.returncode == again.returncode == 0
    assert json.loads(again.stdout) == json.loads(first.stdout)[::-1]


def test_show_tells_loudness_and_silence_as_the_contract_says(desk: Desk, cli: Cli) -> None:
    cli("media", "add", FIRST)
    shown = json.loads(cli("media", "show", "1", "--json").stdout)
    expected = measuring.measure(FIRST).measurement

    assert {"integrated_lufs", "range_lu", "true_peak_dbtp"} <= set(shown["loudness"])
    assert {"leading_seconds", "trailing_seconds"} <= set(shown["silence"])
    assert shown["loudness"]["integrated_lufs"] == pytest.approx(expected.loudness.integrated_lufs, abs=0.006)
    assert shown["loudness"]["range_lu"] == pytest.approx(expected.loudness.range_lu, abs=0.006)
    assert shown["loudness"]["true_peak_dbtp"] == pytest.approx(expected.loudness.true_peak_dbtp, abs=0.006)
    assert shown["silence"]["leading_seconds"] == expected.leading_seconds
    assert shown["silence"]["trailing_seconds"] == expected.trailing_seconds
    assert set(shown) >= {"id", "sha256", "name", "seconds", "sample_rate", "channels", "codec", "warnings"}


def test_show_of_a_silent_recording_has_no_loudness_to_tell(desk: Desk, cli: Cli) -> None:
    cli("media", "add", BAD / "all silence.wav")
    shown = json.loads(cli("media", "show", "1", "--json").stdout)

    assert shown["loudness"]["integrated_lufs"] is None
    assert shown["loudness"]["range_lu"] is None
    assert shown["silence"]["leading_seconds"] == pytest.approx(shown["seconds"], abs=0.01)
    assert shown["silence"]["trailing_seconds"] == 0
    assert "LUFS" in cli("media", "show", "1").stdout


def test_recordings_from_before_there_was_measuring_are_measured(desk: Desk, cli: Cli) -> None:
    came = json.loads(cli("media", "add", FIRST, SECOND, "--json").stdout)
    with desk.changing(Action.EARLIER, what="test") as session:
        for row in session.scalars(select(Recording)):
            row.measured = None
    assert "loudness" not in json.loads(cli("media", "show", "1", "--json").stdout)

    answer = cli("media", "measure", "--json")
    assert answer.returncode == 0
    assert sorted(json.loads(answer.stdout), key=lambda each: each["id"]) == sorted(came, key=lambda each: each["id"])
    assert json.loads(cli("media", "measure", "--json").stdout) == []  # all are measured by now
    assert [each["id"] for each in json.loads(cli("media", "measure", "2", "--json").stdout)] == [2]


def test_measuring_what_lost_its_file_names_it(desk: Desk, cli: Cli) -> None:
    cli("media", "add", FIRST)
    original(desk, 1).unlink()
    answer = cli("media", "measure", "1")

    assert answer.returncode == 1
    assert FIRST.name in answer.stderr
    assert "relink" in answer.stderr


# treat


@pytest.mark.parametrize("ending", [".wav", ".mp3", ".m4a", ".flac"])
def test_a_treated_recording_is_written_at_its_level(ending: str, desk: Desk, cli: Cli, tmp_path: Path) -> None:
    cli("media", "add", FIRST)
    output = tmp_path / f"Gieo cấy{ending}"
    answer = cli("media", "treat", "1", "--output", output)

    assert answer.returncode == 0, answer.stderr
    assert re.search(r"−2(3\.[01]|2\.9) LUFS", answer.stdout)
    found = measuring.measure(output).measurement.loudness
    assert found.integrated_lufs == pytest.approx(-23, abs=0.2)
    assert found.true_peak_dbtp is not None
    assert found.true_peak_dbtp <= -1
    assert original(desk, 1).read_bytes() == FIRST.read_bytes()


def test_a_treated_recording_takes_the_preset_that_is_named(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    cli("media", "add", FIRST)
    output = tmp_path / "web.wav"

    assert cli("media", "treat", "1", "--preset", "web", "--output", output).returncode == 0
    assert measuring.measure(output).measurement.loudness.integrated_lufs == pytest.approx(-16, abs=0.2)


def test_what_cannot_be_treated_says_why(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    cli("media", "add", FIRST)
    for arguments, word in (
        (("9", "--output", tmp_path / "a.wav"), "9"),
        (("1", "--output", tmp_path / "a.txt"), ".mp3"),
        (("1", "--output", tmp_path / "none" / "a.wav"), "none"),
        (("1", "--preset", "nonsense", "--output", tmp_path / "a.wav"), "on-air"),
    ):
        answer = cli("media", "treat", *arguments)
        assert answer.returncode == 1, arguments
        assert word in answer.stderr
        assert "fault" not in answer.stderr
    original(desk, 1).unlink()
    assert cli("media", "treat", "1", "--output", tmp_path / "a.wav").returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


# check, relink


def test_a_check_tells_what_is_wrong_and_mends_it_where_asked(desk: Desk, cli: Cli) -> None:
    cli("media", "add", FIRST, SECOND)
    whole = cli("media", "check")
    assert (whole.returncode, whole.stderr) == (0, "")
    assert "The store is sound" in whole.stdout
    assert len([line for line in whole.stdout.splitlines() if line.startswith("Never on air")]) == 2

    original(desk, 1).write_bytes(b"hurt")
    stray = desk.config.media / "originals" / "stray.mp3"
    shutil.copy(MEDIA / "nhac cat.mp3", stray)
    part = desk.config.media / "originals" / ".making-0123456789ab"
    part.write_bytes(b"half")
    told = cli("media", "check")
    assert told.returncode == 1
    assert f"Damaged: {FIRST.name}" in told.stderr or f"Damaged: {SECOND.name}" in told.stderr
    assert "stray.mp3" in told.stderr
    assert ".making-0123456789ab" in told.stdout
    assert stray.exists()

    mended = cli("media", "check", "--mend")
    assert mended.returncode == 1  # one has no file now
    assert "Repaired: stray.mp3" in mended.stdout
    assert "Repaired: .making-0123456789ab" in mended.stdout
    assert "relink" in mended.stderr
    assert not stray.exists()


def test_a_check_as_json_lists_all_that_is_wrong(desk: Desk, cli: Cli) -> None:
    for path in (FIRST, SECOND):
        cli("media", "add", path)
    assert findings(cli, code=0) == set()

    originals = desk.config.media / "originals"
    original(desk, 2).unlink()
    shutil.copy(MEDIA / "nhac cat.mp3", originals / "stray.mp3")
    (originals / ".making-0123456789ab").write_bytes(b"half")
    with desk.changing(Action.EARLIER, what="test") as session:
        session.get_one(Recording, 1).measured = None
    assert findings(cli, code=1) == {
        ("missing_file", SECOND.name),
        ("unknown_file", "stray.mp3"),
        ("leftover_file", ".making-0123456789ab"),
        ("unmeasured", FIRST.name),
    }
    assert {("mended", "stray.mp3"), ("mended", ".making-0123456789ab")} < findings(cli, "--mend", code=1)


def test_a_recording_that_was_kept_long_enough_is_told_and_is_nothing_wrong(desk: Desk, cli: Cli) -> None:
    cli("media", "add", FIRST)
    story(desk, "Tin", recording_id=1, aired=True)
    cli("media", "keep", "1")

    assert findings(cli, code=0) == set()
    assert "Can be removed" in cli("media", "check").stdout


def findings(cli: Cli, *options: str, code: int) -> set[tuple[str, str]]:
    """The kind and the name of what `media check --json` lists. code: the expected exit code."""
    answer = cli("media", "check", "--json", *options)
    assert (answer.returncode, answer.stderr) == (code, "")
    found = json.loads(answer.stdout)
    assert all(set(each) == {"kind", "what", "where", "advice"} for each in found)
    assert all(each["advice"] or each["kind"] in ("mended", "moved_aside") for each in found)
    return {(each["kind"], re.sub(r"^\d+ | \([0-9a-f]{12}\)$", "", each["where"])) for each in found}


def test_lost_files_are_relinked_and_those_still_missing_are_named(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    cli("media", "add", FIRST, SECOND)
    backup = tmp_path / "backup" / "deep"
    backup.mkdir(parents=True)
    shutil.copy(FIRST, backup / "x.bin")
    for number in (1, 2):
        original(desk, number).unlink()
    assert cli("media", "check").returncode == 1

    answer = cli("media", "relink", tmp_path / "backup")
    assert answer.returncode == 1
    assert answer.stdout == f"Found: {FIRST.name}\n"
    assert SECOND.name in answer.stderr
    answer = cli("media", "relink", MEDIA)
    assert (answer.returncode, answer.stdout) == (0, f"Found: {SECOND.name}\n")
    assert cli("media", "check").returncode == 0


# inbox


def test_the_inbox_takes_in_what_landed_and_names_the_likely_story(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    story(desk, "Gieo cấy vụ xuân")
    folder = tmp_path / "thả vào đây"
    misspelled = cli("media", "inbox", "--folder", folder)
    assert misspelled.returncode == 2
    assert not folder.exists()

    folder.mkdir()
    assert cli("media", "inbox", "--folder", folder).stdout == f"Drop folder: {folder}\n"

    for path, name in (
        (FIRST, "20190305 gieo cay vu xuan.wav"),
        (SECOND, "REC007.mp3"),
        (BAD / "not audio.mp3", "not audio.mp3"),
    ):
        shutil.copy(path, folder / name)
        os.utime(folder / name, (time.time() - 60,) * 2)
    answer = cli("media", "inbox")
    assert answer.returncode == 1
    assert "not audio.mp3" in answer.stderr
    likely, nameless = sorted(answer.stdout.splitlines()[1:], key=lambda line: "REC007" in line)
    assert likely.endswith("20190305 gieo cay vu xuan.wav  → Gieo cấy vụ xuân")
    assert nameless.endswith("REC007.mp3")
    assert (folder / "taken" / "REC007.mp3").is_file()
    assert (folder / "not audio.mp3").is_file()

    (folder / "not audio.mp3").unlink()
    again = cli("media", "inbox")
    assert (again.returncode, again.stdout) == (0, answer.stdout)


def test_without_another_folder_the_inbox_is_in_the_home(desk: Desk, cli: Cli) -> None:
    assert cli("media", "inbox").stdout == f"Drop folder: {desk.config.home / 'inbox'}\n"


# remove, keep


def test_a_file_goes_when_its_time_is_over_and_not_before(desk: Desk, cli: Cli) -> None:
    cli("media", "add", FIRST)
    story(desk, "Tin", recording_id=1, aired=True)
    assert cli("media", "keep", "36500").stdout == "Kept for 36500 days\n"
    early = cli("media", "remove", "1", "--yes")
    assert early.returncode == 1
    assert "kept" in early.stderr
    assert original(desk, 1).is_file()
    assert "Can be removed" not in cli("media", "check").stdout

    assert cli("media", "keep", "1").stdout == "Kept for 1 day\n"
    assert cli("media", "keep").stdout == "Kept for 1 day\n"
    assert f"Can be removed: 1 {FIRST.name}" in cli("media", "check").stdout
    unasked = cli("media", "remove", "1")
    assert unasked.returncode != 0  # nobody said yes
    assert original(desk, 1).is_file()
    assert cli("media", "remove", "1", "--yes").returncode == 0
    assert not original(desk, 1).exists()
    assert cli("media", "check").returncode == 0
    assert cli("media", "show", "1").returncode == 0
    with desk.reading() as session:
        assert session.query(Story).one().recording_id == 1

    assert cli("media", "add", FIRST).returncode == 0
    assert original(desk, 1).is_file()


@pytest.mark.parametrize(
    ("language", "hint", "typed", "gone"),
    [
        ("vi", "[c/K]", "có", True),
        ("vi", "[c/K]", "C", True),
        ("vi", "[c/K]", "không", False),
        ("en", "[y/N]", "yes", True),
        ("en", "[y/N]", "", False),
    ],
)
def test_a_question_is_asked_and_answered_in_the_language_in_use(
    desk: Desk, cli: Cli, language: str, hint: str, typed: str, gone: bool
) -> None:
    cli("media", "add", FIRST)
    terminal = Terminal("media", "remove", "1", "--home", desk.config.home, "--lang", language)
    terminal.wait_for(hint)
    terminal.press(typed, "enter")
    assert (terminal.wait_for_end() == 0) == gone
    assert original(desk, 1).exists() != gone


# preset


def version_of(session: Session) -> int:
    """Of the first recording."""
    return recordings.find(session, "1").version


def test_presets_are_shown_made_and_changed(desk: Desk, cli: Cli) -> None:
    shown = cli("media", "preset").stdout.splitlines()
    assert [line.split()[0] for line in shown] == ["on-air", "web"]
    assert "-23 LUFS, -1 dBTP" in shown[0]
    assert "-16 LUFS, -1 dBTP" in shown[1]

    made = cli("media", "preset", "Phóng sự", "--target", "-20", "--ceiling", "-2", "--genre", "report")
    assert made.returncode == 0
    assert made.stdout.splitlines()[-1].split("  ")[0] == "Phóng sự"
    assert "-20 LUFS, -2 dBTP" in made.stdout
    assert made.stdout.splitlines()[-1].endswith("report")
    changed = cli("media", "preset", "phóng sự", "--target", "-18").stdout.splitlines()
    assert len(changed) == 3
    assert "-18 LUFS, -2 dBTP" in changed[-1]
    assert changed[-1].endswith("report")


def test_a_preset_of_the_station_is_taken_away_unless_a_treatment_names_it(desk: Desk, cli: Cli) -> None:
    cli("media", "add", FIRST)
    cli("media", "preset", "Loa xã", "--target", "-14")
    cli("media", "preset", "web", "--target", "-18")
    with desk.changing(Action.EARLIER, what="test") as session:
        treatments.change(session, 1, version_of(session), Recipe(preset="Loa xã"))
    needed = cli("media", "preset", "loa xa", "--remove")
    assert needed.returncode == 1
    assert FIRST.name in needed.stderr

    with desk.changing(Action.EARLIER, what="test") as session:
        treatments.change(session, 1, version_of(session), Recipe())
    assert "Loa xã" not in cli("media", "preset", "Loa xã", "--remove").stdout
    assert "web           -16 LUFS" in cli("media", "preset", "web", "--remove").stdout
    with desk.changing(Action.EARLIER, what="test") as session:
        treatments.undo(session, 1, version_of(session))
        assert treatments.treatment(session, 1).preset == "on-air"
    gone = cli("media", "preset", "Loa xã", "--remove")
    assert gone.returncode == 1
    assert "Loa xã" in gone.stderr


def test_a_preset_of_a_genre_counts_for_the_recordings_of_its_stories(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    cli("media", "add", FIRST)
    story(desk, "Tin", recording_id=1)
    cli("media", "preset", "Phóng sự", "--target", "-20", "--genre", "report")

    assert "−20.0 LUFS" in cli("media", "treat", "1", "--output", tmp_path / "a.wav").stdout


def test_presets_that_cannot_be_are_refused(desk: Desk, cli: Cli) -> None:
    before = cli("media", "preset").stdout
    for arguments in (
        ("x", "--target", "5"),
        ("x", "--ceiling", "nan"),
        ("x", "--genre", "opera"),
        ("x", "--fade-in", "-1"),
    ):
        answer = cli("media", "preset", *arguments)
        assert answer.returncode == 1, arguments
        assert answer.stderr
        assert "fault" not in answer.stderr
    assert cli("media", "preset").stdout == before


# Exit codes


@pytest.mark.parametrize(
    "arguments",
    [
        ("add",),
        ("show",),
        ("treat", "1"),
        ("treat", "1", "--output", "a.mp3", "--bit-rate", "7"),
        ("keep", "0"),
        ("keep", "many"),
        ("relink", "no such folder"),
        ("preset", "x", "--target", "loud"),
        ("check", "--nonsense"),
        ("nonsense",),
    ],
)
def test_what_is_not_understood_is_usage(arguments: tuple[str, ...], desk: Desk, cli: Cli) -> None:
    answer = cli("media", *arguments)

    assert answer.returncode == 2
    assert answer.stdout == ""
    assert "Usage" in answer.stderr


@pytest.mark.parametrize(
    "arguments", [("add", "x.wav"), ("show", "1"), ("measure",), ("check",), ("inbox",), ("keep",), ("preset",)]
)
def test_without_a_desk_every_command_says_so(arguments: tuple[str, ...], cli: Cli) -> None:
    answer = cli("media", *arguments)

    assert answer.returncode == 1
    assert "radiodesk init" in answer.stderr


@pytest.mark.usefixtures("desk")
def test_an_audio_track_is_chosen_by_its_number(cli: Cli) -> None:
    film = Path(__file__).parent.parent / "media" / "odd" / "several_audio_streams" / "second_is_default.mkv"
    added = cli("media", "add", film, "--json")
    assert "has 2 audio tracks; track 2 is used" in cli("media", "show", "1").stderr
    assert json.loads(added.stdout)[0]["track"] == 2

    chosen = json.loads(cli("media", "add", film, "--track", "1", "--json").stdout)[0]
    assert (chosen["id"], chosen["track"], chosen["tracks"]) == (1, 1, 2)

    refused = cli("media", "add", film, "--track", "3")
    assert refused.returncode == 1
    assert "has no audio track 3: its tracks are 1, 2" in refused.stderr
    assert cli("media", "add", film, "--track", "0").returncode == 2
