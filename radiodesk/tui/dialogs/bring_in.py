"""Import a workbook: ask for the file and what is unclear in it, show a preview or the problems, then import it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import ledger
from radiodesk.errors import UserError, visible
from radiodesk.ledger import LedgerRefused, Outcome
from radiodesk.ledger.columns import plain
from radiodesk.ledger.marking import can_mark, write_marked_copy
from radiodesk.ledger.problems import ChangedSincePreview, OldFont
from radiodesk.ledger.reading.answers import QuestionKey, question_key
from radiodesk.ledger.refusal import Question, grouped
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import old_fonts
from radiodesk.model.old_fonts import Font
from radiodesk.model.text import quoted
from radiodesk.schedule import queries
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import WARNING_SECONDS
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.ledger_preview import LedgerPreview
from radiodesk.tui.dialogs.ledger_problems import LedgerProblems
from radiodesk.tui.dialogs.meanings import Meanings, column_name
from radiodesk.tui.dialogs.paths import PathSuggester, read_paths
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.progress import StoppableProgress
from radiodesk.tui.workbook_notes import WorkbookNotes

TITLE = N_("Import a workbook")
MOST_QUESTIONS = 200
"""Unknown words and headers that are asked about at once; a workbook with more is another kind of workbook."""


FONT_NAMES = {Font.TCVN3: "TCVN3 (.VnTime)", Font.VNI: "VNI (VNI-Times)"}


@dataclass
class _Source:
    """The files of one attempt."""

    access: DeskAccess
    paths: list[Path]
    notes: WorkbookNotes
    asked: set[QuestionKey] = field(default_factory=set)
    """The questions that the user has seen in this attempt."""
    used: dict[Question, str] = field(default_factory=dict)
    """The answers that the files use: those of the notes, and those that the desk remembers."""
    open: list[Question] = field(default_factory=list)
    """What the files ask and no answer says yet."""

    def job(self, previewed: Outcome | None = None) -> Callable[[StoppableProgress], Outcome]:
        """The import, as a function that a thread runs."""
        today = self.access.today()

        def note_used(answers: dict[Question, str]) -> None:
            self.used = answers

        return lambda progress: ledger.bring_in(
            self.access.desk,
            self.paths,
            dry_run=previewed is None,
            previewed=previewed,
            mapping=self.notes.mapping(self.access.config),
            font=self.notes.font,
            today=today,
            progress=progress,
            used_answers=note_used,
        )

    def new(self, questions: Iterable[Question]) -> list[Question]:
        """The questions that the user has not seen yet and that a mapping can answer."""
        found = {question_key(question): question for question in questions if plain(question.word or question.header)}
        self.open = list(found.values())
        seen = self.asked.union(self.notes.answers)
        return [question for key, question in found.items() if key not in seen][:MOST_QUESTIONS]


async def bring_in(app: App[Any], access: DeskAccess) -> bool:
    """Ask for a workbook and import it. Returns whether it was imported. Call it in a worker.

    raises Stopped, and the errors of `ledger.bring_in` for files that are not a ledger.
    """
    while source := await _ask(app, access):
        done = await _bring_in(app, source)
        if done is not None:
            return done
    return False


async def _bring_in(app: App[Any], source: _Source) -> bool | None:
    """Import the files. Returns whether they were imported; None: the user goes back to the form."""
    access = source.access
    while True:
        try:
            plan = await _plan(app, source)
            if plan is None:
                return None
            preview = _preview(app, source, plan)
            is_confirmed = await app.push_screen_wait(preview)
            if preview.answers_changed:
                continue
            if not is_confirmed:
                if not plan.changes_something:  # the answers are right, and need not be given again
                    await _remember(app, source)
                return False
            outcome = await run_with_progress(app, _(TITLE), _("Importing"), source.job(previewed=plan))
        except LedgerRefused as refused:
            problems = _problems(app, source, refused)
            await app.push_screen_wait(problems)
            if problems.answers_changed:
                continue
            return False
        except ChangedSincePreview as error:
            app.notify(str(error), severity="warning", timeout=WARNING_SECONDS, markup=False)
            continue
        access.confirm(_summary(outcome), of_last_change=True)
        await _remember(app, source)
        # If all broadcasts are older than the current day, show the day of the newest one.
        newest = await access.read(queries.last_day)
        access.day = min(access.day, newest or access.day)
        return True


async def _ask(app: App[Any], access: DeskAccess) -> _Source | None:
    """Show the form with the paths of the last attempt. Returns the files, or None if the user leaves it."""
    notes = access.workbook_notes = access.workbook_notes or WorkbookNotes()
    sources: list[_Source] = []

    async def resolve(values: Values) -> None:
        typed: str = values["paths"]
        sources[:] = [_Source(access, await asyncio.to_thread(read_paths, typed), notes)]
        notes.begin(typed)

    entry = Entry(
        "paths", _("Workbook"), notes.typed, required=True, suggestions=PathSuggester(), placeholder="~/….xlsx"
    )
    form = Form(
        _(TITLE),
        [entry],
        resolve,
        button=_("Preview"),
        explanation=_(
            "An Excel workbook (.xlsx, .xls), an .ods file, or several CSV files separated by “;”. "
            "A preview is shown before anything is changed. → accepts the suggested name."
        ),
    )
    await app.push_screen_wait(form)
    return sources[0] if sources else None


async def _plan(app: App[Any], source: _Source) -> Outcome | None:
    """What an import would do. Asks what is unclear until nothing is. None: the user goes back.

    raises LedgerRefused, Stopped.
    """
    while True:
        try:
            plan = await run_with_progress(app, _(TITLE), _("Reading"), source.job())
            questions = source.new(plan.questions)
            if not questions:
                return plan
        except OldFont as error:
            font = Font(str(error.values["font"]))
            if not await app.push_screen_wait(_font_question(error, font)):
                return None
            source.notes.font = font
            continue
        except LedgerRefused as refused:
            questions = source.new([*refused.questions, *refused.column_questions])
            if not questions:
                raise
        dialog = Meanings(_("Unknown words"), questions)
        answers = await app.push_screen_wait(dialog)
        source.notes.answer(dialog.chosen if answers is None else answers)
        if answers is None:
            return None
        source.asked.update(map(question_key, questions))


def _going_over(app: App[Any], source: _Source) -> Callable[[], Awaitable[bool]] | None:
    """Shows the answers again. Returns whether the user has changed one. None if the files use no answer."""
    questions = sorted([*source.open, *source.used], key=lambda question: not question.word)  # the words first
    if not questions:
        return None

    async def go_over() -> bool:
        explanation = _(
            "What this workbook's own words and columns mean: your answers, and those that the desk remembers. "
            "Choose one to change it."
        )
        dialog = Meanings(_("What the words mean"), questions, source.used, explanation=explanation)
        answers = await app.push_screen_wait(dialog) or {}
        changed = {question: answer for question, answer in answers.items() if source.used.get(question) != answer}
        source.notes.answer(changed)
        return bool(changed)

    return go_over


def _font_question(error: OldFont, font: Font) -> Confirm:
    """Whether to convert the text, with an example."""
    example = str(error.values["example"])
    question = _(
        "{file} holds text typed for an old font, {font}. Its letters must be converted to Unicode:\n\n"
        "in the workbook:  {before}\nconverted:  {after}\n\n"
        "Is the converted text right? The workbook itself is not changed."
    ).format(
        file=visible(str(error.values["file"])),
        font=FONT_NAMES[font],
        before=example,
        after=old_fonts.convert(example, font, mixed=True),
    )
    return Confirm(_(TITLE), question, yes=_("Convert"), is_safe=True)


def _preview(app: App[Any], source: _Source, plan: Outcome) -> LedgerPreview:
    lines = [
        *_readings(source.used),
        *((_("Change"), change) for change in plan.changes),
        *((_("Left out"), sentence) for sentence in plan.left_out),
        *((_("Warning"), sentence) for sentence in plan.doubts),
        *((_("Conflict"), sentence) for sentence in plan.conflicts),
    ]
    go_over = _going_over(app, source)
    if not plan.changes_something:
        summary = _("The desk has everything in it already: there is nothing to import.")
        return LedgerPreview(_(TITLE), summary, lines, go_over, yes="")
    summary = plan.summary
    if plan.recordings:
        summary += "\n" + _("Recordings to link: {count}").format(count=formats.number(plan.recordings))
    if plan.conflicts:
        summary += "\n" + plan.to_be_accepted
    return LedgerPreview(_(TITLE), summary, lines, go_over, yes=_("Import"))


def _readings(used: Mapping[Question, str]) -> Iterator[tuple[str, str]]:
    """How the station's own words and columns are read, as lines of the preview: one for each meaning."""
    words: dict[tuple[str, str], list[str]] = {}
    for question, answer in used.items():
        if question.word:
            words.setdefault((column_name(question), answer), []).append(quoted(question.word))
    for (column, answer), own in words.items():
        text = ngettext("{words} is read as {meaning} ({column})", "{words} are read as {meaning} ({column})", len(own))
        yield _("Meaning"), text.format(words=", ".join(own), meaning=quoted(answer), column=column)
    for question, answer in used.items():
        if question.word:
            continue
        if answer:
            text = _("The column {header} is read as {meaning}")
            yield _("Meaning"), text.format(header=quoted(question.header), meaning=quoted(answer))
        else:
            text = _("The column {header} is left out, as you said earlier")
            yield _("Left out"), text.format(header=quoted(question.header))


