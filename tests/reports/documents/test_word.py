"""The Word file of a report: layout, figures, and templates of the station's own."""

import io
import runpy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from radiodesk import locale
from radiodesk.errors import UserError
from radiodesk.reports.content import Report
from radiodesk.reports.documents.fields import Fields
from radiodesk.reports.documents.numbers import FigureMissing
from radiodesk.reports.documents.word import (
    TEMPLATE,
    BrokenTag,
    CannotReadTemplate,
    NotATemplate,
    UnknownField,
    as_word,
)
from tests.conftest import ROOT
from tests.reports.documents.reports import DIGEST, PAPER, figure, full, nine_months
from tests.reports.documents.test_sentences import PUBLISHED


def document_of(report: Report, template: Path | None = None, **paper: Any) -> Any:
    return Document(io.BytesIO(as_word(report, replace(PAPER, **paper), template)))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def size(paragraph: Any) -> float | None:
    return paragraph.runs[0].font.size and paragraph.runs[0].font.size.pt


@pytest.fixture(scope="module")
def paper() -> Any:
    return document_of(full())


def test_the_page_is_that_of_the_decree(paper: Any) -> None:
    for section in paper.sections:
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert Mm(20) <= section.top_margin + Mm(0.1) <= Mm(25.1)
        assert Mm(20) <= section.bottom_margin + Mm(0.1) <= Mm(25.1)
        assert Mm(30) <= section.left_margin + Mm(0.1) <= Mm(35.1)
        assert Mm(15) <= section.right_margin + Mm(0.1) <= Mm(20.1)
    assert paper.styles["Normal"].font.name == "Times New Roman"


def test_the_page_number_stands_in_the_top_margin_from_page_two_on(paper: Any) -> None:
    for section in paper.sections:
        assert section.different_first_page_header_footer
        assert not section.first_page_header.paragraphs[0].text.strip()
        [number] = section.header.paragraphs
        assert " PAGE " in number._p.xml
        assert number.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert {run.font.size for run in number.runs} == {Pt(14)}
        assert section.header_distance < section.top_margin
    assert 'w:start="1"' in paper.sections[1]._sectPr.xml


def test_the_head_has_two_columns_and_the_number_beside_the_date(paper: Any) -> None:
    head = paper.tables[0]
    station, nation = head.rows[0].cells

    said = [paragraph.text for paragraph in station.paragraphs if paragraph.text]
    assert said == ["ỦY BAN NHÂN DÂN HUYỆN LƯƠNG TÀI", "ĐÀI PHÁT THANH HUYỆN LƯƠNG TÀI"]
    assert [paragraph.runs[0].font.bold for paragraph in station.paragraphs[:2]] == [None, True]
    assert [size(paragraph) for paragraph in station.paragraphs[:2]] == [12, 12]
    national, motto = (paragraph for paragraph in nation.paragraphs if paragraph.text)
    assert (national.text, size(national)) == ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12)
    assert (motto.text, size(motto)) == ("Độc lập - Tự do - Hạnh phúc", 13)
    number, date = head.rows[1].cells
    assert number.text.split() == ["Số:", "/BC-ĐPT"]
    assert date.text == "Lương Tài, ngày 17 tháng 9 năm 2019"
    assert date.paragraphs[0].runs[0].font.italic


def test_the_title_the_addressee_the_signature_and_the_recipients(paper: Any) -> None:
    said = texts(paper)
    assert said[0] == "BÁO CÁO"
    assert said[1] == "Kết quả hoạt động 9 tháng năm 2019"
    assert "Kính gửi: Ủy ban nhân dân huyện Lương Tài." in said
    recipients, signature = paper.tables[1].rows[0].cells
    assert recipients.text.split("\n") == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    assert [size(paragraph) for paragraph in recipients.paragraphs] == [12, 11, 11]
    assert signature.text.split() == ["TRƯỞNG", "ĐÀI", "Nguyễn", "Thị", "Hà"]


