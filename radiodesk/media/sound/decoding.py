"""Decode an audio file, one packet at a time, to verify it and find its real length."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import av.error
import av.logging
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from radiodesk.media.sound import amr, flac, frames, headers
from radiodesk.media.sound.errors import NotAudio
from radiodesk.media.sound.shape import Shape, slice_frame, to_frame

Progress = Callable[[int, int], None]
"""Called with the work done so far and the total, in bytes unless documented otherwise.

An exception that it raises stops the work.
"""

SILENCE = 0.001
"""A recording with no sample above this amplitude (-60 dBFS; full scale is 1.0) is silent."""

MISSING_TOLERANCE_SECONDS = 0.5
"""A recording is cut short if it is shorter than its header says by more than this."""

COUNTED_TOLERANCE_SECONDS = 0.1
"""The same where the header counts frames: the last ones of an mp3 may be missing."""

PADDING_SECONDS = 0.1
"""Maximum encoder padding at the end of a file whose container states the length without padding."""

PREROLL_SECONDS = 1.0
"""Decoding starts this long before the requested moment, because decoders need some preceding frames."""

MIN_DECODED_SHARE = 0.5
"""Minimum share of the bytes of a short raw stream that must decode. Random bytes also contain a few valid frames."""

ENOUGH_IN_A_ROW = 8
"""Frames one behind the other that no other data has by chance, whatever stands around them."""

RAW_STREAMS = {"mp3", "aac", "ac3", "amr"}
"""Formats that consist of frames alone, without a container."""

TIMED = ("asf", "matroska")
"""Formats whose packets have times, but neither numbers nor checksums."""

GAP_SECONDS = 0.1
"""If frames of such a format are further apart, packets between them are missing. Times are rounded."""

STATED_FOR_ALL = ("matroska",)
"""Formats that state one length for all tracks together."""

PROGRESS_STEPS = 500
"""Progress is reported about this many times per file."""

DAMAGED_AT = "damaged_at "
"""Begins a warning that names the place of damage in seconds."""

MOST_PLACES = 5
"""Places of damage that are named."""

MAX_AMPLITUDE = 100.0
"""Float samples above this amplitude are damaged; full scale is 1.0."""


@dataclass(frozen=True)
class SoundInfo:
    """Facts about a decoded file. warnings: keys of `radiodesk.media.faults.WARNINGS`."""

    seconds: float
    """Length of the decoded samples."""
    sample_rate: int
    channels: int
    codec: str
    warnings: tuple[str, ...]
    title: str = ""
    """The title in the file's metadata."""
    track: int = 1
    """The number of the audio track that was decoded, from 1."""
    tracks: int = 1
    """The number of audio tracks in the file."""


