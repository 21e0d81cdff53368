"""Grid files (TOML): read one, apply it to the desk, write the grid as one."""

from radiodesk.schedule.grid_files.applying import Applied, Fate, Step, apply
from radiodesk.schedule.grid_files.reading import BadGridFile, GridFile, Problem, read
from radiodesk.schedule.grid_files.writing import write

__all__ = ["Applied", "BadGridFile", "Fate", "GridFile", "Problem", "Step", "apply", "read", "write"]
