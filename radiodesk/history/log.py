"""The log: finds entries of the audit."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError, visible
from radiodesk.history.rows import KINDS
from radiodesk.locale import N_
from radiodesk.model import Action, zone
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.changes import chunks
from radiodesk.model.moments import moment
from radiodesk.model.text import fold, key

_ROW = re.compile(r"([a-z_]+)(?:[: #]+([0-9]{1,18}))?")

CHUNK = 500
"""Entries per query."""


SHOWN_NAMES = 20
"""Maximum number of names in a message."""

LARGEST_ID = 2**63 - 1
"""The largest number that the databases can compare with an id."""


class UnknownEntry(UserError):
    """There is no entry of the audit with this number."""

    message = N_("There is no entry {entry} in the log")
    command = N_("“radiodesk log” shows the entries")


class UnknownActor(UserError):
    """Nobody with this name has changed anything."""

    message = N_("Nobody called “{name}” has changed anything. The log has changes by: {names}")


class UnknownThing(UserError):
    """`log --of` with a kind of thing that does not exist."""

    message = N_("The log knows no “{kind}”: give text such as a title, or one of {kinds}, with a number if you like")


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
    raises UnknownActor, UnknownThing.
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
    if not found:
        _check_wanted(session, of, by)
    of_entries = rows(session, [entry.id for entry in found]) if with_rows else {}
    return [_view(session, entry, of_entries.get(entry.id, ())) for entry in found]


def ids_after(session: Session, entry_id: int) -> list[int]:
    """The ids of the entries after one, oldest first."""
    return list(session.scalars(select(AuditEntry.id).where(AuditEntry.id > entry_id).order_by(AuditEntry.id)))


def newest_id(session: Session) -> int:
    """The id of the newest entry; 0 without any."""
    return session.scalar(select(func.max(AuditEntry.id))) or 0


def entry(session: Session, entry_id: int) -> Entry:
    """One entry with its rows. raises UnknownEntry."""
    row = session.get(AuditEntry, entry_id) if 0 < entry_id <= LARGEST_ID else None
    if row is None:
        raise UnknownEntry(entry=entry_id)
    return _view(session, row, rows(session, [entry_id]).get(entry_id, ()))


def rows(session: Session, entry_ids: Sequence[int]) -> dict[int, tuple[ChangedRow, ...]]:
    """The rows of entries, in the order of their changes, by the entry's id. Entries without rows are omitted."""
    found: dict[int, list[ChangedRow]] = {}
    for start in range(0, len(entry_ids), CHUNK):
        statement = select(audit_row).where(audit_row.c.entry_id.in_(entry_ids[start : start + CHUNK]))
        for row in session.execute(statement.order_by(audit_row.c.id)):
            changed = ChangedRow(row.table_name, row.row_id, row.before, row.after)
            found.setdefault(row.entry_id, []).append(changed)
    return {entry_id: tuple(of_entry) for entry_id, of_entry in found.items()}


def undone_since(session: Session, since: int) -> set[int]:
    """The ids of the entries that were undone after the entry `since`, unless their undo was undone in turn."""
    undone: set[int] = set()
    for undo_id, entry_id in _undos_since(session, since):
        if undo_id not in undone:
            undone.add(entry_id)
    return undone


def without_effect_since(session: Session, since: int) -> set[int]:
    """The ids of the entries after `since` that were undone since, with the undos: they have left all as it was."""
    reversals = {undo_id for undo_id, entry_id in _undos_since(session, since) if entry_id > since}
    return reversals | {entry_id for entry_id in undone_since(session, since) if entry_id > since}


def _undos_since(session: Session, since: int) -> list[tuple[int, int]]:
    """The ids of the undos after an entry, newest first, each with that of the entry that it has undone."""
    statement = select(AuditEntry.id, AuditEntry.values).where(AuditEntry.action == Action.UNDO, AuditEntry.id > since)
    found = session.execute(statement.order_by(AuditEntry.id.desc()))
    return [(undo_id, int(values["entry"])) for undo_id, values in found]


def first_added(session: Session, table: str, ids: Sequence[int]) -> dict[int, dt.datetime]:
    """When rows were first added, UTC, by id: those whose addition is in the audit."""
    found: dict[int, dt.datetime] = {}
    additions = (
        select(audit_row.c.row_id, func.min(AuditEntry.created))
        .join(AuditEntry, audit_row.c.entry_id == AuditEntry.id)
        .where(audit_row.c.table_name == table, audit_row.c.before.is_(None))
        .group_by(audit_row.c.row_id)
    )
    for some in chunks(ids):
        rows_of_some = session.execute(additions.where(audit_row.c.row_id.in_(some)))
        found.update((row_id, added) for row_id, added in rows_of_some)
    return found


def without_rows(session: Session, row: AuditEntry) -> Entry:
    """An entry without what it changed."""
    return _view(session, row, ())


def _restrict(of: str | None, statement: Select[AuditEntry]) -> tuple[str | None, Select[AuditEntry]]:
    """The folded text to search for, or None; and the statement, restricted if `of` is a table or a row."""
    if of is None:
        return None, statement
    found = _ROW.fullmatch(of.strip().lower())
    if not found or found[1] not in KINDS:
        return fold(of), statement
    rows = select(audit_row.c.entry_id).where(audit_row.c.table_name == found[1])
    if found[2]:
        rows = rows.where(audit_row.c.row_id == int(found[2]))
    return None, statement.where(AuditEntry.id.in_(rows))


def _check_wanted(session: Session, of: str | None, by: str | None) -> None:
    """Check that what was searched in vain exists at all. raises UnknownActor, UnknownThing."""
    if by is not None:
        names = session.scalars(select(AuditEntry.person).distinct().order_by(AuditEntry.person)).all()
        if key(by) not in map(key, names):
            raise UnknownActor(name=visible(by[:80]), names=", ".join(names[:SHOWN_NAMES]))
    kind, colon, number = (of or "").strip().lower().partition(":")
    if colon and number.strip().isdecimal() and kind not in KINDS:
        raise UnknownThing(kind=kind, kinds=", ".join(sorted(KINDS)))


def _searched_text(entry: AuditEntry) -> str:
    """The values of an entry as one folded text."""
    return fold(" ".join(str(value) for value in entry.values.values()))


def _view(session: Session, row: AuditEntry, rows: Sequence[ChangedRow]) -> Entry:
    when = row.created.astimezone(zone(session))
    return Entry(row.id, when, row.person, row.action, dict(row.values), tuple(rows))
