"""A save over somebody else's change is refused: each function that takes a version, for each part of its thing."""

import ast
import contextlib
import datetime as dt
import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from radiodesk import cli, media, newsroom, schedule, staff, tui
from radiodesk.config import Config
from radiodesk.kinds import (
    BroadcastKind,
    BroadcastState,
    ClipKind,
    ClipState,
    CreditRole,
    DeliveryState,
    DutyRole,
    Genre,
    JoinKind,
    PeriodRule,
    ProgrammeKind,
    Role,
    Source,
)
from radiodesk.media import chapters, linking, places, retention, treatments
from radiodesk.media.sound.recipes import Recipe, Settings
from radiodesk.model import (
    Base,
    Broadcast,
    Clip,
    Credit,
    Delivery,
    Desk,
    Duty,
    Edition,
    EditionTopic,
    Line,
    Outlet,
    Person,
    Preset,
    Programme,
    Publication,
    Recording,
    Relay,
    Slot,
    SlotDuty,
    SlotOutlet,
    Station,
    Story,
    StoryTopic,
    Topic,
    Upstream,
    earlier_names,
)
from radiodesk.model.actions import Action
from radiodesk.model.database import existing
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.newsroom import deliveries, publications, rundowns, stories, television, topics
from radiodesk.schedule import (
    broadcasts,
    deleting,
    duties,
    interruptions,
    moving,
    programmes,
    queries,
    roster,
    rrule,
    slot_edits,
)
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.slots import Content, SlotView, Terms
from radiodesk.staff import credits as crediting
from radiodesk.staff import partners, people, removing, settings
from tests.conftest import seated
from tests.replay import rows_of
from tests.versions import version

DAY = dt.date(2019, 3, 5)
NOW = dt.datetime(2019, 3, 5, 12, tzinfo=dt.UTC)

FIRST_RUN, RELAY = 1, 2
"""Ids of the broadcasts in the filled desk; everything else in it has the id 1, the second line the id 2."""


def fill(desk: Desk) -> None:
    """Put one of everything into a desk."""
    with desk.changing(Action.EARLIER, what="fill") as session:
        broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=DAY, at=dt.time(5, 30), seconds=900
        )
        broadcasts.plan_relay(
            session, title="Tiếp âm", live=False, upstream="VOV1", on=DAY, at=dt.time(6), seconds=1800
        )
        rundowns.add_story(
            session,
            1,
            title="Tin",
            genre=Genre.BRIEF,
            source=Source.OWN,
            authors="Thu Hà",
            seconds=60,
            topics=["Bầu cử"],
        )
        rundowns.add_insert(session, 1, label="Nhạc hiệu", seconds=10)
        television.add_clip(
            session, title="Clip", kind=ClipKind.CLIP, authors="Thu Hà", recipient="Đài tỉnh", seconds=60
        )
        deliveries.deliver(session, story_id=1, recipient="Báo tỉnh", on=DAY, today=DAY)
        people.add(session, "Đức Anh")
        partners.add(session, Upstream, "VOV2")
        session.add(
            Recording(
                sha256="a" * 64,
                name="Tin.wav",
                suffix=".wav",
                size=1,
                seconds=60.0,
                sample_rate=48_000,
                channels=1,
                codec="pcm_s16le",
                waiting=True,
            )
        )
        session.add(Duty(broadcast_id=FIRST_RUN, person_id=1, role=DutyRole.EDITOR))
        session.flush()
        treatments.set_preset(session, "Tin", 0, Settings(), None)
        treatments.change(session, 1, version(session, Recording, 1), Recipe(gain_db=1.0))
        treatments.change(session, 1, version(session, Recording, 1), Recipe(gain_db=2.0))
        treatments.undo(session, 1, version(session, Recording, 1))
        posted = broadcasts.plan_first_run(
            session, title="Thời sự", kind=None, on=DAY - dt.timedelta(days=1), at=dt.time(5, 30), seconds=900
        )
        broadcasts.set_state(session, posted, 1, BroadcastState.AIRED, now=NOW, sure=True)
        publications.post(session, 2, address="https://dai.example/1", on=DAY, today=DAY)
        when = Recurrence(at=dt.time(18), start=DAY, rule=rrule.parse("daily"), seconds=600)
        slot_edits.add_new(session, Terms(Content(BroadcastKind.FIRST_RUN, "Thời sự"), when), None, DAY)
        programme = existing(session, Programme, 1)
        session.add(Programme(title="THỜI SỰ", kind=ProgrammeKind.COLUMN, double_of=programme.id))


