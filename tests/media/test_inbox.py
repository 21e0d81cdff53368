"""The inbox: which story a recording is for."""

import datetime as dt
import unicodedata

import pytest
from sqlalchemy.orm import Session

from radiodesk.media import batches, inbox, linking, places, recordings, store_check
from radiodesk.media.inbox import Suggestion
from radiodesk.model import (
    BroadcastState,
    Desk,
    Genre,
    ProgrammeKind,
    Recording,
    Source,
    Story,
    today,
)
from radiodesk.model.actions import Action
from radiodesk.model.database import existing
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries
from tests.conftest import MEDIA
from tests.media.stored import set_state
from tests.recordings import link

FIRST = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"
SECOND = MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3"
DAY = dt.date(2019, 3, 5)


def waiting(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return sorted(found.name for found in recordings.search(session, waiting=True).recordings)


def total(desk: Desk) -> int:
    with desk.reading() as session:
        return recordings.search(session).total


def lay_aside(session: Session, recording_id: int) -> None:
    linking.lay_aside(session, recording_id, recordings.find(session, str(recording_id)).version)


# Which story it is for


def edition(session: Session, *, on: dt.date = DAY, at: dt.time = dt.time(5, 30)) -> int:
    planned = broadcasts.plan_first_run(session, title="Thời sự", kind=ProgrammeKind.NEWS, on=on, at=at, seconds=900)
    edition_id = queries.broadcast(session, planned).edition_id
    assert edition_id is not None
    return edition_id


def add_story(session: Session, edition_id: int, title: str) -> int:
    rundowns.add_story(session, edition_id, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=60)
    story = rundowns.rundown(session, edition_id).lines[-1].story_id
    assert story is not None
    return story


def link_story(session: Session, story_id: int, recording_id: int) -> None:
    version = existing(session, Story, story_id).version
    linking.link(session, (places.Kind.STORY, story_id), version, recording_id)


TITLES = ("Gieo cấy vụ xuân", "Tiếp xúc cử tri", "An toàn giao thông", "Đại hội Đoàn thanh niên", "Khai giảng năm học")


def add_recording(session: Session, name: str, *, title: str = "", created: dt.datetime | None = None) -> int:
    row = Recording(
        sha256=f"{name:0>64}"[-64:],
        name=name,
        title=title,
        suffix=".wav",
        size=1,
        seconds=44.5,
        sample_rate=44_100,
        channels=1,
        codec="pcm_s16le",
        waiting=True,
        created=created or dt.datetime(2019, 3, 5, 3, tzinfo=dt.UTC),
    )
    session.add(row)
    session.flush()
    return row.id


def suggested(desk: Desk, name: str, *, title: str = "") -> list[Suggestion]:
    """What is suggested for a file of that name that came in on DAY, where an edition has stories of TITLES."""
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        for each in TITLES:
            add_story(session, edition_id, each)
        return inbox.suggestions(session, add_recording(session, name, title=title))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Tin 01 - Gieo cấy vụ xuân.wav", "Gieo cấy vụ xuân"),
        ("gieo cay vu xuan.mp3", "Gieo cấy vụ xuân"),
        ("GIEO_CAY_VU_XUAN_ban thu 2.wav", "Gieo cấy vụ xuân"),
        ("Tin 3 an toan giao thong 20190305.m4a", "An toàn giao thông"),
        ("Phỏng vấn tiếp xúc cử tri (mới) 05-03-2019.wav", "Tiếp xúc cử tri"),
        ("dai hoi doan thanh nien_final.wav", "Đại hội Đoàn thanh niên"),
        ("khai giang.wav", "Khai giảng năm học"),
        (unicodedata.normalize("NFD", "Đại hội Đoàn thanh niên.wav"), "Đại hội Đoàn thanh niên"),
        (unicodedata.normalize("NFD", "Tin 03 - An toàn giao thông.m4a"), "An toàn giao thông"),
    ],
)
def test_a_story_is_known_by_the_words_of_the_files_name(name: str, title: str, desk: Desk) -> None:
    found = suggested(desk, name)

    assert found[0].title == title
    assert inbox.is_likely(found[0])
    assert not any(inbox.is_likely(other) for other in found[1:])


