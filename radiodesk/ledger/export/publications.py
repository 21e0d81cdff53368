"""The publications of the desk as rows of a ledger."""

from collections.abc import Iterator

from sqlalchemy import select

from radiodesk.ledger.export.cells import Cells
from radiodesk.ledger.export.scope import BATCH, FIRST, Scope, first_run_of
from radiodesk.model import Edition, Programme, Publication


def publication_rows(scope: Scope) -> Iterator[Cells]:
    """The rows of publications that were not withdrawn, in the order in which they were posted."""
    statement = _PUBLICATIONS.where(*scope.publications).order_by(Publication.posted, Publication.id)
    for row in scope.session.execute(statement, execution_options={"yield_per": BATCH}):
        if row.withdrawn:
            scope.left_out.withdrawn += 1
        elif row.edition_id in scope.indistinct:
            scope.left_out.publications += 1
        else:
            local = scope.local(row.starts)
            yield {
                "posted": row.posted,
                "day": local.date(),
                "time": local.time(),
                "programme": row.title,
                "address": row.address,
            }


_PUBLICATIONS = (
    select(
        Publication.posted,
        Publication.address,
        Publication.withdrawn,
        Publication.edition_id,
        Programme.title,
        FIRST.starts,
    )
    .join(FIRST, first_run_of(Publication.edition_id))
    .join(Edition, Edition.id == Publication.edition_id)
    .join(Programme, Programme.id == Edition.programme_id)
)
