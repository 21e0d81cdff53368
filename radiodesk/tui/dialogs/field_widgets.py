"""The widgets of a form's fields: built, filled, and read."""

from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Select

from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.tui.dialogs import merging
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Pick, Toggle
from radiodesk.tui.widgets.choice_select import ChoiceSelect
from radiodesk.tui.widgets.form_input import FormInput
from radiodesk.tui.widgets.name_picker import NameInput, NamePicker
from radiodesk.tui.widgets.path_input import PathInput


class FieldRequired(UserError):
    """A required field is empty."""

    message = N_("Required: type something here")


class ChoiceRequired(UserError):
    """Nothing is chosen in a choice that has no default."""

    message = N_("Required: choose one")


class CheckToggle(Checkbox):
    """A check box that Space toggles. Enter saves the form. It is a different sign when it is on, not only a colour."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.save", N_("Save"), show=False)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines of the label."""
        return len(self.render().wrap(width)) if width else 1

    @property
    def _button(self) -> Content:
        return Content.assemble(("[✓]" if self.value else "[ ]", self.get_visual_style("toggle--button")))


class Mark(CheckToggle):
    """A check box that marks one of many rows."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("A", "screen.mark_all", N_("Mark all or none"), show=False)]


def build(field: Field) -> Widget:
    """A new widget for a field. The one that holds its content has the field's name as id."""
    match field:
        case Pick():
            name_input = NameInput(field.value, limit=field.limit, placeholder=field.placeholder, id=field.name)
            return NamePicker(name_input, field.names, new=field.new, between=field.between)
        case Entry(suggestions=None):
            return FormInput(field.value, limit=field.limit, placeholder=field.placeholder, id=field.name)
        case Entry():
            return PathInput(
                field.value, placeholder=field.placeholder, suggester=field.suggestions, id=field.name, compact=True
            )
        case Choice():
            chosen = merging.initial(field)
            return ChoiceSelect(
                _options(field.options),
                prompt=_("choose …"),
                value=Select.NULL if field.required and chosen is None else chosen,
                allow_blank=field.required,
                id=field.name,
                compact=True,
            )
        case Toggle():
            widget = Mark if field.is_mark else CheckToggle
            return widget(Content(field.label), value=field.value, id=field.name, compact=True)


def content(form: Screen[Any], field: Field) -> Hashable:
    """What a field contains: the text of an entry, the value of a choice (None for no choice) or a toggle."""
    match field:
        case Entry():
            return form.query_one(f"#{field.name}", Input).value
        case Choice():
            value: Hashable = form.query_one(f"#{field.name}", Select).selection
            return value
        case Toggle():
            return form.query_one(f"#{field.name}", Checkbox).value


def fill(form: Screen[Any], field: Field, value: Hashable) -> None:
    """Set what a field contains."""
    match field:
        case Entry():
            form.query_one(f"#{field.name}", Input).value = str(value)
        case Choice():
            form.query_one(f"#{field.name}", Select).value = Select.NULL if field.required and value is None else value
        case Toggle():
            form.query_one(f"#{field.name}", Checkbox).value = bool(value)


def refill(form: Screen[Any], before: Field, field: Field, value: Hashable) -> None:
    """Fill a field again. A choice gets its present options; what the user chose from the earlier ones stays."""
    if isinstance(field, Entry):
        entry = form.query_one(f"#{field.name}", Input)
        with entry.prevent(Input.Changed):  # else it would set the fields that depend on it
            entry.value = str(value)
        return
    if isinstance(field, Choice) and isinstance(before, Choice):
        known = {each for _label, each in field.options}
        kept = [option for option in before.options if option[1] == value and value not in known]
        form.query_one(f"#{field.name}", Select).set_options(_options([*field.options, *kept]))
    fill(form, field, value)


def read(form: Screen[Any], field: Field) -> object:
    """The value of a field. raises UserError for text that it does not take, and for a choice that is not made."""
    value = content(form, field)
    if isinstance(field, Choice) and field.required and value is None:
        raise ChoiceRequired
    if not isinstance(field, Entry):
        return value
    typed = str(value).strip()
    if not typed and field.required:
        raise FieldRequired
    if not typed:
        return None
    return field.read(typed) if field.beside is None else field.read(typed, _value_beside(form, field.beside))


def _value_beside(form: Screen[Any], field: Entry) -> object:
    """The value of a field that another one is read with; None if its text is invalid."""
    try:
        return read(form, field)
    except UserError:
        return None


def note(form: Screen[Any], field: Field) -> str:
    """What the text of a field means, in words. Empty where it needs no words, or has no meaning."""
    entry = form.query_one(f"#{field.name}")
    if isinstance(entry, FormInput) and entry.has_focus and not entry.value and entry.is_placeholder_cut:
        return entry.whole_placeholder
    if isinstance(entry, NameInput):
        return entry.picker.note
    if not isinstance(field, Entry) or field.shows is None:
        return ""
    try:
        value = read(form, field)
    except UserError:
        return field.examples
    if value is None:
        return ""
    if field.shows_beside and field.beside:
        return field.shows_beside(value, _value_beside(form, field.beside))
    if field.shows_with and form.query_one(f"#{field.shows_with[0]}", Input).value.strip():
        return field.shows_with[1](value)
    words = field.shows(value)
    return "" if words == content(form, field) else words


def _options(options: Sequence[tuple[str, Hashable]]) -> list[tuple[Content, Hashable]]:
    return [(Content(label), value) for label, value in options]
