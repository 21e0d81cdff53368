"""What of an edition was handed to other organisations: a list of the deliveries, and the form of one."""

import datetime as dt
from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual.app import App
from textual.binding import Binding, BindingType

from radiodesk.errors import Doubtful
from radiodesk.kinds import DeliveryState
from radiodesk.locale import N_, _, formats
from radiodesk.model import Action
from radiodesk.model.name_search import NameSearch
from radiodesk.model.text import NOTE_LIMIT, clean
from radiodesk.newsroom import choices, deliveries
from radiodesk.newsroom.views import DeliveryView, RundownView
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Pick, Values, day_field, fields_again
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.undo_listing import UndoListing
from radiodesk.tui.labels import DELIVERY_STATES
from radiodesk.tui.widgets.row_table import Column, cell

WHOLE = 0
"""In place of the id of a story: the edition as a whole."""


class Deliveries(UndoListing):
    """The deliveries of an edition and of its stories."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("New"), show=False),
        Binding("e", "change", N_("Edit"), show=False),
        Binding("s", "mark('sent')", N_("Sent"), show=False),
        Binding("a", "mark('used')", N_("Used"), show=False),
        Binding("X", "mark('rejected')", N_("Rejected"), show=False),
        Binding("x,delete", "remove", N_("Remove"), show=False),
    ]

    def __init__(self, access: DeskAccess, view: RundownView, story_id: int | None) -> None:
        """story_id: the story that a new delivery is of at first; None for the whole edition."""
        self.access = access
        self._view, self._story_id = view, story_id
        self._deliveries = view.deliveries
        super().__init__(
            _("Sent to others · {title}").format(title=view.title),
            [
                Column("", 1),
                Column(_("Sent"), 10),
                Column(_("What was sent"), 20, share=3),
                Column(_("For"), 14, share=2),
                Column(_("Note"), share=1, wide=True),
            ],
            [_cells(each) for each in self._deliveries],
            explanation=_("● sent, ◉ used there, ✕ rejected: not counted"),
            opens=_("n: new · e: edit · a: used · X: rejected · x: remove"),
        )

    @property
    def chosen(self) -> DeliveryView | None:
        """The delivery under the cursor."""
        index = self.highlighted_index
        return None if index is None else self._deliveries[index]

    def full_text(self, index: int) -> str:
        """The whole delivery in words."""
        each = self._deliveries[index]
        state = _(DELIVERY_STATES[each.state][1])
        return " · ".join(filter(None, (each.title, each.recipient, formats.day(each.sent), state, each.note)))

    def open_row(self, index: int) -> None:
        """Change a delivery."""
        self._change(self._deliveries[index])

    def action_change(self) -> None:
        """Change the highlighted delivery."""
        if (known := self.chosen) is not None:
            self._change(known)

    @acts
    async def action_add(self) -> None:
        """Note another delivery."""
        if await add_delivery(self.app, self.access, self._view, self._story_id):
            await self._read_again()

    @acts
    async def _change(self, known: DeliveryView) -> None:
        recipients = await self.access.read(choices.recipients)
        today = self.access.today()
        snapshot = Snapshot(self.access, known, lambda session: deliveries.delivery(session, known.id))

        def fields_of(view: DeliveryView) -> list[Field]:
            states: list[tuple[str, Hashable]] = [(_(word), state) for state, (_s, word, _c) in DELIVERY_STATES.items()]
            recipient, day, note = _fields(recipients, view.recipient, view.sent, view.note, today)
            return [recipient, day, Choice("state", _("State"), states, view.state), note]

        async def save(values: Values) -> None:
            seen = snapshot.view
            given = {**values, "note": values["note"] or "", "today": today}
            await self.access.change(
                Action.CHANGE_DELIVERY,
                lambda session: deliveries.change_delivery(session, seen.id, seen.version, **given),
            )

        again = fields_again(fields_of, snapshot.reread)
        form = Form(_("Change what was sent"), fields_of(known), save, explanation=known.title, reread=again)
        if await self.app.push_screen_wait(form):
            await self._read_again()

    @acts
    async def action_mark(self, state: str) -> None:
        """Note what became of the highlighted delivery."""
        if (known := self.chosen) is None or known.state == state:
            return
        try:
            await self._mark(known, DeliveryState(state))
        except Doubtful as doubtful:
            question = _("{doubts}. Make the change all the same?").format(doubts=". ".join(doubtful.doubts))
            if await self.app.push_screen_wait(Confirm(known.title, question, yes=_("Make the change"))):
                await self._mark(known, DeliveryState(state), sure=True)
        finally:
            await self._read_again()

    async def _mark(self, known: DeliveryView, state: DeliveryState, *, sure: bool = False) -> None:
        await self.access.change(
            Action.MARK_DELIVERY,
            lambda session: deliveries.mark_delivery(session, known.id, known.version, state, sure=sure),
        )

    @acts
    async def action_remove(self) -> None:
        """Remove the highlighted delivery, after a question."""
        if (known := self.chosen) is None:
            return
        await self.access.read(lambda session: deliveries.check_removable(session, known.id, known.version))
        question = _("Remove “{title}”, sent to {recipient} on {day}? It is no longer counted; the log keeps it.")
        said = question.format(title=known.title, recipient=known.recipient, day=formats.day(known.sent))
        if await self.app.push_screen_wait(Confirm(_("Delete"), said, yes=_("Delete"))):
            try:
                await self.access.change(
                    Action.REMOVE_DELIVERY,
                    lambda session: deliveries.remove_delivery(session, known.id, known.version),
                )
            finally:
                await self._read_again()

    @in_background("load")
    async def reload(self) -> None:
        """Show the deliveries as they are now."""
        await self._read_again()

    async def _read_again(self) -> None:
        edition_id = self._view.edition_id
        self._deliveries = await self.access.read(lambda session: deliveries.of_edition(session, edition_id))
        self.replace_rows([_cells(each) for each in self._deliveries])


async def add_delivery(app: App[Any], access: DeskAccess, view: RundownView, story_id: int | None) -> bool:
    """Ask what was sent to whom, and note it. Returns whether it was saved. Call it in a worker.

    story_id: the story that is chosen at first; None for the whole edition.
    """
    recipients = await access.read(choices.recipients)
    today = access.today()
    stories = dict.fromkeys((line.story_id, line.title) for line in view.lines if line.story_id is not None)
    contents: list[tuple[str, Hashable]] = [(_("the whole edition"), WHOLE), *((title, of) for of, title in stories)]
    usual = next((each.name for each in recipients.find("", 1)), "")

    async def save(values: Values) -> None:
        content = values.pop("content")
        of = {"edition_id": view.edition_id} if content == WHOLE else {"story_id": content}
        given = {**values, **of, "note": values["note"] or "", "today": today}
        await access.change(Action.DELIVER, lambda session: deliveries.deliver(session, **given))

    fields = [
        Choice("content", _("What was sent"), contents, WHOLE if story_id is None else story_id),
        *_fields(recipients, usual, today, "", today),
    ]
    form = Form(_("Send to others"), fields, save, explanation=view.title)
    return await app.push_screen_wait(form) is True


def _fields(recipients: NameSearch, recipient: str, day: dt.date, note: str, today: dt.date) -> tuple[Field, ...]:
    return (
        Pick("recipient", _("For"), recipient, required=True, names=recipients, new=N_("new recipient: {name}")),
        day_field("on", _("Sent on"), day, today, past=True, required=True),
        Entry("note", _("Note"), note, read=lambda text: clean(text, NOTE_LIMIT)),
    )


def _cells(known: DeliveryView) -> Sequence[Text]:
    sign, _word, style = DELIVERY_STATES[known.state]
    return (
        cell(sign, style),
        cell(formats.day(known.sent)),
        cell(known.title),
        cell(known.recipient),
        cell(known.note, "dim"),
    )
