"""Encode an mp3 on two cores: in segments that overlap, each with an encoder of its own.

Both encoders of an overlap get the same audio, and soon encode it alike. There the stream changes from one to the
other, without a seam. Segments have a fixed length, so the result does not depend on the machine.

Source: ISO/IEC 11172-3, 2.4.1.7 and 2.4.2.7 (side information); 2.4.3.4.9 (windows overlap the next frame).
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from typing import TypeAlias

from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet as AnyPacket

from radiodesk.media.sound.graph import regroup
from radiodesk.media.sound.shape import slice_frame
from radiodesk.media.sound.stream import RATE

ENCODERS = 2
"""Number of segments that are encoded in parallel. Each takes about 10 MB."""

FRAME = 1152
"""Samples per mp3 frame."""

BLOCK = 125 * FRAME
"""Samples that an encoder gets at once: three seconds."""

SEGMENT_BLOCKS = 8

OVERLAP = 36 * FRAME
"""Samples. Encoders usually agree after half of it."""

HEAD = 36
"""Bytes of the header and the side information of a stereo frame. The rest is main data."""

EARLIER_FRAMES = 2
"""Main data begins up to 511 bytes of main data earlier: at 128 kbit/s, in this many frames."""

Packet: TypeAlias = "AnyPacket[AudioStream]"

Job = tuple[int, list[AudioFrame], bool]
"""The first sample of a segment, its audio, and whether it is the last one."""

Encoded: TypeAlias = "tuple[list[Packet], int]"
"""Packets, and the number of samples encoded so far."""


def encode(frames: Iterable[AudioFrame], new_encoder: Callable[[], AudioCodecContext]) -> Iterator[Encoded]:
    """The packets of stereo frames of one shape. new_encoder: returns an mp3 encoder of constant bit rate."""
    held: list[Packet] = []
    first = end = 0
    for start, packets, segment_end in _in_parallel(_segments(regroup(frames, lambda _rate: BLOCK)), new_encoder):
        begin = start // FRAME
        taken = 0
        if held:
            overlap = held[begin - first :]
            taken = _agreement(overlap, packets)
            kept = held[: begin - first + taken]
            _copy_main_data(packets[:taken], kept, _main_data_begin(packets[taken]))
            yield kept, end
        held, first, end = packets[taken:], begin + taken, segment_end
    yield held, end


def _segments(blocks: Iterable[AudioFrame]) -> Iterator[Job]:
    """The segments of audio. All but the last one continue for OVERLAP samples into the next one."""
    start = 0
    segment: list[AudioFrame] = []
    for block in blocks:
        if len(segment) >= SEGMENT_BLOCKS and block.samples > OVERLAP:
            yield start, [*segment, slice_frame(block, 0, OVERLAP)], False
            start += BLOCK * len(segment)
            segment = []
        segment.append(block)
    yield start, segment, True


def _in_parallel(
    jobs: Iterable[Job], new_encoder: Callable[[], AudioCodecContext]
) -> Iterator[tuple[int, list[Packet], int]]:
    """The first sample, the packets and the end of each segment, in order."""
    waiting: deque[Future[tuple[int, list[Packet], int]]] = deque()
    pool = ThreadPoolExecutor(ENCODERS, "mp3")
    try:
        for job in jobs:
            waiting.append(pool.submit(_encode, new_encoder(), *job))
            if len(waiting) > ENCODERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _encode(
    encoder: AudioCodecContext, start: int, frames: list[AudioFrame], is_last: bool
) -> tuple[int, list[Packet], int]:
    packets: list[Packet] = []
    end = start
    frames.reverse()
    while frames:
        frame = frames.pop()  # so that its memory is free when it is encoded
        frame.pts, frame.time_base = end, Fraction(1, RATE)
        end += frame.samples
        packets += encoder.encode(frame)
    if is_last:
        packets += encoder.encode(None)
    return start, packets, end


def _agreement(before: Sequence[Packet], after: Sequence[Packet]) -> int:
    """The frame at which the stream can change from one encoder to the other, as late as possible.

    before, after: packets of the two encoders for the same audio.
    """
    for number in reversed(range(1, min(len(before), len(after)))):
        has_room = _main_data_begin(before[number]) >= _main_data_begin(after[number])
        if has_room and _windows(before[number - 1]) == _windows(after[number - 1]):
            return number
    return 0  # an encoder's first frame has no main data in earlier frames


def _main_data_begin(packet: Packet) -> int:
    """Bytes of main data in earlier frames that belong to a frame."""
    head = bytes(packet)[4:6]
    return head[0] << 1 | head[1] >> 7


def _windows(packet: Packet) -> list[int]:
    """The window of each granule and channel of a stereo frame; 0 for the usual one. It must fit that of the next."""
    side = int.from_bytes(bytes(packet)[4:HEAD])
    fields = [side >> (256 - 20 - 59 * number - 36) & 7 for number in range(4)]  # switched, two bits of type
    return [field if field & 4 else 0 for field in fields]


def _copy_main_data(source: Sequence[Packet], target: Sequence[Packet], size: int) -> None:
    """Copy the last `size` bytes of main data from packets to the last packets of others."""
    data = b"".join(bytes(packet)[HEAD:] for packet in source[-EARLIER_FRAMES:])
    data = data[len(data) - size :]
    for packet in reversed(target[-EARLIER_FRAMES:]):
        content = bytes(packet)
        part = min(len(data), len(content) - HEAD)
        packet.update(content[: len(content) - part] + data[len(data) - part :])
        data = data[: len(data) - part]
