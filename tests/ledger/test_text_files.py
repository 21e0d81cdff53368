"""CSV, tab-separated text and HTML tables: read as they are meant, or refused with the line that is wrong."""

import csv
import io
import os
import subprocess
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiodesk.errors import UserError
from radiodesk.ledger.formats import text
from radiodesk.ledger.problems import BinaryText, NotAWorkbook, NotUTF8, OpenQuote, StrayQuote, WorkbookTooLarge
from radiodesk.ledger.sheets import Sheet, read_sheets
from tests.conftest import run_here
from tests.ledger.books import BROADCASTS, NEWS, REPEAT, Row, ledger, write_xlsx


def read(content: bytes | str, name: str = "sổ.csv") -> list[Sheet]:
    """The sheets of a text file, read in this process."""
    return list(text.read_text(Path(name), content.encode() if isinstance(content, str) else content))


def rows(content: bytes | str, name: str = "sổ.csv") -> list[list[str]]:
    (sheet,) = read(content, name)
    return [list(map(str, row)) for row in sheet.rows]


def as_csv(table: list[Row], **how: str) -> str:
    file = io.StringIO()
    csv.writer(file, **how).writerows(table)
    return file.getvalue()


TABLE: list[Row] = [BROADCASTS, NEWS, REPEAT]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_encoding_and_line_end_is_found_out(delimiter: str, encoding: str, end: str) -> None:
    content = as_csv(TABLE, delimiter=delimiter, lineterminator=end)

    assert rows(content.encode(encoding)) == TABLE


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_need_not_be_known(delimiter: str) -> None:
    table: list[Row] = [
        ["Sổ theo dõi, tháng 3"],
        [],
        ["Mét", "Hai, ba", "Bốn"],
        ["1", "2; 3", "4"],
        ["5", "6", "7, 8, 9"],
    ]

    assert rows(as_csv(table, delimiter=delimiter)) == table


def test_the_separator_line_of_excel_is_no_row() -> None:
    assert rows("sep=;\na;b, c, d\n1;2, 3, 4\n") == [["a", "b, c, d"], ["1", "2, 3, 4"]]


def test_blank_lines_keep_their_numbers_and_those_at_the_end_are_dropped() -> None:
    assert rows("a,b\n\n1,2\n\n,,\n\n") == [["a", "b"], [], ["1", "2"]]


CELLS = st.text(st.sampled_from('ab",;\t\n 5ộ'), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=6))
@settings(max_examples=300)
def test_whatever_is_written_quoted_is_read_back_or_refused(table: list[list[str]]) -> None:
    content = as_csv([["a", "b", "c", "d", "e", "f"], *table], quoting=csv.QUOTE_ALL)  # type: ignore[arg-type]
    expected = [["a", "b", "c", "d", "e", "f"], *table]
    while not any(expected[-1]):
        expected.pop()
    try:
        found = rows("sep=,\n" + content)
    except OpenQuote:
        assert any(cell.count(",") >= 2 and "\n" in cell for row in table for cell in row)
        return
    assert found == expected


def test_a_line_break_in_a_quoted_cell_is_legal() -> None:
    noted = [*NEWS[:-1], 'Phát lại,\n"hai" lần, ba lần, bốn lần,\nnăm lần, sáu lần, bảy lần, tám lần, chín lần']

    assert rows(as_csv([BROADCASTS, noted, REPEAT])) == [BROADCASTS, noted, REPEAT]


def refused(content: bytes | str, error: type[UserError], line: int | None = None, name: str = "sổ.csv") -> None:
    with pytest.raises(error) as raised:
        read(content, name)
    assert name in str(raised.value)
    if line:
        assert raised.value.values["line"] == line


def test_a_stray_quotation_mark_is_named_with_its_line() -> None:
    lines = as_csv([BROADCASTS, NEWS, REPEAT, NEWS], lineterminator="\n").splitlines()

    for at, stray, error in [
        (1, lines[1] + '"', OpenQuote),  # alone in the last cell, and nothing closes it
        (1, lines[1] + 'xã "An Thịnh"', StrayQuote),
        (2, lines[2].replace("Thời", '"Thời'), OpenQuote),
        (2, lines[2].replace("Thời sự", '"Thời" sự'), StrayQuote),
        (2, lines[2].replace("15:20", "15'20\""), StrayQuote),
    ]:
        refused("\n".join([*lines[:at], stray, *lines[at + 1 :]]), error, at + 1)


