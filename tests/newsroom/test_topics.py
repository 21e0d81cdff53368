"""Topics of stories and editions: how they are typed, given, and kept."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import Genre, Source
from radiodesk.model import Desk, Edition, Story, StoryTopic, Topic
from radiodesk.model.actions import Action
from radiodesk.model.names import join_topics, split_topics
from radiodesk.model.text import TextTooLong, key
from radiodesk.newsroom import choices, rundowns, stories
from radiodesk.newsroom.topics import set_edition_topics
from tests.newsroom.test_rundowns import edition, opened
from tests.versions import version

CAMPAIGN = "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"


def write(session: Session, title: str, *names: str) -> int:
    return stories.write(
        session, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=60, topics=names
    )


def change(session: Session, *names: str, title: str = "Tin") -> None:
    stories.change_story(
        session,
        1,
        version(session, Story, 1),
        title=title,
        genre=Genre.BRIEF,
        source=Source.OWN,
        authors="",
        planned_seconds=60,
        topics=names,
    )


def held(session: Session) -> list[tuple[int, str]]:
    """The topics of the first story: the id of each part, and the name."""
    statement = select(StoryTopic.id, Topic.name).join(Topic, StoryTopic.topic_id == Topic.id)
    return [(row.id, row.name) for row in session.execute(statement.where(StoryTopic.story_id == 1))]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Bầu cử; Nông thôn mới", ["Bầu cử", "Nông thôn mới"]),
        ("Bầu cử,Nông thôn mới\nĐại hội Đảng", ["Bầu cử", "Nông thôn mới", "Đại hội Đảng"]),
        ("Bầu cử;; bầu  cử; ", ["bầu cử"]),
        (CAMPAIGN, [CAMPAIGN]),
        ("Phòng, chống ma túy, An toàn giao thông", ["Phòng, chống ma túy", "An toàn giao thông"]),
        ("Mừng Đảng - Mừng Xuân", ["Mừng Đảng - Mừng Xuân"]),
        ("Kỷ niệm 30/4, 1/5 và 19/5", ["Kỷ niệm 30/4, 1/5 và 19/5"]),
        ("", []),
    ],
)
def test_a_comma_separates_topics_only_before_a_capital_letter(typed: str, names: list[str]) -> None:
    assert split_topics(typed) == names


@given(st.text("aAĐđẮ ,;\n\u200b\u00ad-0", max_size=12))
@example(",\u200bA")
def test_topics_that_are_shown_as_one_text_are_read_as_the_same_topics(typed: str) -> None:
    names = split_topics(typed)
    assert split_topics(join_topics(names)) == names


def test_a_story_has_the_topics_that_are_named_and_the_rundown_shows_them(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        for title, names in (("Một", ["Bầu cử", CAMPAIGN]), ("Hai", ["bầu CỬ"]), ("Ba", [])):
            rundowns.add_story(
                session,
                edition_id,
                title=title,
                genre=Genre.BRIEF,
                source=Source.OWN,
                authors="",
                seconds=60,
                topics=names,
            )
        rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=10)

    assert [line.topics for line in opened(desk, edition_id).lines] == [("Bầu cử", CAMPAIGN), ("Bầu cử",), (), ()]
    with desk.reading() as session:
        assert set(session.scalars(select(Topic.name))) == {"Bầu cử", CAMPAIGN}


def test_a_cell_with_several_topics_gives_a_story_each_of_them_once(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        write(session, "Tin", "Bầu cử; Nông thôn mới", "nông thôn mới", "  ")
    with desk.reading() as session:
        assert [name for _id, name in held(session)] == ["Bầu cử", "nông thôn mới"]


def test_topics_that_stay_are_the_same_rows_and_a_removed_topic_is_still_known(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        write(session, "Tin", "Bầu cử", "Nông thôn mới")
    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, "Đại hội Đảng", "NÔNG THÔN MỚI")
    with desk.reading() as session:
        assert held(session) == [(2, "Nông thôn mới"), (3, "Đại hội Đảng")]
        assert set(session.scalars(select(Topic.name))) == {"Bầu cử", "Đại hội Đảng", "Nông thôn mới"}


def test_a_change_moves_the_version_of_the_story_once_and_the_same_topics_change_nothing(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        write(session, "Tin", "Bầu cử", "Nông thôn mới")
    versions = []
    for names in (("Nông thôn mới", "bầu cử"), ("Bầu cử",), ("Bầu cử", "Mới"), ("Khác",), ()):
        with desk.changing(Action.EARLIER, what="test") as session:
            change(session, *names)
        with desk.reading() as session:
            versions.append(version(session, Story, 1))
    assert versions == [1, 2, 3, 4, 5]


def test_a_change_that_names_no_topics_keeps_them(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        line = rundowns.add_story(
            session,
            edition_id,
            title="Tin",
            genre=Genre.BRIEF,
            source=Source.OWN,
            authors="",
            seconds=60,
            topics=["Bầu cử"],
        )
        rundowns.change_line(session, line, version(session, Story, 1), title="Bài", seconds=60)
    (changed,) = opened(desk, edition_id).lines
    assert (changed.title, changed.topics) == ("Bài", ("Bầu cử",))


def test_a_topic_that_is_too_long_is_refused_and_nothing_changes(desk: Desk) -> None:
    with pytest.raises(TextTooLong), desk.changing(Action.EARLIER, what="test") as session:
        write(session, "Tin", "x" * 501)
    with pytest.raises(UserError), desk.changing(Action.EARLIER, what="test") as session:
        write(session, "Tin", "Bầu\x1bcử")
    with desk.reading() as session:
        assert session.scalars(select(Story.id)).all() == []
        assert session.scalars(select(Topic.name)).all() == []


def test_the_key_of_a_topic_is_its_name_without_case(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        write(session, "Tin", "Bầu  Cử")
        topic = session.scalars(select(Topic)).one()
        assert (topic.name, topic.folded, topic.key) == ("Bầu Cử", "bau cu", key("bầu cử"))


def test_an_edition_has_topics_of_its_own_whatever_its_stories_are_about(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
    for names, held in (
        (["Bầu cử", "Nông thôn mới"], ("Bầu cử", "Nông thôn mới")),
        (["Mừng Xuân; BẦU CỬ"], ("Bầu cử", "Mừng Xuân")),
        ([], ()),
    ):
        with desk.changing(Action.SET_TOPICS) as session:
            set_edition_topics(session, edition_id, version(session, Edition, edition_id), names)
        assert opened(desk, edition_id).topics == held
    with desk.reading() as session:
        assert version(session, Edition, edition_id) == 4


def test_the_topics_that_forms_propose_are_those_used_most_by_stories_and_editions(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        write(session, "Tin", "Nông thôn mới")
        edition_id = edition(session)
        set_edition_topics(session, edition_id, 1, ["Nông thôn mới", "Bầu cử"])
    with desk.reading() as session:
        assert [each.uses for each in choices.topics(session).find("")] == [2, 1]
