"""Errors of recordings, the media store, presets, and the assembly of editions."""

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.media.sound.errors import MediaError


class CannotStore(MediaError):
    """The copy cannot be written to the store."""

    message = N_("{file} cannot be stored in {store}: {reason}. No part of it was kept")


class CannotRemove(MediaError):
    """The file of a removed recording, or one without a recording, cannot leave the store."""

    message = N_(
        "{name} is still in the store, at {file}: {reason}. Make sure that this file and the folder {trash} may be "
        "changed, then check the store: it moves the file"
    )
    command = N_("“radiodesk media check --mend” does that")


class StillWritten(MediaError):
    """The file changed while it was copied."""

    message = N_("{file} is still being written: add it again when it is complete")


class FileDamaged(MediaError):
    """The file in the store is no longer the one that was added."""

    message = N_("The file of {file} in the store is damaged: check the store for details")
    command = N_("“radiodesk media check” checks it")


class UnknownPreset(UserError):
    """No preset has that name."""

    message = N_("There is no preset “{wanted}”. Available presets: {names}")


class BuiltInPreset(UserError):
    """A preset that every desk has."""

    message = N_("“{name}” is built in and cannot be removed: change it, or choose another one")


class UnknownEdition(UserError):
    """No edition has its first run at that time."""

    message = N_("No edition has its first run at “{wanted}”: give its local time, such as 2019-03-05T05:30")


class SeveralEditions(UserError):
    """Several editions have their first runs at that time."""

    message = N_("Several editions have their first runs at “{wanted}”: give a number instead, {choices}")


class NothingToAssemble(UserError):
    """No line of the edition has a recording."""

    message = N_("No line of “{title}” has a recording: link recordings to its stories first")


class LinesMissing(UserError):
    """Lines of the edition have no recording, or have lost their file."""

    message = N_("{title}: {lines}. Link recordings to them, or leave them out")
    command = N_("--leave-out leaves them out")


class KeptUntil(MediaError):
    """The retention time of the recording is not over."""

    message = N_("{file} must be kept: it can be removed when the retention time after its last broadcast is over")


class PresetExists(MediaError):
    """A new preset has the name of another."""

    message = N_("There is a preset “{name}” already: change that one, or choose another name")


class PresetNeeded(MediaError):
    """The preset cannot be removed because a treatment uses it."""

    message = N_("The treatment of {recording} names the preset “{name}”: give it another one first")


class StillLinked(MediaError):
    """The recording was never aired and is linked to a story or insert."""

    message = N_("{file} belongs to “{title}” and was not on air yet: unlink it first (U on Media) if it is not needed")


class FileMissing(MediaError):
    """The file of a recording is missing from the store."""

    message = N_("The file of {file} is missing from the store: find it in a folder from Media")
    command = N_("“radiodesk media relink FOLDER” finds it")


class UnknownRecording(UserError):
    """No recording has that id or a hash that begins with that text."""

    message = N_("There is no recording “{wanted}”: give its number, or the beginning of its hash")


class AmbiguousRecording(UserError):
    """Several recordings have a hash that begins with that text."""

    message = N_("Several recordings have a hash that begins with “{wanted}”: give more of the hash")
