"""What is unusual about a broadcast, as sentences. A person is asked about them before it is saved."""

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from radiodesk.errors import Doubtful
from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState, LineKind, ProgrammeKind
from radiodesk.locale import _, formats, ngettext
from radiodesk.model import Broadcast, Edition, Line, Relay, zone
from radiodesk.model.moments import after, elapsed
from radiodesk.model.text import clean_title
from radiodesk.schedule import found_conflicts, plan, programmes, rules
from radiodesk.schedule.conflicts import Conflict, ConflictType, Span, conflicts, new_silences
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.queries import broadcast, views

REPEATED_WITHIN = dt.timedelta(days=8)
"""How long after a first run its repeats in the grid are looked for."""

SHOWN_REPEATS = 3
"""The most repeats that a question names."""


def ask(doubts: Iterable[str], *, sure: bool) -> None:
    """raises Doubtful, which takes the unit of work back, unless a person is sure."""
    if (found := list(dict.fromkeys(doubts))) and not sure:
        raise Doubtful(found)


def shortened(said: Iterable[str], most: int) -> list[str]:
    """The first sentences, and the number of the others."""
    found = list(said)
    if (more := len(found) - most) > 0:
        found[most:] = [ngettext("and {count} more", "and {count} more", more).format(count=more)]
    return found


def of_repeats_left(session: Session, broadcast_id: int) -> str:
    """That repeats of a broadcast stay planned if it is cancelled, as a sentence; empty if it has none.

    Repeats that only the grid has are looked for in the following `REPEATED_WITHIN`.
    """
    first = broadcast(session, broadcast_id)
    if first.kind is not BroadcastKind.FIRST_RUN:
        return ""
    around = plan.entries(session, first.starts, first.starts + REPEATED_WITHIN)
    own = next(each for each in around if each.broadcast_id == broadcast_id)
    is_planned = (Broadcast.kind == BroadcastKind.REPEAT, Broadcast.state == BroadcastState.PLANNED)
    starts = {each.starts for each in views(session, Broadcast.edition_id == first.edition_id, *is_planned)}
    starts |= {
        each.starts
        for each in around
        if (each.kind, each.state, each.edition) == (BroadcastKind.REPEAT, BroadcastState.PLANNED, own.edition)
    }
    if not starts:
        return ""
    times = [
        formats.clock(each)
        if each.date() == first.starts.date()
        else _("{time} on {day}").format(time=formats.clock(each), day=formats.day(each.date()))
        for each in sorted(starts)
    ]
    said = ngettext(
        "The repeat at {times} stays planned without an edition.",
        "The repeats at {times} stay planned without an edition.",
        len(times),
    )
    return said.format(times="; ".join(shortened(times, SHOWN_REPEATS)))


def of_neighbours(session: Session, row: Broadcast) -> list[str]:
    """What is unusual about a broadcast beside the others, those of the grid too. raises PlannedTwice."""
    own, others = plan.neighbours(session, row.id, row.starts, row.edition_id)
    if own.state in OFF_AIR:
        return []
    for other in others:
        rules.check_same_twice(own.airtime, other.airtime)
    found = conflicts([own.span, *(each.span for each in others)])
    about_it = [each for each in found if own.identity in each.broadcasts]
    by_identity = {each.identity: each for each in others}
    spoken = [
        said
        for each in about_it
        for identity in each.broadcasts
        if identity != own.identity and (said := beside(each, own, by_identity[identity]))
    ]
    titles = {each.identity: each.title for each in others}
    return [*spoken, *_of_people(about_it, own, titles), *_of_bounds(about_it, own)]


def beside(conflict: Conflict, own: Entry, other: Entry) -> str:
    """What a conflict of two broadcasts says of the other one, as a sentence; empty for a person on duty twice."""
    if conflict.type is ConflictType.REPEAT_BEFORE_FIRST:
        return _("“{title}” would be repeated before its first run").format(title=other.title)
    if conflict.type in (ConflictType.OVERLAP, ConflictType.OVERRUN):
        return _overlapping(own, other)
    return ""


def _overlapping(own: Entry, other: Entry) -> str:
    """Which broadcast overlaps: its state, and its times where it does not start in the same minute.

    Its actual times are said if they reach into the own broadcast, else the planned ones.
    """
    starts, ends = other.starts, other.ends
    was_aired = other.state is BroadcastState.AIRED
    if other.actual_seconds is not None:
        began = other.actual_starts or other.starts
        ended = after(began, other.actual_seconds)
        if elapsed(own.starts, ended) > 0:
            starts, ends = began, ended
        else:
            was_aired = False
    start = _("{time} on {day}").format(time=formats.clock(starts), day=formats.day(starts.date()))
    if ends is None or rules.minute(own.starts) == rules.minute(other.starts):
        said = (
            _("“{title}” was aired at {start} as well") if was_aired else _("“{title}” is planned for {start} as well")
        )
        return said.format(title=other.title, start=start)
    end = formats.clock(ends)
    if ends.date() != starts.date():
        end = _("{time} on {day}").format(time=end, day=formats.day(ends.date()))
    said = _("“{title}” is planned from {start} to {end}: it overlaps with “{own}” at {time}")
    if was_aired:
        said = _("“{title}” was aired from {start} to {end}: it overlaps with “{own}” at {time}")
    return said.format(title=other.title, start=start, end=end, time=formats.clock(own.starts), own=own.title)


def silent_around(session: Session, *days: dt.date) -> list[Span]:
    """When nothing is on air within the station's hours on local days and those after them, UTC."""
    found = [each for day in days for each in found_conflicts.silences(session, day, day + dt.timedelta(days=1))]
    return sorted(set(found))