def test_the_signature_never_stands_alone_on_a_page(paper: Any) -> None:
    before = list(paper.tables[1]._tbl.itersiblings(preceding=True))[:2]
    texts = [next(each for each in paper.paragraphs if each._p is element) for element in before]

    assert texts[1].text.endswith("./.")
    assert [each.paragraph_format.keep_with_next for each in texts] == [True, True]


def test_a_power_of_signature_stands_on_its_own_line() -> None:
    signature = document_of(full(), signer_office="KT. Trưởng đài / Phó trưởng đài").tables[1].rows[0].cells[1]

    assert signature.text.strip().split("\n")[:2] == ["KT. TRƯỞNG ĐÀI", "PHÓ TRƯỞNG ĐÀI"]


def test_the_body_is_justified_and_has_the_published_paragraph(paper: Any) -> None:
    [body] = (paragraph for paragraph in paper.paragraphs if paragraph.text == PUBLISHED)

    layout = body.paragraph_format
    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert size(body) == 14
    assert layout.first_line_indent.mm == pytest.approx(12.7, abs=0.1)
    assert layout.space_after >= Pt(6)
    assert 1 <= layout.line_spacing <= 1.5


def test_the_annex_has_every_figure_and_every_breakdown(paper: Any) -> None:
    figures, *breakdowns = (cells(table) for table in paper.tables[2:])

    assert [row[1] for row in figures[1:]] == [each.label for each in full().figures]
    assert figures[1] == [
        "1",
        "Chương trình thời sự phát thanh",
        "chương trình",
        "298",
        "297,75",
        "100,08",
        "298",
        "100",
    ]
    assert figures[2][3:] == ["3.412", "3.450", "98,9", "3.105", "109,89"]
    assert figures[3][3:] == ["4", "–", "–", "–", "–"]
    assert [row[3] for row in figures[7:]] == ["197", "65", "576", "151", "213", "10.847", "10.494", "96,75", "61"]
    assert [rows[-1][2] for rows in breakdowns] == ["298", "3.412", "3.412"]
    assert breakdowns[1][1] == ["1", "Tin", "2.176", "2.000"]
    assert "Tin, bài sử dụng, phân theo thể loại" in texts(paper)


def test_a_closed_report_has_its_digest_in_the_annex_and_among_the_properties(paper: Any) -> None:
    assert f"Mã kiểm chứng (SHA-256): {DIGEST}" in texts(paper)
    assert "Số liệu chốt (bản 1) ngày 17/09/2019, người chốt: Thu Hà." in texts(paper)
    [properties] = (
        relation.target_part.blob for relation in paper.part.package.rels.values() if "custom" in relation.reltype
    )
    assert DIGEST.encode() in properties
    assert not any("Bản nháp" in text for text in texts(paper))


def test_a_live_report_says_that_it_is_a_draft_on_each_page() -> None:
    document = document_of(nine_months())

    assert texts(document).count("Bản nháp, số liệu chưa chốt") == 1
    assert "(Bản nháp, số liệu chưa chốt)" in texts(document)
    for section in document.sections:
        for footer in (section.footer, section.first_page_footer):
            assert footer.paragraphs[0].text == "Bản nháp, số liệu chưa chốt"
    assert "ngày" in document.tables[0].rows[1].cells[1].text
    assert "- Như trên;" not in document.tables[1].rows[0].cells[0].text


def test_the_document_is_vietnamese_in_an_english_desk_and_names_figures_as_the_report_does() -> None:
    locale.use("en")
    named = replace(nine_months(), figures=(figure("own", 3412, "Stories used", "stories"),))  # so the station typed it

    document = document_of(named)

    assert cells(document.tables[2])[0][:2] == ["STT", "Chỉ tiêu"]
    assert cells(document.tables[2])[1][:4] == ["1", "Stories used", "stories", "3.412"]


def test_a_document_with_a_missing_figure_is_refused_by_name() -> None:
    report = full()
    missing = replace(report, figures=(*report.figures[:-1], replace(report.figures[-1], count=None)))

    with pytest.raises(FigureMissing, match="Kế hoạch của bưu điện"):
        as_word(missing, PAPER)


