"""Format numbers, dates, times and durations for screens and reports."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from radiodesk.locale import MachineZoneError, language, ngettext

try:
    from babel import dates, numbers
except (ValueError, OSError) as error:  # TZ or /etc/localtime is not a valid time zone
    raise MachineZoneError(str(error)) from error


def number(value: int | float | Decimal) -> str:
    """10494 -> "10.494" in Vietnamese, "10,494" in English."""
    return numbers.format_decimal(value, locale=language())


def exact(value: Decimal) -> str:
    """A decimal number with all its digits: 2.50 -> "2,5" in Vietnamese, "2.5" in English."""
    return numbers.format_decimal(value, locale=language(), decimal_quantization=False)


def signed(value: int | Decimal) -> str:
    """A difference with its sign: "+12", "−3", "0"."""
    if value == 0:
        return "0"
    return ("+" if value > 0 else "−") + number(value if value > 0 else -value)


def size(count: int) -> str:
    """A number of bytes: 2400000 -> "2,4 MB" in Vietnamese, 800 -> "1 kB"."""
    value, unit = (count / 1_000_000, "MB") if count >= 1_000_000 else (max(1, round(count / 1000)), "kB")
    return f"{numbers.format_decimal(value, format='#,##0.#', locale=language())} {unit}"


def day(value: dt.date) -> str:
    """17/10/2019 in both languages, because Vietnamese documents use only this order."""
    return value.strftime("%d/%m/") + f"{value.year:04}"


def short_day(value: dt.date) -> str:
    """17/10."""
    return value.strftime("%d/%m")


def days(first: dt.date, last: dt.date) -> str:
    """ "25–31/3", "30/3–5/4", or "29/12/2025–4/1/2026"."""
    if first.year != last.year:
        return f"{first.day}/{first.month}/{first.year:04}–{last.day}/{last.month}/{last.year:04}"
    begin = f"{first.day}" if first.month == last.month else f"{first.day}/{first.month}"
    return f"{begin}–{last.day}/{last.month}"


def weekday(value: dt.date) -> str:
    """ "Thứ Năm" or "Thursday"."""
    return dates.format_date(value, "EEEE", locale=language())


def short_weekday(value: dt.date) -> str:
    """ "Th 5" or "Thu"."""
    return dates.format_date(value, "EEE", locale=language())


def shortest_weekday(value: dt.date) -> str:
    """ "T5" or "Th"."""
    return dates.format_date(value, "EEEEEE", locale=language())


def month(value: dt.date) -> str:
    """The month of a day, within a sentence: "tháng 2 năm 2019" or "February 2019"."""
    return dates.format_skeleton("yMMMM", value, locale=language())


def day_in_words(value: dt.date) -> str:
    """A day with its weekday: "Thứ Sáu, 4/12/2026"."""
    return f"{weekday(value)}, {value.day}/{value.month}/{value.year:04}"


def duration_in_words(seconds: int) -> str:
    """5400 -> "1 giờ 30 phút" in Vietnamese, "1 hour 30 minutes" in English; 0 -> "0 seconds"."""
    hours, rest = divmod(seconds, 3600)
    minutes, second = divmod(rest, 60)
    parts = [
        ngettext("{count} hour", "{count} hours", hours).format(count=hours) if hours else "",
        ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes) if minutes else "",
        ngettext("{count} second", "{count} seconds", second).format(count=second) if second or not seconds else "",
    ]
    return " ".join(filter(None, parts))


def remaining(seconds: int) -> str:
    """Time that is left, in words: with seconds only below ten minutes, as a countdown shows it each second."""
    return duration_in_words(seconds if seconds < 600 else seconds - seconds % 60)


def clock(value: dt.datetime | dt.time) -> str:
    """05:30."""
    return value.strftime("%H:%M")


def exact_clock(value: dt.time) -> str:
    """05:30, or 05:30:15 if there are seconds."""
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def exact_clocks(values: Iterable[dt.time]) -> str:
    """05:30, 11:30, 17:00:15."""
    return ", ".join(map(exact_clock, values))


def duration(seconds: float | None) -> str:
    """924 -> "15:24", 9004 -> "2:30:04", None -> "–". Seconds are rounded half up."""
    if seconds is None:
        return "–"
    whole = int(Fraction(abs(seconds)) + Fraction(1, 2))
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    sign = "−" if seconds < 0 and whole else ""
    return f"{sign}{hours}:{minutes:02}:{second:02}" if hours else f"{sign}{minutes:02}:{second:02}"


def level(value: float | None) -> str:
    """A level in dB, LUFS or LU: -23.04 -> "−23,0" in Vietnamese, None -> "–"."""
    if value is None:
        return "–"
    digits = numbers.format_decimal(abs(value), format="0.0", locale=language())
    return ("−" if value < 0 and digits.strip("0.,") else "") + digits


def decimal_mark() -> str:
    """The decimal separator: "," in Vietnamese, "." in English."""
    return str(numbers.get_decimal_symbol(locale=language()))
