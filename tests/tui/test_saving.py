"""Forms keep what was typed until it is saved: somebody else is faster, the desk is busy, or it is unusual."""

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from textual.pilot import Pilot
from textual.widgets import Button, Input, Select, Static

from radiodesk.config import Config
from radiodesk.kinds import BroadcastState, ClipKind, ClipState, Genre, JoinKind, ProgrammeKind, Source
from radiodesk.model import Desk, engines
from radiodesk.model.actions import Action
from radiodesk.model.database import remove_rows
from radiodesk.model.programmes import Broadcast, Edition, Line
from radiodesk.model.television import Clip
from radiodesk.newsroom import rundowns, stories, television
from radiodesk.newsroom.views import ClipView, RundownView
from radiodesk.schedule import broadcasts, queries
from radiodesk.schedule.views import BroadcastView
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.form import Form
from tests.conftest import seated
from tests.tui.driving import (
    choose,
    driven,
    fixed_clock,
    seen,
    settled,
    type_in,
    until,
    until_back,
    until_over,
    until_seen,
)

DAY = dt.date(2019, 9, 14)
BUSY = "is writing to"
"""Of the message that another desk holds the database."""


@pytest.fixture
def held_desk(desk: Desk) -> Desk:
    """A first run with a story and an insert, a relay, and a clip."""
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = broadcasts.plan_first_run(
            session, title="Thời sự sáng", kind=ProgrammeKind.NEWS, on=DAY, at=dt.time(5, 30), seconds=900
        )
        edition_id = queries.broadcast(session, planned).edition_id
        assert edition_id is not None
        rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=20)
        rundowns.add_story(
            session, edition_id, title="Một", genre=Genre.BRIEF, source=Source.OWN, authors="Thu Hà", seconds=60
        )
        broadcasts.plan_relay(
            session, title="Khai mạc", live=True, upstream="", on=DAY, at=dt.time(7, 30), seconds=1800
        )
        television.add_clip(session, title="Clip", kind=ClipKind.CLIP, authors="Thu Hà", recipient="", seconds=75)
    return desk


def view(session: Session) -> RundownView:
    return rundowns.rundown(session, session.scalars(select(Edition.id)).one())


def broadcast(session: Session, number: int) -> BroadcastView:
    return queries.day(session, DAY).broadcasts[number]


def clip(session: Session) -> ClipView:
    return television.clips(session).clips[0]


def change_broadcast(session: Session, number: int, **values: Any) -> None:
    item = broadcast(session, number)
    as_it_is: dict[str, Any] = {
        "on": DAY,
        "at": item.starts.time(),
        "planned_seconds": item.planned_seconds,
        "actual_seconds": None,
        "note": "",
        "programme_version": item.programme_version,
    }
    broadcasts.change_broadcast(session, item.id, item.version, **{**as_it_is, **values}, now=fixed_clock())


def change_authors(session: Session) -> None:
    line = view(session).lines[1]
    stories.change_story(
        session,
        line.story_id or 0,
        line.version,
        title=line.title,
        genre=Genre.BRIEF,
        source=Source.OWN,
        authors="Người khác",
        planned_seconds=60,
    )


def rename_insert(session: Session) -> None:
    line = view(session).lines[0]
    rundowns.change_line(session, line.id, line.version, title="Của người khác", seconds=20)


def move_line(session: Session) -> None:
    rundown = view(session)
    rundowns.move_line(session, rundown.lines[1].id, rundown.version, -1)


def change_clip(session: Session) -> None:
    found = clip(session)
    television.change_clip(
        session,
        found.id,
        found.version,
        title="Của người khác",
        kind=ClipKind.CLIP,
        authors="Người khác",
        recipient="",
        seconds=75,
        sent=None,
        aired=None,
        note="",
        today=DAY,
    )


def remove_line(session: Session, number: int) -> None:
    rundown = view(session)
    rundowns.remove_line(session, rundown.lines[number].id, rundown.version)


def remove_broadcast(session: Session, number: int) -> None:
    item = broadcast(session, number)
    if item.edition_id is not None:
        lines = session.scalars(select(Line.id).where(Line.edition_id == item.edition_id)).all()
        remove_rows(session, Line, lines)
    remove_rows(session, Broadcast, [item.id])


def remove_clip(session: Session) -> None:
    session.delete(session.get_one(Clip, clip(session).id))


