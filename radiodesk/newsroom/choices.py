"""What forms propose of what was used before: recipients, topics, places, and the pages of publications."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from radiodesk.kinds import Channel
from radiodesk.model import Clip, Delivery, EditionTopic, Publication, Recipient, Story, StoryTopic, Topic, names
from radiodesk.model.name_search import NameSearch, UsedName
from radiodesk.model.text import key
from radiodesk.newsroom import rules


@dataclass(frozen=True)
class PageChoices:
    """The websites and social pages of earlier publications."""

    names: NameSearch
    channels: dict[str, Channel]
    """The channel of each page, by its name as `key` gives it."""
    pages: dict[str, str]
    """The page of each site, as `rules.site` gives it."""

    def channel_of(self, page: str) -> Channel | None:
        """The channel of a page; None for one that is new."""
        return self.channels.get(key(page))

    def at(self, address: str) -> tuple[Channel, str]:
        """The channel and the page that an address probably belongs to; the page is empty if nobody knows."""
        page = next((self.pages[each] for each in rules.sites(address) if each in self.pages), "")
        return self.channel_of(page) or rules.channel_of(address), page


def recipients(session: Session) -> NameSearch:
    """All recipients, by their clips and deliveries."""
    return _used(session, Recipient, Clip.recipient_id, Delivery.recipient_id)


def topics(session: Session) -> NameSearch:
    """All topics, by their stories and editions."""
    return _used(session, Topic, StoryTopic.topic_id, EditionTopic.topic_id)


def places(session: Session) -> NameSearch:
    """All places of stories."""
    used = select(Story.place, func.count()).where(Story.place != "").group_by(Story.place)
    return NameSearch(UsedName(name, count) for name, count in session.execute(used))


def pages(session: Session) -> PageChoices:
    """All pages of publications, by their uses. A page belongs to the channel and the sites of its last one."""
    statement = select(Publication.page, Publication.channel, Publication.address).where(Publication.page != "")
    uses: dict[str, int] = {}
    channels: dict[str, Channel] = {}
    of_sites: dict[str, str] = {}
    for page, channel, address in session.execute(statement.order_by(Publication.id)):
        uses[page] = uses.get(page, 0) + 1
        channels[key(page)] = channel
        of_sites |= dict.fromkeys(rules.sites(address), page)
    return PageChoices(NameSearch(UsedName(*each) for each in uses.items()), channels, of_sites)


def _used(session: Session, kind: type[Recipient] | type[Topic], *columns: InstrumentedAttribute[Any]) -> NameSearch:
    """All rows of a class, by the rows of other classes that refer to them."""
    uses: dict[int, int] = {}
    for column in columns:
        for row_id, count in session.execute(select(column, func.count()).group_by(column)):
            uses[row_id] = uses.get(row_id, 0) + count
    found = session.execute(select(kind.id, kind.name))
    return names.search(session, kind, {row_id: UsedName(name, uses.get(row_id, 0)) for row_id, name in found})
