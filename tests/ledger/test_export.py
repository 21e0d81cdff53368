"""The ledger that the desk writes: a workbook for people, which an import reads as exactly what the desk has."""

import contextlib
import datetime as dt
import zipfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.kinds import (
    BroadcastKind,
    BroadcastState,
    Channel,
    ClipGenre,
    ClipKind,
    ClipState,
    CreditRole,
    DutyRole,
    Genre,
    ProgrammeKind,
    Source,
)
from radiodesk.ledger import SheetKind, exporting
from radiodesk.ledger.exporting import Exported, TooManyRows, write_ledger
from radiodesk.model import (
    Action,
    AuditEntry,
    Broadcast,
    Clip,
    Credit,
    Desk,
    Duty,
    Edition,
    Line,
    Person,
    Publication,
    Relay,
    Story,
    StoryTopic,
)
from radiodesk.model.names import find_or_create
from radiodesk.newsroom import deliveries, publications, rundowns, television
from radiodesk.newsroom.topics import set_edition_topics
from radiodesk.reports.periods import PeriodRule, parse
from radiodesk.schedule import broadcasts
from tests.conftest import STATION, AnotherDesk
from tests.ledger.books import bring, everything, ledger, write_xlsx
from tests.versions import version

TODAY = dt.date(2019, 12, 31)
NOW = dt.datetime(2019, 12, 31, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DAYS = [dt.date(2019, 3, 4), dt.date(2019, 3, 5), dt.date(2019, 4, 20), dt.date(2019, 12, 30)]
TIMES = [dt.time(0), dt.time(5, 30), dt.time(5, 30, 20), dt.time(17), dt.time(23, 59, 59)]
TITLES = [
    "Thời sự", "THỜI SỰ", "Thời tiết", "=1+1", "+84 lần", "-5 độ", "@SUM(A1)", "'nháy", '"Vì dân"', "<r>&amp;</r>",
    "<r>b</r>", "_x0041_", "[/]", "007", "1.0", "TRUE", "05:30", "05/03/2019", "https://dai.example/", "😀 Đố vui",
    "Đ" * 500, "A, B; C & D", "nt", "//", "-", "...", "#REF!", "#NO VALUE!", "Tổng cộng", "1",
]  # fmt: skip
NAMES = ["Thu Hà", "Đức Anh", "=Hà", "=Lan", "=-Huy", "@Nam", "O'Neil", "N.T", "nt", "Như trên"]

days, times, titles = st.sampled_from(DAYS), st.sampled_from(TIMES), st.sampled_from(TITLES)
few_titles = st.sampled_from(TITLES[:3])
lengths = st.sampled_from([None, 1, 44, 60, 924, 3600, 9004, 24 * 3600])
notes = st.sampled_from(["", "", "=mất điện", "x" * 5000, "-", "nt", "#N/A"])
people = st.lists(st.sampled_from(NAMES), max_size=3, unique=True)
states = st.sampled_from([*BroadcastState, BroadcastState.AIRED])
number = st.integers(0, 50)


@st.composite
def slots(draw: st.DrawFn) -> dict[str, Any]:
    """What all functions that plan a broadcast take."""
    return {"on": draw(days), "at": draw(times), "seconds": draw(lengths), "note": draw(notes), "sure": True}


class Builder:
    """Fills a desk through the functions that the screens call. What these refuse is left out."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.editions: list[int] = []
        self.stories: list[int] = []

    def do(self, work: Callable[[Session], object]) -> None:
        with contextlib.suppress(UserError), self.desk.changing(Action.EARLIER, what="by hand") as session:
            work(session)

    def first_run(self, slot: dict[str, Any], title: str, kind: ProgrammeKind, then: tuple[Any, ...]) -> None:
        def plan(session: Session) -> None:
            broadcast_id = broadcasts.plan_first_run(session, title=title, kind=kind, **slot)
            self.finish(session, broadcast_id, *then)
            edition_id = session.get_one(Broadcast, broadcast_id).edition_id
            assert edition_id
            self.editions.append(edition_id)

        self.do(plan)

    def repeat(self, slot: dict[str, Any], which: int, then: tuple[Any, ...]) -> None:
        def plan(session: Session) -> None:
            edition_id = self.editions[which % len(self.editions)]
            self.finish(session, broadcasts.plan_repeat(session, edition_id=edition_id, **slot), *then)

        if self.editions:
            self.do(plan)

    def relay(self, slot: dict[str, Any], title: str, live: bool, upstream: str, then: tuple[Any, ...]) -> None:
        def plan(session: Session) -> None:
            broadcast_id = broadcasts.plan_relay(session, title=title, live=live, upstream=upstream, **slot)
            self.finish(session, broadcast_id, *then)

        self.do(plan)

    def finish(
        self,
        session: Session,
        broadcast_id: int,
        state: BroadcastState,
        actual: int | None,
        duties: dict[DutyRole, list[str]],
    ) -> None:
        seen = version(session, Broadcast, broadcast_id)
        actual = actual if state is BroadcastState.AIRED else None
        broadcasts.set_state(session, broadcast_id, seen, state, now=NOW, actual_seconds=actual, sure=True)
        for role, names in duties.items():
            for name in names:
                person = find_or_create(session, Person, name)
                session.add(Duty(broadcast_id=broadcast_id, person_id=person.id, role=role))
                session.flush()

    def story(
        self,
        which: int,
        facts: tuple[str, Genre, Source, list[str]],
        planned: int | None,
        actual: int | None,
        topics: Sequence[str] = (),
    ) -> None:
        def write(session: Session) -> None:
            title, genre, source, authors = facts
            line_id = rundowns.add_story(
                session,
                self.editions[which % len(self.editions)],
                title=title,
                genre=genre,
                source=source,
                authors=", ".join(authors),
                topics=topics,
                seconds=planned,
            )
            story_id = session.get_one(Line, line_id).story_id
            assert story_id
            session.get_one(Story, story_id).actual_seconds = actual
            self.stories.append(story_id)

        if self.editions:
            self.do(write)

    def use_again(self, which: int, story: int) -> None:
        if self.stories:
            edition_id, story_id = self.editions[which % len(self.editions)], self.stories[story % len(self.stories)]
            self.do(lambda session: rundowns.use_story(session, edition_id, story_id))

    def insert(self, which: int) -> None:
        if self.editions:
            edition_id = self.editions[which % len(self.editions)]
            self.do(lambda session: rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=20))

    def clip(
        self,
        title: str,
        kind: ClipKind,
        authors: list[str],
        more: tuple[str, int | None, str],
        state: ClipState,
        sent: dt.date,
        aired: dt.date | None,
    ) -> None:
        def plan(session: Session) -> None:
            recipient, seconds, note = more
            fields: dict[str, Any] = {
                "title": title, "kind": kind, "authors": ", ".join(authors), "recipient": recipient, "seconds": seconds,
                "note": note,
            }  # fmt: skip
            clip_id = television.add_clip(session, **fields)
            seen = version(session, Clip, clip_id)
            television.set_clip_state(session, clip_id, seen, state, on=sent, today=TODAY)
            if aired:
                seen, given = version(session, Clip, clip_id), session.get_one(Clip, clip_id).sent
                television.change_clip(session, clip_id, seen, sent=given, aired=aired, today=TODAY, **fields)

        self.do(plan)

    def publication(self, which: int, address: str, on: dt.date, withdrawn: bool) -> None:
        def post(session: Session) -> None:
            edition_id = self.editions[which % len(self.editions)]
            posted = publications.post(session, edition_id, address=address, on=on, today=TODAY)
            if withdrawn:
                publications.withdraw(session, posted, version(session, Publication, posted))

        if self.editions:
            self.do(post)


endings = st.tuples(states, lengths, st.dictionaries(st.sampled_from(DutyRole), people, max_size=2))
recipients = st.sampled_from(["", "Đài PT-TH tỉnh", "=Báo", "//"])
upstreams = st.sampled_from(["", "VOV1", "=VOV", "..."])
addresses = st.sampled_from(["https://dai.example/1", "http://a.b/?q=<&"])
TOPICS = ["Bầu cử", "Mừng Đảng - Mừng Xuân", "=Nông thôn mới", "-nt-"]
topics = st.lists(st.sampled_from(TOPICS), unique=True, max_size=2)
genres, sources, some_titles = st.sampled_from(Genre), st.sampled_from(Source), titles | few_titles
namesakes = st.tuples(few_titles, st.just(Genre.BRIEF), st.just(Source.OWN), st.just([]))
steps = st.one_of(
    st.tuples(st.just("first_run"), slots(), some_titles, st.sampled_from(ProgrammeKind), endings),
    st.tuples(st.just("repeat"), slots(), number, endings),
    st.tuples(st.just("relay"), slots(), titles, st.booleans(), upstreams, endings),
    st.tuples(st.just("story"), number, st.tuples(some_titles, genres, sources, people), lengths, lengths, topics),
    st.tuples(st.just("story"), number, namesakes, lengths, lengths),
    st.tuples(st.just("use_again"), number, number),
    st.tuples(st.just("insert"), number),
    st.tuples(
        st.just("clip"),
        some_titles,
        st.sampled_from(ClipKind),
        people,
        st.tuples(recipients, lengths, notes),
        st.sampled_from(ClipState),
        days,
        st.none() | days,
    ),
    st.tuples(st.just("publication"), number, addresses, days, st.booleans()),
)


def build(desk: Desk, work: list[tuple[Any, ...]]) -> None:
    builder = Builder(desk)
    for name, *arguments in sorted(work, key=lambda step: step[0] not in ("first_run", "relay")):
        getattr(builder, name)(*arguments)


def export(desk: Desk, file: Path | None = None, period: str = "") -> tuple[Path, Exported]:
    file = file or desk.config.schedules / "out.xlsx"
    with desk.reading() as session:
        of_period = parse(period, PeriodRule.CALENDAR) if period else None
        return file, write_ledger(session, desk.config, file, of_period)


def content(desk: Desk) -> dict[str, Any]:
    """All that a ledger holds, without ids: lists that are equal for equal desks."""
    with desk.reading() as session:
        return {
            "broadcasts": _broadcasts(session),
            "stories": _stories(session),
            "clips": _clips(session),
            "publications": _publications(session),
        }


def _broadcasts(session: Session) -> list[Any]:
    loaded = select(Broadcast).options(
        joinedload(Broadcast.edition).joinedload(Edition.programme),
        joinedload(Broadcast.relay).joinedload(Relay.upstream),
        selectinload(Broadcast.duties).joinedload(Duty.person),
    )
    first_runs = _first_runs(session)
    found = []
    for row in session.scalars(loaded):
        duties: dict[str, list[str]] = defaultdict(list)
        for duty in row.duties:
            duties[duty.role].append(duty.person.name)
        own = (
            (row.edition.programme.title, row.edition.programme.kind, str(first_runs[row.edition.id]))
            if row.edition
            else (row.relay and (row.relay.title, row.relay.live, row.relay.upstream and row.relay.upstream.name))
        )
        facts = (row.kind, row.state, row.planned_seconds, row.actual_seconds, row.note, sorted(duties.items()))
        found.append((str(row.starts), str(own), str(facts)))
    return sorted(found)


def _first_runs(session: Session) -> dict[int | None, dt.datetime]:
    first_runs = select(Broadcast.edition_id, Broadcast.starts).where(Broadcast.kind == BroadcastKind.FIRST_RUN)
    return {row.edition_id: row.starts for row in session.execute(first_runs)}


def _stories(session: Session) -> list[Any]:
    """Stories that are used, with their places in rundowns. The actual length counts only of what was aired."""
    aired = set(session.scalars(select(Broadcast.edition_id).where(Broadcast.state == BroadcastState.AIRED)))
    first_runs = _first_runs(session)
    editions = {
        edition.id: (str(first_runs[edition.id]), edition.programme.title)
        for edition in session.scalars(select(Edition).options(joinedload(Edition.programme)))
    }
    uses: dict[int, list[Any]] = defaultdict(list)
    ranks: dict[int, int] = defaultdict(int)
    on_air = set()
    lines = select(Line).where(Line.story_id.is_not(None)).order_by(Line.edition_id, Line.position)
    for line in session.scalars(lines):
        ranks[line.edition_id] += 1
        uses[line.story_id or 0].append((editions[line.edition_id], ranks[line.edition_id]))
        if line.edition_id in aired:
            on_air.add(line.story_id)
    loaded = (
        select(Story)
        .options(
            selectinload(Story.credits).joinedload(Credit.person),
            selectinload(Story.topics).joinedload(StoryTopic.topic),
        )
        .where(Story.id.in_(uses))
    )
    return sorted(
        (
            sorted(uses[story.id]),
            story.title,
            story.genre,
            story.source,
            str(
                (
                    story.planned_seconds,
                    story.actual_seconds and int(story.actual_seconds) if story.id in on_air else None,
                )
            ),
            [credit.person.name for credit in story.credits],
            sorted(each.topic.name for each in story.topics),
        )
        for story in session.scalars(loaded)
    )


def _clips(session: Session) -> list[Any]:
    loaded = select(Clip).options(joinedload(Clip.recipient), selectinload(Clip.credits).joinedload(Credit.person))
    return sorted(
        str(
            (
                clip.title, clip.kind, clip.state, clip.sent, clip.aired, clip.seconds, clip.note,
                clip.recipient and clip.recipient.name, [credit.person.name for credit in clip.credits],
            )
        )
        for clip in session.scalars(loaded)
    )  # fmt: skip


def _publications(session: Session) -> list[Any]:
    first_runs = _first_runs(session)
    found = session.scalars(select(Publication).where(Publication.withdrawn.is_(False)))
    return sorted((str(first_runs[one.edition_id]), one.address, str(one.posted)) for one in found)


def entries(desk: Desk) -> int:
    with desk.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@settings(max_examples=10)
@given(work=st.lists(steps, min_size=3, max_size=25))
def test_an_exported_ledger_changes_nothing_and_fills_an_empty_desk_with_the_same(
    another_desk: AnotherDesk, work: list[tuple[Any, ...]]
) -> None:
    with another_desk() as desk, another_desk() as empty:
        build(desk, work)
        file, exported = export(desk)
        before, audited = everything(desk), entries(desk)
        if not sum(exported.counts.values()):
            return

        outcome = bring(desk, file)

        assert {kind: count.unchanged for kind, count in outcome.counts.items()} == exported.counts
        assert not outcome.changes_something
        assert (everything(desk), entries(desk)) == (before, audited)

        bring(empty, file)

        said = [remark for remark in exported.remarks if "withdrawn" not in remark and "uses" not in remark]
        event(f"left out: {bool(said)}")
        if not said:
            assert content(empty) == content(desk)


@pytest.fixture
def small_desk(desk: Desk, tmp_path: Path) -> Desk:
    """A desk with the small ledger of the other tests."""
    bring(desk, write_xlsx(tmp_path / "in.xlsx", ledger()))
    return desk


def sheets_of(file: Path) -> dict[str, Worksheet]:
    return {sheet.title: sheet for sheet in load_workbook(file).worksheets}


def values(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows below the header, by column, without blank cells."""
    header, *rows = sheet.iter_rows(values_only=True)
    return [{str(name): cell for name, cell in zip(header, row, strict=True) if cell is not None} for row in rows]


def test_the_sheets_have_the_columns_that_the_import_knows(small_desk: Desk) -> None:
    sheets = sheets_of(export(small_desk)[0])

    assert values(sheets["Chương trình"])[1:] == [
        {
            "STT": 2,
            "Ngày phát": dt.datetime.combine(dt.date(2019, 3, 5), dt.time()),
            "Giờ phát": dt.time(7, 30),
            "Tên chương trình": "Lễ giao nhận quân",
            "Thể loại": "Tiếp âm trực tiếp",
            "Thời lượng": "2:29:40",
            "Trạng thái": "Đã phát",
        },
        {
            "STT": 3,
            "Ngày phát": dt.datetime.combine(dt.date(2019, 3, 5), dt.time()),
            "Giờ phát": dt.time(17),
            "Tên chương trình": "Thời sự buổi sáng",
            "Thể loại": "Phát lại",
            "Thời lượng": "15:20",
            "Biên tập": "Đức Anh",
            "Trạng thái": "Đã phát",
            "Ghi chú": "Phát lại buổi sáng",
        },
    ]
    assert values(sheets["Tin bài"])[1] == {
        "STT": 2,
        "Ngày phát": dt.datetime.combine(dt.date(2019, 3, 5), dt.time()),
        "Giờ phát": dt.time(5, 30),
        "Tên chương trình": "Thời sự buổi sáng",
        "Thứ tự": 2,
        "Thể loại": "Phóng sự",
        "Tiêu đề": "Nông thôn mới ở Lai Hạ",
        "Tác giả": "Đức Anh, Thu Hà",
        "Nguồn": "Cộng tác viên",
        "Thời lượng": "02:44",
    }
    assert [row["Nơi nhận"] for row in values(sheets["Truyền hình"])] == ["Đài PT-TH tỉnh"]
    assert [row["Đường dẫn"] for row in values(sheets["Website"])] == ["https://dai.example/2019/03/05"]


def test_the_workbook_is_ready_to_be_read_filtered_and_printed(small_desk: Desk) -> None:
    sheets = sheets_of(export(small_desk)[0])

    assert list(sheets) == ["Chương trình", "Tin bài", "Truyền hình", "Website"]
    for sheet in sheets.values():
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)  # 1 wide, as by default
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert STATION in sheet.oddHeader.left.text
        assert sheet.oddFooter.center.text.endswith("Trang &P/&N")
        assert {cell.font.name for row in sheet for cell in row} == {"Times New Roman"}
    first = sheets["Chương trình"][2]
    assert [first[1].number_format, first[2].number_format] == ["dd/mm/yyyy", "hh:mm"]
    for place, cell in enumerate(first):
        width = sheets["Chương trình"].column_dimensions["ABCDEFGHIJKLMN"[place]].width
        assert width >= len(str(cell.value or "")) or cell.is_date


