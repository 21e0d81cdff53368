"""Count what indicators ask for, in the database: their totals, and their totals divided by properties.

Totals are numbers of rows, or seconds where hours are counted. Indicators of one subject share its query.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, reduce
from itertools import compress
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model import Outlet, earlier_names
from radiodesk.model.text import key as key_of
from radiodesk.reports.content import Measure
from radiodesk.reports.indicators import NO_VALUE, Condition, Indicator
from radiodesk.reports.lacking import lacks
from radiodesk.reports.listings.common import ANY_DAYS, Days
from radiodesk.reports.properties import OWN_AIR, Form, Property
from radiodesk.reports.subjects import SUBJECTS, Subject

CHUNK = 5_000
"""Ids per query. SQLite takes 32,766 values in a statement."""

DENSE = 4
"""A range of ids is read as a whole if at least one of so many is wanted."""

_BETWEEN_IDS = "+"
_QUERIES = 256
"""Queries that are kept. A station's own rules may have many spellings."""

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


class _Meets(NamedTuple):
    """A condition with ids in place of the names of rows, and with all spellings of texts.

    or_none: whether what has no value meets it too.
    """

    property: str
    values: tuple[Any, ...]
    or_none: bool
    negated: bool


class _Rule(NamedTuple):
    """What an indicator asks for of the rows of a subject."""

    measure: Measure
    where: tuple[_Meets, ...]
    by: tuple[str, ...]


def totals(session: Session, indicators: Sequence[Indicator], days: Days) -> dict[str, int]:
    """The total of each indicator that counts something, by its key."""
    found: dict[str, int] = {}
    for subject, date, group in _grouped(indicators):
        query = _totals_query(subject.name, date, _rules(session, subject, date, group, days))
        row = session.connection().execute(query, days.parameters).one()
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
    date = date_of(indicator)
    (rule,) = _rules(session, subject, date, [indicator], whole)
    base = _counted(subject, date, (rule,))
    number = case(*((_is_before_end(base.c.dated, each), place) for place, each in enumerate(spans)))
    query = select(number, _total(base, rule, _met(base, subject, rule))).select_from(base).group_by(number)
    rows = session.connection().execute(query, whole.parameters).all()
    found = {row[0]: int(row[1] or 0) for row in rows}
    return [found.get(place, 0) for place in range(len(spans))]


def conditions(session: Session, base: Subquery, subject: Subject, indicator: Indicator) -> list[ColumnElement[bool]]:
    """What a row of a subject's listing must meet to be counted by an indicator. raises UnknownInRule."""
    return _met(base, subject, _rule(session, base, subject, indicator, {}))


def check_names(session: Session, indicator: Indicator) -> None:
    """Check that the rows that an indicator names are at the station. raises UnknownInRule."""
    subject = SUBJECTS.get(indicator.counts)
    for each in indicator.where if subject else ():
        prop = subject.property(each.property) if subject else None
        if prop is not None and prop.form is Form.ROW:
            for name in each.values:
                if name != NO_VALUE:
                    _row_id(session, prop, name, indicator)


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


def _rules(
    session: Session, subject: Subject, date: str, indicators: Sequence[Indicator], days: Days
) -> tuple[_Rule, ...]:
    """The rules of indicators of one subject. raises UnknownInRule."""
    base = _rows(subject.name, date)
    return tuple(_rule(session, base, subject, each, days.parameters) for each in indicators)


def _rule(
    session: Session, base: Subquery, subject: Subject, indicator: Indicator, parameters: Mapping[str, Any]
) -> _Rule:
    """The rule of an indicator. base: its rows, with parameters for days. raises UnknownInRule."""

    def values(asked: Condition, prop: Property) -> Iterable[Any]:
        named = [each for each in asked.values if each != NO_VALUE]
        if prop.form is Form.ROW:
            return [_row_id(session, prop, name, indicator) for name in named]
        if prop.form is Form.TEXT:
            wanted = set(map(key_of, named))
            typed = session.scalars(select(base.c[prop.name]).distinct(), parameters)
            return sorted(each for each in typed if each is not None and key_of(each) in wanted)
        return named

    where = []
    for each in indicator.where:
        prop = subject.property(each.property)
        assert prop is not None  # noqa: S101 - definitions are checked when they are read
        where.append(_Meets(each.property, tuple(values(each, prop)), NO_VALUE in each.values, each.negated))
    return _Rule(indicator.measure, tuple(where), indicator.by)


@cache
def _rows(name: str, date: str) -> Subquery:
    """The rows of a subject that count in any days."""
    return SUBJECTS[name].listing(ANY_DAYS, date).subquery()


