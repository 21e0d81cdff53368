"""Whatever the sizes in a wav or AIFF file say, its audio is read whole, and nothing else is read as audio."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiodesk.media.sound.opening import open_sound

RATE = 8000


@dataclass(frozen=True)
class Format:
    """How samples are stored. code: 1 for integers, 3 for floats."""

    code: int
    bits: int
    channels: int

    @property
    def frame(self) -> int:
        return self.bits // 8 * self.channels

    def samples(self, count: int) -> npt.NDArray[np.float64]:
        """A falling and rising signal, from -0.5 to 0.5, as rows of channels."""
        wave = np.sin(np.arange(count) / 7) / 2
        return np.stack([wave / (channel + 1) for channel in range(self.channels)], axis=1)

    def stored(self, samples: npt.NDArray[np.float64]) -> bytes:
        if self.code == 3:
            return samples.astype("<f4").tobytes()
        whole = np.round(samples * 2.0 ** (self.bits - 1)).astype("<i4")
        if self.bits == 8:
            return (whole + 128).astype(np.uint8).tobytes()
        return (
            whole.tobytes() if self.bits == 32 else whole.reshape(-1, 1).view(np.uint8)[:, : self.bits // 8].tobytes()
        )


FORMATS = [
    Format(1, 8, 1),
    Format(1, 8, 2),
    Format(1, 16, 1),
    Format(1, 16, 2),
    Format(1, 24, 1),
    Format(1, 24, 2),
    Format(3, 32, 1),
    Format(3, 32, 2),
]


def chunk(name: bytes, content: bytes, size: int | None = None, pad: bool = True) -> bytes:
    stated = len(content) if size is None else size
    return name + struct.pack("<I", stated) + content + (b"\0" if pad and len(content) % 2 else b"")


def wav(kind: Format, data: bytes, *, head: bytes = b"", form: bytes = b"RIFF", riff: int | None = None) -> bytes:
    """A wav with these bytes behind its fmt chunk. riff: the size that it states; by default the right one."""
    rate = RATE * kind.frame
    fmt = chunk(b"fmt ", struct.pack("<HHIIHH", kind.code, kind.channels, RATE, rate, kind.frame, kind.bits))
    content = b"WAVE" + head + fmt + data
    return form + struct.pack("<I", len(content) if riff is None else riff) + content


def read(path: Path, kind: Format) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """All samples as rows of channels, full scale 1.0, and the warnings."""
    with open_sound(path) as decoder:
        parts = []
        for frame in decoder.frames():
            values = frame.to_ndarray().reshape(-1, kind.channels)
            scale = {"u1": 128, "i2": 2**15, "i4": 2**31}.get(values.dtype.str[1:], 1)
            parts.append((values.astype(np.float64) - (128 if scale == 128 else 0)) / scale)
        return np.concatenate(parts), decoder.info(1.0).warnings


def check(path: Path, content: bytes, kind: Format, count: int, warnings: tuple[str, ...] = ()) -> None:
    path.write_bytes(content)
    found, said = read(path, kind)
    assert said == warnings
    assert len(found) == count
    assert np.abs(found - kind.samples(count)).max() <= 2.0 ** (1 - min(kind.bits, 24))


BEHIND: dict[str, Callable[[bool], bytes]] = {
    "LIST": lambda pad: chunk(b"LIST", b"INFO" + chunk(b"INAM", b"Thoi su\0"), pad=pad),
    "iXML": lambda pad: chunk(b"iXML", b"<BWFXML>" + b"x" * 5001 + b"</BWFXML>", pad=pad),
    "several": lambda pad: chunk(b"bext", bytes(603), pad=pad) + chunk(b"id3 ", b"ID3" + bytes(200), pad=pad),
    "zeros": lambda _pad: bytes(1024),
    "a chunk that is cut": lambda _pad: chunk(b"LIST", b"INFO", size=900),
    "nothing": lambda _pad: b"",
}


@pytest.mark.parametrize("kind", FORMATS, ids=str)
@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("pad", [True, False])
def test_what_stands_behind_the_audio_is_no_audio(tmp_path: Path, kind: Format, behind: str, pad: bool) -> None:
    data = chunk(b"data", kind.stored(kind.samples(1001)), pad=pad)
    check(tmp_path / "a.wav", wav(kind, data + BEHIND[behind](pad)), kind, 1001)


UNKNOWN = [0, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0x7FFFF000, 0x7FFFF000 - 0x7FFFF000 % 3, 0x7FFFFFF0, 0xFFFFFFFF - 36]


@pytest.mark.parametrize("kind", FORMATS, ids=str)
@pytest.mark.parametrize("size", UNKNOWN)
def test_a_size_that_was_never_known_is_no_claim(tmp_path: Path, kind: Format, size: int) -> None:
    data = chunk(b"data", kind.stored(kind.samples(1000)), size=size)
    for riff in (0, 0xFFFFFFFF, min(size + 36, 0xFFFFFFFF)):
        check(tmp_path / "a.wav", wav(kind, data, riff=riff), kind, 1000)


@pytest.mark.parametrize("kind", FORMATS, ids=str)
@pytest.mark.parametrize("missing", [1, 400, 999])
def test_audio_behind_the_stated_size_is_read(tmp_path: Path, kind: Format, missing: int) -> None:
    """A recorder writes its header now and then, and was switched off."""
    if missing * kind.frame == 1:
        pytest.skip("one byte behind an odd size only fills it up")
    data = chunk(b"data", kind.stored(kind.samples(1000)), size=(1000 - missing) * kind.frame)
    check(tmp_path / "a.wav", wav(kind, data), kind, 1000)


@pytest.mark.parametrize("kind", FORMATS, ids=str)
def test_a_file_that_lacks_stated_audio_is_cut_short(tmp_path: Path, kind: Format) -> None:
    data = chunk(b"data", kind.stored(kind.samples(1000)), size=9000 * kind.frame)
    check(tmp_path / "a.wav", wav(kind, data), kind, 1000, ("cut_short",))


@pytest.mark.parametrize("riff", [0, 100, 0x10000000])
def test_the_size_of_the_whole_file_is_no_claim_about_the_audio(tmp_path: Path, riff: int) -> None:
    kind = FORMATS[2]
    check(tmp_path / "a.wav", wav(kind, chunk(b"data", kind.stored(kind.samples(1000))), riff=riff), kind, 1000)


@pytest.mark.parametrize(("size", "warnings"), [(None, ()), (0, ()), (2**63, ("cut_short",)), (90_000, ("cut_short",))])
def test_the_size_of_an_rf64_is_that_of_its_ds64(tmp_path: Path, size: int | None, warnings: tuple[str, ...]) -> None:
    kind = FORMATS[3]
    stored = kind.stored(kind.samples(1000))
    ds64 = chunk(b"ds64", struct.pack("<QQQI", len(stored) + 80, len(stored) if size is None else size, 1000, 0))
    content = wav(kind, chunk(b"data", stored, size=0xFFFFFFFF), head=ds64, form=b"RF64", riff=0xFFFFFFFF)
    check(tmp_path / "a.wav", content, kind, 1000, warnings)


def aiff(count: int, *, form: int | None, frames: int | None, sound: int | None, behind: bytes = b"") -> bytes:
    """An AIFF of 16 bits, mono. None: the right size."""

    def big(name: bytes, content: bytes, size: int | None = None) -> bytes:
        return name + struct.pack(">I", len(content) if size is None else size) + content

    samples = np.round(FORMATS[2].samples(count) * 2**15).astype(">i2").tobytes()
    rate = struct.pack(">HQ", 16383 + 12, RATE << (63 - 12))
    common = big(b"COMM", struct.pack(">hIh", 1, count if frames is None else frames, 16) + rate)
    content = b"AIFF" + common + big(b"SSND", bytes(8) + samples, sound) + behind
    return big(b"FORM", content, form)


@pytest.mark.parametrize("form", [None, 0, 0xFFFFFFFF])
@pytest.mark.parametrize("frames", [None, 0, 0xFFFFFFFF])
@pytest.mark.parametrize("sound", [None, 0, 0xFFFFFFFF, 0x7FFFFFFF])
def test_an_aiff_of_a_switched_off_recorder_is_read_to_its_end(
    tmp_path: Path, form: int | None, frames: int | None, sound: int | None
) -> None:
    check(tmp_path / "a.aiff", aiff(1000, form=form, frames=frames, sound=sound), FORMATS[2], 1000)


def test_an_aiff_with_a_name_behind_its_audio_is_read_up_to_it(tmp_path: Path) -> None:
    name = b"NAME" + struct.pack(">I", 8) + b"Thoi su "
    check(tmp_path / "a.aiff", aiff(1000, form=None, frames=None, sound=None, behind=name), FORMATS[2], 1000)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(FORMATS),
    count=st.integers(1, 3000),
    names=st.lists(st.sampled_from([b"LIST", b"bext", b"iXML", b"abcd", b"PAD "]), max_size=4),
    lengths=st.lists(st.integers(0, 700), min_size=4, max_size=4),
    pad=st.booleans(),
    before=st.booleans(),
)
def test_any_chunks_around_the_audio_leave_it_alone(
    tmp_path: Path, kind: Format, count: int, names: list[bytes], lengths: list[int], pad: bool, before: bool
) -> None:
    others = b"".join(chunk(name, b"x" * length, pad=pad) for name, length in zip(names, lengths, strict=False))
    data = chunk(b"data", kind.stored(kind.samples(count)), pad=pad or before)
    content = wav(kind, data, head=others) if before and pad else wav(kind, data + others)
    check(tmp_path / "a.wav", content, kind, count)
