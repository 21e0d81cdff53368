"""Calculate the loudness of audio from what was measured before, so that it need not be measured again to level it."""

import math
from collections.abc import Sequence

from radiodesk.kinds import ChannelChoice
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound.levelling import Expected
from radiodesk.media.sound.recipes import Plan

MONO_PEAK_DB = -3.01
"""Gain of a single channel that is heard on both sides, and is as loud as before."""

RELATIVE_GATE_LU = -10.0
"""Audio this far below the mean does not count. ITU-R BS.1770-4, annex 1."""


def of_recording(recording: RecordingView | None, plan: Plan) -> Expected | None:
    """The loudness of what a plan keeps of a recording, before it is levelled.

    None if the recording was not measured, the plan changes more than silent ends, or peaks may have to be limited.
    """
    if recording is None or recording.measurement is None or recording.channels > 2:
        return None
    found = recording.measurement
    lufs, peak = found.loudness.integrated_lufs, found.loudness.true_peak_dbtp
    start, end = plan.spans[0][0], plan.spans[-1][1]
    keeps_sound = start <= found.leading_seconds and end >= recording.seconds - found.trailing_seconds - 0.001
    is_changed = len(plan.spans) > 1 or plan.high_pass_hz > 0 or plan.channels is not ChannelChoice.ALL
    if lufs is None or peak is None or is_changed or not keeps_sound:
        return None
    expected = Expected(lufs, peak + (MONO_PEAK_DB if recording.channels == 1 else 0.0))
    return expected if expected.stays_below(plan.ceiling_dbtp, plan.target_lufs) else None


def of_lines(
    lines: Sequence[tuple[RecordingView | None, Plan]], target_lufs: float, ceiling_dbtp: float
) -> Expected | None:
    """The loudness of treated recordings, one after the other, before they are levelled together.

    None if that of a line is not known, or peaks may have to be limited.
    """
    levels: list[tuple[Expected, float]] = []
    for recording, plan in lines:
        line = of_recording(recording, plan)
        if line is None:
            return None
        levels.append((line.levelled(plan.target_lufs), plan.seconds))
    mean = _mean_lufs(levels)
    loud = [(level, seconds) for level, seconds in levels if level.integrated_lufs > mean + RELATIVE_GATE_LU]
    expected = Expected(_mean_lufs(loud), max(level.true_peak_dbtp for level, _seconds in levels))
    return expected if expected.stays_below(ceiling_dbtp, target_lufs) else None


def _mean_lufs(levels: Sequence[tuple[Expected, float]]) -> float:
    """The loudness of the mean power."""
    power = sum(10 ** (level.integrated_lufs / 10) * seconds for level, seconds in levels)
    return 10 * math.log10(power / sum(seconds for _level, seconds in levels))
