"""Read a file to be sure that it is sound, and how long it really is: all of it is decoded, a packet at a time."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import av.error
import av.logging
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.layout import AudioLayout
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from radiodesk.errors import reason
from radiodesk.media.sound import headers
from radiodesk.media.sound.errors import CannotRead, EmptyFile, NoSound, NotAudio, Protected, Unsupported

Progress = Callable[[int, int], None]
"""Called with what is done and how much there is in all, in bytes; whatever it raises ends the work."""

FORMATS = "mp3,wav,w64,rf64,flac,ogg,mov,mp4,aac,aiff,matroska,webm,asf,amr,caf,mpeg,mpegts,au,wv,ape,ac3,avi"
"""The containers that are opened. None that only points to other files or addresses, as playlists do."""

SILENCE = 0.001
"""Full scale is 1.0: a recording with no sample above it, -60 dB, holds nothing but silence."""

MISSING_SECONDS = 0.5
"""What may lack of the length that a header says before the recording counts as cut short."""

PADDING_SECONDS = 0.1
"""What an encoder may have padded at the end, where the container says how long the sound itself is."""

RUN_UP_SECONDS = 1.0
"""Decoders need some frames before the one that is wanted."""

DECODED_SHARE = 0.5
"""Of a bare stream at least this share of the bytes has to be sound: a few frames turn up in any noise."""

FULL_SCALE = {1: 2.0**7, 2: 2.0**15, 4: 2.0**31, 8: 2.0**63}
"""Of samples that are whole numbers, by their bytes."""

BARE = {"mp3", "aac", "ac3", "amr"}
"""Formats that are a stream of frames and nothing else."""

USUAL_LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
"""The channels of a file that says only how many it has."""

MOST_CHANNELS = 8
"""Only packed: av ends the process when it looks at frames with a plane for each of so many."""

LOWEST_RATE = 4_000
HIGHEST_RATE = 384_000

PROGRESS_STEPS = 500
"""Telling more often would cost more than it shows."""

LOUDEST = 100.0
"""Full scale is 1.0: floats that say more are damaged."""

av.logging.set_level(av.logging.PANIC)  # what it has to say comes as an error or as a warning of ours


@dataclass(frozen=True)
class Sound:
    """What a file holds. seconds: of decoded samples. warnings: keys of `radiodesk.media.faults.WARNINGS`."""

    seconds: float
    sample_rate: int
    channels: int
    codec: str
    warnings: tuple[str, ...]
    title: str = ""
    """What the file calls itself inside."""


class Reading:
    """A file's first sound track, decoded from its beginning to its end, once.

    Frames come in the shape of the first of them, whatever the file changes to on its way.
    """

    def __init__(self, file: InputContainer, stream: AudioStream, size: int, name: str) -> None:
        self._file = file
        self._stream = stream
        self._size = size
        self._name = name
        self._path = Path(file.name)
        self._samples = 0
        self._sound_bytes = 0
        self._faults = 0
        self._ended_badly = False
        self._shape: _Shape | None = None
        self._declared = _declared(file, stream, self._path)
        self._may_lie = stream.codec_context.codec.canonical_name.startswith("pcm_f")

    @property
    def expected(self) -> float | None:
        """The seconds that the file says it has, or that can be guessed from it."""
        if self._stream.duration is None or self._stream.time_base is None:
            return None
        return float(self._stream.duration * self._stream.time_base)

    def frames(self, progress: Progress | None = None) -> Iterator[AudioFrame]:
        """The frames; an encoder's padding behind what the file says is its end is left out. raises NotAudio."""
        held: list[AudioFrame] = []
        for frame in self._decoded(progress):
            if self._shape is None:
                self._shape = _Shape(frame, self._name)
            for part in self._shape.fit(self._finite(frame) if self._may_lie else frame):
                if self._declared is None or self._samples + part.samples <= self._declared * part.sample_rate:
                    self._samples += part.samples
                    yield part
                else:
                    held.append(part)
                    over = self._samples + sum(each.samples for each in held) - self._declared * part.sample_rate
                    if over > PADDING_SECONDS * part.sample_rate:  # no padding: the file is longer than it says
                        self._declared = None
                        yield from self._let_go(held)
        yield from self._let_go(_cut(held, round((self._declared or 0) * self._rate) - self._samples))
        size = self._size - headers.tag_size(self._path)  # a picture of the cover may be larger than the sound
        if not self._samples or (self._file.format.name in BARE and self._sound_bytes < DECODED_SHARE * size):
            raise NotAudio(file=self._name)

    def frames_from(self, start: float) -> Iterator[AudioFrame]:
        """The frames from a moment on, without decoding all that is before it. For looking and listening."""
        stream, base = self._stream, self._stream.time_base
        if start > RUN_UP_SECONDS and base is not None:
            origin = stream.start_time or 0
            self._file.seek(origin + int((start - RUN_UP_SECONDS) / base), stream=stream)
            began = float(origin * base)
            for frame in self._decoded(None):
                at = None if frame.time is None else frame.time - began
                yield from self._behind(frame, start if at is None else start - at)
        else:
            elapsed = 0.0
            for frame in self._decoded(None):
                yield from self._behind(frame, start - elapsed)
                elapsed += frame.samples / frame.sample_rate

    def _behind(self, frame: AudioFrame, seconds: float) -> Iterator[AudioFrame]:
        """What of a frame is behind its first so many seconds."""
        if self._shape is None:
            self._shape = _Shape(frame, self._name)
        for part in self._shape.fit(self._finite(frame) if self._may_lie else frame):
            skipped = max(0, round(seconds * part.sample_rate))
            if skipped < part.samples:
                yield some_of(part, skipped, part.samples)

    def _finite(self, frame: AudioFrame) -> AudioFrame:
        """A frame without what is no number, or lies so far above full scale that it can be no sound."""
        samples = frame.to_ndarray()
        if float(np.abs(samples).max()) <= LOUDEST:  # also false for what is no number
            return frame
        self._faults += 1
        mended = np.clip(np.nan_to_num(samples), -LOUDEST, LOUDEST).astype(samples.dtype)
        return _framed(mended, frame.format.name, frame.layout.name, frame.sample_rate)

    def _let_go(self, held: list[AudioFrame]) -> Iterator[AudioFrame]:
        self._samples += sum(frame.samples for frame in held)
        yield from held
        held.clear()

    def _decoded(self, progress: Progress | None) -> Iterator[AudioFrame]:
        told = 0
        try:
            for packet in self._file.demux(self._stream):
                if progress and (at := packet.pos or 0) >= told:
                    told = at + self._size // PROGRESS_STEPS
                    progress(at, self._size)
                try:
                    for frame in packet.decode():
                        if frame.samples and frame.sample_rate:
                            yield frame
                    self._sound_bytes += packet.size
                except av.error.FFmpegError:
                    self._faults += 1
        except av.error.FFmpegError:
            self._ended_badly = True

    @property
    def _rate(self) -> int:
        return self._shape.rate if self._shape else 0

    def sound(self, peak: float) -> Sound:
        """What the file held, once all frames were taken. peak: of the loudest sample; full scale is 1.0."""
        if self._shape is None:
            raise NotAudio(file=self._name)
        seconds = self._samples / self._rate
        declared = _declared(self._file, self._stream, self._path)
        warnings = []
        short = bool(declared and seconds < declared - MISSING_SECONDS)
        if self._ended_badly or short or headers.promises_more(self._path, self._size):
            warnings.append("cut_short")
        if self._faults:
            warnings.append("damaged")
        if peak < SILENCE:
            warnings.append("silent")
        codec = self._stream.codec_context.codec.canonical_name
        title = self._file.metadata.get("title") or self._stream.metadata.get("title") or ""
        return Sound(round(seconds, 6), self._rate, self._shape.channels, codec, tuple(warnings), title)


