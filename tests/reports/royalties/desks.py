"""A desk with stories on the air and clips, for tests of royalties."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from sqlalchemy.orm import Session

from radiodesk.kinds import (
    BroadcastKind,
    BroadcastState,
    ClipKind,
    ClipState,
    CreditRole,
    Genre,
    LineKind,
    ProgrammeKind,
    WorkGenre,
)
from radiodesk.model import Broadcast, Clip, Credit, Desk, Edition, Line, Person, Programme, Story
from radiodesk.model.actions import Action
from radiodesk.model.base import now
from radiodesk.model.names import find_or_create
from radiodesk.reports.royalties import months, settings
from radiodesk.reports.royalties.content import PayList

TODAY = dt.date(2019, 12, 31)
HOURS = dt.timedelta(hours=-7)
"""From local midnight to UTC."""


def at(day: str, hour: int = 6) -> dt.datetime:
    """A local hour, in UTC."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), dt.UTC) + HOURS


def air(session: Session, *days: str, title: str = "Thời sự", kind: ProgrammeKind = ProgrammeKind.NEWS) -> list[int]:
    """Aired editions, one on each day; their ids."""
    programme = session.query(Programme).filter_by(title=title).one_or_none() or Programme(title=title, kind=kind)
    session.add(programme)
    session.flush()
    found = []
    for day in days:
        edition = Edition(programme_id=programme.id)
        session.add(edition)
        session.flush()
        broadcast = Broadcast(
            kind=BroadcastKind.FIRST_RUN, state=BroadcastState.AIRED, starts=at(day), edition_id=edition.id
        )
        session.add(broadcast)
        session.flush()
        found.append(edition.id)
    return found


def write(session: Session, title: str, *editions: int, genre: Genre = Genre.BRIEF, **credited: str | None) -> int:
    """A story in these editions; its id. credited: the coefficients by person and role, such as hà_author="1.5"."""
    story = Story(title=title, genre=genre)
    session.add(story)
    session.flush()
    for edition in editions:
        count = session.query(Line).filter_by(edition_id=edition).count()
        session.add(Line(edition_id=edition, position=count + 1, kind=LineKind.STORY, story_id=story.id))
    credit(session, story_id=story.id, **credited)
    return story.id


def send(session: Session, title: str, day: str, **credited: str | None) -> int:
    """A sent clip; its id."""
    clip = Clip(title=title, kind=ClipKind.CLIP, state=ClipState.SENT, sent=dt.date.fromisoformat(day))
    session.add(clip)
    session.flush()
    credit(session, clip_id=clip.id, **credited)
    return clip.id


def credit(session: Session, story_id: int | None = None, clip_id: int | None = None, **credited: str | None) -> None:
    """Credit people for a work."""
    for name_and_role, coefficient in credited.items():
        name, _line, role = name_and_role.rpartition("_")
        session.add(
            Credit(
                person_id=find_or_create(session, Person, name.replace("_", " ").title()).id,
                story_id=story_id,
                clip_id=clip_id,
                role=CreditRole(role),
                coefficient=None if coefficient is None else Decimal(coefficient),
            )
        )
    session.flush()


def listed(desk: Desk, month: str) -> PayList:
    with desk.reading() as session:
        return months.pay_list(session, month)


def confirm_coefficients(desk: Desk, brief: Decimal | None = None) -> None:
    """Make the examples the station's own coefficients, unless it has set some. brief: the usual one of a brief."""
    with desk.changing(Action.EARLIER, what="confirm") as session:
        rates = settings.rules(session).rates
        if brief is not None:
            is_brief = [each.genre is WorkGenre.BRIEF and each.role is CreditRole.AUTHOR for each in rates]
            rates = tuple(replace(rate, usual=brief) if it else rate for rate, it in zip(rates, is_brief, strict=True))
        settings.set_rates(session, rates)


def close(desk: Desk, month: str, today: dt.date = TODAY) -> PayList:
    """Close a month of a station that has its own coefficients."""
    confirm_coefficients(desk)
    with desk.changing(Action.CLOSE_ROYALTIES, month=month) as session:
        return months.close(session, month, person=desk.person, now=now(), today=today)


def paid(found: PayList) -> list[tuple[str, str, str, int]]:
    """Who is paid for what: the person, the work, the month that is corrected, the sum."""
    return [(line.person, line.title, line.corrects, line.amount) for line in found.all_lines if line.amount]
