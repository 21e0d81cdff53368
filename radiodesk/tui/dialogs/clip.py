"""The forms of clips and columns for television."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence

from radiodesk.kinds import ClipKind
from radiodesk.locale import _, formats
from radiodesk.model.parsing import parse_day, parse_duration
from radiodesk.model.text import NOTE_LIMIT, clean, clean_title
from radiodesk.newsroom.views import ClipView
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.labels import CLIP_KINDS

Save = Callable[[Values], Awaitable[object]]
Reread = Callable[[], Awaitable[object]]


def new_clip_form(recipients: Sequence[str], save: Save) -> Form:
    """Plan a clip. Values: title, kind, authors, recipient, seconds, note. The first recipient is the default."""
    default = recipients[0] if recipients else ""
    return Form(_("A new clip"), _fields(None, default, recipients), save)


def change_clip_form(clip: ClipView, recipients: Sequence[str], save: Save, reread: Reread) -> Form:
    """Change a clip. Values: those of `new_clip_form`, and sent and aired."""
    fields = _fields(clip, clip.recipient, recipients)
    days = [_day("sent", _("Sent on"), clip.sent), _day("aired", _("Aired on"), clip.aired)]
    return Form(_("Change a clip"), [*fields[:-1], *days, fields[-1]], save, reread=reread)


def clip_day_form(title: str, label: str, clip: ClipView, day: dt.date, save: Save, reread: Reread) -> Form:
    """Ask for the day on which a clip changed its state. Value: on."""
    return Form(title, [_day("on", label, day, required=True)], save, explanation=clip.title, reread=reread)


def _fields(clip: ClipView | None, recipient: str, recipients: Sequence[str]) -> list[Field]:
    length = formats.duration(clip.seconds) if clip and clip.seconds is not None else ""
    return [
        Entry("title", _("Title"), clip.title if clip else "", read=clean_title, required=True),
        Choice("kind", _("Kind"), [(_(word), kind) for kind, word in CLIP_KINDS.items()], _kind(clip)),
        Entry("authors", _("Authors"), clip.authors if clip else "", placeholder=_("Thu Hà, Đức Anh")),
        Entry("recipient", _("For"), recipient, suggestions=recipients),
        Entry("seconds", _("Length"), length, read=parse_duration, placeholder=_("1:15 or 75 giây")),
        Entry("note", _("Note"), clip.note if clip else "", read=lambda text: clean(text, NOTE_LIMIT)),
    ]


def _kind(clip: ClipView | None) -> ClipKind | None:
    return clip.kind if clip else None


def _day(name: str, label: str, day: dt.date | None, *, required: bool = False) -> Entry:
    return Entry(name, label, formats.day(day) if day else "", read=parse_day, required=required)
