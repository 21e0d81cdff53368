"""A form dialog. All fields are checked together. The form stays open until saving succeeds, so no input is lost."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Checkbox, Input, Label, Select, Static

from radiodesk.errors import Doubtful, UserError, visible
from radiodesk.locale import N_, _
from radiodesk.model.database import Removed
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.tui.background import fault_notice, in_background
from radiodesk.tui.dialogs import field_widgets, merging
from radiodesk.tui.dialogs.base import ROOMY, Dialog
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Entry, Field, Toggle, Values
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.button_row import ButtonRow
from radiodesk.tui.widgets.form_input import FormInput
from radiodesk.tui.widgets.name_picker import NameInput, NamePicker

LABEL, LONGEST_LABEL = 20, 28
"""The least and the most cells of the labels, with the gap after them."""

LEFT_OF_TOGGLE = 4
"""Cells before a box to tick where the form is narrow."""

FIELD_AND_GAP = 14 + 1
"""Cells of the narrowest field, and of the gap before the note, as the styles have them."""


class Form(Dialog[bool]):
    """Asks for several values and saves them. Closes with True once they are saved.

    save: receives the values by the fields' names. If it raises a UserError, the form shows it and stays open. If it
    raises Doubtful and the user saves the same values again, it is called with the extra value "sure".
    reread: called after a conflict with another user's change. Returns the fields as they are now: they are merged with
    what was typed, and the next `save` may overwrite that change.
    start: the name of the field to begin in; empty for the first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), show=False),
        # Priority: otherwise, while the desk is busy, text typed after Tab would go to the previous field.
        Binding("tab", "next_field", N_("Next field"), show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", N_("Previous field"), show=False, priority=True),
        Binding("down", "app.focus_next", N_("Next field"), show=False),
        Binding("up", "app.focus_previous", N_("Previous field"), show=False),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        save: Callable[[Values], Awaitable[object]],
        *,
        button: str = "",
        explanation: str = "",
        reread: Callable[[], Awaitable[Sequence[Field]]] | None = None,
        start: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = tuple(fields)
        self._save = save
        self._button = button or _("Save")
        self._explanation = explanation
        self._reread = reread
        self._start = start
        self._rejected: dict[str, Hashable] = {}
        """The content of each invalid field, by the field's name."""
        self._doubted: Values | None = None
        """The values of the last save that raised Doubtful."""
        self._doubts: frozenset[str] = frozenset()
        """The doubts that the form has shown about these values."""
        self._questioned: dict[str, Hashable] = {}
        """The contents of the fields that a question in view is about."""
        self._unseen: Values = {}
        """The values of the fields that another user's change added: the form has no widgets for them."""
        self._saving = False
        self._replaced: dict[str, Hashable] = {}
        """What fields contain without the text that others give them now, by their names."""
        labels = [cell_len(field.label) + 1 for field in self._fields if not isinstance(field, Toggle)]
        self._label_width = min(max([LABEL, *labels]), LONGEST_LABEL)
        self._filled = self._initial()
        """What the form itself put into each field, by its name. Other contents were typed by the user."""

    def compose(self) -> ComposeResult:
        """Lay out one row for each field, and the two buttons."""
        with Box(self._title):
            if self._explanation:
                yield Static(self._explanation, classes="explanation", markup=False)
            with VerticalScroll(classes="fields", can_focus=False):
                for field in self._fields:
                    is_toggle = isinstance(field, Toggle)  # its box has the label
                    with Horizontal(classes="field toggle" if is_toggle else "field"):
                        yield self._label("" if is_toggle else field.label)
                        yield field_widgets.build(field)
                        yield Static(id=f"{field.name}-note", classes="note", markup=False)
                    yield self._below(field)
                    yield Static(id=f"{field.name}-error", classes="error", markup=False)
            yield Static(id="form-error", classes="error", markup=False)
            yield ButtonRow(
                [
                    Button(Content(self._button), id="save", compact=True),
                    Button(Content(_("Back")), id="cancel", compact=True),
                ]
            )

    def _label(self, text: str) -> Label:
        label = Label(text, markup=False)
        label.styles.width = self._label_width
        return label

    def _below(self, field: Field) -> Static:
        below = Static(id=f"{field.name}-note-below", classes="note below", markup=False)
        below.styles.padding = (0, 0, 0, self._label_width)
        return below

    @on(Input.Changed)
    def _text_changed(self, event: Input.Changed) -> None:
        """Clear the field's error, show what its text means, and set the fields that depend on it."""
        name = event.input.id or ""
        self._clear_error(name, event.input.value)
        field = self._field(name)
        self._show_note(field)
        for other in self._fields:
            if isinstance(other, Entry) and (other.beside is field or (other.shows_with or ("",))[0] == name):
                self._show_note(other)
            if isinstance(other, Entry) and other.unless == name:
                why = _("not with “{field}”").format(field=field.label) if event.value.strip() else ""
                self.query_one(f"#{other.name}", FormInput).take_nothing(why)
        self._set_others(field, event.input.value)
        self._give_others(field, event.input.value)

    @on(Select.Changed)
    def _choice_changed(self, event: Select.Changed) -> None:
        self._clear_error(event.select.id or "", event.select.selection)

    def _clear_error(self, name: str, content: Hashable) -> None:
        """Clear a field's error once its content differs from the rejected content."""
        # A Changed event from before the check may arrive after it, with the rejected content.
        if name not in self._rejected or self._rejected[name] != content:
            self._show_message(f"{name}-error", "")
        if name in self._questioned and self._questioned[name] != content:  # it may have another answer now
            self._questioned = {}
            self._show_message("form-error", "")

    def _set_others(self, field: Field, typed: str) -> None:
        """Set the choices that depend on a field, and the texts that do, unless the user typed them.

        A choice of the user is replaced, but not taken back.
        """
        if not isinstance(field, Entry) or not field.sets:
            return
        for name, content in field.sets(typed).items():
            if name in self._replaced:
                self._replaced[name] = content
                continue
            other = self._field(name)
            is_kept = isinstance(other, Entry) or content is None
            if not is_kept or self._content(other) == self._filled[name]:
                field_widgets.fill(self, other, content)
                self._filled[name] = content

    def _give_others(self, field: Field, typed: str) -> None:
        """Give other fields the texts that a field has for them, unless the user typed others.

        Without such a text, they get back what the form had put there before.
        """
        if not isinstance(field, Entry) or not field.gives:
            return
        for name, text in field.gives(typed).items():
            other = self._field(name)
            is_own = self._content(other) == self._filled[name]
            if text and (is_own or not self._content(other)):
                self._replaced.setdefault(name, self._filled[name])
                self._filled[name] = text
                field_widgets.fill(self, other, text)
            elif not text and name in self._replaced:
                self._filled[name] = self._replaced.pop(name)
                if is_own:
                    field_widgets.fill(self, other, self._filled[name])

    @on(NamePicker.Closed)
    def _list_closed(self, event: NamePicker.Closed) -> None:
        self._show_note(self._field(event.picker.field.id or ""))

    @on(FormInput.Shortened)
    def _paste_shortened(self, event: FormInput.Shortened) -> None:
        """Say what the pasted text lost, until the text changes. A list of names would cover it."""
        event.stop()
        if isinstance(event.field, NameInput):
            event.field.picker.close()
        name = event.field.id or ""
        self._rejected[name] = event.field.value
        self._show_message(f"{name}-error", event.message)

    def _show_note(self, field: Field) -> None:
        """Show what the text of a field means: beside it, or on lines of its own where that is too narrow."""
        note = field_widgets.note(self, field)
        width = self.query_one(".fields").scrollable_content_region.width
        fits = not width or cell_len(note) <= width - self._label_width - FIELD_AND_GAP
        self.query_one(f"#{field.name}-note", Static).update(note if fits else "")
        below = self.query_one(f"#{field.name}-note-below", Static)
        below.update("" if fits else note)
        below.display = not fits
        if not fits and self.focused and self.focused.id == field.name:
            self.call_after_refresh(below.scroll_visible, animate=False)

    def on_resize(self) -> None:
        """Move the notes to where they fit, and the boxes to tick to the left where the form is narrow."""
        for label in self.query(".toggle Label"):
            label.styles.width = self._label_width if self.size.width >= ROOMY else LEFT_OF_TOGGLE
        self.call_after_refresh(self._show_notes)

    def _make_room(self, _screen: Screen[Any]) -> None:
        """Keep the buttons in view, and the field that has the focus."""
        if self.query_one(Box).make_room(self.query_one(".fields"), self.query_one(ButtonRow)) and self.focused:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)

    def _show_notes(self) -> None:
        for field in self._fields:
            self._show_note(field)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Name the keys that work in the focused field, and show what its text means, or what its placeholder says."""
        self.call_after_refresh(self._show_notes)
        keys = [_("Enter: {button}").format(button=self._button), _("Esc: close")]
        match event.widget:
            case NameInput():
                keys.insert(0, _("↓: list"))
            case Select():
                keys.insert(0, _("Space: list"))
            case field_widgets.Mark():
                keys[:0] = [_("Space: yes or no"), _("A: all or none")]
            case Checkbox():
                keys.insert(0, _("Space: yes or no"))
            case Button():
                keys = [_("Enter: {button}").format(button=str(event.widget.label)), keys[1]]
            case _:
                pass
        self.query_one(ButtonRow).say(" · ".join(keys))

    @on(Input.Submitted)
    @on(Button.Pressed, "#save")
    def _save_pressed(self) -> None:
        self.action_save()

    @on(Button.Pressed, "#cancel")
    def _cancel_pressed(self) -> None:
        self.action_leave()

    def action_next_field(self) -> None:
        """Go to the next field. In a list of names, take the one that the user chose or typed in full."""
        if isinstance(self.focused, NameInput):
            self.focused.picker.takes_on_blur = True
        self.focus_next()

    def action_save(self) -> None:
        """Check all fields, and save them if they are valid."""
        for field in self._fields:  # one that was emptied since may get its text again
            self._give_others(field, str(self._content(field)))
        if (values := self._read_fields()) is not None:
            self._save_values(values)

    def action_mark_all(self) -> None:
        """Mark all rows, or none if all are marked."""
        marks = [field for field in self._fields if isinstance(field, Toggle) and field.is_mark]
        all_marked = all(self._content(each) for each in marks)
        for each in marks:
            field_widgets.fill(self, each, not all_marked)

    @in_background("save", exclusive=False)
    async def _save_values(self, values: Values) -> None:
        if self._saving:
            return
        self._saving, self._questioned = True, {}
        focused = self.focused
        self._show_saving(is_saving=True)
        try:
            await self._save_surely(values)
        except Doubtful as error:
            self._doubted, self._doubts = values, frozenset(error.doubts)
            self._questioned = {field.name: self._content(field) for field in self._fields}
            doubts = "\n".join(f"{visible(doubt)}." for doubt in error.doubts)
            self._show_message("form-error", "\n".join([doubts, _("If that is right, press Enter again.")]))
        except ChangedMeanwhile as error:
            was_answered = values == self._doubted
            message = await self._merge(error)
            if was_answered:  # saving the merged values again need not repeat the question
                self._doubted = self._read_fields()
            self._show_message("form-error", message)
        except UserError as error:
            self._show_message("form-error", str(error))
        except Exception as error:
            self._show_message("form-error", await fault_notice(error))
        else:
            self._saving = False
            self.dismiss(True)
            return
        finally:
            self._saving = False
            if self.is_attached:
                self._show_saving(is_saving=False)
                self.set_focus(focused)
        if not isinstance(self.focused, Input):  # elsewhere, Enter would not save
            self.query_one("#save").focus()

    def _show_saving(self, *, is_saving: bool) -> None:
        """Take no input while saving, and say so."""
        self.query_one(".fields").disabled = is_saving
        self.query(Button).set(disabled=is_saving)
        self.query_one(ButtonRow).say(_("Saving: one moment") if is_saving else "")

    def on_screen_suspend(self) -> None:
        """Say nothing of saving below a question: what it is about is not saved before it is answered."""
        if self._saving:
            self.query_one(ButtonRow).say("")

    def on_screen_resume(self) -> None:
        """Say again that it saves, once the question is answered."""
        if self._saving:
            self.query_one(ButtonRow).say(_("Saving: one moment"))

    async def _save_surely(self, values: Values) -> None:
        """Save. Doubts that the form has shown about these values before are confirmed."""
        try:
            await self._save(dict(values))
        except Doubtful as error:
            if values != self._doubted or not self._doubts.issuperset(error.doubts):
                raise
            await self._save({**values, "sure": True})

    async def _merge(self, error: ChangedMeanwhile) -> str:
        """Merge the fields with another user's change, by their names. Returns the message about it.

        A field that is no longer there stays as it is. One that is new is not shown: it is saved as it was read.
        """
        if self._reread is None or isinstance(error, Removed):
            return str(error)
        try:
            fields = await self._reread()
        except UserError as reread_error:
            return str(reread_error)
        found = merging.differences(self._fields, fields, {each.name: self._content(each) for each in self._fields})
        now = {field.name: field for field in fields}
        merged = tuple(now.pop(field.name, field) for field in self._fields)
        for before, field in zip(self._fields, merged, strict=True):
            is_taken = field.name in found and found[field.name].typed is None
            field_widgets.refill(self, before, field, merging.initial(field) if is_taken else self._content(before))
        self._fields = merged
        self._unseen = merging.meanings(tuple(now.values()), merging.initials(fields))
        initial = self._initial()
        given = {name: self._filled[name] for name in self._replaced}
        self._replaced = {name: initial[name] for name in given}
        self._filled = {**initial, **given}
        self._show_notes()
        return merging.message(error, found)

    def _field(self, name: str) -> Field:
        return next(field for field in self._fields if field.name == name)

    def _initial(self) -> dict[str, Hashable]:
        """What the fields contain before the user changes them, by their names."""
        return merging.initials(self._fields)

    def _content(self, field: Field) -> Hashable:
        return field_widgets.content(self, field)

    @property
    def is_saving(self) -> bool:
        """Whether it is saving, and takes no input."""
        return self._saving

    def may_leave(self) -> bool:
        """Whether nothing would be lost. False while saving. Asks whether to throw away what the user typed."""
        if self._saving:
            self._show_message("form-error", _("Saving: one moment"))
            return False
        if {field.name: self._content(field) for field in self._fields} == self._filled:
            return True
        if self.is_current:
            self._ask_to_leave()
        return False

    @in_background("leave")
    async def _ask_to_leave(self) -> None:
        question = _("What you typed in “{form}” is not saved yet.").format(form=self._title)
        confirm = Confirm(_("Close without saving?"), question, yes=_("Discard it"))
        if await self.app.push_screen_wait(confirm):
            self.dismiss(None)

    def _read_fields(self) -> Values | None:
        """The values of all fields, or None if one is invalid. Shows each error and focuses the first invalid field."""
        values: Values = dict(self._unseen)
        self._rejected = {}
        self._show_message("form-error", "")
        for field in self._fields:
            try:
                values[field.name] = field_widgets.read(self, field)
                self._show_message(f"{field.name}-error", "")
            except UserError as error:
                self._show_message(f"{field.name}-error", str(error))
                self._rejected[field.name] = self._content(field)
        if self._rejected:
            self.query_one(f"#{next(iter(self._rejected))}").focus()
            return None
        return values

    def _show_message(self, line_id: str, message: str) -> None:
        """Show a message in a line of the form, or hide the line if the message is empty."""
        line = self.query_one(f"#{line_id}", Static)
        line.update(message)
        line.display = bool(message)

    def on_mount(self) -> None:
        """Hide the error lines, show what the texts mean, and go to the field to begin in."""
        self.screen_layout_refresh_signal.subscribe(self, self._make_room)
        for line in self.query(".error"):
            line.display = False
        self._show_notes()
        if self._start:
            self.query_one(f"#{self._start}").focus()
