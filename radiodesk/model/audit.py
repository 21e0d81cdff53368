"""Who changed what, and when: one entry for each unit of work, written in its transaction."""

from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from radiodesk.model.base import Base


class AuditEntry(Base):
    """One change; `created` is when it was made."""

    __tablename__ = "audit_entry"

    person: Mapped[str]
    action: Mapped[str]
    """A key of `radiodesk.model.actions.Action`."""
    values: Mapped[dict[str, Any]] = mapped_column(JSON, info={"holds": dict})
    """What the action's sentence names, such as the title of a story."""


audit_row = Table(
    "audit_row",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", ForeignKey("audit_entry.id"), nullable=False, index=True),
    Column("table_name", String(40), nullable=False),
    Column("row_id", Integer, nullable=False),
    Column("before", JSON(none_as_null=True), info={"holds": dict}),
    Column("after", JSON(none_as_null=True), info={"holds": dict}),
    Index("ix_audit_row_row", "table_name", "row_id"),
)
"""The rows that an entry changed, each once: the columns before and after.

before: None of an added row. after: None of a removed row. Of a changed row both name the columns that changed.
Columns that are computed from others, and the moments of creation and change, are left out.
"""
