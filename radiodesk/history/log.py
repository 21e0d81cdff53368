"""The log: entries of the audit, for people and for programs."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _, formats
from radiodesk.model import Base, zone
from radiodesk.model.actions import SENTENCES, Action
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.moments import moment
from radiodesk.model.text import fold, key

_ROW = re.compile(r"([a-z_]+)(?:[: #]+([0-9]{1,18}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")

CHUNK = 500
"""Entries per query."""


class UnknownEntry(UserError):
    """There is no entry of the audit with this number."""

    message = N_("There is no entry {entry} in the log: “radiodesk log” shows them")


@dataclass(frozen=True)
class ChangedRow:
    """A row that an entry changed: the columns before (None: it was added) and after (None: it was removed)."""

    table: str
    id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True)
class Entry:
    """An entry of the audit."""

    id: int
    when: dt.datetime
    """Aware, in the station's zone."""
    person: str
    action: str
    values: dict[str, Any]
    rows: tuple[ChangedRow, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The entry as `radiodesk log --json` prints it."""
        rows = [{"table": row.table, "id": row.id, "before": row.before, "after": row.after} for row in self.rows]
        return {
            "id": self.id,
            "when": self.when.isoformat(),
            "person": self.person,
            "action": self.action,
            "values": self.values,
            "rows": rows,
        }


def entries(
    session: Session,
    *,
    of: str | None = None,
    by: str | None = None,
    since: dt.date | None = None,
    limit: int | None = None,
    with_rows: bool = False,
) -> list[Entry]:
    """Entries of the audit, newest first.

    of: a table, such as "story"; one of its rows, such as "story:118"; or text that the entry's values contain,
    regardless of case and accents. by: a person's name, regardless of case. since: a local day, inclusive.
    """
    statement = select(AuditEntry).order_by(AuditEntry.id.desc())
    if since is not None:
        statement = statement.where(AuditEntry.created >= moment(since, dt.time.min, zone(session)))
    wanted, statement = _restrict(of, statement)
    found: list[AuditEntry] = []
    with session.scalars(statement.execution_options(yield_per=CHUNK)) as candidates:  # a server holds the rest ready
        for entry in candidates:
            is_by = by is None or key(entry.person) == key(by)
            if is_by and (wanted is None or wanted in _searched_text(entry)):
                found.append(entry)
                if limit is not None and len(found) == limit:
                    break
    rows = _rows(session, [entry.id for entry in found]) if with_rows else {}
    return [_view(session, entry, rows.get(entry.id, ())) for entry in found]


def entry(session: Session, entry_id: int) -> Entry:
    """One entry with its rows. raises UnknownEntry."""
    row = session.get(AuditEntry, entry_id)
    if row is None:
        raise UnknownEntry(entry=entry_id)
    return _view(session, row, _rows(session, [entry_id]).get(entry_id, ()))


def sentence(action: str, values: Mapping[str, Any]) -> str:
    """What an entry did, as a sentence in the current language. Undoing an undo repeats the change."""
    undone = False
    template = "{undone}"
    while action == Action.UNDO:
        undone = not undone
        template = _("Undone: {undone}") if undone else _("Redone: {undone}")
        action, values = str(values.get("action", "")), values.get("values") or {}
    shown = {name: _(value) if name == "state" else _shown(value) for name, value in values.items()}
    original = _(SENTENCES[Action(action)]) if action in list(Action) else visible(action)
    return template.format(undone=original.format_map(_SentenceValues(shown)))


class _SentenceValues(dict[str, str]):
    """Values of a sentence. A missing value is shown as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _restrict(of: str | None, statement: Select[AuditEntry]) -> tuple[str | None, Select[AuditEntry]]:
    """The folded text to search for, or None; and the statement, restricted if `of` is a table or a row."""
    if of is None:
        return None, statement
    found = _ROW.fullmatch(of.strip().lower())
    if not found or found[1] not in Base.metadata.tables:
        return fold(of), statement
    rows = select(audit_row.c.entry_id).where(audit_row.c.table_name == found[1])
    if found[2]:
        rows = rows.where(audit_row.c.row_id == int(found[2]))
    return None, statement.where(AuditEntry.id.in_(rows))


def _searched_text(entry: AuditEntry) -> str:
    """The values of an entry as one folded text."""
    return fold(" ".join(str(value) for value in entry.values.values()))


def _rows(session: Session, entry_ids: Sequence[int]) -> dict[int, tuple[ChangedRow, ...]]:
    found: dict[int, list[ChangedRow]] = {}
    for start in range(0, len(entry_ids), CHUNK):
        statement = select(audit_row).where(audit_row.c.entry_id.in_(entry_ids[start : start + CHUNK]))
        for row in session.execute(statement.order_by(audit_row.c.id)):
            changed = ChangedRow(row.table_name, row.row_id, row.before, row.after)
            found.setdefault(row.entry_id, []).append(changed)
    return {entry_id: tuple(rows) for entry_id, rows in found.items()}


def _view(session: Session, row: AuditEntry, rows: Sequence[ChangedRow]) -> Entry:
    when = row.created.astimezone(zone(session))
    return Entry(row.id, when, row.person, row.action, dict(row.values), tuple(rows))


def _shown(value: object) -> str:
    """A value as text for a sentence. Days and times are formatted in the current language."""
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    text = visible(str(value))
    if _DAY.fullmatch(text):
        return formats.day(dt.date.fromisoformat(text))
    if _TIME.fullmatch(text):
        return formats.clock(dt.time.fromisoformat(text))
    return text
