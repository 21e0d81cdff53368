"""The station's own words: what its headers and words mean, and how its columns of days and lengths are to be read.

The mapping is a TOML file:

    [columns]
    "Người đọc bản tin" = "Phát thanh viên"    # a header of a ledger, or "" to leave the column out

    [words."Thể loại"]                         # the column, by its header of a ledger
    "Thông báo - rao vặt" = "Thông báo"

    [sheets."Tin bài"]                         # Chương trình, Tin bài, Truyền hình or Website
    days = "month/day/year"
    lengths = "minutes:seconds"                # or hours:minutes, minutes, seconds

    [sheets."Tin bài".words."Thể loại"]        # in rows of this kind only; goes before [words]
    "Thông báo - rao vặt" = "Tin"
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from radiodesk.config import Config
from radiodesk.errors import UserError, reason, visible
from radiodesk.files import atomic_write
from radiodesk.ledger.columns import KNOWN_HEADERS, SHEET_NAMES, WORDS, SheetKind, column_of, plain, plain_header
from radiodesk.ledger.reading.lengths import Unit
from radiodesk.ledger.reading.written_days import DayOrder
from radiodesk.ledger.refusal import Question
from radiodesk.locale import N_, _

Choice = TypeVar("Choice", bound=StrEnum)

MOST_BYTES = 1 << 20
"""Limit for the size of a file with a mapping."""

_KINDS = {plain(name): kind for kind, name in SHEET_NAMES.items()}
"""The kinds of sheets by name."""


class BadMapping(UserError):
    """A mapping file that cannot be used."""

    message = N_("{file}, line {line}: {problem}")


class UnreadableMapping(UserError):
    """A mapping file that cannot be read."""

    message = N_("The mapping {file} cannot be read: {reason}")


@dataclass(frozen=True)
class StationMapping:
    """What the station's own headers and words mean. Headers and words have the form that `plain` gives."""

    headers: Mapping[str, str] = field(default_factory=dict)
    """The known header for each own header; empty for a column that is left out."""
    words: Mapping[SheetKind, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    """By kind of sheet and name of the column: the known word for each own word."""
    orders: Mapping[SheetKind, DayOrder] = field(default_factory=dict)
    units: Mapping[SheetKind, Unit] = field(default_factory=dict)

    def over(self, other: "StationMapping") -> "StationMapping":
        """This mapping, completed by another one."""
        words = {
            kind: {
                column: {**other.words_of(kind, column), **self.words_of(kind, column)}
                for column in {*self.words.get(kind, {}), *other.words.get(kind, {})}
            }
            for kind in {*self.words, *other.words}
        }
        return StationMapping(
            {**other.headers, **self.headers}, words, {**other.orders, **self.orders}, {**other.units, **self.units}
        )

    def words_of(self, kind: SheetKind, column: str) -> Mapping[str, str]:
        """The station's own words for a column of a sheet, with the known words that they stand for."""
        return self.words.get(kind, {}).get(column, {})


def parse_mapping(text: str, file: str) -> StationMapping:
    """The mapping in a text. file: its name, for messages. raises BadMapping."""
    try:
        content = tomllib.loads(text)
    except RecursionError as error:
        raise BadMapping(file=file, line="1", problem=_("too many brackets within brackets")) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line ([0-9]+)", str(error))
        raise BadMapping(file=file, line=line[1] if line else "1", problem=visible(str(error))) from error
    return _Reader(text, file).read(content)


def mapping_text(path: Path) -> str:
    """The text of the mapping in a file. raises UnreadableMapping."""
    file = visible(str(path))
    try:
        with path.open("rb") as source:
            content = source.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UnreadableMapping(file=file, reason=_("it is too large for a mapping"))
        return content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cause = reason(error) if isinstance(error, OSError) else _("it is not in UTF-8")
        raise UnreadableMapping(file=file, reason=cause) from error


def remembered_file(config: Config) -> Path:
    """The file in which a home remembers the mapping."""
    return config.home / "schedules" / "ledger-map.toml"


def remembered_mapping(config: Config) -> StationMapping:
    """The mapping that a home remembers. raises UnreadableMapping, BadMapping."""
    file = remembered_file(config)
    return parse_mapping(mapping_text(file), visible(file.name)) if file.is_file() else StationMapping()


def remember(config: Config, addition: str) -> None:
    """Add the text of a mapping to the one that a home remembers. raises UnreadableMapping, CannotWrite."""
    file = remembered_file(config)
    text = mapping_text(file) if file.is_file() else ""
    with atomic_write(file) as temporary:
        temporary.write_text(merge_text(text, addition), encoding="utf-8")


def merge_text(text: str, addition: str) -> str:
    """The text of a mapping with what another one adds or changes. Its comments stay."""
    import tomlkit

    document = tomlkit.parse(text)
    _forget(document, parse_mapping(addition, ""))
    _merge(document, tomlkit.parse(addition))
    return tomlkit.dumps(document)


def answers_text(answers: Mapping[Question, str]) -> str:
    """The text of a mapping that holds the answers to questions: known headers or words."""
    import tomlkit

    document: dict[str, Any] = {}
    for question, answer in answers.items():
        if question.word and question.kind:
            sheet = document.setdefault("sheets", {}).setdefault(SHEET_NAMES[question.kind], {})
            sheet.setdefault("words", {}).setdefault(question.header, {})[question.word] = answer
        else:
            document.setdefault("columns", {})[question.header] = answer
    return tomlkit.dumps(document)


def _forget(document: Any, later: StationMapping) -> None:
    """Remove what a later mapping gives another meaning, and may write in another way.

    These are headers, and words of one kind of row: the later mapping may hold them for all kinds.
    """
    columns = document.get("columns", {})
    for own in [own for own in columns if plain_header(own) in later.headers]:
        del columns[own]
    for name, sheet in document.get("sheets", {}).items():
        for header, words in sheet.get("words", {}).items():
            for kind, column in _columns(header, [_KINDS[plain(name)]]):
                for word in [word for word in words if plain(word) in later.words_of(kind, column)]:
                    del words[word]


def _merge(document: Any, addition: Any) -> None:
    for key, value in addition.items():
        if isinstance(value, dict) and isinstance(document.get(key), dict):
            _merge(document[key], value)
        else:
            document[key] = value


class _Reader:
    """Reads the content of one file, and says where its errors are."""

    def __init__(self, text: str, file: str) -> None:
        self._lines = text.splitlines()
        self._file = file

    def read(self, content: Mapping[str, Any]) -> StationMapping:
        self._check_keys(content, ("columns", "words", "sheets"))
        orders: dict[SheetKind, DayOrder] = {}
        units: dict[SheetKind, Unit] = {}
        words: dict[SheetKind, dict[str, dict[str, str]]] = {}
        self._add_words(words, content, SheetKind)
        for name, settings in self._table(content, "sheets").items():
            if plain(name) not in _KINDS:
                self._refuse(name, _("one of {words}").format(words=", ".join(SHEET_NAMES.values())))
            kind = _KINDS[plain(name)]
            settings = self._is_table(settings, name)
            self._check_keys(settings, ("days", "lengths", "words"))
            self._add_words(words, settings, [kind])
            if "days" in settings:
                orders[kind] = self._choice(DayOrder, settings, "days")
            if "lengths" in settings:
                units[kind] = self._choice(Unit, settings, "lengths")
        return StationMapping(self._headers(self._table(content, "columns")), words, orders, units)

    def _headers(self, columns: Mapping[str, Any]) -> dict[str, str]:
        for own, known in columns.items():
            if not isinstance(known, str) or (known and plain_header(known) not in KNOWN_HEADERS):
                self._refuse(own, _("a header of a ledger, or an empty text to leave the column out"))
        return {plain_header(own): plain_header(known) for own, known in columns.items()}

    def _add_words(
        self, found: dict[SheetKind, dict[str, dict[str, str]]], content: Mapping[str, Any], kinds: Iterable[SheetKind]
    ) -> None:
        """Add the words of a table for the kinds of rows that know their meanings."""
        for header, meanings in self._table(content, "words").items():
            columns = _columns(header, kinds)
            if not columns:
                self._refuse(header, _("a header of a column that chooses from words"))
            known = dict.fromkeys(word for column in columns for word in WORDS[column])
            for own, word in self._is_table(meanings, header).items():
                if not isinstance(word, str) or plain(word) not in map(plain, known):
                    self._refuse(own, _("one of {words}").format(words=", ".join(known)))
                for kind, column in columns:
                    if plain(word) in map(plain, WORDS[kind, column]):
                        found.setdefault(kind, {}).setdefault(column, {})[plain(own)] = plain(word)

    def _table(self, content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        return self._is_table(content.get(key, {}), key)

    def _is_table(self, value: Any, key: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self._refuse(key, _("a table"))
        return value  # type: ignore[no-any-return]

    def _choice(self, kind: type[Choice], settings: Mapping[str, Any], key: str) -> Choice:
        try:
            return kind(settings[key])
        except ValueError:
            self._refuse(key, _("one of {words}").format(words=", ".join(kind)))
            raise

    def _check_keys(self, table: Mapping[str, Any], known: Iterable[str]) -> None:
        for key in table:
            if key not in known:
                self._refuse(key, _("one of {words}").format(words=", ".join(known)))

    def _refuse(self, key: str, expected: str) -> None:
        line = next((number for number, line in enumerate(self._lines, 1) if key in line), 1)
        problem = _("“{key}”; expected: {expected}").format(key=visible(key), expected=expected)
        raise BadMapping(file=self._file, line=line, problem=problem)


def _columns(header: str, kinds: Iterable[SheetKind]) -> list[tuple[SheetKind, str]]:
    """The columns with this header, in rows of these kinds, that choose from words."""
    return [
        (kind, name)
        for kind, name in WORDS
        if kind in kinds and plain_header(header) in map(plain_header, column_of(kind, name).headers)
    ]
