"""Assemble an edition: ask for the file and the settings, warn of missing recordings, write the file, and play it."""

import asyncio
import re
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk.config import Config
from radiodesk.locale import _, formats, ngettext
from radiodesk.media import assembled, assembling, sheets, treating, treatments
from radiodesk.media.assembling import Assembled, Assembly
from radiodesk.media.errors import LinesMissing, NothingToAssemble
from radiodesk.media.sound import encoding
from radiodesk.model import Action
from radiodesk.model.text import clean
from radiodesk.newsroom.views import RundownView
from radiodesk.tui import labels
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.exporting import check_overwrite
from radiodesk.tui.dialogs.fields import Choice, Entry, Toggle, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.listen import Listen
from radiodesk.tui.dialogs.paths import PathSuggester, output_path
from radiodesk.tui.dialogs.progress import run_with_progress


async def assemble(app: App[Any], access: DeskAccess, view: RundownView) -> None:
    """Write the air file of an edition. Call it in a worker. raises NothingToAssemble, Stopped, MediaError."""
    if view.air_file is None and not any(line.recording_id for line in view.lines):
        raise NothingToAssemble(title=view.title)
    if (values := await _ask(app, access, view)) is None:
        return
    output: Path = values["output"]
    preset: str = values["preset"]
    assembly = await access.change(
        Action.ASSEMBLE,
        lambda session: assembling.prepare(session, access.config.media, view.edition_id, preset=preset),
        title=view.title,
    )
    if not assembly.pieces:
        raise NothingToAssemble(title=assembly.title)
    if ignored := assembling.ignored_lines(assembly):
        app.notify(ignored, markup=False)
    if assembly.missing and not await app.push_screen_wait(_missing_dialog(assembly)):
        return
    done = await run_with_progress(
        app,
        _("Assemble"),
        output.name,
        lambda progress: _write_files(access.config, assembly, output, values, progress),
    )
    await access.change(
        Action.ASSEMBLE,
        lambda session: assembled.note(session, access.config.media, view.edition_id, assembly.made_of, output),
        title=assembly.title,
    )
    access.confirm(_("{file} is written").format(file=output.name))
    await app.push_screen_wait(Listen(output.name, _facts(done, assembly, output), output))


def _write_files(config: Config, assembly: Assembly, output: Path, values: Values, progress: Any) -> Assembled:
    """Write the air file, and the cue sheet, playlist and text that were ticked beside it."""
    sheet_choices = {".cue": values["cue"], ".m3u8": values["m3u8"], ".txt": values["text"]}
    sheets.check_beside(config, str(output), [suffix for suffix, chosen in sheet_choices.items() if chosen])
    with treating.output_file(config, output) as path:
        done = assembling.assemble(config.media, assembly, path, bit_rate=values["bit_rate"], progress=progress)
    sheets.write_beside(config, assembly, output, cue_sheet=values["cue"], m3u8=values["m3u8"], text=values["text"])
    return done


async def _ask(app: App[Any], access: DeskAccess, view: RundownView) -> Values | None:
    """Show the form. Returns its values, or None if the user leaves it."""
    presets, last = await access.read(
        lambda session: (treatments.presets(session), assembled.file_of(session, view.edition_id))
    )
    chosen: Values = {}

    async def check(values: Values) -> None:
        folder = access.config.media / "editions"
        values["output"] = await asyncio.to_thread(output_path, access.config, values["output"], (), folder)
        await check_overwrite(app, _("Assemble"), values["output"])
        chosen.update(values)

    form = Form(
        _("Assemble {title}").format(title=view.title),
        [
            Entry(
                "output",
                _("File"),
                last or _default_name(view),
                read=_read_file,
                required=True,
                suggestions=PathSuggester(),
            ),
            Choice("preset", _("Level"), [(labels.preset(preset.name), preset.name) for preset in presets], "on-air"),
            Choice("bit_rate", "kbit/s", [(str(rate), rate) for rate in encoding.BIT_RATES], 192),
            Toggle("cue", _("Cue sheet beside it")),
            Toggle("m3u8", _("Playlist beside it (m3u8)")),
            Toggle("text", _("Text with times beside it")),
        ],
        check,
        button=_("Assemble"),
        explanation=_(
            "The file extension sets the format: .mp3, .m4a, .wav (BWF) or .flac. "
            "A name without a folder is put into media/editions of the home."
        ),
    )
    return chosen if await app.push_screen_wait(form) else None


def _default_name(view: RundownView) -> str:
    starts = view.first_run.starts
    title = re.sub(r"[/\\:*?\"<>|]+", " ", clean(view.title)).strip() or "radiodesk"
    return f"{starts:%Y-%m-%d %H%M} {title}.mp3"


def _read_file(typed: str) -> str:
    """The file name as typed. raises UnknownFormat."""
    encoding.format_suffix(Path(typed))
    return typed


def _missing_dialog(assembly: Assembly) -> Confirm:
    """The question whether to assemble without the lines that have no recording."""
    error = LinesMissing(title=assembly.title, lines=assembling.missing_lines(assembly))
    question = _("{title}: {lines}. Assemble without them?")
    return Confirm(_("Something is missing"), question.format(**error.values), yes=_("Assemble anyway"), is_safe=True)


def _facts(done: Assembled, assembly: Assembly, output: Path) -> list[tuple[str, str]]:
    """What the dialog shows of the file: pairs of a label and a value."""
    loudness = done.level.loudness
    count = len(assembly.pieces)
    lines = ngettext("{count} line", "{count} lines", count).format(count=count)
    length = formats.duration(done.seconds)
    newly_treated = _("{count} newly treated").format(count=done.newly_treated)
    return [
        (_("Length"), ", ".join(filter(None, (length, assembling.beside_plan(assembly))))),
        (_("Lines"), f"{lines}, {newly_treated}"),
        (_("Loudness"), f"{formats.level(loudness.integrated_lufs)} LUFS"),
        (_("True peak"), f"{formats.level(loudness.true_peak_dbtp)} dBTP"),
        (_("File"), str(output)),
    ]
