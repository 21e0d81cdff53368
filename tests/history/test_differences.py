"""What the log shows of an entry: fields before and after, or counts."""

import datetime as dt

from radiodesk import locale
from radiodesk.history import differences, log
from radiodesk.history.rows import TABLES, recorded
from radiodesk.kinds import Genre, ProgrammeKind, Source
from radiodesk.model import Action, Desk, Person
from radiodesk.model.database import add_rows
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts
from radiodesk.staff import people

NOT_SHOWN = {
    "*": {"version"},
    "broadcast": {"kind", "edition_id", "relay_id", "occurrence", "from_file"},
    "slot": {"series_id"},
    "slot_outlet": {"slot_id"},
    "broadcast_outlet": {"broadcast_id"},
    "slot_duty": {"slot_id", "role"},
    "accepted_conflict": {"type", "first_id", "second_id", "begins", "person", "sides"},
    "programme": {"double_of"},
    "line": {"edition_id", "position", "kind", "story_id"},
    "credit": {"story_id", "clip_id", "role"},
    "duty": {"broadcast_id", "role"},
    "story_topic": {"story_id"},
    "edition_topic": {"edition_id"},
    "delivery": {"story_id", "edition_id"},
    "entered_figure": {"indicator", "first", "last"},
    "target": {"indicator", "year", "month"},
    "closed_report": {"first", "last", "digest"},
    "royalty_rate": {"role"},
    "royalty_norm": {"role"},
    "closed_royalties": {"first", "last", "digest"},
    "person_role": {"person_id"},
    "earlier_name": {"station_id", "programme_id", "person_id", "upstream_id", "recipient_id", "topic_id", "shown"}
    | {"name", "until"},
    "publication": {"edition_id"},
    "recording": {
        *("sha256", "title", "suffix", "size", "seconds", "sample_rate", "channels", "codec", "tracks", "warnings"),
        "measured",
    },
    "edition": {"chapters"},
    "assembled_file": {"edition_id", "made_of"},
    "treatment": {"recording_id", "recipe", "undone"},
    "preset": {"settings"},
    "station": {"uid"},
}
"""Columns that say nothing to a user, never change, or are described by the entry's sentence."""


def newest(desk: Desk) -> list[str]:
    """What the log shows of the newest entry, in both ways of asking."""
    with desk.reading() as session:
        (entry,) = log.entries(session, limit=1)
        return differences.of_entries(session, [entry])[entry.id]


def add_story(desk: Desk, authors: str = "") -> None:
    with desk.changing(Action.PLAN_FIRST_RUN, title="Thời sự") as session:
        broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=dt.date(2019, 3, 5), at=dt.time(5, 30), seconds=900
        )
    with desk.changing(Action.ADD_STORY, title="Tin") as session:
        rundowns.add_story(session, 1, title="Tin", genre=Genre.BRIEF, source=Source.OWN, authors=authors, seconds=60)


def change_story(desk: Desk, **fields: object) -> None:
    wanted = {"title": "Tin", "genre": Genre.BRIEF, "source": Source.OWN, "authors": "", "seconds": 60} | fields
    with desk.changing(Action.CHANGE_STORY, title="Tin") as session:
        whole = rundowns.rundown(session, 1).lines[0]
        rundowns.change_line(session, whole.id, whole.version, **wanted)  # type: ignore[arg-type]


def test_every_column_has_a_label_or_is_left_out_on_purpose() -> None:
    for table in TABLES:
        names = {column.name for column in recorded(table)} - NOT_SHOWN["*"]
        shown = differences.LABELS.get(table.name, {}).keys()
        assert names == shown | NOT_SHOWN.get(table.name, set()), table.name


def test_fields_are_shown_before_and_after_in_the_users_words(desk: Desk) -> None:
    add_story(desk)
    assert newest(desk) == []  # its sentence says it all

    change_story(desk, genre=Genre.REPORT, source=Source.TAKEN, seconds=3675)

    assert newest(desk) == [
        "Genre: brief → report",
        "Source: own → taken from others",
        "Planned length: 01:00 → 1:01:15",
    ]
    locale.use("vi")
    assert newest(desk)[0] == "Thể loại: tin → bài"


def test_authors_are_shown_together_as_they_were_and_are(desk: Desk) -> None:
    add_story(desk, authors="Thu Hà, Lan")
    assert newest(desk) == []  # they came with the story

    change_story(desk, authors="Đức Anh, Lan")

    assert newest(desk) == ["Authors: Thu Hà, Lan → Đức Anh, Lan"]


def test_a_person_who_was_merged_keeps_the_name_in_the_log(desk: Desk) -> None:
    add_story(desk, authors="T. Hà")
    with desk.changing(Action.ADD_PERSON, name="Thu Hà") as session:
        people.add(session, "Thu Hà")
    with desk.changing(Action.MERGE_PEOPLE, name="T. Hà", into="Thu Hà") as session:
        gone, kept = people.person(session, "T. Hà"), people.person(session, "Thu Hà")
        people.merge(session, gone.id, gone.version, kept.id, kept.version, today=dt.date(2019, 3, 6))

    assert newest(desk) == ["Authors: T. Hà → Thu Hà"]


def test_long_and_hostile_text_takes_one_short_line(desk: Desk) -> None:
    add_story(desk)

    change_story(desk, title="Rất " * 100)

    (line,) = newest(desk)
    assert line.startswith("Title: Tin → Rất Rất ")
    assert line.endswith("…")
    assert len(line) < 90


def test_a_change_of_many_rows_is_counted(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="many") as session:
        add_rows(session, Person, [{"name": f"Người {number}"} for number in range(1234)])

    assert newest(desk) == ["Added: 1,234 people"]
