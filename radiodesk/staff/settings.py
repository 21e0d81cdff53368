"""The station's settings: its name, zone, language, periods and hours, what is kept for how long, the drop folder, and
what its reports need.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.config import MAX_BACKUPS
from radiodesk.errors import Doubtful, UserError
from radiodesk.kinds import BroadcastState, PeriodRule
from radiodesk.locale import N_, _
from radiodesk.model import Broadcast, Station, earlier_names, station
from radiodesk.model.database import fetch, set_values
from radiodesk.model.earlier_names import Earlier
from radiodesk.model.faults import UnknownZone
from radiodesk.model.text import clean, clean_title, key

LONGEST_DAYS = 36_500
"""The longest time that recordings are kept, in days."""

MOST_WEEKS = 104
"""The longest time for which broadcasts are generated, in weeks."""


class HomeWatched(UserError):
    """A drop folder that holds the home: the desk's own files would be taken for dropped ones."""

    message = N_("{folder} holds the desk itself: name another folder for recordings")


class BadNumber(UserError):
    """A number of days or backups out of range."""

    message = N_("{number} is not possible here: give a number from {least} to {most}")


class NumberInMark(UserError):
    """A mark of reports with a number in front, or its blank, its "Số" or its slash: the paper has them anyway."""

    message = N_("The paper has the blank for the number, and the slash: type only what follows them, as {mark}")


LONGEST_TOLERANCE = 3600
"""The largest tolerance of starts, in seconds."""


@dataclass(frozen=True)
class Papers:
    """What the head and the foot of the station's papers say. Each may be empty."""

    parent_body: str = ""
    """The body above the station."""
    paper_mark: str = ""
    """What follows the number of a report, such as "BC-ĐPT"."""
    paper_place: str = ""
    """The place in the date line."""
    signer_office: str = ""
    """The office of who signs, with a power of signature in front where there is one."""
    signer_name: str = ""


@dataclass(frozen=True)
class StationSettings:
    """The settings, with the version that a change of one of them needs."""

    version: int
    name: str
    zone: str
    """A name of the IANA database."""
    language: str | None
    """"vi" or "en"; None follows the machine."""
    period_rule: PeriodRule
    hours: tuple[tuple[str, str], ...]
    """When the station should be on air: pairs of local times, "05:00" to "22:00"."""
    keep_days: int
    """For how many days the recordings of an edition are kept after its last broadcast."""
    keep_backups: int
    """How many of the newest automatic backups are kept, in addition to one per month."""
    trash_days: int
    """For how many days deleted files are kept in the trash."""
    weeks_ahead: int
    """For how many weeks broadcasts are generated from the grid."""
    drop_folder: str | None
    """None is the folder "inbox" in the home."""
    on_time_seconds: int
    """How far from its planned start a broadcast may begin and still be on time."""
    rounds_figures: bool
    """Whether sentences of reports say "gần 300" where 298 was counted."""
    papers: Papers
    earlier: tuple[Earlier, ...]
    """Earlier names of the station, the last one first."""


def settings(session: Session) -> StationSettings:
    """The current settings. raises NoStation."""
    row = station(session)
    return StationSettings(
        version=row.version,
        name=row.name,
        zone=row.zone,
        language=row.language,
        period_rule=row.period_rule,
        hours=tuple((begin, end) for begin, end in row.hours or ()),
        keep_days=row.keep_days,
        keep_backups=row.keep_backups,
        trash_days=row.trash_days,
        weeks_ahead=row.weeks_ahead,
        drop_folder=row.drop_folder,
        on_time_seconds=row.on_time_seconds,
        rounds_figures=row.rounds_figures,
        papers=Papers(**{each.name: getattr(row, each.name) for each in fields(Papers)}),
        earlier=earlier_names.earlier(session, Station).get(row.id, ()),
    )


