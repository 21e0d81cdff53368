"""Write a report as a Word file (.docx), from a template that the station edits in Word.

The template is filled by docxtpl in jinja's sandbox. Then each figure is put between the ends of a bookmark, which Word
and LibreOffice keep when text is edited. (Content controls hide their text from many programs, and LibreOffice before
7.5 forgets their tags.) Custom properties hold the keys of the bookmarks and the digest.
"""

import copy
import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from errno import ENOENT
from pathlib import Path
from typing import TYPE_CHECKING, Any

from radiodesk.errors import UserError, advice, reason
from radiodesk.locale import N_, in_language
from radiodesk.reports.content import Paper, Report
from radiodesk.reports.documents import marks
from radiodesk.reports.documents.fields import FILTERS, Fields
from radiodesk.reports.documents.packages import DamagedPackage, open_package

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.sandbox import SandboxedEnvironment

TEMPLATE = Path(__file__).parent / "report.docx"
"""The template that comes with radiodesk; `docs/write_report_template.py` writes it."""

KEYS_PROPERTY = "radiodesk-figures-"
"""What the names of the custom properties begin with that hold the keys of the bookmarks: a list in JSON, in pieces."""

PROPERTY_LENGTH = 250
"""Characters of a piece: Word keeps 255 of a property."""

BOOKMARK = "radiodesk_"
"""What the name of a bookmark begins with; the place of its key in the list follows."""

