"""What two desks do at the same moment, several times over: on a server, and with a file."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from radiodesk.config import Config
from radiodesk.history import verify
from radiodesk.model import (
    Base,
    Broadcast,
    Desk,
    Line,
    Person,
    Programme,
    ProgrammeKind,
    Publication,
    Recipient,
    Recording,
    Story,
    StoryTopic,
    Topic,
    Upstream,
    station,
)
from radiodesk.model.actions import Action
from radiodesk.newsroom import rundowns
from radiodesk.reports import tally
from radiodesk.reports.periods import parse
from radiodesk.schedule import broadcasts, queries
from tests.at_once import Pair, pair
from tests.conftest import MEDIA, SCHEDULES, on_both_databases, run_here
from tests.ledger.books import BROADCASTS, NEWS, PUBLICATION, PUBLICATIONS, Row, bring, ledger, size_of, write_xlsx
from tests.server import Server

pytestmark = [pytest.mark.deep, on_both_databases]

ROUNDS = range(1, 6)


@pytest.fixture
def two(desk: Desk) -> Iterator[Pair]:
    """Two processes that have the desk open."""
    with pair(desk.config) as found:
        yield found
    with desk.reading() as session:
        assert list(verify.problems(session)) == []


def count(desk: Desk, kind: type[Base], *conditions: object) -> int:
    with desk.reading() as session:
        return session.scalar(select(func.count()).select_from(kind).where(*conditions)) or 0  # type: ignore[arg-type]


def edition(desk: Desk) -> int:
    """A new edition without a line; its id."""
    with desk.changing(Action.PLAN_FIRST_RUN, title="Thời sự") as session:
        planned = broadcasts.plan_first_run(
            session,
            title="Thời sự",
            kind=ProgrammeKind.NEWS,
            on=dt.date(2019, 3, 5),
            at=dt.time(5, 30),
            seconds=900,
        )
        return queries.broadcast(session, planned).edition_id or 0


def dated(sheets: dict[str, list[Row]], day: int) -> dict[str, list[Row]]:
    """A ledger of 5 March with that day of April in its place."""
    return {
        name: [[str(cell).replace("05/03/2019", f"{day:02}/04/2019") for cell in row] for row in rows]
        for name, rows in sheets.items()
    }


def report(desk: Desk, code: str) -> dict[str, int]:
    with desk.reading() as session:
        return {figure.key: int(figure.count or 0) for figure in tally.main(session, parse(code))}


def test_of_two_who_begin_at_once_one_begins(tmp_path: Path, desk_server: Server | None) -> None:
    with pair(Config(home=tmp_path / "none")) as two:
        for number in ROUNDS:
            home = tmp_path / f"{number}"
            database = desk_server.create(f"begun{number}") if desk_server else ""

            answers = two.do("init", home, database)

            (begun,) = [answer.value for answer in answers if answer.value]
            assert sorted(str(answer.error) for answer in answers) == ["DeskExists", "None"]
            desk = Desk.open(Config(home=home, database=database or None))
            with desk.reading() as session:
                assert station(session).name == begun
            desk.close()


def test_a_ledger_imported_twice_at_once_comes_in_once(desk: Desk, two: Pair, tmp_path: Path) -> None:
    for day in ROUNDS:
        before = size_of(desk)
        book = write_xlsx(tmp_path / f"{day}.xlsx", dated(ledger(clips=[]), day))

        answers = two.do("import_ledger", book)

        assert [answer.error for answer in answers] == [None, None]
        assert sorted(answer.value for answer in answers) == [0, 6]
        after = size_of(desk)
        assert {kind: after[kind] - before[kind] for kind in ("broadcast", "story", "line", "publication")} == {
            "broadcast": 3,
            "story": 2,
            "line": 2,
            "publication": 1,
        }
    assert report(desk, "2019-04-01/2019-04-30") == {
        "news_programmes": len(ROUNDS),
        "stories": 2 * len(ROUNDS),
        "live_relays": len(ROUNDS),
        "tv_clips": 0,
        "tv_columns": 0,
        "web_uploads": 0,
    }
    assert report(desk, "2019-03-01/2019-03-31")["web_uploads"] == len(ROUNDS)


def test_the_sample_ledger_imported_twice_at_once_gives_the_published_figures(desk: Desk, two: Pair) -> None:
    answers = two.do("import_ledger", *sorted(SCHEDULES.glob("*.csv")))

    (added,) = [answer.value for answer in answers if answer.value]
    assert added == 744 + 4091 + 356 + 272
    assert {answer.error for answer in answers} <= {None, "DeskBusy"}  # on a slow machine the second waits too long
    expected = json.loads((SCHEDULES / "expected-2019.json").read_text(encoding="utf-8"))["2019-9m"]
    figures = report(desk, "2019-9m")
    assert (figures["news_programmes"], figures["stories"], figures["web_uploads"]) == (
        expected["news"],
        expected["stories"],
        expected["uploads"],
    )
    assert count(desk, Broadcast) == 744


def test_publications_imported_twice_at_once_are_counted_once(desk: Desk, two: Pair, tmp_path: Path) -> None:
    for day in ROUNDS:
        planned = dated({"Chương trình": [BROADCASTS, NEWS]}, day)
        bring(desk, write_xlsx(tmp_path / f"planned {day}.xlsx", planned))
        posted = dated({"Website": [PUBLICATIONS, [f"{day + 1:02}/04/2019", *PUBLICATION[1:]]]}, day)
        book = write_xlsx(tmp_path / f"posted {day}.xlsx", posted)

        answers = two.do("import_ledger", book)

        assert [answer.error for answer in answers] == [None, None]
        assert sorted(answer.value for answer in answers) == [0, 1]
    assert count(desk, Publication) == len(ROUNDS)
    assert report(desk, "2019-04-01/2019-04-30")["web_uploads"] == len(ROUNDS)


def test_two_lines_added_to_one_rundown_at_once_have_two_places(desk: Desk, two: Pair) -> None:
    edition_id = edition(desk)
    for number in ROUNDS:
        answers = two.do("add_line", edition_id, f"Tin {number}", "")

        assert [answer.error for answer in answers] == [None, None]
        with desk.reading() as session:
            positions = session.scalars(select(Line.position).order_by(Line.position)).all()
            assert len(set(positions)) == len(positions) == 2 * number
            titles = [line.title for line in rundowns.rundown(session, edition_id).lines]
        assert sorted(titles) == [f"Tin {each} {process}" for each in range(1, number + 1) for process in range(2)]
        assert titles[-2:] in ([f"Tin {number} 0", f"Tin {number} 1"], [f"Tin {number} 1", f"Tin {number} 0"])


def test_a_programme_planned_twice_at_one_time_is_planned_once(desk: Desk, two: Pair) -> None:
    for day in ROUNDS:
        answers = two.do("plan", f"Thời sự {day}", f"2019-03-{day:02}")

        assert sorted(str(answer.error) for answer in answers) == ["None", "PlannedTwice"]
        assert count(desk, Broadcast) == count(desk, Programme) == day


def test_a_new_person_named_by_two_at_once_is_one_person(desk: Desk, two: Pair) -> None:
    edition_id = edition(desk)
    for number in ROUNDS:
        name = f"Người mới {number}"

        answers = two.do("add_line", edition_id, "Tin", f"Thu Hà, {name}")

        assert [answer.error for answer in answers] == [None, None]
        assert count(desk, Person, Person.name == name) == 1
        assert count(desk, Person) == number + 1
    assert count(desk, Story) == 2 * len(ROUNDS)


def test_a_new_topic_named_by_two_at_once_is_one_topic(desk: Desk, two: Pair) -> None:
    edition_id = edition(desk)
    for number in ROUNDS:
        answers = two.do("add_line", edition_id, f"Tin {number}", "", f"Bầu cử {number}", "Nông thôn mới")

        assert [answer.error for answer in answers] == [None, None]
        assert count(desk, Topic) == number + 1
        assert count(desk, StoryTopic) == 4 * number


def test_a_new_station_relayed_by_two_at_once_is_one_station(desk: Desk, two: Pair) -> None:
    for day in ROUNDS:
        answers = two.do("plan_relay", f"Đài tỉnh {day}", f"2019-03-{day:02}")

        assert [answer.error for answer in answers] == [None, None]
        assert count(desk, Upstream) == day
        assert count(desk, Broadcast) == 2 * day


def test_a_new_recipient_named_by_two_at_once_is_one_recipient(desk: Desk, two: Pair) -> None:
    for number in ROUNDS:
        answers = two.do("add_clip", f"Đài PT-TH tỉnh {number}")

        assert [answer.error for answer in answers] == [None, None]
        assert count(desk, Recipient) == number


def test_a_new_recording_added_by_two_at_once_is_one_recording(desk: Desk, two: Pair, tmp_path: Path) -> None:
    sound = (MEDIA / "nhac cat.mp3").read_bytes()
    for number in ROUNDS:
        file = tmp_path / f"{number}.mp3"
        file.write_bytes(sound + bytes(number))

        answers = two.do("add_recording", file)

        assert [answer.error for answer in answers] == [None, None]
        assert answers[0].value == answers[1].value
        assert count(desk, Recording) == number
    assert run_here("check", "--json", home=desk.config.home).stdout == "[]\n"
    assert len([path for path in desk.config.media.rglob("*") if path.is_file()]) == len(ROUNDS)
