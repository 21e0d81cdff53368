"""Standard input and whole files, for commands that read what the user names."""

import sys
from pathlib import Path
from typing import BinaryIO

from radiodesk.errors import UserError, advice, reason
from radiodesk.locale import N_

STANDARD_INPUT = "-"


class NoStandardInput(UserError):
    """A command that reads standard input was started with it closed."""

    message = N_("Standard input is closed: give a file name, or pass the file on with “<” or a pipe")


class UnreadableInput(UserError):
    """A file that does not exist or cannot be read."""

    message = N_("{file} cannot be read: {reason}. {advice}")


class InputTooLarge(UserError):
    """A file that is larger than any of its kind."""

    message = N_("{file} is larger than {most} MB: check that it is the right file")


def standard_input() -> BinaryIO:
    """Standard input as bytes. raises NoStandardInput."""
    if sys.stdin is None:
        raise NoStandardInput
    return sys.stdin.buffer


def content_of(file: str | Path, most: int) -> bytes:
    """The content of a file; the text “-” is standard input. most: the limit for its size, whole MiB in bytes.

    raises UnreadableInput, InputTooLarge, NoStandardInput.
    """
    try:
        if file == STANDARD_INPUT:
            content = standard_input().read(most + 1)
        else:
            with Path(file).expanduser().open("rb") as source:
                content = source.read(most + 1)
    except (OSError, ValueError, RuntimeError) as error:
        raise UnreadableInput(file=file, reason=reason(error), advice=advice(error)) from error
    if len(content) > most:
        raise InputTooLarge(file=file, most=most >> 20)
    return content
