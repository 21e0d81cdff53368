"""The waveform of a recording: what is kept and what is cut, silence, clipping, a cursor; zooms and scrolls."""

from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from radiodesk.locale import N_
from radiodesk.media.sound.levels import Span, Waveform
from radiodesk.tui.widgets.wave_columns import (
    CURSOR,
    PLAYING,
    REMOVED,
    SELECTED,
    Columns,
    Pointers,
    View,
    WavePicture,
    columns,
)

CLOSEST = 64 / 48_000
"""Seconds a column at the closest: a block of 64 samples."""

MARKS, AXIS = 1, 1
"""Lines above and below the waveform; one more above shows the whole recording."""


class WaveView(Widget, can_focus=True):
    """Draws a `WavePicture`; the cursor goes by column, a selection lies between the mark and the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "wave--inner",
        "wave--outer",
        "wave--removed",
        "wave--selected",
        "wave--cursor",
        "wave--playing",
        "wave--marks",
        "wave--axis",
        "wave--window",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Back"), show=False),
        Binding("right", "step(1)", N_("On"), show=False),
        Binding("shift+left", "step(-10)", N_("Ten columns back"), show=False),
        Binding("shift+right", "step(10)", N_("Ten columns on"), show=False),
        Binding("home", "go(0)", N_("To the beginning"), show=False),
        Binding("end", "go(-1)", N_("To the end"), show=False),
        Binding("n", "place(1)", N_("Next place"), show=False),
        Binding("N", "place(-1)", N_("Place before"), show=False),
        Binding("plus,equals_sign,up", "zoom(0.5)", N_("Closer"), show=False, key_display="+"),
        Binding("minus,down", "zoom(2)", N_("Wider"), show=False, key_display="-"),
        Binding("0", "whole", N_("The whole recording"), show=False),
    ]

    cursor: reactive[float] = reactive(0.0, layout=False)
    """Seconds."""
    mark: reactive[float | None] = reactive(None, layout=False)
    playing: reactive[float | None] = reactive(None, layout=False)
    """What is heard, in seconds."""

    class Moved(Message):
        """The cursor, the mark or the view is somewhere else."""

    class DetailWanted(Message):
        """The view is so close that the stored waveform has too few blocks for it."""

        def __init__(self, start: float, end: float, block_seconds: float) -> None:
            super().__init__()
            self.start = start
            self.end = end
            self.block_seconds = block_seconds

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._picture: WavePicture | None = None
        self._detail: tuple[float, Waveform] | None = None
        self._start = 0.0
        self._per_column = 1.0
        self._columns: Columns | None = None
        self._dragging = False
        self._cells: dict[int, tuple[str, Style]] = {}
        """Of `_cell`, which asks the style sheet: too dear for every cell of every line."""

    def notify_style_update(self) -> None:
        """Other colours, as of another theme."""
        self._cells.clear()
        super().notify_style_update()

    def show(self, picture: WavePicture) -> None:
        """Draw this; the first one as a whole, later ones where the view is."""
        first = self._picture is None
        self._picture = picture
        if first:
            self.action_whole()
        self._changed()

    def show_detail(self, start: float, detail: Waveform) -> None:
        """Finer blocks from a moment on."""
        self._detail = start, detail
        self._changed()

    @property
    def selection(self) -> Span | None:
        """What lies between the mark and the cursor."""
        return self._pointers.selection

    @property
    def _pointers(self) -> Pointers:
        return Pointers(self.cursor, self.mark, self.playing)

    @property
    def _view(self) -> View:
        return View(self._start, self._per_column, self.size.width)

    @property
    def _seconds(self) -> float:
        return self._picture.seconds if self._picture else 0.0

    def validate_cursor(self, cursor: float) -> float:
        """Keep it in the recording."""
        return round(max(0.0, min(cursor, self._seconds)), 4)

    def watch_cursor(self) -> None:
        """Keep the cursor in sight."""
        self._bring_into_sight(self.cursor)
        self._changed()

    def watch_mark(self) -> None:
        """Draw the selection."""
        self._changed()

    def watch_playing(self) -> None:
        """Follow what is heard."""
        if self.playing is not None:
            self._bring_into_sight(self.playing, page=True)
        self._changed()

    def _bring_into_sight(self, moment: float, *, page: bool = False) -> None:
        width = self.size.width * self._per_column
        if not self._start <= moment <= self._start + width:
            self._look_from(moment - (width * 0.05 if page else width / 2))

    def _look_from(self, start: float) -> None:
        width = self.size.width * self._per_column
        self._start = max(0.0, min(start, self._seconds - width))

    def _changed(self) -> None:
        self._columns = None
        self.refresh()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """The whole stays the whole; a part stays as close."""
        self._per_column = min(self._per_column, self._widest)
        if self._start == 0.0 and self._per_column >= self._widest * 0.99:
            self.action_whole()
        self._look_from(self._start)
        self._changed()

    @property
    def _widest(self) -> float:
        return max(self._seconds / max(1, self.size.width), CLOSEST)

    def action_step(self, columns: int) -> None:
        """Move the cursor by columns."""
        self.cursor += columns * self._per_column

    def action_go(self, end: int) -> None:
        """Move the cursor to the beginning (0) or the end (-1)."""
        self.cursor = 0.0 if end == 0 else self._seconds

    def action_place(self, direction: int) -> None:
        """Move the cursor to the next place where something is marked, or the one before."""
        if self._picture:
            places = self._picture.places
            beyond = [place for place in places if (place - self.cursor) * direction > 0.0006]
            if beyond:
                self.cursor = beyond[0] if direction > 0 else beyond[-1]

    def action_zoom(self, factor: float, around: float | None = None) -> None:
        """Closer (below 1) or wider (above), around a moment; without one around the cursor."""
        before = self._per_column
        self._per_column = min(max(before * factor, CLOSEST), self._widest)
        kept = self.cursor if around is None else around
        column = (kept - self._start) / before
        self._look_from(kept - column * self._per_column)
        self._changed()
        self._ask_for_detail()

    def action_whole(self) -> None:
        """Show all of it."""
        self._start, self._per_column = 0.0, self._widest
        self._changed()

    def action_mark(self) -> None:
        """Set the mark at the cursor; there already, take it away."""
        self.mark = None if self.mark == self.cursor else self.cursor

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor there, and begin a selection."""
        self.capture_mouse()
        self._dragging = True
        self.mark = None
        self.cursor = self._moment(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select what is dragged over."""
        if self._dragging and (moment := self._moment(event)) != self.cursor:
            if self.mark is None:
                self.mark = self.cursor
            self.cursor = moment

    def on_mouse_up(self) -> None:
        """The selection is made."""
        self._dragging = False
        self.release_mouse()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Closer; with Shift back in time."""
        self._wheel(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Wider; with Shift on in time."""
        self._wheel(event, 1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        if event.shift:
            self._look_from(self._start + direction * self.size.width * self._per_column / 8)
            self._changed()
            self._ask_for_detail()
        else:
            self.action_zoom(2.0**direction, self._moment(event))

    def _moment(self, event: events.MouseEvent) -> float:
        if event.y == 0:  # the line of the whole recording
            return event.x / max(1, self.size.width) * self._seconds
        return self._start + event.x * self._per_column

    def _ask_for_detail(self) -> None:
        if self._picture and self._per_column < self._picture.waveform.block_seconds:
            width = self.size.width * self._per_column
            self.post_message(
                self.DetailWanted(max(0.0, self._start - width), self._start + 2 * width, self._per_column)
            )

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line: the whole recording, the marks, the waveform, the times."""
        width, height = self.size
        if self._picture is None or not width:
            return Strip.blank(width, self.rich_style)
        if self._columns is None:
            rows = height - MARKS - AXIS - 1
            self._columns = columns(self._picture, self._view, self._pointers, rows, self._detail)
        drawn = self._columns
        if y == 0:
            return self._whole_line(drawn)
        if y == MARKS:
            return Strip([Segment(drawn.marks, self.get_component_rich_style("wave--marks"))], width)
        if y >= height - AXIS:
            return Strip([Segment(drawn.axis, self.get_component_rich_style("wave--axis"))], width)
        return self._wave_line(drawn, y - MARKS - 1, height - MARKS - AXIS - 1)

    def _whole_line(self, drawn: Columns) -> Strip:
        first, behind = drawn.window
        dim, window = self.get_component_rich_style("wave--axis"), self.get_component_rich_style("wave--window")
        parts = ((0, first, dim), (first, behind, window), (behind, len(drawn.whole), dim))
        return Strip([Segment(drawn.whole[a:b], style) for a, b, style in parts if b > a], len(drawn.whole))

    def _wave_line(self, drawn: Columns, row: int, rows: int) -> Strip:
        halves = []
        for half in (2 * row, 2 * row + 1):
            distance = rows - 1 - half if half < rows else half - rows
            halves.append((distance < drawn.outer).astype(np.int8) + (distance < drawn.inner).astype(np.int8))
        codes = (drawn.state * 9 + halves[0] * 3 + halves[1]).tolist()
        segments: list[Segment] = []
        begin = 0
        for end in range(1, len(codes) + 1):
            if end == len(codes) or codes[end] != codes[begin]:
                if (code := codes[begin]) not in self._cells:
                    self._cells[code] = self._cell(code)
                character, style = self._cells[code]
                segments.append(Segment(character * (end - begin), style))
                begin = end
        return Strip(segments, len(codes))

    def _cell(self, code: int) -> tuple[str, Style]:
        """The character and the style for a state and what its upper and lower half hold."""
        state, halves = divmod(code, 9)
        upper, lower = divmod(halves, 3)
        names = {CURSOR: "wave--cursor", PLAYING: "wave--playing", SELECTED: "wave--selected"}
        ground = self.get_component_rich_style(names[state]).bgcolor if state in names else self.rich_style.bgcolor
        if state in (CURSOR, PLAYING):
            return " ", Style(bgcolor=ground)
        removed = state == REMOVED
        colours = (None, "wave--removed", "wave--removed") if removed else (None, "wave--outer", "wave--inner")
        top, bottom = (
            self.get_component_rich_style(name).color if (name := colours[half]) else None for half in (upper, lower)
        )
        if top == bottom:
            return ("█" if top else " "), Style(color=top, bgcolor=ground)
        if top is None:
            return "▄", Style(color=bottom, bgcolor=ground)
        return "▀", Style(color=top, bgcolor=bottom or ground)
