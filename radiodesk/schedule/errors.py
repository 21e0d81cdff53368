"""What the schedule refuses, and what to do instead."""

from radiodesk.errors import UserError
from radiodesk.locale import N_


class TimeTaken(UserError):
    """Two broadcasts would begin in the same minute."""

    message = N_("At {time} on {day} there is “{title}” already: choose another time, or cancel that one first")


class RepeatBeforeFirstRun(UserError):
    """A repeat that would come before what it repeats."""

    message = N_("“{title}” has its first run at {time} on {day}: plan the repeat after it")


class HasRepeats(UserError):
    """A first run moved behind its repeats."""

    message = N_("“{title}” is repeated at {time} on {day}: move that repeat first")


class NoUpstream(UserError):
    """A relay of nothing."""

    message = N_("A relay carries another station or a live event: name the station, or mark it as live")


class NotYetDue(UserError):
    """A broadcast of a later day marked as aired."""

    message = N_("This is planned for {day}: it can be marked as aired on that day")
