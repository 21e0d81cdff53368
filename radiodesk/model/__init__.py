"""The station's vocabulary as mapped classes, and the database that stores them."""

from radiodesk.kinds import (
    BroadcastKind,
    BroadcastState,
    Channel,
    ChannelChoice,
    ClipGenre,
    ClipKind,
    ClipState,
    CreditRole,
    DeliveryState,
    DutyRole,
    Genre,
    JoinKind,
    LineKind,
    NormMeasure,
    PeriodKind,
    PeriodRule,
    Priority,
    ProgrammeKind,
    Role,
    Source,
    WorkGenre,
)
from radiodesk.model.actions import Action
from radiodesk.model.audit import AuditEntry
from radiodesk.model.base import Base
from radiodesk.model.deliveries import Delivery
from radiodesk.model.desk import Desk
from radiodesk.model.earlier_names import EarlierName
from radiodesk.model.grid import AcceptedConflict, Series, Slot, SlotDuty, SlotOutlet
from radiodesk.model.outlets import BroadcastOutlet, Outlet
from radiodesk.model.people import Credit, Duty, Person, PersonRole
from radiodesk.model.programmes import Broadcast, Edition, EditionTopic, Line, Programme, Publication, Relay, Upstream
from radiodesk.model.recordings import Overview, Preset, Recording, Treatment
from radiodesk.model.reporting import ClosedReport, EnteredFigure, ReportKind, StationIndicator, Target
from radiodesk.model.royalties import BaseSalary, ClosedRoyalties, RoyaltyNorm, RoyaltyRate, RoyaltyRules
from radiodesk.model.station import Station, drop_folder, station, today, zone
from radiodesk.model.stories import Story, StoryTopic, Topic
from radiodesk.model.television import Clip, Recipient

__all__ = [
    "AcceptedConflict",
    "Action",
    "AuditEntry",
    "Base",
    "BaseSalary",
    "Broadcast",
    "BroadcastKind",
    "BroadcastOutlet",
    "BroadcastState",
    "Channel",
    "ChannelChoice",
    "Clip",
    "ClipGenre",
    "ClipKind",
    "ClipState",
    "ClosedReport",
    "ClosedRoyalties",
    "Credit",
    "CreditRole",
    "Delivery",
    "DeliveryState",
    "Desk",
    "Duty",
    "DutyRole",
    "EarlierName",
    "Edition",
    "EditionTopic",
    "EnteredFigure",
    "Genre",
    "JoinKind",
    "Line",
    "LineKind",
    "NormMeasure",
    "Outlet",
    "Overview",
    "PeriodKind",
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
    "ReportKind",
    "Role",
    "RoyaltyNorm",
    "RoyaltyRate",
    "RoyaltyRules",
    "Series",
    "Slot",
    "SlotDuty",
    "SlotOutlet",
    "Source",
    "Station",
    "StationIndicator",
    "Story",
    "StoryTopic",
    "Target",
    "Topic",
    "Treatment",
    "Upstream",
    "WorkGenre",
    "drop_folder",
    "station",
    "today",
    "zone",
]
