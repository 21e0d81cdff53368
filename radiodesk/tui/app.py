"""The app. It paints an empty frame at once, opens the desk in a thread, and then shows the first mode."""

import asyncio
import datetime as dt
import gc
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.actions import ActionParseResult, SkipAction
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.message import Message
from textual.notifications import Notify
from textual.screen import Screen

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.tui import keys, mode_screens
from radiodesk.tui.access import Clock, DeskAccess, StationFacts, system_clock
from radiodesk.tui.background import (
    ERROR_SECONDS,
    WARNING_SECONDS,
    ActionEnded,
    PollingErrors,
    in_background,
    is_busy,
)
from radiodesk.tui.desk_commands import DeskCommands
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.exit_signals import ExitSignals
from radiodesk.tui.modes import MODES
from radiodesk.tui.screens.base import ModeScreen
from radiodesk.tui.screens.opening import OpeningScreen
from radiodesk.tui.stylesheet import ParsedOnce
from radiodesk.tui.themes import DARK, LIGHT
from radiodesk.tui.too_small import TooSmall, cover
from radiodesk.tui.widgets.change_line import ChangeLine
from radiodesk.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from radiodesk.tui.commands import Command
    from radiodesk.tui.widgets.form_input import FormInput


READING_SECONDS = 0.5
"""A notice that was shown for less time was not read yet when the next key came."""


AT_ONCE = frozenset({"quit", "search", "help", "command_palette"})
"""Actions that wait for no other."""

SECONDS_OF_FIRST_SCREEN = 0.5
"""The desk does nothing else while the first screen loads."""


class SettingsChanged(Message):
    """The station's settings are others now. before: what they were."""

    def __init__(self, before: StationFacts) -> None:
        super().__init__()
        self.before = before


class Confirmed(Message):
    """The desk confirms another change."""


