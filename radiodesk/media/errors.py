"""What can be wrong with a recording of the desk, its store, presets and editions, and what can be done about it."""

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.media.sound.errors import MediaError


class CannotStore(MediaError):
    """The store cannot take the copy."""

    message = N_("{file} cannot be stored in {store}: {reason}. No part of it was kept")


class StillWritten(MediaError):
    """Somebody writes to the file while it is taken."""

    message = N_("{file} is still being written: add it again when it is complete")


class FileDamaged(MediaError):
    """The store's file is no longer what came in."""

    message = N_("The file of {file} in the store is damaged: run “radiodesk media check” for details")


class UnknownPreset(UserError):
    """No preset has that name."""

    message = N_("There is no preset “{wanted}”. Available presets: {names}")


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

    message = N_(
        "{file} must be kept: it can be removed when the retention time after its last broadcast is over"
    )


class PresetNeeded(MediaError):
    """A preset that a treatment names."""

    message = N_("The treatment of {recording} names the preset “{name}”: give it another one first")


class StillLinked(MediaError):
    """A recording that was never on air, and belongs to something that may be."""

    message = N_("{file} belongs to “{title}” and was not on air yet: unlink it first if it is not needed")


class FileMissing(MediaError):
    """The store has lost a recording's file."""

    message = N_("The file of {file} is missing from the store: find it with “radiodesk media relink FOLDER”")


class UnknownRecording(UserError):
    """No recording has that id, and no hash begins so."""

    message = N_("There is no recording “{wanted}”: give its number, or the beginning of its hash")


class AmbiguousRecording(UserError):
    """Several hashes begin so."""

    message = N_("Several recordings have a hash that begins with “{wanted}”: give more of the hash")
