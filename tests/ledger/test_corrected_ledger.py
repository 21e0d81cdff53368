"""The same ledger again adds nothing; a corrected one changes just what differs."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from radiodesk.kinds import NOT_SENT
from radiodesk.ledger import Count, SheetKind
from radiodesk.model import (
    Action,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Clip,
    ClipState,
    Credit,
    CreditRole,
    Desk,
    Duty,
    Line,
    Person,
    Programme,
    ProgrammeKind,
    Publication,
    Relay,
    Story,
)
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.newsroom import publications
from radiodesk.schedule import queries
from radiodesk.schedule.broadcasts import change_broadcast
from radiodesk.staff import credits as crediting
from radiodesk.staff import people
from tests.ledger.books import (
    CLIP,
    EVENT,
    NEWS,
    PUBLICATION,
    REPEAT,
    SECOND,
    STORY,
    bring,
    changed,
    everything,
    ledger,
    size_of,
    stories_of,
    write_xlsx,
)

MORNING = "2019-03-04T22:30"
THIRD = changed(changed(STORY, 2, 3), 4, "Ra quân huấn luyện")

Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a ledger with what differs from the small one."""
    return lambda **sheets: write_xlsx(tmp_path / "sổ.xlsx", ledger(**sheets))


@pytest.fixture
def before(desk: Desk, book: Book) -> dict[str, list[tuple[object, ...]]]:
    """The small ledger is in."""
    bring(desk, book())
    return everything(desk)


def tables_that_differ(desk: Desk, before: dict[str, list[tuple[object, ...]]]) -> set[str]:
    return {table for table, rows in everything(desk).items() if rows != before[table]}


def test_the_same_ledger_again_touches_nothing(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]]
) -> None:
    outcome = bring(desk, book())

    assert everything(desk) == before
    assert outcome.counts[SheetKind.STORIES] == Count(unchanged=2)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]]
) -> None:
    corrected = book(broadcasts=[changed(NEWS, 4, "15:30"), REPEAT], stories=[STORY, changed(SECOND, 5, ""), THIRD])

    dry = bring(desk, corrected, dry_run=True)

    assert everything(desk) == before
    assert dry.counts[SheetKind.BROADCASTS] == Count(changed=1, unchanged=1, left_alone=1)
    assert dry.counts[SheetKind.STORIES] == Count(added=1, changed=1, unchanged=1)
    assert bring(desk, corrected).counts == dry.counts
    assert everything(desk) != before


@pytest.mark.parametrize(
    ("place", "value", "table"),
    [
        (2, "Thời sự buổi tối", {"programme", "edition", "broadcast"}),  # whoever has a form open is told
        (4, "15:30", {"broadcast"}),
        (5, "Đức Anh", {"duty", "broadcast"}),  # the version of the whole moves with its parts
        (7, "Mất điện", {"broadcast"}),
    ],
)
def test_a_corrected_cell_of_a_broadcast_changes_just_that(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]], place: int, value: str, table: set[str]
) -> None:
    title = value if place == 2 else NEWS[2]

    outcome = bring(desk, book(broadcasts=[changed(NEWS, place, value), changed(REPEAT, 2, title), EVENT]))

    assert tables_that_differ(desk, before) == table
    assert outcome.counts[SheetKind.BROADCASTS].added == 0
    assert outcome.counts[SheetKind.STORIES].added == 0


def test_a_programme_of_another_kind_is_another_programme_with_its_own_title(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]]
) -> None:
    corrected = changed(changed(NEWS, 2, "Nông nghiệp Lương Tài"), 3, "Chuyên mục")

    outcome = bring(desk, book(broadcasts=[corrected, changed(REPEAT, 2, corrected[2]), EVENT]))

    assert tables_that_differ(desk, before) == {"programme", "edition", "broadcast"}
    assert outcome.counts[SheetKind.BROADCASTS] == Count(changed=2, unchanged=1)
    with desk.reading() as session:
        programmes = session.execute(select(Programme.title, Programme.kind).order_by(Programme.id))
        assert programmes.all() == [
            ("Thời sự buổi sáng", ProgrammeKind.NEWS),
            ("Nông nghiệp Lương Tài", ProgrammeKind.COLUMN),
        ]


