"""Write the Word template of a report's document, which stations edit: Decree 30/2020/NĐ-CP, annex I.

Run it after a change: `python docs/write_report_template.py`. Its tags are explained in docs/reports.md.
"""

import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

FILE = Path(__file__).parent.parent / "radiodesk" / "reports" / "documents" / "report.docx"

FONT = "Times New Roman"
TEXT_WIDTH = 165
HEAD_WIDTHS = (69, 96)
"""Of the columns with the station and with the nation's name, in mm."""
MOTTO_WIDTH = 59
"""Of "Độc lập - Tự do - Hạnh phúc" in bold letters of 13 points, in mm."""
STATION_RULE, SUMMARY_RULE = 25, 35
"""Of the rules below the station and below the summary, in mm: a third to a half of the usual lines."""
ANNEX_WIDTHS = (12, 45, 22, 17, 17, 17, 17, 18)
PART_WIDTHS = (12, 83, 30, 40)

LEFT, CENTRED, JUSTIFIED = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def main(file: Path = FILE) -> None:
    """Write the template."""
    document = Document()
    _set_style(document)
    _set_page(document.sections[0])
    _write_head(document)
    _write_title(document)
    _write_body(document)
    _write_signature(document)
    annex = document.add_section(WD_SECTION.NEW_PAGE)
    _set_page(annex)
    _restart_pages(annex)
    _write_annex(document)
    properties = document.core_properties
    properties.author, properties.comments, properties.title = "radiodesk", "", "Báo cáo"
    properties.language = "vi-VN"
    document.save(str(file))


def _set_style(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.rPr.rFonts
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = 1.0


def _set_page(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    if section.header.is_linked_to_previous:
        section.header.is_linked_to_previous = False
        _add_page_number(section.header.paragraphs[0])
        section.first_page_header.is_linked_to_previous = False
        for footer in (section.footer, section.first_page_footer):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = CENTRED
            _add(paragraph, "{% if draft %}Bản nháp, số liệu chưa chốt{% endif %}", 11, italic=True)


def _restart_pages(section: Section) -> None:
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.append(numbering)


def _add_page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = CENTRED
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "2"), ("end", "")):
        run = _add(paragraph, "", 14)
        if kind == "text":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._r.append(code)


def _write_head(document: Any) -> None:
    table = _table(document, 2, HEAD_WIDTHS)
    left, right = table.rows[0].cells
    _line(left, "{%p if parent_body %}", 12)
    _line(left, "{{ parent_body|upper }}", 12)
    _line(left, "{%p endif %}", 12)
    _line(left, "{{ station|upper }}", 12, bold=True)
    _rule(left, HEAD_WIDTHS[0], STATION_RULE)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    _rule(right, HEAD_WIDTHS[1], MOTTO_WIDTH)
    number, day = table.rows[1].cells
    _line(number, "Số: {{ number }}/{{ mark }}", 13)
    _line(day, "{{ place_and_date }}", 13, italic=True)
    for cell in (left, right, number, day):
        _drop_first(cell)
    for cell in (number, day):
        cell.paragraphs[0].paragraph_format.space_before = Pt(6)


def _write_title(document: Any) -> None:
    _line(document, "BÁO CÁO", 14, bold=True).paragraph_format.space_before = Pt(18)
    _line(document, "{{ summary }}", 14, bold=True)
    _rule(document, TEXT_WIDTH, SUMMARY_RULE)
    _line(document, "{%p if draft %}", 13)
    _line(document, "(Bản nháp, số liệu chưa chốt)", 13, italic=True, colour=RGBColor(0xB0, 0, 0))
    _line(document, "{%p endif %}", 13)
    _line(document, "{%p if recipient %}", 14)
    to = _line(document, "Kính gửi: {{ recipient }}.", 14)
    to.paragraph_format.space_before, to.paragraph_format.space_after = Pt(12), Pt(6)
    _line(document, "{%p endif %}", 14)


