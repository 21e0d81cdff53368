"""Any sequence of grid files, changes by hand and days gives the same broadcasts as a simple model, at two desks."""

import contextlib
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState
from radiodesk.model import Action, Broadcast, Desk, zone
from radiodesk.model.moments import span
from radiodesk.schedule import broadcasts, generation, grid_files, plan
from radiodesk.schedule.rules import PlannedTwice
from tests.conftest import AnotherDesk
from tests.schedule.test_grid_files import text

START = dt.date(2026, 3, 2)
HORIZON = 28
PLANNED, AIRED, CANCELLED = BroadcastState.PLANNED, BroadcastState.AIRED, BroadcastState.CANCELLED
TIMES = (dt.time(5), dt.time(5, 30), dt.time(6))
RULES = {"daily": range(7), "weekdays": range(5), "FREQ=WEEKLY;BYDAY=MO,SU": (0, 6)}

Shown = tuple[dt.date, dt.time, BroadcastState]


@dataclass
class Model:
    """The first runs of one series, day by day."""

    today: dt.date = START
    spans: list[tuple[dt.date, dt.time, str]] = field(default_factory=list)
    """From which day on the slot has which time and rule."""
    stored: dict[dt.date, tuple[dt.time, BroadcastState]] = field(default_factory=dict)
    """The occurrences that are stored, by their days."""
    singles: list[Shown] = field(default_factory=list)

    def due(self, day: dt.date) -> dt.time | None:
        """When the slot is due on a day."""
        for since, at, rule in reversed(self.spans):
            if since <= day:
                return at if day.weekday() in RULES[rule] else None
        return None

    def apply(self, at: dt.time, rule: str) -> None:
        if not self.spans:
            self.spans.append((START, at, rule))
        elif self.spans[-1][1:] != (at, rule):
            follows = {day for day, row in self.stored.items() if row == (self.due(day), PLANNED)}
            if self.spans[-1][0] == self.today:
                self.spans.pop()
            self.spans.append((self.today, at, rule))
            for day in [day for day in self.stored if day >= self.today]:
                due = self.due(day)
                if due is not None and day in follows:
                    self.stored[day] = (due, PLANNED)
                elif due is None:
                    row = self.stored.pop(day)
                    if day not in follows:
                        self.singles.append((day, *row))
        self.generate()

    def generate(self) -> None:
        for number in range(HORIZON):
            day = self.today + dt.timedelta(days=number)
            due = self.due(day)
            if due is None or day in self.stored:
                continue
            adopted = [each for each in self.singles if each[:2] == (day, due) and each[2] not in OFF_AIR]
            self.stored[day] = adopted[0][1:] if adopted else (due, PLANNED)
            if adopted:
                self.singles.remove(adopted[0])

    def shown(self, first: dt.date, last: dt.date) -> Counter[Shown]:
        found = Counter(each for each in self.singles if first <= each[0] <= last)
        for number in range((last - first).days + 1):
            day = first + dt.timedelta(days=number)
            if day in self.stored:
                found[(day, *self.stored[day])] += 1
            elif (due := self.due(day)) is not None:
                found[(day, due, PLANNED)] += 1
        return found


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("apply"), st.sampled_from(TIMES), st.sampled_from(list(RULES))),
        st.tuples(st.just("wait"), st.integers(1, 9), st.none()),
        st.tuples(st.just("move"), st.integers(0, 20), st.sampled_from(TIMES)),
        st.tuples(st.just("cancel"), st.integers(0, 20), st.none()),
        st.tuples(st.just("restore"), st.integers(0, 20), st.none()),
        st.tuples(st.just("air"), st.just(0), st.none()),
    ),
    max_size=9,
)


