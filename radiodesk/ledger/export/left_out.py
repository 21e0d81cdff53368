"""What an exported ledger does not have."""

from dataclasses import dataclass

from radiodesk.locale import _, formats, ngettext


@dataclass
class LeftOut:
    """What the columns of a ledger cannot say, counted."""

    repeats: int = 0
    """Of an edition that shares its title and time with another one."""
    stories: int = 0
    """In such an edition, or beside a story of the same title, genre and authors in the same edition."""
    unused_stories: int = 0
    """In no edition."""
    publications: int = 0
    """Of such an edition."""
    withdrawn: int = 0
    """Publications that were withdrawn."""
    details: bool = False
    """Whether something is known that no column can say, of whatever rows."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """A sentence for each kind of row that is not in the ledger."""
        counted = {
            ngettext(
                "{count} repeat is not in the ledger: two editions of its title begin at the same time",
                "{count} repeats are not in the ledger: two editions of their title begin at the same time",
                self.repeats,
            ): self.repeats,
            ngettext(
                "{count} story is not in the ledger: its edition, or the story itself, is there twice at the same time",
                "{count} stories are not in the ledger: their editions, or the stories themselves, are there twice at "
                "the same time",
                self.stories,
            ): self.stories,
            ngettext(
                "{count} story that no programme uses is not in the ledger",
                "{count} stories that no programme uses are not in the ledger",
                self.unused_stories,
            ): self.unused_stories,
            ngettext(
                "{count} publication is not in the ledger: two editions of its title begin at the same time",
                "{count} publications are not in the ledger: two editions of their title begin at the same time",
                self.publications,
            ): self.publications,
            ngettext(
                "{count} withdrawn publication is not in the ledger",
                "{count} withdrawn publications are not in the ledger",
                self.withdrawn,
            ): self.withdrawn,
        }
        rows = (text.format(count=formats.number(count)) for text, count in counted.items() if count)
        details = _(
            "A ledger has no column for places, television genres, pages, coefficients and shares, credits beside the "
            "authors, topics of whole programmes and what was sent to others: a backup keeps them"
        )
        return (*rows, *([details] if self.details else []))
