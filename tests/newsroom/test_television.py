"""Clips and columns on their way to the provincial station."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from radiodesk.model import Clip, ClipGenre, ClipKind, ClipState, Desk
from radiodesk.model.actions import Action
from radiodesk.newsroom import choices, television
from radiodesk.newsroom.rules import AiredBeforeSent, BadDay, SentDayNeeded, WrongMove
from radiodesk.newsroom.views import ClipView
from tests.versions import version

TODAY = dt.date(2019, 3, 5)
BEFORE = TODAY - dt.timedelta(days=3)


def clip(session: Session, title: str = "Tiếp xúc cử tri", kind: ClipKind = ClipKind.CLIP) -> int:
    return television.add_clip(
        session, title=title, kind=kind, authors="Đức Anh", recipient="Đài PT-TH tỉnh", seconds=75
    )


def mark(desk: Desk, clip_id: int, state: ClipState, on: dt.date = TODAY) -> ClipView:
    with desk.changing(Action.EARLIER, what="test") as session:
        television.set_clip_state(session, clip_id, version(session, Clip, clip_id), state, on=on, today=TODAY)
    with desk.reading() as session:
        return television.clip(session, clip_id)


def test_a_clip_goes_from_the_plan_to_the_air(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        clip_id = clip(session)

    for state in (ClipState.SHOT, ClipState.EDITED):
        assert mark(desk, clip_id, state).sent is None
    assert mark(desk, clip_id, ClipState.SENT, BEFORE).sent == BEFORE
    aired = mark(desk, clip_id, ClipState.AIRED)

    assert (aired.state, aired.sent, aired.aired) == (ClipState.AIRED, BEFORE, TODAY)


def test_what_comes_back_is_no_longer_sent(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        clip_id = clip(session)
    mark(desk, clip_id, ClipState.SENT)

    assert mark(desk, clip_id, ClipState.REJECTED).sent == TODAY
    assert mark(desk, clip_id, ClipState.EDITED).sent is None


def test_a_planned_clip_is_not_aired_before_it_is_sent(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        clip_id = clip(session)

    with pytest.raises(WrongMove):
        mark(desk, clip_id, ClipState.AIRED)


def test_nothing_is_sent_on_a_day_to_come(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        clip_id = clip(session)

    with pytest.raises(BadDay):
        mark(desk, clip_id, ClipState.SENT, TODAY + dt.timedelta(days=1))


def change(desk: Desk, seen: ClipView, **changes: object) -> ClipView:
    """Change a clip in some things and leave the others as they are."""
    values = {
        "title": seen.title,
        "kind": seen.kind,
        "authors": seen.authors,
        "recipient": seen.recipient,
        "seconds": seen.seconds,
        "sent": seen.sent,
        "aired": seen.aired,
        "note": seen.note,
        **changes,
    }
    with desk.changing(Action.EARLIER, what="test") as session:
        television.change_clip(session, seen.id, seen.version, today=TODAY, **values)  # type: ignore[arg-type]
    with desk.reading() as session:
        return television.clip(session, seen.id)


def test_a_clip_has_a_genre_once_somebody_says_it(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        clip_id = clip(session)
    with desk.reading() as session:
        seen = television.clip(session, clip_id)
    assert seen.genre is None
    assert change(desk, seen, genre=ClipGenre.FEATURE).genre is ClipGenre.FEATURE


def test_a_sent_clip_keeps_a_day(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        clip_id = clip(session)
    seen = mark(desk, clip_id, ClipState.SENT)

    with pytest.raises(SentDayNeeded):
        change(desk, seen, sent=None)


def test_a_sent_clip_was_sent_by_today_and_aired_no_earlier(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        clip_id = clip(session)
    seen = mark(desk, clip_id, ClipState.SENT)

    with pytest.raises(BadDay):
        change(desk, seen, sent=dt.date(2030, 1, 1))
    with pytest.raises(BadDay):
        change(desk, seen, aired=dt.date(2030, 1, 1))
    with pytest.raises(AiredBeforeSent, match="05/03/2019"):
        change(desk, seen, aired=BEFORE)


def test_a_clip_with_a_day_on_which_it_was_sent_is_sent(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        clip_id = clip(session)
        seen = television.clip(session, clip_id)

    due = change(desk, seen, sent=TODAY + dt.timedelta(days=5))
    assert due.state is ClipState.PLANNED
    assert change(desk, due, sent=BEFORE).state is ClipState.SENT


def test_what_is_still_at_the_desk_comes_first_then_the_newest(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        old, new, waiting = clip(session, "Cũ"), clip(session, "Mới"), clip(session, "Chờ")
        column = clip(session, "Chuyên mục Đời sống", ClipKind.COLUMN)
    mark(desk, old, ClipState.SENT, BEFORE)
    mark(desk, new, ClipState.SENT)
    mark(desk, column, ClipState.SENT, BEFORE - dt.timedelta(days=1))

    with desk.reading() as session:
        everything = television.clips(session)
        found = television.clips(session, query="doi song")
        sent = television.clips(session, state=ClipState.SENT)
        page = television.clips(session, limit=1)

    assert [item.id for item in everything.clips] == [waiting, new, old, column]
    assert [item.title for item in found.clips] == ["Chuyên mục Đời sống"]
    assert [item.id for item in sent.clips] == [new, old, column]
    assert (len(page.clips), page.total) == (1, 4)


def test_a_sign_in_a_query_stands_for_itself(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for title in ("Tăng 10%", "Tăng 10 lần", "Kỳ_1", "Kỳ 1", "a/b"):
            clip(session, title)

    with desk.reading() as session:
        for query, found in (("10%", ["Tăng 10%"]), ("ky_1", ["Kỳ_1"]), ("%", ["Tăng 10%"]), ("/", ["a/b"])):
            assert [item.title for item in television.clips(session, query=query).clips] == found


def test_the_usual_recipient_is_suggested_first(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        television.add_clip(session, title="A", kind=ClipKind.CLIP, authors="", recipient="Báo tỉnh", seconds=None)
        for title in "BC":
            clip(session, title)

    with desk.reading() as session:
        assert [each.name for each in choices.recipients(session).find("")] == ["Đài PT-TH tỉnh", "Báo tỉnh"]


def test_recipients_are_suggested_by_use_and_then_by_the_vietnamese_alphabet(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for recipient in ("Đài tỉnh", "Báo", "Ăn ngon", "Zét", "An ninh", "Zét"):
            television.add_clip(
                session, title="Clip", kind=ClipKind.CLIP, authors="", recipient=recipient, seconds=None
            )

    with desk.reading() as session:
        assert [each.name for each in choices.recipients(session).find("")] == [
            "Zét",
            "An ninh",
            "Ăn ngon",
            "Báo",
            "Đài tỉnh",
        ]
