"""Every text on a screen comes from the catalogue of the language in use.

The catalogue is replaced by one that writes each sentence in Greek letters. What is left in Latin letters comes from
elsewhere: from a library, or from a sentence that was never marked for translation.
"""

import calendar
import datetime as dt
import gettext
import re
import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.kinds import ClipKind, Genre, ProgrammeKind, Source
from radiodesk.media import store
from radiodesk.model import Action, Desk, Station
from radiodesk.model.database import existing
from radiodesk.newsroom import rundowns, television
from radiodesk.schedule import broadcasts, queries
from radiodesk.tui.dialogs.confirm import Confirm
from tests.conftest import MEDIA
from tests.tui.driving import driven, fixed_clock, seen, until, until_seen

pytestmark = pytest.mark.deep

DAY = fixed_clock().date()
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
GREEK = "ΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠϞΡΣΤΘΩϚΧΥΖαβψδεφγηιξκλμνοπϟρστθωςχυζ"
LETTERS = str.maketrans(LATIN, GREEK)

KEYS = {"ctrl", "shift", "esc", "enter", "tab", "spc", "home", "end", "pgup", "pgdn", "del", "backspace"}
"""What is printed on keyboards in every language."""

FORMATS = {"LUFS", "LU", "dBTP", "dB", "Hz", "kHz", "MB", "kB", "MP3", "wav", "xlsx", "https", "III"}
"""Units and formats, which are the same in every language."""

LANGUAGES = {"Dùng", "tiếng", "Tiếng", "Việt", "Use", "English"}
"""A language names itself, and the command that chooses it speaks it."""

LEFT_ALONE = {"ctrl+q", "ctrl+p", "escape", "quotation_mark"}
"""Keys that end or close something, that are pressed in other ways, or that show a paragraph of a Vietnamese paper."""


def in_greek(text: str) -> str:
    """The text without a Latin letter. It keeps its width."""
    return "".join("ω" if letter.isalpha() and not letter.isascii() else letter for letter in text).translate(LETTERS)


class Greek(gettext.NullTranslations):
    """Writes sentences in Greek letters, but for their placeholders."""

    def gettext(self, message: str) -> str:
        parts = re.split(r"(\{[^}]*\})", message)
        return "".join(part if part.startswith("{") else in_greek(part) for part in parts)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)


def test_placeholders_stay_as_they_are() -> None:
    assert Greek().gettext("{count} on air") == "{count} ον αιρ"


def stock(desk: Desk, folder: Path) -> None:
    """Something for every screen to show. Its own texts are numbers."""
    with desk.changing(Action.EARLIER, what="1") as session:
        existing(session, Station, 1).name = "1 2 3"
        for number, kind in enumerate(ProgrammeKind):
            planned = broadcasts.plan_first_run(
                session, title=f"10{number}", kind=kind, on=DAY, at=dt.time(5 + number), seconds=900, sure=True
            )
            edition = queries.broadcast(session, planned).edition_id or 0
            rundowns.add_story(
                session, edition, title=f"20{number}", genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=60
            )
        television.add_clip(session, title="300", kind=ClipKind.CLIP, authors="", recipient="", seconds=60)
    store.add(desk, Path(shutil.copy(MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav", folder / "123.wav")))


def parts_of(path: Path) -> set[str]:
    """The words of a path, and what is left of each where a line ends within it."""
    words = re.split(r"[\W_]+", str(path))
    return {part for word in words for cut in range(len(word) + 1) for part in (word[:cut], word[cut:])}


def foreign_words(screen: str, known: set[str]) -> set[str]:
    """The words that no catalogue has written and that are not the same in every language."""
    without_paths = re.sub(r"[\w.-]*/\S*", "", screen)
    words = re.findall(r"[A-Za-zÀ-ɏḀ-ỹ]{2,}", without_paths)
    return {word for word in words if word.lower() not in KEYS} - FORMATS - LANGUAGES - known


async def acted(pilot: Pilot[None]) -> None:
    """Wait until a dialog is open, or nothing is done in the background any more."""
    watching = {"drop", "watch"}
    app = pilot.app
    await pilot.pause()
    await until(
        pilot,
        lambda: (
            len(app.screen_stack) > 1 or all(worker.is_finished or worker.group in watching for worker in app.workers)
        ),
    )
    await pilot.pause()


async def close_dialogs(pilot: Pilot[None]) -> None:
    """Close what is open over the mode, and drop what was typed in it."""
    for _attempt in range(6):
        if len(pilot.app.screen_stack) == 1:
            return
        await pilot.press("escape")
        await acted(pilot)


@pytest.mark.parametrize("mode", [*"1234567", "palette"])
async def test_every_word_on_every_screen_is_in_the_catalogue(
    desk: Desk, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    stock(desk, tmp_path)
    monkeypatch.setattr(locale, "_catalogue_of", lambda _language: Greek())
    locale.use("en")
    named = [*config.home.iterdir(), *(config.home / "inbox").iterdir()]  # a notice beside a dialog may be cut
    known = {part for path in named for part in parts_of(path)}
    known |= {*config.person.split(), *calendar.day_name, *calendar.day_abbr, *calendar.month_name}
    known |= {"BC", "ĐPT", "Lương", "Tài", "TRƯỞNG", "ĐÀI"}  # examples of what stands on papers, in Vietnamese
    foreign: dict[str, set[str]] = {}
    async with driven(config, size=(160, 45)) as pilot:

        async def look(where: str) -> None:
            await acted(pilot)
            if words := foreign_words(seen(pilot), known):
                foreign[where] = words

        if mode == "palette":
            await pilot.press("ctrl+p")
            await until(pilot, lambda: len(pilot.app.screen_stack) > 1)
            await look(mode)
        else:
            await pilot.press(mode)
            await look(mode)
            keys = [key for key in pilot.app.screen.active_bindings if key not in LEFT_ALONE and not key.isdigit()]
            assert len(keys) > 5
            for key in sorted(keys):
                await pilot.press(key)
                await look(f"{mode} {key}")
                await close_dialogs(pilot)
                await pilot.press(mode)

    assert {word: where for where, words in foreign.items() for word in words} == {}


@pytest.mark.parametrize("yes", ["Delete the file", "Cancel the broadcast", "Xóa"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_the_keys_of_a_question_are_never_cut(
    desk: Desk, config: Config, size: tuple[int, int], yes: str
) -> None:
    async with driven(config, size=size) as pilot:
        pilot.app.push_screen(Confirm("A question", "Really?", yes=yes))
        await until_seen(pilot, yes, "Back", "← →: choose · Enter: answer · Esc: close")


async def test_the_settings_name_their_keys_on_a_small_screen(desk: Desk, config: Config) -> None:
    async with driven(config, size=(60, 20)) as pilot:
        await pilot.press("7")
        await until_seen(pilot, "Time zone")
        await pilot.press("enter")
        await until_seen(pilot, "Settings of the station", "Save", "Back", "Enter: Save · Esc: close")
