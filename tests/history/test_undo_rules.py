"""Undoing an earlier entry breaks no rule of the data: it names the later change or the rule, and changes nothing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select

from radiodesk.errors import UserError
from radiodesk.history import invariants, undo
from radiodesk.history.reversing import BreaksRule, LaterChange, ReversedAlready
from radiodesk.history.undo import CannotUndo
from radiodesk.kinds import BroadcastState, ClipKind, DeliveryState, Genre, ProgrammeKind, Role, Source
from radiodesk.media import batches, linking, places, recordings, retention, treatments
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound.recipes import Recipe, Settings
from radiodesk.model import (
    Action,
    AuditEntry,
    Base,
    Broadcast,
    Clip,
    Credit,
    Delivery,
    Desk,
    Edition,
    Publication,
    Recording,
    Story,
)
from radiodesk.model.database import existing
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.newsroom import deliveries, publications, rundowns, stories, television
from radiodesk.schedule import broadcasts, programmes, queries
from radiodesk.staff import credits as crediting
from radiodesk.staff import people
from tests.conftest import seated
from tests.history.test_redo import redo_last, undo_last
from tests.history.test_undo import NOW, data, newest, plan, remove_line, titles, undo_entry
from tests.history.test_undo import add_story as add_new_story
from tests.media.stored import FIRST, SECOND, add
from tests.versions import version

DAY = dt.date(2019, 3, 5)
AIRED, PLANNED, CANCELLED, MISSED = (
    BroadcastState.AIRED,
    BroadcastState.PLANNED,
    BroadcastState.CANCELLED,
    BroadcastState.MISSED,
)


@dataclass
class Desktop:
    """A desk at which each change is an entry. Each method returns the number of its entry."""

    desk: Desk

    def change(self, action: Action, function: Any, row_kind: type[Base], row_id: int, /, **values: Any) -> int:
        """Call a function that takes the id and the version of a row."""
        sentence = {"title": "x", "name": "x", "address": "x", "state": "x"}
        with self.desk.changing(action, **sentence) as session:
            function(session, row_id, version(session, row_kind, row_id), **values)
        return newest(self.desk)

    def mark(self, broadcast: int, state: BroadcastState) -> int:
        return self.change(
            Action.MARK_BROADCAST, broadcasts.set_state, Broadcast, broadcast, state=state, now=NOW, sure=True
        )

    def move(self, broadcast: int, **values: Any) -> int:
        """Change a broadcast, by default to what `plan` planned."""
        planned = {"on": DAY, "at": dt.time(5, 30), "planned_seconds": 900, "actual_seconds": None, "note": ""}
        changed = {**planned, "now": NOW, "sure": True, **values}
        return self.change(Action.CHANGE_BROADCAST, broadcasts.change_broadcast, Broadcast, broadcast, **changed)

    def add_story(self, title: str = "Tin") -> int:
        add_new_story(self.desk, title)
        return newest(self.desk)

    def add_clip(self) -> int:
        with self.desk.changing(Action.ADD_CLIP, title="Clip") as session:
            return television.add_clip(
                session, title="Clip", kind=ClipKind.CLIP, authors="", recipient="", seconds=None
            )

    def change_clip(self, clip: int, **days: dt.date | None) -> int:
        same = {"title": "Clip", "kind": ClipKind.CLIP, "authors": "", "recipient": "", "seconds": None, "note": ""}
        values = {**same, "sent": None, "aired": None, "today": DAY, **days}
        return self.change(Action.CHANGE_CLIP, television.change_clip, Clip, clip, **values)

    def link(self, story: int, recording: int | None) -> int:
        action = Action.LINK_RECORDING if recording else Action.UNLINK_RECORDING
        with self.desk.changing(action, name="x", title="Tin") as session:
            linking.link(session, (places.Kind.STORY, story), version(session, Story, story), recording)
        return newest(self.desk)

    def treat(self, recording: int, recipe: Recipe) -> int:
        return self.change(Action.TREAT, treatments.change, Recording, recording, recipe=recipe)

    def set_preset(self, name: str, genre: Genre | None = None) -> int:
        with self.desk.changing(Action.SET_PRESET, name=name) as session:
            known = {each.name: each.version for each in treatments.presets(session)}
            treatments.set_preset(session, name, known.get(name, 0), Settings(), genre)
        return newest(self.desk)

    def preset_of(self, genre: Genre) -> str:
        with self.desk.reading() as session:
            return next(each.name for each in treatments.presets(session) if each.genre is genre)

    def remove_preset(self, name: str) -> int:
        with self.desk.changing(Action.REMOVE_PRESET, name=name) as session:
            treatments.remove_preset(session, name, treatments.preset(session, name).version)
        return newest(self.desk)

    def post(self, address: str = "https://dai.example/1") -> int:
        with self.desk.changing(Action.POST, title="Thời sự", address=address) as session:
            publications.post(session, 1, address=address, on=DAY, today=DAY)
        return newest(self.desk)

    def move_line(self, line: int, by: int) -> int:
        with self.desk.changing(Action.MOVE_LINE, title="x") as session:
            rundowns.move_line(session, line, version(session, Edition, 1), by)
        return newest(self.desk)

    def story(self, row_id: int = 1) -> Story:
        with self.desk.reading() as session:
            story = existing(session, Story, row_id)
            session.expunge(story)
            return story

    def recording(self, row_id: int) -> RecordingView:
        with self.desk.reading() as session:
            return recordings.find(session, str(row_id))

    def refused(self, entry: int) -> UserError:
        """The error of undoing an entry, which has changed nothing."""
        before = data(self.desk)
        with pytest.raises(UserError) as caught:
            undo_entry(self.desk, entry)
        assert data(self.desk) == before
        with self.desk.reading() as session:
            assert not list(invariants.violations(session, None, DAY))
        return caught.value


@pytest.fixture
def at(desk: Desk) -> Desktop:
    return Desktop(desk)


@pytest.fixture
def recording(desk: Desk) -> int:
    return add(desk, FIRST)[0].id


# Broadcasts


def test_a_broadcast_that_was_moved_into_the_future_does_not_become_aired_again(at: Desktop) -> None:
    first = plan(at.desk)
    at.mark(first, AIRED)
    taking_back = at.mark(first, PLANNED)
    at.move(first, on=dt.date(2130, 1, 1))

    error = at.refused(taking_back)

    assert isinstance(error, BreaksRule)
    assert str(error).startswith("“– x, –: x” cannot be undone. This is planned for")


def test_a_broadcast_that_was_moved_into_the_future_does_not_become_missed_again(at: Desktop) -> None:
    first = plan(at.desk)
    at.mark(first, MISSED)
    taking_back = at.mark(first, PLANNED)
    at.move(first, on=dt.date(2130, 1, 1))

    assert "It can be marked as missed from that day on" in str(at.refused(taking_back))


def test_a_relay_does_not_lose_both_its_upstream_and_its_event(at: Desktop) -> None:
    with at.desk.changing(Action.PLAN_RELAY, title="x") as session:
        relay = broadcasts.plan_relay(
            session, title="Tiếp âm", live=False, upstream="VOV1", on=DAY, at=dt.time(6), seconds=60
        )
    making_live = at.move(relay, at=dt.time(6), live=True)
    at.move(relay, at=dt.time(6), upstream="")

    assert "A relay carries another station or a live event" in str(at.refused(making_live))


def test_a_programme_is_not_twice_in_one_minute_whatever_the_seconds(at: Desktop) -> None:
    first = plan(at.desk)
    cancelling = at.mark(first, CANCELLED)
    plan(at.desk, at=dt.time(5, 30, 59))

    assert "“Thời sự” is planned for 05:30" in str(at.refused(cancelling))


def test_an_edition_does_not_return_to_a_programme_that_is_on_at_its_time_by_now(at: Desktop) -> None:
    first = plan(at.desk)
    renaming = at.move(first, title="Pháp luật", kind=ProgrammeKind.COLUMN)
    plan(at.desk)

    assert "“Thời sự” is planned for 05:30" in str(at.refused(renaming))


def test_what_was_posted_stays_aired(at: Desktop) -> None:
    first = plan(at.desk)
    airing = at.mark(first, AIRED)
    at.post()

    assert "noted as posted at “https://dai.example/1”: withdraw that first" in str(at.refused(airing))

    at.change(Action.WITHDRAW, publications.withdraw, Publication, 1)
    undo_entry(at.desk, airing)
    with at.desk.reading() as session:
        assert queries.broadcast(session, first).state is PLANNED


# Lines


def test_the_removal_of_a_line_is_not_repeated_once_the_edition_was_aired_with_it(at: Desktop) -> None:
    first = plan(at.desk)
    remove_line(at.desk, add_new_story(at.desk, "Tin"))
    undo_entry(at.desk, newest(at.desk))
    restoring = newest(at.desk)
    at.mark(first, AIRED)

    assert isinstance(at.refused(restoring), LaterChange)


def test_a_move_is_not_undone_once_lines_were_moved_again(at: Desktop) -> None:
    plan(at.desk)
    lines = [add_new_story(at.desk, title) for title in ("Một", "Hai", "Ba")]
    first_move = at.move_line(lines[2], -1)
    second_move = at.move_line(lines[2], -1)
    assert titles(at.desk) == ["Ba", "Một", "Hai"]

    error = at.refused(first_move)

    assert isinstance(error, LaterChange)
    assert error.values["later"] == second_move
    undo_entry(at.desk, second_move)
    undo_entry(at.desk, first_move)
    assert titles(at.desk) == ["Một", "Hai", "Ba"]


def test_lines_that_were_added_and_removed_later_do_not_matter_to_a_move(at: Desktop) -> None:
    plan(at.desk)
    lines = [add_new_story(at.desk, title) for title in ("Một", "Hai", "Ba")]
    moving = at.move_line(lines[2], -1)
    with at.desk.changing(Action.ADD_INSERT, title="Nhạc") as session:
        rundowns.add_insert(session, 1, label="Nhạc", seconds=5, number=3)
    remove_line(at.desk, lines[0])
    assert titles(at.desk) == ["Ba", "Nhạc", "Hai"]

    undo_entry(at.desk, moving)

    assert titles(at.desk) == ["Hai", "Ba", "Nhạc"]


def test_a_line_returns_behind_its_neighbour_whose_later_move_stays(at: Desktop) -> None:
    plan(at.desk)
    lines = [add_new_story(at.desk, title) for title in ("Một", "Hai", "Ba", "Bốn")]
    remove_line(at.desk, lines[1])
    removing = newest(at.desk)
    at.move_line(lines[0], 2)
    assert titles(at.desk) == ["Ba", "Bốn", "Một"]

    undo_entry(at.desk, removing)

    assert titles(at.desk) == ["Ba", "Bốn", "Một", "Hai"]


# Clips


def test_a_clip_was_not_aired_before_it_was_sent(at: Desktop) -> None:
    clip = at.add_clip()
    at.change_clip(clip, sent=dt.date(2019, 3, 3))
    correcting = at.change_clip(clip, sent=dt.date(2019, 3, 1))
    at.change_clip(clip, sent=dt.date(2019, 3, 1), aired=dt.date(2019, 3, 2))

    assert "aired on the day it was sent" in str(at.refused(correcting))


# Recordings


def test_a_recording_without_its_file_is_not_linked_again(at: Desktop, recording: int) -> None:
    plan(at.desk)
    at.add_story()
    at.link(1, recording)
    unlinking = at.link(1, None)
    retention.remove(at.desk, at.recording(recording), DAY)

    assert "was removed: add it again" in str(at.refused(unlinking))


def test_a_story_that_got_a_recording_meanwhile_stays(at: Desktop, recording: int) -> None:
    plan(at.desk)
    adding = at.add_story()
    linking_it = at.link(1, recording)

    error = at.refused(adding)

    assert isinstance(error, LaterChange)
    assert error.values["later"] == linking_it


@pytest.mark.parametrize("known", [True, False], ids=["of another preset", "of a new preset"])
def test_a_genre_goes_back_to_the_preset_that_had_it(at: Desktop, known: bool) -> None:
    """No genre has two presets in between either."""
    at.set_preset("một", Genre.BRIEF)
    if known:
        at.set_preset("hai")
    taking = at.set_preset("hai", Genre.BRIEF)

    undo_entry(at.desk, taking)
    assert at.preset_of(Genre.BRIEF) == "một"
    undo_entry(at.desk, newest(at.desk))
    assert at.preset_of(Genre.BRIEF) == "hai"


def test_a_preset_that_a_treatment_names_stays(at: Desktop, recording: int) -> None:
    adding = at.set_preset("mới")
    treating = at.treat(recording, Recipe(preset="Mới"))

    error = at.refused(adding)

    assert isinstance(error, LaterChange)
    assert error.values["later"] == treating


def test_a_treatment_does_not_return_to_a_preset_that_is_gone(at: Desktop, recording: int) -> None:
    at.set_preset("mới")
    undo_entry(at.desk, at.treat(recording, Recipe(preset="mới")))
    undoing = newest(at.desk)
    at.remove_preset("mới")

    assert "There is no preset “mới”" in str(at.refused(undoing))


def test_the_length_of_a_story_linked_meanwhile_follows_an_undone_treatment(at: Desktop, recording: int) -> None:
    plan(at.desk)
    at.add_story()
    treating = at.treat(recording, Recipe(begin=1.0))
    at.link(1, recording)
    assert at.story().actual_seconds == at.recording(recording).air_seconds

    undo_entry(at.desk, treating)

    with at.desk.reading() as session:
        seconds = treatments.treatment(session, recording).plan.seconds
    assert at.story().actual_seconds == at.recording(recording).air_seconds == round(seconds, 3)


def test_a_treatment_that_a_later_one_replaced_is_undone_without_effect_on_that_one(
    at: Desktop, recording: int
) -> None:
    first = at.treat(recording, Recipe(begin=1.0))
    at.treat(recording, Recipe(begin=2.0))

    undo_entry(at.desk, first)

    with at.desk.reading() as session:
        assert treatments.current(session, recording).begin == 2.0


def test_an_undone_treatment_does_not_return_before_a_later_one(at: Desktop, recording: int) -> None:
    at.treat(recording, Recipe(begin=1.0))
    at.change(Action.UNDO_TREATMENT, treatments.undo, Recording, recording)
    second = at.treat(recording, Recipe(begin=2.0))  # the first one can no longer be redone
    third = at.treat(recording, Recipe(begin=3.0))

    error = at.refused(second)

    assert isinstance(error, LaterChange)
    assert error.values["later"] == third


def test_treatments_that_were_undone_are_redone_in_their_order(at: Desktop, recording: int) -> None:
    for begin in (1.0, 2.0):
        at.treat(recording, Recipe(begin=begin))
    undone = [at.change(Action.UNDO_TREATMENT, treatments.undo, Recording, recording) for _ in range(2)]

    assert isinstance(at.refused(undone[0]), LaterChange)
    undo_entry(at.desk, undone[1])
    undo_entry(at.desk, undone[0])
    with at.desk.reading() as session:
        assert treatments.current(session, recording).begin == 2.0


def test_a_link_is_undone_although_the_recording_was_measured_meanwhile(at: Desktop, recording: int) -> None:
    with at.desk.changing(Action.EARLIER, what="not measured yet") as session:
        row = existing(session, Recording, recording)
        row.measured, row.air_seconds = None, None
    plan(at.desk)
    at.add_story()
    linking_it = at.link(1, recording)
    batches.measure_all(at.desk, [at.recording(recording)])

    undo_entry(at.desk, linking_it)

    story = at.story()
    assert (story.recording_id, story.actual_seconds) == (None, None)


def test_a_recording_that_was_linked_or_removed_does_not_wait_again(at: Desktop) -> None:
    linked, removed = (outcome.recording for outcome in batches.add(at.desk, [FIRST, SECOND], waiting=True))
    assert linked is not None
    assert removed is not None
    plan(at.desk)
    at.add_story()
    entries = [at.change(Action.LAY_ASIDE, linking.lay_aside, Recording, each.id) for each in (linked, removed)]
    linking_it = at.link(1, linked.id)
    retention.remove(at.desk, at.recording(removed.id), DAY)

    errors = [at.refused(entry) for entry in entries]

    assert isinstance(errors[0], LaterChange)
    assert errors[0].values["later"] == linking_it
    assert isinstance(errors[1], LaterChange)
    assert "Removed the file" in str(errors[1])


# Unique names and addresses


def test_an_address_that_was_noted_again_is_not_noted_twice(at: Desktop) -> None:
    at.mark(plan(at.desk), AIRED)
    at.post()
    withdrawing = at.change(Action.WITHDRAW, publications.withdraw, Publication, 1)
    posting_again = at.post()

    error = at.refused(withdrawing)

    assert isinstance(error, LaterChange)
    assert error.values["later"] == posting_again


def test_a_merged_person_whose_name_was_added_again_is_not_restored(at: Desktop) -> None:
    for name in ("Thu Hà", "T. Hà"):
        with at.desk.changing(Action.ADD_PERSON, name=name) as session:
            people.add(session, name)
    with at.desk.changing(Action.MERGE_PEOPLE, name="T. Hà", into="Thu Hà") as session:
        people.merge(session, 2, 1, 1, 1, today=DAY)
    merging = newest(at.desk)
    with at.desk.changing(Action.ADD_PERSON, name="t. hà") as session:
        people.add(session, "t. hà", sure=True)

    assert isinstance(at.refused(merging), LaterChange)


def test_an_author_who_was_named_again_is_not_credited_twice(at: Desktop) -> None:
    plan(at.desk)
    add_new_story(at.desk, "Tin", authors="Thu Hà, Đức Anh")
    entries = [
        at.change(
            Action.CHANGE_STORY,
            stories.change_story,
            Story,
            1,
            title="Tin",
            genre=Genre.BRIEF,
            source=Source.OWN,
            authors=authors,
            planned_seconds=60,
        )
        for authors in ("Lan", "Lan, Thu Hà")
    ]

    error = at.refused(entries[0])

    assert isinstance(error, LaterChange)
    assert error.values["later"] == entries[1]
    undo_entry(at.desk, entries[1])
    undo_entry(at.desk, entries[0])
    with at.desk.reading() as session:
        assert session.scalars(select(Credit.person_id).order_by(Credit.id)).all() == [1, 2]


def test_shares_that_are_given_back_are_no_more_than_a_whole_with_those_given_since(at: Desktop) -> None:
    plan(at.desk)
    add_new_story(at.desk, "Tin", authors="Thu Hà, Đức Anh")

    def share(credit: int, percent: int) -> int:
        with at.desk.changing(Action.SET_CREDITS, title="Tin") as session:
            seen = version(session, Story, 1)
            crediting.change_credit(session, credit, seen, coefficient=None, share=Decimal(percent))
        return newest(at.desk)

    share(1, 60)
    lowering = share(1, 30)
    raising = share(2, 70)

    error = at.refused(lowering)

    assert isinstance(error, BreaksRule)
    assert "make 130 percent" in str(error)
    undo_entry(at.desk, raising)
    undo_entry(at.desk, lowering)


def test_what_was_used_since_is_no_delivery_to_take_back(at: Desktop) -> None:
    plan(at.desk)
    add_new_story(at.desk, "Tin")
    with at.desk.changing(Action.DELIVER) as session:
        deliveries.deliver(session, story_id=1, recipient="Báo tỉnh", on=DAY, today=DAY)
    sending = newest(at.desk)
    marking = at.change(Action.MARK_DELIVERY, deliveries.mark_delivery, Delivery, 1, state=DeliveryState.USED)

    error = at.refused(sending)

    assert isinstance(error, LaterChange)
    assert "Sent to Báo tỉnh, now used: Tin" in str(error)
    undo_entry(at.desk, marking)
    undo_entry(at.desk, sending)
    with at.desk.reading() as session:
        assert session.scalars(select(Delivery)).all() == []


# Others


def test_a_restored_row_has_a_version_that_nobody_has_seen(at: Desktop) -> None:
    plan(at.desk)
    line = add_new_story(at.desk, "Tin")
    adding = newest(at.desk)
    with at.desk.reading() as session:
        seen = version(session, Story, 1)
    undo_entry(at.desk, adding)
    undo_entry(at.desk, newest(at.desk))

    with at.desk.reading() as session:
        assert version(session, Story, 1) > seen
        assert version(session, Edition, 1) > 1
    with pytest.raises(ChangedMeanwhile), at.desk.changing(Action.CHANGE_STORY, title="x") as session:
        rundowns.change_line(session, line, seen, title="Bài", seconds=None)


def test_what_another_person_undid_is_not_undone_again(at: Desktop) -> None:
    plan(at.desk)
    undo_entry(seated(at.desk, "Đức Anh"), at.add_story())

    with at.desk.reading() as session:
        assert undo.last_of(session, "Thu Hà").values == {"title": "Thời sự"}


def test_the_last_change_of_a_person_is_found_without_reading_those_of_others(at: Desktop) -> None:
    plan(at.desk)
    for number in range(3):
        add_new_story(seated(at.desk, "Đức Anh"), str(number))
    fetched: list[object] = []

    with at.desk.reading() as session:
        event.listen(session, "loaded_as_persistent", lambda _session, row: fetched.append(row))
        assert undo.last_of(session, "thu hà").values == {"title": "Thời sự"}

    assert sum(isinstance(row, AuditEntry) for row in fetched) == 1


@pytest.mark.parametrize("action", [Action.EARLIER, Action.ADD_RECORDING, Action.UPDATE])
def test_what_is_never_undone_gives_the_reason(at: Desktop, action: Action) -> None:
    with at.desk.changing(action, what="x", name="x") as session:
        people.add(session, "Thu Hà")

    error = at.refused(newest(at.desk))

    assert isinstance(error, CannotUndo)
    assert str(error.values["reason"]) in str(error)
    assert error.values["reason"]


def test_a_row_that_differs_from_the_audit_is_told_from_one_that_somebody_changed(at: Desktop) -> None:
    plan(at.desk)
    adding = at.add_story()
    with at.desk.engine.execution_options(radiodesk_writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE story SET planned_seconds = 1")

    with pytest.raises(UserError, match="an update or another program has changed"):
        undo_entry(at.desk, adding)


def test_a_length_that_was_computed_again_leaves_nothing_to_undo(at: Desktop, recording: int) -> None:
    entries = []
    before = at.recording(recording).air_seconds
    for seconds in (5.0, before):
        with at.desk.changing(Action.TREAT, name="x") as session:
            existing(session, Recording, recording).air_seconds = seconds
        entries.append(newest(at.desk))

    assert isinstance(at.refused(entries[0]), ReversedAlready)


def test_a_person_whose_work_keeps_the_name_names_that_work(at: Desktop) -> None:
    plan(at.desk)
    with at.desk.changing(Action.ADD_PERSON, name="Lan") as session:
        people.add(session, "Lan")
    adding = newest(at.desk)
    add_new_story(at.desk, "Tin", authors="Lan")

    error = at.refused(adding)

    assert isinstance(error, LaterChange)
    assert "New story: Tin" in str(error)


def test_a_person_with_roles_who_has_work_by_now_keeps_them_all(at: Desktop) -> None:
    plan(at.desk)
    with at.desk.changing(Action.ADD_PERSON, name="Lan") as session:
        people.add(session, "Lan", roles=[Role.REPORTER, Role.EDITOR])
    adding = newest(at.desk)
    add_new_story(at.desk, "Tin", authors="Lan")
    add_new_story(at.desk, "Bài", authors="Lan")

    error = at.refused(adding)

    assert isinstance(error, LaterChange)
    assert "New story: Bài" in str(error)
    with at.desk.reading() as session:
        assert people.person(session, "Lan").roles == (Role.REPORTER, Role.EDITOR)


def test_a_programme_stays_with_its_owner_while_it_is_planned(at: Desktop) -> None:
    traits = programmes.Traits(owner="Lan")
    with at.desk.changing(Action.ADD_PROGRAMME, title="Thời sự") as session:
        programmes.add(session, title="Thời sự", kind=ProgrammeKind.NEWS, traits=traits)
    adding = newest(at.desk)
    plan(at.desk)

    assert "Planned: Thời sự" in str(at.refused(adding))

    undo_entry(at.desk, newest(at.desk))
    with at.desk.changing(Action.ADD_PROGRAMME, title="Nông thôn mới") as session:
        programmes.add(session, title="Nông thôn mới", kind=ProgrammeKind.COLUMN, traits=traits)
    undo_entry(at.desk, adding)

    with at.desk.reading() as session:
        assert [each.title for each in programmes.programmes(session)] == ["Nông thôn mới"]
        assert [each.name for each in people.people(session)] == ["Lan"]


def test_people_who_were_parted_again_are_not_merged_by_halves(at: Desktop) -> None:
    plan(at.desk)
    add_new_story(at.desk, "Tin", authors="Thu Hà, T. Hà")
    with at.desk.changing(Action.MERGE_PEOPLE, name="T. Hà", into="Thu Hà") as session:
        people.merge(session, 2, 1, 1, 1, today=DAY)
    undo_entry(at.desk, newest(at.desk))
    parting = newest(at.desk)
    add_new_story(at.desk, "Bài", authors="T. Hà")

    error = at.refused(parting)

    assert isinstance(error, LaterChange)
    assert "New story: Bài" in str(error)


def test_what_follows_an_airing_is_redone_after_the_airing_was(at: Desktop) -> None:
    """What a redo restored was not changed since: not aired, linked or planned later."""
    first = plan(at.desk)
    steps: list[Callable[[], object]] = [
        lambda: at.mark(first, AIRED),
        lambda: at.move(first, planned_seconds=1200),
        lambda: add_new_story(at.desk, "Tin thêm"),
        lambda: at.mark(first, MISSED),
        lambda: at.mark(first, AIRED),
    ]
    states = [data(at.desk)]
    for step in steps:
        step()
        states.append(data(at.desk))

    for before in reversed(states[:-1]):
        undo_last(at.desk)
        assert data(at.desk) == before
    for after in states[1:]:
        redo_last(at.desk)
        assert data(at.desk) == after


def test_a_state_that_an_undo_gave_back_is_a_later_change_of_what_stands_before_it(at: Desktop) -> None:
    first = plan(at.desk)
    at.mark(first, AIRED)
    missed = at.mark(first, MISSED)
    story = at.add_story("Tin thêm")
    undo_entry(at.desk, missed)  # aired again, since the story was added

    assert isinstance(at.refused(story), LaterChange)
