"""The way from the screens to the desk: opened in a thread, asked in threads, never on the event loop."""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from radiodesk.config import Config

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from radiodesk.model import Desk, PeriodRule

Answer = TypeVar("Answer")
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


class DeskAccess:
    """An open desk for the screens, and what all of them look at: the day, and the edition that was opened last."""

    desk: "Desk"
    drop_folder: Path
    """What lands there comes in by itself."""
    refused: Sequence[str] = ()
    """Why the files that still lie there were refused, a sentence each."""
    station: StationFacts

    def __init__(self, config: Config, clock: Clock, day: dt.date | None) -> None:
        self.config = config
        self.clock = clock
        self.edition_id: int | None = None
        self._first_day = day

    def open(self) -> None:
        """Open the desk; takes a while, so call it in a thread. raises UserError."""
        from radiodesk.model import Desk, drop_folder, station

        self.desk = Desk.open(self.config)
        with self.desk.reading() as session:
            row = station(session)
            self.station = StationFacts(row.name, row.zone_info, row.language, row.period_rule)
            self.drop_folder = drop_folder(session, self.config.home)
        self.day = self._first_day or self.today()

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

    async def change(self, what: str, make: Callable[["Session"], Answer]) -> Answer:
        """Change in a unit of work of its own, in a thread. what: the change in words, for the audit."""

        def changing() -> Answer:
            with self.desk.changing(what=what) as session:
                return make(session)

        # A change that has begun is finished, whatever becomes of the screen that asked for it.
        return await asyncio.shield(asyncio.to_thread(changing))
