"""What a ledger's sheets are, which columns they have, and the words that their cells choose from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from radiodesk.model import BroadcastKind, BroadcastState, ClipKind, ClipState, DutyRole, Genre, ProgrammeKind, Source
from radiodesk.model.text import fold


class SheetKind(StrEnum):
    """What the rows of a sheet are."""

    BROADCASTS = "broadcasts"
    STORIES = "stories"
    CLIPS = "clips"
    PUBLICATIONS = "publications"


@dataclass(frozen=True)
class Column:
    """A column that is understood. headers: its own, and others that it goes by."""

    name: str
    headers: tuple[str, ...]
    required: bool = False
    """Must be in the sheet; whether each cell must be filled is the row's matter."""

    @property
    def header(self) -> str:
        """How a station writes it."""
        return self.headers[0]


NUMBER = Column("number", ("STT", "Số TT", "TT", "Số thứ tự"))
"""Counts the rows; nothing is read from it."""

_DAY = Column("day", ("Ngày phát", "Ngày", "Ngày phát sóng"), required=True)
_TIME = Column("time", ("Giờ phát", "Giờ", "Giờ phát sóng"), required=True)
_TITLE = Column(
    "title", ("Tiêu đề", "Tên tin bài", "Tên tin, bài", "Tin bài", "Tên bài", "Nội dung", "Tên tác phẩm"), required=True
)
_AUTHORS = Column("authors", ("Tác giả", "Người viết", "Phóng viên", "Tác giả, phóng viên"))
_SECONDS = Column("seconds", ("Thời lượng",))
_PLANNED = Column("planned", ("Thời lượng dự kiến", "Thời lượng kế hoạch"))
"""Of what was aired: the column Thời lượng has its actual length."""
_PROGRAMME = Column("programme", ("Tên chương trình", "Chương trình"))
"""Chooses between two programmes at one time."""
_FIRST = Column("first", ("Phát lần đầu", "Ngày giờ phát lần đầu"))
"""Day and time of the first run of a repeated edition, or of a story's first use. See docs/ledger.md."""
_STATE = Column("state", ("Trạng thái", "Tình trạng"), required=True)

COLUMNS: dict[SheetKind, tuple[Column, ...]] = {
    SheetKind.BROADCASTS: (
        _DAY,
        _TIME,
        Column("title", ("Tên chương trình", "Chương trình"), required=True),
        Column("kind", ("Thể loại", "Loại", "Loại chương trình", "Thể loại chương trình"), required=True),
        _SECONDS,
        _PLANNED,
        Column("editor", ("Biên tập", "Biên tập viên", "BTV")),
        Column("presenter", ("Phát thanh viên", "PTV")),
        Column("technician", ("Kỹ thuật", "Kỹ thuật viên", "KTV")),
        _STATE,
        Column("note", ("Ghi chú",)),
        Column("upstream", ("Nguồn tiếp âm", "Đài tiếp âm", "Tiếp âm từ")),
        _FIRST,
        NUMBER,
    ),
    SheetKind.STORIES: (
        _DAY,
        _TIME,
        _PROGRAMME,
        Column("order", ("Thứ tự", "Thứ tự phát")),
        Column("genre", ("Thể loại", "Loại", "Loại tin bài", "Thể loại tin bài"), required=True),
        _TITLE,
        _AUTHORS,
        Column("source", ("Nguồn", "Nguồn tin")),
        _SECONDS,
        _PLANNED,
        Column("audio", ("Tệp âm thanh", "File âm thanh", "Tệp", "Tên tệp")),
        _FIRST,
        NUMBER,
    ),
    SheetKind.CLIPS: (
        Column("sent", ("Ngày gửi",), required=True),
        Column("aired", ("Ngày phát", "Ngày phát sóng")),
        Column("kind", ("Loại", "Thể loại"), required=True),
        _TITLE,
        _AUTHORS,
        _SECONDS,
        Column("recipient", ("Nơi nhận", "Đơn vị nhận", "Gửi cho")),
        _STATE,
        Column("note", ("Ghi chú",)),
        NUMBER,
    ),
    SheetKind.PUBLICATIONS: (
        Column("posted", ("Ngày đăng", "Ngày đăng tải"), required=True),
        _DAY,
        _TIME,
        _PROGRAMME,
        Column("address", ("Đường dẫn", "Liên kết", "Link", "URL", "Địa chỉ"), required=True),
        NUMBER,
    ),
}

DUTIES = {
    "editor": DutyRole.EDITOR,
    "presenter": DutyRole.PRESENTER,
    "technician": DutyRole.TECHNICIAN,
}
"""The columns of who is on."""


