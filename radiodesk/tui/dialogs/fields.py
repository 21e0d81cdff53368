"""The fields of a form, and how their text is read."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from textual.suggester import Suggester

from radiodesk.model.text import clean


@dataclass(frozen=True)
class Entry:
    """A text field. `read` converts the text to the value, and raises a UserError if the text is invalid.

    An empty field has the value None and is not read. A `required` field must not be empty.
    """

    name: str
    label: str
    value: str = ""
    read: Callable[[str], Any] = clean
    required: bool = False
    suggestions: Sequence[str] | Suggester = ()
    placeholder: str = ""
    sets: Callable[[str], dict[str, Hashable]] | None = None
    """Returns the values to set in the form's choices for the text typed here, by the choices' names."""


@dataclass(frozen=True)
class Choice:
    """A field to select one of a few options."""

    name: str
    label: str
    options: Sequence[tuple[str, Hashable]]
    """Pairs of a label and a value."""
    value: Hashable = field(default=None)
    """The initial value; None selects the first option."""


@dataclass(frozen=True)
class Toggle:
    """A check box."""

    name: str
    label: str
    value: bool = False


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
