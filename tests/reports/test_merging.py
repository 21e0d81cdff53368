"""Renames and merges change no figure of a report. Each earlier name leads to what has it now, and all is undone."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful, UserError
from radiodesk.kinds import BroadcastState, ClipKind, ClipState, Genre, PeriodRule, ProgrammeKind, Source
from radiodesk.model import (
    Action,
    Broadcast,
    Clip,
    Credit,
    Desk,
    Duty,
    Person,
    Programme,
    Recipient,
    Relay,
    StoryTopic,
    Topic,
    Upstream,
    earlier_names,
)
from radiodesk.model.names import find
from radiodesk.model.text import key
from radiodesk.newsroom import rundowns, television
from radiodesk.reports import evidence, periods, tally
from radiodesk.schedule import broadcasts, programmes
from radiodesk.schedule.programmes import Traits
from radiodesk.staff import partners, people
from tests.conftest import AnotherDesk
from tests.history.test_undo import data, newest, undo_entry
from tests.versions import version

DAY, LATER = dt.date(2019, 3, 5), dt.date(2019, 3, 6)
NOW = dt.datetime(2019, 3, 5, 12, tzinfo=dt.UTC)
NEWS, COLUMN = ProgrammeKind.NEWS, ProgrammeKind.COLUMN

NAMES: dict[type[Any], list[str]] = {
    Programme: ["Thời sự", "TS sáng", "Thoi su", "Pháp luật"],
    Person: ["Thu Hà", "Hà", "Đức Anh"],
    Upstream: ["VOV1", "Đài TNVN", "Đài tỉnh"],
    Recipient: ["Đài tỉnh", "Dai tinh", "PT-TH tỉnh"],
    Topic: ["Bầu cử", "Bầu cử Quốc hội", "Nông thôn mới"],
}
HOURS = (5, 6, 5, 7)
"""When each programme is on the air."""
OTHERS = ["Tên mới", "TÊN MỚI", "ten moi", *{name for names in NAMES.values() for name in names}]


def fill(desk: Desk) -> None:
    """A day on the air: each name is used, some by the same things, and two programmes are on at one time."""
    with desk.changing(Action.EARLIER, what="fill") as session:
        for number, title in enumerate(NAMES[Programme]):
            kind = COLUMN if title == "Pháp luật" else NEWS
            at = dt.time(HOURS[number])
            broadcasts.plan_first_run(session, title=title, kind=kind, on=DAY, at=at, seconds=900, sure=True)
        for number, upstream in enumerate(NAMES[Upstream]):
            broadcasts.plan_relay(
                session,
                title="Tường thuật",
                live=True,
                upstream=upstream,
                on=DAY,
                at=dt.time(9 + number),
                seconds=900,
                sure=True,
            )
        for number, topics in enumerate((["Bầu cử"], ["Bầu cử", "Bầu cử Quốc hội"], ["Nông thôn mới"]), start=1):
            rundowns.add_story(
                session,
                number,
                title=f"Tin {number}",
                genre=Genre.BRIEF,
                source=Source.OWN,
                authors="Thu Hà, Hà" if number == 2 else NAMES[Person][number - 1],
                seconds=60,
                topics=topics,
            )
        for recipient in NAMES[Recipient]:
            clip = television.add_clip(
                session, title="Clip", kind=ClipKind.CLIP, authors="Hà", recipient=recipient, seconds=None
            )
            television.set_clip_state(session, clip, version(session, Clip, clip), ClipState.SENT, on=DAY, today=DAY)
        for broadcast in session.scalars(select(Broadcast.id)).all():
            seen = version(session, Broadcast, broadcast)
            broadcasts.set_state(session, broadcast, seen, state=BroadcastState.AIRED, now=NOW, sure=True)


def counted(desk: Desk) -> dict[str, Any]:
    """The items that a report counts, and what has which kind of name."""
    with desk.reading() as session:
        period = periods.parse("2019-03-01/2019-03-31", PeriodRule.CALENDAR)
        found: dict[str, Any] = {
            figure.key: (figure.count, [each.id for each in evidence.evidence(session, figure.key, period).counted])
            for figure in tally.main(session, period)
        }
        works = session.execute(select(Credit.role, Credit.story_id, Credit.clip_id).distinct()).all()
        found["credited"] = sorted(map(str, works))
        found["on duty"] = sorted(map(str, session.execute(select(Duty.role, Duty.broadcast_id).distinct()).all()))
        found["topics"] = sorted(session.scalars(select(StoryTopic.story_id).distinct()))
        for column in (Relay.upstream_id, Clip.recipient_id):
            found[str(column)] = session.scalar(select(func.count(column)))
    return found


@dataclass
class Names:
    """What the names of one kind should lead to. A thing is the name that it had at first."""

    current: dict[str, str] = field(default_factory=dict)
    """The present name of each thing."""
    former: list[tuple[str, str]] = field(default_factory=list)
    """The key of each earlier name, and the thing that had it, in their order."""

    def thing(self, name: str) -> str | None:
        """What a name leads to: to what has it now, else to what had it last."""
        now = [thing for thing, present in self.current.items() if key(present) == key(name)]
        return next(iter(now), None) or next(
            (thing for each, thing in reversed(self.former) if each == key(name)), None
        )

    def rename(self, thing: str, name: str) -> None:
        if key(self.current[thing]) != key(name):
            self.former.append((key(self.current[thing]), thing))
        self.current[thing] = name

    def merge(self, gone: str, kept: str) -> None:
        self.former = [(each, kept if thing == gone else thing) for each, thing in self.former]
        self.former.append((key(self.current.pop(gone)), kept))


def row_of(session: Session, kind: type[Any], name: str) -> Any:
    """What a name leads to where it is typed or imported; None if it would be new."""
    if kind is Programme:
        return programmes.find(session, name)
    return find(session, kind, name) or earlier_names.formerly(session, kind, name)


def rename(session: Session, kind: type[Any], row: Any, name: str) -> None:
    if kind is Programme:
        programmes.change(
            session, row.id, row.version, title=name, kind=row.kind, traits=Traits(), today=LATER, sure=True
        )
    elif kind is Person:
        people.change(
            session, row.id, row.version, name=name, short_name="", initials="", roles=[], today=LATER, sure=True
        )
    else:
        partners.rename(session, kind, row.id, row.version, name, today=LATER)


def merge(session: Session, kind: type[Any], gone: Any, kept: Any) -> None:
    versions = (gone.id, gone.version, kept.id, kept.version)
    if kind is Programme:
        if gone.kind is not kept.kind:
            raise Doubtful(["counted as something else"])
        programmes.merge(session, *versions, today=LATER, sure=True)
    elif kind is Person:
        people.merge(session, *versions, today=LATER)
    else:
        partners.merge(session, kind, *versions, today=LATER)


def attempt(desk: Desk, change: Callable[[Session], None]) -> bool:
    """Whether the change was made, or refused."""
    try:
        with desk.changing(Action.RENAME, name="x", to="y") as session:
            change(session)
    except UserError:
        return False
    return True


def may_merge(hours: dict[str, set[int]], gone: str, kept: str) -> bool:
    """Whether two programmes may be merged: both of one kind, and never on at one time."""
    return "Pháp luật" not in (gone, kept) and not hours[gone] & hours[kept]


STEPS = st.lists(
    st.tuples(st.sampled_from(list(NAMES)), st.integers(0, 3), st.integers(0, 3) | st.sampled_from(OTHERS)),
    min_size=10,
    max_size=24,
)


@pytest.mark.deep
@given(steps=STEPS)
@settings(max_examples=8)
def test_no_sequence_of_renames_and_merges_changes_what_is_counted(
    steps: list[tuple[type[Any], int, int | str]], another_desk: AnotherDesk
) -> None:
    with another_desk() as desk:
        fill(desk)
        first, rows, begin = counted(desk), data(desk), newest(desk)
        hours = {title: {hour} for title, hour in zip(NAMES[Programme], HOURS, strict=True)}
        names = {kind: Names({name: name for name in known}) for kind, known in NAMES.items()}
        for kind, number, target in steps:
            known = names[kind]
            things = list(known.current)
            thing = things[number % len(things)]
            if isinstance(target, str):
                taken = [each for each, name in known.current.items() if key(name) == key(target) and each != thing]

                def change(
                    session: Session, kind: Any = kind, name: str = known.current[thing], to: str = target
                ) -> None:
                    rename(session, kind, row_of(session, kind, name), to)

                if attempt(desk, change):
                    assert not taken
                    known.rename(thing, target)
                else:
                    assert taken
                continue
            kept = things[target % len(things)]

            def change(  # type: ignore[no-redef]
                session: Session, kind: Any = kind, gone: str = known.current[thing], into: str = known.current[kept]
            ) -> None:
                merge(session, kind, row_of(session, kind, gone), row_of(session, kind, into))

            possible = kept != thing and (kind is not Programme or may_merge(hours, thing, kept))
            assert attempt(desk, change) == possible
            if possible:
                known.merge(thing, kept)
                hours[kept] = hours.get(kept, set()) | hours.get(thing, set())

        assert counted(desk) == first
        with desk.reading() as session:
            for kind, known in names.items():
                for name in {*NAMES[kind], *OTHERS}:
                    thing, row = known.thing(name), row_of(session, kind, name)
                    present = None if row is None else row.title if kind is Programme else row.name
                    assert present == (None if thing is None else known.current[thing]), (kind, name)
        for entry in range(newest(desk), begin, -1):
            undo_entry(desk, entry)
        assert data(desk) == rows