def test_what_the_file_calls_itself_counts_as_much_as_its_name(desk: Desk) -> None:
    found = suggested(desk, "REC0007.wav", title="An toàn giao thông")

    assert found[0].title == "An toàn giao thông"
    assert inbox.is_likely(found[0])


@pytest.mark.parametrize("name", ["REC_0012.wav", "20190305_083000.wav", "Tin 01.wav", "nhac hieu.mp3", "🎙.wav", "?"])
def test_a_name_that_says_nothing_makes_no_story_likely(name: str, desk: Desk) -> None:
    found = suggested(desk, name)

    assert {each.title for each in found} == set(TITLES)  # to be chosen from
    assert not any(inbox.is_likely(each) for each in found)


def test_of_two_editions_with_the_same_title_the_day_decides(desk: Desk) -> None:
    other = DAY + dt.timedelta(days=2)
    with desk.changing(Action.EARLIER, what="test") as session:
        stories = {day: add_story(session, edition(session, on=day), "Dự báo thời tiết") for day in (DAY, other)}
        for name, day in (
            ("Dự báo thời tiết.wav", DAY),  # the day on which it came in
            ("Dự báo thời tiết 20190307.wav", other),
            ("2019-03-07 du bao thoi tiet.wav", other),
            ("du bao thoi tiet 7.3.2019.wav", other),
        ):
            best = inbox.suggestions(session, add_recording(session, name))[0]
            assert (best.target, best.starts.date()) == ((places.Kind.STORY, stories[day]), day)


