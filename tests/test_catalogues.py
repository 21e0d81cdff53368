"""Every word that a user can see is in the Vietnamese catalogue, with its placeholders."""

import ast
import re
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from radiodesk import locale
from radiodesk.tui.keys import KEYS

PACKAGE = Path(locale.__file__).parent.parent
ROOT = Path(__file__).parent.parent
CLICK = Path(click.__file__).parent
"""Its own sentences are translated through our catalogue."""

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    with (PACKAGE / "locale/vi/LC_MESSAGES/radiodesk.po").open("rb") as catalogue:
        return read_po(catalogue, locale="vi")


@pytest.fixture(scope="module")
def used() -> set[tuple[str | None, str]]:
    return said_in(PACKAGE)


def said_in(package: Path) -> set[tuple[str | None, str]]:
    """The context and sentence of everything marked in the source of a package."""
    found = extract_from_dir(package, [("**.py", "python")], keywords=KEYWORDS)
    return {
        (context, message if isinstance(message, str) else message[0])
        for _file, _line, message, _comments, context in found
    }


def test_every_sentence_of_the_source_is_in_vietnamese(vietnamese: Catalog, used: set[tuple[str | None, str]]) -> None:
    missing = [
        sentence
        for context, sentence in used
        if not (message := vietnamese.get(sentence, context)) or not any(message.string)
    ]

    assert sorted(missing) == []


def test_the_catalogue_keeps_nothing_that_the_source_no_longer_says(
    vietnamese: Catalog, used: set[tuple[str | None, str]]
) -> None:
    kept = {(message.context, message.id if isinstance(message.id, str) else message.id[0]) for message in vietnamese}

    assert sorted(sentence for _context, sentence in kept - used - said_in(CLICK) if sentence) == []


def test_translations_keep_the_placeholders(vietnamese: Catalog) -> None:
    """All of ours: a sentence without one says less, and one with others, or half of one, cannot be filled in."""

    def placeholders(sentence: str) -> set[str | None]:
        return {name for _text, name, _form, _conversion in Formatter().parse(sentence) if name is not None}

    differing = []
    of_click = {sentence for _context, sentence in said_in(CLICK)}
    for message in vietnamese:
        if message.id and message.id not in of_click and message.id[0] not in of_click:
            *_, fullest = message.id if isinstance(message.id, tuple) else (message.id,)
            for said in message.string if isinstance(message.string, tuple) else (message.string,):
                try:
                    same = placeholders(said) == placeholders(fullest)
                except ValueError:  # such as a single brace
                    same = said == fullest
                if not same:
                    differing.append((fullest, said))

    assert differing == []


def test_the_vietnamese_readme_names_things_as_the_screens_do(vietnamese: Catalog) -> None:
    """**Names** are in the catalogue, and <kbd>keys</kbd> in the table of keys. Each readme links to the other."""
    here, other = ((ROOT / name).read_text("utf-8") for name in ("README.vi.md", "README.md"))
    shown = {said for message in vietnamese if message.id for said in [message.string] if isinstance(said, str)}
    names = {" ".join(name.split()) for name in re.findall(r"\*\*(.+?)\*\*", here, re.DOTALL)}
    keys = {key for entry in KEYS for key in entry.shown.split(" ")}

    assert len(names) > 15
    assert sorted(names - shown) == []
    assert sorted(set(re.findall(r"<kbd>(.+?)</kbd>", here)) - keys) == []
    assert "(README.md)" in here
    assert "(README.vi.md)" in other.partition("\n## ")[0]
    assert len(here) <= len(other) / 2


def test_no_sentence_is_written_inside_an_f_string() -> None:
    """The search for sentences does not look into f-strings, so none of them would be translated."""
    found = [
        f"{file.relative_to(PACKAGE)}:{call.lineno}"
        for file in sorted(PACKAGE.rglob("*.py"))
        for string in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]

    assert found == []
