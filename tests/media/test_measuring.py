"""What is measured of a recording: peaks, clipping, silence, channels, the waveform."""

import json
import math
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiodesk.kinds import ChannelChoice
from radiodesk.media.sound import levels
from radiodesk.media.sound.errors import MediaError
from radiodesk.media.sound.levels import FLOOR_DB, Waveform
from radiodesk.media.sound.measurement import Measurement
from radiodesk.media.sound.measuring import Measured, measure
from tests.conftest import MEDIA
from tests.media.meters import filter_peak_dbtp, speech_like
from tests.media.signals import RATE, Signal, amplitude, sequence, sine, stereo, write

SILENT = -math.inf
STEP = 96 / 255
HOP = 0.005


def measured(signal: Signal, tmp_path: Path, rate: int = 48_000, bits: int | str = 16) -> Measured:
    return measure(write(tmp_path / "signal.wav", signal, rate, bits))


def noise(channels: int, seconds: float, seed: int = 1, level: float = 0.1, rate: int = 48_000) -> Signal:
    return np.random.default_rng(seed).normal(0, level, (channels, round(seconds * rate)))


# Peaks and clipping


def test_the_sample_peak_is_that_of_the_loudest_sample(tmp_path: Path) -> None:
    signal = stereo(sine(-30, 1))
    signal[1, 20_000] = 0.5

    assert measured(signal, tmp_path, bits="float").measurement.sample_peak_dbfs == pytest.approx(-6.02, abs=0.01)


def test_the_true_peak_is_never_below_the_sample_peak(tmp_path: Path) -> None:
    for bits in (8, 16, 24, 32, "float"):
        found = measured(noise(2, 0.5, level=0.3), tmp_path, bits=bits).measurement

        assert found.sample_peak_dbfs is not None
        assert found.loudness.true_peak_dbtp is not None
        assert found.loudness.true_peak_dbtp >= found.sample_peak_dbfs - 0.005


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 96_000, 192_000])
def test_the_true_peak_is_what_the_filter_itself_says(rate: int, tmp_path: Path) -> None:
    path = write(tmp_path / "signal.wav", noise(2, 1.1, level=0.2, rate=rate), rate, 24)
    found = measure(path).measurement.loudness.true_peak_dbtp

    assert found == pytest.approx(filter_peak_dbtp(path), abs=0.01)


@pytest.mark.parametrize("bits", [16, 24, 32, "float"])
def test_clipped_places_are_counted_and_placed(bits: int | str, tmp_path: Path) -> None:
    signal = stereo(sine(-20, 4))
    for channel, second in ((0, 0.5), (1, 1.25), (0, 3.1)):
        start = round(second * 48_000)
        signal[channel, start : start + 3] = 1.0 if channel else -1.0
    found = measured(signal, tmp_path, bits=bits).measurement

    assert found.clipped == 3
    assert found.clips == (0.5, 1.25, 3.1)


def test_one_or_two_samples_at_full_scale_are_not_clipped(tmp_path: Path) -> None:
    signal = sine(-20, 1)
    signal[10_000] = signal[20_000] = signal[20_001] = 1.0
    found = measured(signal, tmp_path).measurement

    assert found.clipped == 0
    assert found.clips == ()
    assert found.sample_peak_dbfs == pytest.approx(0, abs=0.01)


def test_a_loud_tone_under_full_scale_is_not_clipped(tmp_path: Path) -> None:
    assert measured(stereo(sine(-0.1, 1, hertz=50)), tmp_path).measurement.clipped == 0


def test_clipping_in_both_channels_at_once_is_one_place(tmp_path: Path) -> None:
    signal = stereo(sine(-20, 1))
    signal[:, 10_000:10_010] = 1.0

    assert measured(signal, tmp_path).measurement.clipped == 1


@pytest.mark.parametrize("before", range(-1, 8))
def test_a_clipped_place_across_a_second_is_one_place(before: int, tmp_path: Path) -> None:
    signal = sine(-20, 3)
    start = 48_000 - before
    signal[start : start + 6] = 1.0
    found = measured(signal, tmp_path).measurement

    assert found.clipped == 1
    assert found.clips == (round(start / 48_000, 3),)


