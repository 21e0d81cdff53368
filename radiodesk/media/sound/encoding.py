"""Encode audio as mp3, m4a, BWF wav or flac, with tags and chapters. The same input gives the same bytes."""

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
from av.container import OutputContainer
from av.packet import Packet

from radiodesk.errors import advice, reason
from radiodesk.files import CannotWrite
from radiodesk.media.sound import mp3_segments
from radiodesk.media.sound.errors import UnknownFormat
from radiodesk.media.sound.graph import prefetch, regroup, run
from radiodesk.media.sound.loudness import BLOCKS_PER_SECOND, measure_loudness
from radiodesk.media.sound.measurement import Loudness
from radiodesk.media.sound.mp3_segments import Encoded
from radiodesk.media.sound.shape import slice_frame
from radiodesk.media.sound.stream import RATE

CODECS = {".mp3": "libmp3lame", ".m4a": "aac", ".wav": "pcm_s24le", ".flac": "flac"}
"""The encoder for each file ending."""

SAMPLE_FORMATS = {".mp3": "s32p", ".m4a": "fltp", ".wav": "s32", ".flac": "s32"}
"""The format of samples that the encoder gets. A flac of s32 has 24 bits."""

CONTAINERS = {".mp3": "mp3", ".m4a": "ipod", ".wav": "wav", ".flac": "flac"}

LOSSY = {".mp3": "mp3float", ".m4a": "aac"}
"""Lossy formats, and the decoders that measure the result. They decode to floats, because integers would clip peaks."""

ENCODER_OPTIONS = {".mp3": {"compression_level": "5"}}
"""LAME's quality 5. Better settings take twice the time and make no audible difference at these bit rates."""

LAME_SCALES = {128: 0.95, 160: 0.95, 192: 0.97, 224: 0.98}
"""Factors by which LAME lowers the level, by bit rate in kbit/s. LAME has no option for this, so `write` compensates.

Source: LAME 3.100, libmp3lame/presets.c, `abr_switch_map`; measured at all BIT_RATES."""

BIT_RATES = (128, 160, 192, 224, 256, 320)
"""kbit/s of an mp3 or m4a."""

BEXT_VERSION = 346
"""Offset of the version in a bext chunk. EBU Tech 3285, 2.3."""

BEXT_LOUDNESS = 412
"""Offset of the loudness fields in a bext chunk."""


LONGEST_CHAPTER = 255
"""Bytes of the title of a chapter in an m4a, whose size is one byte. libav would cut within a letter."""


@dataclass(frozen=True)
class Chapter:
    """A chapter of a programme, in seconds from the programme's start."""

    title: str
    start: float
    end: float


@dataclass(frozen=True)
class Tags:
    """Metadata of a file. Empty values are not written."""

    title: str = ""
    programme: str = ""
    station: str = ""
    date: str = ""
    """ISO: 2019-03-05."""
    time: str = ""
    """05:30:00"""
    chapters: Sequence[Chapter] = field(default=())


def format_suffix(file: Path) -> str:
    """The ending of a file name, in lower case, which decides the format. raises UnknownFormat."""
    suffix = file.suffix.lower()
    if suffix not in CODECS:
        raise UnknownFormat(file=file.name, suffixes=", ".join(sorted(CODECS)))
    return suffix


