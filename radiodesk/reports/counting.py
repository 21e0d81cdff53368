"""Count what indicators ask for, in the database: their totals, and their totals divided by properties.

Totals are numbers of rows, or seconds where hours are counted. Indicators of one subject share its query.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import compress
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, String, Subquery, and_, case, cast, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model import Outlet, earlier_names
from radiodesk.model.text import key as key_of
from radiodesk.reports.content import Measure
from radiodesk.reports.indicators import NO_VALUE, Condition, Indicator
from radiodesk.reports.lacking import lacks
from radiodesk.reports.listings.common import Days
from radiodesk.reports.properties import OWN_AIR, Form, Property
from radiodesk.reports.subjects import SUBJECTS, Subject

CHUNK = 5_000
"""Ids per query. SQLite takes 32,766 values in a statement."""

DENSE = 4
"""A range of ids is read as a whole if at least one of so many is wanted."""

_BETWEEN_IDS = "+"

Value = tuple[Any, ...]
"""The values that a thing has for a property with links: several, one or none."""

Divided = dict[str, Counter[Any]]
"""Totals by the name of a property and by its value, as the database holds it; a `Value` for a property with links."""


class UnknownInRule(UserError):
    """A name in the rule of an indicator that nothing at the station has."""

    message = N_("“{name}” in the rule of “{indicator}” is not known at this station: correct the name in its file")


class _Group(NamedTuple):
    """The indicators that count one subject by one date."""

    subject: Subject
    date: str
    indicators: list[Indicator]


def totals(session: Session, indicators: Sequence[Indicator], days: Days) -> dict[str, int]:
    """The total of each indicator that counts something, by its key."""
    found: dict[str, int] = {}
    for subject, date, group in _grouped(indicators):
        base = _counted(subject, date, group, days)
        meets = [conditions(session, base, subject, each) for each in group]
        columns = [_total(base, each, of_it) for each, of_it in zip(group, meets, strict=True)]
        statement = select(*columns).select_from(base)
        if len(group) == 1:  # then the database need not read more of other rows
            statement = statement.where(*meets[0])
        row = session.execute(statement).one()
        found |= {each.key: int(value or 0) for each, value in zip(group, row, strict=True)}
    return found


def divided(session: Session, indicators: Sequence[Indicator], days: Days) -> dict[str, tuple[int, Divided]]:
    """The total of each indicator that counts something, and its totals by the properties that it names."""
    found: dict[str, tuple[int, Divided]] = {}
    for group in _grouped(indicators):
        found |= _divide(session, group, days)
    return found


def by_spans(session: Session, indicator: Indicator, spans: Sequence[Days]) -> list[int]:
    """The totals of an indicator in spans of days side by side, in the order of the spans.

    One query answers it, if the totals of two spans add up to that of both together.
    """
    subject = SUBJECTS[indicator.counts]
    if not spans or not subject.is_additive:
        return [totals(session, [indicator], each)[indicator.key] for each in spans]
    whole = Days(spans[0].first, spans[-1].last, spans[0].zone)
    base = _counted(subject, date_of(indicator), [indicator], whole)
    number = case(*((_is_before_end(base.c.dated, each), place) for place, each in enumerate(spans)))
    total = _total(base, indicator, conditions(session, base, subject, indicator))
    rows = session.execute(select(number, total).select_from(base).group_by(number)).all()
    found = {row[0]: int(row[1] or 0) for row in rows}
    return [found.get(place, 0) for place in range(len(spans))]


def conditions(session: Session, base: Subquery, subject: Subject, indicator: Indicator) -> list[ColumnElement[bool]]:
    """What a row of a subject's listing must meet to be counted by an indicator. raises UnknownInRule."""
    parts = [_meets(session, base, subject, indicator, each) for each in indicator.where]
    if indicator.measure is Measure.HOURS:
        parts.append(base.c.seconds.is_not(None))
    return parts


def date_of(indicator: Indicator) -> str:
    """The name of the date that an indicator counts by."""
    return indicator.dated or next(iter(SUBJECTS[indicator.counts].dates))


def links_of(session: Session, prop: Property, ids: Sequence[int]) -> dict[int, Value]:
    """The linked values of things by their ids, in the order of the values. It may hold other things as well."""
    found: dict[int, list[int]] = defaultdict(list)
    for owner, value in prop.linked:
        for among in _among(owner, ids):
            for row_id, linked in session.connection().execute(select(owner, value).where(among)).all():
                found[row_id].append(linked)
    return {row_id: tuple(sorted(values)) for row_id, values in found.items()}


def _among(owner: ColumnElement[int], ids: Sequence[int]) -> Iterator[ColumnElement[bool]]:
    """Conditions that find the rows of some ids.

    The ids of a period mostly follow one another, and a range is read faster than a list of thousands.
    """
    in_order = sorted(set(ids))
    for start in range(0, len(in_order), CHUNK):
        part = in_order[start : start + CHUNK]
        is_dense = part[-1] - part[0] < DENSE * len(part)
        yield owner.between(part[0], part[-1]) if is_dense else owner.in_(part)


def _grouped(indicators: Sequence[Indicator]) -> Iterator[_Group]:
    groups: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
    for each in indicators:
        if each.counts:
            groups[each.counts, date_of(each)].append(each)
    for (name, date), group in groups.items():
        yield _Group(SUBJECTS[name], date, group)


def _counted(subject: Subject, date: str, indicators: Sequence[Indicator], days: Days) -> Subquery:
    """The rows that count, with the columns that some indicators need to count them."""
    if subject.bare and not any(each.where or each.measure is Measure.HOURS for each in indicators):
        return subject.bare(days).subquery()
    return subject.listing(days, date).subquery()


