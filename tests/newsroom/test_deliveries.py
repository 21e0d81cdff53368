"""Deliveries: stories and editions that were handed to other organisations."""

import datetime as dt

import pytest

from radiodesk.errors import Doubtful, UserError
from radiodesk.kinds import DeliveryState, Genre, Source
from radiodesk.model import Action, Delivery, Desk
from radiodesk.model.database import Removed
from radiodesk.model.text import EmptyText
from radiodesk.newsroom import deliveries, rundowns
from radiodesk.newsroom.rules import BadDay
from tests.newsroom.test_rundowns import edition
from tests.versions import version

DAY = dt.date(2019, 3, 5)
STATION, PAPER = "Đài PT-TH Bắc Ninh", "Báo Bắc Ninh"
SENT, USED, REJECTED = DeliveryState


@pytest.fixture
def edition_id(desk: Desk) -> int:
    """An edition that is only planned, with two stories."""
    with desk.changing(Action.EARLIER, what="test") as session:
        found = edition(session)
        for title in ("Gieo cấy", "Bầu cử"):
            rundowns.add_story(
                session, found, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=60
            )
    return found


def deliver(desk: Desk, recipient: str, *, on: dt.date = DAY, sure: bool = False, **content: int) -> int:
    with desk.changing(Action.DELIVER) as session:
        return deliveries.deliver(session, recipient=recipient, on=on, today=DAY, sure=sure, **content)


def listed(desk: Desk, edition_id: int) -> list[tuple[str, str, DeliveryState]]:
    with desk.reading() as session:
        return [(each.title, each.recipient, each.state) for each in deliveries.of_edition(session, edition_id)]


def test_stories_and_whole_editions_are_delivered_also_before_they_are_aired(desk: Desk, edition_id: int) -> None:
    deliver(desk, STATION, story_id=2)
    deliver(desk, PAPER, story_id=2, on=DAY - dt.timedelta(days=1))
    deliver(desk, STATION.upper(), edition_id=edition_id)

    assert listed(desk, edition_id) == [
        ("Bầu cử", PAPER, SENT),
        ("Bầu cử", STATION, SENT),
        ("Thời sự", STATION, SENT),
    ]


def test_what_would_be_counted_twice_is_asked_about_unless_it_was_rejected(desk: Desk, edition_id: int) -> None:
    first = deliver(desk, STATION, story_id=1)
    with pytest.raises(Doubtful, match=r"sent there on 05/03/2019 already"):
        deliver(desk, STATION, story_id=1)
    other = deliver(desk, PAPER, story_id=1)
    with pytest.raises(Doubtful), desk.changing(Action.CHANGE_DELIVERY) as session:
        deliveries.change_delivery(session, other, 1, recipient=STATION, on=DAY, state=SENT, note="", today=DAY)
    with desk.changing(Action.MARK_DELIVERY) as session:
        deliveries.mark_delivery(session, first, 1, REJECTED)

    deliver(desk, STATION, story_id=1)
    with pytest.raises(Doubtful), desk.changing(Action.MARK_DELIVERY) as session:
        deliveries.mark_delivery(session, first, 2, SENT)
    with pytest.raises(Doubtful), desk.changing(Action.CHANGE_DELIVERY) as session:
        deliveries.change_delivery(session, first, 2, recipient=STATION, on=DAY, state=USED, note="", today=DAY)
    deliver(desk, STATION, story_id=1, sure=True)

    assert [state for _title, recipient, state in listed(desk, edition_id) if recipient == STATION] == [
        REJECTED,
        SENT,
        SENT,
    ]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"on": DAY + dt.timedelta(days=1), "story_id": 1}, BadDay),
        ({"recipient": " ", "story_id": 1}, EmptyText),
        ({"story_id": 99}, Removed),
        ({"edition_id": 99}, Removed),
    ],
)
def test_what_cannot_have_been_delivered_is_refused(
    values: dict[str, object], error: type[UserError], desk: Desk, edition_id: int
) -> None:
    given: dict[str, object] = {"recipient": STATION, **values}
    with pytest.raises(error):
        deliver(desk, **given)  # type: ignore[arg-type]
    assert listed(desk, edition_id) == []


def test_a_mistake_is_removed_but_not_what_was_used(desk: Desk, edition_id: int) -> None:
    wrong, used = deliver(desk, STATION, story_id=1), deliver(desk, PAPER, story_id=1)
    with desk.changing(Action.MARK_DELIVERY) as session:
        deliveries.mark_delivery(session, used, 1, USED)

    with desk.changing(Action.REMOVE_DELIVERY) as session:
        deliveries.remove_delivery(session, wrong, 1)
    with pytest.raises(deliveries.WasUsed, match=PAPER), desk.changing(Action.REMOVE_DELIVERY) as session:
        deliveries.remove_delivery(session, used, version(session, Delivery, used))

    assert listed(desk, edition_id) == [("Gieo cấy", PAPER, USED)]
