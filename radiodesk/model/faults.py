"""Errors of a database, in the user's words."""

import os
import re
import sqlite3
import stat
import sys
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _


class NoDesk(UserError):
    """The folder is not a home."""

    message = N_(
        "There is no desk in {home}: start one with “radiodesk init --station NAME”, or name another with --home"
    )


class NoDatabase(UserError):
    """A home that has lost its database."""

    message = N_("There is no database in {home}, but there is a backup: restore it with “radiodesk restore '{file}'”")


class DeskExists(UserError):
    """`init` in a home that already has a desk."""

    message = N_("There is a desk in {home} already: open it, or name another folder with --home")


class NewerDatabase(UserError):
    """A database that a newer release has changed."""

    message = N_(
        "{database} was created by a newer version of radiodesk (its schema is {revision}): update radiodesk; "
        "nothing was changed"
    )


class OldDatabase(UserError):
    """A database of an older release on a read-only disk."""

    message = N_(
        "{database} was created by an older version of radiodesk and has to be updated, but it can only be read: "
        "copy the home to a disk that can be written"
    )


class UnmergedLog(UserError):
    """A database that was left by a killed desk and copied to a read-only disk."""

    message = N_(
        "The last changes to {database} are in a file beside it and have to be merged, but the disk can only be "
        "read: copy the home to a disk that can be written"
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
        "{database} is damaged or is not a radiodesk database ({reason}): “radiodesk check” shows the details, "
        "“radiodesk restore FILE” restores a backup"
    )


class UnusableDatabase(UserError):
    """A database that cannot be opened or written where it is."""

    message = N_("{database} cannot be used: {reason}. Check that the folder exists and that you may write to it")


class UnusableServer(UserError):
    """A database server that cannot be used, for a reason without a class of its own."""

    message = N_(
        "{database} cannot be used: {reason}. Check that the server is running, and that the address, the account "
        "and the password are right"
    )


class UnknownHost(UnusableServer):
    """The network knows no machine with this name."""

    message = N_(
        "{database} cannot be used: there is no machine with this name. Check that the name is right, and that this "
        "machine is connected to the network"
    )


class NoServer(UnusableServer):
    """No PostgreSQL server listens at the address."""

    message = N_(
        "{database} cannot be used: no PostgreSQL server answers at this address. Check that the server is running, "
        "and that the host and the port are right"
    )


class SilentServer(UnusableServer):
    """The server's machine did not answer in time."""

    message = N_(
        "{database} cannot be used: its server did not answer in time. Check that its machine is running, that the "
        "network works and that no firewall is between them"
    )


class ServerStarting(UnusableServer):
    """The server is about to start or to stop."""

    message = N_("{database} cannot be used: its server is just starting or stopping. Try again in a moment")


class LoginRefused(UnusableServer):
    """An unknown account, or a wrong password."""

    message = N_(
        "{database} cannot be used: its server does not know the account, or the password is wrong. Correct the "
        "account in the address of the database, or the password in {password_file}"
    )


class NoPassword(UnusableServer):
    """The server asks for a password, and neither the address nor the password file has one."""

    message = N_("{database} cannot be used: its server asks for a password. {password_advice}")


class OtherCertificate(UnusableServer):
    """The server's certificate is made out to another name than that in the address."""

    message = N_(
        "{database} cannot be used: its server shows a certificate for another name. Give the name that is in the "
        "certificate as the host of the address, or have a certificate made for this name"
    )


class NoRootCertificate(UnusableServer):
    """The file with the certificate that the server is recognised by is missing or damaged."""

    message = N_(
        "{database} cannot be used: {file}, which the server is recognised by, is missing or is not a certificate. "
        "Copy server.crt from the server to that place"
    )


class UntrustedCertificate(UnusableServer):
    """The server's certificate is not the expected one, or has expired."""

    message = N_(
        "{database} cannot be used: its server shows a certificate that has expired, or that this machine does not "
        "trust. Ask the person who looks after the server whether it is new: if so, copy it to "
        "~/.postgresql/root.crt. If it is not, another machine may be pretending to be the server"
    )


class NoEncryption(UnusableServer):
    """The address requires an encrypted connection, and the server offers none."""

    message = N_(
        "{database} cannot be used: its server does not encrypt connections, and the address requires it. Ask the "
        "person who looks after the server to set “ssl = on” in its configuration"
    )


