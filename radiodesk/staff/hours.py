"""The hours on air, as text that people type: "05:00-22:00; 23:00-24:00" or "5h đến 21h30"."""

import re
from collections.abc import Iterable

from radiodesk.errors import UserError, visible
from radiodesk.locale import N_
from radiodesk.model.text import fold

_TIME = "([0-9]{1,2}) ?(?:gio|[:hg.]) ?([0-9]{2})?"
_PAIR = re.compile(f"(?:tu |from )?{_TIME} ?(?:[-–—]|den|toi|to|until) ?{_TIME}")

Hours = tuple[tuple[str, str], ...]
"""Pairs of local times. An end before its start is past midnight; "24:00" is midnight as an end."""


class BadHours(UserError):
    """Hours on air that cannot be read."""

    message = N_("“{text}” is not understood: write hours as in 05:00-22:00, several with a semicolon between them")


def parse_hours(text: str) -> Hours:
    """Read the hours on air. raises BadHours."""
    return tuple(_parse_pair(part) for part in re.split(r"[;,]", text) if part.strip())


def hours_text(hours: Iterable[tuple[str, str]]) -> str:
    """The hours on air as `parse_hours` reads them."""
    return "; ".join(f"{begin}-{end}" for begin, end in hours)


def _parse_pair(part: str) -> tuple[str, str]:
    found = _PAIR.fullmatch(fold(part))
    if not found:
        raise BadHours(text=visible(part.strip()[:40]))
    numbers = [int(number or 0) for number in found.groups()]
    begin, end = (numbers[0], numbers[1]), (numbers[2], numbers[3])
    if begin >= (24, 0) or end > (24, 0) or max(begin[1], end[1]) > 59 or begin == end:
        raise BadHours(text=visible(part.strip()[:40]))
    return f"{begin[0]:02}:{begin[1]:02}", f"{end[0]:02}:{end[1]:02}"
