"""The kinds and states of things. The values are stored: they are short and never change."""

from enum import StrEnum


class ProgrammeKind(StrEnum):
    """What a programme is."""

    NEWS = "news"
    COLUMN = "column"
    ANNOUNCEMENT = "announcement"
    MUSIC = "music"
    OTHER = "other"


class BroadcastKind(StrEnum):
    """First run (phát mới) or repeat (phát lại) of an edition, or a relay (tiếp âm)."""

    FIRST_RUN = "first_run"
    REPEAT = "repeat"
    RELAY = "relay"


class BroadcastState(StrEnum):
    """Where a broadcast stands."""

    PLANNED = "planned"
    AIRED = "aired"
    CANCELLED = "cancelled"
    MISSED = "missed"


OFF_AIR = frozenset({BroadcastState.CANCELLED, BroadcastState.MISSED})
"""States in which a broadcast takes no time on air."""


class Genre(StrEnum):
    """What a story is."""

    BRIEF = "brief"
    REPORT = "report"
    FEATURE = "feature"
    INTERVIEW = "interview"
    PROFILE = "profile"
    COMMENTARY = "commentary"
    OTHER = "other"


class Source(StrEnum):
    """Where a story comes from: the desk itself, a contributor (cộng tác viên), taken from others (khai thác)."""

    OWN = "own"
    CONTRIBUTOR = "contributor"
    TAKEN = "taken"


class LineKind(StrEnum):
    """A line of a rundown holds a story or an insert (jingle, link, announcement)."""

    STORY = "story"
    INSERT = "insert"


class JoinKind(StrEnum):
    """How a line is joined to the one before it."""

    BUTT = "butt"
    """Right behind it."""
    GAP = "gap"
    """After some seconds of silence."""
    CROSSFADE = "crossfade"
    """Over its last seconds, the one fading into the other."""
    UNDER = "under"
    """The one before goes on for some seconds, low, under this one: a jingle under speech."""


class ChannelChoice(StrEnum):
    """Which channels of a recording are used."""

    ALL = "all"
    LEFT = "left"
    RIGHT = "right"
    MIX = "mix"
    """All of them, the same on both sides."""


class ClipKind(StrEnum):
    """A piece of television: a clip or a column (chuyên mục)."""

    CLIP = "clip"
    COLUMN = "column"


class ClipState(StrEnum):
    """How far a clip is."""

    PLANNED = "planned"
    SHOT = "shot"
    EDITED = "edited"
    SENT = "sent"
    AIRED = "aired"
    REJECTED = "rejected"


SENT = frozenset({ClipState.SENT, ClipState.AIRED})
"""States of a clip that the recipient has and did not reject: the clips that are counted."""

NOT_SENT = frozenset({ClipState.PLANNED, ClipState.SHOT, ClipState.EDITED})
"""States of a clip that is still at the desk."""


class CreditRole(StrEnum):
    """What a person did on a story or clip."""

    AUTHOR = "author"
    CAMERA = "camera"
    EDITOR = "editor"


class DutyRole(StrEnum):
    """What a person does at a broadcast: edits, presents, or keeps the desk running."""

    EDITOR = "editor"
    PRESENTER = "presenter"
    TECHNICIAN = "technician"


class PeriodRule(StrEnum):
    """How reporting periods run: Decree 09/2019/NĐ-CP, or the calendar."""

    OFFICIAL = "official"
    CALENDAR = "calendar"
