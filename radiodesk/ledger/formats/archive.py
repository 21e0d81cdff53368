"""The XML files of a zipped workbook, read within limits against compression bombs and multiplying entities."""

import io
import zipfile
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

MOST_XML = 200 << 20
"""Limit for the unpacked size of all XML files together, in bytes."""

_CHUNK = 1 << 20
_MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bmp", ".tif", ".tiff", ".svm")


class Archive:
    """The files of a workbook. raises BadZipFile for a damaged one."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self.sizes = {info.filename: info.file_size for info in self._zip.infolist()}
        """Unpacked sizes in bytes, by name."""

    @property
    def too_large(self) -> bool:
        """Whether the files that a reader needs are larger than MOST_XML together."""
        return sum(size for name, size in self.sizes.items() if not name.lower().endswith(_MEDIA)) > MOST_XML

    def check(self, name: str) -> None:
        """Unpack a file and drop it. raises BadZipFile where it is not what the directory of the archive says."""
        with self._zip.open(name) as file:
            while file.read(_CHUNK):
                pass

    def read(self, name: str) -> bytes:
        """Unpack a file. raises KeyError, BadZipFile."""
        return self._zip.read(name)

    def parse(self, name: str, parser: XMLParserType) -> None:
        """Feed a file to a parser. raises ExpatError for damaged XML and for a document type, KeyError, BadZipFile."""
        with self._zip.open(name) as file:
            feed(parser, file)


def xml_parser() -> XMLParserType:
    """A parser that refuses document types, and so entities that multiply."""
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def feed(parser: XMLParserType, file: IO[bytes]) -> None:
    """Parse the whole file."""
    while chunk := file.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse(*_declaration: object) -> None:
    raise ExpatError("a document type is not allowed")


def local(name: str) -> str:
    """A name without its namespace prefix."""
    return name.rpartition(":")[2]
