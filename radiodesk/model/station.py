"""The station: one row of settings. Its names and rules are data, not code."""

import datetime as dt
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from radiodesk.errors import UserError
from radiodesk.kinds import PeriodRule
from radiodesk.locale import N_
from radiodesk.model.base import Base, Title, choices
from radiodesk.model.json_values import is_pair_of_times


class NoStation(UserError):
    """A database without the station's row."""

    message = N_("The row of the station is missing in the database: restore a backup")
    command = N_("“radiodesk restore FILE” restores a backup")


class UnknownStationZone(UserError):
    """A time zone that this machine does not know."""

    message = N_("The station's time zone “{zone}” is unknown here: update the package tzdata, or restore a backup")
    command = NoStation.command


class Station(Base):
    """The station whose desk this is: always the row with the id 1."""

    __tablename__ = "station"

    name: Mapped[Title]
    zone: Mapped[str] = mapped_column(default="Asia/Ho_Chi_Minh")
    language: Mapped[str | None]
    """The home's own language, "vi" or "en"; None follows the machine's locale."""
    period_rule: Mapped[PeriodRule] = mapped_column(choices(PeriodRule), default=PeriodRule.OFFICIAL)
    uid: Mapped[str]
    """A UUID that makes the ids of exported items unique, such as those of calendar events."""

    keep_days: Mapped[int] = mapped_column(default=365)
    """For how many days the recordings of an edition are kept after its last broadcast."""
    keep_backups: Mapped[int] = mapped_column(default=7)
    """How many of the newest automatic backups are kept, in addition to one per month."""
    trash_days: Mapped[int] = mapped_column(default=30)
    """For how many days deleted files are kept in the trash."""
    drop_folder: Mapped[str | None]
    """The folder into which recorders and phones copy recordings; None is the folder "inbox" in the home."""

    hours: Mapped[list[list[str]] | None] = mapped_column(
        JSON(none_as_null=True), info={"holds": list, "each": is_pair_of_times}
    )
    """When the station should be on air: pairs of local times such as ["05:00", "22:00"]; None if nobody said."""
    weeks_ahead: Mapped[int] = mapped_column(default=4)
    """For how many weeks broadcasts are generated from the grid."""

    on_time_seconds: Mapped[int] = mapped_column(default=60)
    """How far from its planned start a broadcast may begin and still be on time."""
    rounds_figures: Mapped[bool] = mapped_column(default=True)
    """Whether sentences of reports say "gần 300" where 298 was counted."""
    parent_body: Mapped[Title] = mapped_column(default="")
    """The body above the station, as its papers name it in their head; empty if nobody said."""
    paper_mark: Mapped[Title] = mapped_column(default="")
    """What follows the number of its reports, such as "BC-ĐPT"."""
    paper_place: Mapped[Title] = mapped_column(default="")
    """The place in the date line of its papers."""
    signer_office: Mapped[Title] = mapped_column(default="")
    """The office of who signs, such as "TRƯỞNG ĐÀI", with a power of signature in front where there is one."""
    signer_name: Mapped[Title] = mapped_column(default="")

    @cached_property
    def zone_info(self) -> ZoneInfo:
        """The time zone of its days and times. raises UnknownStationZone."""
        return _zone_named(self.zone)


def station(session: Session) -> Station:
    """The station of the open desk. raises NoStation."""
    row = session.get(Station, 1)
    if row is None:
        raise NoStation
    session.info["station"] = row  # a session alone forgets what nobody holds, and would load it each time
    return row


def drop_folder(session: Session, home: Path) -> Path:
    """The watched folder: recordings that are copied into it are added automatically."""
    chosen = station(session).drop_folder
    return Path(chosen).expanduser() if chosen else home / "inbox"


def today(session: Session) -> dt.date:
    """Today's date at the station."""
    return dt.datetime.now(zone(session)).date()


def today_of_any_release(session: Session) -> dt.date:
    """Today's date at the station, also for an older schema. raises NoStation, UnknownStationZone."""
    name = session.scalar(select(Station.zone).where(Station.id == 1))
    if name is None:
        raise NoStation
    return dt.datetime.now(_zone_named(name)).date()


def _zone_named(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise UnknownStationZone(zone=name) from error


def zone(session: Session) -> ZoneInfo:
    """The station's time zone."""
    return station(session).zone_info
