"""What a row below a header is: data, a total, a heading, a signature. Decided by what it has and what it lacks.

A row with a title and a known word in the column of its kind is data, unless it counts rows: a person may be called
Công. Only a row that lacks them can be anything else.
"""

import datetime as dt
import enum
import re
from collections.abc import Mapping

from radiodesk.ledger.columns import (
    BROADCAST_WORDS,
    GENRE_WORDS,
    KIND_WORDS,
    SOURCE_WORDS,
    WORDS,
    SheetKind,
    plain,
    plain_header,
)
from radiodesk.ledger.reading.lengths import parse_length
from radiodesk.ledger.reading.times import read_time
from radiodesk.ledger.reading.written_days import WrittenDay, parse_day_cell
from radiodesk.ledger.sheets import Cell
from radiodesk.locale import N_
from radiodesk.model.text import fold

DAY_COLUMNS = {
    SheetKind.BROADCASTS: ("day",),
    SheetKind.STORIES: ("day",),
    SheetKind.CLIPS: ("sent",),
    SheetKind.PUBLICATIONS: ("posted", "day"),
}
"""The columns of days that a month and year near them complete."""

KEY_COLUMNS = {
    SheetKind.BROADCASTS: ("title", "kind"),
    SheetKind.STORIES: ("title", "genre"),
    SheetKind.CLIPS: ("title", "kind"),
    SheetKind.PUBLICATIONS: ("address", "time"),
}
"""The columns that identify a row of data: what it is about, and the word for its kind."""

PEOPLE = frozenset({"authors", "editor", "presenter", "technician"})

BLANKS = frozenset({"-", "–", "—", "_", ".", "...", "…"})
"""Marks for an empty cell."""

DITTO = frozenset(
    {"nt", "n.t", "như trên", "-nt-", "//", '"', "''", ",,", "″", "〃", "“", "”", "-//-", '-"-', '""', "—“—"}
)
"""Marks that repeat the cell above, as `_ditto_form` gives them."""
LONGEST_MARK = 10
"""Characters of the longest mark, with spaces between its signs."""
_INITIALS = frozenset({"N.T", "N.T."})
"""A pen name, though a mark in small letters."""

KNOWN_WORDS = {kind: frozenset(map(plain, words)) for kind, words in KIND_WORDS.items()}
"""The words of the column that says of what kind a row is, as `plain` gives them."""

_DETAIL_WORDS = {
    name: frozenset(plain(word) for (_kind, column), words in WORDS.items() if column == name for word in words)
    for name in ("source", "state")
}

_TOTALS = re.compile(
    r"""\W*(?:
    tong(?:\ ?(?:(?:cong|so|hop|thoi|tin|bai|chuong|ca|clip|san|ngay|tuan|thang|t[0-9]+|quy|nam)\b|[0-9=:(]).*)?
    | cong(?:\ ?(?:(?:ngay|tuan|thang|t[0-9]+|quy|nam|ky|chuyen|mang|don|lai|tin|bai|so|trang|thoi)\b|[0-9=:(]).*)?
    | (?:t\.?\ ?cong|luy\ ke|mang\ sang|chuyen\ (?:sang|trang)|t/c|tc|bang\ chu|trong\ do)\b.*
    | (?:grand\ |sub\ ?)?total\b.* | sum
    | so\ (?:mang\ sang|cong|luong)\b.* | trang\ (?:so\ )?[0-9]+(?:\ ?/\ ?[0-9]+)?
    )\W*""",
    re.VERBOSE,
)
_LABEL = re.compile(
    r"""(?:(?:tong|t?cong|so|hop|thoi|luong|tin|bai|chuong|trinh|clip|phong|su|chuyen|muc|ngay|tuan|thang|quy|nam|ky|dau
    |tu|luy|ke|mang|sang|lai|don|trang|sau|truoc|toan|bo|tc|buoi|luot|tac|pham
    |t[0-9]+|[a-z]|(?:sub)?total|grand|sub|sum|[ivx]+|[0-9]+)\ )+""",
    re.VERBOSE,
)
"""A text that has no other words than totals have, as `plain` gives it, with a space behind."""
_RECKONED = "(?:tin|bai|tac pham|chuong trinh|buoi|luot|clip|chuyen muc|phong su)"
_COUNTED = re.compile(rf"(?:[0-9]+ (?:{_RECKONED} ?)+)+|(?:{_RECKONED} [0-9]+ ?)+")
_SECTION_NUMBER = re.compile(r"(?:[ivx]+|[a-h])[.)/]?|(?:phan|muc) .*")
_SECTION = re.compile(
    r"""(?:[ivx]+|[a-h])[.)/].* | (?:phan|muc)\ .*
    | (?:thang|quy|tuan|ngay|nam)\ (?:thu\ )?(?:[0-9]|[ivx]+\b).*
    | thang\ (?:gieng|hai|ba|tu|nam|sau|bay|tam|chin|muoi(?:\ (?:mot|hai))?|chap)
    | (?:thu\ (?:[2-7]|hai|ba|tu|nam|sau|bay)|chu\ nhat)\b(?:\W*[0-9].*)?""",
    re.VERBOSE,
)
_GENRES = sorted({plain(word) for word in GENRE_WORDS} - {plain(word) for word in BROADCAST_WORDS})
_SECTION_OF_GROUP = re.compile(
    rf"""(?:(?:[ivx]+|[a-h]|[0-9]+|phan|muc)\ )*
    (?:(?:cac|va|{"|".join(map(re.escape, _GENRES))})\ )*
    (?:(?:{"|".join(re.escape(plain(word)) for word in SOURCE_WORDS)}|(?:trong|ngoai)\ (?:xa|huyen|tinh|nuoc))\ )*""",
    re.VERBOSE,
)
"""Headings that say no more than the genre and the source of the stories below them."""


