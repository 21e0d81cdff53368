"""The credits of stories and clips."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.model import Clip, Credit, CreditRole, Person, Story
from radiodesk.model.names import find_or_create, join_names, split_names
from radiodesk.staff.people import check_lookalikes


def authors_of(work: Story | Clip) -> str:
    """The authors of a work, joined to one text. Its credits and their persons must be loaded."""
    return join_names(credit.person.name for credit in work.credits if credit.role is CreditRole.AUTHOR)


def set_authors(session: Session, work: Story | Clip, authors: str, *, sure: bool = False) -> None:
    """Credit exactly the people named in `authors` as authors. Credits that are already right stay as they are.

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
    work.credits = [*others, *same]
    session.flush()  # removes the old credits first: a person can have a role only once
    added = [Credit(person_id=person_id, role=CreditRole.AUTHOR) for person_id in wanted_ids[kept:]]
    work.credits = [*others, *same, *added]
