"""The command line: one file per command group. Heavy modules are imported only by the commands that need them."""

from radiodesk.cli.entry import command_line

__all__ = ["command_line"]
