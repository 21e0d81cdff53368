"""Run the migrations on the connection that `radiodesk.model.migrating` passes, in its transaction."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from radiodesk import model
from radiodesk.model.base import NFC, Moment, NFCText


def plain_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Render our column types as the plain types that they use, so that migrations do not change with ours."""
    if kind == "type":
        if isinstance(item, Moment):
            return "sa.DateTime(timezone=True)"
        if isinstance(item, NFCText):
            return "sa.Text()"
        if isinstance(item, NFC):
            return f"sa.String({item.impl_instance.length})"  # type: ignore[attr-defined]  # the text column beneath
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=model.Base.metadata,
    render_as_batch=True,
    render_item=plain_type,
    transaction_per_migration=False,
)
context.run_migrations()
