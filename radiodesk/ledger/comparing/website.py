"""Compare the rows of publications with those of the desk."""

from collections.abc import Iterator

from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.comparing.broadcasts import Schedule
from radiodesk.ledger.comparing.matching import Pairing
from radiodesk.ledger.comparing.picture import Picture
from radiodesk.ledger.comparing.records import EditionRecord, PublicationRecord
from radiodesk.ledger.outcome import Tally
from radiodesk.ledger.problems import Problem
from radiodesk.ledger.reading.checks import posted_twice, when
from radiodesk.ledger.reading.rows import PublicationRow
from radiodesk.ledger.refusal import Problems
from radiodesk.locale import _
from radiodesk.model.text import quoted
from radiodesk.newsroom.rules import StillPosted, check_posted


def plan_publications(
    picture: Picture, schedule: Schedule, tally: Tally, problems: Problems, rows: list[PublicationRow]
) -> None:
    """Pair the rows with the publications of their editions, and apply what the rows say."""
    tied = [(row, edition) for row in picture.steps.over(rows) if (edition := schedule.edition(row))]
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
    unchanged = {id(row) for (row, _edition), publication in pairing.pairs if not publication.changes}
    problems += _not_aired(picture, schedule, [pair for pair in tied if id(pair[0]) not in unchanged])


def _not_aired(
    picture: Picture, schedule: Schedule, tied: list[tuple[PublicationRow, EditionRecord]]
) -> Iterator[Problem]:
    """Only what was aired can be posted, and what is posted stays aired. tied: new and changed publications."""
    off_air = schedule.first_runs_off_air()
    posted: set[EditionRecord] = set()
    for row, edition in tied:
        posted.add(edition)
        if edition in off_air:
            expected = _("the time of a programme that was aired: this one is not marked as aired")
            yield Problem(row.place, "Giờ phát", when(row.day, row.time), expected)
    for edition, (broadcast, broadcast_row) in off_air.items():
        if broadcast_row is None or edition in posted or "state" not in broadcast.changes:
            continue
        for publication in picture.publications.get(edition, ()):
            try:
                if not publication.withdrawn:
                    check_posted(publication.address, aired=False)
            except StillPosted as error:
                expected = _("a programme that stays aired: it is noted as posted at {address}. Withdraw that first")
                shown = quoted(_(broadcast.state))
                yield Problem(broadcast_row.place, "Trạng thái", shown, expected.format(**error.values))
