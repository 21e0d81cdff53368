"""Paste a schedule: the text, a table to correct what was read of it, and a preview of the slots with conflicts."""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static, TextArea

from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import Action, text_files
from radiodesk.schedule import grid_files, pasting, published, unusual
from radiodesk.schedule.grid_files import BadFile, Outcome
from radiodesk.schedule.pasting import Pasted
from radiodesk.schedule.published import Entry
from radiodesk.schedule.published.days import Day
from radiodesk.schedule.recurrence import EndBeforeStart
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import acts, fault_notice, in_background
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.conflicts import show_conflicts
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.dialogs.grid_files import preview
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.paths import PathSuggester, read_paths
from radiodesk.tui.dialogs.quitting import AsksToQuit
from radiodesk.tui.dialogs.schedule_entry import (
    OnDays,
    Past,
    corrected,
    days_for_all,
    days_form,
    entry_form,
    remarks,
    row,
    start_words,
)
from radiodesk.tui.dialogs.searchable import Filter
from radiodesk.tui.dialogs.waiting import waiting
from radiodesk.tui.widgets.button_row import ButtonRow
from radiodesk.tui.widgets.row_table import Column, cell

TITLE = N_("Paste a schedule")
DAY_MINUTES = 24 * 60
DAY_CELLS = 10
"""At least so many for the day: a date."""
MOST_LEFT_OUT = 4
"""The most lines that become no slot and are named after the slots are made."""


