"""TOML files that people write: what is wrong in them, with the lines.

The TOML libraries say where a syntax error is, but not where a value is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError

from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.model.text import quoted

_HEADER = re.compile(r"""\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}""")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*[.=]""")
_STRING = re.compile(r'"{3}|\'{3}|"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*')


class Problem(NamedTuple):
    """What is wrong in a file. line: from 1. key: of the value that is wrong; may be empty."""

    line: int
    key: str
    message: str


class BadFile(UserError):
    """A file with mistakes. problems: all of them."""

    message = N_("{file} was not applied. Errors: {count}")

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        super().__init__(file=file, count=len(problems))
        self.problems = tuple(problems)


@dataclass
class Lines:
    """Line numbers of one table, from 1."""

    line: int
    """The line of its heading."""
    keys: dict[str, int] = field(default_factory=dict)
    parts: list["Lines"] = field(default_factory=list)
    """The tables in it: such as slots in the file, and changes in a slot."""

    def of(self, key: str) -> int:
        """The line of a key, or that of the heading."""
        return self.keys.get(key, self.line)


def document(name: str, text: str) -> dict[str, Any]:
    """The content of a file. name: of the file, for messages. raises BadFile."""
    try:
        return tomlkit.parse(text).unwrap()
    except ParseError as error:
        line = error.line
    except (TOMLKitError, ValueError, RecursionError):
        line = 1
    # The library says what is wrong in English alone.
    said = _("this is not TOML: check quotation marks, brackets, dates, and names that are given twice: {text}")
    written = "".join(text.splitlines()[line - 1 : line]).strip()
    raise BadFile(name, [Problem(line, "", said.format(text=quoted(written)))])


def lines(text: str, table: str, inner: str = "") -> Lines:
    """The lines of a file: those of its own keys, of its tables of one name, and of the tables in these.

    table: the name of an array of tables, such as "slot". inner: the name of an array in it, such as "change".
    """
    whole = Lines(1)
    current = whole
    for number, line in _statements(text):
        if header := _HEADER.match(line):
            name = re.sub(r"\s|\"|'", "", header[1])
            if name == table:
                whole.parts.append(current := Lines(number))
            elif inner and name == f"{table}.{inner}" and whole.parts:
                whole.parts[-1].parts.append(current := Lines(number))
            elif name.startswith(f"{table}.") and whole.parts:
                whole.parts[-1].keys.setdefault(name.removeprefix(f"{table}."), number)
                current = Lines(number)
            else:
                current = Lines(number)
                whole.keys.setdefault(name, number)
        elif key := _KEY.match(line):
            current.keys.setdefault(key[1] or key[2] or key[3], number)
    return whole


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The lines that begin a statement, with their numbers: not those within an array or a long string."""
    depth, quotes = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        rest = line
        if quotes:
            _within, found, rest = line.partition(quotes)
            if not found:
                continue
            quotes = ""
        elif depth == 0:
            yield number, line
            if _HEADER.match(line):
                continue
        outside = ""
        while match := _STRING.search(rest):
            outside += rest[: match.start()]
            rest = rest[match.end() :]
            if len(match[0]) == 3 and match[0] in {'"""', "'''"}:
                _within, found, rest = rest.partition(match[0])
                if not found:
                    quotes = match[0]
                    break
        outside += "" if quotes else rest
        depth = max(0, depth + sum(outside.count(each) for each in "[{") - sum(outside.count(each) for each in "]}"))