@dataclass(frozen=True)
class Case:
    """A form: the keys that open it, its title, what is typed, what somebody else does, and what is saved then."""

    keys: tuple[str, ...]
    title: str
    typed: Mapping[str, str]
    meanwhile: Callable[[Session], object]
    removes: Callable[[Session], object]
    saved: Callable[[Session], object]
    expected: object


CASES = {
    "story": Case(
        ("3", "down", "e"),
        "Change a story",
        {"title": "Một, sửa lại", "authors": "Đức Anh, Lan", "topics": "Bầu cử; Nông thôn mới", "seconds": "1:30"},
        change_authors,
        lambda session: remove_line(session, 1),
        lambda session: [
            (line.title, line.authors, line.topics, line.planned_seconds) for line in view(session).lines[1:]
        ],
        [("Một, sửa lại", "Đức Anh, Lan", ("Bầu cử", "Nông thôn mới"), 90)],
    ),
    "insert": Case(
        ("3", "e"),
        "Change an insert",
        {"label": "Nhạc cắt", "seconds": "0:05"},
        rename_insert,
        lambda session: remove_line(session, 0),
        lambda session: [(line.title, line.planned_seconds) for line in view(session).lines[:1]],
        [("Nhạc cắt", 5)],
    ),
    "first run": Case(
        ("e",),
        "Change a broadcast",
        {"title": "Thời sự tối", "at": "18:00", "note": "Phát muộn"},
        lambda session: change_broadcast(session, 0, note="Của người khác"),
        lambda session: remove_broadcast(session, 0),
        lambda session: [
            (item.title, item.starts.hour, item.note) for item in queries.day(session, DAY).broadcasts[1:]
        ],
        [("Thời sự tối", 18, "Phát muộn")],
    ),
    "relay": Case(
        ("down", "e"),
        "Change a broadcast",
        {"title": "Bế mạc", "upstream": "", "note": "Phát muộn"},
        lambda session: change_broadcast(session, 1, title="Của người khác"),
        lambda session: remove_broadcast(session, 1),
        lambda session: (broadcast(session, 1).title, broadcast(session, 1).note),
        ("Bế mạc", "Phát muộn"),
    ),
    "clip": Case(
        ("4", "e"),
        "Change a clip",
        {"title": "Clip mới", "authors": "Đức Anh", "recipient": "Đài tỉnh", "note": "Gấp"},
        change_clip,
        remove_clip,
        lambda session: (clip(session).title, clip(session).authors, clip(session).recipient, clip(session).note),
        ("Clip mới", "Đức Anh", "Đài tỉnh", "Gấp"),
    ),
    "clip day": Case(
        ("4", "s"),
        "Mark as sent",
        {"on": "13/09/2019"},
        change_clip,
        remove_clip,
        lambda session: (clip(session).sent, clip(session).title),
        (dt.date(2019, 9, 13), "Của người khác"),
    ),
    "join": Case(
        ("3", "down", "j"),
        "How “Một” follows",
        {"seconds": "1.5"},
        move_line,
        lambda session: remove_line(session, 1),
        lambda session: [(line.title, line.join_seconds) for line in view(session).lines if line.join is JoinKind.GAP],
        [("Một", 1.5)],
    ),
}


async def open_form(pilot: Pilot[None], case: Case, *, join: bool = True) -> Form:
    """The form of that case with everything typed."""
    await until_seen(pilot, "Khai mạc")
    ready = {"3": "Nhạc hiệu", "4": "1 clip"}
    for key in case.keys:
        await pilot.press(key)
        await until_seen(pilot, ready.get(key, ""))
        await settled(pilot) if key in ready else None
    await until_seen(pilot, case.title)
    form = pilot.app.screen
    assert isinstance(form, Form)
    for name, text in case.typed.items():
        form.query_one(f"#{name}", Input).value = text
    if join and case.title.startswith("How"):
        form.query_one("#join").value = JoinKind.GAP  # type: ignore[attr-defined]
    await pilot.pause()
    return form


def typed(form: Form, case: Case) -> dict[str, str]:
    return {name: form.query_one(f"#{name}", Input).value for name in case.typed}


def held(desk: Desk, case: Case) -> object:
    with desk.reading() as session:
        return case.saved(session)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_somebody_who_was_faster_is_named_and_nothing_typed_is_lost(
    held_desk: Desk, config: Config, case: Case
) -> None:
    async with driven(config) as pilot:
        form = await open_form(pilot, case)
        with seated(held_desk, "Đức Anh").changing(Action.EARLIER, what="test") as session:
            case.meanwhile(session)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Đức Anh changed", "Press Enter again to save")
        assert pilot.app.screen is form
        assert typed(form, case) == case.typed
        assert held(held_desk, case) != case.expected
        await pilot.press("ctrl+s")
        await until_back(pilot)
        assert held(held_desk, case) == case.expected


