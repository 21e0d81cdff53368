"""Clips and columns for television: planned, shot, edited, sent, aired, rejected."""

import datetime as dt
from collections import defaultdict

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, selectinload

from radiodesk.kinds import NOT_SENT
from radiodesk.model import Clip, ClipGenre, ClipKind, ClipState, Credit, CreditRole, Person, Recipient
from radiodesk.model.changes import describe
from radiodesk.model.database import Removed, fetch
from radiodesk.model.moments import check_length
from radiodesk.model.names import find_or_create, join_names
from radiodesk.model.text import NOTE_LIMIT, clean, clean_title, searched
from radiodesk.newsroom import rules
from radiodesk.newsroom.views import ClipList, ClipView
from radiodesk.staff.credits import set_authors


def clips(
    session: Session,
    *,
    query: str = "",
    state: ClipState | None = None,
    limit: int | None = 200,
) -> ClipList:
    """Clips that match: what is not sent yet first, then the newest sent."""
    conditions: list[ColumnElement[bool]] = []
    if sought := searched(query):
        conditions.append(Clip.folded.contains(sought, autoescape=True))
    if state is not None:
        conditions.append(Clip.state == state)
    total = session.scalar(select(func.count()).select_from(Clip).where(*conditions)) or 0
    shown = select(Clip.id).where(*conditions).order_by(*_ORDER).limit(limit)  # sorted without the other columns
    return ClipList(tuple(_views(session, shown)), total)


def clip(session: Session, clip_id: int) -> ClipView:
    """One clip. raises Removed."""
    found = _views(session, select(Clip.id).where(Clip.id == clip_id))
    if not found:
        raise Removed
    return found[0]


def add_clip(
    session: Session,
    *,
    title: str,
    kind: ClipKind,
    authors: str,
    recipient: str,
    seconds: int | None,
    note: str = "",
    genre: ClipGenre | None = None,
    sure: bool = False,
) -> int:
    """Plan a clip. Returns its id. genre: None if nobody said.

    raises those of `set_authors`, BadDuration and text errors.
    """
    row = Clip(title=clean_title(title), kind=kind, genre=genre, state=ClipState.PLANNED, credits=[])
    session.add(row)
    _describe(session, row, authors, recipient, seconds, note, sure=sure)
    session.flush()
    describe(session, title=row.title)
    return row.id


def change_clip(
    session: Session,
    clip_id: int,
    version: int,
    *,
    title: str,
    kind: ClipKind,
    authors: str,
    recipient: str,
    seconds: int | None,
    sent: dt.date | None,
    aired: dt.date | None,
    note: str,
    today: dt.date,
    genre: ClipGenre | None = None,
    sure: bool = False,
) -> None:
    """Change a clip. One that gets a day sent in the past was sent. genre: None if nobody said.

    raises ChangedMeanwhile, those of `rules.clip_state` and `set_authors`, BadDuration and text errors.
    """
    fetch(session, Clip, clip_id, version)
    statement = select(Clip).where(Clip.id == clip_id).options(selectinload(Clip.credits))
    row = session.scalars(statement.execution_options(populate_existing=True)).one()
    row.state = rules.clip_state(row.state, sent, aired, today)
    if (title := clean_title(title)) != row.title:
        row.title = title
    row.kind, row.genre = kind, genre
    row.sent = sent
    row.aired = aired
    _describe(session, row, authors, recipient, seconds, note, sure=sure)


def set_clip_state(
    session: Session, clip_id: int, version: int, state: ClipState, *, on: dt.date, today: dt.date
) -> None:
    """Move a clip to a state; `on` is the day it was sent or aired. An aired clip was sent by that day at the latest.

    raises ChangedMeanwhile, WrongMove, and those of `rules.clip_state`.
    """
    row = fetch(session, Clip, clip_id, version)
    rules.check_move(row.state, state)
    rules.check_done(on, today)
    if state is ClipState.SENT:
        row.sent, row.aired = on, None
    elif state is ClipState.AIRED:
        row.sent, row.aired = row.sent or on, on
    elif state in NOT_SENT:
        row.sent, row.aired = None, None
    row.state = rules.clip_state(state, row.sent, row.aired, today)


_ORDER = (Clip.sent.is_(None).desc(), Clip.sent.desc(), Clip.id.desc())


def _describe(
    session: Session, row: Clip, authors: str, recipient: str, seconds: int | None, note: str, *, sure: bool
) -> None:
    row.recipient_id = find_or_create(session, Recipient, recipient).id if clean(recipient) else None
    row.seconds = check_length(seconds)
    row.note = clean(note, NOTE_LIMIT)
    set_authors(session, row, authors, sure=sure)


def _views(session: Session, ids: Select[int]) -> list[ClipView]:
    """The clips with these ids, in their order. Read as columns: mapped objects take three times as long."""
    names: dict[int | None, list[tuple[CreditRole, str]]] = defaultdict(list)
    credited = select(Credit.clip_id, Credit.role, Person.name).join(Credit.person).where(Credit.clip_id.in_(ids))
    for clip_id, role, name in session.execute(credited.order_by(Credit.id)):
        names[clip_id].append((role, name))
    columns = (
        Clip.id,
        Clip.version,
        Clip.kind,
        Clip.state,
        Clip.title,
        Clip.seconds,
        Clip.sent,
        Clip.aired,
        Clip.note,
        Clip.genre,
        func.coalesce(Recipient.name, "").label("recipient"),
    )
    rows = session.execute(select(*columns).outerjoin(Clip.recipient).where(Clip.id.in_(ids)).order_by(*_ORDER))
    return [
        ClipView(
            **row,
            authors=join_names(name for role, name in names[row["id"]] if role is CreditRole.AUTHOR),
            helpers=tuple(each for each in names[row["id"]] if each[0] is not CreditRole.AUTHOR),
        )
        for row in rows.mappings()
    ]
