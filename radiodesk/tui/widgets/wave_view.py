"""The waveform of a recording: what is kept and what is cut, silence, clipping, a cursor; zooms and scrolls."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from radiodesk.locale import N_, formats
from radiodesk.media.levels import Span, Waveform

QUIETEST_DB = -48.0
"""What is quieter is drawn as nothing."""

CLOSEST = 64 / 48_000
"""Seconds a column at the closest: a block of 64 samples."""

MARKS, AXIS = 1, 1
"""Lines above and below the waveform; one more above shows the whole recording."""

BARS = " ▁▂▃▄▅▆▇█"
OUTER, INNER = 1, 2
KEPT, REMOVED, SELECTED, CURSOR, PLAYING = range(5)


@dataclass(frozen=True)
class WavePicture:
    """What there is to draw. Seconds of the original."""

    waveform: Waveform
    seconds: float
    kept: Sequence[Span] = ()
    cuts: Sequence[Span] = ()
    silences: Sequence[Span] = ()
    clips: Sequence[float] = ()

    @property
    def places(self) -> list[float]:
        """Where there is something to look at: edges of what is kept, of silences, and clipped places."""
        edges = [edge for span in [*self.kept, *self.silences] for edge in span]
        return sorted({round(place, 3) for place in [0.0, self.seconds, *edges, *self.clips]})


@dataclass
class _Columns:
    """What the columns of one view are made of; made once a change, drawn line by line."""

    outer: NDArray[np.int32]
    inner: NDArray[np.int32]
    state: NDArray[np.int8]
    marks: str
    axis: str
    strip: str
    window: tuple[int, int] = field(default=(0, 0))


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
        self._columns: _Columns | None = None
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
        if self.mark is None or self.mark == self.cursor:
            return None
        return min(self.mark, self.cursor), max(self.mark, self.cursor)

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
            self._columns = self._make_columns(self._picture, width, height)
        columns = self._columns
        if y == 0:
            return self._strip_line(columns)
        if y == MARKS:
            return Strip([Segment(columns.marks, self.get_component_rich_style("wave--marks"))], width)
        if y >= height - AXIS:
            return Strip([Segment(columns.axis, self.get_component_rich_style("wave--axis"))], width)
        return self._wave_line(columns, y - MARKS - 1, height - MARKS - AXIS - 1)

    def _strip_line(self, columns: _Columns) -> Strip:
        first, behind = columns.window
        dim, window = self.get_component_rich_style("wave--axis"), self.get_component_rich_style("wave--window")
        parts = ((0, first, dim), (first, behind, window), (behind, len(columns.strip), dim))
        return Strip([Segment(columns.strip[a:b], style) for a, b, style in parts if b > a], len(columns.strip))

    def _wave_line(self, columns: _Columns, row: int, rows: int) -> Strip:
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
        """The character and the style for a state and what its upper and lower half hold."""
        state, halves = divmod(code, 9)
        upper, lower = divmod(halves, 3)
        names = {CURSOR: "wave--cursor", PLAYING: "wave--playing", SELECTED: "wave--selected"}
        ground = self.get_component_rich_style(names[state]).bgcolor if state in names else self.rich_style.bgcolor
        if state in (CURSOR, PLAYING):
            return " ", Style(bgcolor=ground)
        colours = [None, "wave--removed" if state == REMOVED else "wave--outer", "wave--inner"]
        if state == REMOVED:
            colours[INNER] = "wave--removed"
        top, bottom = (
            self.get_component_rich_style(name).color if (name := colours[half]) else None for half in (upper, lower)
        )
        if top == bottom:
            return ("█" if top else " "), Style(color=top, bgcolor=ground)
        if top is None:
            return "▄", Style(color=bottom, bgcolor=ground)
        return "▀", Style(color=top, bgcolor=bottom or ground)

    def _make_columns(self, picture: WavePicture, width: int, height: int) -> _Columns:
        end = self._start + width * self._per_column
        peaks, loudness = self._levels(picture, end, width)
        rows = max(1, height - MARKS - AXIS - 1)
        scale = rows / -QUIETEST_DB
        outer = np.ceil(np.clip(peaks - QUIETEST_DB, 0, -QUIETEST_DB) * scale).astype(np.int32)
        inner = np.floor(np.clip(loudness - QUIETEST_DB, 0, -QUIETEST_DB) * scale).astype(np.int32)
        state = np.full(width, REMOVED if picture.kept else KEPT, np.int8)
        for span in picture.kept:
            state[self._between(span, width)] = KEPT
        if self.selection:
            state[self._between(self.selection, width)] = SELECTED
        for moment, sign in ((self.cursor, CURSOR), (self.playing, PLAYING)):
            if moment is not None and 0 <= (column := self._column(moment)) <= width:
                state[min(column, width - 1)] = sign
        window = (
            int(self._start / max(picture.seconds, 1e-9) * width),
            int(np.ceil(min(end, picture.seconds) / max(picture.seconds, 1e-9) * width)),
        )
        return _Columns(
            outer, inner, state, self._marks(picture, width), self._axis(picture, width), _strip(picture, width), window
        )

    def _levels(self, picture: WavePicture, end: float, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        if self._detail and self._per_column < picture.waveform.block_seconds:
            start, detail = self._detail
            if start <= self._start and detail.block_seconds <= self._per_column * 1.01:
                return detail.columns(self._start - start, end - start, width)
        return picture.waveform.columns(self._start, end, width)

    def _column(self, moment: float) -> int:
        return int((moment - self._start) / self._per_column + 1e-6)

    def _between(self, span: Span, width: int) -> slice:
        first, behind = self._column(span[0]), self._column(span[1])
        return slice(min(max(first, 0), width), min(max(behind, first + 1, 0), width))

    def _marks(self, picture: WavePicture, width: int) -> str:
        """A line of signs: silence, cuts, beginning and end of what is kept, clipping, the mark."""
        line = [" "] * width

        def put(moment: float, sign: str) -> None:
            if 0 <= (column := self._column(moment)) <= width:
                line[min(column, width - 1)] = sign

        for span in picture.silences:
            for column in range(*self._between(span, width).indices(width)):
                line[column] = "·"
        for clip in picture.clips:
            put(clip, "▲")
        for cut in picture.cuts:
            for column in range(*self._between(cut, width).indices(width)):
                line[column] = "╳"
        if picture.kept:
            put(picture.kept[0][0], "[")
            put(picture.kept[-1][1], "]")
        if self.mark is not None:
            put(self.mark, "┃")
        return "".join(line)

    def _axis(self, picture: WavePicture, width: int) -> str:
        """Times under the waveform, where there is room for them."""
        line = [" "] * width
        step = _round_step(self._per_column * 12)
        tick = np.ceil(self._start / step) * step
        while (column := self._column(tick)) < width and tick <= picture.seconds:
            label = "╵" + clock(tick, step)
            if column + len(label) <= width:
                line[column : column + len(label)] = label
            tick += step
        return "".join(line)


def clock(seconds: float, step: float = 0.01) -> str:
    """A moment in a recording, as finely as the step between two asks for: "01:02", "01:02,35"."""
    if step >= 1:
        return formats.duration(seconds)
    digits = 1 if step >= 0.1 else 2 if step >= 0.01 else 3
    whole = int(seconds * 10**digits + 1e-6)
    minutes, rest = divmod(whole, 60 * 10**digits)
    mark = formats.decimal_mark()
    return f"{minutes:02}:{rest // 10**digits:02}{mark}{rest % 10**digits:0{digits}}"


def _round_step(seconds: float) -> float:
    """The next round step that is not shorter."""
    for step in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600):
        if step >= seconds:
            return step
    return 1800


def _strip(picture: WavePicture, width: int) -> str:
    """The whole recording in one line."""
    _peaks, loudness = picture.waveform.columns(0, picture.seconds, width)
    heights = np.ceil(np.clip(loudness - QUIETEST_DB, 0, -QUIETEST_DB) / -QUIETEST_DB * 8).astype(int)
    return "".join(BARS[height] for height in heights)