class MachineRefused(UnusableServer):
    """The server accepts the account from other machines, or over another kind of connection."""

    message = N_(
        "{database} cannot be used: its server does not let this account in from this machine, or only over an "
        "encrypted connection. Add sslmode=verify-full to the address, or ask the person who looks after the server to "
        "allow it in pg_hba.conf"
    )


class UnknownDatabase(UnusableServer):
    """The server has no database with this name."""

    message = N_(
        "{database} cannot be used: the server has no database with this name. Check that the name is right, or ask "
        "the person who looks after the server to create the database"
    )


class NotPermitted(UnusableServer):
    """An account without the right to do something."""

    message = N_(
        "{database} cannot be used: its account has no right to do this. Ask the person who looks after the server "
        "to give it the rights to this database and its tables; nothing was changed"
    )


class TooManyConnections(UnusableServer):
    """The server, or the account, has as many connections as it may have."""

    message = N_(
        "{database} cannot be used: its server allows no more connections. Close a desk that is not needed, or try "
        "again in a moment"
    )


class ServerExhausted(UnusableServer):
    """The server has run out of memory or of another resource."""

    message = N_(
        "{database} cannot be used: its server has run out of memory or of another resource. Try again later; "
        "nothing was changed"
    )


class ServerRefused(UserError):
    """The server refused a statement, for a reason without a class of its own."""

    message = N_(
        "The server of {database} refused this: {reason}. Nothing was changed; show this to the person who looks "
        "after the server"
    )


class ReadOnlyServer(UserError):
    """A standby of another server, or a database that was set to be read only."""

    message = N_(
        "{database} can only be read: its server is a copy of another one, or was set to be read only. Give the "
        "address of the main server; nothing was changed"
    )


class ServerLost(UserError):
    """The server went away in the middle of a unit of work."""

    message = N_(
        "The connection to {database} broke off, as when its server is restarted: try again in a moment; nothing was "
        "changed"
    )


class OutcomeUnknown(UserError):
    """The server went away while it was asked to commit."""

    message = N_(
        "The connection to {database} broke off while the change was being saved: check whether the change is there "
        "before you repeat it"
    )


class HeldTooLong(UserError):
    """A unit of work that paused for longer than the server allows, as when the machine was asleep."""

    message = N_(
        "A change to {database} was left unfinished for too long, and its server rolled it back: repeat it; nothing "
        "was changed"
    )


class TooSlow(UserError):
    """A statement that took longer than the server allows."""

    message = N_("{database} took too long to answer and was stopped: try again later; nothing was changed")


class BadDatabaseURL(UserError):
    """An invalid database URL."""

    message = N_(
        "This database address is not understood: give one such as sqlite:////home/desk/radiodesk.db or "
        "postgresql://account@server/radiodesk. The password belongs in the file ~/.pgpass"
    )


class NoDriver(UserError):
    """The driver for the database server is missing."""

    message = N_("The library for this database is not installed: install radiodesk with its extra “postgres”")


class DiskFull(UserError):
    """No room for the change."""

    message = N_("The disk of {database} is full: make room and try again; nothing was changed")


class NoRoom(UserError):
    """A disk without room for the small file that even reading needs."""

    message = N_("{database} cannot be opened because its disk is full: make room and try again")


class DeskBusy(UserError):
    """Another writer holds the database."""

    message = N_("Another desk or import is writing to {database}: try again in a moment; nothing was changed")


class ChangedMeanwhile(UserError):
    """The row was changed by somebody else since it was read."""

    message = N_("Somebody else changed this meanwhile: nothing was saved. Look at it again, then repeat your change")


class AddedMeanwhile(UserError):
    """A row that must be unique was added by somebody else since the table was read. thing: one of `THINGS`."""

    message = N_(
        "Somebody else has just added the same {thing}: look at it again before you repeat your change; nothing was "
        "changed"
    )

    def __str__(self) -> str:
        return _(self.message).format(thing=_(str(self.values["thing"])))


class ConcurrentChange(UserError):
    """Two units of work changed the same rows at once, and the server let only the other one finish."""

    message = N_("Another desk changed the same thing at the same moment: try again; nothing was changed")


