"""Clips and columns for television: planned, shot, edited, sent, aired, rejected."""

import datetime as dt

from sqlalchemy.orm import Session

from radiodesk.model import ClipKind, ClipState
from radiodesk.planning.views import ClipList, ClipView


def clips(
    session: Session,
    *,
    query: str = "",
    state: ClipState | None = None,
    kind: ClipKind | None = None,
    limit: int = 200,
) -> ClipList:
    """Clips that match: what is not sent yet first, then the newest sent."""
    raise NotImplementedError


def clip(session: Session, clip_id: int) -> ClipView:
    """One clip."""
    raise NotImplementedError


def recipient_names(session: Session) -> list[str]:
    """Who gets clips: suggestions for a form, the most used first."""
    raise NotImplementedError


def add_clip(
    session: Session,
    *,
    title: str,
    kind: ClipKind,
    authors: str,
    recipient: str,
    seconds: int | None,
    note: str = "",
) -> int:
    """Plan a clip. Returns its id."""
    raise NotImplementedError


def change_clip(
    session: Session,
    clip_id: int,
    version: int | None,
    *,
    title: str,
    kind: ClipKind,
    authors: str,
    recipient: str,
    seconds: int | None,
    sent: dt.date | None,
    aired: dt.date | None,
    note: str,
) -> None:
    """Change a clip. raises SentDayNeeded where it is sent or aired and no day is given."""
    raise NotImplementedError


def set_clip_state(
    session: Session, clip_id: int, version: int | None, state: ClipState, *, on: dt.date, today: dt.date
) -> None:
    """Move a clip to a state; `on` is the day it was sent, aired. An aired clip was sent by that day at the latest.

    raises WrongMove, BadDay for a day after `today`.
    """
    raise NotImplementedError
