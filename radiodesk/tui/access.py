"""The way from the screens to the desk: opened in a thread, asked in threads, never on the event loop."""

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

    from radiodesk.model import Action, Desk, PeriodRule

Answer = TypeVar("Answer")
View = TypeVar("View")
Clock = Callable[[], dt.datetime]


def system_clock() -> dt.datetime:
    """The moment it is, aware."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class StationFacts:
    """What the screens need to know of the station."""

    name: str
    zone: ZoneInfo
    language: str | None
    period_rule: "PeriodRule"


class Seen(Generic[View]):
    """What a form shows of the desk: the view whose version it changes, read again when somebody else was faster."""

    def __init__(self, access: "DeskAccess", view: View, read: Callable[["Session"], View]) -> None:
        self.view = view
        self._access = access
        self._read = read

    async def read_again(self) -> None:
        """See what there is now. raises Removed."""
        self.view = await self._access.look(self._read)


class DeskAccess:
    """An open desk for the screens, and what all of them look at: the day, and the edition that was opened last."""

    desk: "Desk"
    drop_folder: Path
    """What lands there comes in by itself."""
    refused: Sequence[str] = ()
    """Why the files that still lie there were refused, a sentence each."""
    station: StationFacts
    last_backup: dt.datetime | None = None
    """When the newest backup in the home's folder was made."""
    no_backup: str = ""
    """Why the day's automatic backup could not be made."""

    def __init__(self, config: Config, clock: Clock, day: dt.date | None) -> None:
        self.config = config
        self.clock = clock
        self.person = config.person
        """Who sits at this desk now."""
        self.edition_id: int | None = None
        self._first_day = day

    def open(self) -> None:
        """Open the desk; takes a while, so call it in a thread. raises UserError."""
        from radiodesk.model import Desk, backups, drop_folder, station

        self.desk = Desk.open(self.config)
        try:
            backups.daily(self.desk)
        except UserError as error:
            self.no_backup = _("No automatic backup was made. {error}").format(error=error)
        self.look_for_backups()
        with self.desk.reading() as session:
            row = station(session)
            self.station = StationFacts(row.name, row.zone_info, row.language, row.period_rule)
            self.drop_folder = drop_folder(session, self.config.home)
        self.day = self._first_day or self.today()

    def look_for_backups(self) -> None:
        """See when the last backup was made; call it in a thread."""
        from radiodesk.model import backups

        self.last_backup = backups.time_of_newest(self.config.backups)

    def about_backups(self) -> str:
        """When the last backup was made, in words."""
        from radiodesk.locale import formats

        if self.last_backup is None:
            return _("There is no backup in the home yet.")
        moment = self.last_backup.astimezone(self.station.zone)
        time, day = formats.clock(moment), formats.day(moment.date())
        return _("The last backup was made at {time} on {day}.").format(time=time, day=day)

    def explain(self, error: Exception) -> Exception:
        """The damage in the database that led to an error, or else the same error; call it in a thread."""
        desk = getattr(self, "desk", None)
        return desk.explain(error) if desk else error

    def now(self) -> dt.datetime:
        """The moment it is, in the station's zone."""
        return self.clock().astimezone(self.station.zone)

    def today(self) -> dt.date:
        """The station's day."""
        return self.now().date()

    async def look(self, ask: Callable[["Session"], Answer]) -> Answer:
        """Ask in a reading unit of work, in a thread."""

        def asking() -> Answer:
            with self.desk.reading() as session:
                return ask(session)

        return await asyncio.to_thread(asking)

    async def change(self, action: "Action", make: Callable[["Session"], Answer], /, **values: object) -> Answer:
        """Change in a unit of work of its own, in a thread. values: what the sentence of the action names."""

        def changing() -> Answer:
            with self.desk.changing(action, by=self.person, **values) as session:
                return make(session)

        # A change that has begun is finished, whatever becomes of the screen that asked for it.
        return await asyncio.shield(asyncio.to_thread(changing))
