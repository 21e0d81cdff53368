"""The properties of counted things: what conditions ask for, and what breakdowns divide by."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.orm import Session

from radiodesk.kinds import (
    BroadcastKind,
    Channel,
    ClipGenre,
    ClipKind,
    ClipState,
    CreditRole,
    DeliveryState,
    Genre,
    ProgrammeKind,
    Source,
)
from radiodesk.locale import N_, _
from radiodesk.model import (
    Base,
    Broadcast,
    BroadcastOutlet,
    Credit,
    EditionTopic,
    Outlet,
    Person,
    Programme,
    Recipient,
    StoryTopic,
    Topic,
    Upstream,
    earlier_names,
)

OWN_AIR = 0
"""The value of the property "outlet" for the station's own air, which is no row of a table."""


Links = tuple[Select[*tuple[Any, ...]], ...]
"""Queries of (id of a thing, id of a row) for a property of which a thing can have several values.

Each is looked up by the id. A union of them would be read as a whole.
"""


class Form(Enum):
    """What the values of a property are."""

    CHOICE = "choice"
    """Members of an enumeration, or yes and no."""
    ROW = "row"
    """Rows of a table, such as programmes. Conditions name them."""
    TEXT = "text"
    """What people typed. Case does not count."""


@dataclass(frozen=True)
class Property:
    """A property of counted things. Its name stands in files and in JSON."""

    name: str
    label: str
    form: Form
    words: Mapping[str, str] = field(default_factory=dict)
    """For a choice: the user's word for each value. Their keys are all possible values."""
    table: type[Base] | None = None
    """For rows: their class."""
    none: str = N_("not given")
    """The user's words for the lack of a value."""
    links: Links = ()
    """If a thing can have several values: where they are."""

    @property
    def linked(self) -> Iterator[tuple[ColumnElement[int], ColumnElement[int]]]:
        """The id of the thing and the linked value, in each query of the links."""
        for each in self.links:
            links = each.subquery()
            yield links.c[0], links.c[1]


def choice(name: str, label: str, words: Mapping[Any, str], none: str = N_("not given")) -> Property:
    """A property with a fixed set of values. words: by member of an enumeration, or by "yes" and "no"."""
    return Property(name, label, Form.CHOICE, {str(value): word for value, word in words.items()}, none=none)


def row(name: str, label: str, table: type[Base], links: Links = (), none: str = N_("not given")) -> Property:
    """A property whose values are rows of a table. links: where they are, if a thing can have several."""
    return Property(name, label, Form.ROW, table=table, links=links, none=none)


def text(name: str, label: str, none: str = N_("not given")) -> Property:
    """A property that people type."""
    return Property(name, label, Form.TEXT, none=none)


def yes_or_no(name: str, label: str, yes: str, no: str) -> Property:
    """A property that holds or does not hold."""
    return choice(name, label, {"yes": yes, "no": no})


