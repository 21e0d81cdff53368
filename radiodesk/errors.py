"""What a user can meet and mend: each room derives its own errors from `UserError`."""

import errno
import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from radiodesk.locale import N_, _

STEERING = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, halves of characters, and marks that turn the direction of reading."""


class UserError(Exception):
    """Something that the user can mend. Its text says what, where and what to do, in the user's language.

    A subclass gives the sentence in `message`, marked with `N_` and with the names of its values in braces. The
    sentence is translated when it is shown, so an error raised before the language is known is still in the right one.
    """

    message: ClassVar[str]

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = values

    def __str__(self) -> str:
        # Names of files and what was typed may hold anything: none of it reaches a terminal as more than a character.
        return _(self.message).format(**{name: _shown(value) for name, value in self.values.items()})


def visible(value: str) -> str:
    """The text with what steers a terminal shown as `�`: for messages that quote what was refused."""
    return STEERING.sub("�", value)


def _shown(value: object) -> object:
    return visible(str(value)) if isinstance(value, str | Path | Exception) else value


def log_fault(error: BaseException) -> str:
    """Keep the traceback of a fault of ours in a new file: a user gets to see a sentence, the maker this.

    Returns the file's path, or "–" where there is no room for one.
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
    errno.EFBIG: N_("it is too large for this disk"),
    errno.EIO: N_("the disk does not respond"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ELOOP: N_("the link points to itself"),
    errno.EBADF: N_("it is closed"),
    errno.EINVAL: N_("it is not a valid file name"),
    errno.EBUSY: N_("another program is using it"),
}


def reason(error: Exception) -> str:
    """Why the system refused a file, in the user's words; in the system's own where there are no better."""
    number = getattr(error, "errno", None)
    return _(_REASONS[number]) if number in _REASONS else str(getattr(error, "strerror", None) or error)


class Doubtful(UserError):
    """Something unusual that a person may want all the same. The same call with `sure=True` does it.

    doubts: what is unusual, a sentence each.
    """

    message = "{doubts}"

    def __init__(self, doubts: Sequence[str]) -> None:
        super().__init__(doubts=doubts)
        self.doubts = tuple(doubts)

    def __str__(self) -> str:
        return "\n".join(map(visible, self.doubts))
