"""The changes of single occurrences in a grid file: make them, and undo those that an earlier file made.

What somebody changed by hand stays, and is listed.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.kinds import BroadcastState
from radiodesk.locale import _, formats
from radiodesk.model import Broadcast, station
from radiodesk.schedule import generation, occurrences, recurrence, refitting
from radiodesk.schedule.grid_files.applied import Applied
from radiodesk.schedule.grid_files.reading import FileSlot
from radiodesk.schedule.occurrences import Wanted
from radiodesk.schedule.refitting import Change, as_stored, file_change, following, given_shape, is_as_given
from radiodesk.schedule.slots import SlotView, by_series, slots

_FAR = dt.timedelta(days=7)
"""A change that moves an occurrence by more than this is remarked."""


def apply_changes(
    session: Session,
    of_file: Mapping[str, Sequence[FileSlot]],
    applied: Applied,
    progress: Callable[[int, int], object],
) -> None:
    """Make the changes of occurrences in a file whose slots are applied, and undo what it no longer has.

    of_file: its slots by series. applied: what it did so far, which is continued. progress: called with the series and
    changes that are done, and all of them.
    """
    _Changes(session, applied).run(of_file, progress)


class _Changes:
    def __init__(self, session: Session, applied: Applied) -> None:
        self._session = session
        self._applied = applied
        self._local_zone = station(session).zone_info
        self._every = slots(session)

    def run(self, of_series: Mapping[str, Sequence[FileSlot]], progress: Callable[[int, int], object]) -> None:
        """Undo what an earlier file made and this one no longer has, and make what it has, series by series."""
        grid = by_series(self._every)
        changed = set(self._session.scalars(select(Broadcast.slot_id).where(Broadcast.from_file.is_not(None))))
        done, total = 0, sum(1 + len(slot.changes) for of_file in of_series.values() for slot in of_file)
        for name, of_file in of_series.items():
            progress(done, total)
            done += len(of_file)
            wanted = {change.of: change for slot in of_file for change in slot.changes}
            for each in grid.get(name, ()):
                if each.id in changed:
                    self._undo_others(each, wanted)
            given = self._given(grid.get(name, ()), {of.date() for of in wanted})
            for of, change in wanted.items():
                progress(done, total)
                done += 1
                self._make(name, of, change, given.get(of))
            for each in grid.get(name, ()):
                self._report_unmatched(each, of_file)

    def _given(self, of_series: Iterable[SlotView], days: Collection[dt.date]) -> dict[dt.datetime, Wanted]:
        """What the slots of a series give on some days, by local start."""
        found = [each for slot in of_series for each in occurrences.by_day(slot, self._local_zone, days).values()]
        return {wanted.of: wanted for of_day in reversed(found) for wanted in of_day}

    def _make(self, name: str, of: dt.datetime, change: Change, wanted: Wanted | None) -> None:
        """Make the change of one occurrence. wanted: what its slot gives."""
        if wanted is None:
            said = _("{slot}: the change of {time} on {day} matches no occurrence")
            self._applied.ignored.append(said.format(slot=name, time=formats.clock(of), day=formats.day(of.date())))
            return
        if change.start is not None and abs(change.start - of) > _FAR:
            said = _("{slot}: {time} on {day} is moved by more than a week, to {new_time} on {new_day}")
            start = {"new_time": formats.clock(change.start), "new_day": formats.day(change.start.date())}
            words = said.format(slot=name, time=formats.clock(of), day=formats.day(of.date()), **start)
            self._applied.far.append(words)
        stored = partial(refitting.stored, self._session, {wanted.slot.id}, Broadcast.occurrence == of)
        if not (rows := stored()):
            generation.store(self._session, self._every, [wanted])
            rows = stored()
        if not rows:
            raise generation.NothingToRepeat(slot=name, series=wanted.slot.terms.content.repeats)
        row = rows[0]
        shape = given_shape(self._session, wanted, change)
        before = given_shape(self._session, wanted, file_change(row))
        if row.from_file == as_stored(change):
            if not is_as_given(row, shape):
                self._differs(name, row)
        elif is_as_given(row, before):
            refitting.conform(self._session, row, following(row, before, shape))
            row.from_file = as_stored(change)
            self._applied.changes += 1
        elif not is_as_given(row, shape):
            self._differs(name, row)
        self._session.flush()

    def _undo_others(self, slot: SlotView, wanted: Collection[dt.datetime]) -> None:
        """Undo the changes of occurrences that an earlier file made, but for the wanted ones."""
        rows = refitting.stored(self._session, {slot.id}, Broadcast.from_file.is_not(None))
        given = self._given([slot], refitting.days_of(rows))
        for row in rows:
            if row.occurrence is not None and row.occurrence not in wanted:
                self._undo(row, slot, given.get(row.occurrence))

    def _undo(self, row: Broadcast, slot: SlotView, given: Wanted | None) -> None:
        """Undo what an earlier file changed in an occurrence, unless somebody changed it since."""
        before = given and given_shape(self._session, given, file_change(row))
        if given and before and is_as_given(row, before):
            refitting.conform(self._session, row, following(row, before, given_shape(self._session, given)))
            self._applied.undone += 1
        else:
            self._differs(slot.series, row)
        row.from_file = None
        self._session.flush()

    def _differs(self, name: str, row: Broadcast) -> None:
        """List an occurrence that somebody changed. An aired one is as it was, and nothing to be listed."""
        if row.state is BroadcastState.AIRED:
            return
        local = row.starts.astimezone(self._local_zone)
        said = _("{slot}: {time} on {day} was changed by hand and stays as it is")
        self._applied.differing.append(said.format(slot=name, time=formats.clock(local), day=formats.day(local.date())))

    def _report_unmatched(self, slot: SlotView, of_file: Sequence[FileSlot]) -> None:
        """List exclusions that match no occurrence, of the newest slot only: earlier ones are the past."""
        if not slot.is_newest or not any(each.last is None for each in of_file):
            return
        whole = replace(slot.terms.recurrence, since=None, last=None)
        for each in recurrence.unmatched_exclusions(whole, self._local_zone):
            day = formats.day(each.date() if isinstance(each, dt.datetime) else each)
            said = _("{slot}: the exclusion of {day} matches no occurrence")
            self._applied.ignored.append(said.format(slot=slot.series, day=day))