@pytest.mark.parametrize(
    "title", ["=1+1", "+84", "-5", "@SUM(A1)", "=HYPERLINK(1)", "https://dai.example/", "<r>x</r>"]
)
def test_text_that_looks_like_something_else_stays_text(desk: Desk, title: str) -> None:
    Builder(desk).clip(title, ClipKind.CLIP, ["=Hà"], ("=Báo", 60, "=1"), ClipState.SENT, DAYS[0], None)
    file, _exported = export(desk)

    sheet = sheets_of(file)["Truyền hình"]
    assert values(sheet)[0]["Tiêu đề"] == title
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "d", "n"}
    with zipfile.ZipFile(file) as archive:
        assert not any(
            b"<f>" in archive.read(name) or b"hyperlink" in archive.read(name) for name in archive.namelist()
        )


def test_a_name_with_an_ampersand_is_printed_as_it_is(config: Config) -> None:
    with contextlib.closing(Desk.create(config, name="Đài A&B " + "x" * 400)) as desk:
        sheet = sheets_of(export(desk)[0])["Website"]
    assert "Đài A&&B xxx" in sheet.oddHeader.left.text


def test_a_period_has_what_belongs_to_its_days(desk: Desk, tmp_path: Path) -> None:
    builder = Builder(desk)
    aired: tuple[Any, ...] = (BroadcastState.AIRED, None, {})
    for day in (dt.date(2019, 3, 31), dt.date(2019, 4, 1), dt.date(2019, 4, 30), dt.date(2019, 5, 1)):
        slot = {"on": day, "at": dt.time(0), "seconds": 60, "sure": True}
        builder.first_run(slot, f"Thời sự {day}", ProgrammeKind.NEWS, aired)
        builder.story(-1, (f"Tin {day}", Genre.BRIEF, Source.OWN, []), None, None)
        builder.clip(f"Clip {day}", ClipKind.CLIP, [], ("", None, ""), ClipState.SENT, day, None)
        builder.publication(-1, "https://dai.example/", day, withdrawn=False)
    builder.clip("Clip kế hoạch", ClipKind.CLIP, [], ("", None, ""), ClipState.PLANNED, DAYS[0], None)

    file, exported = export(desk, period="2019-04")

    assert exported.counts == dict.fromkeys(SheetKind, 2)
    sheets = sheets_of(file)
    assert [row["Tên chương trình"] for row in values(sheets["Tin bài"])] == [
        "Thời sự 2019-04-01",
        "Thời sự 2019-04-30",
    ]
    assert [row["Tiêu đề"] for row in values(sheets["Truyền hình"])] == ["Clip 2019-04-01", "Clip 2019-04-30"]
    assert export(desk)[1].counts[SheetKind.CLIPS] == 5


