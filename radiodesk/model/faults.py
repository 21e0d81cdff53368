"""What can be wrong with a database, in the words of its user."""

import sqlite3

from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, InternalError, OperationalError, ProgrammingError

from radiodesk.errors import UserError
from radiodesk.locale import N_, _


class NoDesk(UserError):
    """There is no home here."""

    message = N_(
        "There is no desk in {home}: start one with “radiodesk init --station NAME”, or name another with --home"
    )


class NoDatabase(UserError):
    """A home that has lost its database."""

    message = N_("There is no database in {home}, but a backup: bring it back with “radiodesk restore '{file}'”")


class DeskExists(UserError):
    """`init` where there is a home already."""

    message = N_("There is a desk in {home} already: open it, or name another folder with --home")


class NewerDatabase(UserError):
    """A database that a newer release has changed."""

    message = N_(
        "{database} was made by a newer radiodesk (its version is {revision}): update this one; nothing was changed"
    )


class OldDatabase(UserError):
    """A database of an older release on a disk that can only be read."""

    message = N_(
        "{database} was made by an older radiodesk and has to be brought up to date, but it can only be read: "
        "copy the home to a disk that can be written"
    )


class UnmergedLog(UserError):
    """A database that was left by a killed desk and copied to a disk that can only be read."""

    message = N_(
        "The last changes in {database} lie in a file beside it and have to be merged, but the disk can only be read: "
        "copy the home to a disk that can be written"
    )


class HomeMoved(UserError):
    """The file under an open desk is no longer the one that it opened."""

    message = N_(
        "{database} was moved, deleted or replaced while this desk was open, and the change is not in it: "
        "close the desk, open it again and repeat the change"
    )


class DamagedDatabase(UserError):
    """Not a database, or one with broken pages."""

    message = N_(
        "{database} is damaged or is not a radiodesk database ({reason}): "
        "“radiodesk check” tells more, “radiodesk restore FILE” brings a backup back"
    )


class UnusableDatabase(UserError):
    """A database that cannot be opened or written where it is."""

    message = N_("{database} cannot be used: {reason}. See that the folder exists and that you may write in it")


class UnusableServer(UserError):
    """A database server that cannot be reached, or refuses."""

    message = N_(
        "{database} cannot be used: {reason}. See that the server runs, and that the address, the account and the "
        "password are right"
    )


class BadDatabaseURL(UserError):
    """An invalid database URL."""

    message = N_("This database address is not understood: give one such as sqlite:////home/desk/radiodesk.db")


class NoDriver(UserError):
    """The driver for the database server is missing."""

    message = N_("The library for this database is not installed: install radiodesk with its extra “postgres”")


class DiskFull(UserError):
    """No room for the change."""

    message = N_("The disk of {database} is full: make room and try again; nothing was changed")


class DeskBusy(UserError):
    """Another writer holds the database."""

    message = N_("Another desk or import is writing in {database}: try again in a moment; nothing was changed")


class ChangedMeanwhile(UserError):
    """The row was changed by somebody else since it was read."""

    message = N_("Somebody else changed this meanwhile: look at it again, then repeat your change")


class UnknownZone(UserError):
    """A zone that is in no zone table."""

    message = N_("“{zone}” is no time zone: give one such as Asia/Ho_Chi_Minh")


_REASONS = {
    sqlite3.SQLITE_NOTADB: N_("it is no database"),
    sqlite3.SQLITE_CORRUPT: N_("parts of it cannot be read"),
    sqlite3.SQLITE_CANTOPEN: N_("it cannot be opened"),
    sqlite3.SQLITE_READONLY: N_("it can only be read"),
    sqlite3.SQLITE_IOERR: N_("the disk does not answer"),
    sqlite3.SQLITE_FULL: N_("the disk is full"),
    sqlite3.SQLITE_PERM: N_("there is no permission"),
}


NO_RIGHT = "42501"
"""PostgreSQL's code for an account that may not do something."""


def sqlite_reason(error: BaseException | None) -> str:
    """Why SQLite refused something, in the user's words; in its own where there are no better."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return _(_REASONS[code]) if code in _REASONS else str(error)


def explained(error: DBAPIError, database: str) -> Exception:
    """The error that tells a user what the database at `database` refused, or the same error where nothing is known."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    reason = sqlite_reason(error.orig)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        return DeskBusy(database=database)
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(database=database)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return DamagedDatabase(database=database, reason=reason)
    if getattr(error.orig, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_DBMOVED:
        return HomeMoved(database=database)
    if not isinstance(error.orig, sqlite3.Error):
        is_refused = getattr(error.orig, "sqlstate", None) == NO_RIGHT
        is_wrong = isinstance(error, ProgrammingError) and error.statement is None  # the address itself
        if is_refused or is_wrong or isinstance(error, OperationalError | DataError | InternalError | InterfaceError):
            return UnusableServer(database=database, reason=" ".join(reason.split()))
    elif code in _REASONS:
        return UnusableDatabase(database=database, reason=reason)
    return error