def of_silence(session: Session, before: Iterable[Span], *days: dt.date) -> list[str]:
    """The new silences between broadcasts on local days, as sentences. before: what `silent_around` gave for these."""
    local_zone = zone(session)
    said = []
    for silence in new_silences(silent_around(session, *days), before):
        begins, ends = (each.astimezone(local_zone) for each in silence)
        values = {"begin": formats.clock(begins), "end": formats.clock(ends), "day": formats.day(begins.date())}
        said.append(_("Nothing would be on air from {begin} to {end} on {day}").format(**values))
    return said


def of_people(session: Session, row: Broadcast) -> list[str]:
    """Who is on duty at another broadcast at the same time."""
    own, others = plan.neighbours(session, row.id, row.starts, row.edition_id)
    found = conflicts([own.span, *(each.span for each in others)])
    titles = {each.identity: each.title for each in others}
    return list(_of_people((each for each in found if own.identity in each.broadcasts), own, titles))


def _of_people(found: Iterable[Conflict], own: Entry, titles: Mapping[Hashable, str]) -> Iterator[str]:
    """Who would be on duty at two places at the same time."""
    said = _("{person} is on duty at “{title}” at the same time")
    for each in found:
        if each.type is ConflictType.PERSON:
            other = next(broadcast for broadcast in each.broadcasts if broadcast != own.identity)
            yield said.format(person=each.person, title=titles[other])


def _of_bounds(found: Iterable[Conflict], own: Entry) -> Iterator[str]:
    """That the length is outside the bounds of the programme."""
    if any(each.type is ConflictType.LENGTH for each in found):
        least, most = (formats.duration_in_words(each) if each is not None else "…" for each in own.bounds)
        yield _("“{title}” lasts from {least} to {most} usually").format(title=own.title, least=least, most=most)


def of_title(session: Session, title: str) -> list[str]:
    """What is unusual about a title: a known programme is called almost the same."""
    if (known := programmes.lookalike(session, title)) is None:
        return []
    return [programmes.second_programme(known, clean_title(title))]


def of_relay(relay: Relay) -> list[str]:
    """What is unusual about the source of a relay."""
    if not (relay.live and relay.upstream):
        return []
    return [live_relay(relay.title, relay.upstream.name)]


def live_relay(title: str, upstream: str) -> str:
    """A live event that comes from another station."""
    said = _("“{title}” comes from {upstream} and is marked as a live event, which is counted on its own")
    return said.format(title=title, upstream=upstream)


def of_time(session: Session, row: Broadcast, now: dt.datetime) -> list[str]:
    """What is unusual about the time of a broadcast that is marked as aired or missed."""
    if row.starts <= now:
        return []
    local_zone = zone(session)
    planned, present = formats.clock(row.starts.astimezone(local_zone)), formats.clock(now.astimezone(local_zone))
    return [_("It is planned for {time}, and it is {now} now").format(time=planned, now=present)]


def of_length(row: Broadcast) -> list[str]:
    """What is unusual about a new actual length."""
    if row.actual_seconds is None or not rules.is_doubtful_length(row.actual_seconds, row.planned_seconds):
        return []
    return [length(row.actual_seconds, row.planned_seconds)]


def length(seconds: int, planned: int | None) -> str:
    """An actual length in seconds that is doubtful beside the planned one."""
    if planned is None:
        return _("Its actual length would be {actual}").format(actual=formats.duration_in_words(seconds))
    said = _("Its actual length would be {actual}, and {planned} was planned")
    return said.format(actual=formats.duration_in_words(seconds), planned=formats.duration_in_words(planned))


def of_start(session: Session, row: Broadcast) -> list[str]:
    """What is unusual about a new actual start."""
    if row.actual_starts is None or not rules.is_doubtful_start(row.actual_starts, row.starts):
        return []
    local_zone = zone(session)
    actual, planned = (formats.clock(each.astimezone(local_zone)) for each in (row.actual_starts, row.starts))
    said = _("It would have begun at {actual}, and {planned} was planned")
    return [said.format(actual=actual, planned=planned)]


def of_lost(session: Session, starts: dt.datetime | None, seconds: int | None) -> list[str]:
    """What is lost with a state in which nothing is noted: the actual start and length."""
    noted = [formats.clock(starts.astimezone(zone(session)))] if starts else []
    noted += [] if seconds is None else [formats.duration(seconds)]
    return [_("{noted} noted as actual would be lost").format(noted=", ".join(noted))] if noted else []


def of_content(session: Session, row: Broadcast) -> list[str]:
    """What is unusual about the content of a broadcast that is marked as aired."""
    if row.kind is not BroadcastKind.FIRST_RUN or row.edition_id is None:
        return []
    edition = session.scalars(
        select(Edition).where(Edition.id == row.edition_id).options(joinedload(Edition.programme))
    ).one()
    stories = select(func.count()).where(Line.edition_id == edition.id, Line.kind == LineKind.STORY)
    if edition.programme.kind is ProgrammeKind.NEWS and not session.scalar(stories):
        return [no_story()]
    return []


def about(session: Session, row: Broadcast, doubts: Iterable[str]) -> str:
    """What is unusual about one of several broadcasts, with its time and title."""
    view = next(iter(views(session, Broadcast.id == row.id)))
    said = _("{time} {title}: {doubts}")
    return said.format(time=formats.clock(view.starts), title=view.title, doubts=", ".join(doubts))


def no_story() -> str:
    """News that was aired with an empty rundown."""
    return _("Its rundown has no story")
