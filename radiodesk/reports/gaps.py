"""What is missing before a report is closed: what would change its figures, or stand on its paper, if filled in."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from radiodesk.kinds import SENT, BroadcastState, CreditRole, Genre
from radiodesk.locale import N_, _, ngettext
from radiodesk.model import Broadcast, Clip, Credit, Edition, Programme, Relay, station
from radiodesk.model.text import quoted
from radiodesk.reports import definitions, entered, rule_words
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.listings.common import Days, within
from radiodesk.reports.listings.stories import stories
from radiodesk.reports.periods import Period

ON_PAPER = {
    "paper_place": N_("Place of papers"),
    "paper_mark": N_("Mark of reports"),
    "signer_office": N_("Office of the signer"),
    "signer_name": N_("Name of the signer"),
}
"""What a paper needs of the station, by the columns of the station. The words are those of its settings."""

KINDS = {
    "no_state": N_("not marked as aired, cancelled or missed"),
    "no_author": N_("no author"),
    "no_genre": N_("no genre but “other”"),
    "no_day": N_("sent, without a day"),
    "no_figure": N_("no value entered, and the paper prints it"),
    "left_out": N_("no value entered: the paper leaves it out"),
    "no_paper": N_("empty on the paper, until it is set on Station"),
    "no_paper_yet": N_("in the way of the paper"),
    "damaged": N_("left out of the report, until the rule is corrected on Station"),
}
"""What can be missing, in words."""

TELLING = frozenset({"no_paper_yet", "damaged"})
"""The kinds whose titles say what is wrong."""


@dataclass(frozen=True)
class Gap:
    """Something that is missing. day: local; None where the day itself is."""

    kind: str
    what: str
    """In words."""
    table: str
    """The table of the row that lacks it: broadcast, story, clip or station; entered_figure if there is no row."""
    id: int
    """0 for a figure that nobody entered."""
    day: dt.date | None
    title: str
    figure: str = ""
    """The key of a figure that nobody entered."""


def gaps(session: Session, period: Period, printed: Sequence[str] = (), left_out: Sequence[str] = ()) -> list[Gap]:
    """What is missing in a period, by kind and day, and what its paper lacks.

    printed, left_out: the keys of the figures that the paper prints, and of those that it leaves out without a value.
    """
    row = station(session)
    zone = row.zone_info
    days = Days(period.first, period.last, zone)
    found = []
    for kind, table, query in _queries(days):
        for row_id, dated, title in session.execute(query):
            day = dated.astimezone(zone).date() if isinstance(dated, dt.datetime) else dated
            found.append(Gap(kind, _(KINDS[kind]), table, row_id, day, title or ""))
    for kind, keys in (("no_figure", printed), ("left_out", left_out)):
        found += [
            Gap(kind, _(KINDS[kind]), "entered_figure", 0, None, rule_words.label(each), each.key)
            for each in _unentered(session, period, keys)
        ]
    faults = definitions.faults(session) if printed else {}
    for sentence in dict.fromkeys(map(str, faults.values())):
        kind = "damaged"
        found.append(Gap(kind, _(KINDS[kind]), "station", row.id, None, sentence))
    if empty := [_(word) for column, word in ON_PAPER.items() if not getattr(row, column)]:
        kind = "no_paper"
        found.append(Gap(kind, _(KINDS[kind]), "station", row.id, None, ", ".join(empty)))
    return found


def as_left_out(gap: Gap) -> Gap:
    """A figure without a value of a paper that does not print it."""
    kind = "left_out"
    return replace(gap, kind=kind, what=_(KINDS[kind])) if gap.kind == "no_figure" else gap


def why_no_paper(found: Iterable[Gap]) -> str:
    """Says that the paper of a report could not be written if it were closed now, and why; empty if it could be.

    found: what is missing.
    """
    found = [*found]
    figures = [quoted(each.title) for each in found if each.kind == "no_figure"]
    reasons = [each.title for each in found if each.kind == "no_paper_yet"]
    if figures:
        words = ngettext("{figures} has no value", "{figures} have no value", len(figures))
        reasons.append(words.format(figures=", ".join(figures)))
    if not reasons:
        return ""
    return _("The paper of this version could not be written: {reasons}.").format(reasons="; ".join(reasons))


def _unentered(session: Session, period: Period, printed: Sequence[str]) -> list[Indicator]:
    """The indicators without a value that people enter for these figures, or for the parts of their shares."""
    chosen, every = definitions.chosen(session, printed)
    parts = dict.fromkeys(key for each in chosen for key in each.share or (each.key,))
    by_hand = [every[key] for key in parts if every[key].is_entered]
    known = entered.figures(session, by_hand, period.first, period.last)
    return [each for each in by_hand if each.key not in known]


def _queries(days: Days) -> Iterator[tuple[str, str, Select[Any, Any, Any]]]:
    """Queries of (id, date, title), with the kind of the gap and the table."""
    yield (
        "no_state",
        "broadcast",
        select(Broadcast.id, Broadcast.starts, func.coalesce(Programme.title, Relay.title))
        .outerjoin(Edition, Broadcast.edition_id == Edition.id)
        .outerjoin(Programme, Edition.programme_id == Programme.id)
        .outerjoin(Relay, Broadcast.relay_id == Relay.id)
        .where(Broadcast.state == BroadcastState.PLANNED, within(Broadcast.starts, days))
        .order_by(Broadcast.starts),
    )
    used = stories(days).subquery()
    credited = select(literal(1)).where(Credit.story_id == used.c.id, Credit.role == CreditRole.AUTHOR)
    columns = select(used.c.id, used.c.dated, used.c.title).order_by(used.c.dated, used.c.id)
    yield "no_author", "story", columns.where(~credited.exists())
    yield "no_genre", "story", columns.where(used.c.genre == Genre.OTHER)
    clips: Select[Any, Any, Any] = select(Clip.id, Clip.sent, Clip.title)
    yield "no_day", "clip", clips.where(Clip.state.in_(SENT), Clip.sent.is_(None)).order_by(Clip.id)
