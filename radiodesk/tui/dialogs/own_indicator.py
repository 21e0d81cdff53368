"""The form of an own indicator: a field for each property of what it counts, with its rule and its figures below."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from textual import on
from textual.widgets import Checkbox, Input, Select, Static

from radiodesk.errors import UserError
from radiodesk.locale import N_, _, formats
from radiodesk.model.name_search import NameSearch, UsedName
from radiodesk.model.text import NOTE_LIMIT, clean_title
from radiodesk.reports import indicator_fields, indicator_files, kinds, periods
from radiodesk.reports.content import Measure
from radiodesk.reports.indicator_fields import Choices
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.own_indicators import OwnIndicator, Preview
from radiodesk.reports.subjects import SUBJECTS, Subject
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs import field_widgets
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Pick, Save, Toggle, Values, fields_again
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.widgets.row_table import Column

MANUAL, SHARE = "manual", "share"
"""The ways of indicators that count nothing themselves."""

WAYS = {
    MANUAL: N_("A figure that people enter for each period"),
    SHARE: N_("A share: one figure in percent of another"),
}

BETWEEN_VALUES = re.compile(";")
STAND_INS = {"label": "…", "key": "x", "unit": "…"}
"""What the preview is computed with while nobody has typed it: it alters neither the rule nor the figures."""

PAUSE = 0.25
"""Seconds without typing before the preview is counted."""


@dataclass(frozen=True)
class Vocabulary:
    """What the form offers."""

    choices: Mapping[str, Sequence[Choices]]
    """Those of each subject, by its name."""
    parts: Mapping[str, str]
    """The labels of the indicators that a share can be made of, by their keys."""


class IndicatorForm(Form):
    """A form that shows the rule in words and its figures while it is filled in.

    preview: counts an indicator. as_indicator: the indicator that the values of the fields describe.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        save: Save,
        *,
        explanation: str,
        reread: Callable[[], Awaitable[Sequence[Field]]] | None,
        preview: Callable[[Indicator], Awaitable[Preview]],
        as_indicator: Callable[[Values], Indicator],
    ) -> None:
        super().__init__(title, fields, save, explanation=explanation, reread=reread)
        self._preview, self._as_indicator = preview, as_indicator

    def on_mount(self) -> None:
        """Add the lines of the preview."""
        self.query_one(".box").mount(Static(id="preview", markup=False), before="#form-error")
        self.show_preview()

    @on(Input.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    @in_background("preview")
    async def show_preview(self) -> None:
        """Show what the fields mean, once nothing was typed for a moment."""
        await asyncio.sleep(PAUSE)
        try:
            values = {field.name: self._value(field) for field in self._fields}
            text = _in_words(await self._preview(self._as_indicator(values)))
        except UserError as error:
            text = f"– {error}"
        self.query_one("#preview", Static).update(text)

    def _value(self, field: Field) -> object:
        """The value of a field, or a stand-in while the name, the key or the unit is missing. raises UserError."""
        try:
            return field_widgets.read(self, field)
        except UserError:
            if field.name in STAND_INS:
                return STAND_INS[field.name]
            raise


def _in_words(preview: Preview) -> str:
    figures = (
        f"{periods.title(period)}: {'–' if value is None else formats.number(value)}"
        for period, value in preview.figures
    )
    return f"{preview.rule}\n{' · '.join(figures)}"


def ways_list() -> tuple[Listing, list[str]]:
    """Asks what a new indicator counts. It closes with the index of the way; the ways are the second value."""
    ways = {name: subject.label for name, subject in SUBJECTS.items()} | WAYS
    rows = [(_(label),) for label in ways.values()]
    title, explanation = _("A new indicator"), _("What does it count?")
    return Listing(title, [Column(_("What"), share=1)], rows, explanation=explanation, opens=_("Enter: this")), [*ways]


def way_of(indicator: Indicator) -> str:
    """How an indicator comes about: the name of its subject, MANUAL or SHARE."""
    return indicator.counts or (SHARE if indicator.share else MANUAL)


def indicator_form(
    view: OwnIndicator | None,
    way: str,
    vocabulary: Vocabulary,
    save: Callable[[Indicator], Awaitable[object]],
    preview: Callable[[Indicator], Awaitable[Preview]],
    reread: Callable[[], Awaitable[OwnIndicator]] | None = None,
) -> Form:
    """Add an indicator (view is None) or change one. way: as `way_of` gives it."""
    subject = SUBJECTS.get(way)
    choices = vocabulary.choices[way] if subject else ()
    key = view.indicator.key if view else ""

    def as_indicator(values: Values) -> Indicator:
        return _indicator(values, key, subject, way, choices)

    async def save_indicator(values: Values) -> None:
        await save(as_indicator(values))

    def fields_of(view: OwnIndicator | None) -> list[Field]:
        known = view.indicator if view else None
        fields: list[Field] = [Entry("label", _("Name"), known.label if known else "", read=clean_title, required=True)]
        if known is None:
            read = indicator_files.checked_key
            fields.append(Entry("key", _("Key"), read=read, placeholder=_("empty: made from the name")))
        if way == SHARE:
            return [*fields, *_share_fields(known, vocabulary.parts)]
        unit = known.unit if known else ""
        fields.append(
            Entry("unit", _("Unit"), unit, read=clean_title, required=True, placeholder=_("stories, hours …"))
        )
        if subject:
            return [*fields, *_counting_fields(known, subject, choices)]
        is_level = known is not None and known.is_level
        return [*fields, Toggle("is_level", _("Longer periods: the last figure, no sum"), is_level)]

    return IndicatorForm(
        _("Change the indicator") if view else _("A new indicator"),
        fields_of(view),
        save_indicator,
        explanation=_explanation(way, subject),
        reread=fields_again(fields_of, reread) if reread else None,
        preview=preview,
        as_indicator=as_indicator,
    )


def _explanation(way: str, subject: Subject | None) -> str:
    if subject is None:
        return f"{_(WAYS[way])}."
    words = _("{subject}. Several values: with ; between. What is left out: after “not:”.")
    return words.format(subject=_(subject.label))


def _counting_fields(known: Indicator | None, subject: Subject, choices: Sequence[Choices]) -> list[Field]:
    fields: list[Field] = []
    if subject.has_length:
        measures: list[tuple[str, Hashable]] = [(_("how many"), Measure.COUNT), (_("hours"), Measure.HOURS)]
        fields.append(Choice("measure", _("Counted in"), measures, known.measure if known else Measure.COUNT))
    if len(subject.dates) > 1:
        dates: list[tuple[str, Hashable]] = [(_(label), name) for name, label in subject.dates.items()]
        fields.append(Choice("dated", _("By the date of"), dates, known.dated or None if known else None))
    for each in choices:
        text = indicator_fields.written_conditions(each.prop, known.where) if known else ""
        fields.append(
            Pick(
                each.field,
                _(each.prop.label),
                text,
                read=partial(indicator_fields.read_conditions, known=each),
                limit=NOTE_LIMIT,
                placeholder=_("any"),
                names=NameSearch(UsedName(name) for name in each.names),
                between=BETWEEN_VALUES,
            )
        )
    labels = NameSearch(UsedName(_(each.label)) for each in subject.properties)
    fields.append(
        Pick(
            "by",
            _("Divided by"),
            indicator_fields.written_properties(known.by, subject) if known else "",
            read=partial(indicator_fields.read_properties, subject=subject),
            limit=NOTE_LIMIT,
            names=labels,
            between=BETWEEN_VALUES,
        )
    )
    return fields


def _share_fields(known: Indicator | None, indicators: Mapping[str, str]) -> list[Field]:
    names = kinds.indicator_names(indicators)
    search = NameSearch(UsedName(name) for name in names.values())
    parts = known.share if known and known.share else ("", "")
    labels = {"part": _("The part"), "whole": _("In percent of")}
    return [
        Pick(
            name,
            label,
            names.get(part, part),
            read=partial(kinds.typed_indicator, known=indicators),
            required=True,
            names=search,
        )
        for (name, label), part in zip(labels.items(), parts, strict=True)
    ]


def _indicator(values: Values, key: str, subject: Subject | None, way: str, choices: Sequence[Choices]) -> Indicator:
    """The indicator that values of the form describe. key: empty for a new one."""
    label = values["label"]
    key = key or values.get("key") or indicator_files.checked_key(indicator_fields.key_from(label))
    if way == SHARE:
        return Indicator(key, label, "%", Measure.PERCENT, share=(values["part"], values["whole"]), is_own=True)
    if subject is None:
        return Indicator(
            key, label, values["unit"], Measure.ENTERED, is_own=True, is_level=bool(values.get("is_level"))
        )
    conditions = [condition for each in choices for condition in values[each.field] or ()]
    ordered = [each for each in conditions if not each.negated] + [each for each in conditions if each.negated]
    return Indicator(
        key,
        label,
        values["unit"],
        Measure(values.get("measure", Measure.COUNT)),
        subject.name,
        tuple(ordered),
        values.get("dated") or "",
        values["by"] or (),
        is_own=True,
    )
