"""Write sound as mp3, m4a, BWF wav or flac, with its title and chapters. The same sound makes the same bytes."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from radiodesk.errors import reason
from radiodesk.media.errors import CannotWriteSound, UnknownForm
from radiodesk.media.loudness import Loudness
from radiodesk.media.sound import RATE

CODECS = {".mp3": "libmp3lame", ".m4a": "aac", ".wav": "pcm_s24le", ".flac": "flac"}
"""How files of each ending are encoded."""

CONTAINERS = {".mp3": "mp3", ".m4a": "ipod", ".wav": "wav", ".flac": "flac"}

LOSSY = {".mp3", ".m4a"}

EFFORT = {".mp3": {"compression_level": "5"}}
"""LAME's quality 5: what it does beyond takes twice the time, and is not to be heard at these rates."""

BIT_RATES = (128, 160, 192, 224, 256, 320)
"""kbit/s of an mp3 or m4a."""

BEXT_VERSION = 346
"""Where in a bext chunk its version stands. EBU Tech 3285, 2.3."""

BEXT_LOUDNESS = 412
"""Where its loudness fields stand."""


@dataclass(frozen=True)
class Chapter:
    """A story in a programme. Seconds from its start."""

    title: str
    start: float
    end: float


@dataclass(frozen=True)
class Tags:
    """What a file says of itself. Empty ones are left out."""

    title: str = ""
    programme: str = ""
    station: str = ""
    date: str = ""
    """ISO: 2019-03-05."""
    time: str = ""
    """05:30:00"""
    chapters: Sequence[Chapter] = field(default=())


def form_of(file: Path) -> str:
    """The ending that says how a file is written. raises UnknownForm."""
    suffix = file.suffix.lower()
    if suffix not in CODECS:
        raise UnknownForm(file=file.name, suffixes=", ".join(sorted(CODECS)))
    return suffix


def write(file: Path, suffix: str, frames: Iterable[AudioFrame], tags: Tags | None = None, bit_rate: int = 192) -> None:
    """Write the frames, which are in the format of `radiodesk.media.sound`.

    suffix: how; a file that is written aside has another ending. bit_rate: kbit/s. raises CannotWriteSound.
    """
    tags = tags or Tags()
    options = {"fflags": "+bitexact"} | ({"write_bext": "1", "rf64": "auto"} if suffix == ".wav" else {})
    options |= {"id3v2_version": "3"} if suffix == ".mp3" else {}
    try:
        with av.open(str(file.absolute()), "w", format=CONTAINERS[suffix], options=options) as out:
            stream = out.add_stream(CODECS[suffix], rate=RATE, options={"flags": "+bitexact"} | EFFORT.get(suffix, {}))
            assert isinstance(stream, AudioStream)  # noqa: S101 - all of those codecs are of sound
            stream.layout = "stereo"
            if suffix == ".flac":
                stream.format = "s32"  # 24 bits; av takes 16 otherwise
            if suffix in LOSSY:
                stream.bit_rate = bit_rate * 1000
            out.metadata.update(_metadata(suffix, tags))
            if suffix in LOSSY and tags.chapters:
                out.set_chapters([_chapter(number, chapter) for number, chapter in enumerate(tags.chapters)])
            for frame in frames:
                frame.pts = None
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
    except av.error.FFmpegError as error:
        raise CannotWriteSound(file=file.name, reason=reason(error)) from error


def _metadata(suffix: str, tags: Tags) -> dict[str, str]:
    if suffix == ".wav":
        named = {
            "description": _fitting(tags.title, 256),
            "originator": _fitting(tags.station, 32),
            "origination_date": tags.date,
            "origination_time": tags.time,
            "title": tags.title,
            "artist": tags.station,
        }
    else:
        named = {"title": tags.title, "album": tags.programme, "artist": tags.station, "date": tags.date}
    return {name: value for name, value in named.items() if value}


def _fitting(text: str, size: int) -> str:
    """As much of a text as a field of so many bytes holds, without half a letter. EBU Tech 3285, 2.3."""
    return text.encode()[:size].decode(errors="ignore")


def _chapter(number: int, chapter: Chapter) -> "av.container.core.Chapter":
    return {
        "id": number,
        "start": round(chapter.start * 1000),
        "end": round(chapter.end * 1000),
        "time_base": Fraction(1, 1000),
        "metadata": {"title": chapter.title},
    }


def write_loudness(file: Path, loudness: Loudness) -> None:
    """Put the loudness into the bext chunk of a wav, whose version becomes 2. EBU Tech 3285 v2, 2.4."""
    fields = (
        loudness.integrated_lufs,
        loudness.range_lu,
        loudness.true_peak_dbtp,
        loudness.momentary_max_lufs,
        loudness.short_term_max_lufs,
    )
    with file.open("r+b") as wav:
        head = wav.read(4096)
        chunk = head.find(b"bext")
        if chunk < 0:
            return
        wav.seek(chunk + 8 + BEXT_VERSION)
        wav.write(struct.pack("<H", 2))
        wav.seek(chunk + 8 + BEXT_LOUDNESS)
        wav.write(struct.pack("<5h", *(0x7FFF if value is None else round(value * 100) for value in fields)))