def test_a_form_that_was_open_while_the_ledger_corrected_the_programme_does_not_save_over_it(
    desk: Desk, book: Book
) -> None:
    bring(desk, book())
    with desk.reading() as session:
        seen = queries.day(session, dt.date(2019, 3, 5)).broadcasts[0]
    title = "Thời sự buổi tối"
    bring(desk, book(broadcasts=[changed(NEWS, 2, title), changed(REPEAT, 2, title), EVENT]))

    with pytest.raises(ChangedMeanwhile), desk.changing(Action.CHANGE_BROADCAST, title=seen.title) as session:
        change_broadcast(
            session,
            seen.id,
            seen.version,
            on=dt.date(2019, 3, 5),
            at=dt.time(5, 30),
            planned_seconds=seen.planned_seconds,
            actual_seconds=seen.actual_seconds,
            note="Mất điện",
            title=seen.title,
            kind=seen.programme_kind,
            now=dt.datetime(2019, 12, 31, tzinfo=dt.UTC),
            sure=True,
        )


def test_a_corrected_time_moves_the_broadcast_with_its_stories(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]]
) -> None:
    corrected = book(
        broadcasts=[changed(NEWS, 1, "05:45"), REPEAT, EVENT],
        stories=[changed(STORY, 1, "05:45"), changed(SECOND, 1, "05:45")],
        publications=[changed(PUBLICATION, 2, "05:45")],
    )

    outcome = bring(desk, corrected)

    assert outcome.counts[SheetKind.BROADCASTS] == Count(changed=1, unchanged=2)
    assert tables_that_differ(desk, before) == {"broadcast"}
    assert stories_of(desk, "2019-03-04T22:45") == ["Gieo cấy vụ xuân", "Nông thôn mới ở Lai Hạ"]


def test_a_relay_may_turn_out_to_be_a_programme_and_the_other_way(desk: Desk, book: Book) -> None:
    bring(desk, book(publications=[], stories=[]))

    bring(
        desk,
        book(
            broadcasts=[changed(NEWS, 3, "Tiếp âm"), changed(EVENT, 3, "Thời sự")],
            publications=[],
            stories=[],
        ),
    )

    with desk.reading() as session:
        kinds = session.scalars(select(Broadcast.kind).order_by(Broadcast.starts))
        assert list(kinds) == [BroadcastKind.RELAY, BroadcastKind.FIRST_RUN, BroadcastKind.REPEAT]
        assert {relay.live for relay in session.scalars(select(Relay))} == {True, False}


def test_a_corrected_title_renames_the_story_in_its_place(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]]
) -> None:
    outcome = bring(desk, book(stories=[changed(STORY, 4, "Gieo cấy vụ chiêm"), SECOND]))

    assert outcome.counts[SheetKind.STORIES] == Count(changed=1, unchanged=1)
    assert tables_that_differ(desk, before) == {"story"}
    assert stories_of(desk, MORNING) == ["Gieo cấy vụ chiêm", "Nông thôn mới ở Lai Hạ"]


def test_a_corrected_genre_source_length_and_authors_change_the_story(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]]
) -> None:
    corrected = changed(changed(changed(changed(STORY, 3, "Bài"), 5, "Đức Anh"), 6, "Khai thác"), 7, "00:50")

    bring(desk, book(stories=[corrected, SECOND]))

    assert tables_that_differ(desk, before) == {"story", "credit"}
    with desk.reading() as session:
        story = session.scalars(select(Story).where(Story.title == "Gieo cấy vụ xuân")).one()
        assert (story.genre.value, story.source.value, story.actual_seconds) == ("report", "taken", 50)
        names = session.scalars(select(Person.name).join(Credit).where(Credit.story_id == story.id))
        assert list(names) == ["Đức Anh"]


def test_stories_in_another_order_change_places(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]]
) -> None:
    bring(desk, book(stories=[changed(STORY, 2, 2), changed(SECOND, 2, 1)]))

    assert tables_that_differ(desk, before) == {"line", "edition"}  # the version of the whole moves with its parts
    assert stories_of(desk, MORNING) == ["Nông thôn mới ở Lai Hạ", "Gieo cấy vụ xuân"]


