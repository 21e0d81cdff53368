"""Read a file to be sure that it is sound, and how long it really is: all of it is decoded, a packet at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import av
import av.error
import av.logging
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

from radiodesk.errors import reason
from radiodesk.media.errors import CannotRead, EmptyFile, NoSound, NotAudio, Protected

Progress = Callable[[int, int], None]
"""Called with what is done and how much there is in all, in bytes; whatever it raises ends the work."""

FORMATS = "mp3,wav,w64,rf64,flac,ogg,mov,mp4,aac,aiff,matroska,webm,asf,amr,caf,mpeg,mpegts,au,wv,ape,ac3"
"""The containers that are opened. None that only points to other files or addresses, as playlists do."""

SILENCE = 0.001
"""Full scale is 1.0: a recording with no sample above it, -60 dB, holds nothing but silence."""

MISSING_SECONDS = 0.5
"""What may lack of the length that a header says before the recording counts as cut short."""

PADDING_SECONDS = 0.1
"""What an encoder may have padded at the end, where the container says how long the sound itself is."""

DECODED_SHARE = 0.5
"""Of a bare stream at least this share of the bytes has to be sound: a few frames turn up in any noise."""

FULL_SCALE = {1: 2.0**7, 2: 2.0**15, 4: 2.0**31, 8: 2.0**63}
"""Of samples that are whole numbers, by their bytes."""

STREAMED = 0xFFFFFFFF
"""The size in a wav whose recorder did not know it."""

BARE = {"mp3", "aac", "ac3", "amr"}
"""Formats that are a stream of frames and nothing else."""

av.logging.set_level(av.logging.PANIC)  # what it has to say comes as an error or as a warning of ours


@dataclass(frozen=True)
class Sound:
    """What a file holds. seconds: of decoded samples. warnings: keys of `radiodesk.media.errors.WARNINGS`."""

    seconds: float
    sample_rate: int
    channels: int
    codec: str
    warnings: tuple[str, ...]


@dataclass
class _Decoding:
    """How far the decoding came."""

    samples: int = 0
    rate: int = 0
    channels: int = 0
    peak: float = 0.0
    sound_bytes: int = 0
    faults: int = 0
    ended_badly: bool = field(default=False)

    def take(self, frame: AudioFrame) -> None:
        """Count a frame's samples, and see how loud it is."""
        self.rate = frame.sample_rate
        self.channels = frame.layout.nb_channels
        self.samples += frame.samples
        if self.peak < SILENCE:
            self.peak = _peak(frame)


def probe(path: Path, progress: Progress | None = None, name: str = "") -> Sound:
    """Decode the first sound track of the file.

    name: what errors call it, else its path. raises CannotRead, EmptyFile, NotAudio, NoSound, Protected.
    """
    name = name or str(path)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise CannotRead(file=name, reason=reason(error)) from error
    if size == 0:
        raise EmptyFile(file=name)
    try:
        # Absolute, so that no name is taken for the address of another protocol.
        with av.open(str(path.absolute()), options={"format_whitelist": FORMATS}, metadata_errors="replace") as file:
            if not file.streams.audio:
                raise NoSound(file=name) if file.streams.video else NotAudio(file=name)
            stream = file.streams.audio[0]
            if stream.codec_context is None:
                raise Protected(file=name)
            return _judged(_decode(file, stream, size, progress), file, stream, size, name)
    except (av.error.FFmpegError, ValueError, MemoryError, OverflowError) as error:
        raise NotAudio(file=name) from error


def _decode(file: InputContainer, stream: AudioStream, size: int, progress: Progress | None) -> _Decoding:
    done = _Decoding()
    try:
        for packet in file.demux(stream):
            if progress and packet.pos:
                progress(packet.pos, size)
            try:
                for frame in packet.decode():
                    done.take(frame)
                done.sound_bytes += packet.size
            except av.error.FFmpegError:
                done.faults += 1
    except av.error.FFmpegError:
        done.ended_badly = True
    return done


def _judged(done: _Decoding, file: InputContainer, stream: AudioStream, size: int, name: str) -> Sound:
    """What the decoding says of the file. raises NotAudio."""
    bare = file.format.name in BARE
    if not done.samples or not done.rate or (bare and done.sound_bytes < DECODED_SHARE * size):
        raise NotAudio(file=name)
    seconds = done.samples / done.rate
    warnings = []
    path = Path(file.name)
    declared = _declared(file, stream, path)
    if done.ended_badly or _promises_more(path, size) or (declared and seconds < declared - MISSING_SECONDS):
        warnings.append("cut_short")
    elif declared and declared < seconds < declared + PADDING_SECONDS:
        seconds = declared
    if done.faults:
        warnings.append("damaged")
    if done.peak < SILENCE:
        warnings.append("silent")
    codec = stream.codec_context.codec.canonical_name
    return Sound(round(seconds, 6), done.rate, done.channels, codec, tuple(warnings))


def _declared(file: InputContainer, stream: AudioStream, path: Path) -> float | None:
    """The seconds that the file says it has; None where it does not say, and they would be guessed."""
    if stream.duration is None or stream.time_base is None:
        return None
    if file.format.name in BARE and not _counts_its_frames(path):
        return None
    return float(stream.duration * stream.time_base)


def _promises_more(path: Path, size: int) -> bool:
    """Whether a wav says that it has more bytes than there are; one that was streamed does not say."""
    with path.open("rb") as file:
        head = file.read(8)
    promised = int.from_bytes(head[4:8], "little")
    return head.startswith(b"RIFF") and promised != STREAMED and promised + 8 > size + 1


def _counts_its_frames(path: Path) -> bool:
    """Whether an mp3 has the frame of Xing or Info that says how many there are; it follows the ID3 tag."""
    with path.open("rb") as file:
        head = file.read(10)
        tag = 0
        if head.startswith(b"ID3"):
            for byte in head[6:10]:  # seven bits a byte
                tag = tag << 7 | byte & 0x7F
            tag += 10
        file.seek(tag)
        frame = file.read(2048)
    return b"Xing" in frame or b"Info" in frame


def _peak(frame: AudioFrame) -> float:
    """The loudest sample; full scale is 1.0."""
    samples = frame.to_ndarray()
    if samples.size == 0:
        return 0.0
    middle = 128 if samples.dtype == np.uint8 else 0  # eight bits alone have no sign
    full = FULL_SCALE.get(samples.dtype.itemsize, 1.0) if samples.dtype.kind in "iu" else 1.0
    return float(np.abs(samples.astype(np.float64) - middle).max()) / full
