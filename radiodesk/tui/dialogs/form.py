"""A form over the screen: fields, checked together; saved while it is still open, so that nothing typed is lost."""

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
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Tick, Values


class Form(Dialog[bool]):
    """Asks for several things at once and saves them; closes with True once they are saved.

    save: gets the values by the fields' names. Where it raises a UserError the form stays open and says it. Where it
    raises Doubtful, it is called again with "sure" among the values if the same is saved once more.
    read_again: called when somebody else changed the thing meanwhile, so that the next `save` goes over that.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), show=False),
        # Before the field gets it: what is typed right after Tab would go to the field before while the desk is busy.
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
        read_again: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = tuple(fields)
        self._save = save
        self._button = button or _("Save")
        self._explanation = explanation
        self._read_again = read_again
        self._refused: dict[str, str] = {}
        self._doubted: Values | None = None
        """The values that were found unusual."""
        self._saving = False

    def compose(self) -> ComposeResult:
        """Lay out a row a field, and the two buttons."""
        with Vertical(classes="box") as box:
            box.border_title = Content(self._title)
            if self._explanation:
                yield Static(self._explanation, classes="explanation", markup=False)
            with VerticalScroll(classes="fields", can_focus=False):
                for field in self._fields:
                    with Horizontal(classes="field"):
                        yield Label("" if isinstance(field, Tick) else field.label, markup=False)
                        yield _widget(field)
                    yield Static(id=f"{field.name}-error", classes="error", markup=False)
            yield Static(id="form-error", classes="error", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content(self._button), id="save", variant="primary", compact=True)
                yield Button(Content(_("Cancel")), id="cancel", compact=True)
                hint = _("Enter: {button} · Esc leaves").format(button=self._button)
                yield Static(hint, classes="hint", markup=False)

    @on(Input.Changed)
    def _mended(self, event: Input.Changed) -> None:
        """What was wrong is being put right; a change from before it was refused is none."""
        if self._refused.get(event.input.id or "") != event.input.value:
            self._say(f"{event.input.id}-error", "")
        self._set_others(event.input.id or "", event.input.value)

    def _set_others(self, name: str, typed: str) -> None:
        """Set the fields that what was typed decides."""
        for field in self._fields:
            if isinstance(field, Entry) and field.name == name and field.decides:
                for other, value in field.decides(typed).items():
                    self.query_one(f"#{other}", Select).value = value

    @on(Input.Submitted)
    @on(Button.Pressed, "#save")
    def _wants_to_save(self) -> None:
        self.action_save()

    @on(Button.Pressed, "#cancel")
    def _wants_to_leave(self) -> None:
        self.action_leave()

    def action_save(self) -> None:
        """Check what was typed; save it where all of it is right."""
        if (values := self._read()) is not None:
            self._keep(values)

    @in_background("save", exclusive=False)
    async def _keep(self, values: Values) -> None:
        if self._saving:
            return
        self._saving = True
        self.query_one("#save", Button).disabled = True
        try:
            await self._save({**values, "sure": True} if values == self._doubted else dict(values))
        except Doubtful as error:
            self._doubted = values
            again = _("Save once more if that is right.")
            self._say("form-error", f"{error}\n{again}")
        except ChangedMeanwhile as error:
            self._doubted = None  # what is there now may be unusual in another way
            self._say("form-error", await self._told_of_change(error))
        except UserError as error:
            self._say("form-error", str(error))
        except Exception as error:
            self._say("form-error", await fault_notice(error))
        else:
            self._saving = False
            self.dismiss(True)
        finally:
            self._saving = False
            self.query_one("#save", Button).disabled = False

    async def _told_of_change(self, error: ChangedMeanwhile) -> str:
        """What to say where somebody else was faster. What was typed stays, and may be saved over that."""
        if self._read_again is None or isinstance(error, Removed):
            return str(error)
        try:
            await self._read_again()
        except UserError as gone:
            return str(gone)
        again = _("Save once more to put yours in its place, or leave with Esc.")
        return f"{error}\n{again}"

    def may_leave(self) -> bool:
        """Whether nothing is being saved: that may fail, and what was typed would be lost."""
        if self._saving:
            self._say("form-error", _("Being saved: one moment"))
        return not self._saving

    def _read(self) -> Values | None:
        """The values of all fields, or None where one is wrong: each says what, the first wrong one gets the cursor."""
        values: Values = {}
        self._refused = {}
        self._say("form-error", "")
        for field in self._fields:
            try:
                values[field.name] = self._read_field(field)
                self._say(f"{field.name}-error", "")
            except UserError as error:
                self._say(f"{field.name}-error", str(error))
                self._refused[field.name] = self.query_one(f"#{field.name}", Input).value
        if self._refused:
            self.query_one(f"#{next(iter(self._refused))}").focus()
            return None
        return values

    def _read_field(self, field: Field) -> object:
        match field:
            case Entry():
                typed = self.query_one(f"#{field.name}", Input).value.strip()
                if not typed and field.required:
                    raise Needed
                return field.read(typed) if typed else None
            case Choice():
                return self.query_one(f"#{field.name}", Select).selection
            case Tick():
                return self.query_one(f"#{field.name}", Checkbox).value

    def _say(self, where: str, message: str) -> None:
        line = self.query_one(f"#{where}", Static)
        line.update(message)
        line.display = bool(message)

    def on_mount(self) -> None:
        """Keep the lines for errors away until there is one."""
        for line in self.query(".error"):
            line.display = False


class Needed(UserError):
    """A field that must not be left empty."""

    message = N_("Needed: type something here")


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
        case Tick():
            return Checkbox(Content(field.label), value=field.value, id=field.name, compact=True)


def _suggester(suggestions: Sequence[str] | Suggester) -> Suggester | None:
    if isinstance(suggestions, Suggester):
        return suggestions
    return SuggestFromList(suggestions, case_sensitive=False) if suggestions else None
