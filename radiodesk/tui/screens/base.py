"""The base class of the modes' screens: the frame, translated keys, and reloading whenever the mode is shown."""

import functools
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.message import Message
from textual.widget import Widget
from textual.worker import Worker

from radiodesk.tui.access import Changed, DeskAccess
from radiodesk.tui.background import LOAD, ActionEnded, in_background
from radiodesk.tui.bindings import translated
from radiodesk.tui.dialogs.undoing import Undoing
from radiodesk.tui.widgets.change_line import ChangeLine
from radiodesk.tui.widgets.key_bar import KeyBar
from radiodesk.tui.widgets.mode_bar import ModeBar
from radiodesk.tui.widgets.row_table import RowTable
from radiodesk.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from radiodesk.reports.periods import Period


Mode = TypeVar("Mode", bound="ModeScreen")
Load = Callable[[Mode], Coroutine[Any, Any, None]]


def loads(load: Load[Mode]) -> Callable[[Mode], Worker[None]]:
    """Run a screen's `load` in the background, and note which state of the desk it has shown."""

    @in_background(LOAD)
    @functools.wraps(load)
    async def noting(self: Mode) -> None:
        self.shown_state = None
        state = await self.state()  # before what is loaded: a change in between is loaded twice, but not missed
        await load(self)
        self.shown_state = state

    return noting


def follows(group: str) -> Callable[[Load[Mode]], Callable[[Mode], Worker[None]]]:
    """Run what follows a load in the background. If it fails, the screen loads again when it is shown again."""

    def decorate(follow: Load[Mode]) -> Callable[[Mode], Worker[None]]:
        @in_background(group)
        @functools.wraps(follow)
        async def noting(self: Mode) -> None:
            try:
                await follow(self)
            except Exception:
                self.shown_state = None
                raise

        return noting

    return decorate


class ModeScreen(Undoing):
    """A mode's screen: a title bar, a body, and two lines of keys. When the mode is shown again, it reloads if its data
    may have changed.

    A subclass sets MODE to its mode's name and implements `body()` and `load()`, with the decorator `loads`. It marks
    the descriptions of its bindings with `N_`.
    """

    MODE: ClassVar[str]
    LISTS: ClassVar[str] = ""
    """The table of the database whose rows its list shows."""
    SHOWS_TIME: ClassVar[bool] = False
    """Whether what it loads depends on the time of day."""
    FOLLOWS = True
    AUTO_FOCUS = "RowTable"

    def __init__(self, access: DeskAccess) -> None:
        super().__init__()
        self.access = access
        self.cursor_on: int | None = None
        """The id of the row that the cursor moves to after the next load."""
        self.shown_state: tuple[object, ...] | None = None
        """What the data shown was loaded from; None while it is being loaded, or if that failed."""
        self.is_replaced = False
        """Whether its widgets are being replaced by those in another language."""

    def compose(self) -> ComposeResult:
        """Lay out the frame and the body."""
        yield TitleBar(self.access.station.name)
        yield from self.body()
        yield ChangeLine(self.access)
        yield KeyBar()
        yield ModeBar(self.app.current_mode or self.MODE)

    def body(self) -> Iterable[Widget]:
        """The widgets between the bars."""
        raise NotImplementedError

    def reload(self, cursor_on: int | None = None) -> None:
        """Load again. cursor_on: the id of the row that the cursor moves to."""
        # Stored until it is used: another load may cancel this one, as when a dialog closes.
        if cursor_on is not None:
            self.cursor_on = cursor_on
        self.load()

    def show_row(self, row_id: int | None, table: str = "") -> None:
        """Load again with the cursor on a row, in a list that shows everything. table: of the row, if it matters."""
        del table
        self.reload(row_id)

    def show_changed(self, changed: Changed) -> None:
        """Load again, and move the cursor to a row that was changed, unless it is on one."""
        ids = self.rows_among(changed)
        is_on_one = any(table.row_id in ids for table in self.query(RowTable))
        self.reload(ids[0] if ids and not is_on_one else None)

    def rows_among(self, changed: Changed) -> Sequence[int]:
        """The ids of the rows of the screen's list that belong to changed rows of the database."""
        return [row_id for table, row_id in changed if table == self.LISTS]

    def load(self) -> object:
        """Load and show the data in the background, and move the cursor to the row `self.cursor_on`."""
        raise NotImplementedError

    async def state(self) -> tuple[object, ...]:
        """What the screen's data depends on. As long as it is the same, a load would show the same."""
        minute = self.access.now().replace(second=0, microsecond=0) if self.SHOWS_TIME else None
        return minute, await self.access.state()

    def on_screen_resume(self) -> None:
        """Reload if other users or other modes may have changed the data."""
        if self.shown_state is None:
            self.reload()
        else:
            self._reload_if_changed()

    @in_background("resume")
    async def _reload_if_changed(self) -> None:
        if self.shown_state != await self.state():
            self.reload()

    def check_message_enabled(self, message: Message) -> bool:
        """Ignore what a table said before another language replaced it."""
        if isinstance(message, RowTable.RowHighlighted) and not message.table.is_attached:
            return False
        return super().check_message_enabled(message)

    def choose_again(self) -> None:
        """Do what the key of the mode means while it is shown: usually nothing."""

    def leave_mode(self) -> None:
        """Called before another mode is shown."""

    def highlighted_edition(self) -> int | None:
        """The id of the edition under the cursor, or None."""
        return None

    def announced_report(self) -> "tuple[str, Period] | None":
        """The kind, by its name, and the period of the report that the screen announces, or None."""
        return None

    def every(self, seconds: float, show: Callable[[], object]) -> None:
        """Call a function at intervals while the screen is in view. An error in it would end the app."""

        def show_if_in_view() -> None:
            if self.is_current and not self.is_replaced:
                show()

        self.set_interval(seconds, show_if_in_view)

    def retranslate(self) -> None:
        """Show all texts in the current language."""
        self.is_replaced = True
        self.call_later(self._replace_widgets)  # its messages wait meanwhile: none of them meets a missing widget

    async def _replace_widgets(self) -> None:
        self.is_replaced = True  # also where the language changes twice at once
        try:
            await self.recompose()
        finally:
            self.is_replaced = False
            self.post_message(ActionEnded())
        self.refresh_bindings()
        self.reload()

    def set_heading(self, text: str, detail: str = "", *, title: str = "") -> None:
        """Show a heading in the title bar, with a detail in muted colour, and behind a title that may be cut."""
        self.query_one(TitleBar).show(text, detail, title=title)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The active key bindings, with descriptions in the current language."""
        return {key: translated(active) for key, active in super().active_bindings.items()}
