"""Read a grid file (TOML): what it says of each slot, with the line of everything that is wrong in it.

The form is that of DESIGN.md, section 6.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from radiodesk.errors import UserError, visible
from radiodesk.kinds import BroadcastKind, DutyRole, ProgrammeKind
from radiodesk.locale import N_, _, formats
from radiodesk.model.moments import EARLIEST, LATEST, LONGEST_SLOT
from radiodesk.model.names import one_name
from radiodesk.model.text import NOTE_LIMIT, clean, clean_title
from radiodesk.model.toml_files import BadFile, Lines, Problem, document, lines
from radiodesk.schedule import rrule
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.outlets import clean_outlets
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.refitting import Change
from radiodesk.schedule.slots import Content, Terms

Value = TypeVar("Value")


class BadValue(UserError):
    """A value of another form."""

    message = N_("{value} does not fit: {form}")


class UnknownKey(UserError):
    """A key that a grid file does not have."""

    message = N_("a {table} has no key “{key}”: known are {keys}")


MOST_SLOTS = 2_000
"""The most slots of a file: a busy station has 60. Its earlier slots, which ended, do not count."""


class TooManySlots(UserError):
    """More slots than a grid file may have."""

    message = N_("{count} slots are more than a station has ({most} at most): give one season at a time")


@dataclass(frozen=True)
class FileSlot:
    """What a file says of one slot."""

    series: str
    last: dt.date | None
    """The last day of an earlier slot of the series, from a key such as "thoi-su@2026-03-04"; None for the newest."""
    terms: Terms
    kind: ProgrammeKind | None
    """Of its programme; None if the file does not say it."""
    changes: tuple[Change, ...]
    where: Lines
    """Where it stands in the file."""

    @property
    def key(self) -> str:
        """Its key in the file."""
        return self.series if self.last is None else f"{self.series}@{self.last.isoformat()}"


@dataclass(frozen=True)
class GridFile:
    """What a file says."""

    slots: tuple[FileSlot, ...]
    hours: tuple[tuple[str, str], ...] | None
    """When the station should be on air; None if the file does not say it."""
    where: Lines


def read(name: str, text: str) -> GridFile:
    """Read the text of a grid file. name: of the file, for messages. raises BadFile."""
    content = document(name, text)
    _check_number(name, content.get("slot"))
    reader = _Reader(lines(text, "slot", "change"))
    found = reader.file(content)
    if reader.problems:
        raise BadFile(name, reader.problems)
    return found


def _check_number(name: str, tables: Any) -> None:
    """Check the number of slots of a file, beside earlier ones of a series. raises BadFile."""
    keys = [str(each.get("key")) for each in tables if isinstance(each, dict)] if isinstance(tables, list) else []
    try:
        check_number(sum(1 for each in keys if not _KEY_AND_LAST.fullmatch(each)))
    except TooManySlots as error:
        raise BadFile(name, [Problem(1, "slot", str(error))]) from error


def check_number(number: int) -> None:
    """Check that a file has no more slots than a grid can have. raises TooManySlots."""
    if number > MOST_SLOTS:
        raise TooManySlots(count=formats.number(number), most=formats.number(MOST_SLOTS))


def read_tables(name: str, tables: Sequence[tuple[Mapping[str, Any], int]]) -> GridFile:
    """Slots that are not from a file: the same keys and values, each with the line that it comes from.

    name: of what they come from, for messages. raises BadFile.
    """
    whole = Lines(1, parts=[Lines(line) for _table, line in tables])
    reader = _Reader(whole)
    found = reader.file({"slot": [table for table, _line in tables]})
    if reader.problems:
        raise BadFile(name, reader.problems)
    return found


SLOT_KEYS = (
    "key",
    "programme",
    "kind",
    "repeats",
    "days_after",
    "relay",
    "upstream",
    "live_event",
    "at",
    "length",
    "from",
    "until",
    "rule",
    "pause",
    "except",
    "add",
    "outlets",
    "own_live",
    "duties",
    "change",
)
CHANGE_KEYS = ("of", "start", "length", "state", "note")
FILE_KEYS = ("hours", "slot")
_LENGTH = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-5][0-9])")
_KEY_AND_LAST = re.compile(r"(.+)@([0-9]{4}-[0-9]{2}-[0-9]{2})")


class _Reader:
    """Reads one file, and collects what is wrong in it."""

    def __init__(self, where: Lines) -> None:
        self.problems: list[Problem] = []
        self._where = where

    def file(self, document: Mapping[str, Any]) -> GridFile:
        """What the file says, as far as it can be read."""
        self._check_keys(document, FILE_KEYS, self._where, _("grid file"))
        hours = self._value(document, "hours", self._where, _hours)
        tables = document.get("slot", [])
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            self._add(self._where.of("slot"), "slot", _("write each slot below a heading [[slot]]"))
            tables = []
        places = [*self._where.parts, *(Lines(1) for _table in tables)]  # an array of inline tables has no headings
        found = [self._slot(table, where) for table, where in zip(tables, places, strict=False)]
        read = [each for each in found if each is not None]
        self._check_twice(read)
        self._check_repeats(read)
        return GridFile(tuple(read), hours, self._where)

    def _add(self, line: int, key: str, message: object) -> None:
        self.problems.append(Problem(line, key, str(message)))

    def _value(self, table: Mapping[str, Any], key: str, where: Lines, convert: Callable[[Any], Value]) -> Value | None:
        """A value, or None if it is absent or wrong."""
        if key not in table:
            return None
        try:
            return convert(table[key])
        except UserError as error:
            self._add(where.of(key), key, error)
        return None

    def _check_keys(self, table: Mapping[str, Any], known: Sequence[str], where: Lines, name: str) -> None:
        for key in table:
            if key not in known:
                self._add(where.of(key), key, UnknownKey(table=name, key=visible(key[:80]), keys=", ".join(known)))

    def _slot(self, table: Mapping[str, Any], where: Lines) -> FileSlot | None:
        count = len(self.problems)
        self._check_keys(table, SLOT_KEYS, where, _("slot"))
        for needed in ("key", "at", "from"):
            if needed not in table:
                self._add(where.line, needed, _("a slot needs the key “{key}”").format(key=needed))
        named = self._value(table, "key", where, _series_and_last)
        content = self._content(table, where)
        when = self._recurrence(table, where)
        outlets = self._value(table, "outlets", where, lambda value: clean_outlets(_texts(value)))
        duties = self._value(table, "duties", where, as_duties)
        kind = self._value(table, "kind", where, _kind)
        changes = self._changes(table, where)
        if len(self.problems) > count or named is None or content is None or when is None:
            return None
        terms = Terms(content, when, outlets or (OWN,), duties or ())
        return FileSlot(*named, terms, kind, changes, where)

    def _content(self, table: Mapping[str, Any], where: Lines) -> Content | None:
        """What a slot broadcasts: exactly one of programme, repeats and relay."""
        given = [key for key in ("programme", "repeats", "relay") if key in table]
        if len(given) != 1:
            self._add(where.line, "programme", _("a slot needs one of the keys programme, repeats and relay"))
            return None
        own_live = bool(self._value(table, "own_live", where, _yes_or_no))
        if given == ["programme"]:
            self._check_only(table, where, ("days_after", "upstream", "live_event"), "programme")
            title = self._value(table, "programme", where, lambda value: clean_title(_text(value)))
            return Content(BroadcastKind.FIRST_RUN, title, own_live=own_live) if title else None
        self._check_only(table, where, ("kind", "own_live"), given[0])
        if given == ["repeats"]:
            self._check_only(table, where, ("upstream", "live_event"), "repeats")
            series = self._value(table, "repeats", where, lambda value: clean_title(_text(value)))
            days = self._value(table, "days_after", where, _days_after) or 0
            return Content(BroadcastKind.REPEAT, repeats=series, days_after=days) if series else None
        self._check_only(table, where, ("days_after",), "relay")
        title = self._value(table, "relay", where, lambda value: clean_title(_text(value)))
        upstream = self._value(table, "upstream", where, lambda value: clean_title(_text(value)))
        live = bool(self._value(table, "live_event", where, _yes_or_no))
        if not upstream and not live:
            self._add(where.of("relay"), "relay", _("a relay needs an upstream, or live_event = true"))
        return Content(BroadcastKind.RELAY, title, upstream=upstream or "", live_event=live) if title else None

    def _check_only(self, table: Mapping[str, Any], where: Lines, keys: Sequence[str], beside: str) -> None:
        for key in keys:
            if key in table:
                self._add(where.of(key), key, _("{key} does not go with {other}").format(key=key, other=beside))

    def _recurrence(self, table: Mapping[str, Any], where: Lines) -> Recurrence | None:
        at = self._value(table, "at", where, as_time)
        start = self._value(table, "from", where, as_day)
        rule = self._value(table, "rule", where, lambda value: rrule.parse(_text(value)))
        if at is None or start is None:
            return None
        return Recurrence(
            at=at,
            start=start,
            rule=rule or rrule.ONCE,
            seconds=self._value(table, "length", where, as_length),
            until=self._value(table, "until", where, as_day),
            pauses=self._value(table, "pause", where, as_pauses) or (),
            exclusions=self._value(table, "except", where, as_days_or_starts) or (),
            additions=self._value(table, "add", where, as_starts) or (),
        )

    def _changes(self, table: Mapping[str, Any], where: Lines) -> tuple[Change, ...]:
        tables = table.get("change", [])
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            self._add(where.of("change"), "change", _("write each change below a heading [[slot.change]]"))
            return ()
        found: dict[dt.datetime, Change] = {}
        places = [*where.parts, *(where for _table in tables)]
        for change, place in zip(tables, places, strict=False):
            self._check_keys(change, CHANGE_KEYS, place, _("change"))
            of = self._value(change, "of", place, as_start)
            if "of" not in change:
                self._add(place.line, "of", _("a change needs the key “of”: the local start that the rule gives"))
            if of is None:
                continue
            if of in found:
                self._add(place.of("of"), "of", _("this occurrence is changed twice"))
            found[of] = Change(
                of=of,
                start=self._value(change, "start", place, as_start),
                seconds=self._value(change, "length", place, as_length),
                cancelled=bool(self._value(change, "state", place, _cancelled)),
                note=self._value(change, "note", place, lambda value: clean(_text(value), NOTE_LIMIT)) or "",
            )
        return tuple(found.values())

    def _check_twice(self, slots: Sequence[FileSlot]) -> None:
        seen: dict[str, FileSlot] = {}
        for each in slots:
            if each.key in seen:
                said = _("this key is already used on line {line}").format(line=seen[each.key].where.line)
                self._add(each.where.of("key"), "key", said)
            seen.setdefault(each.key, each)

    def _check_repeats(self, slots: Sequence[FileSlot]) -> None:
        """Check repeats of slots in this file. Those of slots that only the desk has are checked when it is applied."""
        newest = {each.series: {each.terms.content.kind} for each in slots if each.last is None}
        ever: dict[str, set[BroadcastKind]] = {}
        for each in slots:
            ever.setdefault(each.series, set()).add(each.terms.content.kind)
        for each in slots:
            repeated = each.terms.content.repeats
            kinds = ever.get(repeated) if each.last else newest.get(repeated, ever.get(repeated))
            if kinds is not None and BroadcastKind.FIRST_RUN not in kinds:
                said = _("“{slot}” has no first runs: only the slot of a programme can be repeated")
                self._add(each.where.of("repeats"), "repeats", said.format(slot=repeated))


def _wrong(value: object, form: str) -> BadValue:
    return BadValue(value=f"“{visible(str(value)[:60])}”", form=form)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(value, _("a text in quotation marks is expected"))
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise _wrong(value, _("a list of texts is expected"))
    return [_text(each) for each in value]


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(value, _("true or false is expected"))
    return value


def _days_after(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 366:
        raise _wrong(value, _("a number of days from 0 to 366 is expected"))
    return value


def _kind(value: object) -> ProgrammeKind:
    try:
        return ProgrammeKind(_text(value))
    except ValueError:
        raise _wrong(value, _("one of {kinds} is expected").format(kinds=", ".join(ProgrammeKind))) from None


def _cancelled(value: object) -> bool:
    if value not in ("cancelled", "planned"):
        raise _wrong(value, _("one of {kinds} is expected").format(kinds="cancelled, planned"))
    return value == "cancelled"


def as_time(value: object) -> dt.time:
    """A local time, with or without seconds."""
    if isinstance(value, dt.time):
        return value.replace(microsecond=0)
    try:
        if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", _text(value)):
            return dt.time.fromisoformat(_text(value).rjust(5, "0") if _text(value)[1] == ":" else _text(value))
    except ValueError:
        pass
    raise _wrong(value, _("a time such as “05:30” is expected"))


def as_day(value: object) -> dt.date:
    """A local day, as a TOML date or as text. raises BadValue."""
    found = value
    if isinstance(value, str):
        try:
            found = dt.date.fromisoformat(value.strip())
        except ValueError:
            found = None
    if not isinstance(found, dt.date) or isinstance(found, dt.datetime) or not EARLIEST <= found <= LATEST:
        raise _wrong(value, _("a day such as 2026-03-05 is expected, from 1950 to 2100"))
    return found


def as_start(value: object) -> dt.datetime:
    """A local start: a day and a time without an offset. raises BadValue."""
    found = _day_or_start(value)
    if not isinstance(found, dt.datetime):
        raise _wrong(value, _("a local start such as “2026-03-05T05:30” is expected"))
    return found


def _day_or_start(value: object) -> dt.date:
    """A day, or a local moment without an offset."""
    found = value
    if isinstance(value, str):
        written = value.strip().replace(" ", "T")
        try:
            found = dt.datetime.fromisoformat(written) if "T" in written else dt.date.fromisoformat(written)
        except ValueError:
            found = None
    if isinstance(found, dt.datetime) and found.tzinfo is None and EARLIEST <= found.date() <= LATEST:
        return found.replace(microsecond=0)
    if isinstance(found, dt.date) and not isinstance(found, dt.datetime) and EARLIEST <= found <= LATEST:
        return found
    raise _wrong(value, _("a local start such as “2026-03-05T05:30” is expected"))


def _each(convert: Callable[[object], Value]) -> Callable[[object], tuple[Value, ...]]:
    def convert_all(value: object) -> tuple[Value, ...]:
        if not isinstance(value, list):
            raise _wrong(value, _("a list is expected"))
        return tuple(dict.fromkeys(convert(each) for each in value))

    return convert_all


as_starts = _each(as_start)
as_days_or_starts = _each(_day_or_start)


def as_length(value: object) -> int:
    """Seconds, "MM:SS" or "H:MM:SS". A slot may be longer than a day."""
    seconds: int | None = None
    if isinstance(value, int) and not isinstance(value, bool):
        seconds = value
    elif isinstance(value, str) and (match := _LENGTH.fullmatch(value.strip())):
        hours, minutes = int(match[1] or 0), int(match[2])
        seconds = None if match[1] and minutes > 59 else hours * 3600 + minutes * 60 + int(match[3])
    if seconds is None or not 1 <= seconds <= LONGEST_SLOT:
        raise _wrong(value, _("a length in seconds, or such as “15:00” or “1:30:00”, up to seven days, is expected"))
    return seconds


def as_pauses(value: object) -> tuple[tuple[dt.date, dt.date], ...]:
    """Pairs of first and last days. raises BadValue."""
    form = _('a list of pairs of days is expected, such as [["2026-02-14", "2026-02-20"]]')
    if not isinstance(value, list):
        raise _wrong(value, form)
    found = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2:
            raise _wrong(pair, form)
        found.append((as_day(pair[0]), as_day(pair[1])))
    return tuple(found)


def as_duties(value: object) -> tuple[tuple[DutyRole, str], ...]:
    """Roles and people. raises BadValue."""
    form = _('a list such as [{{ role = "editor", person = "Thu Hà" }}] is expected; roles are {roles}')
    found = []
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, dict) or each.keys() != {"role", "person"} or each["role"] not in list(DutyRole):
            raise _wrong(each, form.format(roles=", ".join(DutyRole)))
        found.append((DutyRole(each["role"]), one_name(_text(each["person"]))))
    return tuple(dict.fromkeys(found))


def _series_and_last(value: object) -> tuple[str, dt.date | None]:
    """The series and the last day of a key such as "thoi-su@2026-03-04"."""
    key = clean_title(_text(value))
    if match := _KEY_AND_LAST.fullmatch(key):
        return match[1], as_day(match[2])
    return key, None


def _hours(value: object) -> tuple[tuple[str, str], ...]:
    """Pairs of local times. "24:00" is allowed, and an end before its start means past midnight."""
    form = _('a list of pairs of times is expected, such as [["05:00", "22:00"]]')
    if not isinstance(value, list):
        raise _wrong(value, form)
    found = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2:
            raise _wrong(pair, form)
        begin, end = (each if each == "24:00" else as_time(each).isoformat(timespec="minutes") for each in pair)
        if begin == "24:00":
            raise _wrong(pair, form)
        found.append((begin, end))
    return tuple(found)
