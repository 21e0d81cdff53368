"""The section of the Station screen that lists the station's own indicators."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text
from sqlalchemy.orm import Session
from textual.app import App

from radiodesk.locale import N_, _
from radiodesk.model import Action
from radiodesk.reports import definitions, indicator_fields, own_indicators, rule_words
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.own_indicators import OwnIndicator, Preview
from radiodesk.reports.subjects import SUBJECTS
from radiodesk.tui.access import Snapshot
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.own_indicator import MANUAL, Vocabulary, indicator_form, way_of, ways_list
from radiodesk.tui.screens.station_section import Section
from radiodesk.tui.widgets.row_table import Column, cell


class OwnIndicatorSection(Section[OwnIndicator]):
    """What the station counts besides the indicators that every desk has."""

    name, title = "indicators", N_("Own indicators")
    lists = "station_indicator"
    empty = N_("No indicator of the station's own yet. Press n to add one: it joins the others in Reports.")
    actions = frozenset({"add", "remove", "search"})

    def columns(self) -> list[Column]:
        """The name, the unit and the rule."""
        return [
            Column(_("Name"), share=2),
            Column(_("Unit"), 12),
            Column(_("Rule"), share=3),
            Column(_("Key"), 24, wide=True),
        ]

    def read(self, session: Session) -> Sequence[OwnIndicator]:
        """In the order of reports."""
        every = definitions.every(session)
        self._faults = {name: str(error) for name, error in definitions.faults(session).items()}
        self._rules = {name: rule_words.words(each, every) for name, each in every.items() if each.is_own}
        choices = {name: indicator_fields.choices(session, subject) for name, subject in SUBJECTS.items()}
        parts = {name: rule_words.label(each) for name, each in every.items() if not each.share}
        self._vocabulary = Vocabulary(choices, parts)
        return own_indicators.own(session)

    def cells(self, view: OwnIndicator) -> Sequence[Text]:
        """The columns of an indicator."""
        indicator = view.indicator
        rule = self._rules[indicator.key]
        return cell(indicator.label), cell(indicator.unit, "dim"), cell(rule), cell(indicator.key, "dim")

    def label(self, view: OwnIndicator) -> str:
        """The name."""
        return view.indicator.label

    def searched(self, view: OwnIndicator) -> str:
        """The name, the key and the rule."""
        return f"{view.indicator.label} {view.indicator.key} {self._rules[view.indicator.key]}"

    def traits(self, view: OwnIndicator) -> Sequence[str]:
        """The rule in full, and why it cannot be counted."""
        key = view.indicator.key
        return [self._rules[key], *([f"▲ {self._faults[key]}"] if key in self._faults else [])]

    async def new_form(self, app: App[Any]) -> Form | None:
        """Ask what is counted, then for the rest."""
        listing, ways = ways_list()
        chosen = await app.push_screen_wait(listing)
        return None if chosen is None else self._form_of(None, ways[chosen])

    def form(self, view: OwnIndicator | None) -> Form:
        """Change an indicator."""
        return self._form_of(view, way_of(view.indicator) if view else MANUAL)

    def _form_of(self, view: OwnIndicator | None, way: str) -> Form:
        access = self.access

        async def preview(indicator: Indicator) -> Preview:
            return await access.read(lambda session: own_indicators.preview(session, indicator, access.today()))

        if view is None:

            async def add(indicator: Indicator) -> None:
                def add_one(session: Session) -> int:
                    return own_indicators.add(session, indicator, own_indicators.month_of(session, access.today()))

                self.done(await access.change(Action.ADD_INDICATOR, add_one, figure=indicator.label))

            return indicator_form(None, way, self._vocabulary, add, preview)
        snapshot = Snapshot(access, view, lambda session: own_indicators.view(session, view.id))

        async def save(indicator: Indicator) -> None:
            seen = snapshot.view

            def change(session: Session) -> None:
                month = own_indicators.month_of(session, access.today())
                own_indicators.change(session, seen.id, seen.version, indicator, month)

            await access.change(Action.CHANGE_INDICATOR, change, figure=indicator.label)
            self.done(seen.id)

        return indicator_form(view, way, self._vocabulary, save, preview, snapshot.reread)

    async def removal_question(self, view: OwnIndicator) -> Confirm | None:
        """What it counted is no longer in reports."""
        question = _("Remove the indicator “{name}”? Reports that were closed keep its figures.").format(
            name=view.indicator.label
        )
        return Confirm(_("Remove the indicator"), question, yes=_("Delete"))

    async def remove(self, view: OwnIndicator) -> None:
        """Remove an indicator that nothing needs."""
        await self.access.change(
            Action.REMOVE_INDICATOR,
            lambda session: own_indicators.remove(session, view.id, view.version),
            figure=view.indicator.label,
        )
