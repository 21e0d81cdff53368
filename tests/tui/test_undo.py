"""Every kind of change that a screen offers is confirmed in words, undone with Ctrl+Z and redone with Ctrl+Y."""

import ast
import datetime as dt
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Select

import radiodesk.tui
from radiodesk import locale
from radiodesk.config import Config
from radiodesk.history import log, undo
from radiodesk.history.rows import TABLES, as_recorded, recorded
from radiodesk.kinds import PeriodKind
from radiodesk.locale import _
from radiodesk.media import retention, store, treatments
from radiodesk.media.sound.recipes import Recipe
from radiodesk.model import Action, Broadcast, ClipGenre, ClipKind, Desk, Genre, ProgrammeKind, Recording, Source
from radiodesk.model.actions import SENTENCES
from radiodesk.model.changes import WrittenEntry
from radiodesk.newsroom import rundowns, television
from radiodesk.schedule import broadcasts, queries
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.confirmations import Confirmation
from radiodesk.tui.screens.editing import edit
from radiodesk.tui.widgets.change_line import ChangeLine
from radiodesk.tui.widgets.row_table import RowTable
from radiodesk.tui.widgets.wave_view import WaveView
from tests.conftest import seated
from tests.ledger.books import ledger, write_xlsx
from tests.media.stored import SECOND
from tests.media.test_linking import linked_air_file
from tests.tui.driving import PATIENCE, driven, fill, fixed_clock, notices, seen, settled, until, until_seen
from tests.tui.test_editing import HandPlayer

DAY = dt.date(2019, 9, 14)
TWO_TRACKS = Path(__file__).parent.parent / "media" / "odd" / "several_audio_streams" / "second_is_default.mkv"

Rows = dict[str, dict[int, dict[str, Any]]]
"""The rows of each table by id."""


@dataclass(frozen=True)
class Typed:
    """Text that replaces what is in a field of a form."""

    field: str
    text: str


@dataclass(frozen=True)
class Chosen:
    """A choice in a list of a form."""

    field: str
    value: object


@dataclass(frozen=True)
class Seen:
    """Text that is waited for."""

    text: str


Step = str | Typed | Chosen | Seen
"""A step of a person. A plain text is a key."""

Changes = Sequence[tuple[Action, Sequence[Step]]]
"""Changes one after the other, each with the steps that make it on the screen where the one before has left it."""