def test_a_short_clipped_place_across_a_second_is_found(tmp_path: Path) -> None:
    signal = sine(-20, 3)
    signal[47_998:48_002] = 1.0

    assert measured(signal, tmp_path).measurement.clipped == 1


def test_all_clipped_places_are_counted_and_the_first_hundred_placed(tmp_path: Path) -> None:
    signal = sine(-20, 4)
    starts = [1_000 + 1_000 * number for number in range(150)]
    for start in starts:
        signal[start : start + 4] = -1.0
    found = measured(signal, tmp_path).measurement

    assert found.clipped == 150
    assert found.clips == tuple(round(start / 48_000, 3) for start in starts[:100])


# Offset


@pytest.mark.parametrize("offset", [0.05, -0.2, 0.001])
def test_an_offset_is_found_in_the_channel_that_has_it(offset: float, tmp_path: Path) -> None:
    signal = stereo(sine(-20, 2))
    signal[1] += offset

    assert measured(signal, tmp_path).measurement.dc_offset == pytest.approx(abs(offset), abs=1e-4)


def test_a_tone_has_no_offset(tmp_path: Path) -> None:
    for bits in (8, 16, 24, 32, "float"):
        assert measured(stereo(sine(-6, 2)), tmp_path, bits=bits).measurement.dc_offset < 1e-4


# Silence

pauses = st.floats(0.53, 2)
tones = st.floats(0.5, 2)