class _Shape:
    """The format, channels and rate that all frames of a file are brought to: those of its first."""

    def __init__(self, frame: AudioFrame, name: str) -> None:
        if not LOWEST_RATE <= frame.sample_rate <= HIGHEST_RATE or not _is_named(_named_layout(frame)):
            raise Unsupported(file=name)
        self.rate = frame.sample_rate
        self.channels = frame.layout.nb_channels
        self._layout = _named_layout(frame)
        # Frames with a plane for each of so many channels cannot be looked at: av ends the process.
        crowded = self.channels >= MOST_CHANNELS and frame.format.is_planar
        if crowded and not _is_named(frame.layout.name):
            raise Unsupported(file=name)
        self._format = frame.format.packed.name if crowded else frame.format.name
        self._fits = (self._format, self._layout, self.rate)
        self._resamplers: dict[tuple[str, str, int], AudioResampler] = {}

    def fit(self, frame: AudioFrame) -> list[AudioFrame]:
        """The frame in that shape."""
        if (frame.format.name, frame.layout.name, frame.sample_rate) == self._fits:
            return [frame]  # thousands a minute: nothing more is asked of them
        layout = _named_layout(frame)
        crowded = frame.layout.nb_channels >= MOST_CHANNELS and frame.format.is_planar and layout != frame.layout.name
        if not LOWEST_RATE <= frame.sample_rate <= HIGHEST_RATE or not _is_named(layout) or crowded:
            return []  # a damaged place
        if layout != frame.layout.name:
            frame = _framed(frame.to_ndarray(), frame.format.name, layout, frame.sample_rate)
        key = (frame.format.name, layout, frame.sample_rate)
        if key == self._fits:
            return [frame]
        resampler = self._resamplers.setdefault(key, AudioResampler(self._format, self._layout, self.rate))
        frame.pts = None
        return resampler.resample(frame)


