"""The credits of stories and clips: who did what, with the coefficient and the share of each."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.sql.base import ExecutableOption

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model import Clip, Credit, CreditRole, Person, Story
from radiodesk.model.database import Removed, fetch, fetch_part
from radiodesk.model.names import find_or_create, join_names, split_names
from radiodesk.model.text import EmptyText
from radiodesk.staff import credit_rules
from radiodesk.staff.people import check_lookalikes

Work = type[Story] | type[Clip]


class KnownCredit(UserError):
    """A credit that the person has already."""

    message = N_("“{name}” has this credit already: change that one, or choose other work")


@dataclass(frozen=True)
class CreditView:
    """The credit of one person."""

    id: int
    person: str
    role: CreditRole
    coefficient: Decimal | None
    """None for the usual one of the genre and the role."""
    share: Decimal | None
    """Of an author, in percent; None for equal parts."""


@dataclass(frozen=True)
class CreditsView:
    """The credits of a story or a clip: the authors first, then by role."""

    version: int
    """Of the story or the clip."""
    title: str
    credits: tuple[CreditView, ...]

    def credit(self, credit_id: int) -> CreditView:
        """One of them. raises Removed."""
        for each in self.credits:
            if each.id == credit_id:
                return each
        raise Removed


def credits_of(session: Session, kind: Work, work_id: int) -> CreditsView:
    """The credits of a story or a clip. raises Removed."""
    work = _fetch(session, kind, work_id, selectinload(kind.credits).joinedload(Credit.person))
    roles = list(CreditRole)
    views = [
        CreditView(each.id, each.person.name, each.role, each.coefficient, each.share)
        for each in sorted(work.credits, key=lambda each: (roles.index(each.role), each.id))
    ]
    return CreditsView(work.version, work.title, tuple(views))


def add_credits(
    session: Session,
    kind: Work,
    work_id: int,
    version: int,
    *,
    people: str,
    role: CreditRole,
    coefficient: Decimal | None = None,
    share: Decimal | None = None,
    sure: bool = False,
) -> None:
    """Credit people for their work on a story or a clip. coefficient, share: of each of them.

    people: names that `split_names` reads. raises ChangedMeanwhile, KnownCredit, the errors of `credit_rules`,
    Doubtful for a new name that resembles a known one, unless `sure`, and text errors.
    """
    fetch(session, kind, work_id, version)
    work = _fetch(session, kind, work_id, selectinload(kind.credits))
    names = split_names(people)
    if not names:
        raise EmptyText
    if not sure:
        check_lookalikes(session, names)
    coefficient = credit_rules.check_coefficient(coefficient)
    share = credit_rules.check_share(share, role)
    credited = {each.person_id for each in work.credits if each.role is role}
    added = []
    for name in names:
        person = find_or_create(session, Person, name)
        if person.id in credited:
            raise KnownCredit(name=person.name)
        credited.add(person.id)
        added.append(Credit(person_id=person.id, role=role, coefficient=coefficient, share=share))
    work.credits = [*work.credits, *added]
    credit_rules.check_shares(each.share for each in work.credits)


def change_credit(
    session: Session, credit_id: int, version: int, *, coefficient: Decimal | None, share: Decimal | None
) -> None:
    """Set the coefficient and the share of a credit. version: of its story or clip.

    raises ChangedMeanwhile and the errors of `credit_rules`.
    """
    credit = fetch_part(session, Credit, credit_id, version)
    credit.coefficient = credit_rules.check_coefficient(coefficient)
    credit.share = credit_rules.check_share(share, credit.role)
    session.flush()
    column = Credit.story_id if credit.story_id is not None else Credit.clip_id
    work_id = credit.story_id if credit.story_id is not None else credit.clip_id
    credit_rules.check_shares(session.scalars(select(Credit.share).where(column == work_id)))


def remove_credit(session: Session, credit_id: int, version: int) -> None:
    """Remove a credit. version: of its story or clip. raises ChangedMeanwhile."""
    session.delete(fetch_part(session, Credit, credit_id, version))


def _fetch(session: Session, kind: Work, work_id: int, option: ExecutableOption) -> Story | Clip:
    """A story or a clip with its credits. raises Removed."""
    statement: Select[Any] = select(kind).where(kind.id == work_id).options(option)
    work: Story | Clip | None = session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if work is None:
        raise Removed
    return work


def set_authors(session: Session, work: Story | Clip, authors: str, *, sure: bool = False) -> None:
    """Credit exactly the people named in `authors` as authors. Credits that are already right stay as they are.

    Who stays an author keeps the coefficient and the share.
    raises Doubtful for a new name that resembles a known one, unless `sure`, and text errors.
    """
    ids = [credit.id for credit in work.credits if credit.role is CreditRole.AUTHOR]
    names = select(Person.name).join(Credit).where(Credit.id.in_(ids)).order_by(Credit.id)
    if ids and authors == join_names(session.scalars(names)):
        return  # names that older releases stored might be read differently today
    if not sure:
        check_lookalikes(session, split_names(authors))
    wanted_ids = list(dict.fromkeys(find_or_create(session, Person, name).id for name in split_names(authors)))
    others = [credit for credit in work.credits if credit.role is not CreditRole.AUTHOR]
    present = {credit.person_id: credit for credit in work.credits if credit.role is CreditRole.AUTHOR}
    if list(present) == wanted_ids:
        return
    # Credits are shown in the order of their ids, so all credits from the first difference on are created again.
    kept = 0
    for present_id, wanted_id in zip(present, wanted_ids, strict=False):
        if present_id != wanted_id:
            break
        kept += 1
    same = list(present.values())[:kept]
    terms = {person_id: (credit.coefficient, credit.share) for person_id, credit in present.items()}
    work.credits = [*others, *same]
    session.flush()  # removes the old credits first: a person can have a role only once
    added = [Credit(person_id=person_id, role=CreditRole.AUTHOR) for person_id in wanted_ids[kept:]]
    for credit in added:
        credit.coefficient, credit.share = terms.get(credit.person_id, (None, None))
    work.credits = [*others, *same, *added]