def _problems(app: App[Any], source: _Source, refused: LedgerRefused) -> LedgerProblems:
    """The list of the problems in the workbook."""
    files = {problem.place.file for problem in refused.problems}
    paths = [path for path in source.paths if can_mark(path) and visible(path.name) in files]
    notes = source.notes

    def job(progress: StoppableProgress) -> list[Path]:
        sentences = tuple(map(str, grouped(refused.problems)))
        mapping = notes.mapping(source.access.config)
        copies = []
        for path in paths:
            copy = notes.copy_of(path, sentences)
            if copy is None:
                copy = write_marked_copy(path, refused.problems, mapping, notes.font, lambda: progress(0, 1))
                notes.note_copy(path, sentences, copy)
            copies.append(copy)
        return copies

    async def mark() -> None:
        copies = await run_with_progress(app, _(TITLE), _("Marking"), job)
        text = ngettext(
            "The wrong cells are marked in this copy: {files}",
            "The wrong cells are marked in these copies: {files}",
            len(copies),
        )
        app.notify(text.format(files=visible(", ".join(map(str, copies)))), timeout=20, markup=False)

    return LedgerProblems(refused.problems, mark if paths else None, _going_over(app, source))


async def _remember(app: App[Any], source: _Source) -> None:
    """Remember the answers that the files use, for later imports."""
    try:
        await asyncio.to_thread(source.notes.remember, source.access.config, source.used)
    except (OSError, UserError) as error:
        text = _("The meanings of the words are not remembered: {reason}").format(reason=visible(str(error)))
        app.notify(text, severity="warning", timeout=WARNING_SECONDS, markup=False)


def _summary(outcome: Outcome) -> str:
    """What was done."""
    added = sum(count.added for count in outcome.counts.values())
    changed = sum(count.changed for count in outcome.counts.values())
    said = _("The workbook was imported. Rows added: {added}, changed: {changed}").format(
        added=formats.number(added), changed=formats.number(changed)
    )
    return ". ".join(filter(None, (said, outcome.accepted)))