class ScheduleText(Dialog[Pasted]):
    """Asks for the text of a schedule, pasted or in a file. Stays open until it was read."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "go_on", N_("Go on"), show=False)]

    def __init__(self, access: DeskAccess, text: str = "", file: str = "", *, is_corrected: bool = False) -> None:
        """text, file: what was read before. is_corrected: the user has corrected what was read."""
        super().__init__()
        self._access = access
        self._initial, self._initial_file = text, file
        self._is_corrected = is_corrected
        self._reading = False

    def compose(self) -> ComposeResult:
        """Lay out the file, the text, the error and the button."""
        with Vertical(classes="box tall broad") as box:
            box.border_title = Content(_(TITLE))
            explanation = _(
                "Paste the schedule as it is published, one programme in a line: “5h30 Thời sự”. Or name a text file."
            )
            yield Static(explanation, classes="explanation", markup=False)
            yield Input(
                self._initial_file,
                placeholder=_("A text file, instead of pasting"),
                suggester=PathSuggester(),
                compact=True,
            )
            yield TextArea(self._initial, soft_wrap=False, show_line_numbers=True, compact=True)
            yield Static(classes="error", markup=False)
            button = Button(Content(_("Go on")), id="go-on", compact=True)
            yield ButtonRow([button], _("Ctrl+S: go on · Tab: next field · Esc: close"))

    def on_mount(self) -> None:
        """Start in the text."""
        self.query_one(TextArea).focus()

    def may_leave(self) -> bool:
        """Whether nothing is pasted or corrected that would be lost. Asks otherwise."""
        if not self.text.strip() and not self._is_corrected:
            return True
        if self.is_current:
            self._ask_to_leave()
        return False

    @in_background("leave")
    async def _ask_to_leave(self) -> None:
        question = _("What you typed in “{form}” is not saved yet.").format(form=_(TITLE))
        if await self.app.push_screen_wait(Confirm(_("Close without saving?"), question, yes=_("Discard it"))):
            self.dismiss(None)

    @property
    def text(self) -> str:
        """What was pasted."""
        return self.query_one(TextArea).text

    @property
    def file(self) -> str:
        """The name of the file that was typed."""
        return self.query_one(Input).value

    @on(Button.Pressed)
    @on(Input.Submitted)
    def _pressed(self) -> None:
        self.action_go_on()

    @in_background("read", exclusive=False)
    async def action_go_on(self) -> None:
        """Read the text, and close with what it says."""
        if self._reading:
            return
        self._reading = True
        line = self.query_one(".error", Static)
        line.update(_("Reading: one moment"))
        try:
            self.dismiss(await self._read(self.file, self.text))
        except UserError as error:
            line.update(str(error))
        except Exception as error:
            line.update(await fault_notice(error))
        finally:
            self._reading = False

    async def _read(self, file: str, text: str) -> Pasted:
        """raises NoSchedule, TooManyEntries, NoSuchFile and the errors of `text_files`."""
        if file.strip():
            (path, *_others) = await asyncio.to_thread(read_paths, file)
            text = await asyncio.to_thread(text_files.text_of, str(path))
        today = self._access.today()
        return await self._access.read(lambda session: pasting.read(session, text, today))


class ScheduleTable(AsksToQuit, Listing):
    """What was read of a schedule, to be corrected. Closes with an index once the slots are made: see `outcome`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", N_("Edit"), show=False),
        Binding("x,delete", "remove", N_("Remove"), show=False),
        Binding("d", "first_day", N_("Day"), show=False),
    ]

    def __init__(self, access: DeskAccess, pasted: Pasted, before: "ScheduleTable | None" = None) -> None:
        self.access = access
        self.outcome: Outcome | None = None
        self._pasted = pasted
        self._first: dt.date = before._first if before else access.today()
        self._last: dt.date | None = before._last if before else None
        self._read_first: dt.date = before._read_first if before else self._first
        self._on_days: tuple[OnDays, Day] = before._on_days if before else (OnDays.AS_READ, None)
        self._read_days: dict[Entry, tuple[Day, str]] = dict(before._read_days) if before else {}
        """The days, with their doubt, that entries had before all were put on the same days."""
        self._days_at_first = (access.today(), None)
        self._corrections: dict[Entry, Entry | None] = dict(before._corrections) if before else {}
        """What the user made of an entry as it was read, whatever its line; None for one that is left out."""
        self._originals = [each for each in pasted.entries if self._corrected(each) is not None]
        self._entries = [entry for each in pasted.entries if (entry := self._corrected(each)) is not None]
        self._unreadable = pasted.unreadable
        self._put_new_on_days()
        self._is_making = False
        self._judge()
        rows = self._rows_now()
        columns = [
            Column("", 1),
            Column(_("Time"), 5),
            Column(_("Length"), 7, right=True, spare=1),
            Column(_("Title"), share=3),
            Column(_("Kind"), _widest(rows, 4, 12)),
            Column(_("Day"), max(DAY_CELLS, _widest(rows, 5, 20))),
            Column(_("Remarks"), share=2, wide=True),
        ]
        super().__init__(
            _(TITLE),
            columns,
            rows,
            explanation=self._summary(),
            opens=_("Enter: slots · e: edit · x: leave out · d: days"),
        )
        self._search_in_full()

    def _judge(self) -> None:
        """See what each entry lacks to be a slot, and which first runs are guessed."""
        self._judged = pasting.judged(self._entries, self._first, self._pasted.first_runs)
        self._lacks = [each.lack for each in self._judged]

    def holds_answers(self) -> bool:
        """Whether something was corrected, left out, or given other days, and is not made into slots yet."""
        is_changed = self._unreadable != self._pasted.unreadable or (self._first, self._last) != self._days_at_first
        is_corrected = any(replace(each, line=0) in self._corrections for each in self._pasted.entries)
        return self.outcome is None and (is_corrected or is_changed)

    def _corrected(self, original: Entry) -> Entry | None:
        """An entry as the user corrected it, perhaps in an earlier table; None if it is left out."""
        corrected = self._corrections.get(replace(original, line=0), original)
        return corrected and replace(corrected, line=original.line)

    def _is_past(self, entry: Entry) -> bool:
        return isinstance(entry.day, dt.date) and entry.day < self.access.today()

    @property
    def _past(self) -> list[int]:
        """The places of the entries on days that have passed."""
        return [place for place, entry in enumerate(self._entries) if self._is_past(entry)]

    def _doubt(self, place: int) -> str:
        """What is doubtful of an entry, in words; empty if nothing is."""
        return "; ".join(filter(None, (self._judged[place].doubt, self._length_doubt(place))))

    def _length_doubt(self, place: int) -> str:
        """Why the length of an entry is doubtful, in words; empty if it is not, or if the user corrected its times."""
        entry, original = self._entries[place], self._originals[place]
        is_read = (entry.start, entry.end) == (original.start, original.end)
        return self._pasted.doubts.get((original.line, original.start), "") if is_read else ""

    def _search_in_full(self) -> None:
        """Let the search find all that the line under the table says, such as what an entry lacks."""
        self._filter = Filter([(self.full_text(index), *row) for index, row in enumerate(self._rows)])

    def _rows_now(self) -> list[tuple[Text, ...]]:
        rows = [
            row(entry, lack, self._doubt(place), is_past=self._is_past(entry))
            for place, (entry, lack) in enumerate(zip(self._entries, self._lacks, strict=True))
        ]
        for number, line in self._unreadable:
            said = _("Line {line} was not understood").format(line=number)
            rows.append(_row_of_line("?", line.strip(), said, "yellow"))
        ends = _("ends the broadcasting")
        return [*rows, *(_row_of_line("○", closing.text, ends) for closing in self._pasted.closings)]

    def _summary(self) -> str:
        whole = sum(not lack for lack in self._lacks)
        parts = [
            ngettext("● {count} can be a slot", "● {count} can be slots", whole).format(count=whole),
            _("▲ {count} lack something").format(count=len(self._lacks) - whole),
            _("? {count} not understood").format(count=len(self._unreadable)),
        ]
        if doubtful := sum(bool(self._length_doubt(place)) for place in range(len(self._entries))):
            said = ngettext("▲ {count} of doubtful length", "▲ {count} of doubtful length", doubtful)
            parts.append(said.format(count=doubtful))
        if guessed := sum(bool(each.doubt) for each in self._judged):
            said = ngettext("▲ {count} repeat to check", "▲ {count} repeats to check", guessed)
            parts.append(said.format(count=guessed))
        if past := len(self._past):
            said = ngettext("! {count} on a day that has passed", "! {count} on days that have passed", past)
            parts.append(said.format(count=past))
        days = _("from {day}").format(day=formats.day(self._first))
        days += " " + _("until {day}").format(day=formats.day(self._last)) if self._last else ""
        return " · ".join([*parts, days])

    def full_text(self, index: int) -> str:
        """The row in full: what an entry lacks, and what else is known of it."""
        if (place := index - len(self._entries)) >= len(self._unreadable):
            closing = self._pasted.closings[place - len(self._unreadable)]
            said = _("Line {line} ends the broadcasting: {text}").format(line=closing.line, text=closing.text)
            return visible(said)
        if place >= 0:
            number, line = self._unreadable[place]
            return visible(_("Line {line} was not understood: {text}").format(line=number, text=line.strip()))
        entry, lack, advice = self._entries[index], self._lacks[index], self._judged[index].advice
        past = _("the day has passed: d gives all such entries new days") if self._is_past(entry) else ""
        missing = _("not complete: {what}").format(what=lack) if lack else ""
        missing += f"; e: {advice}" if advice else ""
        doubt = _("{doubt}; e corrects it").format(doubt=said) if (said := self._doubt(index)) else ""
        signed = (past and f"! {past}", missing and f"▲ {missing}", doubt and f"▲ {doubt}")
        parts = (*signed, published.title_of(entry) or "–", published.day_words(entry.day), remarks(entry))
        return visible(" · ".join(filter(None, parts)))

    def _show(self) -> None:
        self._judge()
        self.replace_rows(self._rows_now())
        self._search_in_full()
        self.explain(self._summary())

    @property
    def _chosen(self) -> int | None:
        """The place of the entry under the cursor; None on a line that was not understood."""
        index = self.highlighted_index
        return index if index is not None and index < len(self._entries) else None

    def action_remove(self) -> None:
        """Leave the entry, or the line that was not understood, out."""
        index = self.highlighted_index
        if index is None:
            return
        if index < len(self._entries):
            self._corrections[replace(self._originals[index], line=0)] = None
            del self._entries[index], self._originals[index]
        elif (place := index - len(self._entries)) < len(self._unreadable):
            self._trust_days(self._unreadable[place][1])
            self._unreadable = (*self._unreadable[:place], *self._unreadable[place + 1 :])
        self._show()

    def _trust_days(self, line: str) -> None:
        """Doubt no day any more because of a line that the user leaves out."""
        for place, entry in enumerate(self._entries):
            if entry.day_doubt and entry.day_doubt == published.heading_words(line):
                self._correct(place, replace(entry, day_doubt=""))

    @acts
    async def action_first_day(self) -> None:
        """Ask for the days of what recurs, and what becomes of days that have passed."""
        past = self._past

        async def save(values: Values) -> None:
            first, last = values["first"], values["last"]
            if last is not None and last < first:
                raise EndBeforeStart(first=formats.day(first), last=formats.day(last))
            self._put_on_days(values)
            self._move_past(values.get("past", Past.STAYS))
            self._show()

        today = self.access.today()
        await self.app.push_screen_wait(days_form(self._first, self._last, self._on_days, today, len(past), save))

    def _put_on_days(self, values: Values) -> None:
        """Set the days of what recurs, and let all entries recur on the same days, or on those that were read.

        Where all get other days, what recurs begins with the first date in the text, unless the user typed another day.
        """
        chosen, first = values["on_days"], values["first"]
        wanted = (chosen, None if chosen is OnDays.AS_READ else days_for_all(values))
        if wanted != self._on_days:
            begins = self._read_first if self._on_days[0] is not OnDays.AS_READ else self._first
            self._restore_days()
            is_typed, self._read_first = first != self._first, begins
            if chosen is not OnDays.AS_READ:
                begins = pasting.first_date(self._entries, self.access.today()) or begins
            first = first if is_typed else begins
        self._first, self._last, self._on_days = first, values["last"], wanted
        self._put_new_on_days()

    def _put_new_on_days(self) -> None:
        """Put the entries that do not have them yet on the days of all: after each choice, and after more was read."""
        on_days, day = self._on_days
        if on_days is OnDays.AS_READ:
            return
        known = set(self._read_days)
        for place, entry in enumerate(self._entries):
            if (key := replace(self._originals[place], line=0)) not in known:
                self._read_days[key] = (entry.day, entry.day_doubt)
                self._correct(place, pasting.on_days(entry, day))

    def _restore_days(self) -> None:
        """Give the entries the days that they had before all were put on the same days."""
        for place, original in enumerate(self._originals):
            if read_days := self._read_days.get(replace(original, line=0)):
                day, doubt = read_days
                self._correct(place, replace(self._entries[place], day=day, day_doubt=doubt))
        for key, (day, doubt) in self._read_days.items():  # lines that are not in the text now may come back
            if kept := self._corrections.get(key):
                self._note_correction(key, replace(kept, day=day, day_doubt=doubt))
        self._read_days.clear()

    def _move_past(self, past: Past) -> None:
        """Give the entries on days that have passed new days."""
        places = self._past
        days = [day for place in places if isinstance(day := self._entries[place].day, dt.date)]
        for place, day in zip(places, days, strict=True):
            if past is Past.MOVES:
                self._correct(place, replace(self._entries[place], day=self._first + (day - min(days))))
            elif past is Past.DAILY:
                self._correct(place, replace(self._entries[place], day=None))

    def _correct(self, place: int, entry: Entry) -> None:
        self._entries[place] = entry
        self._note_correction(replace(self._originals[place], line=0), entry)

    def _note_correction(self, original: Entry, entry: Entry) -> None:
        """Remember what the user made of an entry; what equals its original is no correction. original: of line 0."""
        if replace(entry, line=0) == original:
            self._corrections.pop(original, None)
        else:
            self._corrections[original] = entry

    @acts
    async def action_edit(self) -> None:
        """Correct the entry."""
        if (index := self._chosen) is None:
            return
        entry = self._entries[index]

        async def save(values: Values) -> None:
            self._correct(index, corrected(entry, values))
            self._show()

        await self.app.push_screen_wait(entry_form(entry, self.access.today(), save))

    def open_row(self, index: int) -> None:
        """Make the slots, after a preview."""
        del index
        self._make()

    @in_background("make", exclusive=False)
    async def _make(self) -> None:
        if self._is_making:  # a second Enter, pressed before the preview is shown
            return
        if all(self._lacks):
            self.app.notify(_("Nothing here can be a slot yet: e corrects a line."), markup=False)
            return
        self._is_making = True
        try:
            await self._preview_and_make()
        except BadFile as error:
            said = [_("Line {line}: {reason}").format(line=each.line, reason=each.message) for each in error.problems]
            self.app.notify(visible("; ".join(said[:5])), severity="error", markup=False)
        finally:
            self._is_making = False

    async def _preview_and_make(self) -> None:
        entries, first, last, today = tuple(self._entries), self._first, self._last, self.access.today()

        def job(previewed: Outcome | None) -> Callable[[], Outcome]:
            return lambda: grid_files.in_unit(
                self.access.desk,
                Action.PASTE_SCHEDULE,
                lambda session: pasting.add_slots(session, entries, first, today, last),
                today=today,
                dry_run=previewed is None,
                previewed=previewed,
            )

        async with waiting(self.app, _(TITLE), _("Trying the slots out: one moment")):
            plan = await self.access.run(job(None))
        nothing = _("The grid has all of these slots already: there is nothing to add.")
        review = preview(_(TITLE), plan, yes=_("Make the slots"), nothing=nothing, remarks=self._remarks())
        if await self.app.push_screen_wait(review):
            async with waiting(self.app, _(TITLE), _("Saving: one moment")):
                self.outcome = await self.access.run(job(plan))
            if (left_out := self._left_out()) and (done := self.access.confirmation):
                self.access.confirm(f"{done.text} · {left_out}", of_last_change=True)
            self.dismiss(0)

    def _remarks(self) -> list[tuple[str, str]]:
        """What the user should know before the slots are made, as lines of the preview."""
        past = sum(not self._lacks[place] for place in self._past)
        said = ngettext(
            "{count} slot is on a day that has passed: Esc, then d, gives it a new one",
            "{count} slots are on days that have passed: Esc, then d, gives them new ones",
            past,
        )
        doubts = [
            _("{what}: {why}; Esc, then e, corrects it").format(what=_name(entry), why=doubt)
            for place, entry in enumerate(self._entries)
            if not self._lacks[place] and (doubt := self._doubt(place))
        ]
        left_out = [
            *(_("{what}: {why}").format(what=_name(entry), why=lack) for entry, lack in self._lacking()),
            *(
                _("Line {line} was not understood: {text}").format(line=number, text=line.strip())
                for number, line in self._unreadable
            ),
        ]
        warnings = [*([said.format(count=past)] if past else []), *doubts]
        return [*((_("Warning"), each) for each in warnings), *((_("No slot"), each) for each in left_out)]

    def _lacking(self) -> list[tuple[Entry, str]]:
        """The entries that become no slot, with what they lack."""
        return [(entry, lack) for entry, lack in zip(self._entries, self._lacks, strict=True) if lack]

    def _left_out(self) -> str:
        """The lines that become no slot, the first few by name; empty if there are none."""
        lines = [_name(entry) for entry, _lack in self._lacking()]
        lines += [line.strip() for _number, line in self._unreadable]
        if not lines:
            return ""
        said = ngettext("{count} line becomes no slot: {lines}", "{count} lines become no slots: {lines}", len(lines))
        return said.format(count=len(lines), lines=visible("; ".join(unusual.shortened(lines, MOST_LEFT_OUT))))