def change(
    session: Session,
    version: int,
    *,
    name: str,
    zone: str,
    language: str | None,
    period_rule: PeriodRule,
    hours: Sequence[tuple[str, str]],
    keep_days: int,
    keep_backups: int,
    trash_days: int,
    weeks_ahead: int,
    drop_folder: Path | None,
    home: Path,
    today: dt.date,
    on_time_seconds: int | None = None,
    rounds_figures: bool | None = None,
    papers: Papers | None = None,
    sure: bool = False,
) -> None:
    """Change the settings. An earlier name is kept, with the day. drop_folder: None is "inbox" in the home.

    on_time_seconds, rounds_figures, papers: None keeps them as they are.

    raises ChangedMeanwhile, UnknownZone, BadNumber, HomeWatched, NumberInMark, text errors, and Doubtful for another
    zone.
    """
    row = fetch(session, Station, 1, version)
    if (name := clean_title(name)) != row.name:
        if key(name) != key(row.name):
            earlier_names.keep(session, row, row.name, today)
        row.name = name
    if zone != row.zone:
        _check_zone(zone)
        if not sure:
            said = _(
                "All times of the desk, past ones too, will be shown in the time zone {zone}: what was aired keeps its "
                "moment, and everything else keeps its local time"
            )
            raise Doubtful([said.format(zone=zone)])
        _keep_local_times(session, ZoneInfo(row.zone), ZoneInfo(zone))
        row.zone = zone
    row.language, row.period_rule = language, period_rule
    row.hours = [list(pair) for pair in hours] or None
    row.keep_days = _between(1, keep_days, LONGEST_DAYS)
    row.keep_backups = _between(1, keep_backups, MAX_BACKUPS)
    row.trash_days = _between(1, trash_days, LONGEST_DAYS)
    row.weeks_ahead = _between(1, weeks_ahead, MOST_WEEKS)
    row.drop_folder = None if drop_folder is None else _free_folder(drop_folder, home)
    if on_time_seconds is not None:
        row.on_time_seconds = _between(0, on_time_seconds, LONGEST_TOLERANCE)
    if rounds_figures is not None:
        row.rounds_figures = rounds_figures
    if papers:
        check_mark(papers.paper_mark)
    for each in fields(Papers) if papers else ():
        setattr(row, each.name, clean(getattr(papers, each.name)))


_NUMBER = re.compile(r"(?:số(?![^\W\d_])[\s:.]*)?[\d\s.…_/-]*/\s*|số(?!\w)[\s:.]*", re.IGNORECASE)


def check_mark(mark: str) -> str:
    """The mark of reports without spaces around it. raises NumberInMark, and text errors."""
    mark = clean(mark)
    if number := _NUMBER.match(mark):
        raise NumberInMark(mark=mark[number.end() :] or "BC-ĐPT")
    return mark


def _keep_local_times(session: Session, before: ZoneInfo, after: ZoneInfo) -> None:
    """Move what was not aired to the same local times in another zone. What was aired keeps its moment."""
    columns = (Broadcast.id, Broadcast.starts, Broadcast.occurrence)
    moments = {}
    for row_id, starts, of in session.execute(select(*columns).where(Broadcast.state != BroadcastState.AIRED)):
        local = starts.astimezone(before).replace(tzinfo=None)
        if of is not None and _moment(of, before) == starts:  # also where clocks skip that time
            local = of
        moments[row_id] = _moment(local, after)
    set_values(session, Broadcast.starts, moments)


def _moment(local: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return local.replace(tzinfo=zone).astimezone(dt.UTC)


def set_keep_days(session: Session, version: int, days: int) -> None:
    """Set for how many days recordings are kept after their last broadcast. raises ChangedMeanwhile."""
    fetch(session, Station, 1, version).keep_days = days


def set_trash_days(session: Session, version: int, days: int) -> None:
    """Set for how many days deleted files are kept in the trash. raises ChangedMeanwhile."""
    fetch(session, Station, 1, version).trash_days = days


def set_keep_backups(session: Session, version: int, count: int) -> None:
    """Set how many of the newest automatic backups are kept. raises ChangedMeanwhile."""
    fetch(session, Station, 1, version).keep_backups = count


def set_drop_folder(session: Session, version: int, folder: Path, home: Path) -> None:
    """Set the folder whose audio files are added automatically. raises ChangedMeanwhile, HomeWatched."""
    fetch(session, Station, 1, version).drop_folder = _free_folder(folder, home)


def _check_zone(zone: str) -> None:
    """raises UnknownZone."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(zone=zone) from error


def _between(least: int, number: int, most: int) -> int:
    """The number, if it is in range. raises BadNumber."""
    if not least <= number <= most:
        raise BadNumber(number=number, least=least, most=most)
    return number


def _free_folder(folder: Path, home: Path) -> str:
    """The folder as it is stored. raises HomeWatched."""
    if home.resolve().is_relative_to(folder.expanduser().resolve()):
        raise HomeWatched(folder=folder)
    return str(folder)
