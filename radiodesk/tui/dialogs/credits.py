"""Who worked on a story or a clip: a list of the credits, and the forms that add one and set its figures."""

from collections.abc import Hashable, Sequence
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from radiodesk.kinds import CreditRole
from radiodesk.locale import N_, _, formats
from radiodesk.model import Action, Clip, Story
from radiodesk.model.name_search import BETWEEN_PEOPLE, NameSearch
from radiodesk.model.parsing import parse_exact
from radiodesk.reports.royalties import frame_check
from radiodesk.staff import choices, credits  # noqa: A004 - the word of the model
from radiodesk.staff.credits import CreditsView, CreditView, Work
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Pick, Save, Values, fields_again
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.undo_listing import UndoListing
from radiodesk.tui.labels import CREDIT_ROLES
from radiodesk.tui.widgets.row_table import Column

FIRST_ROLES: dict[Work, CreditRole] = {Story: CreditRole.READER, Clip: CreditRole.CAMERA}
"""The work that a new credit is for at first: the authors are a field of the story or the clip itself."""


class Credits(UndoListing):
    """The credits of one story or clip."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("New"), show=False),
        Binding("e", "change", N_("Edit"), show=False),
        Binding("x,delete", "remove", N_("Remove"), show=False),
    ]

    def __init__(self, access: DeskAccess, kind: Work, work_id: int, view: CreditsView) -> None:
        self.access = access
        self._kind, self._work_id, self._view = kind, work_id, view
        super().__init__(
            _("Credits"),
            [
                Column(_("Work"), 10, share=1),
                Column(_("Name"), 14, share=2),
                Column(_("Coefficient"), 11, right=True),
                Column(_("Share"), 7, right=True),
            ],
            [_cells(each) for each in view.credits],
            explanation=view.title,
            opens=_("Enter: figures · n: new · x: remove"),
        )

    @property
    def chosen(self) -> CreditView | None:
        """The credit under the cursor."""
        index = self.highlighted_index
        return None if index is None else self._view.credits[index]

    def open_row(self, index: int) -> None:
        """Set the figures of a credit."""
        self._change(self._view.credits[index])

    def action_change(self) -> None:
        """Set the figures of the highlighted credit."""
        if (credit := self.chosen) is not None:
            self._change(credit)

    @acts
    async def action_add(self) -> None:
        """Credit people for their work."""
        people = await self.access.read(choices.people)
        snapshot = self._snapshot()

        async def save(values: Values) -> None:
            view = snapshot.view

            def add(session: Session) -> None:
                credits.add_credits(session, self._kind, self._work_id, view.version, **values)
                frame_check.check(session, self._kind, self._work_id)

            await self.access.change(Action.SET_CREDITS, add, title=view.title)

        async def reread() -> Sequence[Field]:
            await snapshot.reread()
            return _new_fields(people, self._kind)

        form = Form(
            _("A new credit"), _new_fields(people, self._kind), save, explanation=self._view.title, reread=reread
        )
        if await self.app.push_screen_wait(form):
            await self._read_again()

    @acts
    async def _change(self, credit: CreditView) -> None:
        snapshot = self._snapshot()

        async def save(values: Values) -> None:
            view = snapshot.view

            def change(session: Session) -> None:
                credits.change_credit(session, credit.id, view.version, **values)
                frame_check.check(session, self._kind, self._work_id)

            await self.access.change(Action.SET_CREDITS, change, title=view.title)

        if await self.app.push_screen_wait(_figures_form(credit, snapshot, save)):
            await self._read_again()

    @acts
    async def action_remove(self) -> None:
        """Remove the highlighted credit, after a question."""
        if (credit := self.chosen) is None:
            return
        view = self._view
        question = _("Remove {name} ({work}) from the credits of “{title}”?")
        said = question.format(name=credit.person, work=_(CREDIT_ROLES[credit.role]), title=view.title)
        if await self.app.push_screen_wait(Confirm(_("Remove"), said, yes=_("Remove"))):
            try:
                await self.access.change(
                    Action.SET_CREDITS,
                    lambda session: credits.remove_credit(session, credit.id, view.version),
                    title=view.title,
                )
            finally:
                await self._read_again()

    @in_background("load")
    async def reload(self) -> None:
        """Show the credits as they are now."""
        await self._read_again()

    async def _read_again(self) -> None:
        self._view = await read(self.access, self._kind, self._work_id)
        self.replace_rows([_cells(each) for each in self._view.credits])

    def _snapshot(self) -> Snapshot[CreditsView]:
        kind, work_id = self._kind, self._work_id
        return Snapshot(self.access, self._view, lambda session: credits.credits_of(session, kind, work_id))


async def read(access: DeskAccess, kind: Work, work_id: int) -> CreditsView:
    """The credits of a story or a clip as they are now. raises Removed."""
    return await access.read(lambda session: credits.credits_of(session, kind, work_id))


def _new_fields(people: NameSearch, kind: Work) -> list[Field]:
    roles: list[tuple[str, Hashable]] = [(_(word), role) for role, word in CREDIT_ROLES.items()]
    return [
        Choice("role", _("Work"), roles, FIRST_ROLES[kind]),
        Pick(
            "people",
            _("Names"),
            required=True,
            placeholder=_("Thu Hà, Đức Anh"),
            names=people,
            new=N_("new person: {name}"),
            between=BETWEEN_PEOPLE,
        ),
        *_figures(),
    ]


def _figures_form(credit: CreditView, snapshot: Snapshot[CreditsView], save: Save) -> Form:
    """Set the coefficient and the share of a credit. Values: coefficient, share."""

    def fields_of(view: CreditsView) -> list[Field]:
        present = view.credit(credit.id)
        return _figures(present.coefficient, present.share)

    title = f"{credit.person} · {_(CREDIT_ROLES[credit.role])}"
    again = fields_again(fields_of, snapshot.reread)
    return Form(title, fields_of(snapshot.view), save, explanation=snapshot.view.title, reread=again)


def _figures(coefficient: Decimal | None = None, share: Decimal | None = None) -> list[Field]:
    return [
        Entry(
            "coefficient",
            _("Coefficient"),
            formats.exact(coefficient) if coefficient is not None else "",
            read=parse_exact,
            placeholder=_("empty: the usual one"),
        ),
        Entry(
            "share",
            _("Share (%)"),
            formats.exact(share) if share is not None else "",
            read=parse_exact,
            placeholder=_("of an author; empty: equal parts"),
        ),
    ]


def _cells(credit: CreditView) -> tuple[str, ...]:
    coefficient = "–" if credit.coefficient is None else formats.exact(credit.coefficient)
    share = "–" if credit.share is None else f"{formats.exact(credit.share)} %"
    is_author = credit.role is CreditRole.AUTHOR
    return _(CREDIT_ROLES[credit.role]), credit.person, coefficient, share if is_author else ""