@dataclass(frozen=True)
class Merge:
    """A form in which the user changes one field, while somebody else changes another one of the same thing."""

    keys: tuple[str, ...]
    title: str
    typed: Mapping[str, str]
    meanwhile: Callable[[Session], object]
    message: str
    filled_in: Mapping[str, str]
    saved: Callable[[Session], object]
    expected: object


MERGES = {
    "story": Merge(
        ("3", "down", "e"),
        "Change a story",
        {"title": "Một, sửa lại"},
        change_authors,
        "Đức Anh changed Authors to Người khác at",
        {"authors": "Người khác"},
        lambda session: [(line.title, line.authors) for line in view(session).lines[1:]],
        [("Một, sửa lại", "Người khác")],
    ),
    "insert": Merge(
        ("3", "e"),
        "Change an insert",
        {"seconds": "0:05"},
        rename_insert,
        "Đức Anh changed What it is to Của người khác at",
        {"label": "Của người khác"},
        lambda session: [(line.title, line.planned_seconds) for line in view(session).lines[:1]],
        [("Của người khác", 5)],
    ),
    "first run": Merge(
        ("e",),
        "Change a broadcast",
        {"note": "Phát muộn"},
        lambda session: change_broadcast(
            session, 0, planned_seconds=1260, at=dt.time(5, 45), kind=ProgrammeKind.OTHER, sure=True
        ),
        "Đức Anh changed Kind to other, Time to 05:45, Planned length to 21:00 at",
        {"planned": "21:00", "at": "05:45"},
        lambda session: (
            broadcast(session, 0).seconds,
            broadcast(session, 0).starts.minute,
            broadcast(session, 0).note,
        ),
        (1260, 45, "Phát muộn"),
    ),
    "relay": Merge(
        ("down", "e"),
        "Change a broadcast",
        {"planned": "31:00"},
        lambda session: change_broadcast(session, 1, title="Bế mạc", note="Của người khác"),
        "Đức Anh changed What is relayed to Bế mạc, Note to Của người khác at",
        {"title": "Bế mạc", "note": "Của người khác"},
        lambda session: (broadcast(session, 1).title, broadcast(session, 1).note, broadcast(session, 1).seconds),
        ("Bế mạc", "Của người khác", 1860),
    ),
    "clip": Merge(
        ("4", "e"),
        "Change a clip",
        {"note": "Gấp"},
        change_clip,
        "Đức Anh changed Title to Của người khác, Authors to Người khác at",
        {"title": "Của người khác", "authors": "Người khác"},
        lambda session: (clip(session).title, clip(session).authors, clip(session).note),
        ("Của người khác", "Người khác", "Gấp"),
    ),
    "clip day": Merge(
        ("4", "s"),
        "Mark as sent",
        {},
        lambda session: television.set_clip_state(session, 1, 1, ClipState.SENT, on=dt.date(2019, 9, 10), today=DAY),
        "Đức Anh changed Sent on to 10/09/2019 at",
        {"on": "10/09/2019"},
        lambda session: clip(session).sent,
        dt.date(2019, 9, 10),
    ),
    "join": Merge(
        ("3", "down", "j"),
        "How “Một” follows",
        {},
        lambda session: rundowns.join_line(
            session, view(session).lines[1].id, view(session).version, JoinKind.GAP, 1.5
        ),
        "Đức Anh changed Join to after a gap, Seconds to 1.5 at",
        {"seconds": "1.5"},
        lambda session: [(line.join, line.join_seconds) for line in view(session).lines[1:]],
        [(JoinKind.GAP, 1.5)],
    ),
}


@pytest.mark.parametrize("merge", MERGES.values(), ids=MERGES)
async def test_what_only_the_other_user_changed_is_filled_in_named_and_saved(
    held_desk: Desk, config: Config, merge: Merge
) -> None:
    case = Case(merge.keys, merge.title, merge.typed, merge.meanwhile, merge.meanwhile, merge.saved, merge.expected)
    async with driven(config) as pilot:
        form = await open_form(pilot, case, join=False)
        with seated(held_desk, "Đức Anh").changing(Action.EARLIER, what="test") as session:
            merge.meanwhile(session)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: merge.message in form_message(pilot))
        assert form_message(pilot).endswith("it is filled in here.\nPress Enter again to save.")
        assert {name: form.query_one(f"#{name}", Input).value for name in merge.filled_in} == merge.filled_in
        assert typed(form, case) == merge.typed
        await pilot.press("enter")
        await until_back(pilot)
    assert held(held_desk, case) == merge.expected


