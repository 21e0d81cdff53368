"""Check a whole desk: the database, the values in it, the audit, and each file of the store."""

from radiodesk.history import verify
from radiodesk.media import store_check, values
from radiodesk.model import Desk, checking, homes, today
from radiodesk.model.backups import Progress
from radiodesk.model.checking import Problem
from radiodesk.reports import closed_reports
from radiodesk.reports.royalties import months
from radiodesk.schedule import grid_check, programmes


def check(desk: Desk, progress: Progress | None = None) -> list[Problem]:
    """All problems of a desk. The store is checked only if the database is sound, because only then it says what the
    store should hold.

    progress: in bytes of the store; an exception that it raises stops the check.
    """
    of_home = [Problem("home", desk.home_mismatch, str(desk.config.home), homes.advice())] if desk.home_mismatch else []
    if problems := [*of_home, *checking.check(desk)]:
        return problems
    if progress:
        progress(0, 1)
    with desk.reading() as session:
        day = today(session)
        if problems := [*values.problems(session), *grid_check.problems(session)]:
            return problems
        problems = [*programmes.problems(session), *verify.problems(session), *closed_reports.problems(session)]
        problems += months.problems(session)
    return [*problems, *store_check.check(desk, today=day, progress=progress).problems()]
