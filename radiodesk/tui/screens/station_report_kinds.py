"""The section of the Station screen that lists the kinds of report."""

from collections.abc import Sequence

from rich.text import Text
from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.locale import N_, _, formats
from radiodesk.model import Action, Recipient
from radiodesk.model.name_search import NameSearch, UsedName
from radiodesk.reports import kinds, periods
from radiodesk.reports.kinds import KindView
from radiodesk.tui.access import Snapshot
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.report_kind import due_in_words, indicators_in_words, kind_form
from radiodesk.tui.labels import PERIOD_KINDS
from radiodesk.tui.screens.station_section import Section, never, of
from radiodesk.tui.widgets.row_table import Column, cell


class ReportKindSection(Section[KindView]):
    """What the station reports, to whom, and when."""

    name, title = "report-kinds", N_("Kinds of report")
    lists = "report_kind"
    empty = N_("No kind of report yet. Press n to add one: Today tells when it is due.")
    actions = frozenset({"add", "remove", "search"})

    def columns(self) -> list[Column]:
        """What is reported, to whom, and when."""
        return [
            Column(_("Name"), share=2),
            Column(_("Period"), 11),
            Column(_("For"), share=2),
            Column(_("Days"), 5, right=True),
            Column(_("Rule of the periods"), 42, share=1, wide=True),
            Column(_("Closed"), 8, right=True, wide=True),
        ]

    def read(self, session: Session) -> Sequence[KindView]:
        """In the order of the Vietnamese alphabet."""
        found = kinds.kinds(session)
        self._indicators = kinds.known_indicators(session)
        names = {*session.scalars(select(Recipient.name)), *(each.terms.recipient for each in found)}
        self._recipients = NameSearch(UsedName(name) for name in names if name)
        return found

    def cells(self, view: KindView) -> Sequence[Text]:
        """The columns of a kind."""
        terms = view.terms
        return (
            cell(view.name),
            cell(_(PERIOD_KINDS[terms.period_kind]), "dim"),
            cell(terms.recipient),
            cell(formats.number(terms.due_days) if terms.due_days else "–"),
            cell(_(periods.RULES_WITH_DAYS[terms.rule]), "dim"),
            cell(formats.number(view.closed), "dim"),
        )

    def label(self, view: KindView) -> str:
        """The name."""
        return view.name

    def searched(self, view: KindView) -> str:
        """The name and the recipient."""
        return f"{view.name} {view.terms.recipient}"

    def traits(self, view: KindView) -> Sequence[str]:
        """The terms in full."""
        terms = view.terms
        indicators = indicators_in_words(terms.indicators) if terms.indicators else _("the main indicators")
        parts = (
            _(periods.RULES_WITH_DAYS[terms.rule]),
            terms.recipient,
            due_in_words(terms.due_days),
            indicators,
            terms.template,
        )
        return [part for part in parts if part]

    def form(self, view: KindView | None) -> Form:
        """Change or add a kind of report."""
        access = self.access
        choices = (access.station.period_rule, self._recipients, self._indicators)
        if view is None:

            async def add(values: Values) -> None:
                add_one = of(kinds.add, **values)
                self.done(await access.change(Action.ADD_REPORT_KIND, add_one, name=values["name"]))

            return kind_form(None, *choices, add, never)
        snapshot = Snapshot(access, view, lambda session: kinds.view(session, view.id))

        async def save(values: Values) -> None:
            seen = snapshot.view
            change = of(kinds.change, seen.id, seen.version, **values)
            await access.change(Action.CHANGE_REPORT_KIND, change, name=values["name"])
            self.done(seen.id)

        return kind_form(view, *choices, save, snapshot.reread)

    async def removal_question(self, view: KindView) -> Confirm | None:
        """A kind of which a report was closed needs none: it stays."""
        if view.closed:
            return None
        question = _("Remove the kind of report “{name}”? It is no longer announced.").format(name=view.name)
        return Confirm(_("Remove the kind of report"), question, yes=_("Delete"))

    async def remove(self, view: KindView) -> None:
        """Remove a kind of report."""
        remove = of(kinds.remove, view.id, view.version)
        await self.access.change(Action.REMOVE_REPORT_KIND, remove, name=view.name)
