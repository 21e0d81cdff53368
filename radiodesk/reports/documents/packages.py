"""Open the zip file of an office document within limits: against compression bombs and multiplying entities."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, fromstring

MOST_UNPACKED = 200 << 20
"""Limit for the unpacked size of all files together, in bytes."""
MOST_FILES = 5_000

_DOCTYPE = re.compile(rb"<!\s*DOCTYPE|<!\s*ENTITY", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
"""What XML in UTF-16 or UTF-32 begins with. Office programs write UTF-8, and a document type must not hide."""
_XML = (".xml", ".rels", ".vml")
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, ValueError, RuntimeError, OSError)
"""Raised for a damaged or an encrypted zip file."""


class DamagedPackage(Exception):
    """A file that is not an intact office document, or that is too large."""


class Package(Mapping[str, bytes]):
    """The files of an office document, by name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = frozenset(archive.namelist())

    def __getitem__(self, name: str) -> bytes:
        try:
            return self._archive.read(name)
        except _DAMAGE as error:
            raise (KeyError if name not in self._names else DamagedPackage)(name) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


def open_package(content: bytes) -> Package:
    """The files of an office document. Its XML has no document types. raises DamagedPackage."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        infos = archive.infolist()
        if len(infos) > MOST_FILES or len({info.filename for info in infos}) < len(infos):
            raise DamagedPackage
        left = MOST_UNPACKED
        for info in infos:
            with archive.open(info) as file:
                unpacked = file.read(left + 1)
            left -= len(unpacked)
            if left < 0 or (info.filename.lower().endswith(_XML) and _is_unsafe(unpacked)):
                raise DamagedPackage
    except _DAMAGE as error:
        raise DamagedPackage from error
    return Package(archive)


def _is_unsafe(xml: bytes) -> bool:
    return xml.startswith(_WIDE) or _DOCTYPE.search(xml) is not None


def parsed(xml: bytes) -> Element:
    """The root of XML without document types, as `open_package` has checked."""
    return fromstring(xml)  # noqa: S314 - see above


def properties(package: Package) -> dict[str, str]:
    """The custom properties of an office document."""
    if "docProps/custom.xml" not in package:
        return {}
    return {each.get("name", ""): "".join(each.itertext()) for each in parsed(package["docProps/custom.xml"])}
