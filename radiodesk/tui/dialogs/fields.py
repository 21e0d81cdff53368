"""The fields of a form, and how their text is read."""

import contextlib
import datetime as dt
import re
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from textual.suggester import Suggester

from radiodesk.errors import UserError
from radiodesk.locale import _, formats
from radiodesk.model.name_search import NameSearch
from radiodesk.model.text import TITLE_LIMIT, clean
from radiodesk.model.typed import typed_day, typed_length, typed_programme_length, typed_range, typed_start


@dataclass(frozen=True)
class Entry:
    """A text field. `read` converts the text to the value, and raises a UserError if the text is invalid.

    An empty field has the value None and is not read. A `required` field must not be empty.
    beside: another field, whose value `read` takes as well: None where that is empty or invalid.
    unless: the name of another field. While that has text, this one takes none, unless it has text already.
    """

    name: str
    label: str
    value: str = ""
    read: Callable[..., Any] = clean
    required: bool = False
    suggestions: Suggester | None = None
    """Completes paths."""
    placeholder: str = ""
    limit: int = TITLE_LIMIT
    """Maximum number of characters. Pasted text is cut there."""
    shows: Callable[[Any], str] | None = None
    """Returns a value in words: they stand beside the field while somebody types."""
    shows_beside: Callable[[Any, Any], str] | None = None
    """The same with the value of the field `beside`; these words stand there even if they were typed so."""
    shows_with: tuple[str, Callable[[Any], str]] | None = None
    """The name of another field, and what is shown instead while that has text."""
    examples: str = ""
    """What can be typed: it stands beside the field while its text is invalid."""
    beside: "Entry | None" = None
    unless: str = ""
    sets: Callable[[str], dict[str, Hashable]] | None = None
    """Returns what other fields contain for the text typed here, by their names: values of choices (None: no choice),
    texts of entries. A text that the user typed stays, and so does what the user chose if the text gives no choice.
    """
    gives: Callable[[str], dict[str, str]] | None = None
    """The same of texts that replace what the form put into other fields; an empty one takes the replacement back."""


@dataclass(frozen=True)
class Pick(Entry):
    """A text field for names, with a list of the known ones that opens while somebody types.

    new: the list's last row for a name that is not known, with {name}; empty where any text may be typed.
    between: what separates several names; None for a field of one name.
    """

    names: NameSearch = field(default_factory=lambda: NameSearch(()))
    new: str = ""
    between: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Choice:
    """A field to select one of a few options."""

    name: str
    label: str
    options: Sequence[tuple[str, Hashable]]
    """Pairs of a label and a value."""
    value: Hashable = field(default=None)
    """The initial value; None selects the first option, or none if the choice is `required`."""
    required: bool = False
    """Without an initial value, nothing is chosen, and the form is not saved until something is."""


@dataclass(frozen=True)
class Toggle:
    """A check box."""

    name: str
    label: str
    value: bool = False
    is_mark: bool = False
    """One of several that mark the rows of a list: a key marks all of them, or none."""


def day_field(
    name: str, label: str, day: dt.date | None, today: dt.date, *, past: bool = False, required: bool = False
) -> Entry:
    """A field for a day. today, past: as `typed_day` takes them."""
    return Entry(
        name,
        label,
        formats.day(day) if day else "",
        read=partial(typed_day, today=today, past=past),
        required=required,
        shows=formats.day_in_words,
    )


def length_field(name: str, label: str, seconds: float | None = None) -> Entry:
    """A field for the length of a story, an insert or a clip, in seconds."""
    value = "" if seconds is None else formats.duration(seconds)
    return Entry(name, label, value, read=typed_length, placeholder=_("1:15 or 75s"), shows=formats.duration_in_words)


def programme_length(
    name: str, label: str, seconds: float | None = None, *, read: Callable[[str], int] = typed_programme_length
) -> Entry:
    """A field for the length of a programme, in seconds. A number alone is typed in minutes."""
    return replace(length_field(name, label, seconds), read=read, placeholder=_("15 or 1h30"))


def time_field(
    label: str, value: str, length: Entry, *, placeholder: str = "", read: Callable[..., Any] = typed_start
) -> Entry:
    """The field "at" for a start, which takes "6h-7h" as well. length: the field that its length is in."""

    def give(text: str) -> dict[str, str]:
        found = None
        with contextlib.suppress(UserError):
            found = typed_range(text)
        return {length.name: formats.duration(found[1]) if found else ""}

    return Entry(
        "at",
        label,
        value,
        read=read,
        required=True,
        placeholder=placeholder,
        shows=formats.exact_clock,
        beside=length,
        gives=give,
    )


Field = Entry | Choice | Toggle
Values = dict[str, Any]

Save = Callable[[Values], Awaitable[object]]
"""Saves the values of a form."""

View = TypeVar("View")


def fields_again(
    fields_of: Callable[[View], Sequence[Field]], reread: Callable[[], Awaitable[View]]
) -> Callable[[], Awaitable[Sequence[Field]]]:
    """The `reread` of a form whose fields are filled from a view."""

    async def fields() -> Sequence[Field]:
        return fields_of(await reread())

    return fields


def same_fields(
    fields: Sequence[Field], reread: Callable[[], Awaitable[object]]
) -> Callable[[], Awaitable[Sequence[Field]]]:
    """The `reread` of a form whose fields stay, whatever else was changed."""

    async def again() -> Sequence[Field]:
        await reread()
        return fields

    return again
