"""Translate screens and messages. The code has the English text, the catalogue in this folder the Vietnamese one.

`use("vi")` switches the language of the process, `in_language("vi")` that of a block. `_` and `ngettext` translate when
they are called. `N_` marks a sentence for the catalogue. `radiodesk.locale.formats` formats dates, numbers and
durations.
"""

import contextlib
import functools
import gettext
import locale as system_locale
import os
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

LANGUAGES = ("vi", "en")
CATALOGUES = Path(__file__).parent
DOMAIN = "radiodesk"


class MachineZoneError(Exception):
    """The time zone of this machine cannot be read. babel needs it when it is imported, although radiodesk does not."""


_language = "en"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_of_block: ContextVar[str | None] = ContextVar("_of_block", default=None)
"""The language of the block that runs, in its thread and task."""


def use(language: str) -> None:
    """Set the language of the process, including click's own messages. raises ValueError if it is not in LANGUAGES."""
    global _catalogue, _language
    if language not in LANGUAGES:
        raise ValueError(language)
    _language = language
    _catalogue = _catalogue_of(language)
    # click translates its messages with the process's default text domain.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)


@functools.cache
def _catalogue_of(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGUES, [language], fallback=True)


@contextlib.contextmanager
def in_language(language: str) -> Iterator[None]:
    """Use a language in a block, whatever that of the process: papers that leave the station are in Vietnamese.

    raises ValueError if it is not in LANGUAGES.
    """
    if language not in LANGUAGES:
        raise ValueError(language)
    token = _of_block.set(language)
    try:
        yield
    finally:
        _of_block.reset(token)


def language() -> str:
    """The language in use: "vi" or "en"."""
    return _of_block.get() or _language


def default_language() -> str:
    """ "vi" if the system's locale is Vietnamese, else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "vi" if value.lower().startswith("vi") else "en"
    return "vi" if (system_locale.getlocale()[0] or "").lower().startswith(("vi", "vietnam")) else "en"


def _(message: str) -> str:
    """Translate a sentence."""
    return _current().gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a sentence that has a singular and a plural form."""
    return _current().ngettext(one, many, count)


def _current() -> gettext.NullTranslations:
    block = _of_block.get()
    return _catalogue if block is None else _catalogue_of(block)


def N_(message: str) -> str:  # noqa: N802 - the customary name of gettext's marker
    """Mark a sentence for the catalogue and return it. It is translated later, when it is shown."""
    return message
