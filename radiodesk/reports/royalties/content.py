"""What a pay list says: lines, slips, remarks. Values only: no session, no clock."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from radiodesk.kinds import CreditRole, WorkGenre
from radiodesk.locale import N_, _
from radiodesk.reports.periods import Period
from radiodesk.reports.royalties.allowed import shown
from radiodesk.reports.royalties.labels import GENRES, ROLES
from radiodesk.reports.royalties.rules import Rules

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """What one person is paid for one role at one piece. Sums are whole đồng."""

    person_id: int
    person: str
    table: str
    """story or clip."""
    work_id: int
    title: str
    genre: WorkGenre
    day: dt.date
    """The local day that dates it, and whose base salary counts."""
    role: CreditRole
    is_royalty: bool
    """A royalty (nhuận bút), or a fee (thù lao)."""
    coefficient: Decimal
    share: Decimal
    """The part of what the role is paid, in percent, with two decimals."""
    unit: int
    """The value of the coefficient 1 on the day."""
    earned: int
    """Coefficient × unit × share."""
    increase: int = 0
    """The part of it that is above the usual coefficients: its own one, and that of the piece."""
    again: bool = False
    """Whether it pays a further use of the story."""
    norm: int = 0
    """The unpaid part, under the person's norm."""
    reduced: int = 0
    """The part that is cut: by the author's royalty, or by the cap of the fees."""
    paid: int = 0
    """In a correction: what closed months have paid."""
    corrects: str = ""
    """In a correction: the code of the closed month, such as 2019-03."""
    tax: int = 0

    @property
    def amount(self) -> int:
        """What is to be paid, before tax. Only a correction may be negative."""
        return self.earned - self.norm - self.reduced - self.paid

    @property
    def due(self) -> int:
        """In a correction: what the closed month would pay now."""
        return self.amount + self.paid

    @property
    def net(self) -> int:
        """What the person gets."""
        return self.amount - self.tax


class _Sums:
    """Sums over lines."""

    @property
    def all_lines(self) -> Iterable[Line]:
        raise NotImplementedError

    @property
    def royalties(self) -> int:
        """Without corrections."""
        return sum(each.amount for each in self.all_lines if each.is_royalty and not each.corrects)

    @property
    def fees(self) -> int:
        """Without corrections."""
        return sum(each.amount for each in self.all_lines if not each.is_royalty and not each.corrects)

    @property
    def units(self) -> Decimal:
        """How many units are earned: coefficients by their shares, with two decimals. Without corrections."""
        exact = sum((Fraction(each.earned, each.unit) for each in self._own_lines if each.unit), Fraction(0))
        return (Decimal(exact.numerator) / exact.denominator).quantize(_CENT, ROUND_HALF_UP)

    @property
    def earned(self) -> int:
        """What is earned before norms, and after caps. Without corrections."""
        return sum(each.earned - each.reduced for each in self._own_lines)

    @property
    def surplus(self) -> int:
        """What is paid of it beyond the norms. Without corrections."""
        return self.royalties + self.fees

    @property
    def _own_lines(self) -> Iterable[Line]:
        return (each for each in self.all_lines if not each.corrects)

    @property
    def corrections(self) -> int:
        return sum(each.amount for each in self.all_lines if each.corrects)

    @property
    def norm(self) -> int:
        """What norms leave unpaid, without corrections."""
        return sum(each.norm for each in self.all_lines if not each.corrects)

    @property
    def amount(self) -> int:
        return sum(each.amount for each in self.all_lines)

    @property
    def tax(self) -> int:
        return sum(each.tax for each in self.all_lines)

    @property
    def net(self) -> int:
        return sum(each.net for each in self.all_lines)


@dataclass(frozen=True)
class Slip(_Sums):
    """What one person is paid in a month."""

    person_id: int
    person: str
    initials: str
    """Of the person, such as TH; may be empty. Papers tell people of one name apart by them."""
    lines: tuple[Line, ...]
    """By day; corrections last."""

    @property
    def all_lines(self) -> Iterable[Line]:
        """The same."""
        return self.lines

    @property
    def name(self) -> str:
        """The person's name with the initials."""
        return f"{self.person} ({self.initials})" if self.initials else self.person


