"""The arithmetic of joins: when each line of an edition begins. Pure: seconds in, seconds out."""

from collections.abc import Sequence

from radiodesk.kinds import JoinKind

OVERLAPPING = {JoinKind.CROSSFADE, JoinKind.UNDER}


def offset(join: JoinKind, seconds: float, before: float, after: float) -> float:
    """What a join adds to the time between two lines: a gap adds its seconds, an overlap takes them.

    An overlap is never longer than half of either line, so that a line never meets the next but one.
    """
    if join is JoinKind.GAP:
        return seconds
    if join in OVERLAPPING:
        return -min(seconds, before / 2, after / 2)
    return 0.0


def starts(lengths: Sequence[float | None], joins: Sequence[tuple[JoinKind, float]]) -> list[float | None]:
    """Seconds from the start of the edition to each line; None behind a line whose length is not known.

    joins: of each line to the one before it; that of the first line does nothing.
    """
    found: list[float | None] = []
    elapsed: float | None = 0.0
    before: float | None = None
    for number, (length, (join, seconds)) in enumerate(zip(lengths, joins, strict=True)):
        if number and elapsed is not None:
            elapsed = max(0.0, elapsed + offset(join, seconds, before or 0.0, length or 0.0))
        found.append(elapsed)
        elapsed = None if elapsed is None or length is None else elapsed + length
        before = length
    return found


def total(lengths: Sequence[float | None], joins: Sequence[tuple[JoinKind, float]]) -> float:
    """Seconds from the first line to the end of the last; lines of no known length count as nothing."""
    known = [(length or 0.0, join) for length, join in zip(lengths, joins, strict=True)]
    begins = starts([length for length, _join in known], [join for _length, join in known])
    return (begins[-1] or 0.0) + known[-1][0] if known else 0.0
