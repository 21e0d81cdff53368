"""The lines of a TOML file on which its keys stand, for error messages. The TOML libraries do not say them.

It reads what people write in settings: tables, arrays of tables, and keys at the beginning of a line.
"""

import re

Place = tuple[str, int, str]
"""A table, the number of its occurrence from 0, and a key in it; the key is empty for the heading."""

_HEADING = re.compile(r"\s*\[{1,2}\s*\"?([^\[\]\"]+?)\"?\s*\]{1,2}")
_KEY = re.compile(r"\s*\"?([A-Za-z0-9_-]+)\"?\s*=")


def lines_of(text: str) -> dict[Place, int]:
    """The line of each heading and key, from 1. Keys before the first heading are in the table "", 0."""
    found: dict[Place, int] = {("", 0, ""): 1}
    table, number = "", 0
    counts: dict[str, int] = {}
    for line_number, line in enumerate(text.splitlines(), start=1):
        if heading := _HEADING.match(line):
            table = heading[1]
            number = counts.get(table, 0)
            counts[table] = number + 1
            found[table, number, ""] = line_number
        elif key := _KEY.match(line):
            found.setdefault((table, number, key[1]), line_number)
    return found