@dataclass(frozen=True)
class Remark:
    """Something that the list has to say. values: of its sentence; sums are whole numbers."""

    kind: str
    """A key of `SENTENCES`."""
    values: Mapping[str, str | int]

    @property
    def sentence(self) -> str:
        """The remark in the language in use."""
        from radiodesk.locale import formats  # imported here: it loads babel

        shown_values: dict[str, str] = {}
        for name, value in self.values.items():
            if isinstance(value, int):
                shown_values[name] = formats.number(value)
            elif name in _LABELS:
                shown_values[name] = _(_LABELS[name].get(value, value))
            else:
                shown_values[name] = shown(Decimal(value)) if name in _NUMBERS else value
        return _(SENTENCES[self.kind]).format(**shown_values)

    @property
    def is_refusal(self) -> bool:
        """Whether the month cannot be closed before this is corrected."""
        return self.kind in REFUSED


_LABELS: dict[str, dict[str, str]] = {
    "genre": {genre.value: label for genre, label in GENRES.items()},
    "role": {role.value: label for role, label in ROLES.items()},
}
_NUMBERS = ("coefficient", "least", "most", "percent")

SENTENCES = {
    "default_frame": N_("The station has not set its own coefficients: those of this list are examples"),
    "outside_frame": N_(
        "“{title}”, {role}, {person}: the coefficient {coefficient} is outside the frame ({least} to {most}), so the "
        "nearest one that is allowed is counted"
    ),
    "shares_over_whole": N_(
        "“{title}”, {role}: the shares add up to {percent} %, so they are cut in proportion to 100 %"
    ),
    "not_in_frame": N_("{role}, {genre}: the frame has no coefficient for it. Unpaid credits: {count}"),
    "no_author": N_("Pieces without an author, for which nobody gets a royalty: {count}"),
    "paid_before": N_("Pieces that an earlier closed month has paid, and that are not paid again: {count}"),
    "fee_over_royalty": N_("Fees that were cut to the royalty of an author of the same piece: {count}"),
    "fees_over_cap": N_(
        "The fees come to {fees} đồng, more than {percent} % of the royalties ({royalties} đồng): each is cut in "
        "proportion, together to {cap} đồng"
    ),
    "increases_over_cap": N_(
        "Coefficients above the usual ones add {increases} đồng, more than {percent} % of the usual royalties "
        "({royalties} đồng): lower coefficients of pieces, or raise the usual ones in the rules"
    ),
    "correction_taxed": N_("The tax of a correction is the difference of the tax of the month that it corrects"),
    "increases_over_examples": N_(
        "Coefficients above the usual ones add {increases} đồng, more than {percent} % of the usual royalties "
        "({royalties} đồng). The usual ones are examples: set the station's own"
    ),
}

REFUSED = frozenset({"outside_frame", "shares_over_whole", "increases_over_cap"})
"""Remarks that keep a month from being closed."""


@dataclass(frozen=True)
class ClosedMonth:
    """When a pay list was closed, and by whom."""

    when: dt.datetime
    """With the offset of the station."""
    person: str
    digest: str
    """SHA-256 of the canonical content, in hexadecimal."""


@dataclass(frozen=True)
class PayList(_Sums):
    """The royalties and fees of a month."""

    station: str
    month: str
    """Its code, such as 2019-03."""
    period: Period
    """Its days. A month beside a closed one begins where that one ends."""
    slips: tuple[Slip, ...]
    """By name, in the order of the Vietnamese alphabet."""
    remarks: tuple[Remark, ...]
    rules: Rules
    """Those it was computed by. A closed month is corrected by them."""
    parent_body: str = ""
    place: str = ""
    head_office: str = ""
    """The office of the head who signs; may be empty, as are the names."""
    head: str = ""
    closed: ClosedMonth | None = None
    usual: int | None = None
    """The royalties by the usual coefficients, which limit increases; None in months closed by older releases."""

    @property
    def all_lines(self) -> Iterable[Line]:
        """The lines of all slips, in their order."""
        return (line for slip in self.slips for line in slip.lines)

    @property
    def paid_lines(self) -> tuple[Line, ...]:
        """The lines that pay something, in the order of the slips."""
        return tuple(line for line in self.all_lines if line.amount)
