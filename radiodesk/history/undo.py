"""Undo and redo: the last change of a person, or any entry of the audit that no later change depends on."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.history import generated, log, removed_files, sentences
from radiodesk.history.log import Entry
from radiodesk.history.reversing import Reversal
from radiodesk.locale import N_, _
from radiodesk.model import Action, Desk
from radiodesk.model.audit import AuditEntry
from radiodesk.model.changes import describe
from radiodesk.model.text import key

NEVER_UNDONE = {
    Action.INIT: N_("every desk begins with it"),
    Action.UPDATE: N_("the tables of older releases no longer fit; the backup made before it can be restored"),
    Action.EARLIER: N_("an older release wrote it, without what was there before"),
    Action.ADD_RECORDING: N_("the file is in the store, from where it can be removed"),
    Action.MEASURE_RECORDING: N_("a measurement states what is in the file"),
    Action.ASSEMBLE: N_("the file is written; it can be assembled again"),
    Action.CLOSE_REPORT: N_("a closed report never changes; what was corrected can be closed as its next version"),
    Action.CLOSE_ROYALTIES: N_("a closed month never changes; the next month's pay list corrects it"),
}
"""Actions that cannot be undone, with the reason."""

AUTOMATIC = frozenset({Action.INIT, Action.UPDATE, Action.MEASURE_RECORDING, Action.GENERATE, Action.ASSEMBLE})
"""Actions that the desk does by itself, or that state what is in a file. They are not the last change of a person."""

CHUNK = 500
"""Entries per query."""

Here = Callable[[int], bool]
"""Whether an entry, by its id, is one of this desk. Other desks may share the database, and the person's name."""


class CannotUndo(UserError):
    """An entry of a kind that is never undone."""

    message = N_("Entry {entry}, “{sentence}”, cannot be undone: {reason}")


class CannotUndoLast(CannotUndo):
    """The last change of a person is of a kind that is never undone."""

    message = N_("Your last change, entry {entry}, “{sentence}”, cannot be undone: {reason}")


class AlreadyUndone(UserError):
    """An entry that was undone before."""

    message = N_("Entry {entry} was undone already: {sentence}")


class NothingToUndo(UserError):
    """A person who has changed nothing, or whose changes were all undone."""

    message = N_("{person} has no change to undo")


class NothingToRedo(UserError):
    """A person who has undone nothing, or has changed something since."""

    message = N_("{person} has nothing to redo: only what was undone last can be redone, before the next change")


def is_automatic(action: str, values: Mapping[str, Any]) -> bool:
    """Whether the desk did this by itself: what it maintains, and files from the drop folder."""
    return action in AUTOMATIC or (action == Action.ADD_RECORDING and bool(values.get("waiting")))


def last_of(session: Session, person: str, here: Here | None = None) -> Entry:
    """The last change of a person that is in effect: the newest that was made or redone, and that nobody has undone.

    here: by default, entries of all desks. raises NothingToUndo, CannotUndoLast.
    """
    undone = log.undone_since(session, 0)
    for entry_id, action, values in _of_person(session, person, here):
        changed_id, depth = _original(entry_id, action, values)
        if depth % 2 == 0 and undone.isdisjoint((entry_id, changed_id)):
            found = log.entry(session, changed_id)
            break
    else:
        raise NothingToUndo(person=person)
    if reason := _why_never(found):
        raise CannotUndoLast(entry=found.id, sentence=sentences.sentence(found.action, found.values), reason=reason)
    return found


def last_undone(session: Session, person: str, here: Here | None = None) -> Entry:
    """The entry of the last undo of a person, unless that person has changed something since.

    here: by default, entries of all desks. raises NothingToRedo.
    """
    undone = log.undone_since(session, 0)
    for entry_id, action, values in _of_person(session, person, here):
        _changed_id, depth = _original(entry_id, action, values)
        if entry_id in undone:
            continue
        if depth % 2:
            return log.entry(session, entry_id)
        if depth == 0:
            break
    raise NothingToRedo(person=person)


def check(session: Session, entry: Entry) -> Reversal:
    """Check whether an entry can be undone, as before the user is asked. raises most errors of `undo`."""
    sentence = sentences.sentence(entry.action, entry.values)
    if reason := _why_never(entry):
        raise CannotUndo(entry=entry.id, sentence=sentence, reason=reason)
    if entry.id in log.undone_since(session, entry.id):
        raise AlreadyUndone(entry=entry.id, sentence=sentence)
    reversal = Reversal(session, entry, lasting=NEVER_UNDONE.keys())
    reversal.check()
    return reversal


def undo(session: Session, desk: Desk, entry: Entry) -> removed_files.Failures:
    """Reverse an entry, in a unit of work of the desk with the action UNDO. Undoing the entry of an undo redoes it.

    It sets the values of the unit of work's sentence. The file of a removed recording comes back from the trash.
    Returns what to tell after the commit: the files that could not be moved.

    entry: including its rows. raises CannotUndo, AlreadyUndone, BreaksRule, ChangedOutside, LaterChange, LastingChange,
    ReversedAlready, NotInTrash.
    """
    describe(session, entry=entry.id, action=entry.action, values=entry.values)
    days, kept = generated.take_back(session, entry)
    reversal = check(session, entry)
    if kept:
        raise reversal.later_error(*generated.work_on(session, kept[0]))
    reversal.run()
    generated.fill(session, entry, days)
    return removed_files.follow(session, desk, entry)


def is_undone(session: Session, entry_id: int) -> bool:
    """Whether an entry was undone, and not redone since."""
    return entry_id in log.undone_since(session, entry_id)


def _why_never(entry: Entry) -> str:
    """Why an entry can never be undone; empty if it can be."""
    if entry.action in NEVER_UNDONE:
        return _(NEVER_UNDONE[Action(entry.action)])
    return "" if entry.rows else _("the log does not hold what it changed")


def _of_person(session: Session, person: str, here: Here | None) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """The id, the action and the values of a person's entries, newest first. Without what the desk did by itself."""
    names = [name for name in session.scalars(select(AuditEntry.person).distinct()) if key(name) == key(person)]
    statement = (
        select(AuditEntry.id, AuditEntry.action, AuditEntry.values)
        .where(AuditEntry.person.in_(names), AuditEntry.action.not_in(AUTOMATIC))
        .order_by(AuditEntry.id.desc())
        .execution_options(yield_per=CHUNK)
    )
    with session.execute(statement) as newest_first:  # a server holds the rest ready
        for entry_id, action, values in newest_first:
            if not is_automatic(action, values) and (here is None or here(entry_id)):
                yield entry_id, action, values


def _original(entry_id: int, action: str, values: Mapping[str, Any]) -> tuple[int, int]:
    """The id of the change that an entry repeats or undoes, and how many times it was undone or redone."""
    depth = 0
    while action == Action.UNDO:
        depth += 1
        entry_id, action, values = int(values["entry"]), str(values["action"]), values["values"]
    return entry_id, depth