TODAY: Changes = [
    (
        Action.PLAN_FIRST_RUN,
        [
            "n",
            Typed("title", "Chuyên mục"),
            Chosen("kind", ProgrammeKind.NEWS),
            Typed("at", "9:15"),
            Typed("seconds", "10"),
            "enter",
        ],
    ),
    (
        Action.PLAN_RELAY,
        ["l", Typed("title", "Thời sự VOV1"), Typed("at", "12:00"), Typed("upstream", "VOV1"), "enter"],
    ),
    (Action.CHANGE_BROADCAST, ["home", "e", Typed("note", "Đọc chậm"), Typed("at", "5:45"), "enter"]),
    (Action.DELETE_BROADCAST, ["end", "x", Seen("Delete “Thời sự VOV1”"), "left", "enter"]),
    (Action.PLAN_REPEAT, ["r", Seen("Repeat which"), "enter", Typed("at", "17:00"), "enter"]),
    (Action.MARK_BROADCAST, ["home", "a"]),
    (Action.POST, ["w", Typed("address", "https://luongtai.vn/1"), "enter"]),
    (Action.AIR_UNTIL_NOW, ["A", Seen("Mark them"), "left", "enter"]),
]
RUNDOWN: Changes = [
    (Action.ADD_STORY, ["end", "n", Typed("title", "Tin mới"), Typed("authors", "Người mới"), "enter"]),
    (Action.ADD_INSERT, ["end", "i", Typed("label", "Nhạc cắt"), Typed("seconds", "5"), "enter"]),
    (Action.CHANGE_INSERT, ["end", "e", Typed("label", "Nhạc hiệu"), "enter"]),
    (Action.MOVE_LINE, ["end", "K"]),
    (Action.USE_STORY, ["end", "u", Seen("Gieo cấy"), *"gieo", "enter"]),
    (Action.CHANGE_STORY, ["end", "e", Typed("title", "Tin đã sửa"), Typed("topics", "Phòng cháy"), "enter"]),
    (Action.JOIN_LINE, ["end", "j", Chosen("join", "crossfade"), Typed("seconds", "2"), "enter"]),
    (Action.CHANGE_STORY, ["home", "e", Typed("place", "Lai Hạ"), "enter"]),
    (Action.SET_TOPICS, ["semicolon", Typed("topics", "Bầu cử; Nông thôn mới"), "enter"]),
    (
        Action.SET_CREDITS,
        ["home", "at", Seen("╭─ Credits"), "n", Typed("people", "Minh"), Typed("coefficient", "0,5"), "enter"],
    ),
    (Action.SET_CREDITS, ["home", "at", Seen("╭─ Credits"), "home", "enter", Typed("share", "60"), "enter"]),
    (Action.SET_CREDITS, ["home", "at", Seen("╭─ Credits"), "end", "x", Seen("Remove Minh"), "left", "enter"]),
    (Action.DELIVER, ["home", "s", Typed("recipient", "Báo tỉnh"), "enter"]),
    (Action.CHANGE_DELIVERY, ["s", Seen("╭─ Sent to others"), "enter", Typed("note", "Trang 2"), "enter"]),
    (Action.MARK_DELIVERY, ["s", Seen("╭─ Sent to others"), "X"]),
    (Action.REMOVE_DELIVERY, ["s", Seen("╭─ Sent to others"), "x", Seen("longer counted"), "left", "enter"]),
    (Action.LINK_RECORDING, ["home", "k", Seen("00:07"), "enter"]),
    (Action.UNLINK_RECORDING, ["home", "k", Seen("None: unlink"), "up", "enter"]),
    (Action.REMOVE_LINE, ["end", "x", Seen("Remove a line"), "left", "enter"]),
    (Action.MARK_BROADCAST, ["a"]),
    (Action.POST, ["w", Typed("address", "https://luongtai.vn/2"), "enter"]),
    (
        Action.CORRECT_POST,
        [
            "w",
            Seen("╭─ Post"),
            "down",
            "enter",
            Typed("address", "https://facebook.com/dai/3"),
            Typed("page", "Fanpage Đài"),
            "enter",
        ],
    ),
    (Action.WITHDRAW, ["W", Seen("No longer count"), "left", "enter"]),
]
TELEVISION: Changes = [
    (Action.ADD_CLIP, ["n", Typed("title", "Clip mới"), Typed("recipient", "Báo tỉnh"), "enter"]),
    (Action.CHANGE_CLIP, ["e", Typed("title", "Clip đã sửa"), Typed("authors", "Thu Hà; Minh"), "enter"]),
    (Action.MARK_CLIP, ["S"]),
    (Action.CHANGE_CLIP, ["e", Chosen("genre", ClipGenre.FEATURE), "ctrl+s"]),
    (Action.SET_CREDITS, ["at", Seen("╭─ Credits"), "n", Typed("people", "Minh"), "enter"]),
]
MEDIA_SCREEN: Changes = [
    (Action.LAY_ASIDE, ["end", "q"]),
    (Action.LINK_RECORDING, ["k", Seen("Enter"), "enter"]),
    (Action.UNLINK_RECORDING, ["U"]),
    (Action.LINK_RECORDINGS, ["L", Seen("What recordings belong to"), "A"]),
    (Action.CHOOSE_TRACK, ["home", "T", Chosen("track", 1), "enter"]),
    (Action.REMOVE_RECORDING, ["home", "x", Seen("Move the file of"), "left", "enter"]),
]
BENCH: Changes = [
    (Action.TREAT, ["right_square_bracket"]),
    (Action.TREAT, ["e", Typed("gain_db", "3"), "enter"]),
    (Action.SET_CHAPTERS, ["C", Typed("title", "Mở đầu"), "enter"]),
]
MERGED: Sequence[Step] = ["home", "G", Seen("this one stays"), "enter", Seen("is kept as an earlier"), "left", "enter"]
STATION: Changes = [
    (Action.CHANGE_STATION, [Seen("Asia"), "e", Typed("name", "Đài xã"), "ctrl+s"]),
    (
        Action.CHANGE_STATION,
        [Seen("Asia"), "e", Typed("on_time_seconds", "0"), Typed("signer_name", "Nguyễn Văn A"), "ctrl+s"],
    ),
    (
        Action.ADD_PROGRAMME,
        ["right", Seen("Thời sự trưa"), "n", Typed("title", "Mới"), Chosen("kind", ProgrammeKind.COLUMN), "ctrl+s"],
    ),
    (Action.CHANGE_PROGRAMME, ["home", "e", Typed("language", "Ê Đê"), "ctrl+s"]),
    (Action.MERGE_PROGRAMME, MERGED),
    (Action.ADD_PERSON, ["right", Seen("Thu Hà"), "n", Typed("name", "Minh"), "ctrl+s"]),
    (Action.CHANGE_PERSON, ["home", "e", Typed("initials", "TH"), "ctrl+s"]),
    (Action.MERGE_PEOPLE, MERGED),
    (Action.ADD_NAME, ["right", Seen("Upstreams  0"), "n", Typed("name", "VOV1"), "enter"]),
    (Action.ADD_NAME, ["n", Typed("name", "VOV2"), "enter"]),
    (Action.RENAME, ["home", "e", Typed("name", "Đài tỉnh"), "enter"]),
    (Action.MERGE_NAMES, MERGED),
    (Action.REMOVE_NAME, ["home", "x", Seen("Nothing uses it"), "left", "enter"]),
    (
        Action.ADD_REPORT_KIND,
        [
            *["right"] * 3,
            Seen("No kind of report"),
            "n",
            Typed("name", "Năm"),
            Chosen("period_kind", PeriodKind.YEAR),
            "ctrl+s",
        ],
    ),
    (Action.CHANGE_REPORT_KIND, ["e", Typed("indicators", "TV clips; Stories used"), "ctrl+s"]),
    (Action.REMOVE_REPORT_KIND, ["x", Seen("no longer announced"), "left", "enter"]),
    (
        Action.ADD_INDICATOR,
        [
            *["right", Seen("No indicator of the station's own"), "n", Seen("What does it count?"), "down", "down"],
            *["enter", Typed("label", "Tin ngắn"), Typed("unit", "tin"), Typed("where_genre", "brief"), "ctrl+s"],
        ],
    ),
    (Action.CHANGE_INDICATOR, ["home", "e", Typed("where_author", "not: Thu Hà"), "ctrl+s"]),
    (Action.REMOVE_INDICATOR, ["home", "x", Seen("Remove the indicator"), "left", "enter"]),
]
PRESETS: Changes = [
    (Action.SET_PRESET, ["P", Seen("built in"), "n", Typed("name", "Loa xã"), Typed("target_lufs", "-18"), "enter"]),
    (Action.SET_PRESET, ["P", Seen("built in"), "home", "enter", Typed("target_lufs", "-20"), "enter"]),
    (Action.REMOVE_PRESET, ["P", Seen("Loa xã"), "end", "x", Seen("Remove the preset"), "left", "enter"]),
]
CASES = (TODAY, RUNDOWN, TELEVISION, MEDIA_SCREEN, BENCH, STATION, PRESETS)


