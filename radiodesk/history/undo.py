"""Undo entries of the audit: the last one of a person, or any that no later change depends on."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.history import log, sentences
from radiodesk.history.log import Entry
from radiodesk.history.reversing import Reversal
from radiodesk.locale import N_, _
from radiodesk.model import Action
from radiodesk.model.audit import AuditEntry
from radiodesk.model.text import key

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

CHUNK = 500
"""Entries per query."""


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


class NothingToUndo(UserError):
    """A person who has changed nothing, or whose changes were all undone."""

    message = N_("{person} has no change to undo")


def last_of(session: Session, person: str) -> Entry:
    """The last change of a person that nobody has undone. raises NothingToUndo, CannotUndoLast."""
    names = [name for name in session.scalars(select(AuditEntry.person).distinct()) if key(name) == key(person)]
    statement = (
        select(AuditEntry.id)
        .where(AuditEntry.person.in_(names), AuditEntry.action.not_in([*AUTOMATIC, Action.UNDO]))
        .order_by(AuditEntry.id.desc())
        .execution_options(yield_per=CHUNK)
    )
    undone = _undone(session)
    with session.scalars(statement) as newest_first:  # a server holds the rest ready
        last_id = next((entry_id for entry_id in newest_first if entry_id not in undone), None)
    if last_id is None:
        raise NothingToUndo(person=person)
    found = log.entry(session, last_id)
    if reason := _why_never(found):
        sentence = sentences.sentence(found.action, found.values)
        if found.id == 1:
            raise CannotUndo(entry=found.id, sentence=sentence, reason=reason)
        raise CannotUndoLast(entry=found.id, sentence=sentence, reason=reason, example=found.id - 1)
    return found


def check(session: Session, entry: Entry) -> Reversal:
    """Check whether an entry can be undone, as before the user is asked. raises most errors of `undo`."""
    sentence = sentences.sentence(entry.action, entry.values)
    if reason := _why_never(entry):
        raise CannotUndo(entry=entry.id, sentence=sentence, reason=reason)
    if entry.id in _undone(session, since=entry.id):
        raise AlreadyUndone(entry=entry.id, sentence=sentence)
    reversal = Reversal(session, entry, lasting=NEVER_UNDONE.keys())
    reversal.check()
    return reversal


def undo(session: Session, entry: Entry) -> None:
    """Reverse an entry, in a unit of work with the action UNDO. Undoing the entry of an undo redoes the change.

    entry: including its rows. raises CannotUndo, AlreadyUndone, BreaksRule, ChangedOutside, LaterChange, LastingChange,
    ReversedAlready.
    """
    check(session, entry).run()


def _why_never(entry: Entry) -> str:
    """Why an entry can never be undone; empty if it can be."""
    if entry.action in NEVER_UNDONE:
        return _(NEVER_UNDONE[Action(entry.action)])
    return "" if entry.rows else _("the log does not hold what it changed")


def _undone(session: Session, since: int = 0) -> set[int]:
    """The ids of the entries after `since` that were undone, unless their undo was undone in turn."""
    statement = select(AuditEntry.id, AuditEntry.values).where(AuditEntry.action == Action.UNDO, AuditEntry.id > since)
    undone: set[int] = set()
    for undo_id, values in session.execute(statement.order_by(AuditEntry.id.desc())):
        if undo_id not in undone:
            undone.add(int(values["entry"]))
    return undone
