"""The roster of a week: a table in which people are put on duty, by keys and by mouse."""

import datetime as dt
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

from sqlalchemy.orm import Session
from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from radiodesk.errors import Doubtful
from radiodesk.kinds import BroadcastState, DutyRole
from radiodesk.locale import N_, _, formats
from radiodesk.model import Action
from radiodesk.model.database import Removed
from radiodesk.model.moments import monday_of
from radiodesk.model.name_search import BETWEEN_PEOPLE, NameSearch
from radiodesk.model.names import join_names, split_names
from radiodesk.model.text import key
from radiodesk.schedule import roster_block, week_roster
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.roster_block import PlacedBlock, Unclear, place_of
from radiodesk.schedule.week_roster import WEEK, Assignment, RosterCell, RosterRow, WeekRoster
from radiodesk.staff import choices
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.background import acted_on, acts, in_background
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Field, Pick, Values, fields_again, same_fields
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.undoing import Undoing
from radiodesk.tui.labels import DUTIES, STATES
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.change_line import ChangeLine
from radiodesk.tui.widgets.key_bar import Key, KeyBar, KeyLines
from radiodesk.tui.widgets.name_picker import NameInput
from radiodesk.tui.widgets.roster_table import RosterTable

FIELD = "people"


@dataclass(frozen=True)
class _Shown:
    """What the dialog shows: a roster, and the people that its forms propose."""

    roster: WeekRoster
    people: NameSearch