@pytest.mark.parametrize(
    ("orders", "titles"),
    [
        ((2, 3, 1), ["Ra quân huấn luyện", "Gieo cấy vụ xuân", "Nông thôn mới ở Lai Hạ"]),
        ((1, 3, 2), ["Gieo cấy vụ xuân", "Ra quân huấn luyện", "Nông thôn mới ở Lai Hạ"]),
        ((1, 2, 3), ["Gieo cấy vụ xuân", "Nông thôn mới ở Lai Hạ", "Ra quân huấn luyện"]),
    ],
)
def test_a_story_more_takes_its_place(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]], orders: tuple[int, int, int], titles: list[str]
) -> None:
    rows = [changed(row, 2, order) for row, order in zip((STORY, SECOND, THIRD), orders, strict=True)]

    bring(desk, book(stories=rows))

    assert stories_of(desk, MORNING) == titles


@pytest.mark.parametrize(
    ("correction", "table"),
    [
        ({"stories": [STORY, SECOND, THIRD]}, "edition"),
        ({"stories": [changed(STORY, 5, "Thu Hà, Minh"), SECOND]}, "story"),
        ({"clips": [changed(CLIP, 4, "Đức Anh, Minh")]}, "clip"),
        ({"broadcasts": [changed(NEWS, 5, "Thu Hà, Minh"), REPEAT, EVENT]}, "broadcast"),
    ],
)
def test_a_part_more_changes_the_version_of_its_whole(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]], correction: dict[str, Any], table: str
) -> None:
    """Otherwise a form that was open meanwhile would save over it."""
    bring(desk, book(**correction))

    with desk.reading() as session:
        assert session.scalar(text(f"SELECT max(version) FROM {table}")) == 2


def test_what_the_ledger_no_longer_names_is_left_alone(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]]
) -> None:
    outcome = bring(desk, book(broadcasts=[NEWS], stories=[SECOND], clips=[], publications=[]))

    assert everything(desk) == before
    assert outcome.counts[SheetKind.BROADCASTS] == Count(unchanged=1, left_alone=2)
    assert outcome.counts[SheetKind.STORIES] == Count(unchanged=1, left_alone=1)


def test_one_of_two_uses_given_to_another_author_becomes_its_own_story(desk: Desk, book: Book) -> None:
    evening = changed(changed(NEWS, 1, "18:30"), 2, "Thời sự buổi chiều")
    again = changed(STORY, 1, "18:30")
    bring(desk, book(broadcasts=[NEWS, evening], stories=[STORY, again]))
    assert (size_of(desk)["story"], size_of(desk)["line"]) == (1, 2)

    corrected = book(broadcasts=[NEWS, evening], stories=[STORY, changed(again, 5, "Đức Anh")])
    bring(desk, corrected)

    assert (size_of(desk)["story"], size_of(desk)["line"]) == (2, 2)
    assert bring(desk, corrected).counts[SheetKind.STORIES] == Count(unchanged=2)


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, "05/03/2019"), (3, "Tiếp xúc cử tri huyện"), (5, "01:20"), (6, "Báo tỉnh"), (7, "Không đạt")],
)
def test_a_corrected_clip_is_the_same_clip(desk: Desk, book: Book, place: int, value: str) -> None:
    other = changed(changed(CLIP, 3, "Khai giảng"), 0, "06/03/2019")
    bring(desk, book(clips=[CLIP, other]))

    outcome = bring(desk, book(clips=[changed(CLIP, place, value), other]))

    assert outcome.counts[SheetKind.CLIPS] == Count(changed=1, unchanged=1)
    assert size_of(desk)["clip"] == 2


def test_columns_with_the_same_title_are_told_apart_by_their_days(desk: Desk, book: Book) -> None:
    column = changed(changed(CLIP, 2, "Chuyên mục"), 3, "Vì an ninh")
    weekly = [changed(changed(column, 0, f"{day}/03/2019"), 1, f"{day + 2}/03/2019") for day in (4, 11, 18)]
    bring(desk, book(clips=weekly[:2]))

    assert bring(desk, book(clips=weekly)).counts[SheetKind.CLIPS] == Count(added=1, unchanged=2)
    later = [changed(changed(column, 0, "01/04/2019"), 1, "03/04/2019")]
    assert bring(desk, book(clips=later)).counts[SheetKind.CLIPS] == Count(added=1)
    with desk.reading() as session:
        assert len(set(session.scalars(select(Clip.sent)))) == 4


@pytest.mark.parametrize("word", ["Kế hoạch", "Đã quay", "Đã dựng"])
def test_a_clip_that_the_ledger_calls_unsent_is_not_sent_although_it_has_a_day(
    desk: Desk, book: Book, word: str
) -> None:
    bring(desk, book(clips=[changed(changed(CLIP, 1, ""), 7, word)]))

    with desk.reading() as session:
        clip = session.scalars(select(Clip)).one()
    assert (clip.state in NOT_SENT, clip.sent) == (True, dt.date(2019, 3, 4))


