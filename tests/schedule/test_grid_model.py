"""Any sequence of grid files, changes by hand and days gives the same broadcasts as a simple model, at two desks."""

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from types import EllipsisType
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState
from radiodesk.model import Action, Broadcast, Desk, zone
from radiodesk.model.moments import span
from radiodesk.schedule import (
    broadcasts,
    generation,
    grid_check,
    grid_files,
    pausing,
    plan,
    recurrence,
    rrule,
    slot_edits,
)
from radiodesk.schedule.rules import NotYetDue, PlannedTwice
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import SlotView, in_force, slots
from tests.conftest import AnotherDesk
from tests.history.test_redo import redo_last, undo_last
from tests.history.test_undo import data
from tests.schedule.test_grid_files import text

START = dt.date(2026, 3, 2)
HORIZON = 28
DAY = dt.timedelta(days=1)
PLANNED, AIRED, CANCELLED = BroadcastState.PLANNED, BroadcastState.AIRED, BroadcastState.CANCELLED
TIMES = (dt.time(5), dt.time(5, 30), dt.time(6))
EVENING = dt.time(18)
ADDED = (EVENING, TIMES[0], TIMES[1])
"""Times of additions: one that no rule has, and some that a rule may have."""
DAYS_OF = {"FREQ=DAILY": range(7), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": range(5), "FREQ=WEEKLY;BYDAY=MO,SU": (0, 6)}
RULES = tuple((rule, count) for rule in DAYS_OF for count in (None, 3, 12))
"""Rules with their COUNT."""
DAILY = RULES[0]
BEFORE_MIDNIGHT, AFTER_MIDNIGHT = dt.time(23, 50), dt.time(0, 10)
MOVES = (
    *((0, time) for time in (TIMES[0], TIMES[2], EVENING, BEFORE_MIDNIGHT)),
    (1, AFTER_MIDNIGHT),
    (-1, BEFORE_MIDNIGHT),
)
"""Where occurrences are moved: days from their own, and times. Some cross midnight, before or after the move."""
OUTLETS = (("own",), ("own", "Đài xã"), ("Đài xã",))
PAUSES = ((0, 2), (3, 8), (2, 2))
"""First and last day, counted from today."""
CONTENTS = {
    "thoi-su": {"programme": "Thời sự", "kind": "news"},
    "lai": {"repeats": "thoi-su"},
    "vov": {"relay": "Thời sự VOV1", "upstream": "VOV1"},
}
KINDS = {"thoi-su": BroadcastKind.FIRST_RUN, "lai": BroadcastKind.REPEAT, "vov": BroadcastKind.RELAY}
BY_HAND = ("thoi-su", "vov")

Pause = tuple[dt.date, dt.date]
Change = dt.datetime | None | EllipsisType
"""What a file changes in an occurrence: another start, None if it is cancelled, ... if nothing."""


class Shown(NamedTuple):
    """A broadcast as the plan shows it."""

    starts: dt.datetime
    state: BroadcastState
    outlets: tuple[str, ...]


class Span(NamedTuple):
    """A slot of a series."""

    since: dt.date
    """The day after the slot before it; the first day of all days if there is none."""
    last: dt.date | None
    start: dt.date
    """From where its rule counts."""
    at: dt.time
    rule: tuple[str, int | None]
    outlets: tuple[str, ...]
    days_after: int
    pauses: frozenset[Pause]
    left_out: frozenset[dt.date]
    added: frozenset[dt.datetime]

    @property
    def first(self) -> dt.date:
        return max(self.since, self.start)

    def is_in_force(self, day: dt.date) -> bool:
        return self.last is None or self.last >= day

    def covers(self, day: dt.date) -> bool:
        return self.since <= day <= (self.last or dt.date.max)  # additions may be before the first day

    def is_over(self, day: dt.date) -> bool:
        """Whether its rule gives nothing after a day."""
        rule, count = self.rule
        days = [self.start + number * DAY for number in range((day - self.start).days + 1)]
        return count is not None and len([each for each in days if each.weekday() in DAYS_OF[rule]]) >= count

    def due(self, day: dt.date) -> list[dt.datetime]:
        """The local starts of a day."""
        if not self.covers(day):
            return []
        rule, count = self.rule
        days = [self.start + number * DAY for number in range((day - self.start).days + 1)]
        counted = [each for each in days if each.weekday() in DAYS_OF[rule]][:count]
        is_paused = any(first <= day <= last for first, last in self.pauses)
        found = {each for each in self.added if each.date() == day}
        found |= {dt.datetime.combine(day, self.at)} if day in counted and not is_paused else set()
        return sorted(each for each in found if each not in self.left_out and day not in self.left_out)

    def still_to_come(self, today: dt.date) -> tuple[object, ...]:
        """What a file compares."""
        parts = (
            {each for each in self.pauses if each[1] >= today},
            {each for each in self.left_out if as_day(each) >= today},
            {each for each in self.added if each.date() >= today},
        )
        return self.at, self.rule, self.outlets, self.days_after, *parts


@dataclass
class Row:
    """A stored broadcast."""

    of: dt.datetime
    """The local start that the rule gives."""
    shown: Shown
    file: Change = ...
    is_single: bool = False
    """Whether no slot has it any more."""


@dataclass
class Model:
    """One series, day by day."""

    today: dt.date = START
    spans: list[Span] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def place(self, day: dt.date) -> int | None:
        """The place of the slot of a day."""
        return next((number for number, each in enumerate(self.spans) if each.covers(day)), None)

    def due(self, day: dt.date) -> list[dt.datetime]:
        place = self.place(day)
        return [] if place is None else self.spans[place].due(day)

    def follow(self, of: dt.datetime, file: Change = ...) -> Shown | None:
        """What the series and the change of a file give for an occurrence. None if the series does not give it."""
        place = self.place(of.date())
        if place is None or of not in self.spans[place].due(of.date()):
            return None
        start = file if isinstance(file, dt.datetime) else of
        return Shown(start, CANCELLED if file is None else PLANNED, self.spans[place].outlets)

    def of_day(self, day: dt.date) -> list[Row]:
        """The stored occurrences of a day, in order."""
        found = [each for each in self.rows if each.of.date() == day and not each.is_single]
        return sorted(found, key=lambda row: row.of)

    def stored(self, of: dt.datetime) -> Row | None:
        return next((each for each in self.of_day(of.date()) if each.of == of), None)

    def apply(self, wanted: Span, changes: dict[dt.datetime, Change]) -> None:
        """Apply a file from today on."""
        self.apply_slot(wanted)
        for row in self.rows:
            if row.file is not ... and row.of not in changes and not row.is_single:
                if row.shown == self.follow(row.of, row.file):
                    row.shown = self.follow(row.of)
                row.file = ...
        for of, change in changes.items():
            if self.follow(of) is None:
                continue
            self.store([of.date()])
            row = self.stored(of)
            if row.shown == self.follow(of, row.file):
                row.shown, row.file = self.follow(of, change), change
        self.generate()

    def apply_slot(self, wanted: Span) -> None:
        running = [each for each in self.spans if each.is_in_force(self.today)]
        if not running:
            self.replace([*self.spans, wanted if self.spans else wanted._replace(since=dt.date.min)])
            return
        newest = running[-1]
        begun = min(each.start for each in self.spans)
        is_same = newest.still_to_come(self.today) == wanted.still_to_come(self.today)
        if newest.last is None and is_same and START in (begun, newest.start):
            return
        before = [each for each in self.spans if each not in running]
        start = newest.start if begun == START and newest.start <= self.today else START
        if running[0].first < self.today:
            before.append(running[0]._replace(last=self.today - DAY))
        wanted = wanted._replace(since=self.today if before else dt.date.min)
        self.replace([*before, wanted._replace(start=start)])

    def split(self, place: int, day: dt.date, **terms: object) -> None:
        """Change some terms from a day of a slot on. Another rule counts from there."""
        if "rule" in terms:
            terms = {"start": day} | terms
        chosen = self.spans[place]
        head = [chosen._replace(last=day - DAY)] if chosen.first < day else []
        tail = [chosen._replace(since=day) if head else chosen, *self.spans[place + 1 :]]
        self.replace_changed([*self.spans[:place], *head, *(each._replace(**terms) for each in tail)])

    def change_all(self, place: int, **terms: object) -> None:
        first = min(self.spans[place].first, self.today)
        self.replace_changed([each._replace(**terms) if each.is_in_force(first) else each for each in self.spans])

    def replace_changed(self, spans: list[Span]) -> None:
        """Take changed slots, without those that another first day leaves without any day."""
        spans = [each for each in spans if each.is_in_force(each.first)]
        if spans[0].since <= spans[0].start:
            spans[0] = spans[0]._replace(since=dt.date.min)
        self.replace(spans)

    def pause(self, first: dt.date, last: dt.date) -> None:
        days = [first + number * DAY for number in range((last - first).days + 1)]
        reached = [each for each in self.spans if each.is_in_force(self.today) and any(map(each.due, days))]
        paused = {each: each._replace(pauses=each.pauses | {(first, last)}) for each in reached}
        self.replace([paused.get(each, each) for each in self.spans])

    def end(self, last: dt.date, *, are_repeats: bool = False) -> None:
        """End after a day. Repeats end after that of its first run, unless their rule ends before."""
        cut = []
        for each in self.spans:
            limit = last + each.days_after * DAY * are_repeats
            if are_repeats and each.is_over(limit):
                cut.append(each)
            elif each.first <= limit:
                cut.append(each._replace(last=min(each.last or limit, limit)))
        self.replace(cut, is_generated=False)

    def replace(self, spans: list[Span], *, is_generated: bool = True) -> None:
        """Take other slots. What follows its slot goes on following; the rest keeps its values."""
        following = [id(row) for row in self.rows if row.shown == self.follow(row.of, row.file)]
        self.spans = spans
        for day in {row.of.date() for row in self.rows}:
            rows, due = self.of_day(day), self.due(day)
            own = {row.of for row in rows}
            free = iter([of for of in due if of not in own])
            for row in rows:
                of = row.of if row.of in due else next(free, None)
                is_following = id(row) in following
                if of is None and is_following:
                    self.rows.remove(row)
                elif of is None:
                    row.is_single, row.file = True, ...
                else:
                    row.of = of
                    row.shown = self.follow(of, row.file) if is_following else row.shown
        if is_generated:
            self.adopt({day for row in self.rows if row.is_single for day in (row.of.date(), row.shown.starts.date())})
            self.generate()

    def generate(self) -> None:
        self.store([self.today + number * DAY for number in range(HORIZON)])

    def store(self, days: Iterable[dt.date]) -> None:
        """Store the occurrences of some days."""
        days = list(days)
        self.adopt(days)
        self.rows += [Row(of, self.follow(of)) for day in days for of in self.due(day) if self.stored(of) is None]

    def adopt(self, days: Iterable[dt.date]) -> None:
        """Make those the occurrences that were it, or have its time."""
        for of in [of for day in sorted(days) for of in self.due(day)]:
            if self.stored(of) is None:
                due = self.follow(of)
                singles = [each for each in self.rows if each.is_single]
                same = [each for each in singles if each.of == of]
                same += [each for each in singles if each.shown.state not in OFF_AIR and each.shown[::2] == due[::2]]
                for row in same[:1]:
                    row.of, row.is_single = of, False

    def shown(self, first: dt.date, last: dt.date) -> Counter[Shown]:
        found = Counter(row.shown for row in self.rows)
        for number in range((last - first).days + 1):
            day = first + number * DAY
            found.update(self.follow(of) for of in self.due(day) if self.stored(of) is None)
        return Counter({each: count for each, count in found.items() if first <= each.starts.date() <= last})


def as_day(each: dt.date) -> dt.date:
    return dt.date(each.year, each.month, each.day)


SERIES = st.sampled_from(list(CONTENTS))
HAND = st.sampled_from(BY_HAND)
DAYS = st.integers(0, 20)
FEW_DAYS = st.sampled_from((1, 2, 6))
"""A file and people often change the same occurrence."""
FIRST_DAYS = (-20, -3, 0, 4, 12)
"""First days that people give a slot, counted from the day on which they change it."""
IN_FILE = st.fixed_dictionaries(
    {
        "at": st.sampled_from(TIMES),
        "rule": st.sampled_from(RULES),
        "outlets": st.sampled_from(OUTLETS),
        "days_after": st.integers(0, 2),
        "pause": st.none() | st.sampled_from(PAUSES),
        "without": st.none() | st.tuples(st.sampled_from((1, 4)), st.none() | st.sampled_from(ADDED)),
        "added": st.none() | st.tuples(FEW_DAYS, st.sampled_from(ADDED)),
        "changes": st.dictionaries(
            st.tuples(FEW_DAYS, st.none() | st.just(EVENING)), st.none() | st.sampled_from(MOVES), max_size=2
        ),
    }
)
"""What a file says of a slot. Days are counted from today; a change of None at its time is one of the rule's time."""
FIRST = {
    "at": TIMES[1],
    "rule": DAILY,
    "outlets": OUTLETS[0],
    "days_after": 0,
    "pause": None,
    "without": (4, None),
    "added": (2, EVENING),
    "changes": {(2, None): MOVES[1], (6, None): None},
}
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("apply"), SERIES, IN_FILE),
        st.tuples(st.just("wait"), st.none(), st.integers(1, 9)),
        st.tuples(
            st.sampled_from(["split", "all"]),
            SERIES,
            st.tuples(
                DAYS,
                st.none() | st.sampled_from(TIMES),
                st.none() | st.sampled_from(RULES),
                st.none() | st.sampled_from(FIRST_DAYS),
            ),
        ),
        st.tuples(st.just("end"), SERIES, DAYS),
        st.tuples(st.just("pause"), SERIES, st.sampled_from(PAUSES)),
        st.tuples(st.just("move"), HAND, st.tuples(FEW_DAYS, st.integers(0, 1), st.sampled_from(MOVES))),
        st.tuples(st.sampled_from(["cancel", "restore"]), HAND, st.tuples(FEW_DAYS, st.integers(0, 1), st.none())),
        st.tuples(st.just("air"), HAND, st.tuples(st.just(0), st.integers(0, 1), st.none())),
    ),
    max_size=9,
)


