"""The modes of the desk, in the order of their keys."""

from dataclasses import dataclass

from radiodesk.locale import N_


@dataclass(frozen=True)
class Mode:
    """A mode: its key, its internal name, and its untranslated title."""

    key: str
    name: str
    title: str


MODES = (
    Mode("1", "today", N_("Today")),
    Mode("2", "week", N_("Week")),
    Mode("3", "rundown", N_("Rundown")),
    Mode("4", "television", N_("Television")),
    Mode("5", "media", N_("Media")),
    Mode("6", "reports", N_("Reports")),
    Mode("7", "station", N_("Station")),
)
