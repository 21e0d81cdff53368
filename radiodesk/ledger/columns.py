"""The kinds of sheets of a ledger, their columns, and the words that their cells choose from."""

import re
from collections.abc import Mapping, Sequence
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
    """A column that is understood. headers: the usual one, then others."""

    name: str
    headers: tuple[str, ...]
    required: bool = False
    """Whether the sheet must have it. Whether each cell must be filled depends on the row."""

    @property
    def header(self) -> str:
        """The usual header."""
        return self.headers[0]


NUMBER = Column("number", ("STT", "Số TT", "TT", "Số thứ tự", "Số", "No"))
"""Counts the rows; nothing is read from it."""

_DAY = Column(
    "day",
    ("Ngày phát", "Ngày", "Ngày phát sóng", "Ngày tháng", "Ngày, tháng", "Ngày tháng năm", "Ngày PS"),
    required=True,
)
_TIME = Column("time", ("Giờ phát", "Giờ", "Giờ phát sóng", "Giờ PS", "Thời điểm phát", "Khung giờ"), required=True)
_TITLE = Column(
    "title",
    (
        "Tiêu đề",
        "Tên tin bài",
        "Tên tin, bài",
        "Tin bài",
        "Tên bài",
        "Nội dung",
        "Tên tác phẩm",
        "Tên tin",
        "Nội dung tin bài",
        "Tiêu đề tin bài",
        "Đầu đề",
        "Tít",
        "Tác phẩm",
    ),
    required=True,
)
_AUTHORS = Column(
    "authors",
    (
        "Tác giả",
        "Người viết",
        "Phóng viên",
        "Tác giả, phóng viên",
        "Tác giả/PV",
        "PV",
        "PV/CTV",
        "PV, CTV",
        "Phóng viên, cộng tác viên",
        "Người thực hiện",
        "Thực hiện",
        "Họ tên tác giả",
        "Họ và tên tác giả",
        "Tên tác giả",
        "Nhóm tác giả",
        "Tác giả/nhóm tác giả",
        "Tác giả, nhóm tác giả",
    ),
)
_SECONDS = Column(
    "seconds", ("Thời lượng", "T.lượng", "TL", "Độ dài", "Thời lượng phát", "Thời lượng phát sóng", "T/L")
)
_PLANNED = Column("planned", ("Thời lượng dự kiến", "Thời lượng kế hoạch"))
"""Of what was aired: the column Thời lượng has its actual length."""
_PROGRAMME = Column("programme", ("Tên chương trình", "Chương trình"))
"""Chooses between two programmes at one time."""
_FIRST = Column("first", ("Phát lần đầu", "Ngày giờ phát lần đầu"))
"""Day and time of the first run of a repeated edition, or of a story's first use. See docs/ledger.md."""
_STATE = Column("state", ("Trạng thái", "Tình trạng", "Kết quả", "Trạng thái phát", "Tình trạng phát"), required=True)
_NOTE = Column("note", ("Ghi chú", "Chú thích", "Ghi chú khác", "G.chú"))

