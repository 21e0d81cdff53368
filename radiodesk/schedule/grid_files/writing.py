"""Write the grid of the desk as a grid file. An existing file keeps its comments, its order and its way of writing."""

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import tomlkit
from sqlalchemy import select
from sqlalchemy.orm import Session
from tomlkit.items import AoT, Comment, Table, Whitespace

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastKind, BroadcastState
from radiodesk.locale import N_
from radiodesk.model import Broadcast, station
from radiodesk.schedule import occurrences, rrule
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.grid_files import reading
from radiodesk.schedule.slots import SlotView, by_series, slots

_DAY = dt.timedelta(days=1)

_LISTS_OF_TIMES = ("pause", "except", "add")
"""Keys of lists that may be long, of texts or pairs of texts that are the same in JSON and in TOML."""

_WORDS = {"FREQ=DAILY": "daily", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "weekdays"}
"""The rules that have a word in grid files."""


_FIRST_SLOT = re.compile(r"^[ \t]*\[\[[ \t]*slot[ \t]*\]\]", re.MULTILINE)


class NotApplied(UserError):
    """A file with slots that would be lost if it were written anew."""

    message = N_(
        "{file} has slots that the desk does not know ({slots}): apply it first, or choose another file to export to"
    )


def write(session: Session, name: str, present: str = "") -> str:
    """The text of a grid file with all slots. present: the file as it is.

    raises BadFile if that cannot be read, and NotApplied if it has slots that the desk does not know.
    """
    grid = by_series(slots(session))
    in_file: dict[str, list[str]] = defaultdict(list)
    for each in reading.read(name, present).slots if present else ():
        in_file[each.series].append(each.key)
    if unknown := [key for series, keys in in_file.items() if series not in grid for key in keys]:
        raise NotApplied(file=name, slots=", ".join(unknown[:5]))
    document = tomlkit.parse(present)
    _set(document, "hours", station(session).hours or None)
    if not isinstance(document.get("slot"), AoT):
        document["slot"] = tomlkit.aot()
    tables: Any = document["slot"]
    changes = _Changes(session)
    wanted: dict[str, dict[str, Any]] = {}
    renamed: dict[str, str] = {}
    for series, every in grid.items():
        of_series = {slot["key"]: slot for slot in _slots(changes, every)}
        wanted |= of_series
        renamed |= _renamed(in_file.get(series, ()), list(of_series))
    above = _update_slots(tables, wanted, renamed)
    if not wanted:
        del document["slot"]
    return _with_comments(tomlkit.dumps(document), above)


def tables(session: Session) -> dict[str, dict[str, Any]]:
    """The tables of all slots of the desk as a grid file has them, by their keys."""
    changes = _Changes(session)
    return {slot["key"]: slot for every in by_series(slots(session)).values() for slot in _slots(changes, every)}


def as_text(table: Mapping[str, Any]) -> str:
    """The table of a slot, with its heading and its changes, as it stands in a grid file."""
    blocks = [("[[slot]]", table), *(("[[slot.change]]", change) for change in table.get("change", ()))]
    return "\n\n".join(
        # Tables of tomlkit, which know their places and comments, would take most of the time for thousands.
        "\n".join(
            [heading, *(f"{key} = {tomlkit.item(_item(key, of[key])).as_string()}" for key in of if key != "change")]
        )
        for heading, of in blocks
    )


def _update_slots(tables: AoT, wanted: Mapping[str, Mapping[str, Any]], renamed: Mapping[str, str]) -> str:
    """Make the tables of a file those of the slots, by key. renamed: the keys that others take the place of.

    Returns the comments that now belong above the first table.
    """
    above = ""
    for table in tables:
        if (key := str(table["key"])) in renamed:
            table["key"] = renamed[key]
    for place in reversed(range(len(tables))):
        if str(tables[place]["key"]) not in wanted:
            above = _remove(tables, place)
    known = {str(table["key"]): table for table in tables}
    for key, slot in wanted.items():
        if key in known:
            _update(known[key], slot)
        else:
            tables.append(_table(slot))
    return above


