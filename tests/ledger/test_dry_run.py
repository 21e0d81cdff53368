"""A dry run lists each value that the import would change at the desk, before and after."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings

from radiodesk.history import log
from radiodesk.ledger import LedgerRefused
from radiodesk.ledger.comparing.records import NAMES, ORDER
from radiodesk.media import store
from radiodesk.model import Action, Desk
from tests.conftest import MEDIA, AnotherDesk
from tests.ledger.books import (
    BROADCASTS,
    CLIP,
    NEWS,
    PUBLICATION,
    REPEAT,
    SECOND,
    STORIES,
    STORY,
    Row,
    bring,
    changed,
    ledger,
    write_xlsx,
)
from tests.ledger.test_any_ledger import Ledger, ledgers, write_files

Sheets = Mapping[str, Sequence[Row]]

NEVER_CHANGED = {
    ("PersonRecord", "name"): "a person of another name is another person",
    ("UpstreamRecord", "name"): "as with people",
    ("RecipientRecord", "name"): "as with people",
    ("TopicRecord", "name"): "as with people",
    ("ProgrammeRecord", "title"): "a programme of another title is another programme",
    ("ProgrammeRecord", "kind"): "another kind is refused",
    ("ProgrammeRecord", "double_of"): "only older releases have doubles",
    ("DutyRecord", "broadcast"): "a duty is added or removed",
    ("StoryTopicRecord", "story"): "a topic is added or removed",
    ("CreditRecord", "story"): "a credit is added or removed",
    ("CreditRecord", "clip"): "a credit is added or removed",
    ("CreditRecord", "role"): "a ledger names authors only",
    ("CreditRecord", "coefficient"): "a ledger has none, and keeps those that were set",
    ("CreditRecord", "share"): "as with coefficients",
    ("ClipRecord", "kind"): "a clip of another kind is another clip",
    ("LineRecord", "edition"): "a line stays in its rundown",
    ("LineRecord", "kind"): "an insert stays an insert",
    ("PublicationRecord", "edition"): "of another edition, it is another publication",
    ("PublicationRecord", "withdrawn"): "what is withdrawn stays withdrawn",
}

RELAY = ["05/03/2019", "06:00", "Thời sự VOV1", "Tiếp âm", "30:00", "", "Đã phát", ""]
UPSTREAM = [*BROADCASTS, "Nguồn tiếp âm", "Thời lượng dự kiến", "Phát thanh viên"]
MORNING = "Thời sự buổi sáng on 05/03/2019, 05:30"
EVENING = changed(changed(NEWS, 1, "18:00"), 2, "Thời sự buổi tối")
RICE, VILLAGE = "Gieo cấy vụ xuân", "Nông thôn mới ở Lai Hạ"


def relayed(*rows: Row) -> Sheets:
    return {"Chương trình": [UPSTREAM, *rows]}


def one_broadcast(place: int, value: object, row: Row = NEWS) -> Sheets:
    return {"Chương trình": [BROADCASTS, changed(row, place, value)]}


def one_story(place: int, value: object) -> Sheets:
    return ledger(stories=[changed(STORY, place, value), SECOND])


def one_clip(place: int, value: object) -> Sheets:
    return ledger(clips=[changed(CLIP, place, value)])


def with_column(header: str, value: object) -> Sheets:
    return ledger() | {"Tin bài": [[*STORIES, header], [*STORY, value], [*SECOND, ""]]}


CASES: dict[tuple[str, str], tuple[Sheets, Sheets, list[str]]] = {
    ("EditionRecord", "programme"): (
        ledger(stories=[STORY]),
        one_broadcast(2, "Thời sự xã"),
        [f"{MORNING}: Programme: Thời sự buổi sáng → Thời sự xã"],
    ),
    ("RelayRecord", "title"): (
        relayed([*RELAY, "Đài tỉnh"]),
        relayed([*changed(RELAY, 2, "Thời sự Hà Nội"), "Đài tỉnh"]),
        ["Thời sự VOV1 on 05/03/2019, 06:00: What is relayed: Thời sự VOV1 → Thời sự Hà Nội"],
    ),
    ("RelayRecord", "live"): (
        relayed(RELAY),
        relayed(changed(RELAY, 3, "Tiếp âm trực tiếp")),
        ["Thời sự VOV1 on 05/03/2019, 06:00: Live event: no → yes"],
    ),
    ("RelayRecord", "upstream"): (
        relayed([*RELAY, "VOV1"]),
        relayed([*RELAY, "Đài tỉnh"]),
        ["Thời sự VOV1 on 05/03/2019, 06:00: From the station: VOV1 → Đài tỉnh"],
    ),
    ("BroadcastRecord", "kind"): (
        relayed(changed(RELAY, 2, "Đài huyện")),
        relayed(changed(changed(RELAY, 2, "Đài huyện"), 3, "Thời sự")),
        [
            "Đài huyện on 05/03/2019, 06:00: Kind: relay → first run",
            "Đài huyện on 05/03/2019, 06:00: From the station: Đài huyện → –",
        ],
    ),
    ("BroadcastRecord", "state"): (
        ledger(stories=[], publications=[]),
        one_broadcast(6, "Không phát"),
        [
            f"{MORNING}: State: aired → missed",
            f"{MORNING}: Planned length: – → 15:24",
            f"{MORNING}: Actual length: 15:24 → –",
        ],
    ),
    ("BroadcastRecord", "starts"): (
        ledger(),
        one_broadcast(1, "05:45"),
        [f"{MORNING}: Time: 05:30 on 05/03/2019 → 05:45 on 05/03/2019"],
    ),
    ("BroadcastRecord", "edition"): (
        ledger(broadcasts=[NEWS, changed(EVENING, 1, "11:00"), REPEAT]),
        {"Chương trình": [BROADCASTS, changed(REPEAT, 2, "Thời sự buổi tối")]},
        [
            "Thời sự buổi sáng on 05/03/2019, 17:00: Title: Thời sự buổi sáng → Thời sự buổi tối",
            "Thời sự buổi sáng on 05/03/2019, 17:00: First run: 05:30 on 05/03/2019 → 11:00 on 05/03/2019",
        ],
    ),
    ("BroadcastRecord", "relay"): (
        {"Chương trình": [BROADCASTS, changed(changed(NEWS, 2, "Thời sự sáng"), 3, "Tiếp âm")]},
        {"Chương trình": [BROADCASTS, changed(NEWS, 2, "Thời sự xã")]},
        [
            "Thời sự sáng on 05/03/2019, 05:30: Kind: relay → first run",
            "Thời sự sáng on 05/03/2019, 05:30: Title: Thời sự sáng → Thời sự xã",
            "Thời sự sáng on 05/03/2019, 05:30: From the station: Thời sự sáng → –",
        ],
    ),
    ("BroadcastRecord", "planned_seconds"): (
        relayed([*NEWS, "", "15:00"]),
        relayed([*NEWS, "", "16:00"]),
        [f"{MORNING}: Planned length: 15:00 → 16:00"],
    ),
    ("BroadcastRecord", "actual_seconds"): (
        ledger(),
        one_broadcast(4, "15:30"),
        [f"{MORNING}: Actual length: 15:24 → 15:30"],
    ),
    ("BroadcastRecord", "note"): (ledger(), one_broadcast(7, "Mất điện"), [f"{MORNING}: Note: – → Mất điện"]),
    ("DutyRecord", "person"): (ledger(), one_broadcast(5, "Đức Anh"), [f"{MORNING}: Edited by: Thu Hà → Đức Anh"]),
    ("DutyRecord", "role"): (
        relayed([*NEWS, "", "", "Đức Anh"]),
        relayed([*changed(NEWS, 5, "Thu Hà, Đức Anh"), "", "", ""]),
        [f"{MORNING}: Presented by: Đức Anh → –", f"{MORNING}: Edited by: Thu Hà → Thu Hà, Đức Anh"],
    ),
    ("StoryRecord", "title"): (
        ledger(),
        one_story(4, "Gieo cấy vụ chiêm"),
        [f"{RICE} on 05/03/2019, 05:30: Title: {RICE} → Gieo cấy vụ chiêm"],
    ),
    ("StoryRecord", "genre"): (
        ledger(),
        one_story(3, "Phóng sự"),
        [f"{RICE} on 05/03/2019, 05:30: Genre: brief → feature"],
    ),
    ("StoryRecord", "source"): (
        ledger(),
        one_story(6, "Khai thác"),
        [f"{RICE} on 05/03/2019, 05:30: Source: own → taken from others"],
    ),
    ("StoryRecord", "planned_seconds"): (
        with_column("Thời lượng dự kiến", "1:00"),
        with_column("Thời lượng dự kiến", "1:10"),
        [f"{RICE} on 05/03/2019, 05:30: Planned length: 01:00 → 01:10"],
    ),
    ("StoryRecord", "actual_seconds"): (
        ledger(),
        one_story(7, "0:50"),
        [f"{RICE} on 05/03/2019, 05:30: Actual length: 00:44 → 00:50"],
    ),
    ("StoryRecord", "recording_id"): (
        with_column("Tệp âm thanh", "một.mp3"),
        with_column("Tệp âm thanh", "hai.mp3"),
        [f"{RICE} on 05/03/2019, 05:30: Recording: một.mp3 → hai.mp3"],
    ),
    ("StoryTopicRecord", "topic"): (
        with_column("Chuyên đề", "Bầu cử"),
        with_column("Chuyên đề", "Nông thôn mới"),
        [f"{RICE} on 05/03/2019, 05:30: Topics: Bầu cử → Nông thôn mới"],
    ),
    ("LineRecord", "position"): (
        ledger(),
        ledger(stories=[changed(SECOND, 2, 1), changed(STORY, 2, 2)]),
        [f"{MORNING}: Order: {RICE}, {VILLAGE} → {VILLAGE}, {RICE}"],
    ),
    ("LineRecord", "story"): (
        ledger(broadcasts=[NEWS, EVENING], stories=[STORY, changed(SECOND, 1, "18:00")]),
        ledger(broadcasts=[NEWS, EVENING], stories=[STORY, changed(STORY, 1, "18:00")]),
        [f"Thời sự buổi tối on 05/03/2019, 18:00: Rundown: {VILLAGE} → {RICE}"],
    ),
    ("ClipRecord", "state"): (
        ledger(),
        one_clip(7, "Không đạt"),
        ["Tiếp xúc cử tri on 04/03/2019: State: sent → rejected"],
    ),
    ("ClipRecord", "title"): (
        ledger(),
        one_clip(3, "Tiếp xúc cử tri huyện"),
        ["Tiếp xúc cử tri on 04/03/2019: Title: Tiếp xúc cử tri → Tiếp xúc cử tri huyện"],
    ),
    ("ClipRecord", "sent"): (
        ledger(),
        one_clip(0, "05/03/2019"),
        ["Tiếp xúc cử tri on 04/03/2019: Sent on: 04/03/2019 → 05/03/2019"],
    ),
    ("ClipRecord", "aired"): (
        ledger(),
        one_clip(1, "07/03/2019"),
        ["Tiếp xúc cử tri on 04/03/2019: Aired on: 06/03/2019 → 07/03/2019"],
    ),
    ("ClipRecord", "seconds"): (
        ledger(),
        one_clip(5, "1:20"),
        ["Tiếp xúc cử tri on 04/03/2019: Length: 01:15 → 01:20"],
    ),
    ("ClipRecord", "recipient"): (
        ledger(),
        one_clip(6, "Báo tỉnh"),
        ["Tiếp xúc cử tri on 04/03/2019: For: Đài PT-TH tỉnh → Báo tỉnh"],
    ),
    ("ClipRecord", "note"): (
        {"Truyền hình": [[*ledger()["Truyền hình"][0], "Ghi chú"], [*CLIP, ""]]},
        {"Truyền hình": [[*ledger()["Truyền hình"][0], "Ghi chú"], [*CLIP, "Gửi lại"]]},
        ["Tiếp xúc cử tri on 04/03/2019: Note: – → Gửi lại"],
    ),
    ("CreditRecord", "person"): (
        ledger(),
        one_clip(4, "Thu Hà"),
        ["Tiếp xúc cử tri on 04/03/2019: Authors: Đức Anh → Thu Hà"],
    ),
    ("PublicationRecord", "address"): (
        ledger(),
        ledger(publications=[changed(PUBLICATION, 3, "https://dai.example/moi")]),
        [f"{PUBLICATION[3]} on 06/03/2019: Address: {PUBLICATION[3]} → https://dai.example/moi"],
    ),
    ("PublicationRecord", "posted"): (
        ledger(),
        ledger(publications=[changed(PUBLICATION, 0, "07/03/2019")]),
        [f"{PUBLICATION[3]} on 06/03/2019: Posted on: 06/03/2019 → 07/03/2019"],
    ),
}
"""For each column of each kind of row: a ledger, the next one, and what the dry run of that lists."""


@pytest.mark.parametrize("column", CASES, ids="-".join)
def test_each_column_that_changes_is_listed_before_and_after(
    desk: Desk, tmp_path: Path, column: tuple[str, str]
) -> None:
    first, second, expected = CASES[column]
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / "một.mp3")
    shutil.copy(MEDIA / "nhac cat.mp3", tmp_path / "hai.mp3")
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", first))
    book = write_xlsx(tmp_path / "sổ.xlsx", second)

    dry = bring(desk, book, dry_run=True)

    assert list(dry.changes) == expected
    assert bring(desk, book).counts == dry.counts
    assert bring(desk, book, dry_run=True).changes == ()


def test_no_column_of_a_row_is_left_without_a_case() -> None:
    columns = {(kind.__name__, name) for kind in ORDER for name in NAMES[kind]}

    assert columns == CASES.keys() | NEVER_CHANGED.keys()
    assert not CASES.keys() & NEVER_CHANGED.keys()


@pytest.mark.deep
@settings(max_examples=25, deadline=None)
@given(first=ledgers(), second=ledgers())
def test_what_a_dry_run_does_not_list_an_import_does_not_change(
    another_desk: AnotherDesk, first: Ledger, second: Ledger
) -> None:
    with another_desk() as desk:
        for rows in (first, second):
            files = write_files(desk.config.schedules, rows)
            try:
                dry = bring(desk, *files, dry_run=True)
            except LedgerRefused:
                continue
            assert bring(desk, *files).counts == dry.counts
            if not dry.changes_something:
                assert dry.changes == ()
                continue
            with desk.reading() as session:
                [entry] = log.entries(session, limit=1, with_rows=True)
            assert bool(dry.changes) == any(row.before is not None for row in entry.rows)


def test_a_story_that_joins_a_rundown_is_listed(desk: Desk, tmp_path: Path) -> None:
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(stories=[STORY])))

    dry = bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger()), dry_run=True)

    assert dry.changes == (f"{MORNING}: Rundown: {RICE} → {RICE}, {VILLAGE}",)


def test_of_a_long_rundown_only_what_differs_is_listed(desk: Desk, tmp_path: Path) -> None:
    stories = [changed(changed(STORY, 2, ""), 4, f"Tin số {number}") for number in range(1, 41)]
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(stories=stories)))
    exchanged = [*stories[:19], stories[20], stories[19], *stories[21:]]
    last = [*stories[1:], stories[0]]
    new = [*stories[:19], changed(STORY, 2, ""), *stories[19:]]

    def listed(rows: Sequence[Row]) -> list[str]:
        return list(bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(stories=rows)), dry_run=True).changes)

    assert listed(exchanged) == [
        f"{MORNING}: Order: …, Tin số 19, Tin số 20, Tin số 21, Tin số 22, … "
        "→ …, Tin số 19, Tin số 21, Tin số 20, Tin số 22, …"
    ]
    assert listed(last) == [
        f"{MORNING}: Order: Tin số 1, Tin số 2, Tin số 3, …, Tin số 39, Tin số 40 "
        "→ Tin số 2, Tin số 3, Tin số 4, …, Tin số 40, Tin số 1"
    ]
    assert listed(new) == [f"{MORNING}: Rundown: …, Tin số 19, Tin số 20, … → …, Tin số 19, {RICE}, Tin số 20, …"]


def test_a_story_replaced_by_another_one_of_its_title_is_listed_with_the_genres(desk: Desk, tmp_path: Path) -> None:
    report = changed(changed(STORY, 1, "18:00"), 3, "Phóng sự")
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=[NEWS, EVENING], stories=[STORY, report])))

    again = ledger(broadcasts=[NEWS, EVENING], stories=[STORY, changed(STORY, 1, "18:00")])
    dry = bring(desk, write_xlsx(tmp_path / "sổ.xlsx", again), dry_run=True)

    evening = "Thời sự buổi tối on 05/03/2019, 18:00"
    assert dry.changes == (f"{evening}: Rundown: {RICE} (feature) → {RICE} (brief)",)


@pytest.mark.parametrize(
    ("place", "before", "after", "expected"),
    [
        (1, "05:30:10", "05:30:40", "Time: 05:30:10 → 05:30:40"),
        (7, "x" * 70 + "a", "x" * 70 + "b", f"Note: …{'x' * 10}a → …{'x' * 10}b"),
    ],
)
def test_values_that_look_the_same_when_shortened_are_told_apart(
    desk: Desk, tmp_path: Path, place: int, before: str, after: str, expected: str
) -> None:
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", one_broadcast(place, before)))

    dry = bring(desk, write_xlsx(tmp_path / "sổ.xlsx", one_broadcast(place, after)), dry_run=True)

    assert dry.changes == (f"{MORNING}: {expected}",)


def test_a_recording_of_the_inbox_that_is_linked_is_listed(desk: Desk, tmp_path: Path) -> None:
    file = Path(shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / "một.mp3"))
    with store.staged(desk, file) as staged, desk.changing(Action.ADD_RECORDING, name="một.mp3") as session:
        store.register(session, desk.config.media, staged, waiting=True)

    dry = bring(desk, write_xlsx(tmp_path / "sổ.xlsx", with_column("Tệp âm thanh", "một.mp3")), dry_run=True)

    assert dry.changes == ("một.mp3: In the inbox: yes → no",)
