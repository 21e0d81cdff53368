"""Computes the columns of a waveform view: heights, states and signs. Pure functions, without colours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len, set_cell_size

from radiodesk.errors import visible
from radiodesk.locale import formats
from radiodesk.media.chapters import Chapter
from radiodesk.media.sound.levels import Waveform
from radiodesk.media.sound.measurement import Span

MIN_DB = -48.0
"""The level of zero height, in dB full scale."""

BARS = " ▁▂▃▄▅▆▇█"
CHAPTER = "◆"
KEPT, REMOVED, SELECTED, CURSOR, PLAYING = range(5)
"""The states of a column."""


@dataclass(frozen=True)
class WavePicture:
    """The recording to draw. All times are seconds of the original. kept: the spans that go on air."""

    waveform: Waveform
    seconds: float
    kept: Sequence[Span] = ()
    cuts: Sequence[Span] = ()
    silences: Sequence[Span] = ()
    clips: Sequence[float] = ()
    chapters: Sequence[Chapter] = ()
    """In order."""

    @property
    def landmarks(self) -> list[float]:
        """The times to jump to: both ends, the edges of kept spans and silences, the clipped peaks and the chapters."""
        edges = [edge for span in [*self.kept, *self.silences] for edge in span]
        begins = [chapter.begin for chapter in self.chapters]
        return sorted({round(time, 3) for time in [0.0, self.seconds, *edges, *self.clips, *begins]})


@dataclass(frozen=True)
class View:
    """The visible part of a recording. start: seconds. per_column: seconds in a column. width: columns."""

    start: float
    per_column: float
    width: int

    @property
    def end(self) -> float:
        """The time at the end of the last column, in seconds."""
        return self.start + self.width * self.per_column

    def column(self, time: float) -> int:
        """The column that contains a time. It may be outside the view."""
        return int((time - self.start) / self.per_column + 1e-6)

    def columns_of(self, span: Span) -> slice:
        """The columns of the view that a span covers, at least one if the span is in the view."""
        first, end = self.column(span[0]), self.column(span[1])
        return slice(min(max(first, 0), self.width), min(max(end, first + 1, 0), self.width))


@dataclass(frozen=True)
class Pointers:
    """The cursor, the mark and the playback position, in seconds of the original."""

    cursor: float
    mark: float | None
    playing: float | None

    @property
    def selection(self) -> Span | None:
        """The span between the mark and the cursor, or None."""
        if self.mark is None or self.mark == self.cursor:
            return None
        return min(self.mark, self.cursor), max(self.mark, self.cursor)


@dataclass(frozen=True)
class Columns:
    """The columns of one view.

    outer, inner: the heights of peaks and loudness above the middle, in half lines. state: KEPT, REMOVED and so on.
    marks, chapters, axis, overview: one line of text each; the overview shows the whole recording. window: the first
    and the end column of the view in `overview`.
    """

    outer: NDArray[np.int32]
    inner: NDArray[np.int32]
    state: NDArray[np.int8]
    marks: str
    chapters: str
    axis: str
    overview: str
    window: tuple[int, int]


def columns(
    picture: WavePicture, view: View, pointers: Pointers, rows: int, detail: tuple[float, Waveform] | None = None
) -> Columns:
    """The columns of a view. rows: lines of the waveform. detail: the start of a finer waveform, and the waveform."""
    peaks, loudness = _levels(picture, view, detail)
    scale = max(1, rows) / -MIN_DB
    total = max(picture.seconds, 1e-9)
    window = int(view.start / total * view.width), int(np.ceil(min(view.end, picture.seconds) / total * view.width))
    return Columns(
        outer=np.ceil(np.clip(peaks - MIN_DB, 0, -MIN_DB) * scale).astype(np.int32),
        inner=np.floor(np.clip(loudness - MIN_DB, 0, -MIN_DB) * scale).astype(np.int32),
        state=_state(picture, view, pointers),
        marks=_marks(picture, view, pointers),
        chapters=_chapters(picture, view),
        axis=_axis(picture, view),
        overview=_overview(picture, view.width),
        window=window,
    )


def _levels(
    picture: WavePicture, view: View, detail: tuple[float, Waveform] | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The peaks and the loudness of each column in dB full scale, from the detail if it covers the view."""
    if detail and view.per_column < picture.waveform.block_seconds:
        start, finer = detail
        if start <= view.start and finer.block_seconds <= view.per_column * 1.01:
            return finer.columns(view.start - start, view.end - start, view.width)
    return picture.waveform.columns(view.start, view.end, view.width)


