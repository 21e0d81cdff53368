"""Pay lists as files, read back by other programs: every sum, the same everywhere."""

import datetime as dt
import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.shared import Mm

from radiodesk import locale
from radiodesk.model import Action, Desk, Person, Station
from radiodesk.reports.documents.reading import IsPayList, read
from radiodesk.reports.royalties import coding, settings
from radiodesk.reports.royalties.content import PayList
from radiodesk.reports.royalties.rules import Norm
from radiodesk.reports.royalties.text import as_text
from radiodesk.reports.royalties.words import in_words
from radiodesk.reports.royalties.writing import as_file
from tests.conftest import run_here
from tests.reports.royalties.desks import air, close, confirm_coefficients, listed, send, write

FORMULA = "=1+1 [red] <b>&"

pytestmark = pytest.mark.sqlite


@pytest.fixture
def april(desk: Desk) -> PayList:
    """A month with royalties, fees, a norm, taxes, and a correction of the month before."""
    with desk.changing(Action.EARLIER, what="fill") as session:
        march, first, second = air(session, "2019-03-05", "2019-04-05", "2019-04-06")
        write(session, "Tháng ba", march, hà_author="1")
        write(session, FORMULA, first, second, hà_author="1.5", minh_author="1.5", lan_reader=None)
        write(session, "Trong định mức", second, minh_author="0.3")
        send(session, "Clip", "2019-04-30", minh_author=None, lan_camera=None)
        minh = session.query(Person).filter_by(name="Minh").one()
        settings.set_norms(session, [Norm(minh.id, "Minh", Decimal(1))])
        options = {"second_use": Decimal(10), "taxed": True, "tax_from": 100_000, "maker": "Ngọc Lan"}
        settings.set_options(session, options)
        session.query(Person).filter_by(name="Hà").one().initials = "TH"
        row = session.get_one(Station, 1)
        row.parent_body, row.signer_office, row.signer_name = "UBND XÃ", "TRƯỞNG ĐÀI", "Nguyễn Văn Bình"
    confirm_coefficients(desk, brief=Decimal(1))
    close(desk, "2019-03")
    with desk.changing(Action.EARLIER, what="correct") as session:
        write(session, "Quên ghi", march, hà_author="0.3")
    return listed(desk, "2019-04")


def test_the_json_of_a_list_is_read_back_as_the_same_list(april: PayList) -> None:
    content = json.loads(coding.as_json(april))

    assert coding.decoded(content) == april
    assert content["totals"]["amount"] == sum(line["amount"] for each in content["people"] for line in each["lines"])
    assert {line["corrects"] for each in content["people"] for line in each["lines"]} == {None, "2019-03"}
    for each in content["people"]:
        each["pen_name"] = each.pop("initials")  # as older releases wrote it
    assert coding.decoded(content) == april


def test_a_workbook_holds_every_sum_as_a_number_and_typed_text_as_text(april: PayList) -> None:
    locale.use("en")

    book = openpyxl.load_workbook(io.BytesIO(as_file(april, "xlsx")))

    assert book.sheetnames == ["Bảng kê", "Theo người", *[slip.person for slip in april.slips]]
    sheet = book["Bảng kê"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert rows[0][:3] == ["STT", "Họ tên (ký hiệu)", "Tên tác phẩm"]
    paid = april.paid_lines
    body = rows[1 : len(paid) + 1]
    assert [tuple(row[6:11]) for row in body] == [
        (pytest.approx(float(line.coefficient)), line.unit, line.amount, line.tax, line.net) for line in paid
    ]
    assert [row[5] for row in body] == [dt.datetime.combine(line.day, dt.time()) for line in paid]
    assert (body[0][1], body[0][2], body[0][3], body[0][4]) == ("Hà (TH)", FORMULA, "Tin", "Tác giả")
    assert {cell.data_type for row in sheet.iter_rows(min_row=7, max_row=6 + len(paid)) for cell in row[1:3]} == {"s"}
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A7", f"A6:L{6 + len(paid)}")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.print_title_rows) == (
        9,
        "landscape",
        "$6:$6",
    )
    said = {cell for row in rows for cell in row if isinstance(cell, str)}
    assert f"Bằng chữ: {in_words(april.amount)}." in said
    assert {"NGƯỜI LẬP", "Ngọc Lan", "KẾ TOÁN", "TRƯỞNG ĐÀI", "Nguyễn Văn Bình"} <= said


