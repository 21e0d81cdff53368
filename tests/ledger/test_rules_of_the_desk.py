"""Each rule of the desk, with a change that it allows, asks about or refuses: made by hand and by a ledger.

The desk already has broadcasts, stories, clips, publications and people.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful, UserError
from radiodesk.ledger import LedgerRefused, Outcome, bring_in
from radiodesk.model import (
    Action,
    Base,
    Broadcast,
    BroadcastState,
    Clip,
    ClipKind,
    ClipState,
    Desk,
    Genre,
    ProgrammeKind,
    Source,
    Story,
)
from radiodesk.model.moments import moment
from radiodesk.newsroom import publications, rundowns, stories, television
from radiodesk.newsroom import rules as news
from radiodesk.schedule import (
    broadcasts,
    programmes,
)
from radiodesk.schedule import rules as air
from radiodesk.staff import people
from radiodesk.staff.credits import set_authors
from tests.conftest import AnotherDesk
from tests.ledger.books import Row, changed, everything, ledger, write_xlsx

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY, TUESDAY, TODAY, TOMORROW = (dt.date(2019, 3, day) for day in (4, 5, 6, 7))
NOW = dt.datetime(2019, 3, 6, 12, tzinfo=ZONE)
PLANNED, AIRED, CANCELLED, MISSED = (
    BroadcastState.PLANNED,
    BroadcastState.AIRED,
    BroadcastState.CANCELLED,
    BroadcastState.MISSED,
)
POSTED = "https://dai.example/a"

# The rows of the ledger for what the desk has. Blank lengths leave those of the desk.
MORNING = ["05/03/2019", "05:30", "Thời sự", "Thời sự phát thanh", "", "", "Đã phát", ""]
RELAY = ["05/03/2019", "07:30", "Lễ giao nhận quân", "Tiếp âm trực tiếp", "", "", "Kế hoạch", ""]
COLUMN = ["05/03/2019", "11:00", "Bản tin", "Chuyên mục phát thanh", "", "", "Kế hoạch", ""]
REPEAT = ["05/03/2019", "17:00", "Thời sự", "Phát lại", "", "", "Đã phát", ""]
MUSIC = ["05/03/2019", "20:00", "Ca nhạc", "Ca nhạc", "", "", "Hủy", ""]
RICE = ["05/03/2019", "05:30", 1, "Tin", "Gieo cấy", "Thu Hà", "Tự sản xuất", ""]
SENT = ["04/03/2019", "", "Chuyên mục", "Vì an ninh", "Đức Anh", "", "Đài tỉnh", "Đã gửi"]
REJECTED = ["04/03/2019", "", "Clip", "Hội thi", "", "", "", "Không đạt"]
UNSENT = ["", "", "Clip", "Tiếp xúc cử tri", "", "", "", "Kế hoạch"]
PUBLICATION = ["06/03/2019", "05/03/2019", "05:30", POSTED]


def set_up(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="desk") as session:
        plan(session, "Thời sự", "05:30", kind=ProgrammeKind.NEWS, seconds=900)
        write(session, "05:30", "Gieo cấy", topics=["Nông thôn mới"])
        mark(session, "05:30", AIRED, seconds=924)
        publications.post(session, edition(session, "05:30"), address=POSTED, on=TODAY, today=TODAY)
        broadcasts.plan_relay(session, title="Lễ giao nhận quân", live=True, upstream="", **slot("07:30", 3600))
        plan(session, "Bản tin", "11:00", kind=ProgrammeKind.COLUMN, seconds=600)
        write(session, "11:00", "Khai giảng", authors="Đức Anh")
        broadcasts.plan_repeat(session, edition_id=edition(session, "05:30"), **slot("17:00", 900))
        mark(session, "17:00", AIRED, seconds=900)
        plan(session, "Ca nhạc", "20:00", kind=ProgrammeKind.MUSIC, seconds=1800)
        mark(session, "20:00", CANCELLED)
        for day in (TODAY, TOMORROW):
            plan(session, "Thời sự", "05:30", day=day, seconds=900)
        film(session, "Vì an ninh", kind=ClipKind.COLUMN, authors="Đức Anh", recipient="Đài tỉnh")
        send(session, "Vì an ninh", ClipState.SENT, on=MONDAY)
        film(session, "Hội thi")
        send(session, "Hội thi", ClipState.SENT, on=MONDAY)
        send(session, "Hội thi", ClipState.REJECTED, on=MONDAY)
        film(session, "Tiếp xúc cử tri")
        people.add(session, "Hà")
    with desk.changing(Action.MERGE_PEOPLE, name="Hà", into="Thu Hà") as session:
        gone, kept = people.person(session, "Hà"), people.person(session, "Thu Hà")
        people.merge(session, gone.id, gone.version, kept.id, kept.version, today=TODAY)


# What a person does at the desk, on Tuesday where no day is named.


def slot(time: str, seconds: int | None = None, *, day: dt.date = TUESDAY) -> dict[str, Any]:
    return {"on": day, "at": dt.time.fromisoformat(time), "seconds": seconds}


def on_at(session: Session, time: str, day: dt.date = TUESDAY) -> Broadcast:
    starts = moment(day, dt.time.fromisoformat(time), ZONE)
    return session.scalars(select(Broadcast).where(Broadcast.starts == starts)).one()


def edition(session: Session, time: str) -> int:
    return on_at(session, time).edition_id or 0


def plan(
    session: Session,
    title: str,
    time: str,
    *,
    kind: ProgrammeKind | None = None,
    seconds: int | None = None,
    day: dt.date = TUESDAY,
    sure: bool = True,
) -> None:
    broadcasts.plan_first_run(session, title=title, kind=kind, sure=sure, **slot(time, seconds, day=day))


def mark(
    session: Session, time: str, *states: BroadcastState, seconds: int | None = None, day: dt.date = TUESDAY
) -> None:
    for state in states:
        row = on_at(session, time, day)
        broadcasts.set_state(session, row.id, row.version, state, now=NOW, actual_seconds=seconds, sure=True)
        session.flush()


def change(session: Session, time: str, *, sure: bool = True, **wanted: Any) -> None:
    row = on_at(session, time)
    values = {
        "on": TUESDAY,
        "at": dt.time.fromisoformat(time),
        "planned_seconds": row.planned_seconds,
        "actual_seconds": row.actual_seconds,
        "note": row.note,
    }
    broadcasts.change_broadcast(session, row.id, row.version, now=NOW, sure=sure, **values | wanted)


def write(session: Session, time: str, title: str, *, authors: str = "Thu Hà", topics: Sequence[str] = ()) -> None:
    rundowns.add_story(
        session,
        edition(session, time),
        title=title,
        genre=Genre.BRIEF,
        source=Source.OWN,
        authors=authors,
        seconds=None,
        topics=topics,
    )


def use(session: Session, time: str, title: str) -> None:
    rundowns.use_story(session, edition(session, time), story(session, title).id)


def story(session: Session, title: str) -> Story:
    return session.scalars(select(Story).where(Story.title == title)).one()


def rewrite(session: Session, title: str, *, genre: Genre, source: Source, authors: str) -> None:
    row = story(session, title)
    stories.change_story(
        session,
        row.id,
        row.version,
        title=title,
        genre=genre,
        source=source,
        authors=authors,
        planned_seconds=row.planned_seconds,
    )


def film(
    session: Session, title: str, *, kind: ClipKind = ClipKind.CLIP, authors: str = "", recipient: str = ""
) -> None:
    television.add_clip(session, title=title, kind=kind, authors=authors, recipient=recipient, seconds=None)


def clip(session: Session, title: str) -> Clip:
    return session.scalars(select(Clip).where(Clip.title == title)).one()


def send(session: Session, title: str, state: ClipState, *, on: dt.date) -> None:
    row = clip(session, title)
    television.set_clip_state(session, row.id, row.version, state, on=on, today=TODAY)
    session.flush()


def date(session: Session, title: str, *, sent: dt.date | None, aired: dt.date | None = None) -> None:
    row = television.clip(session, clip(session, title).id)
    values = {name: getattr(row, name) for name in ("title", "kind", "authors", "recipient", "seconds", "note")}
    television.change_clip(session, row.id, row.version, sent=sent, aired=aired, today=TODAY, **values)


def post(session: Session, time: str, address: str, *, on: dt.date = TODAY) -> None:
    publications.post(session, edition(session, time), address=address, on=on, today=TODAY)


def relay(session: Session, title: str, time: str) -> None:
    broadcasts.plan_relay(session, title=title, live=False, upstream=title, sure=True, **slot(time))


ByHand = Callable[[Session], object]
Rule = Callable[..., object]


class Change(NamedTuple):
    """A change by hand, and the rows of a ledger that say the same. rules: those that it shows."""

    name: str
    rules: tuple[Rule, ...]
    by_hand: ByHand
    broadcasts: Sequence[Row] = ()
    stories: Sequence[Row] = ()
    clips: Sequence[Row] = ()
    publications: Sequence[Row] = ()

    def __str__(self) -> str:
        return self.name


class Refusal(NamedTuple):
    """A change that the desk refuses. column, expected: of the problem for which the import refuses the rows."""

    change: Change
    error: type[UserError]
    column: str
    expected: str

    def __str__(self) -> str:
        return self.change.name


ALLOWED = [
    Change(
        "a broadcast that was cancelled is planned again, then aired",
        (air.check_move,),
        lambda session: mark(session, "20:00", PLANNED, AIRED),
        broadcasts=[changed(MUSIC, 6, "Đã phát")],
    ),
    Change(
        "a broadcast of today is aired",
        (air.may_have_begun, air.check_aired),
        lambda session: mark(session, "05:30", AIRED, day=TODAY),
        broadcasts=[changed(MORNING, 0, "06/03/2019")],
    ),
    Change(
        "the actual length goes with the air",
        (air.actual_length,),
        lambda session: mark(session, "17:00", MISSED),
        broadcasts=[changed(REPEAT, 6, "Không phát")],
    ),
    Change(
        "a relay that is no longer live has an upstream",
        (air.check_relay,),
        lambda session: change(session, "07:30", live=False, upstream="Lễ giao nhận quân"),
        broadcasts=[changed(RELAY, 3, "Tiếp âm")],
    ),
    Change(
        "a new relay has an upstream",
        (air.check_relay,),
        lambda session: relay(session, "VOV1", "06:00"),
        broadcasts=[["05/03/2019", "06:00", "VOV1", "Tiếp âm", "", "", "Kế hoạch", ""]],
    ),
    Change(
        "a programme is known by its title, whatever its case",
        (programmes.check_kind,),
        lambda session: plan(session, "THỜI  SỰ", "12:00"),
        broadcasts=[changed(changed(changed(MORNING, 1, "12:00"), 2, "THỜI  SỰ"), 6, "Kế hoạch"), MORNING],
    ),
    Change(
        "a planned programme gets another time",
        (air.check_same_twice,),
        lambda session: change(session, "11:00", at=dt.time(12)),
        broadcasts=[changed(COLUMN, 1, "12:00")],
    ),
    Change(
        "another title is another programme",
        (programmes.check_kind,),
        lambda session: change(session, "11:00", title="Bản tin sáng"),
        broadcasts=[changed(COLUMN, 2, "Bản tin sáng")],
    ),
    Change(
        "a person who was merged into another is that one",
        (set_authors, people.merge),
        lambda session: write(session, "05:30", "Tiêm phòng", authors="Thu Hà, Văn Công"),
        stories=[changed(changed(changed(RICE, 2, 2), 4, "Tiêm phòng"), 5, "hà, Văn Công")],
    ),
    Change(
        "a story is changed",
        (set_authors,),
        lambda session: rewrite(
            session, "Gieo cấy", genre=Genre.REPORT, source=Source.CONTRIBUTOR, authors="ĐỨC ANH, Thu Hà"
        ),
        stories=[["05/03/2019", "05:30", 1, "Bài", "Gieo cấy", "ĐỨC ANH, Thu Hà", "Cộng tác viên", ""]],
    ),
    Change(
        "a story is used again",
        (rundowns.AlreadyUsed,),
        lambda session: use(session, "11:00", "Gieo cấy"),
        stories=[changed(changed(RICE, 1, "11:00"), 2, 2)],
    ),
    Change(
        "a clip with a day sent was sent",
        (news.settled_state, news.clip_state),
        lambda session: date(session, "Tiếp xúc cử tri", sent=TUESDAY),
        clips=[changed(changed(UNSENT, 0, "05/03/2019"), 7, "")],
    ),
    Change(
        "a clip with a later day is still planned",
        (news.settled_state, news.clip_state),
        lambda session: date(session, "Tiếp xúc cử tri", sent=TOMORROW),
        clips=[changed(changed(UNSENT, 0, "07/03/2019"), 7, "")],
    ),
    Change(
        "a clip that was rejected is sent again, then aired",
        (news.check_move,),
        lambda session: [
            send(session, "Hội thi", state, on=day)
            for state, day in ((ClipState.SENT, MONDAY), (ClipState.AIRED, TUESDAY))
        ],
        clips=[changed(changed(REJECTED, 1, "05/03/2019"), 7, "Đã phát")],
    ),
    Change(
        "a clip is rejected",
        (news.check_move,),
        lambda session: send(session, "Vì an ninh", ClipState.REJECTED, on=TODAY),
        clips=[changed(SENT, 7, "Không đạt")],
    ),
    Change(
        "an address begins with its site",
        (news.with_scheme, news.check_address),
        lambda session: post(session, "05:30", "dai.vn/b"),
        publications=[PUBLICATION, changed(PUBLICATION, 3, "dai.vn/b")],
    ),
    Change(
        "an address is kept in one form",
        (news.check_address, news.may_be_done),
        lambda session: post(session, "05:30", "HTTPS://Dai.Example/B"),
        publications=[PUBLICATION, changed(PUBLICATION, 3, "HTTPS://Dai.Example/B")],
    ),
]

DOUBTFUL = [
    Change(
        "two broadcasts overlap",
        (air.check_same_twice,),
        lambda session, sure=True: plan(
            session, "Đọc truyện", "05:35", kind=ProgrammeKind.OTHER, seconds=600, sure=sure
        ),
        broadcasts=[["05/03/2019", "05:35", "Đọc truyện", "Khác", "10:00", "", "Kế hoạch", ""]],
    ),
    Change(
        "two broadcasts start in one minute",
        (air.check_same_twice, air.minute),
        lambda session, sure=True: plan(session, "Đọc truyện", "11:00:20", kind=ProgrammeKind.OTHER, sure=sure),
        broadcasts=[["05/03/2019", "11:00:20", "Đọc truyện", "Khác", "", "", "Kế hoạch", ""], COLUMN],
    ),
    Change(
        "a repeat is before its first run",
        (air.check_same_twice,),
        lambda session, sure=True: change(session, "05:30", at=dt.time(18), sure=sure),
        broadcasts=[changed(MORNING, 1, "18:00")],
    ),
]

REFUSED = [
    Refusal(
        Change(
            "a broadcast of tomorrow is aired",
            (air.may_have_begun, air.check_aired),
            lambda session: mark(session, "05:30", AIRED, day=TOMORROW),
            broadcasts=[changed(MORNING, 0, "07/03/2019")],
        ),
        air.NotYetDue,
        "Ngày phát",
        "a day up to today, 06/03/2019",
    ),
    Refusal(
        Change(
            "a broadcast of tomorrow is missed",
            (air.may_have_begun, air.check_missed),
            lambda session: mark(session, "05:30", MISSED, day=TOMORROW),
            broadcasts=[changed(changed(MORNING, 0, "07/03/2019"), 6, "Không phát")],
        ),
        air.NotYetBegun,
        "Ngày phát",
        "a day up to today, 06/03/2019",
    ),
    Refusal(
        Change(
            "a programme is planned twice in one minute",
            (air.check_same_twice, air.is_same_twice, air.minute),
            lambda session: plan(session, "bản tin", "11:00:20"),
            broadcasts=[COLUMN, changed(changed(COLUMN, 1, "11:00:20"), 2, "bản tin")],
        ),
        air.PlannedTwice,
        "Giờ phát",
        "another time",
    ),
    Refusal(
        Change(
            "a programme is planned when it was aired",
            (air.check_same_twice, air.is_same_twice),
            lambda session: plan(session, "Thời sự", "05:30:20"),
            broadcasts=[MORNING, changed(changed(MORNING, 1, "05:30:20"), 6, "Kế hoạch")],
        ),
        air.AiredTwice,
        "Giờ phát",
        "another time",
    ),
    Refusal(
        Change(
            "a programme has another kind",
            (programmes.check_kind,),
            lambda session: plan(session, "Bản tin", "12:00", kind=ProgrammeKind.NEWS),
            broadcasts=[changed(changed(COLUMN, 1, "12:00"), 3, "Thời sự phát thanh")],
        ),
        programmes.OtherKind,
        "Thể loại",
        "“Bản tin” is already a programme of that kind",
    ),
    Refusal(
        Change(
            "a new programme has no kind",
            (programmes.check_kind,),
            lambda session: plan(session, "Đọc truyện", "12:00"),
            broadcasts=[changed(changed(changed(COLUMN, 1, "12:00"), 2, "Đọc truyện"), 3, "")],
        ),
        programmes.KindNeeded,
        "Thể loại",
        "one of",
    ),
    Refusal(
        Change(
            "what is posted is no longer aired",
            (news.check_posted, publications.check_none),
            lambda session: mark(session, "05:30", PLANNED),
            broadcasts=[changed(MORNING, 6, "Kế hoạch")],
        ),
        news.StillPosted,
        "Trạng thái",
        f"it is noted as posted at “{POSTED}”. Withdraw that first",
    ),
    Refusal(
        Change(
            "what was not aired is posted",
            (publications.check_aired,),
            lambda session: post(session, "11:00", "https://dai.example/b"),
            publications=[changed(changed(PUBLICATION, 2, "11:00"), 3, "https://dai.example/b")],
        ),
        publications.NotAired,
        "Giờ phát",
        "is not marked as aired",
    ),
    Refusal(
        Change(
            "an edition is posted twice at one address",
            (publications.AlreadyPosted,),
            lambda session: post(session, "05:30", POSTED),
            publications=[PUBLICATION, PUBLICATION],
        ),
        publications.AlreadyPosted,
        "Đường dẫn",
        "each address once",
    ),
    Refusal(
        Change(
            "an address names no site",
            (news.check_address,),
            lambda session: post(session, "05:30", "dai/b"),
            publications=[changed(PUBLICATION, 3, "dai/b")],
        ),
        news.BadAddress,
        "Đường dẫn",
        "https://",
    ),
    Refusal(
        Change(
            "an edition is posted tomorrow",
            (news.check_done, news.may_be_done),
            lambda session: post(session, "05:30", "https://dai.example/b", on=TOMORROW),
            publications=[PUBLICATION, ["07/03/2019", "05/03/2019", "05:30", "https://dai.example/b"]],
        ),
        news.BadDay,
        "Ngày đăng",
        "a day up to today, 06/03/2019",
    ),
    Refusal(
        Change(
            "a clip was sent tomorrow",
            (news.check_done, news.clip_faults),
            lambda session: send(session, "Tiếp xúc cử tri", ClipState.SENT, on=TOMORROW),
            clips=[changed(changed(UNSENT, 0, "07/03/2019"), 7, "Đã gửi")],
        ),
        news.BadDay,
        "Ngày gửi",
        "a day up to today, 06/03/2019",
    ),
    Refusal(
        Change(
            "a clip was sent on no day",
            (news.clip_faults, news.clip_state),
            lambda session: date(session, "Vì an ninh", sent=None),
            clips=[changed(changed(SENT, 0, ""), 7, "")],
        ),
        news.SentDayNeeded,
        "Ngày gửi",
        "a day",
    ),
    Refusal(
        Change(
            "a clip was aired before it was sent",
            (news.clip_faults, news.clip_state),
            lambda session: date(session, "Vì an ninh", sent=TUESDAY, aired=MONDAY),
            clips=[changed(changed(changed(SENT, 0, "05/03/2019"), 1, "04/03/2019"), 7, "")],
        ),
        news.AiredBeforeSent,
        "Ngày phát",
        "the day it was sent, 05/03/2019, or a later one",
    ),
    Refusal(
        Change(
            "a story is twice in a rundown",
            (rundowns.AlreadyUsed,),
            lambda session: use(session, "05:30", "Gieo cấy"),
            stories=[RICE, changed(RICE, 2, 2)],
        ),
        rundowns.AlreadyUsed,
        "Tiêu đề",
        "a story once in a programme",
    ),
]


def described(desk: Desk) -> dict[str, list[str]]:
    """Every row but those of the audit, without its id, version and age. A reference is the row that it refers to."""
    rows = everything(desk)
    columns = {name: list(Base.metadata.tables[name].columns) for name in rows}
    by_id = {name: {row[0]: row for row in found} for name, found in rows.items()}

    def values(table: str, row: tuple[object, ...]) -> dict[str, object]:
        found: dict[str, object] = {}
        for column, value in zip(columns[table], row, strict=True):
            if column.name not in ("id", "version", "created", "changed"):
                keys = list(column.foreign_keys)
                other = keys[0].column.table.name if keys and value is not None else None
                found[column.name] = values(other, by_id[other][value]) if other else value
        return found

    return {table: sorted(repr(values(table, row)) for row in found) for table, found in rows.items()}


def by_hand(desk: Desk, act: ByHand) -> None:
    with desk.changing(Action.EARLIER, what="by hand") as session:
        act(session)


def bring(desk: Desk, folder: Path, change: Change) -> Outcome:
    sheets = ledger(
        broadcasts=change.broadcasts, stories=change.stories, clips=change.clips, publications=change.publications
    )
    return bring_in(desk, [write_xlsx(folder / "sổ.xlsx", sheets)], today=TODAY)


@contextmanager
def two_desks(another_desk: AnotherDesk) -> Iterator[tuple[Desk, Desk]]:
    with another_desk() as one, another_desk() as other:
        for desk in (one, other):
            set_up(desk)
        yield one, other


@pytest.fixture
def desks(another_desk: AnotherDesk) -> Iterator[tuple[Desk, Desk]]:
    """Two desks with the same rows."""
    with two_desks(another_desk) as both:
        yield both


@pytest.fixture(scope="module")
def unchanged_desks(another_desk: AnotherDesk) -> Iterator[tuple[Desk, Desk]]:
    """The same for all tests that change nothing."""
    with two_desks(another_desk) as both:
        yield both


@pytest.mark.parametrize("change", ALLOWED, ids=str)
def test_what_the_desk_allows_comes_in_with_the_same_rows(
    desks: tuple[Desk, Desk], tmp_path: Path, change: Change
) -> None:
    imported, desk = desks
    before = described(desk)

    by_hand(desk, change.by_hand)
    outcome = bring(imported, tmp_path, change)

    assert described(imported) == described(desk) != before
    assert outcome.conflicts == ()


@pytest.mark.parametrize("change", DOUBTFUL, ids=str)
def test_what_the_desk_asks_about_comes_in_with_the_same_rows_and_is_listed_in_the_same_words(
    desks: tuple[Desk, Desk], tmp_path: Path, change: Change
) -> None:
    imported, desk = desks
    with pytest.raises(Doubtful) as doubtful:
        by_hand(desk, lambda session: change.by_hand(session, sure=False))  # type: ignore[call-arg]

    by_hand(desk, change.by_hand)
    outcome = bring(imported, tmp_path, change)

    assert described(imported) | {"accepted_conflict": []} == described(desk)
    assert [conflict.partition(": ")[2] for conflict in outcome.conflicts] == list(doubtful.value.doubts)


@pytest.mark.parametrize("refusal", REFUSED, ids=str)
def test_what_the_desk_refuses_is_refused_by_an_import(
    unchanged_desks: tuple[Desk, Desk], tmp_path: Path, refusal: Refusal
) -> None:
    imported, desk = unchanged_desks
    before = everything(imported), everything(desk)

    with pytest.raises(refusal.error):
        by_hand(desk, refusal.change.by_hand)
    with pytest.raises(LedgerRefused) as refused:
        bring(imported, tmp_path, refusal.change)

    [problem] = refused.value.problems
    assert problem.column == refusal.column
    assert refusal.expected in problem.expected
    assert (everything(imported), everything(desk)) == before
