"""Check the encoded values in the database: measurements, waveforms, treatments, presets and chapters."""

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import _
from radiodesk.media import chapters
from radiodesk.media.sound.levels import Waveform
from radiodesk.media.sound.measurement import Measurement
from radiodesk.media.sound.recipes import Recipe, Settings
from radiodesk.model import Edition, Overview, Preset, Recording, Treatment
from radiodesk.model.checking import Problem, restorable


def problems(session: Session) -> list[Problem]:
    """A problem for each value that cannot be decoded."""
    what = _("The value “{value}” is not valid")
    return [
        restorable("value", what.format(value=error.values.get("reason", error)), f"{table} {row_id}")
        for table, row_id, error in _damaged(session)
    ]


def _damaged(session: Session) -> Iterator[tuple[str, int, UserError]]:
    for table, row_id, decode in _decoders(session):
        try:
            decode()
        except UserError as error:
            yield table, row_id, error


def _decoders(session: Session) -> Iterator[tuple[str, int, Callable[[], object]]]:
    """The table, the row id and a decoding function of each value."""
    measured = select(Recording.id, Recording.measured).where(Recording.measured.is_not(None))
    for row_id, stored in session.execute(measured):
        yield "recording", row_id, partial(Measurement.from_json, stored)
    for row_id, levels, seconds in session.execute(select(Overview.id, Overview.levels, Overview.block_seconds)):
        yield "overview", row_id, partial(Waveform.unpack, levels, seconds)
    for row_id, recipe in session.execute(select(Treatment.id, Treatment.recipe)):
        yield "treatment", row_id, partial(Recipe.from_json, recipe)
    for row_id, settings in session.execute(select(Preset.id, Preset.settings)):
        yield "preset", row_id, partial(Settings.from_json, settings)
    for row_id, stored in session.execute(select(Edition.id, Edition.chapters).where(Edition.chapters.is_not(None))):
        yield "edition", row_id, partial(chapters.from_json, stored)
