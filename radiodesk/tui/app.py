"""The app: paints its frame, opens the desk in a thread, then shows the modes. It routes nothing: screens act."""

import asyncio
import contextlib
import datetime as dt
import os
import signal
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, ClassVar

from textual.actions import ActionParseResult
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.screen import Screen

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.tui.access import Clock, DeskAccess, system_clock
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.base import Dialog, Palette
from radiodesk.tui.modes import MODES
from radiodesk.tui.screens.base import ModeScreen
from radiodesk.tui.screens.opening import OpeningScreen
from radiodesk.tui.themes import DARK, LIGHT

LEAVING_SECONDS = 5


class RadiodeskApp(App[None]):
    """The desk of a station in the terminal."""

    TITLE = "radiodesk"
    CSS_PATH = "styles.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(mode.key, f"show_mode('{mode.name}')", mode.title, show=False, system=True) for mode in MODES),
        Binding("question_mark", "help", N_("Help"), show=False, key_display="?"),
        Binding("f1", "help", N_("Help"), show=False),
        Binding("ctrl+p", "command_palette", N_("Commands"), show=False, priority=True),
        Binding("ctrl+q", "quit", N_("Quit"), show=False, priority=True),
    ]

    def __init__(self, config: Config, *, clock: Clock = system_clock, day: dt.date | None = None) -> None:
        super().__init__()
        self.access = DeskAccess(config, clock, day)
        self.opened = False
        self._handlers: dict[int, Any] = {}
        """What handled signals before the app did."""
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name

    def get_default_screen(self) -> Screen[None]:
        """The frame that is painted before there is a desk."""
        return OpeningScreen(id="_default")

    def on_mount(self) -> None:
        """Open the desk once the frame is on the screen, and leave it as with the key when asked to end."""
        self._leave_on_signals()
        self.call_after_refresh(self.open_desk)

    def _leave_on_signals(self) -> None:
        """Handle signals in Python's own way: asyncio's handlers wait for a loop that may wait for a lost terminal."""
        loop = asyncio.get_running_loop()

        def leave(number: int, _frame: object) -> None:
            self._end_soon(128 + number)
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(lambda: self.exit(return_code=128 + number))

        for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"):
            # Windows lacks some, and only the main thread may set handlers.
            with contextlib.suppress(AttributeError, ValueError):
                number = getattr(signal, name)
                self._handlers[number] = signal.signal(number, leave)

    def _end_soon(self, code: int) -> None:
        """End the process if leaving takes too long, as it may when the terminal is gone."""
        timer = threading.Timer(LEAVING_SECONDS, self._end_at_once, [code])
        timer.daemon = True
        timer.start()

    def _end_at_once(self, code: int) -> None:
        with contextlib.suppress(Exception):
            self.access.desk.close()
        os._exit(code)

    @in_background("open")
    async def open_desk(self) -> None:
        """Open the desk and show the first mode; where there is none yet, ask for the station that it shall be of."""
        try:
            await asyncio.to_thread(self.access.open)
        except UserError as error:
            from radiodesk.model.faults import NoDesk  # loaded by now, in the thread

            if not isinstance(error, NoDesk):
                # Without a desk there is nothing to show: say it where it stays, on the terminal's own screen.
                self.exit(return_code=1, message=_("Error: {message}").format(message=error))
                return
            if not await self._start_desk():
                self.exit()
                return
        if not self.access.config.language and self.access.station.language:
            locale.use(self.access.station.language)
        screens = await asyncio.to_thread(_load_screens)
        for name, screen in screens.items():
            self.add_mode(name, _maker(screen, self.access))
        self.opened = True
        await self.switch_mode(MODES[0].name)
        if self.access.no_backup:
            self.notify(self.access.no_backup, severity="warning", timeout=20, markup=False)
        self.watch_drop_folder()

    @in_background("drop")
    async def watch_drop_folder(self) -> None:
        """Take in what lands in the drop folder, for as long as the desk is open."""
        from radiodesk.tui.drop_watch import watch

        await watch(self, self.access)

    async def _start_desk(self) -> bool:
        """Ask a newcomer for the station and open its new desk; whether there is one now."""
        from radiodesk.tui.dialogs.start import start_form

        form = start_form(self.access.config.home, self._create)
        started: bool | None = await self.push_screen_wait(form)
        if started:
            await asyncio.to_thread(self.access.open)
        return bool(started)

    async def _create(self, name: str) -> None:
        from radiodesk.model import Desk

        config = self.access.config
        language = config.language or locale.language()
        (await asyncio.to_thread(Desk.create, config, name=name, language=language)).close()

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action, and let what it began in the background look at the screen before the next key changes it."""
        handled = await super().run_action(action, default_namespace, namespaces)
        await asyncio.sleep(0)
        return handled

    async def action_quit(self) -> None:
        """Leave the desk, unless something would be lost by that."""
        if all(screen.may_leave() for screen in self.screen_stack if isinstance(screen, Dialog)):
            self.exit()

    def action_show_mode(self, name: str) -> None:
        """Go to a mode, unless a dialog is open or the desk is not."""
        if self.opened and len(self.screen_stack) == 1:
            self.switch_mode(name)

    def action_help(self) -> None:
        """Show the keys that work here."""
        from radiodesk.tui.dialogs.help import Help

        if self.opened and not isinstance(self.screen, Help):
            self.push_screen(Help(self.screen.active_bindings.values(), getattr(self.screen, "ABOUT", "")))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The commands of the palette."""
        if isinstance(screen, ModeScreen):  # from a dialog they would lead away with the dialog still open
            for mode in MODES:
                title = _("Go to: {mode}").format(mode=_(mode.title))
                yield SystemCommand(title, _("Key {key}").format(key=mode.key), lambda n=mode.name: self.switch_mode(n))
            ledger = _("The station's ledger, kept in Excel until now")
            yield SystemCommand(_("Bring in a workbook"), ledger, self.bring_in)
            yield SystemCommand(_("Back up the desk"), self.access.about_backups(), self.back_up)
            person = _("Now: {name}").format(name=self.access.person)
            yield SystemCommand(_("Who sits at the desk?"), person, self.choose_person)
        if self.opened:
            yield SystemCommand(_("Help"), _("The keys that work here"), self.action_help)
            yield from _own_commands(screen)
        yield SystemCommand("Tiếng Việt", "Dùng tiếng Việt", lambda: self.speak("vi"))
        yield SystemCommand("English", "Use English", lambda: self.speak("en"))
        other = LIGHT if self.theme == DARK.name else DARK
        look = _("Light theme") if other is LIGHT else _("Dark theme")
        yield SystemCommand(look, _("Change the colours"), lambda: setattr(self, "theme", other.name))
        yield SystemCommand(_("Quit"), _("Leave the desk"), self.action_quit)

    def action_command_palette(self) -> None:
        """Show the commands, in the language in use."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette(placeholder=_("Search for commands…"), id="--command-palette"))

    @in_background("bring_in")
    async def bring_in(self) -> None:
        """Bring in a workbook, and show what it changed."""
        from radiodesk.tui.dialogs.bring_in import bring_in

        if await bring_in(self, self.access) and isinstance(self.screen, ModeScreen):
            self.screen.reload()

    @in_background("back_up")
    async def back_up(self) -> None:
        """Write a backup of the desk."""
        from radiodesk.tui.dialogs.back_up import back_up

        await back_up(self, self.access)

    @in_background("person")
    async def choose_person(self) -> None:
        """Say under whose name changes are recorded."""
        from radiodesk.tui.dialogs.person import choose_person

        await choose_person(self, self.access)

    @in_background("speak")
    async def speak(self, language: str) -> None:
        """Write everything in that language, at once and for as long as the desk is open."""
        locale.use(language)
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, ModeScreen):
                    await screen.speak_again()

    async def on_unmount(self) -> None:
        """Close the desk."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if self.opened:
            await asyncio.to_thread(self.access.desk.close)


def _own_commands(screen: Screen[object]) -> Iterable[SystemCommand]:
    """What the screen's own keys do, each once however many keys do it."""
    own = {active.binding.action: active.binding for active in screen.active_bindings.values() if active.node is screen}
    for action, binding in own.items():
        if binding.description:
            key = _("Key {key}").format(key=screen.app.get_key_display(binding))
            yield SystemCommand(binding.description, key, partial(screen.run_action, action))


def _load_screens() -> dict[str, type[ModeScreen]]:
    """The modes' screens; loading them loads the database's library too, so it is done in a thread."""
    from radiodesk.tui.screens.media import MediaScreen
    from radiodesk.tui.screens.reports import ReportsScreen
    from radiodesk.tui.screens.rundown import RundownScreen
    from radiodesk.tui.screens.television import TelevisionScreen
    from radiodesk.tui.screens.today import TodayScreen
    from radiodesk.tui.screens.week import WeekScreen

    screens = (TodayScreen, WeekScreen, RundownScreen, TelevisionScreen, MediaScreen, ReportsScreen)
    return {screen.MODE: screen for screen in screens}


def _maker(screen: type[ModeScreen], access: DeskAccess) -> Callable[[], Screen[None]]:
    return lambda: screen(access)
