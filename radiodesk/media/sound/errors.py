"""What can be wrong with a sound file or with how it should be treated."""

from radiodesk.errors import UserError
from radiodesk.locale import N_


class MediaError(UserError):
    """A recording that cannot be taken. `file` names it."""


class CannotRead(MediaError):
    """Not there, a folder, locked, or not ours to read."""

    message = N_("{file} cannot be read: {reason}. Check its name, and close it in other programs")


class EmptyFile(MediaError):
    """A file without a byte."""

    message = N_("{file} is empty: copy it from the recorder again")


class NotAudio(MediaError):
    """Nothing in it can be decoded as sound."""

    message = N_("{file} is not audio, or is too damaged to be read: copy it again, or save it as wav or mp3")


class NoSound(MediaError):
    """A picture or a film without a sound track."""

    message = N_("{file} has no audio track: only the sound of a clip can be added")


class Protected(MediaError):
    """Encrypted by its maker."""

    message = N_("{file} is protected against copying: ask for an unprotected copy")


class Unsupported(MediaError):
    """Sound of a kind that there is no decoder for."""

    message = N_("{file} has an unsupported audio format: save it as wav, flac or mp3")


class NothingLeft(UserError):
    """A recipe that cuts everything away."""

    message = N_("Nothing would be left of the recording: remove a cut, or move its beginning or end")


class BadSetting(UserError):
    """A figure that no recording could be treated with."""

    message = N_("{setting} cannot be {value}: it must be between {lowest} and {highest}")


SETTINGS = {
    "target_lufs": N_("The loudness (LUFS)"),
    "ceiling_dbtp": N_("The highest peak (dBTP)"),
    "high_pass_hz": N_("The high-pass (Hz)"),
    "before_seconds": N_("The silence kept at the beginning (seconds)"),
    "after_seconds": N_("The silence kept at the end (seconds)"),
    "fade_in_seconds": N_("The fade-in (seconds)"),
    "fade_out_seconds": N_("The fade-out (seconds)"),
    "gain_db": N_("The gain (dB)"),
}
"""How settings are called where one is refused."""


class UnknownForm(MediaError):
    """A file name whose ending names no form that is written."""

    message = N_("{file}: the name must end in one of {suffixes}")