@pytest.mark.deep
@settings(max_examples=40)
@given(steps=STEPS)
def test_any_sequence_gives_what_the_model_gives(another_desk: AnotherDesk, steps: list) -> None:
    with another_desk() as desk, contextlib.closing(Desk.open(desk.config)) as second:
        model = Model()
        at_desk(desk, model, ("apply", TIMES[1], "daily"))
        for number, step in enumerate(steps):
            at_desk((desk, second)[number % 2], model, step)
            last = model.today + dt.timedelta(days=HORIZON + 10)
            assert first_runs(desk, START, last) == model.shown(START, last), step
        check(second, model.today)


def at_desk(desk: Desk, model: Model, step: tuple) -> None:
    """Do a step at a desk and in the model."""
    name, value, other = step
    if name == "apply":
        apply(desk, model.today, value, other)
        model.apply(value, other)
    elif name == "wait":
        model.today += dt.timedelta(days=value)
        with desk.changing(Action.GENERATE) as session:
            generation.generate(session, model.today)
        model.generate()
    else:
        day = model.today + dt.timedelta(days=value)
        if day in model.stored:
            by_hand(desk, model, name, day, other)


def apply(desk: Desk, today: dt.date, at: dt.time, rule: str) -> None:
    slot = {"key": "thoi-su", "programme": "Thời sự", "kind": "news", "length": 900, "from": START, "rule": rule}
    again = {"key": "lai", "repeats": "thoi-su", "at": "17:00", "from": START, "rule": "daily"}
    file = grid_files.read("grid.toml", text(slot | {"at": f"{at:%H:%M}"}, again))
    with desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
        grid_files.apply(session, file, name="grid.toml", today=today)


def by_hand(desk: Desk, model: Model, name: str, day: dt.date, time: dt.time | None) -> None:
    """Move, cancel, restore or air the occurrence of a day."""
    at, state = model.stored[day]
    if (name == "restore") is not (state is CANCELLED) or state is AIRED:
        return
    with desk.reading() as session:
        midnight = dt.datetime.combine(day, dt.time())
        of_day = Broadcast.occurrence.between(midnight, midnight + dt.timedelta(hours=23))
        row = session.scalars(select(Broadcast).where(of_day, Broadcast.kind == BroadcastKind.FIRST_RUN)).one()
    now = dt.datetime.combine(model.today, dt.time(23), dt.UTC)
    values = (row.planned_seconds, None, "") if name == "move" else ()
    try:
        with desk.changing(Action.CHANGE_BROADCAST) as session:
            if name == "move":
                kept = dict(zip(("planned_seconds", "actual_seconds", "note"), values, strict=True))
                broadcasts.change_broadcast(session, row.id, row.version, on=day, at=time, now=now, sure=True, **kept)
            else:
                wanted = {"cancel": CANCELLED, "restore": PLANNED, "air": AIRED}[name]
                broadcasts.set_state(session, row.id, row.version, wanted, now=now, sure=True)
    except PlannedTwice:
        return
    changed = {"move": (time, state), "cancel": (at, CANCELLED), "restore": (at, PLANNED), "air": (at, AIRED)}
    model.stored[day] = changed[name]


def first_runs(desk: Desk, first: dt.date, last: dt.date) -> Counter[Shown]:
    with desk.reading() as session:
        found = plan.entries(session, *span(first, last, zone(session)))
    runs = [each for each in found if each.kind is BroadcastKind.FIRST_RUN]
    return Counter((each.starts.date(), each.starts.time(), each.state) for each in runs)


def check(desk: Desk, today: dt.date) -> None:
    """Generating again changes nothing, and each repeat carries the edition of its day."""
    with desk.reading() as session:
        assert not generation.is_due(session, today)
    with desk.reading() as session:
        found = plan.entries(session, *span(today, today + dt.timedelta(days=HORIZON - 1), zone(session)))
        editions = {each.occurrence.date(): each.edition for each in found if each.series == "thoi-su"}
        for each in found:
            if each.series == "lai" and each.occurrence.date() in editions:
                assert each.edition == editions[each.occurrence.date()]