PROGRAMME_KIND = choice(
    "kind",
    N_("Kind"),
    {
        ProgrammeKind.NEWS: N_("news"),
        ProgrammeKind.COLUMN: N_("column"),
        ProgrammeKind.ANNOUNCEMENT: N_("announcement"),
        ProgrammeKind.MUSIC: N_("music"),
        ProgrammeKind.OTHER: N_("other"),
    },
    none=N_("relay"),
)
PROGRAMME = row("programme", N_("Programme"), Programme, none=N_("relay"))
LANGUAGE = text("language", N_("Language"), none=N_("Vietnamese"))
SPECIAL = yes_or_no("special", N_("Special"), N_("special"), N_("ordinary"))
OWN_LIVE = yes_or_no("own_live", N_("Own live programme"), N_("own live"), N_("not live"))
BROADCAST_KIND = choice(
    "broadcast",
    N_("Kind of broadcast"),
    {
        BroadcastKind.FIRST_RUN: N_("first run"),
        BroadcastKind.REPEAT: N_("repeat"),
        BroadcastKind.RELAY: N_("relay"),
    },
)
UPSTREAM = row("upstream", N_("From the station"), Upstream, none=N_("no other station"))
LIVE_EVENT = yes_or_no("live_event", N_("Live event"), N_("live event"), N_("no live event"))
ON_TIME = choice(
    "on_time",
    N_("On time"),
    {"yes": N_("on time"), "no": N_("not on time"), "unknown": N_("start not noted")},
)
OUTLET = row(
    "outlet",
    N_("Outlets"),
    Outlet,
    links=(
        select(BroadcastOutlet.broadcast_id, BroadcastOutlet.outlet_id),
        select(Broadcast.id, literal(OWN_AIR)).where(Broadcast.own_air),
    ),
)
GENRE = choice(
    "genre",
    N_("Genre"),
    {
        Genre.BRIEF: N_("brief"),
        Genre.REPORT: N_("report"),
        Genre.FEATURE: N_("feature"),
        Genre.INTERVIEW: N_("interview"),
        Genre.PROFILE: N_("profile"),
        Genre.COMMENTARY: N_("commentary"),
        Genre.OTHER: N_("other"),
    },
)
SOURCE = choice(
    "source",
    N_("Source"),
    {Source.OWN: N_("own"), Source.CONTRIBUTOR: N_("contributor"), Source.TAKEN: N_("taken from others")},
)
PLACE = text("place", N_("Place"))
STORY_TOPIC = row("topic", N_("Topic"), Topic, links=(select(StoryTopic.story_id, StoryTopic.topic_id),))
EDITION_TOPIC = row("topic", N_("Topic"), Topic, links=(select(EditionTopic.edition_id, EditionTopic.topic_id),))
ONE_TOPIC = row("topic", N_("Topic"), Topic)
AUTHOR = row(
    "author",
    N_("Author"),
    Person,
    links=(
        select(Credit.story_id, Credit.person_id).where(Credit.role == CreditRole.AUTHOR, Credit.story_id.is_not(None)),
    ),
    none=N_("no author"),
)
CLIP_AUTHOR = row(
    "author",
    N_("Author"),
    Person,
    links=(
        select(Credit.clip_id, Credit.person_id).where(Credit.role == CreditRole.AUTHOR, Credit.clip_id.is_not(None)),
    ),
    none=N_("no author"),
)
CLIP_KIND = choice("kind", N_("Kind"), {ClipKind.CLIP: N_("clip"), ClipKind.COLUMN: N_("TV column")})
CLIP_GENRE = choice(
    "genre",
    N_("Genre"),
    {ClipGenre.NEWS: N_("TV news"), ClipGenre.FEATURE: N_("TV feature"), ClipGenre.OTHER: N_("other")},
)
CLIP_STATE = choice(
    "state",
    N_("State"),
    {
        ClipState.PLANNED: N_("planned"),
        ClipState.SHOT: N_("shot"),
        ClipState.EDITED: N_("edited"),
        ClipState.SENT: N_("sent"),
        ClipState.AIRED: N_("aired"),
        ClipState.REJECTED: N_("rejected"),
    },
)
RECIPIENT = row("recipient", N_("Recipient"), Recipient)
CHANNEL = choice("channel", N_("Posted to"), {Channel.WEBSITE: N_("website"), Channel.SOCIAL: N_("social page")})
PAGE = text("page", N_("Page"))
DELIVERY_STATE = choice(
    "state",
    N_("State"),
    {
        DeliveryState.SENT: N_("sent"),
        DeliveryState.USED: N_("used by the recipient"),
        DeliveryState.REJECTED: N_("rejected"),
    },
)
WHAT = choice("what", N_("What it is"), {"story": N_("story"), "edition": N_("programme edition")})


class Words:
    """The user's words for the values of properties. The names of rows are read once for each table.

    day: a local day: rows have the names that they had then. None for those of now.
    """

    def __init__(self, session: Session, day: dt.date | None = None) -> None:
        self._session, self._day = session, day
        self._names: dict[type[Base], dict[int, str]] = {}

    def of(self, prop: Property, value: Any) -> str:
        """The words for one value, as the database holds it."""
        if value is None or value == "":
            return _(prop.none)
        if prop.form is Form.CHOICE:
            return _(prop.words[str(value)])
        if prop.form is Form.TEXT:
            return str(value)
        if prop is OUTLET and value == OWN_AIR:
            return _("own air")
        return self._names_of(prop).get(value, f"({value})")

    def of_all(self, prop: Property, values: Iterable[Any]) -> str:
        """The words for several values together, in their order."""
        return "; ".join(self.of(prop, value) for value in values) or _(prop.none)

    def _names_of(self, prop: Property) -> dict[int, str]:
        assert prop.table is not None  # noqa: S101 - rows have one
        if prop.table not in self._names:
            name = prop.table.title if prop.table is Programme else prop.table.name  # type: ignore[attr-defined]
            rows = self._session.execute(select(prop.table.id, name)).all()
            self._names[prop.table] = {row.id: row[1] for row in rows}
            if self._day is not None and prop.table is not Outlet:  # outlets keep no earlier names
                self._names[prop.table] |= earlier_names.names_on(self._session, prop.table, self._day)
        return self._names[prop.table]
