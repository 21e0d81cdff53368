"""The words of screens and messages: English in the code, Vietnamese in the catalogue beside this file.

`use("vi")` switches the whole process; `_` and `ngettext` translate when they are called, `N_` only marks
a sentence for the catalogue. Dates, numbers and durations are written by `radiodesk.locale.formats`.
"""

import gettext
import locale as system_locale
import os
from pathlib import Path

LANGUAGES = ("vi", "en")
CATALOGUES = Path(__file__).parent
DOMAIN = "radiodesk"


class MachineZoneError(Exception):
    """The time zone of this machine cannot be read. Our times have zones of their own, but babel reads it first."""


_language = "en"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Speak `language`, one of LANGUAGES, from now on; also in click's own sentences."""
    global _catalogue, _language
    if language not in LANGUAGES:
        raise ValueError(language)
    _language = language
    _catalogue = gettext.translation(DOMAIN, CATALOGUES, [language], fallback=True)
    # click translates its own words through the standard domain: let it find ours.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)


def language() -> str:
    """The language in use: "vi" or "en"."""
    return _language


def default_language() -> str:
    """Vietnamese where the system's locale is Vietnamese, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "vi" if value.lower().startswith("vi") else "en"
    return "vi" if (system_locale.getlocale()[0] or "").lower().startswith(("vi", "vietnam")) else "en"


def _(message: str) -> str:
    """Translate a sentence."""
    return _catalogue.gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a sentence that has a form for one and a form for many."""
    return _catalogue.ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802 - the customary name of gettext's marker
    """Mark a sentence for the catalogue; it is translated later, where it is shown."""
    return message
