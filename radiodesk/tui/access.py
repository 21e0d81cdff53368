"""Access to the desk for the screens. Every query and change runs in a thread, never on the event loop."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.tui.confirmations import Confirmation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from radiodesk.history.log import Entry
    from radiodesk.history.undo import Here
    from radiodesk.media.drop_folder import DropFile, DropFolder
    from radiodesk.model import Action, Desk, PeriodRule
    from radiodesk.model.changes import WrittenEntry
    from radiodesk.reports.periods import Period
    from radiodesk.tui.workbook_notes import WorkbookNotes

    Find = Callable[[Session, str, Here], Entry]

Answer = TypeVar("Answer")
View = TypeVar("View")
Clock = Callable[[], dt.datetime]
Changed = Sequence[tuple[str, int]]
"""The table and the id of each row that was changed."""


CHANGING_SETTINGS = ("change_station", "undo")
"""The actions that may change the station's settings."""


def system_clock() -> dt.datetime:
    """The current time, with its time zone."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class StationFacts:
    """The station's settings that the screens use."""

    name: str
    zone: ZoneInfo
    language: str | None
    period_rule: "PeriodRule"
    drop_folder: Path
    """Audio files put into this folder are added to the inbox automatically."""


class Snapshot(Generic[View]):
    """The view that a form was opened on. A change is made to its version; after a conflict it is read again."""

    def __init__(self, access: "DeskAccess", view: View, read: Callable[["Session"], View]) -> None:
        self.view = view
        self._access = access
        self._read = read

    async def reread(self) -> View:
        """Replace the view with the current one, and return it. raises Removed."""
        self.view = await self._access.read(self._read)
        return self.view


@dataclass(frozen=True)
class AskedChange:
    """The change that a question names: its entry in the log, and its sentence."""

    entry_id: int
    sentence: str


class NoLongerLast(UserError):
    """The change that a question named is no longer the one that the key reverses."""

    message = N_("Another change is the last one by now: nothing was done")


class SeeRecentChanges(UserError):
    """The last change cannot be undone or redone, but an older or a later one might be. Its cause is the reason."""

    message = N_("{error}. Ctrl+L lists the recent changes")


