"""Export a recording: ask for the file and the level, write the treated recording, and offer to listen to it."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from textual.app import App

from radiodesk.locale import _, formats
from radiodesk.media import store, treating, treatments
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound import encoding
from radiodesk.media.sound.levelling import Level
from radiodesk.media.sound.recipes import Plan
from radiodesk.model import Recording
from radiodesk.model.database import existing
from radiodesk.tui import labels
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.exporting import ask_export
from radiodesk.tui.dialogs.fields import Choice, Values
from radiodesk.tui.dialogs.listen import Listen
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.progress import StoppableProgress

ENDINGS = tuple(sorted(encoding.CODECS))


async def export_recording(app: App[Any], access: DeskAccess, recording: RecordingView) -> None:
    """Write a recording fit for air to a file. Call it in a worker. raises Stopped, MediaError, and output errors."""
    title = _("Write to a file")
    if (values := await _ask(app, access, recording, title)) is None:
        return
    output: Path = values["file"]

    def plan_of(session: Session) -> Plan:
        return treatments.plan(session, existing(session, Recording, recording.id), values["preset"] or None)

    plan = await access.read(plan_of)

    def job(progress: StoppableProgress) -> Level:
        media = access.config.media
        original = treating.Original.of(recording, store.file_of(media, recording.sha256, recording.suffix))
        with treating.output_file(access.config, output) as path:
            return treating.treat(original, plan, path, progress=progress, bit_rate=values["bit_rate"])

    level = await run_with_progress(app, title, output.name, job)
    access.confirm(_("{file} is written").format(file=output.name))
    facts = [
        (_("Length"), formats.duration(plan.seconds)),
        (_("Loudness"), f"{formats.level(level.loudness.integrated_lufs)} LUFS"),
        (_("True peak"), f"{formats.level(level.loudness.true_peak_dbtp)} dBTP"),
        (_("File"), str(output)),
    ]
    await app.push_screen_wait(Listen(output.name, facts, output))


async def _ask(app: App[Any], access: DeskAccess, recording: RecordingView, title: str) -> Values | None:
    """Ask for the file, the level and the bit rate. Returns None if the user closes the form."""
    presets = await access.read(treatments.presets)
    own: list[tuple[str, Hashable]] = [(_("as set on the bench"), "")]
    return await ask_export(
        app,
        access,
        f"{title}: {recording.name}",
        proposed=Path.home() / f"{Path(recording.name).stem}.mp3",
        endings=ENDINGS,
        explanation=_(
            "The recording with its treatment; the original stays as it is. "
            "The file extension sets the format: .mp3, .m4a, .wav (BWF) or .flac."
        ),
        fields=[
            Choice("preset", _("Level"), [*own, *((labels.preset(each.name), each.name) for each in presets)], ""),
            Choice("bit_rate", "kbit/s", [(str(rate), rate) for rate in encoding.BIT_RATES], 192),
        ],
        button=_("Write"),
    )
