"""Any sequence of grid files, changes by hand and days gives the same broadcasts as a simple model, at two desks."""

import contextlib
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState
from radiodesk.model import Action, Broadcast, Desk, zone
from radiodesk.model.moments import span
from radiodesk.schedule import broadcasts, generation, grid_files, plan, rrule, slot_edits
from radiodesk.schedule.rules import PlannedTwice
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import SlotView, in_force, slots
from tests.conftest import AnotherDesk
from tests.schedule.test_grid_files import text

START = dt.date(2026, 3, 2)
HORIZON = 28
DAY = dt.timedelta(days=1)
PLANNED, AIRED, CANCELLED = BroadcastState.PLANNED, BroadcastState.AIRED, BroadcastState.CANCELLED
TIMES = (dt.time(5), dt.time(5, 30), dt.time(6))
RULES = {"daily": range(7), "weekdays": range(5), "FREQ=WEEKLY;BYDAY=MO,SU": (0, 6)}
OUTLETS = (("own",), ("own", "Đài xã"), ("Đài xã",))
PAUSES = (None, (0, 2), (3, 8))
"""First and last day, counted from today."""
EXCEPT = (None, 1, 4)
"""A day that is left out, counted from today."""
CONTENTS = {
    "thoi-su": {"programme": "Thời sự", "kind": "news"},
    "lai": {"repeats": "thoi-su"},
    "vov": {"relay": "Thời sự VOV1", "upstream": "VOV1"},
}
KINDS = {"thoi-su": BroadcastKind.FIRST_RUN, "lai": BroadcastKind.REPEAT, "vov": BroadcastKind.RELAY}
BY_HAND = ("thoi-su", "vov")

Pause = tuple[dt.date, dt.date] | None
Changes = dict[dt.date, dt.time | None]
"""What a file changes in the occurrences of days: another time, or None if they are cancelled."""


class Shown(NamedTuple):
    """A broadcast as the plan shows it."""

    day: dt.date
    at: dt.time
    state: BroadcastState
    outlets: tuple[str, ...]


class Span(NamedTuple):
    """A slot of a series."""

    since: dt.date
    last: dt.date | None
    at: dt.time
    rule: str
    outlets: tuple[str, ...]
    pause: Pause
    left_out: dt.date | None

    @property
    def terms(self) -> tuple[object, ...]:
        return self[2:5]

    def is_in_force(self, day: dt.date) -> bool:
        return self.last is None or self.last >= day

    def due(self, day: dt.date) -> bool:
        is_paused = self.pause is not None and self.pause[0] <= day <= self.pause[1]
        is_inside = self.since <= day <= (self.last or dt.date.max)
        return is_inside and day.weekday() in RULES[self.rule] and not is_paused and day != self.left_out


