"""What applying a grid file did, or would do."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from radiodesk.schedule.refitting import Refitted


class Fate(StrEnum):
    """What becomes of a slot."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ENDED = "ended"
    MISSING = "missing"
    """The file does not name it. It stays."""


@dataclass
class Step:
    """What becomes of one slot."""

    series: str
    fate: Fate
    first: dt.date | None = None
    """The first day of a new or changed slot."""
    details: tuple[str, ...] = ()
    """What changes, in words."""
    report: Refitted = field(default_factory=Refitted)
    said: str = ""
    """The slot in words, if people do not know its key."""


@dataclass
class Applied:
    """What applying a file did."""

    steps: list[Step] = field(default_factory=list)
    changes: int = 0
    """The number of occurrences that the file changed."""
    undone: int = 0
    """The number of changes that the file had made and no longer has."""
    differing: list[str] = field(default_factory=list)
    """Occurrences that somebody changed by hand and that differ from the file, in words."""
    ignored: list[str] = field(default_factory=list)
    """What names no occurrence, in words."""
    far: list[str] = field(default_factory=list)
    """Occurrences that the file moves by more than a week, in words: often a typing error."""
    combined: list[str] = field(default_factory=list)
    """What becomes of single broadcasts and of work in repeats, in words."""
    added: dict[str, list[str]] = field(default_factory=dict)
    """New names, by what they are: outlet, upstream, person."""
    hours_changed: bool = False
    hours_removed: bool = False
    """Whether they change to none."""
    stored: int = 0
    """The number of broadcasts that were generated."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What somebody should look at, in words."""
        return (*self.ignored, *self.far, *self.differing, *self.combined)

    @property
    def removed(self) -> int:
        """The number of planned broadcasts that are removed, as those of slots that end."""
        return sum(len(step.report.removed) for step in self.steps)

    @property
    def takes_away(self) -> bool:
        """Whether anything ends or is removed."""
        ends = any(step.fate is Fate.ENDED for step in self.steps)
        return bool(ends or self.removed or self.undone or self.hours_removed)

    @property
    def is_empty(self) -> bool:
        """Whether the desk was as the file says."""
        changed = [step for step in self.steps if step.fate not in {Fate.UNCHANGED, Fate.MISSING}]
        return not (changed or self.changes or self.undone or self.hours_changed or self.stored)

    def does_the_same(self, other: "Applied") -> bool:
        """Whether another application has the same effects. The ids of new broadcasts differ each time."""
        return _effects(self) == _effects(other)


def _effects(applied: Applied) -> tuple[object, ...]:
    """What is the same each time that a file is applied to the same desk."""
    steps = [
        (
            each.series,
            each.fate,
            each.first,
            each.details,
            len(each.report.kept),
            len(each.report.single),
            len(each.report.removed),
        )
        for each in applied.steps
    ]
    counts = (applied.changes, applied.undone, applied.hours_changed, applied.stored)
    return steps, counts, applied.remarks, applied.added
