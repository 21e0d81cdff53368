"""The list of the conflicts of the next four weeks: go to one, accept it with a reason, or solve it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from rich.text import Text
from sqlalchemy.orm import Session
from textual.app import App
from textual.binding import Binding, BindingType

from radiodesk.errors import Doubtful, visible
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import Action
from radiodesk.model.text import NOTE_LIMIT
from radiodesk.schedule import conflict_words, found_conflicts, solutions
from radiodesk.schedule.conflict_words import Group
from radiodesk.schedule.found_conflicts import FoundConflict
from radiodesk.schedule.solutions import Solution, Way
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.dialogs.undo_listing import UndoListing
from radiodesk.tui.widgets.row_table import Column, cell, valued

TITLE = N_("Conflicts of the next four weeks")
SIGNS = {False: ("▲", "yellow"), True: ("○", "dim")}
"""The sign and its style: of one that is open, and of one that somebody accepted."""


class Conflicts(UndoListing):
    """The conflicts, the same one on several days in one line. `chosen` is what the user goes to, once it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("asterisk", "accept", N_("Accept"), show=False),
        Binding("e", "solve", N_("Solve"), show=False),
        Binding("f", "hide_accepted", N_("Accepted ones"), show=False),
    ]

    def __init__(self, access: DeskAccess, found: Sequence[FoundConflict]) -> None:
        self.access = access
        self._hides_accepted = False
        self._all = conflict_words.grouped(found)
        self._groups = self._all
        columns = [Column("", 1), Column(_("Time"), 11), Column(_("Days"), 18), Column(_("Conflict"), share=1)]
        super().__init__(
            _(TITLE),
            columns,
            _rows(self._groups),
            explanation=_summary(self._all),
            opens=_("Enter: day · *: accept · e: solve · f: hide accepted"),
        )

    @property
    def chosen(self) -> Group | None:
        """The conflict under the cursor."""
        index = self.highlighted_index
        return None if index is None else self._groups[index]

    def full_text(self, index: int) -> str:
        """The sentence of the conflict."""
        return visible(conflict_words.sentence(self._groups[index]))

    @in_background("load")
    async def reload(self) -> None:
        """Read the conflicts again."""
        await self._read_again()

    async def _read_again(self) -> None:
        self._all = conflict_words.grouped(await read(self.access))
        self._show()

    def _show(self) -> None:
        self._groups = [each for each in self._all if each.accepted is None or not self._hides_accepted]
        self.replace_rows(_rows(self._groups))
        self.explain(_summary(self._all))

    def action_hide_accepted(self) -> None:
        """Hide the accepted ones, or show them again."""
        self._hides_accepted = not self._hides_accepted
        self._show()

    @acts
    async def action_accept(self) -> None:
        """Ask for a reason, and accept the conflict on all its days."""
        if (group := self.chosen) is None:
            return
        if group.accepted is not None:
            self.app.notify(
                _("This conflict is accepted already: {reason}").format(reason=group.accepted), markup=False
            )
            return
        today = self.access.today()

        async def save(values: Values) -> None:
            def accept(session: Session) -> None:
                found_conflicts.accept_all(session, today, group.conflicts, values["reason"])

            await self.access.change(Action.ACCEPT_CONFLICT, accept, conflict=conflict_words.reference(group))

        entry = Entry("reason", _("Reason"), required=True, limit=NOTE_LIMIT, placeholder=_("Why it may stay"))
        text = visible(conflict_words.sentence(group))
        form = Form(_("Accept a conflict"), [entry], save, button=_("Accept"), explanation=text)
        await self.app.push_screen_wait(form)
        await self._read_again()

    @acts
    async def action_solve(self) -> None:
        """Pick a proposed solution, for the first day of the conflict, and make the change."""
        if (group := self.chosen) is None:
            return
        proposed = solutions.solutions(group.first)
        if not proposed:
            said = _("Nothing obvious solves this conflict: Enter goes to the day, * accepts it with a reason.")
            self.app.notify(said, markup=False)
            return
        picked = await self.app.push_screen_wait(_picker(group, proposed))
        if picked is not None:
            await self._solve(proposed[picked])

    async def _solve(self, solution: Solution) -> None:
        now, starts = self.access.now(), solution.starts
        values = {"title": solution.of.title, "day": starts.date().isoformat(), "time": starts.time().isoformat()}

        async def change(*, sure: bool) -> None:
            await self.access.change(
                Action.CHANGE_BROADCAST, lambda session: solutions.solve(session, solution, now, sure=sure), **values
            )

        try:
            await change(sure=False)
        except Doubtful as doubtful:
            question = _("{doubts}. Make the change all the same?").format(doubts=". ".join(doubtful.doubts))
            if not await self.app.push_screen_wait(Confirm(_("Solve a conflict"), question, yes=_("Make the change"))):
                return
            await change(sure=True)
        await self._read_again()


