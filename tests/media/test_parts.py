"""Recordings that were joined end to end are read whole, at the best rate and with all channels."""

import io
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from radiodesk.media.sound.opening import open_sound, probe
from radiodesk.media.sound.parts import parts
from tests.conftest import MEDIA
from tests.media.test_tags import BEFORE, BEHIND

SECONDS = 2.0


def encoded(codec: str, container: str, rate: int, layout: str, hertz: float) -> bytes:
    """A tone of two seconds."""
    channels = 1 if layout == "mono" else 2
    wave = np.sin(np.arange(round(SECONDS * rate)) * 2 * np.pi * hertz / rate) / 4
    frame = av.AudioFrame.from_ndarray(np.repeat(wave, channels).reshape(1, -1).astype(np.float32), "flt", layout)
    frame.sample_rate = rate
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, layout=layout)
        resampler = av.AudioResampler(stream.codec_context.format, layout, rate, stream.codec_context.frame_size or 960)
        for part in [*resampler.resample(frame), *resampler.resample(None), None]:
            out.mux(stream.encode(part))
    return file.getvalue()


def mp3(rate: int, layout: str, hertz: float = 440) -> bytes:
    return encoded("libmp3lame", "mp3", rate, layout, hertz)


def opus(layout: str, hertz: float = 440) -> bytes:
    return encoded("libopus", "ogg", 48_000, layout, hertz)


JOINED: dict[str, tuple[Callable[[], list[bytes]], int, int]] = {
    "22050 mono, 48000 stereo": (lambda: [mp3(22_050, "mono"), mp3(48_000, "stereo", 880)], 48_000, 2),
    "48000 stereo, 22050 mono": (lambda: [mp3(48_000, "stereo"), mp3(22_050, "mono", 880)], 48_000, 2),
    "44100 mono, 44100 stereo, 44100 mono": (
        lambda: [mp3(44_100, "mono"), mp3(44_100, "stereo", 660), mp3(44_100, "mono", 880)],
        44_100,
        2,
    ),
    "44100 stereo twice": (lambda: [mp3(44_100, "stereo"), mp3(44_100, "stereo", 880)], 44_100, 2),
    "22050 mono twice": (lambda: [mp3(22_050, "mono"), mp3(22_050, "mono", 880)], 22_050, 1),
    "8000, 44100": (lambda: [mp3(8_000, "mono"), mp3(44_100, "mono", 880)], 44_100, 1),
    "opus mono, stereo": (lambda: [opus("mono"), opus("stereo", 880)], 48_000, 2),
    "opus stereo, mono, stereo": (lambda: [opus("stereo"), opus("mono", 660), opus("stereo", 880)], 48_000, 2),
}
"""How the recordings are made, which only the tests of them do, then the rate and the channels of the whole."""


def loudest(samples: np.ndarray, rate: int) -> float:
    """The frequency in Hz of the strongest tone."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))


@pytest.mark.parametrize("name", JOINED)
def test_each_part_is_heard_in_its_place(tmp_path: Path, name: str) -> None:
    make, rate, channels = JOINED[name]
    pieces = make()
    file = tmp_path / "a.bin"
    file.write_bytes(b"".join(pieces))

    info = probe(file)
    with open_sound(file) as decoder:
        samples = np.concatenate([frame.to_ndarray() for frame in decoder.frames()], axis=1)

    assert (info.sample_rate, info.channels, info.warnings) == (rate, channels, ("chained",))
    assert info.seconds == pytest.approx(SECONDS * len(pieces), abs=0.06)
    assert samples.shape == (channels, round(info.seconds * rate))
    tones = [440, 880] if len(pieces) == 2 else [440, 660, 880]
    for number, tone in enumerate(tones):
        start = round((number * SECONDS + 0.5) * rate)
        for channel in samples:
            assert loudest(channel[start : start + rate], rate) == pytest.approx(tone, abs=3)


@pytest.mark.parametrize("start", [0, 1.0, 2.5, 3.9])
def test_a_part_is_played_from_any_moment(tmp_path: Path, start: float) -> None:
    make, rate, _channels = JOINED["22050 mono, 48000 stereo"]
    file = tmp_path / "a.mp3"
    file.write_bytes(b"".join(make()))
    with open_sound(file) as decoder:
        whole = np.concatenate([frame.to_ndarray() for frame in decoder.frames()], axis=1)
    with open_sound(file) as decoder:
        rest = np.concatenate([frame.to_ndarray() for frame in decoder.frames_from(start)], axis=1)
    np.testing.assert_array_equal(rest, whole[:, round(start * rate) :])


@pytest.mark.parametrize("tags", [("a title", "ID3v1"), ("a picture", "APE without a header"), ("a title", "ID3v2")])
def test_tags_between_the_parts_are_no_audio(tmp_path: Path, tags: tuple[str, str]) -> None:
    make, _rate, _channels = JOINED["22050 mono, 48000 stereo"]
    before, behind = BEFORE[tags[0]], BEHIND[tags[1]]
    file = tmp_path / "a.mp3"
    file.write_bytes(b"".join(before + piece + behind for piece in make()))
    info = probe(file)
    assert info.warnings == ("chained",)
    assert info.seconds == pytest.approx(2 * SECONDS, abs=0.06)


def test_a_part_behind_one_that_is_cut_short_is_heard(tmp_path: Path) -> None:
    first = mp3(44_100, "mono")
    second = mp3(44_100, "mono", 880)[: len(first) * 2 // 5]
    file = tmp_path / "a.mp3"
    file.write_bytes(first[: len(first) // 2] + second)

    info = probe(file)

    assert "chained" in info.warnings
    assert info.seconds == pytest.approx(SECONDS * 0.9, abs=0.1)


def test_a_file_of_very_many_parts_is_read_as_one(tmp_path: Path) -> None:
    file = tmp_path / "a.mp3"
    file.write_bytes(mp3(8_000, "mono") * 100)
    assert parts(file) == []
    assert probe(file).seconds > 100


def test_one_recording_has_no_parts(tmp_path: Path) -> None:
    for path in sorted(MEDIA.iterdir()):
        assert parts(path) == [], path.name
    file = tmp_path / "a.mp3"
    file.write_bytes(BEFORE["a title"] + mp3(44_100, "mono") + BEHIND["ID3v1"])
    assert parts(file) == []
