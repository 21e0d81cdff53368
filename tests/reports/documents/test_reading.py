"""Figures read back from files that somebody edited, and from files that are no reports."""

import contextlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.formatting.rule import ColorScaleRule, Rule
from openpyxl.styles import Alignment, Color, Font, GradientFill, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from pypdf import PdfWriter
from pypdf.annotations import FreeText, Highlight, Popup
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, NullObject

from radiodesk.errors import UserError
from radiodesk.inputs import InputTooLarge, UnreadableInput
from radiodesk.reports import periods
from radiodesk.reports.content import ClosedContent, Report
from radiodesk.reports.documents import reading
from radiodesk.reports.documents.found import Found
from radiodesk.reports.documents.reading import NotAReport, read
from radiodesk.reports.documents.verifying import Difference, compare, missing
from radiodesk.reports.written import written
from tests.reports.documents.reports import DIGEST, PAPER, evidence, figure, full, nine_months

FORMATS = ("json", "xlsx", "docx", "pdf")


MONTHS = [replace(nine_months(), period=periods.parse(f"2019-{number:02}")) for number in range(1, 10)]


def closed() -> ClosedContent:
    return ClosedContent(full(), MONTHS, evidence())


def differences(found: Found, report: Report) -> tuple[Difference, ...]:
    return compare(found, ClosedContent(report, MONTHS, evidence())).differences


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A closed report in each format."""
    folder = tmp_path_factory.mktemp("files")
    for form in FORMATS:
        (folder / f"a.{form}").write_bytes(written(full(), form, paper=PAPER, evidence=evidence(), months=MONTHS))
    return {form: folder / f"a.{form}" for form in FORMATS}


@pytest.mark.parametrize("form", FORMATS)
def test_an_unchanged_file_has_the_digest_and_every_figure(files: dict[str, Path], form: str) -> None:
    found = read(files[form])

    assert found.digest == DIGEST
    assert differences(found, full()) == ()
    assert missing(found, ClosedContent(full())) == ()
    assert found.lost == ()
    compared = compare(found, closed())
    assert (compared.differing, compared.lost) == (0, ())
    assert compared.equal >= len(found.figures) > 20


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_with_other_figures_differs_in_those_alone(files: dict[str, Path], form: str) -> None:
    figures = list(full().figures)
    figures[3] = replace(figures[3], count=305)

    wrong = differences(read(files[form]), replace(full(), figures=tuple(figures)))

    assert {each.found.key.split()[0] for each in wrong} == {"tv_clips"}
    assert {each.found.number for each in wrong} == {304}


def test_a_difference_says_where_in_a_word_file_it_stands(files: dict[str, Path], tmp_path: Path) -> None:
    document = Document(str(files["docx"]))
    document.add_table(1, 1).cell(0, 0).text = "3412"  # of the person who edited it: no figure of the report
    layout = document.tables[-1]._element
    layout.getparent().insert(0, layout)
    tables = [each for each in document.tables if any("Tin, bài" in cell.text for cell in each._cells)]
    [(row, column, run)] = [
        (row, column, run)
        for row, line in enumerate(tables[0].rows, 1)
        for column, cell in enumerate(line.cells, 1)
        for run in cell.paragraphs[0].runs
        if run.text == "3.412"
    ]
    run.text = "3.413"
    document.save(str(tmp_path / "b.docx"))

    [edited] = differences(read(tmp_path / "b.docx"), full())

    assert edited.found.where == f"table 1, row {row}, column {column}"
    figures = [replace(each, count=3413) if each.key == "stories" else each for each in full().figures]
    wrong = differences(read(files["docx"]), replace(full(), figures=tuple(figures)))
    others = [each.found.where for each in wrong if each.found.key == "stories"]
    assert any(each.startswith("- Tin, bài") and each.endswith("…") for each in others)
    assert f"table 1, row {row}, column {column}" in others
    assert len({*others}) == len(others)


def test_what_a_page_says_twice_is_one_difference(files: dict[str, Path]) -> None:
    figures = [replace(each, count=305) if each.key == "tv_clips" else each for each in full().figures]
    found = read(files["pdf"])
    again = [each for each in found.figures if each.key == "tv_clips"]

    compared = compare(
        replace(found, figures=(*found.figures, *again)),
        ClosedContent(replace(full(), figures=tuple(figures)), MONTHS, evidence()),
    )

    shown = [(each.found.where, each.found.key) for each in compared.differences]
    assert shown == [*dict.fromkeys(shown)]
    assert ("page 1", "tv_clips") in shown
    assert compared.differing == len(shown)


@pytest.mark.parametrize("form", FORMATS)
def test_numbers_that_are_too_long_for_their_columns_are_not_read_together(tmp_path: Path, form: str) -> None:
    long = {"count": 123_456_789_012_345, "target": 223_456_789_012_345, "previous": 323_456_789_012_345}
    figures = list(full().figures)
    figures[2] = replace(figures[2], **long)
    report = replace(full(), figures=tuple(figures))
    (tmp_path / "a").write_bytes(written(report, form, paper=PAPER))

    found = read(tmp_path / "a")

    assert differences(found, report) == ()
    assert {123_456_789_012_345, 323_456_789_012_345} <= {each.number for each in found.figures}


def test_a_word_file_may_be_edited_around_its_figures(files: dict[str, Path], tmp_path: Path) -> None:
    document = Document(str(files["docx"]))
    document.paragraphs[1].runs[0].text = "Kết quả công tác thông tin, tuyên truyền"
    document.paragraphs[2].insert_paragraph_before("Được sự quan tâm của huyện, 9 tháng qua đài đã phát 1.000 tin.")
    document.save(str(tmp_path / "b.docx"))

    found = read(tmp_path / "b.docx")

    assert differences(found, full()) == ()
    assert found.digest == DIGEST


@pytest.mark.parametrize(
    ("old", "new", "key", "number"),
    [
        (" trên 3.400", " trên 3.500", "stories trên", 3500),
        (" trên 3.400", " gần 3.400", "stories gần", 3400),
        (" trên 3.400", " 3.400", "stories", 3400),
        ("3.412", "3.4l2", "stories", None),
        ("109,89", "109,9", "stories.change_percent", 109.9),
        ("10.494", "", "files_on_time", None),
    ],
)
def test_an_edited_number_of_a_word_file_is_found(
    files: dict[str, Path], tmp_path: Path, old: str, new: str, key: str, number: float | None
) -> None:
    document = Document(str(files["docx"]))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    paragraphs = [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
    run = next(run for paragraph in paragraphs for run in paragraph.runs if run.text == old)
    run.text = new
    document.save(str(tmp_path / "b.docx"))

    [wrong] = differences(read(tmp_path / "b.docx"), full())

    assert wrong.found.key == key
    assert wrong.found.number == (None if number is None else Decimal(str(number)))


def test_a_deleted_sentence_is_no_difference_but_its_figures_are_named(files: dict[str, Path], tmp_path: Path) -> None:
    document = Document(str(files["docx"]))
    [gone] = (each for each in document.paragraphs if each.text.startswith("- Clip truyền hình"))
    gone._p.getparent().remove(gone._p)
    document.save(str(tmp_path / "b.docx"))

    found = read(tmp_path / "b.docx")

    assert differences(found, full()) == ()
    assert found.lost == ("tv_clips",)
    assert missing(found, ClosedContent(full())) == ()


def formatted(layout: str) -> Callable[[Any], None]:
    """Gives a run a format."""

    def change(run: Any) -> None:
        owner, new = run.get_or_add_rPr(), parse_xml(f"<w:{layout} {nsdecls('w')}/>")
        for old in owner.findall(new.tag):
            owner.remove(old)
        owner.append(new)

    return change


def within(*names: str) -> Callable[[Any], None]:
    """Puts a run into elements, the outer one first."""

    def change(run: Any) -> None:
        for name in reversed(names):
            outer = parse_xml(f"<w:{name} {nsdecls('w')}/>")
            run.addprevious(outer)
            outer.append(run)

    return change


def styled(kind: str) -> Callable[[Any], None]:
    """Gives a run, or its paragraph, a style that hides text, by way of the style that it is based on."""

    def change(run: Any) -> None:
        name = {"character": "rStyle", "paragraph": "pStyle"}[kind]
        owner = run.get_or_add_rPr() if kind == "character" else run.getparent().get_or_add_pPr()
        for old in owner.findall(qn(f"w:{name}")):
            owner.remove(old)
        owner.insert(0, parse_xml(f'<w:{name} {nsdecls("w")} w:val="ghost"/>'))

    return change


def beside(xml: str) -> Callable[[Any], None]:
    """Puts something that is printed behind the text of a run, within its figure."""

    def change(run: Any) -> None:
        run.addnext(parse_xml(f"<w:r {nsdecls('w')}>{xml}</w:r>"))

    return change


def glue(run: Any) -> None:
    """Types a digit directly behind the figure, outside of its bookmark."""
    run.getnext().addnext(parse_xml(f"<w:r {nsdecls('w')}><w:t>0</w:t></w:r>"))


def in_field(run: Any) -> None:
    """Makes the text what a field computed."""
    parts = [f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end")]
    parts.insert(1, "<w:instrText> = 34 * 1000 </w:instrText>")
    begin, code, middle, end = (parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>") for part in parts)
    for each in (begin, code, middle):
        run.addprevious(each)
    run.addnext(end)


def in_code(run: Any) -> None:
    """Moves the text into the code of a field, which is not printed."""
    in_field(run)
    run.getprevious().addprevious(run)


def bound(run: Any) -> None:
    """Puts the text into a control that takes it from another part of the file."""
    box = parse_xml(f'<w:sdt {nsdecls("w")}><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent/></w:sdt>')
    run.addprevious(box)
    box[1].append(run)


def filled(fill: str) -> Callable[[Any], None]:
    """Gives the letters of a run an effect of newer releases of Word."""
    names = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'

    def change(run: Any) -> None:
        run.get_or_add_rPr().append(parse_xml(f"<w14:textFill {names}>{fill}</w14:textFill>"))

    return change


def both(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    def change(run: Any) -> None:
        for each in changes:
            each(run)

    return change


def in_paragraph(layout: str) -> Callable[[Any], None]:
    """Gives the paragraph of a run a format."""

    def change(run: Any) -> None:
        owner, new = run.getparent().get_or_add_pPr(), parse_xml(f"<w:{layout} {nsdecls('w')}/>")
        for old in owner.findall(new.tag):
            owner.remove(old)
        owner.append(new)

    return change


def backwards(run: Any) -> None:
    """Types the sign that turns what follows around, and the figure so that it looks right."""
    typed_before("\u202e")(run)


WHITE_LETTERS = formatted('color w:val="FFFFFF"')
GHOST = (
    f'<w:style {nsdecls("w")} w:type="%s" w:styleId="ghost"><w:basedOn w:val="spirit"/></w:style>',
    f'<w:style {nsdecls("w")} w:type="%s" w:styleId="spirit"><w:rPr><w:vanish/></w:rPr></w:style>',
)
UNSEEN: dict[str, Callable[[Any], None]] = {
    "hidden": formatted("vanish"),
    "small": formatted('sz w:val="1"'),
    "white": formatted('color w:val="FFFFFF"'),
    "white by theme": formatted('color w:val="000000" w:themeColor="background1"'),
    "deleted": within('del w:id="9001" w:author="x"'),
    "moved": within('moveFrom w:id="9001" w:author="x"'),
    "hidden by its style": styled("character"),
    "hidden by the style of its paragraph": styled("paragraph"),
    "code of a field": in_code,
    "white on white": both(WHITE_LETTERS, formatted('shd w:val="clear" w:fill="FFFFFF"')),
    "white on the white of the theme": both(
        WHITE_LETTERS, formatted('shd w:val="clear" w:fill="000000" w:themeFill="background1"')
    ),
    "blue on blue": both(formatted('color w:val="0000FF"'), formatted('highlight w:val="blue"')),
    "black on black": both(formatted('color w:val="000000"'), in_paragraph('shd w:val="solid" w:color="auto"')),
    "black as light as can be": formatted('color w:val="000000" w:themeColor="text1" w:themeTint="00"'),
    "grey on grey": both(formatted('color w:val="808080"'), formatted('shd w:val="pct50" w:fill="FFFFFF"')),
    "without a fill": filled("<w14:noFill/>"),
    "white fill": filled('<w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill>'),
    "white fill of the theme": filled('<w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill>'),
    "transparent": filled(
        '<w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr></w14:solidFill>'
    ),
    "transparent, before it is darkened": filled(
        '<w14:solidFill><w14:schemeClr w14:val="bg1"><w14:alpha w14:val="90000"/><w14:lumMod w14:val="65000"/>'
        "</w14:schemeClr></w14:solidFill>"
    ),
    "of the light of white": filled(
        '<w14:solidFill><w14:srgbClr w14:val="000000"><w14:lum w14:val="100000"/></w14:srgbClr></w14:solidFill>'
    ),
    "lightened to white": filled(
        '<w14:solidFill><w14:schemeClr w14:val="tx1"><w14:lumMod w14:val="5000"/><w14:lumOff w14:val="95000"/>'
        "</w14:schemeClr></w14:solidFill>"
    ),
    "gradient of white": filled(
        '<w14:gradFill><w14:gsLst><w14:gs w14:pos="0"><w14:srgbClr w14:val="FFFFFF"/></w14:gs>'
        '<w14:gs w14:pos="100000"><w14:srgbClr w14:val="000000"><w14:tint w14:val="5000"/></w14:srgbClr></w14:gs>'
        "</w14:gsLst></w14:gradFill>"
    ),
    "signs": formatted('rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"'),
    "small in points": formatted('sz w:val="0.5pt"'),
    "far from each other in centimetres": formatted('spacing w:val="5cm"'),
    "in a flat line in millimetres": in_paragraph('spacing w:line="0.5mm" w:lineRule="exact"'),
    "small in many digits": formatted('sz w:val="0000000002"'),
    "small in many decimals": formatted('sz w:val="0.0000000001pt"'),
    "far from each other in many digits": formatted('spacing w:val="9999999999"'),
    "squeezed": formatted('w w:val="1"'),
    "high above the line": formatted('position w:val="3000"'),
    "on top of each other": formatted('spacing w:val="-400"'),
    "far from each other": formatted('spacing w:val="30000"'),
    "struck through": formatted("strike"),
    "struck through twice": formatted("dstrike"),
    "two lines in one": formatted('eastAsianLayout w:id="1" w:combine="1"'),
    "in a flat line": in_paragraph('spacing w:line="1" w:lineRule="exact"'),
}
UNSURE: dict[str, Callable[[Any], None]] = {
    "digit beside": glue,
    "symbol within": beside('<w:sym w:font="Symbol" w:char="F030"/>'),
    "picture within": beside("<w:drawing/>"),
    "field": in_field,
    "simple field": within('fldSimple w:instr=" = 34 * 1000 "'),
    "bound": bound,
    "reversed": within('bdo w:val="rtl"'),
    "reversed by a sign": backwards,
}


@pytest.mark.parametrize("change", [*UNSEEN.values(), *UNSURE.values()], ids=[*UNSEEN, *UNSURE])
def test_a_number_of_a_word_file_counts_as_it_is_printed(
    files: dict[str, Path], tmp_path: Path, change: Callable[[Any], None]
) -> None:
    document = Document(str(files["docx"]))
    run = next(run for each in document.paragraphs for run in each.runs if run.text == " trên 3.400")
    kind = "paragraph" if change is UNSEEN["hidden by the style of its paragraph"] else "character"
    for style in GHOST:
        document.styles.element.append(parse_xml(style % kind))
    change(run._r)
    document.save(str(tmp_path / "b.docx"))

    wrong = differences(read(tmp_path / "b.docx"), full())

    assert "stories" in {each.found.key.split()[0] for each in wrong}
    assert {each.found.number for each in wrong} <= {None, 34_000}
    assert compare(read(tmp_path / "b.docx"), closed()).differing == len(wrong)


@pytest.mark.parametrize("layout", ["vanish", 'color w:val="FFFFFF"'])
def test_letters_that_are_unseen_by_default_confirm_nothing(
    files: dict[str, Path], tmp_path: Path, layout: str
) -> None:
    document = Document(str(files["docx"]))
    [default] = document.styles.element.iter(qn("w:rPrDefault"))
    default[0].append(parse_xml(f"<w:{layout} {nsdecls('w')}/>"))
    document.save(str(tmp_path / "b.docx"))

    found = read(tmp_path / "b.docx")

    assert {each.number for each in found.figures} == {None}
    assert compare(found, closed()).differing > 20


ROWS = {
    "hidden": "hidden",
    "deleted": 'del w:id="9001" w:author="x"',
    "flat": 'trHeight w:val="1" w:hRule="exact"',
}


@pytest.mark.parametrize("layout", ROWS.values(), ids=ROWS)
def test_a_row_of_a_word_file_that_is_not_printed_confirms_nothing(
    files: dict[str, Path], tmp_path: Path, layout: str
) -> None:
    document = Document(str(files["docx"]))
    rows = (row for table in document.tables for row in table.rows)
    row = next(row for row in rows if any(cell.text == "3.412" for cell in row.cells))
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:{layout} {nsdecls('w')}/>"))
    document.save(str(tmp_path / "b.docx"))

    wrong = differences(read(tmp_path / "b.docx"), full())

    assert "stories" in {each.found.key for each in wrong}
    assert {each.found.key.split(".")[0] for each in wrong} == {"stories"}


SEEN = {
    "shown": formatted('vanish w:val="0"'),
    "red": formatted('color w:val="FF0000"'),
    "bold": formatted("b"),
    "inserted": within('ins w:id="9" w:author="x"'),
    "white on blue": both(WHITE_LETTERS, formatted('shd w:val="clear" w:fill="003366"')),
    "white on the marker": both(WHITE_LETTERS, formatted('highlight w:val="darkBlue"')),
    "white in a blue paragraph": both(WHITE_LETTERS, in_paragraph('shd w:val="solid" w:color="003366"')),
    "grey": formatted('color w:val="7F7F7F" w:themeColor="background1" w:themeShade="7F"'),
    "blue of the theme": formatted('color w:val="FFFFFF" w:themeColor="accent1"'),
    "red fill": filled('<w14:solidFill><w14:srgbClr w14:val="FF0000"/></w14:solidFill>'),
    "dark grey of the theme": filled(
        '<w14:solidFill><w14:schemeClr w14:val="tx1"><w14:lumMod w14:val="65000"/><w14:lumOff w14:val="35000"/>'
        "</w14:schemeClr></w14:solidFill>"
    ),
    "white of the theme, darkened": filled(
        '<w14:solidFill><w14:schemeClr w14:val="bg1"><w14:shade w14:val="50000"/></w14:schemeClr></w14:solidFill>'
    ),
    "white of the theme, nearly black": filled(
        '<w14:solidFill><w14:schemeClr w14:val="bg1"><w14:shade w14:val="5000"/></w14:schemeClr></w14:solidFill>'
    ),
    "half transparent, before it is darkened": filled(
        '<w14:solidFill><w14:schemeClr w14:val="bg1"><w14:alpha w14:val="50000"/><w14:lumMod w14:val="5000"/>'
        "</w14:schemeClr></w14:solidFill>"
    ),
    "white of the theme, with less light": filled(
        '<w14:solidFill><w14:schemeClr w14:val="bg1"><w14:lumMod w14:val="50000"/></w14:schemeClr></w14:solidFill>'
    ),
    "half transparent": filled(
        '<w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="50000"/></w14:srgbClr></w14:solidFill>'
    ),
    "gradient": filled(
        '<w14:gradFill><w14:gsLst><w14:gs w14:pos="0"><w14:srgbClr w14:val="FF0000"/></w14:gs>'
        '<w14:gs w14:pos="100000"><w14:srgbClr w14:val="0000FF"/></w14:gs></w14:gsLst></w14:gradFill>'
    ),
    "condensed": formatted('spacing w:val="-10"'),
    "narrow": formatted('w w:val="90"'),
    "numbered for a layout of lines": formatted('eastAsianLayout w:id="1"'),
    "one line": formatted('eastAsianLayout w:id="1" w:combine="0"'),
    "raised": formatted('position w:val="6"'),
    "left to right": within('bdo w:val="ltr"'),
    "size in points": formatted('sz w:val="13pt"'),
    "size in many digits": formatted('sz w:val="13.00000000000pt"'),
    "size that is none": formatted('sz w:val="large"'),
    "spaced in points": formatted('spacing w:val="1pt"'),
    "width in percent": formatted('w w:val="90%"'),
    "exact line in points": in_paragraph('spacing w:line="18pt" w:lineRule="exact"'),
    "exact line": in_paragraph('spacing w:line="360" w:lineRule="exact"'),
}


@pytest.mark.parametrize("change", SEEN.values(), ids=SEEN)
def test_a_printed_number_of_a_word_file_may_look_otherwise(
    files: dict[str, Path], tmp_path: Path, change: Callable[[Any], None]
) -> None:
    document = Document(str(files["docx"]))
    change(next(run for each in document.paragraphs for run in each.runs if run.text == " trên 3.400")._r)
    document.save(str(tmp_path / "b.docx"))

    assert differences(read(tmp_path / "b.docx"), full()) == ()


def typed_before(text: str) -> Callable[[Any], None]:
    """Types a text directly in front of the figure, outside of its bookmark."""

    def change(run: Any) -> None:
        run.getprevious().addprevious(parse_xml(f"<w:r {nsdecls('w')}><w:t xml:space='preserve'>{text}</w:t></w:r>"))
        run.text = run.text.lstrip()

    return change


@pytest.mark.parametrize("between", [" (", "x", "-"])
def test_a_long_number_in_front_of_a_figure_is_read_at_once(
    files: dict[str, Path], tmp_path: Path, between: str
) -> None:
    document = Document(str(files["docx"]))
    run = next(run for each in document.paragraphs for run in each.runs if run.text == " trên 3.400")._r
    typed_before(f"Số tài khoản {'1234567890' * 20}{between}")(run)
    document.save(str(tmp_path / "b.docx"))

    assert differences(read(tmp_path / "b.docx"), full()) == ()


@pytest.mark.parametrize(
    "digits", ["1", "1.", "1,", " ,1", ".1", "1234567890" * 20, "\u0661", "⁹", "1\u200b", "1\xad", "1’", "𝟎"]
)
def test_digits_directly_in_front_of_a_figure_are_read_as_its_own(
    files: dict[str, Path], tmp_path: Path, digits: str
) -> None:
    document = Document(str(files["docx"]))
    typed_before(digits)(the_cell(document))
    document.save(str(tmp_path / "b.docx"))

    [wrong] = differences(read(tmp_path / "b.docx"), full())

    assert wrong.found.key == "stories"


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("⁹", True),
        ("\u200b0", True),
        ("’000", True),
        (" 000", True),
        ("\xa0000", True),
        ("\u202f000", True),
        ("\u2060\u2007000", True),
        ("\u200b\xa02019", False),
        ("\xa02019", False),
        (",\xa05 chương trình", False),
        (".\u2009000", False),
        (" 2019", False),
        (" (2019)", False),
        ("’", False),
    ],
)
def test_digits_directly_behind_a_figure_are_read_as_its_own(
    files: dict[str, Path], tmp_path: Path, text: str, differs: bool
) -> None:
    run = the_cell(document := Document(str(files["docx"])))
    run.getnext().addnext(parse_xml(f"<w:r {nsdecls('w')}><w:t xml:space='preserve'>{text}</w:t></w:r>"))
    document.save(str(tmp_path / "b.docx"))

    assert bool(differences(read(tmp_path / "b.docx"), full())) is differs


@pytest.mark.parametrize(
    ("cell", "text", "key"),
    [
        ("304", "1 ", "tv_clips"),
        ("304", "1\xa0", "tv_clips"),
        ("304", "1\u2009", "tv_clips"),
        ("304", "1\xa0\u200b", "tv_clips"),
        ("304", "1\u200b\xa0", "tv_clips"),
        ("304", "1\u2009\u200d", "tv_clips"),
        ("304", "1\u2007\u2060", "tv_clips"),
        ("304", "1\u3000", "tv_clips"),
        ("304", "1\u200a\u200a", "tv_clips"),
        ("304", "1\u034f ", "tv_clips"),
        ("304", "1\u3164", "tv_clips"),
        ("304", "\u0661 ", "tv_clips"),
        ("304", "quý\xa0\u200b", ""),
        ("304", "1.\xa0", ""),
        ("304", "2019\xa0", ""),
        ("3.412", "1\xa0", ""),
        ("3.412", "1.\xa0", ""),
    ],
)
def test_a_space_in_front_of_a_figure_only_groups_digits(
    files: dict[str, Path], tmp_path: Path, cell: str, text: str, key: str
) -> None:
    document = Document(str(files["docx"]))
    typed_before(text)(the_cell(document, cell))
    document.save(str(tmp_path / "b.docx"))

    wrong = differences(read(tmp_path / "b.docx"), full())

    assert [each.found.key for each in wrong] == ([key] if key else [])


@pytest.mark.parametrize(("before", "own", "behind"), [("1", " 304", ""), ("", "304\xa0", "000")])
def test_a_space_may_be_within_the_mark_of_a_figure(
    files: dict[str, Path], tmp_path: Path, before: str, own: str, behind: str
) -> None:
    run = the_cell(document := Document(str(files["docx"])), "304")
    typed_before(before)(run)
    run.text = own
    run.getnext().addnext(parse_xml(f"<w:r {nsdecls('w')}><w:t>{behind}</w:t></w:r>"))
    document.save(str(tmp_path / "b.docx"))

    [wrong] = differences(read(tmp_path / "b.docx"), full())

    assert wrong.found.key == "tv_clips"


def covered(run: Any) -> None:
    """Merges the cell of a figure into the one above it."""
    run.getparent().getparent().get_or_add_tcPr().append(parse_xml(f"<w:vMerge {nsdecls('w')}/>"))


def for_old_programs(run: Any) -> None:
    """Puts the text where only programs without the newer parts of the format look."""
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = parse_xml(f"<mc:AlternateContent {names}><mc:Fallback/></mc:AlternateContent>")
    run.addprevious(box)
    box[0].append(run)


@pytest.mark.parametrize("change", [covered, for_old_programs])
def test_a_number_that_word_does_not_show_in_a_table_confirms_nothing(
    files: dict[str, Path], tmp_path: Path, change: Callable[[Any], None]
) -> None:
    change(the_cell(document := Document(str(files["docx"]))))
    document.save(str(tmp_path / "b.docx"))

    [wrong] = differences(read(tmp_path / "b.docx"), full())

    assert (wrong.found.key, wrong.found.number) == ("stories", None)


def the_cell(document: Any, text: str = "3.412") -> Any:
    """The run with a figure, that of stories if no other, in a table of the annex."""
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return next(run for cell in cells for each in cell.paragraphs for run in each.runs if run.text == text)._r


def test_a_header_that_no_page_shows_confirms_nothing(files: dict[str, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(files["docx"]) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].decode()
    parts["word/header9.xml"] = body.replace("w:document", "w:hdr").encode()
    parts["word/document.xml"] = re.sub(r"<w:bookmark(Start|End)[^>]*>", "", body).encode()
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    assert compare(read(tmp_path / "b.docx"), closed()).equal == 0


def test_a_workbook_may_be_sorted_widened_and_saved_again(files: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    sheet = book.worksheets[0]
    sheet.insert_rows(1, 2)
    sheet.insert_cols(3)
    sheet.cell(1, 2).value = "Ghi chú: 5"
    book.save(tmp_path / "b.xlsx")

    found = read(tmp_path / "b.xlsx")

    assert differences(found, full()) == ()
    assert found.digest == DIGEST


def test_an_edited_number_of_a_workbook_is_found_by_its_cell(files: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == 3412:
                cell.value, changed = "3412", cell.coordinate
    book.save(tmp_path / "b.xlsx")

    [wrong] = differences(read(tmp_path / "b.xlsx"), full())

    assert wrong.found.where.endswith(f"!{changed}")
    assert (wrong.found.text, wrong.expected) == ("3412", 3412)


@pytest.mark.parametrize(
    ("sheet", "old", "key"),
    [
        (0, 307, "stories.difference"),
        (1, pytest.approx(2176 / 3412), "stories/genre/brief.share"),
        (2, 40, "tv_columns@2019-01"),
    ],
)
def test_every_number_of_a_workbook_is_compared(
    files: dict[str, Path], tmp_path: Path, sheet: int, old: float, key: str
) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    cell = next(cell for row in book.worksheets[sheet].iter_rows() for cell in row if cell.value == old)
    cell.value = 77_777
    book.save(tmp_path / "b.xlsx")

    [wrong] = differences(read(tmp_path / "b.xlsx"), full())

    assert wrong.found.key == key


def figure_cell(book: Any, value: float = 3412) -> Any:
    return next(cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == value)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("=3412*100", "#,##0", "=3412*100"),
        (3412, '"9"0', '3412 ["9"0]'),
        (3412, '0"0"', '3412 [0"0"]'),
        (3412, "0,", "3412 [0,]"),
        (3412, ";;;", "3412 [;;;]"),
        (3412, "0%", "3412 [0%]"),
        (3412, "[White]0", "3412 [[White]0]"),
        (3412, "-0", "3412 [-0]"),
        (3412, "*90", "3412 [*90]"),
        (3412, '[>9]"9";0', '3412 [[>9]"9";0]'),
    ],
)
def test_a_number_of_a_workbook_counts_as_it_is_shown(
    files: dict[str, Path], tmp_path: Path, value: float | str, number_format: str, text: str
) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    cell = figure_cell(book)
    cell.value, cell.number_format = value, number_format
    book.save(tmp_path / "b.xlsx")

    [wrong] = differences(read(tmp_path / "b.xlsx"), full())

    assert (wrong.found.where, wrong.found.text) == (f"{cell.parent.title}!{cell.coordinate}", text)


@pytest.mark.parametrize(
    "number_format",
    ["General", "0", "#,##0.00", "0.0", "#,##0;[Red]-#,##0", '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', "@"],
)
def test_the_format_of_a_number_may_be_another(files: dict[str, Path], tmp_path: Path, number_format: str) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    figure_cell(book).number_format = number_format
    book.save(tmp_path / "b.xlsx")

    assert differences(read(tmp_path / "b.xlsx"), full()) == ()


def hide_row(cell: Any) -> None:
    cell.parent.row_dimensions[cell.row].hidden = True


def hide_column(cell: Any) -> None:
    cell.parent.column_dimensions[cell.column_letter].hidden = True


def narrow(cell: Any) -> None:
    cell.parent.column_dimensions[cell.column_letter].width = 0.1


def hide_sheet(cell: Any) -> None:
    cell.parent.sheet_state = "hidden"


def hide_sheet_well(cell: Any) -> None:
    """So that the menu of the spreadsheet does not offer it."""
    cell.parent.sheet_state = "veryHidden"


def narrow_all_others(cell: Any) -> None:
    """Makes the usual width of columns tiny, and takes that of the cell's own away."""
    cell.parent.sheet_format.defaultColWidth = 0.1
    cell.parent.column_dimensions.clear()


