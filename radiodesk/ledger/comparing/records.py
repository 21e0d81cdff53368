"""Rows of the database as an import sees them: what they are, what they are to become, and which are new.

A field that refers to another row holds its record, which may have no id yet; the writer stores the id. A field `name`
belongs to the column `name`, or to `name_id` if it holds a record.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from radiodesk.kinds import (
    BroadcastKind,
    BroadcastState,
    ClipKind,
    ClipState,
    CreditRole,
    DutyRole,
    Genre,
    LineKind,
    ProgrammeKind,
    Source,
)
from radiodesk.ledger.progress import Steps
from radiodesk.model import (
    Base,
    Broadcast,
    Clip,
    Credit,
    Duty,
    Edition,
    Line,
    Person,
    Programme,
    Publication,
    Recipient,
    Relay,
    Story,
    StoryTopic,
    Topic,
    Upstream,
)
from radiodesk.model.database import add_rows, touch

CHUNK = 500
"""Rows fetched at once to be changed."""


@dataclass(slots=True, eq=False)
class Record:
    """One row. Its fields hold what it is to be."""

    TABLE: ClassVar[type[Base]]

    id: int | None = field(default=None, kw_only=True)
    """None for a new row."""
    touched: bool = field(default=False, kw_only=True)
    """Whether its version is to be incremented although none of its own columns changes."""
    before: tuple[Any, ...] = field(default=(), kw_only=True, repr=False)
    """The values of its fields in the database, in their order."""

    @property
    def is_new(self) -> bool:
        """Whether it is not in the database yet."""
        return self.id is None

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """The fields of a known row that are to change, each with its value before and after."""
        if self.id is None:
            return {}
        pairs = zip(NAMES[type(self)], self.before, strict=True)
        return {name: (before, after) for name, before in pairs if before != (after := getattr(self, name))}

    @property
    def is_changed(self) -> bool:
        """Whether it is new or is to change."""
        return self.id is None or bool(self.changes)


@dataclass(slots=True, eq=False)
class NamedRecord(Record):
    """A row that is identified by its name."""

    name: str


@dataclass(slots=True, eq=False)
class PersonRecord(NamedRecord):
    """A person."""

    TABLE = Person


@dataclass(slots=True, eq=False)
class UpstreamRecord(NamedRecord):
    """An upstream."""

    TABLE = Upstream


@dataclass(slots=True, eq=False)
class RecipientRecord(NamedRecord):
    """A recipient."""

    TABLE = Recipient


@dataclass(slots=True, eq=False)
class TopicRecord(NamedRecord):
    """A topic."""

    TABLE = Topic


@dataclass(slots=True, eq=False)
class ProgrammeRecord(Record):
    """A programme."""

    TABLE = Programme

    title: str
    kind: ProgrammeKind
    double_of: int | None = None


@dataclass(slots=True, eq=False)
class EditionRecord(Record):
    """An edition."""

    TABLE = Edition

    programme: ProgrammeRecord


@dataclass(slots=True, eq=False)
class RelayRecord(Record):
    """A relay."""

    TABLE = Relay

    title: str
    live: bool
    upstream: UpstreamRecord | None


@dataclass(slots=True, eq=False)
class BroadcastRecord(Record):
    """A broadcast."""

    TABLE = Broadcast

    kind: BroadcastKind
    state: BroadcastState
    starts: dt.datetime
    edition: EditionRecord | None
    relay: RelayRecord | None
    planned_seconds: int | None = None
    actual_seconds: int | None = None
    note: str = ""

    @property
    def title(self) -> str:
        """The title of its programme, or of what it relays."""
        if self.edition:
            return self.edition.programme.title
        return self.relay.title if self.relay else ""


@dataclass(slots=True, eq=False)
class DutyRecord(Record):
    """A person on duty at a broadcast."""

    TABLE = Duty

    broadcast: BroadcastRecord
    person: PersonRecord
    role: DutyRole


@dataclass(slots=True, eq=False)
class StoryRecord(Record):
    """A story."""

    TABLE = Story

    title: str
    genre: Genre
    source: Source
    planned_seconds: int | None = None
    actual_seconds: float | None = None
    recording_id: int | None = None


@dataclass(slots=True, eq=False)
class StoryTopicRecord(Record):
    """A topic of a story."""

    TABLE = StoryTopic

    story: StoryRecord
    topic: TopicRecord


@dataclass(slots=True, eq=False)
class LineRecord(Record):
    """A line of a rundown. story: None for an insert."""

    TABLE = Line

    edition: EditionRecord
    position: int
    kind: LineKind
    story: StoryRecord | None


@dataclass(slots=True, eq=False)
class ClipRecord(Record):
    """A clip."""

    TABLE = Clip

    kind: ClipKind
    state: ClipState
    title: str
    sent: dt.date | None = None
    aired: dt.date | None = None
    seconds: int | None = None
    recipient: RecipientRecord | None = None
    note: str = ""


@dataclass(slots=True, eq=False)
class CreditRecord(Record):
    """A person's work on a story or a clip."""

    TABLE = Credit

    story: StoryRecord | None
    clip: ClipRecord | None
    person: PersonRecord
    role: CreditRole
    coefficient: Decimal | None = None
    share: Decimal | None = None


