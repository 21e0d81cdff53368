"""The digest of what was closed, reports and pay lists: SHA-256 over its content in one canonical form.

It proves that figures are those that were closed in the desk that knows the digest. It does not prove who closed them,
or that they were right: whoever can write to the desk's database can close another report.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import orjson

from radiodesk.errors import UserError
from radiodesk.locale import N_


class ChangedAfterClosing(UserError):
    """Something closed whose content or evidence does not fit its digest."""

    message = N_("{what} was changed in the database after it was closed: restore a backup from before")
    command = N_("“radiodesk restore FILE” restores a backup")


def digest(content: Mapping[str, Any]) -> str:
    """The digest of a report as JSON, in hexadecimal. The digest that the content itself names is left out.

    content: what `radiodesk report --format json` writes, decoded. Its numbers are integers, or floats with few
    decimals, which Python writes as it reads them.
    """
    closed = content.get("closed")
    if isinstance(closed, Mapping):
        content = {**content, "closed": {name: value for name, value in closed.items() if name != "digest"}}
    return hashlib.sha256(canonical(content)).hexdigest()


def canonical(content: Any) -> bytes:
    """JSON with sorted keys, without blanks, in UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def checked(content: str, stored: str, what: str) -> dict[str, Any]:
    """The decoded content of something closed, which the stored digest fits. raises ChangedAfterClosing.

    what: its name, for the message.
    """
    try:
        decoded: dict[str, Any] = orjson.loads(content)
        if digest(decoded) == stored and decoded["closed"]["digest"] in ("", stored):
            return decoded
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # it is no such content at all
    raise ChangedAfterClosing(what=what)
