"""Play audio through the sound card's process, and report the position and levels during playback."""

import bisect
import contextlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.media.sound import stream
from radiodesk.media.sound.graph import run
from radiodesk.media.sound.measurement import Span
from radiodesk.media.sound.opening import open_sound

PIECE = stream.RATE // 25
"""Samples per piece. The sound card gets one piece at a time, and levels are measured per piece."""


class NoSoundCard(UserError):
    """This machine has no sound card."""

    message = N_("There is no sound card here, so nothing can be played. Everything else works")


@dataclass(frozen=True)
class PlaybackStatus:
    """The state of playback at a moment."""

    seconds: float
    """Seconds played since the start."""
    levels: tuple[float, float]
    """Peaks of the left and right channel in dBFS."""


StatusCallback = Callable[[PlaybackStatus], object]
"""Called several times a second during playback, in a thread of the player."""

EndCallback = Callable[[Exception | None], object]
"""Called at the end of playback with the error, or None, in a thread of the player."""


class _Playback:
    """One call of `Player.play`."""

    card: subprocess.Popen[bytes] | None = None
    """The sound card's process, or None until it is started."""


class Player:
    """Plays one thing at a time. All methods return at once, because a thread starts the sound card's process.

    silent: use a null device, for machines without a sound card.
    """

    def __init__(self, *, silent: bool = False) -> None:
        self._silent = silent
        self._lock = threading.Lock()
        self._current: _Playback | None = None

    @property
    def playing(self) -> bool:
        """Whether something is being played."""
        return self._current is not None

    def play(self, samples: Iterable[bytes], on_status: StatusCallback, on_end: EndCallback) -> None:
        """Start to play, and stop what was playing before. samples: as from `pcm`."""
        self.stop()
        playback = _Playback()
        with self._lock:
            self._current = playback
        threading.Thread(target=self._run, args=(playback, samples, on_status, on_end), daemon=True).start()

    def stop(self) -> None:
        """Stop playback immediately."""
        with self._lock:
            playback, self._current = self._current, None
        if playback is not None and playback.card is not None:
            playback.card.kill()

    def _run(
        self, playback: _Playback, samples: Iterable[bytes], on_status: StatusCallback, on_end: EndCallback
    ) -> None:
        try:
            error = self._play(playback, samples, on_status)
        except OSError as failure:  # the process could not be started
            error = failure
        with self._lock:
            is_current = self._current is playback
            if is_current:
                self._current = None
        if is_current or isinstance(error, NoSoundCard):
            on_end(error)

    def _play(self, playback: _Playback, samples: Iterable[bytes], on_status: StatusCallback) -> Exception | None:
        """Play until the end, or until playback is stopped. Returns the error, or None."""
        card = subprocess.Popen(  # noqa: S603 - our own module in our own interpreter
            [sys.executable, "-m", "radiodesk.media.sound.sound_card", *(["--silent"] if self._silent else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with self._lock:
            playback.card = card
            stopped = self._current is not playback
        if stopped:
            card.kill()
        levels: list[tuple[float, float]] = []
        errors: list[Exception] = []
        feeder = threading.Thread(target=_feed, args=(card, samples, levels, errors), daemon=True)
        feeder.start()
        no_card = False
        assert card.stdout is not None  # noqa: S101 - opened as a pipe
        for line in card.stdout:
            if line.strip() == b"none":
                no_card = True
                card.kill()
            elif self._current is playback:
                played = int(line)
                if levels:
                    on_status(PlaybackStatus(played / stream.RATE, levels[min(played // PIECE, len(levels) - 1)]))
        card.wait()
        feeder.join()
        card.stdout.close()
        return errors[0] if errors else NoSoundCard() if no_card else None


def _feed(
    card: subprocess.Popen[bytes],
    samples: Iterable[bytes],
    levels: list[tuple[float, float]],
    errors: list[Exception],
) -> None:
    """Send the samples to the sound card's process and record their levels. Blocks until they are needed."""
    assert card.stdin is not None  # noqa: S101 - opened as a pipe
    try:
        for piece in samples:
            values = np.frombuffer(piece, np.int16).reshape(-1, 2)
            with np.errstate(divide="ignore"):
                left, right = (20 * np.log10(np.abs(values.astype(np.int32)).max(axis=0) / 32768)).tolist()
            levels.append((left, right))
            card.stdin.write(piece)
    except OSError:
        pass  # playback was stopped
    except Exception as error:
        errors.append(error)
    finally:
        with contextlib.suppress(OSError):
            card.stdin.close()


def pcm(path: Path, start: float = 0.0, end: float | None = None, name: str = "", track: int = 0) -> Iterator[bytes]:
    """A part of a file as raw samples for `Player.play`: 16 bits, stereo, 48 kHz, in pieces of PIECE samples.

    start, end: seconds. name, track: as in `open_sound`, whose errors it raises.
    """
    output_format = f"sample_fmts=s16:sample_rates={stream.RATE}:channel_layouts=stereo"
    filters = [("aresample", str(stream.RATE)), ("aformat", output_format), ("asetnsamples", f"n={PIECE}:p=0")]
    remaining = None if end is None else max(0, stream.sample_count(end - start))
    with open_sound(path, name, track) as decoder:
        for frame in run(decoder.frames_from(start), filters):
            data = frame.to_ndarray().tobytes()
            if remaining is not None:
                data = data[: remaining * 4]
                remaining -= len(data) // 4
            if data:
                yield data
            if remaining == 0:
                return


def samples(path: Path, start: float, end: float, track: int = 0) -> NDArray[np.float32]:
    """A part of a file as samples for display: float32, shape (2, n), full scale 1.0, 48 kHz. start, end: seconds."""
    packed = np.frombuffer(b"".join(pcm(path, start, end, track=track)), np.int16).reshape(-1, 2)
    return (packed.T / np.float32(32768)).astype(np.float32)


def pcm_spans(path: Path, spans: Iterable[Span], track: int = 0) -> Iterator[bytes]:
    """Several parts of a file in succession, to preview a cut. Format and track as in `pcm`."""
    for start, end in spans:
        yield from pcm(path, start, end, track=track)


def moment_in(spans: list[Span], seconds: float) -> float:
    """The moment of the file that is reached after playing its spans for a number of seconds."""
    ends: list[float] = []
    elapsed = 0.0
    for start, end in spans:
        elapsed += end - start
        ends.append(elapsed)
    number = min(bisect.bisect_left(ends, seconds), len(spans) - 1)
    before = ends[number - 1] if number else 0.0
    return min(spans[number][0] + seconds - before, spans[number][1])
