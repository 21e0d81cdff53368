"""The keys: one meaning for each on all screens, and the modes' keys everywhere."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import OptionList

import radiodesk.tui
from docs import write_keys
from radiodesk.config import Config
from radiodesk.kinds import ClipKind
from radiodesk.media import linking, places
from radiodesk.model import Action, Desk
from radiodesk.newsroom import rundowns, television
from radiodesk.schedule import queries
from radiodesk.tui.bindings import OF_TEXTUAL
from radiodesk.tui.keys import KEYS, Task, entry_for, shown
from radiodesk.tui.modes import MODES
from radiodesk.tui.screens.editing import EditingScreen
from radiodesk.tui.widgets.wave_view import WaveView
from tests.conftest import MEDIA
from tests.tui.driving import driven, notices, seen, settled, until, until_seen
from tests.tui.test_media import add_recording
from tests.tui.test_today import plan

ARROWS = {"up", "down", "left", "right", "tab", "shift+tab", "enter", "escape"}
"""Keys that lead through everything: their words may be those of other keys."""


def with_bindings() -> Iterator[tuple[str, Binding]]:
    """Each binding that a class of radiodesk's terminal declares, with the name of the class."""
    for module in pkgutil.walk_packages(radiodesk.tui.__path__, "radiodesk.tui."):
        importlib.import_module(module.name)
    todo: list[type] = [DOMNode]
    classes: set[type] = set()
    while todo:
        each = todo.pop()
        todo += each.__subclasses__()
        classes.add(each)
    for each in sorted(classes, key=lambda one: one.__qualname__):
        if each.__module__.startswith("radiodesk.") and "BINDINGS" in vars(each):
            for binding in Binding.make_bindings(vars(each)["BINDINGS"]):
                yield each.__qualname__, binding


def test_every_binding_has_the_one_entry_for_its_key() -> None:
    bindings = list(with_bindings())
    assert len(bindings) > 100
    wrong = [
        f"{name}: {binding.key} is “{binding.description}”"
        for name, binding in bindings
        if entry_for(binding.key, binding.description) is None
    ]
    assert wrong == [], "not in radiodesk/tui/keys.py"


def test_every_key_and_every_word_is_in_the_table_once() -> None:
    keys = Counter(key for entry in KEYS for key in entry.keys.split(","))
    assert [key for key, count in keys.items() if count > 1] == []
    words = Counter(
        word for entry in KEYS for word in {entry.meaning, *entry.words} if entry.keys.split(",")[0] not in ARROWS
    )
    assert [word for word, count in words.items() if count > 1] == []


def test_the_table_names_no_key_that_does_nothing() -> None:
    bound = {(binding.key, binding.description) for _name, binding in with_bindings()}
    for node in (Screen, OptionList):
        for binding in Binding.make_bindings(node.BINDINGS):
            bound.add((binding.key, OF_TEXTUAL.get(binding.description, "")))
    descriptions = {description for _key, description in bound}
    assert [key for entry in KEYS for key in entry.keys.split(",") if key not in {key for key, _word in bound}] == []
    assert [word for entry in KEYS for word in entry.words if word not in descriptions] == []


def test_a_word_with_a_task_of_its_own_is_one_of_the_keys_words() -> None:
    assert [word for entry in KEYS for word in entry.elsewhere if word not in entry.words] == []


async def test_help_lists_the_tasks_of_the_bench_only_there(desk: Desk, config: Config) -> None:
    add_recording(desk, MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav")
    async with driven(config, size=(100, 120)) as pilot:
        for mode in MODES:
            await pilot.press(mode.key)
            await until(pilot, lambda mode=mode: pilot.app.current_mode == mode.name)
            await settled(pilot)
            await pilot.press("question_mark")
            assert Task.BENCH not in await until_seen(pilot, "The desk"), mode.name
            await pilot.press("escape")
        await pilot.press("5")
        await until_seen(pilot, "Tin 01")
        await pilot.press("e")
        await until_seen(pilot, "LUFS")
        await pilot.press("question_mark")
        await until_seen(pilot, Task.BENCH)


@pytest.mark.parametrize(
    ("key", "name"), [("ctrl+z", "Ctrl+Z"), ("shift+left", "Shift+←"), ("X", "X"), ("slash", "/"), ("f1", "F1")]
)
def test_keys_are_named_as_on_the_keyboard(key: str, name: str) -> None:
    assert shown(key) == name


def test_the_documented_keys_are_those_of_the_table() -> None:
    assert write_keys.FILE.read_text(encoding="utf-8") == write_keys.text(), "run python docs/write_keys.py"


async def test_the_modes_keys_leave_the_bench_as_it_is(desk: Desk, config: Config) -> None:
    add_recording(desk, MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav")
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, "Tin 01")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditingScreen))
        await until_seen(pilot, "Esc Close", "1 Today", "LUFS", "on air")
        await pilot.press("right", "v", "right")
        wave = pilot.app.screen.query_one(WaveView)
        selection = wave.selection
        assert selection is not None
        for mode in MODES:
            if mode.name != "media":
                await pilot.press(mode.key)
                await until(pilot, lambda mode=mode: pilot.app.current_mode == mode.name)
        await pilot.press("5")
        await until(pilot, lambda: pilot.app.screen.query(WaveView))
        assert pilot.app.screen.query_one(WaveView).selection == selection
        await pilot.press("5")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert pilot.app.current_mode == "media"


