"""Whatever is in a file: it is measured, or it is refused with a sentence. Nothing else, and within bounds."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from radiodesk.media.sound.errors import MediaError
from radiodesk.media.sound.measuring import measure
from tests.conftest import MEDIA, ROOT
from tests.media.signals import Signal, sine, stereo, write

pytestmark = pytest.mark.deep

GOOD = sorted(MEDIA.iterdir())
BAD = sorted((Path(__file__).parent / "bad").iterdir())
COPIES = 1000
SECONDS = 120
MOST_MB = 600
"""What a process may need at most, whatever length, rate and number of channels a header claims."""


def fuzzed(file: Path, copies: int = COPIES) -> list[dict[str, Any]]:
    """What became of damaged copies of a file, or of itself, or all of a folder, if there are to be none.

    A crash and a hang fail the test.
    """
    command = [sys.executable, "-m", "tests.media.fuzzing", str(file), str(copies), "radiodesk"]
    try:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        said = error.stdout.decode() if isinstance(error.stdout, bytes) else error.stdout or ""
        pytest.fail(f"not done after {SECONDS} s, at {said.splitlines()[-1:]}")
    lines = ended.stdout.splitlines()
    assert ended.returncode == 0, f"ended with {ended.returncode} at {lines[-1:]}: {ended.stderr[-2000:]}"
    found = [said for said in map(json.loads, lines) if "outcome" in said]
    assert len(found) == (copies or len([line for line in lines if "outcome" not in line]))
    return found


def encoded(file: Path, samples: Signal, codec: str, form: str, layout: str) -> Path:
    """The samples in a file of that kind."""
    with av.open(str(file), "w") as out:
        stream = out.add_stream(codec, rate=48_000, layout=layout, format=form)
        packed = np.ascontiguousarray(samples.T).reshape(1, -1).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(packed, "flt", layout)
        frame.sample_rate = 48_000
        resampler = av.AudioResampler(form, layout, 48_000, stream.codec_context.frame_size or 1024)
        for part in [*resampler.resample(frame), *resampler.resample(None), None]:
            out.mux(stream.encode(part))
    return file


def check(found: list[dict[str, Any]]) -> None:
    bounded(found)
    assert {said["outcome"] for said in found} == {"measured", "refused"}, "the damage should be of every degree"


def bounded(found: list[dict[str, Any]]) -> None:
    escaped = [said for said in found if said["outcome"] not in ("measured", "refused")]
    assert escaped == []
    peak = max(said["peak_mb"] for said in found)
    assert peak < MOST_MB, next(said for said in found if said["peak_mb"] >= MOST_MB)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_a_damaged_copy_of_a_sample_is_measured_or_refused(path: Path) -> None:
    # There is no encoder of vorbis here: its sample stands for all of its kind.
    bounded(fuzzed(path, COPIES if path.suffix == ".ogg" else COPIES // 20))


@pytest.mark.parametrize(
    ("codec", "ending", "form"),
    [
        ("libmp3lame", "mp3", "fltp"),
        ("flac", "flac", "s16"),
        ("aac", "m4a", "fltp"),
        ("aac", "mov", "fltp"),
        ("libopus", "opus", "flt"),
    ],
)
def test_a_thousand_damaged_copies_are_measured_or_refused(codec: str, ending: str, form: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.02, (2, 14_400)) + stereo(sine(-20, 0.3))
    bounded(fuzzed(encoded(tmp_path / f"tone.{ending}", noise, codec, form, "stereo")))


@pytest.mark.parametrize("bits", [8, 16, 24, 32, "float"])
@pytest.mark.parametrize("mask", [None, 0x3], ids=["plain", "extensible"])
def test_a_damaged_wav_is_measured_or_refused(bits: int | str, mask: int | None, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.02, (2, 24_000))
    check(fuzzed(write(tmp_path / "tone.wav", stereo(sine(-20, 0.5)) + noise, bits=bits, mask=mask), COPIES // 10))


def test_wavs_that_claim_absurd_rates_are_measured_or_refused(tmp_path: Path) -> None:
    for channels in (1, 2, 6):
        noise = np.random.default_rng(1).normal(0, 0.05, (channels, 20_000))
        for rate in (1, 10, 1000, 3000, 4000, 768_000, 20_000_000, 100_000_000, 2**31 - 1, 2**32 - 1):
            file = write(tmp_path / f"{channels} channels, {rate} Hz.wav", noise, bits=16)
            content = bytearray(file.read_bytes())
            content[24:28] = rate.to_bytes(4, "little")
            file.write_bytes(content)

    bounded(fuzzed(tmp_path, copies=0))


def test_wavs_of_many_channels_are_measured_or_refused(tmp_path: Path) -> None:
    for channels in (3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 17, 24, 64, 65, 255, 1000):
        noise = np.random.default_rng(1).normal(0, 0.05, (channels, 1_000))
        write(tmp_path / f"{channels} channels.wav", noise, bits=16)

    bounded(fuzzed(tmp_path, copies=0))


@pytest.mark.parametrize(
    ("codec", "ending", "form"), [("flac", "flac", "s16"), ("aac", "m4a", "fltp"), ("libopus", "opus", "flt")]
)
@pytest.mark.parametrize("layout", ["5.1", "7.1"])
def test_surround_sound_is_measured_in_any_format(
    codec: str, ending: str, form: str, layout: str, tmp_path: Path
) -> None:
    noise = np.random.default_rng(1).normal(0, 0.05, (6 if layout == "5.1" else 8, 48_000))
    found = fuzzed(encoded(tmp_path / f"surround.{ending}", noise, codec, form, layout), copies=0)

    bounded(found)
    assert found[0]["outcome"] == "measured"


def test_a_wav_that_claims_hours_is_measured_for_what_it_has(tmp_path: Path) -> None:
    content = bytearray(write(tmp_path / "tone.wav", stereo(sine(-20, 1)), bits=16).read_bytes())
    content[4:8] = content[40:44] = (2**32 - 2**16).to_bytes(4, "little")
    file = tmp_path / "claims.wav"
    file.write_bytes(content)
    measured = measure(file)

    assert measured.sound.seconds == pytest.approx(1, abs=0.01)
    assert measured.sound.warnings == ("cut_short",)
    bounded(fuzzed(file, copies=0))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_bad_file_is_measured_with_a_warning_or_refused(path: Path) -> None:
    try:
        measured = measure(path)
    except MediaError:
        return
    assert measured.sound.seconds > 0
    assert measured.sound.warnings
