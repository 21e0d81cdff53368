"""What is said of a file of a report: whether its figures are those that this desk closed, and what differs.

The command line and the terminal say it in the same words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.reports import closed_reports, issuing, periods
from radiodesk.reports.content import Closed, Report
from radiodesk.reports.documents import number_names, numbers, verifying
from radiodesk.reports.documents.found import Found
from radiodesk.reports.documents.verifying import Comparison, Difference
from radiodesk.reports.documents.workbook_evidence import item_words


class NotClosedHere(UserError):
    """A file whose digest no closed report of this desk has."""

    message = N_("{file} does not come from a report that was closed at this desk: its digest is unknown here")


class OtherFigures(UserError):
    """A file with figures that were not closed."""

    message = N_("{file} is not confirmed. Figures that differ from those that were closed: {count}")


class NotAllFound(UserError):
    """A file in which numbers that were printed are not found, so that what stands there instead is unknown."""

    message = N_(
        "{file} is not confirmed: {compared} numbers in it are those that were closed, and {lost} were not found where "
        "they were printed"
    )


class ChangedFile(UserError):
    """A file whose digest does not fit what else it says."""

    message = N_("{file} was changed after it was written: what it says is not what was closed")


@dataclass(frozen=True)
class Verdict:
    """What is said of a file, in words without control characters."""

    remarks: tuple[str, ...]
    """What differs, what cannot be compared, and what is missing, a sentence each."""
    refusal: UserError | None
    """Why the file is not confirmed; None if it is."""
    confirmed: str = ""
    """Says whose figures these are; empty if the file is not confirmed."""
    newer: str = ""
    """Says that a newer version was closed; empty if there is none."""


def verify(session: Session, file: str | Path, found: Found) -> Verdict:
    """Compare what a file says with the closed report whose digest it bears. file: as messages name it."""
    record = closed_reports.record_with_digest(session, found.digest) if found.digest else None
    if record is None:
        return Verdict((), NotClosedHere(file=file))
    content = closed_reports.content_of(session, record)
    report = content.report
    compared = verifying.compare(found, content, own_template=issuing.has_own_template(session, report.kind))
    remarks = [
        *_differences(compared, number_names.names_of(report, content.months)),
        *(_("Not in the file: {figure}").format(figure=label) for label in verifying.missing(found, content)),
    ]
    seen = tuple(map(visible, remarks))
    if refusal := _refusal(file, found, compared):
        return Verdict(seen, refusal)
    closed, last = report.closed, closed_reports.versions(session, report.period, report.kind)[-1]
    assert closed is not None  # noqa: S101 - of closed reports only
    return Verdict(seen, None, visible(_confirmed(report, closed)), visible(_newer(closed, last)))


def _refusal(file: str | Path, found: Found, compared: Comparison) -> UserError | None:
    if compared.differing:
        return OtherFigures(file=file, count=compared.differing)
    if not found.fits:
        return ChangedFile(file=file)
    if compared.lost or not compared.equal:
        return NotAllFound(file=file, compared=compared.equal, lost=len(compared.lost))
    return None


def _confirmed(report: Report, closed: Closed) -> str:
    words = _("The figures are those of {period} that {person} closed on {day} (version {number})")
    return words.format(
        period=periods.in_words(report.period),
        person=closed.person,
        number=closed.number,
        day=formats.day(closed.when),
    )


def _newer(closed: Closed, last: Closed) -> str:
    if last.number <= closed.number:
        return ""
    words = _("▲ There is a newer one: {person} closed version {number} on {day}")
    return words.format(person=last.person, number=last.number, day=formats.day(last.when))


_MOST_LINES, _MOST_ITEMS = 50, 10
"""Limits for what is said of numbers that differ or cannot be compared, and of the items of one figure."""


def _difference(each: Difference, names: Mapping[str, str]) -> str:
    """A number of a file that was not closed so."""
    key, shown, closed = each.found.key, numbers.shown(each.found.number), numbers.shown(each.expected)
    word = key.rpartition(" ")[2]
    there = each.found.text or (f"{word} {shown}" if word in numbers.WORDS else shown)
    if each.expected is None and each.found.number is not None:
        said = _("{where}: “{figure}” is {found}, and was not closed so")
    elif there == closed:
        said = _("{where}: “{figure}” is the text {found}, and was closed as a number")
    else:
        said = _("{where}: “{figure}” is {found}, and was closed as {closed}")
    return said.format(where=each.found.where, figure=names.get(key, key), found=there, closed=closed)


def _differences(compared: Comparison, names: Mapping[str, str]) -> Iterator[str]:
    """What differs in a file from what was closed, and what cannot be compared.

    names: what numbers are called, by their keys.
    """
    for each in compared.differences[:_MOST_LINES]:
        yield _difference(each, names)
    if (more := len(compared.differences) - _MOST_LINES) > 0:
        yield ngettext("… and {count} more", "… and {count} more", more).format(count=formats.number(more))
    words = item_words()
    gone, other = (
        _("Evidence of “{figure}”: {count} items are missing or changed: {items}"),
        _("Evidence of “{figure}”: {count} rows were not closed so: {items}"),
    )
    for part in compared.evidence:
        items = [f"{words.get(item.table, item.table)} {item.id}" for item in part.missing]
        rows = [f"{row.where} ({row.text})" for row in part.other]
        for sentence, found in ((gone, items), (other, rows)):
            if found:
                shown = ", ".join(found[:_MOST_ITEMS]) + (", …" if len(found) > _MOST_ITEMS else "")
                yield sentence.format(figure=part.figure, count=formats.number(len(found)), items=shown)
    for key in compared.lost[:_MOST_LINES]:
        name = _("Evidence") if key == verifying.ALL_EVIDENCE else names.get(key, key)
        yield _("“{figure}” cannot be compared: its place in the file was deleted or hidden").format(figure=name)
