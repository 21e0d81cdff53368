"""Playing, on a sound card that nobody hears."""

import os
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from radiodesk.media.sound import playing, stream
from radiodesk.media.sound.errors import NotAudio
from radiodesk.media.sound.playing import NoSoundCard, PlaybackStatus, Player
from tests.media import signals

SECONDS = 0.6


class Ear:
    """Keeps what a player says."""

    def __init__(self) -> None:
        self.heard: list[PlaybackStatus] = []
        self.errors: list[Exception | None] = []
        self.over = threading.Event()

    def ended(self, error: Exception | None) -> None:
        self.errors.append(error)
        self.over.set()

    def wait(self) -> None:
        assert self.over.wait(20)


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """A second; its right channel is 20 dB lower."""
    loud = signals.sine(-6, 1.0)
    return signals.write(tmp_path / "tone.wav", np.stack([loud, loud / 10]))


def test_it_says_how_far_it_is_how_loud_and_when_it_is_over(tone: Path) -> None:
    ear, player = Ear(), Player(silent=True)
    player.play(playing.pcm(tone, 0.0, SECONDS), ear.heard.append, ear.ended)
    assert player.playing
    ear.wait()

    assert ear.errors == [None]
    assert not player.playing
    assert ear.heard[-1].seconds == pytest.approx(SECONDS, abs=0.02)
    assert [each.seconds for each in ear.heard] == sorted(each.seconds for each in ear.heard)
    assert ear.heard[1].levels == pytest.approx((-6, -26), abs=0.2)


def test_it_takes_as_long_as_the_sound(tone: Path) -> None:
    ear = Ear()
    began = time.monotonic()
    Player(silent=True).play(playing.pcm(tone), ear.heard.append, ear.ended)
    ear.wait()

    assert time.monotonic() - began > 0.9


def test_stopped_it_is_silent_at_once_and_says_nothing_more(tone: Path) -> None:
    ear, player = Ear(), Player(silent=True)
    player.play(playing.pcm(tone), ear.heard.append, ear.ended)
    while not ear.heard:
        time.sleep(0.01)
    player.stop()
    said = len(ear.heard)
    time.sleep(0.2)

    assert not player.playing
    assert len(ear.heard) <= said + 1
    assert ear.errors == []


def test_what_is_played_next_takes_the_place_of_what_was_played(tone: Path) -> None:
    first, second, player = Ear(), Ear(), Player(silent=True)
    player.play(playing.pcm(tone), first.heard.append, first.ended)
    player.play(playing.pcm(tone, 0.0, 0.2), second.heard.append, second.ended)
    second.wait()

    assert first.errors == []
    assert second.errors == [None]


def test_a_file_that_is_no_sound_ends_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "notes.wav"
    path.write_bytes(b"no sound at all" * 100)
    ear = Ear()
    Player(silent=True).play(playing.pcm(path, name="notes"), ear.heard.append, ear.ended)
    ear.wait()

    assert [type(error) for error in ear.errors] == [NotAudio]
    assert "notes is not audio" in str(ear.errors[0])


@pytest.mark.skipif(os.name != "posix", reason="the machine without a card is a shell script")
def test_without_a_sound_card_it_says_so(tone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    none = tmp_path / "no-card"
    none.write_text("#!/bin/sh\necho none\nread sound\n")
    none.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(none))
    ear, player = Ear(), Player()
    player.play(playing.pcm(tone), ear.heard.append, ear.ended)
    ear.wait()

    assert [type(error) for error in ear.errors] == [NoSoundCard]
    assert not player.playing


def test_a_part_begins_and_ends_where_it_is_asked_to(tmp_path: Path) -> None:
    steps = signals.sequence((-40, 0.5), (-10, 0.5), (-40, 0.5))
    path = signals.write(tmp_path / "steps.wav", signals.stereo(steps))
    part = playing.samples(path, 0.5, 1.0)

    assert part.shape == (2, stream.RATE // 2)
    assert np.abs(part[:, :100]).max() > 0.05
    assert np.abs(part[:, -100:]).max() > 0.05
    assert np.abs(playing.samples(path, 0.0, 0.5)).max() < 0.02


def test_a_cut_is_heard_as_two_parts_one_right_behind_the_other(tmp_path: Path) -> None:
    path = signals.write(tmp_path / "tone.wav", signals.stereo(signals.sine(-10, 3.0)))
    heard = b"".join(playing.pcm_spans(path, [(0.5, 1.0), (2.0, 2.25)]))

    assert len(heard) == round(0.75 * stream.RATE) * 4


@pytest.mark.parametrize(("seconds", "moment"), [(0.0, 1.0), (0.5, 1.5), (1.5, 10.5), (2.0, 11.0), (9.0, 11.0)])
def test_what_was_played_says_where_that_is_in_the_recording(seconds: float, moment: float) -> None:
    assert playing.moment_in([(1.0, 2.0), (10.0, 11.0)], seconds) == moment