@pytest.mark.parametrize(("before", "after"), [("04/03/2019", "06/03/2019"), ("06/03/2019", "04/03/2019")])
def test_a_clip_keeps_its_title_when_its_day_moves_between_the_days_of_the_ledger(
    desk: Desk, book: Book, before: str, after: str
) -> None:
    clip = changed(changed(CLIP, 0, before), 1, "")
    other = changed(clip, 3, "Khai giảng")
    bring(desk, book(clips=[clip, other]))

    outcome = bring(desk, book(clips=[changed(clip, 0, after), other]))

    assert outcome.counts[SheetKind.CLIPS] == Count(changed=1, unchanged=1)


def test_a_clip_that_may_be_either_of_two_at_the_desk_is_another_one(desk: Desk, book: Book) -> None:
    part, other = (changed(CLIP, 0, day) for day in ("04/03/2019", "05/03/2019"))
    bring(desk, book(clips=[part, other]))

    outcome = bring(desk, book(clips=[changed(CLIP, 0, "03/03/2019")]))

    assert outcome.counts[SheetKind.CLIPS] == Count(added=1)
    assert size_of(desk)["clip"] == 3


def test_a_planned_clip_is_sent_by_a_later_ledger(desk: Desk, book: Book) -> None:
    planned = changed(changed(changed(CLIP, 0, ""), 1, ""), 7, "Kế hoạch")
    bring(desk, book(clips=[planned]))

    bring(desk, book(clips=[CLIP]))

    with desk.reading() as session:
        clip = session.scalars(select(Clip)).one()
        assert (clip.state, clip.sent) == (ClipState.SENT, dt.date(2019, 3, 4))


@pytest.mark.parametrize(("place", "value"), [(0, "07/03/2019"), (3, "https://dai.example/khac")])
def test_a_corrected_publication_is_the_same_one(
    desk: Desk, book: Book, before: dict[str, list[tuple[object, ...]]], place: int, value: str
) -> None:
    outcome = bring(desk, book(publications=[changed(PUBLICATION, place, value)]))

    assert outcome.counts[SheetKind.PUBLICATIONS] == Count(changed=1)
    assert tables_that_differ(desk, before) == {"publication"}


def test_an_address_that_may_correct_either_of_two_is_another_publication(desk: Desk, book: Book) -> None:
    addresses = [f"https://dai.example/{name}" for name in ("a", "b", "c")]
    rows = [changed(PUBLICATION, 3, address) for address in addresses]
    bring(desk, book(publications=rows[:2]))

    outcome = bring(desk, book(publications=rows[2:]))

    assert outcome.counts[SheetKind.PUBLICATIONS] == Count(added=1, left_alone=2)
    with desk.reading() as session:
        assert sorted(session.scalars(select(Publication.address))) == addresses


def test_a_publication_that_was_withdrawn_and_posted_again_is_corrected_where_it_counts(desk: Desk, book: Book) -> None:
    bring(desk, book())
    with desk.changing(Action.WITHDRAW, address=PUBLICATION[3]) as session:
        first = session.scalars(select(Publication)).one()
        publications.withdraw(session, first.id, first.version)
        again = publications.post(
            session,
            first.edition_id,
            address=str(PUBLICATION[3]),
            on=dt.date(2019, 3, 8),
            today=dt.date(2019, 12, 31),
        )

    bring(desk, book(publications=[changed(PUBLICATION, 0, "07/03/2019")]))

    with desk.reading() as session:
        posted = {one.id: one.posted for one in session.scalars(select(Publication))}
    assert posted == {1: dt.date(2019, 3, 6), again: dt.date(2019, 3, 7)}


def test_a_withdrawn_publication_stays_withdrawn(desk: Desk, book: Book) -> None:
    bring(desk, book())
    with desk.changing(Action.EARLIER, what="withdraw") as session:
        session.scalars(select(Publication)).one().withdrawn = True

    outcome = bring(desk, book())

    assert outcome.counts[SheetKind.PUBLICATIONS] == Count(unchanged=1)
    with desk.reading() as session:
        assert session.scalars(select(Publication)).one().withdrawn


