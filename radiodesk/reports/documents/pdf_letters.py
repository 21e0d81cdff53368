"""Whether the letters of a page of a PDF can be read, by what paints it: not white ones, nor any under white areas."""

from collections.abc import Mapping, Sequence
from typing import Any

_PALE, _WHITE = 0.88, 0.97
"""How light letters are that nobody reads, and areas that look like paper; a pale area is only behind letters."""
_TEXTS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_AREAS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_FILLS = frozenset({b"g", b"rg", b"k", b"sc", b"scn"})
"""The operators that choose the colour of letters and areas."""
_SPACES = frozenset(f"/{name}" for name in ("DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased"))
"""The colour spaces whose numbers say how light a colour is; in others, 1 may be full ink."""


class Letters:
    """How the letters of a page look. spaces: the colour spaces of the page by their names, as pypdf gives them."""

    def __init__(self, spaces: Mapping[str, Any]) -> None:
        self._spaces = spaces
        self._fill = (True, 0.0)  # whether the colour space says how light it is, and how light the colour is
        self._kept: list[tuple[bool, float]] = []
        self.are_unsure = False
        """Whether letters were painted so that they are not seen, or an area that may cover some."""

    def notice(self, operator: bytes, operands: Sequence[Any], *_places: object) -> None:
        """Follow an operator of the page. A visitor of pypdf."""
        is_plain, light = self._fill
        if operator == b"q":
            self._kept.append(self._fill)
        elif operator == b"Q" and self._kept:
            self._fill = self._kept.pop()
        elif operator == b"cs":
            self._fill = (self._is_plain(operands), 0.0)
        elif operator in _FILLS:
            is_plain = is_plain or operator not in (b"sc", b"scn")
            self._fill = (is_plain, _lightness(operands) if is_plain else 0.0)
        else:
            lost = (operator in _TEXTS and light >= _PALE) or (operator in _AREAS and light >= _WHITE)
            self.are_unsure = self.are_unsure or lost or (operator == b"Tr" and operands != [0])

    def _is_plain(self, operands: Sequence[Any]) -> bool:
        """Whether the numbers of a colour space say how light a colour is. operands: its name."""
        name = operands[0] if operands else ""
        space = self._spaces.get(name)
        space = name if space is None else space.get_object()
        return str(space[0] if isinstance(space, list) else space) in _SPACES


def _lightness(operands: Sequence[Any]) -> float:
    """How light a colour is at least, from 0 to 1. operands: its grey, its red, green and blue, or its four inks."""
    if not operands or not all(isinstance(each, int | float) for each in operands):
        return 0.0
    return float(1 - max(operands) if len(operands) == 4 else min(operands))
