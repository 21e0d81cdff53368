"""Read the figures of a report back from a file that radiodesk wrote: .json, .xlsx, .docx or .pdf.

A person may have edited the file and saved it in another program. So figures are read, with the keys that the file
keeps for them, and compared with those of a report; bytes are not. What a file proves is said in docs/reports.md.
"""

import datetime as dt
import io
import itertools
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from radiodesk.errors import UserError
from radiodesk.inputs import content_of
from radiodesk.locale import N_, _, in_language
from radiodesk.reports import digests
from radiodesk.reports.content import Value
from radiodesk.reports.documents import marks, numbers
from radiodesk.reports.documents.fields import CHECK
from radiodesk.reports.documents.packages import DamagedPackage, Package, open_package
from radiodesk.reports.documents.word import BOOKMARK, KEYS_PROPERTY
from radiodesk.reports.documents.word_print import NO_TEXT, WORD, Printed, glued, main_part, parts_of
from radiodesk.reports.documents.workbook import FIGURES, MONTHS, PARTS
from radiodesk.reports.documents.workbook_evidence import COUNTED, EVIDENCE, EVIDENCE_COLUMNS, item_words
from radiodesk.reports.documents.workbook_print import Unseen, is_white, shows_itself, unseen
from radiodesk.reports.royalties import paper

NO_DIGEST = (".csv", ".txt")
"""The endings of formats that are for other programs and for reading alone."""

MOST_BYTES = 64 << 20
"""Limit for the size of a file."""
_LARGEST = 10**15
MOST_ROWS = 5_000
"""Rows of a sheet in which figures are looked for. Those of the evidence are read all."""
_MOST_COLUMNS = 60
_HEADING_ROWS = 60
"""Rows at the top of a sheet in which the names of its columns are looked for."""
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


@dataclass(frozen=True)
class FoundFigure:
    """A number of a file. key: as `radiodesk.reports.documents.numbers` names it."""

    where: str
    """The sheet and the cell, the page, or the text around it."""
    key: str
    number: Value | None
    """None where the file says that there is none."""
    text: str = ""
    """What stands there if it is no number."""


Identity = tuple[bool, str, int, dt.date | None, Value | None]
"""Whether an item is counted, its table and id, its day, and what it adds."""


@dataclass(frozen=True)
class FoundItem:
    """A row of the evidence. figure: the label."""

    where: str
    """The sheet and the cell."""
    figure: str
    text: str
    """What it is, as the row says it: "story 118"."""
    identity: Identity


@dataclass(frozen=True)
class Found:
    """What a file says. digest: in hexadecimal; empty if the file has none, as a draft."""

    form: str
    """The format: json, xlsx, docx or pdf."""

    digest: str
    figures: tuple[FoundFigure, ...]
    lost: tuple[str, ...] = ()
    """Keys of figures whose mark somebody deleted with the text around it: those numbers cannot be compared."""
    fits: bool = True
    """Whether the digest fits all else that the file says. Only JSON can tell."""
    items: tuple[FoundItem, ...] | None = None
    """The rows of the evidence in a workbook; None without its sheet."""


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
    return FoundFigure(full, full, _value(value))


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
    match main_part(_parsed(package["_rels/.rels"])):
        case "xl/workbook.xml":
            return _read_workbook(content, package)
        case "word/document.xml":
            return _read_word(package)
    raise DamagedPackage


def _read_workbook(content: bytes, package: Package) -> Found:
    """The figures of a workbook: the tables whose hidden row names their columns, wherever they were moved."""
    from openpyxl import load_workbook

    figures: list[FoundFigure] = []
    items: list[FoundItem] | None = None
    printed = ""
    words, yes = _item_words(), _words_of(COUNTED)
    book = load_workbook(io.BytesIO(content), read_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        table, columns, out_of_view = "", dict[str, int](), None
        for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), 1):
            row = tuple(cell.value for cell in cells)
            if not table:
                texts = {str(cell): place for place, cell in enumerate(row) if isinstance(cell, str)}
                printed = printed or _digest_in(" ".join(texts))
                table = next((each for each in _TABLES if each in texts), "")
                columns = _columns(table, texts) if table else {}
                items = [] if table == EVIDENCE and items is None else items
                if not table and number > _HEADING_ROWS:
                    break
            elif table == EVIDENCE:
                if items is not None and (item := _item(sheet.title, number, row, columns, words, yes)):
                    items.append(item)
            elif number > MOST_ROWS:
                break
            else:
                out_of_view = out_of_view or unseen(package, sheet.title)
                figures += _of_row(sheet.title, number, cells, columns, out_of_view, is_month=table == MONTHS)
    if not figures:
        raise DamagedPackage
    digest = printed or _properties(package).get(marks.DIGEST_PROPERTY, "")
    return Found("xlsx", digest, tuple(figures), items=None if items is None else tuple(items))