@pytest.fixture
def desk_in_use(desk: Desk) -> Desk:
    """Two first runs with stories, one of them aired and posted, a clip, and two recordings, of which one waits."""
    with desk.changing(Action.EARLIER, what="test") as session:
        for title, hour, titles in (
            ("Thời sự sáng", 5, ("Gieo cấy vụ xuân", "Tiếp xúc cử tri")),
            ("Thời sự trưa", 9, ("Lịch cắt điện", "Bầu cử")),
        ):
            planned = broadcasts.plan_first_run(
                session, title=title, kind=ProgrammeKind.NEWS, on=DAY, at=dt.time(hour, 30), seconds=900
            )
            edition_id = queries.broadcast(session, planned).edition_id
            assert edition_id is not None
            for story in titles:
                rundowns.add_story(
                    session,
                    edition_id,
                    title=story,
                    genre=Genre.BRIEF,
                    source=Source.OWN,
                    authors="Thu Hà",
                    seconds=8,
                )
        television.add_clip(session, title="Clip", kind=ClipKind.CLIP, authors="Thu Hà", recipient="", seconds=75)
    store.add(desk, SECOND)
    store.add(desk, TWO_TRACKS)
    return desk


def rows_of(desk: Desk) -> Rows:
    """Everything that the desk holds, without versions, which only grow."""
    found: Rows = {}
    with desk.reading() as session:
        for table in TABLES:
            columns = [column for column in recorded(table) if column.name not in ("id", "version")]
            stored = session.execute(select(table)).mappings()
            found[table.name] = {row["id"]: as_recorded(columns, row) for row in stored}
    return found


