"""A ledger that is brought in and the same plans made at the desk: the same is taken, the same refused and counted."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import OFF_AIR, BroadcastKind
from radiodesk.ledger import LedgerRefused, bring_in
from radiodesk.ledger.columns import (
    BROADCAST_STATE_WORDS,
    BROADCAST_WORDS,
    CLIP_KIND_WORDS,
    CLIP_STATE_WORDS,
    GENRE_WORDS,
)
from radiodesk.model import Action, Broadcast, Clip, Desk, Line, Source
from radiodesk.model.text import key
from radiodesk.newsroom import publications, rundowns, television
from radiodesk.newsroom.rundowns import AlreadyUsed
from radiodesk.reports import tally
from radiodesk.reports.periods import parse
from radiodesk.schedule import broadcasts, queries
from radiodesk.schedule.views import BroadcastView
from tests.conftest import AnotherDesk
from tests.ledger.books import BROADCASTS, CLIPS, PUBLICATIONS, STORIES, write_csv
from tests.ledger.test_any_ledger import beside
from tests.versions import version

TODAY = dt.date(2019, 3, 6)
NOW = dt.datetime(2019, 3, 6, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DAYS = [TODAY - dt.timedelta(days=1), TODAY, TODAY + dt.timedelta(days=1)]
TIMES = [dt.time(5, 30), dt.time(5, 30, 20), dt.time(11), dt.time(17)]


class Planned(NamedTuple):
    """A row of the sheet of broadcasts. kind, state: words of the ledger."""

    day: dt.date
    time: dt.time
    title: str
    kind: str
    seconds: int
    state: str

    @property
    def is_off_air(self) -> bool:
        return BROADCAST_STATE_WORDS.get(self.state) in OFF_AIR

    @property
    def cells(self) -> list[object]:
        length = f"{self.seconds // 60:02}:{self.seconds % 60:02}"  # with two digits: nothing else can be meant
        return [self.day.isoformat(), f"{self.time}", self.title, self.kind, length, "", self.state, ""]


class Used(NamedTuple):
    """A row of the sheet of stories."""

    day: dt.date
    time: dt.time
    genre: str
    title: str
    author: str

    @property
    def cells(self) -> list[object]:
        return [self.day.isoformat(), f"{self.time}", "", self.genre, self.title, self.author, "", ""]


class Sent(NamedTuple):
    """A row of the sheet of clips."""

    sent: dt.date | None
    aired: dt.date | None
    kind: str
    title: str
    state: str

    @property
    def cells(self) -> list[object]:
        sent, aired = (day.isoformat() if day else "" for day in (self.sent, self.aired))
        return [sent, aired, self.kind, self.title, "", "", "", self.state]


class Posted(NamedTuple):
    """A row of the sheet of publications."""

    posted: dt.date
    day: dt.date
    time: dt.time
    address: str

    @property
    def cells(self) -> list[object]:
        return [self.posted.isoformat(), self.day.isoformat(), f"{self.time}", self.address]


class Book(NamedTuple):
    """A ledger."""

    planned: list[Planned]
    used: list[Used]
    sent: list[Sent]
    posted: list[Posted]


OWN = [("Thời sự", "Thời sự"), ("thời sự", "Thời sự"), ("Bản tin", "Chuyên mục")]
RELAYS = [("Lễ giao nhận quân", "Tiếp âm trực tiếp"), ("VOV1", "Tiếp âm"), ("Thời sự", "Tiếp âm")]
MISTAKEN = [("Thời sự", "Phát lại"), ("Bản tin", "Phát lại"), ("Bản tin", "Thời sự"), ("Thời sự", "Ca nhạc")]

BEFORE = dt.date(2019, 3, 1)
EARLIER = Book(
    [
        Planned(BEFORE, dt.time(5, 30), "Thời sự", "Thời sự", 900, "Đã phát"),
        Planned(BEFORE, dt.time(11), "Bản tin", "Chuyên mục", 600, "Đã phát"),
        Planned(BEFORE, dt.time(17), "Thời sự", "Phát lại", 900, "Kế hoạch"),
        Planned(DAYS[0], dt.time(11, 10), "Đọc truyện", "Khác", 1800, "Kế hoạch"),
    ],
    [Used(BEFORE, dt.time(5, 30), "Tin", "Gieo cấy", "Thu Hà"), Used(BEFORE, dt.time(11), "Bài", "Luật Đất đai", "An")],
    [Sent(BEFORE, None, "Chuyên mục", "Nhịp sống trẻ", "Đã gửi"), Sent(None, None, "Clip", "Tiếp xúc cử tri", "")],
    [Posted(BEFORE, BEFORE, dt.time(5, 30), "https://dai.example/a")],
)
"""What the desk has before: programmes of the same titles, their stories, and one in the way of the others."""

days, past = st.sampled_from(DAYS), st.sampled_from(DAYS[:2])
lengths = st.sampled_from([0, 44, 924, 6 * 3600 + 1])
states = st.sampled_from(["Đã phát", "Đã phát", "Đã phát", "Hủy", "Không phát", "Kế hoạch", ""])
uses = st.tuples(
    st.sampled_from(["Tin", "Bài"]),
    st.sampled_from(["Gieo cấy", "Khai giảng", "GIEO CẤY"]),
    st.sampled_from(["Thu Hà", "Đức Anh"]),
)
pieces = st.tuples(
    st.sampled_from(["Clip", "Chuyên mục"]),
    st.sampled_from(["Vì an ninh", "Khai giảng"]),
    st.sampled_from(["Đã gửi", ""]),
)
addresses = st.sampled_from(["https://dai.example/a", "https://dai.example/b"])


def planned_on(days: st.SearchStrategy[dt.date], contents: list[tuple[str, str]]) -> st.SearchStrategy[Planned]:
    rows = st.tuples(days, st.sampled_from(TIMES), st.sampled_from(contents), lengths, states)
    return rows.map(lambda row: Planned(row[0], row[1], *row[2], *row[3:]))


@st.composite
def books(draw: st.DrawFn) -> Book:
    """A ledger that the desk can take, and at times a row more in each sheet that it may have to refuse."""
    careful = planned_on(past, [*OWN * 2, *RELAYS])
    planned = draw(st.lists(careful, min_size=1, max_size=4, unique_by=lambda row: (row[:2], key(row.title), row.kind)))
    own = [row for row in planned if (row.title, row.kind) in OWN]
    for hour, (row, state) in enumerate(draw(beside(own, states, max_size=2)), start=20):
        planned.append(row._replace(time=dt.time(hour), kind="Phát lại", state=state))
    planned += draw(st.lists(planned_on(days, [*OWN, *RELAYS, *MISTAKEN]), max_size=1))

    slots = [slot for slot, count in Counter(row[:2] for row in own).items() if count == 1]
    used = draw(beside(slots, uses, max_size=4, unique=True))
    used += draw(beside([*slots, (TODAY, dt.time(23))], uses, max_size=1))

    sent = draw(st.lists(st.tuples(past, st.none(), pieces), max_size=2))
    sent += draw(st.lists(st.tuples(st.none() | days, st.none() | days, pieces), max_size=1))

    aired = [slot for slot in slots if any(row[:2] == slot and row.state == "Đã phát" for row in own)]
    posted = draw(beside(aired, addresses, past, max_size=2, unique_by=lambda row: row[:2]))
    posted += draw(beside(aired, addresses, days, max_size=1))
    return Book(
        planned,
        [Used(*slot, *use) for slot, use in used],
        [Sent(day, on_air, *piece) for day, on_air, piece in sent],
        [Posted(day, *slot, address) for slot, address, day in posted],
    )


def brought_in(desk: Desk, folder: Path, book: Book) -> bool:
    """Whether the import takes the ledger."""
    headers = (BROADCASTS, STORIES, CLIPS, PUBLICATIONS)
    files = [
        write_csv(folder / f"{number}.csv", [header, *(row.cells for row in rows)])
        for number, (header, rows) in enumerate(zip(headers, book, strict=True))
    ]
    try:
        bring_in(desk, files, today=TODAY)
    except LedgerRefused:
        return False
    return True


class NotThere(UserError):
    """What a person would look for in vain."""

    message = "There is no such programme"


def made_by_hand(desk: Desk, book: Book) -> bool:
    """Whether a person can make the same plans at the desk, sure of whatever is unusual."""
    try:
        with desk.changing(Action.EARLIER, what="by hand") as session:
            # In the order of air; within a minute what is not on air first, for it makes room for what replaces it.
            for row in sorted(book.planned, key=lambda row: (row.day, row.time.replace(second=0), not row.is_off_air)):
                plan(session, row)
            stories: dict[tuple[object, ...], int] = {}
            for use in book.used:
                write(session, use, stories)
            for clip in book.sent:
                send(session, clip)
            for publication in book.posted:
                edition_id = edition_at(session, publication.day, publication.time)
                publications.post(session, edition_id, address=publication.address, on=publication.posted, today=TODAY)
    except UserError:
        return False
    return True


def plan(session: Session, row: Planned) -> None:
    content, slot = BROADCAST_WORDS[row.kind], {"on": row.day, "at": row.time, "seconds": row.seconds or None}
    if content.kind is BroadcastKind.RELAY:
        upstream = "" if content.live else row.title
        planned = broadcasts.plan_relay(
            session, title=row.title, live=content.live, upstream=upstream, sure=True, **slot
        )
    elif content.kind is BroadcastKind.REPEAT:
        planned = broadcasts.plan_repeat(session, edition_id=repeated(session, row), sure=True, **slot)
    else:
        planned = broadcasts.plan_first_run(session, title=row.title, kind=content.programme, sure=True, **slot)
    if row.state:
        seen = version(session, Broadcast, planned)
        broadcasts.set_state(session, planned, seen, BROADCAST_STATE_WORDS[row.state], now=NOW, sure=True)


def repeated(session: Session, row: Planned) -> int:
    """The edition of that title that was on last before, on the same day."""
    before = [
        one
        for one in queries.day(session, row.day).broadcasts
        if one.kind is BroadcastKind.FIRST_RUN and key(one.title) == key(row.title) and one.starts.time() < row.time
    ]
    on_air = [one for one in before if one.state not in OFF_AIR]
    return edition_of((on_air or before)[-1:])


def edition_at(session: Session, day: dt.date, time: dt.time) -> int:
    """The edition on air at that time, if it is the only one; one that was not aired where there is no other."""
    there = [one for one in queries.day(session, day).broadcasts if one.starts.time() == time and one.edition_id]
    on_air = {one.edition_id: one for one in there if one.state not in OFF_AIR}
    return edition_of(list(on_air.values()) or there[:1])


def edition_of(found: list[BroadcastView]) -> int:
    if len(found) != 1 or found[0].edition_id is None:
        raise NotThere
    return found[0].edition_id


def write(session: Session, use: Used, stories: dict[tuple[object, ...], int]) -> None:
    """Write a story, or use it again. stories: those of each day, by what tells them apart."""
    edition_id = edition_at(session, use.day, use.time)
    same = (use.day, key(use.title), use.genre, use.author)
    if (slot := (*same, use.time)) in stories:
        raise AlreadyUsed(title=use.title)
    if same not in stories:
        line_id = rundowns.add_story(
            session,
            edition_id,
            title=use.title,
            genre=GENRE_WORDS[use.genre],
            source=Source.OWN,
            authors=use.author,
            seconds=None,
        )
        stories[same] = session.get_one(Line, line_id).story_id or 0
    elif session.scalar(select(Line.id).where(Line.edition_id == edition_id, Line.story_id == stories[same])) is None:
        rundowns.use_story(session, edition_id, stories[same])
    stories[slot] = stories[same]


def send(session: Session, row: Sent) -> None:
    kind = CLIP_KIND_WORDS[row.kind]
    clip_id = television.add_clip(session, title=row.title, kind=kind, authors="", recipient="", seconds=None)
    if row.state and row.sent:
        seen, state = version(session, Clip, clip_id), CLIP_STATE_WORDS[row.state]
        television.set_clip_state(session, clip_id, seen, state, on=row.sent, today=TODAY)
    elif row.state:
        raise NotThere
    television.change_clip(
        session,
        clip_id,
        version(session, Clip, clip_id),
        title=row.title,
        kind=kind,
        authors="",
        recipient="",
        seconds=None,
        sent=row.sent,
        aired=row.aired,
        note="",
        today=TODAY,
    )


def counts(desk: Desk) -> dict[str, int]:
    with desk.reading() as session:
        return {figure.key: figure.count for figure in tally.main(session, parse("2019-03-01/2019-03-31"))}


@pytest.mark.deep
@pytest.mark.parametrize("earlier", [None, EARLIER], ids=["an empty desk", "a desk at work"])
@settings(max_examples=6)
@given(book=books())
def test_an_import_takes_and_refuses_what_the_desk_does_and_counts_the_same(
    another_desk: AnotherDesk, earlier: Book | None, book: Book
) -> None:
    with another_desk() as imported, another_desk() as by_hand:
        for desk in (imported, by_hand):
            assert earlier is None or made_by_hand(desk, earlier)
        taken = brought_in(imported, imported.config.schedules, book)

        event(f"taken: {taken}")
        assert made_by_hand(by_hand, book) is taken
        assert counts(imported) == counts(by_hand)
