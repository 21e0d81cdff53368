"""Apply a grid file in a unit of work of its own, or find out what that would do."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from radiodesk.locale import N_
from radiodesk.model import Action, Desk
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.schedule import found_conflicts
from radiodesk.schedule.found_conflicts import FoundConflict
from radiodesk.schedule.grid_files import reading
from radiodesk.schedule.grid_files.applied import Applied
from radiodesk.schedule.grid_files.applying import Progress, apply, no_progress


class OtherThanPreviewed(ChangedMeanwhile):
    """Applying would do something else than the preview said, because somebody changed the grid since."""

    message = N_("Somebody else changed the grid meanwhile: nothing was applied. Look at the preview again")


@dataclass(frozen=True)
class Outcome:
    """What applying a grid did, or would do."""

    applied: Applied
    conflicts: tuple[FoundConflict, ...]
    """Those of the next four weeks that nobody accepted."""


def run(
    desk: Desk,
    name: str,
    text: str,
    *,
    today: dt.date,
    end_missing: bool = False,
    dry_run: bool = False,
    previewed: Outcome | None = None,
    progress: Progress = no_progress,
) -> Outcome:
    """Apply the text of a grid file. name: of the file, for messages.

    today: the local day, from which changes apply. end_missing: end the slots that the file does not name, and remove
    the station's hours if it has none.
    dry_run: only find out what that would do.
    previewed: what a dry run returned, so that nothing else is done.
    progress: called with the steps that are done, and all of them. Raising in it takes everything back.
    raises BadFile, OtherThanPreviewed, TooManyConflicts.
    """
    file = reading.read(name, text)
    return in_unit(
        desk,
        Action.APPLY_GRID,
        lambda session: apply(session, file, name=name, today=today, end_missing=end_missing, progress=progress),
        today=today,
        dry_run=dry_run,
        previewed=previewed,
        file=name,
    )


def in_unit(
    desk: Desk,
    action: Action,
    make: Callable[[Session], Applied],
    /,
    *,
    today: dt.date,
    dry_run: bool,
    previewed: Outcome | None = None,
    **values: Any,
) -> Outcome:
    """Run what applies slots in a unit of work, with the conflicts after it. values: those of the action's sentence.

    today, dry_run, previewed: as those of `run`. raises OtherThanPreviewed, TooManyConflicts and the errors of `make`.
    """
    with desk.trying(action) if dry_run else desk.changing(action, **values) as session:
        applied = make(session)
        if previewed is not None and not applied.does_the_same(previewed.applied):
            raise OtherThanPreviewed
        found = found_conflicts.ahead_of_grid(session, today)
        return Outcome(applied, tuple(each for each in found if each.accepted is None))