@dataclass(slots=True, eq=False)
class PublicationRecord(Record):
    """A publication of an edition."""

    TABLE = Publication

    edition: EditionRecord
    address: str
    posted: dt.date
    withdrawn: bool = False


ORDER: tuple[type[Record], ...] = (
    PersonRecord, ProgrammeRecord, UpstreamRecord, RecipientRecord, TopicRecord, EditionRecord, RelayRecord,
    BroadcastRecord, DutyRecord, StoryRecord, StoryTopicRecord, LineRecord, ClipRecord, CreditRecord, PublicationRecord,
)  # fmt: skip
"""The order of writing: a row after those that it refers to."""

PLANNED: tuple[type[Record], ...] = (
    PersonRecord, ProgrammeRecord, UpstreamRecord, EditionRecord, RelayRecord, BroadcastRecord, DutyRecord,
)  # fmt: skip
"""Those on which the conflicts of broadcasts depend, in the same order."""

RUNDOWN: tuple[type[Record], ...] = (StoryRecord, LineRecord)
"""The same where the lengths of lines count."""

AnyRecord = TypeVar("AnyRecord", bound=Record)


_OWN_FIELDS = frozenset(each.name for each in fields(Record))
NAMES = {kind: tuple(each.name for each in fields(kind) if each.name not in _OWN_FIELDS) for kind in ORDER}
"""The names of the fields that are columns."""
COLUMNS = {
    kind: {name: f"{name}_id" if hasattr(kind.TABLE, f"{name}_id") else name for name in NAMES[kind]} for kind in ORDER
}
"""The name of the column of each field."""