@dataclass
class Model:
    """One series, day by day."""

    today: dt.date = START
    spans: list[Span] = field(default_factory=list)
    stored: dict[dt.date, Shown] = field(default_factory=dict)
    """The occurrences that are stored, by the days that their rule gives them."""
    changed: Changes = field(default_factory=dict)
    """What files changed in them."""
    singles: list[tuple[Shown, tuple[dt.date, dt.time]]] = field(default_factory=list)
    """Those that no slot has any more, with the local start that the rule gave them."""

    def due(self, day: dt.date) -> Shown | None:
        """What the series gives on a day."""
        return next((Shown(day, each.at, PLANNED, each.outlets) for each in self.spans if each.due(day)), None)

    def follow(self, day: dt.date) -> Shown | None:
        """What the series and the change of a file give on a day."""
        due, time = self.due(day), self.changed.get(day)
        if due is None or day not in self.changed:
            return due
        return due._replace(state=CANCELLED) if time is None else due._replace(at=time)

    def apply(self, wanted: Span, changes: Changes) -> None:
        """Apply a file from today on."""
        self.apply_slot(wanted)
        changes = {day: time for day, time in changes.items() if (due := self.due(day)) and due.at == wanted.at}
        for day in {*self.changed, *changes}:
            is_by_hand = self.stored[day] != self.follow(day)
            if day not in changes:
                del self.changed[day]
            elif not is_by_hand:
                self.changed[day] = changes[day]
            if not is_by_hand:
                self.stored[day] = self.follow(day)

    def apply_slot(self, wanted: Span) -> None:
        running = [each for each in self.spans if each.is_in_force(self.today)]
        if not running:
            self.replace([*self.spans, wanted if self.spans else wanted._replace(since=START)])
            return
        newest = running[-1]
        present = newest.pause if newest.pause and newest.pause[1] >= self.today else None
        left_out = newest.left_out if newest.left_out and newest.left_out >= self.today else None
        is_same = (newest.terms, present, left_out) == (wanted.terms, wanted.pause, wanted.left_out)
        if newest.last is None and is_same:
            return
        before = [each for each in self.spans if each not in running]
        if running[0].since < self.today:
            before.append(running[0]._replace(last=self.today - DAY))
        else:
            wanted = wanted._replace(since=running[0].since)
        self.replace([*before, wanted])

    def split(self, place: int, day: dt.date, **terms: object) -> None:
        """Change some terms from a day of a slot on."""
        chosen = self.spans[place]
        head = [chosen._replace(last=day - DAY)] if chosen.since < day else []
        tail = [chosen._replace(since=max(day, chosen.since)), *self.spans[place + 1 :]]
        self.replace([*self.spans[:place], *head, *(each._replace(**terms) for each in tail)])

    def change_all(self, place: int, **terms: object) -> None:
        first = min(self.spans[place].since, self.today)
        self.replace([each._replace(**terms) if each.is_in_force(first) else each for each in self.spans])

    def end(self, last: dt.date) -> None:
        cut = [each._replace(last=min(each.last or last, last)) for each in self.spans if each.since <= last]
        self.replace(cut, is_generated=False)

    def replace(self, spans: list[Span], *, is_generated: bool = True) -> None:
        """Take other slots. What follows its slot goes on following; the rest keeps its values."""
        follows = {day for day, row in self.stored.items() if row == self.follow(day)}
        places = {day: self.place(day) for day in self.stored}
        starts = {day: self.due(day) for day in self.stored}
        self.spans = spans
        for day in list(self.stored):
            due, before = self.due(day), starts[day]
            if places[day] == self.place(day) and due == before:
                continue
            if due is not None and day in follows:
                self.stored[day] = self.follow(day)
            elif due is None:
                row = self.stored.pop(day)
                self.changed.pop(day, None)
                if day not in follows and before is not None:
                    self.singles.append((row, (day, before.at)))
        if is_generated:
            self.adopt({each[0].day for each in self.singles} | {each[1][0] for each in self.singles})
            self.generate()

    def place(self, day: dt.date) -> Span | None:
        return next((each for each in self.spans if each.since <= day <= (each.last or dt.date.max)), None)

    def generate(self) -> None:
        days = [self.today + number * DAY for number in range(HORIZON)]
        self.adopt(days)
        for day in days:
            if day not in self.stored and (due := self.due(day)) is not None:
                self.stored[day] = due

    def adopt(self, days: object) -> None:
        """Make those the occurrences that were it, or have its time."""
        for day in sorted(days):
            due = self.due(day)
            if due is None or day in self.stored:
                continue
            same = [each for each in self.singles if each[1] == (day, due.at)]
            same += [
                each
                for each in self.singles
                if each[0] == due._replace(state=each[0].state) and each[0].state not in OFF_AIR
            ]
            if same:
                self.stored[day] = same[0][0]
                self.singles.remove(same[0])

    def shown(self, first: dt.date, last: dt.date) -> Counter[Shown]:
        found = Counter(row for row, _of in self.singles if first <= row.day <= last)
        for number in range((last - first).days + 1):
            day = first + number * DAY
            if day in self.stored:
                found[self.stored[day]] += 1
            elif (due := self.due(day)) is not None:
                found[due] += 1
        return found


SERIES = st.sampled_from(list(CONTENTS))
HAND = st.sampled_from(BY_HAND)
DAYS = st.integers(0, 20)
FEW_DAYS = st.sampled_from((1, 2, 6))
"""A file and people often change the same occurrence."""
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("apply"),
            SERIES,
            st.tuples(
                st.sampled_from(TIMES),
                st.sampled_from(list(RULES)),
                st.sampled_from(OUTLETS),
                st.sampled_from(PAUSES),
                st.sampled_from(EXCEPT),
                st.dictionaries(FEW_DAYS, st.none() | st.sampled_from(TIMES), max_size=2),
            ),
        ),
        st.tuples(st.just("wait"), st.none(), st.integers(1, 9)),
        st.tuples(
            st.sampled_from(["split", "all"]),
            SERIES,
            st.tuples(DAYS, st.none() | st.sampled_from(TIMES), st.none() | st.sampled_from(list(RULES))),
        ),
        st.tuples(st.just("end"), SERIES, DAYS),
        st.tuples(st.just("move"), HAND, st.tuples(FEW_DAYS, st.sampled_from(TIMES))),
        st.tuples(st.sampled_from(["cancel", "restore"]), HAND, st.tuples(FEW_DAYS, st.none())),
        st.tuples(st.just("air"), HAND, st.just((0, None))),
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
            at_desk(desk, models, ("apply", series, (TIMES[1], "daily", OUTLETS[0], None, 4, {2: TIMES[2], 6: None})))
        for number, step in enumerate(steps):
            at_desk((desk, second)[number % 2], models, step)
            for series, model in models.items():
                last = model.today + dt.timedelta(days=HORIZON + 10)
                assert shown(desk, KINDS[series], START, last) == model.shown(START, last), (series, step)
        check(second, models["vov"].today)


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
            apply(desk, model, series, *value)
    elif name in ("split", "all", "end"):
        day = model.today + dt.timedelta(days=value if name == "end" else value[0])
        place = next((n for n, each in enumerate(model.spans) if each.since <= day <= (each.last or day)), None)
        if place is not None:
            change_slot(desk, models, series, place, name, day, value)
    else:
        day = model.today + dt.timedelta(days=value[0])
        if day in model.stored:
            by_hand(desk, model, series, name, day, value[1])


