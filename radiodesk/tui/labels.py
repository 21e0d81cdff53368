"""The labels and signs of kinds and states, defined once so that all screens use the same."""

from collections.abc import Sequence

from radiodesk.kinds import (
    BroadcastKind,
    BroadcastState,
    Channel,
    ClipGenre,
    ClipKind,
    ClipState,
    CreditRole,
    DeliveryState,
    DutyRole,
    Genre,
    JoinKind,
    PeriodKind,
    Priority,
    ProgrammeKind,
    Role,
    Source,
)
from radiodesk.locale import N_, _
from radiodesk.schedule.lacking import Lack

STATES = {
    BroadcastState.PLANNED: ("○", N_("planned"), ""),
    BroadcastState.AIRED: ("●", N_("aired"), "green"),
    BroadcastState.CANCELLED: ("✕", N_("cancelled"), "dim"),
    BroadcastState.MISSED: ("▲", N_("missed"), "yellow"),
}
"""Sign, label and style of each state. The sign alone tells the states apart where there is no colour."""

CLIP_STATES = {
    ClipState.PLANNED: ("○", N_("planned"), ""),
    ClipState.SHOT: ("◔", N_("shot"), ""),
    ClipState.EDITED: ("◑", N_("edited"), ""),
    ClipState.SENT: ("●", N_("sent"), "green"),
    ClipState.AIRED: ("◉", N_("aired"), "green"),
    ClipState.REJECTED: ("✕", N_("rejected"), "yellow"),
}

KINDS = {
    BroadcastKind.FIRST_RUN: N_("first run"),
    BroadcastKind.REPEAT: N_("repeat"),
    BroadcastKind.RELAY: N_("relay"),
}

PROGRAMME_KINDS = {
    ProgrammeKind.NEWS: N_("news"),
    ProgrammeKind.COLUMN: N_("column"),
    ProgrammeKind.ANNOUNCEMENT: N_("announcement"),
    ProgrammeKind.MUSIC: N_("music"),
    ProgrammeKind.OTHER: N_("other"),
}

ROLES = {
    Role.REPORTER: N_("reporter"),
    Role.EDITOR: N_("editor"),
    Role.PRESENTER: N_("presenter"),
    Role.TECHNICIAN: N_("technician"),
    Role.CHIEF: N_("chief"),
}

DUTIES = {
    DutyRole.EDITOR: N_("Editor"),
    DutyRole.PRESENTER: N_("Presenter"),
    DutyRole.TECHNICIAN: N_("Technician"),
}
"""What people do who are on duty at a broadcast."""

LACKS = {
    Lack.EDITION: N_("nothing to repeat"),
    Lack.STORIES: N_("no story yet"),
    Lack.RECORDING: N_("not all recorded"),
    Lack.OUTDATED: N_("assembled file out of date"),
    Lack.LEVEL: N_("level of the air file"),
    Lack.DUTY: N_("nobody on duty"),
}
"""What a broadcast lacks."""

PRIORITIES = {
    Priority.NORMAL: N_("normal"),
    Priority.PRIORITY: N_("priority"),
    Priority.EMERGENCY: N_("emergency"),
}

GENRES = {
    Genre.BRIEF: N_("brief"),
    Genre.REPORT: N_("report"),
    Genre.FEATURE: N_("feature"),
    Genre.INTERVIEW: N_("interview"),
    Genre.PROFILE: N_("profile"),
    Genre.COMMENTARY: N_("commentary"),
    Genre.OTHER: N_("other"),
}

SOURCES = {
    Source.OWN: N_("own"),
    Source.CONTRIBUTOR: N_("contributor"),
    Source.TAKEN: N_("taken from others"),
}

JOINS = {
    JoinKind.BUTT: N_("directly after"),
    JoinKind.GAP: N_("after a gap"),
    JoinKind.CROSSFADE: N_("crossfade"),
    JoinKind.UNDER: N_("over the end of the jingle"),
}
"""How a line is joined to the line before it."""

CLIP_KINDS = {
    ClipKind.CLIP: N_("clip"),
    ClipKind.COLUMN: N_("TV column"),
}

CLIP_GENRES = {
    ClipGenre.NEWS: N_("TV news item"),
    ClipGenre.FEATURE: N_("feature"),
    ClipGenre.OTHER: N_("other"),
}

CHANNELS = {
    Channel.WEBSITE: N_("website"),
    Channel.SOCIAL: N_("social page"),
}

DELIVERY_STATES = {
    DeliveryState.SENT: ("●", N_("sent"), "green"),
    DeliveryState.USED: ("◉", N_("used"), "green"),
    DeliveryState.REJECTED: ("✕", N_("rejected"), "yellow"),
}

CREDIT_ROLES = {
    CreditRole.AUTHOR: N_("author"),
    CreditRole.READER: N_("reader"),
    CreditRole.EDITOR: N_("editor"),
    CreditRole.DIRECTOR: N_("director"),
    CreditRole.TECHNICIAN: N_("technician"),
    CreditRole.CAMERA: N_("camera"),
}
"""What people do for a story or a clip."""

PRESETS = {
    "on-air": N_("on-air"),
    "web": N_("web"),
}
"""The built-in presets, by their names in files and commands."""

CODECS = {
    "aac": "AAC",
    "alac": "Apple Lossless",
    "amrnb": N_("AMR (phone)"),
    "amrwb": N_("AMR wideband (phone)"),
    "flac": "FLAC",
    "gsm": N_("GSM (phone)"),
    "mp2": "MP2",
    "mp3": "MP3",
    "opus": "Opus",
    "vorbis": "Ogg Vorbis",
    "wmav1": "WMA",
    "wmav2": "WMA",
}
"""The names of common encodings, by av's canonical name."""


def preset(name: str) -> str:
    """What a preset is called on screens. name: its name in files and commands."""
    return _(PRESETS[name]) if name in PRESETS else name


def codec(name: str) -> str:
    """An encoding in words. name: av's canonical name."""
    if name.startswith("pcm_"):
        return _("uncompressed")
    known = CODECS.get(name) or CODECS.get(name.replace("_", ""))
    return _(known) if known else name.upper()


PERIOD_KINDS = {
    PeriodKind.MONTH: N_("Month"),
    PeriodKind.QUARTER: N_("Quarter"),
    PeriodKind.HALF: N_("Half-year"),
    PeriodKind.NINE_MONTHS: N_("Nine months"),
    PeriodKind.YEAR: N_("Year"),
}
"""How long the periods of a kind of report are."""


def helpers_text(helpers: Sequence[tuple[CreditRole, str]]) -> str:
    """Who else worked on a story or a clip, by their work: "reader: Thanh Thủy · camera: Minh, Lan"."""
    names: dict[CreditRole, list[str]] = {}
    for role, name in helpers:
        names.setdefault(role, []).append(name)
    return " · ".join(f"{_(CREDIT_ROLES[role])}: {', '.join(names[role])}" for role in CreditRole if role in names)
