"""Treated recordings: their level by a meter of others, what is kept of them, and the files they are written to."""

import hashlib
import struct
import tempfile
from dataclasses import replace
from itertools import cycle, product
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import Phase, example, given
from hypothesis import settings as running
from hypothesis import strategies as st

from radiodesk.files import CannotWrite
from radiodesk.media import treating
from radiodesk.media.sound import encoding, measuring, recipes, stream
from radiodesk.media.sound.errors import NotAudio, UnknownFormat
from radiodesk.media.sound.graph import run
from radiodesk.media.sound.recipes import BUILT_IN, ON_AIR, WEB, Plan, Recipe, Settings
from radiodesk.media.treating import Original
from radiodesk.model import ChannelChoice
from tests.conftest import MEDIA
from tests.media import signals
from tests.media.meters import decibels, decoded, heard, largest_step, level, levels_over_time, speech_like
from tests.media.signals import RATE, Signal

GOOD = sorted(MEDIA.iterdir())

PLAIN = Settings(trim=False, fade_in_seconds=0.0, fade_out_seconds=0.0)
"""Nothing but the level is changed, and the ends by the few milliseconds that keep them from clicking."""

LOUDNESS_LU = 0.2
ONE_OF_TWO = 0.7071
"""How loud one channel is in each of two."""

METERS_DIFFER_DB = 0.05

SURROUND = 0x60F
"""Left, right, centre, low frequency, side left, side right: 5.1."""

LOUDNESS_AT = 412
VERSION_AT = 346


UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


class StoppedError(Exception):
    pass


def original(path: Path) -> Original:
    return Original(hashlib.sha256(path.read_bytes()).hexdigest(), path, path.name)


def planned(path: Path, recipe: Recipe | None = None, settings: Settings = PLAIN) -> Plan:
    found = measuring.measure(path)
    ends = found.measurement.leading_seconds, found.measurement.trailing_seconds
    return recipes.plan(recipe or Recipe(), settings, found.sound.seconds, *ends)


def treated(path: Path, recipe: Recipe | None = None, settings: Settings = PLAIN, suffix: str = ".wav") -> Signal:
    """What comes out."""
    output = path.with_name(f"treated{suffix}")
    treating.treat(original(path), planned(path, recipe, settings), output)
    return decoded(output)


def tones(*hertz: float, seconds: float = 1.0, dbfs: float = -20.0) -> Signal:
    """One channel of tones one after the other."""
    return np.concatenate([signals.sine(dbfs, seconds, hertz=each) for each in hertz])


def assert_level(samples: Signal, target: float, ceiling: float = -1.0) -> None:
    found = heard(samples)
    assert found.lufs == pytest.approx(target, abs=LOUDNESS_LU)
    assert found.peak_dbtp <= ceiling + METERS_DIFFER_DB


# Level


