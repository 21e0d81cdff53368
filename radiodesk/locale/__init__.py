"""Translate screens and messages. The code has the English text, the catalogue in this folder the Vietnamese one.

`use("vi")` switches the language of the process. `_` and `ngettext` translate when they are called. `N_` marks a
sentence for the catalogue. `radiodesk.locale.formats` formats dates, numbers and durations.
"""

import gettext
import locale as system_locale
import os
from pathlib import Path

LANGUAGES = ("vi", "en")
CATALOGUES = Path(__file__).parent
DOMAIN = "radiodesk"


class MachineZoneError(Exception):
    """The time zone of this machine cannot be read. babel needs it when it is imported, although radiodesk does not."""


_language = "en"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Set the language of the process, including click's own messages. raises ValueError if it is not in LANGUAGES."""
    global _catalogue, _language
    if language not in LANGUAGES:
        raise ValueError(language)
    _language = language
    _catalogue = gettext.translation(DOMAIN, CATALOGUES, [language], fallback=True)
    # click translates its messages with the process's default text domain.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)


def language() -> str:
    """The language in use: "vi" or "en"."""
    return _language


def default_language() -> str:
    """ "vi" if the system's locale is Vietnamese, else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "vi" if value.lower().startswith("vi") else "en"
    return "vi" if (system_locale.getlocale()[0] or "").lower().startswith(("vi", "vietnam")) else "en"


def _(message: str) -> str:
    """Translate a sentence."""
    return _catalogue.gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a sentence that has a singular and a plural form."""
    return _catalogue.ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802 - the customary name of gettext's marker
    """Mark a sentence for the catalogue and return it. It is translated later, when it is shown."""
    return message