class RadiodeskApp(DeskCommands):
    """The desk of a station in the terminal."""

    TITLE = "radiodesk"
    CSS_PATH = "styles.tcss"
    ENABLE_COMMAND_PALETTE = False  # it has one of its own
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(mode.key, f"show_mode('{mode.name}')", mode.title, show=False, system=True) for mode in MODES),
        Binding("question_mark", "help", N_("Help"), show=False),
        Binding("f1", "help", N_("Help"), show=False),
        Binding("ctrl+p", "command_palette", N_("Commands"), show=False, priority=True),
        Binding("ctrl+f", "find_everything", N_("Search everything"), show=False),
        Binding("ctrl+q", "quit", N_("Quit"), show=False, priority=True),
        # Textual goes to the beginning of the line, as terminals do; Excel, and so its users, select all.
        Binding("ctrl+a", "select_all", N_("Select the whole text"), show=False, priority=True),
    ]

    def __init__(self, config: Config, *, clock: Clock = system_clock, day: dt.date | None = None) -> None:
        super().__init__()
        self.access = DeskAccess(config, clock, day)
        self.access.settings_changed = self._announce_settings
        self.access.announce = self._announce
        self.polling_errors = PollingErrors(self, self.access)
        self._held_back: deque[tuple[Screen[Any], Callable[[], Awaitable[bool]]]] = deque()
        """The actions that wait for one that runs, each with the screen of its key."""
        self.opened = False
        self._exit_signals = ExitSignals(
            leave=lambda code: self.exit(return_code=code), close=lambda: self.access.desk.close()
        )
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self.stylesheet = ParsedOnce(variables=self.get_css_variables())

    def get_default_screen(self) -> Screen[None]:
        """The frame while the desk is being opened. A server has not said yet which language it speaks."""
        config = self.access.config
        return OpeningScreen(speaks=config.language is not None or config.database is None)

    def on_mount(self) -> None:
        """Handle signals, and open the desk once the frame is painted."""
        self._exit_signals.install()
        self.call_after_refresh(self.open_desk)

    @in_background("open")
    async def open_desk(self) -> None:
        """Open the desk and show the first mode. If there is no desk yet, ask for the station and create one."""
        try:
            await asyncio.to_thread(self.access.open)
        except UserError as error:
            from radiodesk.model.faults import NoDesk  # loaded by now, in the thread

            if not isinstance(error, NoDesk):
                if not await self._restore_instead(error):
                    self._exit_with(error)
                    return
            elif not await self._create_desk():
                self.exit()
                return
        if not self.access.config.language and self.access.station.language:
            locale.use(self.access.station.language)
        await asyncio.to_thread(mode_screens.load, MODES[0].name)
        for mode in MODES:
            self.add_mode(mode.name, partial(mode_screens.create, mode.name, self.access))
        self.opened = True
        await self.switch_mode(MODES[0].name)
        cover(self, self.size)
        for warning in self.access.warnings:
            self.notify(warning, severity="warning", timeout=WARNING_SECONDS, markup=False)
        self.set_timer(SECONDS_OF_FIRST_SCREEN, self.finish_opening)

    @in_background("finish")
    async def finish_opening(self) -> None:
        """Do what the first screen does not wait for: plan ahead, load the code of the others, make the backup."""
        self.plan_ahead()
        await asyncio.to_thread(mode_screens.load_all)
        gc.freeze()
        gc.enable()
        self._start_watching()
        try:
            await self.access.back_up_daily()
        except UserError as error:
            warning = _("No automatic backup was made. {error}").format(error=error)
            self.notify(warning, severity="warning", timeout=WARNING_SECONDS, markup=False)

    @in_background("plan")
    async def plan_ahead(self) -> None:
        """Plan the next weeks as the grid says, and show what was planned."""
        try:
            if await self.access.plan_ahead():
                self.reload_mode()
        except UserError as error:
            warning = _("The grid was not planned ahead. {error}").format(error=error)
            self.notify(warning, severity="warning", timeout=WARNING_SECONDS, markup=False)

    def _start_watching(self) -> None:
        if not self.access.desk.home_mismatch:  # recordings would be added to a store that no other desk has
            self.watch_drop_folder()
        self.watch_other_desks()

    def _exit_with(self, error: UserError) -> None:
        """Print the error after the app has left the terminal. There is nothing to show without a desk."""
        self.exit(return_code=1, message=_("Error: {message}").format(message=error.at_command_line))

    async def _restore_instead(self, error: UserError) -> bool:
        """Offer the home's backups in place of a missing or damaged database. Returns whether the desk is open."""
        from radiodesk.model import backups
        from radiodesk.model.faults import DamagedDatabase, NoDatabase
        from radiodesk.model.station import NoStation
        from radiodesk.tui.dialogs.restore import CannotOpen, restore_backup

        if not isinstance(error, NoDatabase | DamagedDatabase | NoStation):
            return False
        if not await asyncio.to_thread(backups.files, self.access.config.backups):
            return False
        reason = str(error)
        while True:
            try:
                return await restore_backup(self, self.access, reason=reason)
            except CannotOpen as failed:  # nothing was restored, or it cannot be opened either: try another
                reason = str(failed.__cause__)
            except UserError as refused:  # such as a damaged backup
                reason = str(refused)

    @in_background("drop")
    async def watch_drop_folder(self) -> None:
        """Add files from the drop folder as long as the desk is open."""
        from radiodesk.tui.drop_watch import watch

        await watch(self, self.access, self.polling_errors)

    @in_background("watch")
    async def watch_other_desks(self) -> None:
        """Show what other desks change as long as the desk is open."""
        from radiodesk.tui.desk_watch import watch

        await watch(self, self.access, self.polling_errors)

    def _announce(self) -> None:
        self.post_message(Confirmed())

    @on(Confirmed)
    def _show_confirmation(self) -> None:
        for screen in self._screens():
            for line in screen.query(ChangeLine):
                line.refresh(layout=True)

    def _screens(self) -> list[Screen[Any]]:
        """The screens of all modes that were shown so far, and what is open above them."""
        return [screen for stack in self._screen_stacks.values() for screen in stack]

    def on_resize(self, event: events.Resize) -> None:
        """See whether what is open fits."""
        cover(self, event.size)

    def on_form_input_shortened(self, event: "FormInput.Shortened") -> None:
        """Say what text that was pasted into a search field lost."""
        self.notify(event.message, severity="warning", markup=False)

    async def on_event(self, event: events.Event) -> None:
        """At a key, remove the short notices that the user has read, and give their lines back."""
        if isinstance(event, events.Key):
            before = time.time() - READING_SECONDS
            short = [each for each in self._notifications if each.timeout <= ERROR_SECONDS]
            for notice in short:
                if notice.raised_at < before:
                    self._unnotify(notice)
        await super().on_event(event)

    def on_notify(self, event: Notify) -> None:
        """Replace a notice that says the same, so that they do not fill the screen."""
        for shown in [each for each in self._notifications if each.message == event.notification.message]:
            self._unnotify(shown, refresh=False)

    async def _create_desk(self) -> bool:
        """Ask for the station's name, create its desk and open it. Returns False if the user leaves the form."""
        from radiodesk.tui.dialogs.new_desk import new_desk_form

        form = new_desk_form(self.access.config.home, self._save_new_desk)
        created: bool | None = await self.push_screen_wait(form)
        if created:
            await asyncio.to_thread(self.access.open)
        return bool(created)

    async def _save_new_desk(self, name: str, language: str) -> None:
        from radiodesk.model import Desk

        (await asyncio.to_thread(Desk.create, self.access.config, name=name, language=language)).close()
        locale.use(language)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action. The workers that it started run once before the next key, which may change the screen.

        It waits while another action of the screen runs, so that each finds what the one before has left, and the
        cursor where it was. Letters after "/" belong to the search: that does not wait.
        """
        namespace = self if default_namespace is None else default_namespace
        target, name, parameters = self._parse_action(action, namespace, namespaces)
        run = partial(super().run_action, action, default_namespace, namespaces)
        self._drop_of_other_screens()
        if name not in AT_ONCE and (self._held_back or is_busy(self.screen)):
            if not target.check_action(name, parameters):
                return False
            self._held_back.append((self.screen, run))
            self.post_message(ActionEnded())  # it may have ended without a word: its worker was cancelled at once
            return True
        handled = await run()
        await asyncio.sleep(0)
        return handled

    @on(ActionEnded)
    async def _run_held_back(self) -> None:
        """Run the actions that waited, up to one that others wait for."""
        self._drop_of_other_screens()
        while self._held_back and not is_busy(self.screen):
            _screen, run = self._held_back.popleft()
            await run()
            await asyncio.sleep(0)
            self._drop_of_other_screens()

    def _drop_of_other_screens(self) -> None:
        """Forget the actions that wait on a screen which is no longer in view, as where a question was opened."""
        for waiting in [each for each in self._held_back if each[0] is not self.screen]:
            self._held_back.remove(waiting)

    async def action_quit(self) -> None:
        """Quit radiodesk, unless an open dialog would lose something."""
        if all(screen.may_quit() for screen in self.screen_stack if isinstance(screen, Dialog)):
            self.exit()

    def action_help_quit(self) -> None:
        """Answer Ctrl+C where no text is selected. It ends most programs."""
        self.notify(_("Ctrl+Q quits radiodesk. Ctrl+C copies selected text"), markup=False)

    def get_key_display(self, binding: Binding) -> str:
        """The key of a binding as it is written on keyboards."""
        return binding.key_display or keys.shown(binding.key)

    def action_show_mode(self, name: str) -> None:
        """Switch to a mode. Ignored while a dialog is open or before the desk is open."""
        if self.opened and isinstance(self.screen, ModeScreen):
            self.go_to(name)

    def go_to(self, name: str) -> None:
        """Switch to a mode. The rundown opens the edition under the cursor, if the screen has one there. Reports opens
        the report that the screen announces.

        A recording on the bench stays there while other modes are shown. The key of the bench's own mode closes it.
        """
        screen = self.screen
        if not isinstance(screen, ModeScreen):
            return
        if name == self.current_mode and len(self.screen_stack) > 1:
            screen.dismiss()
            return
        if name == self.current_mode:
            screen.choose_again()
            return
        screen.leave_mode()
        self.access.pass_confirmation()
        if name == "rundown":
            self.access.edition_id = screen.highlighted_edition() or self.access.edition_id
        if name == "reports":
            self.access.report = screen.announced_report() or self.access.report
        self.switch_mode(name)

    def action_select_all(self) -> None:
        """Select the whole text of the field that has the cursor."""
        select_all = getattr(self.focused, "action_select_all", None)  # of a text field
        if select_all is None:
            raise SkipAction
        select_all()

    def action_help(self) -> None:
        """Show the help dialog for the current screen."""
        from radiodesk.tui.dialogs.help import Help

        if self.opened and not isinstance(self.screen, Help):
            self.push_screen(Help(self.screen.active_bindings.values(), getattr(self.screen, "ABOUT", "")))

    def action_command_palette(self) -> None:
        """List the commands, and run the one that is picked."""
        from radiodesk.tui.commands import Command, Palette

        if isinstance(self.screen, TooSmall):
            return

        def run(command: Command | None) -> None:
            if command is not None:
                self.call_later(command.run)

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(self.commands(), over_dialog=isinstance(self.screen, Dialog)), run)

    def commands(self) -> "list[Command]":
        """The commands for the screen in view, by group, each title once."""
        from radiodesk.tui.commands import DESK, GO, LOOK, Command, by_key, in_order, of_screen

        screen = self.screen
        found = list(of_screen(screen))
        if isinstance(screen, ModeScreen):  # in a dialog these would switch away and leave the dialog open
            found += [Command(GO, _(mode.title), by_key(mode.key), partial(self.go_to, mode.name)) for mode in MODES]
            ledger = _("Import the ledger that the station keeps in Excel")
            bring_in = getattr(screen, "action_bring_in", self.bring_in)
            file = _("As an Excel workbook: everything, or one period")
            calendar = _("For phones and other programs: the week, other days, or everything")
            kept = _("What is there now is kept in a folder beside it")
            everything = _("The record of changes and each file of the store too")
            person = _("Now: {name}").format(name=self.access.desk.person)
            titles = _("Broadcasts, stories, clips, recordings, names: by words of a title")
            clashes = _("Of the next four weeks: see, accept and solve them")
            slots = _("What recurs each day or week, as a file says")
            published = _("Slots from the schedule that the station publishes")
            holiday = _("A holiday for all slots, or for some of them")
            grid = _("As a file that can be changed and applied again")
            paid = _("Who is paid what in a month, and the rules for it")
            confirmed = _("Whether the figures in a file are those that were closed")
            rostered = _("Who is on duty on which day, as a table: fill it in, copy it, print it")
            found += [
                Command(DESK, _("Search everything"), titles, self.find_everything),
                Command(DESK, _("Conflicts"), clashes, self.show_conflicts),
                Command(DESK, _("Slots"), _("All that recurs, with its rule: change or end it"), self.show_slots),
                Command(DESK, _("Roster of the week"), rostered, self.show_week_roster),
                Command(DESK, _("Royalties"), paid, self.show_royalties),
                Command(DESK, _("Verify a report"), confirmed, self.verify_report),
                Command(DESK, _("Apply a grid file"), slots, self.apply_grid_file),
                Command(DESK, _("Export the grid"), grid, self.export_grid),
                Command(DESK, _("Paste a schedule"), published, self.paste_schedule),
                Command(DESK, _("Pause slots"), holiday, self.pause_slots),
                Command(DESK, _("Import a workbook"), ledger, bring_in),
                Command(DESK, _("Export the ledger"), file, self.export_ledger),
                Command(DESK, _("Export the calendar"), calendar, self.export_calendar),
                Command(DESK, _("Back up the desk"), self.access.backup_summary(), self.back_up),
                Command(DESK, _("Restore a backup"), kept, self.restore_backup),
                Command(DESK, _("Check the database and the store"), everything, self.check_desk),
                Command(DESK, _("Who is working here?"), person, self.choose_person),
            ]
        if self.opened:
            found.append(Command(DESK, _("Help"), _("The keys that work here"), self.action_help))
        other = LIGHT if self.theme == DARK.name else DARK
        theme = _("Light theme") if other is LIGHT else _("Dark theme")
        found.append(Command(DESK, _("Quit"), _("Quit radiodesk"), self.action_quit))
        if not any(isinstance(each, Dialog) for each in self.screen_stack):  # what a dialog says stays as it was made
            found += [
                Command(LOOK, "Tiếng Việt", "Dùng tiếng Việt", partial(self.use_language, "vi")),
                Command(LOOK, "English", "Use English", partial(self.use_language, "en")),
            ]
        found += [
            Command(LOOK, theme, _("Change the colours"), partial(setattr, self, "theme", other.name)),
        ]
        return in_order(found)

    @in_background("restore")
    async def restore_backup(self) -> None:
        """Put a backup in the place of the present data, and show what is in it."""
        from radiodesk.tui.dialogs.restore import CannotOpen, restore_backup

        self.workers.cancel_group(self, "drop")
        self.workers.cancel_group(self, "watch")
        try:
            if await restore_backup(self, self.access):
                self.plan_ahead()
        except CannotOpen as error:
            cause = error.__cause__
            if not isinstance(cause, UserError):
                raise
            self._exit_with(cause)
        finally:
            self._start_watching()
            self.reload_mode()

    def use_language(self, language: str) -> None:
        """Switch the interface to a language until the desk is closed."""
        locale.use(language)
        for screen in self._screens():
            if isinstance(screen, ModeScreen):
                screen.retranslate()

    def _announce_settings(self, before: StationFacts) -> None:
        self.post_message(SettingsChanged(before))

    @on(SettingsChanged)
    def _use_settings(self, event: SettingsChanged) -> None:
        """Show the station's name, in its language, and watch its drop folder."""
        before, now = event.before, self.access.station
        for stack in self._screen_stacks.values():
            for bar in (bar for screen in stack for bar in screen.query(TitleBar)):
                bar.show_station(now.name)
        if now.language != before.language and not self.access.config.language:
            self.use_language(now.language or locale.default_language())
        if now.drop_folder != before.drop_folder and not self.access.desk.home_mismatch:
            self.watch_drop_folder()

    async def on_unmount(self) -> None:
        """Restore the signal handlers and close the desk."""
        self._exit_signals.restore()
        if self.opened:
            await asyncio.to_thread(self.access.desk.close)
