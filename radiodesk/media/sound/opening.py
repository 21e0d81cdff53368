"""Open an audio file of any kind, whatever is wrong with its sizes and tags."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import av.error
import av.logging
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.stream import Disposition

from radiodesk.errors import advice, reason
from radiodesk.media.sound import chunks, headers, mpeg_audio, ogg
from radiodesk.media.sound.chained import Chained
from radiodesk.media.sound.decoding import SILENCE, Decoder, Progress, SoundInfo, tag_text
from radiodesk.media.sound.errors import (
    CannotRead,
    EmptyFile,
    MediaError,
    NoSound,
    NoSuchTrack,
    NotAudio,
    Protected,
    Unsupported,
)
from radiodesk.media.sound.parts import parts
from radiodesk.media.sound.view import Piece, View, corrected

FORMATS = "mp3,wav,w64,rf64,flac,ogg,mov,mp4,aac,aiff,matroska,webm,asf,amr,caf,mpeg,mpegts,au,wv,ape,ac3,avi"
"""Container formats that may be opened. Playlists are excluded, because they point to other files or addresses."""

FULL_SCALE = {1: 2.0**7, 2: 2.0**15, 4: 2.0**31, 8: 2.0**63}
"""Full scale of integer samples, by their width in bytes."""

av.logging.set_level(av.logging.PANIC)  # problems are reported as our own errors and warnings


@contextlib.contextmanager
def open_sound(path: Path, name: str = "", track: int = 0) -> Iterator[Decoder | Chained]:
    """Open an audio track of a file, or the parts of a file that is several recordings joined end to end.

    name: the file's name in errors; by default its path. track: from 1; 0 is the default track, or the first one with
    sound if that is silent. raises CannotRead, EmptyFile, NotAudio, NoSound, NoSuchTrack, Protected, Unsupported.
    """
    name = name or str(path)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise CannotRead(file=name, reason=reason(error), advice=advice(error)) from error
    if size == 0:
        raise EmptyFile(file=name)
    with contextlib.ExitStack() as opened:
        try:
            chained = _chained(opened, path, size, name) if track in (0, 1) else None
            decoder = chained or _decoder(opened, path, size, name, track=track)
        except PermissionError as error:  # raised by the system or by av
            raise CannotRead(file=name, reason=reason(error), advice=advice(error)) from error
        except _OF_AV as error:
            raise NotAudio(file=name) from error
        try:
            yield decoder
        except av.error.PermissionError as error:
            raise CannotRead(file=name, reason=reason(error), advice=advice(error)) from error
        except _OF_AV as error:  # a ValueError may be the caller's own
            raise NotAudio(file=name) from error


@dataclass(frozen=True)
class Track:
    """What a file states of an audio track."""

    number: int
    """From 1."""
    title: str
    language: str
    """An ISO 639 code such as "vie", or empty."""
    codec: str
    sample_rate: int
    """Hertz."""
    channels: int


def tracks(path: Path) -> list[Track]:
    """The audio tracks of a file. raises the errors of `open_sound`."""
    with open_sound(path, track=1) as decoder:
        return [
            Track(
                number,
                tag_text(stream.metadata.get("title", "")),
                stream.metadata.get("language", ""),
                stream.codec_context.codec.canonical_name,
                stream.codec_context.sample_rate or 0,
                stream.codec_context.layout.nb_channels,
            )
            for number, stream in enumerate(decoder.streams, 1)
            if stream.codec_context is not None
        ]


_OF_AV = (av.error.FFmpegError, MemoryError, OverflowError)
"""What av raises for damaged files."""


def _chained(opened: contextlib.ExitStack, path: Path, size: int, name: str) -> Chained | None:
    """The decoders of the parts of a file as one; None if it is one recording, or its parts cannot be read alone."""
    try:
        found = [_decoder(opened, path, size, name, [part]) for part in parts(path)]
    except (*_OF_AV, MediaError):
        return None
    return Chained(found, name) if found else None


def _decoder(
    opened: contextlib.ExitStack,
    path: Path,
    size: int,
    name: str,
    pieces: Sequence[Piece] | None = None,
    *,
    track: int = 0,
) -> Decoder:
    """The decoder of a file, or of these pieces of it. opened: takes what is to be closed. track: see `open_sound`."""
    sizes = chunks.sizes(path, size)
    options = {"format_whitelist": FORMATS} | ({"ignore_length": "1"} if sizes.endless else {})
    # The path is absolute, so that libav never takes a name such as "http:x" for a URL.
    if pieces is None:
        pieces = corrected(size, sizes.corrections) if sizes.corrections else mpeg_audio.pieces(path)
    source = opened.enter_context(View(path, pieces)) if pieces else str(path.absolute())
    file = opened.enter_context(av.open(source, "r", options=options, metadata_encoding="latin-1"))
    if not file.streams.audio:
        raise NoSound(file=name) if file.streams.video else NotAudio(file=name)
    streams = file.streams.audio
    if not 0 <= track <= len(streams):
        raise NoSuchTrack(file=name, track=track, numbers=", ".join(map(str, range(1, len(streams) + 1))))
    if not track:
        track = 1 if len(streams) == 1 else _track_with_sound(path, name, streams)
    stream = streams[track - 1]
    if headers.is_encrypted(path, file.format.name):
        raise Protected(file=name)
    if stream.codec_context is None:
        raise Unsupported(file=name)
    part = next((piece for piece in reversed(pieces or ()) if isinstance(piece, range)), None)
    if file.format.name != "ogg":
        return Decoder(file, stream, path, size, name, cut_short=sizes.cut_short, part=part)
    damage = ogg.damage(path, part)
    return Decoder(file, stream, path, size, name, cut_short=damage.is_cut, lost_at=damage.lost_at)


def _track_with_sound(path: Path, name: str, streams: Sequence[AudioStream]) -> int:
    """The number of the first track that is not silent, or else of the first one. Default tracks come first."""
    is_default = [bool(stream.disposition & Disposition.default) for stream in streams]
    numbers = sorted(range(1, len(streams) + 1), key=lambda number: not is_default[number - 1])
    for number in numbers:
        with contextlib.suppress(MediaError), open_sound(path, name, number) as decoder:
            if any(_peak(frame) >= SILENCE for frame in decoder.frames()):
                return number
    return numbers[0]


def probe(path: Path, progress: Progress | None = None, name: str = "") -> SoundInfo:
    """Decode a file completely and return facts about it. raises the errors of `open_sound`."""
    with open_sound(path, name) as decoder:
        peak = 0.0
        for frame in decoder.frames(progress):
            if peak < SILENCE:
                peak = _peak(frame)
        return decoder.info(peak)


def _peak(frame: AudioFrame) -> float:
    """The amplitude of the loudest sample; full scale is 1.0."""
    samples = frame.to_ndarray()
    if samples.size == 0:
        return 0.0
    zero = 128 if samples.dtype == np.uint8 else 0  # only 8-bit samples are unsigned
    full = FULL_SCALE.get(samples.dtype.itemsize, 1.0) if samples.dtype.kind in "iu" else 1.0
    return float(np.abs(samples.astype(np.float64) - zero).max()) / full
