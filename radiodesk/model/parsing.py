"""Parse days, times of day, durations and numbers as people write them. `radiodesk.locale.formats` formats them.

The functions `parse_…` read what documents contain. Those of `radiodesk.model.typed` also read what people type.
"""

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model.moments import EARLIEST, LATEST, LONGEST
from radiodesk.model.text import fold, quoted


class UnreadableDay(UserError):
    """Text that is not a day of the calendar."""

    message = N_("{text} is not a day: write it as 05/03/2019 or 2019-03-05")


class DayOutOfRange(UserError):
    """A day out of range, such as one in the year 20119."""

    message = N_("{text} is too far away: a day must be in the years {first} to {last}")


class UnreadableTime(UserError):
    """Text that is not a time of day."""

    message = N_("{text} is not a time of day: write it as 05:30 or 5h30")


class UnreadableDuration(UserError):
    """Text that is not a duration, or is longer than 24 hours."""

    message = N_("{text} is not a duration of up to 24 hours: write it as 15:24, 1:15:24 or 15'24\"")


class UnreadableNumber(UserError):
    """Text that is not a number."""

    message = N_("{text} is not a number: write it as 2.5 or −3")


_DAY = re.compile(r"([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4,6})")
_ISO_DAY = re.compile(r"([0-9]{4,6})-([0-9]{1,2})-([0-9]{1,2})")

_CLOCK = re.compile(r"([0-9]{1,2}) ?: ?([0-9]{2})(?: ?: ?([0-9]{2}))?")
_SPOKEN_TIME = re.compile(r"([0-9]{1,2}) ?(?:h|g|gio)(?: ?([0-9]{1,2}) ?(?:'|p|ph|phut)?)?")

_COLONS = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,4}):([0-9]{2})")
_UNITS = re.compile(
    r"""(?:(?P<hours>[0-9]{1,2}+)\ ?(?:gio|g|h))?
    \ ?(?:(?P<minutes>[0-9]{1,4}+)\ ?(?(hours)(?:phut|ph|p|')?|(?:phut|ph|p|')))?
    \ ?(?:(?P<seconds>[0-9]{1,5}+)\ ?(?(minutes)(?:giay|gi|s|")?|(?:giay|gi|s|")))?""",
    re.VERBOSE,
)
_QUOTES = str.maketrans({**dict.fromkeys("‘’′´`ʹʼ", "'"), **dict.fromkeys("“”″ʺ", '"')})


def parse_day(text: str) -> dt.date:
    """The day of "05/03/2019", "5/3/2019", "05-03-2019", "5.3.2019" or "2019-03-05".

    raises UnreadableDay, DayOutOfRange.
    """
    stripped = text.strip()
    if match := _DAY.fullmatch(stripped):
        day, month, year = match[1], match[3], match[4]
    elif match := _ISO_DAY.fullmatch(stripped):
        year, month, day = match.groups()
    else:
        raise UnreadableDay(text=quoted(text))
    if not EARLIEST.year <= int(year) <= LATEST.year:
        raise DayOutOfRange(text=quoted(text), first=EARLIEST.year, last=LATEST.year)
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError as error:
        raise UnreadableDay(text=quoted(text)) from error


def parse_time(text: str) -> dt.time:
    """The time of day of "05:30", "17:00:00", "5h30", "05h30", "5h" or "5g30". raises UnreadableTime."""
    folded = fold(text.translate(_QUOTES))
    if not (match := _CLOCK.fullmatch(folded) or _SPOKEN_TIME.fullmatch(folded)):
        raise UnreadableTime(text=quoted(text))
    hour, minute, second = (int(part or 0) for part in (*match.groups(), None)[:3])
    try:
        return dt.time(hour, minute, second)
    except ValueError as error:
        raise UnreadableTime(text=quoted(text)) from error


def parse_number(text: str) -> float:
    """The number of "2,5", "2.5", "-3", "−3 dB" or "80 Hz". raises UnreadableNumber."""
    match = re.fullmatch(r"([+-]?[0-9]{1,6}(?:[.,][0-9]{1,4})?) ?[a-z]{0,4}", fold(text).replace("−", "-"))
    if not match:
        raise UnreadableNumber(text=quoted(text))
    return float(match[1].replace(",", "."))


def parse_exact(text: str) -> Decimal:
    """The decimal number of "2,5", "2.50" or "60 %". raises UnreadableNumber."""
    match = re.fullmatch(r"([+-]?[0-9]{1,6}(?:[.,][0-9]{1,6})?) ?%?", fold(text).replace("−", "-"))
    if not match:
        raise UnreadableNumber(text=quoted(text))
    return Decimal(match[1].replace(",", "."))


def parse_duration(text: str, longest: int = LONGEST) -> int:
    """The seconds of "15:24", "149:40", "0:15:24", "15'24\"", "15 phút 24 giây", "2 giờ 30 phút", "15'" or "45 giây".

    longest: in seconds. raises UnreadableDuration.
    """
    folded = fold(unicodedata.normalize("NFC", text).translate(_QUOTES)).replace("''", '"')
    match = _COLONS.fullmatch(folded) or _UNITS.fullmatch(folded)
    if not match or not folded:
        raise UnreadableDuration(text=quoted(text))
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    # The largest unit may exceed 59, as in 149:40 or 90 phút; the units below it may not.
    if (hours and minutes > 59) or ((hours or minutes) and seconds > 59) or total > longest:
        raise UnreadableDuration(text=quoted(text))
    return total