@pytest.mark.deep
@settings(max_examples=25)
@given(steps=STEPS)
def test_any_sequence_gives_what_the_model_gives(another_desk: AnotherDesk, steps: list) -> None:
    with another_desk() as desk, contextlib.closing(Desk.open(desk.config)) as second:
        models = {series: Model() for series in CONTENTS}
        for series in CONTENTS:
            at_desk(desk, models, ("apply", series, FIRST))
        for number, step in enumerate(steps):
            at_desk((desk, second)[number % 2], models, step)
            for series, model in models.items():
                first, last = START - 3 * DAY, model.today + dt.timedelta(days=HORIZON + 10)
                assert shown(desk, KINDS[series], first, last) == model.shown(first, last), (series, step)
        check(second, models)


@pytest.mark.deep
@settings(max_examples=10)
@given(steps=STEPS)
def test_any_sequence_is_undone_and_redone_step_by_step(another_desk: AnotherDesk, steps: list) -> None:
    """Nobody else changes anything, so that nothing may stand in the way, and all rows are as they were."""
    with another_desk() as desk:
        models = {series: Model() for series in CONTENTS}
        states = {0: data(desk)}
        for step in [*(("apply", series, FIRST) for series in CONTENTS), *steps]:
            if step[0] != "wait":  # no person undoes what is generated on other days
                at_desk(desk, models, step)
                states[max(desk.entries_written)] = data(desk)
        kept = list(states.values())
        for before in reversed(kept[:-1]):
            undo_last(desk)
            assert data(desk) == before
        for after in kept[1:]:
            redo_last(desk)
            assert data(desk) == after


