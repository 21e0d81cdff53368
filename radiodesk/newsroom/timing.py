"""The totals of a rundown: pure arithmetic in seconds. `radiodesk.media.sound.joins` says when lines begin."""

from collections.abc import Sequence
from dataclasses import dataclass

from radiodesk.kinds import JoinKind
from radiodesk.media.sound import joins


@dataclass(frozen=True)
class Totals:
    """Seconds over a rundown's lines."""

    planned: float
    """The sum of the planned lengths."""
    actual: float
    """From the start of the first line to the end of the last, joins included: actual lengths, else planned ones.
    With an air file, its length."""
    unknown: int
    """The number of lines with neither length; 0 with an air file."""


def length(planned: float | None, actual: float | None) -> float | None:
    """The actual length if it is known, else the planned one."""
    return planned if actual is None else actual


def totals(
    lines: Sequence[tuple[float | None, float | None]],
    joined: Sequence[tuple[JoinKind, float]],
    air_file: float | None = None,
) -> Totals:
    """The totals of a rundown.

    lines: planned and actual seconds; joined: how each line follows the one before; air_file: the length on air of a
    recording of the whole, which is then the actual length.
    """
    lengths = [length(planned, actual) for planned, actual in lines]
    return Totals(
        planned=sum(planned or 0 for planned, _actual in lines),
        actual=joins.total(lengths, joined) if air_file is None else air_file,
        unknown=lengths.count(None) if air_file is None else 0,
    )