async def read(access: DeskAccess) -> list[FoundConflict]:
    """The conflicts of the next four weeks."""
    today = access.today()
    return await access.read(lambda session: found_conflicts.ahead(session, today))


async def show_conflicts(app: App[Any], access: DeskAccess) -> tuple[dt.date, int | None] | None:
    """List the conflicts. Returns the day that the user goes to and the stored broadcast there. Call it in a worker."""
    found = await read(access)
    if not found:
        app.notify(_("No conflicts in the next four weeks."), markup=False)
        return None
    dialog = Conflicts(access, found)
    index = await app.push_screen_wait(dialog)
    if index is None or (group := dialog.chosen) is None:
        return None
    first = group.first
    day = max(first.conflict.begins.astimezone(first.zone).date(), access.today())
    later = first.broadcasts[-1] if first.broadcasts else None
    return day, later.broadcast_id if later and later.starts.date() == day else None


def _picker(group: Group, proposed: Sequence[Solution]) -> Picker[int]:
    """Asks for one of the solutions; their places are the ids."""
    day = formats.day(group.first.conflict.begins.astimezone(group.first.zone).date())
    candidates = [Candidate(place, visible(_words(each)), day) for place, each in enumerate(proposed)]
    return Picker(_("Solve this conflict on {day}").format(day=day), candidates)


def _words(solution: Solution) -> str:
    """A solution as a sentence."""
    before, after = (formats.exact_clock(each.starts.time()) for each in (solution.of, solution))
    if solution.way is Way.MOVE:
        return _("Move {time} {title} to {new}").format(time=before, title=solution.of.title, new=after)
    length = "–" if solution.seconds is None else formats.duration_in_words(solution.seconds)
    return _("Shorten {time} {title} to {length}").format(time=before, title=solution.of.title, length=length)


def _rows(groups: Sequence[Group]) -> list[tuple[Text, ...]]:
    rows: list[tuple[Text, ...]] = []
    for each in groups:
        sign, style = SIGNS[each.accepted is not None]
        muted = "dim" if each.accepted is not None else ""
        involved = conflict_words.broadcasts(each) or each.first.conflict.person
        what = ": ".join(filter(None, (conflict_words.name(each), involved)))
        if each.accepted is not None:
            what = f"{each.accepted} · {what}"
        days = valued(conflict_words.days(each, with_year=False), (each.first.conflict.begins.timestamp(),), muted)
        rows.append((cell(sign, style), cell(conflict_words.time(each), muted), days, cell(what, muted)))
    return rows


def _summary(groups: Sequence[Group]) -> str:
    """How many are open and how many accepted, with their signs."""
    counts = {
        is_accepted: sum(len(each.conflicts) for each in groups if (each.accepted is not None) is is_accepted)
        for is_accepted in SIGNS
    }
    left = ngettext("▲ {count} conflict", "▲ {count} conflicts", counts[False]).format(count=counts[False])
    accepted = ngettext("○ {count} accepted", "○ {count} accepted", counts[True]).format(count=counts[True])
    return f"{left} · {accepted}"
