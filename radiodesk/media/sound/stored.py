"""Convert JSON values of the database to dataclasses, and refuse damaged ones."""

import types
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from radiodesk.errors import UserError
from radiodesk.locale import N_

Values = TypeVar("Values")

DAMAGE = (LookupError, ValueError, TypeError, AttributeError, RecursionError)
"""Exceptions that Python raises while damaged values are converted."""


class DamagedValues(UserError):
    """The database holds values that radiodesk cannot have written."""

    message = N_("The database has damaged values of a recording or preset ({reason}): restore a backup")
    command = N_("“radiodesk check” names them, “radiodesk restore FILE” restores a backup")


def from_stored(kind: type[Values], stored: Mapping[str, Any]) -> Values:
    """Create a dataclass of a kind from its stored values.

    raises DamagedValues if a value is missing, unknown or of the wrong type.
    """
    try:
        result = kind(**stored)
    except DAMAGE as error:
        raise DamagedValues(reason=kind.__name__) from error
    hints = _hints(kind)  # type: ignore[arg-type]  # classes are hashable
    for field in fields(kind):  # type: ignore[arg-type]  # every kind is a dataclass
        if not _has_type(getattr(result, field.name), hints[field.name]):
            raise DamagedValues(reason=f"{kind.__name__}, {field.name}")
    return result


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    """The types of a dataclass's fields. Python evaluates them anew each time."""
    return get_type_hints(kind)


def _has_type(value: object, hint: Any) -> bool:
    if get_origin(hint) in (Union, types.UnionType):
        return any(_has_type(value, each) for each in get_args(hint))
    if get_origin(hint) is tuple:
        kinds = get_args(hint)
        if not isinstance(value, tuple):
            return False
        if kinds[-1] is Ellipsis:
            return all(_has_type(each, kinds[0]) for each in value)
        return len(value) == len(kinds) and all(map(_has_type, value, kinds))
    if hint is float:
        return isinstance(value, float | int) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, Enum if hint is Enum else hint)
