"""Errors of a desk and its database, in the user's words."""

from radiodesk.errors import UserError
from radiodesk.locale import N_, _


class NoDesk(UserError):
    """The folder is not a home."""

    message = N_("There is no desk in {home}: start one there, or open another home")
    command = N_("“radiodesk init --station NAME” starts one, --home names another home")


class NoDatabase(UserError):
    """A home that has lost its database."""

    message = N_("There is no database in {home}, but there is a backup: restore it")
    command = N_("“radiodesk restore '{file}'” restores it")


class DeskExists(UserError):
    """`init` in a home that already has a desk."""

    message = N_("There is a desk in {home} already: open it, or choose another folder")
    command = N_("--home names another folder")


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

    message = N_("{database} is damaged or is not a radiodesk database ({reason}): restore a backup")
    command = N_("“radiodesk check” shows the details, “radiodesk restore FILE” restores a backup")


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
