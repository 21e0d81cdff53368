"""Editing with pydub, a block at a time: what a plan keeps, fades, and joins."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter

from radiodesk.kinds import JoinKind
from radiodesk.media.sound.levels import Span
from radiodesk.media.sound.stream import CHANNELS, RATE, WIDTH, Sound, count, made

DECLICK_SECONDS = 0.005
"""The fades on both sides of a cut: too short to be heard, long enough not to click."""

DUCKED_DB = -14.0
"""How much lower a jingle goes on under speech."""

DUCKING_MS = 300
"""How long it takes to go down."""

Edit = Callable[[Sound], Sound]


def joined(parts: Sequence[Sound]) -> Sound:
    """Segments one after the other."""
    return made(b"".join(part.raw_data for part in parts))


def silence(samples: int) -> Sound:
    """So much of nothing."""
    return made(bytes(samples * WIDTH * CHANNELS))


def kept(sound: Iterable[Sound], spans: Sequence[Span]) -> Iterator[Sound]:
    """The spans of a sound, in order; a cut between two of them does not click."""
    edge = count(DECLICK_SECONDS)
    for number, parts in itertools.groupby(_sliced(sound, spans), key=itemgetter(0)):
        head = edge if number > 0 else 0
        tail = edge if number < len(spans) - 1 else 0
        yield from edged((part for _number, part in parts), head, tail, fade_in, fade_out)


def _sliced(sound: Iterable[Sound], spans: Sequence[Span]) -> Iterator[tuple[int, Sound]]:
    """The number of each span with the parts of blocks that are in it. Stops behind the last one."""
    edges = [(count(start), count(end)) for start, end in spans]
    at = 0
    for block in sound:
        behind = at + int(block.frame_count())
        for number, (start, end) in enumerate(edges):
            if start < behind and end > at:
                yield number, block.get_sample_slice(max(start - at, 0), end - at)
        at = behind
        if at >= edges[-1][1]:
            return


def edged(sound: Iterable[Sound], head: int, tail: int, edit_head: Edit, edit_tail: Edit) -> Iterator[Sound]:
    """A sound whose first `head` and last `tail` samples are edited, each in one piece.

    Of a sound that is shorter than both, each gets its share.
    """
    waiting: list[Sound] = []
    held = 0
    begun = head == 0
    for block in sound:
        waiting.append(block)
        held += int(block.frame_count())
        if held < (tail if begun else head + tail):
            continue
        whole = joined(waiting)
        if not begun:
            yield edit_head(whole.get_sample_slice(0, head))
            whole = whole.get_sample_slice(head)
            begun = True
        rest = int(whole.frame_count()) - tail
        yield whole.get_sample_slice(0, rest)
        waiting, held = [whole.get_sample_slice(rest)], tail
    last = joined(waiting)
    if not begun:
        share = held * head // (head + tail)
        yield edit_head(last.get_sample_slice(0, share))
        last = last.get_sample_slice(share)
    yield edit_tail(last) if tail else last


def fade_in(sound: Sound) -> Sound:
    """All of it fades in."""
    milliseconds, whole = _whole(sound)
    if not milliseconds:
        return sound
    return joined([sound.get_sample_slice(0, whole).fade_in(milliseconds), sound.get_sample_slice(whole)])


def fade_out(sound: Sound) -> Sound:
    """All of it fades out."""
    milliseconds, whole = _whole(sound)
    if not milliseconds:
        return sound
    first = int(sound.frame_count()) - whole
    return joined([sound.get_sample_slice(0, first), sound.get_sample_slice(first).fade_out(milliseconds)])


def _whole(sound: Sound) -> tuple[int, int]:
    """The whole milliseconds in it, and their samples: pydub fades no others, and would lose what is over."""
    milliseconds = int(sound.frame_count()) * 1000 // RATE
    return milliseconds, milliseconds * RATE // 1000


def faded(sound: Iterable[Sound], seconds_in: float, seconds_out: float) -> Iterator[Sound]:
    """A sound that fades in and out; at the least so much that it does not click."""
    head = count(max(seconds_in, DECLICK_SECONDS))
    tail = count(max(seconds_out, DECLICK_SECONDS))
    return edged(sound, head, tail, fade_in, fade_out)


def overlap(join: JoinKind, before: Sound, after: Sound) -> Sound:
    """Two equally long pieces over each other, as a join says."""
    length = len(before)
    if join is JoinKind.UNDER:
        ducked = before.fade(to_gain=DUCKED_DB, start=0, duration=min(DUCKING_MS, length))
        return after.overlay(ducked.fade_out(max(1, length // 3)))
    return fade_out(before).overlay(fade_in(after))


def whole_ms(seconds: float) -> int:
    """Samples of so many seconds, of whole milliseconds as pydub counts them."""
    return round(seconds * 1000) * RATE // 1000
