"""Record what a unit of work changes: the rows of its audit entry, and the versions.

What a user edits as one thing has one version: a story with its credits, an edition with its lines. Adding, changing or
removing a part increments the version of its whole.
"""

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Column, Connection, RowMapping, event, insert, inspect, select
from sqlalchemy.orm import InstrumentedAttribute, Mapper, ORMExecuteState, Session, UOWTransaction, object_session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from radiodesk.model.actions import Action
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.base import Base, Exact, Moment, now
from radiodesk.model.bulk import insert_columns
from radiodesk.model.earlier_names import EarlierName
from radiodesk.model.grid import Slot, SlotDuty, SlotOutlet
from radiodesk.model.outlets import BroadcastOutlet
from radiodesk.model.people import Credit, Duty, Person, PersonRole
from radiodesk.model.programmes import Broadcast, Edition, EditionTopic, Line, Programme, Relay, Upstream
from radiodesk.model.recordings import Overview, Recording, Treatment
from radiodesk.model.station import Station
from radiodesk.model.stories import Story, StoryTopic, Topic
from radiodesk.model.television import Clip, Recipient

Columns: TypeAlias = dict[str, Any]
"""JSON values by column name."""

COMPUTED = frozenset({"folded", "key"})
"""Columns that are computed from other columns of the same row."""

UNRECORDED_COLUMNS = frozenset({"id", "created", "changed", "content", "evidence"}) | COMPUTED
"""Columns that the audit omits. The entry's own time says when a row was created or changed; the content and evidence
of a closed report are large, never change, and are known by their digest.
"""

UNRECORDED_TABLES = frozenset({AuditEntry.__tablename__, Overview.__tablename__})
"""Tables that the audit omits. An overview is large, and can be computed from its recording again."""

WHOLES: dict[type[Base], dict[str, type[Base]]] = {
    Line: {"edition_id": Edition},
    EditionTopic: {"edition_id": Edition},
    Credit: {"story_id": Story, "clip_id": Clip},
    StoryTopic: {"story_id": Story},
    Duty: {"broadcast_id": Broadcast},
    BroadcastOutlet: {"broadcast_id": Broadcast},
    SlotDuty: {"slot_id": Slot},
    SlotOutlet: {"slot_id": Slot},
    Treatment: {"recording_id": Recording},
    Overview: {"recording_id": Recording},
    PersonRole: {"person_id": Person},
    EarlierName: {
        "station_id": Station,
        "programme_id": Programme,
        "person_id": Person,
        "upstream_id": Upstream,
        "recipient_id": Recipient,
        "topic_id": Topic,
    },
}
"""For each part: the columns that refer to its whole, and the class of the whole. A relay is part of its broadcast,
and so is the choice of an edition's programme."""

CHUNK = 500
"""Rows per query."""

Item = TypeVar("Item")


@dataclass(slots=True)
class Change:
    """A row before and after a unit of work. None means that the row does not exist."""

    before: Columns | None
    after: Columns | None

    @property
    def is_empty(self) -> bool:
        """Whether the row is unchanged, or was added and removed in the same unit of work."""
        return not self.before and not self.after and (self.before is None) is (self.after is None)


@dataclass
class Journal:
    """What a unit of work has changed so far."""

    moment: dt.datetime = field(default_factory=now)
    """The time of all its changes, in UTC."""
    changes: dict[tuple[str, int], Change] = field(default_factory=dict)
    values: Columns = field(default_factory=dict)
    """Values of the entry's sentence that are known only once the change is made."""
    to_be_removed: set[tuple[str, int]] = field(default_factory=set)
    """Table and id of the rows that will be removed. Their versions are not incremented."""

    def added(self, table: str, row_id: int, after: Columns) -> None:
        """Note an added row."""
        key = (table, row_id)
        removed = self.changes.get(key)
        self.changes[key] = Change(removed.before if removed else None, after)

    def changed(self, table: str, row_id: int, before: Columns, after: Columns) -> None:
        """Note changed columns of a row."""
        change = self.changes.setdefault((table, row_id), Change({}, {}))
        if change.before is not None:
            change.before = before | change.before
        change.after = (change.after or {}) | after

    def removed(self, table: str, row_id: int, before: Columns) -> None:
        """Note a removed row."""
        change = self.changes.setdefault((table, row_id), Change(before, None))
        change.before = None if change.before is None else before | change.before
        change.after = None

    def is_new(self, table: str, row_id: int) -> bool:
        """Whether the unit of work added the row."""
        return (table, row_id) in self.changes and self.changes[table, row_id].before is None

    def rows(self) -> Iterator[tuple[str, int, Change]]:
        """The changed rows, each with its changed columns."""
        for (table, row_id), change in self.changes.items():
            if change.before is not None and change.after is not None:
                differing = [name for name, value in change.after.items() if change.before.get(name) != value]
                change = Change(
                    {name: change.before.get(name) for name in differing},
                    {name: change.after[name] for name in differing},
                )
            if not change.is_empty:
                yield table, row_id, change


