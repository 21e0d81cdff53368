"""What forms propose for a broadcast."""

import datetime as dt

from radiodesk.kinds import ProgrammeKind
from radiodesk.model import Desk
from radiodesk.model.actions import Action
from radiodesk.schedule import broadcasts, choices, programmes
from radiodesk.schedule.choices import Usual
from radiodesk.schedule.programmes import Traits

DAY = dt.date(2019, 9, 14)


def plan(desk: Desk, title: str, *lengths: int | None, before: int = 0) -> None:
    """Plan first runs of these lengths, one a day, the last one so many days before the day."""
    with desk.changing(Action.EARLIER, what="test") as session:
        for number, seconds in enumerate(reversed(lengths)):
            broadcasts.plan_first_run(
                session,
                title=title,
                kind=ProgrammeKind.COLUMN,
                on=DAY - dt.timedelta(days=number + before),
                at=dt.time(5, 30),
                seconds=seconds,
                sure=True,
            )


def usual(desk: Desk, title: str) -> Usual | None:
    with desk.reading() as session:
        return choices.programmes(session, DAY).usual(title)


def test_the_most_frequent_length_of_recent_first_runs_is_usual(desk: Desk) -> None:
    plan(desk, "Nhà nông", 600, 600, 900, None)
    plan(desk, "Sức khỏe", 480, 600, 600, 480)
    plan(desk, "Thời tiết", 300)
    plan(desk, "Thời sự", 911, 907, 893)
    plan(desk, "An toàn", 600, before=100)

    assert usual(desk, "nhà nông") == Usual(ProgrammeKind.COLUMN, 600)
    assert usual(desk, "Sức khỏe") == Usual(ProgrammeKind.COLUMN, 480)  # of equals, the newest
    assert usual(desk, "Thời tiết") == Usual(ProgrammeKind.COLUMN, 300)
    assert usual(desk, "Thời sự") == Usual(ProgrammeKind.COLUMN, None)  # they all differ
    assert usual(desk, "An toàn") == Usual(ProgrammeKind.COLUMN, None)  # too long ago
    assert usual(desk, "Nha nong") is None


def test_the_length_that_the_station_set_is_usual_and_inactive_programmes_come_last(desk: Desk) -> None:
    plan(desk, "Nhà nông", 600, 600)
    with desk.changing(Action.EARLIER, what="test") as session:
        for title, traits in (("Mới", Traits(usual_seconds=1200)), ("Cũ", Traits(active=False))):
            programmes.add(session, title=title, kind=ProgrammeKind.NEWS, traits=traits)
    with desk.reading() as session:
        found = choices.programmes(session, DAY)

    assert found.usual("Mới") == Usual(ProgrammeKind.NEWS, 1200)
    assert [each.name for each in found.names.find("")] == ["Nhà nông", "Mới", "Cũ"]


def test_an_earlier_title_is_that_of_the_renamed_programme(desk: Desk) -> None:
    plan(desk, "Nhà nông", 600, 600)
    with desk.changing(Action.CHANGE_PROGRAMME, title="Nông thôn mới") as session:
        seen = programmes.view(session, "Nhà nông")
        programmes.change(
            session, seen.id, seen.version, title="Nông thôn mới", kind=seen.kind, traits=Traits(), today=DAY
        )
    with desk.reading() as session:
        found = choices.programmes(session, DAY)

    assert found.usual("nhà nông") == Usual(ProgrammeKind.COLUMN, 600)
    assert [(each.name, each.detail) for each in found.names.find("nhà")] == [
        ("Nông thôn mới", "column · formerly Nhà nông")
    ]
