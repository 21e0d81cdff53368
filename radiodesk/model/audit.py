"""Who changed what, and when: one entry for each unit of work, written in its transaction."""

from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from radiodesk.model.base import Base


class AuditEntry(Base):
    """One unit of work that changed rows. `created` is its time."""

    __tablename__ = "audit_entry"

    person: Mapped[str]
    action: Mapped[str]
    """A key of `radiodesk.model.actions.Action`."""
    values: Mapped[dict[str, Any]] = mapped_column(JSON, info={"holds": dict})
    """Values for the action's sentence, such as the title of a story."""


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
"""The rows that an entry changed, one record per row: its columns before and after.

before is None for an added row, after is None for a removed row. For a changed row, both hold only the columns that
changed. Computed columns and the times of creation and change are not recorded.
"""
