"""The totals of a rundown: pure arithmetic in seconds. `radiodesk.media.sound.joins` says when lines begin."""

from collections.abc import Sequence
from dataclasses import dataclass

from radiodesk.kinds import JoinKind
from radiodesk.media.sound import joins


@dataclass(frozen=True)
class Totals:
    """Seconds over a rundown's lines."""

    planned: float
    """Over the lines that say how long they shall be."""
    actual: float
    """From the first line to the end of the last, joined as they say, each as long as it is, or else is planned."""
    unknown: int
    """Lines that say neither."""


def length(planned: float | None, actual: float | None) -> float | None:
    """The length that counts: the actual one where it is known."""
    return planned if actual is None else actual


def totals(lines: Sequence[tuple[float | None, float | None]], joined: Sequence[tuple[JoinKind, float]]) -> Totals:
    """The totals of lines, each its planned and its actual seconds, and how each is joined to the one before."""
    lengths = [length(planned, actual) for planned, actual in lines]
    return Totals(
        planned=sum(planned or 0 for planned, _actual in lines),
        actual=joins.total(lengths, joined),
        unknown=lengths.count(None),
    )