def newest(desk: Desk) -> log.Entry:
    with desk.reading() as session:
        [entry] = log.entries(session, limit=1)
    return entry


async def until_written(pilot: Pilot[None], desk: Desk, after: int, action: Action) -> None:
    """Wait until a change of that kind is in the log after an entry, and shown on the line above the keys."""
    await until(pilot, lambda: newest(desk).id > after)
    assert newest(desk).action == action, seen(pilot)
    await settled(pilot)


async def choose(pilot: Pilot[None], field: str, value: object) -> None:
    await until(pilot, lambda: pilot.app.screen.query(f"#{field}"))
    pilot.app.screen.query_one(f"#{field}", Select).value = value
    await pilot.pause()


async def make(pilot: Pilot[None], desk: Desk, action: Action, steps: Sequence[Step], depth: int) -> None:
    """Make a change, and come back to the screen at that depth, from the dialog in which it was made."""
    before = newest(desk).id
    for step in steps:
        match step:
            case Typed(field, text):
                await fill(pilot, field, text)
            case Chosen(field, value):
                await choose(pilot, field, value)
            case Seen(text):
                await until_seen(pilot, text)
            case key:
                await pilot.press(key)
    await until(pilot, lambda: newest(desk).id > before)
    while len(pilot.app.screen_stack) > depth:
        await pilot.press("escape")
    await until_written(pilot, desk, before, action)


def confirmed(pilot: Pilot[None]) -> str:
    """The line above the keys, or the lines that it takes."""
    region = pilot.app.screen.query_one(ChangeLine).region
    return " ".join(line.strip() for line in seen(pilot).splitlines()[region.y : region.bottom])


async def check_changes(pilot: Pilot[None], desk: Desk, changes: Changes) -> None:
    """Make each change, undo it and redo it. Then undo all of them, and find what there was at first."""
    depth = len(pilot.app.screen_stack)
    at_first = rows_of(desk)
    for action, steps in changes:
        before = rows_of(desk)
        await make(pilot, desk, action, steps, depth)
        after = rows_of(desk)
        assert after != before
        assert confirmed(pilot).startswith("✓ ")
        assert confirmed(pilot).endswith(" · Ctrl+Z undoes it")
        await reverse(pilot, desk, "ctrl+z")
        assert rows_of(desk) == before, f"{action}: undone, it is not as before"
        assert confirmed(pilot).startswith("✓ Undone: ")
        assert confirmed(pilot).endswith(" · Ctrl+Y redoes it")
        await reverse(pilot, desk, "ctrl+y")
        assert rows_of(desk) == after, f"{action}: redone, it is not as after"
        assert confirmed(pilot).startswith("✓ Redone: ")
    for _change in changes:
        await reverse(pilot, desk, "ctrl+z")
    assert rows_of(desk) == at_first
    assert notices(pilot) == []


async def reverse(pilot: Pilot[None], desk: Desk, key: str) -> None:
    before = newest(desk).id
    await pilot.press(key)
    await until_written(pilot, desk, before, Action.UNDO)


