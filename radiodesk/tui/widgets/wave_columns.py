"""What the columns of a view of a waveform are made of: heights, states and signs, before any colour. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radiodesk.locale import formats
from radiodesk.media.sound.levels import Span, Waveform

QUIETEST_DB = -48.0
"""What is quieter is drawn as nothing."""

BARS = " ▁▂▃▄▅▆▇█"
KEPT, REMOVED, SELECTED, CURSOR, PLAYING = range(5)
"""What a column is."""


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


@dataclass(frozen=True)
class View:
    """What is looked at of a recording: from a moment on, so many columns of so many seconds."""

    start: float
    per_column: float
    width: int

    @property
    def end(self) -> float:
        """The moment behind the last column."""
        return self.start + self.width * self.per_column

    def column(self, moment: float) -> int:
        """The column that a moment is in; it may lie outside of the view."""
        return int((moment - self.start) / self.per_column + 1e-6)

    def between(self, span: Span) -> slice:
        """The columns of the view that a span reaches, at least one where it lies inside."""
        first, behind = self.column(span[0]), self.column(span[1])
        return slice(min(max(first, 0), self.width), min(max(behind, first + 1, 0), self.width))


@dataclass(frozen=True)
class Pointers:
    """What moves over the picture, in seconds of the original."""

    cursor: float
    mark: float | None
    playing: float | None

    @property
    def selection(self) -> Span | None:
        """What lies between the mark and the cursor."""
        if self.mark is None or self.mark == self.cursor:
            return None
        return min(self.mark, self.cursor), max(self.mark, self.cursor)


@dataclass(frozen=True)
class Columns:
    """What the columns of one view are made of.

    outer, inner: the heights of peaks and loudness above the middle, in half lines. state: of KEPT and the others.
    marks, axis, whole: a line of text each. window: the columns of `whole` that the view is of.
    """

    outer: NDArray[np.int32]
    inner: NDArray[np.int32]
    state: NDArray[np.int8]
    marks: str
    axis: str
    whole: str
    window: tuple[int, int]


def columns(
    picture: WavePicture, view: View, pointers: Pointers, rows: int, detail: tuple[float, Waveform] | None = None
) -> Columns:
    """The columns of a view. rows: lines of the waveform. detail: finer blocks, and the moment that they begin at."""
    peaks, loudness = _levels(picture, view, detail)
    scale = max(1, rows) / -QUIETEST_DB
    share = max(picture.seconds, 1e-9)
    window = int(view.start / share * view.width), int(np.ceil(min(view.end, picture.seconds) / share * view.width))
    return Columns(
        outer=np.ceil(np.clip(peaks - QUIETEST_DB, 0, -QUIETEST_DB) * scale).astype(np.int32),
        inner=np.floor(np.clip(loudness - QUIETEST_DB, 0, -QUIETEST_DB) * scale).astype(np.int32),
        state=_state(picture, view, pointers),
        marks=_marks(picture, view, pointers),
        axis=_axis(picture, view),
        whole=_whole(picture, view.width),
        window=window,
    )


def _levels(
    picture: WavePicture, view: View, detail: tuple[float, Waveform] | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    if detail and view.per_column < picture.waveform.block_seconds:
        start, finer = detail
        if start <= view.start and finer.block_seconds <= view.per_column * 1.01:
            return finer.columns(view.start - start, view.end - start, view.width)
    return picture.waveform.columns(view.start, view.end, view.width)


def _state(picture: WavePicture, view: View, pointers: Pointers) -> NDArray[np.int8]:
    state = np.full(view.width, REMOVED if picture.kept else KEPT, np.int8)
    for span in picture.kept:
        state[view.between(span)] = KEPT
    if pointers.selection:
        state[view.between(pointers.selection)] = SELECTED
    for moment, sign in ((pointers.cursor, CURSOR), (pointers.playing, PLAYING)):
        if moment is not None and 0 <= (column := view.column(moment)) <= view.width:
            state[min(column, view.width - 1)] = sign
    return state


def _marks(picture: WavePicture, view: View, pointers: Pointers) -> str:
    """A line of signs: silence, cuts, beginning and end of what is kept, clipping, the mark."""
    line = [" "] * view.width

    def put(moment: float, sign: str) -> None:
        if 0 <= (column := view.column(moment)) <= view.width:
            line[min(column, view.width - 1)] = sign

    def fill(span: Span, sign: str) -> None:
        reached = view.between(span)
        line[reached] = sign * (reached.stop - reached.start)

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


def _axis(picture: WavePicture, view: View) -> str:
    """Times under the waveform, where there is room for them."""
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


def _whole(picture: WavePicture, width: int) -> str:
    """The whole recording in one line."""
    _peaks, loudness = picture.waveform.columns(0, picture.seconds, width)
    heights = np.ceil(np.clip(loudness - QUIETEST_DB, 0, -QUIETEST_DB) / -QUIETEST_DB * 8).astype(int)
    return "".join(BARS[height] for height in heights)
