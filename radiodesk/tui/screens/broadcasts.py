"""The base class of Today and Week: the actions on a broadcast, and moving between days.

What only an action needs is imported in it: the first screen does not wait for that code.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from sqlalchemy.orm import Session
from textual.app import App
from textual.binding import Binding, BindingType

from radiodesk.errors import Doubtful, UserError
from radiodesk.locale import N_, _, formats
from radiodesk.model import Action, BroadcastKind, BroadcastState
from radiodesk.newsroom.views import FirstRun
from radiodesk.schedule import broadcasts, choices, queries, rules, unusual
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import Content
from radiodesk.schedule.views import BroadcastView, DayView, EditionChoice
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.background import acts
from radiodesk.tui.dialogs import broadcast as forms
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.dialogs.slot import one_time, recurrences_of
from radiodesk.tui.labels import PROGRAMME_KINDS
from radiodesk.tui.screens import deletion, slots
from radiodesk.tui.screens.searching import SearchScreen

EMPTY_DAY = N_(
    "Nothing on this day yet. Press n to plan a programme, l for a relay, r for a repeat; b imports a workbook.\n"
    "What recurs is planned once: fill in “Recurs” in the form of n, or Ctrl+P, “Paste a schedule”."
)


class OfOneBroadcast(UserError):
    """A note, a place or a circuit of something that recurs."""

    message = N_("A note, a place and a circuit belong to one broadcast: leave them empty for what recurs")


class RepeatsOfOne(UserError):
    """Times of repeats of a first run that does not recur."""

    message = N_("Times of repeats make slots: fill in “Recurs”, or plan the repeats later, with r")


class BroadcastScreen(SearchScreen):
    """A mode that shows broadcasts. Its actions apply to the highlighted broadcast."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "plan_first_run", N_("New")),
        Binding("r", "plan_repeat", N_("Repeat")),
        Binding("l", "plan_relay", N_("Relay")),
        Binding("e", "change", N_("Edit")),
        Binding("a", "mark('aired')", N_("Aired")),
        Binding("A", "air_until_now", N_("All aired until now"), show=False),
        Binding("c", "cancel", N_("Cancel")),
        Binding("m", "mark('missed')", N_("Missed"), show=False),
        Binding("p", "mark('planned')", N_("Back to planned"), show=False),
        Binding("w", "post", N_("Post")),
        Binding("W", "withdraw", N_("Withdraw the last post"), show=False),
        Binding("exclamation_mark", "interrupt", N_("Interrupt"), show=False),
        Binding("plus", "run_longer", N_("Runs longer"), show=False),
        Binding("at", "set_duties", N_("On duty"), show=False),
        Binding("ctrl+o", "swap_duties", N_("Swap duties"), show=False),
        Binding("ctrl+t", "app.show_week_roster", N_("Roster of the week"), show=False),
        Binding("o", "persons_week", N_("A person's week"), show=False),
        Binding("d", "type_day", N_("Day")),
        Binding("D", "go_today", N_("Back to today"), show=False),
        Binding("b", "bring_in", N_("Workbook")),
        Binding("O", "change_slot", N_("Slot"), show=False),
        Binding("ctrl+g", "app.show_slots", N_("All slots"), show=False),
        Binding("x,delete", "delete", N_("Delete")),
        Binding("x", "end_slot", N_("Cancel, or end the slot"), show=False),
        Binding("ctrl+d", "copy_days", N_("Copy to other days"), show=False),
        Binding("number_sign", "conflicts", N_("Conflicts"), show=False),
    ]

    _removal: str | None = None
    """The action that removes what is under the cursor."""

    def highlighted(self) -> BroadcastView | None:
        """The broadcast under the cursor."""
        raise NotImplementedError

    def free_time(self) -> dt.time | None:
        """The time under the cursor where nothing is planned, for a new broadcast."""
        return None

    def highlighted_edition(self) -> int | None:
        """The edition of the broadcast under the cursor; None for a relay."""
        item = self.highlighted()
        return item.edition_id if item else None

    def matching(self, view: DayView) -> DayView:
        """The day with the broadcasts that match the search."""
        return replace(view, broadcasts=tuple(filter(self.is_searched, view.broadcasts)))

    def is_searched(self, item: BroadcastView | Entry) -> bool:
        """Whether a broadcast matches the search: its title, kind, upstream, outlets, people, place or note."""
        kind = _(PROGRAMME_KINDS[item.programme_kind]) if item.programme_kind else ""
        outlets = [each for each in item.outlets if each != OWN]
        people = [name for _role, name in item.duties]
        return self.matches(item.title, kind, item.upstream, item.note, item.place, *outlets, *people)

    def show_broadcast(self, broadcast_id: int, day: dt.date) -> None:
        """Show the day with the cursor on that broadcast."""
        raise NotImplementedError

    def action_go_today(self) -> None:
        """Go to today in the station's time zone."""
        self.go_to(self.access.today())

    def go_to(self, day: dt.date) -> None:
        """Show another day."""
        self.access.day = day
        self.reload()

    @acts
    async def action_type_day(self) -> None:
        """Ask for a day and go to it."""

        async def go(values: Values) -> None:
            self.go_to(values["day"])

        await self.app.push_screen_wait(forms.day_form(self.access.day, self.access.today(), go))

    @acts
    async def action_plan_first_run(self) -> None:
        """Plan a new edition of a programme."""
        day = self.access.day
        known = await self.access.read(lambda session: choices.programmes(session, day))

        async def save(values: Values) -> None:
            if await self._add_slots(Content(BroadcastKind.FIRST_RUN, values["title"]), values, values["title"]):
                return
            planned = await self.access.change(
                Action.PLAN_FIRST_RUN,
                lambda session: broadcasts.plan_first_run(session, **forms.with_texts(values)),
                **_log_values(values["title"], values["on"], values["at"]),
            )
            self.show_broadcast(planned, values["on"])

        await self.app.push_screen_wait(
            forms.first_run_form(day, self.access.today(), known, save, at=self.free_time())
        )

    @acts
    async def action_plan_repeat(self) -> None:
        """Pick an edition, at first that of the highlighted broadcast, and plan a repeat of it."""
        highlighted = self.highlighted_edition()
        edition_id = await self.app.push_screen_wait(
            Picker(
                _("Repeat which edition?"),
                lambda query: self._editions(query, highlighted),
                empty=_("No edition up to this day matches. Its first run is planned with n."),
            )
        )
        if edition_id is None:
            return
        edition = await self.access.read(lambda session: queries.edition(session, edition_id))

        async def save(values: Values) -> None:
            content = forms.repeat_content(edition, values)
            if await self._add_slots(content, values, edition.title):
                return
            planned = await self.access.change(
                Action.PLAN_REPEAT,
                lambda session: broadcasts.plan_repeat(session, edition_id=edition_id, **forms.with_texts(values)),
                **_log_values(edition.title, values["on"], values["at"]),
            )
            self.show_broadcast(planned, values["on"])

        await self.app.push_screen_wait(forms.repeat_form(self.access.day, self.access.today(), edition, save))

    async def _editions(self, query: str, first: int | None) -> Sequence[Candidate[int]]:
        """The editions up to the day that match. first: the one that is listed first while nothing is typed."""
        until = self.access.day

        def read(session: Session) -> list[EditionChoice]:
            found = queries.editions(session, query=query, until=until)
            if query or first is None:
                return found
            return [queries.edition(session, first), *(each for each in found if each.edition_id != first)]

        found = await self.access.read(read)
        return [
            Candidate(
                edition.edition_id,
                edition.title,
                f"{formats.clock(edition.starts)} {formats.day(edition.starts.date())}",
            )
            for edition in found
        ]

    @acts
    async def action_plan_relay(self) -> None:
        """Plan a relay."""
        upstreams = await self.access.read(choices.upstreams)

        async def save(values: Values) -> None:
            upstream = values.get("upstream") or ""
            content = Content(BroadcastKind.RELAY, values["title"], upstream=upstream, live_event=values["live"])
            if await self._add_slots(content, values, values["title"]):
                return
            planned = await self.access.change(
                Action.PLAN_RELAY,
                lambda session: broadcasts.plan_relay(session, **forms.with_texts(values)),
                **_log_values(values["title"], values["on"], values["at"]),
            )
            self.show_broadcast(planned, values["on"])

        await self.app.push_screen_wait(
            forms.relay_form(self.access.day, self.access.today(), upstreams, save, at=self.free_time())
        )

    async def _add_slots(self, content: Content, values: Values, title: str) -> bool:
        """Add slots if the form says that its broadcast recurs. Returns whether it does. Takes these values out.

        raises OfOneBroadcast where something is typed that a slot does not have, SlotsOfTimes for several times of
        what does not recur, RepeatsOfOne for times of its repeats.
        """
        found, repeats = recurrences_of(values), values.pop("repeats", None) or ()
        del values["rule"], values["until"]
        if not found:
            values["at"] = one_time(values["at"])
            if repeats:
                raise RepeatsOfOne
            return False
        if any(values.get(name) for name in forms.OF_ONE):
            raise OfOneBroadcast
        sure = values.get("sure", False)
        await slots.add_slots(self.access, content, found, values.get("kind"), repeats, title=title, sure=sure)
        self.access.day = values["on"]
        self.reload()
        return True

    @acts
    async def action_change_slot(self) -> None:
        """Change the slot of the highlighted broadcast."""
        item = self.highlighted()
        if item is None:
            said = _(
                "No broadcast is under the cursor: go to one of the slot. n plans a new one; “Recurs” makes it a slot."
            )
            self.notify(said, markup=False)
        elif await slots.change_slot(self.app, self.access, item):
            self.reload()

    @acts
    async def action_end_slot(self) -> None:
        """End the slot of the highlighted broadcast before it, or cancel only that one: that is proposed first."""
        if not (item := self.highlighted()):
            return
        can_cancel = BroadcastState.CANCELLED in rules.MOVES[item.state]
        scope = await slots.ask_end(self.app, item) if can_cancel else Scope.FOLLOWING
        if scope is Scope.THIS:
            await self._cancel(item, is_asked=True)
        elif scope is not None and await slots.end_slot(self.app, self.access, item):
            self.reload()

    def offer_keys(self) -> None:
        """Offer the keys for the broadcast under the cursor: one deletes a single one, and ends the slot of another."""
        item = self.highlighted()
        removal = None if item is None else "delete" if item.slot_id is None else "end_slot"
        if removal != self._removal:
            self._removal = removal
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the removal that fits what is under the cursor."""
        if action in ("delete", "end_slot"):
            return action == self._removal
        return super().check_action(action, parameters)

    @acts
    async def action_delete(self) -> None:
        """Delete the highlighted broadcast, which was planned by mistake, after a confirmation."""
        if (item := self.highlighted()) and await deletion.delete(self.app, self.access, item):
            self.reload()

    @acts
    async def action_change(self) -> None:
        """Change the highlighted broadcast."""
        if not (highlighted := self.highlighted()):
            return
        day = self.access.day
        known, upstreams = await self.access.read(
            lambda session: (choices.programmes(session, day), choices.upstreams(session))
        )
        snapshot = Snapshot(self.access, highlighted, lambda session: queries.broadcast(session, highlighted.id))

        async def save(values: Values) -> None:
            item, now = snapshot.view, self.access.now()
            await self.access.change(
                Action.CHANGE_BROADCAST,
                lambda session: broadcasts.change_broadcast(
                    session,
                    item.id,
                    item.version,
                    **forms.changed_values(values),
                    programme_version=item.programme_version,
                    now=now,
                ),
                **_log_values(item.title, values["on"], values["at"]),
            )
            self.show_broadcast(item.id, values["on"])

        form = forms.change_form(highlighted, self.access.today(), known, upstreams, save, snapshot.reread)
        await self.app.push_screen_wait(form)

    @acts
    async def action_cancel(self) -> None:
        """Cancel the highlighted broadcast after a confirmation."""
        if not (item := self.highlighted()) or item.state is BroadcastState.CANCELLED:
            return
        rules.check_move(item.state, BroadcastState.CANCELLED)
        await self._cancel(item)

    async def _cancel(self, item: BroadcastView, *, is_asked: bool = False) -> None:
        """Cancel a broadcast after a confirmation. is_asked: only one about repeats that would lack their edition."""
        question = _("Cancel “{title}” at {time} on {day}? It stays in the list, and can be brought back with p.")
        time, day = formats.clock(item.starts), formats.day(item.starts.date())
        left = await self.access.read(lambda session: unusual.of_repeats_left(session, item.id))
        question = " ".join(filter(None, (question.format(title=item.title, time=time, day=day), left)))
        is_sure: bool | None = is_asked and not left
        if not is_sure:
            confirm = Confirm(_("Cancel a broadcast"), question, yes=_("Cancel the broadcast"))
            is_sure = await self.app.push_screen_wait(confirm)
        if is_sure:
            await self._mark(item, BroadcastState.CANCELLED)

    @acts
    async def action_mark(self, state: str) -> None:
        """Set the state of the highlighted broadcast. Further keys neither wait for this nor cancel it."""
        if item := self.highlighted():
            await self._mark(item, BroadcastState(state))

    async def _mark(self, item: BroadcastView, state: BroadcastState) -> None:
        if item.state is not state and await mark(self.app, self.access, item, state, item.title):
            self.reload()

    @acts
    async def action_air_until_now(self) -> None:
        """Mark everything of the day that has begun as aired."""
        day, now = self.access.day, self.access.now()

        async def mark_all(*, sure: bool) -> int:
            return await self.access.change(
                Action.AIR_UNTIL_NOW, lambda session: broadcasts.air_until_now(session, day, now=now, sure=sure)
            )

        try:
            count = await mark_all(sure=False)
        except Doubtful as doubtful:
            question = _("{doubts}. Mark all that was planned until now as aired all the same?")
            question = question.format(doubts=". ".join(doubtful.doubts))
            if not await self.app.push_screen_wait(Confirm(_("All aired until now"), question, yes=_("Mark them"))):
                return
            count = await mark_all(sure=True)
        if count:
            self.reload()
        else:
            self.notify(_("Nothing that was planned until now is without a state."), markup=False)

    @acts
    async def action_post(self) -> None:
        """Record where the edition of the highlighted broadcast was posted."""
        from radiodesk.tui.dialogs import posting

        item = self._postable()
        if item and item.edition_id and await posting.post(self.app, self.access, item.edition_id, item.title):
            self.reload()

    @acts
    async def action_withdraw(self) -> None:
        """Withdraw the latest publication of the highlighted broadcast's edition after a confirmation."""
        from radiodesk.tui.dialogs import posting

        item = self._postable()
        if item and item.edition_id and await posting.withdraw(self.app, self.access, item.edition_id):
            self.reload()

    def _postable(self) -> BroadcastView | None:
        """The highlighted broadcast. Says so if it is a relay, and gives None."""
        item = self.highlighted()
        if item and item.edition_id is None:
            self.notify(_("A relay is not posted: only the station's own programmes are"), markup=False)
            return None
        return item

    @acts
    async def action_copy_days(self) -> None:
        """Copy the plan of the day, or of its week, to another one."""
        from radiodesk.tui.dialogs import copy_days

        if (to := await copy_days.copy_days(self.app, self.access, self.access.day)) is not None:
            self.go_to(to)

    @acts
    async def action_interrupt(self) -> None:
        """Insert a bulletin now."""
        from radiodesk.tui.dialogs import interruption

        if (inserted := await interruption.interrupt(self.app, self.access)) is not None:
            self.show_broadcast(inserted, self.access.today())

    @acts
    async def action_run_longer(self) -> None:
        """Let the highlighted broadcast, which is on air, run longer."""
        from radiodesk.tui.dialogs import interruption

        if (item := self.highlighted()) and await interruption.run_longer(self.app, self.access, item):
            self.reload()

    @acts
    async def action_set_duties(self) -> None:
        """Set who is on duty at the highlighted broadcast."""
        from radiodesk.tui.dialogs import duties

        if (item := self.highlighted()) and await duties.set_duties(self.app, self.access, item):
            self.reload()

    @acts
    async def action_swap_duties(self) -> None:
        """Let somebody on duty at the highlighted broadcast change places with somebody else."""
        from radiodesk.tui.dialogs import duties

        if (item := self.highlighted()) and await duties.swap_duties(self.app, self.access, item):
            self.reload()

    @acts
    async def action_persons_week(self) -> None:
        """List one person's duties of the week, and go to one of them."""
        from radiodesk.tui.dialogs import duties

        if entry := await duties.persons_week(self.app, self.access, self.access.day):
            if entry.broadcast_id is None:
                self.go_to(entry.starts.date())
            else:
                self.show_broadcast(entry.broadcast_id, entry.starts.date())

    @acts
    async def action_bring_in(self) -> None:
        """Import a workbook, and reload if it was imported."""
        from radiodesk.tui.dialogs.bring_in import bring_in  # only now: the first screen opens without it

        if await bring_in(self.app, self.access):
            self.reload()

    @acts
    async def action_conflicts(self) -> None:
        """List the conflicts, and go to the one that is opened."""
        from radiodesk.tui.dialogs.conflicts import show_conflicts

        chosen = await show_conflicts(self.app, self.access)
        if chosen is None:
            self.reload()
            return
        day, broadcast_id = chosen
        if broadcast_id is None:
            self.go_to(day)
        else:
            self.show_broadcast(broadcast_id, day)

    def open_rundown(self, item: BroadcastView) -> None:
        """Go to the rundown of the broadcast's edition."""
        if item.edition_id is None:
            self.notify(_("A relay has no rundown: its content is produced elsewhere."), markup=False)
            return
        self.access.edition_id = item.edition_id
        self.app.switch_mode("rundown")


async def mark(
    app: App[Any], access: DeskAccess, item: BroadcastView | FirstRun, state: BroadcastState, title: str
) -> bool:
    """Set the state of a broadcast. Asks first if the state is doubtful. Returns whether it was set.

    Call it in a worker.
    """
    now = access.now()

    async def set_state(*, sure: bool) -> None:
        await access.change(
            Action.MARK_BROADCAST,
            lambda session: broadcasts.set_state(session, item.id, item.version, state, now=now, sure=sure),
            **_log_values(title, item.starts.date(), item.starts.time()),
            state=state.value,
        )

    try:
        await set_state(sure=False)
    except Doubtful as doubtful:
        question = _("{doubts}. Mark “{title}” as {state} all the same?").format(
            doubts=". ".join(doubtful.doubts), title=title, state=_(state)
        )
        if not await app.push_screen_wait(Confirm(title, question, yes=_("Mark it"))):
            return False
        await set_state(sure=True)
    return True


def _log_values(title: str, on: dt.date, at: dt.time) -> dict[str, str]:
    """The values that the log sentences of broadcast actions name."""
    return {"title": title, "day": on.isoformat(), "time": at.isoformat()}
