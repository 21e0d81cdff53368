"""Access to the desk for the screens. Every query and change runs in a thread, never on the event loop."""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar
from zoneinfo import ZoneInfo

from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.locale import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from radiodesk.media.drop_folder import DropFile, DropFolder
    from radiodesk.model import Action, Desk, PeriodRule
    from radiodesk.tui.workbook_notes import WorkbookNotes

Answer = TypeVar("Answer")
View = TypeVar("View")
Clock = Callable[[], dt.datetime]


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
    """What the user should know about the opened desk: a home of another database, a failed automatic backup."""

    def __init__(self, config: Config, clock: Clock, day: dt.date | None) -> None:
        self.config = config
        self.clock = clock
        self.edition_id: int | None = None
        self.workbook_notes: WorkbookNotes | None = None
        """None before the first workbook."""
        self.settings_changed: Callable[[StationFacts], None] = lambda _before: None
        """Called in any thread when `station` has changed, with what it was before."""
        self._initial_day = day
        self._last_entry = 0
        """The newest audit entry at the last call of `changed_elsewhere`."""

    def open(self) -> None:
        """Open the desk and make the daily backup. Slow: call it in a thread. raises UserError."""
        from radiodesk.history import log
        from radiodesk.model import Desk, backups, homes

        self.desk = Desk.open(self.config)
        self.warnings = [f"{self.desk.home_mismatch}. {homes.advice()}"] if self.desk.home_mismatch else []
        try:
            backups.daily(self.desk)
        except UserError as error:
            self.warnings.append(_("No automatic backup was made. {error}").format(error=error))
        self.update_last_backup()
        with self.desk.reading() as session:
            self._use_settings(session)
            self._last_entry = log.newest_id(session)
        self.day = self._initial_day or self.today()

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

        return await asyncio.to_thread(run)

    async def changed_elsewhere(self) -> bool:
        """Whether other desks have changed anything since the last call, or since the desk was opened."""
        from radiodesk.history import log

        new = await self.read(lambda session: log.ids_after(session, self._last_entry))
        self._last_entry = max(new, default=self._last_entry)
        if is_elsewhere := not self.desk.entries_written.issuperset(new):
            await self.read(self._use_settings)
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

        # A change that has started is completed even if its screen is closed meanwhile.
        return await asyncio.shield(asyncio.to_thread(run))