class RowKind(enum.StrEnum):
    """What a row is. The values of those that are left out are reasons for the user."""

    DATA = "data"
    DOUBTFUL = "doubtful"
    """It has a title, and nothing else that only data has: a heading, or a row that somebody forgot to fill."""
    NUMBERING = N_("column numbers")
    HEADER = N_("the header again")
    TOTAL = N_("a total")
    HEADING = N_("a heading or signature")
    NO_TITLE = N_("no title")


def kind_of_row(sheet: SheetKind, filled: Mapping[str, Cell], own_words: Mapping[str, str]) -> RowKind:
    """What a row is. filled: its cells that are not blank, by column. own_words: the station's words for its kind."""
    if sheet is SheetKind.PUBLICATIONS:
        return _kind_of_publication(filled)
    main, word = KEY_COLUMNS[sheet]
    title = has_letters(filled.get(main))
    written = plain(str(filled.get(word, "")))
    known = written in KNOWN_WORDS[sheet] or written in own_words
    named = any(_is_name(cell) for name, cell in filled.items() if name in PEOPLE)
    details = named + _details(filled)
    dated = is_dated(sheet, filled)
    if known and _is_subtotal(filled, main, details, named=named, dated=dated):
        return RowKind.TOTAL if _is_label(filled[main]) else RowKind.DOUBTFUL
    if title and (known or (named and (details > 1 or has_letters(filled.get(word))))):
        return RowKind.DATA
    if dated and "time" in filled and read_time(filled["time"]) and (title or known or details):
        return RowKind.DATA
    if any(is_total(cell) for name, cell in filled.items() if name not in PEOPLE or not _is_name(cell)):
        return RowKind.DOUBTFUL if title and _is_title(str(filled[main])) else RowKind.TOTAL
    if title:
        evidence = bool(details > named or dated or "time" in filled)
        return _kind_of_titled(filled, main, word, evidence=evidence, named=named)
    if (known and (details or dated)) or details >= 2:
        return RowKind.DATA
    return RowKind.HEADING if any(map(has_letters, filled.values())) else RowKind.NO_TITLE


def _is_subtotal(filled: Mapping[str, Cell], main: str, details: int, *, named: bool, dated: bool) -> bool:
    """Whether a row with a known word for its kind seems to count rows: a label or a number is where titles are.

    Of what data has, it may have a length only.
    """
    if named or dated or "time" in filled or details > _has_length(filled):
        return False
    if main not in filled:
        return False
    text = filled[main]
    return is_count(text) or is_total(text) or bool(_COUNTED.fullmatch(plain_header(str(text))))


def _is_label(cell: Cell) -> bool:
    """Whether a text is a number, or has no other words than labels of totals have."""
    return is_count(cell) or bool(_LABEL.fullmatch(f"{plain_header(str(cell))} "))


def _kind_of_titled(filled: Mapping[str, Cell], main: str, word: str, *, evidence: bool, named: bool) -> RowKind:
    """What a row with a title and without a known word for its kind is."""
    if evidence or is_count(filled.get("number")):
        return RowKind.DATA
    if word not in filled and _is_heading(str(filled[main]), filled.get("number")):
        return RowKind.DOUBTFUL if named and not is_day(filled[main]) else RowKind.HEADING
    return RowKind.DOUBTFUL