COLUMNS: dict[SheetKind, tuple[Column, ...]] = {
    SheetKind.BROADCASTS: (
        _DAY,
        _TIME,
        Column("title", ("Tên chương trình", "Chương trình", "Tên CT", "Tên chương trình phát thanh"), required=True),
        Column("kind", ("Thể loại", "Loại", "Loại chương trình", "Thể loại chương trình"), required=True),
        _SECONDS,
        _PLANNED,
        Column("editor", ("Biên tập", "Biên tập viên", "BTV", "Người biên tập")),
        Column("presenter", ("Phát thanh viên", "PTV", "Người đọc", "Người dẫn", "MC")),
        Column("technician", ("Kỹ thuật", "Kỹ thuật viên", "KTV", "Kĩ thuật", "Kĩ thuật viên")),
        _STATE,
        _NOTE,
        Column("upstream", ("Nguồn tiếp âm", "Đài tiếp âm", "Tiếp âm từ")),
        _FIRST,
        NUMBER,
    ),
    SheetKind.STORIES: (
        _DAY,
        _TIME,
        _PROGRAMME,
        Column("order", ("Thứ tự", "Thứ tự phát")),
        Column("genre", ("Thể loại", "Loại", "Loại tin bài", "Thể loại tin bài", "Loại hình"), required=True),
        _TITLE,
        _AUTHORS,
        Column("source", ("Nguồn", "Nguồn tin", "Nguồn tin bài")),
        Column("topics", ("Chuyên đề", "Chuyên đề tuyên truyền", "Chủ đề", "Đợt tuyên truyền")),
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
        _NOTE,
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
"""The columns of the people on duty."""


class Content(NamedTuple):
    """What the column Thể loại says of a broadcast. programme: of a first run; live: a relay of an event."""

    kind: BroadcastKind
    programme: ProgrammeKind | None = None
    live: bool = False


BROADCAST_WORDS = {
    "Thời sự phát thanh": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.NEWS),
    "Thời sự": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.NEWS),
    "Thời sự PT": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.NEWS),
    "Chương trình thời sự": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.NEWS),
    "Bản tin": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.NEWS),
    "Bản tin thời sự": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.NEWS),
    "Chuyên mục phát thanh": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.COLUMN),
    "Chuyên mục": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.COLUMN),
    "Chuyên mục PT": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.COLUMN),
    "Tọa đàm": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.COLUMN),
    "Thông báo": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.ANNOUNCEMENT),
    "Thông tin": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.ANNOUNCEMENT),
    "Ca nhạc": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.MUSIC),
    "Âm nhạc": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.MUSIC),
    "Văn nghệ": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.MUSIC),
    "Khác": Content(BroadcastKind.FIRST_RUN, ProgrammeKind.OTHER),
    "Phát lại": Content(BroadcastKind.REPEAT),
    "Thời sự phát lại": Content(BroadcastKind.REPEAT),
    "Tiếp âm trực tiếp": Content(BroadcastKind.RELAY, live=True),
    "Tiếp sóng trực tiếp": Content(BroadcastKind.RELAY, live=True),
    "Tiếp âm": Content(BroadcastKind.RELAY),
    "Tiếp sóng": Content(BroadcastKind.RELAY),
}
BROADCAST_STATE_WORDS = {
    "Đã phát": BroadcastState.AIRED,
    "Đã phát sóng": BroadcastState.AIRED,
    "Đã PS": BroadcastState.AIRED,
    "Đã p/s": BroadcastState.AIRED,
    "Phát": BroadcastState.AIRED,
    "x": BroadcastState.AIRED,
    "✓": BroadcastState.AIRED,
    "✔": BroadcastState.AIRED,
    "√": BroadcastState.AIRED,
    "Hủy": BroadcastState.CANCELLED,
    "Đã hủy": BroadcastState.CANCELLED,
    "Kế hoạch": BroadcastState.PLANNED,
    "Dự kiến": BroadcastState.PLANNED,
    "Không phát": BroadcastState.MISSED,
    "Lỡ": BroadcastState.MISSED,
}
GENRE_WORDS = {
    "Tin": Genre.BRIEF,
    "Tin ngắn": Genre.BRIEF,
    "Tin vắn": Genre.BRIEF,
    "Tin tức": Genre.BRIEF,
    "Bản tin": Genre.BRIEF,
    "Bài": Genre.REPORT,
    "Bài viết": Genre.REPORT,
    "Bài phản ánh": Genre.REPORT,
    "Phản ánh": Genre.REPORT,
    "Ghi nhanh": Genre.REPORT,
    "Phóng sự": Genre.FEATURE,
    "Phóng sự ngắn": Genre.FEATURE,
    "Phỏng vấn": Genre.INTERVIEW,
    "Tọa đàm": Genre.INTERVIEW,
    "Gương người tốt, việc tốt": Genre.PROFILE,
    "Gương người tốt": Genre.PROFILE,
    "Người tốt, việc tốt": Genre.PROFILE,
    "Bình luận": Genre.COMMENTARY,
    "Xã luận": Genre.COMMENTARY,
    "Khác": Genre.OTHER,
}
SOURCE_WORDS = {
    "Tự sản xuất": Source.OWN,
    "Tự SX": Source.OWN,
    "Tự viết": Source.OWN,
    "PV": Source.OWN,
    "Phóng viên": Source.OWN,
    "Cộng tác viên": Source.CONTRIBUTOR,
    "CTV": Source.CONTRIBUTOR,
    "Khai thác": Source.TAKEN,
    "Sưu tầm": Source.TAKEN,
}
CLIP_KIND_WORDS = {
    "Clip": ClipKind.CLIP,
    "Clip truyền hình": ClipKind.CLIP,
    "Chuyên mục": ClipKind.COLUMN,
    "Chuyên mục truyền hình": ClipKind.COLUMN,
}
CLIP_STATE_WORDS = {
    "Đã gửi": ClipState.SENT,
    "x": ClipState.SENT,
    "✓": ClipState.SENT,
    "✔": ClipState.SENT,
    "√": ClipState.SENT,
    "Đã phát": ClipState.AIRED,
    "Đã phát sóng": ClipState.AIRED,
    "Không đạt": ClipState.REJECTED,
    "Kế hoạch": ClipState.PLANNED,
    "Đã quay": ClipState.SHOT,
    "Đã dựng": ClipState.EDITED,
}

