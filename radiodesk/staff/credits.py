"""Who is credited with a story or a clip."""

from sqlalchemy.orm import Session

from radiodesk.model import Clip, Credit, CreditRole, Person, Story
from radiodesk.model.names import find_or_create, join_names, split_names


def authors_of(work: Story | Clip) -> str:
    """The authors of a work as one text. Its credits are loaded, each with its person."""
    return join_names(credit.person.name for credit in work.credits if credit.role is CreditRole.AUTHOR)


def set_authors(session: Session, work: Story | Clip, authors: str) -> None:
    """Credit exactly the named people as authors. Credits that are right already stay as they are."""
    wanted = {find_or_create(session, Person, name).id: None for name in split_names(authors)}
    others = [credit for credit in work.credits if credit.role is not CreditRole.AUTHOR]
    known = {credit.person_id: credit for credit in work.credits if credit.role is CreditRole.AUTHOR}
    if list(known) == list(wanted):
        return
    # Credits are shown in the order of their ids: from the first that differs on, all are made anew.
    kept = 0
    for there, person_id in zip(known, wanted, strict=False):
        if there != person_id:
            break
        kept += 1
    same = list(known.values())[:kept]
    work.credits = [*others, *same]
    session.flush()  # the same person and role may not stand twice, not even for a moment
    added = [Credit(person_id=person_id, role=CreditRole.AUTHOR) for person_id in list(wanted)[kept:]]
    work.credits = [*others, *same, *added]