async def test_what_both_changed_stays_as_typed_and_is_named_with_the_others_value(
    held_desk: Desk, config: Config
) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Khai mạc")
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        form = pilot.app.screen
        form.query_one("#planned", Input).value = "22:00"
        form.query_one("#note", Input).value = "ghi  chú"
        with seated(held_desk, "Hà").changing(Action.EARLIER, what="test") as session:
            change_broadcast(session, 0, note="ghi chú", planned_seconds=1200)
        with seated(held_desk, "Minh").changing(Action.EARLIER, what="test") as session:
            change_broadcast(session, 0, note="ghi chú", planned_seconds=1260)
        await pilot.press("enter")
        await until_seen(pilot, "Hà, Minh changed Planned length to 21:00 at", "; you typed 22:00.")
        assert form_message(pilot).endswith("22:00.\nPress Enter again to save yours.")
        assert "Note" not in form_message(pilot)  # both typed the same
        assert form.query_one("#planned", Input).value == "22:00"
        await pilot.press("enter")
        await until_back(pilot)
    with held_desk.reading() as session:
        assert (broadcast(session, 0).seconds, broadcast(session, 0).note) == (1320, "ghi chú")


async def test_a_state_that_can_no_longer_follow_stays_chosen_and_the_desk_says_why(
    held_desk: Desk, config: Config
) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Khai mạc")
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        pilot.app.screen.query_one("#state", Select).value = BroadcastState.CANCELLED
        with seated(held_desk, "Minh").changing(Action.EARLIER, what="test") as session:
            change_broadcast(session, 0, state=BroadcastState.AIRED, sure=True)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Minh changed State to aired at", "you typed cancelled.")
        await pilot.press("enter")
        await until_seen(pilot, "What is aired cannot become cancelled")


