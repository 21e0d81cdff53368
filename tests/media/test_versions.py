"""A save over somebody else's change is refused: of recordings and their treatments, of links, and of presets.

Each save is tried after each thing that somebody else can do meanwhile to what it saves, or to a part of that.
"""

import contextlib
import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.config import Config
from radiodesk.media import batches, linking, places, proposals, recordings, retention, store, treatments
from radiodesk.media.sound.measuring import measure
from radiodesk.media.sound.recipes import Recipe, Settings
from radiodesk.model import (
    Base,
    Desk,
    Edition,
    Genre,
    JoinKind,
    Overview,
    ProgrammeKind,
    Recording,
    Source,
    Story,
)
from radiodesk.model.actions import Action
from radiodesk.model.database import existing
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts
from radiodesk.staff import people
from tests.conftest import seated
from tests.media.stored import DAY, FIRST, SECOND, file_of, look
from tests.server import Server

OTHER = "Đức Anh"

RECORDING, SPARE = 1, 2
"""Recordings: the one that is saved, which waits in the inbox and has treatments, and another one."""
EDITION, STORY, STORY_LINE, INSERT = 1, 1, 1, 2
"""An edition with two lines, a story and an insert. The spare recording is linked to both."""
PRESET = "Phỏng vấn"


@pytest.fixture(scope="module")
def _filled(desk_server: Server | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """The desk of `filled`: filling one takes longer than copying it."""
    home = tmp_path_factory.mktemp("filled") / "home"
    with desk_server.database() if desk_server else contextlib.nullcontext() as database:
        config = Config(home=home, database=database, person="Thu Hà")
        with contextlib.closing(Desk.create(config, name="Đài")) as desk:
            fill(desk)
        yield config


@pytest.fixture
def filled(_filled: Config, desk_server: Server | None, tmp_path: Path) -> Iterator[Desk]:
    """A desk with two recordings, an edition and a preset."""
    home = shutil.copytree(_filled.home, tmp_path / "home")
    copied = desk_server.database(_filled.database) if desk_server else contextlib.nullcontext()
    with copied as database:
        config = Config(home=home, database=database, person="Thu Hà")
        with contextlib.closing(Desk.open(config)) as desk:
            yield desk


def fill(desk: Desk) -> None:
    for path in (FIRST, SECOND):
        batches.add(desk, [path], waiting=True)
    with desk.changing(Action.EARLIER, what="fill") as session:
        for gain in (1.0, 2.0, 3.0):
            treatments.change(session, RECORDING, version_of_recording(session), Recipe(gain_db=gain))
        treatments.undo(session, RECORDING, version_of_recording(session))
        for overview in session.scalars(select(Overview).where(Overview.recording_id == RECORDING)):
            session.delete(overview)  # `new_overview` adds it, and changes nothing else
        broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=DAY, at=dt.time(5, 30), seconds=900
        )
        rundowns.add_story(
            session, EDITION, title="Tin", genre=Genre.INTERVIEW, source=Source.OWN, authors="Thu Hà", seconds=60
        )
        rundowns.add_insert(session, EDITION, label="Nhạc hiệu", seconds=10)
        link_to_story(session, version_of_story(session), SPARE)
        link_to_insert(session, version_of_edition(session), SPARE)
        treatments.set_preset(session, PRESET, 0, Settings(), None)


def version_of_recording(session: Session, recording_id: int = RECORDING) -> int:
    return recordings.find(session, str(recording_id)).version


def version_of_story(session: Session) -> int:
    return existing(session, Story, STORY).version


def version_of_edition(session: Session) -> int:
    return existing(session, Edition, EDITION).version


def version_of_preset(session: Session) -> int:
    return treatments.preset(session, PRESET).version


def version_of_new_preset(session: Session) -> int:
    """As `presets` gives it for one of radiodesk's own that the station has not changed."""
    return treatments.preset(session, "web").version


# What is saved, with the version that was seen


def treat(session: Session, seen: int) -> None:
    treatments.change(session, RECORDING, seen, Recipe(gain_db=9.0))


def undo(session: Session, seen: int) -> None:
    treatments.undo(session, RECORDING, seen)


def redo(session: Session, seen: int) -> None:
    treatments.redo(session, RECORDING, seen)


def lay_aside(session: Session, seen: int) -> None:
    linking.lay_aside(session, RECORDING, seen)


def give_up(session: Session, seen: int) -> None:
    retention.mark_removed(session, Path("media"), RECORDING, seen, DAY)


def link_to_story(session: Session, seen: int, recording_id: int | None = RECORDING) -> None:
    linking.link(session, (places.Kind.STORY, STORY), seen, recording_id)


def unlink_story(session: Session, seen: int) -> None:
    link_to_story(session, seen, None)


