"""Which of the station's own headers and words the tables of a ledger use, and what the mapping says of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from radiodesk.ledger.columns import COLUMNS, NUMBER, WORDS, SheetKind, column_of, plain, plain_header
from radiodesk.ledger.reading.cells import as_shown, first_words
from radiodesk.ledger.reading.mapping import StationMapping
from radiodesk.ledger.reading.tables import Table
from radiodesk.ledger.refusal import Question

QuestionKey: TypeAlias = tuple[SheetKind | None, str, str]


def question_key(question: Question) -> QuestionKey:
    """What is the same for all questions about one header or word: kind of row, plain header and plain word."""
    return question.kind, plain_header(question.header), plain(question.word)


def used_answers(mapping: StationMapping, tables: Iterable[Table]) -> dict[Question, str]:
    """What a mapping says of the headers and words of tables: the questions that it answers, with its answers.

    An answer is one of the question's choices, or empty for a column that is left out.
    """
    found: dict[QuestionKey, tuple[Question, str]] = {}
    for table in tables:
        for question, answer in (*_used_headers(mapping, table), *_used_words(mapping, table)):
            asked = question_key(question)
            first = found[asked][0] if asked in found else question
            found[asked] = replace(first, choices=tuple(dict.fromkeys([*first.choices, *question.choices]))), answer
    return dict(found.values())


def _used_headers(mapping: StationMapping, table: Table) -> Iterator[tuple[Question, str]]:
    header, columns = table.header, [column for column in COLUMNS[table.kind] if column is not NUMBER]
    for text in (*header.texts.values(), *header.twice, *header.unknown):
        meaning = mapping.headers.get(plain_header(text))
        known = [column.header for column in columns if meaning in [*map(plain_header, column.headers)]]
        if known or (meaning == "" and text in header.unknown):
            free = [column.header for column in columns if column.name not in header.columns or column.header in known]
            yield Question(text, "", tuple(free)), known[0] if known else ""


def _used_words(mapping: StationMapping, table: Table) -> Iterator[tuple[Question, str]]:
    for name, place in table.header.columns.items():
        if not (own := mapping.words_of(table.kind, name)):
            continue
        words = WORDS[table.kind, name]
        choices = first_words(words)
        values = {plain(word): value for word, value in words.items()}
        column = column_of(table.kind, name).header
        for cell in dict.fromkeys(row.cells[place] for row in table.rows if place < len(row.cells)):
            if (meaning := own.get(plain(as_shown(cell)))) is not None:
                yield Question(column, as_shown(cell), tuple(choices.values()), table.kind), choices[values[meaning]]