@pytest.fixture(scope="module")
def filled_home(_new_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a desk with one of everything: filled once, for that takes longer than a test."""
    home = shutil.copytree(_new_home, tmp_path_factory.mktemp("filled") / "home")
    with contextlib.closing(Desk.open(Config(home=home, person="Thu Hà"))) as desk:
        fill(desk)
    return home


@pytest.fixture
def filled(filled_home: Path, config: Config) -> Iterator[Desk]:
    """A desk with one of everything."""
    shutil.copytree(filled_home, config.home)
    with contextlib.closing(Desk.open(config)) as desk:
        yield desk


def mark_aired(session: Session) -> None:
    seen = version(session, Broadcast, FIRST_RUN)
    broadcasts.set_state(session, FIRST_RUN, seen, BroadcastState.AIRED, now=NOW, sure=True)


# --- what somebody else may change meanwhile: of each whole, itself and every part ------------------------------------


def story_credits(session: Session) -> None:
    story = session.scalars(select(Story).options(selectinload(Story.credits))).one()
    story.credits = [*story.credits, Credit(person_id=2, role=CreditRole.AUTHOR)]


def new_topic(session: Session) -> None:
    session.add(StoryTopic(story_id=1, topic=Topic(name="Nông thôn mới")))


def no_topic(session: Session) -> None:
    session.delete(existing(session, StoryTopic, 1))


def new_edition_topic(session: Session) -> None:
    session.add(EditionTopic(edition_id=1, topic_id=1))


def clip_credits(session: Session) -> None:
    clip = session.scalars(select(Clip).options(selectinload(Clip.credits))).one()
    clip.credits = []


def new_duty(session: Session) -> None:
    session.add(Duty(broadcast_id=FIRST_RUN, person_id=2, role=DutyRole.PRESENTER))


def no_duty(session: Session) -> None:
    session.delete(existing(session, Duty, 1))


def another_programme(session: Session) -> None:
    seen = version(session, Broadcast, FIRST_RUN)
    broadcasts.change_broadcast(
        session,
        FIRST_RUN,
        seen,
        on=DAY,
        at=dt.time(5, 30),
        planned_seconds=900,
        actual_seconds=None,
        note="",
        now=NOW,
        title="Thời sự trưa",
        sure=True,
    )


def moved_line(session: Session) -> None:
    rundowns.move_line(session, 2, version(session, Edition, 1), -1)


def no_line(session: Session) -> None:
    rundowns.remove_line(session, 2, version(session, Edition, 1))


def new_line(session: Session) -> None:
    rundowns.add_insert(session, 1, label="Nhạc cắt", seconds=5)


def new_treatment(session: Session) -> None:
    treatments.change(session, 1, version(session, Recording, 1), Recipe(gain_db=3.0))


def undone_treatment(session: Session) -> None:
    treatments.undo(session, 1, version(session, Recording, 1))


def new_role(session: Session) -> None:
    people.set_roles(session, 1, version(session, Person, 1), [Role.REPORTER])


def renamed_programme(session: Session) -> None:
    earlier_names.keep(session, existing(session, Programme, 1), "Cũ", DAY)


def renamed_station(session: Session) -> None:
    earlier_names.keep(session, existing(session, Station, 1), "Cũ", DAY)


def column(kind: type[Base], row_id: int, name: str, value: object) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        setattr(existing(session, kind, row_id), name, value)

    change.__name__ = f"{kind.__tablename__}.{name}"
    return change


def new_slot_duty(session: Session) -> None:
    session.add(SlotDuty(slot_id=1, person_id=1, role=DutyRole.EDITOR))


def new_slot_outlet(session: Session) -> None:
    session.add(SlotOutlet(slot_id=1, outlet=Outlet(name="Đài xã")))


def view(session: Session) -> SlotView:
    """The slot, as it is now."""
    return slot_edits.view(session, 1)


def longer(session: Session) -> Terms:
    """The terms of the slot, with another length."""
    terms = view(session).terms
    return replace(terms, recurrence=replace(terms.recurrence, seconds=1200))


SLOT = (column(Slot, 1, "days_after", 1), new_slot_duty, new_slot_outlet)
STORY = (column(Story, 1, "title", "Khác"), story_credits, new_topic, no_topic)
EDITION = (column(Line, 2, "label", "Khác"), moved_line, new_line, no_line)
BROADCAST = (column(Broadcast, FIRST_RUN, "note", "Khác"), new_duty, no_duty, another_programme)
RELAYED = (column(Broadcast, RELAY, "note", "Khác"), column(Relay, 1, "title", "Khác"), column(Relay, 1, "live", True))
DELIVERY = (column(Delivery, 1, "note", "Khác"), column(Delivery, 1, "state", DeliveryState.USED))
CLIP = (column(Clip, 1, "title", "Khác"), clip_credits)
RECORDING = (column(Recording, 1, "name", "Khác"), new_treatment, undone_treatment)
PERSON = (column(Person, 1, "name", "Khác"),)
PROGRAMME = (column(Programme, 1, "title", "Khác"),)


@dataclass(frozen=True)
class Case:
    """A save with the versions that were seen before somebody else's change."""

    save: Callable[..., object]
    """Called with the session and the versions."""
    seen: tuple[tuple[type[Base], int], ...]
    """The rows whose versions the save takes."""
    others: tuple[Callable[[Session], None], ...]
    """What somebody else may change meanwhile."""


def change_broadcast(session: Session, seen: int, broadcast_id: int = FIRST_RUN) -> None:
    broadcasts.change_broadcast(
        session,
        broadcast_id,
        seen,
        on=DAY,
        at=dt.time(5, 30) if broadcast_id == FIRST_RUN else dt.time(6),
        planned_seconds=900,
        actual_seconds=None,
        note="Của tôi",
        now=NOW,
        sure=True,
    )


def change_line(session: Session, seen: int, line_id: int) -> None:
    rundowns.change_line(session, line_id, seen, title="Của tôi", seconds=30)


def change_kind(session: Session, _seen: int, programme_version: int) -> None:
    broadcasts.change_broadcast(
        session,
        FIRST_RUN,
        version(session, Broadcast, FIRST_RUN),
        on=DAY,
        at=dt.time(5, 30),
        planned_seconds=900,
        actual_seconds=None,
        note="",
        now=NOW,
        kind=ProgrammeKind.OTHER,
        programme_version=programme_version,
        sure=True,
    )


def unlink_story(session: Session, seen: int) -> None:
    """Unlink a recording that is linked just before: that is a change of its own."""
    story, before = (places.Kind.STORY, 1), version(session, Story, 1)
    linking.link(session, story, before, 1)
    linking.unlink(session, story, seen + version(session, Story, 1) - before)


BROADCAST_1, EDITION_1, STORY_1, RECORDING_1 = (Broadcast, FIRST_RUN), (Edition, 1), (Story, 1), (Recording, 1)


def add_reader(session: Session, kind: crediting.Work, seen: int) -> None:
    crediting.add_credits(session, kind, 1, seen, people="Thanh Thủy", role=CreditRole.READER)


def put_chapters(session: Session, seen: int) -> None:
    existing(session, Edition, 1).recording_id = 1
    chapters.put(session, 1, seen, [chapters.Chapter(0.0, "Mở đầu")])


def move(session: Session, seen: int) -> None:
    item = queries.broadcast(session, FIRST_RUN)
    after = replace(moving.place_of(item), seconds=600)
    moving.move(session, item, seen, after, now=NOW, sure=True)


def prolong(session: Session, seen: int) -> None:
    starts = queries.broadcast(session, FIRST_RUN).starts
    cut = interruptions.Choice.CUT
    interruptions.prolong(session, FIRST_RUN, seen, seconds=60, choice=cut, now=starts, sure=True)


CASES: dict[str, tuple[Case, ...]] = {
    "schedule.broadcasts.change_broadcast": (
        Case(change_broadcast, (BROADCAST_1,), BROADCAST),
        Case(lambda session, seen: change_broadcast(session, seen, RELAY), ((Broadcast, RELAY),), RELAYED),
        Case(change_kind, (BROADCAST_1, (Programme, 1)), PROGRAMME),
    ),
    "schedule.deleting.delete": (
        Case(
            lambda session, seen: deleting.delete(session, RELAY, seen),
            ((Broadcast, RELAY),),
            (column(Broadcast, RELAY, "note", "Khác"),),
        ),
    ),
    "schedule.broadcasts.set_state": (
        Case(
            lambda session, seen: broadcasts.set_state(session, FIRST_RUN, seen, BroadcastState.MISSED, now=NOW),
            (BROADCAST_1,),
            BROADCAST,
        ),
    ),
    "schedule.duties.set_duties": (
        Case(
            lambda session, seen: duties.set_duties(session, FIRST_RUN, seen, ((DutyRole.EDITOR, "Lan"),)),
            (BROADCAST_1,),
            BROADCAST,
        ),
    ),
    "schedule.roster.assign": (
        Case(
            lambda session, seen: roster.assign(
                session, FIRST_RUN, seen, (), scope=slot_edits.Scope.THIS, of=None, today=DAY
            ),
            (BROADCAST_1,),
            BROADCAST,
        ),
    ),
    "schedule.moving.move": (Case(move, (BROADCAST_1,), BROADCAST),),
    "schedule.interruptions.prolong": (Case(prolong, (BROADCAST_1,), BROADCAST),),
    "schedule.programmes.set_kind": (
        Case(
            lambda session, seen: programmes.set_kind(session, 1, seen, ProgrammeKind.OTHER),
            ((Programme, 1),),
            PROGRAMME,
        ),
    ),
    "schedule.programmes.merge": (
        Case(
            lambda session, seen, into: programmes.merge(session, 2, seen, 1, into, today=DAY, sure=True),
            ((Programme, 2), (Programme, 1)),
            (column(Programme, 1, "kind", ProgrammeKind.MUSIC), column(Programme, 2, "kind", ProgrammeKind.MUSIC)),
        ),
    ),
    "newsroom.rundowns.change_line": (
        Case(lambda session, seen: change_line(session, seen, 1), (STORY_1,), STORY),
        Case(lambda session, seen: change_line(session, seen, 2), (EDITION_1,), EDITION),
    ),
    "newsroom.rundowns.move_line": (
        Case(lambda session, seen: rundowns.move_line(session, 1, seen, 1), (EDITION_1,), EDITION),
    ),
    "newsroom.rundowns.remove_line": (
        Case(lambda session, seen: rundowns.remove_line(session, 1, seen), (EDITION_1,), EDITION),
    ),
    "newsroom.rundowns.join_line": (
        Case(lambda session, seen: rundowns.join_line(session, 2, seen, JoinKind.GAP, 1.0), (EDITION_1,), EDITION),
    ),
    "newsroom.stories.change_story": (
        Case(
            lambda session, seen: stories.change_story(
                session,
                1,
                seen,
                title="Của tôi",
                genre=Genre.REPORT,
                source=Source.OWN,
                authors="Đức Anh",
                planned_seconds=None,
            ),
            (STORY_1,),
            STORY,
        ),
    ),
    "newsroom.topics.set_edition_topics": (
        Case(
            lambda session, seen: topics.set_edition_topics(session, 1, seen, ["Bầu cử"]),
            (EDITION_1,),
            (*EDITION, new_edition_topic),
        ),
    ),
    "newsroom.deliveries.change_delivery": (
        Case(
            lambda session, seen: deliveries.change_delivery(
                session, 1, seen, recipient="Báo", on=DAY, state=DeliveryState.USED, note="", today=DAY
            ),
            ((Delivery, 1),),
            DELIVERY,
        ),
    ),
    "newsroom.deliveries.mark_delivery": (
        Case(
            lambda session, seen: deliveries.mark_delivery(session, 1, seen, DeliveryState.REJECTED),
            ((Delivery, 1),),
            DELIVERY,
        ),
    ),
    "newsroom.deliveries.remove_delivery": (
        Case(lambda session, seen: deliveries.remove_delivery(session, 1, seen), ((Delivery, 1),), DELIVERY),
    ),
    "staff.credits.add_credits": (
        Case(lambda session, seen: add_reader(session, Story, seen), (STORY_1,), STORY),
        Case(lambda session, seen: add_reader(session, Clip, seen), ((Clip, 1),), CLIP),
    ),
    "staff.credits.change_credit": (
        Case(
            lambda session, seen: crediting.change_credit(session, 1, seen, coefficient=Decimal(2), share=None),
            (STORY_1,),
            STORY,
        ),
    ),
    "staff.credits.remove_credit": (
        Case(lambda session, seen: crediting.remove_credit(session, 1, seen), (STORY_1,), STORY),
    ),
    "newsroom.publications.correct": (
        Case(
            lambda session, seen: publications.correct(
                session, 1, seen, address="https://dai.example/dung", on=DAY, today=DAY
            ),
            ((Publication, 1),),
            (column(Publication, 1, "posted", DAY - dt.timedelta(days=1)),),
        ),
    ),
    "newsroom.publications.withdraw": (
        Case(
            lambda session, seen: publications.withdraw(session, 1, seen),
            ((Publication, 1),),
            (column(Publication, 1, "posted", DAY - dt.timedelta(days=1)),),
        ),
    ),
    "newsroom.television.change_clip": (
        Case(
            lambda session, seen: television.change_clip(
                session,
                1,
                seen,
                title="Của tôi",
                kind=ClipKind.CLIP,
                authors="",
                recipient="",
                seconds=None,
                sent=None,
                aired=None,
                note="",
                today=DAY,
            ),
            ((Clip, 1),),
            CLIP,
        ),
    ),
    "newsroom.television.set_clip_state": (
        Case(
            lambda session, seen: television.set_clip_state(session, 1, seen, ClipState.SENT, on=DAY, today=DAY),
            ((Clip, 1),),
            CLIP,
        ),
    ),
    "schedule.programmes.change": (
        Case(
            lambda session, seen: programmes.change(
                session,
                1,
                seen,
                title="Của tôi",
                kind=ProgrammeKind.NEWS,
                traits=programmes.Traits(usual_seconds=900),
                today=DAY,
            ),
            ((Programme, 1),),
            (*PROGRAMME, renamed_programme),
        ),
    ),
    "schedule.slot_edits.change_all": (
        Case(
            lambda session, seen: slot_edits.change_all(session, view(session), seen, longer(session), DAY),
            ((Slot, 1),),
            SLOT,
        ),
    ),
    "schedule.slot_edits.change_following": (
        Case(
            lambda session, seen: slot_edits.change_following(
                session, view(session), seen, DAY + dt.timedelta(days=3), longer(session)
            ),
            ((Slot, 1),),
            SLOT,
        ),
    ),
    "schedule.slot_edits.end": (
        Case(lambda session, seen: slot_edits.end(session, view(session), seen, DAY), ((Slot, 1),), SLOT),
    ),
    "staff.people.change": (
        Case(
            lambda session, seen: people.change(
                session, 1, seen, name="Của tôi", short_name="", initials="", roles=[Role.EDITOR], today=DAY
            ),
            ((Person, 1),),
            (*PERSON, new_role),
        ),
    ),
    "staff.people.set_roles": (
        Case(
            lambda session, seen: people.set_roles(session, 1, seen, [Role.CHIEF]), ((Person, 1),), (*PERSON, new_role)
        ),
    ),
    "staff.partners.rename": tuple(
        Case(
            lambda session, seen, kind=kind: partners.rename(session, kind, 1, seen, "Của tôi", today=DAY),
            ((kind, 1),),
            (column(kind, 1, "name", "Khác"),),
        )
        for kind in partners.USES
    ),
    "staff.removing.remove": (
        Case(
            lambda session, seen: removing.remove(session, Upstream, 2, seen),
            ((Upstream, 2),),
            (column(Upstream, 2, "name", "Khác"),),
        ),
    ),
    "staff.partners.merge": (
        Case(
            lambda session, seen, into: partners.merge(session, Upstream, 1, seen, 2, into, today=DAY),
            ((Upstream, 1), (Upstream, 2)),
            (column(Upstream, 1, "name", "Khác"), column(Upstream, 2, "name", "Khác")),
        ),
    ),
    "staff.people.merge": (
        Case(
            lambda session, seen, into: people.merge(session, 1, seen, 2, into, today=DAY),
            ((Person, 1), (Person, 2)),
            (*PERSON, column(Person, 2, "name", "Khác")),
        ),
    ),
    "staff.settings.change": (
        Case(
            lambda session, seen: settings.change(
                session,
                seen,
                name="Của tôi",
                zone="Asia/Ho_Chi_Minh",
                language="vi",
                period_rule=PeriodRule.CALENDAR,
                hours=[("05:00", "22:00")],
                keep_days=30,
                keep_backups=3,
                trash_days=30,
                weeks_ahead=4,
                drop_folder=None,
                home=Path("/srv/home"),
                today=DAY,
            ),
            ((Station, 1),),
            (column(Station, 1, "language", "en"), renamed_station),
        ),
    ),
    **{
        f"staff.settings.{change.__name__}": (
            Case(
                lambda session, seen, change=change, values=values: change(session, seen, *values),
                ((Station, 1),),
                (column(Station, 1, "language", "en"),),
            ),
        )
        for change, values in (
            (settings.set_keep_days, (30,)),
            (settings.set_keep_backups, (3,)),
            (settings.set_trash_days, (3,)),
            (settings.set_drop_folder, (Path("/srv/ban-thu"), Path("/srv/home"))),
        )
    },
    "media.linking.link": (
        Case(lambda session, seen: linking.link(session, (places.Kind.STORY, 1), seen, 1), (STORY_1,), STORY),
        Case(lambda session, seen: linking.link(session, (places.Kind.INSERT, 2), seen, 1), (EDITION_1,), EDITION),
        Case(lambda session, seen: linking.link(session, (places.Kind.EDITION, 1), seen, 1), (EDITION_1,), EDITION),
    ),
    "media.linking.unlink": (Case(unlink_story, (STORY_1,), STORY),),
    "media.linking.link_free": (
        Case(lambda session, seen: linking.link_free(session, (places.Kind.STORY, 1), seen, 1), (STORY_1,), STORY),
    ),
    "media.chapters.put": (Case(put_chapters, (EDITION_1,), EDITION),),
    "media.treatments.change": (
        Case(lambda session, seen: treatments.change(session, 1, seen, Recipe(gain_db=5.0)), (RECORDING_1,), RECORDING),
    ),
    "media.treatments.undo": (
        Case(lambda session, seen: treatments.undo(session, 1, seen), (RECORDING_1,), RECORDING),
    ),
    "media.treatments.redo": (
        Case(lambda session, seen: treatments.redo(session, 1, seen), (RECORDING_1,), RECORDING),
    ),
    "media.treatments.set_preset": (
        Case(
            lambda session, seen: treatments.set_preset(session, "Tin", seen, Settings(target_lufs=-20), None),
            ((Preset, 1),),
            (column(Preset, 1, "genre", Genre.BRIEF),),
        ),
    ),
    "media.treatments.remove_preset": (
        Case(
            lambda session, seen: treatments.remove_preset(session, "Tin", seen),
            ((Preset, 1),),
            (column(Preset, 1, "genre", Genre.BRIEF),),
        ),
    ),
    "media.linking.lay_aside": (
        Case(lambda session, seen: linking.lay_aside(session, 1, seen), (RECORDING_1,), RECORDING),
    ),
    "media.retention.mark_removed": (
        Case(
            lambda session, seen: retention.mark_removed(session, session.info["media"], 1, seen, DAY),
            (RECORDING_1,),
            RECORDING,
        ),
    ),
}


def save(desk: Desk, name: str, case: Case, seen: list[int]) -> None:
    with desk.changing(Action.EARLIER, what=name) as session:
        session.info["media"] = desk.config.media
        case.save(session, *seen)


RUNS = [
    pytest.param(name, case, other, id=f"{name}, {other.__name__}")
    for name, cases in CASES.items()
    for case in cases
    for other in case.others
]


@pytest.mark.parametrize(("name", "case", "other"), RUNS)
def test_a_save_over_a_change_of_the_thing_or_of_a_part_is_refused_and_changes_nothing(
    name: str, case: Case, other: Callable[[Session], None], filled: Desk
) -> None:
    with filled.reading() as session:
        seen = [version(session, kind, row_id) for kind, row_id in case.seen]
    with seated(filled, "Đức Anh").changing(Action.EARLIER, what="meanwhile") as session:
        other(session)
    with filled.reading() as session:
        before = rows_of(session)

    with pytest.raises(ChangedMeanwhile):
        save(filled, name, case, seen)

    with filled.reading() as session:
        assert rows_of(session) == before


@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in CASES.items() for case in cases])
def test_the_same_save_without_a_change_by_others_is_taken(name: str, case: Case, filled: Desk) -> None:
    """Otherwise the tests above would pass for another reason."""
    with filled.reading() as session:
        before = rows_of(session)
        seen = [version(session, kind, row_id) for kind, row_id in case.seen]

    save(filled, name, case, seen)

    with filled.reading() as session:
        assert rows_of(session) != before


