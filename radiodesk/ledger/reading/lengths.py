"""Lengths as ledgers write them. What 0:28 or 15 means is decided for a whole column, by what its rows can mean."""

import enum
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from radiodesk.errors import UserError
from radiodesk.kinds import Genre, ProgrammeKind
from radiodesk.ledger.reading.times import clock_seconds
from radiodesk.ledger.sheets import Cell
from radiodesk.locale import N_
from radiodesk.model.moments import LONGEST
from radiodesk.model.parsing import parse_duration
from radiodesk.model.text import fold

LENGTH_EXPECTED = N_("a duration such as 15:24, 0:15:24 or 15'24\"")

LENGTH_COLUMNS = ("seconds", "planned")

_ISO = re.compile(r"PT(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.[0-9]+)?S)?")
_NUMBER = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))?")
_PARTS = re.compile(r"[0-9]{1,4} ?: ?[0-9]{2}( ?: ?[0-9]{2})?")
_HOURS = re.compile(r"\b(?:gio|g|hh?|hours?)\b")
_MINUTES = re.compile(r"\b(?:phut|ph|p|mm?|min|minutes?)\b|[’']")
_SECONDS = re.compile(r"\b(?:giay|gi|ss?|sec|seconds?)\b|[”\"]")


class Unit(enum.StrEnum):
    """What a column's numbers count, or what the two parts of its typed times are. A mapping file names them so.

    Excel takes 0:28 for 28 minutes, also where 28 seconds are meant. A number counts minutes or seconds.
    """

    HOURS_MINUTES = "hours:minutes"
    MINUTES_SECONDS = "minutes:seconds"
    MINUTES = "minutes"
    SECONDS = "seconds"


class Form(enum.Enum):
    """How a cell writes a length. The unit is decided for all cells of a column that have the same form."""

    CERTAIN = enum.auto()
    TYPED = enum.auto()
    """A time of Excel without seconds."""
    FRACTION = enum.auto()
    """A part of a day without the format of a time, or a part of a minute."""
    NUMBER = enum.auto()
    TWO_PARTS = enum.auto()
    """A text such as 15:24."""
    THREE_PARTS = enum.auto()
    """A text such as 0:15:24."""


LITERAL = {Form.TWO_PARTS: Unit.MINUTES_SECONDS, Form.THREE_PARTS: Unit.HOURS_MINUTES}
"""What texts say if they are taken literally. They say something else where a typed 15:24 was saved as a text."""


@dataclass(frozen=True, slots=True)
class WrittenLength:
    """A length as a cell writes it: the seconds that it can mean, by unit."""

    form: Form
    meanings: Mapping[Unit, int]
    certain: int = 0
    """The seconds of a length that has one meaning."""
    two_digits: bool = False
    """A number such as 15.30, whose two digits may be seconds."""


@lru_cache(maxsize=4096, typed=True)
def parse_length(cell: Cell) -> WrittenLength | None:
    """What a cell says of a length, or None if it is not one."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        return _of_text(cell)
    if isinstance(cell, int) or (isinstance(cell, float) and cell >= 1):
        return _of_number(float(cell)) if cell <= LONGEST else None
    seconds = clock_seconds(cell)
    if seconds is None or seconds < 0:
        return None
    if isinstance(cell, float) and cell:
        whole = seconds - seconds % 60
        meanings = {Unit.HOURS_MINUTES: whole, Unit.MINUTES_SECONDS: whole // 60, Unit.MINUTES: round(cell * 60)}
        return WrittenLength(Form.FRACTION, meanings)
    return _of_time(Form.TYPED, seconds)


def joined(cells: Sequence[Cell], units: Sequence[int]) -> Cell:
    """A length whose hours, minutes or seconds stand in cells of their own. units: the seconds that each counts.

    Empty if all cells are; a text that is no length if one of them holds anything but a whole number that it can hold.
    """
    if all(cell == "" for cell in cells):
        return ""
    seconds = 0
    for at, (cell, unit) in enumerate(zip(cells, units, strict=True)):
        number = _whole(cell)
        if number is None or (at and number * unit >= units[at - 1]):
            return " | ".join(f"{part:g}" if isinstance(part, float) else str(part) for part in cells)
        seconds += number * unit
    return f"{seconds} s"


def clock(cells: Sequence[Cell], units: Sequence[int]) -> Cell:
    """A time of day in cells of their own, as `joined`. One that stands in the first cell alone is left as it is."""
    if all(cell == "" for cell in cells[1:]):
        return cells[0]
    text = joined(cells, units)
    if not isinstance(text, str) or not text.endswith(" s"):
        return text
    hours, rest = divmod(int(text[:-2]), 3600)
    return f"{hours:02}:{rest // 60:02}"


def _whole(cell: Cell) -> int | None:
    """A whole number from 0 to 9999; 0 for an empty cell."""
    if isinstance(cell, str):
        return int(cell or 0) if re.fullmatch("[0-9]{0,4}", cell) else None
    is_whole = isinstance(cell, int | float) and not isinstance(cell, bool) and cell in range(10_000)
    return int(cell) if is_whole else None  # type: ignore[arg-type]


def _of_text(text: str) -> WrittenLength | None:
    if match := _ISO.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return _of_time(Form.TYPED, hours * 3600 + minutes * 60 + seconds)
    folded = fold(text)
    if match := _NUMBER.fullmatch(folded):
        return _of_number(float(folded.replace(",", ".")), two_digits=len(match[2] or "") == 2)
    try:
        seconds = parse_duration(text)
    except UserError:
        return None
    if not (match := _PARTS.fullmatch(folded)):
        return _certain(seconds)
    if match[1]:
        return _of_time(Form.THREE_PARTS, seconds)
    meanings = {Unit.MINUTES_SECONDS: seconds}
    if seconds <= _LONGEST_HOURS and not folded.startswith("0", 0, folded.index(":") - 1):
        meanings[Unit.HOURS_MINUTES] = seconds * 60
    return WrittenLength(Form.TWO_PARTS, meanings) if seconds else _certain(0)


_LONGEST_HOURS = 8 * 60
"""Longest length in minutes that a text such as 2:30 can be of, if it is hours and minutes: 15:00 has 15 minutes.

