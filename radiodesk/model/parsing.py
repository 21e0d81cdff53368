"""How people write days, times of day and durations, read. How they are shown is `radiodesk.locale.formats`."""

import datetime as dt
import re
import unicodedata

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model.moments import EARLIEST, LATEST, LONGEST
from radiodesk.model.text import fold, quoted


class UnreadableDay(UserError):
    """Text that is no day, or one that the calendar does not have."""

    message = N_("{text} is not a day: write it as 05/03/2019 or 2019-03-05")


class DayOutOfRange(UserError):
    """A day that a desk cannot be about, such as one in the year 20119."""

    message = N_("{text} is too far away: a day must be in the years {first} to {last}")


class UnreadableTime(UserError):
    """Text that is no time of day."""

    message = N_("{text} is not a time of day: write it as 05:30 or 5h30")


class UnreadableDuration(UserError):
    """Text that is no duration, or an unlikely long one."""

    message = N_("{text} is not a duration of up to 24 hours: write it as 15:24, 1:15:24, 15'24\" or 15 phút 24 giây")


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
    written = text.strip()
    if found := _DAY.fullmatch(written):
        day, month, year = found[1], found[3], found[4]
    elif found := _ISO_DAY.fullmatch(written):
        year, month, day = found.groups()
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
    written = fold(text.translate(_QUOTES))
    if not (found := _CLOCK.fullmatch(written) or _SPOKEN_TIME.fullmatch(written)):
        raise UnreadableTime(text=quoted(text))
    hour, minute, second = (int(part or 0) for part in (*found.groups(), None)[:3])
    try:
        return dt.time(hour, minute, second)
    except ValueError as error:
        raise UnreadableTime(text=quoted(text)) from error


class UnreadableNumber(UserError):
    """Text that is no number."""

    message = N_("{text} is not a number: write it as 2,5 or −3")


def parse_number(text: str) -> float:
    """The number of "2,5", "2.5", "-3", "−3 dB" or "80 Hz". raises UnreadableNumber."""
    found = re.fullmatch(r"([+-]?[0-9]{1,6}(?:[.,][0-9]{1,4})?) ?[a-z]{0,4}", fold(text).replace("−", "-"))
    if not found:
        raise UnreadableNumber(text=quoted(text))
    return float(found[1].replace(",", "."))


def parse_duration(text: str) -> int:
    """The seconds of "15:24", "149:40", "0:15:24", "15'24\"", "15 phút 24 giây", "2 giờ 30 phút", "15'" or "45 giây".

    raises UnreadableDuration.
    """
    written = fold(unicodedata.normalize("NFC", text).translate(_QUOTES)).replace("''", '"')
    found = _COLONS.fullmatch(written) or _UNITS.fullmatch(written)
    if not found or not written:
        raise UnreadableDuration(text=quoted(text))
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    # The largest unit may run over, as in 149:40 or 90 phút; those below it may not.
    if (hours and minutes > 59) or ((hours or minutes) and seconds > 59) or total > LONGEST:
        raise UnreadableDuration(text=quoted(text))
    return total