class Records:
    """The records of one import, and what is to be written of them."""

    def __init__(self, session: Session, steps: Steps) -> None:
        self._session = session
        self._steps = steps
        self._new: dict[type[Record], list[Record]] = defaultdict(list)
        self._known: dict[type[Record], list[Record]] = defaultdict(list)
        self._removed: dict[type[Record], list[Record]] = defaultdict(list)

    def load(
        self,
        kind: type[Any],
        *where: ColumnElement[bool],
        order: InstrumentedAttribute[Any] | None = None,
        **others: Mapping[int, Record],
    ) -> dict[int, Any]:
        """The rows in the database by id. others: the records that the fields of these names refer to, by id."""
        columns = COLUMNS[kind]
        chosen = [kind.TABLE.id, *(getattr(kind.TABLE, column) for column in columns.values())]
        ordered = [kind.TABLE.id] if order is None else [order, kind.TABLE.id]
        references = [others.get(name) for name in columns]
        found: dict[int, Any] = {}
        for row in self._steps.over(self._session.execute(select(*chosen).where(*where).order_by(*ordered))):
            values = tuple(
                value if by_id is None or value is None else by_id[value]
                for value, by_id in zip(row[1:], references, strict=True)
            )
            found[row[0]] = kind(*values, id=row[0], before=values)
        self._known[kind] += found.values()
        return found

    def add(self, record: AnyRecord) -> AnyRecord:
        """Add a new row."""
        self._new[type(record)].append(record)
        return record

    def remove(self, record: Record) -> None:
        """Remove a row that is in the database."""
        self._removed[type(record)].append(record)

    def changed(self) -> Iterator[Record]:
        """The known rows that are to change."""
        for kind in ORDER:
            yield from (record for record in self._steps.over(self._known[kind]) if record.changes)

    def added(self, kind: type[Record]) -> list[Record]:
        """The new rows of a kind."""
        return self._new[kind]

    def removed(self, kind: type[Record]) -> list[Record]:
        """The rows of a kind that are to be removed."""
        return self._removed[kind]

    @property
    def has_changes(self) -> bool:
        """Whether there is anything to write."""
        known = (record for records in self._known.values() for record in records)
        return (
            any(self._new.values())
            or any(self._removed.values())
            or any(record.touched or record.changes for record in known)
        )

    def write_in(self, session: Session) -> None:
        """Write in another unit of work than the one in which the rows were read."""
        self._session = session

    def write(
        self, progress: Callable[[int], object] = lambda _written: None, *, only: Sequence[type[Record]] = ORDER
    ) -> None:
        """Write all of it in the unit of work. progress: called with the number of new rows written so far.

        only: the kinds that are written, in their order.
        """
        written = 0
        for kind in only:
            self._write_changes(kind)
            new = self._new[kind]
            rows = list(_values(kind, new))
            for record, row_id in zip(new, add_rows(self._session, kind.TABLE, rows), strict=True):
                record.id = row_id
            written += len(new)
            progress(written)

    def _write_changes(self, kind: type[Record]) -> None:
        """Change only rows that differ, so that no version is incremented for nothing."""
        session, table, columns = self._session, kind.TABLE, COLUMNS[kind]
        changed = {record.id: record for record in self._known[kind] if record.touched or record.changes}
        removed = {record.id: record for record in self._removed[kind]}
        if table is Line:
            self._make_room(changed.values())
        for chunk in chunks([*changed, *(row_id for row_id in removed if row_id not in changed)]):
            for row in session.scalars(select(table).where(table.id.in_(chunk))):
                if row.id in removed:
                    session.delete(row)
                    continue
                record = changed[row.id]
                for name, (_before, after) in record.changes.items():
                    setattr(row, columns[name], _stored(after))
                if record.touched:
                    touch(session, row)
        session.flush()

    def _make_room(self, changed: Iterable[Record]) -> None:
        """Move the lines that change their position out of the way: no two may have one position, not even briefly."""
        moving = [record.id for record in changed if "position" in record.changes]
        for chunk in chunks(moving):
            for line in self._session.scalars(select(Line).where(Line.id.in_(chunk))):
                line.position = -line.id
        self._session.flush()

    @property
    def size(self) -> int:
        """The number of new rows."""
        return sum(map(len, self._new.values()))


def _values(kind: type[Record], records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    """The values of new rows by column."""
    own = [(name, column) for name, column in COLUMNS[kind].items() if name == column]
    references = [(name, column) for name, column in COLUMNS[kind].items() if name != column]
    for record in records:
        values = {column: getattr(record, name) for name, column in own}
        for name, column in references:
            other = getattr(record, name)
            values[column] = None if other is None else other.id
        yield values


def chunks(ids: list[int | None]) -> Iterator[list[int | None]]:
    """The ids in lists of at most `CHUNK`."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _stored(value: Any) -> Any:
    return value.id if isinstance(value, Record) else value