def _kind_of_publication(filled: Mapping[str, Cell]) -> RowKind:
    address = filled.get("address")
    if has_letters(address) and any(sign in str(address) for sign in "./"):
        return RowKind.DATA
    if any(map(is_total, filled.values())):
        return RowKind.TOTAL
    dated, timed = is_dated(SheetKind.PUBLICATIONS, filled), "time" in filled and read_time(filled["time"])
    if dated and ("time" in filled or has_letters(address)):
        return RowKind.DATA
    if has_letters(address) and (timed or not _is_heading(str(address), filled.get("number"))):
        return RowKind.DATA if timed else RowKind.DOUBTFUL
    return RowKind.HEADING if any(map(has_letters, filled.values())) else RowKind.NO_TITLE


def divides_group(sheet: SheetKind, heading: str) -> bool:
    """Whether the rows below a heading need a day and time of their own: it may name another programme."""
    return sheet is not SheetKind.STORIES or not _SECTION_OF_GROUP.fullmatch(f"{plain_header(heading)} ")


def _details(filled: Mapping[str, Cell]) -> int:
    """The number of cells that only data has, beside names of people: a source, a length, an order.

    Free text proves little: the second name of a signature block may stand under the recipients.
    """
    count = sum(plain(str(filled[name])) in words for name, words in _DETAIL_WORDS.items() if name in filled)
    count += sum(has_letters(filled.get(name)) for name in ("audio", "topics"))
    return count + _has_length(filled) + is_count(filled.get("order"))


def _has_length(filled: Mapping[str, Cell]) -> bool:
    return "seconds" in filled and not is_count(filled["seconds"]) and parse_length(filled["seconds"]) is not None


def is_dated(sheet: SheetKind, filled: Mapping[str, Cell]) -> bool:
    """Whether a row states the day of its kind of sheet."""
    return any(is_day(filled[name]) for name in DAY_COLUMNS[sheet] if name in filled)


def is_day(cell: Cell) -> bool:
    """Whether a cell states a day, with its month at least."""
    found = parse_day_cell(cell)
    return isinstance(found, dt.date) or (isinstance(found, WrittenDay) and found.second is not None)


def is_count(cell: Cell | None) -> bool:
    """Whether a cell holds a plain number."""
    if isinstance(cell, str):
        return cell.strip().isdecimal()
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def has_letters(cell: Cell | None) -> bool:
    """Whether a cell holds a text with a letter."""
    return isinstance(cell, str) and any(map(str.isalpha, cell))


def is_blank(cell: Cell) -> bool:
    """Whether a cell is empty, or holds a mark for nothing."""
    return isinstance(cell, str) and (not cell or cell.isspace() or cell.strip() in BLANKS)


def is_ditto(cell: Cell) -> bool:
    """Whether a cell holds a mark that repeats the cell above it."""
    if not isinstance(cell, str) or len(cell) > LONGEST_MARK or cell.strip() in _INITIALS:
        return False
    return _ditto_form(cell) in DITTO


def _ditto_form(cell: str) -> str:
    folded = " ".join(cell.casefold().split())
    return folded if "trên" in folded else folded.replace(" ", "").strip(".")


def is_total(cell: Cell) -> bool:
    """Whether a cell holds a label of a total."""
    if not isinstance(cell, str) or len(cell) > 100:
        return False
    folded = fold(cell)
    if ":" in cell and _COUNTED.fullmatch(plain_header(cell)):  # “Bài: 01”, and not “Bài 1”
        return True
    return bool(_TOTALS.fullmatch(folded)) or folded.replace(" ", "").rstrip(":.") in ("cong", "tongcong")


def _is_name(cell: Cell | None) -> bool:
    """Whether a cell may name a person: people are called Công and Tống, but neither Cộng nor Tổng."""
    if not isinstance(cell, str) or any(map(str.isdigit, cell)) or not has_letters(cell):
        return False
    return not (is_total(cell) and any(word in cell.casefold() for word in ("tổng", "cộng")))


def _is_title(text: str) -> bool:
    """Whether a text beside a word for a total may still be a title: it states no number and is no heading."""
    return not (any(map(str.isdigit, text)) or is_total(text) or _is_heading(text, None))


def _is_heading(text: str, number: Cell | None) -> bool:
    """Whether a lone text is a heading: in capitals, a day, or numbered as sections are."""
    marked = isinstance(number, str) and _SECTION_NUMBER.fullmatch(fold(number))
    return text == text.upper() or is_day(text) or bool(marked or _SECTION.fullmatch(fold(text)))
