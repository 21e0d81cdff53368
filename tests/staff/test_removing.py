"""A name that nothing uses is removed, with its earlier names; undo brings it back. One that is used stays."""

import datetime as dt

import orjson
import pytest

from radiodesk.kinds import ClipKind, DutyRole, Genre, ProgrammeKind, Role, Source
from radiodesk.model import Action, Broadcast, ClosedRoyalties, Desk, Person, Programme, Recipient, Topic, Upstream
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.newsroom import rundowns, television
from radiodesk.schedule import broadcasts, duties, programmes
from radiodesk.staff import partners, people, removing
from radiodesk.staff.removing import NamedInRule, NamedKind, StillUsed
from tests.history.test_undo import data, newest, undo_entry
from tests.reports.test_own_indicators import apply
from tests.versions import version

DAY = dt.date(2019, 3, 5)
KINDS = (Programme, Person, Upstream, Recipient, Topic)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """One of each that is used, with the id 1, and one that nothing uses, with the id 2 and an earlier name."""
    with desk.changing(Action.EARLIER, what="fill") as session:
        broadcasts.plan_first_run(session, title="Bản tin", kind=ProgrammeKind.NEWS, on=DAY, at=dt.time(8), seconds=900)
        broadcasts.plan_relay(session, title="Thời sự", live=False, upstream="VOV1", on=DAY, at=dt.time(6), seconds=900)
        rundowns.add_story(
            session, 1, title="Tin", genre=Genre.BRIEF, source=Source.OWN, authors="Hà", seconds=60, topics=["Bầu cử"]
        )
        television.add_clip(session, title="Clip", kind=ClipKind.CLIP, authors="", recipient="Đài tỉnh", seconds=None)
        session.add_all([Programme(title="Cũ", kind=ProgrammeKind.NEWS), Person(name="Cũ"), Upstream(name="Cũ")])
        session.add_all([Recipient(name="Cũ"), Topic(name="Cũ")])
    with desk.changing(Action.EARLIER, what="rename") as session:
        for kind in (Upstream, Recipient, Topic):
            partners.rename(session, kind, 2, 1, "Thừa", today=DAY)
        people.change(
            session, 2, 1, name="Thừa", short_name="", initials="", roles=[Role.EDITOR, Role.CHIEF], today=DAY
        )
        view = programmes.view_of(session, 2)
        programmes.change(session, 2, 1, title="Thừa", kind=view.kind, traits=view.traits, today=DAY)
    return desk


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_nothing_uses_goes_and_comes_back_as_it_was(filled: Desk, kind: NamedKind) -> None:
    before = data(filled)
    with filled.changing(Action.REMOVE_NAME, name="Thừa") as session:
        removing.remove(session, kind, 2, version(session, kind, 2))

    with filled.reading() as session:
        assert session.get(kind, 2) is None
    undo_entry(filled, newest(filled))
    assert data(filled) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_is_used_stays(filled: Desk, kind: NamedKind) -> None:
    before = data(filled)
    with (
        pytest.raises(StillUsed, match=r"still used \(number of places: 1\)"),
        filled.changing(Action.REMOVE_NAME, name="") as session,
    ):
        removing.remove(session, kind, 1, version(session, kind, 1))

    assert data(filled) == before


def test_whoever_is_on_duty_stays(filled: Desk) -> None:
    with filled.changing(Action.EARLIER, what="duty") as session:
        duties.set_duties(session, 1, version(session, Broadcast, 1), [(DutyRole.EDITOR, "Thừa")])

    with pytest.raises(StillUsed), filled.changing(Action.REMOVE_NAME, name="") as session:
        removing.remove(session, Person, 2, version(session, Person, 2))


def test_whoever_was_paid_stays(filled: Desk) -> None:
    content = orjson.dumps({"slips": [{"id": 2, "name": "Thừa", "lines": []}]}).decode()
    columns = {"month": DAY, "first": DAY, "last": DAY, "person": "Hà", "total": 1, "digest": ""}
    with filled.changing(Action.EARLIER, what="close") as session:
        session.add(ClosedRoyalties(content=content, **columns))

    with pytest.raises(StillUsed), filled.changing(Action.REMOVE_NAME, name="") as session:
        removing.remove(session, Person, 2, version(session, Person, 2))


def test_a_rule_that_names_something_else_so_keeps_nothing(filled: Desk) -> None:
    apply(filled, '[[indicator]]\nkey = "a"\nlabel = "A"\nunit = "tin"\ncounts = "stories"\nwhere.topic = "thừa"\n')

    with filled.changing(Action.REMOVE_NAME, name="") as session:
        removing.remove(session, Person, 2, version(session, Person, 2))


@pytest.mark.parametrize("named", ["thừa", "CŨ"])
def test_what_a_rule_of_an_own_indicator_names_stays(filled: Desk, named: str) -> None:
    rule = f'where.topic = ["Bầu cử", "{named}"]\n'
    apply(filled, '[[indicator]]\nkey = "a"\nlabel = "A"\nunit = "tin"\ncounts = "stories"\n' + rule)

    with pytest.raises(NamedInRule, match="“a” names “Thừa”"), filled.changing(Action.REMOVE_NAME, name="") as session:
        removing.remove(session, Topic, 2, version(session, Topic, 2))


def test_a_name_that_somebody_has_changed_since_stays(filled: Desk) -> None:
    with pytest.raises(ChangedMeanwhile), filled.changing(Action.REMOVE_NAME, name="") as session:
        removing.remove(session, Topic, 2, 1)
