"""Files that define a station's own indicators (TOML): read one, and write one. Neither code nor SQL is in them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import tomlkit

from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.model.text import clean_title
from radiodesk.model.toml_files import BadFile, Lines, Problem, document, lines
from radiodesk.reports import definitions
from radiodesk.reports.content import Measure
from radiodesk.reports.definitions import IsBuiltIn
from radiodesk.reports.indicators import BY_KEY, Condition, Indicator
from radiodesk.reports.properties import Form, Property
from radiodesk.reports.subjects import SUBJECTS, Subject

KEYS = ("key", "label", "unit", "counts", "measure", "dated", "where", "without", "by", "manual", "adds", "share")
"""What a table of an indicator may have."""


class NotAKey(UserError):
    """A key that is not made of small letters, digits and underscores."""

    message = N_("“{key}” is not a key: use small letters a to z, digits and _, and begin with a letter")


class _Wrong(Exception):
    """A value that does not fit. Its key in the table, and what is wrong."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key, self.message = key, message


def read(name: str, text: str, known: Mapping[str, Indicator]) -> list[Indicator]:
    """Read the text of a file. name: for messages. known: all indicators of the station. raises BadFile."""
    content, where = document(name, text), lines(text, "indicator")
    tables = content.pop("indicator", [])
    problems = [Problem(where.of(key), key, _("a file of indicators has only [[indicator]] tables")) for key in content]
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise BadFile(name, [Problem(where.of("indicator"), "indicator", _("begin each one with [[indicator]]"))])
    own = {str(each.get("key")): each for each in tables}
    found: list[Indicator] = []
    for number, table in enumerate(tables):
        line = where.parts[number] if number < len(where.parts) else Lines(1)
        try:
            indicator = _indicator(table, known, own)
            if indicator.key in {each.key for each in found}:
                raise _Wrong("key", _("the file has this key twice"))
            found.append(indicator)
        except _Wrong as error:
            problems.append(Problem(line.of(error.key), error.key, error.message))
        except UserError as error:
            problems.append(Problem(line.of("label"), "label", str(error)))
    if not tables and not problems:
        problems.append(Problem(1, "", _("the file has no [[indicator]]")))
    if problems:
        raise BadFile(name, sorted(problems))
    return found


def write(indicators: Iterable[Indicator]) -> str:
    """Indicators as a file."""
    found = tomlkit.document()
    tables = tomlkit.aot()
    for each in indicators:
        definition = definitions.as_definition(each)
        table = tomlkit.table()
        table.add("key", each.key)
        measure = definition.pop("measure")
        if each.is_entered:
            table.add("manual", True)
        elif each.measure is Measure.HOURS:
            table.add("measure", measure)
        for name, value in definition.items():
            table.add(name, _inline(value) if isinstance(value, dict) else value)
        tables.append(table)
    found.add("indicator", tables)
    return tomlkit.dumps(found)


def _inline(values: Mapping[str, Sequence[str]]) -> Any:
    table = tomlkit.inline_table()
    for name, each in values.items():
        table.add(name, each[0] if len(each) == 1 else list(each))
    return table


def _indicator(table: Mapping[str, Any], known: Mapping[str, Indicator], own: Mapping[str, Any]) -> Indicator:
    for name in table:
        if name not in KEYS:
            message = _("an indicator has no key “{key}”: known are {keys}")
            raise _Wrong(name, message.format(key=name[:60], keys=", ".join(KEYS)))
    key = _key(table)
    ways = [name for name in ("counts", "manual", "share") if table.get(name)]
    if len(ways) != 1:
        raise _Wrong("counts", _("say one of: counts, manual = true, share"))
    for name in ("measure", "dated", "where", "without", "by") if ways != ["counts"] else ():
        if name in table:
            raise _Wrong(name, _("only an indicator that counts something has this"))
    if "adds" in table and ways != ["manual"]:
        raise _Wrong("adds", _("only an indicator with manual = true has this"))
    label = clean_title(_text(table, "label"))
    if ways == ["share"]:
        return Indicator(key, label, "%", Measure.PERCENT, share=_share(table, key, known, own), is_own=True)
    unit = clean_title(_text(table, "unit"))
    if ways == ["manual"]:
        return Indicator(key, label, unit, Measure.ENTERED, is_own=True, is_level=not _adds(table, unit))
    return _counting(table, key, label, unit)


