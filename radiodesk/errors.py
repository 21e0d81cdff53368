"""What a user can meet and mend: each room derives its own errors from `UserError`."""

from pathlib import Path
from typing import ClassVar

from radiodesk.locale import _


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
