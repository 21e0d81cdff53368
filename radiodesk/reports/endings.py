"""The formats of a report, by the endings of their files. It loads no database: the command line names them in help."""

ENDINGS = {".txt": "text", ".json": "json", ".csv": "csv"}
"""The format of each file ending."""

ENDING_OF = {form: ending for ending, form in ENDINGS.items()}