def _name(entry: Entry) -> str:
    """The start and the title of an entry."""
    return f"{start_words(entry)} {published.title_of(entry) or '–'}"


def _row_of_line(sign: str, line: str, said: str, style: str = "dim") -> tuple[Text, ...]:
    """The cells of a line that is no entry. said: what it is."""
    nothing = cell("")
    return (cell(sign, style), nothing, nothing, cell(line, "dim"), nothing, nothing, cell(said, "dim"))


async def paste_schedule(app: App[Any], access: DeskAccess) -> bool:
    """Ask for a schedule, and make slots of it. Returns whether any were made. Call it in a worker."""
    text, file, table = "", "", None
    while True:
        dialog = ScheduleText(access, text, file, is_corrected=table is not None and table.holds_answers())
        pasted = await app.push_screen_wait(dialog)
        if pasted is None:
            return False
        text, file = dialog.text, dialog.file
        table = ScheduleTable(access, pasted, table)
        await app.push_screen_wait(table)
        if table.outcome is not None:
            break
    if table.outcome.conflicts:
        await show_conflicts(app, access)
    return True


def _widest(rows: Sequence[Sequence[Text]], column: int, most: int) -> int:
    """How wide a column has to be for its cells, at most so many. The titles get what others do not need."""
    return min(most, max((row[column].cell_len for row in rows), default=most) or most)
