"""What the newsroom refuses, and what to do instead."""

from radiodesk.errors import UserError
from radiodesk.locale import N_


class BadDay(UserError):
    """A day that this cannot be on."""

    message = N_("{day} lies in the future: give the day on which it was done")


class BadJoin(UserError):
    """A gap or an overlap that no edition has."""

    message = N_("A gap or an overlap is from {shortest} to {longest} seconds")


class AlreadyUsed(UserError):
    """A story twice in one rundown."""

    message = N_("“{title}” is in this rundown already")


class AlreadyAired(UserError):
    """A line taken out of what was aired."""

    message = N_("This edition was aired, and its stories are counted: its lines can be corrected, not removed")


class NotAired(UserError):
    """A publication of what nobody has heard."""

    message = N_("This edition was not aired yet: mark its first run as aired, then as posted")


class BadAddress(UserError):
    """An address that leads nowhere."""

    message = N_("{address} is no web address: it begins with https:// and names a site")


class AlreadyPosted(UserError):
    """The same address for the same edition."""

    message = N_("This edition is noted at {address} already")


class SentDayNeeded(UserError):
    """A clip that was sent on no day."""

    message = N_("A clip that was sent needs the day on which it was: type it")


class WrongMove(UserError):
    """A state that cannot follow the present one."""

    message = N_("What is {present} cannot become {wanted}: bring it back to planned first")
