"""What the items of lists in JSON columns must be like. Each function takes a value of any shape."""

import datetime as dt
from collections.abc import Callable

from radiodesk.model.moments import EARLIEST, LATEST


def is_pair_of_days(value: object) -> bool:
    """Whether it is a first and a last day, such as ["2026-02-14", "2026-02-20"]."""
    return _is_pair(value, _is_day)


def is_pair_of_times(value: object) -> bool:
    """Whether it is two local times, such as ["05:00", "24:00"]."""
    return _is_pair(value, _is_time)


def is_local_start(value: object) -> bool:
    """Whether it is a local start, such as "2026-03-06T18:00"."""
    try:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return moment is not None and moment.tzinfo is None and EARLIEST.year <= moment.year <= LATEST.year


def is_start_or_day(value: object) -> bool:
    """Whether it is a local start or a day."""
    return is_local_start(value) if isinstance(value, str) and "T" in value else _is_day(value)


def is_side(value: object) -> bool:
    """Whether it is a side of an accepted conflict: moments, lengths, or nothing where there is none."""
    return isinstance(value, list) and all(each is None or isinstance(each, str | int | float) for each in value)


def _is_pair(value: object, is_valid: Callable[[object], bool]) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(is_valid, value))


def _is_day(value: object) -> bool:
    try:
        day = dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return day is not None and EARLIEST.year <= day.year <= LATEST.year


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and (value == "24:00" or dt.time.fromisoformat(value).tzinfo is None)
    except ValueError:
        return False
