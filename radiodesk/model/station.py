"""The station itself: one row of settings, as data, so that nothing in the code knows the word district."""

import datetime as dt
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Mapped, Session, mapped_column

from radiodesk.model.base import Base, Title, choices
from radiodesk.model.kinds import PeriodRule


class Station(Base):
    """The station whose desk this is: always the row with the id 1."""

    __tablename__ = "station"

    name: Mapped[Title]
    zone: Mapped[str] = mapped_column(default="Asia/Ho_Chi_Minh")
    language: Mapped[str | None]
    """The home's own language, "vi" or "en"; none follows the machine's locale."""
    period_rule: Mapped[PeriodRule] = mapped_column(choices(PeriodRule), default=PeriodRule.OFFICIAL)
    uid: Mapped[str]
    """A UUID that makes what this desk exports its own, such as a calendar's events."""

    keep_days: Mapped[int] = mapped_column(default=365)
    """How long the originals of an edition are kept after it was last on air."""
    drop_folder: Mapped[str | None]
    """Where recorders and phones put what shall come in; none is the folder "inbox" in the home."""

    @cached_property
    def zone_info(self) -> ZoneInfo:
        """The zone that its days and times are in."""
        return ZoneInfo(self.zone)


def station(session: Session) -> Station:
    """The station of the open desk."""
    return session.get_one(Station, 1)


def drop_folder(session: Session, home: Path) -> Path:
    """The folder that is watched: what lands there comes in by itself."""
    chosen = station(session).drop_folder
    return Path(chosen).expanduser() if chosen else home / "inbox"


def today(session: Session) -> dt.date:
    """The station's day."""
    return dt.datetime.now(zone(session)).date()


def zone(session: Session) -> ZoneInfo:
    """The station's zone."""
    return station(session).zone_info
