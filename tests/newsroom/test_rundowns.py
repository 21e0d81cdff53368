"""The rundown of an edition: lines, lengths, recordings, publications."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from radiodesk.media import linking, places
from radiodesk.media.sound import joins
from radiodesk.model import (
    BroadcastState,
    Channel,
    Desk,
    Edition,
    Genre,
    JoinKind,
    LineKind,
    ProgrammeKind,
    Recording,
    Source,
    Story,
)
from radiodesk.model.actions import Action
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.newsroom import choices, publications, rules, rundowns, stories, timing
from radiodesk.newsroom.publications import AlreadyPosted, NotAired
from radiodesk.newsroom.rules import BadAddress, BadDay
from radiodesk.newsroom.rundowns import AlreadyAired, AlreadyUsed
from radiodesk.newsroom.views import RundownView
from radiodesk.schedule import broadcasts, queries
from tests.versions import version

DAY = dt.date(2019, 3, 5)


def edition(session: Session, *, on: dt.date = DAY, seconds: int | None = 900) -> int:
    planned = broadcasts.plan_first_run(
        session, title="Thời sự", kind=ProgrammeKind.NEWS, on=on, at=dt.time(5, 30), seconds=seconds
    )
    edition_id = queries.broadcast(session, planned).edition_id
    assert edition_id is not None
    return edition_id


def story(session: Session, edition_id: int, title: str, *, seconds: int | None = 60, number: int | None = None) -> int:
    return rundowns.add_story(
        session,
        edition_id,
        title=title,
        genre=Genre.BRIEF,
        source=Source.OWN,
        authors="Thu Hà, Đức Anh",
        seconds=seconds,
        number=number,
    )


def air(session: Session, edition_id: int) -> None:
    first = rundowns.rundown(session, edition_id).first_run
    now = dt.datetime.combine(DAY, dt.time(12), first.starts.tzinfo)
    broadcasts.set_state(session, first.id, first.version, BroadcastState.AIRED, now=now, sure=True)


def move(session: Session, edition_id: int, line_id: int, by: int) -> None:
    rundowns.move_line(session, line_id, version(session, Edition, edition_id), by)


def recording(session: Session, seconds: float = 44.5) -> int:
    row = Recording(
        sha256="a" * 64,
        name="Tin 01.wav",
        suffix=".wav",
        size=1,
        seconds=seconds,
        sample_rate=44_100,
        channels=1,
        codec="pcm_s16le",
    )
    session.add(row)
    session.flush()
    return row.id


def opened(desk: Desk, edition_id: int) -> RundownView:
    with desk.reading() as session:
        return rundowns.rundown(session, edition_id)


def titles(desk: Desk, edition_id: int) -> list[str]:
    return [line.title for line in opened(desk, edition_id).lines]


def test_lines_go_where_they_are_put(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        story(session, edition_id, "Một")
        story(session, edition_id, "Ba")
        story(session, edition_id, "Hai", number=2)
        rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=10, number=1)

    view = opened(desk, edition_id)
    assert [line.title for line in view.lines] == ["Nhạc hiệu", "Một", "Hai", "Ba"]
    assert [line.number for line in view.lines] == [1, 2, 3, 4]
    assert [line.starts_after for line in view.lines] == [0, 10, 70, 130]
    assert view.lines[0].kind is LineKind.INSERT
    assert view.lines[1].authors == "Thu Hà, Đức Anh"


def test_an_insert_gets_another_label_and_length(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        insert = rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=10)
    seen = opened(desk, edition_id).lines[0].version

    with desk.changing(Action.EARLIER, what="test") as session:
        rundowns.change_line(session, insert, seen, title="  Nhạc   cắt ", seconds=15)

    line = opened(desk, edition_id).lines[0]
    assert (line.kind, line.title, line.planned_seconds) == (places.Kind.INSERT, "Nhạc cắt", 15)


def test_lines_move_by_one_and_stay_at_the_ends(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        lines = [story(session, edition_id, title) for title in "ABC"]
        move(session, edition_id, lines[0], -1)
        move(session, edition_id, lines[0], 1)
        move(session, edition_id, lines[0], 1)
        move(session, edition_id, lines[0], 1)
        move(session, edition_id, lines[2], -1)

    assert titles(desk, edition_id) == ["C", "B", "A"]


def test_a_line_that_stays_at_the_end_changes_nothing(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        lines = [story(session, edition_id, title) for title in ("Một", "Hai", "Ba")]
        rundowns.remove_line(session, lines[1], version(session, Edition, edition_id))
    before = opened(desk, edition_id)

    with desk.changing(Action.MOVE_LINE, title="Ba") as session:
        move(session, edition_id, lines[2], 1)

    assert opened(desk, edition_id) == before


def test_over_and_under_compare_the_lines_with_the_time_to_fill(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session, seconds=100)
        line = story(session, edition_id, "Một", seconds=60)
        story(session, edition_id, "Hai", seconds=30)
        story(session, edition_id, "Ba", seconds=None)
        view = rundowns.rundown(session, edition_id)
        assert (view.planned_total, view.actual_total, view.unknown, view.over) == (90, 90, 1, -10)
        found = next(found for found in view.lines if found.id == line)
        assert found.story_id is not None
        linking.link(session, (places.Kind.STORY, found.story_id), found.version, recording(session, 75.5))

    view = opened(desk, edition_id)
    assert (view.planned_total, view.actual_total, view.over) == (90, 105.5, 5.5)
    assert [line.starts_after for line in view.lines] == [0, 75.5, 105.5]


def test_a_linked_recording_gives_the_story_its_length_and_takes_it_away_again(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        story(session, edition_id, "Một")
        story_id = rundowns.rundown(session, edition_id).lines[0].story_id
        assert story_id is not None
        linking.link(session, (places.Kind.STORY, story_id), version(session, Story, story_id), recording(session))
    line = opened(desk, edition_id).lines[0]
    assert (line.actual_seconds, line.recording) == (44.5, "Tin 01.wav")
    assert opened(desk, edition_id).recorded == 1

    with desk.changing(Action.EARLIER, what="test") as session:
        linking.link(session, (places.Kind.STORY, story_id), line.version, None)

    line = opened(desk, edition_id).lines[0]
    assert (line.actual_seconds, line.recording) == (None, "")


def test_a_story_is_used_again_but_not_twice_in_one_rundown(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = edition(session)
        story(session, first, "Gieo cấy vụ xuân")
        second = edition(session, on=DAY + dt.timedelta(days=1))
        found = stories.find(session, "gieo cay")[0]
        rundowns.use_story(session, second, found.id)

    assert found.first_used == DAY
    assert titles(desk, second) == ["Gieo cấy vụ xuân"]
    assert opened(desk, first).lines[0].uses == 2
    with pytest.raises(AlreadyUsed, match="Gieo cấy"), desk.changing(Action.EARLIER, what="x") as session:
        rundowns.use_story(session, second, found.id)


def test_a_story_of_that_title_comes_first_then_those_used_last(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        today, before = edition(session), edition(session, on=DAY - dt.timedelta(days=1))
        story(session, today, "Khai giảng")
        story(session, today, "Khai giảng ở Lai Hạ")
        story(session, before, "Khai giảng năm học")
        for number in range(5):
            story(session, before, f"Khai giảng hôm qua {number}")
    with desk.reading() as session:
        found = [each.title for each in stories.find(session, "khai giang", limit=3)]
    assert found == ["Khai giảng", "Khai giảng ở Lai Hạ", "Khai giảng hôm qua 4"]


def test_a_line_is_taken_out_before_air_and_its_story_stays(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        line = story(session, edition_id, "Một")
        story(session, edition_id, "Hai")
        rundowns.remove_line(session, line, version(session, Edition, edition_id))

    assert titles(desk, edition_id) == ["Hai"]
    assert opened(desk, edition_id).lines[0].number == 1
    with desk.reading() as session:
        assert [found.title for found in stories.find(session, "mot")] == ["Một"]


def test_what_was_aired_is_corrected_not_removed(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        line = story(session, edition_id, "Một")
        air(session, edition_id)
    wanted = pytest.raises(AlreadyAired, match="Set the broadcast back to planned first")
    with wanted, desk.changing(Action.EARLIER, what="x") as session:
        rundowns.remove_line(session, line, version(session, Edition, edition_id))

    before = opened(desk, edition_id).lines[0]
    assert before.story_id is not None
    with desk.changing(Action.EARLIER, what="test") as session:
        stories.change_story(
            session,
            before.story_id,
            before.version,
            title="Một, sửa lại",
            genre=Genre.REPORT,
            source=Source.TAKEN,
            authors="thu hà",
            planned_seconds=None,
        )
    after = opened(desk, edition_id).lines[0]
    assert (after.title, after.genre, after.authors) == ("Một, sửa lại", Genre.REPORT, "Thu Hà")


def test_a_story_changed_by_two_is_changed_by_the_first(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        story(session, edition_id, "Một")
    line = opened(desk, edition_id).lines[0]

    def change(title: str) -> None:
        assert line.story_id is not None
        with desk.changing(Action.EARLIER, what="test") as session:
            stories.change_story(
                session,
                line.story_id,
                line.version,
                title=title,
                genre=Genre.BRIEF,
                source=Source.OWN,
                authors="",
                planned_seconds=None,
            )

    change("Của tôi")
    with pytest.raises(ChangedMeanwhile):
        change("Của bạn")
    assert titles(desk, edition_id) == ["Của tôi"]


def test_a_story_happened_somewhere_and_forms_propose_the_places_of_others(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        line_id = story(session, edition_id, "Một")
    for place, held in (("Lai  Hạ", "Lai Hạ"), (None, "Lai Hạ"), ("", "")):
        with desk.changing(Action.CHANGE_STORY, title="Một") as session:
            seen = rundowns.rundown(session, edition_id).line(line_id).version
            rundowns.change_line(session, line_id, seen, title="Một", seconds=60, place=place)
        assert opened(desk, edition_id).line(line_id).place == held
        with desk.reading() as session:
            assert [each.name for each in choices.places(session).find("")] == ([held] if held else [])


WEBSITE, SOCIAL = Channel


@pytest.mark.parametrize(
    ("address", "channel", "page"),
    [
        ("https://luongtai.vn/tin/9", WEBSITE, "Cổng thông tin"),
        ("https://www.luongtai.vn/khac/9", WEBSITE, "Cổng thông tin"),
        ("https://luongtai.vn/dai", WEBSITE, "Trang của Đài"),  # that part of the site is another page
        ("https://facebook.com/dailuongtai/videos/7", SOCIAL, "Fanpage Đài"),
        ("https://facebook.com/khac/1", SOCIAL, ""),
        ("https://nghe.vn/kenh/2", SOCIAL, "Kênh nghe"),  # a network that only the earlier publication tells
        ("https://baobacninh.vn/1", WEBSITE, ""),
        ("https://", WEBSITE, ""),
        ("http://[", WEBSITE, ""),
    ],
)
def test_an_address_belongs_to_the_page_of_earlier_publications(
    address: str, channel: Channel, page: str, desk: Desk
) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        air(session, edition_id)
        for number, (posted, name) in enumerate(
            (
                ("https://luongtai.vn/dai/{}", "Trang của Đài"),
                ("https://luongtai.vn/tin/{}", "Cổng thông tin"),
                ("https://www.facebook.com/dailuongtai/posts/{}", "Fanpage Đài"),
                ("https://nghe.vn/kenh/{}", "Kênh nghe"),
                ("https://khac.vn/{}", ""),
            )
        ):
            publications.post(
                session,
                edition_id,
                address=posted.format(number),
                on=DAY,
                today=DAY,
                channel=SOCIAL if name in ("Fanpage Đài", "Kênh nghe") else WEBSITE,
                page=name,
            )
    with desk.reading() as session:
        found = choices.pages(session)
        assert found.at(address) == (channel, page)
        assert (found.channel_of("FANPAGE  đài"), found.channel_of("Mới")) == (SOCIAL, None)


def test_a_correction_of_the_address_keeps_the_page(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        air(session, edition_id)
        publications.post(
            session, edition_id, address="https://a.vn/1", on=DAY, today=DAY, channel=SOCIAL, page=" Fanpage "
        )
        publications.correct(session, 1, 1, address="https://a.vn/2", on=DAY, today=DAY)
    (found,) = opened(desk, edition_id).publications
    assert (found.address, found.channel, found.page) == ("https://a.vn/2", SOCIAL, "Fanpage")


def test_an_edition_is_posted_once_it_was_aired(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)

    def post(address: str = "https://dai.example/a", on: dt.date = DAY) -> None:
        with desk.changing(Action.EARLIER, what="test") as session:
            publications.post(session, edition_id, address=address, on=on, today=DAY)

    with pytest.raises(NotAired):
        post()
    with desk.changing(Action.EARLIER, what="test") as session:
        air(session, edition_id)
    with pytest.raises(BadDay):
        post(on=DAY + dt.timedelta(days=1))
    post()
    with pytest.raises(AlreadyPosted):
        post()
    assert [found.address for found in opened(desk, edition_id).publications] == ["https://dai.example/a"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "dai/a",
        "bai.docx",
        "1.5/2",
        "ha@dai.vn",
        "đã đăng dai.vn",
        "ftp://dai.example",
        "https://",
        "https:///a",
        "javascript:alert(1)",
        "https://a b.example",
        "http://[::1",
        "dai.vn:99999",
        "dai.vn:0",
        "https://dai.vn:cổng/tin",
        "=HYPERLINK(1)",
    ],
)
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        rules.check_address(address)


def test_vietnamese_addresses_are_addresses() -> None:
    assert rules.check_address(" https://đài.example/thời-sự ") == "https://đài.example/thời-sự"
    assert rules.check_address("HTTPS://Dai.Example/Tin?A=1") == "https://dai.example/Tin?A=1"
    assert rules.check_address("https://dai.example/") == "https://dai.example"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Facebook.com/DaiLuongTai", "https://facebook.com/DaiLuongTai"),
        ("dai.vn", "https://dai.vn"),
        ("www.dai.com.vn/tin?id=5", "https://www.dai.com.vn/tin?id=5"),
        ("http://dai.vn", "http://dai.vn"),
        ("dai.vn:8080/tin", "https://dai.vn:8080/tin"),
        ("zalo.me", "https://zalo.me"),
    ],
)
def test_an_address_that_begins_with_its_site_is_completed(typed: str, address: str) -> None:
    assert rules.check_address(typed) == address


LENGTHS = st.one_of(st.none(), st.integers(1, 7200), st.floats(0.5, 7200))


JOINS = st.tuples(st.sampled_from(JoinKind), st.floats(0.1, 60))


@given(st.lists(st.tuples(LENGTHS, LENGTHS, JOINS)))
def test_totals_and_starts_agree(
    lines: list[tuple[float | None, float | None, tuple[JoinKind, float]]],
) -> None:
    joined = [join for *_lengths, join in lines]
    total = timing.totals([(planned, actual) for planned, actual, _join in lines], joined)
    lengths = [timing.length(planned, actual) for planned, actual, _join in lines]
    starts = joins.starts([*lengths, None], [*joined, (JoinKind.BUTT, 0)])

    assert total.unknown == lengths.count(None)
    assert len(starts) == len(lines) + 1
    assert starts[0] == 0
    if total.unknown == 0:
        assert starts[-1] == pytest.approx(total.actual)
        assert all(before <= after for before, after in itertools.pairwise(starts))
    else:
        assert starts[-1] is None


def test_a_gap_makes_an_edition_longer_and_an_overlap_shorter() -> None:
    lengths = [10.0, 60.0, 30.0]
    butt = (JoinKind.BUTT, 0.0)

    assert joins.starts(lengths, [butt, butt, butt]) == [0, 10, 70]
    assert joins.starts(lengths, [butt, (JoinKind.GAP, 1.5), butt]) == [0, 11.5, 71.5]
    assert joins.starts(lengths, [butt, (JoinKind.UNDER, 4), (JoinKind.CROSSFADE, 2)]) == [0, 6, 64]
    assert joins.starts(lengths, [butt, (JoinKind.UNDER, 50), butt]) == [0, 5, 65]
    assert joins.total(lengths, [butt, (JoinKind.UNDER, 4), (JoinKind.CROSSFADE, 2)]) == 94


def test_a_line_shows_how_long_its_join_really_takes(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        for label, seconds in (("Nhạc hiệu", 10), ("Nhạc cắt", 60), ("Chưa rõ", None), ("Kết", 30)):
            rundowns.add_insert(session, edition_id, label=label, seconds=seconds)
        for line, (join, seconds) in zip(
            rundowns.rundown(session, edition_id).lines,
            [(JoinKind.BUTT, 0), (JoinKind.CROSSFADE, 8), (JoinKind.UNDER, 4), (JoinKind.GAP, 1.5)],
            strict=True,
        ):
            rundowns.join_line(session, line.id, version(session, Edition, edition_id), join, seconds)

    lines = opened(desk, edition_id).lines
    # The crossfade takes half of the shorter line; beside a line of unknown length, what was asked for is shown.
    assert [line.join_takes for line in lines] == [0, 5, 4, 1.5]
