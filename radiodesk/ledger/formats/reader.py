"""Read a file into sheets, in a process of its own: `python -m radiodesk.ledger.formats.reader NAME <file >sheets`.

A damaged or hostile file can end the process or exceed its limits, which the parent reports. NAME is the file's name
for messages. Standard output receives pickles: each sheet, or the name and the values of a `UserError`. Standard error
receives the name of each sheet before it is read.
"""

import os
import pickle
import signal
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from struct import error as StructError  # noqa: N812 - an exception is named like one
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from radiodesk.errors import UserError, visible
from radiodesk.ledger.formats.sheet import Sheet
from radiodesk.ledger.problems import EmptyFile, LockedWorkbook, NotAWorkbook, WorkbookTooLarge

MOST_BYTES = 64 << 20
"""Limit for the size of a file."""
MEMORY = 400 << 20
"""Limit for the memory that reading takes, in bytes."""
SECONDS = 20
"""Limit for the processor time."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""What an .xlsx with a password holds instead of its sheets."""

CANNOT_WRITE = 74
"""The exit code if the sheets cannot be written."""

_DAMAGE = (BadZipFile, ExpatError, StructError, zlib.error, EOFError, IndexError, KeyError, OSError, ValueError)
"""Raised by libraries for damaged files."""


def main() -> None:
    """Read standard input and write its sheets to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends the process without a traceback
    limit_resources()
    path = Path(sys.argv[1])
    try:
        with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
            try:
                for sheet in read(path):
                    pickle.dump(sheet, output, pickle.HIGHEST_PROTOCOL)
            except UserError as error:
                pickle.dump((type(error).__name__, error.values), output)
    except OSError:
        sys.exit(CANNOT_WRITE)


def limit_resources(memory: int = MEMORY, seconds: int = SECONDS) -> None:
    """Limit memory where the system can (Linux), and processor time; write no core file."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def read(path: Path) -> Iterator[Sheet]:
    """The sheets of the file on standard input, recognised by its content.

    raises EmptyFile, NotAWorkbook, LockedWorkbook, WorkbookTooLarge, SheetTooWide and the errors of text files.
    """
    file = visible(str(path))
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    if not content:
        raise EmptyFile(file=file)
    if len(content) > MOST_BYTES:
        raise WorkbookTooLarge(file=file)
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise LockedWorkbook(file=file)
    try:
        if content.startswith((_ZIP, _OLE)):
            from radiodesk.ledger.formats.workbook import read_workbook

            yield from read_workbook(path, content)
        else:
            from radiodesk.ledger.formats.text import read_text

            yield from read_text(path, content)
    except _DAMAGE as error:
        raise NotAWorkbook(file=file) from error


if __name__ == "__main__":
    main()