async def test_the_rundown_of_another_edition_closes_the_bench_above_it(desk: Desk, config: Config) -> None:
    first = plan(desk, stories=["Gieo cấy"])
    plan(desk, "Chuyên mục", "09:00")
    recording = add_recording(desk, MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav")
    with desk.changing(Action.EARLIER, what="x") as session:
        edition_id = queries.broadcast(session, first).edition_id
        assert edition_id is not None
        line = rundowns.rundown(session, edition_id).lines[0]
        linking.link(session, places.target_of(line.id, line.story_id), line.version, recording)
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự sáng", "Chuyên mục")
        await pilot.press("3")
        await until_seen(pilot, "Gieo cấy")
        await pilot.press("t")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditingScreen))
        await pilot.press("1")
        await until_seen(pilot, "Chuyên mục")
        await pilot.press("3")  # the cursor is on the edition whose line is on the bench
        await until(pilot, lambda: isinstance(pilot.app.screen, EditingScreen))
        await pilot.press("1")
        await until_seen(pilot, "Chuyên mục")
        await pilot.press("down", "3")
        await until_seen(pilot, "Chuyên mục · 09:00", "No line yet")
        assert len(pilot.app.screen_stack) == 1


async def test_escape_is_named_while_it_closes_something(desk: Desk, config: Config) -> None:
    plan(desk)
    async with driven(config) as pilot:
        for mode in MODES:
            await pilot.press(mode.key)
            await until(pilot, lambda mode=mode: pilot.app.current_mode == mode.name)
            if "search" not in {active.binding.action for active in pilot.app.screen.active_bindings.values()}:
                continue
            await until(pilot, lambda: "Esc Close" not in seen(pilot))
            await pilot.press("slash")
            await until_seen(pilot, "Esc Close")
            await pilot.press("escape")
            await until(pilot, lambda: "Esc Close" not in seen(pilot))


async def test_the_days_and_the_rundowns_list_is_filtered(desk: Desk, config: Config) -> None:
    plan(desk, stories=["Gieo cấy", "Đường làng"])
    plan(desk, "Đọc truyện", "09:00")
    async with driven(config) as pilot:
        for key in ("1", "2"):
            await pilot.press(key)
            await until_seen(pilot, "Thời sự", "truyện")
            await pilot.press("slash", *"doc")
            await until(pilot, lambda: "Thời sự" not in seen(pilot))
            await until_seen(pilot, "09:00 Đọc truyện" if key == "2" else "Đọc truyện")
            await pilot.press("z")
            await until_seen(pilot, "Nothing matches. Esc shows all again.")
            await pilot.press("escape")
            await until_seen(pilot, "Thời sự", "truyện")
        await pilot.press("1", "home", "3")
        await until_seen(pilot, "Gieo cấy", "Đường làng")
        await pilot.press("slash", *"duong", "enter")
        await until(pilot, lambda: "Gieo cấy" not in seen(pilot))
        await pilot.press("J")
        await until(pilot, lambda: any("hidden by the search" in notice for notice in notices(pilot)))
        await pilot.press("escape")
        await until_seen(pilot, "Gieo cấy", "Đường làng")


@pytest.mark.parametrize("width", [60, 80])
async def test_the_whole_title_of_the_row_under_the_cursor_is_shown(desk: Desk, config: Config, width: int) -> None:
    title = "Hội nghị tiếp xúc cử tri trước kỳ họp của Hội đồng nhân dân huyện Lương Tài khóa mười chín"
    plan(desk, title, stories=[f"Tin về {title}"])
    with desk.changing(Action.EARLIER, what="x") as session:
        television.add_clip(session, title=title, kind=ClipKind.CLIP, authors="", recipient="Đài tỉnh", seconds=60)
    async with driven(config, size=(width, 24)) as pilot:
        for key, shown in (("1", title), ("2", title), ("3", f"Tin về {title}"), ("4", title)):
            await pilot.press(key)
            await until(pilot, lambda shown=shown: shown in " ".join(seen(pilot).split()))