class DeskAccess:
    """The open desk, and the state that the screens share: the day, the edition that was opened last, and what was said
    about workbooks.
    """

    desk: "Desk"
    drop: "DropFolder"
    """The drop folder, once it is watched."""
    drop_files: "Sequence[DropFile]" = ()
    """The files in the drop folder that were not added, at the last check."""
    station: StationFacts
    last_backup: dt.datetime | None = None
    """The time of the newest backup in the home's folder, or None."""
    warnings: list[str]
    """What the user should know about the opened desk: such as a home of another database."""

    def __init__(self, config: Config, clock: Clock, day: dt.date | None) -> None:
        self.config = config
        self.clock = clock
        self.edition_id: int | None = None
        self.report: tuple[str, Period] | None = None
        """The kind of report, by its name, and the period that the Reports screen shows next; None to leave it there.
        """
        self.workbook_notes: WorkbookNotes | None = None
        """None before the first workbook."""
        self.settings_changed: Callable[[StationFacts], None] = lambda _before: None
        """Called in any thread when `station` has changed, with what it was before."""
        self.confirmation: Confirmation | None = None
        """What confirms the last change of the person at this desk; None before it, and once it no longer applies."""
        self.announce: Callable[[], None] = lambda: None
        """Called in any thread when `confirmation` was set."""
        self._initial_day = day
        self._running: set[asyncio.Future[Any]] = set()
        """The queries and changes that have not ended."""
        self._long: dict[asyncio.Future[Any], Callable[[], object]] = {}
        """The long jobs that have not ended, and what asks them to end."""
        self._is_open = asyncio.Event()
        """Cleared while the desk is closed for a moment. Queries and changes wait for it."""
        self._is_open.set()
        self._reversing = asyncio.Lock()  # undo and redo run in the order of their keys
        self.asking = asyncio.Lock()
        """Held from the question whether to undo or redo a change until that is done."""
        self._newest_when_opened = 0
        """The newest audit entry when the desk was opened."""
        self._last_entry = 0
        """The newest audit entry at the last call of `changed_elsewhere`."""

    def open(self) -> None:
        """Open the desk, or open it again for the same person. Slow: call it in a thread. raises UserError."""
        from radiodesk.history import log
        from radiodesk.media import trash
        from radiodesk.model import Desk, homes, station

        before = getattr(self, "desk", None)
        self.desk = Desk.open(self.config)
        if before:
            self.desk.person = before.person
        self.warnings = [f"{self.desk.home_mismatch}. {homes.advice()}"] if self.desk.home_mismatch else []
        self.update_last_backup()
        with self.desk.reading() as session:
            self._use_settings(session)
            self._last_entry = self._newest_when_opened = log.newest_id(session)
            trash_days = station(session).trash_days
        if not self.desk.home_mismatch:
            trash.empty(self.config.trash, trash_days, self.now())
        self.day = self._initial_day or self.today()
        self.desk.on_written = self._confirm_entry

    def _use_settings(self, session: "Session") -> None:
        """Use the station's settings as they are now. raises NoStation."""
        from radiodesk.model import drop_folder, station

        row = station(session)
        facts = StationFacts(
            row.name, row.zone_info, row.language, row.period_rule, drop_folder(session, self.config.home)
        )
        before, self.station = getattr(self, "station", facts), facts
        if before != facts:
            self.settings_changed(before)

    async def plan_ahead(self) -> int:
        """Store what the grid says for the next weeks. Returns the number of broadcasts. raises `changing`'s errors."""
        from radiodesk.schedule import generation

        return await self.run(lambda: generation.generate_if_due(self.desk, self.today()))

    async def back_up_daily(self) -> None:
        """Make the day's automatic backup if there is none yet. raises the errors of `backups.daily`.

        Undo does not wait for it. Whoever closes the desk or leaves the terminal does.
        """
        from radiodesk.model import backups

        await self.run(lambda: backups.daily(self.desk), stop=lambda: None)
        await asyncio.to_thread(self.update_last_backup)

    def update_last_backup(self) -> None:
        """Update the time of the last backup. Call it in a thread."""
        from radiodesk.model import backups

        self.last_backup = backups.time_of_newest(self.config.backups)

    def backup_summary(self) -> str:
        """One sentence that says when the last backup was made."""
        from radiodesk.locale import formats

        if self.last_backup is None:
            return _("There is no backup in the home yet.")
        moment = self.last_backup.astimezone(self.station.zone)
        time, day = formats.clock(moment), formats.day(moment.date())
        return _("The last backup was made at {time} on {day}.").format(time=time, day=day)

    def explain(self, error: Exception) -> Exception:
        """The database damage that caused an error, or the error itself if there is none. Call it in a thread."""
        desk = getattr(self, "desk", None)
        return desk.explain(error) if desk else error

    def now(self) -> dt.datetime:
        """The current time in the station's time zone."""
        return self.clock().astimezone(self.station.zone)

    def today(self) -> dt.date:
        """The current date in the station's time zone."""
        return self.now().date()

    async def read(self, query: Callable[["Session"], Answer]) -> Answer:
        """Run a query in a read-only transaction, in a thread."""

        def run() -> Answer:
            with self.desk.reading() as session:
                return query(session)

        return await self.run(run)

    async def state(self) -> tuple[object, ...]:
        """What the data of every screen may depend on: the changes of the desk so far, and what the screens share."""
        from radiodesk.history import log

        newest = await self.read(log.newest_id)
        return self.desk, newest, self.station, self.day, self.today(), self.drop_files, self.last_backup

    async def changed_elsewhere(self) -> bool:
        """Whether other desks have changed anything since the last call, or since the desk was opened."""
        from radiodesk.history import log

        new = await self.read(lambda session: log.ids_after(session, self._last_entry))
        self._last_entry = max(new, default=self._last_entry)
        if is_elsewhere := not self.desk.entries_written.issuperset(new):
            await self.read(self._use_settings)
            await self._check_confirmation()
        return is_elsewhere

    async def change(self, action: "Action", make: Callable[["Session"], Answer], /, **values: object) -> Answer:
        """Run a change in its own transaction, in a thread. values: those that the action's log sentence names."""

        def run() -> Answer:
            with self.desk.changing(action, **values) as session:
                answer = make(session)
            if action in CHANGING_SETTINGS:
                with self.desk.reading() as session:
                    self._use_settings(session)
            return answer

        return await self.run(run)

    async def try_out(self, action: "Action", make: Callable[["Session"], Answer]) -> Answer:
        """What a change would do: it is made, and taken back. raises the errors of `make`."""

        def run() -> Answer:
            with self.desk.trying(action) as session:
                return make(session)

        return await self.run(run)

    async def run(self, job: Callable[[], Answer], *, stop: Callable[[], object] | None = None) -> Answer:
        """Run a job that uses the desk in a thread. Once started it is completed, even if its screen is closed.

        stop: None for a short job, which undo and `closed` wait for. For a long one, it asks the job to end: `closed`
        calls it and then waits, and undo does not wait.
        """
        await self._is_open.wait()
        running = asyncio.ensure_future(asyncio.to_thread(job))
        if stop:
            self._long[running] = stop
        else:
            self._running.add(running)
        running.add_done_callback(self._ended)
        return await asyncio.shield(running)

    def _ended(self, running: asyncio.Future[Any]) -> None:
        self._running.discard(running)
        self._long.pop(running, None)
        if not running.cancelled():
            running.exception()  # the screen that waits for it shows it, if it is still there

    @asynccontextmanager
    async def closed(self) -> AsyncIterator[None]:
        """Close the desk, and open what is in the home once the block has ended, whatever happened in it.

        Queries and changes wait meanwhile. Long jobs are stopped. raises the errors of `open`.
        """
        self._is_open.clear()
        try:
            await self.finish_running()
            while self._long:
                for stop in self._long.values():
                    stop()
                await asyncio.wait(self._long)
            if desk := getattr(self, "desk", None):
                await asyncio.to_thread(desk.close)
            try:
                yield
            finally:
                self.edition_id = None
                self.clear_confirmation()
                await asyncio.shield(asyncio.to_thread(self.open))
        finally:
            self._is_open.set()

    def confirm(self, said: str, *, of_last_change: bool = False) -> None:
        """Confirm something in words. of_last_change: they tell of the last change, which can be undone."""
        last = self.confirmation.entry if of_last_change and self.confirmation else None
        self.confirmation = Confirmation(last, said)
        self.announce()

    def pass_confirmation(self) -> None:
        """Give the confirmation less room, as where the user goes to another mode."""
        if self.confirmation and not self.confirmation.is_past:
            self.confirmation = replace(self.confirmation, is_past=True)
            self.announce()

    def clear_confirmation(self) -> None:
        """Confirm nothing any more."""
        self.confirmation = None
        self.announce()

    def _confirm_entry(self, entry: "WrittenEntry") -> None:
        from radiodesk.history import undo

        if not undo.is_automatic(entry.action, entry.values):
            self.confirmation = Confirmation(entry)
            self.announce()

    async def _check_confirmation(self) -> None:
        """Clear the confirmation of a change that another desk has undone."""
        from radiodesk.history import undo

        if (shown := self.confirmation) and (entry := shown.entry):
            is_undone = await self.read(lambda session: undo.is_undone(session, entry.id))
            if is_undone and self.confirmation is shown:
                self.clear_confirmation()

    def is_own(self, entry_id: int) -> bool:
        """Whether an entry is one that undo may choose: written by this desk, or before it was opened."""
        return entry_id <= self._newest_when_opened or entry_id in self.desk.entries_written

    async def undo_last(self, asked: AskedChange | None = None) -> Changed:
        """Undo the last change of the person at this desk. asked: the one that it must be, because a question named it.

        raises NoLongerLast and the errors of `undo.last_of` and `undo.undo`.
        """
        from radiodesk.history import undo

        return await self._reverse_last(undo.last_of, asked)

    async def redo_last(self, asked: AskedChange | None = None) -> Changed:
        """Redo what this person undid last, as `undo_last`. raises the errors of `undo.last_undone` too."""
        from radiodesk.history import undo

        return await self._reverse_last(undo.last_undone, asked)

    async def unnamed_undo(self) -> AskedChange | None:
        """What `undo_last` would undo; None if the confirmation of a change is shown, which names it.

        raises the errors of `undo.last_of`.
        """
        from radiodesk.history import undo

        return await self._unnamed(undo.last_of)

    async def unnamed_redo(self) -> AskedChange | None:
        """What `redo_last` would redo, as `unnamed_undo`. raises the errors of `undo.last_undone`."""
        from radiodesk.history import undo

        return await self._unnamed(undo.last_undone)

    async def _unnamed(self, find: "Find") -> AskedChange | None:
        from radiodesk.history import sentences
        from radiodesk.history.undo import CannotUndoLast

        await self.finish_running()
        if self.confirmation and self.confirmation.entry:
            return None
        try:
            entry = await self.read(lambda session: find(session, self.desk.person, self.is_own))
        except CannotUndoLast as error:
            raise SeeRecentChanges(error=error) from error
        return AskedChange(entry.id, sentences.sentence(entry.action, entry.values))

    async def _reverse_last(self, find: "Find", asked: AskedChange | None) -> Changed:
        from radiodesk.history.reversing import LaterChange
        from radiodesk.history.undo import CannotUndoLast
        from radiodesk.media.trash import NotInTrash

        def last(session: "Session") -> "Entry":
            entry = find(session, self.desk.person, self.is_own)
            if asked and entry.id != asked.entry_id:
                raise NoLongerLast
            return entry

        try:
            return await self.reverse(last)
        except (CannotUndoLast, LaterChange, NotInTrash) as error:
            raise SeeRecentChanges(error=error) from error

    async def reverse(self, find: "Callable[[Session], Entry]") -> Changed:
        """Undo an entry, or redo it if it is the entry of an undo. Running changes are finished first.

        Returns the rows that the entry changed. raises the errors of `undo.undo`. If a file could not be moved, the
        entry is reversed, and raises CannotRemove.
        """
        from radiodesk.history import undo
        from radiodesk.model import Action, Edition

        failures: list[UserError] = []

        def reverse(session: "Session") -> Changed:
            nonlocal failures
            entry = find(session)
            failures = undo.undo(session, self.desk, entry)
            return [(row.table, row.id) for row in entry.rows]

        async with self._reversing:
            await self.finish_running()
            changed = await self.change(Action.UNDO, reverse)
            if (edition_id := self.edition_id) is not None:  # its programme is perhaps no longer planned
                is_gone = await self.read(lambda session: session.get(Edition, edition_id) is None)
                self.edition_id = None if is_gone else edition_id
            if failures:
                raise failures[0]
            return changed

    async def finish_running(self) -> None:
        """Wait until no query or change is running."""
        while self._running:
            await asyncio.wait(self._running)
