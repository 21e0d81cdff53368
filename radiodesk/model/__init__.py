"""The nouns of the station as mapped classes, and the database that they live in."""

from radiodesk.model.audit import AuditEntry
from radiodesk.model.base import Base
from radiodesk.model.database import Desk
from radiodesk.model.kinds import (
    BroadcastKind,
    BroadcastState,
    ClipKind,
    ClipState,
    CreditRole,
    DutyRole,
    Genre,
    LineKind,
    PeriodRule,
    ProgrammeKind,
    Source,
)
from radiodesk.model.people import Credit, Duty, Person
from radiodesk.model.programmes import Broadcast, Edition, Line, Programme, Publication, Relay, Upstream
from radiodesk.model.recordings import Recording
from radiodesk.model.station import Station, station, zone
from radiodesk.model.stories import Story
from radiodesk.model.television import Clip, Recipient

__all__ = [
    "AuditEntry",
    "Base",
    "Broadcast",
    "BroadcastKind",
    "BroadcastState",
    "Clip",
    "ClipKind",
    "ClipState",
    "Credit",
    "CreditRole",
    "Desk",
    "Duty",
    "DutyRole",
    "Edition",
    "Genre",
    "Line",
    "LineKind",
    "PeriodRule",
    "Person",
    "Programme",
    "ProgrammeKind",
    "Publication",
    "Recipient",
    "Recording",
    "Relay",
    "Source",
    "Station",
    "Story",
    "Upstream",
    "station",
    "zone",
]