def _write_body(document: Any) -> None:
    begun = "Thực hiện chế độ báo cáo định kỳ, {{ station }} báo cáo kết quả hoạt động {{ period }} "
    _text(
        document, begun + "(số liệu từ ngày {{ first }} đến ngày {{ last }}) như sau:"
    ).paragraph_format.space_before = Pt(6)
    _text(document, "I. KẾT QUẢ CHUNG", bold=True)
    _text(document, "{{ paragraph }}")
    _text(document, "II. KẾT QUẢ TỪNG CHỈ TIÊU", bold=True)
    _text(document, "{%p for figure in figures %}")
    _text(document, "- {{ figure.sentence }}")
    _text(document, "{%p endfor %}")
    _text(document, "Số liệu chi tiết tại Phụ lục I kèm theo.")
    last = _text(document, "Trên đây là báo cáo kết quả hoạt động {{ period }} của {{ station }}./.")
    last.paragraph_format.keep_with_next = True  # the signature never stands alone on a page


def _write_signature(document: Any) -> None:
    _line(document, "", 6).paragraph_format.keep_with_next = True
    table = _table(document, 1, (80, 85))
    left, right = table.rows[0].cells
    _line(left, "Nơi nhận:", 12, bold=True, italic=True, alignment=LEFT)
    _line(left, "{%p if recipient %}", 11, alignment=LEFT)
    _line(left, "- Như trên;", 11, alignment=LEFT)
    _line(left, "{%p endif %}", 11, alignment=LEFT)
    _line(left, "- Lưu: VT.", 11, alignment=LEFT)
    _line(right, "{{ signer_office|upper }}", 14, bold=True)
    for _ in range(4):
        _line(right, "", 14)
    _line(right, "{{ signer_name }}", 14, bold=True)
    for cell in (left, right):
        _drop_first(cell)
    _keep_together(table)


def _write_annex(document: Any) -> None:
    _line(document, "Phụ lục I", 14, bold=True)
    _line(document, "SỐ LIỆU {{ period|upper }}", 14, bold=True)
    _line(document, "(Kèm theo Báo cáo số {{ number }}/{{ mark }} {{ date }} của {{ station }})", 14, italic=True)
    _rule(document, TEXT_WIDTH, SUMMARY_RULE)
    _line(document, "", 6)
    heading = (
        "STT",
        "Chỉ tiêu",
        "Đơn vị tính",
        "Kỳ này",
        "Kế hoạch của kỳ",
        "% kế hoạch",
        "Cùng kỳ năm trước",
        "% so với cùng kỳ",
    )
    row = (
        "{{ loop.index }}",
        "{{ figure.label }}",
        "{{ figure.unit }}",
        "{{ figure.count }}",
        "{{ figure.target }}",
        "{{ figure.target_percent }}",
        "{{ figure.previous }}",
        "{{ figure.change_percent }}",
    )
    _grid(document, ANNEX_WIDTHS, heading, "figure in figures", row)
    _line(document, "{%p for breakdown in breakdowns %}", 13)
    named = _line(document, "{{ breakdown.figure }}, phân theo {{ breakdown.label }}", 13, bold=True, alignment=LEFT)
    named.paragraph_format.space_before, named.paragraph_format.space_after = Pt(12), Pt(4)
    named.paragraph_format.keep_with_next = True
    part = ("{{ loop.index }}", "{{ row.label }}", "{{ row.count }}", "{{ row.previous }}")
    table = _grid(
        document,
        PART_WIDTHS,
        ("STT", "{{ breakdown.label|capitalize_first }}", "Kỳ này", "Cùng kỳ năm trước"),
        "row in breakdown.rows",
        part,
    )
    _add_row(table, PART_WIDTHS, ("", "Tổng số", "{{ breakdown.total }}", ""), bold=True)
    _line(document, "{%p endfor %}", 13)
    _line(document, "{%p if digest %}", 9)
    closed = "Số liệu chốt (bản {{ closed_number }}) ngày {{ closed_date }}, người chốt: {{ closed_by }}."
    noted = _line(document, closed, 9, italic=True, alignment=LEFT)
    noted.paragraph_format.space_before = Pt(12)
    _line(document, "Mã kiểm chứng (SHA-256): {{ digest }}", 9, alignment=LEFT)
    _line(document, "{%p else %}", 9)
    noted = _line(document, "Bản nháp, số liệu chưa chốt", 11, italic=True, alignment=LEFT)
    noted.paragraph_format.space_before = Pt(12)
    _line(document, "{%p endif %}", 9)


