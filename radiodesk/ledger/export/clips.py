"""The clips of the desk as rows of a ledger."""

from collections.abc import Iterator

from sqlalchemy import select

from radiodesk.ledger.columns import CLIP_KIND_WORDS, CLIP_STATE_WORDS
from radiodesk.ledger.export.cells import Cells, length, word
from radiodesk.ledger.export.scope import BATCH, Scope
from radiodesk.model import Clip, Credit, Recipient
from radiodesk.model.names import join_names


def clip_rows(scope: Scope) -> Iterator[Cells]:
    """The rows of clips: in the order in which they were sent, then those that were not."""
    statement = _CLIPS.where(*scope.clips).order_by(Clip.sent.is_(None), Clip.sent, Clip.id)
    for batch in scope.session.execute(statement, execution_options={"yield_per": BATCH}).partitions():
        authors = scope.authors(Credit.clip_id, [row.id for row in batch])
        for row in batch:
            yield {
                "sent": row.sent,
                "aired": row.aired,
                "kind": word(CLIP_KIND_WORDS, row.kind),
                "title": row.title,
                "authors": join_names(authors[row.id]),
                "seconds": length(row.seconds),
                "recipient": row.recipient,
                "state": word(CLIP_STATE_WORDS, row.state),
                "note": row.note,
            }


_CLIPS = select(
    Clip.id, Clip.sent, Clip.aired, Clip.kind, Clip.title, Clip.seconds, Clip.state, Clip.note,
    Recipient.name.label("recipient"),
).outerjoin(Recipient, Clip.recipient_id == Recipient.id)  # fmt: skip
