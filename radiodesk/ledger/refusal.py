"""A refused ledger: its problems in groups, short enough for one screen, and what only the station can answer."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, overload

from radiodesk.errors import UserError
from radiodesk.ledger.columns import SHEET_NAMES, SheetKind
from radiodesk.ledger.problems import Place, Problem
from radiodesk.locale import _, formats, ngettext
from radiodesk.model.text import quoted

FIRST_ROWS = 3
"""Rows and values of a group that are listed."""
MOST_OF_A_GROUP = 10_000
"""Problems of a group that are kept, to be listed and marked."""
MOST_KEPT = 100_000
"""Problems that are kept of a ledger, besides the first ones of each group."""
MOST_GROUPS = 1_000
"""Groups that are kept."""


@dataclass(slots=True)
class Group:
    """Problems of one column with one cause. count: all of them. problems: the first ones, at least `FIRST_ROWS`."""

    problems: list[Problem] = field(default_factory=list)
    count: int = 0

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
        """The numbers of the rows that are kept, as Excel shows them."""
        return tuple(problem.place.row for problem in self.problems)

    @property
    def first_rows(self) -> str:
        """The numbers of the first rows."""
        rows = ", ".join(str(problem.place.row) for problem in self.problems[:FIRST_ROWS])
        return rows + (", …" if self.count > FIRST_ROWS else "")

    @property
    def first_values(self) -> str:
        """The first different values."""
        values = islice(dict.fromkeys(problem.value for problem in self.problems), FIRST_ROWS)
        return ", ".join(value or _("empty") for value in values)

    def __str__(self) -> str:
        if self.count == 1:
            return str(self.problems[0])
        return ngettext(
            "{where}, column “{column}”: {what} in {count} row ({rows}); expected: {expected}",
            "{where}, column “{column}”: {what} in {count} rows ({rows}); expected: {expected}",
            self.count,
        ).format(
            where=self.place.sheet_name,
            column=self.column,
            what=self.first_values,
            count=formats.number(self.count),
            rows=self.first_rows,
            expected=self.expected,
        )


class Problems(Sequence[Problem]):
    """All problems of a ledger by file, sheet, column and cause, in the order of their first rows.

    len: all of them. What is iterated are those that are kept: of 300,000 bad rows, only the first ones are.
    """

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._groups: dict[tuple[str, str, str, str], Group] = {}
        self._count = 0
        self._kept = 0
        self.__iadd__(problems)

    @property
    def groups(self) -> list[Group]:
        """Problems of one column with one cause together."""
        return list(self._groups.values())

    def append(self, problem: Problem) -> None:
        """Add a problem."""
        self._count += 1
        cause = problem.expected if problem.value else f"empty {problem.expected}"
        key = (problem.place.file, problem.place.sheet, problem.column, cause)
        if (group := self._groups.get(key)) is None:
            if len(self._groups) == MOST_GROUPS:
                return
            group = self._groups[key] = Group()
        group.count += 1
        kept = len(group.problems)
        if kept < FIRST_ROWS or (kept < MOST_OF_A_GROUP and self._kept < MOST_KEPT):
            group.problems.append(problem)
            self._kept += 1

    def __iadd__(self, problems: Iterable[Problem]) -> "Problems":
        for problem in problems:
            self.append(problem)
        return self

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Problem]:
        return chain.from_iterable(group.problems for group in self._groups.values())

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Problem]: ...
    def __getitem__(self, index: int | slice) -> Problem | Sequence[Problem]:
        return list(self)[index]

    @property
    def left_out(self) -> int:
        """The number of those that are not kept."""
        return self._count - self._kept


def grouped(problems: Iterable[Problem]) -> list[Group]:
    """The problems by file, sheet, column and cause, in the order of their first rows."""
    return (problems if isinstance(problems, Problems) else Problems(problems)).groups


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

    questions: the words that are not known. column_questions: the headers that are not. outcome: an `Outcome` without
    counts, with what would be left out.
    """

    message = "{problems}"

    def __init__(
        self,
        problems: Problems,
        questions: tuple[Question, ...] = (),
        column_questions: tuple[Question, ...] = (),
        outcome: Any = None,
    ) -> None:
        super().__init__(problems=problems)
        self.problems = problems
        self.questions = questions
        self.column_questions = column_questions
        self.outcome = outcome

    def __str__(self) -> str:
        return self.on_screen(WIDTH)

    def on_screen(self, width: int) -> str:
        """The message with as many groups of problems as a screen of this width, in characters, has room for."""
        hint = self._hint
        others = (f"Error: {self.heading}", *self._more(len(self.problems)), *hint)
        room = HEIGHT - sum(_height(line, width) for line in others)
        groups = self.problems.groups
        lines: list[str] = []
        for group in groups:
            line = str(group)
            room -= _height(line, width)
            if room < 0 and lines:
                break
            lines.append(line)
        told = sum(group.count for group in groups[: len(lines)])
        return "\n".join([self.heading, *lines, *self._more(len(self.problems) - told), *hint])

    @property
    def _hint(self) -> tuple[str, ...]:
        """How to say what a word means."""
        if not self.questions:
            return ()
        first = self.questions[0]
        text = _(
            "If a word is your station's own, say what it means in a mapping file (--map FILE.toml): "
            "for {word}, in its table {table}"
        )
        return (text.format(word=quoted(first.word), table=first.table),)

    def _more(self, count: int) -> Iterator[str]:
        if count:
            text = ngettext(
                "… and {count} more problem (--all lists it)", "… and {count} more problems (--all lists them)", count
            )
            yield text.format(count=formats.number(count))

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
        """The message with every problem that is kept on a line of its own."""
        lines = [self.heading, *map(str, self.problems)]
        if more := self.problems.left_out:
            lines.append(
                ngettext("… and {count} more problem", "… and {count} more problems", more).format(
                    count=formats.number(more)
                )
            )
        return "\n".join(lines)


WIDTH = 80
"""Characters of a line, where the width of the terminal is not known."""
HEIGHT = 21
"""Lines of a message: a screen has 24, of which progress, the note of a marked copy and the prompt take one each."""


def _height(line: str, width: int) -> int:
    """The number of lines that a terminal of this width shows a line in."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in line)
    return max(1, -(-(len(line) + wide) // width))
