"""The tie between a home and a database outside it, such as one on a server.

The home has a file with the database's address and the station's uid. The database has the home that it was created
with, in the values of its first entry of the audit. A home that is used with another database is noticed by this, and
so is a database that is used with another home: recordings that are added there would be missing for the others.
"""

import contextlib
import json
import platform
import tomllib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from radiodesk.config import DATABASE_NAME, Config
from radiodesk.errors import UserError, visible
from radiodesk.files import CannotWrite, atomic_write
from radiodesk.locale import N_, _
from radiodesk.model import engines
from radiodesk.model.actions import Action
from radiodesk.model.audit import AuditEntry
from radiodesk.model.station import station

FILE = "database.toml"
"""Name of the file in a home whose database is outside it."""

CONTENT = """\
# The database of this desk is not in this folder. Set RADIODESK_DATABASE to its address:
address = {address}
station = {uid}
"""

ADDRESS_OPTIONS = (*engines.SHOWN_OPTIONS, "sslmode")
"""Options of an address that are kept in the file. Others may be secret."""


class DatabaseElsewhere(UserError):
    """A home whose database is outside it, opened without the address of the database."""

    message = N_(
        "The database of {home} is not in it, but at {address}: set RADIODESK_DATABASE to that address, or give it "
        "with --database. If the desk has left that database for good, delete {file}"
    )


@dataclass(frozen=True)
class Tie:
    """What the file in a home says of its database."""

    address: str
    """Without the password."""
    station: str
    """The uid of the station."""


def is_outside(config: Config) -> bool:
    """Whether the database is not the home's own file. raises BadDatabaseURL."""
    file = engines.file_of(config)
    own = config.home / DATABASE_NAME
    return file is None or file.absolute() not in (own.absolute(), own.resolve())


def check_address(config: Config) -> None:
    """Check that a home with a database outside it is not opened without it. raises DatabaseElsewhere."""
    found = None if is_outside(config) else tie_of(config.home)
    if found:
        raise DatabaseElsewhere(home=config.home, address=found.address, file=config.home / FILE)


def tie_of(home: Path) -> Tie | None:
    """What the file in a home says. None without a file, or with one that cannot be read."""
    try:
        found = tomllib.loads((home / FILE).read_text(encoding="utf-8"))
        return Tie(str(found["address"]), str(found["station"]))
    except (OSError, ValueError, KeyError):
        return None


def tie(config: Config, uid: str) -> None:
    """Write the file into the home of a database outside it. A home that cannot be written stays without."""
    if not is_outside(config):
        return
    address, uid = (json.dumps(text, ensure_ascii=False) for text in (_address(config.database_url), uid))
    with contextlib.suppress(CannotWrite, OSError), atomic_write(config.home / FILE) as path:
        path.write_text(CONTENT.format(address=address, uid=uid), encoding="utf-8")


def creation_values(config: Config) -> dict[str, str]:
    """The values of the entry that creates a database outside its home."""
    return {"home": str(config.home), "machine": platform.node()} if is_outside(config) else {}


def mismatch(session: Session, config: Config) -> str:
    """What is wrong about using a database with a home, as a sentence; empty if they belong together.

    A home of an older release has no file yet. It is tied to the database, unless it has a database of its own, or the
    database was created with another home.
    """
    if not is_outside(config):
        return ""
    uid = station(session).uid
    found = tie_of(config.home)
    if found and found.station == uid:
        return ""
    values = session.scalar(select(AuditEntry.values).where(AuditEntry.action == Action.INIT).order_by(AuditEntry.id))
    created = (values or {}).get("home", "")
    here = (str(config.home), platform.node())
    is_home = config.media.is_dir() and not (config.home / DATABASE_NAME).exists()
    if not found and is_home and (not created or (created, (values or {}).get("machine")) == here):
        tie(config, uid)
        return ""
    database = engines.redacted(config.database_url)
    if found:
        message = _("{home} is not the home of {database}, but of {other}")
        return message.format(home=visible(str(config.home)), database=database, other=visible(found.address))
    if created:
        message = _("{home} is not the home of {database}, which was created with the home {other} on {machine}")
        machine = visible(str((values or {}).get("machine", "–")))
        other = visible(str(created))
        return message.format(home=visible(str(config.home)), database=database, other=other, machine=machine)
    message = _("{home} is not the home of {database}")
    return message.format(home=visible(str(config.home)), database=database)


def advice() -> str:
    """What to do about a mismatch."""
    return _("Recordings that are added here are missing for the other desks: set RADIODESK_HOME to the desk's home")


def _address(url: URL) -> str:
    """The address of a database without the password and other secrets."""
    query = {name: value for name, value in url.query.items() if name in ADDRESS_OPTIONS}
    kept = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, query)
    return kept.render_as_string(hide_password=False)
