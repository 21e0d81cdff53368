"""Programmes: known by their title, whatever its case, and by their earlier titles. Two that are one are merged."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful, UserError, visible
from radiodesk.kinds import OFF_AIR, ProgrammeKind
from radiodesk.locale import N_, _, formats
from radiodesk.model import Edition, Person, Programme, Slot, earlier_names
from radiodesk.model.changes import chunks
from radiodesk.model.checking import Problem
from radiodesk.model.database import Removed, existing, fetch
from radiodesk.model.earlier_names import Earlier
from radiodesk.model.moments import check_length
from radiodesk.model.names import find_or_create, one_name
from radiodesk.model.text import clean, clean_title, fold, key, sort_key
from radiodesk.schedule import queries, rules


class KindNeeded(UserError):
    """A new programme without a kind."""

    message = N_("“{title}” is a new programme: choose its kind")


class OtherKind(UserError):
    """A known programme named with another kind."""

    message = N_("“{title}” is a programme of the kind “{kind}”: choose that kind, or another title")


class UnknownProgramme(UserError):
    """A title or number that no programme has."""

    message = N_("There is no programme “{wanted}”: check the title")
    command = N_("“radiodesk programmes list” shows the titles and numbers")


class SeveralProgrammes(UserError):
    """A title that several programmes have."""

    message = N_("There are several programmes “{wanted}”: give a number instead, one of {ids}")


class SameProgramme(UserError):
    """A programme merged into itself."""

    message = N_("“{title}” is one programme: name another one to merge it into")


class KnownProgramme(UserError):
    """A title that another programme has."""

    message = N_("There is already a programme “{title}”: choose another title, or merge the two")


@dataclass(frozen=True)
class Traits:
    """What is known of a programme but for its title and kind."""

    least_seconds: int | None = None
    """The shortest length that it allows; None for any."""
    usual_seconds: int | None = None
    """The planned length of a new broadcast."""
    most_seconds: int | None = None
    language: str = ""
    """The language that it is spoken in; empty for Vietnamese."""
    special: bool = False
    own_live: bool = False
    active: bool = True
    owner: str = ""
    """The name of the person in charge; empty if nobody is."""
    partner: str = ""
    """The organisation that it is made with; empty if there is none."""


@dataclass(frozen=True)
class ProgrammeView:
    """A programme."""

    id: int
    version: int
    title: str
    kind: ProgrammeKind
    editions: int
    double_of: int | None
    """The programme of the same title that it has to be merged into."""
    traits: Traits
    earlier: tuple[Earlier, ...]
    """Earlier titles, and those of programmes that were merged into this one; the last one first."""


TRAITS = tuple(each.name for each in fields(Traits) if each.name != "owner")
"""The columns of traits, but for the person in charge."""


def programmes(session: Session) -> list[ProgrammeView]:
    """All programmes, in the order of the Vietnamese alphabet; of one title, the one that counts first."""
    editions = dict(session.execute(select(Edition.programme_id, func.count()).group_by(Edition.programme_id)).all())
    earlier = earlier_names.earlier(session, Programme)
    people = {row_id: name for row_id, name in session.execute(select(Person.id, Person.name))}  # noqa: C416
    found = [
        ProgrammeView(
            id=row.id,
            version=row.version,
            title=row.title,
            kind=row.kind,
            editions=editions.get(row.id, 0),
            double_of=row.double_of,
            traits=Traits(**{name: getattr(row, name) for name in TRAITS}, owner=people.get(row.owner_id or 0, "")),
            earlier=earlier.get(row.id, ()),
        )
        for row in session.scalars(select(Programme))
    ]
    return sorted(found, key=lambda each: (sort_key(each.title), each.double_of is not None, each.id))


@dataclass(frozen=True)
class Known:
    """What a text needs to know of a programme."""

    title: str
    kind: ProgrammeKind
    least_seconds: int | None
    """The shortest length that it allows; None for any."""
    most_seconds: int | None


def known(session: Session) -> dict[str, Known]:
    """The programme of each title that one has or had; of one title, the programme that counts."""
    columns = (Programme.title, Programme.kind, Programme.least_seconds, Programme.most_seconds)
    rows = session.execute(select(Programme.id, *columns).where(Programme.double_of.is_(None)).order_by(Programme.id))
    by_id = {row_id: Known(title, kind, least, most) for row_id, title, kind, least, most in rows}
    earlier = earlier_names.earlier(session, Programme)
    former = {name.name: each for row_id, each in by_id.items() for name in earlier.get(row_id, ())}
    return former | {each.title: each for each in by_id.values()}


def titles(found: Mapping[str, Known]) -> dict[str, tuple[str, ProgrammeKind]]:
    """Each title that a programme has or had, with its present title and its kind. found: what `known` gives."""
    return {name: (each.title, each.kind) for name, each in found.items()}


def view_of(session: Session, programme_id: int) -> ProgrammeView:
    """The programme with an id. raises Removed."""
    found = next((each for each in programmes(session) if each.id == programme_id), None)
    if found is None:
        raise Removed
    return found


def view(session: Session, wanted: str) -> ProgrammeView:
    """The programme with an id or a title. An exact title comes before one in other case.

    raises UnknownProgramme, SeveralProgrammes.
    """
    found = programmes(session)
    matches = (
        [each for each in found if str(each.id) == wanted.strip()],
        [each for each in found if each.title == wanted.strip()],
        [each for each in found if key(each.title) == key(wanted)],
    )
    best = next(filter(None, matches), [])
    if not best:
        raise UnknownProgramme(wanted=visible(wanted[:80]))
    if len(best) > 1:
        raise SeveralProgrammes(wanted=best[0].title, ids=", ".join(str(each.id) for each in best))
    return best[0]


def find(session: Session, title: str) -> Programme | None:
    """The programme of that title, whatever its case; if there is none, the one that had the title last."""
    return _of_title(session, title) or earlier_names.formerly(session, Programme, title)


def found(session: Session, wanted: Iterable[str]) -> dict[str, Programme]:
    """What `find` gives for some titles, by the title as `key` gives it."""
    keys = {key(title) for title in wanted}
    present = (Programme.double_of.is_(None),)
    rows = [
        row
        for some in chunks(sorted(keys))
        for row in session.scalars(select(Programme).where(Programme.key.in_(some), *present))
    ]
    known = {row.key: row for row in rows}
    if missing := keys - known.keys():
        former = earlier_names.former_ids(session, Programme)
        known |= {each: session.get_one(Programme, former[each]) for each in missing & former.keys()}
    return known


def _of_title(session: Session, title: str) -> Programme | None:
    statement = select(Programme).where(Programme.key == key(title), Programme.double_of.is_(None))
    return session.scalars(statement).one_or_none()


def programme(session: Session, title: str, kind: ProgrammeKind | None) -> Programme:
    """The programme of that title, created if it is new.

    kind: of a new one; None takes the kind of a known one. raises KindNeeded, OtherKind and text errors.
    """
    title = clean_title(title)
    row = find(session, title)
    if row is None:
        if kind is None:
            raise KindNeeded(title=title)
        row = Programme(title=title, kind=kind)
        session.add(row)
        session.flush()
    check_kind(row.title, row.kind, kind)
    return row


def check_kind(title: str, known: ProgrammeKind, kind: ProgrammeKind | None) -> None:
    """raises OtherKind where a known programme is named with another kind."""
    if kind is not None and kind is not known:
        raise OtherKind(title=title, kind=_(known))


def lookalike(session: Session, title: str) -> str | None:
    """The title of a programme that differs only in accents; None if there is one with exactly this title."""
    if find(session, title):
        return None
    return session.scalar(select(Programme.title).where(Programme.folded == fold(title)).limit(1))


def second_programme(known: str, title: str) -> str:
    """What is unusual about a title that differs only in accents from that of a known programme."""
    return _("There is a programme “{known}”: “{title}” would be a second one").format(known=known, title=title)


def add(session: Session, *, title: str, kind: ProgrammeKind, traits: Traits, sure: bool = False) -> int:
    """Add a programme. Returns its id. raises KnownProgramme, BadBounds, text errors, and Doubtful for a lookalike."""
    title = clean_title(title)
    if known := _of_title(session, title):
        raise KnownProgramme(title=known.title)
    if (similar := lookalike(session, title)) and not sure:
        raise Doubtful([second_programme(similar, title)])
    row = Programme(title=title, kind=kind)
    _set_traits(session, row, traits)
    session.add(row)
    session.flush()
    return row.id


def change(
    session: Session,
    programme_id: int,
    version: int,
    *,
    title: str,
    kind: ProgrammeKind,
    traits: Traits,
    today: dt.date,
    corrects: bool = False,
    sure: bool = False,
) -> None:
    """Change a programme, in all its editions. An earlier title is kept, with the day. today: the local day.

    corrects: whether the present title was wrong, so that reports of past periods do not show it.

    raises ChangedMeanwhile, KnownProgramme, BadBounds, text errors, and Doubtful for another kind or a lookalike.
    """
    row = fetch(session, Programme, programme_id, version)
    doubts = []
    if (title := clean_title(title)) != row.title:
        doubts += _rename(session, row, title, today, corrects=corrects)
    if kind is not row.kind:
        row.kind = kind
        doubts.append(_kind_doubt(session, row, kind))
    _set_traits(session, row, traits)
    if doubts and not sure:
        raise Doubtful(doubts)


def _rename(session: Session, row: Programme, title: str, today: dt.date, *, corrects: bool) -> list[str]:
    """Give a programme another title. Returns what is unusual about that. raises KnownProgramme."""
    if key(title) == row.key:
        row.title = title
        return []
    if known := _of_title(session, title):
        raise KnownProgramme(title=known.title)
    similar = lookalike(session, title)
    doubts = [second_programme(similar, title)] if similar and fold(similar) != row.folded else []
    if row.double_of is None:
        earlier_names.keep(session, row, row.title, today, shown=not corrects)
    row.title, row.double_of = title, None
    session.flush()
    # Its doubles keep the title: the first of them is the programme of that title now.
    doubles = session.scalars(select(Programme).where(Programme.double_of == row.id).order_by(Programme.id)).all()
    for number, double in enumerate(doubles):
        double.double_of = doubles[0].id if number else None
        session.flush()
    return doubts


def _set_traits(session: Session, row: Programme, traits: Traits) -> None:
    """Store the traits. raises BadBounds, BadDuration and text errors."""
    rules.check_bounds(traits.least_seconds, traits.usual_seconds, traits.most_seconds)
    for name in TRAITS:
        value = getattr(traits, name)
        setattr(row, name, check_length(value) if name.endswith("seconds") else value)
    row.language, row.partner = clean(traits.language), clean(traits.partner)
    owner = find_or_create(session, Person, one_name(traits.owner)) if traits.owner else None
    row.owner_id = None if owner is None else owner.id


def set_kind(session: Session, programme_id: int, version: int, kind: ProgrammeKind) -> list[str]:
    """Change the kind of a programme in all its editions, past ones too. Returns what is unusual about that.

    raises ChangedMeanwhile.
    """
    row = fetch(session, Programme, programme_id, version)
    row.kind = kind
    return [_kind_doubt(session, row, kind)]


def _kind_doubt(session: Session, row: Programme, kind: ProgrammeKind) -> str:
    """What is unusual about another kind for the editions of a programme: they are counted as something else."""
    editions = session.scalar(select(func.count()).where(Edition.programme_id == row.id)) or 0
    said = _("“{title}” becomes a programme of the kind “{kind}” in all its editions, {count}, past ones too")
    return said.format(title=row.title, kind=_(kind), count=formats.number(editions))


def merge(
    session: Session,
    programme_id: int,
    version: int,
    into_id: int,
    into_version: int,
    *,
    today: dt.date,
    sure: bool = False,
) -> None:
    """Give everything of a programme to another one, and remove the first. Its title leads to the other from now on.

    today: the local day. raises SameProgramme, ChangedMeanwhile, PlannedTwice if both have a broadcast at one time, and
    Doubtful if the titles differ or the editions get another kind.
    """
    gone = fetch(session, Programme, programme_id, version)
    kept = fetch(session, Programme, into_id, into_version)
    if gone is kept:
        raise SameProgramme(title=kept.title)
    if (doubts := _merge_doubts(session, gone, kept)) and not sure:
        raise Doubtful(doubts)
    _check_times(session, gone, kept)
    if gone.key != kept.key and gone.double_of is None:
        earlier_names.hand_over(session, gone, gone.title, kept, today)
    for edition in session.scalars(select(Edition).where(Edition.programme_id == gone.id)).all():
        edition.programme_id = kept.id
    for slot in session.scalars(select(Slot).where(Slot.programme_id == gone.id)).all():
        slot.programme_id = kept.id
    if kept.double_of == gone.id:
        gone.double_of = gone.id  # it makes room: one row of a title is no double
        session.flush()
        kept.double_of = None
        session.flush()
    for double in session.scalars(select(Programme).where(Programme.double_of == gone.id, Programme.id != gone.id)):
        double.double_of = kept.id
    session.flush()
    session.delete(gone)
    session.flush()


def merge_doubts(session: Session, programme_id: int, into_id: int) -> list[str]:
    """What is unusual about merging a programme into another one. raises Removed."""
    return _merge_doubts(session, *(existing(session, Programme, each) for each in (programme_id, into_id)))


def _merge_doubts(session: Session, gone: Programme, kept: Programme) -> list[str]:
    doubts = [_title_doubt(session, gone, kept)] if gone.key != kept.key else []
    return doubts if gone.kind is kept.kind else [*doubts, _kind_doubt(session, gone, kept.kind)]


def _title_doubt(session: Session, gone: Programme, kept: Programme) -> str:
    """What is unusual about merging programmes with different titles."""
    editions = session.scalar(select(func.count()).where(Edition.programme_id == gone.id)) or 0
    said = _("All editions of “{title}”, {count}, will be editions of “{other}”, past ones too")
    return said.format(title=gone.title, count=formats.number(editions), other=kept.title)


def _check_times(session: Session, gone: Programme, kept: Programme) -> None:
    """Check that two programmes have no broadcasts at one time. raises PlannedTwice, AiredTwice."""
    ours, theirs = (queries.airtimes(session, Programme.id == each.id) for each in (gone, kept))
    by_minute: dict[dt.datetime, list[rules.Airtime]] = defaultdict(list)
    for other in theirs.values():
        if other.state not in OFF_AIR:
            by_minute[rules.minute(other.starts)].append(other)
    for each in ours.values():
        for other in by_minute.get(rules.minute(each.starts), ()):
            rules.check_same_twice(replace(each, title=other.title), other)


def problems(session: Session) -> list[Problem]:
    """Programmes of one title, which older releases allowed, one of each kind."""
    by_id = {each.id: each for each in programmes(session)}
    what = _("There are two programmes of this title, of the kinds “{kind}” and “{other}”")
    command = _("radiodesk programmes merge {id} {other}")
    return [
        Problem(
            "double_programme",
            what.format(kind=_(kept.kind), other=_(double.kind)),
            double.title,
            _("Merge them on the Station screen"),
            command.format(id=double.id, other=kept.id),
        )
        for double in by_id.values()
        if double.double_of is not None and (kept := by_id.get(double.double_of))
    ]
