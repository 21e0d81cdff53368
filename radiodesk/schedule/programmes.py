"""Programmes: known by their title alone, whatever its case; doubles of older releases are merged."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful, UserError, visible
from radiodesk.kinds import ProgrammeKind
from radiodesk.locale import N_, _, formats
from radiodesk.model import Edition, Programme
from radiodesk.model.checking import Problem
from radiodesk.model.database import fetch
from radiodesk.model.text import clean_title, fold, key, sort_key


class KindNeeded(UserError):
    """A new programme without a kind."""

    message = N_("“{title}” is a new programme: choose its kind")


class OtherKind(UserError):
    """A known programme named with another kind."""

    message = N_("“{title}” is a programme of the kind “{kind}”: choose that kind, or another title")


class UnknownProgramme(UserError):
    """A title or number that no programme has."""

    message = N_("There is no programme “{wanted}”: “radiodesk programmes list” shows the titles and numbers")


class SeveralProgrammes(UserError):
    """A title that several programmes have."""

    message = N_("There are several programmes “{wanted}”: give a number instead, one of {ids}")


class SameProgramme(UserError):
    """A programme merged into itself."""

    message = N_("“{title}” is one programme: name another one to merge it into")


class NoDouble(UserError):
    """Two programmes with different titles, which are not the same."""

    message = N_("“{title}” and “{other}” have different titles: only programmes of one title are merged")


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


def programmes(session: Session) -> list[ProgrammeView]:
    """All programmes, in the order of the Vietnamese alphabet; of one title, the one that counts first."""
    statement = (
        select(
            Programme.id,
            Programme.version,
            Programme.title,
            Programme.kind,
            func.count(Edition.id),
            Programme.double_of,
        )
        .outerjoin(Edition, Edition.programme_id == Programme.id)
        .group_by(Programme.id)
    )
    found = [ProgrammeView(*row) for row in session.execute(statement)]
    return sorted(found, key=lambda each: (sort_key(each.title), each.double_of is not None, each.id))


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
    """The programme of that title, whatever its case."""
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
    session: Session, programme_id: int, version: int, into_id: int, into_version: int, *, sure: bool = False
) -> None:
    """Give all editions of a programme to another one of the same title, and remove the first.

    raises SameProgramme, NoDouble, ChangedMeanwhile, and Doubtful if the editions get another kind.
    """
    gone = fetch(session, Programme, programme_id, version)
    kept = fetch(session, Programme, into_id, into_version)
    if gone is kept:
        raise SameProgramme(title=kept.title)
    if gone.key != kept.key:
        raise NoDouble(title=gone.title, other=kept.title)
    if gone.kind is not kept.kind and not sure:
        raise Doubtful([_kind_doubt(session, gone, kept.kind)])
    for edition in session.scalars(select(Edition).where(Edition.programme_id == gone.id)).all():
        edition.programme_id = kept.id
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


def problems(session: Session) -> list[Problem]:
    """Programmes of one title, which older releases allowed, one of each kind."""
    by_id = {each.id: each for each in programmes(session)}
    what = _("There are two programmes of this title, of the kinds “{kind}” and “{other}”")
    advice = _("Merge them with “radiodesk programmes merge {id} {other}”")
    return [
        Problem(
            "double_programme",
            what.format(kind=_(kept.kind), other=_(double.kind)),
            double.title,
            advice.format(id=double.id, other=kept.id),
        )
        for double in by_id.values()
        if double.double_of is not None and (kept := by_id.get(double.double_of))
    ]
