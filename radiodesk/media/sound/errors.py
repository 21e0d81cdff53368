"""Errors of audio files and of settings for their treatment."""

from radiodesk.errors import UserError
from radiodesk.locale import N_


class MediaError(UserError):
    """An error of one recording or file, which `file` names."""


class CannotRead(MediaError):
    """The system refused to read the file: it is missing, a folder, locked, or not permitted."""

    message = N_("{file} cannot be read: {reason}. {advice}")


class EmptyFile(MediaError):
    """The file has no bytes."""

    message = N_("{file} is empty: copy it from the recorder again")


class NotAudio(MediaError):
    """No audio can be decoded from the file."""

    message = N_("{file} is not audio, or is too damaged to be read: copy it again, or save it as wav or mp3")


class NoSound(MediaError):
    """The file is a picture or a video without an audio track."""

    message = N_("{file} has no audio track: only the sound of a clip can be added")


class NoSuchTrack(MediaError):
    """The file has fewer audio tracks than the number that was asked for."""

    message = N_("{file} has no audio track {track}: its tracks are {numbers}")


class Protected(MediaError):
    """The audio is encrypted."""

    message = N_("{file} is protected against copying: ask for an unprotected copy")


class Unsupported(MediaError):
    """The file has audio in a format, channel layout or sample rate that cannot be decoded."""

    message = N_("{file} has an unsupported audio format: save it as wav, flac or mp3")


class NothingLeft(UserError):
    """The recipe cuts the whole recording away."""

    message = N_("Nothing would be left of the recording: remove a cut, or move its beginning or end")


class BadSetting(UserError):
    """A setting is outside its range."""

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
"""The names of settings in `BadSetting`."""


class UnknownFormat(MediaError):
    """The ending of the file name is not that of an output format."""

    message = N_("{file}: the name must end in one of {suffixes}")