_TABLES = (FIGURES, PARTS, MONTHS, EVIDENCE)
_PERCENTS = frozenset({"target_percent", "year_percent", "change_percent", "share"})


def _columns(table: str, texts: Mapping[str, int]) -> dict[str, int]:
    """The columns of a table by the names in one of its rows; "key" is the first one."""
    match table:
        case _ if table == FIGURES:
            names: Iterable[str] = ("count", *numbers.VALUES)
        case _ if table == PARTS:
            names = ("count", "previous", "share")
        case _ if table == MONTHS:
            names = [name for name in texts if name not in (MONTHS, "month")]
        case _:
            names = EVIDENCE_COLUMNS
    return {"key": texts[table], **{name: texts[name] for name in names if name in texts}}


def _words_of(text: str) -> frozenset[str]:
    """A text in every language that a workbook may be in."""
    found = set()
    for each in ("vi", "en"):
        with in_language(each):
            found.add(_(text))
    return frozenset(found)


def _item_words() -> dict[str, str]:
    """The tables of items by the words for them, in every language that a workbook may be in."""
    found: dict[str, str] = {}
    for each in ("vi", "en"):
        with in_language(each):
            found |= {word: table for table, word in item_words().items()}
    return found


def _item(
    sheet: str,
    number: int,
    row: tuple[Any, ...],
    columns: Mapping[str, int],
    words: Mapping[str, str],
    yes: Collection[str],
) -> FoundItem | None:
    """The item in a row of the evidence; None in the header and in an empty row."""
    label, text, counted, day, amount = (
        row[place] if (place := columns.get(name, -1)) in range(len(row)) else None
        for name in ("key", "item", "counted", "day", "amount")
    )
    word, _space, last = str(text or "").rpartition(" ")
    if label is None or not last.isdecimal():
        return None
    row_id = int(last) if len(last) < 20 else -1
    dated = day.date() if isinstance(day, dt.datetime) else None
    is_number = isinstance(amount, int | float) and not isinstance(amount, bool)
    adds = _value(Decimal(str(amount))) if is_number else None
    identity = (str(counted) in yes, words.get(word, word), row_id, dated, adds)
    return FoundItem(f"{sheet}!A{number}", str(label), str(text), identity)


def _of_row(
    sheet: str, number: int, row: tuple[Any, ...], columns: Mapping[str, int], out_of_view: Unseen, *, is_month: bool
) -> Iterator[FoundFigure]:
    """The figures of a row that are in view. A row without a key, such as the visible header, has none.

    row: cells of openpyxl. is_month: whether the columns are figures, and the key is that of a month.
    """
    from openpyxl.utils import get_column_letter

    key = row[columns["key"]].value if columns["key"] < len(row) else None
    if not isinstance(key, str) or not key:
        return
    for name, place in columns.items():
        if name == "key" or out_of_view.has(number, place + 1):
            continue
        cell = row[place].value if place < len(row) else None
        where = f"{sheet}!{get_column_letter(place + 1)}{number}"
        full = numbers.month_key(name, key) if is_month else numbers.key_of(key, name)
        percent = name in _PERCENTS and not is_month
        if cell is None or cell == "":
            yield FoundFigure(where, full, None)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            if is_white(row[place]):
                continue
            form = row[place].number_format
            shown = "" if shows_itself(cell, form, percent=percent) else f"{cell} [{form}]"
            yield FoundFigure(where, full, _value(Decimal(str(cell)) * (100 if percent else 1)), shown[:60])
        else:  # a text, an error, or a formula, which may give another number in the next program
            yield FoundFigure(where, full, None, str(getattr(cell, "text", cell))[:60])