@pytest.mark.parametrize("place", [3, 5, 7])
def test_two_stray_quotation_marks_do_not_swallow_the_rows_between(place: int) -> None:
    table = [["x"] * 8 for _row in range(5)]
    table[1][place] = table[2][place] = '"'

    refused("\n".join(",".join(row) for row in table), OpenQuote, 2)


def test_an_open_quotation_mark_is_named_with_the_line_where_it_begins() -> None:
    refused('a,b,c\n1,2,3\n4,"5\n' + "6,7,8\n" * 20_000, OpenQuote, 3)


def test_quotation_marks_inside_of_tab_separated_cells_are_text() -> None:
    assert rows('Tiêu đề\tDài\nXã "An Thịnh"\t5\'20"\n') == [["Tiêu đề", "Dài"], ['Xã "An Thịnh"', "5'20\""]]


def test_a_nul_byte_is_named_with_its_line() -> None:
    refused("a,b\n1,2\n3,\0\n", BinaryText, 3)


TONES = "\u0300\u0301\u0303\u0309\u0323"
SENTENCE = "Ngày phát: Thời sự buổi sáng – xã Lai Hạ, huyện Lương Tài, “Đức Ánh” ữ ẫ ặ ỹ ỵ"


@pytest.mark.parametrize("upper", [False, True])
def test_windows_1258_is_read_as_composed_letters(upper: bool) -> None:
    sentence = SENTENCE.upper() if upper else SENTENCE
    parts = []
    for letter in sentence:  # Windows writes a vowel with its hat as one character, and the tone behind it
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in TONES)
        base = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in TONES))
        parts.append((base + tone).encode("cp1258"))

    assert rows(b"a;b\n1;" + b"".join(parts)) == [["a", "b"], ["1", sentence]]


@pytest.mark.parametrize(
    "line",
    [
        "Müller, Œuvre, naïf, façade".encode("cp1252"),
        bytes(range(0x80, 0x100)),
        b"\xe9\x01\x02\xe0",
    ],
)
def test_other_old_encodings_are_refused_rather_than_guessed(line: bytes) -> None:
    refused(b"a,b\n" + line, NotUTF8)


HTML = """\ufeff<!DOCTYPE html><html><head><meta charset="utf-8"><style>td { color: red }</style></head><body>
<table border=1><tr><th>Ng&agrave;y<br>ph&aacute;t</th><th colspan="2">Ti&#234;u   đề
 &amp;&nbsp;nguồn</th></tr>
<tr><td rowspan=2>05/03/2019<td><p>Gieo cấy</p><p>vụ xuân</p><td>Đài</tr>
<tr><td>Lai Hạ<td><script>alert("x")</script><b>Bá</b>o
</table><table><tr><td></td></tr></table>
<table><tr><td>x</td><td>{}</td></tr></table></body></html>"""


def test_html_tables_become_sheets_with_merged_cells() -> None:
    first, second = read(HTML.replace("{}", "y"), "sổ.xls")

    assert first.rows == [
        ["Ngày\nphát", "Tiêu đề & nguồn", ""],
        ["05/03/2019", "Gieo cấy\nvụ xuân", "Đài"],
        ["", "Lai Hạ", "Báo"],
    ]
    assert first.merged == ((0, 1, 0, 2), (1, 0, 2, 0))
    assert (first.name, second.name) == ("1", "2")
    assert second.rows == [["x", "y"]]