Hours have one digit: 02:30 has minutes and seconds."""


def _certain(seconds: int) -> WrittenLength:
    return WrittenLength(Form.CERTAIN, {}, seconds)


def _of_number(number: float, *, two_digits: bool = False) -> WrittenLength | None:
    """What a number can mean. two_digits: it is written with two digits behind the point, as 15.30 is."""
    if not 0 <= number <= LONGEST:
        return None
    if not number:
        return _certain(0)
    meanings = {Unit.MINUTES: round(number * 60), Unit.SECONDS: round(number)}
    hundredths = round(number * 100)
    exact = abs(number * 100 - hundredths) < 1e-6
    if exact and hundredths % 100 < 60:
        meanings[Unit.MINUTES_SECONDS] = hundredths // 100 * 60 + hundredths % 100
    return WrittenLength(Form.NUMBER, meanings, two_digits=two_digits or (exact and hundredths % 10 != 0))


def _of_time(form: Form, seconds: int) -> WrittenLength:
    """A time with seconds was typed with all three parts. One without them may be minutes and seconds."""
    if not seconds or (seconds % 60 and form is Form.TYPED):
        return _certain(seconds)
    meanings = {Unit.HOURS_MINUTES: seconds}
    if seconds % 60 == 0:
        meanings[Unit.MINUTES_SECONDS] = seconds // 60
    return WrittenLength(form, meanings)


def unit_of_header(header: str) -> Unit | None:
    """The unit that a header or the row below it states, such as "Thời lượng (phút)"."""
    folded = fold(header)
    hours, minutes, seconds = (bool(unit.search(folded)) for unit in (_HOURS, _MINUTES, _SECONDS))
    if minutes and (hours or seconds):
        return Unit.HOURS_MINUTES if hours else Unit.MINUTES_SECONDS
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
    """A length with the lengths that are plausible in its row. index: of its first row."""

    written: WrittenLength
    bounds: Bounds
    index: int

    def fits(self, unit: Unit) -> bool:
        """Whether the length is plausible in this unit."""
        seconds = self.written.meanings.get(unit)
        return seconds is not None and (not seconds or self.bounds[0] <= seconds <= self.bounds[1])

    def is_absurd(self, unit: Unit) -> bool:
        """Whether the length is far from plausible: a newscast of 3 hours is not, one of 15 hours is."""
        return not self.bounds[0] / 2 <= self.written.meanings[unit] <= self.bounds[1] * 2


@dataclass(frozen=True, slots=True)
class Part:
    """A length of a part of a whole, such as a story of a programme. seconds: the length of the whole."""

    written: WrittenLength
    whole: object
    seconds: int


@dataclass(frozen=True, slots=True)
class Decision:
    """The unit of the lengths of one form; None where it stays unclear. index: of a row that shows it."""

    unit: Unit | None
    index: int


def decide(
    form: Form, rows: Sequence[LengthRow], stated: Collection[Unit], parts: Callable[[], Sequence[Part]]
) -> Decision:
    """Decide the unit of all lengths of one form in a column.

    rows: at least one. stated: the units that the header or the station's mapping states. parts: gives the parts of
    known wholes; it is called only where the rows leave a choice.
    """
    shared = [unit for unit in Unit if all(unit in row.written.meanings for row in rows)]
    if form is Form.NUMBER and not any(row.written.two_digits for row in rows):
        shared = [unit for unit in shared if unit is not Unit.MINUTES_SECONDS]
    plausible = [unit for unit in shared if all(row.fits(unit) for row in rows)]
    first, literal = rows[0].index, LITERAL.get(form)
    named = [unit for unit in shared if unit in stated and (literal in (None, unit) or unit in plausible)]
    if len(named) == 1:
        return Decision(named[0], first)
    if literal is None or plausible not in ([literal], []):
        known = parts()
        plausible = [unit for unit in plausible if not _is_overfull(known, unit)]
    if len(plausible) == 1:
        certain = literal in (None, plausible[0]) or any(row.is_absurd(literal) for row in rows)
        return Decision(plausible[0] if certain else None, first)
    if literal is None:
        return Decision(None, first)
    if plausible:  # 0:30:00 may have been typed as 0:30; what was typed as 1:30 is hardly longer than an hour
        short = form is Form.THREE_PARTS and all(row.written.meanings[literal] < 3600 for row in rows)
        return Decision(None if short else literal, first)
    for row in rows:
        if not row.fits(literal) and any(row.fits(unit) for unit in row.written.meanings):
            return Decision(None, row.index)
    return Decision(literal, first)


def _is_overfull(parts: Iterable[Part], unit: Unit) -> bool:
    """Whether the parts of a whole are together longer than that whole can be."""
    filled: dict[object, int] = defaultdict(int)
    lengths: dict[object, int] = {}
    for part in parts:
        filled[part.whole] += part.written.meanings.get(unit, 0)
        lengths[part.whole] = part.seconds
    return any(seconds > lengths[whole] * TOLERANCE for whole, seconds in filled.items())


TOLERANCE = 1.25
"""How much longer than its programme the noted lengths of its stories may be: a programme runs over sometimes."""
