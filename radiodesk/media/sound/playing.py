"""Play sound: blocks go to the process of the sound card, and come back as a position and levels to be shown."""

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
from radiodesk.media.sound.decoding import open_sound
from radiodesk.media.sound.graph import run
from radiodesk.media.sound.levels import Span

PIECE = stream.RATE // 25
"""Samples that are sent at a time, and get a level of their own."""


class NoSoundCard(UserError):
    """Nothing here can be heard."""

    message = N_("There is no sound card here, so nothing can be played. Everything else works")


@dataclass(frozen=True)
class Heard:
    """What is heard at a moment. seconds: played since the start. levels: peaks of left and right, dB full scale."""

    seconds: float
    levels: tuple[float, float]


Listener = Callable[[Heard], object]
"""Is told what is heard, in a thread of the player's."""

Ended = Callable[[Exception | None], object]
"""Is told that it is over, with the error where there was one, in a thread of the player's."""


class _Turn:
    """One thing that is played."""

    card: subprocess.Popen[bytes] | None = None
    """The process of the sound card, once it runs."""


class Player:
    """Plays one thing at a time. Its methods return at once: the process of the sound card is started in a thread.

    silent: on a card that nobody hears, for machines that have none.
    """

    def __init__(self, *, silent: bool = False) -> None:
        self._silent = silent
        self._lock = threading.Lock()
        self._turn: _Turn | None = None

    @property
    def playing(self) -> bool:
        """Whether something is being played."""
        return self._turn is not None

    def play(self, samples: Iterable[bytes], heard: Listener, ended: Ended) -> None:
        """Play from now on, in place of what was played. samples: as `audible` gives them."""
        self.stop()
        turn = _Turn()
        with self._lock:
            self._turn = turn
        threading.Thread(target=self._run, args=(turn, samples, heard, ended), daemon=True).start()

    def stop(self) -> None:
        """Be silent at once."""
        with self._lock:
            turn, self._turn = self._turn, None
        if turn is not None and turn.card is not None:
            turn.card.kill()

    def _run(self, turn: _Turn, samples: Iterable[bytes], heard: Listener, ended: Ended) -> None:
        try:
            error = self._play(turn, samples, heard)
        except OSError as failure:  # the process could not be started
            error = failure
        with self._lock:
            current = self._turn is turn
            if current:
                self._turn = None
        if current or isinstance(error, NoSoundCard):
            ended(error)

    def _play(self, turn: _Turn, samples: Iterable[bytes], heard: Listener) -> Exception | None:
        """Play until the end or until it is stopped. Returns the error where there was one."""
        card = subprocess.Popen(  # noqa: S603 - our own module in our own interpreter
            [sys.executable, "-m", "radiodesk.media.sound.sound_card", *(["--silent"] if self._silent else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with self._lock:
            turn.card = card
            stopped = self._turn is not turn
        if stopped:
            card.kill()
        levels: list[tuple[float, float]] = []
        fault: list[Exception] = []
        feeding = threading.Thread(target=_feed, args=(card, samples, levels, fault), daemon=True)
        feeding.start()
        none = False
        assert card.stdout is not None  # noqa: S101 - asked for
        for line in card.stdout:
            if line.strip() == b"none":
                none = True
                card.kill()
            elif self._turn is turn:
                played = int(line)
                if levels:
                    heard(Heard(played / stream.RATE, levels[min(played // PIECE, len(levels) - 1)]))
        card.wait()
        feeding.join()
        card.stdout.close()
        return fault[0] if fault else NoSoundCard() if none else None


def _feed(
    card: subprocess.Popen[bytes],
    samples: Iterable[bytes],
    levels: list[tuple[float, float]],
    fault: list[Exception],
) -> None:
    """Send the samples on; the card takes them as it needs them, so this waits most of the time."""
    assert card.stdin is not None  # noqa: S101 - asked for
    try:
        for piece in samples:
            values = np.frombuffer(piece, np.int16).reshape(-1, 2)
            with np.errstate(divide="ignore"):
                left, right = (20 * np.log10(np.abs(values.astype(np.int32)).max(axis=0) / 32768)).tolist()
            levels.append((left, right))
            card.stdin.write(piece)
    except OSError:
        pass  # it was stopped
    except Exception as error:
        fault.append(error)
    finally:
        with contextlib.suppress(OSError):
            card.stdin.close()


def audible(path: Path, start: float = 0.0, end: float | None = None, name: str = "") -> Iterator[bytes]:
    """A part of a file's sound as it is, for `Player.play`. Seconds. name: see `open_sound`, whose errors it raises."""
    form = f"sample_fmts=s16:sample_rates={stream.RATE}:channel_layouts=stereo"
    filters = [("aresample", str(stream.RATE)), ("aformat", form), ("asetnsamples", f"n={PIECE}:p=0")]
    left = None if end is None else max(0, stream.sample_count(end - start))
    with open_sound(path, name) as decoder:
        for frame in run(decoder.frames_from(start), filters):
            data = frame.to_ndarray().tobytes()
            if left is not None:
                data = data[: left * 4]
                left -= len(data) // 4
            if data:
                yield data
            if left == 0:
                return


def samples(path: Path, start: float, end: float) -> NDArray[np.float32]:
    """A part of a file's sound to be looked at: shape (2, n), full scale 1.0, at 48 kHz."""
    packed = np.frombuffer(b"".join(audible(path, start, end)), np.int16).reshape(-1, 2)
    return (packed.T / np.float32(32768)).astype(np.float32)


def audible_spans(path: Path, spans: Iterable[Span]) -> Iterator[bytes]:
    """Several parts of a file, one right behind the other, as a cut will sound."""
    for start, end in spans:
        yield from audible(path, start, end)


def moment_in(spans: list[Span], seconds: float) -> float:
    """Where one is in a file when that much of its spans was played."""
    ends: list[float] = []
    elapsed = 0.0
    for start, end in spans:
        elapsed += end - start
        ends.append(elapsed)
    number = min(bisect.bisect_left(ends, seconds), len(spans) - 1)
    before = ends[number - 1] if number else 0.0
    return min(spans[number][0] + seconds - before, spans[number][1])
