"""What is allowed in a ledger, and unusual: an import says what the desk would ask a person about."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from radiodesk.kinds import BroadcastKind, BroadcastState, ProgrammeKind
from radiodesk.ledger.comparing.picture import Picture
from radiodesk.ledger.comparing.records import BroadcastRecord, LineRecord, ProgrammeRecord
from radiodesk.ledger.problems import Place
from radiodesk.ledger.reading.lengths import PROGRAMME_BOUNDS
from radiodesk.ledger.reading.rows import BroadcastRow
from radiodesk.locale import formats, ngettext
from radiodesk.model.text import fold, key
from radiodesk.schedule import programmes, rules, unusual

Planned: TypeAlias = Mapping[BroadcastRecord, BroadcastRow]
Doubts: TypeAlias = Iterator[tuple[Place, str]]

MOST_OF_A_KIND = 3
"""Rows with the same kind of doubt that are listed one by one."""


def doubts(picture: Picture, planned: Planned, *, has_stories: bool) -> Iterator[str]:
    """Sentences about new and changed broadcasts of the ledger, each with the place of its row.

    has_stories: whether the ledger lists stories, so that news without one is unusual.
    """
    for found in (
        _of_titles(picture, planned),
        _of_relays(planned),
        _of_lengths(planned),
        _of_contents(picture, planned) if has_stories else iter(()),
    ):
        told = list(found)
        for place, doubt in told[:MOST_OF_A_KIND]:
            yield f"{place}: {doubt}"
        if more := len(told[MOST_OF_A_KIND:]):
            first = told[MOST_OF_A_KIND][0]
            text = ngettext(
                "… and {count} more row of which the same can be said ({place})",
                "… and {count} more rows of which the same can be said (first {place})",
                more,
            )
            yield text.format(count=formats.number(more), place=first)


def _of_titles(picture: Picture, planned: Planned) -> Doubts:
    """A new programme whose title differs only in accents from that of another one."""
    new: list[ProgrammeRecord] = [
        one for one in picture.records.added(ProgrammeRecord) if isinstance(one, ProgrammeRecord)
    ]
    if not new:
        return
    places = {key(row.title): row.place for row in planned.values()}
    titles: dict[str, str] = {}
    for programme in (*picture.programmes.values(), *new):
        known = titles.setdefault(fold(programme.title), programme.title)
        if programme.is_new and key(known) != key(programme.title):
            yield places[key(programme.title)], programmes.second_programme(known, programme.title)


def _of_relays(planned: Planned) -> Doubts:
    for broadcast, row in planned.items():
        relay = broadcast.relay
        if relay and relay.is_changed and relay.live and relay.upstream:
            yield row.place, unusual.live_relay(relay.title, relay.upstream.name)


def _of_lengths(planned: Planned) -> Doubts:
    for broadcast, row in planned.items():
        seconds = broadcast.actual_seconds
        planned_seconds = broadcast.planned_seconds
        is_new = broadcast.is_new or "actual_seconds" in broadcast.changes
        if not is_new or not seconds:
            continue
        lowest, highest = PROGRAMME_BOUNDS[broadcast.edition.programme.kind if broadcast.edition else None]
        # Without a planned length every relay of an event would be doubtful.
        too_long = planned_seconds and rules.is_doubtful_length(seconds, planned_seconds)
        if too_long or not lowest <= seconds <= highest:
            yield row.place, unusual.length(seconds, planned_seconds)


def _of_contents(picture: Picture, planned: Planned) -> Doubts:
    """News that was aired and has no story."""
    filled = {line.edition for line in picture.records.added(LineRecord) if isinstance(line, LineRecord)}
    filled |= {edition for edition, lines in picture.lines.items() if any(line.story for line in lines)}
    for broadcast, row in planned.items():
        edition = broadcast.edition
        is_news = edition is not None and edition.programme.kind is ProgrammeKind.NEWS
        aired = broadcast.state is BroadcastState.AIRED and (broadcast.is_new or "state" in broadcast.changes)
        if is_news and aired and broadcast.kind is BroadcastKind.FIRST_RUN and edition not in filled:
            yield row.place, unusual.no_story()
