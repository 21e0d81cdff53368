"""Which state of a clip may follow which. A mistake can always be corrected: everything leads back to planned."""

from radiodesk.kinds import ClipState
from radiodesk.locale import _
from radiodesk.newsroom.errors import WrongMove

CLIP_MOVES = {
    ClipState.PLANNED: {ClipState.SHOT, ClipState.EDITED, ClipState.SENT, ClipState.REJECTED},
    ClipState.SHOT: {ClipState.PLANNED, ClipState.EDITED, ClipState.SENT, ClipState.REJECTED},
    ClipState.EDITED: {ClipState.PLANNED, ClipState.SHOT, ClipState.SENT, ClipState.REJECTED},
    ClipState.SENT: {ClipState.PLANNED, ClipState.EDITED, ClipState.AIRED, ClipState.REJECTED},
    ClipState.AIRED: {ClipState.PLANNED, ClipState.SENT},
    ClipState.REJECTED: {ClipState.PLANNED, ClipState.EDITED, ClipState.SENT},
}

NOT_SENT = frozenset({ClipState.PLANNED, ClipState.SHOT, ClipState.EDITED})
"""States in which a clip is still at the desk."""


def check_clip_move(present: ClipState, wanted: ClipState) -> None:
    """raises WrongMove where `wanted` cannot follow."""
    if wanted is not present and wanted not in CLIP_MOVES[present]:
        raise WrongMove(present=_(present), wanted=_(wanted))
