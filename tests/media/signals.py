"""Sound made by formulas, and the wav files that tests measure. samples: shape (channels, n), full scale 1.0."""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Signal = NDArray[np.float64]

RATE = 48_000

INTEGER, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
SUBFORMAT = b"\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
"""What follows the format's number in the id of a wav's kind of samples."""


def amplitude(dbfs: float) -> float:
    return 10 ** (dbfs / 20)


def sine(dbfs: float, seconds: float, rate: int = RATE, hertz: float = 1000) -> Signal:
    """One channel, peaks at that level; minus infinity is silence."""
    return amplitude(dbfs) * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def sequence(*parts: tuple[float, float], rate: int = RATE) -> Signal:
    """One channel of tones one after the other. parts: dBFS and seconds of each."""
    return np.concatenate([sine(dbfs, seconds, rate) for dbfs, seconds in parts])


def stereo(channel: Signal) -> Signal:
    """The same in both channels."""
    return np.stack([channel, channel])


def encoded(samples: Signal, bits: int | str) -> bytes:
    """The bytes of samples in a wav. bits: 8, 16, 24, 32, or "float"."""
    packed = samples.T.ravel()
    if bits == "float":
        return packed.astype("<f4").tobytes()
    assert isinstance(bits, int)
    full = 2.0 ** (bits - 1)
    steps = np.round(packed * full).clip(-full, full - 1)
    if bits == 8:
        return (steps + 128).astype(np.uint8).tobytes()
    if bits == 24:
        return steps.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    return steps.astype(f"<i{bits // 8}").tobytes()


def write(path: Path, samples: Signal, rate: int = RATE, bits: int | str = 24, mask: int | None = None) -> Path:
    """Write a wav. mask: which speakers the channels are for, as WAVE_FORMAT_EXTENSIBLE has them."""
    samples = np.atleast_2d(samples)
    channels = len(samples)
    data = encoded(samples, bits)
    kind, depth = (FLOAT, 32) if bits == "float" else (INTEGER, int(bits))
    block = channels * depth // 8
    head = struct.pack("<HHIIHH", kind if mask is None else EXTENSIBLE, channels, rate, rate * block, block, depth)
    if mask is not None:
        head += struct.pack("<HHIHH", 22, depth, mask, kind, 0) + SUBFORMAT
    padding = b"\x00" * (len(data) % 2)
    chunks = b"WAVEfmt " + struct.pack("<I", len(head)) + head
    chunks += b"data" + struct.pack("<I", len(data)) + data + padding
    path.write_bytes(b"RIFF" + struct.pack("<I", len(chunks)) + chunks)
    return path
