"""A chain of filters that decoded sound runs through: what must touch every sample is done by libavfilter."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import TypeVar

import av.error
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.filter import Graph
from av.filter.context import FilterContext

Filter = tuple[str, str]
"""The name of a filter and its settings, as libavfilter writes them."""


_NO_CLOCK = Fraction(0)
"""What a file says of time need not be right, and changes where its frames are brought to another shape."""

T = TypeVar("T")


class Chain:
    """Filters in a row, or several rows that all get the same sound.

    shape: a frame in the format, the channels and the rate of all that will be pushed.
    """

    def __init__(self, shape: AudioFrame, before: Sequence[Filter], *rows: Sequence[Filter]) -> None:
        self._graph = Graph()
        self._graph.threads = 1  # handing each small frame to a pool costs more than it saves
        self._source = self._graph.add_abuffer(
            sample_rate=shape.sample_rate, format=shape.format.name, layout=shape.layout.name
        )
        end = self._append(self._source, before)
        if len(rows) > 1:
            split = self._graph.add("asplit", str(len(rows)))
            end.link_to(split)
        self._sinks = []
        for number, row in enumerate(rows or [()]):
            sink = self._graph.add("abuffersink")
            if len(rows) > 1:
                first = self._append(split, row, output=number)
                first.link_to(sink, 0 if row else number)
            else:
                self._append(end, row).link_to(sink)
            self._sinks.append(sink)
        self._graph.configure()
        self._pts = 0

    def _append(self, end: FilterContext, filters: Iterable[Filter], output: int = 0) -> FilterContext:
        for name, settings in filters:
            following = self._graph.add(name, settings)
            end.link_to(following, output)
            end, output = following, 0
        return end

    def push(self, frame: AudioFrame | None) -> None:
        """Send a frame in; None at the end of the sound."""
        if frame is not None:
            frame.pts = self._pts  # one clock, whatever the file's own says
            self._pts += frame.samples
        self._source.push(frame)

    def pull(self, row: int = 0) -> Iterator[AudioFrame]:
        """What came out of a row so far."""
        with contextlib.suppress(av.error.BlockingIOError, av.error.EOFError):
            while True:
                frame = self._sinks[row].pull()
                assert isinstance(frame, AudioFrame)  # noqa: S101 - the graph has no other kind
                yield frame


def gathered(frames: Iterable[AudioFrame], size: Callable[[int], int]) -> Iterator[AudioFrame]:
    """Frames of one shape brought together to larger ones: each small one alone costs more than what is done to it.

    size: the samples of a frame at a sample rate.
    """
    gathering = AudioFifo()
    wanted = waiting = 0
    for frame in frames:
        if not wanted:
            wanted = size(frame.sample_rate)
            frame.time_base = _NO_CLOCK  # as in the first, so in all
        gathering.write(frame)
        waiting += frame.samples
        if waiting >= wanted:
            yield from gathering.read_many(wanted)
            waiting = gathering.samples
    yield from gathering.read_many(wanted, partial=True)


def run(frames: Iterable[AudioFrame], filters: Sequence[Filter]) -> Iterator[AudioFrame]:
    """Sound, filtered."""
    chain = None
    for frame in frames:
        if chain is None:
            chain = Chain(frame, filters)
        chain.push(frame)
        yield from chain.pull()
    if chain is not None:
        chain.push(None)
        yield from chain.pull()


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The items, each made in another thread while the one before it is used: libav works outside of Python's lock."""
    made = iter(items)
    nothing = object()
    with ThreadPoolExecutor(1, "ahead") as pool:
        following = pool.submit(next, made, nothing)
        while (item := following.result()) is not nothing:
            following = pool.submit(next, made, nothing)
            yield item  # type: ignore[misc]
