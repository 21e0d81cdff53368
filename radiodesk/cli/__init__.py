"""The command line: one file a command group. Nothing heavy is imported before a command that needs it runs."""

from radiodesk.cli.entry import command_line

__all__ = ["command_line"]
