"""The result of an import or of a dry run."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from radiodesk.errors import UserError
from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.problems import Place
from radiodesk.ledger.reading.row_kinds import RowKind
from radiodesk.ledger.reading.tables import Skipped
from radiodesk.ledger.refusal import LedgerRefused, Question, grouped
from radiodesk.locale import N_, _, formats, ngettext

SHEETS = {
    SheetKind.BROADCASTS: N_("Broadcasts"),
    SheetKind.STORIES: N_("Stories in programmes"),
    SheetKind.CLIPS: N_("Clips and columns"),
    SheetKind.PUBLICATIONS: N_("Publications"),
}
"""The user's word for the rows of each kind of sheet."""

TABLES = {
    SheetKind.BROADCASTS: "broadcast",
    SheetKind.STORIES: "story",
    SheetKind.CLIPS: "clip",
    SheetKind.PUBLICATIONS: "publication",
}
"""The tables that rows of each kind of sheet are about."""

MOST_ROWS = 5
"""Numbers of rows that a remark lists."""


@dataclass(frozen=True)
class Count:
    """Rows of one kind."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_alone: int = 0
    """Rows of the desk on the days of the ledger that are not in the ledger."""


@dataclass(frozen=True)
class Seen:
    """What a dry run has looked at. files: time of change in ns and size of each. newest: the desk's newest change."""

    files: tuple[tuple[int, int], ...] = ()
    newest: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What was done with the rows of a ledger. recordings: the number of files that were stored and linked."""

    counts: dict[SheetKind, Count]
    recordings: int
    unknown_columns: tuple[tuple[Place, str], ...]
    """Headers that were not understood, each with the place of its header row."""
    passed_over: tuple[tuple[str, str], ...]
    """File and name of the sheets that are no ledger sheets."""
    skipped: tuple[Skipped, ...]
    """Rows that hold no data."""
    hidden_sheets: tuple[tuple[str, str], ...]
    """File and name of hidden sheets, which were left out."""
    hidden_rows: tuple[tuple[str, str, int], ...]
    """File and name of sheets with hidden rows, which were imported, and their number."""
    warnings: tuple[str, ...]
    """Sentences, each naming its row."""
    changes: tuple[str, ...] = ()
    """Of a dry run: what would change in rows that the desk has, before and after."""
    conflicts: tuple[str, ...] = ()
    """The conflicts of broadcasts that the import creates, which it accepts; a sentence each."""
    reason: str = ""
    """The reason with which it accepts them."""
    repeated_titles: tuple[Place, ...] = ()
    """Rows whose title is a ditto mark and was read as that of the row above."""
    questions: tuple[Question, ...] = ()
    """What the headers that were not understood may mean."""
    seen: Seen = Seen()
    """Of a dry run."""

    @property
    def changes_something(self) -> bool:
        """Whether anything is added or changed."""
        return bool(self.recordings) or any(count.added or count.changed for count in self.counts.values())

    @property
    def summary(self) -> str:
        """The counts as a table of aligned lines."""
        rows = [["", _("added"), _("changed"), _("unchanged"), _("only at the desk")]]
        for kind, count in self.counts.items():
            figures = (count.added, count.changed, count.unchanged, count.left_alone)
            rows.append([_(SHEETS[kind]), *map(formats.number, figures)])
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join("  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows)

    @property
    def accepted(self) -> str:
        """How many conflicts were accepted, as a sentence; empty if none was."""
        said = ngettext(
            "{count} conflict was accepted with the reason “{reason}”",
            "{count} conflicts were accepted with the reason “{reason}”",
            len(self.conflicts),
        )
        return self._of_conflicts(said)

    @property
    def to_be_accepted(self) -> str:
        """The same of a dry run."""
        said = ngettext(
            "{count} conflict would be accepted with the reason “{reason}”",
            "{count} conflicts would be accepted with the reason “{reason}”",
            len(self.conflicts),
        )
        return self._of_conflicts(said)

    def _of_conflicts(self, said: str) -> str:
        return said.format(count=formats.number(len(self.conflicts)), reason=self.reason) if self.conflicts else ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """All that is to be said besides the counts, as sentences: what was left out, then the warnings."""
        return (*self.left_out, *self.doubts, *self.conflicts)

    @property
    def complete_remarks(self) -> tuple[str, ...]:
        """The remarks with the numbers of all rows."""
        return (*self._left_out(None), *self._doubts(None), *self.conflicts)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The columns, sheets and rows that were left out, as sentences."""
        return self._left_out(MOST_ROWS)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What may be wrong although it was imported, as sentences."""
        return self._doubts(MOST_ROWS)

    def _left_out(self, most: int | None) -> tuple[str, ...]:
        """What was left out. most: the numbers of rows that a sentence lists; None for all."""
        columns = _("{place}: the column “{column}” is not understood and was left out")
        sheets = _("{file}: sheet “{sheet}” is not a ledger sheet and was left out")
        hidden = _("{file}: sheet “{sheet}” is hidden and was left out")
        return (
            *(columns.format(place=place, column=column) for place, column in self.unknown_columns),
            *(sheets.format(file=file, sheet=sheet) for file, sheet in self.passed_over),
            *(hidden.format(file=file, sheet=sheet) for file, sheet in self.hidden_sheets),
            *self._skipped_rows(most),
        )

    def _doubts(self, most: int | None) -> tuple[str, ...]:
        """What may be wrong. most: as above."""
        return (
            *(
                ngettext(
                    "{file}: sheet “{sheet}” has {count} hidden row; it was imported too",
                    "{file}: sheet “{sheet}” has {count} hidden rows; they were imported too",
                    count,
                ).format(file=file, sheet=sheet, count=formats.number(count))
                for file, sheet, count in self.hidden_rows
            ),
            *self._repeated_titles(most),
            *self.warnings,
        )

    def _skipped_rows(self, most: int | None) -> Iterator[str]:
        """The rows without data, by sheet and kind."""
        by_kind: dict[tuple[str, str, RowKind], list[Skipped]] = {}
        for row in self.skipped:
            by_kind.setdefault((row.place.file, row.place.sheet, row.kind), []).append(row)
        for (file, sheet, kind), rows in by_kind.items():
            numbers = _numbers([row.place for row in rows], most)
            yield ngettext(
                "{where}: {count} row holds no data and was left out ({kind}): {rows}",
                "{where}: {count} rows hold no data and were left out ({kind}): {rows}",
                len(rows),
            ).format(where=_where(file, sheet), count=formats.number(len(rows)), kind=_(kind), rows=numbers)

    def _repeated_titles(self, most: int | None) -> Iterator[str]:
        """The rows whose title is a ditto mark, by sheet."""
        by_sheet: dict[tuple[str, str], list[Place]] = {}
        for place in self.repeated_titles:
            by_sheet.setdefault((place.file, place.sheet), []).append(place)
        for (file, sheet), places in by_sheet.items():
            yield ngettext(
                "{where}: in {count} row the title is a ditto mark and was read as that of the row above: {rows}",
                "{where}: in {count} rows the title is a ditto mark and was read as that of the row above: {rows}",
                len(places),
            ).format(where=_where(file, sheet), count=formats.number(len(places)), rows=_numbers(places, most))

    def as_json(self) -> dict[str, Any]:
        """The outcome as `radiodesk ledger import --json` prints it."""
        counts = {TABLES[kind]: count for kind, count in self.counts.items()}
        return {
            "added": {table: count.added for table, count in counts.items()},
            "changed": {table: count.changed for table, count in counts.items()},
            "unchanged": {table: count.unchanged for table, count in counts.items()},
            "left_alone": {table: count.left_alone for table, count in counts.items()},
            "recordings": self.recordings,
            "skipped": [_place(row.place) | {"reason": _(row.kind)} for row in self.skipped],
            "unknown_columns": [_place(place) | {"column": column} for place, column in self.unknown_columns],
            "passed_over": [{"file": file, "sheet": sheet} for file, sheet in self.passed_over],
            "hidden_sheets": [{"file": file, "sheet": sheet} for file, sheet in self.hidden_sheets],
            "hidden_rows": [{"file": file, "sheet": sheet, "count": count} for file, sheet, count in self.hidden_rows],
            "repeated_titles": [_place(place) for place in self.repeated_titles],
            "questions": list(map(_question, self.questions)),
            "problems": [],
            "conflicts": list(self.conflicts),
            "warnings": list(self.warnings),
            "changes": list(self.changes),
        }


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "sheet": place.sheet or place.file, "row": place.row}


def _question(question: Question) -> dict[str, Any]:
    return {
        "table": TABLES[question.kind] if question.kind else None,
        "column": question.header,
        "word": question.word,
        "choices": list(question.choices),
    }


def _where(file: str, sheet: str) -> str:
    return ", ".join(filter(None, (file, _("sheet “{sheet}”").format(sheet=sheet) if sheet else "")))


def _numbers(places: Sequence[Place], most: int | None) -> str:
    """The numbers of the first rows, or of all."""
    return ", ".join([*(str(place.row) for place in places[:most]), *(["…"] if places[:most] != places else [])])


def refusal_as_json(refused: LedgerRefused) -> dict[str, Any]:
    """A refused ledger as `radiodesk ledger import --json` prints it: with the keys of an outcome."""
    problems = [
        {
            "file": group.place.file,
            "sheet": group.place.sheet or group.place.file,
            "column": group.column,
            "rows": list(group.rows),
            "count": group.count,
            "message": str(group),
        }
        for group in grouped(refused.problems)
    ]
    questions = [*refused.questions, *refused.column_questions]
    as_read: dict[str, Any] = refused.outcome.as_json()
    return as_read | {"problems": problems, "questions": list(map(_question, questions))}


def unread_as_json(error: UserError) -> dict[str, Any]:
    """A file that could not be read as a ledger, as `radiodesk ledger import --json` prints it."""
    nothing = Outcome(Tally().counts(), 0, (), (), (), (), (), ())
    file = str(error.values.get("file", ""))
    problem = {"file": file, "sheet": file, "column": "", "rows": [], "count": 1, "message": str(error)}
    return nothing.as_json() | {"problems": [problem]}


@dataclass
class Tally:
    """Counts while an import is planned."""

    added: Counter[SheetKind] = field(default_factory=Counter)
    changed: Counter[SheetKind] = field(default_factory=Counter)
    unchanged: Counter[SheetKind] = field(default_factory=Counter)
    left_alone: Counter[SheetKind] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def count(self, kind: SheetKind, *, new: bool, changed: bool) -> None:
        """Count one row of the ledger."""
        (self.added if new else self.changed if changed else self.unchanged)[kind] += 1

    def counts(self) -> dict[SheetKind, Count]:
        """The counts of every kind."""
        return {
            kind: Count(self.added[kind], self.changed[kind], self.unchanged[kind], self.left_alone[kind])
            for kind in SheetKind
        }
