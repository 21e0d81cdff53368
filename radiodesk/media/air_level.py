"""Which recordings are not as loud as the station's air should be. Only what was measured before counts."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.media import treatments
from radiodesk.media.sound.recipes import ON_AIR
from radiodesk.model import Recording, Treatment

TOLERANCE_LU = 1.0
"""How far a file's loudness may be from the target. EBU R 128 allows that much where the level is not computed."""


def off_target(session: Session, recording_ids: Collection[int]) -> set[int]:
    """Of these recordings, those that were measured and are outside the target, and that nobody treated."""
    if not recording_ids:
        return set()
    target = treatments.preset(session, ON_AIR).settings.target_lufs
    lufs = Recording.measured["loudness"]["integrated_lufs"].as_float()
    treated = select(Treatment.recording_id).where(Treatment.undone.is_(False))
    statement = select(Recording.id, lufs).where(
        Recording.id.in_(sorted(recording_ids)), Recording.measured.is_not(None), Recording.id.not_in(treated)
    )
    return {
        recording_id
        for recording_id, loudness in session.execute(statement)
        if loudness is not None and abs(loudness - target) > TOLERANCE_LU
    }
