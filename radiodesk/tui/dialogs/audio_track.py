"""Choose which audio track of a file with several is used."""

import asyncio
from typing import Any

from textual.app import App

from radiodesk.locale import _, formats, ngettext
from radiodesk.media import batches, store
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound import opening
from radiodesk.media.sound.opening import Track
from radiodesk.tui import labels
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.fields import Choice, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.progress import StoppableProgress


async def choose_track(app: App[Any], access: DeskAccess, recording: RecordingView) -> None:
    """Ask for the audio track of a recording, and measure it. Call it in a worker. raises MediaError, Stopped."""
    file = store.file_of(access.config.media, recording.sha256, recording.suffix)
    tracks = await asyncio.to_thread(opening.tracks, file)
    chosen: Values = {}

    async def take(values: Values) -> None:
        chosen.update(values)

    options = [(_label(track), track.number) for track in tracks]
    form = Form(
        _("Audio track of {name}").format(name=recording.name),
        [Choice("track", _("Track"), options, recording.track)],
        take,
        explanation=_("Cuts and other changes of the treatment stay. Play the recording to hear which track it is."),
    )
    if not await app.push_screen_wait(form) or chosen["track"] == recording.track:
        return

    def measure(progress: StoppableProgress) -> None:
        def watch(name: str, share: float, whole: float) -> None:
            progress(round(whole * 1000), 1000)

        for outcome in batches.measure_all(access.desk, [recording], watch=watch, track=chosen["track"]):
            if outcome.error:
                raise outcome.error

    await run_with_progress(app, _("Audio track"), recording.name, measure)


def _label(track: Track) -> str:
    channels = ngettext("{count} channel", "{count} channels", track.channels).format(count=track.channels)
    rate = f"{formats.number(track.sample_rate / 1000)} kHz"
    return " · ".join(
        filter(None, [str(track.number), track.language, track.title, labels.codec(track.codec), rate, channels])
    )
