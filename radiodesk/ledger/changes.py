"""What an import would change in the rows that the desk has: each field before and after."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from radiodesk.history import differences
from radiodesk.ledger.picture import Picture
from radiodesk.ledger.records import (
    COLUMNS,
    BroadcastRecord,
    ClipRecord,
    CreditRecord,
    DutyRecord,
    EditionRecord,
    LineRecord,
    PublicationRecord,
    Record,
    RelayRecord,
    StoryRecord,
    StoryTopicRecord,
)
from radiodesk.locale import _, formats
from radiodesk.model import Base, CreditRole, DutyRole
from radiodesk.model.changes import plain


def changed_fields(session: Session, picture: Picture) -> Iterator[str]:
    """A line for each field that would change, such as "Gieo cấy: Title: “A” → “B”"."""
    names = differences.Values(session)
    for record in picture.records.changed():
        table = record.TABLE.__tablename__
        for name, (before, after) in record.changes.items():
            column = COLUMNS[type(record)][name]
            label = differences.LABELS.get(table, {}).get(column)
            if label:
                shown = [_shown(names, record, column, value) for value in (before, after)]
                yield f"{_subject(picture, record)}: {_(label)}: {shown[0]} → {shown[1]}"
    yield from _changed_parts(picture)


def _changed_parts(picture: Picture) -> Iterator[str]:
    """A line for the authors, people on duty and topics of each row that would change, all of them before and after."""
    yield from _changed_names(picture, CreditRecord, lambda one: one.story or one.clip, lambda one: one.role)
    yield from _changed_names(picture, DutyRecord, lambda one: one.broadcast, lambda one: one.role)
    yield from _changed_names(picture, StoryTopicRecord, lambda one: one.story, lambda _one: None)


def _changed_names(
    picture: Picture,
    kind: type[Record],
    whole_of: Callable[[Any], Record | None],
    role_of: Callable[[Any], CreditRole | DutyRole | None],
) -> Iterator[str]:
    added: list[Any] = picture.records.added(kind)
    removed: list[Any] = picture.records.removed(kind)
    touched = dict.fromkeys((whole_of(one), role_of(one)) for one in (*removed, *added))
    for whole, role in touched:
        if whole is None or whole.is_new:
            continue
        before = [one for one in picture.parts_of(whole, kind) if role_of(one) is role]
        after = [one for one in before if one not in removed]
        after += [one for one in added if whole_of(one) is whole and role_of(one) is role]
        label = differences.ROLES.get(role) if role else None
        label = label or next(iter(differences.LABELS[kind.TABLE.__tablename__].values()))
        yield f"{_subject(picture, whole)}: {_(label)}: {_names(before)} → {_names(after)}"


def _names(parts: Sequence[Any]) -> str:
    named = (one.topic if isinstance(one, StoryTopicRecord) else one.person for one in parts)
    return ", ".join(one.name for one in named) or "–"


def _shown(names: differences.Values, record: Record, column: str, value: Any) -> str:
    if isinstance(value, Record):
        return str(getattr(value, "name", getattr(value, "title", "")))
    return names.shown(Base.metadata.tables[record.TABLE.__tablename__].columns[column], plain(value))


def _subject(picture: Picture, record: Record) -> str:
    """The title of what changes, as the desk has it now."""
    before = dict(zip(COLUMNS[type(record)], record.before, strict=True))
    match record:
        case BroadcastRecord():
            starts = before["starts"].astimezone(picture.zone)
            return _("{title} on {day}, {time}").format(
                title=record.title, day=formats.day(starts.date()), time=formats.clock(starts)
            )
        case StoryRecord() | ClipRecord() | RelayRecord():
            return str(before["title"])
        case LineRecord(story=StoryRecord() as story):
            return story.title
        case EditionRecord():
            return str(before["programme"].title)
        case PublicationRecord():
            return str(before["address"])
    return str(record.TABLE.__tablename__)
