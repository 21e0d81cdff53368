"""Damaged and hostile files end with one message that names the file and the sheet, soon and in bounded memory."""

import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook
from xlwt.CompoundDoc import XlsDoc

from radiodesk.errors import UserError
from radiodesk.ledger import sheets
from radiodesk.ledger.formats import reader, workbook
from radiodesk.ledger.problems import (
    LockedWorkbook,
    NotAWorkbook,
    SheetTooLarge,
    SheetTooWide,
    TextTooWide,
    UnreadableFile,
    WorkbookTooLarge,
)
from radiodesk.ledger.reading.layout import lay_out
from radiodesk.ledger.reading.mapping import StationMapping
from radiodesk.ledger.sheets import Cell, Sheet, read_sheets
from tests.ledger.books import (
    BROADCASTS,
    MAIN,
    NEWS,
    STORIES,
    STORY,
    changed,
    problems_of,
    raw_ods,
    raw_xlsx,
    read_sheets_of,
    worksheet,
)

pytestmark = pytest.mark.usefixtures("reading_process")

HEADER = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'


def refused(path: Path, error: type[UserError], *words: str) -> None:
    """Reading ends with the error, within its limits."""
    begin = time.monotonic()
    with pytest.raises(error) as raised:
        read_sheets(path)
    assert time.monotonic() - begin < 60
    for word in (path.name, *words):
        assert word in str(raised.value)


@pytest.mark.parametrize("dimension", ["", "A1:C1"])
@pytest.mark.parametrize("cell", ["XFD1048576", "CV1048576", "C1048576", "A1048576", "XFD1"])
def test_a_stray_cell_far_away_is_named(tmp_path: Path, cell: str, dimension: str) -> None:
    row = cell.lstrip("XFDCVA")
    far = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>'
    rows = HEADER + far if row != "1" else HEADER.replace("</row>", f'<c r="{cell}"><v>1</v></c></row>')
    path = raw_xlsx(tmp_path / "sổ.xlsx", worksheet(rows, dimension=dimension))

    if cell == "XFD1":
        assert len(read_sheets(path)[0].rows[0]) == 16_384
    else:
        last = "C1048576" if cell == "A1048576" else cell
        refused(path, SheetTooWide, "Chương trình", last, "delete the empty rows and columns")


def test_stray_cells_without_references_are_counted(tmp_path: Path) -> None:
    rows = HEADER + '<row r="1048576"><c><v>1</v></c><c><v>2</v></c></row>'

    refused(raw_xlsx(tmp_path / "sổ.xlsx", worksheet(rows)), SheetTooWide, "C1048576")


def test_formatted_cells_without_content_do_not_count(tmp_path: Path) -> None:
    rows = HEADER + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'

    assert read_sheets(raw_xlsx(tmp_path / "sổ.xlsx", worksheet(rows)))[0].rows == [[1, 2, 3]]


@pytest.mark.parametrize("cell", ["XFE1", "A1048577", "ZZZZZZZZZZ99999999999", "A0", "7", "A"])
def test_a_cell_outside_of_every_sheet_is_damage(tmp_path: Path, cell: str) -> None:
    rows = f'<row r="1"><c r="{cell}"><v>1</v></c></row>'

    refused(raw_xlsx(tmp_path / "sổ.xlsx", worksheet(rows)), NotAWorkbook)


