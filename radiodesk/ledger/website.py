"""Compare the rows of publications with those of the desk."""

from radiodesk.ledger.broadcasts import Schedule
from radiodesk.ledger.checks import posted_twice, when
from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.matching import Pairing
from radiodesk.ledger.outcome import Tally
from radiodesk.ledger.picture import Picture
from radiodesk.ledger.problems import Problem
from radiodesk.ledger.records import PublicationRecord
from radiodesk.ledger.rows import PublicationRow
from radiodesk.locale import _


def plan_publications(
    picture: Picture, schedule: Schedule, tally: Tally, problems: list[Problem], rows: list[PublicationRow]
) -> None:
    """Pair the rows with the publications of their editions, and take over what the rows say."""
    tied = [(row, edition) for row in rows if (edition := schedule.edition(row))]
    problems += posted_twice(tied)
    editions = dict.fromkeys(edition for _row, edition in tied)
    known = [one for edition in editions for one in picture.publications.get(edition, ())]
    known.sort(key=lambda one: one.withdrawn)  # of two with one address, the one that counts comes first
    edition_of = {one: edition for edition in editions for one in picture.publications.get(edition, ())}
    pairing = Pairing(tied, known)
    pairing.match(lambda pair: (pair[1], pair[0].address), lambda one: (edition_of[one], one.address))
    # A withdrawn publication is not taken for an earlier form of another address.
    pairing.match(lambda pair: pair[1], lambda one: None if one.withdrawn else edition_of[one], single=True)
    tally.left_alone[SheetKind.PUBLICATIONS] += len(pairing.things)
    for (row, _edition), publication in pairing.pairs:
        publication.address, publication.posted = row.address, row.posted
        tally.count(SheetKind.PUBLICATIONS, new=False, changed=bool(publication.changes))
    for row, edition in pairing.rows:
        picture.records.add(PublicationRecord(edition, row.address, row.posted))
        tally.count(SheetKind.PUBLICATIONS, new=True, changed=False)
    for row, edition in tied:
        if edition not in schedule.aired:
            warning = _("{place}: the programme of {when} was not aired, but is posted; its publication is counted")
            tally.warnings.append(warning.format(place=row.place, when=when(row.day, row.time)))
