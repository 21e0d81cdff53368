"""Reverse an entry of the audit: restore its rows as they were, unless a later change depends on them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Column, Table, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.history import invariants, keys, log, order, planned_since, sentences, steps
from radiodesk.history.log import ChangedRow, Entry
from radiodesk.history.rows import KINDS, TABLES, as_stored, is_kept, present_rows, references, stored
from radiodesk.kinds import BroadcastKind, BroadcastState
from radiodesk.locale import N_, formats
from radiodesk.media import linking, places, treatments
from radiodesk.model import (
    Action,
    AssembledFile,
    Base,
    Broadcast,
    Line,
    Outlet,
    Overview,
    Person,
    Programme,
    Recipient,
    Recording,
    Relay,
    Topic,
    Treatment,
    Upstream,
    zone,
)
from radiodesk.model.audit import audit_row
from radiodesk.model.changes import chunks, has_changes, moment, plain, unnamed_value
from radiodesk.model.database import announce_removal, remove_rows, restore_rows
from radiodesk.model.text import fold
from radiodesk.newsroom import rundowns
from radiodesk.schedule import rules

SHARED = frozenset({Outlet, Person, Programme, Recipient, Topic, Upstream})
"""Classes of rows that are identified by name. One that was added by the way, and that others use by now, is kept."""

SUBJECTS: dict[str, frozenset[type[Base]]] = {
    Action.ADD_PERSON: frozenset({Person}),
    Action.ADD_PROGRAMME: frozenset({Programme}),
    Action.ADD_NAME: frozenset({Upstream, Recipient, Topic}),
}
"""The shared rows that an action is about, and does not add by the way: it is undone only if they can be removed."""

DERIVED = frozenset({("line", "position"), ("recording", "air_seconds")})
"""Columns that follow from other rows. Those of the length of a linked story or insert depend on its recording."""

FOLLOWERS = frozenset({AssembledFile})
"""Classes of rows that go with what they refer to, whatever became of them since."""

CHUNK = 500
"""Rows per query."""

MappedRow = TypeVar("MappedRow", bound=Base)


class LaterChange(UserError):
    """An entry on which a later one depends."""

    message = N_(
        "“{sentence}” cannot be undone while a later change stands. Undo that one first: “{later_sentence}”, "
        "by {person} at {time} on {day}"
    )
    command = N_("“radiodesk undo {later}” undoes it")


class LastingChange(UserError):
    """An entry on which a later one depends that can never be undone."""

    message = N_(
        "“{sentence}” cannot be undone while a later change stands, and that one cannot be undone: "
        "“{later_sentence}”, by {person} at {time} on {day}"
    )


class ChangedOutside(UserError):
    """An entry whose rows differ from what it and all later entries say."""

    message = N_("“{sentence}” cannot be undone: an update or another program has changed since what it changed")


class ReversedAlready(UserError):
    """An entry of which later changes have left nothing to undo."""

    message = N_("“{sentence}” cannot be undone: later changes have reversed it already")


class BreaksRule(UserError):
    """An entry without which the data would break a rule. Its cause is the error of that rule."""

    message = N_("“{sentence}” cannot be undone. {reason}")


class Reversal:
    """The reversal of one entry."""

    def __init__(self, session: Session, entry: Entry, lasting: Collection[str]) -> None:
        """lasting: the actions that are never undone."""
        self._session = session
        self._entry = entry
        self._lasting = lasting
        self._sentence = sentences.sentence(entry.action, entry.values)
        self._subjects = _subjects(entry)
        self._rows: dict[str, list[ChangedRow]] = defaultdict(list)
        for row in entry.rows:
            if row.table in KINDS and not (is_kept(row.table, row.before)):
                self._rows[row.table].append(_present_columns(row))
        self._present = {
            table: present_rows(session, table, [row.id for row in rows]) for table, rows in self._rows.items()
        }
        self._positions: order.Positions = {}
        """The new positions of lines."""
        self._single: list[int] = []
        """The ids of restored programmes that were not doubles."""
        self._kept: tuple[str, int] | None = None
        """The table and id of a row for which an added row is kept."""
        self._without_effect = log.without_effect_since(session, entry.id)
        """The ids of later entries that were undone, with the undos."""
        self._damage: set[str] = set()
        """What was wrong with own indicators before the entry is reversed."""

    def check(self) -> None:
        """Check that no later change depends on the rows. raises LaterChange, LastingChange, ChangedOutside."""
        for rows in self._rows.values():
            for row in rows:
                self._check_unchanged(row)
        self._check_referred()
        self._check_aired_later()
        if (changed := planned_since.later_change(self._session, self._entry.id, self._rows)) is not None:
            raise self.later_error(changed)
        self._check_presets()
        self._check_keys()
        self._find_positions()

    def run(self) -> None:
        """Reverse the entry after `check`, and compute what depends on it.

        raises BreaksRule, ReversedAlready, LaterChange, LastingChange.
        """
        self._note_damage()
        self._announce_removals()
        for step in list(steps.steps(self._session, self._rows, self._present)):
            self._change_back(step)
            self._remove_added(step)
            self._restore_removed(step)
        self._set(Programme, {row_id: {"double_of": None} for row_id in self._single})
        lines = self._mapped(Line, self._positions)
        rundowns.place(self._session, {line: self._positions[line.id] for line in lines})
        self._check_rules()
        self._correct_lengths()
        self._session.flush()
        if not has_changes(self._session):
            raise self.later_error(self._kept) if self._kept else ReversedAlready(sentence=self._sentence)

    def _check_unchanged(self, row: ChangedRow) -> None:
        """Check that a row is still as the entry left it. raises LaterChange, LastingChange, ChangedOutside."""
        if KINDS[row.table] in FOLLOWERS:
            return
        present = self._present[row.table].get(row.id)
        if (present is None) is not (row.after is None):
            raise self.later_error((row.table, row.id))
        if present is None or row.after is None:
            return
        names = present.keys() if row.before is None else row.after.keys()
        columns = Base.metadata.tables[row.table].columns
        for name in names - {"version"}:
            is_derived = (row.table, name) in DERIVED or (name == "actual_seconds" and present.get("recording_id"))
            left = row.after[name] if name in row.after else plain(unnamed_value(columns[name]))
            if present[name] != left and not is_derived:
                raise self.later_error((row.table, row.id))

    def _check_referred(self) -> None:
        """Check that what the rows referred to before is there, or will be restored, too. raises LaterChange."""
        for table in TABLES:
            wanted = {
                row.before[column.name]
                for other, column in references(table)
                for row in self._rows.get(other.name, ())
                if row.before and row.before.get(column.name) is not None
            }
            wanted -= {row.id for row in self._rows.get(table.name, ()) if row.before is not None}
            ids = sorted(wanted)
            for start in range(0, len(ids), CHUNK):
                chunk = ids[start : start + CHUNK]
                present = set(self._session.scalars(select(table.c.id).where(table.c.id.in_(chunk))))
                for missing in set(chunk) - present:
                    raise self.later_error((table.name, missing))

    def later_error(self, *rows: tuple[str, int]) -> UserError:
        """The error for rows on which the entry cannot be undone. It names the last entry that changed any of them.

        rows: their tables and ids.
        """
        later = (self._last_entry(table, row_id) for table, row_id in rows)
        return self._error(max((each for each in later if each is not None), default=None))

    def _last_entry(self, table: str, row_id: int) -> int | None:
        """The id of the newest entry in effect that changed a row, if that was after the one that is undone."""
        is_later = (audit_row.c.entry_id > self._entry.id, audit_row.c.row_id == row_id)
        later = select(audit_row.c.entry_id).where(*is_later, audit_row.c.table_name == table)
        return max(set(self._session.scalars(later)) - self._without_effect, default=None)

    def _error(self, later_id: int | None) -> UserError:
        """The error that names a later entry, or None where there is none."""
        if later_id is None:
            return ChangedOutside(sentence=self._sentence)
        later = log.entry(self._session, later_id)
        error = LastingChange if later.action in self._lasting else LaterChange
        return error(
            sentence=self._sentence,
            later=later.id,
            person=later.person,
            time=formats.clock(later.when),
            day=formats.day(later.when.date()),
            later_sentence=sentences.sentence(later.action, later.values),
        )

    def _check_keys(self) -> None:
        """Check that no other row has the key of a row that is restored. raises LaterChange."""
        for table in TABLES:
            rows = self._rows.get(table.name, ())
            wanted = [
                as_stored(row.table, row.id, (self._present[table.name].get(row.id) or {}) | row.before)
                for row in rows
                if row.before is not None
            ]
            if (other := keys.taken(self._session, table, wanted, {row.id for row in rows})) is not None:
                raise self.later_error((table.name, other))

    def _find_positions(self) -> None:
        """Find the new positions of lines that are moved back, or restored between others. raises LaterChange."""
        rows: dict[int, list[ChangedRow]] = defaultdict(list)
        for row in self._rows.get("line", ()):
            columns = self._present["line"].get(row.id) or row.before or {}
            rows[columns["edition_id"]].append(row)
        placed = [
            edition_id
            for edition_id, changed in rows.items()
            if any(row.before is not None and "position" in row.before for row in changed)
        ]
        now: dict[int, order.Positions] = defaultdict(dict)
        for start in range(0, len(placed), CHUNK):
            lines = select(Line.edition_id, Line.id, Line.position)
            chunk = lines.where(Line.edition_id.in_(placed[start : start + CHUNK]))
            for edition_id, line, position in self._session.execute(chunk):
                now[edition_id][line] = position
        ids = [line for positions in now.values() for line in positions]
        later: dict[int, list[order.Change]] = defaultdict(list)
        edition_of = {line: edition_id for edition_id, positions in now.items() for line in positions}
        for change in order.later_positions(self._session, self._entry.id, ids):
            later[edition_of[change[1]]].append(change)
        for edition_id, positions in now.items():
            try:
                self._positions |= order.positions_after(positions, rows[edition_id], later[edition_id])
            except order.LinesMoved as error:
                raise self._error(error.entry_id) from error

    def _change_back(self, step: steps.Step) -> None:
        """Restore the columns of the changed rows of a step."""
        with self._session.no_autoflush:
            for table, rows in step.items():
                self._set(KINDS[table], {row.id: row.before for row in rows if row.before and row.after is not None})
            self._check_relays()
        self._session.flush()

    def _announce_removals(self) -> None:
        for name, rows in self._rows.items():
            if KINDS[name] not in SHARED:
                announce_removal(self._session, KINDS[name], [row.id for row in rows if row.before is None])

    def _set(self, kind: type[Base], wanted: dict[int, dict[str, Any]]) -> None:
        ids = list(wanted)
        for start in range(0, len(ids), CHUNK):
            for row in self._session.scalars(select(kind).where(kind.id.in_(ids[start : start + CHUNK]))):
                for name, value in wanted[row.id].items():
                    if name != "version" and (kind.__tablename__, name) != ("line", "position"):
                        setattr(row, name, stored(_column(kind, name), value))

    def _remove_added(self, step: steps.Step) -> None:
        """Remove those rows of a step that the entry added."""
        for table in TABLES:
            added = [row for row in step.get(table.name, ()) if row.before is None]
            used = self._used(table.name, [row.id for row in added])
            if used:
                self._kept = next(iter(used.values()))
                if KINDS[table.name] not in SHARED or KINDS[table.name] in self._subjects:
                    raise self.later_error(*used.values())
            removed = [row.id for row in added if row.id not in used]
            self._remove_followers(table, removed)
            remove_rows(self._session, KINDS[table.name], removed)
            self._session.flush()

    def _remove_followers(self, table: Table, ids: Sequence[int]) -> None:
        """Remove the followers of rows that are about to be removed."""
        for other, column in references(table):
            if KINDS[other.name] in FOLLOWERS:
                for some in chunks(ids):
                    followers = self._session.scalars(select(other.c.id).where(column.in_(some)))
                    remove_rows(self._session, KINDS[other.name], followers.all())

    def _used(self, table: str, ids: Sequence[int]) -> dict[int, tuple[str, int]]:
        """The ids of rows that others than followers refer to, each with the table and id of one such row."""
        used: dict[int, tuple[str, int]] = {}
        for other, column in references(Base.metadata.tables[table]):
            if KINDS[other.name] in FOLLOWERS:
                continue
            for start in range(0, len(ids), CHUNK):
                users = select(column, other.c.id).where(column.in_(ids[start : start + CHUNK]))
                used |= {row_id: (other.name, user_id) for row_id, user_id in self._session.execute(users)}
        return used

    def _restore_removed(self, step: steps.Step) -> None:
        """Add the rows of a step that the entry removed, with their old ids and new versions, as old as they were."""
        for table in TABLES:
            removed = [row for row in step.get(table.name, ()) if row.after is None and row.before is not None]
            created = log.first_added(self._session, table.name, [row.id for row in removed])
            rows = [
                as_stored(table.name, row.id, row.before or {})
                | {"created": created.get(row.id, moment(self._session))}
                for row in removed
            ]
            if table.name == Line.__tablename__:
                for line in rows:
                    if line["id"] in self._positions:
                        line["position"] = -line["id"]  # no other line has it; `run` sets the final one
            if table.name == Programme.__tablename__:
                self._make_doubles(rows)
            restore_rows(self._session, KINDS[table.name], rows)

    def _make_doubles(self, programmes: Sequence[dict[str, Any]]) -> None:
        """Restore programmes as doubles for now: the one that they were merged into still has their title."""
        for programme in programmes:
            if programme.get("double_of") is None:
                programme["double_of"] = programme["id"]
                self._single.append(programme["id"])

    def _correct_lengths(self) -> None:
        """Compute the lengths on air again that depend on what was changed, and whether recordings wait."""
        if self._rows.get("preset"):
            treatments.update_all_air_seconds(self._session)
        ids = set(self._values("recording", "id"))
        for table in ("treatment", *(place.table for place in places.PLACES)):
            ids |= set(self._values(table, "recording_id"))
        recordings = list(self._mapped(Recording, ids))
        self._forget_waveforms()
        unknown = {recording.id for recording in recordings if recording.air_seconds is None}
        treatments.update_air_seconds_of(self._session, recordings)
        for recording in recordings:
            if recording.id in unknown and recording.air_seconds == round(recording.seconds, 3):
                recording.air_seconds = None  # both mean the original duration
            if recording.waiting and (later := self._removed_or_linked(recording)):
                recording.waiting = False
                if before := self._present.get("recording", {}).get(recording.id):
                    recording.laid_aside = before["laid_aside"]
                self._kept = later

    def _forget_waveforms(self) -> None:
        """Remove the waveforms of recordings whose audio track changes: they are drawn anew when they are needed."""
        ids = [row.id for row in self._rows.get("recording", ()) if row.before and "track" in row.before]
        for overview in self._session.scalars(select(Overview).where(Overview.recording_id.in_(ids))):
            self._session.delete(overview)

    def _removed_or_linked(self, recording: Recording) -> tuple[str, int] | None:
        """The row, as table and id, for which a recording does not wait in the inbox; None if it may wait."""
        if recording.removed is not None:
            return Recording.__tablename__, recording.id
        for each in places.linked(self._session, [recording.id]):
            kind, row_id = each.target
            return places.BY_KIND[kind].table, row_id
        return None

    def _values(self, table: str, name: str) -> Iterable[int]:
        """The ids in a column of the entry's rows: before it, after it, and now."""
        for row in self._rows.get(table, ()):
            if name == "id":
                yield row.id
                continue
            for columns in (row.before, row.after, self._present[table].get(row.id)):
                if columns and columns.get(name):
                    yield columns[name]

    def _check_rules(self) -> None:
        """Check the rules that the undo may have broken. raises BreaksRule, LaterChange."""
        self._check_treatments()
        touched = {table: [row.id for row in rows] for table, rows in self._rows.items()}
        today = moment(self._session).astimezone(zone(self._session)).date()
        with self._giving_reasons():
            self._check_links()
            for violation in invariants.violations(self._session, touched, today):
                if str(violation.error) in self._damage:
                    continue
                if not violation.rows or any(map(self._is_new, violation.rows)):
                    raise violation.error

    def _note_damage(self) -> None:
        """Note what is wrong with own indicators already: it keeps no entry from being undone."""
        if not self._rows.keys().isdisjoint(invariants.NAMED_BY_INDICATORS):
            self._damage = {str(each.error) for each in invariants.own_indicators(self._session)}

    def _is_new(self, row: tuple[str, int]) -> bool:
        """Whether a row that breaks a rule changed after the entry. Otherwise it broke the rule before the entry."""
        table, row_id = row
        return self._last_entry(table, row_id) is not None

    def _check_relays(self) -> None:
        """Check relays before they are written: the database refuses one without a source. raises BreaksRule."""
        with self._giving_reasons():
            for row in self._session.dirty:
                if isinstance(row, Relay):
                    rules.check_relay(live=row.live, has_upstream=row.upstream_id is not None)

    @contextmanager
    def _giving_reasons(self) -> Iterator[None]:
        """Raise the error of a broken rule as the reason for which the entry cannot be undone. raises BreaksRule."""
        try:
            yield
        except UserError as error:
            raise BreaksRule(sentence=self._sentence, reason=error) from error

    def _check_links(self) -> None:
        """Check that no recording is linked again whose file was removed. raises FileRemoved."""
        again = {
            row.before["recording_id"]
            for place in places.PLACES
            for row in self._rows.get(place.table, ())
            if row.before and row.before.get("recording_id")
        }
        for recording in self._mapped(Recording, again):
            linking.check_file(recording.name, recording.removed)

    def _check_presets(self) -> None:
        """Check that no treatment names a preset that would be removed. raises LaterChange."""
        gone = {fold(self._present["preset"][row.id]["name"]) for row in self._rows.get("preset", ()) if not row.before}
        if gone:
            for treatment in self._session.scalars(select(Treatment).order_by(Treatment.id.desc())):
                if fold(treatment.recipe.get("preset") or "") in gone:
                    raise self.later_error(("treatment", treatment.id))

    def _check_treatments(self) -> None:
        """Check that treatments are undone and redone in their order: the newest one counts. raises LaterChange."""
        for recording_id in set(self._values("treatment", "recording_id")):
            of_recording = select(Treatment.undone, Treatment.id).where(Treatment.recording_id == recording_id)
            states = self._session.execute(of_recording.order_by(Treatment.id)).all()
            if [undone for undone, _id in states] != sorted(undone for undone, _id in states):
                own = {row.id for row in self._rows["treatment"]}
                later = {self._last_entry("treatment", each): each for _undone, each in states if each not in own}
                if newest := max((entry_id for entry_id in later if entry_id is not None), default=None):
                    raise self.later_error(("treatment", later[newest]))

    def _check_aired_later(self) -> None:
        """Check that no line would be added to or removed from an edition that was aired after the entry.

        What was aired stays. A line that was added to an edition after it was aired, or removed from it, is a
        correction, and undoing it restores what was recorded before. raises LaterChange.
        """
        own = {row.id for row in self._rows.get("edition", ()) if row.before is None or row.after is None}
        lines = [
            row.after or row.before for row in self._rows.get("line", ()) if row.before is None or row.after is None
        ]
        editions = list({line["edition_id"] for line in lines if line} - own)
        for start in range(0, len(editions), CHUNK):
            statement = (
                select(audit_row.c.row_id, audit_row.c.entry_id, audit_row.c.after)
                .join(Broadcast, Broadcast.id == audit_row.c.row_id)
                .where(
                    Broadcast.edition_id.in_(editions[start : start + CHUNK]),
                    Broadcast.kind == BroadcastKind.FIRST_RUN,
                    Broadcast.state == BroadcastState.AIRED,
                    audit_row.c.table_name == Broadcast.__tablename__,
                    audit_row.c.entry_id > self._entry.id,
                )
            )
            for broadcast_id, later_id, after in self._session.execute(statement):
                if (after or {}).get("state") == BroadcastState.AIRED and later_id not in self._without_effect:
                    raise self.later_error((Broadcast.__tablename__, broadcast_id))

    def _mapped(self, kind: type[MappedRow], ids: Iterable[int]) -> Iterator[MappedRow]:
        """The rows of a class with these ids."""
        in_order = sorted(ids)
        for start in range(0, len(in_order), CHUNK):
            among = kind.id.in_(in_order[start : start + CHUNK])
            yield from self._session.scalars(select(kind).where(among).order_by(kind.id)).all()


def _subjects(entry: Entry) -> frozenset[type[Base]]:
    """The classes of shared rows that an entry is about: what it added goes when it is undone, or nothing does.

    An undo that restored such rows, such as that of a merge, is about all of them.
    """
    action, _values, depth = sentences.origin(entry.action, entry.values)
    return SHARED if depth % 2 else SUBJECTS.get(action, frozenset())


def _present_columns(row: ChangedRow) -> ChangedRow:
    """A row of the audit without the columns that its table no longer has."""
    names = Base.metadata.tables[row.table].columns.keys()
    before, after = (
        None if columns is None else {name: value for name, value in columns.items() if name in names}
        for columns in (row.before, row.after)
    )
    return replace(row, before=before, after=after)


def _column(kind: type[Base], name: str) -> Column[Any]:
    column: Column[Any] = Base.metadata.tables[kind.__tablename__].columns[name]
    return column
