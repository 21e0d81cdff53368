"""The arithmetic of a rundown: totals, and when each line begins. Pure: seconds in, seconds out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Totals:
    """Seconds over a rundown's lines."""

    planned: float
    """Over the lines that say how long they shall be."""
    actual: float
    """Each line as long as it is, or else as it is planned."""
    unknown: int
    """Lines that say neither."""


def length(planned: float | None, actual: float | None) -> float | None:
    """The length that counts: the actual one where it is known."""
    return planned if actual is None else actual


def totals(lines: Iterable[tuple[float | None, float | None]]) -> Totals:
    """The totals of lines, each its planned and its actual seconds."""
    pairs = list(lines)
    lengths = [length(planned, actual) for planned, actual in pairs]
    return Totals(
        planned=sum(planned or 0 for planned, _actual in pairs),
        actual=sum(seconds or 0 for seconds in lengths),
        unknown=lengths.count(None),
    )


def starts(lengths: Sequence[float | None]) -> list[float | None]:
    """Seconds from the start of the edition to each line; None behind a line whose length is not known."""
    found: list[float | None] = []
    elapsed: float | None = 0.0
    for seconds in lengths:
        found.append(elapsed)
        elapsed = None if elapsed is None or seconds is None else elapsed + seconds
    return found
