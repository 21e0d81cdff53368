"""Rows that contradict each other."""

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from radiodesk.ledger.problems import Place, Problem
from radiodesk.ledger.reading.rows import Identity, PublicationRow, StoryRow
from radiodesk.locale import _, formats
from radiodesk.model.text import key, quoted

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", StoryRow, PublicationRow)


def places_taken(rows: Iterable[StoryRow]) -> list[Problem]:
    """Stories that claim the same place in one rundown."""
    ordered = (((row.day, row.time, key(row.programme or ""), row.order), row) for row in rows if row.order is not None)
    return [
        Problem(row.place, "Thứ tự", str(row.order), _("another place than that of {place}").format(place=first))
        for row, first in _again(ordered)
    ]


def used_twice(rows: Iterable[StoryRow]) -> list[Problem]:
    """Stories that are twice in one rundown."""
    used: Iterable[tuple[tuple[dt.date, dt.time, str, Identity], StoryRow]] = (
        ((row.day, row.time, key(row.programme or ""), row.identity), row) for row in rows
    )
    return [
        Problem(
            row.place,
            "Tiêu đề",
            quoted(row.title),
            _("a story once in a programme; this one is in {place} already").format(place=first),
        )
        for row, first in _again(used)
    ]


def posted_twice(rows: Iterable[tuple[PublicationRow, Hashable]]) -> list[Problem]:
    """Publications of one edition at one address. The row of a repeat is about the edition of its first run."""
    return [
        Problem(
            row.place,
            "Đường dẫn",
            quoted(row.address),
            _("each address once for a programme; this one is in {place} already").format(place=first),
        )
        for row, first in _again(((edition, row.address), row) for row, edition in rows)
    ]


def when(day: dt.date, time: dt.time) -> str:
    """The day and time of a broadcast, as messages show it."""
    return f"{formats.day(day)} {formats.clock(time)}"


def _again(keyed: Iterable[tuple[Key, Row]]) -> Iterator[tuple[Row, Place]]:
    """The rows whose key an earlier one has, each with the place of that one."""
    first: dict[Key, Place] = {}
    for same, row in keyed:
        if same in first:
            yield row, first[same]
        else:
            first[same] = row.place
