"""The media store: what comes in, what is refused, and what no failure may leave behind."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest

from radiodesk.config import Config
from radiodesk.media import recordings, store
from radiodesk.media.errors import AmbiguousRecording, UnknownRecording
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound.errors import CannotRead
from radiodesk.model import Desk, Person, Treatment, backups, engines
from radiodesk.model.actions import Action
from radiodesk.model.faults import ChangedMeanwhile, DeskBusy
from tests.conftest import MEDIA, Cli
from tests.interrupting import interrupted
from tests.server import defer_references

BAD = Path(__file__).parent / "bad"
FIRST = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"
SECOND = MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3"


def add(desk: Desk, path: Path) -> RecordingView:
    return store.add(desk, path)


def kept(home: Path) -> list[Path]:
    """Every file of the store."""
    return sorted(path for path in (home / "media").rglob("*") if path.is_file())


def assert_sound(home: Path) -> None:
    """Every file of the store has the hash that it is named by, and nothing else is there."""
    for path in kept(home):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem


def test_a_file_is_kept_under_the_hash_of_its_bytes(desk: Desk) -> None:
    recording = add(desk, FIRST)

    assert recording.sha256 == hashlib.sha256(FIRST.read_bytes()).hexdigest()
    assert recording.name == FIRST.name
    file = store.file_of(desk.config.media, recording.sha256, recording.suffix)
    assert file == desk.config.home / "media" / "originals" / recording.sha256[:2] / f"{recording.sha256}.wav"
    assert file.read_bytes() == FIRST.read_bytes()
    assert kept(desk.config.home) == [file]


def test_the_same_bytes_are_one_recording_whatever_their_name(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "tên khác.WAV"
    copy.write_bytes(FIRST.read_bytes())

    assert add(desk, FIRST).id == add(desk, copy).id == add(desk, FIRST).id
    assert len(kept(desk.config.home)) == 1


def test_a_lost_file_is_put_back_by_adding_it_again(desk: Desk) -> None:
    recording = add(desk, FIRST)
    file = store.file_of(desk.config.media, recording.sha256, recording.suffix)
    file.unlink()

    assert add(desk, FIRST).id == recording.id
    assert file.is_file()


def test_names_are_composed_and_made_harmless(desk: Desk, tmp_path: Path) -> None:
    decomposed = tmp_path / unicodedata.normalize("NFD", "Bài [red] ở Lai Hạ\x1b[2J.wav")
    decomposed.write_bytes(FIRST.read_bytes())

    assert add(desk, decomposed).name == "Bài [red] ở Lai Hạ�[2J.wav"


def test_a_refused_file_leaves_nothing(desk: Desk) -> None:
    for path in sorted(BAD.iterdir()):
        if path.name not in ("all silence.wav", "cut short.mp3"):
            with pytest.raises(Exception, match=path.name):
                add(desk, path)

    assert kept(desk.config.home) == []


def test_what_is_no_file_is_named(desk: Desk, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path / "none.wav", tmp_path, pipe):
        with pytest.raises(CannotRead, match=path.name):
            add(desk, path)


def test_a_stopped_work_leaves_nothing(desk: Desk) -> None:
    class StoppedError(Exception):
        pass

    for limit in (0.2, 0.6, 0.9):

        def progress(done: int, total: int, limit: float = limit) -> None:
            if done / total > limit:
                raise StoppedError

        with pytest.raises(StoppedError):
            store.add(desk, FIRST, progress=progress)
        assert kept(desk.config.home) == []


def test_a_busy_desk_takes_no_file_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    hasty = Desk.open(desk.config)
    with desk.changing(Action.EARLIER, what="something long") as session:
        session.add(Person(name="Thu Hà"))
        session.flush()
        with pytest.raises(DeskBusy):
            store.add(hasty, FIRST)
        assert kept(desk.config.home) == []
    hasty.close()


def test_what_fails_after_the_file_was_registered_takes_the_file_back(desk: Desk) -> None:
    def register_and_fail() -> None:
        with store.staged(desk, FIRST) as taken, desk.changing(Action.EARLIER, what="test") as session:
            store.register(session, desk.config.media, taken)
            raise KeyError

    with pytest.raises(KeyError):
        register_and_fail()
    assert kept(desk.config.home) == []
    add(desk, FIRST)
    assert len(kept(desk.config.home)) == 1
    assert_sound(desk.config.home)


def test_a_commit_that_fails_takes_the_file_back(desk: Desk) -> None:
    """Its file has its name in the store by then."""

    def register_what_the_database_refuses_at_the_end() -> None:
        with store.staged(desk, FIRST) as taken, desk.changing(Action.EARLIER, what="test") as session:
            defer_references(session.connection(), "treatment")
            store.register(session, desk.config.media, taken)
            session.add(Treatment(recording_id=999, recipe={}))

    with pytest.raises(ChangedMeanwhile):
        register_what_the_database_refuses_at_the_end()
    assert kept(desk.config.home) == []
    add(desk, FIRST)
    assert len(kept(desk.config.home)) == 1
    assert_sound(desk.config.home)


def test_what_fails_after_the_commit_leaves_the_file_of_the_recording(desk: Desk) -> None:
    def add_and_fail() -> None:
        with store.staged(desk, FIRST) as taken:
            with desk.changing(Action.EARLIER, what="test") as session:
                store.register(session, desk.config.media, taken)
            raise KeyError

    with pytest.raises(KeyError):
        add_and_fail()
    (file,) = kept(desk.config.home)
    assert file.read_bytes() == FIRST.read_bytes()


def test_a_file_that_another_desk_registered_meanwhile_stays(desk: Desk) -> None:
    def place_and_fail() -> None:
        with store.staged(desk, FIRST) as taken:
            file = store.file_of(desk.config.media, taken.sha256, taken.suffix)
            with closing(Desk.open(desk.config)) as other:
                store.add(other, FIRST)
            taken.copy.replace(file)  # as the commit does before it fails
            taken.placed.append(file)
            raise KeyError

    with pytest.raises(KeyError):
        place_and_fail()
    (file,) = kept(desk.config.home)
    assert file.read_bytes() == FIRST.read_bytes()


def test_recordings_are_found_by_name_number_and_hash(desk: Desk) -> None:
    one, two = add(desk, FIRST), add(desk, SECOND)
    with desk.reading() as session:
        assert [found.id for found in recordings.search(session).recordings] == [two.id, one.id]
        assert [found.id for found in recordings.search(session, query="gieo cay").recordings] == [one.id]
        assert recordings.search(session, limit=1).total == 2
        assert recordings.find(session, str(one.id)).id == one.id
        assert recordings.find(session, one.sha256[:12].upper()).id == one.id
        for unknown in ("999", "abcdef0123", "", "%", "[/]"):
            with pytest.raises(UnknownRecording):
                recordings.find(session, unknown)


def test_too_little_of_a_hash_is_told(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for number, digest in enumerate(("abcd" + "0" * 60, "abcd" + "1" * 60)):
            session.add(
                store.Recording(
                    sha256=digest, name=f"{number}", suffix="", size=1, seconds=1, sample_rate=1, channels=1, codec=""
                )
            )
    with desk.reading() as session, pytest.raises(AmbiguousRecording):
        recordings.find(session, "abcd")


def test_the_command_takes_the_good_and_names_the_refused(desk: Desk, cli: Cli) -> None:
    answer = cli("media", "add", FIRST, BAD / "empty.wav", BAD / "cut short.mp3", SECOND, "--json")

    assert answer.returncode == 1
    assert "empty.wav" in answer.stderr
    came = json.loads(answer.stdout)
    assert [item["name"] for item in came] == [FIRST.name, "cut short.mp3", SECOND.name]
    assert came[1]["warnings"] == ["cut_short"]
    file = {"id", "sha256", "name", "seconds", "sample_rate", "channels", "codec", "track", "tracks", "warnings"}
    measured = {"loudness", "silence", "clipped", "dc_offset", "same_channels", "dead_channels", "inverted"}
    assert set(came[0]) == file | measured
    assert {"integrated_lufs", "range_lu", "true_peak_dbtp"} <= set(came[0]["loudness"])
    assert {"leading_seconds", "trailing_seconds"} <= set(came[0]["silence"])
    shown = cli("media", "show", came[0]["sha256"][:10], "--json")
    assert json.loads(shown.stdout) == came[0]
    assert cli("media", "show", "nonsense").returncode == 1


def test_the_command_speaks_of_what_came_in(desk: Desk, cli: Cli) -> None:
    answer = cli("media", "add", FIRST, BAD / "all silence.wav", "--lang", "vi")

    assert answer.returncode == 0
    assert FIRST.name in answer.stdout
    assert "00:14" in answer.stdout
    assert "im lặng" in answer.stderr


def adding(home: Path, *files: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "radiodesk", "--home", str(home), "media", "add", *map(str, files)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def test_two_desks_may_add_the_same_file_at_once(desk: Desk) -> None:
    both = [adding(desk.config.home, FIRST, SECOND) for _ in range(2)]

    for process in both:
        _out, messages = process.communicate(timeout=60)
        assert process.returncode == 0, messages.decode()
    with desk.reading() as session:
        assert recordings.search(session).total == 2
    assert len(kept(desk.config.home)) == 2
    assert_sound(desk.config.home)


STEPS = (
    ("INSERT INTO recording", 1, 0),
    ("os.rename", 1, 0),
    ("before commit", 1, 0),
    ("INSERT INTO recording", 4, 3),
    ("os.rename", 4, 3),
    ("before commit", 4, 3),
)
"""Steps of adding files, with their occurrence, and the number of recordings that are committed then."""


@pytest.mark.parametrize(("step", "occurrence", "committed"), STEPS)
def test_killed_at_any_step_the_store_is_sound(
    step: str, occurrence: int, committed: int, desk: Desk, config: Config
) -> None:
    assert backups.daily(desk)  # so that the command makes none
    desk.close()
    files = sorted(MEDIA.iterdir())

    command = ["media", "add", *files, "--home", config.home]
    ended = interrupted(signal.SIGKILL, step, *command, occurrence=occurrence)

    assert ended.code == -signal.SIGKILL, ended.messages
    whole = [path for path in kept(config.home) if not path.name.startswith(".making-")]
    for path in whole:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
    with closing(Desk.open(config)) as again, again.reading() as session:
        found = recordings.search(session).recordings
        assert len(found) == committed
        for recording in found:
            assert store.file_of(config.media, recording.sha256, recording.suffix) in whole


def test_a_disk_that_fills_leaves_the_store_as_it_was(desk: Desk) -> None:
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))\n"
        "from radiodesk.__main__ import main\n"
        "main()\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script, "--home", str(desk.config.home), "media", "add", str(FIRST)],
        capture_output=True,
        encoding="utf-8",
    )

    assert answer.returncode == 1
    assert FIRST.name in answer.stderr
    assert "may not grow larger" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert kept(desk.config.home) == []