def test_a_stray_cell_in_an_old_workbook_is_named(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    workbook.add_sheet("Tin bài").write(0, 0, "x")
    sheet = workbook.add_sheet("Chương trình")
    sheet.write(0, 0, "x")
    sheet.write(65535, 255, "x")
    workbook.save(str(tmp_path / "sổ.xls"))

    refused(tmp_path / "sổ.xls", SheetTooWide, "Chương trình", "IV65536")


CELLS = '<table:table-cell office:value-type="float" office:value="1"/>' * 3
EMPTY = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def test_a_row_repeated_a_million_times_is_named(tmp_path: Path) -> None:
    rows = f'<table:table-row table:number-rows-repeated="1000000">{CELLS}</table:table-row>'

    refused(raw_ods(tmp_path / "sổ.ods", rows), SheetTooWide, "Chương trình", "C1000000")


@pytest.mark.parametrize("count", [10**7, 10**15])
def test_more_rows_and_columns_than_a_sheet_has_are_named(tmp_path: Path, count: int) -> None:
    cell = f'<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="{count}"/>'

    refused(raw_ods(tmp_path / "a.ods", f"<table:table-row>{cell}</table:table-row>"), SheetTooWide, "Chương trình")
    rows = f'<table:table-row table:number-rows-repeated="{count}">{CELLS}</table:table-row>'
    refused(raw_ods(tmp_path / "b.ods", rows), SheetTooWide, "Chương trình")


def test_the_empty_million_rows_below_a_table_are_nothing(tmp_path: Path) -> None:
    rows = f"<table:table-row>{CELLS}</table:table-row>{EMPTY.format(1_048_575)}"

    assert read_sheets(raw_ods(tmp_path / "sổ.ods", rows))[0].rows == [[1, 1, 1]]


def test_a_row_behind_a_million_empty_ones_is_named(tmp_path: Path) -> None:
    row = f"<table:table-row>{CELLS}</table:table-row>"

    refused(raw_ods(tmp_path / "sổ.ods", row + EMPTY.format(1_048_000) + row), SheetTooWide, "C1048002")


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_an_archive_that_expands_without_end_is_refused(tmp_path: Path, name: str) -> None:
    path = raw_xlsx(tmp_path / "sổ.xlsx", worksheet(HEADER))
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb, zipfile.ZipFile(path) as good:
        for info in good.infolist():
            if info.filename != name:
                bomb.writestr(info, good.read(info))
        with bomb.open(name, "w") as file:
            file.write(b"<x>")
            for _megabyte in range(250):
                file.write(b" " * (1 << 20))

    if "sheet1" in name:
        refused(tmp_path / "bomb.xlsx", SheetTooLarge, "Chương trình", "save only the ledger's sheets")
    else:
        refused(tmp_path / "bomb.xlsx", WorkbookTooLarge)


@pytest.mark.deep
def test_an_archive_of_two_gigabytes_is_refused(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "sổ.xlsx", worksheet(HEADER))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as file,
    ):
        for _megabyte in range(2048):
            file.write(bytes(1 << 20))

    refused(tmp_path / "sổ.xlsx", WorkbookTooLarge)


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_an_archive_that_lies_about_its_sizes_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    short = worksheet(HEADER) if "sheet1" in name else f'<sst xmlns="{MAIN}"></sst>'
    long = short + " " * 5_000_000
    content = raw_xlsx(tmp_path / "sổ.xlsx", worksheet(HEADER), others={name: long}).read_bytes()
    true, claimed = (len(xml.encode()).to_bytes(4, "little") for xml in (long, short))
    assert content.count(true) == 2
    (tmp_path / "sổ.xlsx").write_bytes(content.replace(true, claimed))

    refused(tmp_path / "sổ.xlsx", NotAWorkbook)

    monkeypatch.setattr(workbook, "CalamineWorkbook", None)  # calamine would unpack all of it
    with pytest.raises(zipfile.BadZipFile):
        list(workbook.read_workbook(tmp_path / "sổ.xlsx", (tmp_path / "sổ.xlsx").read_bytes()))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    laughing = worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>')
    refused(raw_xlsx(tmp_path / "a.xlsx", LAUGHS + laughing), NotAWorkbook)

    workbook = f'{LAUGHS}<workbook xmlns="{MAIN}">&l9;</workbook>'
    others = {
        "xl/workbook.xml": workbook,
        "xl/sharedStrings.xml": f'{LAUGHS}<sst xmlns="{MAIN}"><si><t>&l9;</t></si></sst>',
    }
    refused(raw_xlsx(tmp_path / "b.xlsx", worksheet(HEADER), others=others), NotAWorkbook)

    path = raw_ods(tmp_path / "c.ods", "<table:table-row/>")
    content = zipfile.ZipFile(path).read("content.xml").decode()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", LAUGHS + content.replace("<table:table-row/>", "&l9;"))
    refused(path, NotAWorkbook)


def test_a_document_type_is_refused_even_if_it_is_small(tmp_path: Path) -> None:
    path = raw_ods(tmp_path / "sổ.ods", f"<table:table-row>{CELLS}</table:table-row>")
    content = zipfile.ZipFile(path).read("content.xml").decode()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE x [<!ENTITY a "a">]>' + content)

    refused(path, NotAWorkbook)


def test_every_truncation_of_a_workbook_is_refused(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    workbook.add_sheet("a").write(0, 0, "x")
    workbook.save(str(tmp_path / "sổ.xls"))
    raw_xlsx(tmp_path / "sổ.xlsx", worksheet(HEADER))
    raw_ods(tmp_path / "sổ.ods", f"<table:table-row>{CELLS}</table:table-row>")

    for name, parts in {"sổ.xls": (0.2, 0.5), "sổ.xlsx": (0.1, 0.5, 0.95), "sổ.ods": (0.5, 0.95)}.items():
        content = (tmp_path / name).read_bytes()
        for part in parts:
            (tmp_path / name).write_bytes(content[: int(len(content) * part)])
            refused(tmp_path / name, NotAWorkbook)


def test_encrypted_workbooks_are_told_from_damaged_ones(tmp_path: Path) -> None:
    path = raw_ods(tmp_path / "sổ.ods", "<table:table-row/>")
    with zipfile.ZipFile(path, "a") as archive:
        space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{space}"><manifest:file-entry><manifest:encryption-data/>'
            "</manifest:file-entry></manifest:manifest>",
        )

    refused(path, LockedWorkbook)

    # An old workbook: the record FILEPASS behind the one that begins it, for the method of 40 bits.
    begin, end = struct.pack("<HHHHHHII", 0x809, 16, 0x600, 5, 0, 0, 0, 0), struct.pack("<HH", 0x0A, 0)
    locked = struct.pack("<HHHHHH", 0x2F, 54, 1, 1, 1, 0) + bytes(46)
    XlsDoc().save(str(tmp_path / "sổ.xls"), (begin + locked + end).ljust(5000, b"\0"))
    refused(tmp_path / "sổ.xls", LockedWorkbook)


