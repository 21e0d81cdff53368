"""The workbook of a report."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from radiodesk import locale
from radiodesk.reports import periods
from radiodesk.reports.content import Evidence
from radiodesk.reports.documents import workbook_evidence
from radiodesk.reports.documents.workbook import as_workbook
from radiodesk.reports.documents.workbook_evidence import TooMuchEvidence
from tests.reports.documents.reports import DIGEST, PAPER, evidence, full, nine_months


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def book() -> Iterator[Any]:
    locale.use("vi")
    months = [replace(nine_months(), period=periods.parse(f"2019-{number:02}")) for number in range(1, 10)]
    yield opened(as_workbook(full(), PAPER, evidence(), months))
    locale.use("en")


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [*sheet.iter_rows(values_only=True)]


def test_the_sheets_have_names_in_the_users_language(book: Any) -> None:
    assert book.sheetnames == ["Tổng hợp", "Phân loại", "Theo tháng", "Biểu đồ", "Danh sách"]
    assert opened(as_workbook(nine_months(), PAPER)).sheetnames == ["Summary"]


def test_figures_are_real_numbers_under_real_headers(book: Any) -> None:
    sheet = book["Tổng hợp"]
    [header] = (row for row in rows(sheet) if row[1] == "Chỉ tiêu")
    [news] = (row for row in rows(sheet) if row[1] == "Chương trình thời sự phát thanh")

    assert header[1:6] == ("Chỉ tiêu", "Đơn vị", "Kỳ này", "Kế hoạch", "% kế hoạch")
    assert news[3:6] == (298, 297.75, pytest.approx(1.0008))
    [share] = (row for row in rows(sheet) if row[1] == "Tỷ lệ đúng hạn")
    assert share[3] == 96.75
    [relays] = (row for row in rows(sheet) if row[1] == "Chương trình tiếp âm trực tiếp")
    assert relays[4] is None
    assert sheet.column_dimensions["A"].hidden


def test_sheets_are_frozen_filtered_and_set_up_for_paper(book: Any) -> None:
    for name in ("Tổng hợp", "Phân loại", "Danh sách"):
        sheet = book[name]
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None
        assert sheet.print_title_rows is not None
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_breakdowns_and_months_have_charts(book: Any) -> None:
    assert len(book["Biểu đồ"]._charts) == 9
    assert len(rows(book["Theo tháng"])) == 11
    assert [row[4] for row in rows(book["Phân loại"])[2:5]] == [5, 293, 2176]


def test_where_not_all_charts_have_room_those_by_month_come_first_then_those_of_main_figures() -> None:
    months = [replace(nine_months(), period=periods.parse(f"2019-{number:02}")) for number in range(1, 10)]
    of_others = tuple(replace(full().breakdowns[1], key=f"other{number}") for number in range(20))
    report = replace(full(), breakdowns=of_others + full().breakdowns)

    charts = opened(as_workbook(report, PAPER, (), months))["Charts"]._charts

    columns = [chart.type == "col" for chart in charts]
    assert columns == [True] * 6 + [False] * 6
    titles = ["".join(run.t for run in chart.title.tx.rich.p[0].r) for chart in charts[6:9]]
    assert all(title.startswith(("Chương trình thời sự", "Tin, bài")) for title in titles)


def test_the_evidence_says_what_was_counted_and_why_the_rest_was_not(book: Any) -> None:
    _names, header, story, repeat = rows(book["Danh sách"])

    assert header[:3] == ("Chỉ tiêu", "Được tính", "Ngày")
    assert header[8:] == ("Đặc biệt", "Thể loại", "Tác giả")
    assert story[:2] == ("Tin, bài sử dụng", "có")
    assert (type(story[2]), f"{story[2]:%d/%m/%Y}") == (dt.datetime, "05/03/2019")
    assert story[3:5] == ("=1+1 gieo cấy", "Tin")
    assert story[8:] == (None, "Tin", "Thu Hà")
    assert (repeat[1], repeat[6], repeat[7]) == ("không", "phát lại", "số phát 9")


@pytest.mark.parametrize(
    "text", ["=1+1", "+84", "@SUM(A1)", "-", "{=1}", "http://a.b", "<r>x</r>", "internal:A1", "00123"]
)
def test_text_stays_text(text: str) -> None:
    item = replace(evidence()[0].counted[0], title=text, detail=text, reason=text)
    report = replace(full(), station=text, figures=(replace(full().figures[0], label=text, rule=text, source=text),))

    found = opened(as_workbook(report, None, (Evidence("stories", (item,), ()),)))

    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(cells) >= 6
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_the_digest_is_printed_and_kept_among_the_properties(book: Any) -> None:
    assert [each.value for each in book.custom_doc_props.props if each.name == "radiodesk-digest"] == [DIGEST]
    assert f"Mã kiểm chứng (SHA-256): {DIGEST}" in [row[1] for row in rows(book["Tổng hợp"])]


def test_a_draft_says_so() -> None:
    sheet = opened(as_workbook(nine_months(), PAPER)).worksheets[0]

    assert "Draft: the figures are not closed" in [row[1] for row in rows(sheet)]


def test_rows_are_as_high_as_their_wrapped_texts() -> None:
    report = nine_months()
    first, *rest = report.figures
    sentence = "Số phát có lượt phát mới đã lên sóng; Loại: thời sự; tính theo lượt phát mới." * 4
    figures = (replace(first, rule=sentence), *(replace(each, rule="Tin") for each in rest))

    sheet = opened(as_workbook(replace(report, figures=figures)))["Summary"]

    [high, *low] = [
        sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows() if row[-1].value in {sentence, "Tin"}
    ]
    assert high >= 6 * 11
    assert {*low} == {None}, "as high as a line"


def test_a_missing_figure_is_an_empty_cell() -> None:
    report = replace(nine_months(), figures=(replace(nine_months().figures[0], count=None),))

    assert rows(opened(as_workbook(report)).worksheets[0])[-1][3] is None


def test_evidence_that_no_sheet_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_evidence, "MOST_ROWS", 1)

    with pytest.raises(TooMuchEvidence):
        as_workbook(full(), PAPER, evidence())
