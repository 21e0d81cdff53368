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


def meaning(field: Field, content: Hashable) -> Hashable:
    """The value that a field's content stands for: 15:00 and 15 phút are the same. Invalid text stands for itself."""
    if not isinstance(field, Entry):
        return content
    typed = str(content).strip()
    try:
        value: Hashable = field.read(typed) if typed else None
    except UserError:
        return typed
    return value


def differences(
    before: Sequence[Field], now: Sequence[Field], contents: Mapping[str, Hashable]
) -> dict[str, Difference]:
    """The fields that somebody else changed, by name, except those that the user changed in the same way.

    before: the fields when the form was filled. now: the same fields as they are now. contents: what the form contains.
    """
    found: dict[str, Difference] = {}
    for old, new in zip(before, now, strict=True):
        content = contents[new.name]
        ours, theirs, base = meaning(new, content), meaning(new, initial(new)), meaning(old, initial(old))
        if theirs not in (base, ours):
            found[new.name] = Difference(new, None if ours == base else shown(old, content))
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