WORDS: dict[tuple[SheetKind, str], Mapping[str, object]] = {
    (SheetKind.BROADCASTS, "kind"): BROADCAST_WORDS,
    (SheetKind.BROADCASTS, "state"): BROADCAST_STATE_WORDS,
    (SheetKind.STORIES, "genre"): GENRE_WORDS,
    (SheetKind.STORIES, "source"): SOURCE_WORDS,
    (SheetKind.CLIPS, "kind"): CLIP_KIND_WORDS,
    (SheetKind.CLIPS, "state"): CLIP_STATE_WORDS,
}
"""The words of the columns that choose from a list."""

SHEET_NAMES = {
    SheetKind.BROADCASTS: "Chương trình",
    SheetKind.STORIES: "Tin bài",
    SheetKind.CLIPS: "Truyền hình",
    SheetKind.PUBLICATIONS: "Website",
}
"""What stations call the sheets."""

KIND_WORDS: dict[SheetKind, Mapping[str, object]] = {
    SheetKind.BROADCASTS: BROADCAST_WORDS,
    SheetKind.STORIES: GENRE_WORDS,
    SheetKind.CLIPS: CLIP_KIND_WORDS,
    SheetKind.PUBLICATIONS: {},
}
"""The words of the column that says of what kind a row is."""

TICKS = frozenset("✓✔√")
"""Marks that stand for "done". They are the only signs that count as words."""

LONGEST_WORD = 500
"""Characters of a header or word that are looked at: more than any has."""

_SIGNS = re.compile(r"[^0-9a-z]+")


def plain_header(text: str) -> str:
    """A header or label in the form in which it is compared: as `plain`, without what stands in brackets."""
    text = text[:LONGEST_WORD]
    aside = in_brackets(text)
    return plain(text.replace(aside, "") if aside else text)


def plain(text: str) -> str:
    """A word in the form in which it is compared: without case, accents and signs.

    What stands in brackets counts: “Thời sự (phát lại)” is another word than “Thời sự”.
    """
    return _plain(text[:LONGEST_WORD])


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    folded = fold(text)
    return _SIGNS.sub(" ", folded).strip() or (text.strip() if text.strip() in TICKS else "")


def in_brackets(text: str) -> str:
    """What stands in brackets, with them, from the first opening to the last closing one; "" if nothing does."""
    start, end = text.find("("), text.rfind(")")
    return text[start : end + 1] if 0 <= start < end else ""


_BY_HEADER = {
    kind: {plain_header(header): column for column in columns for header in column.headers}
    for kind, columns in COLUMNS.items()
}


KNOWN_HEADERS = frozenset(header for headers in _BY_HEADER.values() for header in headers)
"""All headers of all kinds of sheets, as `plain` gives them."""


class Fit(NamedTuple):
    """How well a row of texts is the header of a kind of sheet."""

    kind: SheetKind
    columns: dict[int, Column]
    """The columns that are understood, by their places from 0."""

    @property
    def missing(self) -> list[Column]:
        """Required columns that are not there."""
        present = {column.name for column in self.columns.values()}
        return [column for column in COLUMNS[self.kind] if column.required and column.name not in present]

    @property
    def score(self) -> tuple[int, int]:
        """More is better: columns that are understood, then required ones that are missing."""
        return len({column.name for column in self.columns.values()} - {NUMBER.name}), -len(self.missing)

    @property
    def is_ledger(self) -> bool:
        """Whether enough is understood to say that the sheet is of that kind, perhaps with a column missing."""
        understood, missing = self.score
        required = sum(column.required for column in COLUMNS[self.kind])
        return understood >= 3 and -missing * 2 < required


def column_of(kind: SheetKind, name: str) -> Column:
    """The column of a sheet, by its name."""
    return next(column for column in COLUMNS[kind] if column.name == name)


def required_headers(kind: SheetKind) -> list[str]:
    """The usual headers of the columns that a sheet must have."""
    return [column.header for column in COLUMNS[kind] if column.required]


def best_fit(texts: Sequence[Sequence[str]], renamed: Mapping[str, str]) -> Fit:
    """The kind of sheet whose header these cells are most likely.

    texts: for each cell, what its header may be, the likeliest first. renamed: the station's own headers, plain, with
    the known header that each stands for.
    """
    return max((Fit(kind, _understood(kind, texts, renamed)) for kind in SheetKind), key=lambda fit: fit.score)


def _understood(kind: SheetKind, texts: Sequence[Sequence[str]], renamed: Mapping[str, str]) -> dict[int, Column]:
    by_header = _BY_HEADER[kind]
    found: dict[int, Column] = {}
    for place, candidates in enumerate(texts):
        for candidate in candidates:
            name = plain_header(candidate)
            # A header is left out only of tables that do not know it.
            if column := by_header.get(plain_header(renamed.get(name) or name)):
                found[place] = column
                break
    return found
