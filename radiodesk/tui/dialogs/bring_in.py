"""Bring in a workbook: ask for the file and what is unclear in it, show a preview or the problems, then import it."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import ledger
from radiodesk.errors import UserError, visible
from radiodesk.ledger import LedgerRefused, Outcome, old_fonts
from radiodesk.ledger.columns import SheetKind, plain
from radiodesk.ledger.mapping import StationMapping, answers_text, parse_mapping, remember, remembered_mapping
from radiodesk.ledger.marking import can_mark, write_marked_copy
from radiodesk.ledger.old_fonts import Font
from radiodesk.ledger.problems import OldFont
from radiodesk.ledger.refusal import Question
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.schedule import queries
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.ledger_problems import LedgerProblems
from radiodesk.tui.dialogs.meanings import Meanings
from radiodesk.tui.dialogs.paths import PathSuggester, read_paths
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.progress import StoppableProgress

TITLE = N_("Bring in a workbook")
MOST_QUESTIONS = 200
"""Unknown words and headers that are asked about at once; a workbook with more is another kind of workbook."""

FONT_NAMES = {Font.TCVN3: "TCVN3 (.VnTime)", Font.VNI: "VNI (VNI-Times)"}


@dataclass
class _Source:
    """The files, and what the user has said about them."""

    access: DeskAccess
    typed: str
    """The paths as the user typed them."""
    paths: list[Path]
    font: Font | None = None
    answers: dict[Question, str] = field(default_factory=dict)
    asked: set[tuple[SheetKind | None, str, str]] = field(default_factory=set)
    """Kind of row, header and word of the questions that the user has seen, as `plain` gives them."""

    def job(self, *, dry_run: bool) -> Callable[[StoppableProgress], Outcome]:
        """The import, as a function that a thread runs."""
        today = self.access.today()
        return lambda progress: ledger.bring_in(
            self.access.desk,
            self.paths,
            dry_run=dry_run,
            mapping=self.mapping(),
            font=self.font,
            today=today,
            progress=progress,
        )

    def mapping(self) -> StationMapping:
        """What the station's own words mean: the answers, and what the desk remembers. raises BadMapping."""
        remembered = remembered_mapping(self.access.config)
        return parse_mapping(answers_text(self.answers), "").over(remembered) if self.answers else remembered

    def new(self, questions: Iterable[Question]) -> list[Question]:
        """The questions that the user has not seen yet and that a mapping can answer."""
        found = {_key(question): question for question in questions if plain(question.word or question.header)}
        return [question for key, question in found.items() if key not in self.asked][:MOST_QUESTIONS]

    def answer(self, questions: Iterable[Question], answers: dict[Question, str]) -> None:
        """Take note of the answers to questions."""
        self.asked.update(map(_key, questions))
        self.answers |= answers


def _key(question: Question) -> tuple[SheetKind | None, str, str]:
    return question.kind, plain(question.header), plain(question.word)


async def bring_in(app: App[Any], access: DeskAccess) -> bool:
    """Ask for a workbook and import it. Returns whether it was imported. Call it in a worker.

    raises Stopped, and the errors of `ledger.bring_in` for files that are not a ledger.
    """
    typed = ""
    while source := await _ask(app, access, typed):
        typed = source.typed
        try:
            plan = await _plan(app, source)
            if plan is None:
                continue
            if not await app.push_screen_wait(_preview(plan)):
                if not plan.changes_something:  # the answers are right, and need not be given again
                    await _remember(app, source)
                return False
            outcome = await run_with_progress(app, _(TITLE), _("Bringing in"), source.job(dry_run=False))
        except LedgerRefused as refused:
            await app.push_screen_wait(_problems(app, source, refused))
            return False
        app.notify(_summary(outcome), timeout=10, markup=False)
        await _remember(app, source)
        # If all broadcasts are older than the current day, show the day of the newest one.
        newest = await access.read(queries.last_day)
        access.day = min(access.day, newest or access.day)
        return True
    return False


async def _ask(app: App[Any], access: DeskAccess, typed: str) -> _Source | None:
    """Show the form. Returns the files, or None if the user leaves it. typed: the first text of the field."""
    sources: list[_Source] = []

    async def resolve(values: Values) -> None:
        sources[:] = [_Source(access, values["paths"], await asyncio.to_thread(read_paths, values["paths"]))]

    entry = Entry("paths", _("Workbook"), typed, required=True, suggestions=PathSuggester(), placeholder="~/….xlsx")
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
            plan = await run_with_progress(app, _(TITLE), _("Reading"), source.job(dry_run=True))
            questions = source.new(plan.questions)
            if not questions:
                return plan
        except OldFont as error:
            source.font = Font(str(error.values["font"]))
            if not await app.push_screen_wait(_font_question(error, source.font)):
                return None
            continue
        except LedgerRefused as refused:
            questions = source.new([*refused.questions, *refused.column_questions])
            if not questions:
                raise
        answers = await app.push_screen_wait(Meanings(_("Unknown words"), questions))
        if answers is None:
            return None
        source.answer(questions, answers)


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
    return Confirm(_(TITLE), question, yes=_("Convert"))


def _preview(plan: Outcome) -> Review:
    lines = [
        *((_("Change"), change) for change in plan.changes),
        *((_("Left out"), sentence) for sentence in plan.left_out),
        *((_("Warning"), sentence) for sentence in plan.doubts),
    ]
    kinds, sentences = [kind for kind, _sentence in lines], [sentence for _kind, sentence in lines]
    if not plan.changes_something:
        summary = _("The desk has everything in it already: there is nothing to bring in.")
        return Review(_(TITLE), summary, sentences, kinds=kinds)
    summary = plan.summary
    if plan.recordings:
        summary += "\n" + _("Recordings to link: {count}").format(count=formats.number(plan.recordings))
    return Review(_(TITLE), summary, sentences, kinds=kinds, yes=_("Bring in"))


def _problems(app: App[Any], source: _Source, refused: LedgerRefused) -> LedgerProblems:
    """The list of the problems in the workbook."""
    files = {problem.place.file for problem in refused.problems}
    paths = [path for path in source.paths if can_mark(path) and visible(path.name) in files]

    def job(progress: StoppableProgress) -> list[Path]:
        mapping = source.mapping()
        return [
            write_marked_copy(path, refused.problems, mapping, source.font, lambda: progress(0, 1)) for path in paths
        ]

    async def mark() -> None:
        copies = await run_with_progress(app, _(TITLE), _("Marking"), job)
        text = ngettext(
            "The wrong cells are marked in this copy: {files}",
            "The wrong cells are marked in these copies: {files}",
            len(copies),
        )
        app.notify(text.format(files=visible(", ".join(map(str, copies)))), timeout=20, markup=False)

    return LedgerProblems(refused.problems, mark if paths else None)


async def _remember(app: App[Any], source: _Source) -> None:
    """Remember the answers for later imports."""
    if not source.answers:
        return
    try:
        await asyncio.to_thread(remember, source.access.config, answers_text(source.answers))
    except (OSError, UserError) as error:
        text = _("The meanings of the words are not remembered: {reason}").format(reason=visible(str(error)))
        app.notify(text, severity="warning", timeout=10, markup=False)


def _summary(outcome: Outcome) -> str:
    added = sum(count.added for count in outcome.counts.values())
    changed = sum(count.changed for count in outcome.counts.values())
    return _("The workbook was brought in. Rows added: {added}, changed: {changed}").format(
        added=formats.number(added), changed=formats.number(changed)
    )
