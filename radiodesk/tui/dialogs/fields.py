"""What a form is made of: the fields, and how what was typed in them is read."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from textual.suggester import Suggester

from radiodesk.model.text import clean


@dataclass(frozen=True)
class Entry:
    """A line to type in. What was typed goes through `read`, which raises a UserError where it is wrong.

    An entry that is left empty gives None without being read, or is asked for where it is `required`.
    """

    name: str
    label: str
    value: str = ""
    read: Callable[[str], Any] = clean
    required: bool = False
    suggestions: Sequence[str] | Suggester = ()
    placeholder: str = ""
    decides: Callable[[str], dict[str, Hashable]] | None = None
    """The values of choices, by their names, that go with what is typed."""


@dataclass(frozen=True)
class Choice:
    """One of a few."""

    name: str
    label: str
    options: Sequence[tuple[str, Hashable]]
    """Each the word shown, and the value."""
    value: Hashable = field(default=None)
    """The value chosen at first; None stands for the first option."""


@dataclass(frozen=True)
class Tick:
    """Yes or no."""

    name: str
    label: str
    value: bool = False


Field = Entry | Choice | Tick
Values = dict[str, Any]
