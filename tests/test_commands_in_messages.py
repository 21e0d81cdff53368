"""The messages that the terminal shows name no command: nobody has to leave the desk for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import radiodesk
from radiodesk.cli.entry import COMMANDS
from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model.checking import restorable

PACKAGE = Path(radiodesk.__file__).parent
COMMAND = re.compile(rf"\bradiodesk ({'|'.join(str(command.name) for command in COMMANDS)})\b|(?<![\w-])--[a-z]")
MARKS = {"_", "N_", "ngettext"}
ADDED_AT_COMMAND_LINE = {"command", "COMMANDS"}
"""Names of the variables and arguments that only the command line shows."""

EXPLAINED = {
    "leave and run “radiodesk demo”": "it opens another home, which needs another start",
    "with --database": "the address of a database is given at the start",
    "(--map FILE.toml)": "the terminal lists the problems and asks for the meanings instead",
    "(--all lists": "the terminal lists all problems instead",
    "with “--font {font}”": "the terminal asks for the font instead",
    "give --output a file name": "the terminal asks for a file",
}
"""Parts of messages that may name a command, with the reason."""


class Gone(UserError):
    message = N_("{name} is gone")
    command = N_("“radiodesk restore {name}” restores it")


def test_no_message_of_the_terminal_names_a_command() -> None:
    named = [
        f"{file.relative_to(PACKAGE)}:{line}: {text}"
        for file in PACKAGE.rglob("*.py")
        if "cli" not in file.relative_to(PACKAGE).parts
        for line, text in messages(ast.parse(file.read_text(encoding="utf-8")))
        if COMMAND.search(text) and not any(part in text for part in EXPLAINED)
    ]

    assert named == []


def test_the_command_line_adds_the_command_to_an_error() -> None:
    error = Gone(name="a\x1bb")

    assert str(error) == "a�b is gone"
    assert error.at_command_line == "a�b is gone. “radiodesk restore a�b” restores it"


def test_the_command_line_adds_the_command_to_a_problem() -> None:
    problem = restorable("value", "The value is not valid", "slot 5")

    assert problem.advice == "Restore the last good backup"
    assert problem.sentence.endswith("slot 5. Restore the last good backup: “radiodesk restore FILE”")
    assert problem.as_json()["advice"] == "Restore the last good backup: “radiodesk restore FILE”"


def messages(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and text of each message that is marked for translation, except those added at the command line."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Assign) and any(
            ast.unparse(target) in ADDED_AT_COMMAND_LINE for target in node.targets
        ):
            continue
        if isinstance(node, ast.keyword) and node.arg in ADDED_AT_COMMAND_LINE:
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            yield from ((node.lineno, each.value) for each in node.args if isinstance(each, ast.Constant))
        else:
            yield from messages(node)
