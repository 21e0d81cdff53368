"""Ledgers that tests write: rows in the open, as a station would type them."""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils import range_boundaries
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from radiodesk.ledger import Outcome, bring_in
from radiodesk.ledger.reading.book import Book, read_book
from radiodesk.ledger.reading.mapping import StationMapping
from radiodesk.ledger.sheets import Cell, Sheet
from radiodesk.model import (
    Base,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Clip,
    ClipKind,
    ClipState,
    Credit,
    Desk,
    Edition,
    Genre,
    Line,
    Person,
    Programme,
    Publication,
    Relay,
    Source,
    Story,
    zone,
)

Row = Sequence[object]

BROADCASTS = [
    "Ngày phát",
    "Giờ phát",
    "Tên chương trình",
    "Thể loại",
    "Thời lượng",
    "Biên tập",
    "Trạng thái",
    "Ghi chú",
]
STORIES = ["Ngày phát", "Giờ phát", "Thứ tự", "Thể loại", "Tiêu đề", "Tác giả", "Nguồn", "Thời lượng"]
CLIPS = ["Ngày gửi", "Ngày phát", "Loại", "Tiêu đề", "Tác giả", "Thời lượng", "Nơi nhận", "Trạng thái"]
PUBLICATIONS = ["Ngày đăng", "Ngày phát", "Giờ phát", "Đường dẫn"]

NEWS = ["05/03/2019", "05:30", "Thời sự buổi sáng", "Thời sự phát thanh", "15:24", "Thu Hà", "Đã phát", ""]
REPEAT = ["05/03/2019", "17:00", "Thời sự buổi sáng", "Phát lại", "15:20", "Đức Anh", "Đã phát", "Phát lại buổi sáng"]
EVENT = ["05/03/2019", "07:30", "Lễ giao nhận quân", "Tiếp âm trực tiếp", "149:40", "", "Đã phát", ""]
STORY = ["05/03/2019", "05:30", 1, "Tin", "Gieo cấy vụ xuân", "Thu Hà", "Tự sản xuất", "00:44"]
SECOND = ["05/03/2019", "05:30", 2, "Phóng sự", "Nông thôn mới ở Lai Hạ", "Đức Anh, Thu Hà", "Cộng tác viên", "02:44"]
CLIP = ["04/03/2019", "06/03/2019", "Clip", "Tiếp xúc cử tri", "Đức Anh", "01:15", "Đài PT-TH tỉnh", "Đã gửi"]
PUBLICATION = ["06/03/2019", "05/03/2019", "05:30", "https://dai.example/2019/03/05"]


def ledger(
    *,
    broadcasts: Sequence[Row] = (NEWS, REPEAT, EVENT),
    stories: Sequence[Row] = (STORY, SECOND),
    clips: Sequence[Row] = (CLIP,),
    publications: Sequence[Row] = (PUBLICATION,),
) -> dict[str, list[Row]]:
    """A small ledger: its sheets by name, each with its header row first."""
    return {
        "Chương trình": [BROADCASTS, *broadcasts],
        "Tin bài": [STORIES, *stories],
        "Truyền hình": [CLIPS, *clips],
        "Website": [PUBLICATIONS, *publications],
    }


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Row]]) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def raw_xlsx(path: Path, sheet: str, *, others: Mapping[str, bytes | str] = MappingProxyType({})) -> Path:
    """A workbook whose only sheet, "Chương trình", has this XML; others: more files of the archive, or other ones."""
    package = "http://schemas.openxmlformats.org/package/2006"
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="Chương trình" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in (files | dict(others)).items():
            archive.writestr(name, content)
    return path


def worksheet(rows: str, *, dimension: str = "", after: str = "") -> str:
    """The XML of a sheet. rows: its rows as XML. dimension: the range that it states. after: XML below the rows."""
    stated = f'<dimension ref="{dimension}"/>' if dimension else ""
    return f'<worksheet xmlns="{MAIN}">{stated}<sheetData>{rows}</sheetData>{after}</worksheet>'


def raw_ods(path: Path, table: str, *, styles: str = "") -> Path:
    """A workbook of LibreOffice whose only sheet, "Chương trình", has this XML."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style", "calcext")
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
            f'<office:body><office:spreadsheet><table:table table:name="Chương trình" table:style-name="ta1">'
            f"{table}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


def write_csv(path: Path, rows: Sequence[Row], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def bring(desk: Desk, *files: Path, dry_run: bool = False) -> Outcome:
    return bring_in(desk, files, dry_run=dry_run, today=dt.date(2019, 12, 31))


def changed(row: Row, place: int, value: object) -> list[object]:
    """The row with another value in one place, from 0."""
    return [value if at == place else cell for at, cell in enumerate(row)]


def size_of(desk: Desk) -> dict[str, int]:
    """How many rows each of the tables that a ledger fills has."""
    with desk.reading() as session:
        return {
            kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0
            for kind in (Programme, Broadcast, Story, Line, Clip, Publication)
        }


def everything(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for the audit, as it is stored: what an import must not touch for nothing."""
    with desk.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(table.c.id))]
            for table in Base.metadata.sorted_tables
            if not table.name.startswith("audit_")
        }


