"""What the papers of the station say: at their head, at their end, and of which figures."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from radiodesk.model import station
from radiodesk.reports import definitions, tally
from radiodesk.reports.content import Paper, Report


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


def printed(report: Report, keys: Iterable[str], named: Sequence[str] | None) -> tuple[str, ...]:
    """The keys that a paper prints: own figures without a value are left out, unless its kind names them.

    keys: those of the paper. named: the keys that the kind of report names, None if it names none. A paper with an
    empty figure is refused, and what the station defined for one report need not be known in the periods of another.
    """
    empty = {each.key for each in report.figures if each.count is None and each.key not in tally.MAIN_KEYS}
    return tuple(each for each in keys if each not in empty or each in (named or ()))
