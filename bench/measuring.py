"""Adding and fully measuring ten minutes of mp3, and a folder of twelve such files on two cores, against ffmpeg.

The reference is the ffmpeg command's ebur128 filter with true peaks. Ours is the whole process into an empty home: the
copy, its hash, the decoding, loudness, peaks, clipping, silence, waveform, and the row in the desk.
"""

import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from numpy.typing import NDArray
from timing import medians, say, seconds_of

RATE = 48_000
BLOCK_SECONDS = 10
MINUTES = 10
FILES = 12
RUNS = 9
FOLDER_RUNS = 9
RADIODESK = [sys.executable, "-m", "radiodesk"]

Samples = NDArray[np.float32]


def speech(seconds: float, *, level: float = 0.08, seed: int = 1) -> Iterator[Samples]:
    """Noise like speech in blocks of shape (2, n): syllables, phrases, short pauses, a little of a room all along.

    level: RMS of the syllables before they swell; full scale is 1.0.
    """
    random = np.random.default_rng(seed)
    left = round(seconds * RATE)
    while left > 0:
        size = RATE * BLOCK_SECONDS
        hertz = np.fft.rfftfreq(size, 1 / RATE)
        shape = (hertz > 90) / (1 + (hertz / 600) ** 1.5)
        noise = np.fft.irfft(np.fft.rfft(random.normal(size=(2, size))) * shape, size)
        noise *= level / noise.std()
        at = np.arange(size) / RATE
        syllables = 0.15 + np.abs(np.sin(2 * np.pi * (1.9 + 0.3 * random.random()) * at)) ** 1.5
        phrases = np.sin(2 * np.pi * at / BLOCK_SECONDS * 3) > -0.98  # pauses of 0.2 s belong to speech
        block = noise * syllables * phrases + random.normal(0, 0.0002, (2, size))
        yield block[:, : min(size, left)].clip(-1, 1).astype(np.float32)
        left -= size


def write_mp3(path: Path, blocks: Iterator[Samples]) -> Path:
    """Encode blocks of sound as an mp3 of 192 kbit/s."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libmp3lame", rate=RATE)
        assert isinstance(stream, AudioStream)
        stream.layout, stream.bit_rate = "stereo", 192_000
        for block in blocks:
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", "stereo")
            frame.sample_rate = RATE
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def another(path: Path, name: str) -> Path:
    """The same sound in a file of other bytes: with an ID3v1 tag behind it."""
    copy = path.with_name(name)
    copy.write_bytes(path.read_bytes() + b"TAG" + name.encode()[:30].ljust(125, b"\0"))
    return copy


def empty_home(home: Path) -> Path:
    """A home of a new station."""
    command = [*RADIODESK, "init", "--station", "Bench", "--home", str(home)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return home


def gauge(path: Path) -> str:
    """A shell's command for ffmpeg to measure a file; its log, which is long, goes nowhere."""
    return (
        f"ffmpeg -hide_banner -nostats -nostdin -i {shlex.quote(str(path))} -af ebur128=peak=true -f null - 2>/dev/null"
    )


def alone(what: str, command: list[str], fresh: object, runs: int) -> None:
    """Measure ours where there is nothing to compare it with."""
    assert callable(fresh)
    seconds = statistics.median([seconds_of(command, fresh) for _ in range(runs + 1)][1:])
    print(f"{what}: {seconds:.2f} s (the ffmpeg command is not installed: nothing to compare with)")


def main() -> None:
    """Make the files, and run both in turn."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "twelve").mkdir()
        one = write_mp3(folder / "twelve" / "0.mp3", speech(MINUTES * 60))
        files = [one, *(another(one, f"{number}.mp3") for number in range(1, FILES))]
        empty, home = empty_home(folder / "empty"), folder / "home"

        def fresh() -> None:
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(empty, home)

        add = [*RADIODESK, "media", "add", "--home", str(home)]
        name = f"media add, {MINUTES} minutes of mp3"
        if not shutil.which("ffmpeg"):
            alone(name, [*add, str(one)], fresh, RUNS)
        else:
            ours, reference = medians([*add, str(one)], ["sh", "-c", gauge(one)], setup=fresh, runs=RUNS)
            say(name, ours, "ffmpeg ebur128", reference, 0.81)
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
        name = f"media add, {FILES} such files, {len(os.sched_getaffinity(0))} cores"
        if not shutil.which("ffmpeg"):
            alone(name, [*add, str(one.parent)], fresh, FOLDER_RUNS)
            return
        in_turn = " && ".join(gauge(path) for path in files)
        ours, reference = medians([*add, str(one.parent)], ["sh", "-c", in_turn], setup=fresh, runs=FOLDER_RUNS)
        say(name, ours, "ffmpeg ebur128 one after another", reference, 0.63)


if __name__ == "__main__":
    main()
