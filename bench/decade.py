"""Ten years of a busy station: what grows with history is measured on this.

A day has 12 first runs (4 of them news with 24 lines), 11 or 12 repeats, 9 relays and 2 clips. In ten years these are
about 120,000 broadcasts, 440,000 lines and 430,000 stories. The same seed gives the same rows on SQLite and PostgreSQL.

    python bench/decade.py HOME [--years N] [--database URL]     make a desk to try out
"""

import argparse
import datetime as dt
import hashlib
import os
import random
import shutil
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, func, insert, select, text

from radiodesk import kinds, model
from radiodesk.config import Config
from radiodesk.kinds import BroadcastKind, BroadcastState, LineKind, ProgrammeKind
from radiodesk.model import Base, Desk, migrating

YEARS = 10.0
SEED = 20
TODAY = dt.date(2026, 12, 7)
"""The day on which the station is. Later days are planned, earlier ones were aired."""

NOW = dt.datetime.combine(TODAY, dt.time(3), dt.UTC)
"""Ten in the morning of that day: the clock of this machine plays no part."""

AHEAD = 7
"""Days that are planned."""

BATCH = 100
"""Days that are inserted at once."""

UTC_OFFSET = dt.timedelta(hours=7)
NEWS = ("Bản tin sáng", "Bản tin trưa", "Bản tin chiều", "Bản tin tối")
COLUMNS = (
    "Nông thôn ngày nay", "An toàn giao thông", "Sức khỏe cho mọi người", "Pháp luật và đời sống",
    "Gương người tốt việc tốt", "Văn hóa văn nghệ", "Thông báo", "Ca nhạc theo yêu cầu",
)  # fmt: skip
PEOPLE = ("Thu Hà", "Văn Đoàn", "Xuân Trường", "Minh Anh", "Đức Anh", "Ngọc Lan", "Quốc Bảo", "Hồng Nhung")
UPSTREAMS = ("VOV1", "Đài tỉnh")
VERBS = ("Phát động", "Tổng kết", "Kiểm tra", "Ra mắt", "Triển khai", "Khai mạc", "Trao đổi về", "Hội nghị")
SUBJECTS = (
    "gieo cấy vụ xuân", "phòng chống dịch tả lợn", "tiếp xúc cử tri", "an toàn giao thông", "nông thôn mới",
    "khai giảng năm học", "hiến máu nhân đạo", "cấp căn cước công dân", "giải bóng chuyền", "thu hoạch lúa mùa",
)  # fmt: skip
PLACES = (
    "Lai Hạ", "Mỹ Hương", "Trừng Xá", "An Thịnh", "Bình Định", "Lâm Thao", "Phú Hòa", "Quảng Phú", "Tân Lãng", "Thứa",
)  # fmt: skip
GENRES = tuple(map(kinds.Genre, ["brief"] * 6 + ["report", "report", "feature", "interview", "profile"]))
NEWS_LINES, COLUMN_LINES = 24, 3