def test_the_day_on_which_it_came_in_is_the_stations(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        stories = [add_story(session, edition(session, on=DAY + dt.timedelta(days=day)), "Thời tiết") for day in (0, 1)]
        late = dt.datetime(2019, 3, 5, 18, tzinfo=dt.UTC)  # the 6th in Vietnam
        recording = add_recording(session, "thoi tiet.wav", created=late)
        assert inbox.suggestions(session, recording)[0].target == (places.Kind.STORY, stories[1])


def test_only_stories_of_the_days_around_without_a_recording_are_suggested(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for day in (-4, -3, 0, 3, 4):
            add_story(session, edition(session, on=DAY + dt.timedelta(days=day)), f"Tin ngày {day}")
        cancelled = edition(session, at=dt.time(17, 30))
        add_story(session, cancelled, "Của số bị bỏ")
        set_state(session, cancelled, BroadcastState.CANCELLED)
        aired = edition(session, at=dt.time(18, 30))
        add_story(session, aired, "Đã phát")
        set_state(session, aired, BroadcastState.AIRED)
        link_story(session, add_story(session, aired, "Đã có"), add_recording(session, "a.wav"))
        found = inbox.suggestions(session, add_recording(session, "b.wav"))
    assert {each.title for each in found} == {"Tin ngày -3", "Tin ngày 0", "Tin ngày 3", "Đã phát"}


def test_a_story_of_two_editions_is_suggested_once_at_the_nearer_one(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        near, far = edition(session), edition(session, on=DAY + dt.timedelta(days=2))
        story = add_story(session, far, "Thời tiết")
        rundowns.use_story(session, near, story)
        found = inbox.suggestions(session, add_recording(session, "thoi tiet.wav"))
    assert [(each.target, each.starts.date()) for each in found] == [((places.Kind.STORY, story), DAY)]


def test_an_insert_is_suggested_by_its_label_before_a_story_that_shares_a_word(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        add_story(session, edition_id, "Lịch cắt điện")
        insert = rundowns.add_insert(session, edition_id, label="Nhạc cắt", seconds=5)
        jingle = add_recording(session, "nhac cat.mp3")
        best = inbox.suggestions(session, jingle)[0]
        assert best.target == (places.Kind.INSERT, insert)

        linking.link(session, best.target, best.version, jingle)
        assert (places.Kind.INSERT, insert) not in [each.target for each in inbox.suggestions(session, jingle)]
        assert [each.title for each in places.linked(session, [jingle])] == ["Nhạc cắt"]
        assert recordings.find(session, str(jingle)).linked == ("Nhạc cắt",)


def test_for_a_line_the_recording_that_is_called_like_it_comes_first(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for name in ("an toan giao thong.wav", "tin 1.wav", "khai giang.wav"):
            add_recording(session, name)
        found = recordings.search(session).recordings
        assert [each.name for each in inbox.most_similar_first(found, "An toàn giao thông")] == [
            "an toan giao thong.wav",
            "khai giang.wav",
            "tin 1.wav",
        ]


def test_no_more_are_suggested_than_asked_for(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        for number in range(12):
            add_story(session, edition_id, f"Tin số {number}")
        recording = add_recording(session, "x.wav")
        assert len(inbox.suggestions(session, recording)) == 8
        assert len(inbox.suggestions(session, recording, limit=1)) == 1


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("20190305_083000.wav", DAY),
        ("REC20190305.wav", DAY),
        ("2019-03-05.wav", DAY),
        ("2019_03_05 Tin.wav", DAY),
        ("Tin 5.3.2019.wav", DAY),
        ("Tin 05-03-2019.wav", DAY),
        ("Tin 31-12-2019.mp3", dt.date(2019, 12, 31)),
        ("Tin 01.wav", None),
        ("Tin 31.2.2019.wav", None),
        ("20191399.wav", None),
        ("0912345678.wav", None),
        ("năm 2019.wav", None),
        ("120190305.wav", None),
    ],
)
def test_the_day_that_a_name_holds(name: str, day: dt.date | None) -> None:
    assert inbox.day_in(name) == day


def test_a_name_is_as_like_a_title_however_it_is_written() -> None:
    title = "Đại hội Đoàn thanh niên"
    whole = inbox.similarity(title, title)
    assert whole == pytest.approx(1.0)
    for name in (
        title.upper(),
        unicodedata.normalize("NFD", title),
        "dai hoi doan thanh nien",
        "dai_hoi-doan.thanh+nien",
    ):
        assert inbox.similarity(name, title) == pytest.approx(whole)
    assert inbox.similarity("", title) == inbox.similarity("123", title) == inbox.similarity(title, "") == 0.0
    assert 0 < inbox.similarity("dai hoi", title) < whole


# Out of the inbox


def test_linking_a_recording_takes_it_from_the_inbox(desk: Desk) -> None:
    batches.add(desk, [FIRST, SECOND], waiting=True)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session, on=today(session))
        story = add_story(session, edition_id, "Gieo cấy vụ xuân")
        first = recordings.search(session, query="gieo").recordings[0]
        (best,) = inbox.suggestions(session, first.id)
        assert best.target == (places.Kind.STORY, story)
        linking.link(session, best.target, best.version, first.id)
    assert waiting(desk) == [SECOND.name]

    with desk.changing(Action.EARLIER, what="test") as session:
        insert = rundowns.add_insert(session, edition_id, label="Tiếp xúc", seconds=None)
        second = recordings.search(session, query="tiep").recordings[0]
        link(session, edition_id, insert, second.id)
    assert waiting(desk) == []


def test_a_recording_laid_aside_leaves_the_inbox_and_stays_in_the_store(desk: Desk) -> None:
    batches.add(desk, [FIRST], waiting=True)
    with desk.changing(Action.EARLIER, what="test") as session:
        lay_aside(session, 1)

    assert waiting(desk) == []
    assert total(desk) == 1
    assert store_check.check(desk, today=DAY).intact
    with desk.reading() as session:
        assert not recordings.find(session, "1").waiting


@pytest.mark.parametrize("name", ["20190305073012.wav", "190305_0730.mp3", "REC 2019-03-05.wav", "5.3.2019 tin.mp3"])
def test_a_day_is_read_as_recorders_and_people_write_it(name: str) -> None:
    assert inbox.day_in(name) == dt.date(2019, 3, 5)
