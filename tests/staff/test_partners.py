"""Upstreams, recipients and topics are renamed and merged, with everything that belongs to them."""

import datetime as dt

import pytest
from sqlalchemy import select

from radiodesk.kinds import ClipKind, Genre, ProgrammeKind, Source
from radiodesk.model import Action, Clip, Desk, Edition, Recipient, Relay, StoryTopic, Topic, Upstream
from radiodesk.newsroom import deliveries, rundowns, television
from radiodesk.newsroom.topics import set_edition_topics
from radiodesk.schedule import broadcasts
from radiodesk.staff import partners
from radiodesk.staff.partners import Partner
from tests.versions import version

DAY, LATER = dt.date(2019, 3, 5), dt.date(2019, 3, 6)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Of each: one that is used twice, and another one that is used once."""
    with desk.changing(Action.EARLIER, what="fill") as session:
        for hour, upstream in ((5, "VOV1"), (6, "VOV1"), (7, "Đài TNVN")):
            broadcasts.plan_relay(
                session, title="Thời sự", live=False, upstream=upstream, on=DAY, at=dt.time(hour), seconds=900
            )
        for recipient in ("Đài tỉnh", "Đài tỉnh", "Đài PTTH tỉnh"):
            television.add_clip(
                session, title="Clip", kind=ClipKind.CLIP, authors="", recipient=recipient, seconds=None
            )
        broadcasts.plan_first_run(session, title="Bản tin", kind=ProgrammeKind.NEWS, on=DAY, at=dt.time(8), seconds=900)
        for topics in (["Bầu cử"], ["Bầu cử", "Bầu cử Quốc hội"]):
            rundowns.add_story(
                session, 1, title="Tin", genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=60, topics=topics
            )
            seen = version(session, Edition, 1)
            set_edition_topics(session, 1, seen, topics)
        for recipient in ("Đài tỉnh", "Đài PTTH tỉnh"):
            deliveries.deliver(session, story_id=1, recipient=recipient, on=DAY, today=DAY)
    return desk


def listed(desk: Desk, kind: Partner) -> list[tuple[str, int, list[tuple[str, dt.date]]]]:
    """The name, the uses and the earlier names of each."""
    with desk.reading() as session:
        return [
            (each.name, each.uses, [(old.name, old.until) for old in each.earlier])
            for each in partners.partners(session, kind)
        ]


@pytest.mark.parametrize(
    ("kind", "gone", "kept", "uses"),
    [
        (Upstream, "Đài TNVN", "VOV1", 3),
        (Recipient, "Đài PTTH tỉnh", "Đài tỉnh", 5),  # two of them deliveries
        (Topic, "Bầu cử Quốc hội", "Bầu cử", 3),  # one story and the edition belong to both
        (Topic, "Bầu cử", "Bầu cử Quốc hội", 3),
    ],
)
def test_a_merge_moves_every_use_once_and_the_name_leads_to_the_kept_one(
    kind: Partner, gone: str, kept: str, uses: int, filled: Desk
) -> None:
    with filled.changing(Action.MERGE_NAMES, name=gone, into=kept) as session:
        ids = {each.name: each.id for each in partners.partners(session, kind)}
        partners.merge(session, kind, ids[gone], 1, ids[kept], 1, today=LATER)

    assert listed(filled, kind) == [(kept, uses, [(gone, LATER)])]
    with filled.changing(Action.EARLIER, what="use") as session:
        if kind is Upstream:
            broadcasts.plan_relay(session, title="x", live=False, upstream=gone, on=DAY, at=dt.time(20), seconds=1)
        elif kind is Recipient:
            television.add_clip(session, title="x", kind=ClipKind.CLIP, authors="", recipient=gone, seconds=None)
    assert [name for name, _uses, _earlier in listed(filled, kind)] == [kept]


@pytest.mark.parametrize("kind", partners.USES)
def test_a_renamed_one_keeps_its_earlier_name_and_a_taken_name_is_refused(kind: Partner, filled: Desk) -> None:
    (first, _uses, _earlier), (other, _more, _none) = listed(filled, kind)
    with filled.reading() as session:
        ids = {each.name: each.id for each in partners.partners(session, kind)}

    with filled.changing(Action.RENAME, name=first, to="A") as session:
        partners.rename(session, kind, ids[first], version(session, kind, ids[first]), "A", today=LATER)
    with pytest.raises(partners.KnownName, match=other), filled.changing(Action.RENAME, name="A", to=other) as session:
        partners.rename(session, kind, ids[first], 2, other.upper(), today=LATER)
    with pytest.raises(partners.KnownName), filled.changing(Action.ADD_NAME, name=other) as session:
        partners.add(session, kind, other.lower())

    assert listed(filled, kind)[0] == ("A", _uses, [(first, LATER)])
    with filled.reading() as session:
        assert len(session.scalars(select({Upstream: Relay, Recipient: Clip, Topic: StoryTopic}[kind])).all()) == 3


def test_one_is_not_merged_into_itself(filled: Desk) -> None:
    with pytest.raises(partners.SameName), filled.changing(Action.MERGE_NAMES, name="x", into="x") as session:
        partners.merge(session, Upstream, 1, 1, 1, 1, today=LATER)