def apply(
    desk: Desk,
    model: Model,
    series: str,
    at: dt.time,
    rule: str,
    outlets: tuple[str, ...],
    pause: tuple | None,
    left_out: int | None,
    changes: dict[int, dt.time | None],
) -> None:
    paused = pause and (model.today + pause[0] * DAY, model.today + pause[1] * DAY)
    without = None if left_out is None else model.today + left_out * DAY
    slot = {"key": series, **CONTENTS[series], "at": f"{at:%H:%M}", "from": START, "rule": rule, "length": 900}
    slot |= {"outlets": list(outlets)} | ({"pause": [[f"{each}" for each in paused]]} if paused else {})
    slot |= {"except": [f"{without}"]} if without else {}
    of_days = {model.today + day * DAY: time for day, time in changes.items() if series in BY_HAND}
    slot["change"] = [
        {"of": f"{day}T{at}"} | ({"start": f"{day}T{time}"} if time else {"state": "cancelled"})
        for day, time in of_days.items()
    ]
    with desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
        file = grid_files.read("grid.toml", text(slot))
        grid_files.apply(session, file, name="grid.toml", today=model.today)
    model.apply(Span(model.today, None, at, rule, outlets, paused, without), of_days)


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
            models[each].end(day - DAY)
            models[each].generate()
        return
    _day, at, rule = value
    present = model.spans[place]
    wanted = {"at": at or present.at, "rule": rule or present.rule}
    differing = {name: value for name, value in wanted.items() if getattr(present, name) != value}
    if not differing:
        return
    when = {**differing, "rule": rrule.parse(wanted["rule"])}
    terms = replace(slot.terms, recurrence=replace(slot.terms.recurrence, **when))
    with desk.changing(Action.CHANGE_SLOT) as session:
        scope = Scope.FOLLOWING if name == "split" else Scope.ALL
        slot_edits.change(session, slot, terms, scope, day, model.today)
    if name == "split":
        model.split(place, day, **differing)
    else:
        model.change_all(place, **differing)


def slot_at(desk: Desk, series: str, day: dt.date) -> SlotView:
    with desk.reading() as session:
        of_series = [each for each in slots(session) if each.series == series]
    return in_force(of_series, day)[0]


def by_hand(desk: Desk, model: Model, series: str, name: str, day: dt.date, time: dt.time | None) -> None:
    """Move, cancel, restore or air the occurrence of a day."""
    present = model.stored[day]
    if (name == "restore") is not (present.state is CANCELLED) or present.state is AIRED:
        return
    with desk.reading() as session:
        midnight = dt.datetime.combine(day, dt.time())
        of_day = Broadcast.occurrence.between(midnight, midnight + dt.timedelta(hours=23))
        of_slot = (of_day, Broadcast.kind == KINDS[series], Broadcast.slot_id.is_not(None))
        row = session.scalars(select(Broadcast).where(*of_slot)).one()
    now = dt.datetime.combine(model.today, dt.time(23), dt.UTC)
    kept = {"planned_seconds": row.planned_seconds, "actual_seconds": None, "note": ""}
    try:
        with desk.changing(Action.CHANGE_BROADCAST) as session:
            if name == "move":
                broadcasts.change_broadcast(session, row.id, row.version, on=day, at=time, now=now, sure=True, **kept)
            else:
                wanted = {"cancel": CANCELLED, "restore": PLANNED, "air": AIRED}[name]
                broadcasts.set_state(session, row.id, row.version, wanted, now=now, sure=True)
    except PlannedTwice:
        return
    changed = {"move": {"at": time}, "cancel": {"state": CANCELLED}, "restore": {"state": PLANNED}}
    model.stored[day] = present._replace(**changed.get(name, {"state": AIRED}))


def shown(desk: Desk, kind: BroadcastKind, first: dt.date, last: dt.date) -> Counter[Shown]:
    with desk.reading() as session:
        found = plan.entries(session, *span(first, last, zone(session)))
    of_kind = [each for each in found if each.kind is kind]
    return Counter(Shown(each.starts.date(), each.starts.time(), each.state, each.outlets) for each in of_kind)


def check(desk: Desk, today: dt.date) -> None:
    """Generating again changes nothing, and each planned repeat carries the edition of its day."""
    with desk.reading() as session:
        assert not generation.is_due(session, today)
    with desk.reading() as session:
        found = plan.entries(session, *span(today, today + dt.timedelta(days=HORIZON - 1), zone(session)))
        editions = {each.occurrence.date(): each.edition for each in found if each.series == "thoi-su"}
        for each in found:
            if each.series == "lai" and each.occurrence.date() in editions:
                assert each.edition == editions[each.occurrence.date()]
