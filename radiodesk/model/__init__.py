"""The station's vocabulary as mapped classes, and the database that stores them."""

from radiodesk.kinds import (
    BroadcastKind,
    BroadcastState,
    ChannelChoice,
    ClipKind,
    ClipState,
    CreditRole,
    DutyRole,
    Genre,
    JoinKind,
    LineKind,
    PeriodRule,
    Priority,
    ProgrammeKind,
    Role,
    Source,
)
from radiodesk.model.actions import Action
from radiodesk.model.audit import AuditEntry
from radiodesk.model.base import Base
from radiodesk.model.desk import Desk
from radiodesk.model.earlier_names import EarlierName
from radiodesk.model.grid import AcceptedConflict, Series, Slot, SlotDuty, SlotOutlet
from radiodesk.model.outlets import BroadcastOutlet, Outlet
from radiodesk.model.people import Credit, Duty, Person, PersonRole
from radiodesk.model.programmes import Broadcast, Edition, Line, Programme, Publication, Relay, Upstream
from radiodesk.model.recordings import Overview, Preset, Recording, Treatment
from radiodesk.model.station import Station, drop_folder, station, today, zone
from radiodesk.model.stories import Story, StoryTopic, Topic
from radiodesk.model.television import Clip, Recipient

__all__ = [
    "AcceptedConflict",
    "Action",
    "AuditEntry",
    "Base",
    "Broadcast",
    "BroadcastKind",
    "BroadcastOutlet",
    "BroadcastState",
    "ChannelChoice",
    "Clip",
    "ClipKind",
    "ClipState",
    "Credit",
    "CreditRole",
    "Desk",
    "Duty",
    "DutyRole",
    "EarlierName",
    "Edition",
    "Genre",
    "JoinKind",
    "Line",
    "LineKind",
    "Outlet",
    "Overview",
    "PeriodRule",
    "Person",
    "PersonRole",
    "Preset",
    "Priority",
    "Programme",
    "ProgrammeKind",
    "Publication",
    "Recipient",
    "Recording",
    "Relay",
    "Role",
    "Series",
    "Slot",
    "SlotDuty",
    "SlotOutlet",
    "Source",
    "Station",
    "Story",
    "StoryTopic",
    "Topic",
    "Treatment",
    "Upstream",
    "drop_folder",
    "station",
    "today",
    "zone",
]
