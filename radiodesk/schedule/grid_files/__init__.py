"""Grid files (TOML): read one, apply it to the desk in a unit of work or try it, write the grid as one."""

from radiodesk.model.toml_files import BadFile, Problem
from radiodesk.schedule.grid_files.applied import Applied, Fate, Step
from radiodesk.schedule.grid_files.applying import apply
from radiodesk.schedule.grid_files.reading import FileSlot, GridFile, check_number, read, read_tables
from radiodesk.schedule.grid_files.running import OtherThanPreviewed, Outcome, in_unit, run
from radiodesk.schedule.grid_files.writing import as_text, tables, write

__all__ = [
    "Applied",
    "BadFile",
    "Fate",
    "FileSlot",
    "GridFile",
    "OtherThanPreviewed",
    "Outcome",
    "Problem",
    "Step",
    "apply",
    "as_text",
    "check_number",
    "in_unit",
    "read",
    "read_tables",
    "run",
    "tables",
    "write",
]
