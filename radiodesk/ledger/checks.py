"""What rows say against each other, told from the ledger alone."""

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from radiodesk.kinds import OFF_AIR, BroadcastKind
from radiodesk.ledger.problems import Place, Problem
from radiodesk.ledger.rows import BroadcastRow, Identity, PublicationRow, StoryRow
from radiodesk.locale import _, formats
from radiodesk.model.text import key, quoted

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", BroadcastRow, StoryRow, PublicationRow)


def planned_twice(rows: Iterable[BroadcastRow]) -> list[Problem]:
    """The same programme twice at one time, where both take time on air."""
    on_air = (row for row in rows if row.state not in OFF_AIR)
    return [
        Problem(
            row.place, "Giờ phát", when(row.day, row.time), _("another time than that of {place}").format(place=first)
        )
        for row, first in _again(((row.day, row.time, key(row.title), _is_relay(row)), row) for row in on_air)
    ]


def _is_relay(row: BroadcastRow) -> bool:
    return row.content.kind is BroadcastKind.RELAY


def places_taken(rows: Iterable[StoryRow]) -> list[Problem]:
    """Stories that claim the same place of one rundown."""
    ordered = (((row.day, row.time, row.order), row) for row in rows if row.order is not None)
    return [
        Problem(row.place, "Thứ tự", str(row.order), _("another place than that of {place}").format(place=first))
        for row, first in _again(ordered)
    ]


def used_twice(rows: Iterable[StoryRow]) -> list[Problem]:
    """Stories that are twice in one rundown."""
    used: Iterable[tuple[tuple[dt.date, dt.time, Identity], StoryRow]] = (
        ((row.day, row.time, row.identity), row) for row in rows
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


def posted_twice(rows: Iterable[PublicationRow]) -> list[Problem]:
    """Publications of one programme at one address."""
    return [
        Problem(
            row.place,
            "Đường dẫn",
            quoted(row.address),
            _("each address once for a programme; this one is in {place} already").format(place=first),
        )
        for row, first in _again(((row.day, row.time, row.address), row) for row in rows)
    ]


def when(day: dt.date, time: dt.time) -> str:
    """The day and time of a broadcast, as messages write it."""
    return f"{formats.day(day)} {formats.clock(time)}"


def _again(keyed: Iterable[tuple[Key, Row]]) -> Iterator[tuple[Row, Place]]:
    """The rows whose key an earlier one has, each with the place of that one."""
    first: dict[Key, Place] = {}
    for same, row in keyed:
        if same in first:
            yield row, first[same]
        else:
            first[same] = row.place