WITHOUT_A_VERSION = {
    # They take the conflict, or the broadcast with its version, as it was shown.
    "schedule.found_conflicts.accept_all",
    "schedule.solutions.solve",
    # It takes the slots with their versions, as they were shown.
    "schedule.pausing.pause",
    # They add something new.
    "schedule.found_conflicts.accept",
    "schedule.found_conflicts.accept_each",
    "schedule.slot_edits.add",
    "schedule.slot_edits.add_new",
    "schedule.slot_edits.plan_new",
    "newsroom.deliveries.deliver",
    "newsroom.publications.post",
    "newsroom.rundowns.add_insert",
    "newsroom.rundowns.add_story",
    "newsroom.rundowns.use_story",
    "newsroom.stories.write",
    "newsroom.television.add_clip",
    "schedule.broadcasts.plan_first_run",
    "schedule.broadcasts.plan_relay",
    "schedule.broadcasts.plan_repeat",
    # They change what is planned and due when they run, whatever was seen before.
    "schedule.broadcasts.air_until_now",
    "schedule.interruptions.interrupt",
    # They take the versions of broadcasts in places and entries.
    "schedule.duties.swap",
    "schedule.week_roster.assign_week",
    "schedule.week_roster.copy_week_before",
    "schedule.pausing.end_pause",
    # They store what slots give, and nothing twice.
    "schedule.adoption.adopt",
    "schedule.generation.fill",
    "schedule.generation.store",
    "staff.people.add",
    "staff.partners.add",
    "staff.removing.uses",  # it asks only
    "schedule.deleting.check",  # it asks only
    "newsroom.whereabouts.is_there",  # so does this
    "schedule.programmes.add",
    # They are steps of a change whose caller has compared the version.
    "newsroom.rundowns.place",
    "schedule.carrying.remove_if_empty",
    "schedule.refitting.conform",
    "schedule.slot_edits.describe",
    "schedule.refitting.remove",
    "schedule.refitting.remove_slot",
    "newsroom.rundowns.renumber",
    "newsroom.topics.set_topics",
    "schedule.duties.give",
    "staff.credits.set_authors",
    # They store what follows from files and settings.
    "media.assembled.note",
    "media.store.set_measured",
    "media.treatments.create_preset",
    "media.treatments.update_air_seconds",
    "media.treatments.update_air_seconds_of",
    "media.treatments.update_all_air_seconds",
    # They only read.
    "schedule.generation.is_due",
    "schedule.carrying.is_due",
    "staff.people.is_account_only",
    "media.assembling.find_edition",
    "media.linking.is_free",
    "media.linking.version_of",
    "newsroom.rundowns.first_run_aired",
}
"""Functions that return nothing or an id, as those do that change something, and take no version."""


