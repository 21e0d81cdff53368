"""What is sound, how long it is, and what is wrong with it."""

import contextlib
import io
import struct
import wave
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiodesk.media.sound.errors import EmptyFile, MediaError, NoSound, NotAudio
from radiodesk.media.sound.opening import open_sound, probe
from tests.conftest import MEDIA

BAD = Path(__file__).parent / "bad"
GOOD = sorted(MEDIA.iterdir())


def tone(rate: int = 44_100, channels: int = 1, seconds: float = 1.0, peak: int = 12_000) -> bytes:
    """A WAV file of a square wave."""
    count = int(rate * seconds)
    samples = b"".join(struct.pack("<h", peak if index // 50 % 2 else -peak) * channels for index in range(count))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples)
    return file.getvalue()


def encoded(codec: str, container: str, seconds: float = 2.0) -> bytes:
    """A second-long tone in another format."""
    file = io.BytesIO()
    with av.open(io.BytesIO(tone(48_000, seconds=seconds))) as source, av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=48_000)
        stream.layout = "mono"
        resampler = av.AudioResampler(stream.format.name if stream.format else "fltp", "mono", 48_000, 960)
        for frame in source.decode(audio=0):
            for part in resampler.resample(frame):
                out.mux(stream.encode(part))
        for part in resampler.resample(None):
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    return file.getvalue()


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.suffix + path.stem[-3:])
def test_every_format_of_the_sample_is_read_without_a_warning(path: Path) -> None:
    sound = probe(path)

    assert sound.warnings == ()
    assert 2 < sound.seconds < 20
    assert sound.sample_rate in (44_100, 48_000)
    assert sound.channels in (1, 2)


def test_the_length_is_that_of_the_samples(tmp_path: Path) -> None:
    for rate, channels in ((8_000, 1), (44_100, 2), (192_000, 1)):
        file = tmp_path / "tone.wav"
        file.write_bytes(tone(rate, channels, 1.25))
        sound = probe(file)

        assert sound.seconds == pytest.approx(1.25, abs=1e-4)
        assert (sound.sample_rate, sound.channels, sound.codec) == (rate, channels, "pcm_s16le")


@pytest.mark.parametrize(
    ("codec", "container", "known_as"),
    [("libmp3lame", "mp3", "mp3"), ("aac", "mp4", "aac"), ("flac", "flac", "flac"), ("libopus", "ogg", "opus")],
)
def test_an_encoders_padding_is_not_part_of_the_length(
    codec: str, container: str, known_as: str, tmp_path: Path
) -> None:
    file = tmp_path / f"tone.{container}"
    file.write_bytes(encoded(codec, container))
    sound = probe(file)

    assert sound.seconds == pytest.approx(2.0, abs=0.03)
    assert sound.codec == known_as
    assert sound.warnings == ()


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("empty.wav", EmptyFile),
        ("half header.wav", NotAudio),
        ("not audio.mp3", NotAudio),
        ("random.m4a", NotAudio),
        ("picture only.mp4", NoSound),
    ],
)
def test_what_is_no_recording_is_refused_with_its_reason(name: str, error: type[MediaError]) -> None:
    with pytest.raises(error, match=name):
        probe(BAD / name)


def test_what_there_is_of_a_cut_file_is_taken_with_a_warning() -> None:
    sound = probe(BAD / "cut short.mp3")

    assert sound.warnings == ("cut_short",)
    assert sound.seconds == pytest.approx(2.43, abs=0.05)


def test_silence_is_taken_with_a_warning() -> None:
    assert probe(BAD / "all silence.wav").warnings == ("silent",)


def test_a_header_that_claims_hours_is_believed_no_further_than_its_sound(tmp_path: Path) -> None:
    content = bytearray(tone())
    content[4:8] = content[40:44] = struct.pack("<I", 0x10000000)
    file = tmp_path / "hours.wav"
    file.write_bytes(content)

    sound = probe(file)

    assert sound.seconds == pytest.approx(1.0, abs=0.01)
    assert sound.warnings == ("cut_short",)


def test_a_playlist_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "secret.wav"
    inside.write_bytes(tone())
    for name, content in (
        ("a.m3u8", f"#EXTM3U\n#EXTINF:1,\n{inside}\n"),
        ("a.mp3", f"ffconcat version 1.0\nfile '{inside}'\n"),
    ):
        file = tmp_path / name
        file.write_text(content)
        with pytest.raises(NotAudio):
            probe(file)


SEEDS = [tone(8_000), *(path.read_bytes()[:30_000] for path in GOOD)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), max_size=20),
    st.integers(0, 30_000),
)
def test_broken_headers_are_refused_or_taken_never_worse(
    tmp_path: Path, seed: bytes, flips: list[tuple[int, int]], length: int
) -> None:
    content = bytearray(seed[: max(length, 1)])
    for place, value in flips:
        if place < len(content):
            content[place] = value
    file = tmp_path / "fuzzed"
    file.write_bytes(content)
    with contextlib.suppress(MediaError):
        assert probe(file).seconds > 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=20_000), st.sampled_from([".mp3", ".wav", ".m4a", ".aac", ".ogg", ".flac", ""]))
def test_noise_is_no_sound(tmp_path: Path, noise: bytes, suffix: str) -> None:
    file = tmp_path / f"noise{suffix}"
    file.write_bytes(noise)
    with pytest.raises(MediaError):
        probe(file)


def test_a_picture_of_the_cover_larger_than_the_sound_does_not_make_it_no_audio(tmp_path: Path) -> None:
    sound = (MEDIA / "nhac cat.mp3").read_bytes()
    size = 4 * len(sound)
    head = b"ID3\x03\x00\x00" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    file = tmp_path / "bìa.mp3"
    file.write_bytes(head + bytes(size) + sound)

    assert probe(file).seconds == pytest.approx(probe(MEDIA / "nhac cat.mp3").seconds, abs=0.05)


def test_sound_behind_what_a_wavs_header_says_is_read_too(tmp_path: Path) -> None:
    content = bytearray(tone())
    content[4:8], content[40:44] = struct.pack("<I", 936), struct.pack("<I", 900)
    file = tmp_path / "switched off.wav"
    file.write_bytes(content)

    assert probe(file).seconds == pytest.approx(1.0, abs=0.01)


def test_what_follows_the_sound_in_a_wav_is_not_taken_for_sound(tmp_path: Path) -> None:
    file = tmp_path / "tagged.wav"
    file.write_bytes(tone() + b"LIST" + struct.pack("<I", 4000) + bytes(4000))

    assert probe(file).seconds == pytest.approx(1.0, abs=0.001)


@pytest.mark.parametrize("error", [ValueError("own"), PermissionError("own"), OSError("own")])
def test_an_error_of_the_caller_is_not_blamed_on_the_file(error: Exception) -> None:
    def use() -> None:
        with open_sound(MEDIA / "nhac cat.mp3") as decoder:
            next(decoder.frames())
            raise error

    with pytest.raises(type(error), match="own"):
        use()