def link_to_insert(session: Session, seen: int, recording_id: int | None = RECORDING) -> None:
    linking.link(session, (places.Kind.INSERT, INSERT), seen, recording_id)


def unlink_insert(session: Session, seen: int) -> None:
    link_to_insert(session, seen, None)


def set_preset(session: Session, seen: int) -> None:
    treatments.set_preset(session, PRESET, seen, Settings(target_lufs=-20.0), None)


def set_new_preset(session: Session, seen: int) -> None:
    treatments.set_preset(session, "web", seen, Settings(target_lufs=-20.0), None)


def remove_preset(session: Session, seen: int) -> None:
    treatments.remove_preset(session, PRESET, seen)


# What somebody else does meanwhile


def others_treatment(session: Session) -> None:
    treatments.change(session, RECORDING, version_of_recording(session), Recipe(gain_db=4.0))


def others_undo(session: Session) -> None:
    treatments.undo(session, RECORDING, version_of_recording(session))


def others_redo(session: Session) -> None:
    treatments.redo(session, RECORDING, version_of_recording(session))


def laid_aside(session: Session) -> None:
    lay_aside(session, version_of_recording(session))


def given_up(session: Session) -> None:
    give_up(session, version_of_recording(session))


def measured_again(session: Session) -> None:
    store.set_measured(session, existing(session, Recording, RECORDING), measure(FIRST))


def new_overview(session: Session) -> None:
    waveform = measure(FIRST).waveform
    session.add(Overview(recording_id=RECORDING, block_seconds=waveform.block_seconds, levels=waveform.pack()))


def linked(session: Session) -> None:
    link_to_story(session, version_of_story(session))


def change_story(session: Session, title: str = "Tin", authors: str = "Thu Hà", genre: Genre = Genre.INTERVIEW) -> None:
    seen = version_of_story(session)
    rundowns.change_line(session, STORY_LINE, seen, title=title, seconds=60, genre=genre, authors=authors)


def other_title(session: Session) -> None:
    change_story(session, title="Khác")


def one_author_more(session: Session) -> None:
    change_story(session, authors="Thu Hà, Thanh Thủy")


def no_author(session: Session) -> None:
    change_story(session, authors="")


def author_merged(session: Session) -> None:
    """The author is another person now."""
    people.add(session, "Bùi Thu Hà")
    into, gone = people.person(session, "Bùi Thu Hà"), people.person(session, "Thu Hà")
    people.merge(session, gone.id, gone.version, into.id, into.version, today=dt.date(2019, 3, 6))


def spare_treated(session: Session) -> None:
    """The story and the insert that it is linked to are shorter."""
    treatments.change(session, SPARE, version_of_recording(session, SPARE), Recipe(cuts=((0.5, 1.0),)))


def other_recording_of_story(session: Session) -> None:
    link_to_story(session, version_of_story(session), RECORDING)


def no_recording_of_story(session: Session) -> None:
    link_to_story(session, version_of_story(session), None)


def other_label(session: Session) -> None:
    rundowns.change_line(session, INSERT, version_of_edition(session), title="Nhạc cắt", seconds=10)


def moved_line(session: Session) -> None:
    rundowns.move_line(session, INSERT, version_of_edition(session), -1)


def joined_line(session: Session) -> None:
    rundowns.join_line(session, INSERT, version_of_edition(session), JoinKind.GAP, 1.0)


def another_line(session: Session) -> None:
    rundowns.add_insert(session, EDITION, label="Nhạc cắt", seconds=5)


def removed_line(session: Session) -> None:
    rundowns.remove_line(session, STORY_LINE, version_of_edition(session))


def removed_insert(session: Session) -> None:
    rundowns.remove_line(session, INSERT, version_of_edition(session))


def other_recording_of_insert(session: Session) -> None:
    link_to_insert(session, version_of_edition(session), RECORDING)


def other_settings(session: Session) -> None:
    treatments.set_preset(session, PRESET, version_of_preset(session), Settings(target_lufs=-18.0), None)


def other_genre(session: Session) -> None:
    treatments.set_preset(session, PRESET, version_of_preset(session), Settings(), Genre.BRIEF)


def removed_preset(session: Session) -> None:
    remove_preset(session, version_of_preset(session))


def another_was_first(session: Session) -> None:
    treatments.set_preset(session, "Web", 0, Settings(target_lufs=-18.0), None)


Other = Callable[[Session], None]

OF_RECORDING: tuple[Other, ...] = (
    others_treatment,
    others_undo,
    others_redo,
    laid_aside,
    given_up,
    measured_again,
    new_overview,
    linked,
)
OF_STORY: tuple[Other, ...] = (
    other_title,
    one_author_more,
    no_author,
    author_merged,
    other_recording_of_story,
    no_recording_of_story,
    spare_treated,
)
OF_EDITION: tuple[Other, ...] = (
    other_label,
    moved_line,
    joined_line,
    another_line,
    removed_line,
    removed_insert,
    other_recording_of_insert,
    spare_treated,
)
OF_PRESET: tuple[Other, ...] = (other_settings, other_genre, removed_preset)


