"""What the papers of the station say: at their head, at their end, and of which figures."""

from sqlalchemy.orm import Session

from radiodesk.model import station
from radiodesk.reports import definitions, tally
from radiodesk.reports.content import Paper


def paper_of(session: Session) -> Paper:
    """The head and the end of the station's papers."""
    row = station(session)
    return Paper(
        parent_body=row.parent_body,
        station=row.name,
        mark=row.paper_mark,
        place=row.paper_place,
        signer_office=row.signer_office,
        signer_name=row.signer_name,
        rounds=row.rounds_figures,
    )


def keys_of_paper(session: Session) -> tuple[str, ...]:
    """The keys of the figures where no kind of report names them: the main ones, and those that the station defined.

    Without those that cannot be counted.
    """
    counted, _every = definitions.chosen(session, None)
    return (*tally.MAIN_KEYS, *(each.key for each in counted if each.is_own))
