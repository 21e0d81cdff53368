"""What recordings that are linked to nothing are proposed for, and how sure that is."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from radiodesk.history import log, undo
from radiodesk.media import inbox, linking, matching, places, proposals
from radiodesk.media.matching import Candidate, Certainty, Sound
from radiodesk.media.proposals import ProposedLink
from radiodesk.model import Action, BroadcastState, Desk, Genre, ProgrammeKind, Recording, Source
from radiodesk.model.database import existing
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries
from tests.history.test_undo import newest
from tests.media.stored import set_state
from tests.media.test_inbox import add_recording
from tests.statements import statements_of

DAY = dt.date(2019, 3, 5)
ADDED = dt.datetime(2019, 3, 5, 3, tzinfo=dt.UTC)
MORNING, EVENING = "Thời sự buổi sáng", "Thời sự buổi chiều"
STORIES = ("Gieo cấy vụ xuân", "Tiếp xúc cử tri", "An toàn giao thông", "Đại hội Đoàn thanh niên", "Khai giảng năm học")


def edition(session: Session, title: str = MORNING, *, on: dt.date = DAY, at: dt.time = dt.time(5, 30)) -> int:
    planned = broadcasts.plan_first_run(session, title=title, kind=ProgrammeKind.NEWS, on=on, at=at, seconds=900)
    edition_id = queries.broadcast(session, planned).edition_id
    assert edition_id is not None
    return edition_id


def add_story(session: Session, edition_id: int, title: str, *, seconds: int | None = 60) -> int:
    rundowns.add_story(
        session, edition_id, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=seconds
    )
    story = rundowns.rundown(session, edition_id).lines[-1].story_id
    assert story is not None
    return story


def recorded(session: Session, name: str, seconds: float = 880.0, *, title: str = "") -> int:
    row_id = add_recording(session, name, title=title, created=ADDED)
    existing(session, Recording, row_id).seconds = seconds
    return row_id


def proposed(session: Session) -> dict[str, tuple[str, str]]:
    """By the name of the recording: what it is proposed for, and how sure that is."""
    return {each.file: (each.name, each.certainty.value) for each in proposals.proposals(session)}


def certain(session: Session) -> list[ProposedLink]:
    return [each for each in proposals.proposals(session) if each.certainty is Certainty.CERTAIN]


@pytest.fixture
def day(desk: Desk) -> Desk:
    """A day with two editions, the first with stories."""
    with desk.changing(Action.EARLIER, what="test") as session:
        morning = edition(session)
        for each in STORIES:
            add_story(session, morning, each)
        edition(session, EVENING, at=dt.time(17))
    return desk


AT_MORNING, AT_EVENING = f"{MORNING}, 05:30 05/03/2019", f"{EVENING}, 17:00 05/03/2019"


@pytest.mark.parametrize(
    ("name", "seconds", "expected"),
    [
        ("20190305_0530.wav", 880, (AT_MORNING, "certain")),
        ("190305-0530.wav", 880, (AT_MORNING, "certain")),
        ("05-03-2019 5h30.mp3", 880, (AT_MORNING, "certain")),
        ("5g30 5-3.mp3", 880, (AT_MORNING, "certain")),
        ("Thoi su sang 05.03.2019.mp3", 880, (AT_MORNING, "certain")),
        ("THOI_SU_BUOI_CHIEU_5_3.mp3", 880, (AT_EVENING, "certain")),
        ("TSS 5-3.mp3", 880, (AT_MORNING, "certain")),
        ("TS 17h T3 5-3 phát lại.mp3", 880, (AT_EVENING, "certain")),
        ("TS 5-3.mp3", 880, (AT_MORNING, "likely")),  # two editions are called so
        ("Thời sự buổi sáng.mp3", 880, (AT_MORNING, "likely")),  # the day is only that on which it was added
        ("Thời sự buổi sáng 5-3.mp3", 70, (AT_MORNING, "possible")),  # too short
        ("TS 6h 5-3.mp3", 880, None),  # nothing was on air then
        ("20190305.wav", 880, None),  # the day alone fits two
        ("Tin 01 - Gieo cấy vụ xuân.wav", 55, ("Gieo cấy vụ xuân", "certain")),
        ("gieo cay vu xuan.mp3", 55, ("Gieo cấy vụ xuân", "certain")),
        ("GIEO_CAY_VU_XUAN_ban thu 2.wav", 55, ("Gieo cấy vụ xuân", "certain")),
        ("Tin 3 an toan giao thong 20190305.m4a", 55, ("An toàn giao thông", "certain")),
        ("dai hoi doan thanh nien_final.wav", 55, ("Đại hội Đoàn thanh niên", "certain")),
        ("Thoi su sang 5-3 tiep xuc cu tri.wav", 55, ("Tiếp xúc cử tri", "certain")),
        ("Tiep xuc cu tri 4-3.wav", 55, ("Tiếp xúc cử tri", "likely")),  # recorded the day before
        ("an toan giao thong.wav", 600, ("An toàn giao thông", "likely")),  # far too long
        ("khai giang.wav", 55, ("Khai giảng năm học", "certain")),
        ("xuan.wav", 55, ("Gieo cấy vụ xuân", "likely")),  # one word is not a title
        ("Tiep 02.wav", 55, ("Tiếp xúc cử tri", "likely")),
        ("Thoi su sang 5.3.19.mp3", 880, (AT_MORNING, "certain")),
        ("Thoi su sang 5-3-19.mp3", 880, (AT_MORNING, "certain")),
        ("Thoi su sang 2019-3-5.mp3", 880, (AT_MORNING, "certain")),
        ("REC_0012.wav", 880, None),
        ("Tin 01.wav", 55, None),
        ("🎙.wav", 55, None),
        ("?", 55, None),
    ],
)
def test_a_name_proposes_its_edition_or_line(
    name: str, seconds: float, expected: tuple[str, str] | None, day: Desk
) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        recorded(session, name, seconds)
        assert proposed(session).get(name) == expected


def test_the_title_in_the_metadata_counts_as_much_as_the_name(day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        recorded(session, "REC0007.wav", 55, title="An toàn giao thông")
        recorded(session, "REC0008.wav", title="Thời sự buổi sáng 5-3-2019")
        found = proposed(session)
    assert found == {"REC0007.wav": ("An toàn giao thông", "certain"), "REC0008.wav": (AT_MORNING, "likely")}


def test_the_length_of_the_programme_alone_is_possible_and_never_certain(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition(session)
        recorded(session, "20190305.wav")
        assert proposed(session) == {"20190305.wav": (AT_MORNING, "possible")}
        existing(session, Recording, 1).seconds = 45.0
        assert proposed(session) == {}


def test_two_recordings_of_one_target_are_both_to_be_decided(day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        recorded(session, "Thoi su sang 5-3.mp3")
        recorded(session, "Thoi su sang 5-3 (2).mp3")
        found = proposed(session)
    assert set(found.values()) == {(AT_MORNING, "likely")}


def test_a_repeat_names_its_edition(day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_repeat(session, edition_id=1, on=DAY, at=dt.time(11), seconds=900)
        recorded(session, "phat lai 11h 5-3.mp3")
        assert proposed(session) == {"phat lai 11h 5-3.mp3": (AT_MORNING, "certain")}


def test_what_has_a_recording_is_not_proposed(day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        whole = recorded(session, "Thoi su sang 5-3.mp3")
        story = recorded(session, "khai giang nam hoc.mp3", 55)
        for each in proposals.proposals(session):
            linking.link(session, each.candidate.target, each.candidate.version, each.recording_id)
        assert {each.recording_id for each in places.linked(session, [whole, story])} == {whole, story}
        recorded(session, "Thoi su sang 05.03.mp3")
        recorded(session, "khai giang.mp3", 55)
        assert proposed(session) == {}


def test_an_edition_whose_lines_have_recordings_is_not_certain(day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        recorded(session, "khai giang nam hoc.mp3", 55)
        proposals.accept(session, certain(session))
        recorded(session, "Thoi su sang 5-3.mp3")
        assert proposed(session) == {"Thoi su sang 5-3.mp3": (AT_MORNING, "likely")}


def test_a_recording_that_was_removed_or_laid_aside_is_not_proposed(day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        for name in ("Thoi su sang 5-3.mp3", "Thoi su chieu 5-3.mp3"):
            recorded(session, name)
        existing(session, Recording, 1).removed = ADDED
        linking.lay_aside(session, 2, existing(session, Recording, 2).version)
        assert proposed(session) == {}


def test_what_is_not_on_air_is_not_proposed(day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        set_state(session, 1, BroadcastState.CANCELLED)
        recorded(session, "Thoi su sang 5-3.mp3")
        recorded(session, "khai giang nam hoc.mp3", 55)
        assert proposed(session) == {}


def test_of_two_stories_with_one_title_the_named_day_decides_and_the_day_of_adding_does_not(desk: Desk) -> None:
    other = DAY + dt.timedelta(days=2)
    with desk.changing(Action.EARLIER, what="test") as session:
        for on in (DAY, other):
            add_story(session, edition(session, on=on), "Dự báo thời tiết")
        recorded(session, "du bao thoi tiet 7.3.2019.wav", 55)
        recorded(session, "Dự báo thời tiết.wav", 55)
        found = {each.file: (each.starts.date(), each.certainty.value) for each in proposals.proposals(session)}
    assert found == {
        "du bao thoi tiet 7.3.2019.wav": (other, "certain"),
        "Dự báo thời tiết.wav": (DAY, "likely"),
    }


def test_the_inbox_names_what_is_likely(day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        recorded(session, "khai giang nam hoc.mp3", 55)
        assert inbox.page(session).likely == {1: "Khai giảng năm học"}


# Accepting


def test_all_certain_proposals_are_accepted_together_and_undone_together(day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        rundowns.add_insert(session, 1, label="Nhạc hiệu", seconds=10)
        rundowns.add_insert(session, 1, label="Nhạc cắt", seconds=5)
        for name, seconds in (
            ("Thoi su chieu 5-3.mp3", 880),
            ("khai giang nam hoc.mp3", 55),
            ("nhac hieu 5-3.mp3", 10),
            ("nhac cat 5-3.mp3", 5),
            ("TS 5-3.mp3", 880),
        ):
            recorded(session, name, seconds)

    with day.changing(Action.LINK_RECORDINGS, count=4) as session:
        accepted = proposals.accept(session, certain(session))

    assert {each.file for each in accepted} == {
        "Thoi su chieu 5-3.mp3",
        "khai giang nam hoc.mp3",
        "nhac hieu 5-3.mp3",
        "nhac cat 5-3.mp3",
    }
    with day.reading() as session:
        assert len(list(places.linked(session, [1, 2, 3, 4, 5]))) == 4
        entry = log.entry(session, newest(day))
    with day.changing(Action.UNDO, entry=entry.id, action=entry.action, values=entry.values) as session:
        undo.undo(session, day, entry)
    with day.reading() as session:
        assert list(places.linked(session, [1, 2, 3, 4, 5])) == []


def test_what_somebody_linked_meanwhile_stays(day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        mine, theirs = recorded(session, "tiep xuc cu tri.mp3", 55), recorded(session, "gieo cay vu xuan.mp3", 55)
        other = recorded(session, "ban khac.mp3", 50)
        seen = certain(session)
        for each in seen:
            if each.recording_id == theirs:
                linking.link(session, each.candidate.target, each.candidate.version, other)
        assert [each.recording_id for each in proposals.accept(session, seen)] == [mine]
        assert proposals.accept(session, seen) == []


def test_the_number_of_statements_does_not_depend_on_the_number_of_recordings(day: Desk) -> None:
    def ask() -> None:
        with day.reading() as session:
            proposals.proposals(session)

    with day.changing(Action.EARLIER, what="test") as session:
        recorded(session, "khai giang.mp3", 55)
    few = len(statements_of(day, ask))
    with day.changing(Action.EARLIER, what="test") as session:
        for number in range(300):
            recorded(session, f"Thoi su {number % 28 + 1:02}-{number % 12 + 1:02}-{2000 + number % 60}.mp3")
    assert len(statements_of(day, ask)) == few <= 6


# The rule


def whole(number: int, title: str, starts: dt.datetime) -> Candidate:
    return Candidate((places.Kind.EDITION, number), 1, title, number, None, title, (starts,), 900)


TITLES = st.sampled_from([MORNING, EVENING, "Bản tin trưa", "Chuyên mục Nông thôn mới", "Âm nhạc", "Ca nhạc"])
STARTS = st.integers(0, 8 * 24 * 60 - 1).map(lambda minutes: dt.datetime(2019, 3, 1) + dt.timedelta(minutes=minutes))  # noqa: DTZ001
NAMES = st.sampled_from(
    [
        "{day:%Y%m%d}_{day:%H%M}.wav",
        "{day:%y%m%d}-{day:%H%M}.wav",
        "{title} {day:%d.%m.%Y}.mp3",
        "{title} {day:%d-%m} {day.hour}h{day:%M}.mp3",
        "{title} ({number}).mp3",
        "{day:%d-%m-%Y}.mp3",
    ]
)


@given(st.lists(st.tuples(TITLES, STARTS), max_size=6), st.lists(st.tuples(NAMES, TITLES, STARTS), max_size=6))
def test_no_two_recordings_are_certain_of_one_target(
    editions: Sequence[tuple[str, dt.datetime]], names: Sequence[tuple[str, str, dt.datetime]]
) -> None:
    candidates = [whole(number, title, starts) for number, (title, starts) in enumerate(editions)]
    sounds = [
        Sound(number, name.format(title=title, day=day, number=number), "", 900, DAY)
        for number, (name, title, day) in enumerate(names)
    ]
    found = matching.propose(sounds, candidates)
    certain = [each.candidate.target for each in found if each.certainty is Certainty.CERTAIN]
    assert len(certain) == len(set(certain))
    assert len({each.recording_id for each in found}) == len(found)


@given(TITLES, STARTS)
def test_the_own_day_time_and_title_of_an_edition_are_certain_when_alone(title: str, starts: dt.datetime) -> None:
    name = f"{title} {starts:%d-%m-%Y} {starts.hour}h{starts:%M}.mp3"
    (found,) = matching.propose([Sound(1, name, "", 900, DAY)], [whole(1, title, starts)])
    assert found.certainty is Certainty.CERTAIN


def test_days_that_lie_far_apart_are_asked_for_in_a_limited_number_of_spans() -> None:
    days = [dt.date(2000, 1, 1) + dt.timedelta(days=20 * number) for number in range(500)]
    spans = proposals._spans(days)
    assert len(spans) == proposals.MOST_SPANS
    assert all(any(first <= each <= last for first, last in spans) for each in days)


def test_a_whole_programme_whose_part_comes_too_is_to_be_decided(day: Desk) -> None:
    """Which of them is on air is not for a program to say."""
    with day.changing(Action.EARLIER, what="test") as session:
        recorded(session, "Thoi su sang 5-3.mp3")
        recorded(session, "gieo cay vu xuan.mp3", 55)
        recorded(session, "Thoi su buoi chieu 5-3.mp3")
        assert proposed(session) == {
            "Thoi su sang 5-3.mp3": (AT_MORNING, "likely"),
            "gieo cay vu xuan.mp3": (STORIES[0], "certain"),
            "Thoi su buoi chieu 5-3.mp3": (AT_EVENING, "certain"),
        }


@pytest.mark.parametrize(
    ("name", "certainty"), [("Du bao thoi tiet.wav", "likely"), ("Du bao thoi tiet 5-3.wav", "certain")]
)
def test_an_insert_that_is_in_every_edition_needs_the_day(name: str, certainty: str, day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        rundowns.add_insert(session, 1, label="Dự báo thời tiết", seconds=60)
        recorded(session, name, 55)
        assert proposed(session) == {name: ("Dự báo thời tiết", certainty)}


def test_words_of_the_programme_are_none_of_a_story(day: Desk) -> None:
    with day.changing(Action.EARLIER, what="test") as session:
        add_story(session, 1, "Thời tiết", seconds=12)
        recorded(session, "Thoi su sang 05.03.2019.mp3", 57)
        assert proposed(session) == {"Thoi su sang 05.03.2019.mp3": (AT_MORNING, "possible")}
        recorded(session, "Thoi su sang 05.03.2019 thoi tiet.mp3", 12)
        assert proposed(session)["Thoi su sang 05.03.2019 thoi tiet.mp3"][0] == "Thời tiết"
