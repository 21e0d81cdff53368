"""Many files at once: what comes in, what is refused, and what stays when it is stopped, killed, or out of room."""

import datetime as dt
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from radiodesk.media import batches, mending, recordings, store, store_check
from radiodesk.media.errors import CannotStore, FileMissing, StillWritten
from radiodesk.media.sound import measuring
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.sound.errors import CannotRead, EmptyFile, NotAudio
from radiodesk.media.store_check import Findings
from radiodesk.model import Broadcast, Desk, Genre, ProgrammeKind, Recording, Source, Story
from radiodesk.model.actions import Action
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries
from tests.conftest import MEDIA
from tests.interrupting import PATIENCE
from tests.media.signals import write
from tests.recordings import link

BAD = Path(__file__).parent / "bad"
FIRST = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"
SECOND = MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3"
THIRD = MEDIA / "Tin 03 - An toàn giao thông.m4a"
TODAY = dt.date(2019, 3, 5)

LIMITED = """
import resource, signal, sys
limit = int(sys.argv.pop(1))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from radiodesk.__main__ import main
main()
"""

TREAT = """
import resource, signal, sys
from pathlib import Path
limit, home = int(sys.argv[1]), Path(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from radiodesk.config import Config
from radiodesk.media import recordings, store, treating, treatments
from radiodesk.files import CannotWrite
from radiodesk.model import Desk, Recording
desk = Desk.open(Config(home=home))
with desk.reading() as session:
    plan = treatments.plan(session, session.get_one(Recording, 1))
    found = recordings.find(session, "1")
original = treating.Original.of(found, store.file_of(desk.config.media, found.sha256, found.suffix))
try:
    treating.ensure_treated(desk.config.media, original, plan)
except CannotWrite as error:
    print(error)
    sys.exit(1)
"""


class StoppedError(Exception):
    """What a watch of ours raises."""


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    """Two minutes of noise: 23 MB."""
    samples = np.random.default_rng(1).normal(0, 0.1, (2, 120 * 48_000))
    return write(tmp_path / "Bài dài.wav", samples, bits=16)


