"""A file of each format that is read, made of one known sound."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from radiodesk.media.sound.decoding import SoundInfo
from radiodesk.media.sound.opening import open_sound

SECONDS = 1.5


@dataclass(frozen=True)
class Kind:
    """A format. frame: samples of its largest frame.

    says_length: a copy that lacks its end is known by its header, to `untold` seconds. has_checksums: damaged audio is
    known. is_raw: frames alone, which may begin anywhere in a file. may_grow: what stands behind the
    audio is taken for audio, up to the end of the file.
    """

    ending: str
    codec: str
    container: str
    rate: int = 48_000
    form: str = ""
    layout: str = "mono"
    frame: int = 1
    says_length: bool = False
    untold: float = 0.0
    has_checksums: bool = False
    is_raw: bool = False
    may_grow: bool = False
    options: tuple[tuple[str, str], ...] = ()

    @property
    def most_lost(self) -> int:
        """The samples that a damaged place may cost without a word."""
        return max(self.frame, round(self.untold * self.rate))


KINDS = {
    "wav, 8 bits": Kind(".wav", "pcm_u8", "wav", says_length=True, may_grow=True),
    "wav, 16 bits": Kind(".wav", "pcm_s16le", "wav", layout="stereo", says_length=True, may_grow=True),
    "wav, 24 bits": Kind(".wav", "pcm_s24le", "wav", says_length=True, may_grow=True),
    "wav, float": Kind(".wav", "pcm_f32le", "wav", says_length=True, may_grow=True),
    "rf64": Kind(".rf64", "pcm_s16le", "wav", says_length=True, may_grow=True, options=(("rf64", "always"),)),
    "w64": Kind(".w64", "pcm_s16le", "w64", says_length=True),
    "aiff": Kind(".aiff", "pcm_s16be", "aiff", says_length=True, may_grow=True),
    "caf": Kind(".caf", "pcm_s16be", "caf", says_length=True),
    "au": Kind(".au", "pcm_s16be", "au", says_length=True, may_grow=True),
    "adpcm": Kind(".wav", "adpcm_ima_wav", "wav", frame=2041, says_length=True),
    "flac": Kind(".flac", "flac", "flac", form="s16", frame=4608, says_length=True, has_checksums=True),
    "wavpack": Kind(".wv", "wavpack", "wv", form="s16p", frame=48_000),
    "alac": Kind(".m4a", "alac", "ipod", form="s16p", frame=4096),
    "aac in m4a": Kind(".m4a", "aac", "ipod", frame=1024),
    "aac in mov": Kind(".mov", "aac", "mov", frame=1024),
    "aac in mkv": Kind(".mkv", "aac", "matroska", frame=1024, says_length=True, untold=0.55),
    "aac": Kind(".aac", "aac", "adts", frame=1024, is_raw=True),
    "mp3": Kind(".mp3", "libmp3lame", "mp3", frame=1152, says_length=True, untold=0.1, is_raw=True),
    "mp3 without a description": Kind(
        ".mp3",
        "libmp3lame",
        "mp3",
        frame=1152,
        is_raw=True,
        options=(("write_xing", "0"), ("id3v2_version", "0")),
    ),
    "mp2": Kind(".mp2", "mp2", "mp2", frame=1152, is_raw=True),
    "ac3": Kind(".ac3", "ac3", "ac3", frame=1536, is_raw=True),
    "opus": Kind(".opus", "libopus", "opus", frame=960, has_checksums=True, says_length=True),
    "vorbis": Kind(".ogg", "vorbis", "ogg", layout="stereo", frame=4096, has_checksums=True, says_length=True),
    "wma": Kind(".wma", "wmav2", "asf", frame=4096, says_length=True),
    "amr": Kind(".amr", "libopencore_amrnb", "amr", rate=8_000, frame=160, is_raw=True, may_grow=True),
    "amr in 3gp": Kind(".3gp", "libopencore_amrnb", "3gp", rate=8_000, frame=160),
    "mpegts": Kind(".ts", "mp2", "mpegts", frame=1152),
}


def sound(rate: int) -> NDArray[np.float64]:
    """A sound that is like itself at no other place: a rising tone in noise."""
    at = np.arange(round(SECONDS * rate)) / rate
    noise = np.random.default_rng(1).normal(0, 0.05, len(at))
    return 0.3 * np.sin(2 * np.pi * (200 + 600 * at) * at) + noise


def content_of(kind: Kind) -> bytes:
    """A file of that format."""
    file = io.BytesIO()
    with av.open(file, "w", format=kind.container, container_options=dict(kind.options)) as out:
        more: dict[str, Any] = {"format": kind.form} if kind.form else {}
        stream = out.add_stream(kind.codec, rate=kind.rate, layout=kind.layout, **more)
        assert isinstance(stream, AudioStream)
        if kind.codec == "vorbis":
            stream.codec_context.options = {"strict": "-2"}
        if kind.codec == "wmav2":
            stream.bit_rate = 64_000
        channels = 1 if kind.layout == "mono" else 2
        packed = np.repeat(sound(kind.rate), channels).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(packed, "flt", kind.layout)
        frame.sample_rate = kind.rate
        resampler = av.AudioResampler(
            stream.codec_context.format, kind.layout, kind.rate, stream.codec_context.frame_size or 1024
        )
        for part in [*resampler.resample(frame), *resampler.resample(None), None]:
            out.mux(stream.encode(part))
    return file.getvalue()


def read(path: Path) -> tuple[NDArray[np.float32], SoundInfo]:
    """The first channel as floats, full scale 1.0, and what is told of the file. raises MediaError."""
    with open_sound(path) as decoder:
        parts = []
        for frame in decoder.frames():
            samples = frame.to_ndarray()
            channel = samples[0] if frame.format.is_planar else samples[0][:: frame.layout.nb_channels]
            if samples.dtype == np.uint8:
                parts.append((channel.astype(np.float32) - 128) / 128)
            elif samples.dtype.kind == "i":
                parts.append((channel / 2.0 ** (8 * samples.dtype.itemsize - 1)).astype(np.float32))
            else:
                parts.append(channel.astype(np.float32))
        return np.concatenate(parts) if parts else np.zeros(0, np.float32), decoder.info(1.0)
