"""Treatments of a desk's recordings: their recipe, undo, presets, and the lengths that follow them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.config import Config
from radiodesk.media import store, treatments
from radiodesk.media.errors import BuiltInPreset, PresetExists, UnknownPreset
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound import recipes
from radiodesk.media.sound.errors import NothingLeft
from radiodesk.media.sound.recipes import ON_AIR, WEB, Recipe, Settings
from radiodesk.model import Desk, Genre, ProgrammeKind, Recording, Source, Story, Treatment
from radiodesk.model.actions import Action
from radiodesk.model.database import add_rows
from radiodesk.model.text import fold
from radiodesk.newsroom import rundowns
from radiodesk.newsroom.views import LineView
from radiodesk.schedule import broadcasts, queries
from tests.media import signals
from tests.media.signals import RATE
from tests.recordings import link
from tests.statements import statements_of

DAY = dt.date(2019, 3, 5)

SILENCE = 1.5
TONE = 4.0
WHOLE = SILENCE + TONE + SILENCE
ON_AIR_SECONDS = 0.2 + TONE + 0.4
"""What the preset leaves."""

NEAR = 0.02


@pytest.fixture
def recording(desk: Desk, tmp_path: Path) -> RecordingView:
    """A tone between two silences."""
    samples = np.pad(signals.sine(-20.0, TONE), round(SILENCE * RATE))
    path = signals.write(tmp_path / "Tin 01.wav", samples)
    return store.add(desk, path)


def edition(session: Session, on: dt.date = DAY) -> int:
    planned = broadcasts.plan_first_run(
        session, title="Thời sự", kind=ProgrammeKind.NEWS, on=on, at=dt.time(5, 30), seconds=900
    )
    edition_id = queries.broadcast(session, planned).edition_id
    assert edition_id is not None
    return edition_id


def story(session: Session, edition_id: int, genre: Genre, recording_id: int) -> None:
    """A story with that recording linked."""
    line = rundowns.add_story(
        session, edition_id, title="Một", genre=genre, source=Source.OWN, authors="Thu Hà", seconds=60
    )
    link(session, edition_id, line, recording_id)


def lines(desk: Desk, edition_id: int) -> tuple[LineView, ...]:
    with desk.reading() as session:
        return rundowns.rundown(session, edition_id).lines


def version_of(session: Session, recording: RecordingView) -> int:
    return treatments.treatment(session, recording.id).recording.version


def change(desk: Desk, recording: RecordingView, recipe: Recipe) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        treatments.change(session, recording.id, version_of(session, recording), recipe)


def undo(desk: Desk, recording: RecordingView) -> bool:
    with desk.changing(Action.EARLIER, what="test") as session:
        return treatments.undo(session, recording.id, version_of(session, recording))


def redo(desk: Desk, recording: RecordingView) -> bool:
    with desk.changing(Action.EARLIER, what="test") as session:
        return treatments.redo(session, recording.id, version_of(session, recording))


def look(desk: Desk, recording: RecordingView) -> treatments.TreatmentView:
    with desk.reading() as session:
        return treatments.treatment(session, recording.id)


def set_preset(desk: Desk, name: str, settings: Settings, genre: Genre | None = None) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        known = [each for each in treatments.presets(session) if fold(each.name) == fold(name)]
        treatments.set_preset(session, name, known[0].version if known else 0, settings, genre)


def test_a_new_preset_needs_a_name_of_its_own(desk: Desk) -> None:
    with desk.changing(Action.SET_PRESET, name="Loa xã") as session:
        treatments.create_preset(session, "Loa xã", Settings(target_lufs=-14), Genre.BRIEF)
    for name in ("LOA XA", "on-air", "Web"):
        with pytest.raises(PresetExists, match="already"), desk.changing(Action.SET_PRESET, name=name) as session:
            treatments.create_preset(session, name, Settings(), None)
    with desk.reading() as session:
        assert treatments.preset(session, "Loa xã").settings.target_lufs == -14


def test_a_recording_that_nobody_treated_follows_the_preset(desk: Desk, recording: RecordingView) -> None:
    view = look(desk, recording)

    assert (view.recipe, view.preset, view.settings) == (Recipe(), ON_AIR, Settings())
    assert (view.can_undo, view.can_redo) == (False, False)
    assert view.waveform is not None
    assert view.plan.seconds == pytest.approx(ON_AIR_SECONDS, abs=NEAR)
    assert view.recording.air_seconds == pytest.approx(view.plan.seconds, abs=0.001)
    assert view.recording.seconds == WHOLE


def test_changes_are_taken_back_and_made_again(desk: Desk, recording: RecordingView) -> None:
    first, second = Recipe(gain_db=2.0), Recipe(gain_db=2.0, cuts=((2.0, 3.0),))
    change(desk, recording, first)
    change(desk, recording, second)
    assert not redo(desk, recording)

    assert undo(desk, recording)
    assert look(desk, recording).recipe == first
    assert (look(desk, recording).can_undo, look(desk, recording).can_redo) == (True, True)
    assert undo(desk, recording)
    assert look(desk, recording).recipe == Recipe()
    assert not undo(desk, recording)
    assert redo(desk, recording)
    assert look(desk, recording).recipe == first
    assert redo(desk, recording)
    assert look(desk, recording).recipe == second
    assert not redo(desk, recording)


def test_what_was_changed_is_taken_back_the_next_day(desk: Desk, config: Config, recording: RecordingView) -> None:
    first = Recipe(begin=1.0, end=3.0, high_pass_hz=80.0)
    change(desk, recording, first)
    change(desk, recording, Recipe(trim=False))
    desk.close()

    again = Desk.open(config)
    assert undo(again, recording)
    again.close()
    third = Desk.open(config)
    assert look(third, recording).recipe == first
    assert redo(third, recording)
    assert look(third, recording).recipe == Recipe(trim=False)
    third.close()


def test_a_change_after_an_undo_takes_the_place_of_what_was_undone(desk: Desk, recording: RecordingView) -> None:
    for gain in (1.0, 2.0, 3.0):
        change(desk, recording, Recipe(gain_db=gain))
    undo(desk, recording)
    undo(desk, recording)
    change(desk, recording, Recipe(gain_db=9.0))

    assert not look(desk, recording).can_redo
    assert not redo(desk, recording)
    undo(desk, recording)
    assert look(desk, recording).recipe == Recipe(gain_db=1.0)


def test_a_change_that_changes_nothing_is_nothing_to_take_back(desk: Desk, recording: RecordingView) -> None:
    change(desk, recording, Recipe())
    assert not look(desk, recording).can_undo

    change(desk, recording, Recipe(gain_db=1.0))
    undo(desk, recording)
    change(desk, recording, Recipe())
    assert look(desk, recording).can_redo


def test_a_treatment_that_leaves_nothing_is_refused_and_changes_nothing(desk: Desk, recording: RecordingView) -> None:
    change(desk, recording, Recipe(gain_db=1.0))
    with pytest.raises(NothingLeft):
        change(desk, recording, Recipe(cuts=((0.0, WHOLE),)))

    assert look(desk, recording).recipe == Recipe(gain_db=1.0)


def test_treatments_of_two_recordings_are_taken_back_each_by_itself(
    desk: Desk, recording: RecordingView, tmp_path: Path
) -> None:
    other = store.add(desk, signals.write(tmp_path / "Tin 02.wav", signals.sine(-20.0, 2.0, hertz=440)))
    change(desk, recording, Recipe(gain_db=1.0))
    change(desk, other, Recipe(gain_db=2.0))
    assert undo(desk, recording)

    assert look(desk, recording).recipe == Recipe()
    assert look(desk, other).recipe == Recipe(gain_db=2.0)


def test_the_lengths_of_a_story_and_an_insert_follow_the_treatment(desk: Desk, recording: RecordingView) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        story(session, edition_id, Genre.BRIEF, recording.id)
        insert = rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=10)
        link(session, edition_id, insert, recording.id)

    def lengths() -> list[float]:
        found = [line.actual_seconds for line in lines(desk, edition_id)]
        assert found[0] == found[1] == look(desk, recording).recording.air_seconds
        return [each for each in found if each is not None]

    assert lengths() == pytest.approx([ON_AIR_SECONDS] * 2, abs=NEAR)
    change(desk, recording, Recipe(begin=2.0, end=5.0))
    assert lengths() == [3.0, 3.0]
    change(desk, recording, Recipe(begin=2.0, end=5.0, cuts=((3.0, 3.25),)))
    assert lengths() == [2.75, 2.75]
    undo(desk, recording)
    assert lengths() == [3.0, 3.0]
    undo(desk, recording)
    assert lengths() == pytest.approx([ON_AIR_SECONDS] * 2, abs=NEAR)
    redo(desk, recording)
    assert lengths() == [3.0, 3.0]


def test_a_recording_linked_after_its_treatment_has_its_length_from_it(desk: Desk, recording: RecordingView) -> None:
    change(desk, recording, Recipe(begin=2.0, end=5.0))
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        story(session, edition_id, Genre.BRIEF, recording.id)

    assert lines(desk, edition_id)[0].actual_seconds == 3.0


def test_the_built_in_presets_come_first_then_those_of_the_station(desk: Desk, recording: RecordingView) -> None:
    set_preset(desk, "Phỏng vấn", Settings(high_pass_hz=80.0), Genre.INTERVIEW)
    set_preset(desk, "Ca nhạc", Settings(trim=False))
    with desk.reading() as session:
        found = treatments.presets(session)

    assert [each.name for each in found] == [ON_AIR, WEB, "Ca nhạc", "Phỏng vấn"]
    assert [each.genre for each in found] == [None, None, None, Genre.INTERVIEW]
    assert found[3].settings == Settings(high_pass_hz=80.0)


def test_a_preset_is_found_whatever_its_case_and_accents(desk: Desk) -> None:
    set_preset(desk, "Phỏng vấn", Settings(high_pass_hz=80.0))
    set_preset(desk, "PHONG VAN", Settings(high_pass_hz=100.0))
    with desk.reading() as session:
        assert treatments.preset(session, "phỏng VẤN").settings.high_pass_hz == 100
        assert treatments.preset(session, "On-Air").name == ON_AIR
        assert len(treatments.presets(session)) == 3


def test_a_preset_that_is_not_there_is_told_with_those_that_are(desk: Desk, recording: RecordingView) -> None:
    set_preset(desk, "Phỏng vấn", Settings())
    with desk.reading() as session, pytest.raises(UnknownPreset, match="on-air, web, Phỏng vấn"):
        treatments.preset(session, "podcast")
    with pytest.raises(UnknownPreset, match="podcast"):
        change(desk, recording, Recipe(preset="podcast"))

    assert look(desk, recording).recipe == Recipe()


def test_the_station_changes_what_on_air_means(desk: Desk, recording: RecordingView) -> None:
    set_preset(desk, ON_AIR, Settings(target_lufs=-20.0, before_seconds=0.5, after_seconds=0.9))
    view = look(desk, recording)

    assert view.preset == ON_AIR
    assert view.plan.target_lufs == -20
    assert view.plan.seconds == pytest.approx(0.5 + TONE + 0.9, abs=NEAR)
    with desk.reading() as session:
        assert [each.name for each in treatments.presets(session)] == [ON_AIR, WEB]


def test_a_built_in_preset_is_changed_whatever_the_case_of_its_name(desk: Desk, recording: RecordingView) -> None:
    set_preset(desk, "On-Air", Settings(target_lufs=-20.0))
    with desk.reading() as session:
        names = [each.name for each in treatments.presets(session)]

    assert len(names) == 2
    assert look(desk, recording).plan.target_lufs == -20


def test_a_recording_takes_the_preset_of_its_storys_genre(desk: Desk, recording: RecordingView) -> None:
    set_preset(desk, "Phỏng vấn", Settings(high_pass_hz=80.0, before_seconds=1.0), Genre.INTERVIEW)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        story(session, edition_id, Genre.INTERVIEW, recording.id)

    view = look(desk, recording)
    assert (view.preset, view.plan.high_pass_hz) == ("Phỏng vấn", 80)
    assert view.plan.seconds == pytest.approx(1.0 + TONE + 0.4, abs=NEAR)
    change(desk, recording, Recipe(preset=WEB))
    assert look(desk, recording).preset == WEB
    assert look(desk, recording).plan.target_lufs == -16


def test_a_story_linked_into_a_genre_with_a_preset_gets_its_length_from_it(
    desk: Desk, recording: RecordingView
) -> None:
    set_preset(desk, "Phỏng vấn", Settings(before_seconds=1.0), Genre.INTERVIEW)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        story(session, edition_id, Genre.INTERVIEW, recording.id)

    assert lines(desk, edition_id)[0].actual_seconds == pytest.approx(1.0 + TONE + 0.4, abs=NEAR)
    assert look(desk, recording).recording.air_seconds == pytest.approx(1.0 + TONE + 0.4, abs=NEAR)


@pytest.mark.parametrize("instead", [False, True], ids=["unlinked", "relinked"])
def test_a_recording_that_is_linked_no_more_has_its_length_from_the_preset_on_air(
    instead: bool, desk: Desk, recording: RecordingView, tmp_path: Path
) -> None:
    other = store.add(desk, signals.write(tmp_path / "Tin 02.wav", signals.sine(-20.0, 2.0)))
    set_preset(desk, "Phỏng vấn", Settings(before_seconds=1.0), Genre.INTERVIEW)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        story(session, edition_id, Genre.INTERVIEW, recording.id)

    with desk.changing(Action.EARLIER, what="test") as session:
        line = rundowns.rundown(session, edition_id).lines[0]
        link(session, edition_id, line.id, other.id if instead else None)

    assert look(desk, recording).recording.air_seconds == pytest.approx(ON_AIR_SECONDS, abs=NEAR)


def test_a_built_in_preset_is_not_removed_and_the_message_says_so(desk: Desk) -> None:
    with (
        desk.changing(Action.EARLIER, what="test") as session,
        pytest.raises(BuiltInPreset, match="“on-air” is built in and cannot be removed"),
    ):
        treatments.remove_preset(session, "on-air", 0)


def test_undoing_a_treatment_never_brings_back_a_preset_that_was_removed(desk: Desk, recording: RecordingView) -> None:
    set_preset(desk, "Riêng", Settings(before_seconds=1.0))
    change(desk, recording, Recipe(preset="Riêng"))
    change(desk, recording, Recipe(gain_db=2.0))
    change(desk, recording, Recipe(preset="Riêng", gain_db=3.0))
    undo(desk, recording)
    with desk.changing(Action.EARLIER, what="test") as session:
        treatments.remove_preset(session, "Riêng", treatments.preset(session, "Riêng").version)

    assert redo(desk, recording)
    assert look(desk, recording).recipe == Recipe(gain_db=3.0)
    assert undo(desk, recording)
    assert undo(desk, recording)
    assert look(desk, recording).recipe == Recipe()


def test_a_genre_has_one_preset_the_last_that_was_given_it(desk: Desk, recording: RecordingView) -> None:
    set_preset(desk, "Một", Settings(high_pass_hz=50.0), Genre.INTERVIEW)
    set_preset(desk, "Hai", Settings(high_pass_hz=60.0), Genre.INTERVIEW)
    with desk.changing(Action.EARLIER, what="test") as session:
        story(session, edition(session), Genre.INTERVIEW, recording.id)
    with desk.reading() as session:
        genres = {each.name: each.genre for each in treatments.presets(session)}

    assert genres == {ON_AIR: None, WEB: None, "Một": None, "Hai": Genre.INTERVIEW}
    assert look(desk, recording).preset == "Hai"


def test_a_changed_preset_changes_the_lengths_of_what_follows_it(desk: Desk, recording: RecordingView) -> None:
    set_preset(desk, "Phỏng vấn", Settings(), Genre.INTERVIEW)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition(session)
        story(session, edition_id, Genre.INTERVIEW, recording.id)
    assert lines(desk, edition_id)[0].actual_seconds == pytest.approx(ON_AIR_SECONDS, abs=NEAR)

    set_preset(desk, "phong van", Settings(trim=False), Genre.INTERVIEW)
    assert lines(desk, edition_id)[0].actual_seconds == WHOLE
    assert look(desk, recording).recording.air_seconds == WHOLE
    set_preset(desk, "Phỏng vấn", Settings(before_seconds=0.0, after_seconds=0.0), Genre.INTERVIEW)
    assert lines(desk, edition_id)[0].actual_seconds == pytest.approx(TONE, abs=NEAR)


def test_another_presets_settings_are_tried_without_a_change(desk: Desk, recording: RecordingView) -> None:
    with desk.reading() as session:
        row = session.get_one(store.Recording, recording.id)
        assert treatments.plan(session, row, WEB).target_lufs == -16
        assert treatments.plan(session, row).target_lufs == -23
        with pytest.raises(UnknownPreset):
            treatments.plan(session, row, "podcast")

    assert look(desk, recording).recipe == Recipe()


def test_a_recording_that_was_not_measured_keeps_its_silence(desk: Desk, recording: RecordingView) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        session.get_one(store.Recording, recording.id).measured = None

    assert look(desk, recording).plan.spans == ((0.0, WHOLE),)
    assert look(desk, recording).recording.measurement is None
    change(desk, recording, recipes.with_cut(Recipe(), (1.0, 2.0)))
    assert look(desk, recording).recording.air_seconds == WHOLE - 1.0


def add_rows_of(desk: Desk, recording: RecordingView, count: int) -> None:
    """Copies of a recording that differ only in their hash, each with a treatment and a story."""
    with desk.changing(Action.EARLIER, what="test") as session:
        row = session.get_one(Recording, recording.id)
        same = {name: getattr(row, name) for name in ("name", "suffix", "size", "seconds", "sample_rate", "channels")}
        same |= {"codec": row.codec, "warnings": [], "measured": row.measured}
        start = session.scalar(select(func.count()).select_from(Recording)) or 0
        ids = add_rows(session, Recording, [same | {"sha256": f"{start + number:064}"} for number in range(count)])
        add_rows(session, Treatment, [{"recording_id": row_id, "recipe": Recipe().as_json()} for row_id in ids])
        add_rows(session, Story, [{"title": f"Tin {row_id}", "recording_id": row_id} for row_id in ids])


def count_of(desk: Desk, work: Callable[[], None]) -> int:
    """How many statements reach the database."""
    return len(statements_of(desk, work))


def remove_preset(desk: Desk, name: str) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        treatments.remove_preset(session, name, treatments.preset(session, name).version)


def test_a_preset_of_many_recordings_is_changed_with_as_many_statements_as_of_few(
    desk: Desk, recording: RecordingView
) -> None:
    counts = []
    for more in (5, 15):  # the rows of the audit are added fifty at a time
        add_rows_of(desk, recording, more)
        counts.append(
            (
                count_of(desk, lambda: set_preset(desk, ON_AIR, Settings(before_seconds=1.0))),
                count_of(desk, lambda: remove_preset(desk, ON_AIR)),
            )
        )
    set_preset(desk, ON_AIR, Settings(before_seconds=1.0))

    assert counts[0] == counts[1]
    with desk.reading() as session:
        lengths = set(session.scalars(select(Story.actual_seconds))) | set(
            session.scalars(select(Recording.air_seconds))
        )
    assert [*lengths] == [pytest.approx(1.0 + TONE + 0.4, abs=NEAR)]