class UnknownZone(UserError):
    """A zone that is in no zone table."""

    message = N_("“{zone}” is not a time zone: give one such as Asia/Ho_Chi_Minh")


_REASONS = {
    sqlite3.SQLITE_NOTADB: N_("it is not a database"),
    sqlite3.SQLITE_CORRUPT: N_("parts of it cannot be read"),
    sqlite3.SQLITE_CANTOPEN: N_("it cannot be opened"),
    sqlite3.SQLITE_READONLY: N_("it can only be read"),
    sqlite3.SQLITE_IOERR: N_("the disk does not respond"),
    sqlite3.SQLITE_FULL: N_("the disk is full"),
    sqlite3.SQLITE_PERM: N_("permission is denied"),
}


THINGS = {
    "broadcast": N_("broadcast"),
    "credit": N_("credit"),
    "duty": N_("duty"),
    "line": N_("line"),
    "overview": N_("waveform"),
    "person": N_("person"),
    "preset": N_("preset"),
    "programme": N_("programme"),
    "publication": N_("publication"),
    "recipient": N_("recipient"),
    "recording": N_("recording"),
    "story_topic": N_("topic of a story"),
    "topic": N_("topic"),
    "upstream": N_("upstream"),
}
"""The user's word for a row of each table that has a unique column."""

_OF_SQLITE: dict[int, type[UserError]] = {
    sqlite3.SQLITE_BUSY: DeskBusy,
    sqlite3.SQLITE_LOCKED: DeskBusy,
    sqlite3.SQLITE_PROTOCOL: DeskBusy,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_NOTADB: DamagedDatabase,
    sqlite3.SQLITE_CORRUPT: DamagedDatabase,
    sqlite3.SQLITE_CANTOPEN: UnusableDatabase,
    sqlite3.SQLITE_READONLY: UnusableDatabase,
    sqlite3.SQLITE_READONLY_DBMOVED: HomeMoved,
    sqlite3.SQLITE_IOERR: UnusableDatabase,
    sqlite3.SQLITE_IOERR_SHMSIZE: NoRoom,
    sqlite3.SQLITE_PERM: UnusableDatabase,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: AddedMeanwhile,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: ChangedMeanwhile,
}
"""The error for each result code of SQLite. An extended code takes precedence over its primary code."""

_OF_SERVER: dict[str, type[UserError]] = {
    "08000": ServerLost,
    "08003": ServerLost,
    "08006": ServerLost,
    "08007": OutcomeUnknown,
    "23503": ChangedMeanwhile,  # a row that this one belongs to was removed
    "23505": AddedMeanwhile,
    "25006": ReadOnlyServer,
    "25P03": HeldTooLong,
    "25P04": HeldTooLong,
    "28": LoginRefused,
    "3D000": UnknownDatabase,
    "40001": ConcurrentChange,
    "40003": OutcomeUnknown,
    "40P01": ConcurrentChange,
    "42501": NotPermitted,
    "53": ServerExhausted,
    "53100": DiskFull,
    "53300": TooManyConnections,
    "55P03": DeskBusy,
    "57014": TooSlow,
    "57P01": ServerLost,
    "57P02": ServerLost,
    "57P03": ServerStarting,
    "57P04": UnknownDatabase,
    "57P05": ServerLost,
    "XX001": DamagedDatabase,
    "XX002": DamagedDatabase,
}
"""The error for each SQLSTATE, or for a class of them, which is its first two characters (PostgreSQL, appendix A)."""

_ON_CONNECTING: dict[str, type[UserError]] = {
    r"server certificate .*does not match": OtherCertificate,
    r"root certificate file .*does not exist|could not read root certificate file": NoRootCertificate,
    r"certificate verify failed": UntrustedCertificate,
    r"server does not support SSL": NoEncryption,
    r"no password supplied": NoPassword,
    r"password authentication failed|authentication failed for user": LoginRefused,
    r'role ".*" does not exist|role ".*" is not permitted to log in': LoginRefused,
    r"no pg_hba\.conf entry|pg_hba\.conf rejects": MachineRefused,
    r'database ".*" does not exist': UnknownDatabase,
    r"permission denied for database": NotPermitted,
    r"too many clients|too many connections|connection slots are reserved": TooManyConnections,
    r"the database system is|terminating connection|server closed the connection": ServerStarting,
    r"failed to resolve host|could not translate host name": UnknownHost,
    r"timeout expired|timed out": SilentServer,
    r"is the server running|connection refused|no route to host|network is unreachable": NoServer,
    r"received invalid response|expected authentication request": NoServer,
}
"""The error for the text of libpq when a connection fails, which comes without an SQLSTATE.

If several addresses were tried, the text has all their answers: patterns for a server that was reached come first.
"""


