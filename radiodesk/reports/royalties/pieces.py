"""Read the pieces that a span of days pays for, with their credits.

Stories are paid by their first use in an aired news edition, exactly as the indicator `stories` counts them; each
further use may be paid as well. Clips are paid on the day they were sent, or aired if nobody noted the sending: the day
stays the same when the recipient airs them later.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from radiodesk.kinds import SENT, WorkGenre
from radiodesk.model import Clip, Credit, Person, Story, zone
from radiodesk.model.changes import chunks
from radiodesk.reports.listings.common import Days, Listing
from radiodesk.reports.listings.stories import stories, story_uses
from radiodesk.reports.royalties.allowed import Terms
from radiodesk.reports.royalties.earning import Credited, Piece
from radiodesk.reports.royalties.rules import OF_CLIPS


def pieces(session: Session, first: dt.date, last: dt.date, *, further: bool) -> list[Piece]:
    """The pieces of these local days, by day. further: also further uses of stories."""
    days = Days(first, last, zone(session))
    return sorted(
        [*_stories(session, days, further=further), *_clips(session, days)],
        key=lambda each: (each.day, each.table, each.id, each.again),
    )


def created(session: Session, works: Iterable[tuple[str, int]]) -> dict[tuple[str, int], dt.datetime]:
    """When works were created, by their table and id."""
    ids: dict[str, list[int]] = defaultdict(list)
    for table, row_id in works:
        ids[table].append(row_id)
    return {
        (table.__tablename__, row_id): row.created
        for table in (Story, Clip)
        for row_id, row in _by_id(session, ids[table.__tablename__], table.id, table.created).items()
    }


def _dated(session: Session, listing: Listing) -> list[tuple[int, dt.datetime]]:
    """The stories that an indicator counts, with the moment of the use that dates them, in their order."""
    rows = listing.subquery()
    found = session.execute(select(rows.c.id, rows.c.dated).order_by(rows.c.dated, rows.c.id))
    return [(story_id, dated) for story_id, dated in found]


def _stories(session: Session, days: Days, *, further: bool) -> Iterator[Piece]:
    firsts = _dated(session, stories(days))
    used = [(story_id, dated, False) for story_id, dated in firsts]
    if further:
        left = dict(firsts)
        for story_id, dated in _dated(session, story_uses(days)):
            if left.get(story_id) == dated:
                del left[story_id]
            else:
                used.append((story_id, dated, True))
    ids = list({story_id for story_id, _dated, _again in used})
    known = _by_id(session, ids, Story.id, Story.title, Story.genre)
    credits_of = _credits(session, Credit.story_id, ids)
    for story_id, dated, again in used:
        _id, title, genre = known[story_id]
        day = dated.astimezone(days.zone).date()
        yield Piece("story", story_id, title, WorkGenre(genre.value), day, credits_of.get(story_id, ()), again)


def _clips(session: Session, days: Days) -> Iterator[Piece]:
    day = func.coalesce(Clip.sent, Clip.aired)
    found = session.execute(
        select(Clip.id, Clip.title, Clip.genre, day).where(Clip.state.in_(SENT), day >= days.first, day <= days.last)
    ).all()
    credits_of = _credits(session, Credit.clip_id, [row.id for row in found])
    for clip_id, title, genre, dated in found:
        yield Piece("clip", clip_id, title, OF_CLIPS[genre], dated, credits_of.get(clip_id, ()))


def _by_id(session: Session, ids: Sequence[int], *columns: InstrumentedAttribute[Any]) -> dict[int, Any]:
    """These columns of rows, by the first one, which is the id."""
    found: dict[int, Any] = {}
    for some in chunks(ids):
        found |= {row[0]: row for row in session.execute(select(*columns).where(columns[0].in_(some)))}
    return found


def _credits(
    session: Session, work: InstrumentedAttribute[int | None], ids: Sequence[int]
) -> dict[int, tuple[Credited, ...]]:
    """The credits of works, by the id of the work, in the order in which they were given."""
    found: dict[Any, list[Credited]] = defaultdict(list)
    columns = (work, Credit.person_id, Person.name, Credit.role, Credit.coefficient, Credit.share)
    for some in chunks(ids):
        rows = session.execute(select(*columns).join(Person).where(work.in_(some)).order_by(Credit.id))
        for work_id, person_id, name, role, coefficient, share in rows:
            found[work_id].append(Credited(person_id, name, Terms(role, coefficient, share)))
    return {work_id: tuple(each) for work_id, each in found.items()}
