"""What counts, and when: one case a rule."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from radiodesk.model import (
    Broadcast,
    BroadcastState,
    Clip,
    ClipKind,
    ClipState,
    Desk,
    Genre,
    ProgrammeKind,
    Publication,
    Source,
)
from radiodesk.model.actions import Action
from radiodesk.newsroom import publications, rundowns, television
from radiodesk.reports import evidence, tally
from radiodesk.reports.content import Measure
from radiodesk.reports.periods import parse
from radiodesk.schedule import broadcasts, programmes, queries
from tests.versions import version

TODAY = dt.date(2019, 12, 31)
NOW = dt.datetime.combine(TODAY, dt.time(12), dt.UTC)
MARCH = "2019-03-01/2019-03-31"


def mark(session: Session, broadcast_id: int, state: BroadcastState) -> None:
    """Move a broadcast to a state; its rundown may be empty still."""
    seen = version(session, Broadcast, broadcast_id)
    broadcasts.set_state(session, broadcast_id, seen, state, now=NOW, sure=True)


def first_run(session: Session, day: int) -> int:
    """News planned on that day of March 2019; its id."""
    return broadcasts.plan_first_run(
        session,
        title="Thời sự",
        kind=ProgrammeKind.NEWS,
        on=dt.date(2019, 3, day),
        at=dt.time(5, 30),
        seconds=900,
    )


def air(
    session: Session,
    day: int,
    *,
    at: str = "05:30",
    title: str = "Thời sự",
    kind: ProgrammeKind = ProgrammeKind.NEWS,
    month: int = 3,
    seconds: int = 900,
) -> int:
    """An aired edition of that day of 2019; its id."""
    planned = broadcasts.plan_first_run(
        session, title=title, kind=kind, on=dt.date(2019, month, day), at=dt.time.fromisoformat(at), seconds=seconds
    )
    mark(session, planned, BroadcastState.AIRED)
    edition_id = queries.broadcast(session, planned).edition_id
    assert edition_id is not None
    return edition_id


def write(session: Session, edition_id: int, title: str = "Tin") -> int:
    """A new story in the edition; its id."""
    rundowns.add_story(session, edition_id, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=40)
    story_id = rundowns.rundown(session, edition_id).lines[-1].story_id
    assert story_id is not None
    return story_id


def counts(desk: Desk, code: str = MARCH) -> dict[str, int]:
    with desk.reading() as session:
        report, main = tally.report(session, parse(code)), tally.main(session, parse(code))
    assert [(each.key, each.count) for each in report.figures[: len(main)]] == [(each.key, each.count) for each in main]
    return {figure.key: int(figure.count or 0) for figure in main}


def uses(desk: Desk, code: str = MARCH) -> int | None:
    with desk.reading() as session:
        return tally.report(session, parse(code)).figure("stories").uses


def test_repeats_cancelled_and_planned_programmes_are_not_counted(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        aired = air(session, 5)
        repeat = broadcasts.plan_repeat(session, edition_id=aired, on=dt.date(2019, 3, 5), at=dt.time(17), seconds=900)
        mark(session, repeat, BroadcastState.AIRED)
        for day, state in ((6, BroadcastState.CANCELLED), (7, BroadcastState.PLANNED), (8, BroadcastState.MISSED)):
            planned = broadcasts.plan_first_run(
                session,
                title="Thời sự",
                kind=ProgrammeKind.NEWS,
                on=dt.date(2019, 3, day),
                at=dt.time(5, 30),
                seconds=900,
            )
            mark(session, planned, state)
            write(session, queries.broadcast(session, planned).edition_id or 0)
        write(session, aired)

    assert counts(desk)["news_programmes"] == 1
    assert counts(desk)["stories"] == 1


def test_only_news_counts_as_news(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for day, kind in enumerate(ProgrammeKind, start=1):
            write(session, air(session, day, title=f"Mục {kind}", kind=kind))

    assert counts(desk)["news_programmes"] == 1
    assert counts(desk)["stories"] == 1


def test_a_programme_of_a_corrected_kind_counts_as_that_kind_in_all_its_editions(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for day in (1, 2):
            write(session, air(session, day, kind=ProgrammeKind.COLUMN))
        programme = programmes.programmes(session)[0]
    assert (counts(desk)["news_programmes"], counts(desk)["stories"]) == (0, 0)

    with desk.changing(Action.EARLIER, what="test") as session:
        programmes.set_kind(session, programme.id, programme.version, ProgrammeKind.NEWS)

    assert (counts(desk)["news_programmes"], counts(desk)["stories"]) == (2, 2)


def test_a_story_used_twice_is_one_story_with_two_uses_dated_by_its_first(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        story = write(session, air(session, 28, month=2))
        again = air(session, 2)
        rundowns.use_story(session, again, story)
        rundowns.use_story(session, air(session, 3), story)

    assert counts(desk, "2019-02-01/2019-02-28")["stories"] == 1
    assert counts(desk)["stories"] == 0
    assert uses(desk, "2019-02-01/2019-02-28") == 1
    assert uses(desk) == 2


def test_the_first_use_that_counts_is_one_that_was_aired(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = broadcasts.plan_first_run(
            session,
            title="Thời sự",
            kind=ProgrammeKind.NEWS,
            on=dt.date(2019, 2, 20),
            at=dt.time(5, 30),
            seconds=900,
        )
        story = write(session, queries.broadcast(session, planned).edition_id or 0)
        rundowns.use_story(session, air(session, 2), story)

    assert counts(desk)["stories"] == 1
    assert counts(desk, "2019-02-01/2019-02-28")["stories"] == 0


@pytest.mark.parametrize("at", ["00:00", "06:59", "23:59"])
def test_days_are_the_stations_own(desk: Desk, at: str) -> None:
    """Midnight to seven in the morning is the day before in UTC."""
    with desk.changing(Action.EARLIER, what="test") as session:
        air(session, 1, at=at)
        air(session, 31, at=at)

    assert counts(desk)["news_programmes"] == 2
    assert counts(desk, "2019-02-28/2019-02-28")["news_programmes"] == 0
    assert counts(desk, "2019-04-01/2019-04-01")["news_programmes"] == 0


def test_a_period_has_its_first_and_its_last_day_and_no_minute_more(desk: Desk) -> None:
    moments = [(2, 28, "23:59"), (3, 1, "00:00"), (3, 31, "23:59"), (4, 1, "00:00")]
    with desk.changing(Action.EARLIER, what="test") as session:
        for month, day, at in moments:
            on = dt.date(2019, month, day)
            edition = air(session, day, at=at, month=month, seconds=30)
            write(session, edition)
            relay = broadcasts.plan_relay(
                session,
                title="Lễ",
                live=True,
                upstream="",
                on=on,
                at=dt.time.fromisoformat(at),
                seconds=None,
                sure=True,
            )
            mark(session, relay, BroadcastState.AIRED)
            for kind in ClipKind:
                clip = television.add_clip(session, title="Clip", kind=kind, authors="", recipient="", seconds=None)
                seen = version(session, Clip, clip)
                television.set_clip_state(session, clip, seen, ClipState.SENT, on=on, today=TODAY)
            publications.post(session, edition, address=f"https://dai.example/{on}", on=on, today=TODAY)

    assert set(counts(desk).values()) == {2}


def test_only_relays_of_a_live_event_that_were_aired_count(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for day, live, state in (
            (1, True, BroadcastState.AIRED),
            (2, True, BroadcastState.PLANNED),
            (3, False, BroadcastState.AIRED),
        ):
            relay = broadcasts.plan_relay(
                session,
                title="Lễ",
                live=live,
                upstream="VOV1",
                on=dt.date(2019, 3, day),
                at=dt.time(7, 30),
                seconds=None,
                sure=True,
            )
            mark(session, relay, state)

    assert counts(desk)["live_relays"] == 1


def test_clips_and_columns_count_on_the_day_sent_and_not_when_rejected(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for kind, state, day in (
            (ClipKind.CLIP, ClipState.SENT, 1),
            (ClipKind.CLIP, ClipState.REJECTED, 2),
            (ClipKind.CLIP, ClipState.SENT, 40),
            (ClipKind.COLUMN, ClipState.AIRED, 31),
        ):
            clip = television.add_clip(session, title="Clip", kind=kind, authors="", recipient="", seconds=None)
            on = dt.date(2019, 2, 28) + dt.timedelta(days=day)
            for step in dict.fromkeys((ClipState.SENT, state)):
                television.set_clip_state(session, clip, version(session, Clip, clip), step, on=on, today=TODAY)

    assert (counts(desk)["tv_clips"], counts(desk)["tv_columns"]) == (1, 1)


def test_publications_of_news_count_until_they_are_withdrawn(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        news = air(session, 1)
        column = air(session, 2, title="Vì an ninh Tổ quốc", kind=ProgrammeKind.COLUMN)
        kept = publications.post(session, news, address="https://dai.example/1", on=dt.date(2019, 3, 1), today=TODAY)
        publications.post(session, news, address="https://dai.example/2", on=dt.date(2019, 3, 2), today=TODAY)
        publications.post(session, column, address="https://dai.example/3", on=dt.date(2019, 3, 2), today=TODAY)
    assert counts(desk)["web_uploads"] == 2

    with desk.changing(Action.EARLIER, what="test") as session:
        publications.withdraw(session, kept, version(session, Publication, kept))

    assert counts(desk)["web_uploads"] == 1


def test_what_does_not_count_says_why(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        news = air(session, 5)
        repeat = broadcasts.plan_repeat(session, edition_id=news, on=dt.date(2019, 3, 5), at=dt.time(17), seconds=900)
        for number, state in ((repeat, BroadcastState.AIRED), (first_run(session, 6), BroadcastState.CANCELLED)):
            mark(session, number, state)
        first_run(session, 7)
        posted = publications.post(session, news, address="https://dai.example/1", on=dt.date(2019, 3, 5), today=TODAY)
        publications.withdraw(session, posted, version(session, Publication, posted))

    def reasons(key: str) -> list[str]:
        with desk.reading() as session:
            return [each.reason for each in evidence.evidence(session, key, parse(MARCH)).left_out]

    assert reasons("news_programmes") == ["repeat", "cancelled", "not marked as aired"]
    assert reasons("web_uploads") == ["withdrawn"]


def compared(desk: Desk) -> bool:
    """Whether the March of 2020 has figures of March 2019 beside it."""
    with desk.reading() as session:
        report = tally.report(session, parse("2020-03-01/2020-03-31"))
    found = {figure.previous is not None for figure in report.figures if figure.measure is Measure.COUNT}
    assert len(found) == 1
    return found.pop()


DAYS = [(dt.date(2019, 2, 28), False), (dt.date(2019, 3, 1), True), (dt.date(2019, 3, 31), True)]


@pytest.mark.parametrize(("day", "expected"), [*DAYS, (dt.date(2019, 4, 1), False)])
def test_a_clip_of_the_year_before_makes_it_comparable(desk: Desk, day: dt.date, expected: bool) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        clip = television.add_clip(session, title="Clip", kind=ClipKind.CLIP, authors="", recipient="", seconds=None)
        television.set_clip_state(session, clip, version(session, Clip, clip), ClipState.SENT, on=day, today=TODAY)
    assert compared(desk) is expected


@pytest.mark.parametrize(("day", "expected"), [*DAYS, (dt.date(2019, 4, 1), False)])
def test_a_publication_of_the_year_before_makes_it_comparable(desk: Desk, day: dt.date, expected: bool) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        news = air(session, 1, month=1)
        publications.post(session, news, address="https://dai.example/1", on=day, today=TODAY)
    assert compared(desk) is expected


@pytest.mark.parametrize(("day", "expected"), [*DAYS, (dt.date(2019, 4, 1), False)])
def test_a_broadcast_of_the_year_before_makes_it_comparable(desk: Desk, day: dt.date, expected: bool) -> None:
    at = dt.time(23, 59) if day in (dt.date(2019, 2, 28), dt.date(2019, 3, 31)) else dt.time()
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_first_run(session, title="Thời sự", kind=ProgrammeKind.NEWS, on=day, at=at, seconds=900)
    assert compared(desk) is expected