def _found(signal: Signal, rate: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        return measured(signal, Path(folder), rate, 24)


@settings(max_examples=60, deadline=None)
@given(
    lead=st.just(0.0) | pauses,
    inner=st.lists(pauses, max_size=3),
    trail=st.just(0.0) | pauses,
    sounds=st.lists(tones, min_size=4, max_size=4),
    level=st.floats(-40, -3),
    hum=st.just(SILENT) | st.floats(-110, -80),
    rate=st.sampled_from([8_000, 11_025, 22_050, 44_100, 48_000]),
    channels=st.sampled_from([1, 2]),
)
def test_silence_is_found_to_10_ms(
    lead: float,
    inner: list[float],
    trail: float,
    sounds: list[float],
    level: float,
    hum: float,
    rate: int,
    channels: int,
) -> None:
    parts, expected, at = [], [], 0.0
    for pause, sound in zip([lead, *inner], sounds, strict=False):
        if pause:
            expected.append((at, at + pause))
        parts += [(hum, pause), (level, sound)]
        at += pause + sound
    if trail:
        expected.append((at, at + trail))
    signal = sequence(*parts, (hum, trail), rate=rate)
    found = _found(np.stack([signal] * channels), rate)

    assert np.array(found.measurement.silences).ravel() == pytest.approx(np.array(expected).ravel(), abs=0.01)
    assert found.measurement.leading_seconds == pytest.approx(lead, abs=0.01)
    assert found.measurement.trailing_seconds == pytest.approx(trail, abs=0.01)


@settings(max_examples=40, deadline=None)
@given(pause=pauses, trail=pauses, rate=st.sampled_from([8_000, 44_100]))
def test_the_silence_at_both_ends_is_no_inner_silence(pause: float, trail: float, rate: int) -> None:
    signal = sequence((SILENT, pause), (-20, 0.5), (SILENT, pause), (-20, 0.5), (SILENT, trail), rate=rate)
    found = _found(signal, rate)
    inner = np.array(found.measurement.inner_silences(found.sound.seconds)).ravel()

    assert inner == pytest.approx(np.array([pause + 0.5, 2 * pause + 0.5]), abs=0.01)


@settings(max_examples=20, deadline=None)
@given(pause=st.floats(0.01, 0.45), level=st.floats(-40, -3))
def test_the_pauses_of_speech_are_no_silence(pause: float, level: float) -> None:
    signal = sequence((SILENT, pause), (level, 1), (SILENT, pause), (level, 1), (SILENT, pause), rate=16_000)
    found = _found(signal, 16_000).measurement

    assert found.silences == ()
    assert (found.leading_seconds, found.trailing_seconds) == (0, 0)


def test_what_is_silent_depends_on_how_loud_the_recording_is(tmp_path: Path) -> None:
    def silences(tone: float, hum: float) -> int:
        return len(measured(sequence((tone, 5), (hum, 2), (tone, 5)), tmp_path, bits=24).measurement.silences)

    assert silences(tone=-10, hum=-50) == 1
    assert silences(tone=-40, hum=-50) == 0


def test_a_recording_without_a_pause_has_no_silence(tmp_path: Path) -> None:
    found = measured(stereo(sine(-20, 3)), tmp_path).measurement

    assert found.silences == ()
    assert found.inner_silences(3) == []


@pytest.mark.parametrize("channels", [1, 2])
def test_a_silent_file_has_no_loudness(channels: int, tmp_path: Path) -> None:
    found = measured(np.zeros((channels, 96_123)), tmp_path)
    loudness = found.measurement.loudness

    assert loudness.integrated_lufs is None
    assert loudness.range_lu is None
    assert loudness.momentary_max_lufs is None
    assert loudness.short_term_max_lufs is None
    assert loudness.true_peak_dbtp is None
    assert found.measurement.sample_peak_dbfs is None
    assert found.measurement.silences == ((0, 2.003),)
    assert found.measurement.leading_seconds == 2.003
    assert found.measurement.trailing_seconds == 0
    assert not found.measurement.same_channels
    assert found.measurement.dead_channels == ()
    assert found.sound.warnings == ("silent",)
    assert found.measurement.inner_silences(found.sound.seconds) == []


def _power(samples: np.ndarray, rate: int) -> np.ndarray:
    """Mean square over all channels of hops of 5 ms, of 16-bit samples in the shape (n, channels)."""
    size = rate // 200
    usable = samples[: len(samples) // size * size] / 2.0**15
    return np.square(usable).reshape(-1, size * samples.shape[1]).mean(axis=1)


def _pydubs(samples: np.ndarray, rate: int, threshold: float) -> list[tuple[float, float]]:
    with warnings.catch_warnings():
        # It looks for the programs of FFmpeg, which are not needed here, and takes a module that Python gave up.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
        from pydub.silence import detect_silence

    segment = AudioSegment(samples.tobytes(), sample_width=2, frame_rate=rate, channels=samples.shape[1])
    return [(start / 1000, end / 1000) for start, end in detect_silence(segment, 500, threshold)]


@settings(max_examples=40, deadline=None)
@given(
    # A loud part is loud enough for any window that all of it lies in, a quiet one quiet enough for none.
    parts=st.lists(
        st.tuples(st.floats(-18, -1), st.floats(0.06, 1), st.just(SILENT) | st.floats(-80, -48), st.floats(0, 1.5)),
        min_size=1,
        max_size=4,
    ),
    lead=st.floats(0, 1.5),
    threshold=st.sampled_from([-42, -40, -38]),
    channels=st.sampled_from([1, 2]),
    rate=st.sampled_from([8_000, 16_000]),
)
def test_the_same_silences_are_found_as_by_pydub(
    parts: list[tuple[float, float, float, float]], lead: float, threshold: float, channels: int, rate: int
) -> None:
    levels_of = [(SILENT, lead)]
    for loud, sound, quiet, pause in parts:
        # A pause about as long as the shortest silence is one or none, by where the hops begin.
        levels_of += [(loud, sound), (quiet, pause if abs(pause - 0.5) > 0.03 else 0.6)]
    if abs(lead - 0.5) <= 0.03:
        levels_of[0] = SILENT, 0.6
    channel = sequence(*levels_of, rate=rate)
    samples = np.round(np.stack([channel, channel * 0.9][:channels], axis=1) * 32_767).astype(np.int16)
    spans = levels.quiet_spans(_power(samples, rate), HOP, threshold, 0.5)

    assert np.array(spans).ravel() == pytest.approx(np.array(_pydubs(samples, rate, threshold)).ravel(), abs=0.01)


@pytest.mark.parametrize("threshold", [-30, -40, -50])
def test_the_same_silences_are_found_in_speech_like_noise_as_by_pydub(threshold: float) -> None:
    rate = 8_000
    chance = np.random.default_rng(7)
    envelope = np.repeat(10 ** (chance.uniform(-75, -10, 40) / 20), rate // 4)
    samples = np.round(chance.normal(0, 1, (len(envelope), 2)) * envelope[:, None] * 32_767).clip(-32_768, 32_767)
    samples = samples.astype(np.int16)
    spans = levels.quiet_spans(_power(samples, rate), HOP, threshold, 0.5)

    assert np.array(spans).ravel() == pytest.approx(np.array(_pydubs(samples, rate, threshold)).ravel(), abs=0.01)


def test_a_quiet_end_is_silent_after_an_hour_at_full_scale() -> None:
    power = np.concatenate([np.full(720_000, 0.5), np.full(200, 1e-8), np.zeros(200)])

    assert levels.quiet_spans(power, HOP, -70, 0.5)[0] == pytest.approx((3600, 3602), abs=0.01)


# Channels


@pytest.mark.parametrize("bits", [8, 16, 24, 32, "float"])
def test_two_channels_with_the_same_sound_are_recognised(bits: int | str, tmp_path: Path) -> None:
    found = measured(np.repeat(noise(1, 5), 2, axis=0), tmp_path, bits=bits).measurement

    assert found.same_channels
    assert found.dead_channels == ()


def test_the_same_channels_are_recognised_at_any_level(tmp_path: Path) -> None:
    loud = stereo(np.full(480_000, 0.9) + sine(-30, 10))
    quiet = stereo(sine(-70, 10))

    assert measured(loud, tmp_path, bits="float").measurement.same_channels
    assert measured(quiet, tmp_path, bits="float").measurement.same_channels


@pytest.mark.parametrize(("difference", "same"), [(-80, True), (-60, True), (-40, False), (-20, False)])
def test_channels_are_the_same_if_they_hardly_differ(difference: float, same: bool, tmp_path: Path) -> None:
    signal = np.repeat(noise(1, 5), 2, axis=0)
    signal[1] += noise(1, 5, seed=2, level=0.1 * amplitude(difference))[0]

    assert measured(signal, tmp_path, bits="float").measurement.same_channels is same


def test_other_channels_are_not_the_same(tmp_path: Path) -> None:
    tone = sine(-20, 2)

    assert not measured(noise(2, 2), tmp_path).measurement.same_channels
    assert not measured(np.stack([tone, -tone]), tmp_path).measurement.same_channels
    assert not measured(np.stack([tone, tone / 2]), tmp_path).measurement.same_channels
    assert not measured(tone, tmp_path).measurement.same_channels
    assert not measured(np.stack([tone] * 6), tmp_path).measurement.same_channels


@pytest.mark.parametrize("dead", [0, 1])
@pytest.mark.parametrize("hum", [SILENT, -75])
def test_a_dead_channel_is_recognised(dead: int, hum: float, tmp_path: Path) -> None:
    signal = stereo(sine(-20, 2))
    signal[dead] = sine(hum, 2, hertz=50)
    found = measured(signal, tmp_path).measurement

    assert found.dead_channels == (dead,)
    assert not found.same_channels


def test_a_quiet_channel_is_not_dead(tmp_path: Path) -> None:
    assert measured(np.stack([sine(-10, 2), sine(-38, 2)]), tmp_path).measurement.dead_channels == ()


def spoken(seconds: float, dbfs: float = -10.0, seed: int = 1) -> Signal:
    return speech_like(seconds, dbfs, seed)


def hiss(seconds: float, dbfs: float) -> Signal:
    return noise(1, seconds, seed=7, level=amplitude(dbfs))[0]


@pytest.mark.parametrize("dead", [0, 1])
@pytest.mark.parametrize("what", ["noise", "crosstalk", "nothing"])
def test_a_channel_with_only_noise_or_crosstalk_is_dead(tmp_path: Path, dead: int, what: str) -> None:
    speech = spoken(6)
    other = {"noise": hiss(6, -52), "crosstalk": speech * amplitude(-40), "nothing": speech * 0}[what]
    found = measured(np.stack([other, speech] if dead == 0 else [speech, other]), tmp_path).measurement
    assert found.dead_channels == (dead,)
    assert found.usable is (ChannelChoice.RIGHT if dead == 0 else ChannelChoice.LEFT)
    assert not found.inverted


def test_a_guest_who_speaks_once_keeps_a_channel_alive(tmp_path: Path) -> None:
    guest = hiss(20, -52)
    guest[10 * RATE : 11 * RATE] += spoken(1)
    assert measured(np.stack([spoken(20), guest]), tmp_path).measurement.dead_channels == ()


@pytest.mark.parametrize(("gain", "inverted"), [(-1.0, True), (-0.5, True), (1.0, False), (0.5, False)])
def test_a_channel_that_is_the_other_one_inverted_is_a_fault(tmp_path: Path, gain: float, inverted: bool) -> None:
    speech = spoken(4)
    for other in (speech * gain, speech * gain + hiss(4, -60)):
        found = measured(np.stack([speech, other.astype(np.float32)]), tmp_path).measurement
        assert found.inverted is inverted
        assert found.usable is (ChannelChoice.LEFT if inverted else ChannelChoice.ALL)


def test_two_channels_of_their_own_are_not_inverted(tmp_path: Path) -> None:
    found = measured(np.stack([spoken(4, seed=1), spoken(4, seed=2)]), tmp_path).measurement
    assert (found.inverted, found.dead_channels, found.usable) == (False, (), ChannelChoice.ALL)


def test_a_measurement_of_an_older_release_says_nothing_of_inverted_channels(tmp_path: Path) -> None:
    stored = measured(np.stack([sine(-10, 1), sine(-10, 1)]), tmp_path).measurement.as_json()
    del stored["inverted"]
    assert Measurement.from_json(stored).inverted is False


# Storing


@pytest.mark.parametrize("path", sorted(MEDIA.iterdir()), ids=lambda path: path.name)
def test_a_measurement_comes_back_from_json_as_it_was(path: Path) -> None:
    found = measure(path).measurement

    assert Measurement.from_json(json.loads(json.dumps(found.as_json(), allow_nan=False))) == found


def test_a_measurement_of_silence_and_one_of_every_fault_come_back_from_json(tmp_path: Path) -> None:
    faulty = np.stack([sequence((SILENT, 1), (-1, 1), (SILENT, 1), (-10, 1), (SILENT, 1)), np.zeros(240_000)])
    faulty[0, 60_000:60_010] = 1.0
    for signal in (np.zeros((2, 48_000)), faulty, np.zeros((1, 1))):
        found = measured(signal, tmp_path).measurement

        assert Measurement.from_json(json.loads(json.dumps(found.as_json(), allow_nan=False))) == found
    assert measured(faulty, tmp_path).measurement.dead_channels == (1,)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e30, 3e38])
def test_samples_that_are_no_sound_do_not_become_levels_that_are_no_numbers(value: float, tmp_path: Path) -> None:
    signal = stereo(sine(-20, 2))
    signal[0, 30_000] = value
    try:
        with np.errstate(all="ignore"):
            found = measured(signal, tmp_path, bits="float")
    except MediaError:  # refused is as good
        return

    json.dumps(found.measurement.as_json(), allow_nan=False)
    assert np.isfinite(found.waveform.peaks).all()
    assert np.isfinite(found.waveform.loudness).all()


# The waveform

heights = st.lists(st.tuples(st.floats(FLOOR_DB, 0, width=32), st.floats(FLOOR_DB, 0, width=32)), max_size=300)


def _waveform(values: list[tuple[float, float]], block_seconds: float = 0.02) -> Waveform:
    both = np.array(values, np.float32).reshape(-1, 2)
    return Waveform(block_seconds, both[:, 0].copy(), both[:, 1].copy())


@given(values=heights)
def test_a_waveform_comes_back_within_half_a_step(values: list[tuple[float, float]]) -> None:
    waveform = _waveform(values)
    back = Waveform.unpack(waveform.pack(), waveform.block_seconds)

    assert back.block_seconds == waveform.block_seconds
    assert back.peaks == pytest.approx(waveform.peaks, abs=STEP / 2 + 1e-4)
    assert back.loudness == pytest.approx(waveform.loudness, abs=STEP / 2 + 1e-4)


@given(values=heights)
def test_a_waveform_that_was_stored_once_does_not_change_any_more(values: list[tuple[float, float]]) -> None:
    packed = _waveform(values).pack()

    assert Waveform.unpack(packed, 0.02).pack() == packed


@given(
    values=heights,
    start=st.floats(-2, 8),
    length=st.floats(0.001, 8),
    width=st.integers(1, 200),
)
def test_each_column_shows_the_loudest_of_the_blocks_that_it_covers(
    values: list[tuple[float, float]], start: float, length: float, width: int
) -> None:
    waveform = _waveform(values)
    peaks, loudness = waveform.columns(start, start + length, width)
    edges = np.linspace(start, start + length, width + 1)

    assert len(peaks) == len(loudness) == width
    for shown, stored in ((peaks, waveform.peaks), (loudness, waveform.loudness)):
        for column in range(width):
            first, last = edges[column] / 0.02, edges[column + 1] / 0.02
            # Its own blocks, and no others than those that it touches: a column may end inside a block.
            inside = stored[max(0, math.ceil(first)) : max(0, math.floor(last))]
            touched = stored[max(0, math.floor(first) - 1) : max(0, math.ceil(last) + 1)]
            assert shown[column] >= inside.max(initial=FLOOR_DB)
            assert shown[column] <= touched.max(initial=FLOOR_DB)


def test_the_columns_of_a_recording_follow_its_levels(tmp_path: Path) -> None:
    waveform = measured(stereo(sequence((-10, 1), (-40, 1), (SILENT, 1), (-20, 1))), tmp_path, bits=24).waveform
    peaks, loudness = waveform.columns(0, 4, 4)

    assert peaks == pytest.approx([-10, -40, FLOOR_DB, -20], abs=0.1)
    assert loudness == pytest.approx([-13, -43, FLOOR_DB, -23], abs=0.1)


def test_there_is_nothing_beyond_the_recording(tmp_path: Path) -> None:
    waveform = measured(sine(-10, 1), tmp_path).waveform
    peaks, _ = waveform.columns(-1, 2, 3)

    assert peaks == pytest.approx([FLOOR_DB, -10, FLOOR_DB], abs=0.1)
    assert (waveform.columns(5, 6, 10)[0] == FLOOR_DB).all()
    assert (waveform.columns(-3, -2, 10)[0] == FLOOR_DB).all()


def test_a_single_loud_sample_is_in_the_waveform_at_any_width(tmp_path: Path) -> None:
    signal = sine(-60, 5)
    signal[123_456] = 0.9
    waveform = measured(signal, tmp_path).waveform

    for width in (1, 7, 80, 200, 1000):
        peaks, _ = waveform.columns(0, 5, width)
        assert peaks.max() == pytest.approx(20 * math.log10(0.9), abs=0.1)
        assert abs(int(peaks.argmax()) - 123_456 / 240_000 * width) <= 1 + 0.02 / 5 * width


# Very short files


@pytest.mark.parametrize("bits", [8, 16, 24, 32, "float"])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("count", [1, 2, 239, 240, 241, 2_400, 19_199, 19_200, 48_001])
def test_a_short_file_is_measured(count: int, channels: int, bits: int | str, tmp_path: Path) -> None:
    found = measured(np.full((channels, count), 0.5), tmp_path, bits=bits)

    assert found.sound.seconds == pytest.approx(count / 48_000, abs=1e-6)
    assert found.sound.warnings == ()
    assert found.measurement.sample_peak_dbfs == pytest.approx(-6.02, abs=0.01)
    assert found.measurement.loudness.true_peak_dbtp is not None
    assert found.measurement.dc_offset == pytest.approx(0.5, abs=1e-4)
    assert found.measurement.silences == ()
    assert len(found.waveform.peaks) == math.ceil(math.ceil(count / 240) / 4)


def test_a_sound_shorter_than_400_ms_has_a_peak_but_no_loudness(tmp_path: Path) -> None:
    loudness = measured(stereo(sine(-20, 0.05)), tmp_path).measurement.loudness

    assert loudness.integrated_lufs is None
    assert loudness.momentary_max_lufs is None
    assert loudness.true_peak_dbtp == pytest.approx(-20, abs=0.5)
