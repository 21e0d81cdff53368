"""The files of recordings whose removal is undone or redone: they leave the trash, or go back into it."""

import contextlib
from collections.abc import Callable
from functools import partial

from sqlalchemy import event
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.history.log import Entry
from radiodesk.media import retention, store, trash
from radiodesk.model import Desk, Recording, today

Failures = list[UserError]
"""Why files could not be moved: filled when the unit of work is committed."""


def follow(session: Session, desk: Desk, entry: Entry) -> Failures:
    """Move the files of the recordings that the reversal of an entry brought back or removed.

    Files leave the trash, and go into it, when it is committed. If this is interrupted, checking the store finds what
    is left to do. Returns what the user must be told after the commit: the files that stay in the store. A file that
    came back may stay in the trash too, until that is emptied. raises NotInTrash, KeptUntil, StillLinked, MediaError.
    """
    failures: Failures = []
    for row in entry.rows:
        if row.table != Recording.__tablename__ or "removed" not in {**(row.before or {}), **(row.after or {})}:
            continue
        if (recording := session.get(Recording, row.id)) is None:
            continue
        file = store.file_of(desk.config.media, recording.sha256, recording.suffix)
        if recording.removed is not None:
            retention.check_removable(session, recording.id, today(session))
            _after_commit(session, partial(store.remove_unnamed, desk, file), failures)
        elif not file.exists() or file.stat().st_size != recording.size:
            kept = trash.kept(desk.config.trash, recording.name, recording.sha256, recording.size)
            if not store.restore(desk.config.media, kept, recording.sha256, recording.suffix):
                raise trash.NotInTrash(file=recording.name)
            _after_commit(session, partial(kept.unlink, missing_ok=True), failures)
    return failures


def _after_commit(session: Session, act: Callable[[], object], failures: Failures) -> None:
    def run(_session: Session) -> None:
        try:
            with contextlib.suppress(OSError):
                act()
        except UserError as error:  # the change is made all the same
            failures.append(error)

    event.listen(session, "after_commit", run, once=True)