def copies(folder: Path, *files: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    return [Path(shutil.copy(file, folder)) for file in files]


def names(desk: Desk) -> list[str]:
    """The desk's recordings, by name."""
    with desk.reading() as session:
        return sorted(found.name for found in recordings.search(session).recordings)


def coming(desk: Desk) -> list[Path]:
    """What is half-written."""
    return sorted((desk.config.media / "originals").glob(".making-*"))


def checked(desk: Desk) -> Findings:
    return store_check.check(desk, today=TODAY)


def assert_clean(desk: Desk) -> None:
    """Every recording has its file, every file its recording, and nothing is left over."""
    findings = checked(desk)
    assert findings.intact
    assert findings.leftovers == []
    assert coming(desk) == []


def adding(home: Path, *files: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "radiodesk", "--home", str(home), "media", "add", *map(str, files)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


def limited(limit: int, *arguments: str | Path, script: str = LIMITED) -> "subprocess.CompletedProcess[str]":
    """A process whose files can be no larger than that: a disk that fills while it writes."""
    command = [sys.executable, "-c", script, str(limit), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, encoding="utf-8", timeout=60)


def edition_of(desk: Desk, recordings: Sequence[int]) -> None:
    """An edition on the 5th of March 2019, 05:30, with a story for each recording."""
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=TODAY, at=dt.time(5, 30), seconds=900
        )
        edition_id = queries.broadcast(session, planned).edition_id
        assert edition_id is not None
        for number, recording_id in enumerate(recordings):
            line = rundowns.add_story(
                session,
                edition_id,
                title=f"Tin {number}",
                genre=Genre.BRIEF,
                source=Source.OWN,
                authors="",
                seconds=None,
            )
            link(session, edition_id, line, recording_id)


# What comes in


def test_good_files_come_in_and_refused_ones_are_named_in_the_order_given(desk: Desk, tmp_path: Path) -> None:
    given = [BAD / "empty.wav", FIRST, tmp_path / "none.wav", SECOND, BAD / "not audio.mp3", THIRD]
    outcomes = batches.add(desk, given)

    assert [outcome.path for outcome in outcomes] == given
    assert [outcome.recording.name if outcome.recording else None for outcome in outcomes] == [
        None,
        FIRST.name,
        None,
        SECOND.name,
        None,
        THIRD.name,
    ]
    refused = [outcome.error for outcome in outcomes if outcome.error]
    assert [type(error) for error in refused] == [EmptyFile, CannotRead, NotAudio]
    assert [name in str(error) for name, error in zip(("empty", "none", "not audio"), refused, strict=True)] == [
        True
    ] * 3
    assert names(desk) == sorted([FIRST.name, SECOND.name, THIRD.name])
    assert_clean(desk)


def test_of_a_folder_the_sound_files_are_taken_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "thẻ nhớ"
    folder.mkdir()
    for name in ("b.MP3", "a.wav", "notes.txt", ".hidden.wav", "c.flac", "d.mp3.part"):
        (folder / name).write_bytes(b"x")
    (folder / "deeper").mkdir()
    (folder / "deeper" / "e.wav").write_bytes(b"x")
    named = tmp_path / "named itself.txt"

    assert batches.sound_files([named, folder]) == [named, folder / "a.wav", folder / "b.MP3", folder / "c.flac"]


def test_nothing_to_add_is_no_fault(desk: Desk) -> None:
    assert batches.add(desk, []) == []


def test_what_is_added_is_measured_and_has_its_waveform(desk: Desk) -> None:
    batches.add(desk, [FIRST])

    with desk.reading() as session:
        found = recordings.find(session, "1")
        assert found.measurement is not None
        assert found.measurement.loudness.integrated_lufs is not None
        assert recordings.unmeasured(session) == []


def test_files_for_the_inbox_wait_there(desk: Desk) -> None:
    batches.add(desk, [FIRST], waiting=True)
    batches.add(desk, [SECOND])

    with desk.reading() as session:
        assert [found.name for found in recordings.search(session, waiting=True).recordings] == [FIRST.name]


def test_the_same_bytes_under_many_names_and_two_endings_are_one_recording(desk: Desk, tmp_path: Path) -> None:
    for attempt in range(5):
        source = write(tmp_path / "source.wav", np.random.default_rng(attempt).normal(0, 0.1, (1, 48_000)), bits=16)
        same = [tmp_path / f"{attempt} {number}{ending}" for number in range(6) for ending in (".wav", ".mp3")]
        for path in same:
            shutil.copy(source, path)
        outcomes = batches.add(desk, same)

        assert len({outcome.recording.id for outcome in outcomes if outcome.recording}) == 1
        assert [outcome.error for outcome in outcomes] == [None] * len(same)
        assert len(names(desk)) == attempt + 1
        assert_clean(desk)


# Measuring


def test_recordings_are_measured_again_and_those_without_a_file_are_named(desk: Desk) -> None:
    batches.add(desk, [FIRST, SECOND])
    with desk.changing(Action.EARLIER, what="test") as session:
        for row in session.scalars(select(Recording)):
            row.measured = None
        session.flush()
        lost = recordings.find(session, "2")
    store.file_of(desk.config.media, lost.sha256, lost.suffix).unlink()
    with desk.reading() as session:
        unmeasured = recordings.unmeasured(session)
    assert len(unmeasured) == 2
    outcomes = batches.measure_all(desk, unmeasured)

    good = {outcome.recording.name for outcome in outcomes if outcome.recording}
    errors = [outcome.error for outcome in outcomes if outcome.error]
    assert good == {FIRST.name, SECOND.name} - {lost.name}
    assert [type(error) for error in errors] == [FileMissing]
    assert lost.name in str(errors[0])
    with desk.reading() as session:
        assert [found.name for found in recordings.unmeasured(session)] == [lost.name]


# Stopped by hand


def test_the_watch_is_told_how_far_each_file_and_the_whole_are(desk: Desk) -> None:
    told: list[tuple[str, float, float]] = []
    batches.add(desk, [FIRST, SECOND], watch=lambda *state: told.append(state))

    assert {name for name, _share, _whole in told} == {FIRST.name, SECOND.name}
    wholes = [whole for _name, _share, whole in told]
    assert wholes == sorted(wholes)
    assert wholes[-1] == pytest.approx(1.0)
    assert all(0 <= share <= 1 and 0 <= whole <= 1.000001 for _name, share, whole in told)


def test_a_watch_that_raises_stops_the_batch_and_what_was_done_stays(desk: Desk, long_file: Path) -> None:
    def watch(name: str, share: float, whole: float) -> None:
        if name == long_file.name and share > 0.2 and len(names(desk)) == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        batches.add(desk, [FIRST, SECOND, long_file], watch=watch)

    assert names(desk) == [FIRST.name, SECOND.name]
    assert_clean(desk)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 1.0])
