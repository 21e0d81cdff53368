"""Files with several audio tracks: the one with sound is read, and another one if a person asks for it."""

from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.stream import Disposition

from radiodesk.media import batches, recordings, store, treatments
from radiodesk.media.faults import faults
from radiodesk.media.sound.errors import NoSuchTrack
from radiodesk.media.sound.opening import open_sound, probe, tracks
from radiodesk.model import Desk
from tests.history.test_undo import newest, undo_entry
from tests.media import signals

RATE = 48_000
SECONDS = 1.0
HERTZ = (400, 1000, 2500)
"""The tone of each track."""

ODD = Path(__file__).parent / "odd" / "several_audio_streams"


def write(file: Path, levels: list[float], default: int = 0) -> Path:
    """A file with a track for each level in dBFS; minus infinity is silence. default: the number of a track, or 0."""
    with av.open(str(file), "w") as out:
        streams = []
        for number in range(1, len(levels) + 1):
            stream = out.add_stream("aac", rate=RATE)
            assert isinstance(stream, AudioStream)
            stream.layout = "mono"
            stream.disposition = Disposition.default if number == default else Disposition(0)
            streams.append(stream)
        for stream, level, hertz in zip(streams, levels, HERTZ, strict=False):
            samples = signals.sine(level, SECONDS, RATE, hertz) if level > -100 else np.zeros(RATE)
            frame = AudioFrame.from_ndarray(samples.astype(np.float32)[None], "fltp", "mono")
            frame.sample_rate = RATE
            for packet in (*stream.encode(frame), *stream.encode(None)):
                out.mux(packet)
    return file


def heard(file: Path, track: int = 0) -> int:
    """The loudest frequency of a file, in hertz rounded to hundreds."""
    with open_sound(file, track=track) as decoder:
        samples = np.concatenate([frame.to_ndarray()[0] for frame in decoder.frames()])
    middle = samples[8000:40000]
    return round(int(np.abs(np.fft.rfft(middle)).argmax()) * RATE / len(middle) / 100) * 100


SILENT = -np.inf
CASES = {
    "the first has sound": ([-20.0, -20.0], 0, 400),
    "the first is silent": ([SILENT, -20.0, -20.0], 0, 1000),
    "the default has sound": ([-20.0, -20.0, -20.0], 3, 2500),
    "the default is silent": ([SILENT, -20.0, SILENT], 3, 1000),
    "a hiss is silence": ([-75.0, -20.0], 1, 1000),
}


@pytest.mark.parametrize("ending", [".mkv", ".mov", ".mp4"])
@pytest.mark.parametrize("case", CASES)
def test_the_default_track_is_read_or_else_the_first_with_sound(case: str, ending: str, tmp_path: Path) -> None:
    levels, default, expected = CASES[case]
    file = write(tmp_path / f"clip{ending}", levels, default)
    assert heard(file) == expected
    info = probe(file)
    assert (HERTZ[info.track - 1], info.tracks) == (expected, len(levels))


@pytest.mark.parametrize("track", [1, 2, 3])
def test_a_track_is_read_by_its_number(track: int, tmp_path: Path) -> None:
    file = write(tmp_path / "clip.mkv", [-20.0, -20.0, -20.0], default=2)
    assert heard(file, track) == HERTZ[track - 1]
    with open_sound(file, track=track) as decoder:
        (frame, *_rest) = decoder.frames_from(0.5)
    assert frame.samples
    assert [each.number for each in tracks(file)] == [1, 2, 3]


def test_all_tracks_may_be_silent(tmp_path: Path) -> None:
    info = probe(write(tmp_path / "clip.mkv", [SILENT, SILENT], default=2))
    assert (info.track, info.warnings) == (2, ("silent",))


@pytest.mark.parametrize("name", ["first_silent.mov", "second_is_default.mkv"])
def test_the_second_track_of_the_examples_is_read_and_both_are_told(name: str, desk: Desk) -> None:
    recording = store.add(desk, ODD / name)
    assert (recording.track, recording.tracks, recording.warnings) == (2, 2, ())
    assert faults(recording)[0] == "has 2 audio tracks; track 2 is used"
    assert recording.measurement is not None
    assert recording.measurement.loudness.integrated_lufs is not None


def test_a_number_that_the_file_lacks_is_refused(desk: Desk) -> None:
    (outcome,) = batches.add(desk, [ODD / "first_silent.mov"], track=3)
    assert isinstance(outcome.error, NoSuchTrack)
    assert "its tracks are 1, 2" in str(outcome.error)


def test_another_track_of_a_known_file_replaces_the_one_in_use_until_that_is_undone(desk: Desk, tmp_path: Path) -> None:
    file = write(tmp_path / "clip.mkv", [-20.0, -35.0])
    first = store.add(desk, file)
    (outcome,) = batches.add(desk, [file], track=2)
    assert outcome.recording is not None
    assert (outcome.recording.id, outcome.recording.track) == (first.id, 2)
    assert outcome.recording.measurement != first.measurement

    (again,) = batches.add(desk, [file])
    assert again.recording == outcome.recording

    undo_entry(desk, newest(desk))
    with desk.reading() as session:
        assert recordings.find(session, str(first.id)).track == 1
        assert treatments.treatment(session, first.id).waveform is None  # drawn anew from the first track
    (measured,) = batches.measure_all(desk, [first])
    assert measured.recording is not None
    assert measured.recording.measurement == first.measurement


def test_measuring_again_keeps_the_track_and_takes_the_one_that_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    first = store.add(desk, write(tmp_path / "clip.mkv", [-20.0, -35.0]))
    (second,) = batches.measure_all(desk, [first], track=2)
    assert second.recording is not None
    (again,) = batches.measure_all(desk, [second.recording])
    assert again.recording is not None
    assert again.recording.track == 2
    assert again.recording.measurement == second.recording.measurement
