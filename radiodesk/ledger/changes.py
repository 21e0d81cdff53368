"""What an import would change in the rows that the desk has: each field before and after."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from radiodesk.history import differences
from radiodesk.ledger.picture import Picture
from radiodesk.ledger.records import (
    COLUMNS,
    BroadcastRecord,
    ClipRecord,
    EditionRecord,
    LineRecord,
    PublicationRecord,
    Record,
    RelayRecord,
    StoryRecord,
)
from radiodesk.locale import _, formats
from radiodesk.model import Base
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