async def test_after_a_conflict_enter_saves_wherever_the_cursor_was(held_desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Khai mạc")
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        pilot.app.screen.query_one("#note", Input).value = "Phát muộn"
        pilot.app.screen.query_one("#state").focus()
        with seated(held_desk, "Minh").changing(Action.EARLIER, what="test") as session:
            change_broadcast(session, 0, planned_seconds=1260)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Minh changed Planned length to 21:00 at")
        await pilot.press("enter")
        await until_back(pilot)


def form_message(pilot: Pilot[None]) -> str:
    """The message of the form as a whole, without its line breaks by width."""
    return str(pilot.app.screen.query_one("#form-error", Static).content)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_what_was_removed_meanwhile_is_told_and_can_be_left(held_desk: Desk, config: Config, case: Case) -> None:
    async with driven(config) as pilot:
        form = await open_form(pilot, case)
        with seated(held_desk, "Đức Anh").changing(Action.EARLIER, what="test") as session:
            case.removes(session)
        for _ in range(2):
            await pilot.press("ctrl+s")
            await until(pilot, lambda: "Somebody else removed this" in seen(pilot) and not is_saving(form))
            assert "Enter again" not in seen(pilot)
            assert typed(form, case) == case.typed
        await pilot.press("escape")
        await until_seen(pilot, "Close without saving?")
        await pilot.press("left", "enter")
        await until_back(pilot)
        await settled(pilot)
        assert "Somebody else" not in seen(pilot)


def is_saving(form: Form) -> bool:
    return form.query_one("#save", Button).disabled


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """A save waits for this before it writes."""
    event, change = asyncio.Event(), DeskAccess.change

    async def later(self: DeskAccess, *arguments: Any, **values: Any) -> Any:
        await event.wait()
        return await change(self, *arguments, **values)

    monkeypatch.setattr(DeskAccess, "change", later)
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    return event


async def try_to_leave(pilot: Pilot[None], form: Form) -> None:
    """In every way there is, while it saves."""
    for key in ("escape", "ctrl+q"):
        form.query_one("#form-error").display = False
        await pilot.press(key)
        await until_seen(pilot, "Saving: one moment")
    await pilot.click("#cancel")
    await pilot.click(offset=(0, 0))
    await pilot.click(offset=(3, 23))  # a mode, behind the form
    form.query_one("#cancel").focus()  # where a digit is no text
    await pilot.press("2", "5")
    await pilot.app.run_action("app.quit")  # as the palette does
    assert pilot.app.screen is form
    assert pilot.app.current_mode == "today"
    assert pilot.app.return_code is None


@pytest.mark.parametrize("fails", [False, True])
async def test_nothing_closes_a_form_that_saves_until_it_is_saved_and_what_fails_is_told_in_it(
    held_desk: Desk, config: Config, go_on: asyncio.Event, fails: bool
) -> None:
    case = CASES["first run"]
    async with driven(config) as pilot:
        form = await open_form(pilot, case)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: is_saving(form))
        await try_to_leave(pilot, form)
        if fails:
            other = sqlite3.connect(config.home / "radiodesk.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            go_on.set()
            await until_seen(pilot, BUSY)
            assert pilot.app.screen is form
            assert typed(form, case) == case.typed
            other.close()
            await pilot.press("ctrl+s")
        go_on.set()
        await until_back(pilot, "Thời sự tối")
        assert held(held_desk, case) == case.expected
        await pilot.press("ctrl+q")
        await until_over(pilot)


async def test_a_taken_time_is_asked_about_in_the_form_and_again_after_a_change(
    held_desk: Desk, config: Config
) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Khai mạc")
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        form = pilot.app.screen
        await type_in(pilot, "Chuyên mục")
        await choose(pilot, "kind", ProgrammeKind.COLUMN)
        for at, taken in (
            ("5h30", "“Thời sự sáng” is planned for 05:30"),
            ("7h45", "“Khai mạc” is planned from 07:30"),
        ):
            form.query_one("#at", Input).value = at
            await pilot.press("ctrl+s")
            await until_seen(pilot, taken, "If that is right, press Enter again.")
            assert len(day(held_desk)) == 2
        await pilot.press("ctrl+s")
        await until_back(pilot, "07:45")
    assert day(held_desk) == ["Thời sự sáng", "Khai mạc", "Chuyên mục"]


async def test_a_question_and_a_conflict_take_one_more_enter_each(held_desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Khai mạc")
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        pilot.app.screen.query_one("#at", Input).value = "7h30"
        await pilot.press("ctrl+s")
        await until_seen(pilot, "“Khai mạc” is planned for 07:30", "If that is right, press Enter again.")
        with seated(held_desk, "Đức Anh").changing(Action.EARLIER, what="test") as session:
            change_broadcast(session, 0, note="Của người khác")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Đức Anh changed Note to Của người khác at", "Press Enter again to save.")
        assert "Khai mạc” is planned" not in form_message(pilot)
        await pilot.press("enter")
        await until_back(pilot)
    with held_desk.reading() as session:
        assert {item.starts.time() for item in queries.day(session, DAY).broadcasts} == {dt.time(7, 30)}


async def test_the_length_of_a_range_follows_it_after_a_conflict(held_desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Khai mạc")
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        length = pilot.app.screen.query_one("#planned", Input)
        own = length.value
        pilot.app.screen.query_one("#at", Input).value = "7h30-7h50"
        await until(pilot, lambda: length.value == "20:00")
        with seated(held_desk, "Đức Anh").changing(Action.EARLIER, what="test") as session:
            change_broadcast(session, 0, note="Của người khác")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Press Enter again to save.")
        pilot.app.screen.query_one("#at", Input).value = "7h30-8h"
        await until(pilot, lambda: length.value == "30:00")
        pilot.app.screen.query_one("#at", Input).value = "7h30"
        await until(pilot, lambda: length.value == own)


def day(desk: Desk) -> list[str]:
    """The titles of the day's broadcasts."""
    with desk.reading() as session:
        return [item.title for item in queries.day(session, DAY).broadcasts]


async def test_changes_that_are_not_saved_are_thrown_away_only_by_an_answer(held_desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Khai mạc")
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        await pilot.press("escape")  # nothing was changed
        await until_back(pilot)
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        form = pilot.app.screen
        form.query_one("#note", Input).value = "Phát muộn"
        for key in ("escape", "ctrl+q"):
            for answer in ("enter", "escape"):  # neither throws anything away
                await pilot.press(key)
                await until_seen(pilot, "What you typed in “Change a broadcast” is not saved yet.")
                await pilot.press(answer)
                await until(pilot, lambda: pilot.app.screen is form)
        assert form.query_one("#note", Input).value == "Phát muộn"
        await pilot.press("escape")
        await until_seen(pilot, "Close without saving?")
        await pilot.press("left", "enter")
        await until_back(pilot)
        await pilot.press("ctrl+q")
        await until_over(pilot)
