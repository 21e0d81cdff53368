"""Undo an entry of the audit: restore its rows as they were, unless a later change depends on them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.history import log
from radiodesk.history.log import ChangedRow, Entry
from radiodesk.history.rows import KINDS, TABLES, as_recorded, recorded, references, stored
from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState
from radiodesk.locale import N_, _, formats
from radiodesk.model import Action, Base, Broadcast, Line, Person, Programme, Recipient, Topic, Upstream
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.database import announce_removal, remove_rows, restore_rows
from radiodesk.model.text import key
from radiodesk.newsroom import rundowns
from radiodesk.schedule import rules
from radiodesk.schedule.broadcasts import airtime
from radiodesk.schedule.queries import views

NEVER_UNDONE = {
    Action.INIT: N_("every desk begins with it"),
    Action.UPDATE: N_("the tables of older releases no longer fit; the backup made before it can be restored"),
    Action.EARLIER: N_("an older release wrote it, without what was there before"),
    Action.ADD_RECORDING: N_("the file is in the store, and “radiodesk media remove” removes it"),
    Action.MEASURE_RECORDING: N_("a measurement states what is in the file"),
    Action.REMOVE_RECORDING: N_("the file is gone; add it again with “radiodesk media add”"),
}
"""Actions that cannot be undone, with the reason."""

AUTOMATIC = frozenset({Action.UPDATE, Action.MEASURE_RECORDING})
"""Actions that the desk does by itself. They are not the last change of a person."""

SHARED = frozenset({Person, Programme, Upstream, Recipient, Topic})
"""Classes of rows that are identified by name. An added row that others use by now is kept."""

KEPT = frozenset({"recording"})
"""Tables whose added rows are kept, because their files are in the store."""

CHUNK = 500
"""Rows per query."""


class CannotUndo(UserError):
    """An entry of a kind that is never undone."""

    message = N_("Entry {entry}, “{sentence}”, cannot be undone: {reason}")


class CannotUndoLast(CannotUndo):
    """The last change of a person is of a kind that is never undone."""

    message = N_(
        "Your last change, entry {entry}, “{sentence}”, cannot be undone: {reason}. To undo an older one, give its "
        "number, such as “radiodesk undo {example}”: “radiodesk log” shows them"
    )


class AlreadyUndone(UserError):
    """An entry that was undone before."""

    message = N_("Entry {entry} was undone already: {sentence}")


class LaterChange(UserError):
    """An entry on which a later one depends."""

    message = N_(
        "“{sentence}” cannot be undone while a later change stands. Undo that one first: "
        "entry {later} by {person} at {time} on {day}, “{later_sentence}”"
    )


class DependsOnIt(UserError):
    """An entry on whose rows others depend, in a way that no entry explains."""

    message = N_("“{sentence}” cannot be undone: something later depends on it")


class NothingToUndo(UserError):
    """A person who has changed nothing, or has undone all of it."""

    message = N_("{person} has no change to undo")


def last_of(session: Session, person: str) -> Entry:
    """The last change of a person that nobody has undone. raises NothingToUndo, CannotUndoLast."""
    undone: set[int] = set()
    columns = (AuditEntry.id, AuditEntry.person, AuditEntry.action, AuditEntry.values)
    statement = select(*columns).order_by(AuditEntry.id.desc()).execution_options(yield_per=CHUNK)
    with session.execute(statement) as newest_first:
        for row in newest_first:
            if row.id in undone or row.action in AUTOMATIC:
                continue
            if row.action == Action.UNDO:
                undone.add(int(row.values["entry"]))
            elif key(row.person) == key(person):
                break
        else:
            raise NothingToUndo(person=person)
    found = log.entry(session, row.id)
    if reason := _why_never(found):
        sentence = log.sentence(found.action, found.values)
        raise CannotUndoLast(entry=found.id, sentence=sentence, reason=reason, example=max(found.id - 1, 1))
    return found


def check(session: Session, entry: Entry) -> "_Reversal":
    """Check whether an entry can be undone, as before the user is asked. raises most errors of `undo`."""
    sentence = log.sentence(entry.action, entry.values)
    if reason := _why_never(entry):
        raise CannotUndo(entry=entry.id, sentence=sentence, reason=reason)
    if _is_undone(session, entry.id):
        raise AlreadyUndone(entry=entry.id, sentence=sentence)
    reversal = _Reversal(session, entry)
    reversal.check()
    return reversal


def undo(session: Session, entry: Entry) -> None:
    """Reverse an entry, in a unit of work with the action UNDO. Undoing the entry of an undo redoes the change.

    entry: including its rows. raises CannotUndo, AlreadyUndone, LaterChange, DependsOnIt, PlannedTwice, AlreadyUsed.
    """
    check(session, entry).run()


def _why_never(entry: Entry) -> str:
    """Why an entry can never be undone; empty if it can be."""
    if entry.action in NEVER_UNDONE:
        return _(NEVER_UNDONE[Action(entry.action)])
    return "" if entry.rows else _("the log does not hold what it changed")


class _Reversal:
    """The reversal of one entry."""

    def __init__(self, session: Session, entry: Entry) -> None:
        self._session = session
        self._entry = entry
        self._rows: dict[str, list[ChangedRow]] = defaultdict(list)
        for row in entry.rows:
            if not (row.before is None and row.table in KEPT):
                self._rows[row.table].append(row)
        self._present = {table: self._fetch(table, [row.id for row in rows]) for table, rows in self._rows.items()}
        self._positions: dict[int, int] = {}
        """The old positions of lines that are restored or moved, by line id."""
        self._single: list[int] = []
        """The ids of restored programmes that were not doubles."""

    def check(self) -> None:
        """Check that nothing later depends on the rows. raises LaterChange, DependsOnIt."""
        for rows in self._rows.values():
            for row in rows:
                self._check_unchanged(row)
        self._check_aired_later()

    def run(self) -> None:
        """Reverse the entry and check the rules. raises LaterChange for a row that took the place of a restored one."""
        try:
            with self._session.begin_nested():
                self._reverse()
        except IntegrityError as error:
            if taken := self._row_in_place():
                raise self._later_error(*taken) from error
            raise

    def _reverse(self) -> None:
        self._change_back(referring_to_removed=False)
        self._remove_added()
        self._restore_removed()
        self._change_back(referring_to_removed=True)
        self._set(Programme, {row_id: {"double_of": None} for row_id in self._single})
        self._order_lines()
        self._check_rules()

    def _fetch(self, table: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The present rows of a table by id, with the values that the audit stores."""
        stored_table = Base.metadata.tables[table]
        columns = recorded(stored_table)
        found: dict[int, dict[str, Any]] = {}
        for start in range(0, len(ids), CHUNK):
            statement = select(stored_table).where(stored_table.c.id.in_(ids[start : start + CHUNK]))
            found |= {row["id"]: as_recorded(columns, row) for row in self._session.execute(statement).mappings()}
        return found

    def _check_unchanged(self, row: ChangedRow) -> None:
        """Check that a row is still as the entry left it. raises LaterChange, DependsOnIt."""
        present = self._present[row.table].get(row.id)
        if (present is None) is not (row.after is None):
            raise self._later_error(row.table, row.id)
        if present is None or row.after is None:
            return
        names = present.keys() if row.before is None else row.after.keys()
        for name in names - {"version"}:
            if present[name] != row.after.get(name) and (row.table, name) != ("line", "position"):
                raise self._later_error(row.table, row.id)

    def _later_error(self, table: str, row_id: int) -> UserError:
        """The error for a row that changed after the entry. It names the later entry, if there is one."""
        sentence = log.sentence(self._entry.action, self._entry.values)
        statement = (
            select(AuditEntry.id)
            .join(audit_row, audit_row.c.entry_id == AuditEntry.id)
            .where(audit_row.c.table_name == table, audit_row.c.row_id == row_id, AuditEntry.id > self._entry.id)
            .order_by(AuditEntry.id.desc())
        )
        later_id = self._session.scalar(statement.limit(1))
        if later_id is None:
            return DependsOnIt(sentence=sentence)
        later = log.entry(self._session, later_id)
        return LaterChange(
            sentence=sentence,
            later=later.id,
            person=later.person,
            time=formats.clock(later.when),
            day=formats.day(later.when.date()),
            later_sentence=log.sentence(later.action, later.values),
        )

    def _check_aired_later(self) -> None:
        """Check that no line would be removed from an edition that was aired after the entry. raises LaterChange.

        What was aired is not removed. A line that was added to an edition after it was aired is a correction, and
        undoing it restores what was recorded before.
        """
        added = {row.id for row in self._rows["edition"] if row.before is None}
        lines = [row.after for row in self._rows["line"] if row.before is None and row.after is not None]
        editions = list({line["edition_id"] for line in lines} - added)
        for start in range(0, len(editions), CHUNK):
            statement = (
                select(audit_row.c.row_id, audit_row.c.after)
                .join(Broadcast, Broadcast.id == audit_row.c.row_id)
                .where(
                    Broadcast.edition_id.in_(editions[start : start + CHUNK]),
                    Broadcast.kind == BroadcastKind.FIRST_RUN,
                    Broadcast.state == BroadcastState.AIRED,
                    audit_row.c.table_name == Broadcast.__tablename__,
                    audit_row.c.entry_id > self._entry.id,
                )
            )
            for broadcast_id, after in self._session.execute(statement):
                if (after or {}).get("state") == BroadcastState.AIRED:
                    raise self._later_error(Broadcast.__tablename__, broadcast_id)

    def _row_in_place(self) -> tuple[str, int] | None:
        """Table and id of a row that has the unique values of a row that would be restored."""
        for name, rows in self._rows.items():
            table = Base.metadata.tables[name]
            kind = KINDS[name]
            for row in (row for row in rows if row.before is not None):
                values = self._present[name].get(row.id, {}) | (row.before or {})
                if "key" in table.columns:
                    values["key"] = key(values.get("name") or values.get("title") or "")
                for index in (index for index in table.indexes if index.unique):
                    same = [
                        column == stored(_column(kind, column.name), values.get(column.name))
                        for column in index.columns
                    ]
                    where = index.dialect_options["sqlite"]["where"]
                    condition = [] if where is None else [where]
                    statement = select(table.c.id).where(*same, *condition, table.c.id != row.id)
                    if (other := self._session.scalar(statement)) is not None:
                        return name, other
        return None

    def _change_back(self, *, referring_to_removed: bool) -> None:
        """Restore the columns of changed rows: either of those that refer to a removed row, or of the others."""
        removed = {(table, row.id) for table, rows in self._rows.items() for row in rows if row.after is None}
        for table, rows in self._rows.items():
            columns = Base.metadata.tables[table].columns
            wanted: dict[int, dict[str, Any]] = {}
            for row in rows:
                if row.before is None or row.after is None:
                    continue
                refers = any(
                    (key.column.table.name, row.before[name]) in removed
                    for name in row.before
                    for key in columns[name].foreign_keys
                )
                if refers is referring_to_removed:
                    wanted[row.id] = row.before
            self._set(KINDS[table], wanted)
        self._session.flush()

    def _set(self, kind: type[Base], wanted: dict[int, dict[str, Any]]) -> None:
        ids = list(wanted)
        for start in range(0, len(ids), CHUNK):
            for row in self._session.scalars(select(kind).where(kind.id.in_(ids[start : start + CHUNK]))):
                for name, value in wanted[row.id].items():
                    if isinstance(row, Line) and name == "position":
                        self._positions[row.id] = value
                    elif name != "version":
                        setattr(row, name, stored(_column(kind, name), value))

    def _remove_added(self) -> None:
        """Remove the rows that the entry added, in an order that keeps references valid."""
        for name, rows in self._rows.items():
            if KINDS[name] not in SHARED:
                announce_removal(self._session, KINDS[name], [row.id for row in rows if row.before is None])
        for table in reversed(TABLES):
            added = [row for row in self._rows.get(table.name, ()) if row.before is None]
            used = self._used(table.name, [row.id for row in added])
            if used and KINDS[table.name] not in SHARED:
                raise self._later_error(*next(iter(used.values())))
            remove_rows(self._session, KINDS[table.name], [row.id for row in added if row.id not in used])
            self._session.flush()

    def _used(self, table: str, ids: Sequence[int]) -> dict[int, tuple[str, int]]:
        """The ids of rows that others refer to, each with the table and id of one such row."""
        used: dict[int, tuple[str, int]] = {}
        for other, column in references(Base.metadata.tables[table]):
            for start in range(0, len(ids), CHUNK):
                users = select(column, other.c.id).where(column.in_(ids[start : start + CHUNK]))
                used |= {row_id: (other.name, user_id) for row_id, user_id in self._session.execute(users)}
        return used

    def _restore_removed(self) -> None:
        """Add the rows that the entry removed, with their old ids."""
        for table in TABLES:
            removed = [row for row in self._rows.get(table.name, ()) if row.after is None and row.before is not None]
            rows = [self._as_stored(row) for row in removed]
            if table.name == Line.__tablename__:
                self._find_places(rows)
            if table.name == Programme.__tablename__:
                self._make_doubles(rows)
            restore_rows(self._session, KINDS[table.name], rows)

    def _as_stored(self, row: ChangedRow) -> dict[str, Any]:
        kind = KINDS[row.table]
        before = {name: value for name, value in (row.before or {}).items() if name != "version"}
        return {"id": row.id} | {name: stored(_column(kind, name), value) for name, value in before.items()}

    def _make_doubles(self, programmes: Sequence[dict[str, Any]]) -> None:
        """Restore programmes as doubles for now: the one that they were merged into still has their title."""
        for programme in programmes:
            if programme.get("double_of") is None:
                programme["double_of"] = programme["id"]
                self._single.append(programme["id"])

    def _find_places(self, lines: Sequence[dict[str, Any]]) -> None:
        """Give restored lines a free position for now, if their edition has other lines."""
        editions = list({line["edition_id"] for line in lines})
        filled: set[int] = set()
        for start in range(0, len(editions), CHUNK):
            with_lines = select(Line.edition_id).where(Line.edition_id.in_(editions[start : start + CHUNK]))
            filled |= set(self._session.scalars(with_lines.distinct()))
        for line in lines:
            if line["edition_id"] in filled:
                self._positions[line["id"]] = line["position"]
                line["position"] = -line["id"]  # no other line has it; `_order_lines` sets the final position

    def _order_lines(self) -> None:
        """Restore the order of the lines. A line that was added later stays after the line that it follows."""
        if not self._positions:
            return
        ids = list(self._positions)
        editions: set[int] = set()
        for start in range(0, len(ids), CHUNK):
            moved = select(Line.edition_id).where(Line.id.in_(ids[start : start + CHUNK]))
            editions |= set(self._session.scalars(moved))
        for edition_id in sorted(editions):
            lines = self._session.scalars(select(Line).where(Line.edition_id == edition_id)).all()
            order = [(self._positions.get(line.id, line.position), line.id not in self._positions) for line in lines]
            in_order = [line for _place, line in sorted(zip(order, lines, strict=True), key=lambda pair: pair[0])]
            rundowns.renumber(self._session, in_order)

    def _check_rules(self) -> None:
        """Check restored rows against what was planned meanwhile. raises PlannedTwice, AlreadyUsed."""
        ids = [row.id for row in self._rows.get("broadcast", ()) if row.before is not None]
        for own in _in_chunks(self._session, ids):
            near = Broadcast.starts.between(own.starts.replace(second=0), own.starts.replace(second=59))
            others = views(self._session, near, Broadcast.id != own.id, Broadcast.state.not_in(OFF_AIR))
            for other in others:
                rules.conflict(airtime(own), airtime(other))
        restored = [row.id for row in self._rows.get("line", ()) if row.after is None]
        rundowns.check_stories_once(self._session, restored)


def _column(kind: type[Base], name: str) -> Column[Any]:
    column: Column[Any] = Base.metadata.tables[kind.__tablename__].columns[name]
    return column


def _in_chunks(session: Session, ids: Sequence[int]) -> Iterable[Any]:
    """The views of broadcasts that are not cancelled or missed, fetched in chunks."""
    for start in range(0, len(ids), CHUNK):
        yield from views(session, Broadcast.id.in_(ids[start : start + CHUNK]), Broadcast.state.not_in(OFF_AIR))


def _is_undone(session: Session, entry_id: int) -> bool:
    """Whether an entry was undone, and that undo was not undone in turn."""
    undoing = session.scalars(
        select(AuditEntry).where(AuditEntry.action == Action.UNDO, AuditEntry.id > entry_id).order_by(AuditEntry.id)
    ).all()
    undone = False
    for each in undoing:
        if each.values.get("entry") == entry_id:
            undone = not _is_undone(session, each.id)
    return undone
