"""Lengths as ledgers write them. What 0:28 or 15 means is decided for a whole column, by what its rows can mean."""

import enum
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from radiodesk.errors import UserError
from radiodesk.kinds import Genre, ProgrammeKind
from radiodesk.ledger.sheets import Cell
from radiodesk.ledger.times import clock_seconds
from radiodesk.locale import N_
from radiodesk.model.moments import LONGEST
from radiodesk.model.parsing import parse_duration
from radiodesk.model.text import fold

LENGTH_EXPECTED = N_("a duration such as 15:24, 0:15:24 or 15'24\"")

_ISO = re.compile(r"PT(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.[0-9]+)?S)?")
_NUMBER = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))?")
_MINUTES = re.compile(r"\b(?:phut|ph|p|min|minutes?)\b|[’']")
_SECONDS = re.compile(r"\b(?:giay|gi|s|sec|seconds?)\b|[”\"]")


class Unit(enum.StrEnum):
    """What a column's numbers count, or what the two parts of its typed times are. A mapping file names them so.

    Excel takes 0:28 for 28 minutes, also where 28 seconds are meant. A number counts minutes or seconds.
    """

    HOURS_MINUTES = "hours:minutes"
    MINUTES_SECONDS = "minutes:seconds"
    MINUTES = "minutes"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class WrittenLength:
    """A length as a cell writes it: the seconds that it can mean, by unit. A text such as 1:20 has one meaning."""

    meanings: tuple[tuple[Unit | None, int], ...]

    @property
    def units(self) -> tuple[Unit | None, ...]:
        """The units that must be decided; (None,) if there is nothing to decide."""
        return tuple(unit for unit, _seconds in self.meanings)

    def seconds(self, unit: Unit | None) -> int:
        """The seconds if the column has this unit."""
        return dict(self.meanings)[unit]


_NOTHING = WrittenLength(((None, 0),))


@lru_cache(maxsize=4096, typed=True)
def parse_length(cell: Cell) -> WrittenLength | None:
    """The length in a cell, or None if it is not a length."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        return _of_text(cell)
    if isinstance(cell, int) or (isinstance(cell, float) and cell >= 1):
        return _of_number(float(cell))
    seconds = clock_seconds(cell)
    if seconds is None:
        return None
    if isinstance(cell, float) and cell:
        # A part of a day without the format of a time, or a part of a minute.
        return WrittenLength((*_of_time(seconds - seconds % 60).meanings, (Unit.MINUTES, round(cell * 60))))
    return _of_time(seconds)


def _of_text(text: str) -> WrittenLength | None:
    if match := _ISO.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return _of_time(hours * 3600 + minutes * 60 + seconds)
    folded = fold(text)
    if match := _NUMBER.fullmatch(folded):
        return _of_number(float(folded.replace(",", ".")))
    try:
        return WrittenLength(((None, parse_duration(text)),))
    except UserError:
        return None


def _of_number(number: float) -> WrittenLength | None:
    if not 0 <= number <= LONGEST:
        return None
    if not number:
        return _NOTHING
    return WrittenLength(((Unit.MINUTES, round(number * 60)), (Unit.SECONDS, round(number))))


def _of_time(seconds: int) -> WrittenLength:
    """A time with seconds was typed with all three parts. One without them may be minutes and seconds."""
    if seconds % 60 or not seconds:
        return WrittenLength(((None, seconds),))
    return WrittenLength(((Unit.HOURS_MINUTES, seconds), (Unit.MINUTES_SECONDS, seconds // 60)))


def unit_of_header(header: str) -> Unit | None:
    """The unit that a header or the row below it states, such as "Thời lượng (phút)"."""
    folded = fold(header)
    minutes, seconds = bool(_MINUTES.search(folded)), bool(_SECONDS.search(folded))
    if minutes and seconds:
        return Unit.MINUTES_SECONDS
    return Unit.MINUTES if minutes else Unit.SECONDS if seconds else None


Bounds = tuple[int, int]
"""The shortest and the longest plausible length, in seconds."""

PROGRAMME_BOUNDS: Mapping[ProgrammeKind | None, Bounds] = {
    ProgrammeKind.NEWS: (120, 90 * 60),
    ProgrammeKind.COLUMN: (60, 120 * 60),
    ProgrammeKind.ANNOUNCEMENT: (20, 60 * 60),
    ProgrammeKind.MUSIC: (120, 240 * 60),
    ProgrammeKind.OTHER: (60, 240 * 60),
    None: (60, LONGEST),
}
"""By the kind of the programme; None: a relay, or a repeat."""

STORY_BOUNDS: Mapping[bool, Bounds] = {True: (8, 10 * 60), False: (20, 60 * 60)}
"""By whether the story is a brief."""

CLIP_BOUNDS: Bounds = (10, 45 * 60)


def story_bounds(genre: Genre) -> Bounds:
    """The plausible lengths of a story."""
    return STORY_BOUNDS[genre is Genre.BRIEF]


@dataclass(frozen=True, slots=True)
class LengthRow:
    """A length with what its row can mean. whole: the programme that the row is a part of, with its length."""

    written: WrittenLength
    bounds: Bounds
    whole: tuple[object, int] | None = None


def decide(rows: Iterable[LengthRow], stated: Iterable[Unit]) -> dict[tuple[Unit | None, ...], Unit | None]:
    """The unit of a column, per set of possible units; None where it stays unclear.

    stated: the units that the header or the station's mapping states. A stated unit is not questioned.
    """
    by_units: dict[tuple[Unit | None, ...], list[LengthRow]] = defaultdict(list)
    for row in rows:
        by_units[row.written.units].append(row)
    decided: dict[tuple[Unit | None, ...], Unit | None] = {(None,): None}
    known = set(stated)
    for units, alike in by_units.items():
        if units == (None,):
            continue
        found = [unit for unit in units if unit in known] or [unit for unit in units if _is_plausible(alike, unit)]  # type: ignore[misc]
        decided[units] = found[0] if len(found) == 1 else None
    return decided


def _is_plausible(rows: list[LengthRow], unit: Unit | None) -> bool:
    """Whether all rows can have this unit: each within its bounds, and no programme overfull with its stories."""
    filled: dict[object, int] = defaultdict(int)
    lengths: dict[object, int] = {}
    for row in rows:
        seconds = row.written.seconds(unit)
        shortest, longest = row.bounds
        if seconds and not shortest <= seconds <= longest:
            return False
        if row.whole:
            key, length = row.whole
            filled[key] += seconds
            lengths[key] = length
    return all(seconds <= lengths[key] * TOLERANCE for key, seconds in filled.items())


TOLERANCE = 1.25
"""How much longer than its programme the noted lengths of its stories may be: a programme runs over sometimes."""
