"""The broadcasts of the desk as rows of a ledger."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from radiodesk.ledger.columns import BROADCAST_STATE_WORDS, BROADCAST_WORDS, DUTIES, Content
from radiodesk.ledger.export.cells import Cells, length, word
from radiodesk.ledger.export.scope import BATCH, FIRST, Row, Scope, first_run_of
from radiodesk.ledger.repeats import usual_run
from radiodesk.model import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Duty,
    Edition,
    Person,
    Programme,
    Relay,
    Upstream,
)
from radiodesk.model.names import join_names
from radiodesk.model.text import key


class _FirstRun(NamedTuple):
    state: BroadcastState
    starts: dt.datetime
    edition_id: int


def batches(scope: Scope) -> Iterator[list[Row]]:
    """The broadcasts in order, in lists of whole local days."""
    batch: list[Row] = []
    statement = _BROADCASTS.where(*scope.broadcasts).order_by(Broadcast.starts, Broadcast.id)
    for row in scope.session.execute(statement, execution_options={"yield_per": BATCH}):
        if len(batch) >= BATCH and scope.local(batch[-1].starts).date() != scope.local(row.starts).date():
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def broadcast_rows(scope: Scope, batch: Sequence[Row]) -> Iterator[Cells]:
    """The rows of broadcasts."""
    people = _people_on_duty(scope, batch)
    first_runs: dict[tuple[dt.date, str], list[_FirstRun]] = defaultdict(list)
    for row in batch:
        if row.kind is BroadcastKind.FIRST_RUN:
            run = _FirstRun(row.state, row.starts, row.edition_id)
            first_runs[scope.local(row.starts).date(), key(row.title)].append(run)
    for row in batch:
        first: dt.datetime | None = None
        if row.kind is BroadcastKind.REPEAT:
            if row.edition_id in scope.indistinct or row.first_starts is None:
                scope.left_out.repeats += 1
                continue
            usual = usual_run(first_runs[scope.local(row.starts).date(), key(row.title)], row.starts)
            if usual is None or usual.edition_id != row.edition_id:
                first = scope.local(row.first_starts)
        yield _cells(scope, row, people[row.id], first)


def _cells(scope: Scope, row: Row, people: dict[str, list[str]], first: dt.datetime | None) -> Cells:
    local = scope.local(row.starts)
    aired = row.state is BroadcastState.AIRED
    content = Content(row.kind, live=bool(row.live))
    if row.kind is BroadcastKind.FIRST_RUN:
        content = Content(row.kind, row.programme_kind)
    return {
        "day": local.date(),
        "time": local.time(),
        "title": row.title,
        "kind": word(BROADCAST_WORDS, content),
        "seconds": length(row.actual_seconds if aired else row.planned_seconds),
        "planned": length(row.planned_seconds) if aired else None,
        **{column: join_names(names) for column, names in people.items()},
        "state": word(BROADCAST_STATE_WORDS, row.state),
        "note": row.note,
        "upstream": row.upstream,
        "first": first,
    }


def _people_on_duty(scope: Scope, batch: Sequence[Row]) -> dict[int, dict[str, list[str]]]:
    """Names by column, of each broadcast."""
    statement = (
        select(Duty.broadcast_id, Duty.role, Person.name)
        .join(Person, Duty.person_id == Person.id)
        .join(Broadcast, Duty.broadcast_id == Broadcast.id)
        .where(Broadcast.starts.between(batch[0].starts, batch[-1].starts))
        .order_by(Duty.id)
    )
    columns = {role: column for column, role in DUTIES.items()}
    people: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for broadcast_id, role, name in scope.session.execute(statement):
        people[broadcast_id][columns[role]].append(name)
    return people


_BROADCASTS = (
    select(
        Broadcast.id,
        Broadcast.kind,
        Broadcast.state,
        Broadcast.starts,
        Broadcast.planned_seconds,
        Broadcast.actual_seconds,
        Broadcast.note,
        Broadcast.edition_id,
        func.coalesce(Programme.title, Relay.title).label("title"),
        Programme.kind.label("programme_kind"),
        Relay.live,
        Upstream.name.label("upstream"),
        FIRST.starts.label("first_starts"),
    )
    .outerjoin(Edition, Broadcast.edition_id == Edition.id)
    .outerjoin(Programme, Edition.programme_id == Programme.id)
    .outerjoin(FIRST, first_run_of(Edition.id))
    .outerjoin(Relay, Broadcast.relay_id == Relay.id)
    .outerjoin(Upstream, Relay.upstream_id == Upstream.id)
)
