"""Broadcasts around the clock changes of a zone, for tests of how programs read them."""

import datetime as dt
from zoneinfo import ZoneInfo

from radiodesk.kinds import BroadcastKind
from radiodesk.model import Broadcast, Desk, Relay, station
from radiodesk.model.actions import Action
from radiodesk.model.database import add_rows

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Ho_Chi_Minh", "Africa/Casablanca", "Australia/Lord_Howe")
BEGIN = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
HALF_HOUR = dt.timedelta(minutes=30)
STEPS = 2 * 24 * 900
"""Half hours until the end of 2027."""


def clock_changes(zone: ZoneInfo) -> list[dt.datetime]:
    """The clock changes of a zone from July 2025 on, in UTC, to the half hour."""
    moments = [BEGIN + number * HALF_HOUR for number in range(STEPS)]
    offsets = [moment.astimezone(zone).utcoffset() for moment in moments]
    return [moments[number] for number in range(1, STEPS) if offsets[number] != offsets[number - 1]]


def moments_around_changes(zone: ZoneInfo) -> dict[str, tuple[dt.datetime, dt.datetime]]:
    """Begin and end of broadcasts by title: each half hour around each clock change, and at noon of each tenth day."""
    starts = {BEGIN + dt.timedelta(days=10 * number, hours=12) for number in range(90)}
    starts |= {change + number * HALF_HOUR for change in clock_changes(zone) for number in range(-6, 7)}
    return {f"{start:%Y-%m-%d %H:%M}": (start, start + dt.timedelta(minutes=100)) for start in sorted(starts)}


def plan_around_changes(desk: Desk, zone: ZoneInfo) -> dict[str, tuple[dt.datetime, dt.datetime]]:
    """Plan these broadcasts at a station in that zone."""
    moments = moments_around_changes(zone)
    with desk.changing(Action.EARLIER, what="test") as session:
        station(session).zone = zone.key
        relays = add_rows(session, Relay, [{"title": title, "live": True, "upstream_id": None} for title in moments])
        rows = [
            {"kind": BroadcastKind.RELAY, "relay_id": relay, "starts": start, "planned_seconds": 6000, "note": ""}
            for relay, (start, _end) in zip(relays, moments.values(), strict=True)
        ]
        add_rows(session, Broadcast, rows)
    return moments
