"""The waveform of a recording, with cuts, silences, clipping, chapters and a cursor. It zooms and scrolls."""

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
from radiodesk.media.sound.levels import Waveform
from radiodesk.media.sound.measurement import Span
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

MIN_PER_COLUMN = 64 / 48_000
"""Seconds in a column at the closest zoom: a block of 64 samples."""

MARKS, AXIS = 1, 1
"""The number of lines for marks above the waveform and for the axis below it.

The overview takes one more line, and so do chapters if there are any.
"""


class WaveView(Widget, can_focus=True):
    """Draws a `WavePicture`. The cursor moves by columns; the selection is the span between the mark and the cursor."""

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
        Binding("left", "step(-1)", N_("Step back"), show=False),
        Binding("right", "step(1)", N_("Step forward"), show=False),
        Binding("shift+left", "step(-10)", N_("Ten columns back"), show=False),
        Binding("shift+right", "step(10)", N_("Ten columns forward"), show=False),
        Binding("home", "go(0)", N_("To the beginning"), show=False),
        Binding("end", "go(-1)", N_("To the end"), show=False),
        Binding("full_stop", "landmark(1)", N_("Next point of interest"), show=False),
        Binding("comma", "landmark(-1)", N_("Previous point of interest"), show=False),
        Binding("plus,equals_sign,up", "zoom(0.5)", N_("Zoom in"), show=False),
        Binding("minus,down", "zoom(2)", N_("Zoom out"), show=False),
        Binding("0", "whole", N_("The whole recording"), show=False),
    ]

    cursor: reactive[float] = reactive(0.0, layout=False)
    """The cursor's position, in seconds."""
    mark: reactive[float | None] = reactive(None, layout=False)
    """The other end of the selection, in seconds, or None."""
    playing: reactive[float | None] = reactive(None, layout=False)
    """The playback position, in seconds, or None if nothing is playing."""

    class Moved(Message):
        """The cursor, the mark, the playback position or the view changed."""

    class DetailWanted(Message):
        """The view needs a finer waveform than the stored one, from start to end in seconds."""

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
        """A cache of `_cell`, which is too slow to call for every cell because it queries the style sheet."""

    def notify_style_update(self) -> None:
        """Clear the cache when the colours change."""
        self._cells.clear()
        super().notify_style_update()

    def show(self, picture: WavePicture) -> None:
        """Draw this picture. The first one is shown as a whole; later ones keep the view."""
        first = self._picture is None
        self._picture = picture
        if first:
            self.action_whole()
        self._changed()

    def show_detail(self, start: float, detail: Waveform) -> None:
        """Use this finer waveform where it covers the view. start: where it begins, in seconds."""
        self._detail = start, detail
        self._changed()

    @property
    def selection(self) -> Span | None:
        """The span between the mark and the cursor, in seconds, or None."""
        return self.pointers.selection

    @property
    def per_column(self) -> float:
        """The seconds that a column shows."""
        return self._per_column

    @property
    def _above(self) -> int:
        """The number of lines above the waveform: the overview, the marks and the chapters."""
        return 1 + MARKS + bool(self._picture and self._picture.chapters)

    @property
    def pointers(self) -> Pointers:
        """The cursor, the mark and the playback position."""
        return Pointers(self.cursor, self.mark, self.playing)

    @property
    def _view(self) -> View:
        return View(self._start, self._per_column, self.size.width)

    @property
    def _seconds(self) -> float:
        return self._picture.seconds if self._picture else 0.0

    def validate_cursor(self, cursor: float) -> float:
        """Limit the cursor to the recording."""
        return round(max(0.0, min(cursor, self._seconds)), 4)

    def watch_cursor(self) -> None:
        """Scroll to the cursor."""
        self._scroll_into_view(self.cursor)
        self._changed()

    def watch_mark(self) -> None:
        """Draw the selection."""
        self._changed()

    def watch_playing(self) -> None:
        """Scroll with the playback position."""
        if self.playing is not None:
            self._scroll_into_view(self.playing, page=True)
        self._changed()

    def _scroll_into_view(self, time: float, *, page: bool = False) -> None:
        """Scroll if a time is outside the view: to the middle, or to the left edge with `page`."""
        width = self.size.width * self._per_column
        if not self._start <= time <= self._start + width:
            self._set_start(time - (width * 0.05 if page else width / 2))

    def _set_start(self, start: float) -> None:
        """Move the view to a start time, limited to the recording."""
        width = self.size.width * self._per_column
        self._start = max(0.0, min(start, self._seconds - width))

    def _changed(self) -> None:
        self._columns = None
        self.refresh()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """Keep showing the whole recording if it was shown, else keep the zoom."""
        self._per_column = min(self._per_column, self._max_per_column)
        if self._start == 0.0 and self._per_column >= self._max_per_column * 0.99:
            self.action_whole()
        self._set_start(self._start)
        self._changed()

    @property
    def _max_per_column(self) -> float:
        """Seconds in a column when the whole recording is shown."""
        return max(self._seconds / max(1, self.size.width), MIN_PER_COLUMN)

    def action_step(self, columns: int) -> None:
        """Move the cursor by columns."""
        self.cursor += columns * self._per_column

    def action_go(self, end: int) -> None:
        """Move the cursor to the beginning (0) or the end (-1)."""
        self.cursor = 0.0 if end == 0 else self._seconds

    def action_landmark(self, direction: int) -> None:
        """Move the cursor to the next (1) or previous (-1) landmark."""
        if self._picture:
            landmarks = [time for time in self._picture.landmarks if (time - self.cursor) * direction > 0.0006]
            if landmarks:
                self.cursor = landmarks[0] if direction > 0 else landmarks[-1]

    def action_zoom(self, factor: float, around: float | None = None) -> None:
        """Zoom in (factor below 1) or out (above 1). around: the time that keeps its column; by default the cursor."""
        previous = self._per_column
        self._per_column = min(max(previous * factor, MIN_PER_COLUMN), self._max_per_column)
        anchor = self.cursor if around is None else around
        column = (anchor - self._start) / previous
        self._set_start(anchor - column * self._per_column)
        self._changed()
        self._ask_for_detail()

    def action_whole(self) -> None:
        """Show the whole recording."""
        self._start, self._per_column = 0.0, self._max_per_column
        self._changed()

    def action_mark(self) -> None:
        """Set the mark at the cursor, or remove it if it is there already."""
        self.mark = None if self.mark == self.cursor else self.cursor

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Move the cursor, and start a selection."""
        self.capture_mouse()
        self._dragging = True
        self.mark = None
        self.cursor = self._time_at(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Extend the selection while dragging."""
        if self._dragging and (time := self._time_at(event)) != self.cursor:
            if self.mark is None:
                self.mark = self.cursor
            self.cursor = time

    def on_mouse_up(self) -> None:
        """End the selection."""
        self._dragging = False
        self.release_mouse()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in; with Shift scroll back."""
        self._wheel(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out; with Shift scroll forward."""
        self._wheel(event, 1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        if event.shift:
            self._set_start(self._start + direction * self.size.width * self._per_column / 8)
            self._changed()
            self._ask_for_detail()
        else:
            self.action_zoom(2.0**direction, self._time_at(event))

    def _time_at(self, event: events.MouseEvent) -> float:
        """The time under the mouse, in seconds."""
        if event.y == 0:  # the overview
            return event.x / max(1, self.size.width) * self._seconds
        return self._start + event.x * self._per_column

    def _ask_for_detail(self) -> None:
        """Request a finer waveform for the view and one width on each side, if the stored one is too coarse."""
        if self._picture and self._per_column < self._picture.waveform.block_seconds:
            width = self.size.width * self._per_column
            self.post_message(
                self.DetailWanted(max(0.0, self._start - width), self._start + 2 * width, self._per_column)
            )

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line: from the top the overview, the marks, the chapters, the waveform and the axis."""
        width, height = self.size
        rows = height - self._above - AXIS
        if self._picture is None or not width:
            return Strip.blank(width, self.rich_style)
        if self._columns is None:
            self._columns = columns(self._picture, self._view, self.pointers, rows, self._detail)
        cached = self._columns
        if y == 0:
            return self._overview_line(cached)
        if y == MARKS:
            return Strip([Segment(cached.marks, self.get_component_rich_style("wave--marks"))], width)
        if y >= height - AXIS:
            return Strip([Segment(cached.axis, self.get_component_rich_style("wave--axis"))], width)
        if y < self._above:
            return Strip([Segment(cached.chapters, self.get_component_rich_style("wave--marks"))], width)
        return self._wave_line(cached, y - self._above, rows)

    def _overview_line(self, columns: Columns) -> Strip:
        overview = columns.overview
        first, end = columns.window
        outside, inside = self.get_component_rich_style("wave--axis"), self.get_component_rich_style("wave--window")
        parts = ((0, first, outside), (first, end, inside), (end, len(overview), outside))
        return Strip([Segment(overview[a:b], style) for a, b, style in parts if b > a], len(overview))

    def _wave_line(self, columns: Columns, row: int, rows: int) -> Strip:
        """A line of the waveform. row: from the top. rows: all lines of the waveform."""
        halves = []
        for half in (2 * row, 2 * row + 1):
            distance = rows - 1 - half if half < rows else half - rows
            halves.append((distance < columns.outer).astype(np.int8) + (distance < columns.inner).astype(np.int8))
        codes = (columns.state * 9 + halves[0] * 3 + halves[1]).tolist()
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
        """The character and the style of a code: the state * 9 + the upper half * 3 + the lower half.

        A half is 0 for empty, 1 for peaks, 2 for loudness.
        """
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
