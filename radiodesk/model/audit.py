"""Who changed what, and when: one entry a unit of work, written in its transaction."""

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from radiodesk.model.base import Base, NFCText


class AuditEntry(Base):
    """One change as its maker saw it; `created` is when."""

    __tablename__ = "audit_entry"

    person: Mapped[str]
    what: Mapped[str] = mapped_column(NFCText())
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info={"holds": list})
    """Each {"table", "id", "change": "added" | "changed" | "removed", "before": {column: value}}; rows added in bulk
    are one item {"table", "change": "added", "ids": [first, last], "count"}."""
