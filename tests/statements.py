"""Count the statements that reach a database."""

from collections.abc import Callable

from sqlalchemy import event

from radiodesk.model import Desk


def statements_of(desk: Desk, work: Callable[[], None]) -> list[str]:
    """The statements that some work sends to the desk's database."""
    found = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        found.append(statement)

    event.listen(desk.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(desk.engine, "before_cursor_execute", note)
    return found