def stories_of(desk: Desk, starts: str) -> list[str]:
    """The titles in the rundown of the broadcast at that UTC moment, in their order."""
    moment = dt.datetime.fromisoformat(starts).replace(tzinfo=dt.UTC)
    with desk.reading() as session:
        edition = select(Broadcast.edition_id).where(Broadcast.starts == moment).scalar_subquery()
        lines = select(Story.title).join(Line, Line.story_id == Story.id).where(Line.edition_id == edition)
        return list(session.scalars(lines.order_by(Line.position)))


def content(desk: Desk) -> list[str]:
    """What a reader of the ledger would check, a line for each: broadcasts with their stories below them, then clips.

    What is not known, and what is as usual (aired, sent, a brief, the station's own), is left out.
    """
    with desk.reading() as session:
        lines: list[str] = []
        station_zone = zone(session)
        for broadcast in session.scalars(select(Broadcast).order_by(Broadcast.starts, Broadcast.id)):
            starts = broadcast.starts.astimezone(station_zone)
            edition = session.get(Edition, broadcast.edition_id) if broadcast.edition_id else None
            relay = session.get(Relay, broadcast.relay_id) if broadcast.relay_id else None
            title = session.get_one(Programme, edition.programme_id).title if edition else relay and relay.title
            seconds = broadcast.planned_seconds if broadcast.actual_seconds is None else broadcast.actual_seconds
            kind = "" if broadcast.kind is BroadcastKind.FIRST_RUN else broadcast.kind
            state = "" if broadcast.state is BroadcastState.AIRED else broadcast.state
            lines.append(_line(f"{starts:%Y-%m-%d %H:%M}", kind, title, seconds, state))
            if broadcast.kind is BroadcastKind.FIRST_RUN:
                rundown = select(Line).where(Line.edition_id == broadcast.edition_id).order_by(Line.position)
                lines += [_story(session, line) for line in session.scalars(rundown) if line.story_id]
        for clip in session.scalars(select(Clip).order_by(Clip.id)):
            column = clip.kind if clip.kind is ClipKind.COLUMN else ""
            not_sent = "" if clip.state is ClipState.SENT else clip.state
            authors = _authors(session, Credit.clip_id == clip.id)
            lines.append(_line(clip.sent or "unsent", column, clip.title, clip.seconds, authors, not_sent))
        return lines


def _story(session: Session, line: Line) -> str:
    story = session.get_one(Story, line.story_id)
    genre = "" if story.genre is Genre.BRIEF else story.genre
    source = "" if story.source is Source.OWN else story.source
    seconds = story.planned_seconds if story.actual_seconds is None else round(story.actual_seconds)
    return "  " + _line(
        line.position, genre, story.title, seconds, _authors(session, Credit.story_id == story.id), source
    )


def _authors(session: Session, of: ColumnElement[bool]) -> str:
    names = select(Person.name).join(Credit, Credit.person_id == Person.id).where(of).order_by(Credit.id)
    return ", ".join(session.scalars(names))


def _line(*parts: object) -> str:
    return " | ".join(str(part) for part in parts if part not in (None, ""))


def read_sheets_of(
    sheets: Mapping[str, Sequence[Row]], mapping: StationMapping | None = None, *, merged: Sequence[str] = ()
) -> Book:
    """What a workbook with these sheets says, without a file and a desk: a hundred times as fast.

    merged: the merged cells of each sheet, such as "A2:A3".
    """
    areas = [(top - 1, left - 1, bottom - 1, right - 1) for left, top, right, bottom in map(range_boundaries, merged)]
    read = [Sheet(Path("sổ.xlsx"), name, _as_read(rows), 1, 0, merged=tuple(areas)) for name, rows in sheets.items()]
    with patch("radiodesk.ledger.reading.book.read_sheets", return_value=read):
        return read_book(
            [Path("sổ.xlsx")], dt.date(2019, 12, 31), lambda _done, _total: None, mapping or StationMapping()
        )


def _as_read(rows: Sequence[Row]) -> list[list[Cell]]:
    """Rows as they come from a workbook: of one width, with empty texts for blanks and numbers with fractions."""
    width = max(map(len, rows))

    def cell(value: Any) -> Cell:
        if value is None:
            return ""
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    return [[*map(cell, row), *[""] * (width - len(row))] for row in rows]


def listed(book: Book) -> list[str]:
    """The stories of a book, a line for each."""
    return [
        _line(
            f"{row.day} {row.time:%H:%M}",
            "" if row.genre is Genre.BRIEF else row.genre,
            row.title,
            row.seconds,
            ", ".join(row.authors or ()),
            "" if row.source in (None, Source.OWN) else row.source,
        )
        for row in book.stories
    ]


def problems_of(book: Book) -> list[str]:
    """The problems of a book, as messages."""
    return list(map(str, book.problems))
