"""The formats of a report, by the endings of their files. It loads no database: the command line names them in help."""

ENDINGS = {".txt": "text", ".json": "json", ".csv": "csv", ".xlsx": "xlsx", ".docx": "docx", ".pdf": "pdf"}
"""The format of each file ending."""

ENDING_OF = {**{form: ending for ending, form in ENDINGS.items()}, "paragraph": ".txt"}
"""The ending of each format. The paragraph is text too."""

TEXTS = frozenset({"text", "json", "csv", "paragraph"})
"""Formats that a terminal can show."""

PAPERS = frozenset({"docx", "pdf", "paragraph"})
"""Formats that leave the station: always in Vietnamese, and refused while one of their figures is missing."""
