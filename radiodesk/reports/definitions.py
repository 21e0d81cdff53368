"""All indicators of a station: those of radiodesk, and those that the station defined in a file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model import StationIndicator
from radiodesk.reports.content import Measure
from radiodesk.reports.indicators import BUILT_IN, Condition, Indicator


class UnknownIndicator(UserError):
    """A key that is no indicator."""

    message = N_("“{key}” is not an indicator of this station. There are: {keys}")


class DamagedIndicator(UserError):
    """An indicator whose definition in the database cannot be read."""

    message = N_("The rule of “{key}” is damaged in the database: apply the file of indicators again")


class IsBuiltIn(UserError):
    """An indicator of radiodesk's own, which is neither changed nor removed."""

    message = N_("“{key}” is an indicator of radiodesk itself: choose another key")


def every(session: Session) -> dict[str, Indicator]:
    """All indicators by key, in the order of a report: the station's own come last."""
    own = select(StationIndicator.name, StationIndicator.definition).order_by(StationIndicator.position)
    found = {each.key: each for each in BUILT_IN}
    return found | {name: _sound(name, definition) for name, definition in session.execute(own)}


def chosen(session: Session, keys: Iterable[str] | None) -> tuple[list[Indicator], dict[str, Indicator]]:
    """The indicators of these keys in their order, or all of them; and all by key. raises UnknownIndicator."""
    known = every(session)
    if keys is None:
        return list(known.values()), known
    wanted = list(dict.fromkeys(keys))
    for each in wanted:
        if each not in known:
            raise UnknownIndicator(key=each[:60], keys=", ".join(known))
    return [known[each] for each in wanted], known


def _sound(name: str, definition: Mapping[str, Any]) -> Indicator:
    try:
        return of_definition(name, definition)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise DamagedIndicator(key=name) from error


def of_definition(name: str, definition: Mapping[str, Any]) -> Indicator:
    """An indicator as it is stored."""
    share = definition.get("share")
    return Indicator(
        key=name,
        label=definition["label"],
        unit=definition["unit"],
        measure=Measure(definition["measure"]),
        counts=definition.get("counts", ""),
        where=tuple(_conditions(definition, "where", negated=False))
        + tuple(_conditions(definition, "without", negated=True)),
        dated=definition.get("dated", ""),
        by=tuple(definition.get("by", ())),
        share=(share[0], share[1]) if share else None,
        is_own=True,
        is_level=definition.get("adds") is False,
    )


def as_definition(indicator: Indicator) -> dict[str, Any]:
    """What is stored of an indicator: what its file says, without its key."""
    found: dict[str, Any] = {"label": indicator.label, "unit": indicator.unit, "measure": indicator.measure.value}
    for name, negated in (("where", False), ("without", True)):
        asked = {each.property: list(each.values) for each in indicator.where if each.negated is negated}
        if asked:
            found[name] = asked
    for name in ("counts", "dated"):
        if value := getattr(indicator, name):
            found[name] = value
    for name in ("by", "share"):
        if value := getattr(indicator, name):
            found[name] = list(value)
    if indicator.is_level:
        found["adds"] = False
    return found


def _conditions(definition: Mapping[str, Any], name: str, *, negated: bool) -> Sequence[Condition]:
    asked: Mapping[str, Sequence[str]] = definition.get(name, {})
    return [Condition(prop, tuple(values), negated) for prop, values in asked.items()]
