"""A day with the mouse only: every command is reached by clicks."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.screen import Screen

import radiodesk.tui
from radiodesk.config import Config
from radiodesk.locale import _, use
from radiodesk.model import Desk
from radiodesk.tui.commands import Palette
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.help import Help
from radiodesk.tui.dialogs.presets import Presets
from radiodesk.tui.dialogs.recent_changes import RecentChanges
from radiodesk.tui.dialogs.waiting import Waiting
from radiodesk.tui.modes import MODES
from radiodesk.tui.widgets.hint import SEPARATOR, with_clicks
from radiodesk.tui.widgets.title_bar import CommandsKey, TitleBar
from tests.tui.driving import driven, seen, settled, until, until_seen
from tests.tui.test_today import plan


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_click_lists_the_commands_on_every_screen(
    desk: Desk, config: Config, width: int, language: str
) -> None:
    use(language)
    async with driven(replace(config, language=language), size=(width, 24)) as pilot:
        for mode in MODES:
            pilot.app.go_to(mode.name)  # type: ignore[attr-defined]
            await until(pilot, lambda mode=mode: pilot.app.current_mode == mode.name)
            await settled(pilot)
            pilot.app.screen.query_one(TitleBar).show("Một tiêu đề " * 10)
            await pilot.pause()
            first = seen(pilot).splitlines()[0]
            assert first.rstrip().endswith("Ctrl+P"), first
            pilot.app.screen.query_one(TitleBar).show("n" * (width - 15))
            await pilot.pause()
            first = seen(pilot).splitlines()[0]
            assert "…" not in first, first
            pilot.app.screen.query_one(TitleBar).show("Một tiêu đề")
            await until(pilot, lambda: f"Ctrl+P {_('Commands')}" in seen(pilot).splitlines()[0])
            assert await pilot.click(CommandsKey, offset=(3, 0))
            await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
            await pilot.press("escape")


def kinds_of_dialogs() -> list[type[Dialog[Any]]]:
    """Every class of dialogs of the terminal."""
    for module in pkgutil.walk_packages(radiodesk.tui.__path__, "radiodesk.tui."):
        importlib.import_module(module.name)
    found: list[type[Dialog[Any]]] = []
    todo: list[type[Dialog[Any]]] = [Dialog]
    while todo:
        subclasses = todo.pop().__subclasses__()
        found += subclasses
        todo += subclasses
    return [each for each in found if each.__module__.startswith("radiodesk.")]


def test_every_dialog_has_a_line_of_keys_that_can_be_clicked() -> None:
    without = []
    for kind in kinds_of_dialogs():
        layout = inspect.getsource(kind.compose)
        if kind.compose is not Screen.compose and not re.search(r"\b(Hint|ButtonRow|KeyBar)\(", layout):
            without.append(kind)
    assert without == [Waiting]  # nobody can close it: it closes by itself


def hints(tree: ast.AST) -> Iterator[str]:
    """The texts for translation in each function, and each call, that shows a hint."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="opens", value=value):
                shown: ast.AST = value
            case ast.FunctionDef(name=name) if name in {"hint", "_hint", "_keys"}:
                shown = node
            case ast.FunctionDef() if re.search(r"\bHint\(|, Hint\)|\bButtonRow\b", ast.unparse(node)):
                shown = node
            case _:
                continue
        for call in ast.walk(shown):
            match call:
                case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(text))]):
                    yield text
                case _:
                    pass


@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_part_of_a_hint_about_a_key_says_what_it_does_after_a_colon(language: str) -> None:
    use(language)
    texts = {
        _(text)
        for path in Path(radiodesk.tui.__file__).parent.rglob("*.py")
        for text in hints(ast.parse(path.read_text()))
    }
    parts = {part for text in texts for part in text.split(SEPARATOR)}
    about_keys = {part for part in parts if with_clicks(part).spans and not part.startswith("A ")}  # an article
    assert len(about_keys) > 50
    assert {part for part in about_keys if not re.match(r"\S+( \S+)*?: \S", part)} == set()


def test_a_hint_names_keys_at_the_beginning_of_its_parts_and_numbers_are_none() -> None:
    def pressed(text: str) -> list[tuple[str, str]]:
        said = with_clicks(text)
        assert said.plain == text
        return [(span.style.meta["@click"], said.plain[span.start : span.end]) for span in said.spans]  # type: ignore[union-attr]

    assert pressed("3 of 12 · Enter: change · x: remove · Esc: close") == [
        ("app.simulate_key('enter')", "Enter: change"),
        ("app.simulate_key('x')", "x: remove"),
        ("app.simulate_key('escape')", "Esc: close"),
    ]
    assert pressed("← →: choose · Ctrl+S: go on · / searches") == [
        ("app.simulate_key('left')", "← "),
        ("app.simulate_key('right')", "→: choose"),
        ("app.simulate_key('ctrl+s')", "Ctrl+S: go on"),
        ("app.simulate_key('slash')", "/ searches"),
    ]
    assert pressed("Shift+← →: moves · o l ten seconds") == [
        ("app.simulate_key('shift+left')", "Shift+← "),
        ("app.simulate_key('shift+right')", "→: moves"),
        ("app.simulate_key('o')", "o "),
        ("app.simulate_key('l')", "l ten seconds"),
    ]
    assert pressed("e: a word") == [("app.simulate_key('e')", "e: a word")]
    assert pressed("12") == pressed("không có gì") == []


async def click_text(pilot: Pilot[None], text: str) -> None:
    """Click the last place on the screen where a text stands."""
    await until_seen(pilot, text)
    lines = seen(pilot).splitlines()
    row = max(number for number, line in enumerate(lines) if text in line)
    await pilot.click(offset=(cell_len(lines[row][: lines[row].rindex(text)]), row))


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_list_and_question_is_closed_by_a_click(desk: Desk, config: Config, language: str) -> None:
    plan(desk)
    dialogs = (
        ("question_mark", Help),
        ("ctrl+p", Palette),
        ("ctrl+l", RecentChanges),
        ("x", Confirm),
        ("n", Form),
    )
    use(language)
    async with driven(replace(config, language=language), size=(80, 24)) as pilot:
        await settled(pilot)
        for key, kind in dialogs:
            await pilot.press(key)
            await until(pilot, lambda kind=kind: isinstance(pilot.app.screen, kind))
            await pilot.pause()
            await click_text(pilot, "Esc")
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_the_other_keys_of_a_list_are_clicked_too(desk: Desk, config: Config) -> None:
    plan(desk)
    async with driven(config) as pilot:
        await settled(pilot)
        await pilot.press("5", "P")
        await until_seen(pilot, "built in")
        await click_text(pilot, "n: new")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await click_text(pilot, "Back")
        await until(pilot, lambda: isinstance(pilot.app.screen, Presets))
        await click_text(pilot, "Enter: change")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await click_text(pilot, "Back")
        await until(pilot, lambda: isinstance(pilot.app.screen, Presets))
        await click_text(pilot, "Esc: close")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_the_arrows_around_days_are_clicked(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await settled(pilot)
        await pilot.press("6", "M")
        await until_seen(pilot, "← 15/08/2019 – 14/09/2019 →")
        await click_text(pilot, "← 1")
        await until_seen(pilot, "← 15/07/2019 – 14/08/2019 →")
        await click_text(pilot, "→  by")
        await until_seen(pilot, "← 15/08/2019 – 14/09/2019 →")
        await pilot.press("dollar_sign")
        await until_seen(pilot, "← 01/08/2019 – 31/08/2019 →")
        await click_text(pilot, "← 0")
        await until_seen(pilot, "← 01/07/2019 – 31/07/2019 →")
