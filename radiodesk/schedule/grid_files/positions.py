"""The lines of a TOML file on which its slots, their changes and their keys stand, for error messages.

The TOML libraries say where a syntax error is, but not where a value is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEADER = re.compile(r"""\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}""")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*[.=]""")
_STRING = re.compile(r'"{3}|\'{3}|"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*')


@dataclass
class Lines:
    """Line numbers of one table, from 1."""

    line: int
    """The line of its heading."""
    keys: dict[str, int] = field(default_factory=dict)
    parts: list["Lines"] = field(default_factory=list)
    """The tables in it: slots in the file, changes in a slot."""

    def of(self, key: str) -> int:
        """The line of a key, or that of the heading."""
        return self.keys.get(key, self.line)


def lines(text: str) -> Lines:
    """The lines of a grid file: those of its own keys, of its slots, and of their changes."""
    whole = Lines(1)
    table = whole
    for number, line in _statements(text):
        if header := _HEADER.match(line):
            name = re.sub(r"\s|\"|'", "", header[1])
            if name == "slot":
                whole.parts.append(table := Lines(number))
            elif name == "slot.change" and whole.parts:
                whole.parts[-1].parts.append(table := Lines(number))
            elif name.startswith("slot.") and whole.parts:
                whole.parts[-1].keys.setdefault(name.removeprefix("slot."), number)
                table = Lines(number)
            else:
                table = Lines(number)
                whole.keys.setdefault(name, number)
        elif key := _KEY.match(line):
            table.keys.setdefault(key[1] or key[2] or key[3], number)
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