def test_months_that_are_imported_one_after_the_other_are_tied_together_again(another_desk: AnotherDesk) -> None:
    with another_desk() as desk, another_desk() as empty:
        builder = Builder(desk)
        slot = {"on": dt.date(2019, 3, 31), "at": dt.time(5, 30), "seconds": 60, "sure": True}
        aired: tuple[Any, ...] = (BroadcastState.AIRED, 60, {})
        builder.first_run(slot, "Thời sự", ProgrammeKind.NEWS, aired)
        builder.first_run({**slot, "on": dt.date(2019, 4, 2)}, "Thời sự", ProgrammeKind.NEWS, aired)
        builder.story(0, ("Gieo cấy", Genre.BRIEF, Source.OWN, ["Thu Hà"]), 60, 50)
        builder.use_again(1, 0)
        builder.repeat({**slot, "on": dt.date(2019, 4, 2), "at": dt.time(17)}, 0, aired)

        for month in ("2019-03", "2019-04"):
            bring(empty, export(desk, period=month)[0])

        assert content(empty) == content(desk)


def test_stories_of_one_title_on_one_day_stay_as_many_as_they_are(another_desk: AnotherDesk) -> None:
    with another_desk() as desk, another_desk() as empty:
        builder = Builder(desk)
        slot = {"on": DAYS[0], "seconds": 60, "sure": True}
        aired: tuple[Any, ...] = (BroadcastState.AIRED, 60, {})
        weather = ("Thời tiết", Genre.BRIEF, Source.OWN, [])
        for number, at in enumerate([dt.time(5, 30), dt.time(11), dt.time(18)]):
            builder.first_run({**slot, "at": at}, "Thời sự", ProgrammeKind.NEWS, aired)
            if number < 2:
                builder.story(number, weather, None, 30)
        builder.use_again(2, 1)

        file, _exported = export(desk)
        bring(empty, file)

        assert len(content(desk)["stories"]) == 2
        assert content(empty) == content(desk)


