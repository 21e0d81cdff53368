"""What an import did, or would do."""

from collections import Counter
from dataclasses import dataclass, field

from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.problems import Place
from radiodesk.locale import N_, _, formats

SHEETS = {
    SheetKind.BROADCASTS: N_("Broadcasts"),
    SheetKind.STORIES: N_("Stories in programmes"),
    SheetKind.CLIPS: N_("Clips and columns"),
    SheetKind.PUBLICATIONS: N_("Publications"),
}
"""What the rows of each kind of sheet are called."""


@dataclass(frozen=True)
class Count:
    """Rows of one kind."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_alone: int = 0
    """At the desk on the ledger's days, and not in the ledger."""


@dataclass(frozen=True)
class Outcome:
    """What became of a ledger's rows. recordings: files taken into the store and linked to their stories."""

    counts: dict[SheetKind, Count]
    recordings: int
    unknown_columns: tuple[tuple[Place, str], ...]
    """Headers that were not understood, each with the place of its header row."""
    passed_over: tuple[tuple[str, str], ...]
    """File and name of the sheets that are no ledger sheets."""
    warnings: tuple[str, ...]
    """Sentences, each naming its row."""
    conflicts: tuple[str, ...] = ()
    """What is unusual about broadcasts beside each other, and was accepted: a sentence each."""

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
    def remarks(self) -> tuple[str, ...]:
        """All that is to be told beside the counts, as sentences: what was left out, then the warnings."""
        columns = _("{place}: the column “{column}” is not understood and was left out")
        sheets = _("{file}: sheet “{sheet}” is no sheet of a ledger and was passed over")
        return (
            *(columns.format(place=place, column=column) for place, column in self.unknown_columns),
            *(sheets.format(file=file, sheet=sheet) for file, sheet in self.passed_over),
            *self.warnings,
            *self.conflicts,
        )


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
