"""The endings of audio files: every format behind them can be read."""

from pathlib import Path

import av
import numpy as np
import pytest

from radiodesk.media.sound.endings import SOUND, is_sound
from radiodesk.media.sound.opening import open_sound

WRITERS = {
    ("wav", "pcm_s16le"): ".wav .wave .bwf .rf64",
    ("w64", "pcm_s16le"): ".w64",
    ("mp3", "libmp3lame"): ".mp3 .mpga",
    ("mp2", "mp2"): ".mp2 .m2a .mpa",
    ("adts", "aac"): ".aac .adts",
    ("au", "pcm_s16be"): ".au .snd",
    ("aiff", "pcm_s16be"): ".aif .aiff .aifc",
    ("caf", "pcm_s16le"): ".caf",
    ("flac", "flac"): ".flac",
    ("ogg", "libopus"): ".ogg .oga .ogx .ogv .opus",
    ("ipod", "aac"): ".m4a .m4b .m4r .m4p .f4a .3ga",
    ("mp4", "aac"): ".mp4 .m4v .3gp .3g2 .f4v",
    ("mov", "aac"): ".mov .qt",
    ("matroska", "aac"): ".mka .mkv",
    ("webm", "libopus"): ".webm .weba",
    ("mpegts", "aac"): ".ts .mts .m2t .m2ts",
    ("vob", "mp2"): ".vob .mpg .mpeg",
    ("avi", "libmp3lame"): ".avi .divx",
    ("asf", "wmav2"): ".asf .wma .wmv",
    ("wv", "wavpack"): ".wv",
    ("ac3", "ac3"): ".ac3",
}
"""The container and codec of each ending that can be written here."""

DECODED = {".mp1": "mp1", ".spx": "speex", ".ape": "ape", ".amr": "amrnb", ".awb": "amrwb"}
"""The codecs of the endings that cannot be written here."""


def write(path: Path, container: str, codec: str) -> None:
    """Half a second of a tone."""
    tone = np.sin(2 * np.pi * 440 * np.arange(24_000) / 48_000)
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=48_000)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "stereo"
        if codec == "wmav2":
            stream.bit_rate = 128_000
        frame = av.AudioFrame.from_ndarray(np.repeat(tone * 8000, 2).astype(np.int16)[None], "s16", "stereo")
        frame.sample_rate = 48_000
        fifo = av.AudioFifo()
        for part in av.AudioResampler(stream.codec_context.format, "stereo", 48_000).resample(frame):
            fifo.write(part)
        while part := fifo.read(stream.codec_context.frame_size or 1024, partial=True):
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))


@pytest.mark.parametrize(
    ("ending", "container", "codec"),
    [(ending, *writer) for writer, endings in WRITERS.items() for ending in endings.split()],
)
def test_a_file_of_each_ending_is_read(ending: str, container: str, codec: str, tmp_path: Path) -> None:
    path = tmp_path / f"Tin{ending}"
    write(path, container, codec)
    with open_sound(path) as decoder:
        samples = sum(frame.samples for frame in decoder.frames())

    assert samples == pytest.approx(24_000, abs=6_000)  # encoders fill their last block


@pytest.mark.parametrize(("ending", "codec"), DECODED.items())
def test_the_codec_of_each_other_ending_is_there(ending: str, codec: str) -> None:
    assert av.Codec(codec, "r").type == "audio"


def test_no_ending_is_without_a_reader() -> None:
    assert {ending for endings in WRITERS.values() for ending in endings.split()} | set(DECODED) == SOUND


@pytest.mark.parametrize("name", ["REC.WAV", "tin.Mp3", "a.b.RF64", "clip.MTS"])
def test_the_case_of_an_ending_does_not_matter(name: str) -> None:
    assert is_sound(Path(name))


@pytest.mark.parametrize("name", ["notes.txt", "REC.wav.part", "wav", ".wav", "REC.", "REC.mxf"])
def test_other_files_are_no_sound(name: str) -> None:
    assert not is_sound(Path(name))