def test_inserts_of_the_desk_stay_where_they_are(desk: Desk, book: Book) -> None:
    bring(desk, book())
    with desk.changing(Action.EARLIER, what="jingle") as session:
        edition = session.scalars(select(Line.edition_id)).first()
        session.add(Line(edition_id=edition, position=0, kind="insert", label="Nhạc hiệu", seconds=5))
    before = everything(desk)

    bring(desk, book())

    assert everything(desk) == before


def test_an_aired_broadcast_that_the_ledger_takes_back_is_told(desk: Desk, book: Book) -> None:
    bring(desk, book(publications=[]))

    outcome = bring(desk, book(broadcasts=[changed(NEWS, 6, "Kế hoạch"), REPEAT, EVENT], publications=[]))

    assert any("05:30" in warning for warning in outcome.warnings)
    with desk.reading() as session:
        first = session.scalars(select(Broadcast).order_by(Broadcast.starts)).first()
        assert first
        assert (first.state, first.actual_seconds, first.planned_seconds) == (BroadcastState.PLANNED, None, 924)


def test_an_empty_state_leaves_what_the_desk_knows(desk: Desk, book: Book) -> None:
    bring(desk, book(broadcasts=[changed(NEWS, 6, "Kế hoạch"), REPEAT], publications=[]))
    with desk.changing(Action.EARLIER, what="aired") as session:
        for broadcast in session.scalars(select(Broadcast)):
            broadcast.state = BroadcastState.AIRED
    before = everything(desk)

    bring(desk, book(broadcasts=[changed(changed(NEWS, 6, ""), 4, ""), REPEAT], publications=[]))

    assert everything(desk) == before


def test_people_on_duty_are_replaced_role_by_role(desk: Desk, book: Book) -> None:
    bring(desk, book())

    bring(desk, book(broadcasts=[changed(NEWS, 5, "Đức Anh, Bích Ngọc"), REPEAT, EVENT]))

    with desk.reading() as session:
        first = session.scalars(select(Broadcast.id).order_by(Broadcast.starts)).first()
        names = session.scalars(select(Person.name).join(Duty).where(Duty.broadcast_id == first))
        assert set(names) == {"Đức Anh", "Bích Ngọc"}


def test_authors_in_another_order_keep_their_coefficients_and_shares_and_the_readers_stay(
    desk: Desk, book: Book
) -> None:
    bring(desk, book())
    with desk.changing(Action.EARLIER, what="figures") as session:
        by_name = dict(session.execute(select(Person.name, Person.id)).all())
        for credit in session.scalars(select(Credit).where(Credit.story_id == 2)):
            is_first = credit.person_id == by_name["Đức Anh"]
            credit.coefficient, credit.share = Decimal("2.5"), Decimal(60 if is_first else 40)
        session.add(Credit(story_id=2, person_id=by_name["Đức Anh"], role=CreditRole.READER))
        session.get_one(Story, 2).place = "Lai Hạ"

    bring(desk, book(stories=[STORY, changed(SECOND, 5, "Lan, Thu Hà, Đức Anh")]))

    with desk.reading() as session:
        found = crediting.credits_of(session, Story, 2).credits
        assert [(each.person, each.role, each.coefficient, each.share) for each in found] == [
            ("Lan", CreditRole.AUTHOR, None, None),
            ("Thu Hà", CreditRole.AUTHOR, Decimal("2.5"), Decimal(40)),
            ("Đức Anh", CreditRole.AUTHOR, Decimal("2.5"), Decimal(60)),
            ("Đức Anh", CreditRole.READER, None, None),
        ]
        assert session.get_one(Story, 2).place == "Lai Hạ"


def test_a_short_name_in_a_ledger_is_the_person_who_is_called_so(desk: Desk, book: Book) -> None:
    with desk.changing(Action.ADD_PERSON, name="Lê Minh Đức") as session:
        people.add(session, "Lê Minh Đức", short_name="Đức", initials="LMĐ")
    signed = book(broadcasts=[changed(NEWS, 5, "ĐỨC"), REPEAT], stories=[changed(STORY, 5, "lmđ, Đức"), SECOND])
    bring(desk, signed)

    with desk.reading() as session:
        assert "Đức" not in session.scalars(select(Person.name)).all()
        assert len(session.scalars(select(Duty.id).where(Duty.person_id == 1)).all()) == 1
        assert session.scalars(select(Credit.role).where(Credit.person_id == 1)).all() == [CreditRole.AUTHOR]
    imported = everything(desk)
    bring(desk, signed)
    assert everything(desk) == imported
