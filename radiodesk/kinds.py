"""Enumerations of kinds, states and roles. Their values are stored in the database and must never change."""

from enum import StrEnum


class ProgrammeKind(StrEnum):
    """The kind of a programme."""

    NEWS = "news"
    COLUMN = "column"
    ANNOUNCEMENT = "announcement"
    MUSIC = "music"
    OTHER = "other"


class BroadcastKind(StrEnum):
    """A first run (phát mới) or repeat (phát lại) of an edition, or a relay (tiếp âm)."""

    FIRST_RUN = "first_run"
    REPEAT = "repeat"
    RELAY = "relay"


class BroadcastState(StrEnum):
    """The state of a broadcast."""

    PLANNED = "planned"
    AIRED = "aired"
    CANCELLED = "cancelled"
    MISSED = "missed"


class Priority(StrEnum):
    """How urgent a broadcast is, in the levels of the source-information system."""

    NORMAL = "normal"
    PRIORITY = "priority"
    EMERGENCY = "emergency"


LACKING = frozenset({BroadcastState.PLANNED})
"""The states in which a broadcast can lack something."""

OFF_AIR = frozenset({BroadcastState.CANCELLED, BroadcastState.MISSED})
"""States of broadcasts that take no air time."""


class Genre(StrEnum):
    """The genre of a story."""

    BRIEF = "brief"
    REPORT = "report"
    FEATURE = "feature"
    INTERVIEW = "interview"
    PROFILE = "profile"
    COMMENTARY = "commentary"
    OTHER = "other"


class Source(StrEnum):
    """The source of a story: the desk itself, a contributor (cộng tác viên), or other media (khai thác)."""

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
    """Immediately after it."""
    GAP = "gap"
    """After some seconds of silence."""
    CROSSFADE = "crossfade"
    """Overlapping with its last seconds: one line fades out while the other fades in."""
    UNDER = "under"
    """The line before continues at a low level under this one for some seconds, as a jingle under speech."""


class ChannelChoice(StrEnum):
    """Which channels of a recording are used."""

    ALL = "all"
    LEFT = "left"
    RIGHT = "right"
    MIX = "mix"
    """All of them, mixed to mono."""


class ClipKind(StrEnum):
    """The kind of a television piece: a clip or a column (chuyên mục)."""

    CLIP = "clip"
    COLUMN = "column"


class ClipState(StrEnum):
    """The state of a clip."""

    PLANNED = "planned"
    SHOT = "shot"
    EDITED = "edited"
    SENT = "sent"
    AIRED = "aired"
    REJECTED = "rejected"


class ClipGenre(StrEnum):
    """What a television piece is: news (tin hình) or a feature (phóng sự)."""

    NEWS = "news"
    FEATURE = "feature"
    OTHER = "other"


SENT = frozenset({ClipState.SENT, ClipState.AIRED})
"""States of clips that were sent and not rejected. These clips are counted."""

NOT_SENT = frozenset({ClipState.PLANNED, ClipState.SHOT, ClipState.EDITED})
"""States of clips that were not sent yet."""


class DeliveryState(StrEnum):
    """What became of a story or an edition that was handed to a recipient."""

    SENT = "sent"
    USED = "used"
    REJECTED = "rejected"


class Channel(StrEnum):
    """Where an edition was posted."""

    WEBSITE = "website"
    SOCIAL = "social"
    """A page of the station in a social network (fanpage)."""


class CreditRole(StrEnum):
    """A person's work on a story or clip."""

    AUTHOR = "author"
    CAMERA = "camera"
    EDITOR = "editor"
    READER = "reader"
    DIRECTOR = "director"
    TECHNICIAN = "technician"


class WorkGenre(StrEnum):
    """What is paid for: a story by its genre, or a television piece by its own."""

    BRIEF = "brief"
    REPORT = "report"
    FEATURE = "feature"
    INTERVIEW = "interview"
    PROFILE = "profile"
    COMMENTARY = "commentary"
    OTHER = "other"
    TV_NEWS = "tv_news"
    TV_FEATURE = "tv_feature"
    TV_OTHER = "tv_other"
    """Also a television piece whose genre nobody said."""


class NormMeasure(StrEnum):
    """How the unpaid quota of a person is counted."""

    PIECES = "pieces"
    """A piece that several made counts for each by their share."""
    POINTS = "points"
    """The coefficients of the pieces, added up."""


class DutyRole(StrEnum):
    """A person's duty at a broadcast."""

    EDITOR = "editor"
    PRESENTER = "presenter"
    TECHNICIAN = "technician"


class Role(StrEnum):
    """What a person does at the station. Roles do not restrict anybody yet."""

    REPORTER = "reporter"
    EDITOR = "editor"
    PRESENTER = "presenter"
    TECHNICIAN = "technician"
    CHIEF = "chief"


class PeriodKind(StrEnum):
    """How long a reporting period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    INTERVAL = "interval"
    """From any day to any other."""


class PeriodRule(StrEnum):
    """The rule of reporting periods: Decree 09/2019/NĐ-CP, or the calendar."""

    OFFICIAL = "official"
    CALENDAR = "calendar"
