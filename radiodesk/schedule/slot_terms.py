"""Store the terms of a slot: check them, find or add what they name, and set its columns."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastKind, DutyRole, ProgrammeKind
from radiodesk.locale import N_
from radiodesk.model import Person, Programme, Slot, SlotDuty, SlotOutlet, Upstream, zone
from radiodesk.model.names import find_or_create
from radiodesk.model.text import clean_title
from radiodesk.schedule import programmes, recurrence, rules
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.outlets import outlet
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.series_names import UnknownSeries, find_series
from radiodesk.schedule.slots import Terms, set_recurrence


class RepeatsItself(UserError):
    """A repeat of something that is not a first run."""

    message = N_("“{slot}” has no first runs: only the slot of a programme can be repeated")


@dataclass(frozen=True)
class Columns:
    """The terms of a slot as columns, found before any is set: a query between would store half of a change."""

    values: dict[str, Any]
    outlet_ids: tuple[int, ...]
    duties: tuple[tuple[int, DutyRole], ...]
    """Ids of people and their roles."""


def columns_of(session: Session, series_id: int, terms: Terms, kind: ProgrammeKind | None) -> Columns:
    """Check the terms of a slot of a series, and find or add what they name. raises those of `add`."""
    recurrence.check(whole(terms.recurrence), zone(session))
    content, is_newest = terms.content, terms.recurrence.last is None
    programme: Programme | None = None
    repeats_id = None
    if content.kind is BroadcastKind.REPEAT:
        repeats_id = _repeated(session, series_id, content.repeats, is_newest=is_newest)
    if content.kind is BroadcastKind.FIRST_RUN:
        programme = programmes.programme(session, content.title, kind)
    upstream = None
    if content.kind is BroadcastKind.RELAY:
        rules.check_relay(live=content.live_event, has_upstream=bool(content.upstream))
        upstream = find_or_create(session, Upstream, content.upstream) if content.upstream else None
    values = {
        "kind": content.kind,
        "programme_id": programme and programme.id,
        "repeats_id": repeats_id,
        "days_after": content.days_after,
        "title": clean_title(content.title) if content.kind is BroadcastKind.RELAY else "",
        "upstream_id": upstream and upstream.id,
        "live_event": content.live_event,
        "own_live": content.own_live,
        "own_air": OWN in terms.outlets,
    }
    outlets = tuple(outlet(session, name).id for name in terms.outlets if name != OWN)
    duties = tuple((find_or_create(session, Person, name).id, role) for role, name in terms.duties)
    return Columns(values, tuple(dict.fromkeys(outlets)), tuple(dict.fromkeys(duties)))


def set_terms(row: Slot, terms: Terms, columns: Columns) -> None:
    """Store the terms. What is the same already does not change."""
    for name, value in columns.values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    set_recurrence(row, terms.recurrence)
    row.outlets[:] = [each for each in row.outlets if each.outlet_id in columns.outlet_ids]
    known = {each.outlet_id for each in row.outlets}
    row.outlets += [SlotOutlet(outlet_id=each) for each in columns.outlet_ids if each not in known]
    row.duties[:] = [each for each in row.duties if (each.person_id, each.role) in columns.duties]
    on_duty = {(each.person_id, each.role) for each in row.duties}
    row.duties += [SlotDuty(person_id=each, role=role) for each, role in columns.duties if (each, role) not in on_duty]


def whole(when: Recurrence) -> Recurrence:
    """A recurrence without its place in the series: the rule is judged by itself."""
    return replace(when, since=None, last=None)


def _repeated(session: Session, own_id: int, name: str, *, is_newest: bool) -> int:
    """The id of the series that a repeat carries. own_id: of its own series.

    is_newest: whether it repeats what the series is now, and not what it was. raises UnknownSeries, RepeatsItself.
    """
    series = find_series(session, name)
    if series is None:
        raise UnknownSeries(slot=name)
    kinds = set(session.scalars(select(Slot.kind).where(Slot.series_id == series.id, Slot.last.is_(None))))
    kinds = kinds if kinds and is_newest else set(session.scalars(select(Slot.kind).where(Slot.series_id == series.id)))
    if series.id == own_id or BroadcastKind.FIRST_RUN not in kinds:
        raise RepeatsItself(slot=name)
    return series.id