def test_times_with_seconds_are_shown_with_them(desk: Desk) -> None:
    builder = Builder(desk)
    planned: tuple[Any, ...] = (BroadcastState.PLANNED, None, {})
    for at in (dt.time(5, 30), dt.time(17, 0, 20)):
        builder.first_run(
            {"on": DAYS[0], "at": at, "seconds": 60, "sure": True}, "Thời sự", ProgrammeKind.NEWS, planned
        )
    sheet = sheets_of(export(desk)[0])["Chương trình"]
    assert [sheet.cell(row, 3).number_format for row in (2, 3)] == ["hh:mm", "hh:mm:ss"]


def test_a_story_twice_in_one_edition_and_the_stories_of_two_cancelled_editions_are_left_out_and_told(
    desk: Desk,
) -> None:
    builder = Builder(desk)
    slot = {"on": DAYS[0], "at": dt.time(5, 30), "seconds": 60, "sure": True}
    for _again in range(2):
        builder.first_run(slot, "Thời sự", ProgrammeKind.NEWS, (BroadcastState.CANCELLED, None, {}))
    builder.first_run({**slot, "at": dt.time(17)}, "Thời sự", ProgrammeKind.NEWS, (BroadcastState.AIRED, None, {}))
    for edition in (0, 2, 2):
        builder.story(edition, ("Thời tiết", Genre.BRIEF, Source.OWN, []), None, None)

    file, exported = export(desk)

    assert exported.remarks == (
        "2 stories are not in the ledger: their editions, or the stories themselves, are there twice at the same time",
    )
    assert not bring(desk, file).changes_something


