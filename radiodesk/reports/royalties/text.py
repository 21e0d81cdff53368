"""A pay list as text for people, in the language in use."""

from collections.abc import Sequence

from radiodesk.errors import visible
from radiodesk.locale import N_, _, formats
from radiodesk.reports import periods
from radiodesk.reports.royalties.allowed import shown
from radiodesk.reports.royalties.content import Line, PayList, Slip
from radiodesk.reports.royalties.labels import GENRES, ROLES
from radiodesk.reports.royalties.words import in_words

_TITLE_WIDTH = 44
"""Characters of a title in a line."""

_HEADINGS = (N_("Day"), N_("Piece"), N_("Genre"), N_("Role"), N_("Coefficient"), N_("Unit"), N_("Amount"))
_RIGHT = (4, 5, 6)
"""The columns with numbers."""


def as_text(pay_list: PayList) -> str:
    """The slip of each person, the sums, and what has to be said."""
    lines = [pay_list.station, _("Royalties and fees: {month}").format(month=title(pay_list))]
    lines.append(f"{formats.day(pay_list.period.first)} – {formats.day(pay_list.period.last)}")
    if closed := pay_list.closed:
        sentence = _("Closed on {day} by {person}. Digest: {digest}")
        lines.append(sentence.format(day=formats.day(closed.when.date()), person=closed.person, digest=closed.digest))
    for slip in pay_list.slips:
        lines += ["", *_slip(slip)]
    lines += ["", sums(_("All"), pay_list), _("In words: {words}").format(words=in_words(pay_list.amount))]
    if not pay_list.slips:
        lines.append(_("Nobody is paid: no piece of this month has credits"))
    lines += ["", *(visible(each.sentence) for each in pay_list.remarks)] if pay_list.remarks else []
    return "\n".join(lines) + "\n"


def title(pay_list: PayList) -> str:
    """The month in words."""
    return periods.title(pay_list.period)


def about(line: Line) -> str:
    """What a line says beside its sums: a further use, a norm, a cut, a correction. Empty if there is nothing."""
    remarks = []
    if line.corrects:
        correction = _("correction of {month}: {due} due, {paid} paid")
        due, paid = formats.number(line.due), formats.number(line.paid)
        remarks.append(correction.format(month=periods.in_words(periods.parse(line.corrects)), due=due, paid=paid))
    if line.again:
        remarks.append(_("further use"))
    if line.share != 100:
        remarks.append(_("share {percent} %").format(percent=shown(line.share)))
    if line.norm and not line.corrects:
        remarks.append(_("under the norm: {amount}").format(amount=formats.number(line.norm)))
    if line.reduced and not line.corrects:
        remarks.append(_("cut: {amount}").format(amount=formats.number(line.reduced)))
    return ", ".join(remarks)


def _slip(slip: Slip) -> list[str]:
    rows = [[_(each) for each in _HEADINGS], *(_cells(each) for each in slip.lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    notes = ["", *map(about, slip.lines)]
    table = [f"  {_aligned(row, widths)}  {note}".rstrip() for row, note in zip(rows, notes, strict=True)]
    return [visible(slip.name), *table, "  " + sums(_("Together"), slip)]


def _cells(line: Line) -> list[str]:
    title_of_work = visible(line.title)
    cut = title_of_work if len(title_of_work) <= _TITLE_WIDTH else title_of_work[: _TITLE_WIDTH - 1] + "…"
    return [
        formats.short_day(line.day),
        cut,
        _(GENRES[line.genre]),
        _(ROLES[line.role]),
        shown(line.coefficient),
        formats.number(line.unit),
        signed(line.amount),
    ]


def signed(value: int) -> str:
    """A sum, with a minus sign if it is negative."""
    return formats.signed(value) if value < 0 else formats.number(value)


def sums(label: str, found: PayList | Slip) -> str:
    """The sum of a list or a slip, with its parts."""
    parts = [
        _("royalties {sum}").format(sum=signed(found.royalties)),
        _("fees {sum}").format(sum=signed(found.fees)),
    ]
    if found.corrections:
        parts.append(_("corrections {sum}").format(sum=signed(found.corrections)))
    if found.tax:
        parts.append(_("tax {sum}").format(sum=signed(found.tax)))
        parts.append(_("to be paid out {sum}").format(sum=signed(found.net)))
    total = _("{label}: {sum} đồng").format(label=label, sum=signed(found.amount))
    return f"{total} ({', '.join(parts)})"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """The cells, numbers aligned right. The text is in NFC, so that a letter is one column wide."""
    return "  ".join(
        cell.rjust(width) if column in _RIGHT else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
