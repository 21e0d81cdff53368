"""Progress of an import, and the way to stop it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

Item = TypeVar("Item")

Progress: TypeAlias = Callable[[int, int], object]
"""Called with what is done and how much there is in all. What it raises stops the import, and nothing is changed."""

STEP = 200
"""Items between two reports."""


_FINE = 10_000


def scaled(progress: Progress, begin: float, end: float) -> Progress:
    """Progress of a part of the work: its shares, 0 to 1, are reported as those from `begin` to `end`."""
    return lambda done, total: progress(round(_FINE * (begin + (end - begin) * done / total)), _FINE)


class Steps:
    """Counts the items of many loops, and reports the count now and then. What the report raises stops the work."""

    def __init__(self, report: Callable[[int], object] = lambda _count: None) -> None:
        self._report = report
        self._count = 0

    def over(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, one by one."""
        for item in items:
            self._count += 1
            if self._count % STEP == 0:
                self._report(self._count)
            yield item
