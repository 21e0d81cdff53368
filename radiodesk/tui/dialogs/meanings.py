"""A dialog that asks what the station's own words and headers in a workbook mean."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from radiodesk.ledger.columns import SHEET_NAMES
from radiodesk.ledger.refusal import Question
from radiodesk.locale import N_, _
from radiodesk.model.text import fold, quoted
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.widgets.long_table import LongTable
from radiodesk.tui.widgets.row_table import Column

LEFT_OUT = ""
"""The answer for a column that is not to be read."""


class Meanings(Dialog[dict[Question, str]]):
    """Lists each unknown header once, and each unknown word once for each kind of row.

    Closes with the answers: the known word or header for each.

    A column without an answer is left out. A word without an answer has no entry.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "go_on", N_("Go on"), show=False)]

    def __init__(self, title: str, questions: Sequence[Question]) -> None:
        super().__init__()
        self._title = title
        self._questions = questions
        self._answers = {question: LEFT_OUT for question in questions if not question.word}

    def compose(self) -> ComposeResult:
        """Lay out the list of questions and the buttons."""
        explanation = _(
            "The workbook has words that are not known here. Choose what each means. The desk remembers the answers "
            "when the workbook is brought in."
        )
        columns = [Column(_("In the workbook"), share=3), Column(_("Column"), 22), Column(_("Means"), share=3)]
        with Vertical(classes="box tall broad") as box:
            box.border_title = Content(self._title)
            yield Static(explanation, classes="explanation", markup=False)
            yield LongTable(columns, self._rows())
            yield Static(classes="in-full", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content(_("Preview")), id="go-on", variant="primary", compact=True)
                hint = _("Enter chooses · Ctrl+S: preview · Esc: back")
                yield Static(hint, classes="hint", markup=False)

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(LongTable).focus()

    @on(LongTable.Highlighted)
    def _show_full_word(self, event: LongTable.Highlighted) -> None:
        if event.row is not None:
            self.query_one(".in-full", Static).update(" · ".join(self._rows()[event.row]))

    @on(LongTable.Opened)
    def _opened(self, event: LongTable.Opened) -> None:
        self._choose(event.row)

    @in_background("choose")
    async def _choose(self, row: int) -> None:
        """Pick the meaning for a row, and go to the next one."""
        question = self._questions[row]
        answer = await self.app.push_screen_wait(_picker(question))
        if answer is not None:
            self._answers[question] = answer
            self.query_one(LongTable).show_rows(self._rows(), row + 1)
            if row + 1 == len(self._questions):
                self.query_one("#go-on").focus()

    @on(Button.Pressed)
    def action_go_on(self) -> None:
        """Close with the answers."""
        self.dismiss(dict(self._answers))

    def _rows(self) -> list[tuple[str, str, str]]:
        return [self._row(question) for question in self._questions]

    def _row(self, question: Question) -> tuple[str, str, str]:
        answer = self._answers.get(question)
        if question.word:
            return question.word, _column(question), answer or "?"
        return question.header, _("a header"), answer or _("is left out")


def _column(question: Question) -> str:
    """The column of a word, such as "Tin bài: Thể loại"."""
    return f"{SHEET_NAMES[question.kind]}: {question.header}" if question.kind else question.header


def _picker(question: Question) -> Picker[str]:
    """Choose from the known words or headers."""
    candidates = [Candidate(choice, choice) for choice in question.choices]
    if question.word:
        title = _("What does {word} mean in {column}?").format(
            word=quoted(question.word), column=quoted(_column(question))
        )
    else:
        title = _("What does the column {column} hold?").format(column=quoted(question.header))
        candidates.insert(0, Candidate(LEFT_OUT, _("Leave the column out")))

    async def find(typed: str) -> list[Candidate[str]]:
        return [candidate for candidate in candidates if fold(typed) in fold(candidate.title)]

    empty = _("No known word is like that")
    return Picker(title, find, empty=empty, placeholder=_("Type a part of the word"))