def functions() -> dict[str, inspect.Signature]:
    """The public functions of the capabilities that work in a unit of work, but for those that only check."""
    found = {}
    for package in (schedule, newsroom, media, staff):
        for module in modules(package):
            for name, function in inspect.getmembers(module, inspect.isfunction):
                signature = inspect.signature(function)
                own = function.__module__ == module.__name__ and not name.startswith(("_", "check_"))
                if own and "session" in signature.parameters:
                    found[f"{module.__name__.removeprefix('radiodesk.')}.{name}"] = signature
    return found


def functions_with_a_version() -> set[str]:
    """The functions that take the version that the caller saw."""
    return {name for name, signature in functions().items() if "version" in signature.parameters}


def modules(package: ModuleType) -> list[ModuleType]:
    names = [each.name for each in pkgutil.iter_modules(package.__path__) if each.name != "sound"]
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


def test_every_function_that_takes_a_version_is_tried_here() -> None:
    assert functions_with_a_version() == set(CASES)


def test_every_other_function_that_may_change_something_is_listed_here() -> None:
    """Whatever changes something that a user has seen needs the version that they saw."""
    may_change = {name for name, signature in functions().items() if signature.return_annotation in (None, int, bool)}
    assert may_change - functions_with_a_version() == WITHOUT_A_VERSION


def test_a_version_is_always_asked_for() -> None:
    for name in functions_with_a_version():
        parameter: Any = functions()[name].parameters["version"]
        assert (parameter.default, parameter.annotation) == (inspect.Parameter.empty, int), name


@pytest.mark.parametrize("face", [cli, tui], ids=lambda face: face.__name__)
def test_the_faces_set_no_column_of_a_row_themselves(face: ModuleType) -> None:
    for file in Path(face.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for target in node.targets if isinstance(node, ast.Assign) else ():
                names = {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}
                assert "session" not in names, f"{file}, line {target.lineno}"
