"""The changes as a list, newest first: pages of entries with their sentences, and what became of them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.history import log, sentences, undo
from radiodesk.history.log import Entry
from radiodesk.locale import _, formats
from radiodesk.model import Action
from radiodesk.model.audit import AuditEntry
from radiodesk.model.text import fold

PAGE = 200
"""Entries per page."""

SEARCHED = 4000
"""Maximum number of entries that one page is searched in."""


@dataclass(frozen=True)
class Change:
    """An entry without its rows."""

    entry: Entry
    sentence: str
    is_undone: bool
    why_never: str
    """Why its kind can never be undone; empty if it can."""

    @property
    def can_be_redone(self) -> bool:
        """Whether it is an undo, so that undoing it redoes a change."""
        return sentences.origin(self.entry.action, self.entry.values)[2] % 2 == 1


@dataclass(frozen=True)
class Page:
    """Some changes. before: the id that the next page begins before; None after the last page."""

    changes: tuple[Change, ...]
    before: int | None


def page(session: Session, *, before: int | None = None, query: str = "") -> Page:
    """The changes before an entry, without those that the desk made by itself.

    query: a part of the sentence, the person, the day or the time, regardless of case and accents. A page may be empty
    though others follow: no more than `SEARCHED` entries are searched at a time.
    """
    size = SEARCHED if query else PAGE
    statement = select(AuditEntry).where(AuditEntry.action.not_in(undo.AUTOMATIC)).order_by(AuditEntry.id.desc())
    if before is not None:
        statement = statement.where(AuditEntry.id < before)
    rows = session.scalars(statement.limit(size)).all()
    wanted = fold(query)
    undone = log.undone_since(session, rows[-1].id - 1) if rows else set()
    found: list[Change] = []
    for row in rows:
        before = row.id
        sentence = sentences.sentence(row.action, row.values)
        entry = log.without_rows(session, row)
        if wanted in fold(f"{sentence} {row.person} {formats.day(entry.when.date())} {formats.clock(entry.when)}"):
            never = undo.NEVER_UNDONE[Action(row.action)] if row.action in undo.NEVER_UNDONE else ""
            found.append(Change(entry, sentence, row.id in undone, _(never) if never else ""))
        if len(found) == PAGE:
            break
    is_last = len(rows) < size and (not rows or before == rows[-1].id)
    return Page(tuple(found), None if is_last else before)
