"""Searching everything: what holds all words of a query, kind by kind, the nearest or newest first."""

import datetime as dt

import pytest

from radiodesk.kinds import ClipKind, Genre, ProgrammeKind, Source
from radiodesk.model import Action, Clip, Desk, Person, Recipient, Recording, Topic
from radiodesk.newsroom import rundowns, television
from radiodesk.schedule import broadcasts
from radiodesk.schedule.finding import MOST, find
from radiodesk.staff import people

DAY = dt.date(2019, 3, 5)
NOW = dt.datetime(2019, 3, 5, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Two weeks of a programme, a relay on each day, a story used in the first edition, a clip, a recording, names."""
    with desk.changing(Action.EARLIER, what="fill") as session:
        for number in range(14):
            on = DAY + dt.timedelta(days=number - 7)
            broadcasts.plan_first_run(
                session, title="Thời sự sáng", kind=ProgrammeKind.NEWS, on=on, at=dt.time(5, 30), seconds=900
            )
            broadcasts.plan_relay(
                session, title="Thời sự Đài tỉnh", live=False, upstream="Bắc Ninh", on=on, at=dt.time(6), seconds=900
            )
        rundowns.add_story(
            session,
            1,
            title="Gieo cấy vụ xuân",
            genre=Genre.BRIEF,
            source=Source.OWN,
            authors="Thu Hà",
            seconds=60,
            topics=[],
        )
        television.add_clip(
            session, title="Vụ xuân [red]", kind=ClipKind.CLIP, authors="", recipient="Đài tỉnh", seconds=None
        )
        for number, name in enumerate(("vu xuan.wav", "Vụ xuân cũ.mp3"), start=1):
            columns = {"suffix": ".wav", "size": 1, "seconds": 1.0, "sample_rate": 48000, "channels": 1, "codec": "pcm"}
            removed = NOW if number == 2 else None
            session.add(Recording(sha256=f"{number:064}", name=name, removed=removed, **columns))
        session.add(Topic(name="Vụ xuân"))
    return desk


def found(desk: Desk, query: str) -> list[tuple[str, str, dt.date | None]]:
    with desk.reading() as session:
        return [(each.table, each.title, each.day) for each in find(session, query, NOW)]


def test_every_kind_is_found_by_its_words_without_case_and_accents(filled: Desk) -> None:
    assert found(filled, "XUAN vu") == [
        ("story", "Gieo cấy vụ xuân", DAY - dt.timedelta(days=7)),
        ("clip", "Vụ xuân [red]", None),
        ("recording", "vu xuan.wav", None),  # not the one that was removed
        ("topic", "Vụ xuân", None),
    ]
    assert [table for table, _title, _day in found(filled, "ha")] == ["person"]
    assert [table for table, _title, _day in found(filled, "bac ninh")] == ["upstream"]


def test_of_many_broadcasts_the_nearest_are_found_the_next_ones_among_them(filled: Desk) -> None:
    days = [day for table, _title, day in found(filled, "sự sáng") if table == "broadcast"]

    assert len(days) == MOST
    assert sorted(filter(None, days)) == [DAY + dt.timedelta(days=number) for number in range(-3, 5)]
    assert days[0] == DAY


@pytest.mark.parametrize("year", [2018, 2020])
def test_as_many_are_found_where_all_lie_ahead_or_behind(filled: Desk, year: int) -> None:
    with filled.reading() as session:
        found = find(session, "sự sáng", NOW.replace(year=year))
    assert [each.table for each in found] == ["broadcast"] * MOST + ["programme"]


def test_of_many_relays_with_titles_of_their_own_the_nearest_are_found(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        for number in range(-20, 20):
            on = DAY + dt.timedelta(days=number)
            title = f"Trực tiếp kỳ họp {number}"
            broadcasts.plan_relay(session, title=title, live=True, upstream="", on=on, at=dt.time(8), seconds=900)

    titles = {title for _table, title, _day in found(desk, "ky hop")}
    assert titles == {f"Trực tiếp kỳ họp {number}" for number in range(-3, 5)}


def test_a_person_is_found_by_a_short_name_initials_and_an_earlier_name(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        person_id = people.add(session, "Lê Đức", short_name="Anh Tư", initials="LMĐ")
        values = {"short_name": "Anh Tư", "initials": "LMĐ", "roles": (), "today": DAY}
        people.change(session, person_id, 1, name="Lê Minh Đức", **values)

    for query in ("anh tu", "lmđ", "lê đức", "minh"):
        assert found(desk, query) == [("person", "Lê Minh Đức", None)], query


def test_a_relay_is_found_by_its_title(filled: Desk) -> None:
    assert {title for table, title, _day in found(filled, "đài tỉnh") if table == "broadcast"} == {"Thời sự Đài tỉnh"}


@pytest.mark.parametrize("query", ["", "   ", "\x00", "%", "_", "không có gì"])
def test_nothing_is_found_for_nothing_or_for_signs(filled: Desk, query: str) -> None:
    assert found(filled, query) == []


def test_of_each_kind_only_some_are_found(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        session.add_all(Clip(title=f"Clip {number}", state="planned") for number in range(20))
        session.add_all(Person(name=f"Clip {number}") for number in range(20))
        session.add_all(Recipient(name=f"Clip {number}") for number in range(3))

    tables = [table for table, _title, _day in found(desk, "clip")]
    assert tables == ["clip"] * MOST + ["person"] * MOST + ["recipient"] * 3