def flatten_all_others(cell: Any) -> None:
    cell.parent.sheet_format.defaultRowHeight = 0.5
    cell.parent.sheet_format.customHeight = True


def hide_unused_rows(cell: Any) -> None:
    """Hides the rows that have no cells: spreadsheets show those that the file has."""
    cell.parent.sheet_format.zeroHeight = True


def lettered(font: Font, fill: Any = None) -> Callable[[Any], None]:
    """Gives a cell letters, and a ground."""

    def change(cell: Any) -> None:
        cell.font = font
        if fill is not None:
            cell.fill = fill

    return change


def solid(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def conditioned(**looks: Any) -> Callable[[Any], None]:
    """Gives a cell a condition that is always met."""

    def change(cell: Any) -> None:
        cell.parent.conditional_formatting.add(
            cell.coordinate, Rule("expression", formula=["TRUE"], dxf=DifferentialStyle(**looks))
        )

    return change


def scale_from_black(cell: Any) -> None:
    rule = ColorScaleRule(start_type="min", start_color="FF000000", end_type="max", end_color="FF00FF00")
    cell.parent.conditional_formatting.add(cell.coordinate, rule)


def repeat(cell: Any) -> None:
    """Fills the cell with the number, as often as it fits."""
    cell.alignment = Alignment(horizontal="fill")


WHITE = "FFFFFFFF"
OUT_OF_VIEW: dict[str, Callable[[Any], None]] = {
    "white": lettered(Font(color=WHITE)),
    "nearly white": lettered(Font(color="FFF0F0F0")),
    "white by theme": lettered(Font(color=Color(theme=0))),
    "white by number": lettered(Font(color=Color(indexed=9))),
    "black of a theme, as light as can be": lettered(Font(color=Color(theme=1, tint=1.0))),
    "white on white": lettered(Font(color=WHITE), solid("FFFFFFFF")),
    "white on the white of the theme": lettered(Font(color=WHITE), solid(Color(theme=0))),
    "blue on blue": lettered(Font(color="FF0000C0"), solid("FF0000D0")),
    "black on black": lettered(Font(), solid("FF000000")),
    "white in a light pattern": lettered(Font(color=WHITE), PatternFill("gray125")),
    "black on a gradient to black": lettered(Font(), GradientFill(stop=("FFFFFF", "000000"))),
    "tiny": lettered(Font(sz=1)),
    "struck through": lettered(Font(strike=True)),
    "signs": lettered(Font(name="Wingdings 2")),
    "repeated": repeat,
    "white by a condition": conditioned(font=Font(color=WHITE)),
    "white on white by a condition": conditioned(font=Font(color=WHITE), fill=PatternFill(bgColor=WHITE)),
    "black on black by a condition": conditioned(fill=PatternFill(bgColor="FF000000")),
    "format by a condition": conditioned(numFmt=NumberFormat(numFmtId=190, formatCode=";;;")),
    "percent by a condition": conditioned(numFmt=NumberFormat(numFmtId=190, formatCode="0%")),
    "struck through by a condition": conditioned(font=Font(strike=True)),
    "black of a scale": scale_from_black,
}


def merge(cell: Any) -> None:
    """As if the cell had been merged into the one to the left of it, which is shown instead."""
    cell.parent.merged_cells.add(f"{cell.offset(0, -1).coordinate}:{cell.coordinate}")


HIDING = (hide_row, hide_column, narrow, narrow_all_others, flatten_all_others, hide_sheet, hide_sheet_well, merge)


HIDES = {each.__name__: each for each in HIDING} | OUT_OF_VIEW


@pytest.mark.parametrize("hide", HIDES.values(), ids=HIDES)
def test_a_number_of_a_workbook_that_is_out_of_view_is_not_compared(
    files: dict[str, Path], tmp_path: Path, hide: Callable[[Any], None]
) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    hide(figure_cell(book))
    book.save(tmp_path / "b.xlsx")

    compared = compare(read(tmp_path / "b.xlsx"), closed())

    assert compared.differing == 0
    assert "stories" in compared.lost


def test_a_hidden_row_without_a_number_of_its_own_is_out_of_view(files: dict[str, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(files["xlsx"]) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = re.sub(rb'<row r="[0-9]+"', b"<row", parts["xl/worksheets/sheet1.xml"])
    row = next(each for each in re.findall(rb"<row.*?</row>", sheet) if b"<v>3412</v>" in each)
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(row, row.replace(b"<row", b'<row hidden="1"'))
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        for name, content in parts.items():
            is_changed = name == "xl/worksheets/sheet1.xml"
            archive.writestr(
                name, sheet.replace(row, row.replace(b"<row", b'<row hidden="1"')) if is_changed else content
            )

    compared = compare(read(tmp_path / "b.xlsx"), closed())

    assert "stories" in compared.lost


@pytest.mark.parametrize(
    "change",
    [
        lettered(Font(color=WHITE), solid("FF003366")),
        lettered(Font(color=Color(theme=0, tint=-0.5))),
        lettered(Font(color="FFFF0000"), solid("FFFFFF00")),
        lettered(Font(name="Symbol", sz=8)),
        lettered(Font(), GradientFill(stop=("FFFFFF", "FFCC00"))),
        lettered(Font(), PatternFill("gray125")),
        conditioned(font=Font(color="FFFF0000"), fill=PatternFill(bgColor="FFFFCC00")),
        conditioned(font=Font(b=True)),
        conditioned(font=Font(strike=False)),
        conditioned(numFmt=NumberFormat(numFmtId=190, formatCode="#,##0")),
        hide_unused_rows,
    ],
    ids=[
        "white on blue",
        "grey",
        "red on yellow",
        "small",
        "gradient",
        "pattern",
        "coloured by a condition",
        "bold",
        "not struck through by a condition",
        "format by a condition",
        "unused rows",
    ],
)
def test_a_number_of_a_workbook_that_is_in_view_may_look_otherwise(
    files: dict[str, Path], tmp_path: Path, change: Callable[[Any], None]
) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    change(figure_cell(book))
    book.save(tmp_path / "b.xlsx")

    compared = compare(read(tmp_path / "b.xlsx"), closed())

    assert (compared.differing, compared.lost) == (0, ())


@pytest.mark.parametrize("hide", [hide_row, OUT_OF_VIEW["white"], OUT_OF_VIEW["tiny"]], ids=["hidden", "white", "tiny"])
def test_a_row_of_the_evidence_that_is_out_of_view_is_named(
    files: dict[str, Path], tmp_path: Path, hide: Callable[[Any], None]
) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    hide(book.worksheets[-1]["H3"])
    book.save(tmp_path / "b.xlsx")

    compared = compare(read(tmp_path / "b.xlsx"), closed())

    [stories] = compared.evidence
    assert ([each.id for each in stories.missing], stories.other) == ([118], ())


def in_format(number_format: str) -> Callable[[Any], None]:
    """Gives a cell a number format."""

    def change(cell: Any) -> None:
        cell.number_format = number_format

    return change


def by_condition(number_format: str) -> Callable[[Any], None]:
    """Gives a cell a number format by a condition that is always met."""
    return conditioned(numFmt=NumberFormat(numFmtId=190, formatCode=number_format))


@pytest.mark.parametrize("give", [in_format, by_condition])
@pytest.mark.parametrize(
    ("cell", "number_format"),
    [("F3", "0%"), ("F3", ";;;"), ("H3", ";;;"), ("H3", '@"0"'), ("H3", '0;0;0;"story 9"'), ("C3", '"1"d/m/yyyy')],
)
def test_a_row_of_the_evidence_that_shows_something_else_is_named(
    files: dict[str, Path], tmp_path: Path, give: Callable[[str], Callable[[Any], None]], cell: str, number_format: str
) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    give(number_format)(book.worksheets[-1][cell])
    book.save(tmp_path / "b.xlsx")

    [stories] = compare(read(tmp_path / "b.xlsx"), closed()).evidence

    assert ([each.id for each in stories.missing], stories.other) == ([118], ())


@pytest.mark.parametrize("give", [in_format, by_condition])
@pytest.mark.parametrize(
    ("cell", "number_format"),
    [
        ("F3", "#,##0"),
        ("F3", "0.00"),
        ("H3", "#,##0"),
        ("H3", '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)'),
        ("H3", "@"),
        ("C3", "yyyy-mm-dd"),
        ("C3", "[$-42A]dd\\ mmmm\\,\\ yyyy;@"),
        ("C3", '"ngày" d "tháng" m "năm" yyyy'),
    ],
)
def test_a_row_of_the_evidence_may_have_other_formats(
    files: dict[str, Path], tmp_path: Path, give: Callable[[str], Callable[[Any], None]], cell: str, number_format: str
) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    give(number_format)(book.worksheets[-1][cell])
    book.save(tmp_path / "b.xlsx")

    assert compare(read(tmp_path / "b.xlsx"), closed()).evidence == ()


def test_evidence_that_is_out_of_view_is_not_compared(files: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    hide_column(book.worksheets[-1]["H3"])
    book.save(tmp_path / "b.xlsx")

    compared = compare(read(tmp_path / "b.xlsx"), closed())

    assert (compared.evidence, compared.lost) == ((), ("evidence",))


def test_a_formula_in_the_evidence_is_no_item(files: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    book.worksheets[-1]["F3"].value = "=1*100"
    book.save(tmp_path / "b.xlsx")

    [stories] = compare(read(tmp_path / "b.xlsx"), closed()).evidence

    assert ([each.id for each in stories.missing], [each.text for each in stories.other]) == ([118], ["story 118"])


def painted(how: bytes, *, first: bool) -> Callable[[Any, Any], None]:
    """Adds something to what paints the first page, in front of it or after it."""

    def change(writer: Any, page: Any) -> None:
        content = page.get_contents().get_data()
        repaint(writer, page, how + b"\n" + content if first else content + b"\n" + how)

    return change


def repaint(writer: Any, page: Any, content: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream)


def replaced(old: bytes, new: bytes) -> Callable[[Any, Any], None]:
    """Paints the first page otherwise."""

    def change(writer: Any, page: Any) -> None:
        content = page.get_contents().get_data()
        assert old in content
        repaint(writer, page, content.replace(old, new))

    return change


def noted(kind: type[Any], **more: Any) -> Callable[[Any, Any], None]:
    """Puts an annotation on the first figure of a page."""

    def change(writer: Any, page: Any) -> None:
        left, bottom, right, top = map(float, next(each.get_object() for each in page["/Annots"])["/Rect"])
        if kind is Highlight:
            corners = (left, top, right, top, left, bottom, right, bottom)
            more["quad_points"] = ArrayObject(map(FloatObject, corners))
        writer.add_annotation(0, kind(rect=(left, bottom, right, top), **more))

    return change


def test_a_damaged_pdf_is_refused_in_our_words_alone(
    files: dict[str, Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "half.pdf").write_bytes(files["pdf"].read_bytes()[:20_000])
    with pytest.raises(NotAReport):
        read(tmp_path / "half.pdf")
    assert not caplog.records


def changed_pdf(file: Path, folder: Path, change: Callable[[Any, Any], None]) -> Path:
    writer = PdfWriter(clone_from=file)
    change(writer, writer.pages[0])
    writer.write(folder / "b.pdf")
    return folder / "b.pdf"


INK_SPACE = ArrayObject(map(NameObject, ("/Separation", "/Gold", "/DeviceCMYK")))
OWN_INK = DictionaryObject({NameObject("/ColorSpace"): DictionaryObject({NameObject("/c0"): INK_SPACE})})
"""Resources in which the colours of a page are an ink."""


def in_inks(how: bytes) -> Callable[[Any, Any], None]:
    """Paints something behind the first page in a colour space of one ink."""

    def change(writer: Any, page: Any) -> None:
        page["/Resources"]["/ColorSpace"][NameObject("/ink")] = INK_SPACE
        painted(b"q /ink cs " + how + b" Q", first=True)(writer, page)

    return change


def draw_form(writer: Any, page: Any, content: bytes, resources: Any = None) -> None:
    """Lets a page draw a form, after what it paints. resources: those of the form, if it has any."""
    form = DecodedStreamObject()
    form.set_data(content)
    form[NameObject("/Type")], form[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(map(FloatObject, (0, 0, 600, 900)))
    if resources is not None:
        form[NameObject("/Resources")] = resources
    page["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/form"): writer._add_object(form)})
    painted(b"/form Do", first=False)(writer, page)


def in_form(before: bytes, after: bytes = b"", *, resources: bool = True) -> Callable[[Any, Any], None]:
    """Moves what paints the first page into a form, between other things.

    resources: whether those of the page are moved into it too, all but the fonts.
    """

    def change(writer: Any, page: Any) -> None:
        content, own = page.get_contents().get_data(), page["/Resources"]
        repaint(writer, page, b"")
        if resources:
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): own["/Font"]})
        draw_form(writer, page, b"\n".join((before, content, after)), own if resources else None)

    return change


def stamped(how: bytes, resources: Any = None) -> Callable[[Any, Any], None]:
    """Draws a form upon the first page."""
    return lambda writer, page: draw_form(writer, page, how, resources)


def after(first: Callable[[Any, Any], None], then: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """Makes two changes of a page."""

    def change(writer: Any, page: Any) -> None:
        first(writer, page)
        then(writer, page)

    return change


WHITE_SPACE = replaced(b"0 scn", b"1 scn")
UNSURE_IN_PDF = {
    "invisible": replaced(b"0 Tr", b"3 Tr"),
    "invisible of an outer part": painted(b"q 3 Tr q 0 Tr Q BT (5) Tj ET Q", first=False),
    "a text over it": noted(FreeText, text="9.999"),
    "white": replaced(b"/c0 cs 0 scn", b" 1 g"),
    "white in its colours": WHITE_SPACE,
    "white in the colours of a form": after(WHITE_SPACE, in_form(b"")),
    "white in a form with the colours of its page": after(WHITE_SPACE, in_form(b"", resources=False)),
    "white in colours that the file does not have": replaced(b"/c0 cs 0 scn", b"/none cs 1 scn"),
    "white ink": replaced(b"0 scn", b"0 0 0 0 k"),
    "pale letters": replaced(b"/c0 cs 0 scn", b" 0.9 g"),
    "white after the inks": in_inks(b"1 scn 1 g 0 0 9 9 re f"),
    "white of an outer part": painted(b"q 1 g q 0 g Q 0 0 9 9 re f* Q", first=False),
    "a nearly white area": painted(b"q 0.975 g 0 0 9 9 re f Q", first=False),
    "a white area in a form": in_form(b"", b"q 1 g 0 0 9 9 re f Q"),
    "a white area in a form without resources": stamped(b"1 g 0 0 9 9 re f"),
    "a white area in a form with empty resources": stamped(b"1 g 0 0 9 9 re f", DictionaryObject()),
    "a white area in a form with resources that are null": stamped(b"1 g 0 0 9 9 re f", NullObject()),
    "a white area after a form with other colours": after(
        stamped(b"0 g", OWN_INK), painted(b"/c0 cs 1 scn 0 0 9 9 re f", first=False)
    ),
    "a white area after a form": after(
        in_form(b"Q Q 0 g"), after(painted(b"q 1 g", first=True), painted(b"0 0 9 9 re f Q", first=False))
    ),
    **{
        f"a white area by {how.decode()}": painted(b"q 1 1 1 rg 0 0 600 900 re " + how + b" Q", first=False)
        for how in (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
    },
    **{
        f"white letters by {how.decode()}": painted(b"q 1 g BT " + how + b" ET Q", first=False)
        for how in (b"(5) Tj", b"[(5)] TJ", b"(5) '", b'0 0 (5) "')
    },
}


@pytest.mark.parametrize("change", UNSURE_IN_PDF.values(), ids=UNSURE_IN_PDF)
def test_a_number_of_a_pdf_that_is_not_shown_is_not_confirmed(
    files: dict[str, Path], tmp_path: Path, change: Callable[[Any, Any], None]
) -> None:
    wrong = differences(read(changed_pdf(files["pdf"], tmp_path, change)), full())

    assert wrong
    assert all(each.found.text.startswith("[…]") for each in wrong)


CLEAR_IN_PDF = {
    "a pale area": painted(b"q 0.96 g 0 0 9 9 re f Q", first=False),
    "a pale area of four inks": painted(b"q 0.03 0.03 0.03 0.03 k 0 0 9 9 re f Q", first=False),
    "black ink": replaced(b"/c0 cs 0 scn", b" 0 0 0 1 k"),
    "grey letters": replaced(b"/c0 cs 0 scn", b" 0.8 g"),
    "in a form": in_form(b""),
    "full ink in a form": stamped(b"/c0 cs 1 scn 0 0 9 9 re f", OWN_INK),
    "an area after a form with more ends than beginnings": after(
        painted(b"q 1 g", first=False), after(stamped(b"Q"), painted(b"Q 0 0 9 9 re f", first=False))
    ),
    "in a form with the resources of its page": in_form(b"", resources=False),
    "black letters in colours that the file does not have": replaced(b"/c0 cs 0 scn", b"/none cs 0 scn"),
    "an area after a form that ends white": after(in_form(b"", b"1 g"), painted(b"0 0 9 9 re f", first=False)),
    "invisible letters that are none": painted(b"q 3 Tr Q", first=True),
    "a white line": painted(b"q 1 g 1 G 0 0 m 600 900 l S Q", first=False),
    "full ink": in_inks(b"1 scn 0 0 9 9 re f"),
    "white that paints nothing": painted(b"q 1 g Q 0 0 9 9 re f", first=True),
    "white before another colour": painted(b"q 1 g 0 g 0 0 9 9 re f Q", first=True),
    "white before a space of colours": painted(b"q 1 g /c0 cs 0 0 9 9 re f Q", first=True),
    "highlighted": noted(Highlight),
    "a window of a note": noted(Popup, open=True),
    "a grey line": painted(b"q 0.8 g 0 0 600 1 re f Q", first=True),
}


@pytest.mark.parametrize("change", CLEAR_IN_PDF.values(), ids=CLEAR_IN_PDF)
def test_a_number_of_a_pdf_may_be_marked(
    files: dict[str, Path], tmp_path: Path, change: Callable[[Any, Any], None]
) -> None:
    assert differences(read(changed_pdf(files["pdf"], tmp_path, change)), full()) == ()


def test_rows_of_the_evidence_that_are_deleted_or_added_are_named(files: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    sheet = book.worksheets[-1]
    assert sheet["H3"].value == "story 118"
    sheet["H3"].value = "story 119"
    sheet.delete_rows(4)
    book.save(tmp_path / "b.xlsx")

    compared = compare(read(tmp_path / "b.xlsx"), closed())

    stories, news = compared.evidence
    assert ([each.id for each in stories.missing], [each.text for each in stories.other]) == ([118], ["story 119"])
    assert ([each.id for each in news.missing], news.other) == ([9], ())
    assert (compared.differing, compared.differences, compared.lost) == (2, (), ())


@pytest.mark.parametrize(("sheet", "lost"), [(1, "stories/genre/brief"), (2, "stories@2019-03"), (-1, "evidence")])
def test_a_workbook_without_a_sheet_is_not_all_compared(
    files: dict[str, Path], tmp_path: Path, sheet: int, lost: str
) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    book.remove(book.worksheets[sheet])
    book.save(tmp_path / "b.xlsx")

    compared = compare(read(tmp_path / "b.xlsx"), closed())

    assert compared.differing == 0
    assert lost in compared.lost


def test_a_word_file_without_its_bookmarks_is_not_compared(files: dict[str, Path], tmp_path: Path) -> None:
    document = Document(str(files["docx"]))
    for each in [*document.element.iter()]:
        if each.tag.endswith(("}bookmarkStart", "}bookmarkEnd")):
            each.getparent().remove(each)
    document.save(str(tmp_path / "b.docx"))

    compared = compare(read(tmp_path / "b.docx"), closed())

    assert (compared.equal, compared.differing) == (0, 0)
    assert {figure.key for figure in full().figures} <= {*compared.lost}


def test_a_word_file_that_says_it_prints_less_is_not_all_compared(files: dict[str, Path], tmp_path: Path) -> None:
    report = replace(full(), figures=full().figures[:-1])
    (tmp_path / "b.docx").write_bytes(written(report, "docx", paper=PAPER))
    found = read(tmp_path / "b.docx")

    assert compare(found, closed()).lost == ("post_plan",)
    assert compare(found, closed(), own_template=True).lost == ()


def test_an_edited_number_of_a_json_file_is_found(files: dict[str, Path], tmp_path: Path) -> None:
    content = json.loads(files["json"].read_text("utf-8"))
    content["breakdowns"][1]["rows"][0]["count"] += 1
    (tmp_path / "b.json").write_text(json.dumps(content), "utf-8")

    [wrong] = differences(read(tmp_path / "b.json"), full())

    assert (wrong.found.key, wrong.found.number, wrong.expected) == ("stories/genre/brief", 2177, 2176)


@pytest.mark.parametrize(
    ("old", "new"),
    [('{"', '{"indicators": [], "'), ('"key": "stories"', '"key": "stories", "count": 9999, "key": "stories"')],
)
def test_a_json_file_that_says_something_twice_is_refused(
    files: dict[str, Path], tmp_path: Path, old: str, new: str
) -> None:
    text = json.dumps(json.loads(files["json"].read_text("utf-8")))
    (tmp_path / "b.json").write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(NotAReport):
        read(tmp_path / "b.json")


def zipped(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return content.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document xmlns:w="x">&a;</w:document>'
OTHERS = {
    "nothing": b"",
    "text": "Báo cáo".encode(),
    "list": b"[]",
    "other json": b'{"indicators": [{"key": "a"}]}',
    "no number": b'{"indicators": [{"key": "a", "count": NaN}]}',
    "too large a number": b'{"indicators": [{"key": "a", "count": 1.0e400000000}]}',
    "deep json": b"[" * 1_000_000,
    "page": b"<html></html>",
    "zip": zipped(a_xml=b"<a/>"),
    "end of zip": b"PK\x03\x04" + bytes(100),
    "other document": zipped(word__document_xml=b"<w:document xmlns:w='x'/>"),
    "entities": zipped(word__document_xml=ENTITIES, docProps__custom_xml=b"<a/>"),
    "wide entities": zipped(word__document_xml=ENTITIES.decode().encode("utf-16")),
    "broken workbook": zipped(xl__workbook_xml=b"<workbook/>"),
    "bomb": zipped(word__document_xml=bytes(300 << 20)),
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>",
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.filterwarnings("ignore")
def test_a_file_that_is_no_report_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(content)

    with pytest.raises(NotAReport, match=r"x\.docx"):
        read(tmp_path / "x.docx")


@pytest.mark.parametrize(("form", "part"), [("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")])
def test_a_report_with_a_document_type_is_refused(files: dict[str, Path], form: str, part: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(files[form]) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    declaration, end, rest = parts[part].partition(b"?>")
    parts[part] = declaration + end + b'<!DOCTYPE x [<!ENTITY a "a">]>' + rest
    with zipfile.ZipFile(tmp_path / "b", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    with pytest.raises(NotAReport):
        read(tmp_path / "b")


def test_a_file_that_cannot_be_read_or_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableInput):
        read(tmp_path / "none.json")
    with pytest.raises(UnreadableInput):
        read(tmp_path)
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    (tmp_path / "large.json").write_bytes(bytes(11))
    with pytest.raises(InputTooLarge):
        read(tmp_path / "large.json")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.filterwarnings("ignore")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_never_ends_in_another_error(
    form: str, data: Any, files: dict[str, Path], tmp_path: Path
) -> None:
    content = bytearray(files[form].read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place : place + data.draw(st.integers(0, 50))] = data.draw(st.binary(max_size=20))
    (tmp_path / "x").write_bytes(content)

    with contextlib.suppress(UserError):
        read(tmp_path / "x")


def test_odd_keys_are_read_as_they_were(tmp_path: Path) -> None:
    report = replace(full(), figures=(figure("tỉ lệ (%) / năm, “a” & <b>" * 3, 5, "Tỉ lệ"),), breakdowns=())
    for form in FORMATS:
        (tmp_path / form).write_bytes(written(report, form, paper=PAPER))

        found = read(tmp_path / form)

        assert (differences(found, report), missing(found, ClosedContent(report))) == ((), ())


Convert = Callable[[Path, str], Path]


@pytest.fixture
def converted(tmp_path: Path) -> Convert:
    """Converts a file with LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")

    def convert(file: Path, ending: str) -> Path:
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", ending, "--outdir", str(tmp_path / "out"), str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return (tmp_path / "out" / file.name).with_suffix(f".{ending}")

    return convert


@pytest.mark.deep
@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_file_that_libreoffice_saved_again_keeps_its_figures(
    files: dict[str, Path], form: str, converted: Convert
) -> None:
    found = read(converted(files[form], form))

    assert (found.digest, found.lost) == (DIGEST, ())
    assert (compare(found, closed()).differing, compare(found, closed()).lost) == (0, ())


@pytest.mark.deep
def test_libreoffice_shows_the_word_file_on_four_pages(files: dict[str, Path], converted: Convert) -> None:
    from pypdf import PdfReader

    pages = [page.extract_text().split("\n") for page in PdfReader(converted(files["docx"], "pdf")).pages]

    assert len(pages) == 4
    assert pages[1][0].strip() == "2"
    assert "9 THÁNG NĂM 2019" in pages[2][1]
    assert pages[3][0].strip() == "2"