def at_desk(desk: Desk, models: dict[str, Model], step: tuple) -> None:
    """Do a step at a desk and in the models."""
    name, series, value = step
    if name == "wait":
        for model in models.values():
            model.today += dt.timedelta(days=value)
            model.generate()
        with desk.changing(Action.GENERATE) as session:
            generation.generate(session, models["vov"].today)
        return
    model = models[series]
    if name == "apply":
        if series != "lai" or models["thoi-su"].spans:
            apply(desk, model, series, value)
    elif name == "pause":
        pause(desk, model, series, *(model.today + number * DAY for number in value))
    elif name in ("split", "all", "end"):
        day = model.today + dt.timedelta(days=value if name == "end" else value[0])
        place = model.place(day)
        if place is not None:
            change_slot(desk, models, series, place, name, day, value)
    else:
        days, number, where = value
        rows = model.of_day(model.today + days * DAY)
        if rows:
            number %= len(rows)
            by_hand(desk, series, name, model.today, rows[number], where)


def apply(desk: Desk, model: Model, series: str, said: dict[str, Any]) -> None:
    today, (rule, count) = model.today, said["rule"]
    pauses = [[f"{today + number * DAY}" for number in said["pause"]]] if said["pause"] else []
    without = [moment(today, *said["without"])] if said["without"] else []
    added = [moment(today, *said["added"])] if said["added"] else []
    days_after = said["days_after"] if series == "lai" else 0
    changes: dict[dt.datetime, Change] = {}
    for (days, time), where in said["changes"].items() if series in BY_HAND else ():
        of = moment(today, days, time or said["at"])
        changes[of] = where and moment(of.date(), *where)
    slot = {"key": series, **CONTENTS[series], "at": f"{said['at']:%H:%M}", "from": START, "length": 900}
    slot |= {"rule": f"{rule};COUNT={count}" if count else rule, "outlets": list(said["outlets"]), "pause": pauses}
    slot |= {"except": [each.isoformat() for each in without], "add": [each.isoformat() for each in added]}
    slot |= {"days_after": days_after} if days_after else {}
    slot["change"] = [
        {"of": of.isoformat()} | ({"start": start.isoformat()} if start else {"state": "cancelled"})
        for of, start in changes.items()
    ]
    with desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
        file = grid_files.read("grid.toml", text(slot))
        grid_files.apply(session, file, name="grid.toml", today=today)
    paused = frozenset((dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for first, last in pauses)
    terms = (said["at"], said["rule"], said["outlets"], days_after, paused, frozenset(without), frozenset(added))
    model.apply(Span(today, None, START, *terms), changes)


def moment(day: dt.date, days: int, time: dt.time | None) -> dt.date:
    """A time some days after another one; a day without a time."""
    return day + days * DAY if time is None else dt.datetime.combine(day + days * DAY, time)


def pause(desk: Desk, model: Model, series: str, first: dt.date, last: dt.date) -> None:
    """Pause all slots of a series."""
    with desk.reading() as session:
        seen = in_force([each for each in slots(session) if each.series == series], model.today)
    try:
        with desk.changing(Action.PAUSE_SLOTS) as session:
            pausing.pause(session, seen, [(first, last)], model.today, sure=True)
    except pausing.NoSlotToPause:
        return
    model.pause(first, last)


def change_slot(
    desk: Desk, models: dict[str, Model], series: str, place: int, name: str, day: dt.date, value: object
) -> None:
    """Split, change or end a slot of a series."""
    model = models[series]
    slot = slot_at(desk, series, day)
    if name == "end":
        repeats = ("lai",) if series == "thoi-su" else ()
        with desk.changing(Action.END_SLOT) as session:
            slot_edits.end(session, slot, slot.version, day - DAY, repeats=repeats)
            generation.generate(session, model.today)
        for each in {series, *repeats}:
            models[each].end(day - DAY, are_repeats=each != series)
        if not models["thoi-su"].spans:
            models["lai"].replace([])
        for each in {series, *repeats}:
            models[each].generate()
        return
    _day, at, rule, first = value
    present = model.spans[place]
    start = present.start if first is None else max(START, day + first * DAY)
    wanted = {"at": at or present.at, "rule": rule or present.rule, "start": start}
    differing = {name: value for name, value in wanted.items() if getattr(present, name) != value}
    if not differing:
        return
    days, count = wanted["rule"]
    when = {**differing, "rule": rrule.parse(f"{days};COUNT={count}" if count else days)}
    terms = replace(slot.terms, recurrence=replace(slot.terms.recurrence, **when))
    scope = Scope.FOLLOWING if name == "split" else Scope.ALL
    try:
        with desk.changing(Action.CHANGE_SLOT) as session:
            slot_edits.change(session, slot, terms, scope, day, model.today)
    except recurrence.EndBeforeStart:  # the series ends before
        assert "start" in differing
        assert model.spans[-1].last < start
        return
    if name == "split":
        model.split(place, day, **differing)
    else:
        model.change_all(place, **differing)


def slot_at(desk: Desk, series: str, day: dt.date) -> SlotView:
    with desk.reading() as session:
        of_series = [each for each in slots(session) if each.series == series]
    return in_force(of_series, day)[0]


def by_hand(desk: Desk, series: str, name: str, today: dt.date, present: Row, where: tuple | None) -> None:
    """Move, cancel, restore or air an occurrence."""
    state = present.shown.state
    if (name == "restore") is not (state is CANCELLED) or state is AIRED:
        return
    with desk.reading() as session:
        of_slot = (Broadcast.kind == KINDS[series], Broadcast.slot_id.is_not(None))
        row = session.scalars(select(Broadcast).where(Broadcast.occurrence == present.of, *of_slot)).one()
    now = dt.datetime.combine(today, dt.time(12), dt.UTC)
    kept = {"planned_seconds": row.planned_seconds, "actual_seconds": None, "note": ""}
    wanted = present.shown
    try:
        with desk.changing(Action.CHANGE_BROADCAST) as session:
            if name == "move":
                start = moment(present.of.date(), *where)
                wanted = wanted._replace(starts=start)
                when = {"on": start.date(), "at": start.time()}
                broadcasts.change_broadcast(session, row.id, row.version, **when, now=now, sure=True, **kept)
            else:
                wanted = wanted._replace(state={"cancel": CANCELLED, "restore": PLANNED, "air": AIRED}[name])
                broadcasts.set_state(session, row.id, row.version, wanted.state, now=now, sure=True)
    except (PlannedTwice, NotYetDue):
        return
    present.shown = wanted
    generation.generate_if_due(desk, today)  # where a day has two first runs, its repeats may carry the other one now


def shown(desk: Desk, kind: BroadcastKind, first: dt.date, last: dt.date) -> Counter[Shown]:
    with desk.reading() as session:
        found = plan.entries(session, *span(first, last, zone(session)))
    return Counter(
        Shown(each.starts.replace(tzinfo=None), each.state, each.outlets)
        for each in found
        if each.kind is kind and each.starts.date() >= first
    )


def check(desk: Desk, models: dict[str, Model]) -> None:
    """Generating again changes nothing, and each planned repeat carries the edition of its day."""
    today = models["lai"].today
    with desk.reading() as session:
        assert not generation.is_due(session, today)
        assert grid_check.problems(session) == []
        found = plan.entries(session, *span(START, today + dt.timedelta(days=HORIZON - 1), zone(session)))
    firsts = [each for each in found if each.series == "thoi-su"]
    for each in found:
        if each.series == "lai" and each.occurrence.date() >= today and each.state is PLANNED:
            span_of = models["lai"].spans[models["lai"].place(each.occurrence.date())]
            day = each.occurrence.date() - span_of.days_after * DAY
            of_day = [first for first in firsts if first.occurrence.date() == day and first.edition is not None]
            before = [first for first in of_day if first.starts < each.starts]
            if of_day:
                assert each.edition == (before[-1] if before else of_day[0]).edition, (each, of_day)
