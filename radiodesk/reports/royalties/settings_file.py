"""Read the rules for royalties from a file (TOML), and apply them in a unit of work.

docs/royalties.md gives its form. A part that a file does not have stays as it is; one that it has replaces all of its
kind: the rates of a file are the whole frame.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

import tomlkit
from sqlalchemy.orm import Session
from tomlkit.exceptions import ParseError, TOMLKitError

from radiodesk.errors import UserError, visible
from radiodesk.kinds import CreditRole, NormMeasure, PeriodRule, WorkGenre
from radiodesk.locale import N_, _, ngettext
from radiodesk.model import Person
from radiodesk.model.moments import EARLIEST, LATEST
from radiodesk.model.names import known, one_name
from radiodesk.model.text import clean, quoted
from radiodesk.reports.royalties import defaults, settings
from radiodesk.reports.royalties.rules import Norm, Rate, Rules, Salary
from radiodesk.reports.royalties.toml_lines import Place, lines_of

Choice = TypeVar("Choice", bound=StrEnum)

MOST_SALARY = 10**9
"""The greatest base salary, in đồng."""

MOST_NORM = Decimal(10_000)

PLACES = 4
"""The most decimals of a coefficient or percent."""


class Problem(NamedTuple):
    """What is wrong in a file. line: from 1. key: of the value that is wrong; may be empty."""

    line: int
    key: str
    message: str


class BadSettingsFile(UserError):
    """A file with mistakes. problems: all of them."""

    message = N_("{file} was not applied: {count} things in it have to be corrected")

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        super().__init__(file=file, count=len(problems))
        self.problems = tuple(problems)


class _Wrong(UserError):
    """A value that does not fit. The sentence is translated already."""

    message = "{said}"


@dataclass(frozen=True)
class FileNorm:
    """A norm in a file: of a name."""

    person: str
    role: CreditRole
    genre: WorkGenre | None
    measure: NormMeasure
    amount: Decimal


@dataclass
class RulesFile:
    """What a file says; None for what it does not have."""

    salaries: tuple[Salary, ...] | None = None
    rates: tuple[Rate, ...] | None = None
    norms: tuple[FileNorm, ...] | None = None
    options: dict[str, Any] = field(default_factory=dict)


FILE_KEYS = (
    "month",
    "second_use",
    "most_increases",
    "most_fees",
    "counts_norms",
    "maker",
    "accountant",
    "tax",
    "salary",
    "rate",
    "norm",
)
TAX_KEYS = ("on", "percent", "from")
SALARY_KEYS = ("since", "amount")
RATE_KEYS = ("genre", "role", "usual", "most", "least", "of_piece")
NORM_KEYS = ("person", "role", "genre", "pieces", "points")


def read(name: str, text: str) -> RulesFile:
    """Read the text of a file. name: of the file, for messages. raises BadSettingsFile."""
    try:
        document = tomlkit.parse(text).unwrap()
    except ParseError as error:
        said = _("this is not TOML: {reason}").format(reason=visible(str(error)))
        raise BadSettingsFile(name, [Problem(error.line, "", said)]) from error
    except (TOMLKitError, ValueError, RecursionError) as error:
        said = _("this is not TOML: {reason}").format(reason=visible(str(error)[:200]))
        raise BadSettingsFile(name, [Problem(1, "", said)]) from error
    reader = _Reader(lines_of(text))
    found = reader.file(document)
    if reader.problems:
        raise BadSettingsFile(name, sorted(reader.problems))
    return found


def apply(session: Session, wanted: RulesFile) -> list[str]:
    """Set the rules of a file. What changes, in words. New people are added."""
    before, said = settings.rules(session), []
    if wanted.options:
        settings.set_options(session, wanted.options)
    if wanted.salaries is not None:
        settings.set_salaries(session, wanted.salaries)
    if wanted.rates is not None:
        settings.set_rates(session, wanted.rates)
    if wanted.norms is not None:
        norms = []
        for each in wanted.norms:
            person = known(session, Person, each.person)
            if person is None:
                person = Person(name=each.person)
                session.add(person)
                session.flush()
                said.append(_("New person: {name}").format(name=person.name))
            norms.append(Norm(person.id, person.name, each.amount, each.role, each.genre, each.measure))
        settings.set_norms(session, norms)
    return [*_changes(before, settings.rules(session)), *said]


def _changes(before: Rules, after: Rules) -> list[str]:
    said = []
    if after.salaries != before.salaries:
        count = len(after.salaries)
        said.append(ngettext("{count} base salary", "{count} base salaries", count).format(count=count))
    if after.rates != before.rates or after.is_own_frame != before.is_own_frame:
        count = len(after.rates)
        told = ngettext("The frame has {count} coefficient", "The frame has {count} coefficients", count)
        said.append(told.format(count=count))
    if after.norms != before.norms:
        count = len(after.norms)
        said.append(ngettext("{count} norm", "{count} norms", count).format(count=count))
    for name in settings.OPTIONS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            said.append(_("{key}: {before} → {after}").format(key=_KEY_OF[name], before=old, after=new))
    return said


_KEY_OF = {name: name for name in settings.OPTIONS} | {
    "period_rule": "month",
    "taxed": "tax.on",
    "tax": "tax.percent",
    "tax_from": "tax.from",
}
"""The key of each option in a file."""


class _Reader:
    """Reads one file, and collects what is wrong in it."""

    def __init__(self, where: Mapping[Place, int]) -> None:
        self.problems: list[Problem] = []
        self._where = where
        self._place: tuple[str, int] = ("", 0)
        """The table that is read."""

    def file(self, document: Mapping[str, Any]) -> RulesFile:
        """What the file says, as far as it can be read."""
        self._check_keys(document, FILE_KEYS)
        found = RulesFile(options=self._options(document))
        tax = document.get("tax", {})
        if isinstance(tax, dict):
            self._place = ("tax", 0)
            self._check_keys(tax, TAX_KEYS)
            found.options |= self._tax(tax)
        else:
            self._add("tax", _("write it below a heading [tax]"))
        if "salary" in document:
            salaries = [self._salary(each) for each in self._tables(document, "salary", SALARY_KEYS)]
            found.salaries = tuple(each for each in salaries if each is not None)
            self._check_twice("salary", "since", [each and each.since for each in salaries])
        if "rate" in document:
            rates = [self._rate(each) for each in self._tables(document, "rate", RATE_KEYS)]
            found.rates = tuple(each for each in rates if each is not None)
            self._check_twice("rate", "role", [each and (each.genre, each.role) for each in rates])
        if "norm" in document:
            norms = [self._norm(each) for each in self._tables(document, "norm", NORM_KEYS)]
            found.norms = tuple(each for each in norms if each is not None)
            keys = [each and (each.person.casefold(), each.role, each.genre) for each in norms]
            self._check_twice("norm", "person", keys)
        return found

    def _options(self, table: Mapping[str, Any]) -> dict[str, Any]:
        caps = {"most_increases": defaults.MOST_INCREASES, "most_fees": defaults.MOST_FEES, "second_use": Decimal(100)}
        read_values = {
            "period_rule": self._value(table, "month", lambda value: _choice(value, PeriodRule)),
            "counts_norms": self._value(table, "counts_norms", _boolean),
            "maker": self._value(table, "maker", _text),
            "accountant": self._value(table, "accountant", _text),
        } | {
            name: self._value(table, name, lambda value, most=most: _number(value, most)) for name, most in caps.items()
        }
        return {name: value for name, value in read_values.items() if value is not None}

    def _tax(self, table: Mapping[str, Any]) -> dict[str, Any]:
        read_values = {
            "taxed": self._value(table, "on", _boolean),
            "tax": self._value(table, "percent", lambda value: _number(value, Decimal(100))),
            "tax_from": self._value(table, "from", _dong),
        }
        return {name: value for name, value in read_values.items() if value is not None}

    def _salary(self, table: Mapping[str, Any]) -> Salary | None:
        since, amount = self._needed(table, "since", _day), self._needed(table, "amount", _dong)
        if amount == 0:
            self._add("amount", _("a base salary is more than 0"))
        return Salary(since, amount) if since and amount else None

    def _rate(self, table: Mapping[str, Any]) -> Rate | None:
        genre = self._needed(table, "genre", lambda value: _choice(value, WorkGenre))
        role = self._needed(table, "role", lambda value: _choice(value, CreditRole))
        of_piece = self._value(table, "of_piece", _boolean) or False
        numbers = {name: self._needed(table, name, lambda value: _number(value)) for name in ("usual", "most")}
        least = self._value(table, "least", lambda value: _number(value))
        usual, most = numbers["usual"], numbers["most"]
        if genre is None or role is None or usual is None or most is None:
            return None
        if of_piece and least is None:
            least = Decimal(defaults.PERCENTS[0])
        rate = Rate(genre, role, usual, most, least or Decimal(0), of_piece)
        for key, said in _faults(rate):
            self._add(key, said)
        return rate

    def _norm(self, table: Mapping[str, Any]) -> FileNorm | None:
        person = self._needed(table, "person", lambda value: one_name(_text(value)))
        role = self._value(table, "role", lambda value: _choice(value, CreditRole)) or CreditRole.AUTHOR
        genre = self._value(table, "genre", lambda value: _choice(value, WorkGenre))
        given = [measure for measure in NormMeasure if measure.value in table]
        if len(given) != 1:
            self._add("", _("a norm needs either “pieces” or “points”"))
            return None
        amount = self._value(table, given[0].value, lambda value: _number(value, MOST_NORM))
        return FileNorm(person, role, genre, given[0], amount) if person and amount is not None else None

    def _tables(self, document: Mapping[str, Any], name: str, keys: Sequence[str]) -> Any:
        """The tables of a name, one after the other; problems are those of the one that was given last."""
        tables = document[name]
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            self._place = ("", 0)
            self._add(name, _("write each one below a heading [[{name}]]").format(name=name))
            return
        for number, table in enumerate(tables):
            self._place = (name, number)
            self._check_keys(table, keys)
            yield table

    def _needed(self, table: Mapping[str, Any], key: str, convert: Any) -> Any:
        if key not in table:
            said = _("a {table} needs the key “{key}”").format(table=f"[[{self._place[0]}]]", key=key)
            self._add("", said)
        return self._value(table, key, convert)

    def _value(self, table: Mapping[str, Any], key: str, convert: Any) -> Any:
        """A value, or None if it is absent or wrong."""
        if key not in table:
            return None
        try:
            return convert(table[key])
        except UserError as error:
            self._add(key, error)
        return None

    def _check_keys(self, table: Mapping[str, Any], keys: Sequence[str]) -> None:
        for key in table:
            if key not in keys:
                said = _("there is no key “{key}” here: known are {keys}")
                self._add(key, said.format(key=visible(key[:80]), keys=", ".join(keys)))

    def _check_twice(self, name: str, key: str, values: Sequence[object]) -> None:
        for number, value in enumerate(values):
            if value is not None and value in values[:number]:
                self._place = (name, number)
                self._add(key, _("this stands in the file twice: take one of the two out"))

    def _add(self, key: str, message: object) -> None:
        heading = self._where.get((*self._place, ""), 1)
        places: tuple[Place, ...] = ((*self._place, key), (key, 0, ""))  # a key may be a table with a heading
        line = next((self._where[each] for each in places if each in self._where), heading)
        self.problems.append(Problem(line, key, str(message)))


def _faults(rate: Rate) -> list[tuple[str, str]]:
    """The keys of a rate that do not fit, each with what is wrong."""
    found = []
    if rate.least > rate.usual:
        found.append(("usual", _("it is smaller than “least”")))
    if rate.usual > rate.most:
        found.append(("usual", _("it is greater than “most”")))
    if rate.of_piece:
        least, most = defaults.PERCENTS
        if rate.role is CreditRole.AUTHOR or not rate.genre.value.startswith("tv_"):
            found.append(("of_piece", _("only the helpers of television pieces get a percentage of the piece")))
        if rate.least < least or rate.most > most:
            said = _("the decree allows from {least} to {most} % of the piece")
            found.append(("least" if rate.least < least else "most", said.format(least=least, most=most)))
    elif rate.most > defaults.GREATEST[rate.genre]:
        said = _("the decree allows a coefficient of {most} at most").format(most=defaults.GREATEST[rate.genre])
        found.append(("most", said))
    return found


def _choice(value: object, kind: type[Choice]) -> Choice:
    if isinstance(value, str):
        for each in kind:
            if each.value == value:
                return each
    raise _not(value, ", ".join(each.value for each in kind))


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _not(value, "true, false")


def _text(value: object) -> str:
    if isinstance(value, str):
        return clean(value)
    raise _not(value, _("a text"))


def _day(value: object) -> dt.date:
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            raise _not(value, _("a day such as 2026-07-01")) from None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime) and EARLIEST <= value <= LATEST:
        return value
    raise _not(value, _("a day such as 2026-07-01"))


def _dong(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_SALARY:
        return value
    raise _not(value, _("whole đồng, at most {most}").format(most=MOST_SALARY))


def _number(value: object, most: Decimal = Decimal(100)) -> Decimal:
    """A number from 0 on, as it is written: 0.3 is three tenths exactly."""
    form = _("a number from 0 to {most}, with {places} decimals at most").format(most=most, places=PLACES)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _not(value, form)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _not(value, form) from None
    if not number.is_finite() or not 0 <= number <= most or number != round(number, PLACES):
        raise _not(value, form)
    return round(number, PLACES).normalize() + 0


def _not(value: object, form: str) -> _Wrong:
    return _Wrong(said=_("{value} does not fit: {form}").format(value=quoted(str(value)), form=form))
