"""The palette of commands. What the keys of a screen do is a command of it; the app adds those of the desk."""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from textual.screen import Screen

from radiodesk.locale import N_, _
from radiodesk.model.text import fold, key
from radiodesk.tui.dialogs.picker import Candidate, Picker

HERE, GO, DESK, LOOK = N_("Here"), N_("Go to"), N_("The desk"), N_("Language and colours")

ELSEWHERE = ("bring_in", "app.help", "screen.copy_text")
"""Actions of screens that are listed with those of the desk, or act on what is selected with the mouse."""


@dataclass(frozen=True)
class Command:
    """A command of the palette. group: its untranslated heading. detail: what the title does not say."""

    group: str
    title: str
    detail: str
    run: Callable[[], object]


class Palette(Picker[Command]):
    """The commands by group. The search ignores accents and case; every word that is typed must be there.

    over_dialog: whether a dialog is open, over which most commands are left out.
    """

    def __init__(self, commands: Sequence[Command], *, over_dialog: bool = False) -> None:
        candidates = [Candidate(each, each.title, each.detail, _(each.group)) for each in commands]
        self._commands = [(fold(f"{each.group} {each.title} {each.detail}"), each) for each in candidates]
        closed = _("No such command while a question or form is open: close it first (Esc)")
        empty = closed if over_dialog else _("No command matches")
        super().__init__(_("Commands"), self._matching, empty=empty, placeholder=_("Search for commands…"))

    async def _matching(self, query: str) -> Sequence[Candidate[Command]]:
        words = fold(query).split()
        found = [candidate for folded, candidate in self._commands if all(word in folded for word in words)]
        return _by_group(found, [_distance(query, each.title) for each in found]) if words else found


def _by_group(found: Sequence[Candidate[Command]], distances: Sequence[int]) -> list[Candidate[Command]]:
    """The closest candidates first, with those of a group together: the group with the closest one comes first."""
    closest: dict[str, int] = {}
    for candidate, distance in zip(found, distances, strict=True):
        closest[candidate.group] = min(distance, closest.get(candidate.group, distance))
    groups = sorted(closest, key=lambda group: closest[group])
    ranked = zip(distances, found, strict=True)
    in_order = sorted(ranked, key=lambda each: (groups.index(each[1].group), each[0]))
    return [candidate for _away, candidate in in_order]


def _distance(query: str, title: str) -> int:
    """How far a title is from what was typed. Its words as typed come first, then with other accents, then longer ones.

    Last come titles without these words, which are found by what is said beside them.
    """
    ways: tuple[tuple[Callable[[str], str], Callable[[str, str], bool]], ...] = (
        (key, operator.eq),
        (fold, operator.eq),
        (key, str.startswith),
        (fold, str.startswith),
        (fold, operator.contains),
    )
    for distance, (form, fits) in enumerate(ways):
        of_title = form(title).split()
        if all(any(fits(word, typed) for word in of_title) for typed in form(query).split()):
            return distance
    return len(ways)


def in_order(commands: Iterable[Command]) -> list[Command]:
    """Each title once, by group."""
    found: dict[str, Command] = {}
    for command in commands:
        found.setdefault(command.title, command)
    order = (HERE, GO, DESK, LOOK)
    return sorted(found.values(), key=lambda each: order.index(each.group))


def of_screen(screen: Screen[object]) -> Iterable[Command]:
    """One command for each action that the screen itself binds to keys."""
    bindings = {
        active.binding.action: active.binding
        for active in reversed(screen.active_bindings.values())
        if active.node is screen and active.binding.description
    }
    for action, binding in reversed(bindings.items()):
        if action not in ELSEWHERE:
            key = by_key(screen.app.get_key_display(binding))
            yield Command(HERE, binding.description, key, partial(screen.run_action, action))


def by_key(key: str) -> str:
    """What is said of a command that a key runs, too."""
    return _("Key {key}").format(key=key)
