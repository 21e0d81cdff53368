"""What entries of the audit changed, in the user's words: fields before and after, or counts for many rows."""

import datetime as dt
import enum
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, func, select
from sqlalchemy.orm import Session

from radiodesk.errors import visible
from radiodesk.history import log, sentences
from radiodesk.history.log import ChangedRow, Entry
from radiodesk.history.rows import TABLES, is_kept, stored
from radiodesk.kinds import BroadcastKind, ClipKind, CreditRole, DutyRole, JoinKind, PeriodKind, PeriodRule, Source
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import Action, Base, Series, Slot, zone
from radiodesk.model.audit import audit_row
from radiodesk.reports import periods

FEW = 50
"""Entries with more rows than this are summarised by counts."""

MOST_LINES = 4
"""Maximum number of lines per entry."""

TEXT_LIMIT = 60
"""Maximum number of characters of a text value."""

LABELS: dict[str, dict[str, str]] = {
    "broadcast": {
        "kind": N_("Kind"),
        "state": N_("State"),
        "starts": N_("Time"),
        "planned_seconds": N_("Planned length"),
        "actual_seconds": N_("Actual length"),
        "actual_starts": N_("Began at"),
        "priority": N_("Priority"),
        "note": N_("Note"),
        "place": N_("Place"),
        "circuit": N_("Circuit"),
        "own_air": N_("On the own air"),
        "slot_id": N_("Slot"),
    },
    "relay": {"title": N_("What is relayed"), "live": N_("Live event"), "upstream_id": N_("From the station")},
    "programme": {
        "title": N_("Programme"),
        "kind": N_("Kind"),
        "least_seconds": N_("Shortest length"),
        "usual_seconds": N_("Usual length"),
        "most_seconds": N_("Longest length"),
        "language": N_("Language"),
        "special": N_("Special programme"),
        "own_live": N_("Own live programme"),
        "active": N_("In use"),
        "owner_id": N_("In charge"),
        "partner": N_("Made with"),
    },
    "edition": {
        "programme_id": N_("Programme"),
        "recording_id": N_("Air file"),
        "own_live": N_("Own live programme"),
    },
    "assembled_file": {"file": N_("File")},
    "slot": {
        "kind": N_("Kind"),
        "programme_id": N_("Programme"),
        "repeats_id": N_("Repeat of"),
        "days_after": N_("Days after the first run"),
        "title": N_("What is relayed"),
        "upstream_id": N_("From the station"),
        "live_event": N_("Live event"),
        "own_live": N_("Own live programme"),
        "at": N_("Time"),
        "seconds": N_("Planned length"),
        "start": N_("First day"),
        "until": N_("Last day"),
        "rule": N_("Rule of recurrence"),
        "pauses": N_("Pauses"),
        "exclusions": N_("Days left out"),
        "additions": N_("In addition"),
        "own_air": N_("On the own air"),
        "since": N_("Applies from"),
        "last": N_("Applies until"),
    },
    "series": {"name": N_("Name")},
    "outlet": {"name": N_("Name")},
    "broadcast_outlet": {"outlet_id": N_("Outlets")},
    "slot_outlet": {"outlet_id": N_("Outlets")},
    "slot_duty": {"person_id": N_("On duty")},
    "accepted_conflict": {"reason": N_("Reason")},
    "line": {
        "label": N_("Title"),
        "seconds": N_("Planned length"),
        "actual_seconds": N_("Actual length"),
        "recording_id": N_("Recording"),
        "join": N_("Join"),
        "join_seconds": N_("Length of the join"),
    },
    "story": {
        "title": N_("Title"),
        "genre": N_("Genre"),
        "source": N_("Source"),
        "planned_seconds": N_("Planned length"),
        "actual_seconds": N_("Actual length"),
        "recording_id": N_("Recording"),
        "place": N_("Place"),
    },
    "clip": {
        "title": N_("Title"),
        "kind": N_("Kind"),
        "genre": N_("Genre"),
        "state": N_("State"),
        "recipient_id": N_("For"),
        "seconds": N_("Length"),
        "sent": N_("Sent on"),
        "aired": N_("Aired on"),
        "note": N_("Note"),
    },
    "publication": {
        "address": N_("Address"),
        "posted": N_("Posted on"),
        "withdrawn": N_("Withdrawn"),
        "channel": N_("Posted to"),
        "page": N_("Page"),
    },
    "delivery": {
        "recipient_id": N_("For"),
        "state": N_("State"),
        "sent": N_("Sent on"),
        "note": N_("Note"),
    },
    "station_indicator": {"name": N_("Key"), "definition": N_("Definition"), "position": N_("Position")},
    "entered_figure": {"value": N_("Value"), "source": N_("Source")},
    "target": {"value": N_("Target")},
    "report_kind": {
        "name": N_("Name"),
        "period_kind": N_("Period"),
        "rule": N_("Rule of the periods"),
        "recipient": N_("For"),
        "due_days": N_("Working days until it is due"),
        "indicators": N_("Indicators"),
        "template": N_("Template"),
    },
    "closed_report": {"kind": N_("Kind of report"), "number": N_("Version"), "person": N_("Closed by")},
    "base_salary": {"since": N_("Applies from"), "amount": N_("Base salary")},
    "royalty_rate": {
        "genre": N_("Genre"),
        "of_piece": N_("In percent of the piece"),
        "least": N_("Smallest coefficient"),
        "usual": N_("Usual coefficient"),
        "most": N_("Greatest coefficient"),
    },
    "royalty_norm": {"person_id": N_("Norm of"), "genre": N_("Genre"), "measure": N_("In"), "amount": N_("Norm")},
    "royalty_rules": {
        "period_rule": N_("Rule of the periods"),
        "second_use": N_("Second use, in percent"),
        "most_increases": N_("Most increases, in percent"),
        "most_fees": N_("Most fees, in percent"),
        "counts_norms": N_("Unpaid royalties count for the fees"),
        "taxed": N_("Income tax"),
        "tax": N_("Income tax, in percent"),
        "tax_from": N_("Smallest taxed payment"),
        "maker": N_("Maker of the pay list"),
        "accountant": N_("Accountant"),
    },
    "closed_royalties": {"month": N_("Month"), "total": N_("Total"), "person": N_("Closed by")},
    "recording": {
        "name": N_("Name"),
        "air_seconds": N_("Length on air"),
        "track": N_("Audio track"),
        "waiting": N_("In the inbox"),
        "laid_aside": N_("No link needed"),
        "removed": N_("File removed"),
    },
    "preset": {"name": N_("Name"), "genre": N_("Genre")},
    "person": {"name": N_("Name"), "short_name": N_("Short name"), "initials": N_("Initials")},
    "person_role": {"role": N_("Roles")},
    "upstream": {"name": N_("Name")},
    "recipient": {"name": N_("Name")},
    "topic": {"name": N_("Name")},
    "credit": {"person_id": N_("Authors"), "coefficient": N_("Coefficient"), "share": N_("Share")},
    "duty": {"person_id": N_("On duty")},
    "story_topic": {"topic_id": N_("Topics")},
    "edition_topic": {"topic_id": N_("Topics")},
    "station": {
        "name": N_("Name of the station"),
        "zone": N_("Time zone"),
        "language": N_("Language"),
        "period_rule": N_("Rule of the periods"),
        "keep_days": N_("Days that recordings are kept"),
        "keep_backups": N_("Automatic backups that are kept"),
        "trash_days": N_("Days that deleted files are kept"),
        "drop_folder": N_("Drop folder"),
        "hours": N_("Hours on air"),
        "weeks_ahead": N_("Weeks planned ahead"),
        "on_time_seconds": N_("Tolerance of starts"),
        "rounds_figures": N_("Rounded figures"),
        "parent_body": N_("Parent body"),
        "paper_mark": N_("Mark of reports"),
        "paper_place": N_("Place of papers"),
        "signer_office": N_("Office of the signer"),
        "signer_name": N_("Name of the signer"),
    },
}
"""The user's word for each column that is shown, by table."""