class Decoder:
    """Decodes an audio track of a file, once, from beginning to end.

    All frames have the format of the first one, even if the file changes its format later.
    """

    def __init__(
        self,
        file: InputContainer,
        stream: AudioStream,
        path: Path,
        size: int,
        name: str,
        *,
        cut_short: bool,
        lost_at: Sequence[int] = (),
        part: range | None = None,
    ) -> None:
        """size: of the file, in bytes. name: of the file in errors. cut_short: it states more audio than it has.

        lost_at: the samples at which audio is known to be lost. part: the bytes of the audio, if they are known.
        """
        self._file = file
        self._stream = stream
        self._size = size
        self._name = name
        self._path = path
        self._cut_short = cut_short
        self._part = part
        self._samples = 0
        self._is_raw = file.format.name in RAW_STREAMS
        self._decoded_bytes = 0
        self._row = self._longest_row = 0
        """Packets without a fault one behind the other, each where the one before ends."""
        self._row_ends = -1
        self._faults = 0
        self._ended_early = False
        self._shape: Shape | None = None
        codec = stream.codec_context.codec.canonical_name
        # Only encoders pad: what PCM holds beyond a stated length was recorded. The length of all tracks is rounded.
        pads = not codec.startswith("pcm_") and stream.duration is not None
        self._stated = _stated_seconds(file, stream, self._path) if pads else None
        self._codec = codec
        self._needs_checking = codec.startswith("pcm_f")
        self._flac = flac.stream_info(stream.codec_context.extradata) if codec == "flac" else None
        if self._flac:
            stream.codec_context.options = {"err_detect": "crccheck+explode"}  # a frame with a wrong checksum is noise
        self._decoded = 0
        """Samples of the frames so far, and of those that are lost."""
        self._lost_at = list(lost_at)
        """The samples at which others are lost."""
        self._ends: float | None = None
        """When the last frame ends, in seconds."""

    def frames(self, progress: Progress | None = None) -> Iterator[AudioFrame]:
        """All frames, without encoder padding after the stated end. raises NotAudio."""
        held_back: list[AudioFrame] = []
        for frame in self._decode(progress):
            for part in self._fitted(frame):
                fits = self._stated is None or self._samples + part.samples <= self._stated * part.sample_rate
                if fits and not held_back:  # a short frame must not overtake a longer one
                    self._samples += part.samples
                    yield part
                else:
                    held_back.append(part)
                    stated = (self._stated or 0) * part.sample_rate
                    over = self._samples + sum(each.samples for each in held_back) - stated
                    if over > PADDING_SECONDS * part.sample_rate:  # not padding: the file is longer than stated
                        self._stated = None
                        yield from self._release(held_back)
        yield from self._release(_first_samples(held_back, round((self._stated or 0) * self._rate) - self._samples))
        is_noise = (
            self._is_raw
            and self._longest_row < ENOUGH_IN_A_ROW
            and self._decoded_bytes < MIN_DECODED_SHARE * self._size
        )
        if not self._samples or is_noise:
            raise NotAudio(file=self._name)

    def frames_from(self, start: float) -> Iterator[AudioFrame]:
        """Frames from a moment (seconds) on, without decoding everything before it. For display and playback."""
        stream, base = self._stream, self._stream.time_base
        if start > PREROLL_SECONDS and base is not None:
            origin = stream.start_time or 0
            self._file.seek(origin + int((start - PREROLL_SECONDS) / base), stream=stream)
            origin_seconds = float(origin * base)
            for frame in self._decode(None):
                time = None if frame.time is None else frame.time - origin_seconds
                yield from self._after(frame, start if time is None else start - time)
        else:
            elapsed = 0.0
            for frame in self._decode(None):
                yield from self._after(frame, start - elapsed)
                elapsed += frame.samples / frame.sample_rate

    def _after(self, frame: AudioFrame, seconds: float) -> Iterator[AudioFrame]:
        """The part of a frame after its first `seconds`."""
        for part in self._fitted(frame):
            skipped = max(0, round(seconds * part.sample_rate))
            if skipped < part.samples:
                yield slice_frame(part, skipped, part.samples)

    def _fitted(self, frame: AudioFrame) -> list[AudioFrame]:
        """The frame in the shape of the first one. raises Unsupported."""
        if self._shape is None:
            self._shape = Shape(frame, self._name)
        try:
            return self._shape.fit(self._without_invalid(frame) if self._needs_checking else frame)
        except ValueError:  # av cannot convert it
            self._faults += 1
            return []

    def _without_invalid(self, frame: AudioFrame) -> AudioFrame:
        """A frame with NaN and impossibly large samples replaced."""
        samples = frame.to_ndarray()
        if float(np.abs(samples).max()) <= MAX_AMPLITUDE:  # also false for NaN
            return frame
        self._faults += 1
        repaired = np.clip(np.nan_to_num(samples), -MAX_AMPLITUDE, MAX_AMPLITUDE).astype(samples.dtype)
        return to_frame(repaired, frame.format.name, frame.layout.name, frame.sample_rate)

    def _release(self, held_back: list[AudioFrame]) -> Iterator[AudioFrame]:
        self._samples += sum(frame.samples for frame in held_back)
        yield from held_back
        held_back.clear()

    def _decode(self, progress: Progress | None) -> Iterator[AudioFrame]:
        is_amr = self._codec.startswith("amr")
        is_timed = self._file.format.name.startswith(TIMED)
        next_report = 0
        try:
            for packet in self._file.demux(self._stream):
                if progress and (position := packet.pos or 0) >= next_report:
                    next_report = position + self._size // PROGRESS_STEPS
                    progress(position, self._size)
                if self._flac and packet.size:
                    self._note_lost(flac.first_sample(bytes(memoryview(packet)[:16]), self._flac.block))
                try:
                    is_pause = is_amr and packet.size and amr.is_pause(self._codec, bytes(memoryview(packet)[:1]))
                    for frame in self._pause() if is_pause else packet.decode():
                        if frame.samples and frame.sample_rate:
                            if is_timed:
                                self._note_gap(frame)
                            self._decoded += frame.samples
                            yield frame
                    if self._is_raw:
                        self._note_decoded(packet)
                except av.error.FFmpegError:
                    self._faults += 1
                    self._row = 0
        except av.error.FFmpegError:
            self._ended_early = True

    def _pause(self) -> list[AudioFrame]:
        """A frame of silence, for one of comfort noise that av cannot decode."""
        rate = self._stream.codec_context.sample_rate or 0
        samples = np.zeros((1, round(rate * amr.SECONDS)), np.float32)
        return [to_frame(samples, "fltp", "mono", rate)] if rate else []

    def _note_decoded(self, packet: "Packet[AudioStream]") -> None:
        self._decoded_bytes += packet.size
        position = packet.pos or 0
        self._row = self._row + 1 if position == self._row_ends else 1
        self._longest_row = max(self._row, self._longest_row)
        self._row_ends = position + packet.size

    def _note_gap(self, frame: AudioFrame) -> None:
        """Note what is missing before a frame, by its time: av leaves out packets that it cannot read."""
        if frame.time is None:
            return
        if self._ends is not None and frame.time - self._ends > GAP_SECONDS:
            self._lost_at.append(self._decoded)
        self._ends = frame.time + frame.samples / frame.sample_rate

    def _note_lost(self, first: int | None) -> None:
        """Note the samples between the last frame and one that begins with the sample `first`, if there are any."""
        if first is not None and first > self._decoded:
            self._lost_at.append(self._decoded)
            self._decoded = first

    @property
    def rate(self) -> int:
        """The rate that the file states, in samples per second."""
        return self._stream.codec_context.sample_rate or 0

    @property
    def streams(self) -> tuple[AudioStream, ...]:
        """The audio tracks of the file."""
        return self._file.streams.audio

    @property
    def channels(self) -> int:
        """The number of channels that the file states."""
        return self._stream.codec_context.layout.nb_channels

    @property
    def _rate(self) -> int:
        return self._shape.rate if self._shape else 0

    def info(self, peak: float) -> SoundInfo:
        """Facts about the file, after all frames were decoded.

        peak: amplitude of the loudest sample; full scale is 1.0. raises NotAudio.
        """
        if self._shape is None:
            raise NotAudio(file=self._name)
        seconds = self._samples / self._rate
        stated = _stated_seconds(self._file, self._stream, self._path)
        warnings = []
        is_counted = self._file.format.name == "mp3"
        tolerance = COUNTED_TOLERANCE_SECONDS if is_counted else MISSING_TOLERANCE_SECONDS
        broken_at = frames.broken_at(self._path, self._file.format.name, self._part) if self._is_raw else []
        lost_at = [*self._lost_at, *broken_at]
        short = bool(stated and seconds < stated - tolerance and not lost_at)
        short = short or bool(self._flac and self._flac.samples > self._decoded)
        if self._ended_early or short or self._cut_short:
            warnings.append("cut_short")
        if self._faults or lost_at:
            warnings.append("damaged")
            warnings += [f"{DAMAGED_AT}{at / self._rate:.2f}" for at in lost_at[:MOST_PLACES]]
        if peak < SILENCE:
            warnings.append("silent")
        codec = self._stream.codec_context.codec.canonical_name
        title = tag_text(self._file.metadata.get("title") or self._stream.metadata.get("title") or "")
        return SoundInfo(
            seconds=round(seconds, 6),
            sample_rate=self._rate,
            channels=self._shape.channels,
            codec=codec,
            warnings=tuple(warnings),
            title=title,
            track=self.streams.index(self._stream) + 1,
            tracks=len(self.streams),
        )


def tag_text(raw: str) -> str:
    """The text of a tag, which av reads as Latin-1 so that no byte is lost: most are in UTF-8."""
    try:
        return raw.encode("latin-1").decode()
    except UnicodeError:
        return raw


def _first_samples(frames: list[AudioFrame], samples: int) -> list[AudioFrame]:
    """The first `samples` samples of the frames."""
    kept = []
    for frame in frames:
        if samples <= 0:
            break
        kept.append(slice_frame(frame, 0, min(samples, frame.samples)))
        samples -= frame.samples
    return kept


def _stated_seconds(file: InputContainer, stream: AudioStream, path: Path) -> float | None:
    """The length in seconds that the file states, or None if it would be an estimate."""
    if stream.duration is None or stream.time_base is None:
        is_alone = len(file.streams) == 1 and file.format.name.startswith(STATED_FOR_ALL)
        return file.duration / av.time_base if is_alone and file.duration else None
    if file.format.name in RAW_STREAMS and not headers.has_frame_count(path):
        return None
    return float(stream.duration * stream.time_base)
