"""Deleting a single broadcast that was planned by mistake."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.kinds import BroadcastKind, BroadcastState, DutyRole, Genre, ProgrammeKind, Source
from radiodesk.model import (
    AcceptedConflict,
    AssembledFile,
    Base,
    Broadcast,
    BroadcastOutlet,
    Delivery,
    Desk,
    Duty,
    Edition,
    EditionTopic,
    Outlet,
    Person,
    Publication,
    Recipient,
    Recording,
    Relay,
    Topic,
)
from radiodesk.model.actions import Action
from radiodesk.model.database import Removed
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.newsroom import rundowns
from radiodesk.schedule import carrying, deleting, found_conflicts, generation, queries, rules, slot_edits
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.slots import Content
from tests.conftest import seated
from tests.history.test_redo import newest_sentence, redo_last, undo_last
from tests.history.test_undo import data
from tests.schedule.test_broadcasts import (
    AIRED,
    CANCELLED,
    DAY,
    MISSED,
    NOON,
    PLANNED,
    edition,
    mark,
    plan,
    relay,
    repeat,
)
from tests.versions import version


def delete(desk: Desk, broadcast_id: int) -> None:
    with desk.changing(Action.DELETE_BROADCAST, title="Nhầm", time="05:30:00", day="2019-03-05") as session:
        deleting.delete(session, broadcast_id, version(session, Broadcast, broadcast_id))


def count(desk: Desk, kind: type[Base]) -> int:
    with desk.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def titles(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return [item.title for item in queries.day(session, DAY).broadcasts]


@pytest.fixture
def mistake(desk: Desk) -> int:
    """A first run without work in its edition, at the time of another one, which somebody accepted."""
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session, title="Ca nhạc", kind=ProgrammeKind.MUSIC)
        planned = plan(session, sure=True)
        row = session.get_one(Broadcast, planned)
        row.note, row.place = "Nhầm", "Lai Hạ"
        person, outlet = Person(name="Thu Hà"), Outlet(name="Đài xã Lai Hạ")
        session.add_all([person, outlet])
        session.flush()
        session.add_all(
            [
                Duty(broadcast_id=planned, person_id=person.id, role=DutyRole.EDITOR),
                BroadcastOutlet(broadcast_id=planned, outlet_id=outlet.id),
                AssembledFile(edition_id=edition(session, planned), file="nham.mp3", made_of="1:ab"),
            ]
        )
        session.flush()
        [overlap] = [each for each in found_conflicts.find(session, DAY, DAY) if not each.is_gap]
        found_conflicts.accept(session, overlap, "Không sao")
    return planned


def test_a_mistake_goes_with_all_its_parts_and_comes_back_with_them(desk: Desk, mistake: int) -> None:
    before = data(desk)
    delete(desk, mistake)
    assert titles(desk) == ["Ca nhạc"]
    for kind in (Duty, BroadcastOutlet, AssembledFile, AcceptedConflict):
        assert count(desk, kind) == 0, kind
    assert (count(desk, Broadcast), count(desk, Edition)) == (1, 1)
    assert newest_sentence(desk) == "Deleted: Nhầm, 05:30 on 05/03/2019"
    with desk.reading() as session:
        assert [each for each in found_conflicts.find(session, DAY, DAY) if not each.is_gap] == []
    after = data(desk)
    for _ in range(2):
        undo_last(desk)
        restored = data(desk)
        assert restored.keys() == before.keys()
        for table in before.keys() - {"audit_entry", "audit_row"}:
            assert restored[table] == before[table], table
        redo_last(desk)
        assert data(desk)["broadcast"] == after["broadcast"]


def test_a_mistake_that_came_back_goes_again_though_it_was_assembled_since(desk: Desk, mistake: int) -> None:
    delete(desk, mistake)
    undo_last(desk)
    with desk.changing(Action.ASSEMBLE, title="Nhầm") as session:
        session.scalars(select(AssembledFile)).one().file = "khac.mp3"
    redo_last(desk)
    assert (titles(desk), count(desk, AssembledFile)) == (["Ca nhạc"], 0)


@pytest.mark.parametrize("state", [PLANNED, CANCELLED])
def test_a_relay_goes_with_what_it_carries(desk: Desk, state: BroadcastState) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = relay(session)
        if state is CANCELLED:
            mark(session, planned, CANCELLED)
    delete(desk, planned)
    assert (count(desk, Broadcast), count(desk, Relay)) == (0, 0)
    with pytest.raises(Removed), desk.reading() as session:
        queries.broadcast(session, planned)
    undo_last(desk)
    assert titles(desk) == ["Lễ giao nhận quân"]


def test_a_repeat_goes_alone(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        add_line(session, first)
        again = repeat(session, first)
    delete(desk, again)
    assert titles(desk) == ["Thời sự sáng"]
    assert count(desk, Edition) == 1


@pytest.mark.parametrize("state", [AIRED, MISSED])
def test_what_was_noted_as_aired_or_missed_stays_though_it_is_planned_again(desk: Desk, state: BroadcastState) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = plan(session)
    for wanted in (state, PLANNED):
        with desk.changing(Action.MARK_BROADCAST, title="", day="", time="", state=wanted.value) as session:
            mark(session, planned, wanted)
        with pytest.raises(rules.WasNoted, match=f"noted as {state}"):
            delete(desk, planned)


def test_an_occurrence_of_a_slot_stays(desk: Desk) -> None:
    when = Recurrence(NOON, DAY, seconds=900)
    with desk.changing(Action.ADD_SLOT, title="Thời sự", time="12:00:00") as session:
        slot_edits.plan_new(session, Content(BroadcastKind.FIRST_RUN, "Thời sự"), [when], ProgrammeKind.NEWS, DAY)
        generation.generate(session, DAY, 1)
        occurrence = queries.day(session, DAY).broadcasts[0].id
    with pytest.raises(rules.OfSlot):
        delete(desk, occurrence)


def add_line(session: Session, first: int) -> None:
    rundowns.add_story(
        session, edition(session, first), title="Tin", genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=60
    )


def add_repeat(session: Session, first: int) -> None:
    repeat(session, first)


def add_air_file(session: Session, first: int) -> None:
    recording = Recording(
        sha256="ab" * 32, name="so.mp3", suffix=".mp3", size=1, seconds=1.0, sample_rate=44100, channels=1, codec="mp3"
    )
    session.add(recording)
    session.flush()
    session.get_one(Edition, edition(session, first)).recording_id = recording.id


def add_publication(session: Session, first: int) -> None:
    page = Publication(edition_id=edition(session, first), address="https://a.vn/1", posted=DAY, withdrawn=True)
    session.add(page)


def add_delivery(session: Session, first: int) -> None:
    recipient = Recipient(name="Báo tỉnh")
    session.add(recipient)
    session.flush()
    session.add(Delivery(recipient_id=recipient.id, edition_id=edition(session, first), sent=DAY))


def add_topic(session: Session, first: int) -> None:
    topic = Topic(name="Bầu cử")
    session.add(topic)
    session.flush()
    session.add(EditionTopic(edition_id=edition(session, first), topic_id=topic.id))


@pytest.mark.parametrize(
    ("add", "held"),
    [
        (add_line, "1 line"),
        (add_repeat, "1 repeat"),
        (add_air_file, "1 air file"),
        (add_publication, "1 publication"),
        (add_delivery, "1 delivery to others"),
        (add_topic, "1 topic"),
    ],
)
def test_a_first_run_stays_while_something_hangs_on_it(
    desk: Desk, add: Callable[[Session, int], None], held: str
) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = plan(session)
        add(session, planned)
    before = data(desk)
    with pytest.raises(rules.HoldsWork, match=f"its edition has {held}: remove those first"):
        delete(desk, planned)
    assert data(desk) == before


@pytest.mark.parametrize("add", [add_line, add_air_file, add_publication, add_delivery])
def test_an_edition_without_a_broadcast_stays_while_something_hangs_on_it(
    desk: Desk, add: Callable[[Session, int], None]
) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = plan(session)
        add(session, planned)
        of_it = edition(session, planned)
        session.delete(session.get_one(Broadcast, planned))
        session.flush()
        carrying.remove_if_empty(session, of_it)
    assert count(desk, Edition) == 1


def test_nothing_is_deleted_that_somebody_changed_meanwhile(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = plan(session)
        seen = version(session, Broadcast, planned)
    with seated(desk, "Minh").changing(Action.EARLIER, what="test") as session:
        session.get_one(Broadcast, planned).note = "Giữ lại"
    with (
        pytest.raises(ChangedMeanwhile, match="Minh changed this"),
        desk.changing(Action.DELETE_BROADCAST, title="", time="", day="") as session,
    ):
        deleting.delete(session, planned, seen)
    assert titles(desk) == ["Thời sự sáng"]


def test_a_line_that_somebody_added_meanwhile_keeps_it(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = plan(session)
    with desk.reading() as session:
        seen = version(session, Broadcast, planned)
        deleting.check(session, planned)
    with seated(desk, "Minh").changing(Action.EARLIER, what="test") as session:
        add_line(session, planned)
    with (
        pytest.raises(rules.HoldsWork),
        desk.changing(Action.DELETE_BROADCAST, title="", time="", day="") as session,
    ):
        deleting.delete(session, planned, seen)


def test_what_was_deleted_can_be_planned_again_at_its_time_as_another_one(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = plan(session)
    delete(desk, planned)
    with desk.changing(Action.EARLIER, what="test") as session:
        assert plan(session) > planned
    assert titles(desk) == ["Thời sự sáng"]


def test_the_grid_is_generated_again_beside_what_was_deleted(desk: Desk) -> None:
    when = Recurrence(NOON, DAY, seconds=900)
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = plan(session, title="Thời sự trưa", at=NOON)
        mark(session, planned, CANCELLED)
    delete(desk, planned)
    with desk.changing(Action.ADD_SLOT, title="Thời sự trưa", time="12:00:00") as session:
        slot_edits.plan_new(session, Content(BroadcastKind.FIRST_RUN, "Thời sự trưa"), [when], ProgrammeKind.NEWS, DAY)
        generation.generate(session, DAY, 1)
        assert generation.generate(session, DAY, 1).stored == 0
    assert titles(desk) == ["Thời sự trưa"]
