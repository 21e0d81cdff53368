"""A pay list in each of its formats."""

from radiodesk.reports.royalties import coding, text
from radiodesk.reports.royalties.content import PayList


def as_text_of(pay_list: PayList, form: str) -> str:
    """The pay list as text or json."""
    return coding.as_json(pay_list) if form == "json" else text.as_text(pay_list)


def as_file(pay_list: PayList, form: str) -> bytes:
    """The content of a file: text, json, xlsx or docx. Documents are in Vietnamese, whatever the language in use."""
    if form == "xlsx":
        from radiodesk.reports.royalties import workbook

        return workbook.as_xlsx(pay_list)
    if form == "docx":
        from radiodesk.reports.royalties import document

        return document.as_docx(pay_list)
    return as_text_of(pay_list, form).encode()