def test_thousands_of_unknown_columns_are_read(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.worksheets[0].append([f"cột {number}" for number in range(16_384)])
    workbook.save(tmp_path / "sổ.xlsx")

    (sheet,) = read_sheets(tmp_path / "sổ.xlsx")

    assert sheet.rows[0][16_383] == "cột 16383"


def test_millions_of_commas_are_refused_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "sổ.csv").write_text("a,b\n" + "," * 5_000_000)
    refused(tmp_path / "sổ.csv", TextTooWide, "line 2")

    (tmp_path / "sổ.csv").write_text(",\n" * 2_500_000)
    refused(tmp_path / "sổ.csv", WorkbookTooLarge)


def test_long_headers_and_words_are_read_and_told_in_short() -> None:
    long = ["(" * (32_000 - number) for number in range(300)]
    rows = [[*BROADCASTS, *long], *([*NEWS[:3], word, *NEWS[4:]] for word in long)]
    rows[1] += ["x"] * len(long)

    book = read_sheets_of({"Chương trình": rows})

    assert len(book.unknown_columns) == 300
    assert len(book.problems) == 300
    assert all(len(header) < 100 for _place, header in book.unknown_columns)
    assert all(len(message) < 500 for message in problems_of(book))


@pytest.mark.parametrize(
    "text", ["am ", "( a", "()", "A" + " " * 30_000 + "B", "1-", "1:", "1h", ", ", ". ", "PV: ", "A và ", '"', "Tổng "]
)
def test_a_long_text_in_any_column_is_told_in_short(text: str) -> None:
    long = text * (30_000 // len(text))
    for place in range(len(NEWS) - 1):
        book = read_sheets_of({"Chương trình": [BROADCASTS, changed(NEWS, place, long)]})
        assert all(len(message) < 500 for message in problems_of(book))
    for place in range(len(STORY)):
        book = read_sheets_of({"Tin bài": [STORIES, changed(STORY, place, long), STORY]})
        assert all(len(message) < 500 for message in problems_of(book))


def test_merged_ranges_of_a_damaged_file_are_walked_once() -> None:
    """One by one, these ranges cover thousands of millions of rows and columns."""
    rows: list[list[Cell]] = [["Ngày phát", "Giờ phát", "Tiêu đề", "Thể loại", *[""] * 26]]
    rows += [
        ["01/03/2019", "05:30", "Tin một", "Tin", *[""] * 26],
        *(["", "", f"Tin {at}", "Tin"] for at in range(60_000)),
    ]
    down = [(top, 0, 1_048_575, 0) for top in range(1, 60_000)] + [(1, 1, bottom, 1) for bottom in range(70_000)]
    across = [(0, 4, at, 16_383) for at in range(60_000)] + [(0, at % 30, 0, 1_000_000 + at) for at in range(60_000)]

    layout = lay_out(Sheet(Path("sổ.xlsx"), "Tin bài", rows, merged=(*down, *across)), StationMapping())

    assert [row.cells[:2] for row in layout.tables[0].rows[::30_000]] == [["01/03/2019", "05:30"]] * 3


def test_a_person_may_stop_the_search_for_tables() -> None:
    rows: list[list[Cell]] = [["Ghi chú"]] * 100_000

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        lay_out(Sheet(Path("sổ.csv"), "", rows), StationMapping(), stop)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux")
def test_a_crash_and_exhausted_memory_name_the_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = raw_xlsx(tmp_path / "sổ.xlsx", worksheet(HEADER))
    begin = "import os, sys; from radiodesk.ledger.formats import reader, workbook; workbook.announce('Tin bài');"

    for end in (
        "reader.limit_resources(); bytes(500 << 20)",
        "os.abort()",
        "import time; time.sleep(90)",
    ):
        monkeypatch.setattr(sheets, "_READER", [sys.executable, "-c", f"{begin} {end}"])
        monkeypatch.setattr(sheets, "SECONDS", 1)
        refused(path, SheetTooLarge, "Tin bài", "delete the empty rows and columns")
    assert reader.MEMORY == 400 << 20


def test_a_person_who_stops_waiting_ends_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_READER", [sys.executable, "-c", "import time; time.sleep(60)"])

    def stop() -> None:
        raise InterruptedError

    begin = time.monotonic()
    with pytest.raises(InterruptedError):
        read_sheets(raw_xlsx(tmp_path / "sổ.xlsx", worksheet(HEADER)), stop)

    assert time.monotonic() - begin < 10


@pytest.mark.parametrize("whole_group", [True, False])
def test_an_interrupted_command_leaves_no_process(tmp_path: Path, whole_group: bool) -> None:
    path = raw_xlsx(tmp_path / "sổ.xlsx", worksheet(HEADER))
    code = (
        "import sys; from pathlib import Path; from radiodesk.ledger import sheets\n"
        "sheets._READER = [sys.executable, '-c', 'import os, sys, time; "
        "open(sys.argv[1] + str(os.getpid()), chr(119)); time.sleep(60)', sys.argv[2]]\n"
        "sheets.read_sheets(Path(sys.argv[1]))"
    )
    marks = tmp_path / "pid-"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path), str(marks)], stderr=subprocess.DEVNULL, start_new_session=True
    )
    while not (found := list(tmp_path.glob("pid-*"))):
        time.sleep(0.01)
    child = int(found[0].name.removeprefix("pid-"))

    (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
    process.wait(20)

    for _attempt in range(200):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        pytest.fail("the process still runs")


def test_folders_and_devices_are_refused(tmp_path: Path) -> None:
    (tmp_path / "thư mục.xlsx").mkdir()

    for path in (tmp_path / "thư mục.xlsx", Path("/dev/null"), Path("/dev/zero")):
        refused(path, NotAWorkbook)


def test_a_named_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ống")
    content = raw_xlsx(tmp_path / "sổ.xlsx", worksheet(HEADER)).read_bytes()
    writer = threading.Thread(target=lambda: (tmp_path / "ống").write_bytes(content))
    writer.start()

    assert read_sheets(tmp_path / "ống")[0].rows == [[1, 2, 3]]
    writer.join()


def test_a_named_pipe_without_a_writer_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "_PATIENCE", 0.1)
    os.mkfifo(tmp_path / "ống")

    refused(tmp_path / "ống", UnreadableFile, "nothing was written to the pipe")


