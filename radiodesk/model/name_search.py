"""Find names while somebody types: without case and accents, the most used first. Pure: no session."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from radiodesk.model.text import fold, key, sort_key

SHOWN = 8
"""Names that a list shows at most."""

BETWEEN_PEOPLE = re.compile(r"[,;/&+]")
"""Separates the names of people while they are typed. `split_names` reads the finished text."""


@dataclass(frozen=True)
class OtherName:
    """Another name of what has a name, such as an earlier one. detail: says what it is.

    leads: whether it stands for the name where it is typed. That of several persons does not.
    """

    name: str
    detail: str
    leads: bool


@dataclass(frozen=True)
class UsedName:
    """A name, and how often it is used; -1 for one that is out of use. detail: what tells it from others."""

    name: str
    uses: int = 0
    detail: str = ""
    others: tuple[OtherName, ...] = ()
    """Other names by which it is found, too."""

    def by(self, other: OtherName) -> "UsedName":
        """The name as it is shown where it was found by another one."""
        return replace(self, detail=" · ".join(filter(None, (self.detail, other.detail))))


class _Folded(NamedTuple):
    """A name with its forms for searching. Both begin with a space, so that each word begins with one.

    used: what is found by it.
    """

    used: UsedName
    folded: str
    keyed: str


class NameSearch:
    """Names to search. Each is folded once: build it in a thread, search it at every keystroke."""

    def __init__(self, names: Iterable[UsedName]) -> None:
        in_order = sorted(names, key=lambda each: (-each.uses, sort_key(each.name)))
        self._names = []
        leading: dict[str, UsedName] = {}
        for each in in_order:
            self._names.append(_folded(each.name, each))
            for other in each.others:
                self._names.append(_folded(other.name, each.by(other)))
                if other.leads:
                    leading[self._names[-1].keyed] = self._names[-1].used
        self._by_key = leading | {f" {key(each.name)}": each for each in reversed(in_order)}

    def known(self, typed: str) -> UsedName | None:
        """The name that is typed in full, or that the typed one leads to, whatever its case; accents count."""
        return self._by_key.get(f" {key(typed)}")

    def meant(self, typed: str) -> list[UsedName]:
        """Those whom a name can mean where no list is seen: one where it is clear, none where it is not known.

        The name in full, or one that leads to it; else what is the same without accents; else the last words of a name,
        by which Vietnamese are called. Accents that are typed count.
        """
        if known := self.known(typed):
            return [known]
        folded, keyed = f" {fold(typed)}", f" {key(typed)}"
        for is_same in (str.__eq__, str.endswith):
            found = {each.used.name: each.used for each in self._names if is_same(each.keyed, keyed)}
            if not found and keyed.isascii():
                found = {each.used.name: each.used for each in self._names if is_same(each.folded, folded)}
            if found:
                return list(found.values())
        return []

    def find(self, typed: str, limit: int = SHOWN, without: Collection[str] = ()) -> list[UsedName]:
        """The names that contain the typed text: at the start of a word before elsewhere, the most used first.

        The name that is typed in full comes first. Text with accents prefers names with the same accents. Nothing typed
        finds all names. Where another name of a row matches better than its own, the detail says which one.
        without: names to leave out, as `key` gives them.
        """
        folded, keyed = fold(typed), key(typed)
        has_accents = not keyed.isascii()
        left_out = {known.name for name in without if (known := self.known(name))}
        ranked: tuple[dict[str, UsedName], ...] = ({}, {}, {}, {})
        for each in self._names:
            if folded not in each.folded or each.used.name in left_out:
                continue
            if each.keyed[1:] == keyed:
                rank = 0
            elif f" {folded}" not in each.folded:
                rank = 3
            else:
                rank = 2 if has_accents and f" {keyed}" not in each.keyed else 1
            if len(ranked[rank]) < limit:
                ranked[rank].setdefault(each.used.name, each.used)
        found: dict[str, UsedName] = {}
        for names in ranked:
            found |= {name: used for name, used in names.items() if name not in found}
        return list(found.values())[:limit]


def _folded(name: str, used: UsedName) -> _Folded:
    return _Folded(used, f" {fold(name)}", f" {key(name)}")


def part_at(text: str, cursor: int, between: re.Pattern[str] | None) -> tuple[int, int]:
    """Where the name under the cursor begins and ends in a text of several names, without the spaces around it.

    between: what separates the names; None for a text of one name.
    """
    begin, end = 0, len(text)
    if between is not None:
        for separator in between.finditer(text):
            if separator.end() <= cursor:
                begin = separator.end()
            else:
                end = separator.start()
                break
    part = text[begin:end]
    begin += len(part) - len(part.lstrip())
    return begin, max(begin, begin + len(part.strip()))


def other_names(text: str, cursor: int, between: re.Pattern[str] | None) -> set[str]:
    """The names of the text but for the one under the cursor, as `key` gives them."""
    if between is None:
        return set()
    begin, end = part_at(text, cursor, between)
    return {key(part) for part in between.split(text[:begin]) + between.split(text[end:]) if part.strip()}
