"""Write a report as a PDF with typst, in the layout of the Word file. It needs the extra `pdf`.

Typed text goes to typst as JSON, so that it is never markup. Each figure becomes a link whose address is its key; it
is found again when the file is verified. The digest stands in the text and among the keywords of the file.
"""

import importlib.util
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from radiodesk.errors import UserError
from radiodesk.locale import N_, in_language
from radiodesk.model.text import upper_first
from radiodesk.reports.content import Paper, Report
from radiodesk.reports.documents import marks
from radiodesk.reports.documents.fields import CHECK, DRAFT, BreakdownField, Fields, FigureField

SOURCE = Path(__file__).parent / "report.typ"

FONTS = ("Source Serif 4", "Libertinus Serif")
"""Free fonts with all Vietnamese letters. The first one comes with the extra, the other one with typst.

Fonts of the system are not used: so the file looks alike on every machine, and letters do not come from two fonts.
"""
_FONT_PACKAGE = "fontpkg_source_serif_4"

_PLAIN = (
    "parent_body",
    "station",
    "number",
    "mark",
    "date",
    "place_and_date",
    "summary",
    "recipient",
    "period",
    "first",
    "last",
    "signer_office",
    "signer_name",
    "draft",
)
_NO_BREAK = "\N{NO-BREAK SPACE}"
_OF_FIGURE = ("sentence", "count", "target", "target_percent", "previous", "change_percent")


class NoTypst(UserError):
    """The libraries that PDF files need are not installed."""

    message = N_("PDF files cannot be written here, since a library for them is not installed: write a .docx")
    command = N_("pip install 'radiodesk[pdf]' installs them")


def as_pdf(report: Report, paper: Paper | None = None) -> bytes:
    """The report as a PDF. raises NoTypst, FigureMissing."""
    try:
        import typst
    except ImportError as error:
        raise NoTypst from error
    with in_language("vi"):
        data = json.dumps(_data(report, Fields(report, paper)), ensure_ascii=False)
    closed = report.closed
    content = typst.compile(
        SOURCE.read_bytes(),
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=_font_folders()),
        sys_inputs={"data": data},
        timestamp=int(closed.when.timestamp()) if closed else None,
    )
    assert isinstance(content, bytes)  # noqa: S101 - a PDF is one file
    return content


def _font_folders() -> list[str]:
    """The folder of the font that comes with the extra, if it is installed."""
    found = importlib.util.find_spec(_FONT_PACKAGE)
    return [str(Path(folder) / "files") for folder in (found and found.submodule_search_locations) or ()]


def _data(report: Report, fields: Fields) -> dict[str, Any]:
    """What the typst file reads."""
    closed = report.closed
    created = closed.when.date() if closed else None
    return {
        **{name: fields.get(name) for name in _PLAIN},
        "fonts": FONTS,
        "title": f"Báo cáo {fields.get('summary')}",
        "author": fields.get("station"),
        "keywords": [marks.PREFIX + closed.digest] if closed else [],
        "created": [created.year, created.month, created.day] if created else None,
        "draft_text": DRAFT,
        "digest_text": f"{CHECK}: {fields.get('digest')}",
        "closed": f"Số liệu chốt (bản {fields.get('closed_number')}) ngày {fields.get('closed_date')}, "
        f"người chốt: {fields.get('closed_by')}.",
        "paragraph": _segments(fields.get("paragraph")),
        "figures": [_figure(each) for each in fields.get("figures")],
        "breakdowns": [_breakdown(each) for each in fields.get("breakdowns")],
    }


def _figure(field: FigureField) -> dict[str, Any]:
    segments = {name: _segments(getattr(field, name)) for name in _OF_FIGURE}
    return {"label": field.label, "unit": field.unit, **segments}


def _breakdown(field: BreakdownField) -> dict[str, Any]:
    rows = [
        {"label": row.label, "count": _segments(row.count), "previous": _segments(row.previous)} for row in field.rows
    ]
    return {
        "figure": field.figure,
        "label": field.label,
        "heading": upper_first(field.label),
        "rows": rows,
        "total": _segments(field.total),
    }


def _segments(text: str) -> list[tuple[str | None, str]]:
    """The parts of a marked text: each with the address of its figure, which no line breaks."""
    return [
        (marks.PREFIX + quote(key, safe="/"), part.replace(" ", _NO_BREAK)) if key else (None, part)
        for key, part in marks.segments(text)
    ]
