"""What every mode's screen has: the frame, translated actions, and loading whenever it is come back to."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.screen import Screen
from textual.widget import Widget

from radiodesk.tui.access import DeskAccess
from radiodesk.tui.bindings import translated
from radiodesk.tui.widgets.key_bar import KeyBar
from radiodesk.tui.widgets.mode_bar import ModeBar
from radiodesk.tui.widgets.title_bar import TitleBar


class ModeScreen(Screen[None]):
    """A mode: between the title bar and the two lines of keys a body, loaded again each time the mode is shown.

    A subclass names its mode, gives `body()` and `load()`. Its bindings' words are marked with `N_`.
    """

    MODE: ClassVar[str]
    AUTO_FOCUS = "RowTable, DayList"
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, access: DeskAccess) -> None:
        super().__init__()
        self.access = access
        self.cursor_on: int | None = None

    def compose(self) -> ComposeResult:
        """Lay out the frame and the body."""
        yield TitleBar(self.access.station.name)
        yield from self.body()
        yield KeyBar()
        yield ModeBar(self.MODE)

    def body(self) -> Iterable[Widget]:
        """The widgets between the bars."""
        raise NotImplementedError

    def reload(self, cursor_on: int | None = None) -> None:
        """Show what there is now, with the cursor on the row of that id where one is given."""
        # Kept until it is shown: another load may take the place of this one, as when a dialog closes.
        if cursor_on is not None:
            self.cursor_on = cursor_on
        self.load()

    def load(self) -> object:
        """Ask the desk for what is shown, in the background; `cursor_on` says where the cursor goes."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """Show what others, or other modes, changed meanwhile."""
        self.reload()

    async def speak_again(self) -> None:
        """Write everything in the language that is in use now."""
        await self.recompose()
        self.refresh_bindings()
        self.reload()

    def heading(self, text: str, detail: str = "") -> None:
        """Write the heading."""
        self.query_one(TitleBar).show(text, detail)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, with their words in the language in use."""
        return {key: translated(active) for key, active in super().active_bindings.items()}
