"""Which state may follow which. A mistake can always be corrected: everything leads back to planned."""

from radiodesk.locale import _
from radiodesk.model.kinds import BroadcastState, ClipState
from radiodesk.planning.errors import WrongMove

BROADCAST_MOVES = {
    BroadcastState.PLANNED: {BroadcastState.AIRED, BroadcastState.CANCELLED, BroadcastState.MISSED},
    BroadcastState.AIRED: {BroadcastState.PLANNED, BroadcastState.MISSED},
    BroadcastState.CANCELLED: {BroadcastState.PLANNED},
    BroadcastState.MISSED: {BroadcastState.PLANNED, BroadcastState.AIRED, BroadcastState.CANCELLED},
}

CLIP_MOVES = {
    ClipState.PLANNED: {ClipState.SHOT, ClipState.EDITED, ClipState.SENT, ClipState.REJECTED},
    ClipState.SHOT: {ClipState.PLANNED, ClipState.EDITED, ClipState.SENT, ClipState.REJECTED},
    ClipState.EDITED: {ClipState.PLANNED, ClipState.SHOT, ClipState.SENT, ClipState.REJECTED},
    ClipState.SENT: {ClipState.PLANNED, ClipState.EDITED, ClipState.AIRED, ClipState.REJECTED},
    ClipState.AIRED: {ClipState.PLANNED, ClipState.SENT},
    ClipState.REJECTED: {ClipState.PLANNED, ClipState.EDITED, ClipState.SENT},
}

OFF_AIR = frozenset({BroadcastState.CANCELLED, BroadcastState.MISSED})
"""States in which a broadcast takes no time on air."""

NOT_SENT = frozenset({ClipState.PLANNED, ClipState.SHOT, ClipState.EDITED})
"""States in which a clip is still at the desk."""


def check_broadcast_move(present: BroadcastState, wanted: BroadcastState) -> None:
    """raises WrongMove where `wanted` cannot follow. A state's value is its word in the catalogue."""
    if wanted is not present and wanted not in BROADCAST_MOVES[present]:
        raise WrongMove(present=_(present), wanted=_(wanted))


def check_clip_move(present: ClipState, wanted: ClipState) -> None:
    """raises WrongMove where `wanted` cannot follow."""
    if wanted is not present and wanted not in CLIP_MOVES[present]:
        raise WrongMove(present=_(present), wanted=_(wanted))
