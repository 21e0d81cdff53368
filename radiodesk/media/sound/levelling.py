"""Bring a sound to a loudness without a true peak above a ceiling: measured, set, and measured again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from av.audio.frame import AudioFrame

from radiodesk.media.sound.graph import Filter, ahead, run
from radiodesk.media.sound.loudness import Gauge, Loudness
from radiodesk.media.sound.stream import HEADROOM_DB, RATE

TOLERANCE_LU = 0.1
MOST_GAIN_DB = 40.0
"""What is so quiet that it needs more is noise."""

ROUNDS = 10
ROUNDS_FOR_PEAKS = 3
"""The last rounds, in which the loudness stays as near as it came, and only peaks are brought under the ceiling."""

STEEPEST = 2.5
"""So much more gain a limited sound gets at the most than it lacks loudness."""

LOSSY_MARGIN_DB = 0.3
"""So much an encoder mostly adds to the peaks at the most."""

OVERSAMPLED = 4 * RATE
"""The limiter works between the samples too. ITU-R BS.1770-4, annex 2."""

LIMITER_MARGIN_DB = 0.15
"""Going back to our rate adds a little to the peaks."""

LOWEST_LIMIT_DB = -24.0
"""The filter has no lower one."""

Source = Callable[[], Iterable[AudioFrame]]
"""Gives the same sound each time it is called, in frames of `radiodesk.media.sound.stream`."""

Write = Callable[[Iterator[AudioFrame]], Loudness | None]
"""Writes a sound; says how loud what was written is, or nothing where it is just what was sent."""


@dataclass(frozen=True)
class Level:
    """How a sound was set. gain_db: in all. limited: whether peaks were."""

    gain_db: float
    limited: bool
    loudness: Loudness
    """Of the result."""


def bring(source: Source, target_lufs: float, ceiling_dbtp: float, write: Write, *, lossy: bool = False) -> Level:
    """Write the sound at that loudness, with no true peak above the ceiling.

    lossy: what is written is not just what was sent, and takes long: the level is found before, with room for peaks.
    What has no loudness, or needs more than MOST_GAIN_DB, is brought as near as that goes.
    """
    before = _before(source)
    loudness, peak = before.integrated_lufs, before.true_peak_dbtp
    gain = 0.0 if loudness is None else min(target_lufs - loudness, MOST_GAIN_DB + HEADROOM_DB)
    if loudness is None:
        gain = HEADROOM_DB  # too short or too quiet to have one: as it came
    highest = ceiling_dbtp - (LOSSY_MARGIN_DB if lossy else 0.0)
    limit = None if peak is None or peak + gain <= highest else highest - LIMITER_MARGIN_DB
    search = _Search(source, before, target_lufs, highest, gain, limit)
    if lossy:
        if limit is not None:
            search.run(_nowhere, TOLERANCE_LU / 2)
        search.ceiling_dbtp = ceiling_dbtp
    after = search.run(write)
    return Level(round(search.gain - HEADROOM_DB, 2), search.limit is not None, after)


def _nowhere(frames: Iterator[AudioFrame]) -> None:
    """Only hear how loud they are."""
    for _frame in frames:
        pass


@dataclass
class _Search:
    """Looks for the gain, in dB, and the limit, in dBTP, with which a sound has its loudness and no peak too high."""

    source: Source
    before: Loudness
    target_lufs: float
    ceiling_dbtp: float
    gain: float
    limit: float | None

    def run(self, write: Write, tolerance_lu: float = TOLERANCE_LU) -> Loudness:
        """Write the sound until it is right, or as near as it came. How loud it was the last time."""
        steepness = 1.0
        last: tuple[float, float] | None = None
        most = MOST_GAIN_DB + HEADROOM_DB
        for left in reversed(range(ROUNDS)):
            after = _round(self.source, self.gain, self.limit, write) or _shifted(self.before, self.gain)
            reached = after.integrated_lufs
            heard = self.before.integrated_lufs is not None
            error = self.target_lufs - reached if heard and reached is not None else 0.0
            over = -1.0 if after.true_peak_dbtp is None else after.true_peak_dbtp - self.ceiling_dbtp
            at_most = self.gain >= most and error > 0
            near = abs(error) <= tolerance_lu or at_most or left <= ROUNDS_FOR_PEAKS
            if (over <= 0 and near) or not left:
                break
            if over > 0:
                limit = self.ceiling_dbtp if self.limit is None else self.limit
                self.limit = max(limit - over - 0.02, LOWEST_LIMIT_DB)
            if left > ROUNDS_FOR_PEAKS and abs(error) > tolerance_lu / 2 and reached is not None:
                # A limiter takes back a part of each step: how much, the step before said.
                if last and abs(reached - last[1]) > TOLERANCE_LU:
                    steepness = min(max((self.gain - last[0]) / (reached - last[1]), 1.0), STEEPEST)
                last = self.gain, reached
                self.gain = min(self.gain + error * steepness, most)
        return after


def _before(source: Source) -> Loudness:
    """How loud the sound is, which comes with headroom.

    It is measured without: nothing of it must fall under the gate of the measurement, -70 LUFS, for that.
    """
    raised: list[Filter] = [("aformat", "sample_fmts=dblp"), ("volume", f"{HEADROOM_DB}dB:precision=double")]
    return _shifted(measured(run(ahead(source()), raised)), -HEADROOM_DB)


def _round(source: Source, gain: float, limit: float | None, write: Write) -> Loudness | None:
    """Write the sound once. How loud it is now; None where it is just as much louder as the gain says."""
    sent = _set(source(), gain, limit)
    if limit is None:
        return write(sent)
    gauge = Gauge()
    return write(_gauged(sent, gauge)) or gauge.loudness()


def measured(frames: Iterable[AudioFrame]) -> Loudness:
    """How loud a sound is."""
    gauge = Gauge()
    gauge.measure(frames)
    gauge.finish()
    return gauge.loudness()


def _set(frames: Iterable[AudioFrame], gain: float, limit: float | None) -> Iterator[AudioFrame]:
    filters: list[Filter] = [("volume", f"{gain:.4f}dB:precision=double")]
    if limit is not None:
        amplitude = 10 ** (limit / 20)
        filters += [
            ("aresample", str(OVERSAMPLED)),
            ("alimiter", f"limit={amplitude:.6f}:attack=5:release=80:level=0:latency=1"),
            ("aresample", str(RATE)),
        ]
    return run(frames, [*filters, ("aformat", f"sample_fmts=s32:sample_rates={RATE}:channel_layouts=stereo")])


def _gauged(frames: Iterable[AudioFrame], gauge: Gauge) -> Iterator[AudioFrame]:
    for frame in frames:
        gauge.measure([frame])
        yield frame
    gauge.finish()


def _shifted(loudness: Loudness, gain: float) -> Loudness:
    """The same sound with that gain."""
    return Loudness(
        integrated_lufs=_plus(loudness.integrated_lufs, gain),
        range_lu=loudness.range_lu,
        momentary_max_lufs=_plus(loudness.momentary_max_lufs, gain),
        short_term_max_lufs=_plus(loudness.short_term_max_lufs, gain),
        true_peak_dbtp=_plus(loudness.true_peak_dbtp, gain),
    )


def _plus(value: float | None, gain: float) -> float | None:
    return None if value is None else value + gain
