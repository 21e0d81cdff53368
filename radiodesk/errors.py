"""What a user can meet and mend: each room derives its own errors from `UserError`."""

import errno
from pathlib import Path
from typing import ClassVar

from radiodesk.locale import N_, _


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
        return _(self.message).format(**self.values)


def log_fault(error: BaseException) -> Path:
    """Keep the traceback of a fault of ours in a new file: a user gets to see a sentence, the maker this."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="radiodesk-", suffix=".log", delete=False, encoding="utf-8") as log:
        traceback.print_exception(error, file=log)
    return Path(log.name)


_REASONS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EACCES: N_("there is no permission"),
    errno.EPERM: N_("there is no permission"),
    errno.EROFS: N_("the disk can only be read"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of the path is not a folder"),
    errno.EEXIST: N_("something of that name is there already"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EFBIG: N_("it is too large for this disk"),
    errno.EIO: N_("the disk does not answer"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EBUSY: N_("another program is using it"),
}


def reason(error: Exception) -> str:
    """Why the system refused a file, in the user's words; in the system's own where there are no better."""
    number = getattr(error, "errno", None)
    return _(_REASONS[number]) if number in _REASONS else str(getattr(error, "strerror", None) or error)
