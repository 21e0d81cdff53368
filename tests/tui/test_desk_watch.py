"""What other desks change is shown without a key being pressed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from textual.widgets import Input

from radiodesk.config import Config
from radiodesk.history import undo
from radiodesk.kinds import BroadcastState, ClipKind, Genre, ProgrammeKind, Source
from radiodesk.media import drop_folder
from radiodesk.model import Desk
from radiodesk.model.actions import Action
from radiodesk.model.database import existing
from radiodesk.model.faults import DeskBusy
from radiodesk.model.programmes import Edition
from radiodesk.model.recordings import Recording
from radiodesk.newsroom import rundowns, television
from radiodesk.schedule import broadcasts, queries
from radiodesk.staff import people
from radiodesk.tui import desk_watch
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.screens.base import ModeScreen
from radiodesk.tui.widgets.row_table import RowTable
from tests.conftest import seated
from tests.tui.driving import driven, fixed_clock, notices, seen, settled, type_in, until, until_back, until_seen
from tests.tui.test_editing import SPEECH
from tests.tui.test_media import add_recording

DAY = dt.date(2019, 9, 14)


@pytest.fixture(autouse=True)
def _polled_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drop_folder, "POLL_SECONDS", 3600)  # watching the drop folder reloads Media too
    monkeypatch.setattr(desk_watch, "POLL_SECONDS", 0.05)


@pytest.fixture
def other(desk: Desk) -> Desk:
    """Another desk with the same database, which holds two editions with two stories each, clips and a recording."""
    with desk.changing(Action.EARLIER, what="test") as session:
        for title, hour in (("Thời sự sáng", 5), ("Thời sự chiều", 17)):
            edition_id = queries.broadcast(session, plan(session, title, dt.time(hour, 30))).edition_id
            assert edition_id is not None
            for story in ("Một", "Hai"):
                add_story(session, edition_id, f"{story}, {title}")
        add_clip(session, "Clip một")
        add_clip(session, "Clip hai")
    add_recording(desk, SPEECH)
    return desk


def plan(session: Session, title: str, at: dt.time) -> int:
    return broadcasts.plan_first_run(session, title=title, kind=ProgrammeKind.NEWS, on=DAY, at=at, seconds=900)


def add_story(session: Session, edition_id: int, title: str, number: int | None = None) -> None:
    rundowns.add_story(
        session, edition_id, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=60, number=number
    )


def add_clip(session: Session, title: str) -> None:
    television.add_clip(session, title=title, kind=ClipKind.CLIP, authors="", recipient="", seconds=60)


def plan_at_seven(session: Session) -> None:
    plan(session, "Bản tin mới", dt.time(7))


def rename_recording(session: Session) -> None:
    existing(session, Recording, 1).name = "Bản thu đổi tên"


def edition_of(session: Session, number: int) -> int:
    return session.scalars(select(Edition.id).order_by(Edition.id)).all()[number]


@dataclass(frozen=True)
class Case:
    """A mode: its keys, what is seen then, the row that the cursor goes to, and what the other desk adds above it."""

    keys: tuple[str, ...]
    ready: str
    change: Callable[[Session], object]
    appears: str
    highlighted: str


CASES = {
    "today": Case(
        ("down",), "Thời sự chiều", lambda session: plan(session, "Bản tin mới", dt.time(7)), "07:00", "chiều"
    ),
    "week": Case(
        ("2", "end"), "17:30", lambda session: plan(session, "Bản tin mới", dt.time(7)), "07:00", "Thời sự chiều"
    ),
    "rundown": Case(
        ("3", "down"),
        "Hai, Thời sự sáng",
        lambda session: add_story(session, edition_of(session, 0), "Tin mới", 1),
        "Tin mới",
        "Hai, Thời sự sáng",
    ),
    "television": Case(
        ("4", "down"), "Clip một", lambda session: add_clip(session, "Clip mới"), "Clip mới", "Clip một"
    ),
    "media": Case(("5",), "Tin 01", rename_recording, "Bản thu đổi tên", ""),
}


def highlighted(screen: object) -> str:
    assert isinstance(screen, ModeScreen)
    item = screen.highlighted()  # type: ignore[attr-defined]
    return str(getattr(item, "name", "") or item.title)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=["small", "large"])
async def test_what_another_desk_adds_appears_and_the_cursor_stays_on_its_row(
    other: Desk, config: Config, case: Case, size: tuple[int, int]
) -> None:
    async with driven(config, size=size) as pilot:
        await until_seen(pilot, "17:30")
        for key in case.keys:
            await pilot.press(key)
            await settled(pilot)
        await until_seen(pilot, case.ready)
        assert case.highlighted in highlighted(pilot.app.screen)
        with seated(other, "Minh").changing(Action.EARLIER, what="x") as session:
            case.change(session)
        await until_seen(pilot, case.appears)
        await settled(pilot)
        assert case.highlighted in highlighted(pilot.app.screen)


async def test_what_is_typed_into_a_search_stays_and_is_searched_for_again(other: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Clip một")
        await pilot.press("slash", *"clip m")
        await until(pilot, lambda: "Clip hai" not in seen(pilot))
        with seated(other, "Minh").changing(Action.EARLIER, what="x") as session:
            add_clip(session, "Clip mới")
        await until_seen(pilot, "Clip mới", "Clip một")
        field = pilot.app.screen.focused
        assert isinstance(field, Input)
        assert (field.value, field.cursor_position) == ("clip m", 6)
        assert "Clip hai" not in seen(pilot)


async def test_a_list_that_was_scrolled_stays_where_it_is(other: Desk, config: Config) -> None:
    with other.changing(Action.EARLIER, what="test") as session:
        for number in range(60):
            add_clip(session, f"Clip số {number}")
    async with driven(config) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Clip số 59")
        await pilot.press(*["down"] * 40, *["up"] * 5)
        await settled(pilot)
        table = pilot.app.screen.query_one(RowTable)
        await until(pilot, lambda: table.scroll_y > 0)
        place = table.cursor - table.scroll_y
        with seated(other, "Minh").changing(Action.EARLIER, what="x") as session:
            add_clip(session, "Clip mới")
        await until_seen(pilot, "63 clips")
        await until(pilot, lambda: table.cursor == 36)
        await until(pilot, lambda: table.cursor - table.scroll_y == place)


async def test_only_a_change_by_another_desk_reloads_the_screen(
    other: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    polls: list[bool] = []
    poll = DeskAccess.changed_elsewhere

    async def counted(self: DeskAccess) -> bool:
        polls.append(await poll(self))
        return polls[-1]

    monkeypatch.setattr(DeskAccess, "changed_elsewhere", counted)
    async with driven(config) as pilot:
        await until_seen(pilot, "17:30")
        polls.clear()
        await pilot.press("m")
        await until_seen(pilot, "1 missed")
        so_far = len(polls)
        await until(pilot, lambda: len(polls) > so_far + 2)
        assert not any(polls)
        with other.changing(Action.EARLIER, what="x") as session:
            plan(session, "Bản tin mới", dt.time(7))
        await until_seen(pilot, "Bản tin mới")
        await until(pilot, lambda: sum(polls) == 1)


async def test_a_form_that_is_open_keeps_what_was_typed_while_others_change_its_broadcast(
    other: Desk, config: Config
) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "17:30")
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        form = pilot.app.screen
        form.query_one("#note", Input).focus()
        await type_in(pilot, "Phát muộn")
        with seated(other, "Minh").changing(Action.EARLIER, what="x") as session:
            broadcasts.set_state(session, 1, 1, BroadcastState.CANCELLED, now=fixed_clock())
        await pilot.pause(0.3)
        assert form.query_one("#note", Input).value == "Phát muộn"
        await pilot.press("enter")
        await until_seen(pilot, "Minh changed State to cancelled at")


async def test_a_question_about_a_line_that_is_another_one_by_now_removes_nothing(other: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "17:30")
        await pilot.press("3")
        await until_seen(pilot, "Một, Thời sự sáng")
        await pilot.press("x")
        await until_seen(pilot, "Remove “Một, Thời sự sáng” from this rundown?")
        with seated(other, "Minh").changing(Action.EARLIER, what="x") as session:
            line = rundowns.rundown(session, edition_of(session, 0)).lines[0]
            rundowns.change_line(session, line.id, line.version, title="Một tin khác hẳn", seconds=60)
        await pilot.press("left", "enter")
        await until_back(pilot, "Minh changed this at", "Một tin khác hẳn")
    with other.reading() as session:
        assert len(rundowns.rundown(session, edition_of(session, 0)).lines) == 2


async def test_an_error_that_every_poll_meets_is_shown_once_until_a_poll_succeeds(
    other: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    polls = {"desk": 0, "folder": 0}
    stopped = True

    def poll(task: str) -> None:
        polls[task] += 1
        if stopped:
            raise DeskBusy(database="the database")

    async def changed(_access: DeskAccess) -> bool:
        poll("desk")
        return False

    def ready(_folder: object) -> list[Path]:
        poll("folder")
        return []

    async def several_polls() -> None:
        before = dict(polls)
        await until(pilot, lambda: all(polls[task] > before[task] + 3 for task in polls))

    monkeypatch.setattr(drop_folder, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(DeskAccess, "changed_elsewhere", changed)
    monkeypatch.setattr(drop_folder.DropFolder, "ready_files", ready)
    async with driven(config) as pilot:
        for shown in (1, 2):
            stopped = True
            await several_polls()
            assert sum("is writing to the database" in notice for notice in notices(pilot)) == shown
            stopped = False
            await several_polls()


async def test_an_error_of_two_tasks_is_shown_again_after_one_of_them_polled_without_it(
    other: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_watch, "POLL_SECONDS", 3600)
    async with driven(config) as pilot:
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        errors, error = app.polling_errors, DeskBusy(database="the database")
        await errors.show("one", error)
        await errors.show("two", error)
        errors.clear("one")
        await errors.show("one", error)
        await until(pilot, lambda: len(notices(pilot)) == 2)
        await errors.show("one", error)
        await errors.show("two", error)
        await settled(pilot)
        assert len(notices(pilot)) == 2


async def test_a_change_that_another_desk_has_undone_is_no_longer_confirmed(other: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        await app.access.change(Action.ADD_PERSON, lambda session: people.add(session, "Đức Anh"), name="Đức Anh")
        await until_seen(pilot, "New person: Đức Anh", "Ctrl+Z undoes it")
        with other.changing(Action.UNDO) as session:
            undo.undo(session, other, undo.last_of(session, config.person, lambda _entry_id: True))
        await until(pilot, lambda: "New person" not in seen(pilot))
