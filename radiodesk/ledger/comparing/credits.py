"""The authors and topics of a story or a clip, as the ledger names them."""

from collections.abc import Iterable

from radiodesk.ledger.comparing.picture import Picture
from radiodesk.ledger.comparing.records import ClipRecord, CreditRecord, StoryRecord, StoryTopicRecord
from radiodesk.model import CreditRole


def credit(picture: Picture, work: StoryRecord | ClipRecord, names: Iterable[str]) -> bool:
    """Make exactly these people the authors of a story or clip, in this order. Returns whether that changed anything.

    Authors have the order of their credits: if the order differs, the credits from the first difference on are new. Who
    stays an author keeps the coefficient and the share, which no ledger names.
    """
    wanted = list(dict.fromkeys(map(picture.people.named, names)))
    known = [] if work.id is None else picture.authors[work]
    kept = 0
    while kept < min(len(wanted), len(known)) and known[kept].person is wanted[kept]:
        kept += 1
    for record in known[kept:]:
        picture.records.remove(record)
    story, clip = (None, work) if isinstance(work, ClipRecord) else (work, None)
    terms = {record.person: (record.coefficient, record.share) for record in known}
    for person in wanted[kept:]:
        coefficient, share = terms.get(person, (None, None))
        picture.records.add(CreditRecord(story, clip, person, CreditRole.AUTHOR, coefficient, share))
    return len(known) > kept or len(wanted) > kept


def set_topics(picture: Picture, story: StoryRecord, names: Iterable[str]) -> bool:
    """Give a story exactly these topics, which have no order. Returns whether that changed anything."""
    wanted = dict.fromkeys(map(picture.topics.named, names))
    known = [] if story.is_new else picture.story_topics[story]
    present = {record.topic for record in known}
    removed = [record for record in known if record.topic not in wanted]
    added = [topic for topic in wanted if topic not in present]
    for record in removed:
        picture.records.remove(record)
    for topic in added:
        picture.records.add(StoryTopicRecord(story, topic))
    return bool(removed or added)
