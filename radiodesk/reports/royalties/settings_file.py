"""Read the rules for royalties from a file (TOML), and apply them in a unit of work.

docs/royalties.md gives its form. A part that a file does not have stays as it is; one that it has replaces all of its
kind: the rates of a file are the whole frame.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from radiodesk.errors import UserError, visible
from radiodesk.kinds import CreditRole, NormMeasure, PeriodRule, WorkGenre
from radiodesk.locale import _, ngettext
from radiodesk.model import Person
from radiodesk.model.names import known, one_name
from radiodesk.model.toml_files import BadFile, Lines, Problem, document, lines
from radiodesk.reports.royalties import defaults, settings
from radiodesk.reports.royalties import settings_values as values
from radiodesk.reports.royalties.rules import Norm, Rate, Rules, Salary


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
    """Read the text of a file. name: of the file, for messages. raises BadFile."""
    reader = _Reader(text)
    found = reader.file(document(name, text))
    if reader.problems:
        raise BadFile(name, sorted(reader.problems))
    return found


def apply(session: Session, wanted: RulesFile) -> list[str]:
    """Set the rules of a file. What changes, in words. New people are added."""
    before, added = settings.rules(session), []
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
                added.append(_("New person: {name}").format(name=person.name))
            norms.append(Norm(person.id, person.name, each.amount, each.role, each.genre, each.measure))
        settings.set_norms(session, norms)
    return [*_changes(before, settings.rules(session)), *added]


def _changes(before: Rules, after: Rules) -> list[str]:
    changes = []
    if after.salaries != before.salaries:
        count = len(after.salaries)
        changes.append(ngettext("{count} base salary", "{count} base salaries", count).format(count=count))
    if after.rates != before.rates or after.is_own_frame != before.is_own_frame:
        count = len(after.rates)
        sentence = ngettext("The frame has {count} coefficient", "The frame has {count} coefficients", count)
        changes.append(sentence.format(count=count))
    if after.norms != before.norms:
        count = len(after.norms)
        changes.append(ngettext("{count} norm", "{count} norms", count).format(count=count))
    for name in settings.OPTIONS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            changes.append(_("{key}: {before} → {after}").format(key=_KEY_OF[name], before=old, after=new))
    return changes


_KEY_OF = {name: name for name in settings.OPTIONS} | {
    "period_rule": "month",
    "taxed": "tax.on",
    "tax": "tax.percent",
    "tax_from": "tax.from",
}
"""The key of each option in a file."""


class _Reader:
    """Reads one file, and collects what is wrong in it."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._tables_of = {name: lines(text, name) for name in ("tax", "salary", "rate", "norm")}
        self._whole = self._tables_of["tax"]
        """The lines of the file's own keys."""
        self._here = self._whole
        """The lines of the table that is read."""

    def file(self, content: Mapping[str, Any]) -> RulesFile:
        """What the file says, as far as it can be read."""
        self._check_keys(content, FILE_KEYS)
        found = RulesFile(options=self._options(content))
        tax = content.get("tax", {})
        if isinstance(tax, dict):
            self._here = next(iter(self._tables_of["tax"].parts), self._whole)
            self._check_keys(tax, TAX_KEYS)
            found.options |= self._tax(tax)
        else:
            self._add("tax", _("write it below a heading [tax]"))
        if "salary" in content:
            salaries = [self._salary(each) for each in self._tables(content, "salary", SALARY_KEYS)]
            found.salaries = tuple(each for each in salaries if each is not None)
            self._check_twice("salary", "since", [each and each.since for each in salaries])
        if "rate" in content:
            rates = [self._rate(each) for each in self._tables(content, "rate", RATE_KEYS)]
            found.rates = tuple(each for each in rates if each is not None)
            self._check_twice("rate", "role", [each and (each.genre, each.role) for each in rates])
        if "norm" in content:
            norms = [self._norm(each) for each in self._tables(content, "norm", NORM_KEYS)]
            found.norms = tuple(each for each in norms if each is not None)
            keys = [each and (each.person.casefold(), each.role, each.genre) for each in norms]
            self._check_twice("norm", "person", keys)
        return found

    def _options(self, table: Mapping[str, Any]) -> dict[str, Any]:
        caps = {"most_increases": defaults.MOST_INCREASES, "most_fees": defaults.MOST_FEES, "second_use": Decimal(100)}
        read_values = {
            "period_rule": self._value(table, "month", lambda value: values.choice(value, PeriodRule)),
            "counts_norms": self._value(table, "counts_norms", values.boolean),
            "maker": self._value(table, "maker", values.text),
            "accountant": self._value(table, "accountant", values.text),
        }
        for name, most in caps.items():
            read_values[name] = self._value(table, name, functools.partial(values.number, most=most))
        return {name: value for name, value in read_values.items() if value is not None}

    def _tax(self, table: Mapping[str, Any]) -> dict[str, Any]:
        read_values = {
            "taxed": self._value(table, "on", values.boolean),
            "tax": self._value(table, "percent", lambda value: values.number(value, Decimal(100))),
            "tax_from": self._value(table, "from", values.dong),
        }
        return {name: value for name, value in read_values.items() if value is not None}

    def _salary(self, table: Mapping[str, Any]) -> Salary | None:
        since, amount = self._needed(table, "since", values.day), self._needed(table, "amount", values.dong)
        if amount == 0:
            self._add("amount", _("a base salary is more than 0"))
        return Salary(since, amount) if since and amount else None

    def _rate(self, table: Mapping[str, Any]) -> Rate | None:
        genre = self._needed(table, "genre", lambda value: values.choice(value, WorkGenre))
        role = self._needed(table, "role", lambda value: values.choice(value, CreditRole))
        of_piece = self._value(table, "of_piece", values.boolean) or False
        numbers = {name: self._needed(table, name, lambda value: values.number(value)) for name in ("usual", "most")}
        least = self._value(table, "least", lambda value: values.number(value))
        usual, most = numbers["usual"], numbers["most"]
        if genre is None or role is None or usual is None or most is None:
            return None
        if of_piece and least is None:
            least = Decimal(defaults.PERCENTS[0])
        rate = Rate(genre, role, usual, most, least or Decimal(0), of_piece)
        for key, message in values.faults(rate):
            self._add(key, message)
        return rate

    def _norm(self, table: Mapping[str, Any]) -> FileNorm | None:
        person = self._needed(table, "person", lambda value: one_name(values.text(value)))
        role = self._value(table, "role", lambda value: values.choice(value, CreditRole)) or CreditRole.AUTHOR
        genre = self._value(table, "genre", lambda value: values.choice(value, WorkGenre))
        given = [measure for measure in NormMeasure if measure.value in table]
        if len(given) != 1:
            self._add("", _("a norm needs either “pieces” or “points”"))
            return None
        amount = self._value(table, given[0].value, lambda value: values.number(value, values.MOST_NORM))
        return FileNorm(person, role, genre, given[0], amount) if person and amount is not None else None

    def _tables(self, content: Mapping[str, Any], name: str, keys: Sequence[str]) -> Any:
        """The tables of a name, one after the other; problems are those of the one that was given last."""
        tables = content[name]
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            self._here = self._whole
            self._add(name, _("write each one below a heading [[{name}]]").format(name=name))
            return
        for number, table in enumerate(tables):
            self._here = self._place(name, number)
            self._check_keys(table, keys)
            yield table

    def _needed(self, table: Mapping[str, Any], key: str, convert: Any) -> Any:
        if key not in table:
            self._add("", _("the key “{key}” is missing here").format(key=key))
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
                message = _("there is no key “{key}” here: known are {keys}")
                self._add(key, message.format(key=visible(key[:80]), keys=", ".join(keys)))

    def _check_twice(self, name: str, key: str, identities: Sequence[object]) -> None:
        for number, identity in enumerate(identities):
            if identity is not None and identity in identities[:number]:
                self._here = self._place(name, number)
                self._add(key, _("this stands in the file twice: take one of the two out"))

    def _place(self, name: str, number: int) -> Lines:
        """The lines of a table. An array of inline tables has no headings."""
        parts = self._tables_of[name].parts
        return parts[number] if number < len(parts) else Lines(self._whole.of(name))

    def _add(self, key: str, message: object) -> None:
        self.problems.append(Problem(self._here.of(key), key, str(message)))
