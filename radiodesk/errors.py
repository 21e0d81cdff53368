"""Base classes of the errors that a user can correct. Each package derives its errors from `UserError`."""

import errno
import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from radiodesk.locale import N_, _

CONTROL_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, surrogates, and marks that change the text direction."""

LONGEST_VALUE = 2_000
"""Characters of a value that a message shows: a whole file may have been pasted as a path."""


class UserError(Exception):
    """An error that the user can correct. Its text says what, where and what to do, in the user's language.

    A subclass gives the sentence in `message`, marked with `N_`, with the names of its values in braces. The sentence
    is translated when it is shown, so errors raised before the language is known are translated too.
    """

    message: ClassVar[str]
    command: ClassVar[str] = ""
    """A sentence that names the command that helps, for those who are at the command line. Marked with `N_`."""
    action: ClassVar[str] = ""
    """The action that helps, for those who are at a screen. A screen that has it names its key."""
    keys: ClassVar[str] = ""
    """A sentence that names the keys that help, for those who are at a screen. Marked with `N_`."""

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = values

    def __str__(self) -> str:
        return self._with_values(self.message)

    @property
    def at_command_line(self) -> str:
        """The text and the command that helps. The screens name a key instead."""
        return f"{self}. {self._with_values(self.command)}" if self.command else str(self)

    @property
    def at_screen(self) -> str:
        """The text and the keys that help."""
        return f"{self}. {self._with_values(self.keys)}" if self.keys else str(self)

    def _with_values(self, sentence: str) -> str:
        # File names and typed text may contain control characters, which must not reach the terminal.
        return _(sentence).format(**{name: _printable(value) for name, value in self.values.items()})


def visible(value: str) -> str:
    """The text with `�` for each control character, for messages that quote untrusted text."""
    return CONTROL_CHARACTERS.sub("�", value)


def _printable(value: object) -> object:
    if not isinstance(value, str | Path | Exception):
        return value
    text = visible(str(value))
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def log_fault(error: BaseException) -> str:
    """Write the traceback of a programming error to a new temporary file, for the developers.

    Returns the file's path, or "–" if it cannot be written.
    """
    import tempfile
    import traceback

    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="radiodesk-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as log:
            traceback.print_exception(error, file=log)
    except OSError:
        return "–"
    return log.name


_REASONS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EACCES: N_("permission is denied"),
    errno.EPERM: N_("permission is denied"),
    errno.EROFS: N_("the disk is read-only"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of the path is not a folder"),
    errno.EEXIST: N_("a file or folder of that name exists already"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EFBIG: N_("the file may not grow larger"),
    errno.EIO: N_("the disk does not respond"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ELOOP: N_("the link points to itself"),
    errno.EBADF: N_("it is closed"),
    errno.EINVAL: N_("it is not a valid file name"),
    errno.EBUSY: N_("another program is using it"),
}


def reason(error: Exception) -> str:
    """The reason of a system error as a translated phrase, or else the system's own text."""
    number = getattr(error, "errno", None)
    return _(_REASONS[number]) if number in _REASONS else str(getattr(error, "strerror", None) or error)


_WRONG_NAME = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL}
_IN_USE = {errno.EACCES, errno.EPERM, errno.EBUSY}
"""Errors of a file that another program has open, on some systems, or that the account may not use."""


def advice(error: Exception, *, writing: bool = False) -> str:
    """What to do about a system error of a file that was to be read or written, as a translated phrase."""
    number = getattr(error, "errno", None)
    if number in _WRONG_NAME:
        return _("Check the name, or choose another place") if writing else _("Check the name")
    if number in _IN_USE and writing:
        return _("Choose another place, or close the file in other programs")
    if writing:
        return _("Choose another place")
    if number in _IN_USE:
        return _("Close it in other programs, and check that you may read it")
    return _("Copy it again from where it comes from")


class Doubtful(UserError):
    """An unusual request that needs confirmation. The same call with `sure=True` carries it out.

    doubts: one sentence for each unusual thing.
    """

    message = "{doubts}"

    def __init__(self, doubts: Sequence[str]) -> None:
        super().__init__(doubts=doubts)
        self.doubts = tuple(doubts)

    def __str__(self) -> str:
        return "\n".join(map(visible, self.doubts))
