"""Opening the editing screen on an hour-long recording that was measured, and scrolling in it.

Opening goes from the call to the last line of the waveform drawn, against Textual's own time for a screen of one word.
Scrolling is our own work for one step: the columns of the view, and all of its lines.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Static
from timing import say

from radiodesk.config import Config
from radiodesk.media import store
from radiodesk.media.sound import levels
from radiodesk.media.sound.decoding import SoundInfo
from radiodesk.media.sound.measurement import Loudness, Measurement
from radiodesk.media.sound.measuring import Measured
from radiodesk.media.store import StagedFile
from radiodesk.model import Desk
from radiodesk.model.actions import Action
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.screens.editing import edit
from radiodesk.tui.widgets.wave_view import WaveView

RUNS = 9
STEPS = 200
SECONDS = 3600.0
SIZE = (160, 45)
OPENING_LIMIT = 0.1
STEP_LIMIT = 0.016


def measured() -> Measured:
    """What measuring an hour of speech with a pause every ten seconds finds."""
    random = np.random.default_rng(1)
    hops = round(SECONDS * levels.HOPS_PER_SECOND)
    power = random.exponential(0.01, hops)
    pauses = tuple((10.0 * number, 10.0 * number + 0.8) for number in range(360))
    for start, end in pauses:
        power[round(start * levels.HOPS_PER_SECOND) : round(end * levels.HOPS_PER_SECOND)] = 1e-8
    measurement = Measurement(
        loudness=Loudness(-20.0, 6.0, -14.0, -16.0, -2.0),
        sample_peak_dbfs=-2.1,
        clipped=0,
        clips=(),
        dc_offset=0.0,
        silence_dbfs=-47.0,
        silences=pauses,
        leading_seconds=0.8,
        trailing_seconds=0.0,
        same_channels=True,
        dead_channels=(),
    )
    waveform = levels.waveform(np.sqrt(power) * 2, power, 1 / levels.HOPS_PER_SECOND, 4)
    return Measured(SoundInfo(SECONDS, 48_000, 2, "mp3", ()), measurement, waveform)


class Word(Screen[None]):
    """The reference: one word."""

    def compose(self):  # type: ignore[no-untyped-def]  # noqa: ANN201
        """Lay it out."""
        yield Static("drawn")


async def opening(app: RadiodeskApp, recording_id: int) -> tuple[float, WaveView]:
    """Seconds until the waveform is drawn, and the waveform."""
    drawn = asyncio.Event()
    original = WaveView.render_line

    def render_line(self: WaveView, y: int) -> Strip:
        strip = original(self, y)
        if self._columns is not None and y == self.size.height - 1:
            drawn.set()
        return strip

    WaveView.render_line = render_line  # type: ignore[method-assign]
    try:
        begin = time.perf_counter()
        opened = asyncio.ensure_future(edit(app, app.access, recording_id))
        await drawn.wait()
        seconds = time.perf_counter() - begin
        await opened
        return seconds, app.screen.query_one(WaveView)
    finally:
        WaveView.render_line = original  # type: ignore[method-assign]


async def a_word(app: RadiodeskApp) -> float:
    """Seconds until Textual shows a screen with one word."""
    drawn = asyncio.Event()
    screen = Word()
    begin = time.perf_counter()
    app.push_screen(screen)
    screen.call_after_refresh(drawn.set)
    await drawn.wait()
    return time.perf_counter() - begin


def step(wave: WaveView, seconds: float) -> float:
    """Seconds of our own work to draw the waveform with the cursor somewhere else."""
    begin = time.perf_counter()
    wave.cursor += seconds
    for y in range(wave.size.height):
        wave.render_line(y)
    return time.perf_counter() - begin


async def run(home: Path) -> tuple[list[float], list[float], list[float]]:
    """Openings, reference openings, steps."""
    desk = Desk.create(Config(home=home, person="bench"), name="Bench")
    copy = home / "hour.mp3"
    copy.touch()
    with desk.changing(Action.EARLIER, what="bench") as session:
        staged = StagedFile(copy, "0" * 64, "hour.mp3", ".mp3", 1, 0, measured())
        recording = store.register(session, desk.config.media, staged)
    desk.close()
    app = RadiodeskApp(Config(home=home, person="bench"))
    openings, words, steps = [], [], []
    async with app.run_test(size=SIZE) as pilot:
        while not app.opened:
            await pilot.pause(0.05)
        for _ in range(RUNS):
            words.append(await a_word(app))
            await pilot.pause()
            app.pop_screen()
            await pilot.pause()
            seconds, wave = await opening(app, recording.id)
            openings.append(seconds)
            await pilot.pause()
            for zoom in range(6):
                steps += [step(wave, wave._per_column * number % 7) for number in range(STEPS // 6)]
                wave.action_zoom(0.25 if zoom < 5 else 1)
            app.pop_screen()
            await pilot.pause()
    return openings, words, steps


def main() -> None:
    """Measure and say."""
    with tempfile.TemporaryDirectory() as folder:
        openings, words, steps = asyncio.run(run(Path(folder) / "home"))
    ours, reference = statistics.median(openings[1:]), statistics.median(words[1:])
    say("editing screen on an hour, drawn", ours, "a screen of one word", reference, OPENING_LIMIT / reference)
    slowest = sorted(steps)[len(steps) * 99 // 100]
    print(f"scrolling: {statistics.median(steps) * 1000:.1f} ms a step, 99 of 100 under {slowest * 1000:.1f} ms (16)")


if __name__ == "__main__":
    main()