class WeekRosterDialog(Dialog[None], Undoing):
    """The table of one week and one role. Each change is saved at once."""

    FOLLOWS = True
    AUTO_FOCUS = "RosterTable"
    ABOUT = N_(
        "Who is on duty in the role at the top; Tab shows another role. Enter or a letter puts people on duty in the "
        "cell; cells copied in a spreadsheet are pasted from the cell on. – nobody yet, | between two broadcasts with "
        "different people, ! on duty at two at once, ✕ cancelled, ▲ missed, ↻ repeat, ⇄ relay. A name that does not "
        "fit is shortened: the line below the table has all of it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "fill_right", N_("Fill to the right")),
        Binding("ctrl+d", "fill_down", N_("Fill down")),
        Binding("ctrl+u", "copy_week_before", N_("As in the week before")),
        Binding("tab", "step_role(1)", N_("Next role"), show=False),
        Binding("shift+tab", "step_role(-1)", N_("Previous role"), show=False),
        Binding("shift+left", "step_week(-1)", N_("Previous week")),
        Binding("shift+right", "step_week(1)", N_("Next week")),
        Binding("ctrl+g", "show_all", N_("All rows")),
        Binding("ctrl+e", "export", N_("Export")),
        Binding("escape", "leave", N_("Close")),
    ]

    def __init__(self, access: DeskAccess, shown: _Shown) -> None:
        super().__init__()
        self.access = access
        self._shown = shown
        self._wanted = shown.roster.monday
        """The Monday of the week that the user wants to see: another one than is shown while that one is read."""
        self._role = shown.roster.usual_role
        self._shows_all = False
        self._typed_ahead: deque[events.Key] = deque()
        """What was typed while a form saved, and was not handed over yet."""
        self._is_typing = False

    def compose(self) -> ComposeResult:
        """Lay out the roles, the table, the cell in full, the last change, and the keys."""
        with Box(self._title(), classes="tall broad"):
            yield KeyLines(self._roles())
            yield RosterTable()
            yield Static(id="cell", markup=False)
            yield ChangeLine(self.access)
            yield KeyBar()

    def on_mount(self) -> None:
        """Show the week, with the cursor on the day of the desk."""
        self._show()
        self._table.go_to_day(self.access.day.weekday())

    @property
    def _table(self) -> RosterTable:
        return self.query_one(RosterTable)

    @property
    def _monday(self) -> dt.date:
        return self._shown.roster.monday

    def _title(self) -> str:
        days = formats.days(self._monday, self._monday + WEEK - dt.timedelta(days=1))
        return _("Roster of the week {days}").format(days=days)

    def _roles(self) -> tuple[Key, ...]:
        """The roles, to be clicked."""
        words = [
            Key("", _(word), f"screen.show_role('{role.value}')", current=role is self._role)
            for role, word in DUTIES.items()
        ]
        return (Key("Tab", "", "screen.step_role(1)"), *words)

    def _show(self) -> None:
        roster = self._shown.roster
        rows = [row for row in roster.rows if row.needs_people or self._shows_all]
        self.query_one(Box).rename(self._title())
        self.query_one(KeyLines).show(self._roles())
        self._table.show(roster, rows, self._role, self.access.today())
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """All rows can be shown where some are hidden otherwise."""
        if action == "show_all" and all(row.needs_people for row in self._shown.roster.rows):
            return False
        return super().check_action(action, parameters)

    @on(RosterTable.Entered)
    def _say_cell(self) -> None:
        """Say in full what is under the cursor."""
        row, cell = self._table.row, self._table.cell
        said = list(_in_full(row, cell)) if row and cell else [_("Nothing is planned in this week.")]
        self.query_one("#cell", Static).update("\n".join(said))

    # The week and the role

    @in_background("load")
    async def reload(self) -> None:
        """Read the week again."""
        await self._read()

    async def _read(self) -> None:
        """Show the week that is wanted. What is read of another one by then is left out."""
        monday = self._wanted
        shown = await read(self.access, monday)
        if monday == self._wanted:
            self._shown = shown
            self._show()

    @acts
    async def action_step_week(self, by: int) -> None:
        """Show the week before (-1) or after (1)."""
        self._wanted = self._monday + by * WEEK
        await self._read()

    def action_step_role(self, by: int) -> None:
        """Show the next role (1) or the one before (-1)."""
        roles = list(DUTIES)
        self._role = roles[(roles.index(self._role) + by) % len(roles)]
        self._show()

    def action_show_role(self, role: str) -> None:
        """Show a role."""
        self._role = DutyRole(role)
        self._show()

    def action_show_all(self) -> None:
        """Show the relays at which nobody is on duty too, or hide them again."""
        self._shows_all = not self._shows_all
        self._show()

    def action_recent_changes(self) -> None:
        """List the recent changes, then show the week as it is after them."""
        from radiodesk.tui.dialogs.recent_changes import RecentChanges

        def closed(_answer: None) -> None:
            self.reload()

        self.app.push_screen(RecentChanges(self.access), closed)

    @acts
    async def action_export(self) -> None:
        """Write the roster of the week to a file."""
        from radiodesk.tui.dialogs.export_roster import export_roster

        await export_roster(self.app, self.access, self._shown.roster, all_rows=self._shows_all)

    # Cells

    @on(RosterTable.Opened)
    def _opened(self) -> None:
        if self.is_current:
            self._ask()

    def _ask(self) -> None:
        """Ask who is on duty in the cell."""
        row, cell = self._table.row, self._table.cell
        if row is None or cell is None or not self._has_broadcast(cell):
            self._table.take_typed()
            return
        role, week = self._role, self._monday

        def again(session: Session) -> RosterCell:
            rows = week_roster.week_roster(session, week).rows
            now = next((each.cells[(cell.day - week).days] for each in rows if each.key == row.key), None)
            if now is None or not now.on_air:
                raise Removed
            return now

        snapshot = Snapshot(self.access, cell, again)
        is_apart = not cell.is_alike(role)

        def fields_of(now: RosterCell) -> Sequence[Field]:
            if not is_apart:
                return [self._field(FIELD, _(DUTIES[role]), now.people(role))]
            label = _("{role}, {time}")
            return [
                self._field(
                    _field_name(each),
                    label.format(role=_(DUTIES[role]), time=formats.clock(each.starts)),
                    week_roster.people_of(each, role),
                )
                for each in now.on_air
            ]

        async def save(values: Values) -> None:
            wanted = [
                Assignment(each, role, tuple(values[name] or ()))
                for each in snapshot.view.on_air
                if (name := _field_name(each) if is_apart else FIELD) in values
            ]
            if not await self._change(wanted, sure="sure" in values):
                self.app.notify(_("Nothing to change"), markup=False)

        form = PeopleForm(
            _("On duty"),
            fields_of(cell),
            save,
            explanation=place_of(row, cell),
            reread=fields_again(fields_of, snapshot.reread),
            take_typed=self._table.take_typed,
        )

        def closed(_saved: bool | None) -> None:
            self.reload()
            self._typed_ahead.extendleft(reversed(form.typed_ahead))
            if not self._is_typing:
                self._type_again()

        self.app.push_screen(form, closed)

    @in_background("typed")
    async def _type_again(self) -> None:
        """Hand over the keys that were typed ahead, each once the one before has had its effect.

        Those at once would overtake what passes through more widgets, or miss the form that one of them opens.
        """
        self._is_typing = True
        try:
            while self._typed_ahead:
                self.app.post_message(self._typed_ahead.popleft())
                await acted_on(self.app)
        finally:
            self._is_typing = False

    def _field(self, name: str, label: str, people: Sequence[str]) -> Pick:
        """A field for the people of a cell."""
        new = N_("new person: {name}")
        names = self._shown.people
        return Pick(name, label, join_names(people), read=split_names, names=names, new=new, between=BETWEEN_PEOPLE)

    def _has_broadcast(self, cell: RosterCell) -> bool:
        """Whether somebody can be on duty in a cell. Says so if not."""
        if not cell.on_air:
            said = _("It is not on the air on this day") if cell.broadcasts else _("It is not planned on this day")
            self.app.notify(said, markup=False)
        return bool(cell.on_air)

    @on(RosterTable.Cleared)
    def _cleared(self) -> None:
        self._empty()

    @acts
    async def _empty(self) -> None:
        """Put nobody on duty in the cell. Those of aired broadcasts stay."""
        cell = self._table.cell
        if cell is None or not cell.people(self._role):
            return
        wanted = cell.emptied(self._role)
        if not wanted or not await self._assign(wanted):
            self.app.notify(_("It was aired: Enter changes who was on duty"), markup=False)

    @acts
    async def action_fill_right(self) -> None:
        """Put those of the cell on duty on the days after it, too."""
        await self._fill(lambda row, day: self._table.rows[row].repeated(day, self._role))

    @acts
    async def action_fill_down(self) -> None:
        """Put those of the cell on duty in the rows below it on that day, too."""
        await self._fill(lambda row, day: week_roster.repeated_below(self._table.rows, row, day, self._role))

    async def _fill(self, repeated: Callable[[int, int], Sequence[Assignment]]) -> None:
        """Repeat those of the cell. repeated: what does it, from the place of the cell."""
        cell = self._table.cell
        if cell is None or not cell.people(self._role):
            self.app.notify(_("Nobody is in this cell: there is nothing to repeat"), markup=False)
            return
        if not await self._assign(repeated(*self._table.place)):
            self.app.notify(
                _("Nothing to change: these people are on duty there already, or it was aired"), markup=False
            )

    @on(RosterTable.Pasted)
    def _pasted(self, event: RosterTable.Pasted) -> None:
        self._paste(event.text)

    @acts
    async def _paste(self, text: str) -> None:
        """Put pasted names into the cells from the one under the cursor on. Ask first who is meant by unclear ones."""
        block = self._placed(text)
        if block.unclear:
            await self.app.push_screen_wait(self._form_of_unclear(text, block.unclear))
            await self._read()
        elif not await self._assign(block.wanted(self._whom)):
            self.app.notify(_("Nothing to change: the cells have these people already"), markup=False)

    def _placed(self, text: str) -> PlacedBlock:
        return roster_block.placed(text, self._table.rows, self._table.place, self._role, self._shown.people)

    def _whom(self, name: str) -> list[str]:
        return roster_block.whom(name, self._shown.people)

    def _form_of_unclear(self, text: str, unclear: Sequence[Unclear]) -> Form:
        """Ask who is meant by unclear names of a pasted block, and store it with them."""
        read = partial(roster_block.corrected, names=self._shown.people)
        fields = [
            replace(field, read=read, required=True, new=field.new if each.is_new else "")
            for place, each in enumerate(unclear)
            for field in [self._field(f"name-{place}", each.place, [each.name])]
        ]

        async def save(values: Values) -> None:
            meant = {key(each.name): values[field.name] for each, field in zip(unclear, fields, strict=True)}
            wanted = self._placed(text).wanted(lambda name: meant.get(key(name)) or self._whom(name))
            await self._change(wanted, sure="sure" in values)

        return Form(
            _("Names that are not clear"),
            fields,
            save,
            button=_("Paste"),
            explanation=_(
                "Nobody has these names, or several people have. Nothing is stored yet: correct them. A name that "
                "stays unknown is added as a new person."
            ),
            reread=same_fields(fields, self._read),
        )

    @acts
    async def action_copy_week_before(self) -> None:
        """Fill the empty cells of all roles with those of the week before."""
        seen = self._shown.roster

        async def copy(sure: bool) -> int:
            return await self.access.change(
                Action.COPY_ROSTER,
                lambda session: week_roster.copy_week_before(session, seen, sure=sure),
                day=seen.monday.isoformat(),
            )

        await self._sure(copy)

    async def _assign(self, wanted: Sequence[Assignment]) -> bool:
        """Put people on duty, after a question if somebody would be at two places. Returns False if nothing changed."""

        async def assign(sure: bool) -> int:
            return await self._change(wanted, sure=sure)

        return await self._sure(assign)

    async def _sure(self, change: Callable[[bool], Awaitable[int]]) -> bool:
        """Change the roster, after a question if somebody would be at two places, and show it.

        change: takes whether the user is sure, and returns how many places it changed. Returns False if it was none.
        """
        try:
            count = await change(False)
        except Doubtful as doubtful:
            question = _("{doubts}. Put them on duty all the same?").format(doubts=". ".join(doubtful.doubts))
            if not await self.app.push_screen_wait(Confirm(_("On duty"), question, yes=_("Put them on duty"))):
                return True
            count = await change(True)
        await self._read()
        return bool(count)

    async def _change(self, wanted: Sequence[Assignment], *, sure: bool) -> int:
        """Save it in one unit of work. Returns how many broadcasts were changed."""
        action, values = Action.ASSIGN_WEEK, {"day": self._monday.isoformat()}
        if len(wanted) == 1:
            (entry,) = (each.entry for each in wanted)
            day, time = entry.starts.date().isoformat(), entry.starts.time().isoformat()
            action, values = Action.SET_DUTIES, {"title": entry.title, "day": day, "time": time}
        return await self.access.change(
            action, lambda session: week_roster.assign_week(session, wanted, sure=sure), **values
        )


