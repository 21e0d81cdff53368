"""What can be wrong with a file that should be a recording, and what can be done about it."""

from radiodesk.errors import UserError
from radiodesk.locale import N_


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


class StillWritten(MediaError):
    """Somebody writes to the file while it is taken."""

    message = N_("{file} is still being written: add it again when it is complete")


class FileDamaged(MediaError):
    """The store's file is no longer what came in."""

    message = N_("The file of {file} in the store is damaged: “radiodesk media check” tells more")


class NothingLeft(UserError):
    """A recipe that cuts everything away."""

    message = N_("Nothing would be left of the recording: take a cut back, or move its beginning or end")


class BadSetting(UserError):
    """A figure that no recording could be treated with."""

    message = N_("{setting} cannot be {value}: it goes from {lowest} to {highest}")


SETTINGS = {
    "target_lufs": N_("The loudness in LUFS"),
    "ceiling_dbtp": N_("The highest peak in dBTP"),
    "high_pass_hz": N_("The high-pass in Hz"),
    "before_seconds": N_("What is left at the beginning, in seconds,"),
    "after_seconds": N_("What is left at the end, in seconds,"),
    "fade_in_seconds": N_("The fade in, in seconds,"),
    "fade_out_seconds": N_("The fade out, in seconds,"),
    "gain_db": N_("Louder or quieter, in dB,"),
}
"""How settings are called where one is refused."""


class UnknownPreset(UserError):
    """No preset has that name."""

    message = N_("There is no preset “{wanted}”. There are: {names}")


class UnknownEdition(UserError):
    """No edition has its first run then."""

    message = N_("No edition has its first run at “{wanted}”: give its local time, such as 2019-03-05T05:30")


class NothingToAssemble(UserError):
    """Not one line of an edition has a recording."""

    message = N_("No line of “{title}” has a recording: link recordings to its stories first")


class LinesMissing(UserError):
    """Lines of an edition that have nothing to be heard."""

    message = N_("{title}: {lines}. Link recordings to them, or leave them out with --leave-out")


class KeptUntil(MediaError):
    """A recording that may not go yet."""

    message = N_("{file} has to be kept: its file goes when it was on air as long ago as the station keeps recordings")


class PresetNeeded(MediaError):
    """A preset that a treatment names."""

    message = N_("The treatment of {recording} names the preset “{name}”: give it another one first")


class StillLinked(MediaError):
    """A recording that was never on air, and belongs to something that may be."""

    message = N_("{file} belongs to “{title}” and was not on air yet: unlink it first, where it is not needed")


class FileMissing(MediaError):
    """The store has lost a recording's file."""

    message = N_("The file of {file} is missing in the store: bring it back with “radiodesk media relink FOLDER”")


class UnknownForm(MediaError):
    """A file name whose ending names no form that is written."""

    message = N_("{file}: the name has to end in one of {suffixes}")


class UnknownRecording(UserError):
    """No recording has that id, and no hash begins so."""

    message = N_("There is no recording “{wanted}”: give its number, or the beginning of its hash")


class AmbiguousRecording(UserError):
    """Several hashes begin so."""

    message = N_("Several recordings begin with “{wanted}”: give more of the hash")
