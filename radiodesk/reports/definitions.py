"""All indicators of a station: those of radiodesk, and those that the station defined.

An own one that is damaged, such as by a name that nothing at the station has any more, keeps no other from being
counted: it is left out, unless it is asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model import StationIndicator
from radiodesk.reports import counting
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
    """All indicators by key, in the order of a report: the station's own come last. Without those that are damaged.

    One whose rule has a name that nothing has is there, so that it can be corrected; `faults` tells it.
    """
    return _read(session)[0]


def readable(session: Session) -> dict[str, Indicator]:
    """All indicators by key, with shares whose parts are gone or shares themselves."""
    return _readable(session)[0]


def faults(session: Session) -> dict[str, UserError]:
    """Why own indicators cannot be counted, by their keys: UnknownInRule or DamagedIndicator."""
    known, found = _read(session)
    for each in known.values():
        if each.is_own and (error := _fault(session, each, known)):
            found[each.key] = error
    return found


def chosen(session: Session, keys: Iterable[str] | None) -> tuple[list[Indicator], dict[str, Indicator]]:
    """The indicators of these keys in their order, or all that can be counted; and all by key.

    raises UnknownIndicator, and for one that cannot be counted DamagedIndicator or UnknownInRule.
    """
    known, damaged = _read(session)
    if keys is None:
        return [each for each in known.values() if not each.is_own or not _fault(session, each, known)], known
    wanted = list(dict.fromkeys(keys))
    for each in wanted:
        if each in damaged:
            raise damaged[each]
        if each not in known:
            raise UnknownIndicator(key=each[:60], keys=", ".join(known))
        if known[each].is_own and (error := _fault(session, known[each], known)):
            raise error
    return [known[each] for each in wanted], known


def _read(session: Session) -> tuple[dict[str, Indicator], dict[str, UserError]]:
    """All indicators that make sense by themselves, and the errors of the others, by key."""
    found, damaged = _readable(session)
    shares = {key: each.share for key, each in found.items() if each.share}
    for key, share in shares.items():
        if any(part not in found or part in shares for part in share):
            damaged[key] = DamagedIndicator(key=key)
    return {key: each for key, each in found.items() if key not in damaged}, damaged


def _readable(session: Session) -> tuple[dict[str, Indicator], dict[str, UserError]]:
    """All indicators with a definition that can be read, and the errors of the others, by key."""
    own = select(StationIndicator.name, StationIndicator.definition).order_by(StationIndicator.position)
    found = {each.key: each for each in BUILT_IN}
    damaged: dict[str, UserError] = {}
    for name, definition in session.execute(own):
        try:
            found[name] = of_definition(name, definition)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError):
            damaged[name] = DamagedIndicator(key=name)
    return found, damaged


def _fault(session: Session, indicator: Indicator, known: Mapping[str, Indicator]) -> UserError | None:
    """Why the rule of an own indicator, or of a part of its share, cannot be counted."""
    try:
        for each in (indicator, *(known[key] for key in indicator.share or ())):
            if each.is_own:
                counting.check_names(session, each)
    except UserError as error:
        return error
    return None


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