def _state(picture: WavePicture, view: View, pointers: Pointers) -> NDArray[np.int8]:
    state = np.full(view.width, REMOVED if picture.kept else KEPT, np.int8)
    for span in picture.kept:
        state[view.columns_of(span)] = KEPT
    if pointers.selection:
        state[view.columns_of(pointers.selection)] = SELECTED
    for time, pointer in ((pointers.cursor, CURSOR), (pointers.playing, PLAYING)):
        if time is not None and 0 <= (column := view.column(time)) <= view.width:
            state[min(column, view.width - 1)] = pointer
    return state


def _marks(picture: WavePicture, view: View, pointers: Pointers) -> str:
    """The line of signs above the waveform: silences, clipping, cuts, the begin and the end on air, the mark."""
    line = [" "] * view.width

    def put(time: float, sign: str) -> None:
        if 0 <= (column := view.column(time)) <= view.width:
            line[min(column, view.width - 1)] = sign

    def fill(span: Span, sign: str) -> None:
        covered = view.columns_of(span)
        line[covered] = sign * (covered.stop - covered.start)

    for silence in picture.silences:
        fill(silence, "·")
    for clip in picture.clips:
        put(clip, "▲")
    for cut in picture.cuts:
        fill(cut, "╳")
    if picture.kept:
        put(picture.kept[0][0], "[")
        put(picture.kept[-1][1], "]")
    if pointers.mark is not None:
        put(pointers.mark, "┃")
    return "".join(line)


def _chapters(picture: WavePicture, view: View) -> str:
    """The line of chapters above the waveform: a sign at each begin, and the title as far as there is room."""
    columns = ((view.column(each.begin), each.title) for each in picture.chapters)
    titles = {column: title for column, title in columns if 0 <= column < view.width}
    ends = [*list(titles)[1:], view.width]
    line = " " * min(titles, default=view.width)
    for (column, title), end in zip(titles.items(), ends, strict=False):
        room = end - column
        label = CHAPTER + visible(title)
        if cell_len(label) >= room:
            label = set_cell_size(label, room - 2) + "…" if room > 3 else CHAPTER
        line += set_cell_size(label, room)
    return line


def _axis(picture: WavePicture, view: View) -> str:
    """The time labels under the waveform. A label without room at the right edge is left out."""
    line = [" "] * view.width
    step = _round_step(view.per_column * 12)
    tick = np.ceil(view.start / step) * step
    while (column := view.column(tick)) < view.width and tick <= picture.seconds:
        label = "╵" + clock(tick, step)
        if column + len(label) <= view.width:
            line[column : column + len(label)] = label
        tick += step
    return "".join(line)


def clock(seconds: float, step: float = 0.01) -> str:
    """A time in a recording, with enough decimals to tell times apart that differ by `step`: "01:02", "01:02,35"."""
    if step >= 1:
        return formats.duration(seconds)
    digits = 1 if step >= 0.1 else 2 if step >= 0.01 else 3
    whole = int(seconds * 10**digits + 1e-6)
    minutes, rest = divmod(whole, 60 * 10**digits)
    mark = formats.decimal_mark()
    return f"{minutes:02}:{rest // 10**digits:02}{mark}{rest % 10**digits:0{digits}}"


def _round_step(seconds: float) -> float:
    """The shortest round step that is not shorter than `seconds`."""
    for step in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600):
        if step >= seconds:
            return step
    return 1800


def _overview(picture: WavePicture, width: int) -> str:
    """The whole recording in one line."""
    _peaks, loudness = picture.waveform.columns(0, picture.seconds, width)
    heights = np.ceil(np.clip(loudness - MIN_DB, 0, -MIN_DB) / -MIN_DB * 8).astype(int)
    return "".join(BARS[height] for height in heights)
