"""Read the figures of a report back from a file that radiodesk wrote: .json, .xlsx, .docx or .pdf.

A person may have edited the file and saved it in another program. So figures are read, with the keys that the file
keeps for them, and compared with those of a report; bytes are not. What a file proves is said in docs/reports.md.
"""

import io
import itertools
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from radiodesk.errors import UserError
from radiodesk.inputs import content_of
from radiodesk.locale import N_, _
from radiodesk.reports import digests
from radiodesk.reports.documents import marks, numbers
from radiodesk.reports.documents.colours import theme_colours
from radiodesk.reports.documents.found import Found, FoundFigure, digest_in, value_of
from radiodesk.reports.documents.packages import DamagedPackage, Package, open_package, parsed, properties
from radiodesk.reports.documents.word import BOOKMARK, KEYS_PROPERTY
from radiodesk.reports.documents.word_letters import WORD, Letters
from radiodesk.reports.documents.word_places import Places
from radiodesk.reports.documents.word_print import NO_TEXT, Printed, glued, main_part, parts_of
from radiodesk.reports.documents.workbook_reading import read_workbook
from radiodesk.reports.royalties import paper

NO_DIGEST = (".csv", ".txt")
"""The endings of formats that are for other programs and for reading alone."""

MOST_BYTES = 64 << 20
"""Limit for the size of a file."""
_ZIP = b"PK\x03\x04"
_TITLED = ("xl/sharedStrings.xml", "word/document.xml")
"""Where office documents have their title."""
MOST_PAGES = 200
"""Pages of a PDF in which figures are looked for."""


class NotAReport(UserError):
    """A file in which no report of radiodesk can be found."""

    message = N_(
        "{file} is not a report that radiodesk wrote as .json, .xlsx, .docx or .pdf, or it is damaged: verify the file "
        "that you received, not a copy in another format"
    )


class IsPayList(UserError):
    """A pay list of royalties."""

    message = N_(
        "{file} is a pay list of royalties, and only reports are verified: print the closed month again, and compare "
        "the sums"
    )
    command = N_("“radiodesk royalties MONTH” prints it")


class NothingToVerify(UserError):
    """A file in a format that keeps no digest."""

    message = N_(
        "{file} cannot be verified: a {ending} file keeps no digest of the report. Those that can be are .json, .xlsx, "
        ".docx and .pdf"
    )


class NoPdfReader(UserError):
    """The libraries that read PDF files are not installed."""

    message = N_("PDF files cannot be read here, since a library for them is not installed: verify the .docx")
    command = N_("pip install 'radiodesk[pdf]' installs them")


def read(path: Path) -> Found:
    """What a file says, recognised by its content.

    raises UnreadableInput, InputTooLarge, NothingToVerify, NotAReport, IsPayList, NoPdfReader.
    """
    content = content_of(path, MOST_BYTES)
    try:
        return _reader(content)(content)
    except UserError:
        raise
    except Exception as error:  # whatever a damaged or hostile file makes the libraries raise
        if (ending := path.suffix.lower()) in NO_DIGEST:
            raise NothingToVerify(file=path, ending=ending) from error
        raise (IsPayList if _is_pay_list(content) else NotAReport)(file=path) from error


def _is_pay_list(content: bytes) -> bool:
    """Whether a file that is no report is a pay list of royalties as .json, .xlsx or .docx."""
    try:
        if not content.startswith(_ZIP):
            found = json.loads(content.decode("utf-8-sig"))
            return isinstance(found, dict) and {"month", "people", "totals"} <= found.keys()
        package = open_package(content)
        return any(paper.TITLE.encode() in package[name] for name in _TITLED if name in package)
    except Exception:  # it is nothing at all that can be read
        return False


def _reader(content: bytes) -> Callable[[bytes], Found]:
    if content.startswith(_ZIP):
        return _read_package
    if content.lstrip()[:5] == b"%PDF-":
        return _read_pdf
    return _read_json


