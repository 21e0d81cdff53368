"""The parts of a file that is several recordings joined end to end: a chained ogg, an mp3 whose format changes.

Source: RFC 3533, section 4 (chained bitstreams).
"""

import mmap
from pathlib import Path

from radiodesk.media.sound import ogg
from radiodesk.media.sound.mpeg_audio import Content, Frame, end_without_tags, frame_at, may_be_mp3, run_from

MOST_PARTS = 64
"""Parts are opened together; a file with more is read as one, as far as that goes."""
PROBE_BYTES = 16_384
"""How far apart the frames of an mp3 are compared first: walking all of them would take long."""
_DESCRIPTIONS = (b"Xing", b"Info")
_OFFSETS = (36, 21, 13)
"""Bytes from a frame's header to the name of its description: stereo or mono, MPEG 1 or 2."""
_HAS_FRAMES, _HAS_BYTES = 1, 2
"""Flags of a description: it states the number of frames, and of bytes."""


def parts(path: Path) -> list[range]:
    """The byte ranges of the parts; none if there is only one, or there are too many. raises OSError."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        starts = _of_ogg(content) if content[:4] == ogg.PAGE else _of_mp3(content) if may_be_mp3(content) else []
        if not 2 <= len(starts) <= MOST_PARTS:
            return []
        found = zip(starts, [*starts[1:], len(content)], strict=True)
        return [range(start, end_without_tags(content, start, end)) for start, end in found]


def _of_ogg(content: Content) -> list[int]:
    """Where the links of a chained ogg begin: at first pages that follow others than first pages."""
    starts: list[int] = []
    in_head = False
    for page in ogg.pages(content):
        if page.is_first and not in_head:
            starts.append(page.start)
        in_head = page.is_first
    return starts


def _of_mp3(content: Content) -> list[int]:
    """Where a further recording begins: at a frame that describes one, or where rate or channels change for good."""
    first = _next_frame(content, 0)
    if first is None:
        return []
    at, present = first
    if abs(at + _stated_size(content, at) - end_without_tags(content, at, len(content))) <= present.size:
        return []  # it says itself that it is one; the search would take long
    described = _described(content, at + present.size)
    probes = (_next_frame(content, probe) for probe in range(PROBE_BYTES, len(content), PROBE_BYTES))
    if not any(found and _differs(present, found[1]) for found in probes):
        return [0, *described]
    starts = [0]
    while found := _next_frame(content, at):
        at, frame = found
        if _differs(present, frame) or at in described:
            starts.append(at)
            present = frame
        at += frame.size
    return starts


def _stated_size(content: Content, at: int) -> int:
    """The bytes of the recording that the frame there describes, with that frame; 0 if it states none."""
    for description in (at + offset for offset in _OFFSETS):
        if content[description : description + 4] in _DESCRIPTIONS:
            flags = int.from_bytes(content[description + 4 : description + 8])
            size = description + (12 if flags & _HAS_FRAMES else 8)
            return int.from_bytes(content[size : size + 4]) if flags & _HAS_BYTES else 0
    return 0


def _described(content: Content, begin: int) -> list[int]:
    """The frames from there on that hold no audio and describe what follows them, as encoders write them first."""
    found: set[int] = set()
    for name in _DESCRIPTIONS:
        at = content.find(name, begin)
        while at >= 0:
            for head in (at - offset for offset in _OFFSETS):
                if head >= begin and frame_at(content, head) and run_from(content, head) > 2:
                    found.add(head)
            at = content.find(name, at + 1)
    return sorted(found)


def _differs(one: Frame, other: Frame) -> bool:
    return (one.rate, one.channels) != (other.rate, other.channels)


def _next_frame(content: Content, at: int) -> tuple[int, Frame] | None:
    """The next frame from there on that others follow, and its place."""
    while (at := content.find(b"\xff", at)) >= 0:
        if (frame := frame_at(content, at)) and run_from(content, at) > 2:
            return at, frame
        at += 1
    return None