@dataclass(frozen=True)
class WrittenEntry:
    """An entry of the audit that a unit of work wrote."""

    id: int
    action: str
    values: Columns


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Split ids or rows into groups of at most `CHUNK`: databases limit the number of values in a statement."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def record(session: Session) -> None:
    """Record what the session changes from now on."""
    session.info["journal"] = Journal()
    event.listen(session, "before_flush", _increment_versions)
    event.listen(session, "do_orm_execute", _refuse_unrecorded)


def moment(session: Session) -> dt.datetime:
    """The time of all changes of the session's unit of work, in UTC."""
    journal = _journal(session)
    return journal.moment if journal else now()


def has_changes(session: Session) -> bool:
    """Whether the session's unit of work has changed more than versions so far."""
    journal = _journal(session)
    changed = (change for _table, _row_id, change in journal.rows()) if journal else ()
    return any(change.before is None or change.after is None or change.after.keys() > {"version"} for change in changed)


def describe(session: Session, **values: Any) -> None:
    """Set values of the entry's sentence to what was stored, which may differ from what was typed."""
    if (journal := _journal(session)) is not None:
        journal.values |= values


def describe_change(session: Session, **values: tuple[Any, Any]) -> None:
    """Let the entry's sentence say what values were, and what they are now, where they differ: pairs of both."""
    for name, (before, after) in values.items():
        if before != after:
            describe(session, **{name: after, f"{name}_before": before})


def write_entry(session: Session, *, person: str, action: Action, values: Mapping[str, Any]) -> WrittenEntry | None:
    """Write the audit entry of the session's changes. Returns it, or None if nothing was changed."""
    session.flush()
    journal = _journal(session)
    rows = list(journal.rows()) if journal else []
    if journal is None or not rows:
        return None
    entry: Columns = {"person": person, "action": action, "values": {**values, **journal.values}}
    moments = {"version": 1, "created": journal.moment, "changed": journal.moment}
    entry_id = session.scalars(insert(AuditEntry).returning(AuditEntry.id), [entry | moments]).one()
    tables, row_ids, changed = zip(*rows, strict=True)
    columns = {
        "table_name": tables,
        "row_id": row_ids,
        "before": [change.before for change in changed],
        "after": [change.after for change in changed],
    }
    insert_columns(session.connection(), audit_row, columns, {"entry_id": entry_id})
    return WrittenEntry(entry_id, action, entry["values"])


def note_added(session: Session, kind: type[Base], rows: Sequence[Columns], ids: Sequence[int]) -> None:
    """Record rows that were added in bulk, and increment the versions of their wholes.

    rows: all with the same columns.
    """
    journal = _journal(session)
    if journal is None:
        return
    table = kind.metadata.tables[kind.__tablename__]
    columns = [column for column in table.columns if column.name not in UNRECORDED_COLUMNS]
    if rows and kind.__tablename__ not in UNRECORDED_TABLES:
        given = [column.name for column in columns if column.name in rows[0]]
        defaults = _without_nulls({each.name: plain(default_of(each)) for each in columns if each.name not in given})
        unlike_json = [each.name for each in columns if isinstance(each.type, Moment | Exact) and each.name in given]
        for row, row_id in zip(rows, ids, strict=True):
            known = {name: value for name in given if (value := row[name]) is not None}  # the writer makes JSON of them
            for name in unlike_json:
                if known.get(name) is not None:
                    known[name] = plain(known[name])
            journal.added(kind.__tablename__, row_id, defaults | known)
    _increment_versions_of_wholes(session, journal, kind, rows)


def default_of(column: Column[Any]) -> Any:
    """The value of a column without a given one; None if it has no default or a computed one."""
    return column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None


def unnamed_value(column: Column[Any]) -> Any:
    """The value of a column that a recorded row does not name: empty, or the default if it came later than the row."""
    return None if column.nullable else default_of(column)


def announce_removal(session: Session, kind: type[Base], ids: Iterable[int]) -> None:
    """Note rows that the unit of work will remove, so that their versions are not incremented before."""
    if (journal := _journal(session)) is not None:
        journal.to_be_removed |= {(kind.__tablename__, row_id) for row_id in ids}


def note_removed(session: Session, kind: type[Base], rows: Sequence[RowMapping]) -> None:
    """Record rows that are about to be removed in bulk, and increment the versions of their wholes."""
    journal = _journal(session)
    if journal is None:
        return
    if kind.__tablename__ not in UNRECORDED_TABLES:
        for row in rows:
            before = {name: plain(value) for name, value in row.items() if name not in UNRECORDED_COLUMNS}
            journal.removed(kind.__tablename__, row["id"], _without_nulls(before))
    _increment_versions_of_wholes(session, journal, kind, rows)


def note_set(
    session: Session, kind: type[Base], name: str, rows: Sequence[RowMapping], values: Mapping[int, Any]
) -> None:
    """Record a column that was set in bulk, and increment the versions of the rows' wholes.

    rows: as they were before. values: the new ones, by row id.
    """
    journal = _journal(session)
    if journal is None:
        return
    for row in rows:
        before = {"version": row["version"], name: plain(row[name])}
        after = {"version": row["version"] + 1, name: plain(values[row["id"]])}
        journal.changed(kind.__tablename__, row["id"], before, after)
    _increment_versions_of_wholes(session, journal, kind, rows)