@dataclass(frozen=True)
class Save:
    """What a user saves."""

    do: Callable[[Session, int], None]
    seen: Callable[[Session], int]
    others: tuple[Other, ...]


SAVES = (
    Save(treat, version_of_recording, OF_RECORDING),
    Save(undo, version_of_recording, OF_RECORDING),
    Save(redo, version_of_recording, OF_RECORDING),
    Save(lay_aside, version_of_recording, OF_RECORDING),
    Save(give_up, version_of_recording, OF_RECORDING),
    Save(link_to_story, version_of_story, OF_STORY),
    Save(unlink_story, version_of_story, OF_STORY),
    Save(link_to_insert, version_of_edition, OF_EDITION),
    Save(unlink_insert, version_of_edition, OF_EDITION),
    Save(set_preset, version_of_preset, OF_PRESET),
    Save(set_new_preset, version_of_new_preset, (another_was_first,)),
    Save(remove_preset, version_of_preset, OF_PRESET),
)

REMOVALS = (removed_insert, removed_preset)
"""After these, what is saved is no longer there."""


RUNS = [
    pytest.param(save, other, id=f"{save.do.__name__}, {other.__name__}") for save in SAVES for other in save.others
]


def everything(desk: Desk) -> dict[str, list[Any]]:
    """Every row of every table."""
    with desk.reading() as session:
        return {table.name: list(session.execute(select(table))) for table in Base.metadata.sorted_tables}


def do(desk: Desk, save: Save, seen: int) -> None:
    with desk.changing(Action.EARLIER, what="save") as session:
        save.do(session, seen)


@pytest.mark.parametrize(("save", "other"), RUNS)
def test_a_save_over_somebody_elses_change_names_them_and_changes_nothing(
    save: Save, other: Other, filled: Desk
) -> None:
    with filled.reading() as session:
        seen = save.seen(session)
    with seated(filled, OTHER).changing(Action.EARLIER, what="meanwhile") as session:
        other(session)
    before = everything(filled)

    with pytest.raises(ChangedMeanwhile, match="removed" if other in REMOVALS else OTHER):
        do(filled, save, seen)
    assert everything(filled) == before


@pytest.mark.parametrize("save", SAVES, ids=lambda save: save.do.__name__)
def test_with_the_version_as_it_is_now_the_same_save_is_taken(save: Save, filled: Desk) -> None:
    before = everything(filled)
    with filled.reading() as session:
        seen = save.seen(session)

    do(filled, save, seen)
    assert everything(filled) != before


@pytest.mark.parametrize("other", OF_RECORDING, ids=lambda other: other.__name__)
def test_a_file_is_not_removed_after_somebody_else_changed_its_recording(other: Other, filled: Desk) -> None:
    seen = look(filled, RECORDING)
    with seated(filled, OTHER).changing(Action.EARLIER, what="meanwhile") as session:
        other(session)
    before = everything(filled)

    with pytest.raises(ChangedMeanwhile, match=OTHER):
        retention.remove(filled, seen, DAY)
    assert everything(filled) == before
    assert file_of(filled, seen).is_file()


def test_a_link_shown_by_a_recording_has_the_version_that_unlinking_needs(filled: Desk) -> None:
    """Of the story, and of the edition of an insert."""
    with filled.changing(Action.EARLIER, what="test") as session:
        for each in places.linked(session, [SPARE]):
            linking.link(session, each.target, each.version, None)
    assert look(filled, SPARE).linked == ()


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("nhac hieu.wav", (places.Kind.INSERT, INSERT)),
        ("Khai giang.wav", (places.Kind.STORY, STORY)),
        ("Thoi su 20190305.wav", (places.Kind.EDITION, EDITION)),
    ],
)
def test_a_proposed_target_has_the_version_that_linking_needs(name: str, target: places.Target, filled: Desk) -> None:
    with filled.changing(Action.EARLIER, what="free the lines") as session:
        unlink_story(session, version_of_story(session))
        unlink_insert(session, version_of_edition(session))
        existing(session, Story, STORY).title = "Khai giảng"
        recording = existing(session, Recording, RECORDING)
        recording.name, recording.created, recording.seconds = name, dt.datetime(2019, 3, 5, 3, tzinfo=dt.UTC), 600.0
    with filled.reading() as session:
        (proposed,) = proposals.likely_targets(session, RECORDING)
    assert proposed.target == target
    with filled.changing(Action.EARLIER, what="link") as session:
        linking.link(session, proposed.target, proposed.version, RECORDING)
    assert look(filled, RECORDING).linked