PARTS = {
    "credit": ("story_id", "clip_id"),
    "duty": ("broadcast_id",),
    "broadcast_outlet": ("broadcast_id",),
    "slot_outlet": ("slot_id",),
    "slot_duty": ("slot_id",),
    "story_topic": ("story_id",),
    "edition_topic": ("edition_id",),
    "person_role": ("person_id",),
}
"""Tables whose added and removed rows are shown as a change of their whole, with the columns that refer to it."""

ROLES = {
    CreditRole.CAMERA: N_("Camera"),
    CreditRole.EDITOR: N_("Edited by"),
    CreditRole.READER: N_("Read by"),
    CreditRole.DIRECTOR: N_("Directed by"),
    CreditRole.TECHNICIAN: N_("Technician"),
    DutyRole.PRESENTER: N_("Presented by"),
}
"""The label of a credit or duty with one of these roles."""

WORDS: dict[type[enum.Enum], dict[str, str]] = {
    BroadcastKind: {"first_run": N_("first run")},
    ClipKind: {"column": N_("TV column")},
    Source: {"taken": N_("taken from others")},
    JoinKind: {
        "butt": N_("directly after"),
        "gap": N_("after a gap"),
        "under": N_("over the end of the jingle"),
    },
    PeriodKind: {
        "month": N_("Month"),
        "quarter": N_("Quarter"),
        "half": N_("Half-year"),
        "nine_months": N_("Nine months"),
        "year": N_("Year"),
    },
    PeriodRule: {rule.value: word for rule, word in periods.RULES.items()},
}
"""The user's word for each value of an enumeration that is not itself that word."""

