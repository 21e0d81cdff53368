"""What indicators count: the subjects, with their properties and the dates that they can be counted by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from radiodesk.locale import N_
from radiodesk.reports import properties
from radiodesk.reports.indicators import NOT_ADDITIVE
from radiodesk.reports.listings import programmes, sent, stories
from radiodesk.reports.listings.common import Asked, Days, Listing
from radiodesk.reports.properties import Property


@dataclass(frozen=True)
class Subject:
    """Something that indicators count."""

    name: str
    label: str
    table: str
    """The table that the ids of its rows belong to; empty where a column `what` says it."""
    listing: Callable[[Asked, str], Listing]
    """The rows that count, dated within the days. The second argument is one of `dates`."""
    others: Callable[[Days, str], Listing]
    """The rows near them that do not count, each with the key of a reason."""
    properties: tuple[Property, ...]
    dates: Mapping[str, str]
    """The dates that it can be counted by, with their words; the first one is the usual one."""
    has_length: bool = False
    """Whether its hours can be counted."""
    bare: Callable[[Asked], Listing] | None = None
    """The ids and dates alone of the rows that count, if they can be listed at less cost."""

    @property
    def is_additive(self) -> bool:
        """Whether the figures of periods side by side add up to the figure of both together."""
        return self.name not in NOT_ADDITIVE

    def property(self, name: str) -> Property | None:
        """The property of that name."""
        return next((each for each in self.properties if each.name == name), None)


_PROGRAMME_PROPERTIES = (
    properties.PROGRAMME_KIND,
    properties.PROGRAMME,
    properties.LANGUAGE,
    properties.SPECIAL,
)
_POSTED = {"posted": N_("the day of posting")}
_BEGAN = {"starts": N_("its start")}

SUBJECTS = {
    each.name: each
    for each in (
        Subject(
            "editions",
            N_("Editions of programmes whose first run was aired"),
            "edition",
            programmes.editions,
            programmes.other_editions,
            (*_PROGRAMME_PROPERTIES, properties.OWN_LIVE, properties.EDITION_TOPIC),
            {"first_run": N_("the first run")},
            has_length=True,
        ),
        Subject(
            "programmes",
            N_("Programmes with at least one aired edition"),
            "programme",
            programmes.programmes,
            programmes.other_programmes,
            (*_PROGRAMME_PROPERTIES, properties.OWN_LIVE),
            {"first_run": N_("the first edition of the period")},
        ),
        Subject(
            "stories",
            N_("Distinct stories used in aired news editions"),
            "story",
            stories.stories,
            stories.other_stories,
            (properties.GENRE, properties.SOURCE, properties.PLACE, properties.STORY_TOPIC, properties.AUTHOR),
            {"first_use": N_("the first use")},
            bare=stories.first_uses,
        ),
        Subject(
            "story_uses",
            N_("Uses of stories in aired news editions"),
            "story",
            stories.story_uses,
            stories.other_uses,
            (properties.GENRE, properties.SOURCE, properties.PLACE, properties.STORY_TOPIC, properties.AUTHOR),
            {"use": N_("the use")},
        ),
        Subject(
            "topic_items",
            N_("Stories and editions, once for each of their topics"),
            "",
            stories.topic_items,
            stories.other_topic_items,
            (properties.ONE_TOPIC, properties.WHAT),
            {"first_use": N_("the first use or the first run")},
        ),
        Subject(
            "broadcasts",
            N_("Aired broadcasts"),
            "broadcast",
            programmes.broadcasts,
            programmes.other_broadcasts,
            (
                properties.BROADCAST_KIND,
                properties.PROGRAMME_KIND,
                properties.PROGRAMME,
                properties.SPECIAL,
                properties.OWN_LIVE,
                properties.UPSTREAM,
                properties.LIVE_EVENT,
                properties.ON_TIME,
                properties.OUTLET,
            ),
            _BEGAN,
            has_length=True,
        ),
        Subject(
            "clips",
            N_("Television clips and columns that were sent and not rejected"),
            "clip",
            sent.clips,
            sent.other_clips,
            (
                properties.CLIP_KIND,
                properties.CLIP_GENRE,
                properties.CLIP_STATE,
                properties.RECIPIENT,
                properties.CLIP_AUTHOR,
            ),
            {"sent": N_("the day of sending"), "aired": N_("the day on which the recipient aired it")},
            has_length=True,
        ),
        Subject(
            "publications",
            N_("Editions that were posted and not withdrawn"),
            "publication",
            sent.publications,
            sent.other_publications,
            (*_PROGRAMME_PROPERTIES, properties.CHANNEL, properties.PAGE),
            _POSTED,
        ),
        Subject(
            "deliveries",
            N_("Stories and editions that were handed to recipients and not rejected"),
            "delivery",
            sent.deliveries,
            sent.other_deliveries,
            (properties.RECIPIENT, properties.DELIVERY_STATE, properties.WHAT, properties.GENRE),
            {"sent": N_("the day of sending")},
        ),
    )
}
"""The subjects by their names, which stand in files."""