def _grid(document: Any, widths: tuple[int, ...], heading: tuple[str, ...], loop: str, row: tuple[str, ...]) -> Any:
    """A table with lines, whose heading repeats on each page and whose row is written for each item of a loop."""
    table = _table(document, 1, widths, padding=40)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, heading, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _line(cell, text, 12, bold=True)
        _drop_first(cell)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    _add_row(table, widths, (f"{{%tr for {loop} %}}", *[""] * (len(widths) - 1)))
    _add_row(table, widths, row)
    _add_row(table, widths, ("{%tr endfor %}", *[""] * (len(widths) - 1)))
    _no_split(table)
    return table


def _add_row(table: Any, widths: tuple[int, ...], texts: tuple[str, ...], *, bold: bool = False) -> None:
    cells = table.add_row().cells
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        cell.width, cell.vertical_alignment = Mm(widths[place]), WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _line(cell, text, 12, bold=bold, alignment=LEFT if place == 1 else CENTRED)
        _drop_first(cell)
    _no_split(table)


def _no_split(table: Any) -> None:
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()
        if properties.find(qn("w:cantSplit")) is None:
            properties.insert(0, OxmlElement("w:cantSplit"))


def _keep_together(table: Any) -> None:
    """The table stands on one page."""
    _no_split(table)
    for cell in table.rows[0].cells:
        for paragraph in cell.paragraphs[:-1]:
            paragraph.paragraph_format.keep_with_next = True


def _table(document: Any, rows: int, widths: tuple[int, ...], padding: int = 0) -> Any:
    """A table without lines, in fixed columns. padding: above and below a text, in twentieths of a point."""
    table = document.add_table(rows, len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", padding), ("left", 57), ("bottom", padding), ("right", 57)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(width)
        for cell in table.columns[place].cells:
            cell.width = Mm(width)
    return table


def _line(
    place: Any,
    text: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    alignment: WD_ALIGN_PARAGRAPH = CENTRED,
    colour: RGBColor | None = None,
) -> Paragraph:
    paragraph: Paragraph = place.add_paragraph()
    paragraph.alignment = alignment
    run = _add(paragraph, text, size, bold=bold, italic=italic)
    if colour is not None:
        run.font.color.rgb = colour
    return paragraph


def _text(document: Any, text: str, *, bold: bool = False, italic: bool = False) -> Paragraph:
    """A paragraph of the body."""
    paragraph = _line(document, text, 14, bold=bold, italic=italic, alignment=JUSTIFIED)
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_after = Mm(12.7), Pt(6)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.15
    layout.keep_with_next = bold or None
    return paragraph


def _rule(place: Any, width: float, length: float) -> None:
    """A horizontal rule of a length in the middle of a width, in mm."""
    paragraph = place.add_paragraph()
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm((width - (2 if width < TEXT_WIDTH else 0) - length) / 2)
    layout.space_before = Pt(3)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(6)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "auto")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _add(paragraph: Paragraph, text: str, size: int, *, bold: bool = False, italic: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.italic = Pt(size), bold or None, italic or None
    return run


def _drop_first(cell: _Cell) -> None:
    """Drop the empty paragraph that a new cell begins with."""
    first = cell.paragraphs[0]._p
    first.getparent().remove(first)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