@cache
def _bare_rows(name: str) -> Subquery | None:
    """The same rows without their properties, if they can be listed at less cost."""
    bare = SUBJECTS[name].bare
    return bare(ANY_DAYS).subquery() if bare else None


def _counted(subject: Subject, date: str, rules: Sequence[_Rule]) -> Subquery:
    """The rows of a subject, with the columns that some rules need to count them."""
    bare = None if any(each.where or each.measure is Measure.HOURS for each in rules) else _bare_rows(subject.name)
    return _rows(subject.name, date) if bare is None else bare


@lru_cache(_QUERIES)
def _totals_query(name: str, date: str, rules: tuple[_Rule, ...]) -> Select[*tuple[Any, ...]]:
    """The query for the totals of some rules. Building it takes longer than a month takes to be counted."""
    subject = SUBJECTS[name]
    base = _counted(subject, date, rules)
    meets = [_met(base, subject, each) for each in rules]
    query = select(*(_total(base, each, of_it) for each, of_it in zip(rules, meets, strict=True))).select_from(base)
    return query.where(*meets[0]) if len(rules) == 1 else query  # then the database need not read more of other rows


def _total(base: Subquery, rule: _Rule, meets: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    if rule.measure is Measure.HOURS:
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
    rules = _rules(session, subject, date, indicators, days)
    props = _divided_by(subject, rules)
    alike = session.connection().execute(_divided_query(subject.name, date, rules), days.parameters).all()
    columns = list(zip(*alike, strict=True)) or [()] * (len(props) + 2 * len(rules))
    of_props = {
        each.name: [*map(_values_of, column)] if each.links else column
        for each, column in zip(props, columns, strict=False)
    }
    for place, indicator in enumerate(indicators, len(props)):
        is_counted, of_alike = columns[place], columns[place + len(rules)]
        amounts = list(compress(of_alike, is_counted))
        counters = {name: _summed(compress(of_props[name], is_counted), amounts) for name in indicator.by}
        yield indicator.key, (sum(amounts), counters)


@lru_cache(_QUERIES)
def _divided_query(name: str, date: str, rules: tuple[_Rule, ...]) -> Select[*tuple[Any, ...]]:
    """Each combination of properties, with the numbers of rows that the rules count, and then with their amounts."""
    subject, base = SUBJECTS[name], _rows(name, date)
    props = _divided_by(subject, rules)
    read = [_as_read(base, each).label(f"by_{each.name}") for each in props]
    is_met = [_is_met(_met(base, subject, each)).label(f"in_{place}") for place, each in enumerate(rules)]
    rows = select(base.c.seconds, *read, *is_met).subquery()
    values, flags = [rows.c[each.name] for each in read], [rows.c[each.name] for each in is_met]
    amounts = [
        func.sum(case((flag == 1, rows.c.seconds)) if each.measure is Measure.HOURS else flag)
        for each, flag in zip(rules, flags, strict=True)
    ]
    return select(*values, *map(func.sum, flags), *amounts).group_by(*values)


def _divided_by(subject: Subject, rules: Sequence[_Rule]) -> list[Property]:
    """The properties that any of the rules is divided by."""
    wanted = {name for each in rules for name in each.by}
    return [each for each in subject.properties if each.name in wanted]


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


def _met(base: Subquery, subject: Subject, rule: _Rule) -> list[ColumnElement[bool]]:
    """What a row must meet to be counted by a rule."""
    parts = [_meets(base, subject, each) for each in rule.where]
    if rule.measure is Measure.HOURS:
        parts.append(base.c.seconds.is_not(None))
    return parts


def _meets(base: Subquery, subject: Subject, asked: _Meets) -> ColumnElement[bool]:
    prop = subject.property(asked.property)
    assert prop is not None  # noqa: S101 - definitions are checked when they are read
    if asked.or_none:
        having = [_has(base, prop, asked.values)] if asked.values else []
        has_or_lacks = or_(lacks(base, prop), *having)
        return ~has_or_lacks if asked.negated else has_or_lacks
    has = _has(base, prop, asked.values)
    if not asked.negated:
        return has
    return ~has if prop.links else or_(base.c[prop.name].is_(None), ~has)


def _has(base: Subquery, prop: Property, values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a row has one of the values of a property. NULL for a row without any, unless the property has links."""
    if not prop.links:
        return base.c[prop.name].in_(values)
    return or_(*(select(owner).where(owner == base.c.id, value.in_(values)).exists() for owner, value in prop.linked))


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