def _renamed(present: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """The keys of a series that its slots have no more, with those that the file lacks: a slot that ended has another.

    Its table stays where it is, with its comments.
    """
    gone = [key for key in present if key not in wanted]
    new = [key for key in wanted if key not in present]
    return dict(zip(reversed(gone), reversed(new), strict=False))


def _remove(tables: AoT, place: int) -> str:
    """Remove a slot. The comments after its last key belong to what follows, and stay there.

    Returns those of the first slot: they have no table above them.
    """
    body = tables[place].value.body
    last = max((number for number, (key, _value) in enumerate(body) if key is not None), default=-1)
    kept = [item for _key, item in body[last + 1 :] if isinstance(item, (Comment, Whitespace))]
    if place > 0:
        for item in kept:
            tables[place - 1].add(item)
    del tables[place]
    has_comments = place == 0 and any(isinstance(item, Comment) for item in kept)
    return "".join(item.as_string() for item in kept) if has_comments else ""


def _with_comments(text: str, comments: str) -> str:
    """The text of a file with comments above its first slot."""
    first = _FIRST_SLOT.search(text) if comments else None
    place = first.start() if first else len(text)
    return f"{text[:place]}{comments}{text[place:]}"


def _slots(changes: "_Changes", every: Iterable[SlotView]) -> Iterable[dict[str, Any]]:
    """The slots of one series, in order, as a file has them."""
    previous: dt.date | None = None
    for each in every:
        when = each.terms.recurrence
        following = previous + _DAY if previous else when.start
        # The file says nothing of the day on which a slot succeeds another one but that one's last day.
        pauses = [*when.pauses, *([(following, when.since - _DAY)] if when.since and when.since > following else [])]
        found = changes.of_slot(each)
        yield _slot(each, pauses) | ({"change": found} if found else {})
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
        "own_live": (content.own_live and content.kind is BroadcastKind.FIRST_RUN) or None,
        "duties": [{"role": role.value, "person": person} for role, person in terms.duties] or None,
    }
    return {key: value for key, value in values.items() if value is not None}


class _Changes:
    """The occurrences of slots that were moved, changed in length, cancelled or noted, by file or by hand."""

    def __init__(self, session: Session) -> None:
        self._zone = station(session).zone_info
        self._stored: dict[int, list[Any]] = defaultdict(list)
        columns = (Broadcast.starts, Broadcast.planned_seconds, Broadcast.state, Broadcast.note)
        statement = select(Broadcast.slot_id, Broadcast.occurrence, *columns).where(Broadcast.slot_id.is_not(None))
        statement = statement.where(Broadcast.occurrence.is_not(None))
        for row in session.execute(statement.order_by(Broadcast.occurrence)):
            self._stored[row.slot_id].append(row)

    def of_slot(self, slot: SlotView) -> list[dict[str, Any]]:
        """Those of one slot, as a file has them."""
        seconds = slot.terms.recurrence.seconds
        changed = [(row, change) for row in self._stored[slot.id] if (change := self._change(row, seconds))]
        by_day = occurrences.by_day(slot, self._zone, {row.occurrence.date() for row, _change in changed})
        given = {each.of for of_day in by_day.values() for each in of_day}
        return [{"of": _local(row.occurrence), **change} for row, change in changed if row.occurrence in given]

    def _change(self, row: Any, seconds: int | None) -> dict[str, Any]:
        """What differs in a stored occurrence, as a file can say it. seconds: the length of its slot."""
        change: dict[str, Any] = {}
        if row.starts != row.occurrence.replace(tzinfo=self._zone).astimezone(dt.UTC):
            change["start"] = _local(row.starts.astimezone(self._zone).replace(tzinfo=None))
        if row.planned_seconds != seconds and row.planned_seconds is not None:
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
    if key in _LISTS_OF_TIMES:
        # tomlkit numbers the items of an array anew for each that is added, but not of one that it reads.
        return tomlkit.value(json.dumps(value))
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
