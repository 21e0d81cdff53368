"""The indicators that every desk has: one rule each, as data that a head of station can check."""

from collections.abc import Mapping
from dataclasses import dataclass

from radiodesk.kinds import (
    BroadcastKind,
    Channel,
    ClipGenre,
    ClipKind,
    Genre,
    ProgrammeKind,
)
from radiodesk.locale import N_
from radiodesk.reports.content import Measure

NO_VALUE = ""
"""Stands in a condition for the lack of a value: no author, no genre."""

NOT_ADDITIVE = frozenset({"programmes"})
"""The subjects of which something that lasts counts in each period anew."""


@dataclass(frozen=True)
class Condition:
    """A property must have one of some values; or none of them, if it is negated."""

    property: str
    values: tuple[str, ...]
    """The values of a choice; the names of rows; typed texts; NO_VALUE."""
    negated: bool = False


@dataclass(frozen=True)
class Indicator:
    """A figure with its rule: what it counts, what it divides, or that people enter it."""

    key: str
    label: str
    """In the catalogue, if it is one of radiodesk's own; as typed, if the station defined it. So is the unit."""
    unit: str
    measure: Measure = Measure.COUNT
    counts: str = ""
    """The name of its subject; empty for a share and for figures that people enter."""
    where: tuple[Condition, ...] = ()
    dated: str = ""
    """One of the subject's dates; empty for the usual one."""
    by: tuple[str, ...] = ()
    """The names of the properties that it is divided by."""
    share: tuple[str, str] | None = None
    """For a percentage: the keys of the part and of the whole."""
    is_own: bool = False
    """Whether the station defined it."""
    is_level: bool = False
    """Whether its entered figures say how much there is at the end of a period, not how much came in it."""

    @property
    def adds(self) -> bool:
        """Whether the figures of periods side by side add up to that of both together.

        Percentages and levels do not, nor does what is kept on: a column of two months is one column.
        """
        return self.unit != "%" and not self.share and not self.is_level and self.counts not in NOT_ADDITIVE

    @property
    def is_entered(self) -> bool:
        """Whether people enter its figures."""
        return self.measure is Measure.ENTERED


def _where(**values: str | tuple[str, ...]) -> tuple[Condition, ...]:
    return tuple(Condition(name, (each,) if isinstance(each, str) else each) for name, each in values.items())


_STORY = ("genre", "topic", "source", "author", "place")

MAIN = (
    Indicator(
        "news_programmes",
        N_("News programmes"),
        N_("programmes"),
        counts="editions",
        where=_where(kind=ProgrammeKind.NEWS),
        by=("programme",),
    ),
    Indicator("stories", N_("Stories used"), N_("stories"), counts="stories", by=_STORY),
    Indicator(
        "live_relays",
        N_("Live relays"),
        N_("programmes"),
        counts="broadcasts",
        where=_where(broadcast=BroadcastKind.RELAY, live_event="yes"),
        by=("upstream",),
    ),
    Indicator(
        "tv_clips",
        N_("TV clips"),
        N_("clips"),
        counts="clips",
        where=_where(kind=ClipKind.CLIP),
        by=("recipient", "author"),
    ),
    Indicator(
        "tv_columns",
        N_("TV columns"),
        N_("columns"),
        counts="clips",
        where=_where(kind=ClipKind.COLUMN),
        by=("recipient", "author"),
    ),
    Indicator(
        "web_uploads",
        N_("Posted on the website"),
        N_("programmes"),
        counts="publications",
        where=_where(kind=ProgrammeKind.NEWS, channel=Channel.WEBSITE),
        by=("page",),
    ),
)
"""The six figures that every report begins with, in their order."""

BUILT_IN = (
    *MAIN,
    Indicator(
        "radio_programmes",
        N_("Radio programmes"),
        N_("programmes"),
        counts="editions",
        by=("kind", "language", "special"),
    ),
    Indicator(
        "radio_columns",
        N_("Radio columns"),
        N_("columns"),
        counts="editions",
        where=_where(kind=ProgrammeKind.COLUMN),
        by=("programme",),
    ),
    Indicator(
        "columns_kept",
        N_("Columns kept on air"),
        N_("columns"),
        counts="programmes",
        where=_where(kind=ProgrammeKind.COLUMN),
        by=("programme",),
    ),
    Indicator(
        "live_programmes",
        N_("Own live programmes"),
        N_("programmes"),
        counts="editions",
        where=_where(own_live="yes"),
        by=("programme",),
    ),
    Indicator("broadcasts", N_("Broadcasts"), N_("broadcasts"), counts="broadcasts", by=("broadcast", "outlet")),
    Indicator(
        "repeats",
        N_("Repeats"),
        N_("broadcasts"),
        counts="broadcasts",
        where=_where(broadcast=BroadcastKind.REPEAT),
        by=("outlet",),
    ),
    Indicator(
        "own_hours",
        N_("Hours of own programmes"),
        N_("hours"),
        Measure.HOURS,
        counts="broadcasts",
        where=_where(broadcast=BroadcastKind.FIRST_RUN),
        by=("programme",),
    ),
    Indicator(
        "relay_hours",
        N_("Hours of relays"),
        N_("hours"),
        Measure.HOURS,
        counts="broadcasts",
        where=_where(broadcast=BroadcastKind.RELAY),
        by=("upstream",),
    ),
    Indicator(
        "air_hours",
        N_("Hours on air"),
        N_("hours"),
        Measure.HOURS,
        counts="broadcasts",
        by=("broadcast",),
    ),
    Indicator("briefs", N_("Briefs"), N_("briefs"), counts="stories", where=_where(genre=Genre.BRIEF), by=_STORY[1:]),
    Indicator(
        "articles",
        N_("Reports and other stories"),
        N_("articles"),
        counts="stories",
        where=(Condition("genre", (Genre.BRIEF,), negated=True),),
        by=_STORY,
    ),
    Indicator("story_uses", N_("Uses of stories"), N_("uses"), counts="story_uses", by=("genre",)),
    Indicator("topic_items", N_("Stories and editions by topic"), N_("items"), counts="topic_items", by=("topic",)),
    Indicator("deliveries", N_("Handed to others"), N_("items"), counts="deliveries", by=("recipient", "what")),
    Indicator(
        "tv_news",
        N_("TV news"),
        N_("clips"),
        counts="clips",
        where=_where(genre=ClipGenre.NEWS),
        by=("recipient",),
    ),
    Indicator(
        "tv_features",
        N_("TV features"),
        N_("clips"),
        counts="clips",
        where=_where(genre=ClipGenre.FEATURE),
        by=("recipient",),
    ),
    Indicator(
        "social_posts",
        N_("Posted on social pages"),
        N_("posts"),
        counts="publications",
        where=_where(channel=Channel.SOCIAL),
        by=("page",),
    ),
    Indicator(
        "on_time",
        N_("Broadcasts on time"),
        N_("broadcasts"),
        counts="broadcasts",
        where=_where(on_time="yes"),
    ),
    Indicator(
        "starts_noted",
        N_("Broadcasts with a noted start"),
        N_("broadcasts"),
        counts="broadcasts",
        where=(Condition("on_time", ("unknown",), negated=True),),
        by=("on_time",),
    ),
    Indicator(
        "on_time_share",
        N_("Share on time"),
        "%",
        Measure.PERCENT,
        share=("on_time", "starts_noted"),
    ),
)
"""All indicators of radiodesk, in the order of a report."""

BY_KEY: Mapping[str, Indicator] = {each.key: each for each in BUILT_IN}
