"""The rules of the newsroom, as pure functions: screens, commands and imports call the same ones."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from radiodesk.errors import UserError
from radiodesk.kinds import NOT_SENT, SENT, Channel, ClipState, JoinKind
from radiodesk.locale import N_, _, formats
from radiodesk.model.text import clean, quoted

ADDRESS_LIMIT = 2000
"""Characters: what browsers and servers still take."""

SHORTEST_JOIN = 0.05
LONGEST_JOIN = 60
"""Seconds of a gap or an overlap."""

CLIP_MOVES = {
    ClipState.PLANNED: {ClipState.SHOT, ClipState.EDITED, ClipState.SENT, ClipState.REJECTED},
    ClipState.SHOT: {ClipState.PLANNED, ClipState.EDITED, ClipState.SENT, ClipState.REJECTED},
    ClipState.EDITED: {ClipState.PLANNED, ClipState.SHOT, ClipState.SENT, ClipState.REJECTED},
    ClipState.SENT: {ClipState.PLANNED, ClipState.EDITED, ClipState.AIRED, ClipState.REJECTED},
    ClipState.AIRED: {ClipState.PLANNED, ClipState.SENT},
    ClipState.REJECTED: {ClipState.PLANNED, ClipState.EDITED, ClipState.SENT},
}
"""Which state of a clip may follow which. A mistake can always be corrected: everything leads back to planned."""


SOCIAL_SITES = ("facebook.com", "fb.com", "fb.watch", "youtube.com", "youtu.be", "tiktok.com", "zalo.me", "x.com")
"""The hosts of social networks."""

_SITE_FIRST = re.compile(
    r"(www\.)?([\w-]+\.)+([a-z]{2,}(:\d+)?[/?#]\S*|(vn|com|net|org|info|me|be|watch)(:\d+)?)", re.IGNORECASE
)
"""A site without a scheme. The ending of a site alone must be a usual one: “bai.docx” is the name of a file."""


class BadDay(UserError):
    """A day in the future on which something is said to have been done."""

    message = N_("{day} lies in the future: give the day on which it was done")


class BadJoin(UserError):
    """A gap or an overlap that no edition has."""

    message = N_("A gap or an overlap is from {shortest} to {longest} seconds")


class BadAddress(UserError):
    """An address that leads nowhere."""

    message = N_("{address} is not a web address: type one that begins with https:// and names a site")


class StillPosted(UserError):
    """An edition that is no longer aired, but has a publication that counts."""

    message = N_("This edition is noted as posted at {address}: withdraw that first")
    action = "withdraw"


class SentDayNeeded(UserError):
    """A clip that was sent on no day."""

    message = N_("A clip that was sent needs the day on which it was: type it")


class AiredBeforeSent(UserError):
    """A clip that was aired before its recipient had it."""

    message = N_("A clip is aired on the day it was sent ({sent}) or later: correct one of the two days")


class WrongMove(UserError):
    """A state that cannot follow the present one."""

    message = N_("What is {present} cannot become {wanted}: bring it back to planned first")
    action = "mark('planned')"


def may_be_done(day: dt.date, today: dt.date) -> bool:
    """Whether something can have been done on that day."""
    return day <= today


def check_done(day: dt.date, today: dt.date) -> dt.date:
    """The day itself, on which something was done. raises BadDay."""
    if not may_be_done(day, today):
        raise BadDay(day=formats.day(day))
    return day


def check_move(present: ClipState, wanted: ClipState) -> None:
    """raises WrongMove where `wanted` cannot follow. A state's value is its word in the catalogue."""
    if wanted is not present and wanted not in CLIP_MOVES[present]:
        raise WrongMove(present=_(present), wanted=_(wanted))


def clip_state(state: ClipState, sent: dt.date | None, aired: dt.date | None, today: dt.date) -> ClipState:
    """The state of a clip with these days, as `settled_state` gives it. raises the first of its `clip_faults`."""
    state = settled_state(state, sent, today)
    for _day, fault in clip_faults(state, sent, aired, today):
        raise fault
    return state


def settled_state(state: ClipState, sent: dt.date | None, today: dt.date) -> ClipState:
    """The state of a clip with a day sent: one in the past says that it was sent."""
    return ClipState.SENT if state in NOT_SENT and sent is not None and may_be_done(sent, today) else state


def clip_faults(
    state: ClipState | None, sent: dt.date | None, aired: dt.date | None, today: dt.date
) -> Iterator[tuple[Literal["sent", "aired"], SentDayNeeded | BadDay | AiredBeforeSent]]:
    """What is wrong with the days of a clip in a state, each with the name of the day. state: None if unknown."""
    if sent is not None and aired is not None and aired < sent:
        yield "aired", AiredBeforeSent(sent=formats.day(sent))
    if state not in SENT:
        return
    if sent is None:
        yield "sent", SentDayNeeded()
    elif not may_be_done(sent, today):
        yield "sent", BadDay(day=formats.day(sent))
    if aired is not None and not may_be_done(aired, today):
        yield "aired", BadDay(day=formats.day(aired))


def check_posted(address: str, *, aired: bool) -> None:
    """raises StillPosted for a publication, not withdrawn, of an edition whose first run is not aired."""
    if not aired:
        raise StillPosted(address=quoted(address))


def with_scheme(address: str) -> str:
    """The address with https:// in front, if it begins with the name of a site. Others stay as they are."""
    return f"https://{address}" if _SITE_FIRST.fullmatch(address) else address


def check_address(address: str) -> str:
    """The address as it is kept, complete. raises BadAddress where it is no http or https one, and text errors."""
    address = with_scheme(clean(address, ADDRESS_LIMIT))
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in address and parts.port != 0
    except ValueError:  # such as a port above 65535
        good = False
    if not good:
        raise BadAddress(address=quoted(address))
    # Case does not matter before the path, and an empty path is the same as "/".
    return urlunsplit(parts._replace(netloc=parts.netloc.lower(), path="" if parts.path == "/" else parts.path))


def sites(address: str) -> tuple[str, ...]:
    """What publications of one page have in common: the host with the first part of the path, then the host alone.

    address: as `check_address` gives it. Of a social network the host says nothing, for it is that of all pages.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ()
    first = parts.path.strip("/").split("/")[0]
    own = (f"{host}/{first}",) if first else ()
    return own if channel_of(address) is Channel.SOCIAL else (*own, host)


def channel_of(address: str) -> Channel:
    """Whether an address is that of a social network or of a website."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return Channel.WEBSITE
    is_social = any(host == site or host.endswith(f".{site}") for site in SOCIAL_SITES)
    return Channel.SOCIAL if is_social else Channel.WEBSITE


def check_join(join: JoinKind, seconds: float) -> float:
    """The seconds of a gap or an overlap; 0 of a butt join. raises BadJoin."""
    if join is JoinKind.BUTT:
        return 0.0
    if not SHORTEST_JOIN <= seconds <= LONGEST_JOIN:
        raise BadJoin(shortest=formats.number(SHORTEST_JOIN), longest=LONGEST_JOIN)
    return seconds