def _read_json(content: bytes) -> Found:
    """The figures of a report as JSON. raises ValueError, TypeError, KeyError, RecursionError."""
    text = content.decode("utf-8-sig")
    report = json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_once)
    figures = []
    for row in report["indicators"]:
        key = str(row["key"])
        figures.append(_of_json("count", key, row["count"]))
        figures += [_of_json(name, key, row[name]) for name in ("previous", "target", "year_target") if name in row]
    for part in report.get("breakdowns", ()):
        for row in part["rows"]:
            key = f"{part['key']}/{part['by']}/{row['key']}"
            figures += [_of_json("count", key, row["count"]), _of_json("previous", key, row["previous"])]
    closed = report.get("closed") or {}
    digest = str(closed.get("digest", ""))
    fits = digests.digest(json.loads(text)) == digest
    return Found("json", digest, tuple(figures), fits=fits)


def _of_json(name: str, key: str, value: Any) -> FoundFigure:
    full = numbers.key_of(key, name)
    if value is None:
        return FoundFigure(full, full, None)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return FoundFigure(full, full, None, str(value))
    return FoundFigure(full, full, value_of(value))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. raises ValueError for a name that stands there twice: other programs may take the other value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _read_package(content: bytes) -> Found:
    """The figures of a .docx or of an .xlsx. raises DamagedPackage."""
    package = open_package(content)
    match main_part(parsed(package["_rels/.rels"])):
        case "xl/workbook.xml":
            return read_workbook(content, package)
        case "word/document.xml":
            return _read_word(package)
    raise DamagedPackage


def _read_word(package: Package) -> Found:
    """The figures of a Word file: between the ends of bookmarks."""
    custom = properties(package)
    keys = json.loads("".join(value for name, value in sorted(custom.items()) if name.startswith(KEYS_PROPERTY)))
    left = dict(enumerate(map(str, keys)))
    body = parsed(package["word/document.xml"])
    styles, names = parts_of(body, parsed(package["word/_rels/document.xml.rels"]))
    theme = theme_colours(package.get("word/theme/theme1.xml"))
    printed = Printed(Letters(parsed(package[styles]) if styles in package else None, theme))
    figures: list[FoundFigure] = []
    words, places = [], Places()
    for root in (body, *(parsed(package[name]) for name in sorted(names & package.keys()))):
        texts = printed.texts(root)
        words.append(_text_of(root, texts))
        places.add(root)
        figures += _of_bookmarks(root, left, texts, places)
    digest = next(filter(None, map(digest_in, words)), "")
    return Found("docx", digest or custom.get(marks.DIGEST_PROPERTY, ""), tuple(figures), tuple(left.values()))


_BACKWARDS = "\N{RIGHT-TO-LEFT OVERRIDE}"


def _of_bookmarks(
    root: Element, left: dict[int, str], texts: Mapping[Element, str], places: Places
) -> list[FoundFigure]:
    """The figures between the ends of bookmarks. left: keys by the numbers of bookmarks; those that are found go."""
    found = []
    for paragraph in root.iter(f"{WORD}p"):
        opened: dict[str, tuple[str, int]] = {}
        ended: list[tuple[str, int, int]] = []
        elements = [*paragraph.iter()]
        for place, each in enumerate(elements):
            if each.tag == f"{WORD}bookmarkStart":
                number = each.get(f"{WORD}name", "").removeprefix(BOOKMARK)
                if number.isdecimal() and (key := left.pop(int(number), None)) is not None:
                    opened[each.get(f"{WORD}id", "")] = (key, place)
            elif each.tag == f"{WORD}bookmarkEnd" and each.get(f"{WORD}id", "") in opened:
                ended.append((*opened.pop(each.get(f"{WORD}id", "")), place))
        ended += [(*each, len(elements)) for each in opened.values()]  # somebody divided the paragraph within it
        text = _text_of(paragraph, texts) if ended else ""
        unsure = NO_TEXT if _BACKWARDS in text else ""
        for key, first, last in ended:
            before, behind = glued(texts, elements, first, last)
            own = "".join(texts.get(each, "") for each in elements[first:last])
            found.append(_printed(places.of(paragraph, text), key, f"{unsure}{before}{own}{behind}"))
    return found


def _text_of(element: Element, texts: Mapping[Element, str]) -> str:
    """The text that an element prints. texts: that of each element."""
    return "".join("\n" if each.tag == f"{WORD}p" else texts.get(each, "") for each in element.iter())


