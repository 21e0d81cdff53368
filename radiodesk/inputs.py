"""Standard input, for commands that read it."""

import sys
from typing import BinaryIO

from radiodesk.errors import UserError
from radiodesk.locale import N_


class NoStandardInput(UserError):
    """A command that reads standard input was started with it closed."""

    message = N_("Standard input is closed: give a file name, or pass the file on with “<” or a pipe")


def standard_input() -> BinaryIO:
    """Standard input as bytes. raises NoStandardInput."""
    if sys.stdin is None:
        raise NoStandardInput
    return sys.stdin.buffer