COUNTED: dict[str, Callable[[int], str]] = {
    "broadcast": lambda count: ngettext("{count} broadcast", "{count} broadcasts", count),
    "story": lambda count: ngettext("{count} story", "{count} stories", count),
    "clip": lambda count: ngettext("{count} clip", "{count} clips", count),
    "publication": lambda count: ngettext("{count} publication", "{count} publications", count),
    "slot": lambda count: ngettext("{count} slot", "{count} slots", count),
    "programme": lambda count: ngettext("{count} programme", "{count} programmes", count),
    "person": lambda count: ngettext("{count} person", "{count} people", count),
    "recording": lambda count: ngettext("{count} recording", "{count} recordings", count),
}
"""Counts of rows by table. Rows of other tables are counted as details."""

_Counts = dict[tuple[str, bool, bool], int]
"""Numbers of rows by table, and whether they were there before and are there after."""


def of_entries(session: Session, entries: Sequence[Entry]) -> dict[int, list[str]]:
    """The lines of entries that came without their rows, by the entry's id."""
    ids = [entry.id for entry in entries]
    counts: dict[int, _Counts] = defaultdict(dict)
    for start in range(0, len(ids), log.CHUNK):
        there = (audit_row.c.before.is_not(None), audit_row.c.after.is_not(None))
        group = (audit_row.c.entry_id, audit_row.c.table_name, *there)
        statement = select(*group, func.count()).where(audit_row.c.entry_id.in_(ids[start : start + log.CHUNK]))
        for entry_id, table, before, after, count in session.execute(statement.group_by(*group)):
            counts[entry_id][table, bool(before), bool(after)] = count
    small = [entry.id for entry in entries if not is_large(entry, sum(counts[entry.id].values()))]
    rows = log.rows(session, small)
    names = Values(session)
    return {
        entry_id: _fields(names, rows[entry_id]) if entry_id in rows else _summary(counts[entry_id]) for entry_id in ids
    }


def of_undo(session: Session, entry: Entry) -> list[str]:
    """The lines of undoing an entry that came with its rows."""
    changed = [row for row in entry.rows if not is_kept(row.table, row.before)]
    rows = [ChangedRow(row.table, row.id, row.after, row.before) for row in changed]
    if is_large(entry, len(rows)):
        return _summary(Counter((row.table, row.before is not None, row.after is not None) for row in rows))
    return _fields(Values(session), rows)


def is_large(entry: Entry, rows: int) -> bool:
    """Whether an entry is shown by counts, and undone only after a question: an import, or any with many rows."""
    return rows > FEW or sentences.origin(entry.action, entry.values)[0] == Action.IMPORT_LEDGER


def _summary(counts: _Counts) -> list[str]:
    lines = []
    by_state = {
        (False, True): _("Added: {rows}"),
        (True, True): _("Changed: {rows}"),
        (True, False): _("Removed: {rows}"),
    }
    for state, sentence in by_state.items():
        of_state = {table: count for (table, *there), count in counts.items() if tuple(there) == state}
        parts = [COUNTED[table](of_state[table]) for table in COUNTED if table in of_state]
        numbers = [of_state[table] for table in COUNTED if table in of_state]
        if not parts and of_state:
            numbers = [sum(of_state.values())]
            parts = [ngettext("{count} detail", "{count} details", numbers[0])]
        if parts:
            shown = [part.format(count=formats.number(number)) for part, number in zip(parts, numbers, strict=True)]
            lines.append(sentence.format(rows=", ".join(shown)))
    return lines


def _fields(names: "Values", rows: Sequence[ChangedRow]) -> list[str]:
    """The changed fields with their values before and after, one per line. Equal lines are shown once."""
    whole = {(row.table, row.id) for row in rows if row.before is None or row.after is None}
    lines: dict[str, None] = {}
    parts: dict[tuple[object, str], tuple[list[str], list[str]]] = {}
    for row in rows:
        labels = LABELS.get(row.table, {})
        if row.before is not None and row.after is not None:
            for name in (name for name in labels if name in row.after or name in row.before):
                column = Base.metadata.tables[row.table].columns[name]
                before, after = (names.shown(column, columns.get(name)) for columns in (row.before, row.after))
                lines[f"{_(labels[name])}: {before} → {after}"] = None
        elif row.table in PARTS:
            _collect_part(names, row, whole, parts)
    for (_whole, label), (before_names, after_names) in parts.items():
        lines[f"{label}: {', '.join(before_names) or '–'} → {', '.join(after_names) or '–'}"] = None
    shown = list(lines)
    if len(shown) > MOST_LINES:
        more = len(shown) - MOST_LINES + 1
        shown[MOST_LINES - 1 :] = [ngettext("… and {count} more", "… and {count} more", more).format(count=more)]
    return shown


