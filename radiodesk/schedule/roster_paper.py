"""The roster of a week as texts of a paper, in Vietnamese: a table to be pinned to the wall."""

import datetime as dt
from dataclasses import dataclass

from radiodesk.kinds import BroadcastKind, BroadcastState, DutyRole
from radiodesk.locale import formats
from radiodesk.schedule.week_roster import WEEK, RosterCell, RosterRow, WeekRoster

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
ROLES = {DutyRole.EDITOR: "BT", DutyRole.PRESENTER: "DCT", DutyRole.TECHNICIAN: "KT"}
"""How the paper abbreviates each role."""
LEGEND = "BT: biên tập; DCT: dẫn chương trình; KT: kỹ thuật."
REPEAT, RELAY = " (phát lại)", " (tiếp âm)"
KINDS = {BroadcastKind.FIRST_RUN: "", BroadcastKind.REPEAT: REPEAT, BroadcastKind.RELAY: RELAY}
STATES = {BroadcastState.CANCELLED: "(hủy)", BroadcastState.MISSED: "(không phát)"}
MAKER, APPROVER = "NGƯỜI LẬP", "LÃNH ĐẠO DUYỆT"
ROOM = "…."
SIGNED = "(Ký, ghi rõ họ tên)"
FIRST_WIDTH, DAY_WIDTH = 26, 17
"""Widths of the columns, in characters."""


@dataclass(frozen=True)
class RosterPaper:
    """The texts of the paper."""

    sheet: str
    """The week, as a sheet of a workbook can be called."""
    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    """The broadcast, then who is on duty on each day: a line for each role."""


def paper(roster: WeekRoster, *, all_rows: bool = False) -> RosterPaper:
    """The paper of a week. Rows that need nobody are left out unless all are wanted. Pure."""
    days = [roster.monday + dt.timedelta(days=number) for number in range(WEEK.days)]
    year = "" if days[0].year != days[-1].year else f"/{days[-1].year}"
    week = f"{formats.days(days[0], days[-1])}{year}"
    headings = (f"{word}\n{formats.short_day(day)}" for word, day in zip(WEEKDAYS, days, strict=True))
    return RosterPaper(
        f"Tuần {week.replace('/', '.')}",
        f"LỊCH TRỰC TUẦN {week}",
        ("Chương trình", *headings),
        (FIRST_WIDTH, *[DAY_WIDTH] * len(days)),
        tuple((_label(row), *map(_cell, row.cells)) for row in roster.rows if all_rows or row.needs_people),
    )


def date_line(place: str, monday: dt.date) -> str:
    """The place, and room for the day of signing. place: empty if nobody said."""
    day = f"gày {ROOM} tháng {ROOM} năm {monday.year}"
    return f"{place}, n{day}" if place else f"N{day}"


def signers(office: str, name: str) -> tuple[tuple[str, ...], ...]:
    """The offices of each who signs, what to do there, and the name below it.

    office, name: of who approves; empty if nobody said.
    """
    offices = [office.upper()] if office else []
    return (MAKER, SIGNED, ""), (APPROVER, *offices, SIGNED, name)


def _label(row: RosterRow) -> str:
    return f"{formats.clock(row.usual)} {row.title}{KINDS[row.kind]}"


def _cell(cell: RosterCell) -> str:
    """Who is on duty, a line for each role."""
    if cell.broadcasts and not cell.on_air:
        return STATES[cell.broadcasts[0].state]
    return "\n".join(f"{short}: {cell.who(role)}" for role, short in ROLES.items() if cell.people(role))
