"""Run decoded audio through filters of libavfilter, which does all work that touches every sample."""

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
"""The name of a filter and its options in libavfilter's syntax."""

_NO_TIME_BASE = Fraction(0)
"""Makes a FIFO ignore timestamps: those of a file may be wrong, and change when its frames are converted."""

T = TypeVar("T")


class Chain:
    """A chain of filters, which may split into several branches that all get the same audio.

    shape: a frame with the format, layout and rate of all frames that will be pushed. before: the filters before the
    split. branches: the filters of each branch.
    """

    def __init__(self, shape: AudioFrame, before: Sequence[Filter], *branches: Sequence[Filter]) -> None:
        self._graph = Graph()
        self._graph.threads = 1  # passing each small frame to a thread pool costs more than it saves
        self._source = self._graph.add_abuffer(
            sample_rate=shape.sample_rate, format=shape.format.name, layout=shape.layout.name
        )
        end = self._append(self._source, before)
        if len(branches) > 1:
            split = self._graph.add("asplit", str(len(branches)))
            end.link_to(split)
        self._sinks = []
        for number, branch in enumerate(branches or [()]):
            sink = self._graph.add("abuffersink")
            if len(branches) > 1:
                last = self._append(split, branch, output=number)
                last.link_to(sink, 0 if branch else number)
            else:
                self._append(end, branch).link_to(sink)
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
        """Send a frame into the chain; None marks the end of the audio."""
        if frame is not None:
            frame.pts = self._pts  # replaces the file's own timestamps
            self._pts += frame.samples
        self._source.push(frame)

    def pull(self, branch: int = 0) -> Iterator[AudioFrame]:
        """Frames that a branch has ready."""
        with contextlib.suppress(av.error.BlockingIOError, av.error.EOFError):
            while True:
                frame = self._sinks[branch].pull()
                assert isinstance(frame, AudioFrame)  # noqa: S101 - an audio graph has no other frames
                yield frame


def regroup(frames: Iterable[AudioFrame], size: Callable[[int], int]) -> Iterator[AudioFrame]:
    """Join small frames of one shape into larger ones, because each frame has a fixed cost.

    size: gives the samples per frame for a sample rate.
    """
    fifo = AudioFifo()
    wanted = waiting = 0
    for frame in frames:
        if not wanted:
            wanted = size(frame.sample_rate)
            frame.time_base = _NO_TIME_BASE  # the FIFO takes it from the first frame
        fifo.write(frame)
        waiting += frame.samples
        if waiting >= wanted:
            yield from fifo.read_many(wanted)
            waiting = fifo.samples
    yield from fifo.read_many(wanted, partial=True)


def run(frames: Iterable[AudioFrame], filters: Sequence[Filter]) -> Iterator[AudioFrame]:
    """The frames after the filters."""
    chain = None
    for frame in frames:
        if chain is None:
            chain = Chain(frame, filters)
        chain.push(frame)
        yield from chain.pull()
    if chain is not None:
        chain.push(None)
        yield from chain.pull()


def prefetch(items: Iterable[T]) -> Iterator[T]:
    """Yield items while a thread produces the next one. libav releases Python's lock, so both run at once."""
    source = iter(items)
    end = object()
    with ThreadPoolExecutor(1, "prefetch") as pool:
        upcoming = pool.submit(next, source, end)
        while (item := upcoming.result()) is not end:
            upcoming = pool.submit(next, source, end)
            yield item  # type: ignore[misc]
