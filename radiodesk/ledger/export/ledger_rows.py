"""All rows of an exported ledger, sheet by sheet."""

from collections.abc import Iterable, Iterator

from sqlalchemy import or_, select

from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.export.broadcasts import batches, broadcast_rows
from radiodesk.ledger.export.cells import Cells
from radiodesk.ledger.export.clips import clip_rows
from radiodesk.ledger.export.publications import publication_rows
from radiodesk.ledger.export.scope import Scope
from radiodesk.ledger.export.stories import StoryRows, unused_stories
from radiodesk.model import Broadcast, Channel, Clip, Credit, CreditRole, Delivery, EditionTopic, Publication, Story


def ledger_rows(scope: Scope) -> Iterator[tuple[SheetKind, Cells]]:
    """The rows of a period, or of the whole desk, with the sheets in which they belong.

    A broadcast belongs to its local day, a story to the first run of its edition, a clip to the day on which it was
    sent, a publication to the day on which it was posted. Without a period, clips without a day are there too. Rows of
    broadcasts and stories alternate.
    """
    stories = StoryRows(scope)
    for batch in batches(scope):
        yield from _in(SheetKind.BROADCASTS, broadcast_rows(scope, batch))
        yield from _in(SheetKind.STORIES, stories.of(batch))
    yield from _in(SheetKind.CLIPS, clip_rows(scope))
    yield from _in(SheetKind.PUBLICATIONS, publication_rows(scope))
    if scope.period is None:
        scope.left_out.unused_stories = unused_stories(scope)
    scope.left_out.details = any(scope.session.scalar(each.limit(1)) is not None for each in _DETAILS)


_DETAILS = (
    select(Story.id).where(Story.place != ""),
    select(Clip.id).where(Clip.genre.is_not(None)),
    select(Publication.id).where(or_(Publication.page != "", Publication.channel != Channel.WEBSITE)),
    select(Credit.id).where(
        or_(Credit.role != CreditRole.AUTHOR, Credit.coefficient.is_not(None), Credit.share.is_not(None))
    ),
    select(EditionTopic.id),
    select(Delivery.id),
)
"""What the desk knows and a ledger cannot say."""


def size(scope: Scope) -> int:
    """The number of broadcasts, clips and publications, for progress."""
    return sum(
        scope.count(select(table.id).where(*where))
        for table, where in (
            (Broadcast, scope.broadcasts),
            (Clip, scope.clips),
            (Publication, scope.publications),
        )
    )


def _in(sheet: SheetKind, rows: Iterable[Cells]) -> Iterator[tuple[SheetKind, Cells]]:
    return ((sheet, row) for row in rows)
