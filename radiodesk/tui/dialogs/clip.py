"""The forms of clips and columns for television."""

import datetime as dt
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from radiodesk.kinds import ClipKind, ClipState
from radiodesk.locale import N_, _
from radiodesk.model.name_search import NameSearch
from radiodesk.model.text import NOTE_LIMIT, clean, clean_title
from radiodesk.newsroom.views import ClipView
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Pick, Save, Values, day_field, fields_again, length_field
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.story import authors_field
from radiodesk.tui.labels import CLIP_GENRES, CLIP_KINDS

Reread = Callable[[], Awaitable[ClipView]]


def new_clip_form(recipients: NameSearch, people: NameSearch, save: Save) -> Form:
    """Plan a clip. Values: title, kind, genre, authors, recipient, seconds, note.

    The most used recipient is the default.
    """
    default = next((each.name for each in recipients.find("", 1)), "")
    return Form(_("A new clip"), _fields(None, default, recipients, people), save)


def change_clip_form(
    clip: ClipView, today: dt.date, recipients: NameSearch, people: NameSearch, save: Save, reread: Reread
) -> Form:
    """Change a clip. Values: those of `new_clip_form`, and sent and aired."""

    def fields_of(view: ClipView) -> list[Field]:
        fields = _fields(view, view.recipient, recipients, people)
        days = [
            day_field("sent", _("Sent on"), view.sent, today, past=True),
            day_field("aired", _("Aired on"), view.aired, today, past=True),
        ]
        return [*fields[:-1], *days, fields[-1]]

    return Form(_("Change a clip"), fields_of(clip), save, reread=fields_again(fields_of, reread))


def clip_day_form(state: ClipState, clip: ClipView, today: dt.date, save: Save, reread: Reread) -> Form:
    """Ask for the day on which a clip was sent or aired, by default today. Value: on."""
    is_sent = state is ClipState.SENT
    title, label = (_("Mark as sent"), _("Sent on")) if is_sent else (_("Mark as aired"), _("Aired on"))

    def fields_of(view: ClipView) -> list[Field]:
        day = (view.sent if is_sent else view.aired) or today
        return [day_field("on", label, day, today, past=True, required=True)]

    form_reread = fields_again(fields_of, reread)
    return Form(title, fields_of(clip), save, explanation=clip.title, reread=form_reread)


def _fields(clip: ClipView | None, recipient: str, recipients: NameSearch, people: NameSearch) -> list[Field]:
    genres: list[tuple[str, Hashable]] = [("–", ""), *((_(word), genre) for genre, word in CLIP_GENRES.items())]
    return [
        Entry("title", _("Title"), clip.title if clip else "", read=clean_title, required=True),
        Choice("kind", _("Kind"), [(_(word), kind) for kind, word in CLIP_KINDS.items()], _kind(clip)),
        authors_field(clip.authors if clip else "", people),
        Pick("recipient", _("For"), recipient, names=recipients, new=N_("new recipient: {name}")),
        length_field("seconds", _("Length"), clip.seconds if clip else None),
        Choice("genre", _("Genre"), genres, (clip.genre if clip else None) or ""),
        Entry("note", _("Note"), clip.note if clip else "", read=lambda text: clean(text, NOTE_LIMIT)),
    ]


def clip_values(values: Values) -> dict[str, Any]:
    """Convert the values of these forms to arguments of `television.add_clip` and `television.change_clip`."""
    texts = {name: values[name] or "" for name in ("authors", "recipient", "note")}
    return {**values, **texts, "genre": values["genre"] or None}


def _kind(clip: ClipView | None) -> ClipKind | None:
    return clip.kind if clip else None
