"""What the papers of the station say at their head and at their end."""

from sqlalchemy.orm import Session

from radiodesk.model import station
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