def _collect_part(
    names: "Values",
    row: ChangedRow,
    whole: set[tuple[str, int]],
    parts: dict[tuple[object, str], tuple[list[str], list[str]]],
) -> None:
    """Note an added or removed part under its whole, unless the whole itself was added or removed."""
    columns = Base.metadata.tables[row.table].columns
    values = row.before or row.after or {}
    owner = next((name for name in PARTS[row.table] if values.get(name) is not None), "")
    owner_table = owner.removesuffix("_id")
    if not owner or (owner_table, values[owner]) in whole:
        return
    name, label = next(iter(LABELS[row.table].items()))
    if row.table != "person_role":
        label = ROLES.get(values.get("role", ""), label)
    removed, added = parts.setdefault(((owner_table, values[owner]), _(label)), ([], []))
    (added if row.before is None else removed).append(names.shown(columns[name], values.get(name)))


class Values:
    """Formats values of columns, and looks up the names of the rows that they refer to, each once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._zone = zone(session)
        self._names: dict[tuple[str, int], str] = {}

    def shown(self, column: Column[Any], value: Any) -> str:
        """The value of a column in the audit, as text in the current language."""
        if value is None or value == "":
            return "–"
        for key in column.foreign_keys:
            return self._name(key.column.table.name, value)
        value = stored(column, value)
        if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
            return _number(column, value)
        if isinstance(value, list):  # hours on air and pauses are pairs; days and local starts are not
            return "; ".join(_moment(each) if isinstance(each, str) else "–".join(map(_moment, each)) for each in value)
        if isinstance(value, dt.time):
            return formats.clock(value)
        if isinstance(value, dt.datetime):
            local = value.astimezone(self._zone)
            return _("{time} on {day}").format(time=formats.clock(local), day=formats.day(local.date()))
        if isinstance(value, dt.date):
            return formats.day(value)
        if isinstance(value, enum.Enum):
            return _(WORDS.get(type(value), {}).get(value.value, value.value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return _short(str(value))

    def _name(self, table: str, row_id: int) -> str:
        """The name or title of a row, also if it was removed."""
        if (table, row_id) not in self._names:
            self._names[table, row_id] = _short(self._look_up(table, row_id) or f"{row_id}")
        return self._names[table, row_id]

    def _look_up(self, table: str, row_id: int) -> str | None:
        stored_table = next(each for each in TABLES if each.name == table)
        if table == "slot":
            return self._series_of(row_id)
        column = "title" if "title" in LABELS[table] else "name"
        found = self._session.scalar(select(stored_table.c[column]).where(stored_table.c.id == row_id))
        if found is not None:
            return str(found)
        of_row = (audit_row.c.table_name == table, audit_row.c.row_id == row_id)
        statement = select(audit_row.c.before).where(*of_row, audit_row.c.before.is_not(None))
        before = self._session.scalar(statement.order_by(audit_row.c.id.desc()).limit(1))
        return str(before[column]) if before and column in before else None

    def _series_of(self, slot_id: int) -> str | None:
        """The name of a slot's series; None if the slot was removed."""
        named = select(Series.name).join(Slot, Slot.series_id == Series.id).where(Slot.id == slot_id)
        return self._session.scalar(named)


def _moment(stored_text: str) -> str:
    """A day or a local start of a list, as people write it; a time of day, which is written so already, as it is."""
    try:
        day, clock = dt.date.fromisoformat(stored_text[:10]), stored_text[11:]
    except ValueError:
        return stored_text
    return _("{time} on {day}").format(time=clock[:5], day=formats.day(day)) if clock else formats.day(day)


def _number(column: Column[Any], value: Decimal | int | float) -> str:
    if isinstance(value, Decimal):
        return formats.exact(value)
    return formats.duration(value) if column.name.endswith("seconds") else formats.number(value)


def _short(text: str) -> str:
    """Text on one line, with at most `TEXT_LIMIT` characters."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= TEXT_LIMIT else line[: TEXT_LIMIT - 1].rstrip() + "…"
