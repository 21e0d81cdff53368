"""Linking: a recording of a whole programme is an edition's air file, as others belong to stories and inserts."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from radiodesk.history.reversing import BreaksRule, LaterChange
from radiodesk.media import linking, places, recordings, retention, treatments
from radiodesk.media.errors import KeptUntil, StillLinked
from radiodesk.media.linking import FileRemoved
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound.recipes import Recipe
from radiodesk.model import Action, BroadcastState, Desk, Edition, Line, Recording, Story
from radiodesk.model.database import existing
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.newsroom import rundowns
from radiodesk.newsroom.views import RundownView
from radiodesk.schedule import broadcasts, queries
from radiodesk.schedule.lacking import Lack
from tests.history.test_undo import newest, undo_entry
from tests.media.stored import DAY, FIRST, SECOND, add, edition_with, give_up, look, names, set_state
from tests.versions import version

KEPT = dt.timedelta(days=365)


def link_air_file(session: Session, edition_id: int, recording_id: int | None) -> None:
    linking.link(session, (places.Kind.EDITION, edition_id), version(session, Edition, edition_id), recording_id)


def linked_air_file(desk: Desk, edition_id: int, recording_id: int | None) -> int:
    """Link an air file in a change of its own. Returns the number of its entry."""
    with desk.changing(Action.LINK_RECORDING, name="x", title="Thời sự") as session:
        link_air_file(session, edition_id, recording_id)
    return newest(desk)


def rundown(desk: Desk, edition_id: int) -> RundownView:
    with desk.reading() as session:
        return rundowns.rundown(session, edition_id)


@pytest.fixture
def whole(desk: Desk) -> RecordingView:
    """A recording of a whole programme."""
    return add(desk, FIRST)[0]


@pytest.fixture
def edition(desk: Desk) -> int:
    """An edition with one story of 60 seconds, whose first run is planned with 900 seconds."""
    (other,) = add(desk, SECOND)
    with desk.changing(Action.EARLIER, what="test") as session:
        return edition_with(session, other.id)


def test_every_column_that_refers_to_a_recording_is_a_place_or_a_part_of_the_recording() -> None:
    referring = {
        table.name
        for table in Recording.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "recording" for key in column.foreign_keys)
    }
    assert referring == {place.table for place in places.PLACES} | {"treatment", "overview"}


def test_unlinking_says_whether_the_recording_has_other_links(desk: Desk, edition: int) -> None:
    line = rundown(desk, edition).lines[0]
    with desk.changing(Action.UNLINK_RECORDING, title="x") as session:
        link_air_file(session, edition, line.recording_id)
        of_story = places.target_of(line.id, line.story_id)
        assert linking.unlink(session, of_story, linking.version_of(session, of_story))
        whole = (places.Kind.EDITION, edition)
        assert not existing(session, Recording, 1).waiting
        assert not linking.unlink(session, whole, linking.version_of(session, whole))
        assert existing(session, Recording, 1).waiting


def test_an_air_file_leaves_the_inbox_and_names_its_programme(desk: Desk, whole: RecordingView, edition: int) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Recording, whole.id).waiting = True
        linking.lay_aside(session, whole.id, look(desk, whole.id).version)
        link_air_file(session, edition, whole.id)
        row = existing(session, Recording, whole.id)
        assert (row.waiting, row.laid_aside) == (False, False)

    assert look(desk, whole.id).linked == ("Thời sự, 05:30 05/03/2019",)
    assert rundown(desk, edition).air_file is not None


def test_a_recording_that_was_laid_aside_is_told_from_one_that_never_waited(desk: Desk, whole: RecordingView) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Recording, whole.id).waiting = True
    with desk.changing(Action.LAY_ASIDE, name="x") as session:
        linking.lay_aside(session, whole.id, look(desk, whole.id).version)
    with desk.reading() as session:
        row = existing(session, Recording, whole.id)
        assert (row.waiting, row.laid_aside) == (False, True)

    undo_entry(desk, newest(desk))

    with desk.reading() as session:
        row = existing(session, Recording, whole.id)
        assert (row.waiting, row.laid_aside) == (True, False)


def test_an_air_file_over_somebody_elses_change_is_refused(desk: Desk, whole: RecordingView, edition: int) -> None:
    seen = rundown(desk, edition).version
    with desk.changing(Action.EARLIER, what="test") as session:
        rundowns.add_insert(session, edition, label="Nhạc hiệu", seconds=5)
    with pytest.raises(ChangedMeanwhile), desk.changing(Action.LINK_RECORDING, name="x", title="x") as session:
        linking.link(session, (places.Kind.EDITION, edition), seen, whole.id)


def test_a_recording_whose_file_was_removed_is_no_air_file(desk: Desk, whole: RecordingView, edition: int) -> None:
    give_up(desk, whole.id, DAY)
    with pytest.raises(FileRemoved), desk.changing(Action.LINK_RECORDING, name="x", title="x") as session:
        link_air_file(session, edition, whole.id)


def test_another_air_file_has_no_chapters_of_the_one_before(desk: Desk, whole: RecordingView, edition: int) -> None:
    (other,) = add(desk, SECOND)
    linked_air_file(desk, edition, whole.id)
    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Edition, edition).chapters = [[0.0, "Mở đầu"]]
    linked_air_file(desk, edition, whole.id)
    with desk.reading() as session:
        assert existing(session, Edition, edition).chapters == [[0.0, "Mở đầu"]]

    entry = linked_air_file(desk, edition, other.id)
    with desk.reading() as session:
        assert existing(session, Edition, edition).chapters is None

    undo_entry(desk, entry)
    with desk.reading() as session:
        row = existing(session, Edition, edition)
        assert (row.recording_id, row.chapters) == (whole.id, [[0.0, "Mở đầu"]])


# Its length


def test_the_length_of_the_air_file_on_air_is_the_actual_length_of_its_broadcasts(
    desk: Desk, whole: RecordingView, edition: int
) -> None:
    first_run = rundown(desk, edition).first_run
    linked_air_file(desk, edition, whole.id)
    with desk.changing(Action.TREAT, name="x") as session:
        treatments.change(session, whole.id, look(desk, whole.id).version, Recipe(begin=1.0, end=3.0))
    on_air = look(desk, whole.id).air_seconds
    assert on_air != whole.seconds

    with desk.reading() as session:
        view = queries.broadcast(session, first_run.id)
        airtime = queries.airtimes(session)[first_run.id]
    assert rundown(desk, edition).actual_total == on_air
    assert (view.seconds, airtime.seconds) == (round(on_air), round(on_air))
    assert view.actual_seconds is None  # nothing was noted

    with desk.changing(Action.EARLIER, what="test") as session:
        set_state(session, edition, BroadcastState.AIRED)
        seen = queries.broadcast(session, first_run.id).version
        now = dt.datetime(2019, 3, 5, 12, tzinfo=dt.UTC)
        broadcasts.set_state(session, first_run.id, seen, BroadcastState.AIRED, now=now, actual_seconds=870)
    with desk.reading() as session:
        assert queries.broadcast(session, first_run.id).seconds == 870
        assert queries.airtimes(session)[first_run.id].seconds == 870


def test_without_an_air_file_the_planned_length_counts(desk: Desk, edition: int) -> None:
    first_run = rundown(desk, edition).first_run
    with desk.reading() as session:
        assert queries.broadcast(session, first_run.id).seconds == 900
        assert queries.airtimes(session)[first_run.id].seconds == 900


def test_stories_of_an_edition_with_an_air_file_need_no_recordings(desk: Desk, whole: RecordingView) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition = edition_with(session, whole.id)
        story = rundowns.rundown(session, edition).lines[0]
        linking.link(session, places.target_of(story.id, story.story_id), story.version, None)
    first_run = rundown(desk, edition).first_run
    with desk.reading() as session:
        assert queries.broadcast(session, first_run.id).lacks == (Lack.RECORDING,)

    linked_air_file(desk, edition, whole.id)

    with desk.reading() as session:
        assert Lack.RECORDING not in queries.broadcast(session, first_run.id).lacks


# How long it is kept


def test_an_air_file_is_kept_as_a_recording_of_a_story_is(desk: Desk, whole: RecordingView, edition: int) -> None:
    with desk.reading() as session:
        assert whole.name in names(retention.never_aired(session, DAY))
    linked_air_file(desk, edition, whole.id)
    with desk.reading() as session:
        assert whole.name not in names(retention.never_aired(session, DAY))  # planned for today
        with pytest.raises(StillLinked, match=r"Thời sự.*\(U on Media\)"):
            retention.check_removable(session, whole.id, DAY)

    with desk.changing(Action.EARLIER, what="test") as session:
        set_state(session, edition, BroadcastState.AIRED)
    with desk.reading() as session:
        with pytest.raises(KeptUntil):
            retention.check_removable(session, whole.id, DAY + KEPT)
        assert whole.name not in names(retention.removable(session, DAY + KEPT))
        assert whole.name in names(retention.removable(session, DAY + KEPT + dt.timedelta(days=1)))


# Undoing


def test_an_air_file_is_unlinked_and_linked_again_by_undo(desk: Desk, whole: RecordingView, edition: int) -> None:
    entry = linked_air_file(desk, edition, whole.id)

    undo_entry(desk, entry)
    assert rundown(desk, edition).air_file is None

    undo_entry(desk, newest(desk))
    air_file = rundown(desk, edition).air_file
    assert air_file is not None
    assert (air_file.recording_id, air_file.name) == (whole.id, whole.name)


def test_undo_links_no_air_file_whose_file_was_removed(desk: Desk, whole: RecordingView, edition: int) -> None:
    linked_air_file(desk, edition, whole.id)
    entry = linked_air_file(desk, edition, None)
    give_up(desk, whole.id, DAY)

    with pytest.raises(BreaksRule, match="was removed"):
        undo_entry(desk, entry)
    assert rundown(desk, edition).air_file is None


def test_an_air_file_does_not_wait_again(desk: Desk, whole: RecordingView, edition: int) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Recording, whole.id).waiting = True
    with desk.changing(Action.LAY_ASIDE, name="x") as session:
        linking.lay_aside(session, whole.id, look(desk, whole.id).version)
    laying_aside = newest(desk)
    linked_air_file(desk, edition, whole.id)

    with pytest.raises(LaterChange):
        undo_entry(desk, laying_aside)


def test_each_kind_of_place_is_linked_and_named_once(desk: Desk, whole: RecordingView, edition: int) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        insert = rundowns.add_insert(session, edition, label="Nhạc hiệu", seconds=5)
        story = rundowns.rundown(session, edition).lines[0].story_id
        assert story is not None
        for kind, row_id in ((places.Kind.STORY, story), (places.Kind.INSERT, insert), (places.Kind.EDITION, edition)):
            whole_row = (Story, story) if kind is places.Kind.STORY else (Edition, edition)
            linking.link(session, (kind, row_id), version(session, *whole_row), whole.id)
        assert existing(session, Line, insert).recording_id == whole.id
        linked = list(places.linked(session, [whole.id]))
        assert recordings.find(session, str(whole.id)).linked == ("Tin", "Nhạc hiệu", "Thời sự, 05:30 05/03/2019")
    assert [each.target[0] for each in linked] == list(places.Kind)
