"""The pay list of a month: open, or as it was closed. Closing it, and correcting closed months in the next open one."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from radiodesk.errors import UserError
from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.locale import N_, _
from radiodesk.model import ClosedRoyalties, Person, earlier_names, station, zone
from radiodesk.model.checking import Problem, restorable
from radiodesk.model.text import key, quoted
from radiodesk.reports import digests, periods
from radiodesk.reports.digests import ChangedAfterClosing
from radiodesk.reports.periods import Period
from radiodesk.reports.royalties import coding, corrections, lists, settings
from radiodesk.reports.royalties.content import ClosedMonth, Line, PayList, Remark
from radiodesk.reports.royalties.earning import Piece
from radiodesk.reports.royalties.pieces import created, pieces
from radiodesk.reports.royalties.rules import Rules
from radiodesk.reports.royalties.settled import ClosedAt, Work, paid_works
from radiodesk.reports.typed_periods import typed_period

CORRECTED = 12
"""Closed months that are corrected, the last ones: each is counted again for every list that is open."""


class NotAMonth(UserError):
    """A period that is not a month."""

    message = N_("Royalties are paid by the month, and {period} is none: write 2019-03 or 3/2019")


class ClosedAlready(UserError):
    """A month that is closed."""

    message = N_(
        "{month} was closed on {day} by {person}, and never changes: corrections are in the pay list of {next}"
    )


class NotEnded(UserError):
    """A month that cannot be closed yet."""

    message = N_("{month} can be closed from {day} on: until then its pay list is a preview")


class NotBeside(UserError):
    """A month that would leave a gap between closed months."""

    message = N_("{month} cannot be closed: close {next} first, so that no month is left out")


class OtherThanPreviewed(UserError):
    """A pay list that is no longer the one that the user saw."""

    message = N_("Something was changed since you looked at {month}, and it was not closed: look at it again")


class CannotClose(UserError):
    """A pay list with something that has to be corrected first."""

    message = N_("{month} cannot be closed before this is corrected: {reasons}")


class ExamplesOnly(UserError):
    """A month that would be closed by coefficients that the station has neither set nor confirmed."""

    message = N_(
        "{month} cannot be closed: the station has not set its own coefficients, and those of this list are examples. "
        "Set or confirm them in the rules first"
    )
    keys = N_("The key e shows the rules, and * confirms them there")
    command = N_(
        "“radiodesk royalties-settings export FILE.toml” writes the examples to a file, and “apply FILE.toml” makes "
        "what it says the station's own"
    )


def typed_month(text: str, today: dt.date) -> str:
    """The code of a month that people typed. today: a local day. raises NotAMonth."""
    try:
        period = typed_period(text, PeriodRule.CALENDAR, today)
    except UserError as error:
        raise NotAMonth(period=quoted(text)) from error
    if period.kind is not PeriodKind.MONTH:
        raise NotAMonth(period=quoted(text))
    return period.code


def pay_list(session: Session, month: str) -> PayList:
    """The pay list of a month: as it was closed, else as it is now. month: its code. raises NoBaseSalary."""
    rows = _closed_rows(session)
    for row in rows:
        if _code(row.month) == month:
            return _as_closed(row)
    return _open(session, month, rows)


def close(
    session: Session, month: str, *, person: str, now: dt.datetime, today: dt.date, previewed: PayList | None = None
) -> PayList:
    """Close a month, and give its pay list. today: a local day.

    previewed: the list that the user saw and agreed to; None without one. raises the errors of `check_closable`, and
    OtherThanPreviewed.
    """
    found = check_closable(session, month, today=today)
    if previewed is not None and previewed != found:
        raise OtherThanPreviewed(month=in_words(month))
    now = now.astimezone(zone(session)).replace(microsecond=0)
    content = coding.encoded(replace(found, closed=ClosedMonth(now, person, "")))
    digest = digests.digest(content)
    found = replace(found, closed=ClosedMonth(now, person, digest))
    session.add(
        ClosedRoyalties(
            month=periods.parse(month, PeriodRule.CALENDAR).first,
            first=found.period.first,
            last=found.period.last,
            person=person,
            total=found.amount,
            content=digests.canonical(content).decode(),
            digest=digest,
        )
    )
    session.flush()
    return found


def check_closable(session: Session, month: str, *, today: dt.date) -> PayList:
    """The pay list of a month that can be closed. today: a local day.

    raises ClosedAlready, NotEnded, NotBeside, ExamplesOnly, CannotClose, NoBaseSalary.
    """
    rows = _closed_rows(session)
    _check_place(rows, month)
    found = _open(session, month, rows)
    if found.period.last >= today:
        raise NotEnded(month=_title(month), day=_day(found.period.last + dt.timedelta(days=1)))
    if not found.rules.is_own_frame:
        raise ExamplesOnly(month=_title(month))
    if refused := [each.sentence for each in found.remarks if each.is_refusal]:
        raise CannotClose(month=_title(month), reasons=". ".join(refused))
    return found


def latest(session: Session, today: dt.date) -> str:
    """The month that a desk looks at first: the one after the last closed one, else the last that has ended."""
    rows = _closed_rows(session)
    rule = settings.rules(session).period_rule
    ended = periods.step(periods.containing(today, PeriodKind.MONTH, rule), -1).code
    return min(ended, _step(_code(rows[-1].month), 1)) if rows else ended


def first_shown(session: Session, shown: Period, today: dt.date) -> str:
    """The month that is looked at first beside a report of a period: its last one, if the period has ended.

    today: a local day.
    """
    if shown.last >= today:
        return latest(session, today)
    return periods.containing(shown.last, PeriodKind.MONTH, shown.rule).code


def _check_place(rows: Sequence[ClosedRoyalties], month: str) -> None:
    """raises ClosedAlready, and NotBeside unless the month stands beside the closed ones."""
    if not rows:
        return
    codes = [_code(row.month) for row in rows]
    following = _step(codes[-1], 1)
    if month in codes:
        row = rows[codes.index(month)]
        closed = _as_closed(row).closed
        assert closed is not None  # noqa: S101 - it is of a closed month
        raise ClosedAlready(
            month=_title(month), day=_day(closed.when.date()), person=row.person, next=in_words(following)
        )
    before = _step(codes[0], -1)
    if month not in (before, following):
        raise NotBeside(month=_title(month), next=in_words(following if month > following else before))


def _open(session: Session, month: str, rows: Sequence[ClosedRoyalties]) -> PayList:
    rules = settings.rules(session)
    period = _days_of(month, rules, rows)
    own = pieces(session, period.first, period.last, further=rules.second_use > 0)
    settled = _settled(session, rows, own)
    again = [each for each in own if not each.again and (each.table, each.id) in settled]
    lines, remarks, usual = lists.computed([each for each in own if each not in again], rules)
    if again:
        remarks.append(Remark("paid_before", {"count": len(again)}))
    if not rules.is_own_frame:
        remarks.insert(0, Remark("default_frame", {}))
    if rows and month == _step(_code(rows[-1].month), 1):
        corrected = _corrections(session, rows, rules)
        lines += corrected
        if any(each.tax for each in corrected):
            remarks.append(Remark("correction_taxed", {}))
    row = station(session)
    initials = dict(session.execute(select(Person.id, Person.initials)).all())
    return PayList(
        station=row.name,
        month=month,
        period=period,
        slips=lists.slips_of(lines, rules, initials),
        remarks=tuple(remarks),
        rules=rules,
        parent_body=row.parent_body,
        place=row.paper_place,
        head_office=row.signer_office,
        head=row.signer_name,
        usual=usual,
    )


def _days_of(month: str, rules: Rules, rows: Sequence[ClosedRoyalties]) -> Period:
    """The days of an open month. Beside a closed one it begins or ends there, also if the station changed its rule."""
    period = periods.parse(month, rules.period_rule)
    if rows and month == _step(_code(rows[-1].month), 1):
        return replace(period, first=rows[-1].last + dt.timedelta(days=1))
    if rows and month == _step(_code(rows[0].month), -1):
        return replace(period, last=rows[0].first - dt.timedelta(days=1))
    return period


def _corrections(session: Session, rows: Sequence[ClosedRoyalties], rules: Rules) -> list[Line]:
    """What closed months would pay now, less what was paid for them. Each is computed by the rules of its own time.

    rows: all closed months, in their order; the last ones are corrected.

    Base salaries alone are those of today's table: they are facts, and a wrong one is corrected.
    """
    who = _Known(session)
    corrected = rows[-CORRECTED:]
    closed = [who.in_list(_as_closed(row)) for row in corrected]
    further = any(each.rules.second_use > 0 for each in closed)
    found = pieces(session, corrected[0].first, corrected[-1].last, further=further)
    due = []
    for each in closed:
        first, last = each.period.first, each.period.last
        own = [piece for piece in found if first <= piece.day <= last]
        of_its_time = replace(each.rules, salaries=rules.salaries)
        due.append(lists.computed(own, of_its_time).lines)
    return corrections.corrections(closed, due, _settled(session, rows, found))


def _settled(session: Session, rows: Sequence[ClosedRoyalties], found: Sequence[Piece]) -> set[Work]:
    """The works among pieces that months before the corrected ones have paid. rows: all closed months.

    Closed lists are long. Only those are read that were closed after one of these works was created: in most months,
    none.
    """
    settled = rows[:-CORRECTED]
    if not settled:
        return set()
    last = max(row.created for row in settled)
    works = {(each.table, each.id) for each in found if not each.again}
    known = {work: moment for work, moment in created(session, works).items() if moment < last}
    if not known:
        return set()
    first = min(known.values())
    read = [ClosedAt(row.created, _as_closed(row)) for row in rows if row.created > first]
    return paid_works(read, {_code(row.month) for row in settled}, known)


class _Known:
    """The persons as they are known now: somebody may have been renamed or merged since a month was closed."""

    def __init__(self, session: Session) -> None:
        self._names = dict(session.execute(select(Person.id, Person.name)).all())
        self._former = earlier_names.former_ids(session, Person)

    def in_list(self, pay_list: PayList) -> PayList:
        """A closed list with the persons of today."""
        slips = tuple(replace(slip, lines=tuple(map(self._in_line, slip.lines))) for slip in pay_list.slips)
        norms = tuple(replace(each, person_id=self._id(each.person_id, each.person)) for each in pay_list.rules.norms)
        return replace(pay_list, slips=slips, rules=replace(pay_list.rules, norms=norms))

    def _in_line(self, line: Line) -> Line:
        person_id = self._id(line.person_id, line.person)
        return replace(line, person_id=person_id, person=self._names.get(person_id, line.person))

    def _id(self, person_id: int, name: str) -> int:
        return person_id if person_id in self._names else self._former.get(key(name), person_id)


def _closed_rows(session: Session) -> list[ClosedRoyalties]:
    """All closed months. Their content, which is long, is read where it is asked for."""
    rows = select(ClosedRoyalties).options(defer(ClosedRoyalties.content))
    return list(session.scalars(rows.order_by(ClosedRoyalties.month)))


def _as_closed(row: ClosedRoyalties) -> PayList:
    found = coding.decoded(_content(row))
    assert found.closed is not None  # noqa: S101 - it is stored with it
    return replace(found, closed=replace(found.closed, digest=row.digest))


def _content(row: ClosedRoyalties) -> dict[str, Any]:
    """The pay list in a row, which its digest fits. raises ChangedAfterClosing."""
    return digests.checked(
        row.content, row.digest, _("The closed pay list of {month}").format(month=in_words(_code(row.month)))
    )


def problems(session: Session) -> Iterator[Problem]:
    """The closed pay lists that were changed after they were closed, for the check of a desk."""
    for row in _closed_rows(session):
        try:
            _content(row)
        except ChangedAfterClosing as error:
            yield restorable("closed_royalties", str(error), f"closed_royalties {row.id}")


def in_words(month: str) -> str:
    """A month by its code, within a sentence."""
    return periods.in_words(periods.parse(month, PeriodRule.CALENDAR))


def _title(month: str) -> str:
    """A month by its code, at the beginning of a sentence."""
    return periods.title(periods.parse(month, PeriodRule.CALENDAR))


def _code(month: dt.date) -> str:
    return f"{month.year:04}-{month.month:02}"


def _step(month: str, by: int) -> str:
    return periods.step(periods.parse(month, PeriodRule.CALENDAR), by).code


def _day(day: dt.date) -> str:
    from radiodesk.locale import formats  # imported here: it loads babel

    return formats.day(day)
