"""The lists of a month's royalties: a person's slip, what is missing, and corrections of closed months."""

from collections.abc import Sequence

from radiodesk.locale import _, formats
from radiodesk.reports.royalties import text
from radiodesk.reports.royalties.allowed import shown
from radiodesk.reports.royalties.content import Line, Remark, Slip
from radiodesk.reports.royalties.gaps import WORDS, Gap
from radiodesk.reports.royalties.labels import GENRES, ROLES
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.widgets.row_table import Column


class PayLines(Listing):
    """A list whose numbers have their names where a row is shown in full."""

    def full_text(self, index: int) -> str:
        """The full text of a row, by its index among all rows."""
        cells = zip(self._columns, map(str, self._rows[index]), strict=True)
        return " · ".join(f"{column.title}: {cell}" if column.right else cell for column, cell in cells if cell)


def slip_list(title: str, slip: Slip) -> Listing:
    """What a person is paid, item by item. Closes with the index of the line that the user opens."""
    columns = [
        Column(_("Day"), 10),
        Column(_("Piece"), 16, share=3),
        Column(_("Genre"), 10, spare=1),
        Column(_("Role"), 9, spare=2),
        Column(_("Coefficient"), 6, right=True),
        Column(_("Unit"), 7, right=True, spare=3),
        Column(_("Amount"), 10, right=True),
        Column(_("Remark"), 14, share=2, spare=4),
    ]
    rows = [_slip_cells(each) for each in slip.lines]
    return PayLines(
        f"{slip.name} · {title}",
        columns,
        rows,
        explanation=text.sums(_("Together"), slip),
        opens=_("Enter: go there"),
    )


def _slip_cells(line: Line) -> tuple[str, ...]:
    return (
        formats.day(line.day),
        line.title,
        _(GENRES[line.genre]),
        _(ROLES[line.role]),
        shown(line.coefficient),
        formats.number(line.unit),
        text.signed(line.amount),
        text.about(line),
    )


def gap_list(title: str, remarks: Sequence[Remark], gaps: Sequence[Gap]) -> Listing:
    """What a pay list says about itself, then what is missing. Closes with the index of the row that the user opens."""
    columns = [
        Column(_("Missing"), 22, share=2),
        Column(_("Day"), 10, spare=1),
        Column(_("Piece"), 16, share=3),
        Column(_("Role"), 9, spare=2),
        Column(_("Name"), 10, share=1, spare=3),
        Column(_("Coefficient"), 6, right=True, spare=4),
    ]
    rows = [(each.sentence, "", "", "", "", "") for each in remarks] + [_gap_cells(each) for each in gaps]
    explanation = _("A coefficient that nobody set is the usual one of the frame.")
    return PayLines(title, columns, rows, explanation=explanation, opens=_("Enter: go there"))


def _gap_cells(gap: Gap) -> tuple[str, ...]:
    return (
        _(WORDS[gap.lack]),
        formats.day(gap.day),
        gap.title,
        _(ROLES[gap.role]) if gap.role else "",
        gap.person,
        "" if gap.coefficient is None else shown(gap.coefficient),
    )


def correction_list(title: str, lines: Sequence[Line]) -> Listing:
    """The corrections of closed months. Closes with the index of the one that the user opens."""
    columns = [
        Column(_("Month"), 7),
        Column(_("Name"), 12, share=1),
        Column(_("Piece"), 14, share=2),
        Column(_("Role"), 9, spare=1),
        Column(_("Due"), 9, right=True),
        Column(_("Paid"), 9, right=True),
        Column(_("Difference"), 10, right=True),
        Column(_("Tax"), 9, right=True, spare=2),
    ]
    explanation = _("What closed months would pay now, less what they paid. It is paid with this month.")
    rows = [_correction_cells(each) for each in lines]
    return PayLines(title, columns, rows, explanation=explanation, opens=_("Enter: go there"))


def _correction_cells(line: Line) -> tuple[str, ...]:
    return (
        line.corrects,
        line.person,
        line.title,
        _(ROLES[line.role]),
        text.signed(line.due),
        text.signed(line.paid),
        formats.signed(line.amount),
        formats.signed(line.tax) if line.tax else "",
    )
