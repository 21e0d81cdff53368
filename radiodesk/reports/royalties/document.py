"""A pay list as a Word document: the list to be signed on A4, and a slip on a page of its own for each person."""

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from radiodesk.errors import visible
from radiodesk.locale import in_language
from radiodesk.reports.royalties import paper
from radiodesk.reports.royalties.content import Line, PayList, Slip
from radiodesk.reports.royalties.words import in_words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"

_WIDTHS_MM = (14, 54, 22, 17, 22, 11, 18, 24, 18, 24, 28)
"""Of the columns of the list. Together they fill an A4 page on its side between its margins."""

_SLIP_WIDTHS_MM = (14, 55, 18, 18, 23, 12, 19, 22, 18, 22, 31)
_ALIGNED = "clllccrrrrl"
"""How the columns of a list and of a slip are aligned: left, centred, right."""

_SUMS = 7
"""The column of the first sum; two more follow it."""

_SIGNED_HEIGHT = 567
"""Of a row of a person's sums, at least: room to sign. In twentieths of a point."""

_CELL_SIZE = 22
"""Of text in tables, in half points."""

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def as_docx(pay_list: PayList) -> bytes:
    """The content of a document."""
    with in_language("vi"):
        return _Writer(pay_list).content()


class _Writer:
    """Writes one document."""

    def __init__(self, pay_list: PayList) -> None:
        import docx  # imported here: it is slow to load, and only this format needs it

        self._pay_list = pay_list
        self._document: Document = docx.Document()

    def content(self) -> bytes:
        """The whole document."""
        self._set_up()
        self._list()
        for slip in self._pay_list.slips:
            self._slip(slip)
        target = io.BytesIO()
        self._document.save(target)
        return target.getvalue()

    def _set_up(self) -> None:
        """A4 on its side, with the margins of Decree 30/2020/NĐ-CP, and one font."""
        from docx.enum.section import WD_ORIENT
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt

        section = self._document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        section.top_margin, section.bottom_margin = Mm(20), Mm(20)
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(12)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        style.paragraph_format.space_after = Pt(0)
        properties = self._document.core_properties
        properties.title = f"{paper.TITLE} {self._pay_list.month}"
        properties.author = self._pay_list.station
        properties.comments = self._pay_list.closed.digest if self._pay_list.closed else ""

    def _list(self) -> None:
        """The list with all paid lines by person, the sum in words, the remarks, and who signs."""
        self._head(paper.TITLE)
        rows = [_row(_line_cells(paper.GROUPED, _WIDTHS_MM, "c" * len(_WIDTHS_MM), bold=True), heading=True)]
        number = 0
        for slip in self._pay_list.slips:
            lines = [line for line in slip.lines if line.amount]
            if lines or slip.net:
                rows += _group(slip, lines, number)
                number += len(lines)
        self._table(_WIDTHS_MM, [*rows, _row(_sum_cells(paper.TOTAL, self._pay_list, signed=""))])
        self._paragraph(f"Bằng chữ: {in_words(self._pay_list.amount)}.", italic=True, before=6, kept=True)
        if self._pay_list.tax:
            self._paragraph(f"Thực chi bằng chữ: {in_words(self._pay_list.net)}.", italic=True, kept=True)
        for sentence in (*paper.remarks_of(self._pay_list), paper.digest_line(self._pay_list)):
            if sentence:
                self._paragraph(sentence, size=11, kept=True)
        self._signatures(paper.signers(self._pay_list))

    def _slip(self, slip: Slip) -> None:
        """The slip of one person, on a new page."""
        self._document.add_page_break()  # type: ignore[no-untyped-call]
        self._head(paper.SLIP_TITLE)
        self._paragraph(f"{paper.NAME}: {slip.name}", bold=True, before=6)
        columns = (*paper.COLUMNS[:1], *paper.COLUMNS[2:11], paper.NOTE)
        rows = [_row(_line_cells(columns, _SLIP_WIDTHS_MM, "c" * len(columns), bold=True), heading=True)]
        for number, line in enumerate(slip.lines, start=1):
            values = [*_cells(number, line), paper.note_of(line)]
            rows.append(_row(_line_cells(values, _SLIP_WIDTHS_MM, _ALIGNED)))
        sums = ["", paper.TOTAL, *[""] * 5, *_sums(slip), ""]
        rows.append(_row(_line_cells(sums, _SLIP_WIDTHS_MM, _ALIGNED, bold=True, kept=True)))
        self._table(_SLIP_WIDTHS_MM, rows)
        self._paragraph(f"Bằng chữ: {in_words(slip.net)}.", italic=True, before=6, kept=True)
        self._signatures(((paper.RECEIVER, slip.person), *paper.signers(self._pay_list)[1:]))

    def _head(self, title: str) -> None:
        """The station on the left, and the title in the middle."""
        if self._pay_list.parent_body:
            self._paragraph(self._pay_list.parent_body)
        self._paragraph(self._pay_list.station, bold=True)
        self._paragraph(title, bold=True, size=14, centred=True, before=6)
        subtitle = f"{paper.month_line(self._pay_list)} – {paper.state_line(self._pay_list)}"
        self._paragraph(subtitle, italic=True, centred=True, after=6)

    def _table(self, widths: Sequence[int], rows: Iterable[str]) -> None:
        """A table at the end of the document. widths: in mm. rows: as XML."""
        from docx.oxml import parse_xml
        from docx.shared import Mm

        table = self._document.add_table(rows=0, cols=len(widths))
        table.style, table.autofit = "Table Grid", False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in rows:
            table._tbl.append(parse_xml(row))

    def _paragraph(
        self,
        value: str,
        *,
        bold: bool = False,
        italic: bool = False,
        centred: bool = False,
        size: int = 12,
        before: int = 0,
        after: int = 0,
        kept: bool = False,
    ) -> None:
        """A paragraph at the end of the document. before, after: in points. kept: on the page of what follows."""
        from docx.shared import Pt

        paragraph = self._document.add_paragraph()
        run = paragraph.add_run(value)
        run.bold, run.italic, run.font.size = bold or None, italic or None, Pt(size)
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
        paragraph.paragraph_format.keep_with_next = kept or None
        _align(paragraph, "center" if centred else "")

    def _signatures(self, signers: Sequence[tuple[str, str]]) -> None:
        """The offices side by side, with room to sign, and the names below. They stay on one page."""
        from docx.oxml import OxmlElement
        from docx.shared import Pt

        self._paragraph("", kept=True)
        table = self._document.add_table(rows=1, cols=len(signers))
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, (office, name) in zip(table.rows[0].cells, signers, strict=True):
            cell.paragraphs[0].add_run(office).bold = True
            _align(cell.paragraphs[0], "center")
            below = cell.add_paragraph()
            below.add_run(paper.SIGNED).italic = True
            _align(below, "center")
            last = cell.add_paragraph()
            last.add_run(name).bold = True
            last.paragraph_format.space_before = Pt(48)
            _align(last, "center")


