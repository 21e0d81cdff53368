"""Assemble an edition: ask where to and how, say what is missing, do it, and let the result be heard."""

import asyncio
import re
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import outputs
from radiodesk.config import Config
from radiodesk.locale import _, formats, ngettext
from radiodesk.media import assembling, sheets, treating, treatments
from radiodesk.media.assembling import Assembled, Assembly
from radiodesk.media.errors import LinesMissing, NothingToAssemble
from radiodesk.media.sound import encoding
from radiodesk.model import Action
from radiodesk.model.text import clean
from radiodesk.newsroom.views import RundownView
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Choice, Entry, Tick, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.listen import Listen
from radiodesk.tui.dialogs.paths import PathSuggester
from radiodesk.tui.dialogs.working import work


async def assemble(app: App[Any], access: DeskAccess, view: RundownView) -> None:
    """Make the air file of an edition. Call it in a worker. raises Stopped, MediaError."""
    if (values := await _ask(app, access, view)) is None:
        return
    output: Path = values["output"]
    own = access.config.media / "editions"  # what lies there was assembled, and is made again
    if output.parent != own and await asyncio.to_thread(output.exists):
        question = _("There is already a file “{file}”. Overwrite it?").format(file=output)
        if not await app.push_screen_wait(Confirm(_("Assemble"), question, yes=_("Write over it"))):
            return
    preset: str = values["preset"]
    assembly = await access.change(
        Action.ASSEMBLE,
        lambda session: assembling.prepare(session, access.config.media, view.edition_id, preset=preset),
        title=view.title,
    )
    if not assembly.pieces:
        raise NothingToAssemble(title=assembly.title)
    if assembly.missing and not await app.push_screen_wait(_missing(assembly)):
        return
    done = await work(
        app,
        _("Assemble"),
        output.name,
        lambda progress: _make(access.config, assembly, output, values, progress),
    )
    await app.push_screen_wait(Listen(output.name, _facts(done, assembly, output), output))


def _make(config: Config, assembly: Assembly, output: Path, values: Values, progress: Any) -> Assembled:
    wanted = {".cue": values["cue"], ".m3u8": values["m3u8"], ".txt": values["text"]}
    sheets.check_beside(config, str(output), [ending for ending, is_wanted in wanted.items() if is_wanted])
    with treating.output_file(config, output) as path:
        done = assembling.assemble(config.media, assembly, path, bit_rate=values["bit_rate"], progress=progress)
    sheets.write_beside(config, assembly, output, cue_sheet=values["cue"], m3u8=values["m3u8"], text=values["text"])
    return done


async def _ask(app: App[Any], access: DeskAccess, view: RundownView) -> Values | None:
    presets = await access.look(treatments.presets)
    chosen: Values = {}

    async def read(values: Values) -> None:
        values["output"] = await asyncio.to_thread(_output, access.config, values["output"])
        chosen.update(values)

    form = Form(
        _("Assemble {title}").format(title=view.title),
        [
            Entry(
                "output",
                _("File"),
                str(await asyncio.to_thread(_default_file, access, view)),
                read=_read_file,
                required=True,
                suggestions=PathSuggester(),
            ),
            Choice("preset", _("Level"), [(preset.name, preset.name) for preset in presets], "on-air"),
            Choice("bit_rate", "kbit/s", [(str(rate), rate) for rate in encoding.BIT_RATES], 192),
            Tick("cue", _("Cue sheet beside it")),
            Tick("m3u8", _("Playlist beside it (m3u8)")),
            Tick("text", _("Text of what was said when")),
        ],
        read,
        button=_("Assemble"),
        explanation=_("The name's ending says the form: .mp3, .m4a, .wav (BWF) or .flac."),
    )
    return chosen if await app.push_screen_wait(form) else None


def _default_file(access: DeskAccess, view: RundownView) -> Path:
    starts = view.first_run.starts
    title = re.sub(r"[/\\:*?\"<>|]+", " ", clean(view.title)).strip() or "radiodesk"
    return access.config.media / "editions" / f"{starts:%Y-%m-%d %H%M} {title}.mp3"


def _read_file(typed: str) -> str:
    """The name that was typed. raises UnknownFormat."""
    encoding.format_suffix(Path(typed))
    return typed


def _output(config: Config, name: str) -> Path:
    """The file of that name, if it may be written. raises those of `outputs.check`."""
    outputs.check(config, name)
    return Path(name).expanduser()


def _missing(assembly: Assembly) -> Confirm:
    error = LinesMissing(title=assembly.title, lines=assembling.missing_lines(assembly))
    question = _("{title}: {lines}. Assemble without them?")
    return Confirm(_("Something is missing"), question.format(**error.values), yes=_("Leave them out"))


def _facts(done: Assembled, assembly: Assembly, output: Path) -> list[tuple[str, str]]:
    loudness = done.level.loudness
    count = len(assembly.pieces)
    lines = ngettext("{count} line", "{count} lines", count).format(count=count)
    made = _("{count} treated anew").format(count=done.newly_treated)
    return [
        (_("Length"), formats.duration(done.seconds)),
        (_("Lines"), f"{lines}, {made}"),
        (_("Loudness"), f"{formats.level(loudness.integrated_lufs)} LUFS"),
        (_("True peak"), f"{formats.level(loudness.true_peak_dbtp)} dBTP"),
        (_("File"), str(output)),
    ]
