"""Who is credited with a story or a clip."""

from sqlalchemy.orm import Session

from radiodesk.model import Clip, Credit, CreditRole, Person, Story
from radiodesk.model.names import named, split_names


def set_authors(session: Session, work: Story | Clip, authors: str) -> None:
    """Credit the authors named with the work, and nobody else; what is the same already stays as it is."""
    wanted = [named(session, Person, name) for name in split_names(authors)]
    kept = [credit for credit in work.credits if credit.role is CreditRole.AUTHOR]
    if [credit.person_id for credit in kept] == [person.id for person in wanted]:
        return
    others = [credit for credit in work.credits if credit.role is not CreditRole.AUTHOR]
    work.credits = [*others, *(Credit(person_id=person.id, role=CreditRole.AUTHOR) for person in wanted)]
