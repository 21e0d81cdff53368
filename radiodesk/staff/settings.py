"""The station's settings: how long recordings and how many backups are kept, and the drop folder."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model import Station, station
from radiodesk.model.database import fetch


class HomeWatched(UserError):
    """A drop folder that holds the home: the desk's own files would be taken for dropped ones."""

    message = N_("{folder} holds the desk itself: name another folder for recordings")


@dataclass(frozen=True)
class StationSettings:
    """The settings, with the version that a change of one of them needs."""

    version: int
    keep_days: int
    """For how many days the recordings of an edition are kept after its last broadcast."""
    keep_backups: int
    """How many of the newest automatic backups are kept, in addition to one per month."""


def settings(session: Session) -> StationSettings:
    """The current settings. raises NoStation."""
    row = station(session)
    return StationSettings(row.version, row.keep_days, row.keep_backups)


def set_keep_days(session: Session, version: int, days: int) -> None:
    """Set for how many days recordings are kept after their last broadcast. raises ChangedMeanwhile."""
    fetch(session, Station, 1, version).keep_days = days


def set_keep_backups(session: Session, version: int, count: int) -> None:
    """Set how many of the newest automatic backups are kept. raises ChangedMeanwhile."""
    fetch(session, Station, 1, version).keep_backups = count


def set_drop_folder(session: Session, version: int, folder: Path, home: Path) -> None:
    """Set the folder whose audio files are added automatically. raises ChangedMeanwhile, HomeWatched."""
    if home.resolve().is_relative_to(folder.resolve()):
        raise HomeWatched(folder=folder)
    fetch(session, Station, 1, version).drop_folder = str(folder)
