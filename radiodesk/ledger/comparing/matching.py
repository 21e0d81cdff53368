"""Match the rows of a ledger with the rows of the desk."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from radiodesk.ledger.columns import plain

Row = TypeVar("Row")
Thing = TypeVar("Thing")


class Pairing(Generic[Row, Thing]):
    """Rows and things, paired one to one in passes. A pass pairs only what the passes before it left over."""

    def __init__(self, rows: Sequence[Row], things: Sequence[Thing]) -> None:
        self.pairs: list[tuple[Row, Thing]] = []
        self.rows = list(rows)
        """Left over so far."""
        self.things = list(things)
        """Left over so far."""

    def match(
        self,
        of_row: Callable[[Row], Hashable],
        of_thing: Callable[[Thing], Hashable],
        *,
        single: bool = False,
        alike: Callable[[Row, Thing], bool] = lambda _row, _thing: True,
    ) -> None:
        """Pair those with the same key, in their order. A key of None pairs nothing.

        single: only where one row and one thing have the key. alike: only those for which it is true.
        """
        if not self.rows or not self.things:
            return
        rows, things = _by_key(self.rows, of_row), _by_key(self.things, of_thing)
        paired_rows: set[int] = set()
        paired_things: set[int] = set()
        for same, mine in rows.items():
            theirs = things.get(same, [])
            if same is None or (single and (len(mine) > 1 or len(theirs) > 1)):
                continue
            for row, thing in zip(mine, theirs, strict=False):
                if alike(row, thing):
                    self.pairs.append((row, thing))
                    paired_rows.add(id(row))
                    paired_things.add(id(thing))
        self.rows = [row for row in self.rows if id(row) not in paired_rows]
        self.things = [thing for thing in self.things if id(thing) not in paired_things]


def _by_key(items: Sequence[Row], of_item: Callable[[Row], Hashable]) -> dict[Hashable, list[Row]]:
    found: dict[Hashable, list[Row]] = defaultdict(list)
    for item in items:
        found[of_item(item)].append(item)
    return found


SIMILARITY = 0.65
"""The ratio of difflib from which two titles are taken for spellings of one: most unrelated titles are below 0.5."""


def are_similar(one: str, other: str) -> bool:
    """Whether one title may be a correction of the other."""
    matcher = SequenceMatcher(None, plain(one), plain(other), autojunk=False)
    return matcher.quick_ratio() >= SIMILARITY and matcher.ratio() >= SIMILARITY
