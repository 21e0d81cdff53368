"""The formats of a report, by the endings of their files. It loads no database: the command line names them in help."""

import importlib.util

ENDINGS = {".txt": "text", ".json": "json", ".csv": "csv", ".xlsx": "xlsx", ".docx": "docx", ".pdf": "pdf"}
"""The format of each file ending."""

NEEDS = {".pdf": "typst"}
"""The module of an optional library that an ending needs."""

ENDING_OF = {**{form: ending for ending, form in ENDINGS.items()}, "paragraph": ".txt"}
"""The ending of each format. The paragraph is text too."""

TEXTS = frozenset({"text", "json", "csv", "paragraph"})
"""Formats that a terminal can show."""

PAPERS = frozenset({"docx", "pdf", "paragraph"})
"""Formats that leave the station: always in Vietnamese, and refused while one of their figures is missing."""


def writable() -> dict[str, str]:
    """The ENDINGS that can be written with the libraries that are installed."""
    return {
        ending: form
        for ending, form in ENDINGS.items()
        if ending not in NEEDS or importlib.util.find_spec(NEEDS[ending]) is not None
    }
