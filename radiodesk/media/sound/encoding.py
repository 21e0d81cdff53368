"""Write sound as mp3, m4a, BWF wav or flac, with its title and chapters. The same sound makes the same bytes."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec.context import CodecContext
from av.packet import Packet

from radiodesk.errors import reason
from radiodesk.files import CannotWrite
from radiodesk.media.sound.decoding import some_of
from radiodesk.media.sound.errors import UnknownForm
from radiodesk.media.sound.graph import ahead, run
from radiodesk.media.sound.loudness import Gauge, Loudness
from radiodesk.media.sound.stream import RATE

CODECS = {".mp3": "libmp3lame", ".m4a": "aac", ".wav": "pcm_s24le", ".flac": "flac"}
"""How files of each ending are encoded."""

CONTAINERS = {".mp3": "mp3", ".m4a": "ipod", ".wav": "wav", ".flac": "flac"}

LOSSY = {".mp3": "mp3float", ".m4a": "aac"}
"""Forms that lose some of the sound, and what they are heard with: not whole numbers, which would cut peaks off."""

EFFORT = {".mp3": {"compression_level": "5"}}
"""LAME's quality 5: what it does beyond takes twice the time, and is not to be heard at these rates."""

LAME_SCALES = {128: 0.95, 160: 0.95, 192: 0.97, 224: 0.98}
"""LAME makes what it encodes at those kbit/s so much quieter, and has no switch for it: we make it louder before.

Source: LAME 3.100, libmp3lame/presets.c, `abr_switch_map`; measured at all BIT_RATES."""

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


def write(
    file: Path, suffix: str, frames: Iterable[AudioFrame], tags: Tags | None = None, bit_rate: int = 192
) -> Loudness | None:
    """Write the frames, which are in the format of `radiodesk.media.sound.stream`.

    suffix: how; a file that is written aside has another ending. bit_rate: kbit/s. raises CannotWrite.
    Returns how loud the file is to a listener where its form is lossy: nobody knows before what it makes of the peaks.
    """
    tags = tags or Tags()
    options = {"fflags": "+bitexact"} | ({"write_bext": "1", "rf64": "auto"} if suffix == ".wav" else {})
    options |= {"id3v2_version": "3"} if suffix == ".mp3" else {}
    scale = LAME_SCALES.get(bit_rate, 1.0) if suffix == ".mp3" else 1.0
    if scale < 1:
        frames = run(frames, [("volume", f"{1 / scale:.6f}:precision=double")])
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
            out.start_encoding()
            listener = Listener(LOSSY[suffix], stream) if suffix in LOSSY else None
            # The sound is made, encoded, and listened to in a thread each: encoding alone takes a core.
            for packets, sent in ahead(_encoded(stream, ahead(frames))):
                if listener:
                    listener.hear(packets, sent)
                out.mux(packets)
    except av.error.FFmpegError as error:
        raise CannotWrite(file=file.name, reason=reason(error)) from error
    return listener.loudness() if listener else None


def _encoded(stream: AudioStream, frames: Iterable[AudioFrame]) -> Iterator[tuple[list["Packet[AudioStream]"], int]]:
    """What the frames become, and how many samples they were so far."""
    sent = 0
    for frame in frames:
        frame.pts = sent
        sent += frame.samples
        yield stream.encode(frame), sent
    yield stream.encode(None), sent


class Listener:
    """Hears what is encoded, and measures it."""

    def __init__(self, decoder: str, stream: AudioStream) -> None:
        context = CodecContext.create(decoder, "r")
        assert isinstance(context, AudioCodecContext)  # noqa: S101 - the decoders are of sound
        self._decoder = context
        self._decoder.extradata = stream.codec_context.extradata
        self._gauge = Gauge()
        self._at: int | None = None

    def hear(self, packets: Iterable["Packet[AudioStream]"], sent: int) -> None:
        """Take the next packets. What an encoder puts before and behind the samples that it was sent is no sound."""
        for packet in packets:
            for frame in self._decoder.decode(packet):
                if self._at is None:  # of what comes before the beginning, some decoders leave out a part
                    self._at = (packet.pts or 0) + (packet.duration or 0) - frame.samples
                first, last = max(0, -self._at), min(frame.samples, sent - self._at)
                self._at += frame.samples
                if first < last:
                    self._gauge.measure([some_of(frame, first, last)])

    def loudness(self) -> Loudness:
        """How loud all of it was."""
        self._gauge.finish()
        return self._gauge.loudness()


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
