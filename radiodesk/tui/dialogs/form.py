"""A form dialog. All fields are checked together. The form stays open until saving succeeds, so no input is lost."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.suggester import Suggester, SuggestFromList
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, Label, Select, Static

from radiodesk.errors import Doubtful, UserError, visible
from radiodesk.locale import N_, _
from radiodesk.model.database import Removed
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.tui.background import fault_notice, in_background
from radiodesk.tui.dialogs import merging
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Toggle, Values
from radiodesk.tui.dialogs.paths import PathSuggester
from radiodesk.tui.widgets.path_input import PathInput


class Form(Dialog[bool]):
    """Asks for several values and saves them. Closes with True once they are saved.

    save: receives the values by the fields' names. If it raises a UserError, the form shows it and stays open. If it
    raises Doubtful and the user saves the same values again, it is called with the extra value "sure".
    reread: called after a conflict with another user's change. Returns the fields as they are now: they are merged with
    what was typed, and the next `save` may overwrite that change.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), show=False),
        # Priority: otherwise, while the desk is busy, text typed after Tab would go to the previous field.
        Binding("tab", "app.focus_next", N_("Next field"), show=False, priority=True),
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
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = tuple(fields)
        self._save = save
        self._button = button or _("Save")
        self._explanation = explanation
        self._reread = reread
        self._rejected: dict[str, str] = {}
        """The text of each invalid field, by the field's name."""
        self._doubted: Values | None = None
        """The values of the last save that raised Doubtful."""
        self._doubts: frozenset[str] = frozenset()
        """The doubts that the form has shown about these values."""
        self._saving = False
        self._warned_of: dict[str, Hashable] = {}
        """The contents of the fields when the user was last told that they are not saved."""

    def compose(self) -> ComposeResult:
        """Lay out one row for each field, and the two buttons."""
        with Vertical(classes="box") as box:
            box.border_title = Content(self._title)
            if self._explanation:
                yield Static(self._explanation, classes="explanation", markup=False)
            with VerticalScroll(classes="fields", can_focus=False):
                for field in self._fields:
                    with Horizontal(classes="field"):
                        yield Label("" if isinstance(field, Toggle) else field.label, markup=False)
                        yield _widget(field)
                    yield Static(id=f"{field.name}-error", classes="error", markup=False)
            yield Static(id="form-error", classes="error", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content(self._button), id="save", compact=True)
                yield Button(Content(_("Back")), id="cancel", compact=True)
                hint = _("Enter: {button} · Esc leaves").format(button=self._button)
                yield Static(hint, classes="hint", markup=False)

    @on(Input.Changed)
    def _text_changed(self, event: Input.Changed) -> None:
        """Clear the field's error once its text differs from the rejected text."""
        # A Changed event from before the check may arrive after it, with the rejected text.
        if self._rejected.get(event.input.id or "") != event.input.value:
            self._show_message(f"{event.input.id}-error", "")
        self._set_choices(event.input.id or "", event.input.value)

    def _set_choices(self, name: str, typed: str) -> None:
        """Set the choices that depend on the text of a field."""
        for field in self._fields:
            if isinstance(field, Entry) and field.name == name and field.sets:
                for choice, value in field.sets(typed).items():
                    self.query_one(f"#{choice}", Select).value = value

    @on(Input.Submitted)
    @on(Button.Pressed, "#save")
    def _save_pressed(self) -> None:
        self.action_save()

    @on(Button.Pressed, "#cancel")
    def _cancel_pressed(self) -> None:
        self.action_leave()

    def action_save(self) -> None:
        """Check all fields, and save them if they are valid."""
        if (values := self._read_fields()) is not None:
            self._save_values(values)

    @in_background("save", exclusive=False)
    async def _save_values(self, values: Values) -> None:
        if self._saving:
            return
        self._saving = True
        self.query_one("#save", Button).disabled = True
        try:
            await self._save_surely(values)
        except Doubtful as error:
            self._doubted, self._doubts = values, frozenset(error.doubts)
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
            self.query_one("#save", Button).disabled = False
        if not isinstance(self.focused, Input):  # elsewhere, Enter would not save
            self.query_one("#save").focus()

    async def _save_surely(self, values: Values) -> None:
        """Save. Doubts that the form has shown about these values before are confirmed."""
        try:
            await self._save(dict(values))
        except Doubtful as error:
            if values != self._doubted or not self._doubts.issuperset(error.doubts):
                raise
            await self._save({**values, "sure": True})

    async def _merge(self, error: ChangedMeanwhile) -> str:
        """Merge the fields with another user's change. Returns the message about it."""
        if self._reread is None or isinstance(error, Removed):
            return str(error)
        try:
            fields = await self._reread()
        except UserError as reread_error:
            return str(reread_error)
        found = merging.differences(self._fields, fields, {each.name: self._content(each) for each in self._fields})
        for before, field in zip(self._fields, fields, strict=True):
            is_taken = field.name in found and found[field.name].typed is None
            self._refill(before, field, merging.initial(field) if is_taken else self._content(before))
        self._fields = tuple(fields)
        return merging.message(error, found)

    def _content(self, field: Field) -> Hashable:
        """What a field contains: the text of an entry, the value of a choice or a toggle."""
        match field:
            case Entry():
                return self.query_one(f"#{field.name}", Input).value
            case Choice():
                value: Hashable = self.query_one(f"#{field.name}", Select).selection
                return value
            case Toggle():
                return self.query_one(f"#{field.name}", Checkbox).value

    def _refill(self, before: Field, field: Field, content: Hashable) -> None:
        """Fill a field again. A choice gets its present options; what the user chose from the earlier ones stays."""
        if isinstance(field, Entry):
            entry = self.query_one(f"#{field.name}", Input)
            with entry.prevent(Input.Changed):  # else it would set the choices that depend on it
                entry.value = str(content)
        elif isinstance(field, Choice) and isinstance(before, Choice):
            known = {value for _label, value in field.options}
            kept = [option for option in before.options if option[1] == content and content not in known]
            choice = self.query_one(f"#{field.name}", Select)
            choice.set_options(_options([*field.options, *kept]))
            choice.value = content
        else:
            self.query_one(f"#{field.name}", Checkbox).value = bool(content)

    def may_leave(self) -> bool:
        """False while saving, and at the first attempt to leave with changes that are not saved."""
        contents = {field.name: self._content(field) for field in self._fields}
        if self._saving:
            self._show_message("form-error", _("Saving: one moment"))
        elif contents not in (self._warned_of, {field.name: merging.initial(field) for field in self._fields}):
            self._warned_of = contents
            self._show_message("form-error", _("What you changed here is not saved. Press Esc again to throw it away."))
        else:
            return True
        return False

    def _read_fields(self) -> Values | None:
        """The values of all fields, or None if one is invalid. Shows each error and focuses the first invalid field."""
        values: Values = {}
        self._rejected = {}
        self._show_message("form-error", "")
        for field in self._fields:
            try:
                values[field.name] = self._read_field(field)
                self._show_message(f"{field.name}-error", "")
            except UserError as error:
                self._show_message(f"{field.name}-error", str(error))
                self._rejected[field.name] = self.query_one(f"#{field.name}", Input).value
        if self._rejected:
            self.query_one(f"#{next(iter(self._rejected))}").focus()
            return None
        return values

    def _read_field(self, field: Field) -> object:
        match field:
            case Entry():
                typed = self.query_one(f"#{field.name}", Input).value.strip()
                if not typed and field.required:
                    raise FieldRequired
                return field.read(typed) if typed else None
            case Choice():
                return self.query_one(f"#{field.name}", Select).selection
            case Toggle():
                return self.query_one(f"#{field.name}", Checkbox).value

    def _show_message(self, line_id: str, message: str) -> None:
        """Show a message in a line of the form, or hide the line if the message is empty."""
        line = self.query_one(f"#{line_id}", Static)
        line.update(message)
        line.display = bool(message)

    def on_mount(self) -> None:
        """Hide the error lines."""
        for line in self.query(".error"):
            line.display = False


class FieldRequired(UserError):
    """A required field is empty."""

    message = N_("Required: type something here")


def _widget(field: Field) -> Widget:
    match field:
        case Entry():
            kind = PathInput if isinstance(field.suggestions, PathSuggester) else Input
            return kind(
                field.value,
                placeholder=field.placeholder,
                suggester=_suggester(field.suggestions),
                id=field.name,
                compact=True,
            )
        case Choice():
            chosen = merging.initial(field)
            return Select(_options(field.options), value=chosen, allow_blank=False, id=field.name, compact=True)
        case Toggle():
            return Checkbox(Content(field.label), value=field.value, id=field.name, compact=True)


def _options(options: Sequence[tuple[str, Hashable]]) -> list[tuple[Content, Hashable]]:
    return [(Content(label), value) for label, value in options]


def _suggester(suggestions: Sequence[str] | Suggester) -> Suggester | None:
    if isinstance(suggestions, Suggester):
        return suggestions
    return SuggestFromList(suggestions, case_sensitive=False) if suggestions else None
