"""Notes on files in the drop folder that were not added: refused, ignored, or of an unknown kind.

Desks that share a media store share its notes: each note is a small file there, named by the state of the file that it
is about. Only one desk can create a note, so only one desk announces it. A file that changes has no note any more.
"""

import contextlib
import hashlib
import json
import os
import time
from pathlib import Path

from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _
from radiodesk.media.store import State

REFUSED, UNKNOWN, IGNORED = "refused", "unknown", "ignored"
"""The kinds of notes."""

FOLDER = "drop-notes"
"""The folder of the notes in the media store."""

KEPT_SECONDS = 90 * 86_400.0
"""Notes on files that are gone are kept this long, because the drop folder may be a disk that is not always there."""

FORGOTTEN = N_("{file} was refused")
"""The reason of a refusal whose note cannot be read."""


class Notes:
    """The notes of a media store. No method raises: what cannot be stored is remembered until the program ends."""

    def __init__(self, media: Path) -> None:
        self._folder = media / FOLDER
        self._unstored: dict[str, str] = {}
        """The content of notes that could not be stored, by their name."""

    def names(self) -> set[str]:
        """The names of all notes."""
        try:
            return {*(path.name for path in self._folder.iterdir()), *self._unstored}
        except OSError:
            return set(self._unstored)

    def add(self, key: str, kind: str, content: str = "") -> bool:
        """Create a note. Returns False if there is one of this kind already."""
        name = note_name(key, kind)
        if name in self._unstored:
            return False
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / name).open("x", encoding="utf-8") as file:
                file.write(content)
        except FileExistsError:
            return False
        except OSError:
            self._unstored[name] = content
        return True

    def read(self, key: str, kind: str) -> str:
        """The content of a note, or empty if it cannot be read."""
        name = note_name(key, kind)
        if name in self._unstored:
            return self._unstored[name]
        try:
            return (self._folder / name).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def remove(self, key: str) -> None:
        """Remove the notes on a file."""
        for kind in (REFUSED, UNKNOWN, IGNORED):
            self._remove(note_name(key, kind))

    def remove_old(self, keys: set[str]) -> None:
        """Remove the old notes on other files than these."""
        for name in self.names():
            with contextlib.suppress(OSError):
                age = time.time() - (self._folder / name).stat().st_mtime
                if name.partition(".")[0] not in keys and age > KEPT_SECONDS:
                    self._remove(name)

    def _remove(self, name: str) -> None:
        self._unstored.pop(name, None)
        with contextlib.suppress(OSError):
            (self._folder / name).unlink()


def note_key(name: str, state: State) -> str:
    """The key of a file's notes. name: relative to the drop folder. It changes with the file's size and time."""
    _inode, size, changed = state  # an inode differs between two machines that share a disk
    return hashlib.sha256(b"\0".join([os.fsencode(name), b"%d" % size, b"%d" % changed])).hexdigest()[:32]


def note_name(key: str, kind: str) -> str:
    """The name of a note."""
    return f"{key}.{kind}"


def packed_error(error: UserError, path: Path, name: str) -> str:
    """An error as the content of a note: the sentence before its translation, and its values.

    path: of the file; the note has its name instead, because another desk may see the folder at another path.
    """
    values = {
        key: visible(str(value)).replace(visible(str(path)), visible(name)) for key, value in error.values.items()
    }
    return json.dumps({"message": error.message, "values": values}, ensure_ascii=False)


def sentence(content: str, name: str) -> str:
    """The sentence of a packed error, in the user's language. name: of the file, if the note cannot be read."""
    try:
        stored = json.loads(content)
        message, values = stored["message"], stored["values"]
        return _(message).format(**values)
    except (ValueError, LookupError, TypeError, AttributeError):
        return _(FORGOTTEN).format(file=visible(name))