class Rows:
    """New rows of every table, with ids that count up, inserted in batches with the columns' defaults."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._last: Counter[str] = Counter()

    def add(self, mapped: type[Base], /, **columns: object) -> int:
        """A row. Returns its id. Rows of one class name the same columns."""
        table = mapped.__tablename__
        self._last[table] += 1
        self._waiting[table].append({"id": self._last[table], **columns, "version": 1, "created": NOW, "changed": NOW})
        return self._last[table]

    def insert(self) -> None:
        """Insert what waits, each row after those that it refers to."""
        for table in Base.metadata.sorted_tables:
            if rows := self._waiting.pop(table.name, None):
                self._connection.execute(insert(table), rows)


class _Station:
    """The programmes, people and so on, and their days one after the other."""

    def __init__(self, rows: Rows, seed: int) -> None:
        self._add = rows.add
        self._random = random.Random(seed)
        self._stories: list[int] = []
        """Those of the day before, which are sometimes used again."""
        self._programmes = [
            self._add(
                model.Programme,
                title=title,
                kind=ProgrammeKind.NEWS if title in NEWS else ProgrammeKind.COLUMN,
            )
            for title in (*NEWS, *COLUMNS)
        ]
        self._people = [self._add(model.Person, name=name) for name in PEOPLE]
        self._upstreams = [self._add(model.Upstream, name=name) for name in UPSTREAMS]
        self._recipient = self._add(model.Recipient, name="Đài PT-TH tỉnh")

    def add_day(self, day: dt.date, number: int) -> None:
        """Everything of one day. number: of the day, from 0."""
        written: list[int] = []
        for slot, programme_id in enumerate(self._programmes):
            edition_id = self._add(model.Edition, programme_id=programme_id)
            starts = dt.datetime.combine(day, dt.time(4 + slot, 40), dt.UTC) - UTC_OFFSET
            state = self._state(day)
            first = self._broadcast(BroadcastKind.FIRST_RUN, state, starts, 900, edition_id=edition_id)
            for role, person in ((kinds.DutyRole.EDITOR, number), (kinds.DutyRole.PRESENTER, number + 3)):
                person_id = self._people[person % len(PEOPLE)]
                self._add(model.Duty, person_id=person_id, broadcast_id=first, role=role)
            if slot < len(self._programmes) - 1 or number % 2 == 0:
                again = starts + dt.timedelta(hours=11, minutes=15)
                self._broadcast(BroadcastKind.REPEAT, state, again, 900, edition_id=edition_id)
            written += self._add_lines(edition_id, NEWS_LINES if slot < len(NEWS) else COLUMN_LINES)
            if slot < len(NEWS) and state is BroadcastState.AIRED:
                address = f"https://example.vn/{edition_id}"
                self._add(model.Publication, edition_id=edition_id, address=address, posted=day, withdrawn=False)
        self._stories = written
        self._add_relays(day, number)
        self._add_clips(day)

    def _state(self, day: dt.date) -> BroadcastState:
        aired = self._random.random() < 0.97
        if day > TODAY:
            return BroadcastState.PLANNED
        return BroadcastState.AIRED if aired else BroadcastState.CANCELLED

    def _broadcast(
        self, kind: BroadcastKind, state: BroadcastState, starts: dt.datetime, seconds: int, **content: int
    ) -> int:
        columns = {"kind": kind, "state": state, "starts": starts, "note": "", "planned_seconds": seconds}
        columns["actual_seconds"] = seconds if state is BroadcastState.AIRED else None
        return self._add(model.Broadcast, **columns, **{"edition_id": None, "relay_id": None, **content})

    def _add_lines(self, edition_id: int, count: int) -> list[int]:
        written: list[int] = []
        again = self._random.sample(self._stories, count) if self._stories else []
        for position in range(1, count + 1):
            if again and self._random.random() < 0.03:
                story_id = again.pop()
            else:
                story_id = self._add_story()
                written.append(story_id)
            self._add(model.Line, edition_id=edition_id, position=position, kind=LineKind.STORY, story_id=story_id)
        return written

    def _add_story(self) -> int:
        story_id = self._add(
            model.Story,
            title=f"{self._title()} (kỳ {self._random.randrange(1, 900)})",
            genre=self._random.choice(GENRES),
            source=kinds.Source.OWN,
            planned_seconds=45,
            actual_seconds=44.0,
        )
        author = self._people[story_id % len(PEOPLE)]
        self._add(model.Credit, person_id=author, story_id=story_id, clip_id=None, role=kinds.CreditRole.AUTHOR)
        return story_id

    def _title(self) -> str:
        choose = self._random.choice
        return f"{choose(VERBS)} {choose(SUBJECTS)} ở {choose(PLACES)}"

    def _add_relays(self, day: dt.date, number: int) -> None:
        state = BroadcastState.AIRED if day <= TODAY else BroadcastState.PLANNED
        for place in range(9):
            live = place == 8 and number % 30 == 0
            upstream_id = None if live else self._upstreams[place % 2]
            title = "Truyền hình trực tiếp" if live else "Thời sự VOV"
            relay_id = self._add(model.Relay, title=title, live=live, upstream_id=upstream_id)
            starts = dt.datetime.combine(day, dt.time(5 + 2 * place, 10), dt.UTC) - UTC_OFFSET
            self._broadcast(BroadcastKind.RELAY, state, starts, 1500, relay_id=relay_id)

    def _add_clips(self, day: dt.date) -> None:
        sent = day if day <= TODAY else None
        for kind in kinds.ClipKind:
            state = kinds.ClipState.AIRED if sent else kinds.ClipState.PLANNED
            columns = {"kind": kind, "state": state, "sent": sent, "aired": sent, "seconds": 120, "note": ""}
            clip_id = self._add(model.Clip, title=self._title(), recipient_id=self._recipient, **columns)
            author = self._people[clip_id % len(PEOPLE)]
            self._add(model.Credit, person_id=author, story_id=None, clip_id=clip_id, role=kinds.CreditRole.CAMERA)


def fill(desk: Desk, years: float = YEARS, seed: int = SEED) -> None:
    """Fill a new desk in one transaction. The audit notes the largest ids, as after an update of an older release."""
    with desk.engine.execution_options(radiodesk_writes=True).begin() as connection:
        rows = Rows(connection)
        station = _Station(rows, seed)
        first = TODAY - dt.timedelta(days=round(365.25 * years))
        for number in range((TODAY - first).days + AHEAD + 1):
            station.add_day(first + dt.timedelta(days=number), number)
            if number % BATCH == 0:
                rows.insert()
        rows.insert()
        _end(connection)


def _end(connection: Connection) -> None:
    """Let new rows get ids of their own, note what the audit does not know, and count for the query planner."""
    ids = {table.name: connection.scalar(select(func.max(table.c.id))) or 0 for table in Base.metadata.sorted_tables}
    values = {"person": "radiodesk", "action": model.Action.UPDATE, "values": {"ids": ids}}
    connection.execute(insert(model.AuditEntry), [values | {"created": NOW, "changed": NOW}])
    if connection.dialect.name == "postgresql":
        for table, last in ids.items():
            sequence = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)")
            if last and table != model.AuditEntry.__tablename__:
                connection.execute(sequence, {"table": table, "last": last})
        connection.execute(text("ANALYZE"))  # the server does it by itself after a while; no desk does it on SQLite


def home(years: float = YEARS, seed: int = SEED) -> Path:
    """A home with a filled SQLite database, made once and kept in the folder for temporary files. Copy it to change it.

    Its name tells the years, the seed, the migrations and this file: a change of any of them makes another home.
    """
    files = [Path(__file__), *sorted(migrating.MIGRATIONS.glob("versions/*.py"))]
    made_of = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    kept = Path(tempfile.gettempdir()) / f"radiodesk-{years:g}-years-{seed}-{made_of}"
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            aside = Path(tempfile.mkdtemp(prefix=kept.name, dir=kept.parent))
            make(Config(home=aside, person="bench"), years, seed)
            aside.rename(kept)
    return kept


def copy(folder: Path, years: float = YEARS, seed: int = SEED) -> Config:
    """A copy of `home` in a folder that does not exist yet, to be changed."""
    shutil.copytree(home(years, seed), folder)
    return Config(home=folder, person="bench")


def make(config: Config, years: float = YEARS, seed: int = SEED) -> None:
    """Create the desk of a busy station, on SQLite or in an empty database on a server."""
    desk = Desk.create(config, name="Đài phát thanh huyện Lương Tài")
    fill(desk, years, seed)
    desk.close()


def main() -> None:
    """Make a desk in a home of that name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--years", type=float, default=YEARS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--database", default=os.environ.get("RADIODESK_DATABASE"), help="the address of a database")
    asked = parser.parse_args()
    make(Config(home=asked.home, database=asked.database, person="bench"), asked.years, asked.seed)


if __name__ == "__main__":
    main()