def test_the_slips_of_a_workbook_add_up_to_its_list(april: PayList) -> None:
    values = openpyxl.load_workbook(io.BytesIO(as_file(april, "xlsx")), data_only=True)

    def total(name: str, column: int) -> Any:
        return next(row[column].value for row in values[name].iter_rows() if row[1].value == "Tổng cộng")

    assert total("Bảng kê", 8) == april.amount == sum(total(slip.person, 7) for slip in april.slips)
    assert total("Bảng kê", 10) == april.net == sum(total(slip.person, 9) for slip in april.slips)
    assert total("Theo người", 6) == april.amount


def test_people_sign_a_workbook_in_rows_with_room_for_it(april: PayList) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(as_file(april, "xlsx")))["Theo người"]

    heading, *people = sheet.iter_rows(min_row=6, max_row=6 + len(april.slips))
    assert heading[-1].value == "Ký nhận"
    assert {sheet.row_dimensions[row[0].row].height for row in people} == {30}


def test_rows_of_a_pay_list_are_as_high_as_their_wrapped_texts(april: PayList) -> None:
    first, *rest = april.slips
    lines = (replace(first.lines[0], title="Tổng kết thu gom rác thải ở Bình Định " * 5), *first.lines[1:])
    book = openpyxl.load_workbook(
        io.BytesIO(as_file(replace(april, slips=(replace(first, lines=lines), *rest)), "xlsx"))
    )

    for name in ("Bảng kê", first.person):
        assert book[name].row_dimensions[6].height >= 2 * 12  # "Thuế TNCN (đồng)" has no room in a line
        assert book[name].row_dimensions[7].height >= 3 * 12
        assert book[name].row_dimensions[8].height is None  # as high as a line


def test_a_document_is_on_a4_in_times_new_roman_with_a_slip_for_each_person(april: PayList) -> None:
    locale.use("en")

    content = as_file(april, "docx")

    document = docx.Document(io.BytesIO(content))
    section = document.sections[0]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (297, 210)  # type: ignore[operator]
    edges = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert [round(each / Mm(1)) for each in edges] == [30, 15, 20, 20]  # type: ignore[operator]  # each is set
    widths = [sum(cell.width for cell in table.rows[0].cells) / Mm(1) for table in document.tables]  # type: ignore[misc]
    assert max(widths) <= 297 - 30 - 15
    assert document.styles["Normal"].font.name == "Times New Roman"
    text = [paragraph.text for paragraph in document.paragraphs]
    assert text[:3] == ["UBND XÃ", "Đài phát thanh huyện Lương Tài", "BẢNG KÊ CHI TRẢ NHUẬN BÚT, THÙ LAO"]
    assert f"Bằng chữ: {in_words(april.amount)}." in text
    assert [each for each in text if each.startswith("Họ tên")] == [
        "Họ tên (ký hiệu): Hà (TH)",
        "Họ tên (ký hiệu): Lan",
        "Họ tên (ký hiệu): Minh",
    ]
    listed_, *rest = [table for table in document.tables if len(table.rows) > 1]
    rows = [[cell.text for cell in row.cells] for row in listed_.rows]
    assert rows[1][0] == "Họ tên (ký hiệu): Hà (TH)"
    assert rows[2][:8] == ["1", FORMULA, "Tin", "Tác giả", "05/04/2019", "1,5", "139.000", "104.250"]
    lines = [row for row in rows if row[0].isdecimal()]
    assert [int(row[0]) for row in lines] == [*range(1, len(april.paid_lines) + 1)]
    assert [row[7].replace(".", "") for row in lines] == [str(line.amount) for line in april.paid_lines]
    assert rows[-1][7].replace(".", "") == str(april.amount)
    assert sum(int(table.rows[-1].cells[7].text.replace(".", "")) for table in rest) == april.amount
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("word/document.xml").count(b"<w:tblHeader/>") == 1 + len(april.slips)


def test_each_person_signs_a_document_once_beside_their_sums(april: PayList) -> None:
    listed_ = docx.Document(io.BytesIO(as_file(april, "docx"))).tables[0]

    rows = [[cell.text for cell in row.cells] for row in listed_.rows]
    sums = [(row[0], *(int(each.replace(".", "")) for each in row[7:10])) for row in rows if row[0].startswith("Cộng")]
    assert sums == [(f"Cộng: {slip.name}", slip.amount, slip.tax, slip.net) for slip in april.slips if slip.net]
    assert sum(amount for _name, amount, _tax, _net in sums) == april.amount
    _heading, *signed, _total = [row.cells[-1]._tc for row in listed_.rows]
    assert len({id(each) for each in signed}) == len(sums)


