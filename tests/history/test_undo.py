"""Undoing entries of the audit: what was becomes again, or the later change that depends on it is named."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from radiodesk.errors import UserError
from radiodesk.history import log, sentences, undo, verify
from radiodesk.history.reversing import BreaksRule, LastingChange, LaterChange
from radiodesk.history.undo import AlreadyUndone, CannotUndo, NothingToUndo
from radiodesk.kinds import BroadcastKind, BroadcastState, ClipKind, CreditRole, Genre, JoinKind, ProgrammeKind, Source
from radiodesk.model import (
    Action,
    Broadcast,
    Credit,
    Desk,
    Edition,
    Line,
    Person,
    Story,
    StoryTopic,
    Topic,
    Upstream,
    checking,
)
from radiodesk.model.audit import audit_row
from radiodesk.model.database import existing, remove_rows
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.newsroom import rundowns, stories, television
from radiodesk.schedule import broadcasts
from radiodesk.staff import credits as crediting
from radiodesk.staff import people
from tests import races
from tests.conftest import AnotherDesk, seated
from tests.races import Racer, _Nothing
from tests.replay import Rows, rows_of
from tests.versions import version

DAY = dt.date(2019, 3, 5)
NOW = dt.datetime(2019, 3, 5, 12, tzinfo=dt.UTC)


def undo_entry(desk: Desk, entry_id: int) -> list[UserError]:
    with desk.reading() as session:
        entry = log.entry(session, entry_id)
    with desk.changing(Action.UNDO, entry=entry.id, action=entry.action, values=entry.values) as session:
        return undo.undo(session, desk, entry)


def newest(desk: Desk) -> int:
    with desk.reading() as session:
        return log.entries(session, limit=1)[0].id


def data(desk: Desk) -> Rows:
    """All rows, but for their versions and the moments of their last changes: these go on."""
    with desk.reading() as session:
        assert verify.problems(session) == []
        return {
            table: [{name: row[name] for name in row if name not in ("version", "changed")} for row in rows]
            for table, rows in rows_of(session).items()
        }


def plan(desk: Desk, title: str = "Thời sự", at: dt.time = dt.time(5, 30)) -> int:
    with desk.changing(Action.PLAN_FIRST_RUN, title=title) as session:
        return broadcasts.plan_first_run(
            session, title=title, kind=ProgrammeKind.NEWS, on=DAY, at=at, seconds=900, sure=True
        )


def add_story(desk: Desk, title: str, authors: str = "", edition_id: int = 1, topics: Sequence[str] = ()) -> int:
    with desk.changing(Action.ADD_STORY, title=title) as session:
        return rundowns.add_story(
            session,
            edition_id,
            title=title,
            genre=Genre.BRIEF,
            source=Source.OWN,
            authors=authors,
            seconds=60,
            topics=topics,
        )


def remove_line(desk: Desk, line_id: int) -> None:
    with desk.changing(Action.REMOVE_LINE, title="") as session:
        rundowns.remove_line(session, line_id, version(session, Edition, existing(session, Line, line_id).edition_id))


def titles(desk: Desk, edition_id: int = 1) -> list[str]:
    with desk.reading() as session:
        return [line.title for line in rundowns.rundown(session, edition_id).lines]


def test_a_change_is_taken_back_and_done_again(desk: Desk) -> None:
    plan(desk)
    add_story(desk, "Tin", authors="Thu Hà", topics=["Bầu cử", "Nông thôn mới"])
    before = data(desk)
    with desk.changing(Action.CHANGE_STORY, title="Tin") as session:
        stories.change_story(
            session,
            1,
            version(session, Story, 1),
            title="Bài",
            genre=Genre.REPORT,
            source=Source.TAKEN,
            authors="Đức Anh",
            planned_seconds=90,
            topics=["Nông thôn mới", "Đại hội Đảng"],
        )
    after = data(desk)
    changing = newest(desk)

    undo_entry(desk, changing)
    undone = data(desk)
    undo_entry(desk, newest(desk))

    assert {**undone, "person": []} == {**before, "person": []}
    assert data(desk) == after
    with desk.reading() as session:
        entries = log.entries(session, limit=2)
        told = [sentences.sentence(entry.action, entry.values) for entry in entries]
    assert told == ["Redone: Changed the story: Tin", "Undone: Changed the story: Tin"]


def test_a_coefficient_and_a_removed_credit_come_back_digit_by_digit(desk: Desk) -> None:
    plan(desk)
    add_story(desk, "Tin", authors="Thu Hà")
    states = [data(desk)]

    def change(make: Callable[..., None], *identity: object, **terms: object) -> None:
        with desk.changing(Action.SET_CREDITS, title="Tin") as session:
            make(session, *identity, version(session, Story, 1), **terms)
        states.append(data(desk))

    change(crediting.change_credit, 1, coefficient=Decimal("0.10"), share=Decimal("33.33"))
    change(crediting.change_credit, 1, coefficient=Decimal("12.5"), share=None)
    change(crediting.add_credits, Story, 1, people="Thu Hà", role=CreditRole.READER, coefficient=Decimal("0.5"))
    change(crediting.remove_credit, 2)
    assert checking.check(desk) == []

    last = newest(desk)
    for undone, expected in enumerate(reversed(states[:-1])):
        undo_entry(desk, last - undone)
        assert data(desk) == expected


def test_a_removed_line_comes_back_to_its_place_with_its_id(desk: Desk) -> None:
    plan(desk)
    lines = [add_story(desk, title) for title in ("Một", "Hai", "Ba")]
    remove_line(desk, lines[1])
    removing = newest(desk)
    add_story(desk, "Bốn")

    undo_entry(desk, removing)

    assert titles(desk) == ["Một", "Hai", "Ba", "Bốn"]
    with desk.reading() as session:
        assert session.scalars(select(Line.id).order_by(Line.position)).all()[:3] == lines


def test_an_entry_that_was_changed_again_names_the_later_change(desk: Desk) -> None:
    plan(desk)
    add_story(desk, "Tin")
    adding = newest(desk)
    with seated(desk, "Đức Anh").changing(Action.CHANGE_STORY, title="Tin") as session:
        existing(session, Story, 1).title = "Khác"

    with pytest.raises(LaterChange, match=r": “Changed the story: Tin”, by Đức Anh at .* on ") as refused:
        undo_entry(desk, adding)
    assert "entry" not in str(refused.value)
    assert "“radiodesk undo 4” undoes it" in refused.value.at_command_line
    undo_entry(desk, newest(desk))
    undo_entry(desk, adding)
    assert titles(desk) == []


def test_what_others_build_on_is_not_taken_away(desk: Desk) -> None:
    plan(desk)
    planning = newest(desk)
    add_story(desk, "Tin")

    with pytest.raises(LaterChange, match="New story: Tin"):
        undo_entry(desk, planning)


def test_names_that_others_use_by_now_stay(desk: Desk) -> None:
    plan(desk)
    add_story(desk, "Tin", authors="Thu Hà, Đức Anh", topics=["Bầu cử", "Nông thôn mới"])
    adding = newest(desk)
    add_story(desk, "Bài", authors="Thu Hà", topics=["Bầu cử"])

    undo_entry(desk, adding)

    with desk.reading() as session:
        assert session.scalars(select(Person.name)).all() == ["Thu Hà"]
        assert session.scalars(select(Credit.story_id)).all() == [2]
        assert session.scalars(select(Topic.name)).all() == ["Bầu cử"]
        assert session.scalars(select(StoryTopic.story_id)).all() == [2]


def test_an_entry_is_undone_once(desk: Desk) -> None:
    plan(desk)
    planning = newest(desk)
    undo_entry(desk, planning)

    with pytest.raises(AlreadyUndone, match="Planned: Thời sự"):
        undo_entry(desk, planning)


@pytest.mark.parametrize("action", [Action.ADD_RECORDING, Action.EARLIER])
def test_what_is_never_undone_says_so(desk: Desk, action: Action) -> None:
    with desk.changing(action, what="x", name="x") as session:
        session.add(Upstream(name="VOV1"))

    with pytest.raises(CannotUndo):
        undo_entry(desk, newest(desk))


def test_undoing_breaks_no_rule(desk: Desk) -> None:
    first = plan(desk)
    with desk.changing(Action.MARK_BROADCAST, title="Thời sự") as session:
        seen = version(session, Broadcast, first)
        broadcasts.set_state(session, first, seen, BroadcastState.CANCELLED, now=NOW)
    cancelling = newest(desk)
    plan(desk)
    with pytest.raises(BreaksRule, match="“Thời sự” is planned for 05:30 on"):
        undo_entry(desk, cancelling)

    line = add_story(desk, "Tin", edition_id=2)
    remove_line(desk, line)
    removing = newest(desk)
    with desk.changing(Action.USE_STORY, title="Tin") as session:
        rundowns.use_story(session, 2, 1)
    with pytest.raises(BreaksRule, match="“Tin” is in this rundown already"):
        undo_entry(desk, removing)


def test_merged_people_are_two_again_with_their_work(desk: Desk) -> None:
    plan(desk)
    add_story(desk, "Tin", authors="Thu Hà, T. Hà")
    add_story(desk, "Bài", authors="T. Hà")
    before = data(desk)
    with desk.changing(Action.MERGE_PEOPLE, name="T. Hà", into="Thu Hà") as session:
        gone, kept = people.person(session, "t. hà"), people.person(session, "Thu Hà")
        people.merge(session, gone.id, gone.version, kept.id, kept.version, today=DAY)
    with desk.reading() as session:
        assert [(each.name, each.credits) for each in people.people(session)] == [("Thu Hà", 2)]

    undo_entry(desk, newest(desk))

    assert data(desk) == before


def test_the_last_change_of_a_person_is_the_newest_that_was_not_undone(desk: Desk) -> None:
    plan(desk)
    add_story(desk, "Một")
    with seated(desk, "Đức Anh").changing(Action.ADD_CLIP, title="Clip") as session:
        television.add_clip(session, title="Clip", kind=ClipKind.CLIP, authors="", recipient="", seconds=None)

    def last(person: str) -> dict[str, Any]:
        with desk.reading() as session:
            return undo.last_of(session, person).values

    assert last("thu hà") == {"title": "Một"}
    undo_entry(desk, 3)
    assert last("Thu Hà") == {"title": "Thời sự"}
    undo_entry(desk, newest(desk))  # done again
    assert last("Thu Hà") == {"title": "Một"}
    assert last("Đức Anh") == {"title": "Clip"}
    with pytest.raises(NothingToUndo, match="Lan"):
        last("Lan")


class OneDesk(Racer):
    """Makes the random changes of the races, alone, and under an action that can be undone."""

    def change(self, make: Any) -> Any:
        with self.desk.changing(races.UNDOABLE, name="random") as session:
            return make(session)

    change_counted = change


NOT_HERE = {races.undo_earlier, races.report, races.import_ledger}


@pytest.mark.deep
@given(seed=st.integers(0, 10**6))
@settings(max_examples=4)
def test_whatever_was_changed_is_taken_back_step_by_step_and_done_again(seed: int, another_desk: AnotherDesk) -> None:
    with another_desk() as desk:
        racer = OneDesk(desk, races.prepare(desk, desk.config.home.parent), random.Random(seed))
        works = [work for work in races.WORKS if work not in NOT_HERE]
        states, entries = [data(desk)], []
        for _ in range(25):
            before = newest(desk)
            try:
                racer.chance.choice(works)(racer)
            except (UserError, _Nothing):
                continue
            if newest(desk) != before:
                entries.append(newest(desk))
                states.append(data(desk))

        undoing = []
        for entry, expected in zip(reversed(entries), reversed(states[:-1]), strict=True):
            undo_entry(desk, entry)
            undoing.append(newest(desk))
            assert data(desk) == expected
        for entry, expected in zip(reversed(undoing), states[1:], strict=True):
            undo_entry(desk, entry)
            assert data(desk) == expected


def test_what_the_desk_does_by_itself_is_not_the_last_change_of_a_person(desk: Desk) -> None:
    with desk.changing(Action.ADD_PERSON, name="Lan") as session:
        people.add(session, "Lan")
    added = newest(desk)
    with desk.changing(Action.MEASURE_RECORDING, name="a.wav") as session:
        existing(session, Person, 1).name = "Lan Anh"  # stands for what a measurement changes

    with desk.reading() as session:
        assert undo.last_of(session, "Thu Hà").id == added


def test_undoing_an_undo_names_the_later_change_that_took_the_place(desk: Desk) -> None:
    with desk.changing(Action.ADD_PERSON, name="Lan") as session:
        people.add(session, "Lan")
    added = newest(desk)
    undo_entry(desk, added)
    with seated(desk, "Đức Anh").changing(Action.ADD_PERSON, name="LAN") as session:
        people.add(session, "LAN")

    with pytest.raises(LaterChange, match="“New person: LAN”, by Đức Anh at "):
        undo_entry(desk, added + 1)

    undo_entry(desk, added + 2)
    undo_entry(desk, added + 1)
    with desk.reading() as session:
        assert [each.name for each in people.people(session)] == ["Lan"]


def test_a_title_that_was_taken_meanwhile_is_named(desk: Desk) -> None:
    plan(desk, "Thời sự")
    planned = newest(desk)
    undo_entry(desk, planned)
    plan(desk, "THỜI SỰ", dt.time(17))

    with pytest.raises(LaterChange, match=", by Thu Hà at "):
        undo_entry(desk, planned + 1)


def air(desk: Desk) -> None:
    with desk.changing(Action.MARK_BROADCAST, title="Thời sự", state="aired") as session:
        broadcasts.set_state(session, 1, version(session, Broadcast, 1), BroadcastState.AIRED, now=NOW, sure=True)


def test_a_first_run_that_was_replaced_meanwhile_is_named_though_a_repeat_comes_back_too(desk: Desk) -> None:
    plan(desk)
    with desk.changing(Action.PLAN_REPEAT, title="Thời sự") as session:
        broadcasts.plan_repeat(session, edition_id=1, on=DAY, at=dt.time(17), seconds=900)
    with desk.changing(Action.IMPORT_LEDGER, files="a.xlsx") as session:
        remove_rows(session, Broadcast, [1, 2])
    removing = newest(desk)
    with seated(desk, "Đức Anh").changing(Action.PLAN_FIRST_RUN, title="Thời sự") as session:
        session.add(
            Broadcast(kind=BroadcastKind.FIRST_RUN, state=BroadcastState.PLANNED, starts=NOW, note="", edition_id=1)
        )

    with pytest.raises(LaterChange, match=r"by Đức Anh"):
        undo_entry(desk, removing)


def test_a_story_is_not_undone_out_of_an_edition_that_was_aired_since(desk: Desk) -> None:
    plan(desk)
    add_story(desk, "Tin một")
    added = newest(desk)
    air(desk)

    with pytest.raises(LaterChange, match="“– Thời sự, –: aired”, by Thu Hà at "):
        undo_entry(desk, added)

    assert titles(desk) == ["Tin một"]
    undo_entry(desk, added + 1)
    undo_entry(desk, added)
    assert titles(desk) == []


def test_a_story_does_not_come_back_into_an_edition_that_was_aired_without_it(desk: Desk) -> None:
    plan(desk)
    remove_line(desk, add_story(desk, "Tin một"))
    removed = newest(desk)
    air(desk)

    with pytest.raises(LaterChange, match="one first: “– Thời sự, –: aired”, by Thu Hà at"):
        undo_entry(desk, removed)

    undo_entry(desk, removed + 1)
    undo_entry(desk, removed)
    assert titles(desk) == ["Tin một"]


def test_a_story_that_was_added_after_the_edition_was_aired_can_be_undone(desk: Desk) -> None:
    """Such a story corrects the record, and undoing it restores what was recorded when it was aired."""
    plan(desk)
    air(desk)
    add_story(desk, "Tin một")

    undo_entry(desk, newest(desk))

    assert titles(desk) == []


def test_undoing_an_added_line_is_seen_by_who_looks_at_the_rundown(desk: Desk) -> None:
    plan(desk)
    line = add_story(desk, "Một")
    add_story(desk, "Hai")
    adding = newest(desk)
    with desk.reading() as session:
        seen = version(session, Edition, 1)

    undo_entry(desk, adding)

    with pytest.raises(ChangedMeanwhile), desk.changing(Action.MOVE_LINE, title="Một") as session:
        rundowns.move_line(session, line, seen, 1)


@pytest.mark.deep
@given(seed=st.integers(0, 10**6))
@settings(max_examples=12)
def test_whatever_is_undone_in_whatever_order_the_rules_hold(seed: int, another_desk: AnotherDesk) -> None:
    with another_desk() as desk:
        racer = OneDesk(desk, races.prepare(desk, desk.config.home.parent), random.Random(seed))
        works = [work for work in races.WORKS if work not in NOT_HERE]
        for _ in range(60):
            work = racer.chance.choice(works) if racer.chance.random() < 0.6 else races.undo_earlier
            try:
                work(racer)
            except (UserError, _Nothing):
                continue
        with desk.reading() as session:
            assert races.broken(session) == []
            assert verify.problems(session) == []


def test_entries_from_before_a_column_came_or_went_are_undone(desk: Desk) -> None:
    """As a later release finds them: a column that must not be empty came, another one and a table went."""
    plan(desk)
    line = add_story(desk, "Một")
    remove_line(desk, line)
    removing = newest(desk)
    with desk.engine.execution_options(radiodesk_writes=True).begin() as connection:
        rows = connection.execute(select(audit_row).where(audit_row.c.table_name == "line")).mappings().all()
        for row in rows:
            older = {
                name: columns and {"gone": 1} | {key: value for key, value in columns.items() if key != "join"}
                for name, columns in (("before", row["before"]), ("after", row["after"]))
            }
            connection.execute(update(audit_row).where(audit_row.c.id == row["id"]).values(older))
        gone = {"table_name": "gone", "row_id": 1, "before": {"x": 1}, "after": None}
        connection.execute(insert(audit_row).values(entry_id=removing, **gone))

    undo_entry(desk, removing)

    assert titles(desk) == ["Một"]
    with desk.reading() as session:
        assert existing(session, Line, line).join is JoinKind.BUTT
        assert verify.problems(session) == []


def test_the_addition_of_a_row_from_before_a_column_came_is_undone_unless_the_column_was_filled(desk: Desk) -> None:
    """An edition of an older release: nothing was said of an air file when it was added."""
    plan(desk)
    planning = newest(desk)
    with desk.engine.execution_options(radiodesk_writes=True).begin() as connection:
        of_edition = (audit_row.c.table_name == "edition") & (audit_row.c.entry_id == planning)
        after = connection.scalars(select(audit_row.c.after).where(of_edition)).one()
        older = {name: value for name, value in after.items() if name != "chapters"}
        connection.execute(update(audit_row).where(of_edition).values(after=older))
    set_chapters(desk, [[0.0, "Tin"]])
    with pytest.raises(LastingChange):
        undo_entry(desk, planning)
    set_chapters(desk, None)

    undo_entry(desk, planning)

    with desk.reading() as session:
        assert session.scalars(select(Edition)).all() == []


def set_chapters(desk: Desk, chapters: list[list[Any]] | None) -> None:
    with desk.changing(Action.EARLIER, what="chapters") as session:
        session.scalars(select(Edition)).one().chapters = chapters