def write(
    file: Path, suffix: str, frames: Iterable[AudioFrame], tags: Tags | None = None, bit_rate: int = 192
) -> Loudness | None:
    """Encode frames, which have the format of `radiodesk.media.sound.stream`, into a file.

    suffix: decides the format; a temporary file may have another ending. bit_rate: kbit/s. raises CannotWrite.
    Returns the loudness of the decoded result for a lossy format, else None. Lossy encoding changes the peaks.
    """
    tags = tags or Tags()
    options = {"fflags": "+bitexact"} | ({"write_bext": "1", "rf64": "auto"} if suffix == ".wav" else {})
    options |= {"id3v2_version": "3"} if suffix == ".mp3" else {}
    scale = LAME_SCALES.get(bit_rate, 1.0) if suffix == ".mp3" else 1.0
    if scale < 1:
        frames = run(frames, [("volume", f"{1 / scale:.6f}:precision=double"), ("aformat", "sample_fmts=s32")])
    try:
        with av.open(str(file.absolute()), "w", format=CONTAINERS[suffix], options=options) as out:
            stream = out.add_stream(CODECS[suffix], rate=RATE)
            assert isinstance(stream, AudioStream)  # noqa: S101 - all CODECS are audio codecs
            _configure(stream.codec_context, suffix, bit_rate)
            out.metadata.update(_metadata(suffix, tags))
            if suffix in LOSSY and tags.chapters:
                out.set_chapters([_chapter(suffix, number, chapter) for number, chapter in enumerate(tags.chapters)])
            out.start_encoding()
            # Filtering, encoding and measuring each run in threads of their own, because encoding takes longest.
            if suffix == ".mp3":
                encoded = mp3_segments.encode(prefetch(frames), lambda: _new_encoder(suffix, bit_rate))
            else:
                encoded = _encode(stream, prefetch(frames))
            written = _written(out, stream, prefetch(encoded))
            if suffix in LOSSY:
                decoder = _Decoder(LOSSY[suffix], stream)
                return measure_loudness(regroup(decoder.frames(written), lambda rate: rate // BLOCKS_PER_SECOND))
            for _packets in written:
                pass
    except av.error.FFmpegError as error:
        raise CannotWrite(file=file.name, reason=reason(error), advice=advice(error, writing=True)) from error
    return None


def _new_encoder(suffix: str, bit_rate: int) -> AudioCodecContext:
    encoder = CodecContext.create(CODECS[suffix], "w")
    assert isinstance(encoder, AudioCodecContext)  # noqa: S101 - all CODECS are audio codecs
    encoder.sample_rate, encoder.time_base = RATE, Fraction(1, RATE)
    _configure(encoder, suffix, bit_rate)
    return encoder


def _configure(encoder: AudioCodecContext, suffix: str, bit_rate: int) -> None:
    encoder.options = {"flags": "+bitexact"} | ENCODER_OPTIONS.get(suffix, {})
    encoder.layout = "stereo"
    encoder.format = SAMPLE_FORMATS[suffix]
    if suffix in LOSSY:
        encoder.bit_rate = bit_rate * 1000


def _written(out: OutputContainer, stream: AudioStream, encoded: Iterable[Encoded]) -> Iterator[Encoded]:
    """The same packets, once they are written."""
    for packets, sent in encoded:
        for packet in packets:
            packet.stream = stream
        out.mux(packets)
        yield packets, sent


def _encode(stream: AudioStream, frames: Iterable[AudioFrame]) -> Iterator[Encoded]:
    """Packets of the encoded frames, each list with the number of samples encoded so far."""
    sent = 0
    for frame in frames:
        frame.pts = sent
        sent += frame.samples
        yield stream.encode(frame), sent
    yield stream.encode(None), sent


class _Decoder:
    """Decodes packets while they are encoded."""

    def __init__(self, decoder: str, stream: AudioStream) -> None:
        context = CodecContext.create(decoder, "r")
        assert isinstance(context, AudioCodecContext)  # noqa: S101 - the LOSSY decoders are audio decoders
        self._decoder = context
        self._decoder.extradata = stream.codec_context.extradata
        self._position: int | None = None

    def frames(self, encoded: Iterable[Encoded]) -> Iterator[AudioFrame]:
        """The decoded audio, without the encoder's delay and padding."""
        for packets, sent in encoded:
            for packet in packets:
                yield from self._decode(packet, sent)

    def _decode(self, packet: "Packet[AudioStream]", sent: int) -> Iterator[AudioFrame]:
        for frame in self._decoder.decode(packet):
            if self._position is None:  # some decoders drop a part of the encoder delay
                self._position = (packet.pts or 0) + (packet.duration or 0) - frame.samples
            start, stop = max(0, -self._position), min(frame.samples, sent - self._position)
            self._position += frame.samples
            if start < stop:
                yield slice_frame(frame, start, stop)


def _metadata(suffix: str, tags: Tags) -> dict[str, str]:
    if suffix == ".wav":
        values = {
            "description": _truncated(tags.title, 256),
            "originator": _truncated(tags.station, 32),
            "origination_date": tags.date,
            "origination_time": tags.time,
            "time_reference": _time_reference(tags.time),
            "title": tags.title,
            "artist": tags.station,
        }
    else:
        values = {"title": tags.title, "album": tags.programme, "artist": tags.station, "date": tags.date}
    return {key: value for key, value in values.items() if value}


def _time_reference(time: str) -> str:
    """The samples from midnight to a time of day such as 05:30:00. EBU Tech 3285, 2.3."""
    if not time:
        return ""
    hours, minutes, seconds = map(int, time.split(":"))
    return str((hours * 3600 + minutes * 60 + seconds) * RATE)


def _truncated(text: str, size: int) -> str:
    """The text cut to `size` bytes of UTF-8, without a partial character. EBU Tech 3285, 2.3."""
    return text.encode()[:size].decode(errors="ignore")


def _chapter(suffix: str, number: int, chapter: Chapter) -> "av.container.core.Chapter":
    title = _truncated(chapter.title, LONGEST_CHAPTER) if suffix == ".m4a" else chapter.title
    return {
        "id": number,
        "start": round(chapter.start * 1000),
        "end": round(chapter.end * 1000),
        "time_base": Fraction(1, 1000),
        "metadata": {"title": title},
    }


def write_loudness(file: Path, loudness: Loudness) -> None:
    """Write the loudness into the bext chunk of a wav and set its version to 2. EBU Tech 3285 v2, 2.4."""
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
