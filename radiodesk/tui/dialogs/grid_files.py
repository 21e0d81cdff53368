"""Apply a grid file, and export the grid: the file, what is wrong in it, and a preview with conflicts."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from textual.app import App

from radiodesk import outputs
from radiodesk.errors import visible
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import text_files
from radiodesk.schedule import conflict_words, grid_files
from radiodesk.schedule.found_conflicts import FoundConflict
from radiodesk.schedule.grid_files import Applied, BadFile, Fate, OtherThanPreviewed, Outcome, words
from radiodesk.schedule.slots import slots
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import WARNING_SECONDS
from radiodesk.tui.dialogs.exporting import ask_export
from radiodesk.tui.dialogs.fields import Entry, Toggle, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.paths import PathSuggester, read_paths
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.progress import StoppableProgress
from radiodesk.tui.widgets.row_table import Column

TITLE = N_("Apply a grid file")
ENDINGS = (".toml",)
NAME = "khung-chuong-trinh.toml"
"""The file that the grid is exported to unless another one is named."""


async def apply_grid_file(app: App[Any], access: DeskAccess) -> bool:
    """Ask for a grid file, show what it changes, and apply it. Returns whether it was applied. Call it in a worker.

    raises Stopped.
    """
    typed: Values = {"file": await asyncio.to_thread(_proposed, access), "end_missing": False}
    while True:
        file = await _ask(app, typed)
        if file is None:
            return False
        try:
            if await _apply(app, access, file, end_missing=typed["end_missing"]):
                return True
        except BadFile as error:
            await app.push_screen_wait(mistakes(file, error))
        except OtherThanPreviewed as error:
            app.notify(str(error), severity="warning", timeout=WARNING_SECONDS, markup=False)


async def export_grid(app: App[Any], access: DeskAccess) -> None:
    """Write the grid to a file, whose comments stay. Call it in a worker. raises the errors of `outputs.write`."""
    explanation = _("A grid file (.toml) with all slots. A file that is there already keeps its comments.")
    proposed = access.config.schedules / NAME
    values = await ask_export(
        app, access, _("Export the grid"), proposed=proposed, endings=ENDINGS, explanation=explanation
    )
    if values is None:
        return
    file: Path = values["file"]

    def text(session: Session) -> tuple[str, int]:
        present = text_files.text_of(str(file)) if file.is_file() else ""
        return grid_files.write(session, visible(file.name), present), len(slots(session))

    try:
        written, count = await access.read(text)
    except BadFile as error:
        await app.push_screen_wait(mistakes(file, error))
        return
    await asyncio.to_thread(outputs.write, access.config, str(file), written.encode(), endings=ENDINGS)
    said = ngettext("{count} slot written to {file}", "{count} slots written to {file}", count)
    access.confirm(said.format(count=formats.number(count), file=file))


def preview(title: str, outcome: Outcome, *, yes: str, nothing: str, remarks: Sequence[tuple[str, str]] = ()) -> Review:
    """What applying slots would do, with the conflicts after it. nothing: what is said where nothing would change.

    remarks: what else the user should know before it is done, as lines: what it is, and the sentence.
    """
    lines = [*remarks, *_steps(outcome.applied), *conflict_lines(outcome.conflicts)]
    kinds, sentences = [kind for kind, _said in lines], [visible(said) for _kind, said in lines]
    if outcome.applied.is_empty:
        return Review(title, nothing, sentences, kinds=kinds)
    said = visible(summary(outcome, is_preview=True))
    return Review(title, said, sentences, kinds=kinds, yes=yes, is_safe=not outcome.applied.takes_away)


def summary(outcome: Outcome, *, is_preview: bool = False) -> str:
    """How many slots and broadcasts change, and how many conflicts there are then."""
    fates = [step.fate for step in outcome.applied.steps]
    new, changed, ended = (fates.count(fate) for fate in (Fate.NEW, Fate.CHANGED, Fate.ENDED))
    each = (
        (new, ngettext("{count} new slot", "{count} new slots", new)),
        (changed, ngettext("{count} slot changes", "{count} slots change", changed)),
        (ended, ngettext("{count} slot ends", "{count} slots end", ended)),
    )
    parts = [said.format(count=formats.number(count)) for count, said in each if count]
    parts += words.counts(outcome.applied, is_preview=is_preview)
    count = len(outcome.conflicts)
    clashes = ngettext(
        "{count} conflict in the next four weeks", "{count} conflicts in the next four weeks", count
    ).format(count=formats.number(count))
    return " · ".join([*parts, clashes] if count else parts)


def conflict_lines(found: Sequence[FoundConflict]) -> Iterator[tuple[str, str]]:
    """Conflicts as lines of a preview: what it is, and the sentence."""
    for group in conflict_words.grouped(found):
        yield _("Conflict"), conflict_words.sentence(group)


def _steps(applied: Applied) -> Iterator[tuple[str, str]]:
    """What changes, and what stays although the file says otherwise, as lines of a preview."""
    for fate in (Fate.NEW, Fate.CHANGED, Fate.ENDED):
        for step in applied.steps:
            if step.fate is fate:
                yield _(words.KINDS[fate]), words.step(step)
    for said in words.names(applied):
        yield _(words.KINDS[Fate.NEW]), said
    for said in applied.remarks:
        yield _("Warning"), said
    for step in applied.steps:
        if step.fate is Fate.MISSING:
            yield _(words.KINDS[Fate.MISSING]), words.step(step)


def _proposed(access: DeskAccess) -> str:
    """The newest grid file of the home; empty if there is none."""
    found = sorted(access.config.schedules.glob("*.toml"), key=lambda path: path.stat().st_mtime)
    return str(found[-1]) if found else ""


async def _ask(app: App[Any], typed: Values) -> Path | None:
    """Ask for the file. What was typed stays in `typed`. None if the user leaves the form."""
    chosen: list[Path] = []

    async def resolve(values: Values) -> None:
        typed.update(values)
        chosen[:] = (await asyncio.to_thread(read_paths, values["file"]))[:1]

    suggestions = PathSuggester(lambda path: path.suffix.lower() in ENDINGS)
    file = Entry("file", _("Grid file"), typed["file"], required=True, suggestions=suggestions, placeholder="~/….toml")
    toggle = Toggle("end_missing", _("End the slots that are not in the file"), typed["end_missing"])
    explanation = _("A preview is shown before anything is changed. → accepts the suggested name.")
    await app.push_screen_wait(Form(_(TITLE), [file, toggle], resolve, button=_("Preview"), explanation=explanation))
    return chosen[0] if chosen else None


async def _apply(app: App[Any], access: DeskAccess, file: Path, *, end_missing: bool) -> bool:
    """Show what the file changes, and apply it. False: the user goes back.

    raises BadFile, OtherThanPreviewed, Stopped.
    """
    text = await asyncio.to_thread(text_files.text_of, str(file))
    name, today = visible(file.name), access.today()

    def job(previewed: Outcome | None) -> Callable[[StoppableProgress], Outcome]:
        return lambda progress: grid_files.run(
            access.desk,
            name,
            text,
            today=today,
            end_missing=end_missing,
            dry_run=previewed is None,
            previewed=previewed,
            progress=progress,
        )

    plan = await run_with_progress(app, _(TITLE), _("Preview"), job(None))
    nothing = _("The grid is as the file says")
    if not await app.push_screen_wait(preview(_(TITLE), plan, yes=_("Apply"), nothing=nothing)):
        return False
    done = await run_with_progress(app, _(TITLE), _("Applying"), job(plan))
    access.confirm(f"{name}: {summary(done)}", of_last_change=True)
    return True


def mistakes(file: Path, error: BadFile) -> Listing:
    """What is wrong in a file, with its lines."""
    rows = [(str(each.line), visible(each.key), each.message) for each in sorted(error.problems)]
    count = ngettext("{count} mistake in {file}", "{count} mistakes in {file}", len(rows))
    columns = [Column(_("Line"), 6, right=True), Column(_("Key"), 12), Column(_("Mistake"), share=1)]
    explanation = _("Nothing was changed. Correct these lines in the file, save it, and apply it again.")
    title = count.format(count=formats.number(len(rows)), file=visible(file.name))
    return Listing(title, columns, rows, explanation=explanation)