def test_the_signatures_of_a_document_stay_with_the_sum_in_words(april: PayList) -> None:
    body = docx.Document(io.BytesIO(as_file(april, "docx")))

    parts = [*body.iter_inner_content()]
    words = next(place for place, part in enumerate(parts) if getattr(part, "text", "").startswith("Bằng chữ"))
    between = parts[words : next(place for place in range(words, len(parts)) if hasattr(parts[place], "rows"))]
    assert len(between) > 2
    assert all(part.paragraph_format.keep_with_next for part in between)  # type: ignore[union-attr]
    (row,) = parts[words + len(between)].rows  # type: ignore[union-attr]
    assert "NGƯỜI LẬP" in row.cells[0].text
    assert row._tr.trPr.xpath("w:cantSplit")


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_the_office_of_the_head_is_in_capitals_like_the_others(april: PayList, form: str) -> None:
    content = as_file(replace(april, head_office="Trưởng đài"), form)

    part = {"xlsx": "xl/sharedStrings.xml", "docx": "word/document.xml"}[form]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        said = archive.read(part).decode()
    assert "TRƯỞNG ĐÀI" in said
    assert "Trưởng đài" not in said


def test_the_text_says_what_norms_cuts_and_corrections_do(april: PayList) -> None:
    said = as_text(april)

    assert "under the norm: 41,700" in said
    assert "correction of March 2019: 41,700 due, 0 paid" in said
    assert [line.tax for line in april.all_lines if line.corrects] == [4_170]
    assert "The tax of a correction is the difference of the tax of the month" in said
    assert "further use" in said
    assert f"In words: {in_words(april.amount)}" in said


def test_two_people_of_one_name_in_other_letters_have_a_sheet_each(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="fill") as session:
        (edition,) = air(session, "2019-03-05")
        for name in ("Nguyễn Thị Hồng Hạnh Trường Tiểu học Trung Kênh", "Nguyễn Thị Hồng Hạnh Trường Tiểu học Lai Hạ"):
            write(session, name, edition, **{f"{name}_author": None})

    book = openpyxl.load_workbook(io.BytesIO(as_file(listed(desk, "2019-03"), "xlsx")))

    assert book.sheetnames[2:] == ["Nguyễn Thị Hồng Hạnh Trường Tiể", "Nguyễn Thị Hồng Hạnh Trường T 2"]


@pytest.mark.parametrize("form", ["json", "xlsx", "docx"])
def test_verifying_a_pay_list_says_that_it_is_no_report(april: PayList, tmp_path: Path, form: str) -> None:
    (tmp_path / "april").write_bytes(as_file(april, form))

    with pytest.raises(IsPayList):
        read(tmp_path / "april")


def test_the_command_closes_a_month_once_and_prints_it_again(april: PayList, desk: Desk, tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> Any:
        return run_here("royalties", *arguments, home=desk.config.home)

    open_list = json.loads(run("2019-04", "--format", "json").stdout)
    closing = run("4/2019", "--close", "--output", tmp_path / "a.json")
    again = run("2019-04", "--close", "--output", tmp_path / "b.json")  # as after a stop before the file was written
    printed = json.loads(run("2019-04", "--format", "json").stdout)

    assert closing.returncode == 0, closing.stderr
    assert "April 2019 is closed" in closing.stderr
    assert (again.returncode, again.stdout) == (0, "")
    assert "never changes" in again.stderr
    assert "is closed" not in again.stderr
    assert (tmp_path / "b.json").read_bytes() == (tmp_path / "a.json").read_bytes()
    assert printed == json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert printed | {"closed": None} == open_list
    assert run("2019").stderr.endswith("“2019” is none: write 2019-03 or 3/2019\n")
    assert run("2019-04", "--output", tmp_path / "a.pdf").returncode == 1


def test_the_command_for_the_rules_tells_every_mistake_with_its_line(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"

    def run(*arguments: str | Path) -> Any:
        return run_here("royalties-settings", *arguments, home=desk.config.home)

    assert run("export", file).returncode == 0
    tried = run("apply", "--dry-run", file)
    applied = run("apply", file)
    again = run("apply", file)
    file.write_text('most_fees = 80\n[[norm]]\nperson = ""\npieces = "x"\n')
    wrong = run("apply", file)

    assert tried.stdout.endswith("Nothing was changed: this is what would be done.\n")
    assert (applied.stdout, again.stdout) == ("The frame has 53 coefficients\n", "The rules are these already\n")
    assert wrong.returncode == 1
    lines = wrong.stderr.splitlines()
    assert [line.split(": ")[0].rpartition(" ")[2] for line in lines[:3]] == ["1", "3", "4"]