def _cells(number: int, line: Line) -> list[str]:
    """The cells of a line but the name, as text."""
    return [
        str(number),
        line.title,
        paper.genre_of(line),
        paper.role_of(line),
        paper.day(line.day),
        paper.number(line.coefficient),
        *(paper.money(each) for each in (line.unit, line.amount, line.tax, line.net)),
    ]


def _sums(sums: PayList | Slip) -> list[str]:
    return [paper.money(each) for each in (sums.amount, sums.tax, sums.net)]


def _group(slip: Slip, lines: Sequence[Line], before: int) -> list[str]:
    """The rows of a person as XML: the name, the lines, the sums, and one cell beside them to sign in.

    before: how many lines the list has above them.
    """
    name = _cell(
        f"{paper.NAME}: {slip.name}", sum(_WIDTHS_MM[:-1]), "l", bold=True, kept=True, span=len(_WIDTHS_MM) - 1
    )
    rows = [_row([name, _cell("", _WIDTHS_MM[-1], "l", merge=_FIRST)])]
    for number, line in enumerate(lines, start=before + 1):
        kept = number == before + len(lines)  # the sums do not stand alone on a page
        cells = _line_cells(_cells(number, line), _WIDTHS_MM[:-1], _ALIGNED[:-1], kept=kept)
        rows.append(_row([*cells, _cell("", _WIDTHS_MM[-1], "l", merge=_FURTHER)]))
    sums = _sum_cells(f"{paper.SUBTOTAL}: {slip.name}", slip, signed=_FURTHER)
    return [*rows, _row(sums, height=_SIGNED_HEIGHT)]


def _sum_cells(label: str, sums: PayList | Slip, *, signed: str) -> list[str]:
    """The cells of a row of sums in the list. signed: how its last cell is merged with those above."""
    end = len(_WIDTHS_MM) - 1
    return [
        _cell(label, sum(_WIDTHS_MM[:_SUMS]), "l", bold=True, kept=not signed, span=_SUMS),
        *_line_cells(_sums(sums), _WIDTHS_MM[_SUMS:end], _ALIGNED[_SUMS:end], bold=True),
        _cell("", _WIDTHS_MM[end], "l", merge=signed),
    ]


def _line_cells(
    values: Sequence[str], widths: Sequence[int], aligned: str, *, bold: bool = False, kept: bool = False
) -> list[str]:
    """A cell for each value, as XML. widths: in mm."""
    return [
        _cell(value, width, side, bold=bold, kept=kept)
        for value, width, side in zip(values, widths, aligned, strict=True)
    ]


_SIDES = {"c": '<w:jc w:val="center"/>', "r": '<w:jc w:val="right"/>', "l": ""}
_FIRST, _FURTHER = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
"""What begins a cell that is merged with those below it, and what continues it."""


def _cell(
    value: str, width: int, side: str, *, bold: bool = False, kept: bool = False, span: int = 1, merge: str = ""
) -> str:
    """A cell as XML: cell by cell through python-docx, a list of a month takes a hundred times as long.

    width: in mm. side: as in _ALIGNED. kept: on the page of the next row. span: columns. merge: _FIRST, _FURTHER or
    empty.
    """
    strong, next_ = "<w:b/>" if bold else "", "<w:keepNext/>" if kept else ""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width * 1440 * 10 // 254}" w:type="dxa"/>{spans}{merge}</w:tcPr>'
        f"<w:p><w:pPr>{next_}{_SIDES[side]}</w:pPr>"
        f'<w:r><w:rPr>{strong}<w:sz w:val="{_CELL_SIZE}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(visible(value))}</w:t></w:r></w:p></w:tc>'
    )


def _row(cells: Iterable[str], *, heading: bool = False, height: int = 0) -> str:
    """A row of a table as XML. heading: it stands on every page again. height: at least, in twentieths of a point."""
    high = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    kept = f"<w:cantSplit/>{high}{'<w:tblHeader/>' if heading else ''}"
    return f'<w:tr xmlns:w="{_NAMESPACE}"><w:trPr>{kept}</w:trPr>{"".join(cells)}</w:tr>'


def _align(paragraph: "Paragraph", alignment: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    kinds: dict[str, Any] = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    if alignment:
        paragraph.alignment = kinds[alignment]
