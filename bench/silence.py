"""Finding the silence of ten minutes: what it takes beyond decoding, and against pydub's `detect_silence`.

Both look for the same: every stretch of half a second whose level is at or under what the recording's own measurement
took for silence. Ours looks every 5 ms, pydub every 1 ms; their spans have to be the same to 10 ms.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from measuring import RATE, Samples, speech, write_mp3
from numpy.typing import NDArray

from radiodesk.media.sound import levels
from radiodesk.media.sound.graph import regroup
from radiodesk.media.sound.measurement import Span
from radiodesk.media.sound.measuring import SILENCE_SECONDS, Channels, block_size, channels_of, measure
from radiodesk.media.sound.opening import open_sound
from radiodesk.media.sound.stream import Sound as AudioSegment

RUNS = 5
MINUTES = 10
LEADING, TRAILING = 3.0, 5.0
SAME_SECONDS = 0.010


def with_silence() -> Iterator[Samples]:
    """Speech of ten minutes with silence at both ends, and pauses of 0.8 to 2 s in it."""
    at = 0
    length = MINUTES * 60 * RATE
    random = np.random.default_rng(7)
    for number, block in enumerate(speech(MINUTES * 60)):
        hushed = [(round(start * RATE), round(end * RATE)) for start, end in ((0, LEADING),)]
        hushed.append((length - round(TRAILING * RATE), length))
        pause = (number * 10 + 4.2) * RATE
        hushed.append((round(pause), round(pause + random.uniform(0.8, 2.0) * RATE)))
        for start, end in hushed:
            inside = slice(max(0, start - at), max(0, end - at))
            block[:, inside] *= 0.001
        yield block
        at += block.shape[1]


def decoded(path: Path) -> int:
    """Decode, and nothing else. Returns the samples."""
    with open_sound(path) as decoder:
        return sum(frame.samples for frame in decoder.frames())


def blocks_of(path: Path) -> Iterator[Channels]:
    """The sound in blocks, as the measuring pass looks at it."""
    with open_sound(path) as decoder:
        yield from map(channels_of, regroup(decoder.frames(), block_size))


def power_of(block: Channels) -> NDArray[np.float64]:
    """The mean square of each hop."""
    hop = levels.hop(RATE)
    means: NDArray[np.float64] = levels.energy(block, hop).mean(axis=0, dtype=np.float64) / hop
    return means


def spans_of(blocks: Iterable[Channels], threshold: float) -> list[Span]:
    """The silences of blocks of sound."""
    power = np.concatenate([power_of(block) for block in blocks])
    return levels.quiet_spans(power, levels.hop(RATE) / RATE, threshold, SILENCE_SECONDS)


def seconds(work: object) -> float:
    """How long a call takes."""
    assert callable(work)
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def pydub_spans(sound: AudioSegment, threshold: float) -> list[Span]:
    """What pydub finds."""
    from pydub.silence import detect_silence

    found = detect_silence(sound, min_silence_len=round(SILENCE_SECONDS * 1000), silence_thresh=threshold)
    return [(start / 1000, end / 1000) for start, end in found]


def compare(path: Path, threshold: float) -> None:
    """The same sound in memory, looked through by both."""
    blocks = list(blocks_of(path))
    pcm = [
        np.round(np.stack(block, axis=1) * 2**15).clip(-(2**15), 2**15 - 1).astype("<i2").tobytes() for block in blocks
    ]
    sound = AudioSegment(data=b"".join(pcm), sample_width=2, frame_rate=RATE, channels=2)
    ours = statistics.median(seconds(lambda: spans_of(blocks, threshold)) for _ in range(RUNS))
    begin = time.perf_counter()
    theirs = pydub_spans(sound, threshold)
    reference = time.perf_counter() - begin  # once: it takes minutes
    print(
        f"silence in {MINUTES} minutes, decoded: {ours:.3f} s, pydub detect_silence: {reference:.1f} s, "
        f"{reference / ours:.0f} times faster (at least 100)"
    )
    found = spans_of(blocks, threshold)
    apart = [max(abs(a - c), abs(b - d)) for (a, b), (c, d) in zip(found, theirs, strict=False)]
    furthest = max(apart, default=0.0) * 1000
    print(f"spans: {len(found)}, pydub: {len(theirs)}, at most {furthest:.1f} ms apart (at most 10)")
    if len(found) != len(theirs) or furthest > SAME_SECONDS * 1000 + 1e-6:
        sys.exit("the spans are not the same")


def main() -> None:
    """Make the file, and look for its silence."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_mp3(Path(folder, "silence.mp3"), with_silence())
        found = measure(path)
        threshold = found.measurement.silence_dbfs
        inner = len(found.measurement.inner_silences(found.sound.seconds))
        print(
            f"measured: leading {found.measurement.leading_seconds:.3f} s, trailing "
            f"{found.measurement.trailing_seconds:.3f} s, {inner} inside, under {threshold:g} dBFS"
        )
        plain, looked, blocked = [], [], []
        for _ in range(RUNS + 1):
            plain.append(seconds(lambda: decoded(path)))
            blocked.append(seconds(lambda: sum(len(block[0]) for block in blocks_of(path))))
            looked.append(seconds(lambda: spans_of(blocks_of(path), threshold)))
        decoding, blocking, looking = (statistics.median(each[1:]) for each in (plain, blocked, looked))
        print(
            f"decoding: {decoding:.2f} s, with its silence: {looking:.2f} s, {looking - decoding:.2f} s more "
            f"(at most 0.2); of that bringing it to blocks {blocking - decoding:.2f} s, which all measuring needs"
        )
        power = np.concatenate([power_of(block) for block in blocks_of(path)])
        hop_seconds = levels.hop(RATE) / RATE
        spans = statistics.median(
            seconds(lambda: levels.quiet_spans(power, hop_seconds, threshold, SILENCE_SECONDS)) for _ in range(RUNS)
        )
        print(f"levels.quiet_spans alone: {spans * 1000:.1f} ms")
        compare(path, threshold)


if __name__ == "__main__":
    main()