class PeopleForm(Form):
    """Asks who is on duty in a cell.

    take_typed: returns the letters that opened it, which replace the names there; empty if none did.
    """

    def __init__(self, *args: Any, take_typed: Callable[[], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._take_typed = take_typed
        self._typed_early = ""
        """What was typed before the field was there."""
        self.typed_ahead: list[events.Key] = []
        """What was typed while the form saved, for the table."""

    def on_mount(self) -> None:
        """Type what opened the form; else select the names, which typing replaces."""
        super().on_mount()
        field = self.query_one(NameInput)
        if typed := self._take_typed() + self._typed_early:
            field.value = ""
            field.focus()
            field.insert_text_at_cursor(typed)
        else:
            field.action_select_all()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key acts on the form while it saves: the table gets them all."""
        return False if self.is_saving else super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed before the field is there, and while the form saves."""
        if self.is_saving:
            event.stop()
            event.prevent_default()
            self.typed_ahead.append(events.Key(event.key, event.character))
        elif self.focused is None and event.character and event.is_printable:
            event.stop()
            self._typed_early += event.character


def _field_name(entry: Entry) -> str:
    """The name of the field for the people of a broadcast, the same after somebody else has stored it."""
    if entry.slot and entry.occurrence:
        return f"{FIELD}-{entry.slot.id}-{entry.occurrence:%Y%m%d%H%M%S}"
    return f"{FIELD}-{entry.broadcast_id}"


async def read(access: DeskAccess, monday: dt.date) -> _Shown:
    """The roster of the week that begins on a Monday, and the people to propose."""
    return await access.read(lambda session: _Shown(week_roster.week_roster(session, monday), choices.people(session)))


async def show_week_roster(app: App[Any], access: DeskAccess) -> None:
    """Show the roster of the week of the desk's day. Call it in a worker."""
    shown = await read(access, monday_of(access.day))
    await app.push_screen_wait(WeekRosterDialog(access, shown))


def _in_full(row: RosterRow, cell: RosterCell) -> Iterator[str]:
    """What a cell holds: its place, everybody on duty by role, and who is at two places at once."""
    states = {each.state for each in cell.broadcasts} - {BroadcastState.PLANNED}
    words = [_(STATES[state][1]) for state in STATES if state in states]
    people = [f"{_(word)}: {cell.who(role)}" for role, word in DUTIES.items() if cell.people(role)]
    nobody = [] if people or not cell.on_air else [_("nobody on duty")]
    absent = [] if cell.broadcasts else [_("not planned on this day")]
    yield " · ".join([place_of(row, cell), *words, *people, *nobody, *absent])
    yield from cell.clashes
