"""Which user error an error of a database is: by SQLite's result code, PostgreSQL's SQLSTATE, or libpq's text."""

import errno
import os
import re
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from radiodesk.errors import UserError, visible
from radiodesk.errors import reason as system_reason
from radiodesk.locale import N_, _
from radiodesk.model.faults import (
    AddedMeanwhile,
    ChangedMeanwhile,
    ConcurrentChange,
    DamagedDatabase,
    DeskBusy,
    DiskFull,
    HeldTooLong,
    HomeMoved,
    LoginRefused,
    MachineRefused,
    NoEncryption,
    NoPassword,
    NoRoom,
    NoRootCertificate,
    NoServer,
    NotPermitted,
    OtherCertificate,
    OutcomeUnknown,
    ReadOnlyServer,
    ServerExhausted,
    ServerLost,
    ServerRefused,
    ServerStarting,
    SilentServer,
    TooManyConnections,
    TooSlow,
    UnknownDatabase,
    UnknownHost,
    UntrustedCertificate,
    UnusableDatabase,
    UnusableServer,
)

_REASONS = {
    sqlite3.SQLITE_NOTADB: N_("it is not a database"),
    sqlite3.SQLITE_CORRUPT: N_("parts of it cannot be read"),
    sqlite3.SQLITE_CANTOPEN: N_("it cannot be opened"),
    sqlite3.SQLITE_READONLY: N_("it can only be read"),
    sqlite3.SQLITE_IOERR: N_("the disk does not respond"),
    sqlite3.SQLITE_FULL: N_("the disk is full"),
    sqlite3.SQLITE_PERM: N_("permission is denied"),
}

_WRITING = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_TRUNCATE)
"""Result codes for a file that could not be written, but for a full disk, which has its own."""
_LARGEST_PAGE = 64 << 10
"""Bytes that SQLite writes at once, at most."""

THINGS = {
    "assembled_file": N_("assembled file"),
    "base_salary": N_("base salary"),
    "broadcast": N_("broadcast"),
    "broadcast_outlet": N_("outlet of a broadcast"),
    "closed_report": N_("closed report"),
    "closed_royalties": N_("closed pay list"),
    "credit": N_("credit"),
    "duty": N_("duty"),
    "edition_topic": N_("topic of an edition"),
    "entered_figure": N_("entered figure"),
    "line": N_("line"),
    "outlet": N_("outlet"),
    "overview": N_("waveform"),
    "person": N_("person"),
    "person_role": N_("role"),
    "preset": N_("preset"),
    "programme": N_("programme"),
    "publication": N_("publication"),
    "recipient": N_("recipient"),
    "recording": N_("recording"),
    "report_kind": N_("kind of report"),
    "royalty_norm": N_("norm"),
    "royalty_rate": N_("coefficient"),
    "royalty_rules": N_("rules for royalties"),
    "series": N_("slot"),
    "slot": N_("slot"),
    "slot_duty": N_("duty"),
    "slot_outlet": N_("outlet of a slot"),
    "station_indicator": N_("indicator"),
    "story_topic": N_("topic of a story"),
    "target": N_("target"),
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
    code = getattr(error, "sqlite_errorcode", 0)
    if code in _WRITING and _is_file_at_limit():
        return system_reason(OSError(errno.EFBIG, ""))
    return _(_REASONS[code & 0xFF]) if code & 0xFF in _REASONS else str(error)


def _is_file_at_limit() -> bool:
    """Whether a file that this process has open has the largest size that it may have.

    SQLite keeps the system's error to itself, and a limit alone does not say that it was met.
    """
    try:
        import resource
    except ImportError:  # as on Windows, which has no such limit
        return False
    limit, _most = resource.getrlimit(resource.RLIMIT_FSIZE)
    return limit != resource.RLIM_INFINITY and any(size > limit - _LARGEST_PAGE for size in _sizes_of_open_files())


def _sizes_of_open_files() -> Iterator[int]:
    with suppress(OSError):
        for each in Path("/dev/fd").iterdir():
            with suppress(OSError):  # it may be that of the listing itself, which is closed
                facts = os.fstat(int(each.name))
                if stat.S_ISREG(facts.st_mode):
                    yield facts.st_size


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