MOST_BYTES = 20 << 20
"""Limit for the size of a template."""

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIRST_BOOKMARK = 10_000
"""Above the numbers of the bookmarks that a template has."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CUSTOM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    "{properties}</Properties>"
)
_PROPERTY = (
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{name}">'
    "<vt:lpwstr>{value}</vt:lpwstr></property>"
)


class CannotReadTemplate(UserError):
    """The file of a template cannot be read."""

    message = N_("The template {file} cannot be read: {reason}. {advice}")


class NotATemplate(UserError):
    """A file that is not a Word document."""

    message = N_("{file} is not a Word document (.docx), so no report can be made from it: save it again in Word")


class UnknownField(UserError):
    """A template that names a field that reports do not have."""

    message = N_(
        "The template {file} names a field that reports do not have: “{field}”. docs/reports.md lists the fields"
    )


class BrokenTag(UserError):
    """A template with a tag that cannot be understood."""

    message = N_("The template {file} has a broken tag: {reason}. It stands near “{text}”")


def as_word(report: Report, paper: Paper | None = None, template: Path | None = None) -> bytes:
    """The report as a Word file. raises FigureMissing, and for a template CannotReadTemplate, NotATemplate,
    UnknownField, BrokenTag.
    """
    with in_language("vi"):
        filled = _filled(Fields(report, paper), template or TEMPLATE)
    return _finished(filled, report, paper)


def _filled(fields: Fields, template: Path) -> bytes:
    """The template with the fields."""
    from docxtpl import DocxTemplate
    from jinja2 import UndefinedError

    environment = _sandbox()
    environment.filters.update(FILTERS)
    content = _read(template)
    document = DocxTemplate(io.BytesIO(content))
    try:
        named = document.get_undeclared_template_variables(environment)
        if unknown := sorted(named - fields.names()):
            raise UnknownField(file=template, field=", ".join(unknown))
        document.render({name: fields.get(name) for name in named}, environment)
        filled = io.BytesIO()
        document.save(filled)
    except UndefinedError as error:
        raise UnknownField(file=template, field=error.message or "") from error
    except UserError:
        raise
    except Exception as error:  # a tag may call for anything: a number as text, an attribute of nothing, broken XML
        near = _broken_tag(_document(content), environment) or _near(error)
        raise BrokenTag(file=template, reason=str(error) or type(error).__name__, text=near) from error
    return filled.getvalue()


_MOST = 10**15
"""Larger numbers are not multiplied in templates."""

_LENGTHENING = frozenset({"center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map", "replace", "join"})
"""Methods of texts whose result can be much longer than the text."""


def _sandbox() -> "SandboxedEnvironment":
    """Jinja's sandbox, in which a template can neither reach the machine nor compute anything large."""
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import SandboxedEnvironment

    class Small(SandboxedEnvironment):
        intercepted_binops = frozenset({"*", "**", "%"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            """Multiply small numbers; texts are neither repeated nor padded."""
            small = all(isinstance(each, int | Decimal) and -_MOST < each < _MOST for each in (left, right))
            if not small or operator == "**":
                raise SecurityError(f"“{operator}” is not for templates")
            return super().call_binop(context, operator, left, right)

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            """Keep the methods of texts that make them longer from templates."""
            return not (isinstance(obj, str) and attr in _LENGTHENING) and super().is_safe_attribute(obj, attr, value)

    environment = Small(undefined=_named_undefined(), autoescape=True)
    for name in ("center", "format", "indent", "xmlattr", "batch", "slice"):
        environment.filters.pop(name, None)
    return environment


def _read(template: Path) -> bytes:
    """The content of a template, checked. raises CannotReadTemplate, NotATemplate."""
    try:
        if not template.is_file():  # a pipe would keep the desk waiting for ever
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(template))
        with template.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise CannotReadTemplate(file=template, reason=reason(error), advice=advice(error)) from error
    try:
        if len(content) > MOST_BYTES or "word/document.xml" not in open_package(content):
            raise NotATemplate(file=template)
        _document(content)
    except DamagedPackage as error:
        raise NotATemplate(file=template) from error
    return content


def _document(content: bytes) -> Any:
    """A Word file, opened. raises DamagedPackage."""
    from docx import Document

    try:
        return Document(io.BytesIO(content))
    except Exception as error:  # whatever a damaged file makes the library raise
        raise DamagedPackage from error


def _named_undefined() -> type:
    """A class of undefined values whose error says only the name."""
    from jinja2 import StrictUndefined

    class NamedUndefined(StrictUndefined):
        __slots__ = ()

        @property
        def _undefined_message(self) -> str:
            return str(self._undefined_name)

    return NamedUndefined


def _broken_tag(document: Any, environment: "Environment") -> str:
    """The first tag of a template that is not closed, or that is no expression; empty if there is none."""
    from jinja2 import TemplateSyntaxError

    for part in _parts(document):
        for paragraph in part.iter(f"{_WORD}p"):
            text = "".join(each.text or "" for each in paragraph.iter(f"{_WORD}t"))
            left = _TAG.sub("", text)
            if place := max(left.find("{{"), left.find("{%")) + 1:
                return left[place - 1 :][:120]
            for tag in _TAG.findall(text):
                try:
                    if tag.startswith("{{"):
                        environment.parse(tag)
                except TemplateSyntaxError:
                    return str(tag)
    return ""


def _near(error: Exception) -> str:
    """The text of a template around an error, as docxtpl gives it."""
    lines = " ".join(line.strip() for line in getattr(error, "docx_context", ()) if line.strip())
    return lines[:120] or "…"


def _finished(filled: bytes, report: Report, paper: Paper | None) -> bytes:
    """The document with bookmarks, with its own properties, and with the digest."""
    document = _document(filled)
    keys: list[str] = []
    for part in _parts(document):
        _mark_figures(part, keys)
    properties = document.core_properties
    fields = Fields(report, paper)
    properties.title = f"Báo cáo {fields.get('period')}"
    properties.author = properties.last_modified_by = fields.get("station")
    kept = dict(_pieces(json.dumps(keys, ensure_ascii=False, separators=(",", ":"))))
    if report.closed:
        properties.created = properties.modified = report.closed.when.replace(microsecond=0)
        kept[marks.DIGEST_PROPERTY] = report.closed.digest
    _keep_properties(document, kept)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _parts(document: Any) -> Iterator[Any]:
    """The XML of the body, and of every header and footer."""
    yield document.element
    for relation in document.part.rels.values():
        if not relation.is_external and hasattr(relation.target_part, "element"):
            yield relation.target_part.element


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The properties that hold a long text."""
    for number, place in enumerate(range(0, len(text), PROPERTY_LENGTH)):
        yield f"{KEYS_PROPERTY}{number:03}", text[place : place + PROPERTY_LENGTH]


def _mark_figures(tree: Any, keys: list[str]) -> None:
    """Turn the marks of every figure into a bookmark. keys: gets the key of each bookmark."""
    for text in [each for each in tree.iter(f"{_WORD}t") if marks.is_marked(each.text or "")]:
        run = text.getparent()
        if run is None or run.tag != f"{_WORD}r":
            text.text = marks.plain(text.text)
            continue
        _split(run, keys)


def _split(run: Any, keys: list[str]) -> None:
    """Replace a run by runs of the same format, with bookmarks around the figures."""
    layout = run.find(f"{_WORD}rPr")
    for child in [each for each in run if each is not layout]:
        if child.tag != f"{_WORD}t":
            run.addprevious(_run(layout, child))
            continue
        for key, part in _with_space(marks.segments(child.text or "")):
            piece = child.makeelement(f"{_WORD}t", {_SPACE: "preserve"})
            piece.text = part
            plain = _run(layout, piece)
            for each in _bookmarked(key, plain, keys) if key else [plain]:
                run.addprevious(each)
    run.getparent().remove(run)


def _with_space(segments: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The segments, with the space in front of a figure in its own segment.

    Word drops a bookmark with the last character in it: so a number can be typed anew within its bookmark.
    """
    before = ""
    for key, part in segments:
        if key:
            space = " " if before.endswith(" ") else ""
            if before.removesuffix(" "):
                yield "", before.removesuffix(" ")
            yield key, space + part
            before = ""
        else:
            before = part
    if before:
        yield "", before


def _run(layout: Any, child: Any) -> Any:
    run = child.makeelement(f"{_WORD}r")
    if layout is not None:
        run.append(copy.deepcopy(layout))
    run.append(child)
    return run


def _bookmarked(key: str, run: Any, keys: list[str]) -> list[Any]:
    """A run between the ends of a bookmark."""
    name = f"{BOOKMARK}{len(keys)}"
    keys.append(key)
    identity = {f"{_WORD}id": str(_FIRST_BOOKMARK + len(keys))}
    begin = run.makeelement(f"{_WORD}bookmarkStart", {**identity, f"{_WORD}name": name})
    return [begin, run, run.makeelement(f"{_WORD}bookmarkEnd", identity)]


def _keep_properties(document: Any, kept: Mapping[str, str]) -> None:
    """Store custom properties of the document, in place of those that the template has."""
    from xml.sax.saxutils import escape

    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    package = document.part.package
    properties = "".join(
        _PROPERTY.format(number=number, name=escape(name), value=escape(value))
        for number, (name, value) in enumerate(kept.items(), 2)
    )
    for relation in [*package.rels.values()]:
        if relation.reltype == _CUSTOM_RELATION:
            del package.rels[relation.rId]
    content = _CUSTOM.format(properties=properties).encode()
    package.relate_to(Part(PackURI("/docProps/custom.xml"), _CUSTOM_TYPE, content, package), _CUSTOM_RELATION)
