"""Files that are no ledger are refused by name, with the reason, and nothing is changed."""

import os
import stat
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from xlwt.CompoundDoc import XlsDoc

from radiodesk.errors import UserError
from radiodesk.ledger.problems import (
    EmptyFile,
    LockedWorkbook,
    NoLedgerSheet,
    NotAWorkbook,
    NotUTF8,
    SheetTooWide,
    UnreadableFile,
)
from radiodesk.model import Desk
from tests.conftest import MEDIA, Cli
from tests.ledger.books import BROADCASTS, NEWS, bring, everything, ledger, write_csv, write_xlsx

pytestmark = pytest.mark.usefixtures("reading_process")


def refuses(desk: Desk, path: Path, error: type[UserError]) -> None:
    """The file is refused by name, and a good one beside it does not come in either."""
    good = write_csv(path.parent / "tốt.csv", [BROADCASTS, NEWS])
    before = everything(desk)
    with pytest.raises(error, match=path.name):
        bring(desk, good, path)
    assert everything(desk) == before


def test_a_missing_file_and_a_folder_are_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "thư mục.xlsx").mkdir()

    refuses(desk, tmp_path / "không có.xlsx", UnreadableFile)
    refuses(desk, tmp_path / "thư mục.xlsx", NotAWorkbook)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "khóa.xlsx", ledger())
    path.chmod(stat.S_IWUSR)

    refuses(desk, path, UnreadableFile)


@pytest.mark.parametrize("name", ["sổ.xlsx", "sổ.csv"])
def test_an_empty_file_is_refused(desk: Desk, tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()

    refuses(desk, tmp_path / name, EmptyFile)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 and nothing more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"<html><table>", b"%PDF-1.7"],
)
def test_what_is_no_workbook_is_refused(desk: Desk, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sổ.xlsx").write_bytes(content)

    refuses(desk, tmp_path / "sổ.xlsx", NotAWorkbook)


def test_a_workbook_cut_short_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "sổ.xlsx", ledger())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    refuses(desk, path, NotAWorkbook)


def test_a_workbook_with_a_damaged_sheet_is_refused(desk: Desk, tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "a.xlsx", ledger())
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(tmp_path / "sổ.xlsx", "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name)[: 300 if "sheet2" in name else None])

    refuses(desk, tmp_path / "sổ.xlsx", NotAWorkbook)


def test_a_document_in_an_archive_is_refused(desk: Desk, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "sổ.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    refuses(desk, tmp_path / "sổ.xlsx", NotAWorkbook)


def test_a_workbook_of_another_kind_is_refused(desk: Desk, tmp_path: Path) -> None:
    sheets = {"Danh bạ": [["STT", "Họ tên", "Ghi chú"], [1, "Thu Hà", ""]], "Trống": []}

    refuses(desk, write_xlsx(tmp_path / "danh bạ.xlsx", sheets), NoLedgerSheet)
    refuses(desk, write_csv(tmp_path / "danh bạ.csv", sheets["Danh bạ"]), NoLedgerSheet)


def test_an_old_encoding_is_refused_rather_than_guessed(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "sổ.csv").write_bytes("Müller,Œuvre,naïf\n".encode("cp1252"))

    refuses(desk, tmp_path / "sổ.csv", NotUTF8)


def test_a_recording_is_no_ledger(desk: Desk, tmp_path: Path) -> None:
    recording = tmp_path / "nhac cat.csv"
    recording.write_bytes((MEDIA / "nhac cat.mp3").read_bytes())

    refuses(desk, recording, NotUTF8)


def test_a_workbook_behind_a_password_is_refused(desk: Desk, tmp_path: Path) -> None:
    # With a password an .xlsx is an OLE file, as old workbooks are, with a stream of this name.
    XlsDoc().save(str(tmp_path / "sổ.xlsx"), bytes(5000))
    content = bytearray((tmp_path / "sổ.xlsx").read_bytes())
    at = content.index("Workbook".encode("utf-16-le"))
    content[at : at + 64] = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")
    (tmp_path / "sổ.xlsx").write_bytes(content)

    refuses(desk, tmp_path / "sổ.xlsx", LockedWorkbook)


def test_a_sheet_with_a_stray_cell_at_its_far_end_is_refused(desk: Desk, tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(BROADCASTS)
    workbook.worksheets[0]["XFD1048576"] = "x"
    workbook.save(tmp_path / "sổ.xlsx")

    refuses(desk, tmp_path / "sổ.xlsx", SheetTooWide)


def test_the_command_line_names_the_file_and_ends_with_1(cli: Cli, tmp_path: Path) -> None:
    cli("init", "--station", "Đài", "--lang", "vi")

    answer = cli("ledger", "import", tmp_path / "không có.xlsx")

    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "không có.xlsx" in answer.stderr
    assert "Traceback" not in answer.stderr
