"""Normalize audio to a target loudness under a true-peak ceiling: measure, apply gain, and measure again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from av.audio.frame import AudioFrame

from radiodesk.media.sound.graph import Filter, prefetch, run
from radiodesk.media.sound.loudness import LoudnessMeter, measure_loudness
from radiodesk.media.sound.measurement import Loudness
from radiodesk.media.sound.stream import HEADROOM_DB, RATE

TOLERANCE_LU = 0.1
MAX_GAIN_DB = 40.0
"""Maximum gain. Audio that would need more is noise."""

MAX_PASSES = 10
PEAK_PASSES = 3
"""The last passes, which keep the gain and only lower the limit until the peaks are under the ceiling."""

MAX_STEEPNESS = 2.5
"""Maximum ratio of added gain to missing loudness, for limited audio."""

LOSSY_MARGIN_DB = 0.3
"""Lossy encoders rarely raise the peaks by more than this."""

LIMITER_RATE = 4 * RATE
"""The limiter runs on oversampled audio, because true peaks lie between samples. ITU-R BS.1770-4, annex 2."""

LIMITER_MARGIN_DB = 0.15
"""Resampling back to RATE raises the peaks a little."""

LOWEST_LIMIT_DB = -24.0
"""The lowest limit that the alimiter filter accepts."""

DOUBT_DB = 2.0
"""How far an expected true peak may be wrong, for example where two lines are mixed."""

Source = Callable[[], Iterable[AudioFrame]]
"""Returns the frames of the audio, in the format of `radiodesk.media.sound.stream`; the same at each call."""

Write = Callable[[Iterator[AudioFrame]], Loudness | None]
"""Writes frames. Returns the loudness of the result, or None if writing does not change it."""


@dataclass(frozen=True)
class Level:
    """How audio was levelled."""

    gain_db: float
    """The total gain."""
    limited: bool
    """Whether peaks were limited."""
    loudness: Loudness
    """Loudness of the result."""


@dataclass(frozen=True)
class Expected:
    """The loudness of some audio, calculated from what is known of it, but not measured."""

    integrated_lufs: float
    true_peak_dbtp: float

    def levelled(self, target_lufs: float) -> "Expected":
        """The loudness after `normalize` without a limiter."""
        gain = min(target_lufs - self.integrated_lufs, MAX_GAIN_DB)
        return Expected(self.integrated_lufs + gain, self.true_peak_dbtp + gain)

    def stays_below(self, ceiling_dbtp: float, target_lufs: float) -> bool:
        """Whether no peak can exceed the ceiling after `normalize`, so that no limiter is needed."""
        return self.true_peak_dbtp + target_lufs - self.integrated_lufs < ceiling_dbtp - DOUBT_DB


def normalize(
    source: Source,
    target_lufs: float,
    ceiling_dbtp: float,
    write: Write,
    *,
    lossy: bool = False,
    expected: Expected | None = None,
) -> Level:
    """Write the audio at the target loudness, with no true peak above the ceiling.

    Audio that has no loudness keeps its level. Gain is limited to MAX_GAIN_DB.
    lossy: encoding changes the peaks and is slow, so the level is found before the first encoding, with a margin.
    expected: replaces the measurement of the source. The result is measured, and written again if it is wrong.
    """
    if expected is not None:
        gain = expected.levelled(target_lufs).integrated_lufs - expected.integrated_lufs
        frames = _apply_gain(source(), gain + HEADROOM_DB, None)
        result = write(frames) if lossy else _write_metered(frames, write)
        if result and _fits(result, target_lufs, ceiling_dbtp):
            return Level(round(gain, 2), limited=False, loudness=result)
    before = _measure_source(source)
    loudness, peak = before.integrated_lufs, before.true_peak_dbtp
    gain = 0.0 if loudness is None else min(target_lufs - loudness, MAX_GAIN_DB + HEADROOM_DB)
    if loudness is None:
        gain = HEADROOM_DB  # too short or too quiet to be measured: keep its level
    highest = ceiling_dbtp - (LOSSY_MARGIN_DB if lossy else 0.0)
    limit = None if peak is None or peak + gain <= highest else highest - LIMITER_MARGIN_DB
    search = _Search(source, before, target_lufs, highest, gain, limit)
    if lossy:
        if limit is not None:
            search.run(_discard, TOLERANCE_LU / 2)
        search.ceiling_dbtp = ceiling_dbtp
    after = search.run(write)
    return Level(round(search.gain - HEADROOM_DB, 2), search.limit is not None, after)


def _fits(loudness: Loudness, target_lufs: float, ceiling_dbtp: float) -> bool:
    """Whether the loudness is near the target and no true peak exceeds the ceiling."""
    lufs, peak = loudness.integrated_lufs, loudness.true_peak_dbtp
    if lufs is None or peak is None:
        return False
    return abs(lufs - target_lufs) <= TOLERANCE_LU and peak <= ceiling_dbtp


def _discard(frames: Iterator[AudioFrame]) -> None:
    """Consume the frames without writing them, so that only their loudness is measured."""
    for _frame in frames:
        pass


@dataclass
class _Search:
    """Searches the gain (dB) and the limit (dBTP) that give the target loudness under the ceiling."""

    source: Source
    before: Loudness
    target_lufs: float
    ceiling_dbtp: float
    gain: float
    limit: float | None

    def run(self, write: Write, tolerance_lu: float = TOLERANCE_LU) -> Loudness:
        """Write the audio, several times if needed, until its level is right. Returns the loudness of the last pass."""
        steepness = 1.0
        previous: tuple[float, float] | None = None
        max_gain = MAX_GAIN_DB + HEADROOM_DB
        for passes_left in reversed(range(MAX_PASSES)):
            after = _write_once(self.source, self.gain, self.limit, write) or _with_gain(self.before, self.gain)
            reached = after.integrated_lufs
            measurable = self.before.integrated_lufs is not None
            error = self.target_lufs - reached if measurable and reached is not None else 0.0
            over = -1.0 if after.true_peak_dbtp is None else after.true_peak_dbtp - self.ceiling_dbtp
            gain_exhausted = self.gain >= max_gain and error > 0
            near = abs(error) <= tolerance_lu or gain_exhausted or passes_left <= PEAK_PASSES
            if (over <= 0 and near) or not passes_left:
                break
            if over > 0:
                limit = self.ceiling_dbtp if self.limit is None else self.limit
                self.limit = max(limit - over - 0.02, LOWEST_LIMIT_DB)
            if passes_left > PEAK_PASSES and abs(error) > tolerance_lu / 2 and reached is not None:
                # The limiter cancels a part of each gain step. The previous step shows how much.
                if previous and abs(reached - previous[1]) > TOLERANCE_LU:
                    steepness = min(max((self.gain - previous[0]) / (reached - previous[1]), 1.0), MAX_STEEPNESS)
                previous = self.gain, reached
                self.gain = min(self.gain + error * steepness, max_gain)
        return after


def _measure_source(source: Source) -> Loudness:
    """The loudness of the source, which is attenuated by HEADROOM_DB.

    The attenuation is undone for the measurement, so that no quiet part falls under the gate of -70 LUFS.
    """
    raised: list[Filter] = [("aformat", "sample_fmts=dblp"), ("volume", f"{HEADROOM_DB}dB:precision=double")]
    return _with_gain(measure_loudness(run(prefetch(source()), raised)), -HEADROOM_DB)


def _write_once(source: Source, gain: float, limit: float | None, write: Write) -> Loudness | None:
    """Write the audio once. Returns the loudness of the result, or None if it follows from the gain alone."""
    frames = _apply_gain(source(), gain, limit)
    if limit is None:
        return write(frames)
    return _write_metered(frames, write)


def _write_metered(frames: Iterable[AudioFrame], write: Write) -> Loudness:
    """Write the frames. Returns the loudness of the result."""
    meter = LoudnessMeter()
    return write(_metered(frames, meter)) or meter.loudness()


def _apply_gain(frames: Iterable[AudioFrame], gain: float, limit: float | None) -> Iterator[AudioFrame]:
    filters: list[Filter] = [("volume", f"{gain:.4f}dB:precision=double")]
    if limit is not None:
        amplitude = 10 ** (limit / 20)
        filters += [
            ("aresample", str(LIMITER_RATE)),
            ("alimiter", f"limit={amplitude:.6f}:attack=5:release=80:level=0:latency=1"),
            ("aresample", str(RATE)),
        ]
    return run(frames, [*filters, ("aformat", f"sample_fmts=s32:sample_rates={RATE}:channel_layouts=stereo")])


def _metered(frames: Iterable[AudioFrame], meter: LoudnessMeter) -> Iterator[AudioFrame]:
    for frame in frames:
        meter.measure([frame])
        yield frame
    meter.finish()


def _with_gain(loudness: Loudness, gain: float) -> Loudness:
    """The loudness of the same audio with a gain in dB."""
    return Loudness(
        integrated_lufs=_add(loudness.integrated_lufs, gain),
        range_lu=loudness.range_lu,
        momentary_max_lufs=_add(loudness.momentary_max_lufs, gain),
        short_term_max_lufs=_add(loudness.short_term_max_lufs, gain),
        true_peak_dbtp=_add(loudness.true_peak_dbtp, gain),
    )


def _add(value: float | None, gain: float) -> float | None:
    return None if value is None else value + gain