def test_typed_text_is_text() -> None:
    typed = "Đài {{ 7 * 7 }} <w:br/> & “[red]” {% endif %}\x07"

    document = document_of(replace(full(), recipient=typed), station=typed)

    assert "Kính gửi: Đài {{ 7 * 7 }} <w:br/> & “[red]” {% endif %}." in texts(document)
    assert "ĐÀI {{ 7 * 7 }} <W:BR/> & “[RED]” {% ENDIF %}" in document.tables[0].rows[0].cells[0].text


@pytest.fixture
def template(tmp_path: Path) -> Iterator[Any]:
    """Writes a template with one paragraph."""

    def write(*lines: str) -> Path:
        document = Document()
        for line in lines:
            document.add_paragraph().add_run(line).italic = True
        document.save(str(tmp_path / "mau.docx"))
        return tmp_path / "mau.docx"

    return write


def test_a_template_of_the_station_says_what_it_wants(template: Any) -> None:
    file = template(
        "Có {{ figures.stories.about }} tin, bài ({{ figures.stories.count }}).",
        "{%p for each in figures if each.unit == 'clip' %}",
        "{{ each.label }}: {{ each.count }}",
        "{%p endfor %}",
    )
    incomplete = replace(full(), figures=(*full().figures, figure("prizes", None, "Giải thưởng")))

    document = document_of(incomplete, file)

    assert texts(document) == ["Có trên 3.400 tin, bài (3.412).", "Clip truyền hình: 304"]
    assert all(run.italic for run in document.paragraphs[0].runs)


@pytest.mark.parametrize(
    ("line", "error", "named"),
    [
        ("{{ nonsense }}", UnknownField, "nonsense"),
        ("{{ figures.nonsense.count }}", UnknownField, "nonsense"),
        ("{{ figures.stories.nonsense }}", UnknownField, "nonsense"),
        ("Tin: {{ figures.stories.count", BrokenTag, "figures.stories"),
        ("{% if draft %} Nháp", BrokenTag, "endif"),
        ("{% nonsense %}", BrokenTag, "nonsense"),
        ("{{ station.nonsense() }}", UnknownField, "nonsense"),
        ("{{ 1 / 0 }}", BrokenTag, "division"),
        ("{{ ''.__class__.__mro__ }}", BrokenTag, "__class__"),
        ("{% include '/etc/passwd' %}", BrokenTag, ""),
    ],
)
def test_a_wrong_template_is_refused_by_name(template: Any, line: str, error: type[UserError], named: str) -> None:
    file = template(line)

    with pytest.raises(error) as raised:
        as_word(full(), PAPER, file)

    assert named in str(raised.value)
    assert "mau.docx" in str(raised.value)


def test_a_file_that_is_no_template_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mau.docx"
    with pytest.raises(CannotReadTemplate, match=r"mau\.docx"):
        as_word(full(), PAPER, file)
    for content in (b"", b"PK\x03\x04", b"<html>", TEMPLATE.read_bytes()[:9000]):
        file.write_bytes(content)
        with pytest.raises(NotATemplate, match=r"mau\.docx"):
            as_word(full(), PAPER, file)


def test_the_template_in_the_package_is_the_one_that_its_script_writes(tmp_path: Path) -> None:
    runpy.run_path(str(ROOT / "docs" / "write_report_template.py"))["main"](tmp_path / "report.docx")

    def body(file: Path) -> list[str]:
        document = Document(str(file))
        parts = [document, *(section.header for section in document.sections)]
        return [part._element.xml for part in parts]

    assert body(tmp_path / "report.docx") == body(TEMPLATE)


def test_the_fields_are_explained() -> None:
    explained = (ROOT / "docs" / "reports.md").read_text("utf-8")

    assert [name for name in sorted(Fields.names()) if f"`{name}`" not in explained] == []
