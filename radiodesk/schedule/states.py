"""Which state of a broadcast may follow which. A mistake can always be corrected: everything leads back to planned."""

from radiodesk.kinds import BroadcastState
from radiodesk.locale import _
from radiodesk.newsroom.errors import WrongMove

BROADCAST_MOVES = {
    BroadcastState.PLANNED: {BroadcastState.AIRED, BroadcastState.CANCELLED, BroadcastState.MISSED},
    BroadcastState.AIRED: {BroadcastState.PLANNED, BroadcastState.MISSED},
    BroadcastState.CANCELLED: {BroadcastState.PLANNED},
    BroadcastState.MISSED: {BroadcastState.PLANNED, BroadcastState.AIRED, BroadcastState.CANCELLED},
}

OFF_AIR = frozenset({BroadcastState.CANCELLED, BroadcastState.MISSED})
"""States in which a broadcast takes no time on air."""


def check_broadcast_move(present: BroadcastState, wanted: BroadcastState) -> None:
    """raises WrongMove where `wanted` cannot follow. A state's value is its word in the catalogue."""
    if wanted is not present and wanted not in BROADCAST_MOVES[present]:
        raise WrongMove(present=_(present), wanted=_(wanted))
