"""The parts of a file that is several recordings joined end to end: a chained ogg, an mp3 whose format changes.

Source: RFC 3533, section 4 (chained bitstreams).
"""

import mmap
from pathlib import Path

from radiodesk.media.sound.mpeg_audio import Content, Frame, end_without_tags, frame_at, may_be_mp3, run_from

PROBE_BYTES = 8_192
"""How far apart the frames of an mp3 are compared first: walking all of them would take long."""
_PAGE = b"OggS"
_FIRST_PAGE = 2
"""The flag of the first page of a stream."""


def parts(path: Path) -> list[range]:
    """The byte ranges of the parts; none if there is only one. raises OSError."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        starts = _of_ogg(content) if content[:4] == _PAGE else _of_mp3(content) if may_be_mp3(content) else []
        if len(starts) < 2:
            return []
        found = zip(starts, [*starts[1:], len(content)], strict=True)
        return [range(start, end_without_tags(content, start, end)) for start, end in found]


def _of_ogg(content: Content) -> list[int]:
    """Where the links of a chained ogg begin: at first pages that follow others than first pages."""
    starts: list[int] = []
    at, in_head = 0, False
    while at >= 0 and len(head := content[at : at + 27]) == 27:
        is_first = bool(head[5] & _FIRST_PAGE)
        if is_first and not in_head:
            starts.append(at)
        in_head = is_first
        segments = content[at + 27 : at + 27 + head[26]]
        end = at + 27 + len(segments) + sum(segments)
        at = end if content[end : end + 4] == _PAGE else content.find(_PAGE, at + 4)
    return starts


def _of_mp3(content: Content) -> list[int]:
    """Where the rate or the channels of an mp3 change for good."""
    first = _next_frame(content, 0)
    if first is None:
        return []
    at, present = first
    if not any(
        _differs(present, found[1])
        for probe in range(PROBE_BYTES, len(content), PROBE_BYTES)
        if (found := _next_frame(content, probe))
    ):
        return []
    starts = [0]
    while found := _next_frame(content, at):
        at, frame = found
        if _differs(present, frame):
            starts.append(at)
            present = frame
        at += frame.size
    return starts


def _differs(one: Frame, other: Frame) -> bool:
    return (one.rate, one.channels) != (other.rate, other.channels)


def _next_frame(content: Content, at: int) -> tuple[int, Frame] | None:
    """The next frame from there on that others follow, and its place."""
    while (at := content.find(b"\xff", at)) >= 0:
        if (frame := frame_at(content, at)) and run_from(content, at) > 2:
            return at, frame
        at += 1
    return None