def _total(base: Subquery, indicator: Indicator, meets: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    if indicator.measure is Measure.HOURS:
        return func.sum(case((and_(*meets), base.c.seconds), else_=0))
    return func.sum(_is_met(meets)) if meets else func.count()


def _is_met(meets: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    """1 where all conditions hold, and 0 elsewhere."""
    return case((and_(*meets), 1), else_=0) if meets else literal(1)


def _is_before_end(dated: Any, days: Days) -> ColumnElement[bool]:
    """Whether a day or a moment is not after some days. It is asked of spans in their order."""
    condition: ColumnElement[bool] = dated <= days.last if isinstance(dated.type, Date) else dated < days.span[1]
    return condition


def _divide(session: Session, group: _Group, days: Days) -> Iterator[tuple[str, tuple[int, Divided]]]:
    """The totals of indicators of one subject by the properties that they name.

    The database puts together what is alike in all properties, in one pass; here the values of each are added up.
    """
    subject, date, indicators = group
    base = subject.listing(days, date).subquery()
    wanted = {name for each in indicators for name in each.by}
    props = [each for each in subject.properties if each.name in wanted]
    rows = select(
        base.c.seconds,
        *(_as_read(base, each).label(f"by_{each.name}") for each in props),
        *(
            _is_met(conditions(session, base, subject, each)).label(f"in_{place}")
            for place, each in enumerate(indicators)
        ),
    ).subquery()
    values = [rows.c[f"by_{each.name}"] for each in props]
    counts = [func.sum(rows.c[f"in_{place}"]) for place in range(len(indicators))]
    amounts = [
        func.sum(case((rows.c[f"in_{place}"] == 1, rows.c.seconds))) if each.measure is Measure.HOURS else count
        for place, (each, count) in enumerate(zip(indicators, counts, strict=True))
    ]
    alike = session.connection().execute(select(*values, *counts, *amounts).group_by(*values)).all()
    columns = list(zip(*alike, strict=True)) or [()] * (len(values) + 2 * len(indicators))
    of_props = {
        each.name: column if not each.links else [*map(_values_of, column)]
        for each, column in zip(props, columns, strict=False)
    }
    for place, indicator in enumerate(indicators, len(values)):
        is_counted, of_alike = columns[place], columns[place + len(indicators)]
        of_counted = list(compress(of_alike, is_counted))
        counters = {name: _summed(compress(of_props[name], is_counted), of_counted) for name in indicator.by}
        yield indicator.key, (sum(of_counted), counters)


def _as_read(base: Subquery, prop: Property) -> ColumnElement[Any]:
    """A property as it is read. Linked ids are a text, in any order; choices are texts and no members yet."""
    if prop.links:
        parts = [
            select(func.aggregate_strings(cast(value, String), _BETWEEN_IDS))
            .where(owner == base.c.id)
            .scalar_subquery()
            for owner, value in prop.linked
        ]
        return reduce(_joined, parts)
    return type_coerce(base.c[prop.name], String) if prop.form is Form.CHOICE else base.c[prop.name]


def _joined(ids: Any, more: Any) -> ColumnElement[str]:
    """Two texts of ids as one. Either can be NULL."""
    return func.coalesce(ids + _BETWEEN_IDS + more, ids, more)


def _values_of(text: str | None) -> Value:
    """The ids of a text, in their order."""
    return tuple(sorted(map(int, text.split(_BETWEEN_IDS)))) if text else ()


def _summed(values: Iterable[Any], amounts: Iterable[int]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for value, amount in zip(values, amounts, strict=True):
        found[value] += amount
    return found


def _meets(
    session: Session, base: Subquery, subject: Subject, indicator: Indicator, asked: Condition
) -> ColumnElement[bool]:
    prop = subject.property(asked.property)
    assert prop is not None  # noqa: S101 - definitions are checked when they are read
    if NO_VALUE in asked.values:
        named = replace(asked, values=tuple(filter(None, asked.values)), negated=False)
        having = [_meets(session, base, subject, indicator, named)] if named.values else []
        lacking_or_one = or_(lacks(base, prop), *having)
        return ~lacking_or_one if asked.negated else lacking_or_one
    if prop.links:
        ids = [_row_id(session, prop, name, indicator) for name in asked.values]
        linked = [select(owner).where(owner == base.c.id, value.in_(ids)).exists() for owner, value in prop.linked]
        return ~or_(*linked) if asked.negated else or_(*linked)
    column = base.c[prop.name]
    values: Sequence[Any] = asked.values
    if prop.form is Form.ROW:
        values = [_row_id(session, prop, name, indicator) for name in asked.values]
    elif prop.form is Form.TEXT:
        wanted = set(map(key_of, asked.values))
        values = [each for each in session.scalars(select(column).distinct()) if key_of(each or "") in wanted]
    meets: ColumnElement[bool] = column.in_(values)
    return or_(column.is_(None), ~meets) if asked.negated else meets


def _row_id(session: Session, prop: Property, name: str, indicator: Indicator) -> int:
    """The id of the row that has a name, or had it last. raises UnknownInRule."""
    table = prop.table
    assert table is not None  # noqa: S101 - rows have one
    if table is Outlet and name == "own":
        return OWN_AIR
    row_id: int | None = session.scalar(select(table.id).where(table.__table__.c.key == key_of(name)))
    if row_id is None and table is not Outlet:
        former = earlier_names.formerly(session, table, name)
        row_id = former.id if former else None
    if row_id is None:
        raise UnknownInRule(name=name, indicator=indicator.label)
    return row_id