def test_what_a_ledger_cannot_say_is_told(desk: Desk) -> None:
    builder = Builder(desk)
    slot = {"on": DAYS[0], "at": dt.time(5, 30), "seconds": 60, "sure": True}
    builder.first_run(slot, "Thời sự", ProgrammeKind.NEWS, (BroadcastState.CANCELLED, None, {}))
    builder.story(0, ("Gieo cấy", Genre.BRIEF, Source.OWN, []), None, None)
    builder.repeat({**slot, "at": dt.time(17)}, 0, (BroadcastState.PLANNED, None, {}))
    builder.first_run(slot, "Thời sự", ProgrammeKind.NEWS, (BroadcastState.AIRED, None, {}))
    builder.publication(1, "https://dai.example/", DAYS[0], withdrawn=True)
    builder.do(lambda session: session.add(Story(title="Chưa dùng")))

    assert export(desk)[1].remarks == (
        "1 repeat is not in the ledger: two editions of its title begin at the same time",
        "1 story is not in the ledger: its edition, or the story itself, is there twice at the same time",
        "1 story that no programme uses is not in the ledger",
        "1 withdrawn publication is not in the ledger",
    )


@pytest.mark.parametrize(
    "know",
    [
        lambda session: setattr(session.get_one(Story, 1), "place", "Lai Hạ"),
        lambda session: setattr(session.get_one(Clip, 1), "genre", ClipGenre.NEWS),
        lambda session: setattr(session.get_one(Publication, 1), "channel", Channel.SOCIAL),
        lambda session: setattr(session.get_one(Publication, 1), "page", "Cổng thông tin"),
        lambda session: setattr(session.get_one(Credit, 1), "coefficient", Decimal("2.5")),
        lambda session: setattr(session.get_one(Credit, 1), "share", Decimal(60)),
        lambda session: session.add(Credit(story_id=1, person_id=1, role=CreditRole.READER)),
        lambda session: set_edition_topics(session, 1, version(session, Edition, 1), ["Bầu cử"]),
        lambda session: deliveries.deliver(session, story_id=1, recipient="Báo tỉnh", on=TODAY, today=TODAY),
    ],
)
def test_what_has_no_column_is_told_and_stays_when_the_ledger_comes_in_again(
    know: Callable[[Session], object], small_desk: Desk
) -> None:
    assert export(small_desk)[1].remarks == ()
    with small_desk.changing(Action.EARLIER, what="further facts") as session:
        know(session)
    file, exported = export(small_desk)
    before = everything(small_desk)

    assert [remark.split(" for ")[0] for remark in exported.remarks] == ["A ledger has no column"]
    assert not bring(small_desk, file).changes_something
    assert everything(small_desk) == before


def test_an_empty_desk_gives_sheets_with_headers_alone(desk: Desk) -> None:
    file, exported = export(desk)
    assert exported.counts == dict.fromkeys(SheetKind, 0)
    assert exported.remarks == ()
    assert [sheet.max_row for sheet in sheets_of(file).values()] == [1, 1, 1, 1]


def test_more_rows_than_a_sheet_holds_are_refused_and_the_old_file_stays(
    small_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = small_desk.config.schedules / "out.xlsx"
    file.write_bytes(b"the old one")
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)
    with pytest.raises(TooManyRows, match="more than 2 rows"):
        export(small_desk, file)
    assert file.read_bytes() == b"the old one"
    assert [path.name for path in file.parent.iterdir()] == ["out.xlsx"]


def test_an_export_can_be_stopped(small_desk: Desk) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stopped

    with small_desk.reading() as session, pytest.raises(Stopped):
        write_ledger(session, small_desk.config, small_desk.config.schedules / "out.xlsx", progress=stop)
    assert not list(small_desk.config.schedules.iterdir())
