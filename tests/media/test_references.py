"""What is read is what the best reader of each format reads: ffmpeg, sox, flac and mpg123, as Debian has them."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.media.kinds import KINDS, content_of, read

pytestmark = pytest.mark.deep

ODD = Path(__file__).parent / "odd"

Samples = NDArray[np.float32]


def output_of(*command: str | Path) -> bytes:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(command, capture_output=True, check=True).stdout


def by_ffmpeg(path: Path, channels: int, track: int = 0) -> Samples:
    """The first channel of an audio track, which is counted from 0."""
    raw = output_of("ffmpeg", "-v", "quiet", "-i", path, "-map", f"0:a:{track}", "-f", "f32le", "-")
    return np.frombuffer(raw, "<f4")[::channels]


def by_sox(path: Path, channels: int) -> Samples:
    raw = output_of("sox", "-V1", path, "-t", "raw", "-e", "floating-point", "-b", "32", "-")
    return np.frombuffer(raw, "<f4")[::channels]


def by_flac(path: Path, channels: int) -> Samples:
    """Of 16 bits."""
    raw = output_of("flac", "-dcs", "--force-raw-format", "--endian=little", "--sign=signed", path)
    return (np.frombuffer(raw, "<i2")[::channels] / 32768).astype(np.float32)


def by_mpg123(path: Path, channels: int) -> Samples:
    return np.frombuffer(output_of("mpg123", "-q", "-s", "-e", "f32", path), "<f4")[::channels]


def assert_same(ours: Samples, theirs: Samples, *, within: float, spare: int) -> None:
    """The same samples. within: the greatest difference. spare: samples by which the lengths may differ."""
    length = min(len(ours), len(theirs))
    assert abs(len(ours) - len(theirs)) <= spare
    assert np.abs(ours[:length] - theirs[:length]).max() <= within


@pytest.mark.parametrize("name", KINDS)
def test_a_file_of_each_format_is_read_as_ffmpeg_reads_it(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    file = tmp_path / f"a{kind.ending}"
    file.write_bytes(content_of(kind))
    channels = 2 if kind.layout == "stereo" else 1
    is_exact = kind.codec.startswith("pcm") or kind.codec in ("flac", "alac", "wavpack")
    ours, theirs = read(file)[0], by_ffmpeg(file, channels)
    if name == "aac in mkv":  # ffmpeg 5 keeps the encoder's delay of one frame
        theirs = theirs[kind.frame :]
    # Only the padding of encoders at the end may be kept or not.
    within = 1e-6 if is_exact else 3e-3
    assert_same(ours, theirs, within=within, spare=2 * kind.frame)


def test_a_flac_is_read_as_flac_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "a.flac"
    file.write_bytes(content_of(KINDS["flac"]))
    assert_same(read(file)[0], by_flac(file, 1), within=0, spare=0)


@pytest.mark.parametrize("name", ["mp3", "mp3 without a description"])
def test_an_mp3_is_read_as_mpg123_reads_it(name: str, tmp_path: Path) -> None:
    file = tmp_path / "a.mp3"
    file.write_bytes(content_of(KINDS[name]))
    ours, theirs = read(file)[0], by_mpg123(file, 1)
    # Without a description, each leaves out its own share of the encoder's delay at the beginning.
    shift = max(range(1200), key=lambda by: float(np.dot(ours[by : by + 20_000], theirs[:20_000])))
    assert shift == 0 or name != "mp3"
    assert_same(ours[shift:], theirs, within=2e-3, spare=1152)


WAVS = sorted([*ODD.glob("wav_odd_data_unpadded/*.wav"), *ODD.glob("wav_false_cut_short/*.wav")])


@pytest.mark.parametrize("path", [*WAVS, *ODD.glob("aiff_switched_off/*.aiff")], ids=lambda path: path.name)
def test_a_file_with_wrong_sizes_is_read_as_sox_reads_it(path: Path) -> None:
    """sox looks for no chunk behind data of an odd size without the byte between: what it reads there is no sound."""
    ours, theirs = read(path)[0], by_sox(path, 1)
    assert_same(ours, theirs[: len(ours)], within=1e-6, spare=0)


@pytest.mark.parametrize("path", sorted(ODD.glob("mp3_refused_for_its_tags/*.mp3")), ids=lambda path: path.name)
def test_an_mp3_with_odd_tags_has_the_sound_that_mpg123_finds(path: Path) -> None:
    ours, theirs = read(path)[0], by_mpg123(path, 1)
    assert abs(len(ours) - len(theirs)) <= 2 * 1152
    length = min(len(ours), len(theirs)) - 2000
    shift = max(range(1200), key=lambda by: float(np.dot(ours[by : by + 20_000], theirs[:20_000])))
    assert_same(ours[shift:length], theirs[: length - shift], within=2e-3, spare=0)


@pytest.mark.parametrize(("name", "track"), [("first_silent.mov", 1), ("second_is_default.mkv", 1)])
def test_the_chosen_track_is_that_of_ffmpeg(name: str, track: int) -> None:
    path = ODD / "several_audio_streams" / name
    assert_same(read(path)[0], by_ffmpeg(path, 1, track), within=1e-3, spare=2048)


@pytest.mark.parametrize("path", sorted(ODD.glob("amr_pauses_dropped/phone*")), ids=lambda path: path.name)
def test_a_call_is_as_long_as_sox_reads_it(path: Path) -> None:
    ours, theirs = read(path)[0], by_sox(path.with_name("phone_call_dtx.amr"), 1)
    assert abs(len(ours) - len(theirs)) <= 160
