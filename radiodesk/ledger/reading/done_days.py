"""Days on which something was done: what a row should have instead of one on which that cannot be."""

import datetime as dt
from collections.abc import Iterator

from radiodesk.ledger.reading.days import expected_day
from radiodesk.locale import _, formats
from radiodesk.model import ClipState
from radiodesk.newsroom.rules import AiredBeforeSent, BadDay, clip_faults


def done_by(today: dt.date) -> str:
    """What is expected instead of a day in the future."""
    return _("a day up to today, {today}, for what is done already").format(today=formats.day(today))


def wrong_clip_days(
    state: ClipState | None, sent: dt.date | None, aired: dt.date | None, today: dt.date
) -> Iterator[tuple[str, str]]:
    """The names of the columns with days that a clip in a state cannot have, each with what is expected instead."""
    for column, fault in clip_faults(state, sent, aired, today):
        match fault:
            case AiredBeforeSent():
                yield column, _("the day it was sent, {sent}, or a later one").format(**fault.values)
            case BadDay():
                yield column, done_by(today)
            case _:
                yield column, expected_day()
