"""Values that the database keeps as JSON: they are read back only if they are what a desk writes."""

import types
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from radiodesk.errors import UserError
from radiodesk.locale import N_

Values = TypeVar("Values")

DAMAGE = (LookupError, ValueError, TypeError, AttributeError, RecursionError)
"""Exceptions raised when damaged values are read."""


class DamagedValues(UserError):
    """Values in the database that no desk wrote."""

    message = N_(
        "The database holds damaged values of a recording or preset ({reason}): "
        "“radiodesk check” tells which, “radiodesk restore FILE” brings a backup back"
    )


def read(kind: type[Values], stored: Mapping[str, Any]) -> Values:
    """The dataclass of those values, each of the type that its field has. raises DamagedValues."""
    try:
        found = kind(**stored)
    except DAMAGE as error:
        raise DamagedValues(reason=kind.__name__) from error
    hints = get_type_hints(kind)
    for field in fields(kind):  # type: ignore[arg-type]  # every kind is a dataclass
        if not _fits(getattr(found, field.name), hints[field.name]):
            raise DamagedValues(reason=f"{kind.__name__}, {field.name}")
    return found


def _fits(value: object, hint: Any) -> bool:
    if get_origin(hint) in (Union, types.UnionType):
        return any(_fits(value, each) for each in get_args(hint))
    if get_origin(hint) is tuple:
        kinds = get_args(hint)
        if not isinstance(value, tuple):
            return False
        if kinds[-1] is Ellipsis:
            return all(_fits(each, kinds[0]) for each in value)
        return len(value) == len(kinds) and all(map(_fits, value, kinds))
    if hint is float:
        return isinstance(value, float | int) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, Enum if hint is Enum else hint)