@pytest.mark.parametrize(
    ("path", "preset", "suffix"),
    [
        (path, preset, suffix)
        for path, (preset, suffix) in zip(GOOD, cycle(product((ON_AIR, WEB), encoding.CODECS)), strict=False)
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_every_good_recording_comes_to_its_level(path: Path, preset: str, suffix: str, tmp_path: Path) -> None:
    settings = BUILT_IN[preset]
    output = tmp_path / f"treated{suffix}"
    said = treating.treat(original(path), planned(path, settings=settings), output)

    samples = decoded(output)
    assert_level(samples, settings.target_lufs)
    assert said.loudness.integrated_lufs == pytest.approx(heard(samples).lufs, abs=0.1)


@running(max_examples=15, deadline=None, phases=UNSHRUNK)
@example(gain=-40.0, before=0.0, behind=0.0, seconds=4.0, preset=ON_AIR)
@example(gain=-39.8, before=1.45, behind=0.0, seconds=1.1, preset=WEB)
@given(
    gain=st.floats(-40, 12),
    before=st.floats(0, 3),
    behind=st.floats(0, 3),
    seconds=st.floats(0.6, 8),
    preset=st.sampled_from([ON_AIR, WEB]),
)
def test_speech_comes_to_its_level_however_it_was_recorded(
    gain: float, before: float, behind: float, seconds: float, preset: str
) -> None:
    said = speech_like(seconds) * 10 ** (gain / 20)
    samples = np.pad(said, (round(before * RATE), round(behind * RATE)))
    with tempfile.TemporaryDirectory() as folder:
        path = signals.write(Path(folder) / "said.wav", samples, bits="float")
        result = treated(path, settings=BUILT_IN[preset])

    # What lies more than 40 dB below is brought as near as that goes, by the loudness of what is left of the silence.
    left = np.pad(said, (round(min(before, 0.2) * RATE), round(min(behind, 0.4) * RATE)))
    reachable = heard(signals.stereo(left * ONE_OF_TWO)).lufs + 40
    assert_level(result, min(BUILT_IN[preset].target_lufs, reachable))


def between_claps(dbfs: float) -> Signal:
    """Ten seconds of speech, its peaks at that level, with five claps of an audience beside the microphone."""
    samples = speech_like(10.0, dbfs)
    clap = np.random.default_rng(3).normal(0, 0.3, 4800) * np.exp(-np.arange(4800) / 800)
    for number in range(5):
        begin = round((1.03 + number * 1.7) * RATE)
        samples[begin : begin + len(clap)] += clap
    return samples.clip(-1, 1)


@pytest.mark.parametrize(
    ("dbfs", "target", "ceiling"),
    [(-18, -23, -3), (-12, -23, -9), (-36, -16, -1)],
)
def test_peaks_far_above_the_rest_stay_under_the_ceiling(
    dbfs: float, target: float, ceiling: float, tmp_path: Path
) -> None:
    path = signals.write(tmp_path / "claps.wav", between_claps(dbfs))

    assert_level(treated(path, settings=Settings(target_lufs=target, ceiling_dbtp=ceiling)), target, ceiling)


def test_a_person_makes_it_louder_or_quieter_than_the_preset(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "said.wav", speech_like(4.0))

    for gain in (-6.0, 3.0):
        assert_level(treated(path, Recipe(gain_db=gain)), -23 + gain)


@pytest.mark.parametrize("dbfs", [-float("inf"), -95.0, -80.0])
@pytest.mark.parametrize("seconds", [0.05, 0.3, 3.0])
@pytest.mark.parametrize("suffix", [".flac", ".mp3"])
def test_what_cannot_come_to_its_level_is_treated_all_the_same(
    dbfs: float, seconds: float, suffix: str, tmp_path: Path
) -> None:
    noise = np.random.default_rng(2).normal(0, signals.amplitude(dbfs), round(seconds * RATE))
    path = signals.write(tmp_path / "quiet.wav", noise)

    result = treated(path, settings=BUILT_IN[ON_AIR], suffix=suffix)
    assert result.shape[1] == pytest.approx(seconds * RATE, abs=0.05 * RATE)
    assert decibels(np.abs(result).max()) <= -1


def test_loud_sound_too_short_to_be_measured_stays_under_the_ceiling(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "short.wav", signals.sine(0.0, 0.25))

    assert heard(treated(path)).peak_dbtp <= -1 + METERS_DIFFER_DB


def test_a_treated_recording_is_not_coarser_than_its_original(tmp_path: Path) -> None:
    samples = tones(1000, dbfs=-70.0, seconds=3.0)
    samples[:RATE] = signals.sine(-10.0, 1.0)
    path = signals.write(tmp_path / "fine.wav", samples, bits=24)

    result = treated(path, suffix=treating.CACHED)[0]
    quiet = result[round(1.5 * RATE) : round(2.5 * RATE)]
    time = np.arange(len(quiet)) / RATE
    tone = np.stack([np.sin(2000 * np.pi * time), np.cos(2000 * np.pi * time)]).T
    rest = quiet - tone @ np.linalg.lstsq(tone, quiet, rcond=None)[0]
    assert decibels(float(np.sqrt(np.mean(rest**2)))) < -120


# What is kept


def test_silence_goes_but_for_the_seconds_that_are_left(tmp_path: Path) -> None:
    samples = np.pad(signals.sine(-20.0, 2.0), (round(1.5 * RATE), round(2.5 * RATE)))
    path = signals.write(tmp_path / "tone.wav", samples)
    result = treated(path, settings=Settings(before_seconds=0.3, after_seconds=0.7))[0]

    loud = np.flatnonzero(np.abs(result) > 0.01) / RATE
    assert loud[0] == pytest.approx(0.3, abs=0.01)
    assert len(result) / RATE - loud[-1] == pytest.approx(0.7, abs=0.01)
    assert loud[-1] - loud[0] == pytest.approx(2.0, abs=0.001)


def test_silence_stays_where_a_person_says_so(tmp_path: Path) -> None:
    samples = np.pad(signals.sine(-20.0, 2.0), (RATE, RATE))
    path = signals.write(tmp_path / "tone.wav", samples)

    assert treated(path, Recipe(trim=False), BUILT_IN[ON_AIR]).shape[1] == 4 * RATE


def test_a_beginning_and_an_end_set_by_hand_are_kept_to_the_sample(tmp_path: Path) -> None:
    samples = speech_like(4.0)
    path = signals.write(tmp_path / "said.wav", samples)
    result = treated(path, Recipe(begin=0.5, end=3.25), BUILT_IN[ON_AIR])[0]

    assert len(result) == 132_000
    assert_same(result[2400:-4800], samples[24_000 + 2400 : 156_000 - 4800])


def assert_same(result: Signal, kept: Signal) -> None:
    """The result is what was kept, louder or quieter."""
    gain = float(np.dot(result, kept) / np.dot(kept, kept))
    assert np.abs(result - gain * kept).max() < 0.0001


CUTS = ((0.25, 0.75), (1.3, 1.9), (2.001, 2.013), (3.5, 3.75))


def test_cuts_take_out_their_spans_to_the_sample_and_nothing_else(tmp_path: Path) -> None:
    samples = speech_like(4.0)
    path = signals.write(tmp_path / "said.wav", samples)
    result = treated(path, Recipe(cuts=CUTS))[0]

    edges = [0, *(round(moment * RATE) for cut in CUTS for moment in cut), len(samples)]
    kept = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    assert len(result) == sum(end - start for start, end in kept)
    edge = 240  # where the fades are that keep a cut from clicking
    starts = np.cumsum([0, *(end - start for start, end in kept)])
    found = [result[at + edge : at + end - start - edge] for at, (start, end) in zip(starts[:-1], kept, strict=True)]
    assert_same(np.concatenate(found), np.concatenate([samples[start + edge : end - edge] for start, end in kept]))


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 96_000])
def test_lengths_are_exact_at_every_rate(rate: int, tmp_path: Path) -> None:
    path = signals.write(tmp_path / "tone.wav", signals.sine(-20.0, 3.0, rate, hertz=440), rate)
    recipe = Recipe(begin=0.123, end=2.877, cuts=((1.001, 1.5),))

    assert treated(path, recipe).shape[1] == round((2.754 - 0.499) * RATE)


