"""The values of a file of rules for royalties. Each function takes any value, and refuses what does not fit."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from radiodesk.errors import UserError
from radiodesk.kinds import CreditRole
from radiodesk.locale import _
from radiodesk.model.moments import EARLIEST, LATEST
from radiodesk.model.text import clean, quoted
from radiodesk.reports.royalties import defaults
from radiodesk.reports.royalties.rules import Rate

Choice = TypeVar("Choice", bound=StrEnum)

MOST_SALARY = 10**9
"""The greatest base salary, in đồng."""

MOST_NORM = Decimal(10_000)

PLACES = 4
"""The most decimals of a coefficient or percent."""


class _Wrong(UserError):
    """A value that does not fit. The sentence is translated already."""

    message = "{said}"


def faults(rate: Rate, names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """The keys of a rate that do not fit, each with what is wrong.

    names: what the keys are called where somebody fills in a form; None for the keys themselves.
    """
    names = names or {}
    least_name, most_name = names.get("least", "least"), names.get("most", "most")
    found = []
    if rate.least > rate.usual:
        found.append(("usual", _("it is smaller than “{name}”").format(name=least_name)))
    if rate.usual > rate.most:
        found.append(("usual", _("it is greater than “{name}”").format(name=most_name)))
    if rate.of_piece:
        least, most = defaults.PERCENTS
        if rate.role is CreditRole.AUTHOR or not rate.genre.value.startswith("tv_"):
            found.append(("of_piece", _("only the helpers of television pieces get a percentage of the piece")))
        if rate.least < least or rate.most > most:
            message = _("the decree allows from {least} to {most} % of the piece")
            found.append(("least" if rate.least < least else "most", message.format(least=least, most=most)))
    elif rate.most > defaults.GREATEST[rate.genre]:
        message = _("the decree allows a coefficient of {most} at most").format(most=defaults.GREATEST[rate.genre])
        found.append(("most", message))
    return found


def choice(value: object, kind: type[Choice]) -> Choice:
    """A member of an enumeration, by its value. raises UserError."""
    if isinstance(value, str):
        for each in kind:
            if each.value == value:
                return each
    raise _not(value, ", ".join(each.value for each in kind))


def boolean(value: object) -> bool:
    """True or false. raises UserError."""
    if isinstance(value, bool):
        return value
    raise _not(value, "true, false")


def text(value: object) -> str:
    """A cleaned text. raises UserError."""
    if isinstance(value, str):
        return clean(value)
    raise _not(value, _("a text"))


def day(value: object) -> dt.date:
    """A local day, as a TOML date or as text. raises UserError."""
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            raise _not(value, _("a day such as 2026-07-01")) from None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime) and EARLIEST <= value <= LATEST:
        return value
    raise _not(value, _("a day such as 2026-07-01"))


def dong(value: object) -> int:
    """A sum in whole đồng. raises UserError."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_SALARY:
        return value
    raise _not(value, _("whole đồng, at most {most}").format(most=MOST_SALARY))


def number(value: object, most: Decimal = Decimal(100)) -> Decimal:
    """A number from 0 on, as it is written: 0.3 is three tenths exactly. raises UserError."""
    form = _("a number from 0 to {most}, with {places} decimals at most").format(most=most, places=PLACES)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _not(value, form)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _not(value, form) from None
    if not number.is_finite() or not 0 <= number <= most or number != round(number, PLACES):
        raise _not(value, form)
    return round(number, PLACES).normalize() + 0


def _not(value: object, form: str) -> _Wrong:
    return _Wrong(said=_("{value} does not fit: {form}").format(value=quoted(str(value)), form=form))
