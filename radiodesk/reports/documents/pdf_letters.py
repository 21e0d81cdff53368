"""Whether the letters of a page of a PDF can be read, by what paints it: not white ones, nor any under white areas."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pypdf.generic import NameObject, is_null_or_none

_PALE, _WHITE = 0.88, 0.97
"""How light letters are that nobody reads, and areas that look like paper; a pale area is only behind letters."""
_TEXTS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_AREAS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_FILLS = frozenset({b"g", b"rg", b"k", b"sc", b"scn"})
"""The operators that choose the colour of letters and areas."""
_OTHER_SPACES = frozenset(f"/{name}" for name in ("Separation", "DeviceN", "Indexed", "Pattern", "Lab"))
"""The colour spaces whose numbers do not say how light a colour is: 1 may be full ink."""


@dataclass(frozen=True)
class _State:
    """What letters and areas are painted with."""

    light: float = 0.0
    """How light the colour is, from 0 to 1."""
    is_plain: bool = True
    """Whether numbers of its colour space say so."""
    is_inked: bool = True
    """Whether letters are filled."""


class Painting:
    """Follows what paints a page, with the forms that it draws. page: of pypdf, whose visitors the methods are."""

    def __init__(self, page: Any) -> None:
        self._resources = _inner(page, "/Resources")
        self._state = _State()
        self._kept: list[_State] = []
        self._outer: list[tuple[Any, _State, list[_State]]] = []
        self.hides_letters = False
        """Whether letters were painted so that they are not seen, or an area that may cover some."""

    def before(self, operator: bytes, operands: Sequence[Any], *_places: object) -> None:
        """Follow an operator."""
        state = self._state
        if operator == b"q":
            self._kept.append(state)
        elif operator == b"Q" and self._kept:
            self._state = self._kept.pop()
        elif operator == b"Do":
            self._begin_form(operands)
        elif operator == b"Tr":
            self._state = replace(state, is_inked=operands == [0])
        elif operator == b"cs":
            self._state = replace(state, light=0.0, is_plain=self._is_plain(operands))
        elif operator in _FILLS:
            is_plain = state.is_plain or operator not in (b"sc", b"scn")
            self._state = replace(state, light=_lightness(operands) if is_plain else 0.0, is_plain=is_plain)
        elif operator in _TEXTS:
            self.hides_letters = self.hides_letters or state.light >= _PALE or not state.is_inked
        elif operator in _AREAS:
            self.hides_letters = self.hides_letters or state.light >= _WHITE

    def after(self, operator: bytes, *_others: object) -> None:
        """Follow the end of a form."""
        if operator == b"Do":
            self._resources, self._state, self._kept = self._outer.pop()

    def _begin_form(self, operands: Sequence[Any]) -> None:
        """Go on in a form: what it chooses ends with it. operands: its name."""
        self._outer.append((self._resources, self._state, self._kept))
        self._kept = []
        form = _inner(_inner(self._resources, "/XObject"), _name(operands))
        if form.get("/Subtype") == "/Form":
            if not _inner(form, "/Resources"):  # it has those around it; pypdf would leave such a form out
                form[NameObject("/Resources")] = self._resources
            self._resources = _inner(form, "/Resources")

    def _is_plain(self, operands: Sequence[Any]) -> bool:
        """Whether the numbers of a colour space say how light a colour is. operands: its name."""
        name = _name(operands)
        space = _inner(_inner(self._resources, "/ColorSpace"), name) or name
        return str(space[0] if isinstance(space, list) else space) not in _OTHER_SPACES


def _inner(outer: Any, name: str) -> Any:
    """A dictionary of a PDF within another one; an empty one where it has none."""
    found = outer.get(name)
    return {} if is_null_or_none(found) else found.get_object()


def _name(operands: Sequence[Any]) -> str:
    return str(operands[0]) if operands else ""


def _lightness(operands: Sequence[Any]) -> float:
    """How light a colour is, from 0 to 1, by its darkest part. operands: grey; red, green and blue; or four inks."""
    if not operands or not all(isinstance(each, int | float) for each in operands):
        return 0.0
    if len(operands) == 4:
        return float((1 - max(operands[:3])) * (1 - operands[3]))
    return float(min(operands))
