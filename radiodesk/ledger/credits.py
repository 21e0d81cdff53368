"""Who made a story or a clip, as the ledger says."""

from collections.abc import Iterable

from radiodesk.ledger.picture import Picture
from radiodesk.ledger.records import Record
from radiodesk.model import Clip, Credit, CreditRole


def credit(picture: Picture, work: Record, names: Iterable[str]) -> bool:
    """Have exactly these people as the authors of a story or clip. Whether that changed anything."""
    wanted = dict.fromkeys(map(picture.people.named, names))
    known = [] if work.new else picture.credits[work]
    there = {record["person_id"] for record in known}
    gone = [record for record in known if record["person_id"] not in wanted]
    added = [person for person in wanted if person not in there]
    for record in gone:
        picture.records.remove(record)
    story, clip = (None, work) if work.table is Clip else (work, None)
    for person in added:
        picture.records.add(Credit, story_id=story, clip_id=clip, person_id=person, role=CreditRole.AUTHOR)
    return bool(gone or added)
