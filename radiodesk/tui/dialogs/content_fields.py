"""The fields for what a broadcast or a slot carries: a programme with its kind, or the source of a relay."""

from collections.abc import Hashable

from radiodesk.kinds import ProgrammeKind
from radiodesk.locale import N_, _, formats
from radiodesk.model.name_search import NameSearch
from radiodesk.model.text import clean_title, key
from radiodesk.schedule.choices import ProgrammeChoices
from radiodesk.tui.dialogs.fields import Choice, Pick
from radiodesk.tui.labels import PROGRAMME_KINDS


def programme_field(programmes: ProgrammeChoices, title: str = "") -> Pick:
    """The field for a programme's title. A known programme sets its kind and, in a form that has it, the length."""

    def usual(typed: str) -> dict[str, Hashable]:
        if key(typed) == key(title):
            return {}
        if (found := programmes.usual(typed)) is None:
            return {} if title else {"kind": None}
        if title:
            return {"kind": found.kind}
        return {"kind": found.kind, "seconds": "" if found.seconds is None else formats.duration(found.seconds)}

    return Pick(
        "title",
        _("Programme"),
        title,
        read=clean_title,
        required=True,
        names=programmes.names,
        new=N_("new programme: {name}"),
        sets=usual,
    )


def upstream_field(upstreams: NameSearch, name: str = "") -> Pick:
    """The field for the station that a relay comes from. Value: upstream."""
    return Pick(
        "upstream",
        _("From the station"),
        name,
        placeholder=_("VOV1, or empty for an event"),
        names=upstreams,
        new=N_("new station: {name}"),
    )


def kind_field(kind: ProgrammeKind | None = None) -> Choice:
    """The field for the kind of a programme. Value: kind."""
    return Choice("kind", _("Kind"), [(_(word), each) for each, word in PROGRAMME_KINDS.items()], kind, required=True)
