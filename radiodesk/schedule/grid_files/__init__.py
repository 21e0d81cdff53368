"""Grid files (TOML): read one, apply it to the desk in a unit of work or try it, write the grid as one."""

from radiodesk.schedule.grid_files.applying import Applied, Fate, Step, apply
from radiodesk.schedule.grid_files.reading import BadGridFile, GridFile, Problem, read
from radiodesk.schedule.grid_files.running import OtherThanPreviewed, Outcome, in_unit, run
from radiodesk.schedule.grid_files.writing import write

__all__ = [
    "Applied",
    "BadGridFile",
    "Fate",
    "GridFile",
    "OtherThanPreviewed",
    "Outcome",
    "Problem",
    "Step",
    "apply",
    "in_unit",
    "read",
    "run",
    "write",
]