JSON_TYPES = frozenset({str, int, float, bool, type(None)})
"""Classes of values that JSON has; enumerations of texts are not among them."""


def plain(value: Any) -> Any:
    """A column's value as a JSON value."""
    if value.__class__ in JSON_TYPES:
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        value = value.astimezone(dt.UTC)  # as it is stored: else undo would take it for another moment
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _increment_versions_of_wholes(
    session: Session, journal: Journal, kind: type[Base], rows: Iterable[Mapping[str, Any] | RowMapping]
) -> None:
    """Increment the versions of the wholes of these parts, except new ones and those that will be removed."""
    for column, whole in WHOLES.get(kind, {}).items():
        whole_ids = {row[column] for row in rows if row.get(column) is not None}
        present_ids = sorted(
            row_id
            for row_id in whole_ids
            if not journal.is_new(whole.__tablename__, row_id)
            and (whole.__tablename__, row_id) not in journal.to_be_removed
        )
        for ids in chunks(present_ids):
            for row in session.scalars(select(whole).where(whole.id.in_(ids))):
                row.changed = journal.moment


def _journal(session: Session | None) -> Journal | None:
    return session.info.get("journal") if session else None


def _without_nulls(columns: Columns) -> Columns:
    return {name: value for name, value in columns.items() if value is not None}


def _columns(row: Base) -> Columns:
    attributes = inspect(row).mapper.column_attrs
    return _without_nulls(
        {each.key: plain(getattr(row, each.key)) for each in attributes if each.key not in UNRECORDED_COLUMNS}
    )


def _increment_versions(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Set `changed` of each changed row, and of the whole of each changed part, to the time of the unit of work.

    Setting `changed` makes SQLAlchemy write the row, which increments its version.
    """
    journal = _journal(session)
    assert journal is not None  # noqa: S101 - `record` has set it
    dirty = [row for row in session.dirty if session.is_modified(row)]
    for whole in _wholes(session, [*session.new, *dirty, *session.deleted]):
        whole.changed = journal.moment
    for row in dirty:
        row.changed = journal.moment
    for row in session.new:
        row.created = row.created or journal.moment
        row.changed = journal.moment


def _wholes(session: Session, parts: Iterable[Base]) -> Iterable[Base]:
    """The wholes that parts belong to, without those that are being removed."""
    wanted: dict[InstrumentedAttribute[Any], set[int]] = defaultdict(set)
    """The values of a column of the wholes."""
    for part in parts:
        if isinstance(part, Relay):
            wanted[Broadcast.relay_id].add(part.id)
        elif isinstance(part, Edition) and _is_retitled(session, part):
            wanted[Broadcast.edition_id].add(part.id)
        for column, whole in WHOLES.get(type(part), {}).items():
            wanted[whole.id].add(getattr(part, column))
    found: list[Base] = []
    for attribute, values in wanted.items():
        for some in chunks(sorted(values - {None})):
            found += session.scalars(select(attribute.class_).where(attribute.in_(some)))
    return [whole for whole in found if whole not in session.deleted]


def _is_retitled(session: Session, edition: Edition) -> bool:
    """Whether an edition goes to another programme: its broadcasts are shown with its title and kind."""
    attributes = inspect(edition).attrs
    return edition not in session.new and (
        attributes.programme_id.history.has_changes() or attributes.programme.history.has_changes()
    )


def _refuse_unrecorded(state: ORMExecuteState) -> None:
    """Refuse bulk updates and deletes, which would be missing in the audit. raises NotImplementedError."""
    if state.is_update or state.is_delete:
        raise NotImplementedError("change rows one by one in a unit of work: the audit records them")


def _recorder(note: Callable[[Journal, Base], None]) -> Callable[[Mapper[Any], Connection, Base], None]:
    def listener(_mapper: Mapper[Any], _connection: Connection, row: Base) -> None:
        journal = _journal(object_session(row))
        if journal is not None and row.__tablename__ not in UNRECORDED_TABLES:
            note(journal, row)

    return listener


def _note_added(journal: Journal, row: Base) -> None:
    journal.added(row.__tablename__, row.id, _columns(row))


def _note_changed(journal: Journal, row: Base) -> None:
    state = inspect(row)
    before: Columns = {"version": row.version - 1}
    after: Columns = {"version": row.version}
    written = False
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if not history.has_changes():
            continue
        written = True
        if attribute.key not in UNRECORDED_COLUMNS | {"version"}:
            # In a row that was added in this session, a column that was never set has no history: it is empty.
            before[attribute.key] = plain(next(iter(history.deleted), None))
            after[attribute.key] = plain(next(iter(history.added)))
    if written:
        journal.changed(row.__tablename__, row.id, before, after)


def _note_removed(journal: Journal, row: Base) -> None:
    journal.removed(row.__tablename__, row.id, _columns(row))


event.listen(Base, "after_insert", _recorder(_note_added), propagate=True)
event.listen(Base, "after_update", _recorder(_note_changed), propagate=True)
event.listen(Base, "before_delete", _recorder(_note_removed), propagate=True)
