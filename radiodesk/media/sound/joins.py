"""Calculate when each line of an edition starts, from the lengths of the lines and the joins between them."""

from collections.abc import Sequence

from radiodesk.kinds import JoinKind

OVERLAPPING = {JoinKind.CROSSFADE, JoinKind.UNDER}


def offset(join: JoinKind, seconds: float, before: float, after: float) -> float:
    """Seconds that a join adds between two lines: positive for a gap, negative for an overlap, else 0.

    An overlap takes at most half of either line, so that at most two lines are heard at once.
    before, after: the lengths of the two lines.
    """
    if join is JoinKind.GAP:
        return seconds
    if join in OVERLAPPING:
        return -min(seconds, before / 2, after / 2)
    return 0.0


def starts(lengths: Sequence[float | None], joins: Sequence[tuple[JoinKind, float]]) -> list[float | None]:
    """Seconds from the start of the edition to each line; None after a line of unknown length.

    joins: how each line is joined to the line before it. The first line's join has no effect.
    """
    result: list[float | None] = []
    elapsed: float | None = 0.0
    before: float | None = None
    for number, (length, (join, seconds)) in enumerate(zip(lengths, joins, strict=True)):
        if number and elapsed is not None:
            elapsed = max(0.0, elapsed + offset(join, seconds, before or 0.0, length or 0.0))
        result.append(elapsed)
        elapsed = None if elapsed is None or length is None else elapsed + length
        before = length
    return result


def total(lengths: Sequence[float | None], joins: Sequence[tuple[JoinKind, float]]) -> float:
    """The length of the edition in seconds. Lines of unknown length count as 0."""
    known = [(length or 0.0, join) for length, join in zip(lengths, joins, strict=True)]
    line_starts = starts([length for length, _join in known], [join for _length, join in known])
    return (line_starts[-1] or 0.0) + known[-1][0] if known else 0.0