class Content(NamedTuple):
    """What the column Thể loại says of a broadcast. programme: of a first run; live: a relay of an event."""

    kind: BroadcastKind
    programme: ProgrammeKind | None = None
    live: bool = False


BROADCAST_WORDS = {
    "Thời sự phát thanh": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.NEWS),
    "Thời sự": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.NEWS),
    "Chuyên mục phát thanh": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.COLUMN),
    "Chuyên mục": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.COLUMN),
    "Thông báo": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.ANNOUNCEMENT),
    "Ca nhạc": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.MUSIC),
    "Khác": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.OTHER),
    "Phát lại": Content(BroadcastKind.REPEAT),
    "Tiếp âm trực tiếp": Content(BroadcastKind.RELAY, live=True),
    "Tiếp sóng trực tiếp": Content(BroadcastKind.RELAY, live=True),
    "Tiếp âm": Content(BroadcastKind.RELAY),
    "Tiếp sóng": Content(BroadcastKind.RELAY),
}
BROADCAST_STATE_WORDS = {
    "Đã phát": BroadcastState.AIRED,
    "Hủy": BroadcastState.CANCELLED,
    "Đã hủy": BroadcastState.CANCELLED,
    "Kế hoạch": BroadcastState.PLANNED,
    "Dự kiến": BroadcastState.PLANNED,
    "Không phát": BroadcastState.MISSED,
    "Lỡ": BroadcastState.MISSED,
}
GENRE_WORDS = {
    "Tin": Genre.BRIEF,
    "Bài": Genre.REPORT,
    "Phóng sự": Genre.FEATURE,
    "Phỏng vấn": Genre.INTERVIEW,
    "Gương người tốt, việc tốt": Genre.PROFILE,
    "Gương người tốt": Genre.PROFILE,
    "Người tốt, việc tốt": Genre.PROFILE,
    "Bình luận": Genre.COMMENTARY,
    "Khác": Genre.OTHER,
}
SOURCE_WORDS = {
    "Tự sản xuất": Source.OWN,
    "Cộng tác viên": Source.CONTRIBUTOR,
    "CTV": Source.CONTRIBUTOR,
    "Khai thác": Source.TAKEN,
}
CLIP_KIND_WORDS = {
    "Clip": ClipKind.CLIP,
    "Clip truyền hình": ClipKind.CLIP,
    "Chuyên mục": ClipKind.COLUMN,
    "Chuyên mục truyền hình": ClipKind.COLUMN,
}
CLIP_STATE_WORDS = {
    "Đã gửi": ClipState.SENT,
    "Đã phát": ClipState.AIRED,
    "Không đạt": ClipState.REJECTED,
    "Kế hoạch": ClipState.PLANNED,
    "Đã quay": ClipState.SHOT,
    "Đã dựng": ClipState.EDITED,
}

HEADER_WITHIN = 20
"""Rows: below titles and blank lines, but not further down, is the header."""

_ASIDE = re.compile(r"\(.*\)")
_SIGNS = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A header or word without what people write differently: case, accents, signs, what stands in brackets."""
    return _SIGNS.sub(" ", _ASIDE.sub("", fold(text))).strip()


_BY_HEADER = {
    kind: {plain(header): column for column in columns for header in column.headers}
    for kind, columns in COLUMNS.items()
}


class Fit(NamedTuple):
    """How well a row of cells is the header of a kind of sheet."""

    kind: SheetKind
    columns: dict[int, Column]
    """The columns that are understood, by their places from 0."""

    @property
    def missing(self) -> list[Column]:
        """Required columns that are not there."""
        there = {column.name for column in self.columns.values()}
        return [column for column in COLUMNS[self.kind] if column.required and column.name not in there]

    @property
    def score(self) -> tuple[int, int]:
        """More is better: columns that are understood, then required ones that are missing."""
        return sum(column is not NUMBER for column in self.columns.values()), -len(self.missing)

    @property
    def is_ledger(self) -> bool:
        """Whether enough is understood to say that the sheet is of that kind, with a column missing perhaps."""
        understood, missing = self.score
        required = sum(column.required for column in COLUMNS[self.kind])
        return understood >= 3 and -missing * 2 < required


def best_fit(rows: Sequence[Sequence[object]]) -> tuple[int, Fit]:
    """Which of the rows is the likeliest header, and of which kind of sheet. One row at least."""
    fits = [(place, Fit(kind, _understood(kind, row))) for place, row in enumerate(rows) for kind in SheetKind]
    return max(fits, key=lambda found: found[1].score)


def _understood(kind: SheetKind, row: Sequence[object]) -> dict[int, Column]:
    by_header = _BY_HEADER[kind]
    names = ((place, plain(cell)) for place, cell in enumerate(row) if isinstance(cell, str))
    return {place: by_header[name] for place, name in names if name in by_header}
