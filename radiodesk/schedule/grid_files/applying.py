"""Apply a grid file: compare it with the slots of the desk, and make the desk as the file says.

A changed slot applies from today on. What the file does not name stays, unless that is asked for.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastKind
from radiodesk.locale import N_, _
from radiodesk.model import Outlet, Person, Programme, Series, Slot, Upstream, station
from radiodesk.model.names import all_known
from radiodesk.model.text import key
from radiodesk.model.toml_files import BadFile, Problem
from radiodesk.schedule import (
    adoption,
    generation,
    programmes,
    recurrence,
    series_names,
    slot_edits,
    slot_terms,
)
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.grid_files.applied import Applied, Fate, Step
from radiodesk.schedule.grid_files.occurrence_changes import apply_changes
from radiodesk.schedule.grid_files.reading import FileSlot, GridFile
from radiodesk.schedule.grid_files.slot_differences import begun_again, differences, last_day, series_start
from radiodesk.schedule.slot_edits import Replaced
from radiodesk.schedule.slots import SlotView, by_series, in_force, slots

_DAY = dt.timedelta(days=1)

_AT_ONCE = 100
"""How many changed slots are fitted at once, which bounds the memory that it takes."""

_PARTS = 4
"""The slots, what is stored of the changed ones, changes of single occurrences, and what is generated."""

Result = TypeVar("Result")

Progress: TypeAlias = Callable[[int, int], object]
"""Called with the steps that are done, and all of them. Raising in it stops the work, which is taken back."""


def no_progress(_done: int, _total: int) -> None:
    """Shows nothing."""


class EarlierSlot(UserError):
    """An earlier slot of a series that a file would change."""

    message = N_("This is an earlier slot of “{slot}”, which cannot be changed: leave it as “grid export” writes it")


def apply(
    session: Session,
    file: GridFile,
    *,
    name: str,
    today: dt.date,
    end_missing: bool = False,
    progress: Progress = no_progress,
) -> Applied:
    """Make the grid as the file says, from `today` on, and generate. name: of the file, for messages.

    end_missing: end the slots that the file does not name, and remove the station's hours if it has none.
    progress: called with the steps that are done, and all of them. raises BadFile.
    """
    return _Application(session, file, name, today, progress).run(end_missing=end_missing)


class _Application:
    def __init__(self, session: Session, file: GridFile, name: str, today: dt.date, progress: Progress) -> None:
        self._session = session
        self._programmes = programmes.found(session, (each.terms.content.title for each in file.slots))
        self._file = replace(file, slots=_resolved(session, file.slots, self._programmes))
        self._name = name
        self._today = today
        self._progress = progress
        self._known = by_series(slots(session))
        self._applied = Applied()
        self._replaced: list[tuple[Step, list[Replaced]]] = []

    def run(self, *, end_missing: bool) -> Applied:
        self._note_new_names()
        self._check_repeats()
        self._set_hours(end_missing=end_missing)
        # Repeats refer to other slots, which may be new: those come first.
        in_order = sorted(self._file.slots, key=lambda each: each.terms.content.kind is BroadcastKind.REPEAT)
        of_series: dict[str, list[FileSlot]] = {}
        for each in in_order:
            of_series.setdefault(each.series, []).append(each)
        for number, (series, of_file) in enumerate(of_series.items()):
            self._show_progress(0, number, len(of_series))
            self._apply_series(series, sorted(of_file, key=lambda each: each.last or dt.date.max))
        self._fit_replaced()
        self._end_missing(of_series, really=end_missing)
        self._check_repeated(of_series)
        self._adopt_singles()
        apply_changes(self._session, of_series, self._applied, partial(self._show_progress, 2))
        self._show_progress(3, 0, 1)
        generated = generation.generate(self._session, self._today)
        self._applied.stored = generated.stored
        self._applied.combined += [each.said for each in generated.remarks]
        return self._applied

    def _show_progress(self, part: int, done: int, total: int) -> None:
        """Show what is done of one part, by its number from 0."""
        self._progress(part * total + done, _PARTS * total)

    def _located(self, slot: FileSlot, work: Callable[[], Result], at: str = "key") -> Result:
        """Do something for a slot of the file. An error says where it stands. raises BadFile."""
        try:
            return work()
        except BadFile:
            raise
        except UserError as error:
            where = _key_of_error(error, at)
            problem = Problem(slot.where.of(where), where, str(error))
            raise BadFile(self._name, [problem]) from error

    def _check_repeats(self) -> None:
        """Check that repeats name slots of the file or of the desk, and that new programmes have a kind."""
        names = {each.series for each in self._file.slots} | self._known.keys()
        problems = [
            Problem(each.where.of("repeats"), "repeats", str(series_names.UnknownSeries(slot=repeated)))
            for each in self._file.slots
            if (repeated := each.terms.content.repeats) and repeated not in names
        ]
        problems += self._unplannable()
        if problems:
            raise BadFile(self._name, sorted(problems))

    def _unplannable(self) -> Iterable[Problem]:
        """The slots that cannot be planned, and new programmes without a kind."""
        local_zone = station(self._session).zone_info
        kinds = {key(each.terms.content.title): each.kind for each in self._file.slots if each.kind is not None}
        for each in self._file.slots:
            content = each.terms.content
            try:
                recurrence.check(each.terms.recurrence, local_zone)
                if content.kind is BroadcastKind.FIRST_RUN:
                    known = self._programmes.get(key(content.title))
                    if known is not None:
                        programmes.check_kind(known.title, known.kind, each.kind)
                    elif each.kind is None and key(content.title) not in kinds:
                        raise programmes.KindNeeded(title=content.title)
                    elif each.kind not in (None, kinds[key(content.title)]):
                        programmes.check_kind(content.title, kinds[key(content.title)], each.kind)
            except UserError as error:
                at = _key_of_error(error, "key")
                yield Problem(each.where.of(at), at, str(error))

    def _note_new_names(self) -> None:
        """List the names that the file brings in: a name in two spellings would be two of them."""
        wanted: dict[str, list[str]] = {"outlet": [], "upstream": [], "person": []}
        for each in self._file.slots:
            wanted["outlet"] += [name for name in each.terms.outlets if name != OWN]
            wanted["upstream"] += filter(None, [each.terms.content.upstream])
            wanted["person"] += [name for _role, name in each.terms.duties]
        keys = {
            "outlet": set(self._session.scalars(select(Outlet.key))),
            "upstream": set(self._session.scalars(select(Upstream.key))),
            "person": set(self._session.scalars(select(Person.key))),
        }
        for kind, names in wanted.items():
            new = [name for each, name in {key(name): name for name in names}.items() if each not in keys[kind]]
            if new:
                self._applied.added[kind] = new

    def _set_hours(self, *, end_missing: bool) -> None:
        row = station(self._session)
        if self._file.hours is None and not end_missing:
            return
        wanted = [list(pair) for pair in self._file.hours or ()] or None
        if row.hours != wanted:
            row.hours = wanted
            self._applied.hours_changed, self._applied.hours_removed = True, wanted is None

    def _apply_series(self, name: str, of_file: Sequence[FileSlot]) -> None:
        """Apply the slots of one series, in order: the earlier ones, then the newest."""
        known = self._known.get(name, [])
        series = None if known else series_names.find_series(self._session, name)
        since: dt.date | None = None
        for each in of_file:
            if each.last is not None and known:
                self._located(each, partial(self._check_earlier, each, known))
            elif not known:
                if series is None:
                    series = self._located(each, partial(series_names.add_series, self._session, name))
                self._add(series, each, since)
            else:
                self._change(name, each, known, max(self._today, since or self._today))
            since = each.last and each.last + _DAY

    def _add(self, series: Series, slot: FileSlot, since: dt.date | None) -> None:
        when = replace(slot.terms.recurrence, since=since, last=slot.last)
        terms = replace(slot.terms, recurrence=when)
        self._located(slot, lambda: slot_edits.add(self._session, series, terms, slot.kind))
        self._applied.steps.append(Step(series.name, Fate.NEW, since or when.start))

    def _check_earlier(self, slot: FileSlot, known: Sequence[SlotView]) -> None:
        """Check that an earlier slot is as the desk has it. raises EarlierSlot."""
        same = [each for each in known if each.terms.recurrence.last == slot.last]
        if not same or differences(same[0], slot.terms, known, dt.date.min):
            raise EarlierSlot(slot=slot.series)

    def _change(self, name: str, slot: FileSlot, known: Sequence[SlotView], first: dt.date) -> None:
        """Apply the newest slot of a series that the desk has. first: the first day on which it may change."""
        running = in_force(known, first)
        if not running:  # it was ended: it begins again
            series = self._session.get_one(Series, known[0].series_id)
            self._add(series, begun_again(slot, known, self._today), last_day(known) + _DAY)
            return
        newest = running[-1]
        details = differences(newest, slot.terms, known, self._today)
        if not details and newest.is_newest:
            self._applied.steps.append(Step(name, Fate.UNCHANGED))
            return
        terms = slot.terms
        if terms.recurrence.start == series_start(known) and newest.terms.recurrence.start <= first:
            # The file names the first day of the series; the slot counts from its own.
            terms = replace(terms, recurrence=replace(terms.recurrence, start=newest.terms.recurrence.start))
        replaced = self._located(slot, lambda: slot_edits.replace_from(self._session, running, first, terms, slot.kind))
        begins = min(running[0].first_day, terms.recurrence.start)
        step = Step(name, Fate.CHANGED, max(first, begins), details or (_("last day"),))
        self._applied.steps.append(step)
        self._replaced.append((step, replaced))

    def _fit_replaced(self) -> None:
        """Fit what is stored of the changed slots, many slots at once."""
        for begin in range(0, len(self._replaced), _AT_ONCE):
            self._show_progress(1, begin, len(self._replaced))
            some = self._replaced[begin : begin + _AT_ONCE]
            steps = [step for step, replaced in some for _each in replaced]
            reports = slot_edits.fit(self._session, [each for _step, replaced in some for each in replaced])
            for step, report in zip(steps, reports, strict=True):
                step.report.add(report)

    def _end_missing(self, named: Iterable[str], *, really: bool) -> None:
        """End the series that the file does not name, or list them."""
        of_file = set(named)
        missing = [in_force(every, self._today) for series, every in self._known.items() if series not in of_file]
        running = [every for every in missing if every]
        if not really:
            self._applied.steps += [Step(every[0].series, Fate.MISSING) for every in running]
            return
        # Repeats refer to others: they end first.
        for every in sorted(running, key=lambda every: every[-1].terms.content.kind is not BroadcastKind.REPEAT):
            first = every[0]
            end = partial(slot_edits.end, self._session, first, first.version, self._today - _DAY)
            repeats = [slot for slot in self._file.slots if slot.terms.content.repeats == first.series]
            report = self._located(repeats[0], end, "repeats") if repeats else end()
            self._applied.steps.append(Step(first.series, Fate.ENDED, report=report))

    def _check_repeated(self, of_series: Mapping[str, Sequence[FileSlot]]) -> None:
        """Check that no slot repeats one that the file makes something else than a programme. raises BadFile."""
        changed = {step.series for step in self._applied.steps if step.fate is Fate.CHANGED}
        for name in changed:
            newest = next(each for each in of_series[name] if each.last is None)
            if newest.terms.content.kind is not BroadcastKind.FIRST_RUN:
                before = in_force(self._known[name], self._today)
                check = partial(slot_edits.check_repeats, self._session, before, self._today - _DAY)
                self._located(newest, check, "relay" if newest.terms.content.title else "repeats")

    def _adopt_singles(self) -> None:
        """Make single broadcasts the occurrences of the slots that are new or changed, the past ones too."""
        changed = {step.series for step in self._applied.steps if step.fate in {Fate.NEW, Fate.CHANGED}}
        if changed:
            ids = select(Slot.id).join(Series, Slot.series_id == Series.id).where(Series.name.in_(sorted(changed)))
            self._applied.combined += adoption.adopt_for(self._session, set(self._session.scalars(ids)))


def _resolved(session: Session, given: Sequence[FileSlot], titles: Mapping[str, Programme]) -> tuple[FileSlot, ...]:
    """Slots with the present titles and names of what the file calls by earlier ones, or in other case.

    titles: the programmes that the desk has, by their keys.
    """
    sources = all_known(
        session, Upstream, (each.terms.content.upstream for each in given if each.terms.content.upstream)
    )
    people = all_known(session, Person, (name for each in given for _role, name in each.terms.duties))
    found = []
    for slot in given:
        content, terms = slot.terms.content, slot.terms
        if content.kind is BroadcastKind.FIRST_RUN and (programme := titles.get(key(content.title))):
            content = replace(content, title=programme.title)
        if upstream := sources.get(content.upstream):
            content = replace(content, upstream=upstream.name)
        duties = tuple((role, people[name].name if name in people else name) for role, name in terms.duties)
        found.append(replace(slot, terms=replace(terms, content=content, duties=duties)))
    return tuple(found)


def _key_of_error(error: UserError, otherwise: str) -> str:
    """The key of a grid file that an error is about."""
    about = {
        recurrence.TwoEnds: "until",
        recurrence.EndBeforeStart: "until",
        recurrence.RuleEndsBeforeStart: "rule",
        recurrence.PauseEndsBeforeStart: "pause",
        recurrence.NeverOccurs: "rule",
        programmes.KindNeeded: "kind",
        programmes.OtherKind: "kind",
        series_names.UnknownSeries: "repeats",
        slot_terms.RepeatsItself: "repeats",
    }
    return about.get(type(error), otherwise)