def _read_word(package: Package) -> Found:
    """The figures of a Word file: between the ends of bookmarks."""
    properties = _properties(package)
    keys = json.loads("".join(value for name, value in sorted(properties.items()) if name.startswith(KEYS_PROPERTY)))
    left = dict(enumerate(map(str, keys)))
    body = _parsed(package["word/document.xml"])
    styles, names = parts_of(body, _parsed(package["word/_rels/document.xml.rels"]))
    printed = Printed(_parsed(package[styles]) if styles in package else None)
    figures: list[FoundFigure] = []
    words = []
    for root in (body, *(_parsed(package[name]) for name in sorted(names & package.keys()))):
        texts = printed.texts(root)
        words.append(_text_of(root, texts))
        figures += _of_bookmarks(root, left, texts)
    digest = next(filter(None, map(_digest_in, words)), "")
    return Found("docx", digest or properties.get(marks.DIGEST_PROPERTY, ""), tuple(figures), tuple(left.values()))


def _of_bookmarks(root: Element, left: dict[int, str], texts: Mapping[Element, str]) -> list[FoundFigure]:
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
        for key, first, last in ended:
            before, behind = glued(texts, elements, first, last)
            own = "".join(texts.get(each, "") for each in elements[first:last])
            found.append(_printed(_around(paragraph, texts), key, f"{before}{own}{behind}"))
    return found


def _text_of(element: Element, texts: Mapping[Element, str]) -> str:
    """The text that an element prints. texts: that of each element."""
    return "".join("\n" if each.tag == f"{WORD}p" else texts.get(each, "") for each in element.iter())


def _around(paragraph: Element, texts: Mapping[Element, str]) -> str:
    """The beginning of a paragraph, to say where a figure stands."""
    text = " ".join(_text_of(paragraph, texts).split())
    return text if len(text) <= 60 else f"{text[:60]}…"


def _read_pdf(content: bytes) -> Found:
    """The figures of a PDF: the text under the links that name them."""
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise NoPdfReader from error
    reader = PdfReader(io.BytesIO(content))
    figures: list[FoundFigure] = []
    printed = ""
    for number, page in enumerate(itertools.islice(reader.pages, MOST_PAGES), 1):
        pieces: list[tuple[float, float, str]] = []
        hides: list[bool] = []

        def notice(operator: bytes, operands: Any, *_places: Any, hides: list[bool] = hides) -> None:
            hides.append(operator == b"Tr" and operands != [0])

        text = page.extract_text(visitor_text=_collecting(pieces), visitor_operand_before=notice)
        printed = printed or _digest_in(text)
        links, notes = [*_links(page)], [*_notes(page)]
        for (_key, box), (key, printed_text) in zip(links, _linked_texts(links, pieces), strict=True):
            unsure = NO_TEXT if any(hides) or any(_overlap(box, note) for note in notes) else ""
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


def _notes(page: Any) -> Iterator[_Box]:
    """The boxes of what was put upon a page: texts, stamps and fields, which may cover a figure."""
    for reference in page.get("/Annots", ()):
        annotation = reference.get_object()
        if annotation.get("/Subtype") != "/Link":
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


def _digest_in(text: str) -> str:
    """The digest that is printed in a text; a line may be broken within it."""
    match = re.search(rf"(?:{re.escape(CHECK)}|\(SHA-256\)):\s*((?:[0-9a-f]\s*){{64}})", text)
    return "".join(match[1].split()) if match else ""


def _properties(package: Package) -> dict[str, str]:
    """The custom properties of an office document."""
    if "docProps/custom.xml" not in package:
        return {}
    root = _parsed(package["docProps/custom.xml"])
    return {each.get("name", ""): "".join(each.itertext()) for each in root}


def _parsed(xml: bytes) -> Element:
    """XML without document types, as `open_package` has checked."""
    from xml.etree.ElementTree import fromstring

    return fromstring(xml)  # noqa: S314 - see above


def _value(value: int | Decimal) -> Value:
    """A number with at most two decimals, whole ones as int. raises ValueError for one that no report can have."""
    if not -_LARGEST < value < _LARGEST:
        raise ValueError("larger than any figure")
    if isinstance(value, int):
        return value
    try:
        cents = value.quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise ValueError(value) from error
    return int(cents) if cents == cents.to_integral_value() else cents
