"""The files of recordings whose removal is undone or redone: they leave the trash, or go back into it."""

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.history.log import Entry
from radiodesk.media import store, trash
from radiodesk.model import Desk, Recording


def follow(session: Session, desk: Desk, entry: Entry) -> None:
    """Move the files of the recordings that the reversal of an entry brought back or removed, when it is committed.

    If this is interrupted, checking the store finds what is left to do. raises NotInTrash.
    """
    for row in entry.rows:
        if row.table != Recording.__tablename__ or "removed" not in {**(row.before or {}), **(row.after or {})}:
            continue
        if (recording := session.get(Recording, row.id)) is None:
            continue
        file = store.file_of(desk.config.media, recording.sha256, recording.suffix)
        if recording.removed is not None:
            _at(session, "after_commit", partial(_put_away, desk, file))
        elif not file.exists():
            kept = trash.kept(desk.config.trash, recording.name, recording.sha256, recording.size)
            _at(session, "before_commit", partial(trash.take_back, kept, file))


def _at(session: Session, name: str, act: Callable[[], object]) -> None:
    event.listen(session, name, lambda _session: act(), once=True)


def _put_away(desk: Desk, file: Path) -> None:
    with contextlib.suppress(UserError):  # it is removed all the same
        store.remove_unnamed(desk, file)
