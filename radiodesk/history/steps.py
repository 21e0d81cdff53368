"""In which order the rows of an entry are reversed, so that no reference and no unique key is broken in between.

A removed row is restored before what refers to it, an added one is removed after that, and a row that has the key of
another one gives it up first.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from radiodesk.history import keys
from radiodesk.history.log import ChangedRow
from radiodesk.history.rows import TABLES, as_stored, referred
from radiodesk.model import Base

Rows = Mapping[str, Sequence[ChangedRow]]
"""What an entry changed, by table."""

Present = Mapping[str, Mapping[int, Mapping[str, Any]]]
"""All columns of the rows as they are now, by table and id."""

Place = tuple[str, int]
"""The table and the id of a row."""

Step = Mapping[str, Sequence[ChangedRow]]
"""Rows, by table, that are reversed in any order."""


def steps(session: Session, rows: Rows, present: Present) -> Iterator[Step]:
    """The rows of an entry in the steps in which they are reversed."""
    by_place = {(table, row.id): row for table, changed in rows.items() for row in changed}
    order = _order(_after_references(by_place), set(_after_keys(session, rows, present)))
    while order.is_active():
        ready = order.get_ready()
        step: dict[str, list[ChangedRow]] = defaultdict(list)
        for place in sorted(ready):
            step[place[0]].append(by_place[place])
        yield step
        order.done(*ready)


def _order(references: Mapping[Place, set[Place]], by_key: set[tuple[Place, Place]]) -> TopologicalSorter[Place]:
    """The order of rows. references: what comes before each. by_key: pairs of a row, and one that comes before it."""
    while True:
        order = TopologicalSorter(references)
        for later, earlier in by_key:
            order.add(later, earlier)
        try:
            order.prepare()
        except CycleError as error:
            # A programme gets its title back from its double, which refers to it: `Reversal` restores it as a double.
            circle = {(later, earlier) for earlier, later in pairwise(error.args[1])}
            if by_key.isdisjoint(circle):
                raise
            by_key = by_key - circle
        else:
            return order


def _after_references(by_place: Mapping[Place, ChangedRow]) -> dict[Place, set[Place]]:
    """The rows that are reversed before each one, because one of the two refers to the other before or after it."""
    earlier: dict[Place, set[Place]] = {place: set() for place in by_place}
    for place, row in by_place.items():
        table = Base.metadata.tables[row.table]
        for other in referred(table, row.before or {}):
            if other in by_place and by_place[other].after is None:
                earlier[place].add(other)
        for other in referred(table, row.after or {}):
            if other in by_place and by_place[other].before is None:
                earlier[other].add(place)
    for place, others in earlier.items():
        others.discard(place)
    return earlier


def _after_keys(session: Session, rows: Rows, present: Present) -> Iterator[tuple[Place, Place]]:
    """Pairs of rows: the first one gets a unique key that the second one still has."""
    for table in TABLES:
        for unique in keys.unique(table):
            moving = [row for row in rows.get(table.name, ()) if _moves(row, unique)]
            now = {row.id: present[table.name][row.id] for row in moving if row.id in present[table.name]}
            then = {row.id: {**now.get(row.id, {}), **row.before} for row in moving if row.before is not None}
            holders: dict[tuple[Any, ...], list[int]] = defaultdict(list)
            for row_id, columns in now.items():
                if (values := unique.of(columns)) is not None:
                    holders[values].append(row_id)
            pairs = [
                (row_id, other)
                for row_id, columns in then.items()
                for other in holders.get(unique.of(columns) or (), ())
                if other != row_id
            ]
            gets = unique.applies(session, [as_stored(table.name, row_id, then[row_id]) for row_id, _other in pairs])
            has = unique.applies(session, [as_stored(table.name, other, now[other]) for _row_id, other in pairs])
            for number in gets & has:
                yield (table.name, pairs[number][0]), (table.name, pairs[number][1])


def _moves(row: ChangedRow, unique: keys.Unique) -> bool:
    """Whether a row gets or gives up a key when it is reversed."""
    return row.before is None or row.after is None or unique.depends_on(row.before)
