"""A refused ledger: its problems in groups, short enough for one screen, and what only the station can answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from radiodesk.errors import UserError
from radiodesk.ledger.columns import SHEET_NAMES, SheetKind
from radiodesk.ledger.problems import Place, Problem
from radiodesk.locale import _, formats, ngettext
from radiodesk.model.text import quoted


@dataclass(frozen=True, slots=True)
class Group:
    """Problems of one column with one cause."""

    problems: tuple[Problem, ...]

    @property
    def place(self) -> Place:
        """The place of the first one."""
        return self.problems[0].place

    @property
    def column(self) -> str:
        """The header of the column."""
        return self.problems[0].column

    @property
    def expected(self) -> str:
        """What is expected of the cells: a phrase."""
        return self.problems[0].expected

    @property
    def rows(self) -> tuple[int, ...]:
        """The numbers of the rows, as Excel shows them."""
        return tuple(problem.place.row for problem in self.problems)

    @property
    def first_rows(self) -> str:
        """The numbers of the first rows."""
        rows = ", ".join(str(problem.place.row) for problem in self.problems[:FIRST_ROWS])
        return rows + (", …" if len(self.problems) > FIRST_ROWS else "")

    @property
    def first_values(self) -> str:
        """The first different values."""
        values = islice(dict.fromkeys(problem.value for problem in self.problems), FIRST_ROWS)
        return ", ".join(value or _("empty") for value in values)

    def __str__(self) -> str:
        count = len(self.problems)
        if count == 1:
            return str(self.problems[0])
        sheet = _("sheet “{sheet}”").format(sheet=self.place.sheet) if self.place.sheet else ""
        where = ", ".join(filter(None, (self.place.file, sheet)))
        return ngettext(
            "{where}, column “{column}”: {what} in {count} row ({rows}); expected: {expected}",
            "{where}, column “{column}”: {what} in {count} rows ({rows}); expected: {expected}",
            count,
        ).format(
            where=where,
            column=self.column,
            what=self.first_values,
            count=formats.number(count),
            rows=self.first_rows,
            expected=self.expected,
        )


FIRST_ROWS = 3
"""Rows and values of a group that are listed."""
MOST_GROUPS = 12
"""Groups that are listed unless all problems are asked for: what fits a screen of 24 lines."""


def grouped(problems: Iterable[Problem]) -> list[Group]:
    """The problems by file, sheet, column and cause, in the order of their first rows."""
    found: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        cause = problem.expected if problem.value else f"empty {problem.expected}"
        place = problem.place
        found.setdefault((place.file, place.sheet, problem.column, cause), []).append(problem)
    return [Group(tuple(same)) for same in found.values()]


@dataclass(frozen=True)
class Question:
    """A header or word whose meaning only the station knows. choices: the known ones.

    A word has one meaning among broadcasts and another among stories: that is two questions.
    """

    header: str
    """The known header of the column that holds the word; the unknown header itself."""
    word: str
    """The unknown word; empty for an unknown header."""
    choices: tuple[str, ...]
    kind: SheetKind | None = None
    """Of a word: what the rows with it are. A header is asked about for all kinds of rows together."""

    @property
    def table(self) -> str:
        """The table of a mapping file that answers the question about a word."""
        return f'[sheets."{SHEET_NAMES[self.kind]}".words."{self.header}"]' if self.kind else "[columns]"


class LedgerRefused(UserError):
    """Files with problems. Nothing of them was taken.

    questions: the words that are not known. column_questions: the headers that are not.
    """

    message = "{problems}"

    def __init__(
        self,
        problems: tuple[Problem, ...],
        questions: tuple[Question, ...] = (),
        column_questions: tuple[Question, ...] = (),
    ) -> None:
        super().__init__(problems=problems)
        self.problems = problems
        self.questions = questions
        self.column_questions = column_questions

    def __str__(self) -> str:
        groups = grouped(self.problems)
        lines = [self.heading, *map(str, groups[:MOST_GROUPS])]
        if more := sum(len(group.rows) for group in groups[MOST_GROUPS:]):
            text = ngettext(
                "… and {count} more problem (--all lists it)", "… and {count} more problems (--all lists them)", more
            )
            lines.append(text.format(count=formats.number(more)))
        if self.questions:
            first = self.questions[0]
            text = _(
                "If a word is your station's own, say what it means in a mapping file (--map FILE.toml): "
                "for {word}, in its table {table}"
            )
            lines.append(text.format(word=quoted(first.word), table=first.table))
        return "\n".join(lines)

    @property
    def heading(self) -> str:
        """How many problems there are, and what to do."""
        count = len(self.problems)
        return ngettext(
            "{count} problem in the ledger; nothing was changed. Correct it and import the ledger again:",
            "{count} problems in the ledger; nothing was changed. Correct them and import the ledger again:",
            count,
        ).format(count=formats.number(count))

    @property
    def complete(self) -> str:
        """The message with every problem on a line of its own."""
        return "\n".join([self.heading, *map(str, self.problems)])
