"""Write the grid of the desk as a grid file. An existing file keeps its comments, its order and its way of writing."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import tomlkit
from sqlalchemy.orm import Session
from tomlkit.items import AoT, Table

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastKind, BroadcastState
from radiodesk.locale import N_
from radiodesk.model import Broadcast, station
from radiodesk.schedule import generation, refitting, rrule
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.grid_files import reading
from radiodesk.schedule.slots import SlotView, by_series, slots

_DAY = dt.timedelta(days=1)

_WORDS = {"FREQ=DAILY": "daily", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "weekdays"}
"""The rules that have a word in grid files."""


class NotApplied(UserError):
    """A file with slots that would be lost if it were written anew."""

    message = N_(
        "{file} has slots that the desk does not know ({slots}): apply it first, or choose another file to export to"
    )


def write(session: Session, name: str, present: str = "") -> str:
    """The text of a grid file with all slots. present: the file as it is.

    raises BadGridFile if that cannot be read, and NotApplied if it has slots that the desk does not know.
    """
    grid = by_series(slots(session))
    if present:
        in_file = reading.read(name, present)
        if unknown := [each.key for each in in_file.slots if each.series not in grid]:
            raise NotApplied(file=name, slots=", ".join(unknown[:5]))
    document = tomlkit.parse(present)
    _set(document, "hours", station(session).hours or None)
    tables = document.get("slot")
    if not isinstance(tables, AoT):
        tables = tomlkit.aot()
        document["slot"] = tables
        tables = document["slot"]
    wanted = {slot["key"]: slot for every in grid.values() for slot in _slots(session, every)}
    for place in reversed(range(len(tables))):
        if str(tables[place]["key"]) not in wanted:
            del tables[place]
    known = {str(table["key"]): table for table in tables}
    for key, slot in wanted.items():
        if key in known:
            _update(known[key], slot)
        else:
            tables.append(_table(slot))
    if not wanted:
        del document["slot"]
    return tomlkit.dumps(document)


def _slots(session: Session, every: Iterable[SlotView]) -> Iterable[dict[str, Any]]:
    """The slots of one series, in order, as a file has them."""
    previous: dt.date | None = None
    for each in every:
        when = each.terms.recurrence
        following = previous + _DAY if previous else when.start
        # The file says nothing of the day on which a slot succeeds another one but that one's last day.
        pauses = [*when.pauses, *([(following, when.since - _DAY)] if when.since and when.since > following else [])]
        yield _slot(each, pauses) | _changes(session, each)
        previous = when.last or previous


def _slot(slot: SlotView, pauses: Iterable[tuple[dt.date, dt.date]]) -> dict[str, Any]:
    terms, content, when = slot.terms, slot.terms.content, slot.terms.recurrence
    values: dict[str, Any] = {"key": slot.series + (f"@{when.last.isoformat()}" if when.last else "")}
    if content.kind is BroadcastKind.FIRST_RUN:
        values |= {"programme": content.title, "kind": slot.programme_kind and slot.programme_kind.value}
    elif content.kind is BroadcastKind.REPEAT:
        values |= {"repeats": content.repeats, "days_after": content.days_after or None}
    else:
        upstream = content.upstream or None
        values |= {"relay": content.title, "upstream": upstream, "live_event": content.live_event or None}
    values |= {
        "at": when.at.isoformat(timespec="seconds" if when.at.second else "minutes"),
        "length": _length(when.seconds),
        "from": when.start,
        "until": when.until,
        "rule": None if when.rule.is_once else _WORDS.get(when.rule.text, when.rule.text),
        "pause": [[first.isoformat(), last.isoformat()] for first, last in pauses] or None,
        "except": [_local(each) for each in when.exclusions] or None,
        "add": [_local(each) for each in when.additions] or None,
        "outlets": None if terms.outlets == (OWN,) else list(terms.outlets),
        "own_live": content.own_live or None,
        "duties": [{"role": role.value, "person": person} for role, person in terms.duties] or None,
    }
    return {key: value for key, value in values.items() if value is not None}


def _changes(session: Session, slot: SlotView) -> dict[str, Any]:
    """The occurrences of a slot that were moved, changed in length, cancelled or noted, by file or by hand."""
    found = []
    for row in refitting.stored(session, slot.id):
        given = [each for each in generation.on_day(session, slot, _day(row)) if each.of == row.occurrence]
        if given and (change := _change(session, row, given[0])):
            found.append({"of": _local(given[0].of), **change})
    return {"change": found} if found else {}


def _day(row: Broadcast) -> dt.date:
    return row.occurrence.date() if row.occurrence else dt.date.min


def _change(session: Session, row: Broadcast, given: generation.Wanted) -> dict[str, Any]:
    """What differs in a stored occurrence, as a file can say it."""
    change: dict[str, Any] = {}
    if row.starts != given.starts:
        change["start"] = _local(row.starts.astimezone(station(session).zone_info).replace(tzinfo=None))
    if row.planned_seconds != given.seconds and row.planned_seconds is not None:
        change["length"] = _length(row.planned_seconds)
    if row.state is BroadcastState.CANCELLED:
        change["state"] = "cancelled"
    if row.note:
        change["note"] = row.note
    return change


def _length(seconds: int | None) -> str | None:
    """The length as a file has it: "15:00" or "1:30:00"."""
    if seconds is None:
        return None
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:02}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _local(local: dt.date) -> str:
    """A local start or a day."""
    if not isinstance(local, dt.datetime):
        return local.isoformat()
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def _table(values: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        if key == "change":
            changes = tomlkit.aot()
            for change in value:
                changes.append(_table(change))
            table.append("change", changes)
        else:
            table.append(key, _item(key, value))
    return table


def _item(key: str, value: Any) -> Any:
    if key != "duties":
        return value
    duties = tomlkit.array()
    for duty in value:
        inline = tomlkit.inline_table()
        inline.update(duty)
        duties.append(inline)
    return duties


_MEANINGS: dict[str, Callable[[Any], Any]] = {
    "at": reading.as_time,
    "length": reading.as_length,
    "from": reading.as_day,
    "until": reading.as_day,
    "rule": rrule.parse,
    "pause": reading.as_pauses,
    "except": reading.as_days_or_starts,
    "add": reading.as_starts,
    "duties": reading.as_duties,
    "of": reading.as_start,
    "start": reading.as_start,
}
"""What the values of keys mean that can be written in several ways."""

_DEFAULTS: dict[str, Any] = {
    "days_after": 0,
    "live_event": False,
    "own_live": False,
    "rule": "",
    "pause": [],
    "except": [],
    "add": [],
    "duties": [],
    "outlets": [OWN],
    "state": "planned",
    "note": "",
}
"""What the absence of a key means."""


def _update(table: Table, values: Mapping[str, Any]) -> None:
    """Set the values of a slot that mean something else than the file, and leave the rest as it is written."""
    for key in [str(each) for each in table if each != "change"]:
        if key not in values and not _means(key, table[key], _DEFAULTS.get(key)):
            del table[key]
    for key, value in values.items():
        if key != "change":
            _set(table, key, value)
    _update_changes(table, values.get("change", []))


def _update_changes(table: Table, wanted: list[dict[str, Any]]) -> None:
    present = table.get("change")
    if not isinstance(present, AoT):
        if "change" in table:
            del table["change"]
        if wanted:
            table.append("change", _table({"change": wanted})["change"])
        return
    by_start = {reading.as_start(each["of"]): each for each in wanted}
    for place in reversed(range(len(present))):
        if reading.as_start(present[place]["of"]) not in by_start:
            del present[place]
    known = {reading.as_start(each["of"]): each for each in present}
    for of, change in by_start.items():
        if of in known:
            _update(known[of], change)
        else:
            present.append(_table(change))
    if not wanted:
        del table["change"]


def _set(table: Any, key: str, value: Any) -> None:
    """Set a value, unless what stands there means the same. None removes it."""
    if value is None:
        if key in table:
            del table[key]
    elif key not in table or not _means(key, table[key], value):
        table[key] = _item(key, value)


def _means(key: str, written: Any, value: Any) -> bool:
    """Whether a value in a file means the same as another one."""
    plain = written.unwrap() if hasattr(written, "unwrap") else written
    meaning = _MEANINGS.get(key)
    if meaning is None or value is None:
        return bool(plain == value)
    try:
        return bool(meaning(plain) == meaning(value))
    except UserError:
        return False