def _read_pdf(content: bytes) -> Found:
    """The figures of a PDF: the text under the links that name them."""
    try:
        from pypdf import PdfReader

        from radiodesk.reports.documents.pdf_letters import Painting
    except ImportError as error:
        raise NoPdfReader from error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # problems are reported as our own errors
    reader = PdfReader(io.BytesIO(content))
    figures: list[FoundFigure] = []
    printed = ""
    for number, page in enumerate(itertools.islice(reader.pages, MOST_PAGES), 1):
        pieces: list[tuple[float, float, str]] = []
        painting = Painting(page)
        text = page.extract_text(
            visitor_text=_collecting(pieces),
            visitor_operand_before=painting.before,
            visitor_operand_after=painting.after,
        )
        printed = printed or digest_in(text)
        links, notes = [*_links(page)], [*_notes(page)]
        for (_key, box), (key, printed_text) in zip(links, _linked_texts(links, pieces), strict=True):
            unsure = NO_TEXT if painting.hides_letters or any(_overlap(box, note) for note in notes) else ""
            figures.append(_printed(_("page {page}").format(page=number), key, unsure + printed_text))
    if not figures:
        raise DamagedPackage
    keywords = str(reader.metadata.get("/Keywords", "")) if reader.metadata else ""
    kept = keywords.removeprefix(marks.PREFIX) if keywords.startswith(marks.PREFIX) else ""
    return Found("pdf", printed or kept, tuple(figures))


_NEAR = 0.5
"""Points by which a text may begin beside the box of its link."""


_Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


def _linked_texts(
    links: Sequence[tuple[str, _Box]], pieces: Iterable[tuple[float, float, str]]
) -> Iterator[tuple[str, str]]:
    """The text of each link. A text belongs to one link alone, the one that begins last before it.

    Boxes may overlap: a number that is too long for its column reaches into the next one.
    """
    texts: list[list[str]] = [[] for _link in links]
    for x, y, part in pieces:
        around = [
            (left, place)
            for place, (_key, (left, bottom, right, top)) in enumerate(links)
            if left - _NEAR <= x < right - _NEAR and bottom <= y <= top
        ]
        if around:
            texts[max(around)[1]].append(part)
    return ((key, "".join(text)) for (key, _box), text in zip(links, texts, strict=True))


def _collecting(pieces: list[tuple[float, float, str]]) -> Callable[..., None]:
    """A visitor of pypdf that keeps each text with its place on the page, in points from the lower left corner."""

    def keep(text: str, page: list[float], line: list[float], _font: Any, _size: Any) -> None:
        x = line[4] * page[0] + line[5] * page[2] + page[4]
        y = line[4] * page[1] + line[5] * page[3] + page[5]
        pieces.append((x, y, text))

    return keep


_CLEAR = frozenset({"/Link", "/Popup", "/Highlight", "/Underline", "/Squiggly"})
"""Annotations that leave the text below them to be read, and windows that are not on the page."""


def _notes(page: Any) -> Iterator[_Box]:
    """The boxes of what was put upon a page: texts, stamps and fields, which may cover a figure."""
    for reference in page.get("/Annots", ()):
        annotation = reference.get_object()
        if annotation.get("/Subtype") not in _CLEAR:
            left, bottom, right, top = (float(each) for each in annotation["/Rect"])
            yield left, bottom, right, top


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _links(page: Any) -> Iterator[tuple[str, _Box]]:
    """The links of a page that name a figure, with their boxes: left, bottom, right, top."""
    for reference in page.get("/Annots", ()):
        annotation = reference.get_object()
        address = str(annotation.get("/A", {}).get("/URI", ""))
        if address.startswith(marks.PREFIX):
            left, bottom, right, top = (float(each) for each in annotation["/Rect"])
            yield unquote(address.removeprefix(marks.PREFIX)), (left, bottom, right, top)


def _printed(where: str, key: str, text: str) -> FoundFigure:
    """A figure as it is printed in Vietnamese."""
    try:
        word, number = numbers.read_printed(text)
    except ValueError:
        return FoundFigure(where, key, None, text.strip()[:60] or "?")
    return FoundFigure(where, f"{key} {word}" if word else key, number)
