"""The rule of an own indicator as fields of a form: one for each property, in the user's words, and back.

A field names values with semicolons between. After “not:” or “!” come those that are left out. The lack of a value has
a word of its own, such as “no author”. A value that begins like “not:” itself stands in quotes: “Not: a song”.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.model import Outlet, Programme, earlier_names
from radiodesk.model.text import fold, key
from radiodesk.reports import rule_words
from radiodesk.reports.indicators import NO_VALUE, Condition
from radiodesk.reports.properties import OUTLET, Form, Property
from radiodesk.reports.subjects import Subject

BETWEEN = "; "
OWN = "own"
"""The value of a condition for the station's own air."""


class UnknownValue(UserError):
    """A value that a property cannot have."""

    message = N_("“{typed}” is not known here: choose from the list, such as {names}")


class UnknownProperty(UserError):
    """Something that a subject cannot be divided by."""

    message = N_("“{typed}” is nothing to divide by: there are {names}")


@dataclass(frozen=True)
class Choices:
    """The values that a property can have at a station. value_of: by the key of each name that people may type."""

    prop: Property
    names: tuple[str, ...]
    """In the user's words, for a list."""
    value_of: Mapping[str, str]

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"where_{self.prop.name}"


def choices(session: Session, subject: Subject) -> list[Choices]:
    """The properties of a subject with their values."""
    return [_choices(session, each) for each in subject.properties]


def _choices(session: Session, prop: Property) -> Choices:
    values = dict(_values(session, prop))
    none = _(prop.none)
    others = {} if prop.form is not Form.ROW else _earlier(session, prop)
    named = {name: value for value, name in values.items()} | {none: NO_VALUE}
    value_of = others | {key(value): value for value in values} | {key(name): value for name, value in named.items()}
    return Choices(prop, (*values.values(), none), value_of)


def _values(session: Session, prop: Property) -> Iterator[tuple[str, str]]:
    """The values of a property as conditions have them, with the user's words."""
    if prop.form is Form.CHOICE:
        yield from ((value, _(word)) for value, word in prop.words.items())
    elif prop.table is not None:
        if prop is OUTLET:
            yield OWN, _("own air")
        name = prop.table.title if prop.table is Programme else prop.table.name  # type: ignore[attr-defined]
        yield from ((each, each) for each in session.scalars(select(name).order_by(name)))


def _earlier(session: Session, prop: Property) -> dict[str, str]:
    """The earlier names of rows, which rules may still use."""
    if prop.table is None or prop.table is Outlet:
        return {}
    return {each: each for each in earlier_names.former_ids(session, prop.table)}


def read_conditions(typed: str, known: Choices) -> tuple[Condition, ...]:
    """The conditions of a field. raises UnknownValue."""
    where: list[str] = []
    without: list[str] = []
    into = where
    for part in map(str.strip, typed.split(";")):
        if match := _left_out(part):
            rest = part[match.end() :]
            if key(part) not in known.value_of or key(rest) in known.value_of:
                into, part = without, rest
        if part:
            into.append(_value(part, known))
    found = ((tuple(dict.fromkeys(values)), negated) for values, negated in ((where, False), (without, True)))
    return tuple(Condition(known.prop.name, values, negated) for values, negated in found if values)


def _left_out(part: str) -> re.Match[str] | None:
    """The mark before the values that are left out, if a text begins with it."""
    return re.match(rf"(?:(?:{re.escape(_not())}|not)\s*:|!)\s*", part, re.IGNORECASE)


def _value(typed: str, known: Choices) -> str:
    found = known.value_of.get(key(typed))
    if found is None and len(typed) > 2 and _is_quoted(typed):
        typed = typed[1:-1]
        found = known.value_of.get(key(typed))
    if found is not None:
        return found
    if known.prop.form is Form.TEXT:
        return typed
    names = ", ".join(known.names[:4])
    raise UnknownValue(typed=typed[:60], names=names)


def written_conditions(prop: Property, conditions: Iterable[Condition]) -> str:
    """The conditions on a property as `read_conditions` reads them."""
    where: list[str] = []
    without: list[str] = []
    for each in conditions:
        if each.property == prop.name:
            (without if each.negated else where).extend(_written(prop, value) for value in each.values)
    if without:
        without[0] = f"{_not()}: {without[0]}"
    return BETWEEN.join([*where, *without])


def _written(prop: Property, value: str) -> str:
    words = _("own air") if prop is OUTLET and value == OWN else rule_words.value(prop, value)
    return f"“{words}”" if _left_out(words) or _is_quoted(words) else words


def _is_quoted(text: str) -> bool:
    return text.startswith("“") and text.endswith("”")


def _not() -> str:
    """The word before the values that are left out."""
    return _("not")


def read_properties(typed: str, subject: Subject) -> tuple[str, ...]:
    """The properties to divide by, typed by their labels or names. raises UnknownProperty."""
    names = {key(_(each.label)): each.name for each in subject.properties}
    names |= {each.name: each.name for each in subject.properties}
    found = []
    for part in filter(None, map(str.strip, typed.split(";"))):
        if key(part) not in names:
            labels = ", ".join(_(each.label) for each in subject.properties)
            raise UnknownProperty(typed=part[:60], names=labels)
        found.append(names[key(part)])
    return tuple(dict.fromkeys(found))


def written_properties(names: Sequence[str], subject: Subject) -> str:
    """The properties as `read_properties` reads them."""
    return BETWEEN.join(_(each.label) for each in subject.properties if each.name in names)


def key_from(label: str) -> str:
    """A key made of a label: “Chương trình tiếng Khmer” gives chuong_trinh_tieng_khmer."""
    letters = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:60].rstrip("_")
    return letters if letters[:1].isalpha() else f"x_{letters}".rstrip("_")[:60]
