"""A form dialog. All fields are checked together. The form stays open until saving succeeds, so no input is lost."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.suggester import Suggester, SuggestFromList
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, Label, Select, Static

from radiodesk.errors import Doubtful, UserError
from radiodesk.locale import N_, _
from radiodesk.model.database import Removed
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.tui.background import fault_notice, in_background
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Toggle, Values


class Form(Dialog[bool]):
    """Asks for several values and saves them. Closes with True once they are saved.

    save: receives the values by the fields' names. If it raises a UserError, the form shows it and stays open. If it
    raises Doubtful and the user saves the same values again, it is called with the extra value "sure".
    reread: called after a conflict with another user's change, so that the next `save` overwrites that change.
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
        reread: Callable[[], Awaitable[object]] | None = None,
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
        """The values of the last save if it raised Doubtful."""
        self._saving = False

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
                yield Button(Content(self._button), id="save", variant="primary", compact=True)
                yield Button(Content(_("Cancel")), id="cancel", compact=True)
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
            await self._save({**values, "sure": True} if values == self._doubted else dict(values))
        except Doubtful as error:
            self._doubted = values
            again = _("Save again if that is right.")
            self._show_message("form-error", f"{error}\n{again}")
        except ChangedMeanwhile as error:
            self._doubted = None  # the other user's version may raise other doubts
            self._show_message("form-error", await self._conflict_message(error))
        except UserError as error:
            self._show_message("form-error", str(error))
        except Exception as error:
            self._show_message("form-error", await fault_notice(error))
        else:
            self._saving = False
            self.dismiss(True)
        finally:
            self._saving = False
            self.query_one("#save", Button).disabled = False

    async def _conflict_message(self, error: ChangedMeanwhile) -> str:
        """The message after another user's change. The input stays, and the next save overwrites that change."""
        if self._reread is None or isinstance(error, Removed):
            return str(error)
        try:
            await self._reread()
        except UserError as reread_error:
            return str(reread_error)
        again = _("Save again to overwrite it with yours, or leave with Esc.")
        return f"{error}\n{again}"

    def may_leave(self) -> bool:
        """False while saving: if the save failed, the input would be lost."""
        if self._saving:
            self._show_message("form-error", _("Saving: one moment"))
        return not self._saving

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
            return Input(
                field.value,
                placeholder=field.placeholder,
                suggester=_suggester(field.suggestions),
                id=field.name,
                compact=True,
            )
        case Choice():
            options = [(Content(word), value) for word, value in field.options]
            chosen = options[0][1] if field.value is None else field.value
            return Select(options, value=chosen, allow_blank=False, id=field.name, compact=True)
        case Toggle():
            return Checkbox(Content(field.label), value=field.value, id=field.name, compact=True)


def _suggester(suggestions: Sequence[str] | Suggester) -> Suggester | None:
    if isinstance(suggestions, Suggester):
        return suggestions
    return SuggestFromList(suggestions, case_sensitive=False) if suggestions else None
