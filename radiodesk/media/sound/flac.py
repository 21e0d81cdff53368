"""What the headers of a flac say of its samples. Source: RFC 9639, sections 8.2 and 9.1."""

from dataclasses import dataclass

_SYNC = (b"\xff\xf8", b"\xff\xf9")
"""Beginnings of frames of equal and of different sizes. The number of the second kind counts samples, not frames."""


@dataclass(frozen=True)
class StreamInfo:
    """block: samples of a frame, where all have the same number. samples: of the whole stream, 0 if unknown."""

    block: int
    samples: int


def stream_info(extradata: bytes | None) -> StreamInfo | None:
    """The STREAMINFO of a stream, as av hands it over; None if there is none."""
    if extradata is None or len(extradata) < 34:
        return None
    samples = int.from_bytes(extradata[13:18], "big") & 0xF_FFFF_FFFF
    return StreamInfo(int.from_bytes(extradata[:2], "big"), samples)


def first_sample(head: bytes, block: int) -> int | None:
    """The number of the first sample of a frame, from its first bytes; None if they are no header."""
    if head[:2] not in _SYNC or len(head) < 11:
        return None
    number = _coded_number(head[4:])
    if number is None:
        return None
    return number if head[1] & 1 else number * block


def _coded_number(content: bytes) -> int | None:
    """A number in the coding of UTF-8, of up to seven bytes."""
    first = content[0]
    length = next((count for count in range(8) if not first << count & 0x80), 8)
    if length == 0:
        return first
    if length == 1 or length == 8:
        return None
    number = first & (0x7F >> length)
    for byte in content[1:length]:
        if byte & 0xC0 != 0x80:
            return None
        number = number << 6 | byte & 0x3F
    return number