def sqlite_reason(error: BaseException | None) -> str:
    """Why SQLite refused something: in the user's words if we have any, or else in SQLite's."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return _(_REASONS[code]) if code in _REASONS else str(error)


def explained(error: DBAPIError, database: str) -> Exception:
    """The user error for an error of the database, or the same error if there is none.

    database: its file or address. A duplicate primary key and a failed CHECK have none: they are faults of ours.
    """
    is_sqlite = isinstance(error.orig, sqlite3.Error)
    kind = _kind_of_sqlite(error.orig) if is_sqlite else _kind_of_server(error)
    table = _table_of_duplicate(error.orig) if kind is AddedMeanwhile else ""
    if kind is None or table is None:
        return error
    reason = sqlite_reason(error.orig)
    if kind is DamagedDatabase and not is_sqlite:
        reason = _(_REASONS[sqlite3.SQLITE_CORRUPT])
    thing = THINGS.get(table, N_("entry"))
    file = re.search(r'file "([^"]+)"', reason)
    return kind(
        database=database,
        reason=" ".join(reason.split()).rstrip("."),
        thing=thing,
        file=file[1] if file else "~/.postgresql/root.crt",
        password_file=_password_file(),
        password_advice=_password_advice(),
    )


def _password_file() -> Path:
    """The file in which libpq looks for passwords."""
    if named := os.environ.get("PGPASSFILE"):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", "~"), "postgresql", "pgpass.conf")
    return Path("~/.pgpass")


def _password_advice() -> str:
    """What to do if libpq found no password. It ignores a file that others may read."""
    file = _password_file()
    advice = _("Write it to {file}, in a line such as SERVER:5432:radiodesk:radiodesk:PASSWORD")
    try:
        mode = file.expanduser().stat().st_mode
    except (OSError, RuntimeError):
        mode = 0
    if mode & (stat.S_IRWXG | stat.S_IRWXO) and sys.platform != "win32":
        advice = _("{file} is not used, because others may read it: “chmod 600 {file}” corrects that")
    elif not mode and sys.platform != "win32":
        advice += _(", and let only yourself read it: “chmod 600 {file}”")
    return advice.format(file=visible(str(file)))


def _kind_of_sqlite(error: BaseException | None) -> type[UserError] | None:
    code = getattr(error, "sqlite_errorcode", 0)
    return _OF_SQLITE.get(code) or _OF_SQLITE.get(code & 0xFF)


def _kind_of_server(error: DBAPIError) -> type[UserError] | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    kind = _OF_SERVER.get(state) or (ServerLost if error.connection_invalidated else _OF_SERVER.get(state[:2]))
    if error.statement is None and not error.connection_invalidated and not state:
        return _kind_on_connecting(str(error.orig))
    if kind is ServerLost and error.statement is None:  # the only request without a statement is to commit
        return OutcomeUnknown
    if kind is None and not isinstance(error, IntegrityError | ProgrammingError):  # those are faults of ours
        return ServerRefused
    return kind


def _kind_on_connecting(text: str) -> type[UserError]:
    matches = (kind for words, kind in _ON_CONNECTING.items() if re.search(words, text, re.IGNORECASE))
    return next(matches, UnusableServer)


def _table_of_duplicate(error: BaseException | None) -> str | None:
    """The table of a duplicate row, empty if it is unknown. None if the duplicate is a primary key."""
    diagnostics = getattr(error, "diag", None)
    if diagnostics is not None:
        is_key = (diagnostics.constraint_name or "").startswith("pk_")
        return None if is_key else diagnostics.table_name or ""
    found = re.search(r"failed: (\w+)\.", str(error))
    return found[1] if found else ""