def test_more_than_the_limit_from_a_pipe_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_PIPED", 1 << 20)
    os.mkfifo(tmp_path / "ống")

    def write() -> None:
        with pytest.raises(BrokenPipeError):
            (tmp_path / "ống").write_bytes(bytes(4 << 20))

    writer = threading.Thread(target=write)
    writer.start()

    refused(tmp_path / "ống", WorkbookTooLarge)
    writer.join()


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such limit")
@pytest.mark.parametrize("source", ["file", "pipe"])
def test_a_full_temporary_folder_is_named(tmp_path: Path, source: str) -> None:
    raw_xlsx(tmp_path / "sổ.xlsx", worksheet(HEADER * 400))
    code = """
import resource, sys
from pathlib import Path
from radiodesk.ledger.sheets import Cell, Sheet, read_sheets
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
read_sheets(Path(sys.argv[1]))
"""
    path = str(tmp_path / "sổ.xlsx") if source == "file" else "-"
    with (tmp_path / "sổ.xlsx").open("rb") as book:
        ran = subprocess.run(
            [sys.executable, "-c", code, path], stdin=book, capture_output=True, text=True, check=False
        )

    assert "NoScratchRoom" in ran.stderr.splitlines()[-1]


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "sổ.xlsx").open("wb") as file:
        file.truncate(65 << 20)

    refused(tmp_path / "sổ.xlsx", WorkbookTooLarge)


@pytest.mark.deep
def test_memory_stays_bounded_while_a_full_year_of_a_busy_station_is_read(tmp_path: Path) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Tin bài")
    for number in range(45_000):
        sheet.append([f"{column} của tin {number}" for column in range(12)])
    workbook.save(tmp_path / "sổ.xlsx")

    # In a process of its own: a child's peak is at least that of the process that started it, and this one is large.
    code = """
import resource, sys
from pathlib import Path
from radiodesk.ledger.sheets import Cell, Sheet, read_sheets
(read,) = read_sheets(Path(sys.argv[1]))
print(len(read.rows), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
    ran = subprocess.run([sys.executable, "-c", code, tmp_path / "sổ.xlsx"], capture_output=True, text=True, check=True)
    rows, peak = map(int, ran.stdout.split())

    assert rows == 45_000
    assert peak < 450_000  # kilobytes
