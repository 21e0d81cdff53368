"""A dialog that asks what the station's own words and headers in a workbook mean."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button, Input, Static

from radiodesk.ledger.columns import SHEET_NAMES
from radiodesk.ledger.refusal import Question
from radiodesk.locale import N_, _
from radiodesk.model.text import fold, key, quoted
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.dialogs.quitting import AsksToQuit
from radiodesk.tui.dialogs.searchable import Filter, SearchableDialog
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.button_row import ButtonRow
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.long_table import LongTable
from radiodesk.tui.widgets.row_table import Column

LEFT_OUT = ""
"""The answer for a column that is not to be read."""


class Meanings(AsksToQuit, SearchableDialog[dict[Question, str]]):
    """Lists each unknown header once, and each unknown word once for each kind of row.

    answers: those that are known already, to be gone over. explanation: the text above the list.
    Closes with the answers: the known word or header for each. A column without an answer is left out. A word without
    an answer has no entry.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "go_on", N_("Go on"), show=False),
        Binding("up", "app.focus_previous", N_("Up"), show=False),
        Binding("down", "app.focus_next", N_("Down"), show=False),
    ]

    def __init__(
        self,
        title: str,
        questions: Sequence[Question],
        answers: Mapping[Question, str] = MappingProxyType({}),
        *,
        explanation: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._questions = questions
        self._explanation = explanation or _(
            "The workbook has words that are not known here. Choose what each means. The desk remembers the answers "
            "when the workbook is imported."
        )
        self._found = list(range(len(questions)))
        """The indexes of the questions that the search finds."""
        self._given = dict(answers)
        self.chosen = dict(answers)
        """The answers that were given. They are of use when the user leaves the dialog, too."""

    def holds_answers(self) -> bool:
        """Whether the user gave an answer here."""
        return self.chosen != self._given

    @property
    def answers(self) -> dict[Question, str]:
        """The answers that the list shows."""
        return {question: LEFT_OUT for question in self._questions if not question.word} | self.chosen

    def compose(self) -> ComposeResult:
        """Lay out the list of questions and the buttons."""
        columns = [Column(_("In the workbook"), share=3), Column(_("Column"), 22), Column(_("Means"), share=3)]
        with Box(self._title, classes="tall broad"):
            yield Static(self._explanation, classes="explanation", markup=False)
            yield self.search_field()
            yield LongTable(columns, self._rows())
            yield Clipped(classes="in-full")
            yield ButtonRow([Button(Content(_("Preview")), id="go-on", variant="primary", compact=True)])

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(LongTable).focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what Enter does now."""
        is_button = isinstance(event.widget, Button)
        hint = _("Enter: preview · Esc: back") if is_button else _("Enter: choose · Ctrl+S: preview · Esc: back")
        self.query_one(ButtonRow).say(hint)

    @on(LongTable.Highlighted)
    def _show_full_word(self, event: LongTable.Highlighted) -> None:
        if event.row is not None:
            self.query_one(".in-full", Static).update(" · ".join(self._rows()[self._found[event.row]]))

    @on(LongTable.Opened)
    def _opened(self, event: LongTable.Opened) -> None:
        if event.row is not None:
            self._choose(self._found[event.row])

    @on(Input.Changed)
    def _query_changed(self) -> None:
        self._show()

    def _show(self, cursor_on: int | None = None) -> None:
        """Show the questions that match the search. cursor_on: the index of the question that the cursor moves to."""
        rows = self._rows()
        self._found = Filter(rows).find(self.query_one(Input).value)
        cursor = self._found.index(cursor_on) if cursor_on in self._found else 0
        self.query_one(LongTable).show_rows([rows[index] for index in self._found], cursor)

    @in_background("choose")
    async def _choose(self, row: int) -> None:
        """Pick the meaning for a row. Then go to the next question that has no answer yet, or to the button."""
        question = self._questions[row]
        answer = await self.app.push_screen_wait(_picker(question, self.answers.get(question)))
        if answer is None:
            return
        self.chosen[question] = answer
        answers = self.answers
        below = [row for row in range(row + 1, len(self._questions)) if self._questions[row] not in self.chosen]
        left = below or [row for row, question in enumerate(self._questions) if question not in answers]
        self._show(left[0] if left else row)
        if not left:
            self.query_one("#go-on").focus()

    @on(Button.Pressed)
    def action_go_on(self) -> None:
        """Close with the answers."""
        self.dismiss(self.answers)

    def _rows(self) -> list[tuple[str, str, str]]:
        answers = self.answers
        return [_row(question, answers.get(question)) for question in self._questions]


def _row(question: Question, answer: str | None) -> tuple[str, str, str]:
    if question.word:
        return question.word, column_name(question), answer or "?"
    return question.header, _("a header"), answer or _("is left out")


def column_name(question: Question) -> str:
    """The column of a word, such as "Tin bài: Thể loại"."""
    return f"{SHEET_NAMES[question.kind]}: {question.header}" if question.kind else question.header


def _picker(question: Question, answer: str | None) -> Picker[str]:
    """Choose from the known words or headers. answer: the present one."""
    candidates = [Candidate(choice, choice) for choice in question.choices]
    if question.word:
        title = _("What does {word} mean in {column}?").format(
            word=quoted(question.word), column=quoted(column_name(question))
        )
    else:
        title = _("What does the column {column} hold?").format(column=quoted(question.header))
        candidates.insert(0, Candidate(LEFT_OUT, _("Ignore the column")))

    async def find(typed: str) -> list[Candidate[str]]:
        found = [candidate for candidate in candidates if fold(typed) in fold(candidate.title)]
        return sorted(found, key=lambda candidate: key(typed) not in key(candidate.title))  # typed accents count first

    empty = _("No known word is like that")
    return Picker(title, find, empty=empty, placeholder=_("Type a part of the word"), chosen=answer)
