"""What can be wrong with a file that should be a recording, and what can be done about it."""

from radiodesk.errors import UserError
from radiodesk.locale import N_, _


class MediaError(UserError):
    """A recording that cannot be taken. `file` names it."""


class CannotRead(MediaError):
    """Not there, a folder, locked, or not ours to read."""

    message = N_("{file} cannot be read: {reason}. See that the name is right and that it is closed elsewhere")


class EmptyFile(MediaError):
    """A file without a byte."""

    message = N_("{file} is empty: copy it from the recorder again")


class NotAudio(MediaError):
    """Nothing in it can be decoded as sound."""

    message = N_("{file} is not audio, or is too damaged to be read: copy it again, or save it as wav or mp3")


class NoSound(MediaError):
    """A picture or a film without a sound track."""

    message = N_("{file} has no sound in it: only the sound of a clip can be taken")


class Protected(MediaError):
    """Encrypted by its maker."""

    message = N_("{file} is protected against copying: ask for one that is not")


class Unsupported(MediaError):
    """Sound of a kind that there is no decoder for."""

    message = N_("{file} holds sound of a kind that cannot be read: save it as wav, flac or mp3")


class CannotStore(MediaError):
    """The store cannot take the copy."""

    message = N_("{file} cannot be put into {store}: {reason}. Nothing of it was kept")


class UnknownRecording(UserError):
    """No recording has that id, and no hash begins so."""

    message = N_("There is no recording “{wanted}”: give its number, or the beginning of its hash")


class AmbiguousRecording(UserError):
    """Several hashes begin so."""

    message = N_("Several recordings begin with “{wanted}”: give more of the hash")


WARNINGS = {
    "cut_short": N_("ends before its own header says: the rest is missing"),
    "damaged": N_("has damaged places, which were left out"),
    "silent": N_("holds nothing but silence"),
}
"""What can be wrong with a recording that was taken all the same: the key that is stored, and the sentence."""


def warning(key: str) -> str:
    """The sentence for a warning's key, in the language in use."""
    return _(WARNINGS[key])