async def test_every_change_of_the_day(desk_in_use: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự trưa")
        await check_changes(pilot, desk_in_use, TODAY)


async def test_every_change_of_a_rundown(desk_in_use: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự trưa")
        await pilot.press("down", "3")
        await until_seen(pilot, "Lịch cắt điện")
        await check_changes(pilot, desk_in_use, RUNDOWN)


async def test_every_change_of_television(desk_in_use: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Clip")
        await check_changes(pilot, desk_in_use, TELEVISION)


async def test_every_change_of_media_and_its_lists(desk_in_use: Desk, config: Config) -> None:
    with desk_in_use.changing(Action.EARLIER, what="test") as session:
        recording = session.get_one(Recording, 1)
        recording.waiting = True
        recording.name = "tiep xuc cu tri 14-9-2019.mp3"
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, "tiep xuc cu tri")
        await check_changes(pilot, desk_in_use, MEDIA_SCREEN)


@pytest.mark.deep
async def test_every_change_of_the_station(desk_in_use: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("7")
        await check_changes(pilot, desk_in_use, STATION)


@pytest.mark.deep
async def test_every_change_of_the_presets(desk_in_use: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, SECOND.name)
        await check_changes(pilot, desk_in_use, PRESETS)


@pytest.fixture
def air_file(desk_in_use: Desk) -> int:
    """The id of a recording that is the air file of an edition. Somebody else has treated it."""
    linked_air_file(desk_in_use, 1, 1)
    with seated(desk_in_use, "Minh").changing(Action.TREAT, name=SECOND.name) as session:
        version = treatments.treatment(session, 1).recording.version
        treatments.change(session, 1, version, Recipe(gain_db=2.0))
    return 1


@asynccontextmanager
async def bench(config: Config, recording_id: int) -> AsyncIterator[Pilot[None]]:
    async with driven(config) as pilot:
        await pilot.press("5")
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        await edit(app, app.access, recording_id, HandPlayer())
        await until_seen(pilot, "LUFS", "on air")
        pilot.app.screen.query_one(WaveView).cursor = 4.0
        yield pilot


@pytest.mark.deep
async def test_every_change_of_the_bench(desk_in_use: Desk, config: Config, air_file: int) -> None:
    async with bench(config, air_file) as pilot:
        await check_changes(pilot, desk_in_use, BENCH)


async def test_a_change_of_the_bench_is_undone_from_another_screen_and_one_of_today_from_the_bench(
    desk_in_use: Desk, config: Config, air_file: int
) -> None:
    at_first = rows_of(desk_in_use)
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự trưa")
        await make(pilot, desk_in_use, *TODAY[0], 1)
        planned = rows_of(desk_in_use)
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        await edit(app, app.access, air_file, HandPlayer())
        await until_seen(pilot, "LUFS", "on air")
        pilot.app.screen.query_one(WaveView).cursor = 4.0
        await make(pilot, desk_in_use, Action.TREAT, ["right_square_bracket"], 2)
        await pilot.press("escape", "4")
        await reverse(pilot, desk_in_use, "ctrl+z")
        assert rows_of(desk_in_use) == planned
        await edit(app, app.access, air_file, HandPlayer())
        await until_seen(pilot, "LUFS", "on air")
        await reverse(pilot, desk_in_use, "ctrl+z")
        assert confirmed(pilot).startswith("✓ Undone: Planned: Chuyên mục")
    assert rows_of(desk_in_use) == at_first


async def test_the_number_of_backups_is_undone_but_not_the_backup(
    desk_in_use: Desk, config: Config, tmp_path: Path
) -> None:
    before = rows_of(desk_in_use)
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự trưa")
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        app.back_up()
        await make(
            pilot,
            desk_in_use,
            Action.KEEP_BACKUPS,
            [Typed("file", str(tmp_path / "a.zip")), Typed("keep", "99"), "enter", Seen("written to")],
            1,
        )
        await pilot.press("ctrl+z")
        await until_seen(pilot, "Your last change at this desk is: 99 automatic backups are kept")
        await reverse(pilot, desk_in_use, "enter")
    assert rows_of(desk_in_use) == before
    assert (tmp_path / "a.zip").exists()


async def test_an_import_is_undone_and_redone_as_one_change(desk: Desk, config: Config, tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "so.xlsx", ledger())
    async with driven(config) as pilot:
        await pilot.press("6")
        steps: list[Step] = [
            "b",
            Seen("Workbook"),
            Typed("paths", str(file)),
            "enter",
            Seen("only at the desk"),
            "enter",
        ]
        await check_changes(pilot, desk, [(Action.IMPORT_LEDGER, steps)])


EXCEPTIONS = {
    Action.INIT: "the desk begins with it",
    Action.UPDATE: "the desk writes it by itself",
    Action.EARLIER: "no release writes it any more",
    Action.UNDO: "every case undoes and redoes",
    Action.ADD_RECORDING: "the file is in the store, from where it can be removed",
    Action.MEASURE_RECORDING: "the desk does it by itself",
    Action.ASSEMBLE: "it writes a file, which is never undone",
    Action.GENERATE: "the desk does it by itself",
    Action.ADD_SLOT: "has its own test, with the week",
    Action.ADD_SLOTS: "has its own test, with the forms of what recurs",
    Action.CHANGE_SLOT: "has its own test, with the week",
    Action.END_SLOT: "has its own test, with the history of the grid",
    Action.PAUSE_SLOTS: "has its own test, with the pauses",
    Action.END_PAUSE: "has its own test, with the pauses",
    Action.APPLY_GRID: "has its own test, with the history of the grid",
    Action.ACCEPT_CONFLICT: "has its own test, with the history of the grid",
    Action.COPY_DAYS: "has its own test, with the copying",
    Action.COPY_WEEK: "has its own test, with the copying",
    Action.PASTE_SCHEDULE: "has its own test",
    Action.SET_ROSTER: "has its own test",
    Action.SET_DUTIES: "has its own test",
    Action.SWAP_DUTIES: "has its own test",
    Action.ASSIGN_WEEK: "has its own test",
    Action.COPY_ROSTER: "has its own test",
    Action.INTERRUPT: "has its own test",
    Action.SET_FIGURE: "has its own test, with the reports",
    Action.SET_TARGET: "has its own test, with the reports",
    Action.CLOSE_REPORT: "is never undone",
    Action.APPLY_ROYALTIES: "has its own test, with the royalties",
    Action.CHANGE_ROYALTIES: "has its own test, with the royalties",
    Action.CLOSE_ROYALTIES: "is never undone",
    Action.UNDO_TREATMENT: "has its own test",
    Action.REDO_TREATMENT: "has its own test",
}
"""Actions without a case above, each with the reason."""

NO_SCREEN = {
    Action.MERGE_PROGRAMMES,
    Action.WATCH_FOLDER,
    Action.KEEP_RECORDINGS,
    Action.KEEP_TRASH,
    Action.APPLY_INDICATORS,
}
"""Actions that only commands offer."""


def test_no_action_is_without_a_case() -> None:
    cases = {action for changes in CASES for action, _steps in changes}
    cases |= {Action.KEEP_BACKUPS, Action.IMPORT_LEDGER}
    assert cases | EXCEPTIONS.keys() | NO_SCREEN == set(Action)
    assert not cases & (EXCEPTIONS.keys() | NO_SCREEN)


def test_no_screen_offers_an_action_that_only_commands_have() -> None:
    for module in Path(radiodesk.tui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Action":
                assert Action[node.attr] not in NO_SCREEN, f"{module.name} offers {node.attr}: it needs a case"


async def test_z_and_y_step_through_what_anybody_did_to_a_recording(
    desk_in_use: Desk, config: Config, air_file: int
) -> None:
    before = rows_of(desk_in_use)
    async with bench(config, air_file) as pilot:
        await pilot.press("z")
        await until_written(pilot, desk_in_use, 0, Action.UNDO_TREATMENT)
        assert confirmed(pilot).startswith("✓ Undid the last treatment")
        await reverse(pilot, desk_in_use, "ctrl+z")
        assert rows_of(desk_in_use) == before
        await pilot.press("z", "y")
        await until(pilot, lambda: newest(desk_in_use).action == Action.REDO_TREATMENT)
        assert rows_of(desk_in_use) == before
        await make(pilot, desk_in_use, Action.TREAT, ["right_square_bracket"], 2)
        await reverse(pilot, desk_in_use, "z")
        await reverse(pilot, desk_in_use, "z")  # the step forward
        await reverse(pilot, desk_in_use, "y")
        assert rows_of(desk_in_use) == before


async def test_a_list_that_changes_the_desk_undoes_and_redoes_in_place(desk_in_use: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, SECOND.name)
        await pilot.press("P")
        await until_seen(pilot, "built in")
        await pilot.press("n")
        await fill(pilot, "name", "Loa xã")
        await pilot.press("enter")
        await until_seen(pilot, "╭─ Presets", "Loa xã  ", "✓ Changed the preset Loa xã · Ctrl+Z undoes it", "n: new")
        await pilot.press("ctrl+z")
        await until_seen(pilot, "✓ Undone: Changed the preset Loa xã · Ctrl+Y redoes it")
        await until(pilot, lambda: "Loa xã  " not in seen(pilot))
        await pilot.press("ctrl+y")
        await until_seen(pilot, "✓ Redone: Changed the preset Loa xã", "Loa xã  ")


async def test_undo_of_what_somebody_else_changed_since_is_refused_in_words_and_nothing_is_lost(
    desk_in_use: Desk, config: Config
) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự trưa")
        await make(pilot, desk_in_use, Action.CHANGE_BROADCAST, ["home", "e", Typed("note", "Một"), "enter"], 1)
        with seated(desk_in_use, "Minh").changing(Action.CHANGE_BROADCAST, title="Thời sự sáng") as session:
            session.get_one(Broadcast, 1).note = "Hai"
        theirs = rows_of(desk_in_use)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: notices(pilot))
        assert "cannot be undone while a later change stands" in notices(pilot)[0]
        assert "by Minh" in notices(pilot)[0]
        assert "Ctrl+L lists the recent changes" in notices(pilot)[0]
    assert rows_of(desk_in_use) == theirs


async def test_what_the_same_name_did_at_another_desk_is_not_undone_here(desk_in_use: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự trưa")
        before = rows_of(desk_in_use)
        await make(pilot, desk_in_use, *TODAY[0], 1)
        with desk_in_use.changing(Action.ADD_CLIP, title="Clip hai") as session:
            television.add_clip(session, title="Clip hai", kind=ClipKind.CLIP, authors="", recipient="", seconds=60)
        assert newest(desk_in_use).person == config.person
        await reverse(pilot, desk_in_use, "ctrl+z")
        after = rows_of(desk_in_use)
        assert [row["title"] for row in after["clip"].values()] == ["Clip", "Clip hai"]
        assert after["broadcast"] == before["broadcast"]


async def test_the_list_undoes_an_older_change_after_it_says_what_that_changes(
    desk_in_use: Desk, config: Config
) -> None:
    async with driven(config, size=(120, 30)) as pilot:
        await until_seen(pilot, "Thời sự trưa")
        await make(pilot, desk_in_use, Action.CHANGE_BROADCAST, ["home", "e", Typed("note", "Một"), "enter"], 1)
        await make(pilot, desk_in_use, *TODAY[0], 1)
        await pilot.press("ctrl+l")
        await until_seen(pilot, "Recent changes", "Planned: Chuyên mục", "● yours at this desk")
        await pilot.press("down", "enter")
        await until_seen(pilot, "Undo “Changed: Thời sự sáng", "Note: Một → –")
        await pilot.press("escape", "enter")
        await until_seen(pilot, "Undo “Changed: Thời sự sáng")
        await pilot.press("left", "enter")
        await until_seen(pilot, "↶")
        assert newest(desk_in_use).action == Action.UNDO
        await pilot.press("end")
        await until_seen(pilot, "It cannot be undone: an older release wrote it")
        await pilot.press("enter")
        await until_seen(pilot, "cannot be undone: an older release wrote it")
    with desk_in_use.reading() as session:
        assert session.get_one(Broadcast, 1).note == ""
        assert session.scalar(select(func.count(Broadcast.id))) == 3


async def test_after_undo_and_redo_the_cursor_is_on_the_row_that_changed(desk_in_use: Desk, config: Config) -> None:
    def on(pilot: Pilot[None]) -> int | None:
        return pilot.app.screen.query_one(RowTable).row_id

    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự trưa")
        await pilot.press("home")
        first = on(pilot)
        await make(pilot, desk_in_use, Action.CHANGE_BROADCAST, ["e", Typed("note", "Một"), "enter"], 1)
        for key, said in (("ctrl+z", "✓ Undone"), ("ctrl+y", "✓ Redone")):
            await pilot.press("end")
            assert on(pilot) != first
            await pilot.press(key)
            await until_seen(pilot, said)
            await until(pilot, lambda: on(pilot) == first)
        await pilot.press("3")
        await until(pilot, lambda: pilot.app.current_mode == "rundown")
        await settled(pilot)
        await pilot.press("home")
        line = on(pilot)
        await make(pilot, desk_in_use, Action.CHANGE_STORY, ["e", Typed("title", "Một tin khác"), "enter"], 1)
        await pilot.press("end")
        assert on(pilot) != line
        await pilot.press("ctrl+z")
        await until(pilot, lambda: on(pilot) == line)


async def test_in_a_field_the_key_does_not_undo_a_change_of_the_desk(desk_in_use: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("4")
        await make(pilot, desk_in_use, *TELEVISION[0], 1)
        number = newest(desk_in_use).id
        await pilot.press("slash", "x", "ctrl+z", "escape")
        await settled(pilot)
        assert newest(desk_in_use).id == number


@pytest.mark.parametrize("width", [40, 60, 80, 160])
@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("lines", [3, 1])
async def test_the_confirmation_takes_few_lines_at_most_and_its_key_is_in_view(
    width: int, language: str, lines: int
) -> None:
    class OneLine(App[None]):
        def __init__(self, access: DeskAccess) -> None:
            super().__init__()
            self.access = access

        def compose(self) -> ComposeResult:
            yield ChangeLine(self.access)

    locale.use(language)
    access = DeskAccess(Config(home=Path("nowhere")), fixed_clock, DAY)
    async with OneLine(access).run_test(size=(width, 3)) as pilot:
        line = pilot.app.query_one(ChangeLine)
        for action in SENTENCES:
            values = dict.fromkeys(("title", "name", "address", "files", "into"), "Đài phát thanh " * 12)
            access.confirmation = Confirmation(WrittenEntry(1, action, values))
            if lines == 1:
                access.pass_confirmation()
            shown = line.render()
            assert len(shown.wrap(width)) <= lines
            assert "…" not in shown.plain or width < 160 or lines == 1
            assert len(shown.plain) > width // 2 or "…" not in shown.plain
            assert "\n" not in shown.plain
            key = _("redoes it") if action is Action.UNDO else _("undoes it")
            assert shown.plain.endswith(key) or action in undo.NEVER_UNDONE


async def test_a_confirmation_takes_one_line_in_another_mode(desk_in_use: Desk, config: Config) -> None:
    def height() -> int:
        return pilot.app.screen.query_one(ChangeLine).region.height

    async with driven(config) as pilot:
        access = pilot.app.access  # type: ignore[attr-defined]
        written = WrittenEntry(newest(desk_in_use).id, Action.ADD_PERSON, {"name": "Đài phát thanh " * 12})
        access.confirmation = Confirmation(written)
        access.announce()
        await until(pilot, lambda: height() == 3)
        await pilot.press("2")
        await until(pilot, lambda: pilot.app.current_mode == "week" and height() == 1)
        await until(pilot, lambda: confirmed(pilot).endswith("… · Ctrl+Z undoes it"))
        access.confirmation = Confirmation(written)
        access.announce()
        await until(pilot, lambda: height() == 3)


async def test_undo_waits_for_the_removal_of_a_file(
    desk_in_use: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    remove = retention.remove

    def waiting(*arguments: Any) -> None:
        go.wait(PATIENCE)
        remove(*arguments)

    monkeypatch.setattr(retention, "remove", waiting)
    before = rows_of(desk_in_use)
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, SECOND.name)
        await pilot.press("home", "x")
        await until_seen(pilot, "Move the file of")
        await pilot.press("left", "enter", "ctrl+z")
        go.set()
        await until_seen(pilot, "✓ Undone: Removed the file")
    assert rows_of(desk_in_use) == before