def test_wherever_it_is_stopped_nothing_half_written_stays(share: float, desk: Desk) -> None:
    def watch(name: str, done: float, whole: float) -> None:
        if done >= share:
            raise StoppedError

    with pytest.raises(StoppedError):
        batches.add(desk, [FIRST, SECOND, THIRD], watch=watch)

    assert coming(desk) == []
    assert checked(desk).intact


def test_a_second_run_goes_on_and_does_not_decode_known_files_again(
    desk: Desk, long_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def watch(name: str, share: float, whole: float) -> None:
        if name == long_file.name and share > 0.2 and len(names(desk)) == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        batches.add(desk, [FIRST, SECOND, long_file], watch=watch)
    decoded: list[str] = []

    def measure(path: Path, progress: Progress | None, name: str, **options: int) -> measuring.Measured:
        decoded.append(Path(name).name)
        return measuring.measure(path, progress, name, **options)

    monkeypatch.setattr(store, "measure", measure)
    outcomes = batches.add(desk, [FIRST, SECOND, long_file, THIRD])

    assert sorted(decoded) == sorted([long_file.name, THIRD.name])
    assert [outcome.recording.name for outcome in outcomes if outcome.recording] == [
        FIRST.name,
        SECOND.name,
        long_file.name,
        THIRD.name,
    ]
    assert len(names(desk)) == 4
    assert_clean(desk)


def test_a_known_file_that_was_lost_is_put_back_without_decoding_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches.add(desk, [FIRST])
    with desk.reading() as session:
        found = recordings.find(session, "1")
    file = store.file_of(desk.config.media, found.sha256, found.suffix)
    file.unlink()

    def never(*arguments: object, **named: object) -> None:
        raise AssertionError("decoded again")

    monkeypatch.setattr(store, "measure", never)
    batches.add(desk, [FIRST])

    assert file.read_bytes() == FIRST.read_bytes()
    assert_clean(desk)


# Two at once


@pytest.mark.deep
def test_two_processes_that_add_the_same_files_make_one_recording_of_each(desk: Desk, tmp_path: Path) -> None:
    files = sorted(MEDIA.iterdir())
    for each in [adding(desk.config.home, *order) for order in (files, files[::-1])]:
        _out, messages = each.communicate(timeout=60)
        assert each.returncode == 0, messages

    assert names(desk) == sorted(path.name for path in files)
    assert_clean(desk)


@pytest.mark.deep
def test_two_processes_that_add_the_same_bytes_under_two_endings_make_one_recording(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "Tin 01.mp4"
    shutil.copy(FIRST, other)
    for each in [adding(desk.config.home, path) for path in (FIRST, other, FIRST)]:
        _out, messages = each.communicate(timeout=60)
        assert each.returncode == 0, messages

    assert len(names(desk)) == 1
    assert_clean(desk)


# Killed


@pytest.mark.deep
@pytest.mark.parametrize("moment", ["copying", "measuring"])
def test_killed_in_the_middle_of_a_long_file_only_a_left_over_stays(moment: str, desk: Desk, long_file: Path) -> None:
    batches.add(desk, [FIRST])
    process = adding(desk.config.home, long_file)
    enough = long_file.stat().st_size if moment == "measuring" else 1
    deadline = time.monotonic() + PATIENCE
    while not any(part.stat().st_size >= enough for part in coming(desk)):
        assert time.monotonic() < deadline
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL

    left = coming(desk)
    assert len(left) == 1
    assert names(desk) == [FIRST.name]
    findings = checked(desk)
    assert findings.intact
    assert findings.leftovers == left
    mending.mend(desk, findings)
    assert findings.mended == [left[0].name]
    assert coming(desk) == []

    assert [outcome.error for outcome in batches.add(desk, [long_file])] == [None]
    assert names(desk) == sorted([FIRST.name, long_file.name])
    assert_clean(desk)


# No room


@pytest.mark.deep
def test_a_disk_that_fills_refuses_what_does_not_fit_and_keeps_the_rest(desk: Desk) -> None:
    answer = limited(600_000, "--home", desk.config.home, "media", "add", FIRST, SECOND, THIRD, "--json")

    assert answer.returncode == 1
    assert [item["name"] for item in json.loads(answer.stdout)] == [SECOND.name, THIRD.name]
    assert FIRST.name in answer.stderr
    assert "may not grow larger" in answer.stderr
    assert "fault" not in answer.stderr
    assert names(desk) == [SECOND.name, THIRD.name]
    assert_clean(desk)

    assert [outcome.error for outcome in batches.add(desk, [FIRST, SECOND])] == [None, None]
    assert_clean(desk)


def test_a_store_that_cannot_be_written_is_named(desk: Desk) -> None:
    originals = desk.config.media / "originals"
    originals.write_bytes(b"a file where the folder should be")
    (outcome,) = batches.add(desk, [FIRST])

    assert isinstance(outcome.error, CannotStore)
    assert FIRST.name in str(outcome.error)
    assert str(originals) in str(outcome.error)


@pytest.mark.sqlite
def test_where_the_desk_cannot_note_a_file_nothing_of_it_stays(desk: Desk, tmp_path: Path) -> None:
    tiny = write(tmp_path / "ngắn.wav", np.random.default_rng(1).normal(0, 0.1, (1, 4_000)), rate=8_000, bits=16)
    database = desk.config.home / "radiodesk.db-wal"
    while not database.exists() or database.stat().st_size < 40_000:  # it is too large already: only it cannot grow
        edition_of(desk, [])
        with desk.changing(Action.EARLIER, what="test") as session:
            for row in session.scalars(select(Broadcast)):
                session.delete(row)
    answer = limited(40_000, "--home", desk.config.home, "media", "add", tiny)

    assert answer.returncode == 1
    assert "fault" not in answer.stderr
    assert names(desk) == []
    assert coming(desk) == []
    assert_clean(desk)
    assert [outcome.error for outcome in batches.add(desk, [tiny])] == [None]
    assert_clean(desk)


@pytest.mark.deep
@pytest.mark.sqlite  # the process opens the home alone
def test_a_disk_that_fills_leaves_nothing_of_a_treated_recording(desk: Desk) -> None:
    batches.add(desk, [FIRST])
    answer = limited(100_000, desk.config.home, script=TREAT)

    assert answer.returncode == 1, answer.stderr
    assert "cannot be written" in answer.stdout
    assert "may not grow larger" in answer.stdout
    assert ".making-" not in answer.stdout
    assert not [path for path in (desk.config.media / "treated").rglob("*") if path.is_file()]
    assert_clean(desk)

    assert limited(100_000_000, desk.config.home, script=TREAT).returncode == 0
    assert_clean(desk)


@pytest.mark.deep
@pytest.mark.parametrize(("ending", "limit"), [(".wav", 2_000_000), (".mp3", 200_000)])
def test_a_disk_that_fills_leaves_the_old_programme_as_it_was(
    ending: str, limit: int, desk: Desk, tmp_path: Path
) -> None:
    batches.add(desk, [FIRST, SECOND])
    edition_of(desk, [1, 2])
    assemble = ("--home", desk.config.home, "media", "assemble", "2019-03-05T05:30", "--output")
    assert limited(100_000_000, *assemble, tmp_path / "warm.wav").returncode == 0  # the lines are treated by now
    output = tmp_path / f"Thời sự{ending}"
    output.write_bytes(b"the old one")
    before = sorted(tmp_path.iterdir())
    answer = limited(limit, *assemble, output)

    assert answer.returncode == 1
    assert output.name in answer.stderr
    assert "cannot be written" in answer.stderr
    assert "may not grow larger" in answer.stderr
    assert ".making-" not in answer.stderr
    assert output.read_bytes() == b"the old one"
    assert sorted(tmp_path.iterdir()) == before
    assert_clean(desk)
    with desk.reading() as session:
        assert [story.recording_id for story in session.query(Story)] == [1, 2]


@pytest.mark.deep
def test_a_disk_that_fills_while_lines_are_treated_leaves_no_programme(desk: Desk, tmp_path: Path) -> None:
    batches.add(desk, [FIRST, SECOND])
    edition_of(desk, [1, 2])
    output = tmp_path / "Thời sự.mp3"
    answer = limited(400_000, "--home", desk.config.home, "media", "assemble", "2019-03-05T05:30", "--output", output)

    assert answer.returncode == 1
    assert "cannot be written" in answer.stderr
    assert ".making-" not in answer.stderr
    assert not output.exists()
    assert_clean(desk)


def test_a_click_too_short_to_be_trimmed_comes_in_and_holds_nothing_up(desk: Desk, tmp_path: Path) -> None:
    click = write(tmp_path / "click.wav", np.full((1, 240), 0.5))
    outcomes = batches.add(desk, [FIRST, click, SECOND])

    assert [outcome.error for outcome in outcomes] == [None, None, None]
    assert names(desk) == sorted([FIRST.name, "click.wav", SECOND.name])


def test_a_file_that_is_written_to_while_it_is_taken_is_for_another_time(desk: Desk, tmp_path: Path) -> None:
    growing = Path(shutil.copy(FIRST, tmp_path / "growing.wav"))

    def watch(name: str, share: float, whole: float) -> None:
        if share > 0 and growing.stat().st_size == FIRST.stat().st_size:
            with growing.open("ab") as file:
                file.write(b"\x00" * 100)

    (outcome,) = batches.add(desk, [growing], watch=watch)
    assert isinstance(outcome.error, StillWritten)
    assert names(desk) == []
    assert not [path for path in (desk.config.media / "originals").rglob("*") if path.is_file()]
    (again,) = batches.add(desk, [growing])
    assert again.recording is not None


def test_what_an_older_release_measured_is_measured_again(desk: Desk) -> None:
    """It may have misread the file: the length of a call, or the end of a wav."""
    (added,) = batches.add(desk, [FIRST])
    assert added.recording is not None
    with desk.changing(Action.EARLIER, what="an older release") as session:
        row = session.get_one(Recording, added.recording.id)
        assert row.measured is not None
        row.measured = {name: value for name, value in row.measured.items() if name != "reading"}
        row.seconds, row.warnings = 0.5, ["damaged"]

    with desk.reading() as session:
        older = recordings.unmeasured(session)
    assert [each.id for each in older] == [added.recording.id]
    (again,) = batches.add(desk, [FIRST])
    assert again.recording is not None
    assert (again.recording.seconds, again.recording.warnings) == (added.recording.seconds, ())
    with desk.reading() as session:
        assert recordings.unmeasured(session) == []


def test_a_chosen_track_stays_when_an_older_measurement_is_replaced(desk: Desk) -> None:
    film = Path(__file__).parent / "odd" / "several_audio_streams" / "second_is_default.mkv"
    batches.add(desk, [film], track=1)
    with desk.changing(Action.EARLIER, what="an older release") as session:
        row = session.get_one(Recording, 1)
        assert row.measured is not None
        row.measured = {name: value for name, value in row.measured.items() if name != "reading"}

    (again,) = batches.add(desk, [film])

    assert again.recording is not None
    assert again.recording.track == 1
