"""Edit audio with pydub, one block at a time: cuts, fades and overlaps."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter

from radiodesk.kinds import JoinKind
from radiodesk.media.sound.measurement import Span
from radiodesk.media.sound.stream import CHANNELS, RATE, WIDTH, Sound, from_raw, sample_count

DECLICK_SECONDS = 0.005
"""Length of the fades on both sides of a cut: too short to be heard, long enough to prevent clicks."""

DUCKED_DB = -14.0
"""Gain of a jingle that continues under speech."""

DUCKING_MS = 300
"""Length of the fade to DUCKED_DB."""

Edit = Callable[[Sound], Sound]


def joined(parts: Sequence[Sound]) -> Sound:
    """The parts joined end to end."""
    return from_raw(b"".join(part.raw_data for part in parts))


def silence(samples: int) -> Sound:
    """Silence of that many samples per channel."""
    return from_raw(bytes(samples * WIDTH * CHANNELS))


def keep_spans(blocks: Iterable[Sound], spans: Sequence[Span]) -> Iterator[Sound]:
    """The spans of the audio, in order, with short fades at the cuts between them."""
    fade = sample_count(DECLICK_SECONDS)
    for number, parts in itertools.groupby(_slice(blocks, spans), key=itemgetter(0)):
        head = fade if number > 0 else 0
        tail = fade if number < len(spans) - 1 else 0
        yield from edit_ends((part for _number, part in parts), head, tail, fade_in, fade_out)


def _slice(blocks: Iterable[Sound], spans: Sequence[Span]) -> Iterator[tuple[int, Sound]]:
    """The parts of blocks that lie in a span, each with the number of its span. Stops after the last span."""
    sample_spans = [(sample_count(start), sample_count(end)) for start, end in spans]
    block_start = 0
    for block in blocks:
        block_end = block_start + int(block.frame_count())
        for number, (start, end) in enumerate(sample_spans):
            if start < block_end and end > block_start:
                yield number, block.get_sample_slice(max(start - block_start, 0), end - block_start)
        block_start = block_end
        if block_start >= sample_spans[-1][1]:
            return


def edit_ends(blocks: Iterable[Sound], head: int, tail: int, edit_head: Edit, edit_tail: Edit) -> Iterator[Sound]:
    """The audio with its first `head` and last `tail` samples edited, each in one piece.

    If the audio is shorter than both together, it is divided between them in proportion.
    """
    waiting: list[Sound] = []
    waiting_samples = 0
    head_done = head == 0
    for block in blocks:
        waiting.append(block)
        waiting_samples += int(block.frame_count())
        if waiting_samples < (tail if head_done else head + tail):
            continue
        merged = joined(waiting)
        if not head_done:
            yield edit_head(merged.get_sample_slice(0, head))
            merged = merged.get_sample_slice(head)
            head_done = True
        rest = int(merged.frame_count()) - tail
        yield merged.get_sample_slice(0, rest)
        waiting, waiting_samples = [merged.get_sample_slice(rest)], tail
    last = joined(waiting)
    if not head_done:
        share = waiting_samples * head // (head + tail)
        yield edit_head(last.get_sample_slice(0, share))
        last = last.get_sample_slice(share)
    yield edit_tail(last) if tail else last


def fade_in(block: Sound) -> Sound:
    """The block with a fade-in over its whole length."""
    milliseconds, samples = _whole_ms(block)
    if not milliseconds:
        return block
    return joined([block.get_sample_slice(0, samples).fade_in(milliseconds), block.get_sample_slice(samples)])


def fade_out(block: Sound) -> Sound:
    """The block with a fade-out over its whole length."""
    milliseconds, samples = _whole_ms(block)
    if not milliseconds:
        return block
    first = int(block.frame_count()) - samples
    return joined([block.get_sample_slice(0, first), block.get_sample_slice(first).fade_out(milliseconds)])


def _whole_ms(block: Sound) -> tuple[int, int]:
    """The length of a block in whole milliseconds, and the samples in them.

    pydub can only fade whole milliseconds, and drops the rest of the block.
    """
    milliseconds = int(block.frame_count()) * 1000 // RATE
    return milliseconds, milliseconds * RATE // 1000


def faded(blocks: Iterable[Sound], seconds_in: float, seconds_out: float) -> Iterator[Sound]:
    """The audio with a fade-in and a fade-out, each at least as long as is needed to prevent a click."""
    head = sample_count(max(seconds_in, DECLICK_SECONDS))
    tail = sample_count(max(seconds_out, DECLICK_SECONDS))
    return edit_ends(blocks, head, tail, fade_in, fade_out)


def overlap(join: JoinKind, before: Sound, after: Sound) -> Sound:
    """Two blocks of equal length, mixed by the rule of the join."""
    length = len(before)
    if join is JoinKind.UNDER:
        ducked = before.fade(to_gain=DUCKED_DB, start=0, duration=min(DUCKING_MS, length))
        return after.overlay(ducked.fade_out(max(1, length // 3)))
    return fade_out(before).overlay(fade_in(after))


def whole_ms_samples(seconds: float) -> int:
    """Samples in a number of seconds, rounded to whole milliseconds as pydub requires."""
    return round(seconds * 1000) * RATE // 1000