def _adds(table: Mapping[str, Any], unit: str) -> bool:
    """Whether the figures of an indicator are said to add up, as they do if nothing is said."""
    adds = table.get("adds", True)
    if not isinstance(adds, bool):
        raise _Wrong("adds", _one_of(["true", "false"]))
    if adds and unit == "%" and "adds" in table:
        raise _Wrong("adds", _("percentages do not add up"))
    return adds


def _key(table: Mapping[str, Any]) -> str:
    try:
        return checked_key(_text(table, "key"))
    except UserError as error:
        raise _Wrong("key", str(error)) from error


def checked_key(key: str) -> str:
    """A key that can be one of the station's own. raises NotAKey, IsBuiltIn."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", key):
        raise NotAKey(key=key[:60])
    if key in BY_KEY:
        raise IsBuiltIn(key=key)
    return key


def _counting(table: Mapping[str, Any], key: str, label: str, unit: str) -> Indicator:
    """An indicator that counts a subject."""
    subject = SUBJECTS.get(_text(table, "counts"))
    if subject is None:
        raise _Wrong("counts", _one_of(SUBJECTS))
    measures = ["count", "hours"] if subject.has_length else ["count"]
    measure = table.get("measure", "count")
    if not isinstance(measure, str) or measure not in measures:
        raise _Wrong("measure", _one_of(measures))
    if (dated := table.get("dated", "")) and (not isinstance(dated, str) or dated not in subject.dates):
        raise _Wrong("dated", _one_of(subject.dates))
    by = _texts(table.get("by", []), "by")
    for each in by:
        _property(subject, each, "by")
    where = (*_conditions(table, "where", subject), *_conditions(table, "without", subject))
    return Indicator(key, label, unit, Measure(measure), subject.name, where, dated, tuple(by), is_own=True)


def _share(
    table: Mapping[str, Any], key: str, known: Mapping[str, Indicator], own: Mapping[str, Any]
) -> tuple[str, str]:
    keys = _texts(table["share"], "share")
    if len(keys) != 2:
        raise _Wrong("share", _("give two keys: the part and the whole"))
    for each in keys:
        is_share = "share" in own[each] if each in own else each in known and known[each].share is not None
        if each not in own and each not in known:
            raise _Wrong("share", _("“{key}” is not an indicator").format(key=each[:60]))
        if is_share or each == key:
            raise _Wrong("share", _("“{key}” is a share itself").format(key=each[:60]))
    return keys[0], keys[1]


def _conditions(table: Mapping[str, Any], name: str, subject: Subject) -> Iterable[Condition]:
    asked = table.get(name, {})
    if not isinstance(asked, Mapping):
        raise _Wrong(name, _("write it as {form}").format(form='{ kind = "news" }'))
    for each, value in asked.items():
        prop = _property(subject, each, name)
        values = ["yes" if value else "no"] if isinstance(value, bool) else _texts(value, name)
        if not values:
            raise _Wrong(name, _("“{key}” has no value").format(key=each))
        for one in values:
            if prop.form is Form.CHOICE and one and one not in prop.words:
                raise _Wrong(name, f"{each}: {_one_of(prop.words)}")
        yield Condition(each, tuple(values), negated=name == "without")


def _property(subject: Subject, name: str, key: str) -> Property:
    if (prop := subject.property(name)) is None:
        raise _Wrong(key, _one_of([each.name for each in subject.properties]))
    return prop


def _text(table: Mapping[str, Any], name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(name, _("a text is needed"))
    return value.strip()


def _texts(value: Any, name: str) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in values):
        raise _Wrong(name, _("texts are needed"))
    return list(dict.fromkeys(values))


def _one_of(values: Iterable[str]) -> str:
    return _("one of: {values}").format(values=", ".join(values))
