"""The log of what was changed, and checking the audit against the rows."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.orm import Session

from radiodesk import locale
from radiodesk.history import log, sentences, verify
from radiodesk.history.log import UnknownEntry
from radiodesk.history.sentences import sentence
from radiodesk.kinds import BroadcastState, ClipKind, Genre, ProgrammeKind, Source
from radiodesk.model import Action, Broadcast, Desk, Person
from radiodesk.model.actions import SENTENCES
from radiodesk.model.database import existing
from radiodesk.newsroom import publications, rundowns, television
from radiodesk.schedule import broadcasts
from tests.conftest import seated


def fill(desk: Desk) -> None:
    with (
        time_machine.travel("2019-03-04T20:00:00+00:00", tick=False),
        seated(desk, "Đức Anh").changing(
            Action.PLAN_FIRST_RUN, title="Thời sự sáng", day="2019-03-05", time="05:30:00"
        ) as session,
    ):
        broadcasts.plan_first_run(
            session,
            title="Thời sự sáng",
            kind=ProgrammeKind.NEWS,
            on=dt.date(2019, 3, 5),
            at=dt.time(5, 30),
            seconds=900,
        )
    with desk.changing(Action.ADD_PERSON, name="Lan") as session:
        session.add(Person(name="Lan"))


def found(desk: Desk, **wanted: object) -> list[str]:
    with desk.reading() as session:
        return [entry.action for entry in log.entries(session, **wanted)]  # type: ignore[arg-type]


def test_entries_are_found_by_what_they_changed_by_whom_and_when(desk: Desk) -> None:
    fill(desk)

    assert found(desk) == ["add_person", "plan_first_run", "init"]
    assert found(desk, limit=1) == ["add_person"]
    assert found(desk, of="broadcast") == ["plan_first_run"]
    assert found(desk, of="broadcast:1") == found(desk, of="Broadcast 1") == ["plan_first_run"]
    assert found(desk, of="broadcast:2") == []
    assert found(desk, of="thoi su SANG") == ["plan_first_run"]
    assert found(desk, by="đức anh") == ["plan_first_run"]
    assert found(desk, since=dt.date(2019, 3, 5)) == ["add_person", "plan_first_run", "init"]
    assert found(desk, since=dt.date(2019, 3, 6)) == ["add_person", "init"]


def test_an_entry_says_who_did_what_when_in_the_language_in_use(desk: Desk) -> None:
    fill(desk)
    with desk.reading() as session:
        entry = log.entries(session, of="broadcast", with_rows=True)[0]

    assert (entry.person, entry.when.isoformat()) == ("Đức Anh", "2019-03-05T03:00:00+07:00")
    assert sentences.sentence(entry.action, entry.values) == "Planned: Thời sự sáng, 05:30 on 05/03/2019"
    locale.use("vi")
    assert sentences.sentence(entry.action, entry.values) == "Lên kế hoạch: Thời sự sáng, 05:30 ngày 05/03/2019"
    assert {(row.table, row.before) for row in entry.rows} == {
        ("programme", None),
        ("edition", None),
        ("broadcast", None),
    }
    json = entry.as_json()
    assert sorted(json) == ["action", "id", "person", "rows", "values", "when"]
    assert {tuple(sorted(row)) for row in json["rows"]} == {("after", "before", "id", "table")}


def test_the_log_names_things_as_they_are_stored(desk: Desk) -> None:
    at: dict[str, Any] = {"on": dt.date(2019, 3, 5), "seconds": 900, "sure": True}
    story: dict[str, Any] = {"genre": Genre.BRIEF, "source": Source.OWN, "authors": "", "seconds": 60}
    clip: dict[str, Any] = {"kind": ClipKind.CLIP, "authors": "", "recipient": "", "seconds": 60}
    day = dt.date(2019, 3, 6)

    def aired(session: Session) -> None:
        existing(session, Broadcast, 1).state = BroadcastState.AIRED

    changes: list[Callable[[Session], object]] = [
        lambda session: broadcasts.plan_first_run(
            session, title="Thời sự sáng", kind=ProgrammeKind.NEWS, at=dt.time(5), **at
        ),
        lambda session: broadcasts.plan_first_run(session, title="  thời sự SÁNG", kind=None, at=dt.time(6), **at),
        lambda session: broadcasts.plan_repeat(session, edition_id=1, at=dt.time(17), **at),
        lambda session: broadcasts.plan_relay(
            session, title=" Thời  sự VOV1", live=False, upstream="VOV1", at=dt.time(7), **at
        ),
        lambda session: rundowns.add_story(session, 1, title=" Tin  lúa ", **story),
        lambda session: rundowns.add_insert(session, 1, label=" Nhạc  hiệu ", seconds=20),
        lambda session: television.add_clip(session, title=" Clip  lúa ", **clip),
        aired,
        lambda session: publications.post(session, 1, address=" https://a.vn/1 ", on=day, today=day),
    ]
    for change in changes:
        with desk.changing(Action.EARLIER, title="as typed", address="as typed") as session:
            change(session)

    with desk.reading() as session:
        values = [entry.values for entry in reversed(log.entries(session, limit=len(changes)))]
    assert [each["title"] for each in values] == [
        "Thời sự sáng",
        "Thời sự sáng",
        "Thời sự sáng",
        "Thời sự VOV1",
        "Tin lúa",
        "Nhạc hiệu",
        "Clip lúa",
        "as typed",
        "as typed",
    ]
    assert values[-1]["address"] == "https://a.vn/1"


def test_every_action_has_its_sentence() -> None:
    assert SENTENCES.keys() == set(Action)


@pytest.mark.parametrize(("value", "words"), [("4500.5", "4.500,5"), ("10847", "10.847"), ("–", "–"), ("0.25", "0,25")])
def test_a_figure_is_said_with_the_marks_of_the_language(value: str, words: str) -> None:
    locale.use("vi")

    said = sentence(Action.SET_TARGET, {"figure": "Tin", "period": "2019", "value": value})

    assert said.endswith(f": {words}")


def test_a_new_slot_is_said_with_its_rule_and_its_first_day_if_the_entry_has_them() -> None:
    values = {"title": "Diễn đàn", "time": "17:00:00"}
    assert sentences.sentence("add_slot", values) == "New slot: Diễn đàn, 17:00"
    values |= {"rule": "FREQ=WEEKLY;BYDAY=TH", "first": "2026-12-03"}
    assert sentences.sentence("add_slot", values) == "New slot: Diễn đàn, 17:00, Thursday, from 03/12/2026"
    values |= {"last": "2026-12-31"}
    said = "New slot: Diễn đàn, 17:00, Thursday, from 03/12/2026 until 31/12/2026"
    assert sentences.sentence("add_slot", values) == said


def test_a_change_is_said_with_what_was_there_before() -> None:
    values: dict[str, object] = {"title": "Thời sự", "day": "2026-12-01", "time": "18:40:00"}
    moved = values | {"time_before": "18:30:00", "day_before": "2026-11-30"}
    longer = values | {"length_before": None, "length": 900}
    seconds = values | {"time_before": "18:40:20"}

    assert [sentences.sentence("change_broadcast", each) for each in (values, moved, longer, seconds)] == [
        "Changed: Thời sự, 18:40 on 01/12/2026",
        "Changed: Thời sự, 18:30 → 18:40 on 30/11/2026 → 01/12/2026",
        "Changed: Thời sự, 18:40 on 01/12/2026, length – → 15:00",
        "Changed: Thời sự, 18:40 on 01/12/2026",
    ]


def test_a_sentence_is_whole_without_its_values_and_of_actions_to_come() -> None:
    assert sentences.sentence("add_story", {}) == "New story: –"
    assert sentences.sentence("mark_clip", {"title": "Clip {state}", "state": "sent"}) == "Clip {state}: sent"
    assert sentences.sentence("fly", {"title": "x"}) == "fly"


def test_an_entry_that_is_not_there_is_told(desk: Desk) -> None:
    with desk.reading() as session, pytest.raises(UnknownEntry, match="99"):
        log.entry(session, 99)


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        ("UPDATE person SET name = 'Khác' WHERE id = 1", "person 1, name"),
        ("UPDATE broadcast SET note = 'x'", "broadcast 1, note"),
        ("UPDATE broadcast SET version = 5", "broadcast 1, version"),
        ("DELETE FROM broadcast", "broadcast 1"),
        ("DELETE FROM audit_row WHERE table_name = 'edition'", "edition 1"),
        ("UPDATE audit_row SET row_id = 7 WHERE table_name = 'edition'", "edition 1"),
    ],
)
def test_rows_that_are_not_what_the_audit_says_are_found(desk: Desk, spoil: str, where: str) -> None:
    fill(desk)
    with desk.changing(Action.EARLIER, what="rename") as session:
        existing(session, Person, 1).name = "Lan Anh"
    with desk.reading() as session:
        assert verify.problems(session) == []
    with desk.engine.execution_options(radiodesk_writes=True).begin() as connection:
        connection.execute(text(spoil))

    with desk.reading() as session:
        assert where in [problem.where for problem in verify.problems(session)]


def test_an_audit_that_contradicts_itself_is_found(desk: Desk) -> None:
    """As after an update that was lost: what an entry found is not what the entry before it left."""
    fill(desk)
    with desk.changing(Action.EARLIER, what="rename") as session:
        existing(session, Person, 1).name = "Lan Anh"
    with desk.engine.execution_options(radiodesk_writes=True).begin() as connection:
        connection.execute(
            text('UPDATE audit_row SET before = \'{"name": "Hoa", "version": 1}\' WHERE before IS NOT NULL')
        )

    with desk.reading() as session:
        assert [problem.where for problem in verify.problems(session)] == ["person 1"]


@pytest.mark.parametrize(
    ("action", "name", "one", "two"),
    [
        (Action.GENERATE, "count", "Planned from the grid: 1 broadcast", "Planned from the grid: 2 broadcasts"),
        (Action.KEEP_BACKUPS, "count", "1 automatic backup is kept", "2 automatic backups are kept"),
        (Action.KEEP_TRASH, "days", "Deleted files are kept for 1 day", "Deleted files are kept for 2 days"),
        (Action.KEEP_RECORDINGS, "days", "Recordings are kept for 1 day", "Recordings are kept for 2 days"),
    ],
)
def test_a_sentence_counts_one_thing_and_several(action: Action, name: str, one: str, two: str) -> None:
    assert [sentence(action, {name: count}) for count in (1, 2)] == [one, two]
    aired = sentence(Action.AIR_UNTIL_NOW, {"count": 1, "day": "2019-09-14"})
    assert aired == "Marked as aired: 1 broadcast on 14/09/2019"
