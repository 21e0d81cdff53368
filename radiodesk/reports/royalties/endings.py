"""The formats of a pay list, by the endings of their files. It loads no database: the command line names them."""

ENDINGS = {".txt": "text", ".json": "json", ".xlsx": "xlsx", ".docx": "docx"}
"""The format of each file ending."""

ENDING_OF = {form: ending for ending, form in ENDINGS.items()}

BINARY = frozenset({"xlsx", "docx"})
"""The formats that a terminal cannot show."""
