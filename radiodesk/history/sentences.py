"""What entries of the audit did, as sentences."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from radiodesk.errors import UserError, visible
from radiodesk.locale import _, formats
from radiodesk.model.actions import SENTENCES, Action

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")

PERIODS = frozenset({"period", "month"})
"""Values that are codes of reporting periods."""

COUNTED = ("count", "days")
"""Values that are the number of things of a sentence with a singular and a plural."""

FIGURE = "value"
"""The value that is a number, or a dash."""

RULE = "rule"
"""The value that is the rule of a new slot; entries of older releases have none."""

LAST = "last"
"""The value that is the last day of a new slot, if it has one."""

BEFORE = "_before"
"""What follows the name of a value in the name of what it was before the change."""

LENGTH = "length"
"""The value that is a new length in seconds, or None; an entry has it with the one before."""

TRANSLATED = frozenset({"state", "figure"})
"""Values that are words of the catalogue, or texts that no language changes."""


def sentence(action: str, values: Mapping[str, Any]) -> str:
    """What an entry did, as a sentence in the current language. Undoing an undo repeats the change."""
    action, values, depth = origin(action, values)
    template = "{undone}" if not depth else _("Undone: {undone}") if depth % 2 else _("Redone: {undone}")
    shown = {name: _of(name, value) for name, value in values.items()}
    shown = {name: _with_before(text, shown.get(name + BEFORE)) for name, text in shown.items()}
    original = _original(Action(action), values) if action in list(Action) else visible(action)
    return template.format(undone=original.format_map(_SentenceValues(shown)))


def _original(action: Action, values: Mapping[str, Any]) -> str:
    """The sentence of an action, in the current language, without its values."""
    said = SENTENCES[action]
    if isinstance(said, str):
        return _with_more(values).replace("{sentence}", _(said))
    number = next((values[name] for name in COUNTED if name in values), 0)
    return said(int(number) if str(number).isdecimal() else 0)


def _with_more(values: Mapping[str, Any]) -> str:
    """What stands around the sentence of an action: the days of a new slot, a length that changed."""
    if RULE in values:
        is_ending = LAST in values
        return (
            _("{sentence}, {rule}, from {first} until {last}") if is_ending else _("{sentence}, {rule}, from {first}")
        )
    return _("{sentence}, length {length}") if LENGTH in values else "{sentence}"


def _with_before(text: str, before: str | None) -> str:
    """A value in words, behind what it was before the change if that was something else."""
    return text if before in (None, text) else f"{before} → {text}"


def _of(name: str, value: Any) -> str:
    if name in (LENGTH, LENGTH + BEFORE):
        return formats.duration(value) if isinstance(value, int) else "–"
    if name == RULE:
        return _rule(value)
    if name in PERIODS:
        return _period(value)
    if name == FIGURE and _NUMBER.fullmatch(str(value)):
        return formats.exact(Decimal(str(value)))
    return _(value) if name in TRANSLATED else _shown(value)


def origin(action: str, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any], int]:
    """The action that an entry repeats or undoes, with its values, and how many times it was undone or redone."""
    depth = 0
    while action == Action.UNDO:
        depth += 1
        action, values = str(values.get("action", "")), values.get("values") or {}
    return action, values, depth


class _SentenceValues(dict[str, str]):
    """Values of a sentence. A missing value is shown as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _shown(value: object) -> str:
    """A value as text for a sentence. Days and times are formatted in the current language."""
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    text = visible(str(value))
    if _DAY.fullmatch(text):
        return formats.day(dt.date.fromisoformat(text))
    if _TIME.fullmatch(text):
        return formats.clock(dt.time.fromisoformat(text))
    return text


def _rule(text: object) -> str:
    """A recurrence rule in words; a text that is none as it is."""
    from radiodesk.schedule import rrule, rule_words  # imported here: most sentences name none

    try:
        return rule_words.rule_words(rrule.parse(str(text)))
    except UserError:
        return _shown(text)


def _period(code: object) -> str:
    """A period by its code, such as 2019-9m, in words; a text that is no code as it is."""
    from radiodesk.reports import periods  # imported here: most sentences name none

    try:
        return periods.in_words(periods.parse(str(code)))
    except periods.BadPeriod:
        return _shown(code)