@running(max_examples=15, deadline=None)
@given(
    begin=st.integers(0, 300),
    length=st.integers(30, 900),
    cut=st.integers(0, 400),
    fade_in=st.floats(0, 1),
    fade_out=st.floats(0, 1),
)
def test_fades_never_change_the_length(begin: int, length: int, cut: int, fade_in: float, fade_out: float) -> None:
    end = begin + length + cut
    cuts = (((begin + length // 3) / 1000, (begin + length // 3 + cut) / 1000),) if cut else ()
    recipe = Recipe(begin=begin / 1000, end=end / 1000, cuts=cuts, fade_in_seconds=fade_in, fade_out_seconds=fade_out)
    with tempfile.TemporaryDirectory() as folder:
        path = signals.write(Path(folder) / "tone.wav", signals.sine(-20.0, 2.0, hertz=440))
        plan = planned(path, recipe)
        result = treated(path, recipe)

    assert result.shape[1] == round(plan.seconds * RATE)


@pytest.mark.parametrize("milliseconds", [301, 303, 305, 607, 999])
def test_fades_that_meet_never_change_the_length(milliseconds: int, tmp_path: Path) -> None:
    path = signals.write(tmp_path / "tone.wav", signals.sine(-20.0, 2.0, hertz=440))
    recipe = Recipe(end=milliseconds / 1000, fade_in_seconds=10.0, fade_out_seconds=10.0)

    assert treated(path, recipe).shape[1] == milliseconds * RATE // 1000


def test_a_cut_does_not_click(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "tone.wav", signals.sine(-20.0, 3.0, hertz=200))
    # At a peak of the wave on the one side, and at the opposite one on the other.
    result = treated(path, Recipe(cuts=((1.00125, 1.50375),)))[0]

    at = round(1.001 * RATE)
    around = largest_step(result[at - 480 : at + 480])
    beside = max(largest_step(result[at - 4800 : at - 480]), largest_step(result[at + 480 : at + 4800]))
    assert around <= beside * 1.01


def test_the_ends_do_not_click_even_without_fades(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "tone.wav", signals.sine(-20.0, 3.0, hertz=200))
    result = treated(path, Recipe(begin=0.50125, end=2.00375))[0]

    inside = largest_step(result[4800:-4800])
    assert largest_step(np.pad(result, 1)) <= inside * 1.1


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.5, 1.0])
def test_fades_begin_and_end_at_nothing(seconds: float, tmp_path: Path) -> None:
    path = signals.write(tmp_path / "tone.wav", signals.sine(-20.0, 3.0, hertz=1000))
    recipe = Recipe(fade_in_seconds=seconds, fade_out_seconds=seconds)
    result = treated(path, recipe)[0]

    whole = np.abs(result).max()
    assert result.shape == (3 * RATE,)
    assert np.abs(result[[0, -1]]).max() < whole * 0.01
    assert np.abs(result[:48]).max() < whole * max(0.01, 1.5 * 0.001 / seconds)
    assert np.abs(result[-48:]).max() < whole * max(0.01, 1.5 * 0.001 / seconds)
    size = round(seconds * RATE)
    middle = np.abs(result[size // 2 - 24 : size // 2 + 24]).max()
    assert middle == pytest.approx(whole / 2, rel=0.1)
    assert np.abs(result[size : size + 48]).max() == pytest.approx(whole, rel=0.02)


# Channels and filters


@pytest.mark.parametrize(
    ("choice", "left", "right"),
    [
        (ChannelChoice.ALL, (1, 0), (0, 1)),
        (ChannelChoice.LEFT, (1, 0), (1, 0)),
        (ChannelChoice.RIGHT, (0, 1), (0, 1)),
        (ChannelChoice.MIX, (1, 1), (1, 1)),
    ],
)
def test_the_channels_that_were_chosen_are_heard(
    choice: ChannelChoice, left: tuple[int, int], right: tuple[int, int], tmp_path: Path
) -> None:
    path = signals.write(tmp_path / "two.wav", np.stack([tones(440, seconds=2.0), tones(1000, seconds=2.0)]))
    result = treated(path, Recipe(channels=choice))

    loudest = max(level(result[0], 440), level(result[0], 1000))
    for channel, wanted in zip(result, (left, right), strict=True):
        found = [level(channel, hertz) / loudest for hertz in (440, 1000)]
        assert found == pytest.approx(wanted, abs=0.002)
    assert_level(result, -23)


def test_one_channel_is_heard_on_both_sides(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "mono.wav", speech_like(3.0))
    left, right = treated(path)

    assert np.array_equal(left, right)


def test_the_high_pass_takes_rumble_and_leaves_the_voice(tmp_path: Path) -> None:
    rumble = sum(signals.sine(-26.0, 3.0, hertz=hertz) for hertz in (40, 300, 1000))
    path = signals.write(tmp_path / "rumble.wav", rumble)

    def relative(recipe: Recipe, hertz: float) -> float:
        result = treated(path, recipe)[0][RATE // 2 : -RATE // 2]
        return decibels(level(result, hertz) / level(result, 1000))

    assert relative(Recipe(), 40) == pytest.approx(0, abs=0.1)
    assert relative(Recipe(high_pass_hz=80.0), 40) < -12
    assert relative(Recipe(high_pass_hz=120.0), 40) < -18
    assert relative(Recipe(high_pass_hz=80.0), 300) == pytest.approx(0, abs=0.2)


def test_the_centre_of_surround_sound_is_heard_on_both_sides(tmp_path: Path) -> None:
    silent = np.zeros(3 * RATE)
    centre = speech_like(3.0)
    path = signals.write(
        tmp_path / "centre.wav", np.stack([silent, silent, centre, silent, silent, silent]), mask=SURROUND
    )
    left, right = treated(path)

    assert np.array_equal(left, right)
    assert_level(np.stack([left, right]), -23)


def test_surround_sound_is_mixed_by_the_standard(tmp_path: Path) -> None:
    # ITU-R BS.775-4, table 2: centre and surrounds 3 dB lower, nothing of the low frequency channel.
    hertz = {"left": 440, "right": 620, "centre": 1000, "low": 60, "side left": 1500, "side right": 2100}
    samples = np.stack([tones(each, seconds=3.0, dbfs=-10.0) for each in hertz.values()])
    path = signals.write(tmp_path / "surround.wav", samples, mask=SURROUND)
    result = treated(path)

    whole = level(result[0], hertz["left"])
    found = {name: [level(channel, each) / whole for channel in result] for name, each in hertz.items()}
    lower = 0.7071
    for name, wanted in {
        "left": (1, 0),
        "right": (0, 1),
        "centre": (lower, lower),
        "low": (0, 0),
        "side left": (lower, 0),
        "side right": (0, lower),
    }.items():
        assert found[name] == pytest.approx(wanted, abs=0.002), name


def test_sound_above_full_scale_in_an_original_is_not_clipped(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "hot.wav", signals.sine(9.0, 3.0, hertz=440), bits="float")
    result = treated(path)[0][RATE:-RATE]

    assert decibels(level(result, 1320) / level(result, 440)) < -80


# Files


@pytest.mark.parametrize(
    ("suffix", "container", "codec"),
    [(".mp3", "mp3", "mp3"), (".m4a", "mp4", "aac"), (".wav", "wav", "pcm_s24le"), (".flac", "flac", "flac")],
)
def test_the_name_says_how_a_file_is_written(suffix: str, container: str, codec: str, tmp_path: Path) -> None:
    path = signals.write(tmp_path / "Tin số 1.wav", speech_like(3.0))
    output = tmp_path / f"ra{suffix.upper()}"
    plan = planned(path)
    treating.treat(original(path), plan, output, bit_rate=128)

    with av.open(str(output)) as file:
        stream = file.streams.audio[0]
        assert container in file.format.name
        assert stream.codec_context.codec.canonical_name == codec
        assert (stream.rate, stream.channels) == (RATE, 2)
    assert decoded(output).shape[1] == pytest.approx(plan.seconds * RATE, abs=0.03 * RATE)
    assert_level(decoded(output), -23)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([path.name, output.name])


@pytest.mark.parametrize("suffix", [".mp3", ".m4a"])
@pytest.mark.parametrize("bit_rate", [128, 320])
def test_an_encoded_file_is_as_loud_as_what_was_sent_and_as_is_said(suffix: str, bit_rate: int, tmp_path: Path) -> None:
    blocks = list(stream.blocks(GOOD[0]))
    gain = [("volume", f"{stream.HEADROOM_DB - 6}dB:precision=double")]
    sent = list(run(stream.to_frames(blocks), gain))
    encoding.write(tmp_path / "sent.wav", ".wav", iter(sent))
    said = encoding.write(tmp_path / f"written{suffix}", suffix, iter(sent), bit_rate=bit_rate)
    before, after = heard(decoded(tmp_path / "sent.wav")), heard(decoded(tmp_path / f"written{suffix}"))
    assert after.lufs == pytest.approx(before.lufs, abs=0.1)
    assert said is not None
    assert said.integrated_lufs == pytest.approx(after.lufs, abs=0.02)
    assert said.true_peak_dbtp == pytest.approx(after.peak_dbtp, abs=METERS_DIFFER_DB * 2)


def test_a_treated_file_has_the_name_of_its_original_inside(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "Tin số 1.wav", speech_like(2.0))
    for suffix in (".mp3", ".m4a", ".wav"):
        output = tmp_path / f"ra{suffix}"
        treating.treat(original(path), planned(path), output)
        with av.open(str(output)) as file:
            assert {**file.metadata}["title"] == "Tin số 1"


@pytest.mark.parametrize("name", ["a.ogg", "a", "a.txt", "a.mp3.exe", ".mp3"])
def test_a_name_that_says_no_form_is_refused(name: str, tmp_path: Path) -> None:
    path = signals.write(tmp_path / "in.wav", speech_like(1.0))
    with pytest.raises(UnknownFormat, match="mp3"):
        treating.treat(original(path), planned(path), tmp_path / name)

    assert list(tmp_path.iterdir()) == [path]


def bext(path: Path) -> bytes:
    """The bext chunk of a wav."""
    data = path.read_bytes()
    at = 12
    while at < len(data):
        name, size = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        if name == b"bext":
            return data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise AssertionError("no bext")


def test_a_wav_says_its_loudness_by_the_standard(tmp_path: Path) -> None:
    # EBU Tech 3285, version 2
    path = signals.write(tmp_path / "Tin số 1.wav", speech_like(6.0))
    output = tmp_path / "ra.wav"
    treating.treat(original(path), planned(path), output)

    chunk = bext(output)
    assert len(chunk) >= 602
    assert chunk[:256].rstrip(b"\0").decode() == "Tin số 1"
    assert struct.unpack_from("<H", chunk, VERSION_AT) == (2,)
    value, spread, peak, momentary, short_term = struct.unpack_from("<5h", chunk, LOUDNESS_AT)
    found, ours = heard(decoded(output)), measuring.measure(output).measurement.loudness
    assert value / 100 == pytest.approx(found.lufs, abs=0.1)
    assert peak / 100 == pytest.approx(found.peak_dbtp, abs=0.3)
    assert ours.range_lu is not None
    assert spread / 100 == pytest.approx(ours.range_lu, abs=0.1)
    assert momentary / 100 == pytest.approx(ours.momentary_max_lufs, abs=0.3)
    assert short_term / 100 == pytest.approx(ours.short_term_max_lufs, abs=0.1)
    assert chunk[422:602] == bytes(180)


def test_a_wav_without_loudness_says_that_it_has_none(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "nothing.wav", np.zeros(RATE))
    output = tmp_path / "ra.wav"
    treating.treat(original(path), planned(path), output)

    value, spread, _peak, momentary, short_term = struct.unpack_from("<5h", bext(output), LOUDNESS_AT)
    assert {value, spread, momentary, short_term} == {0x7FFF}


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_the_original_is_only_read(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    copy.chmod(0o444)
    before = copy.stat()
    treating.ensure_treated(tmp_path / "store", original(copy), planned(copy, settings=BUILT_IN[ON_AIR]))

    assert copy.read_bytes() == path.read_bytes()
    assert copy.stat().st_mtime_ns == before.st_mtime_ns


def files(store: Path) -> list[Path]:
    return sorted(path for path in store.rglob("*") if path.is_file())


def test_a_treated_recording_is_kept_and_made_again_when_it_is_lost(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "said.wav", speech_like(3.0))
    store = tmp_path / "store"
    plan = planned(path)
    file = treating.ensure_treated(store, original(path), plan)
    first, node = file.read_bytes(), file.stat().st_ino

    assert file == treating.cached_file(store, original(path), plan)
    assert treating.ensure_treated(store, original(path), plan) == file
    assert file.stat().st_ino == node
    file.unlink()
    assert treating.ensure_treated(store, original(path), plan) == file
    assert file.read_bytes() == first
    assert files(store) == [file]


def test_each_treatment_has_a_file_of_its_own(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "said.wav", speech_like(2.0))
    plans = [planned(path), planned(path, Recipe(gain_db=1.0)), planned(path, Recipe(end=1.0))]
    made = [treating.ensure_treated(tmp_path / "store", original(path), plan) for plan in plans]

    assert files(tmp_path / "store") == sorted(set(made))
    assert len(set(made)) == 3


@pytest.mark.parametrize(("share", "suffix"), [(0.3, ".mp3"), (0.9, ".mp3"), (0.3, ".flac"), (0.9, ".wav")])
def test_work_that_is_stopped_leaves_nothing(share: float, suffix: str, tmp_path: Path) -> None:
    path = signals.write(tmp_path / "said.wav", speech_like(22.0))
    output = tmp_path / f"ra{suffix}"
    output.write_bytes(b"from before")

    def progress(done: int, total: int) -> None:
        assert 0 <= done <= total
        if done >= share * total:
            raise StoppedError

    with pytest.raises(StoppedError):
        treating.ensure_treated(tmp_path / "store", original(path), planned(path), progress)
    assert files(tmp_path / "store") == []
    with pytest.raises(StoppedError):
        treating.treat(original(path), planned(path), output, progress=progress)
    assert output.read_bytes() == b"from before"
    assert sorted(tmp_path.glob("*ra*")) == [output]
    assert not list(tmp_path.glob(".*"))


def test_an_original_that_is_no_sound_leaves_nothing(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "said.wav", speech_like(2.0))
    plan = planned(path)
    path.write_bytes(b"RIFF and no more")
    with pytest.raises(NotAudio, match=r"said\.wav"):
        treating.ensure_treated(tmp_path / "store", original(path), plan)

    assert files(tmp_path / "store") == []


def test_an_output_in_no_folder_is_named(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "said.wav", speech_like(1.0))
    with pytest.raises(CannotWrite, match=r"ra\.mp3"):
        treating.treat(original(path), planned(path), tmp_path / "none" / "ra.mp3")


def test_the_same_treatment_makes_the_same_bytes_in_every_form(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "said.wav", speech_like(2.0))
    for suffix in (".mp3", ".m4a", ".wav", ".flac"):
        outputs = [tmp_path / f"{name}{suffix}" for name in "ab"]
        for output in outputs:
            treating.treat(original(path), planned(path), output)
        assert outputs[0].read_bytes() == outputs[1].read_bytes()


def test_the_quietest_tone_beside_the_loudest_keeps_its_place(tmp_path: Path) -> None:
    """Nothing is moved in time by what sets the level, limited or not."""
    samples = np.concatenate([tones(440, 1000, dbfs=-30.0), speech_like(3.0, -1.0)])
    path = signals.write(tmp_path / "tones.wav", samples)
    result = treated(path, settings=Settings(target_lufs=-10.0, trim=False))[0]

    second = levels_over_time(result, 1000)
    begins = np.flatnonzero(second[: 2 * RATE] > second[round(1.5 * RATE)] / 2)[0] / RATE
    assert begins == pytest.approx(1.0, abs=0.002)
    assert_level(np.stack([result, result]), -10.0)


@pytest.mark.parametrize("full_scale", [4.0, 50.0])
def test_floats_far_above_full_scale_are_not_clipped(full_scale: float, tmp_path: Path) -> None:
    path = signals.write(tmp_path / "hot.wav", tones(1000, seconds=3.0, dbfs=0.0) * full_scale, bits="float")

    result = treated(path)[0][RATE : 2 * RATE]
    time = np.arange(len(result)) / RATE
    tone = np.stack([np.sin(2000 * np.pi * time), np.cos(2000 * np.pi * time)]).T
    rest = result - tone @ np.linalg.lstsq(tone, result, rcond=None)[0]
    assert np.sqrt(np.mean(rest**2)) < 0.001 * np.sqrt(np.mean(result**2))


def test_the_cached_file_of_another_audio_track_is_another_one(tmp_path: Path) -> None:
    plan = recipes.whole(Recipe(), Settings(), 10.0)
    first = Original("ab" * 32, tmp_path / "a.mov", "a.mov")
    files = {treating.cached_file(tmp_path, replace(first, track=track), plan) for track in (1, 2, 3)}
    assert len(files) == 3
