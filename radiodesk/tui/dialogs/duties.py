"""Who is on duty: set it for a broadcast or its slot, swap two people, list one person's own week."""

import datetime as dt
from collections.abc import Hashable, Sequence
from typing import Any

from textual.app import App

from radiodesk.errors import Doubtful
from radiodesk.kinds import DutyRole
from radiodesk.locale import N_, _, formats
from radiodesk.model import Action
from radiodesk.model.moments import monday_of
from radiodesk.model.name_search import BETWEEN_PEOPLE, NameSearch
from radiodesk.model.names import join_names, split_names
from radiodesk.model.text import fold
from radiodesk.schedule import duties, queries, roster
from radiodesk.schedule.duties import Duties, Place
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.roster import Roster
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.views import BroadcastView
from radiodesk.staff import choices
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Choice, Field, Pick, Values, fields_again
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.labels import DUTIES, STATES
from radiodesk.tui.widgets.long_table import Cell
from radiodesk.tui.widgets.row_table import Column, valued

SWAP_DAYS = dt.timedelta(days=7)
"""How far from a broadcast the places are that somebody on duty there can be swapped with."""

LIMIT = 50
"""Rows in a list to pick from, at most."""


async def set_duties(app: App[Any], access: DeskAccess, item: BroadcastView) -> bool:
    """Ask who is on duty at a broadcast. Returns whether it was saved. Call it in a worker."""
    people = await access.read(choices.people)
    of = await access.read(lambda session: roster.roster_of(session, item.id))
    snapshot = Snapshot(
        access,
        (item, of),
        lambda session: (queries.broadcast(session, item.id), roster.roster_of(session, item.id)),
    )

    async def save(values: Values) -> None:
        view, of = snapshot.view
        scope = values.get("scope", Scope.THIS)
        wanted = _read(values)
        await access.change(
            Action.SET_DUTIES if scope is Scope.THIS else Action.SET_ROSTER,
            lambda session: roster.assign(
                session, view.id, view.version, wanted, scope=scope, of=of, today=access.today(), sure="sure" in values
            ),
            title=view.title,
            name=view.title,
            day=view.starts.date().isoformat(),
            time=view.starts.time().isoformat(),
        )

    def fields_of(pair: tuple[BroadcastView, Roster | None]) -> list[Field]:
        return _fields(*pair, people)

    form = Form(
        _("On duty"),
        fields_of(snapshot.view),
        save,
        explanation=_place_of(item.title, item.starts),
        reread=fields_again(fields_of, snapshot.reread),
    )
    saved = await app.push_screen_wait(form)
    return bool(saved)


def _fields(item: BroadcastView, of: Roster | None, people: NameSearch) -> list[Field]:
    """One field of names for each role, and what the change applies to."""
    names: list[Field] = [
        Pick(
            role.value,
            _(word),
            join_names(name for each, name in item.duties if each is role),
            read=split_names,
            names=people,
            new=N_("new person: {name}"),
            between=BETWEEN_PEOPLE,
        )
        for role, word in DUTIES.items()
    ]
    if of is None:
        return names
    scopes: list[tuple[str, Hashable]] = [
        (_("this broadcast"), Scope.THIS),
        (_("this and following ones"), Scope.FOLLOWING),
        (_("all of its slot"), Scope.ALL),
    ]
    return [*names, Choice("scope", _("Applies to"), scopes, Scope.THIS)]


def _read(values: Values) -> Duties:
    return tuple((role, name) for role in DutyRole for name in values[role.value] or ())


async def swap_duties(app: App[Any], access: DeskAccess, item: BroadcastView) -> bool:
    """Ask with whom somebody on duty at a broadcast changes places. Returns whether they did. Call it in a worker."""
    day = item.starts.date()
    found = await access.read(lambda session: duties.places(session, day - SWAP_DAYS, day + SWAP_DAYS))
    own = [each for each in found if each.broadcast_id == item.id]
    if not own:
        app.notify(_("Nobody is on duty there yet: @ sets it."), markup=False)
        return False
    one = own[0] if len(own) == 1 else await _pick(app, _("Swap whom?"), own)
    if one is None:
        return False
    others = [each for each in found if each.person != one.person and each.broadcast_id != one.broadcast_id]
    others.sort(key=lambda each: each.role is not one.role)
    other = await _pick(app, _("Swap {name} with").format(name=one.person), others)
    if other is None:
        return False

    async def swap(*, sure: bool) -> None:
        await access.change(Action.SWAP_DUTIES, lambda session: duties.swap(session, one, other, sure=sure))

    try:
        await swap(sure=False)
    except Doubtful as doubtful:
        question = _("{doubts}. Swap them all the same?").format(doubts=". ".join(doubtful.doubts))
        if not await app.push_screen_wait(Confirm(_("Swap duties"), question, yes=_("Swap them"))):
            return False
        await swap(sure=True)
    return True


async def _pick(app: App[Any], title: str, places: Sequence[Place]) -> Place | None:
    """Ask for one of the duties."""
    rows = [
        Candidate(number, each.person, f"{_place_of(each.title, each.starts)} · {_(DUTIES[each.role])}")
        for number, each in enumerate(places)
    ]

    async def find(query: str) -> Sequence[Candidate[int]]:
        wanted = fold(query)
        return [each for each in rows if wanted in fold(f"{each.title} {each.detail}")][:LIMIT]

    picker = Picker(
        title,
        find,
        empty=_("Nobody else is on duty in the week around it."),
        unmatched=_("Nobody of that name is on duty in the week around it."),
        placeholder=_("Type a part of a name, a title or a day"),
    )
    chosen = await app.push_screen_wait(picker)
    return None if chosen is None else places[chosen]


async def persons_week(app: App[Any], access: DeskAccess, day: dt.date) -> Entry | None:
    """Ask for a person, and list what they do in the week of a day. Returns the broadcast to go to."""
    known = await access.read(choices.people)

    async def find(query: str) -> Sequence[Candidate[str]]:
        return [Candidate(each.name, each.name) for each in known.find(query, LIMIT)]

    picker = Picker(_("Whose week?"), find, empty=_("Nobody of that name."), placeholder=_("Type a part of the name"))
    person = await app.push_screen_wait(picker)
    if person is None:
        return None
    found = await access.read(lambda session: duties.week_of(session, person, day))
    monday = monday_of(day)
    week = f"{formats.short_day(monday)} – {formats.day(monday + dt.timedelta(days=6))}"
    columns = [
        Column(_("Day"), 10),
        Column(_("Time"), 5),
        Column(_("Programme"), 20, share=1),
        Column(_("Duty"), 14),
        Column(_("State"), 10, spare=1),
    ]
    listing = Listing(
        f"{person} · {week}",
        columns,
        [_row(each, person) for each in found],
        explanation="" if found else _("Not on duty in this week."),
        opens=_("Enter: go there"),
    )
    chosen = await app.push_screen_wait(listing)
    return None if chosen is None else found[chosen]


def _row(entry: Entry, person: str) -> list[Cell]:
    day = entry.starts.date()
    roles = ", ".join(_(DUTIES[role]) for role, name in entry.duties if name == person)
    return [
        valued(f"{formats.short_weekday(day)} {formats.short_day(day)}", (entry.starts.timestamp(),)),
        formats.clock(entry.starts),
        entry.title,
        roles,
        _(STATES[entry.state][1]),
    ]


def _place_of(title: str, starts: dt.datetime) -> str:
    day = starts.date()
    return f"{formats.short_weekday(day)} {formats.short_day(day)} {formats.clock(starts)} {title}"
