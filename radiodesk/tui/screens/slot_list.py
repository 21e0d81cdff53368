"""The list of all slots: change one from its next occurrence on, end it, or go to that day."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from sqlalchemy.orm import Session
from textual.app import App
from textual.binding import Binding, BindingType

from radiodesk.kinds import BroadcastKind
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.schedule import slots
from radiodesk.schedule.rule_words import rule_words
from radiodesk.schedule.slot_list import ListedSlot, listed
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs.undo_listing import UndoListing
from radiodesk.tui.labels import KINDS
from radiodesk.tui.screens.slots import change_slot, end_slot
from radiodesk.tui.widgets.row_table import Column, cell

TITLE = N_("Slots")


class _NextOne(NamedTuple):
    """The next occurrence of a slot."""

    slot_id: int | None
    occurrence: dt.datetime | None
    title: str


class Slots(UndoListing):
    """The slots. `chosen` is the one under the cursor, to whose day the user goes, once it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "go", N_("Day"), show=False),
        Binding("x", "end", N_("End the slot"), show=False),
        Binding("f", "show_ended", N_("Ended ones"), show=False),
    ]

    def __init__(self, access: DeskAccess, every: Sequence[ListedSlot], damaged: Sequence[str]) -> None:
        self.access = access
        self._all, self._damaged = every, damaged
        self._shows_ended = False
        self._shown = self._now_shown()
        columns = [
            Column(_("Time"), 5),
            Column(_("Programme"), share=3),
            Column(_("Recurs"), share=2),
            Column(_("Next time"), 10),
            Column(_("Kind"), 9, spare=3),
            Column(_("Length"), 7, right=True, spare=2, wide=True),
            Column(_("From"), 10, wide=True),
            Column(_("Until"), 10, spare=1),
        ]
        super().__init__(
            _(TITLE),
            columns,
            [_row(each) for each in self._shown],
            explanation=self._summary(),
            opens=_("Enter: change · x: end · d: day · f: ended"),
        )

    @property
    def chosen(self) -> ListedSlot | None:
        """The slot under the cursor."""
        index = self.highlighted_index
        return None if index is None else self._shown[index]

    def full_text(self, index: int) -> str:
        """Everything on a slot."""
        each = self._shown[index]
        days = _("from {day}").format(day=formats.day(each.first))
        days += " " + _("until {day}").format(day=formats.day(each.last)) if each.last else ""
        upcoming = _("next on {day}").format(day=formats.day_in_words(each.upcoming.date())) if each.upcoming else ""
        people = ", ".join(name for _role, name in each.slot.terms.duties)
        rule = rule_words(each.slot.terms.recurrence.rule)
        return " · ".join(filter(None, (each.title, each.slot.terms.content.upstream, rule, days, upcoming, people)))

    def open_row(self, index: int) -> None:
        """Change the slot."""
        self._change(self._shown[index])

    @acts
    async def _change(self, listed_slot: ListedSlot) -> None:
        if (item := self._next(listed_slot)) and await change_slot(self.app, self.access, item):
            await self._read_again()

    @acts
    async def action_end(self) -> None:
        """End the slot before its next occurrence."""
        if (each := self.chosen) and (item := self._next(each)) and await end_slot(self.app, self.access, item):
            await self._read_again()

    def action_go(self) -> None:
        """Close the list, and go to the day of the next occurrence."""
        if (index := self.highlighted_index) is not None and self._next(self._shown[index]):
            self.dismiss(index)

    def action_show_ended(self) -> None:
        """Show the slots that are over too, or hide them again."""
        self._shows_ended = not self._shows_ended
        self._show()

    @in_background("load")
    async def reload(self) -> None:
        """Read the slots again."""
        await self._read_again()

    async def _read_again(self) -> None:
        self._all, self._damaged = await read(self.access)
        self._show()

    def _show(self) -> None:
        self._shown = self._now_shown()
        self.replace_rows([_row(each) for each in self._shown])
        self.explain(self._summary())

    def _now_shown(self) -> list[ListedSlot]:
        return [each for each in self._all if each.upcoming or self._shows_ended]

    def _next(self, listed_slot: ListedSlot) -> _NextOne | None:
        if listed_slot.upcoming is None:
            self.app.notify(_("This slot is over: nothing is to be changed"), markup=False)
            return None
        return _NextOne(listed_slot.slot.id, listed_slot.upcoming, listed_slot.title)

    def _summary(self) -> str:
        ended = sum(each.upcoming is None for each in self._all)
        running = len(self._all) - ended
        said = [ngettext("{count} slot in force or to come", "{count} slots in force or to come", running)]
        if ended:
            said.append(ngettext("{ended} is over", "{ended} are over", ended))
        words = " · ".join(said).format(count=running, ended=ended)
        return "\n".join([words, *self._damaged])


async def read(access: DeskAccess) -> tuple[list[ListedSlot], list[str]]:
    """The slots, and what is wrong with those that cannot be read."""
    now = access.now()

    def found(session: Session) -> tuple[list[ListedSlot], list[str]]:
        return listed(session, now), list(map(str, slots.damaged(session)))

    return await access.read(found)


async def show_slots(app: App[Any], access: DeskAccess) -> dt.date | None:
    """List the slots. Returns the day that the user goes to. Call it in a worker."""
    every, damaged = await read(access)
    if not every and not damaged:
        said = _("There are no slots yet: fill in “Recurs” in the form of n, or Ctrl+P, “Paste a schedule”.")
        app.notify(said, markup=False)
        return None
    dialog = Slots(access, every, damaged)
    index = await app.push_screen_wait(dialog)
    chosen = None if index is None else dialog.chosen
    return chosen.upcoming.date() if chosen and chosen.upcoming else None


def _row(each: ListedSlot) -> tuple[Text, ...]:
    terms, style = each.slot.terms, "" if each.upcoming else "dim"
    when, kind = terms.recurrence, terms.content.kind
    is_first_run = kind is BroadcastKind.FIRST_RUN
    return (
        cell(formats.clock(when.at), style),
        cell(each.title, style),
        cell(rule_words(when.rule), style),
        cell(formats.day(each.upcoming.date()) if each.upcoming else "", style),
        cell("" if is_first_run else _(KINDS[kind]), "dim"),
        cell(formats.duration(when.seconds), style),
        cell(formats.day(each.first), style),
        cell(formats.day(each.last) if each.last else "", style),
    )
