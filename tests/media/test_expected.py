"""Levels that follow from what was measured before, and what happens where that is wrong."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from radiodesk.media import assembling, expected, treating, treatments
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound import stream
from radiodesk.media.sound.levelling import Expected
from radiodesk.media.sound.recipes import Plan, Recipe, Settings, plan, whole
from radiodesk.media.treating import Original
from radiodesk.model import ChannelChoice, Desk
from radiodesk.model.actions import Action
from tests import recordings
from tests.media import signals
from tests.media.meters import decoded, heard, speech_like
from tests.media.signals import RATE, Signal
from tests.media.test_assembling import PARTS, build, script

LOUDNESS_LU = 0.2


def taken(desk: Desk, folder: Path, samples: Signal, rate: int = RATE) -> tuple[RecordingView, Path]:
    """A measured recording of the desk, and its file."""
    path = signals.write(folder / "said.wav", samples, rate)
    with desk.changing(Action.EARLIER, what="test") as session:
        return recordings.add(session, desk, path), path


def planned(recording: RecordingView, recipe: Recipe | None = None, settings: Settings | None = None) -> Plan:
    found = recording.measurement
    assert found is not None
    ends = found.leading_seconds, found.trailing_seconds
    return plan(recipe or Recipe(), settings or Settings(), recording.seconds, *ends, found.usable)


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were decoded, once for each time."""
    files: list[Path] = []
    blocks = stream.blocks

    def counted(path: Path, **options: object) -> object:
        files.append(path)
        return blocks(path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(stream, "blocks", counted)
    return files


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_measured_recording_is_decoded_once_and_comes_to_its_level(
    rate: int, channels: int, desk: Desk, tmp_path: Path, passes: list[Path]
) -> None:
    voice = np.pad(speech_like(9.0)[:: RATE // rate] * 0.1, (rate, 2 * rate))
    recording, path = taken(desk, tmp_path, np.stack([voice, voice * 0.5][:channels]), rate)
    output = tmp_path / "treated.flac"
    treating.treat(Original.of(recording, path), planned(recording), output)

    assert passes == [path]
    assert heard(decoded(output)).lufs == pytest.approx(-23, abs=LOUDNESS_LU)


@pytest.mark.parametrize(("lufs", "peak"), [(-3.0, 0.0), (4.0, 0.0), (0.0, -30.0), (-9.0, -60.0)])
@pytest.mark.parametrize("suffix", [".flac", ".mp3"])
def test_a_wrong_expectation_is_noticed(
    lufs: float, peak: float, suffix: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording, path = taken(desk, tmp_path, speech_like(6.0, -12.0))
    settings = Settings(target_lufs=-10.0)
    assert recording.measurement is not None
    loudness = recording.measurement.loudness
    assert loudness.integrated_lufs is not None
    wrong = Expected(loudness.integrated_lufs + lufs, -12 + peak)
    monkeypatch.setattr(treating, "of_recording", lambda *_args: wrong)
    output = tmp_path / f"treated{suffix}"
    treating.treat(Original.of(recording, path), planned(recording, settings=settings), output)

    found = heard(decoded(output))
    assert found.lufs == pytest.approx(-10.0, abs=LOUDNESS_LU)
    assert found.peak_dbtp <= -1 + 0.05


def test_nothing_is_expected_of_what_a_plan_changes(desk: Desk, tmp_path: Path) -> None:
    voice = np.pad(speech_like(6.0) * 0.1, (RATE, RATE))
    recording, _path = taken(desk, tmp_path, np.stack([voice, voice * 0.5]))
    known = planned(recording)

    assert expected.of_recording(recording, known) is not None
    assert expected.of_recording(recording, whole(Recipe(), Settings(), recording.seconds)) is not None
    for recipe in (
        Recipe(begin=3.0),
        Recipe(end=4.0),
        Recipe(cuts=((3.0, 4.0),)),
        Recipe(high_pass_hz=80.0),
        Recipe(channels=ChannelChoice.LEFT),
        Recipe(gain_db=20.0),  # its peaks have to be limited
    ):
        assert expected.of_recording(recording, planned(recording, recipe)) is None, recipe
    assert expected.of_recording(replace(recording, measurement=None), known) is None
    assert expected.of_recording(None, known) is None


def test_lines_together_are_as_loud_as_their_mean_power(desk: Desk, tmp_path: Path) -> None:
    recording, _path = taken(desk, tmp_path, speech_like(6.0, -20.0))
    line = planned(recording)
    louder, quiet = replace(line, target_lufs=-20.0), replace(line, target_lufs=-40.0)

    def lufs(*plans: Plan) -> float:
        found = expected.of_lines([(recording, each) for each in plans], -23.0, -1.0)
        assert found is not None
        return found.integrated_lufs

    assert lufs(line) == pytest.approx(-23)
    assert lufs(line, louder) == pytest.approx(10 * np.log10((10**-2.3 + 10**-2.0) / 2))
    assert lufs(line, quiet) == pytest.approx(-23)  # the gate leaves it out
    assert expected.of_lines([(recording, line), (None, line)], -23.0, -1.0) is None
    assert expected.of_lines([(recording, line)], -5.0, -1.0) is None


@pytest.mark.parametrize("suffix", [".wav", ".mp3"])
def test_an_edition_whose_lines_were_misjudged_comes_to_its_level(
    suffix: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = script(desk, build(desk, tmp_path, PARTS[:3]))
    monkeypatch.setattr(assembling, "of_lines", lambda *_args: Expected(-26.0, -30.0))
    done = assembling.assemble(desk.config.media, found, tmp_path / f"ra{suffix}")

    measured = heard(decoded(tmp_path / f"ra{suffix}"))
    assert measured.lufs == pytest.approx(-23, abs=LOUDNESS_LU)
    assert done.level.loudness.integrated_lufs == pytest.approx(measured.lufs, abs=0.1)


def test_every_use_of_a_recording_is_treated_alike(desk: Desk, tmp_path: Path) -> None:
    recording, _path = taken(desk, tmp_path, np.pad(speech_like(6.0, -20.0), RATE))
    with desk.reading() as session:
        view = treatments.treatment(session, recording.id)
    original = Original.of(view.recording, _path)

    first = treating.ensure_treated(tmp_path / "a", original, view.plan).read_bytes()
    assert treating.ensure_treated(tmp_path / "b", original, view.plan).read_bytes() == first
