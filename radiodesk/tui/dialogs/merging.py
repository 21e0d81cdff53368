"""Merges what a user typed into a form with what somebody else saved meanwhile.

A field that only the other user changed takes the new value. A field that both changed keeps what the user typed.
"""

import textwrap
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from radiodesk.errors import UserError
from radiodesk.locale import _
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Toggle

QUOTED_LENGTH = 40
"""Characters of a value in a message."""


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed. field: as it is now. typed: what the user set instead, None for nothing."""

    field: Field
    typed: str | None


def initial(field: Field) -> Hashable:
    """What a field contains before the user changes it: the text of an entry, the value of a choice or a toggle.

    None for a choice that is not made yet.
    """
    if isinstance(field, Choice) and field.value is None and not field.required:
        return field.options[0][1]
    return field.value


def initials(fields: Sequence[Field]) -> dict[str, Hashable]:
    """What fields contain before the user changes them, by their names."""
    return {field.name: initial(field) for field in fields}


def meanings(fields: Sequence[Field], contents: Mapping[str, Hashable]) -> dict[str, Hashable]:
    """The values that contents stand for, by the fields' names: 15:00 and 15 phút are the same.

    Invalid text stands for itself.
    """
    return {field.name: _meaning(field, contents) for field in fields if field.name in contents}


def _meaning(field: Field, contents: Mapping[str, Hashable]) -> Hashable:
    try:
        return _read(field, contents)
    except UserError:
        return str(contents[field.name]).strip()


def _read(field: Field, contents: Mapping[str, Hashable]) -> Hashable:
    """The value of a field. raises UserError for invalid text."""
    content = contents.get(field.name)
    if not isinstance(field, Entry):
        return content
    typed = str(content or "").strip()
    value: Hashable = None
    if typed and field.beside is None:
        value = field.read(typed)
    elif typed and field.beside:
        value = field.read(typed, _read_or_none(field.beside, contents))
    return value


def _read_or_none(field: Field, contents: Mapping[str, Hashable]) -> Hashable:
    try:
        return _read(field, contents)
    except UserError:
        return None


def differences(
    before: Sequence[Field], now: Sequence[Field], contents: Mapping[str, Hashable]
) -> dict[str, Difference]:
    """The fields that somebody else changed, by name, except those that the user changed in the same way.

    before: the fields when the form was filled. now: those that are there now, in any order; one that is not there in
    both does not differ. contents: what the form contains.
    """
    found: dict[str, Difference] = {}
    ours, theirs, base = meanings(now, contents), meanings(now, initials(now)), meanings(before, initials(before))
    by_name = {field.name: field for field in now}
    for name, old in ((old.name, old) for old in before if old.name in by_name):
        if theirs[name] not in (base[name], ours[name]):
            typed = None if ours[name] == base[name] else shown(old, contents[name])
            found[name] = Difference(by_name[name], typed)
    return found


def shown(field: Field, content: Hashable) -> str:
    """A field's content as a message shows it."""
    match field:
        case Entry():
            text = " ".join(str(content).split())
            return textwrap.shorten(text, QUOTED_LENGTH, placeholder="…") or "–"
        case Choice():
            return next((label for label, value in field.options if value == content), "–")
        case Toggle():
            return _("yes") if content else _("no")


def message(error: ChangedMeanwhile, found: Mapping[str, Difference]) -> str:
    """Who changed what, what the user typed instead, and what to do next."""
    names = {"person": error.values.get("person", _("Somebody else")), "when": _("meanwhile")}
    if time := error.values.get("time"):
        names["when"] = _("at {time}").format(time=time)
    taken = [_change(each) for each in found.values() if each.typed is None]
    kept = [each for each in found.values() if each.typed is not None]
    sentences = [
        _("{person} changed {change} {when}; you typed {typed}.").format(
            **names, change=_change(each), typed=each.typed
        )
        for each in kept
    ]
    if taken:
        changes = ", ".join(taken)
        sentences.append(_("{person} changed {change} {when}: it is filled in here.").format(**names, change=changes))
    if not found:
        sentences.append(_("{person} changed something else here {when}.").format(**names))
    sentences.append(_("Press Enter again to save yours.") if kept else _("Press Enter again to save."))
    return "\n".join(sentences)


def _change(difference: Difference) -> str:
    field = difference.field
    return _("{field} to {value}").format(field=field.label, value=shown(field, initial(field)))
