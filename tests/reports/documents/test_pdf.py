"""The PDF of a report."""

import io
import sys
from dataclasses import replace

import pytest
from pypdf import PdfReader

from radiodesk.reports.content import Report
from radiodesk.reports.documents.numbers import FigureMissing
from radiodesk.reports.documents.pdf import NoTypst, as_pdf
from tests.reports.documents.reports import DIGEST, PAPER, full, nine_months
from tests.reports.documents.test_sentences import PUBLISHED

VIETNAMESE = "ẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸĂÂĐÊÔƠƯ"


def read(report: Report) -> PdfReader:
    return PdfReader(io.BytesIO(as_pdf(report, PAPER)))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_text_is_that_of_the_word_file() -> None:
    said = words(read(full()))

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert "Số:" in said
    assert "Lương Tài, ngày 17 tháng 9 năm 2019" in said
    assert PUBLISHED in said
    assert "Kính gửi: Ủy ban nhân dân huyện Lương Tài." in said
    assert "Hồ sơ giải quyết đúng hạn: 10.494 hồ sơ." in said
    assert "Phụ lục I" in said


def test_pages_are_numbered_from_the_second_on_and_those_of_the_annex_by_themselves() -> None:
    firsts = [page.extract_text().split("\n")[0].strip() for page in read(full()).pages]

    assert firsts[1] == "2"
    assert firsts[2] == "Phụ lục I"
    assert firsts[3] == "2"


def test_the_digest_is_printed_and_kept_among_the_keywords() -> None:
    reader = read(full())

    assert DIGEST in words(reader).replace(" ", "")
    assert reader.metadata is not None
    assert reader.metadata["/Keywords"] == f"radiodesk:{DIGEST}"


def test_a_draft_says_so_on_each_page() -> None:
    assert all("Bản nháp, số liệu chưa chốt" in page.extract_text() for page in read(nine_months()).pages)


def test_every_vietnamese_letter_is_in_the_fonts_of_the_file() -> None:
    text = f"{VIETNAMESE} {VIETNAMESE.lower()}"
    reader = read(replace(full(), recipient=text))

    assert text in words(reader)
    fonts = {
        str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()
    }
    assert all("SourceSerif4" in font for font in fonts)


def test_typed_text_is_never_markup() -> None:
    typed = '#sys.inputs *a* $x$ "b" \\ [c] <d> @e // f'

    assert f"Kính gửi: {typed}." in words(read(replace(full(), recipient=typed)))


def test_a_missing_figure_is_refused_by_name() -> None:
    figures = (*full().figures[:-1], replace(full().figures[-1], count=None))

    with pytest.raises(FigureMissing, match="Kế hoạch của bưu điện"):
        as_pdf(replace(full(), figures=figures), PAPER)


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(NoTypst) as raised:
        as_pdf(full(), PAPER)

    assert "pip install 'radiodesk[pdf]'" in raised.value.at_command_line