def _named_layout(frame: AudioFrame) -> str:
    """The frame's channels by name; where a file says only how many there are, those that are usual."""
    layout = frame.layout
    return layout.name if _is_named(layout.name) else USUAL_LAYOUTS.get(layout.nb_channels, layout.name)


def _is_named(layout: str) -> bool:
    """Whether it says what its channels are, and not only how many they are: filters crash on such."""
    return "channels" not in layout and len(AudioLayout(layout).channels) <= MOST_CHANNELS


def _framed(samples: Any, form: str, layout: str, rate: int) -> AudioFrame:
    """Samples as a frame. samples: as `AudioFrame.to_ndarray` gives them."""
    frame = AudioFrame.from_ndarray(samples, form, layout)
    frame.sample_rate = rate
    return frame


def some_of(frame: AudioFrame, first: int, behind: int) -> AudioFrame:
    """The samples of a frame from the first to the one behind."""
    if first == 0 and behind == frame.samples:
        return frame
    # Packed or planar: the time runs along the last axis, which packed frames share with the channels.
    width = 1 if frame.format.is_planar else frame.layout.nb_channels
    samples = np.ascontiguousarray(frame.to_ndarray()[:, first * width : behind * width])
    return _framed(samples, frame.format.name, frame.layout.name, frame.sample_rate)


def _cut(held: list[AudioFrame], samples: int) -> list[AudioFrame]:
    """The first so many samples of some frames."""
    kept = []
    for frame in held:
        if samples <= 0:
            break
        kept.append(some_of(frame, 0, min(samples, frame.samples)))
        samples -= frame.samples
    return kept


@contextlib.contextmanager
def open_sound(path: Path, name: str = "") -> Iterator[Reading]:
    """Open the first sound track of a file.

    name: what errors call it, else its path. raises CannotRead, EmptyFile, NotAudio, NoSound, Protected, Unsupported.
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
        too_little = headers.says_too_little(path, size)
        options = {"format_whitelist": FORMATS} | ({"ignore_length": "1"} if too_little else {})
        with av.open(str(path.absolute()), options=options, metadata_errors="replace") as file:
            if not file.streams.audio:
                raise NoSound(file=name) if file.streams.video else NotAudio(file=name)
            stream = file.streams.audio[0]
            if headers.encrypted(path, file.format.name):
                raise Protected(file=name)
            if stream.codec_context is None:
                raise Unsupported(file=name)
            yield Reading(file, stream, size, name)
    except PermissionError as error:  # the system's, or that of av
        raise CannotRead(file=name, reason=reason(error)) from error
    except (av.error.FFmpegError, ValueError, MemoryError, OverflowError) as error:
        raise NotAudio(file=name) from error


def probe(path: Path, progress: Progress | None = None, name: str = "") -> Sound:
    """Decode the file to see what it holds. raises those of `open_sound`."""
    with open_sound(path, name) as reading:
        peak = 0.0
        for frame in reading.frames(progress):
            if peak < SILENCE:
                peak = _peak(frame)
        return reading.sound(peak)


def _declared(file: InputContainer, stream: AudioStream, path: Path) -> float | None:
    """The seconds that the file says it has; None where it does not say, and they would be guessed."""
    if stream.duration is None or stream.time_base is None:
        return None
    if file.format.name in BARE and not headers.counts_its_frames(path):
        return None
    return float(stream.duration * stream.time_base)


def _peak(frame: AudioFrame) -> float:
    """The loudest sample; full scale is 1.0."""
    samples = frame.to_ndarray()
    if samples.size == 0:
        return 0.0
    middle = 128 if samples.dtype == np.uint8 else 0  # eight bits alone have no sign
    full = FULL_SCALE.get(samples.dtype.itemsize, 1.0) if samples.dtype.kind in "iu" else 1.0
    return float(np.abs(samples.astype(np.float64) - middle).max()) / full