@pytest.mark.parametrize("between", ["", "<p>Trang 2</p>", "<table><tr><td>Trang</td><td>2</td></tr></table>"])
def test_html_tables_of_one_width_are_the_pages_of_one_table(between: str) -> None:
    first = "<table><tr><th>A<th>B<th>C<tr><td rowspan=9>1<td>2<td>3<tr><td>4<td>5</table>"
    second = "<table><tr><td rowspan=2>6<td>7<td>8<tr><td>9<td>10</table>"
    sheet = read(f"{first}{between}{second}<table><tr><td>Thu Hà<td>Đức Anh</table>", "sổ.xls")[0]

    assert sheet.rows == [["A", "B", "C"], ["1", "2", "3"], ["", "4", "5"], ["6", "7", "8"], ["", "9", "10"]]
    assert sheet.merged == ((1, 0, 2, 0), (3, 0, 4, 0))


def test_a_table_inside_of_another_is_a_sheet_of_its_own() -> None:
    first, second = read("<table><tr><td>ngoài<table><tr><td>trong</td></tr></table></td></tr></table>", "sổ.xls")

    assert (first.rows, second.rows) == ([["ngoài"]], [["trong"]])


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "utf-8"), ("windows-1258", "cp1258"), ("", "utf-8"), ("x-unknown", "utf-8")]
)
def test_html_is_decoded_as_it_declares(charset: str, encoding: str) -> None:
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset={charset}"><table><tr><td>Đài à'

    assert rows(page.encode(encoding), "sổ.xls") == [["Đài à"]]


def test_html_in_utf_16_is_read() -> None:
    assert rows("<html><table><tr><td>Thời sự".encode("utf-16"), "sổ.xls") == [["Thời sự"]]


def test_html_without_a_table_is_no_workbook() -> None:
    refused("<html><body>Đăng nhập</body></html>", NotAWorkbook, name="sổ.xls")


def test_html_cells_that_cover_millions_are_refused() -> None:
    refused("<table>" + '<tr><td colspan="99999">x' * 200, WorkbookTooLarge, name="sổ.xls")
    assert rows('<table><tr><td rowspan="99999999">x<td colspan="-1">y', "sổ.xls") == [["x", "y"]]


def test_tab_separated_text_called_xls_is_read() -> None:
    assert rows(as_csv(TABLE, delimiter="\t").encode("utf-16"), "sổ.xls") == TABLE


@pytest.mark.parametrize("content", [b"\x01\x02\x00\xff\xfe", b"\xff\xd8\xff\xe0\x00\x10JFIF"])
def test_a_damaged_xls_is_no_text(content: bytes) -> None:
    refused(content, NotAWorkbook, name="sổ.xls")


@given(st.binary(max_size=200), st.sampled_from([b"", b"\xff\xfe", b"<table>", b"<html>", b"a,b\n", b"a\tb\n"]))
@settings(max_examples=300)
def test_whatever_the_bytes_are_they_are_read_or_refused_in_words(content: bytes, begin: bytes) -> None:
    for name in ("sổ.csv", "sổ.xls"):
        with suppress(UserError):
            read(begin + content, name)


def command(home: Path, *arguments: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "RADIODESK_HOME": str(home), "RADIODESK_LANG": "en"}
    return subprocess.run(
        [sys.executable, "-m", "radiodesk", *arguments], input=given, env=environment, capture_output=True, check=False
    )


def test_standard_input_is_read_by_its_content(tmp_path: Path) -> None:
    assert run_here("init", "--station", "Đài", home=tmp_path / "home").returncode == 0
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger()).read_bytes()

    for content in (book, as_csv(TABLE).encode()):
        answer = command(tmp_path / "home", "ledger", "import", "-", given=content)
        assert answer.returncode == 0, answer.stderr

    answer = command(tmp_path / "home", "ledger", "import", "-", given=b"")
    assert answer.returncode == 1
    assert b"- is empty" in answer.stderr


def test_a_text_file_is_read_through_the_process_as_well(tmp_path: Path, reading_process: None) -> None:
    (tmp_path / "sổ.csv").write_text(as_csv(TABLE))

    (sheet,) = read_sheets(tmp_path / "sổ.csv")

    assert (sheet.path, sheet.name, sheet.first_row, sheet.rows) == (tmp_path / "sổ.csv", "", 1, TABLE)

    (tmp_path / "sổ.csv").write_text('a,b\n1,"2')
    with pytest.raises(OpenQuote, match="line 2"):
        read_sheets(tmp_path / "sổ.csv")
