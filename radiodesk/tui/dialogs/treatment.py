"""The form of a treatment's settings: gain, fades, high-pass filter, trimming and channels. The choice of a preset."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any

from textual.app import App

from radiodesk.kinds import ChannelChoice
from radiodesk.locale import _, formats
from radiodesk.media import treatments
from radiodesk.media.sound.recipes import CHANNELS
from radiodesk.media.treatments import TreatmentView
from radiodesk.model.parsing import parse_number
from radiodesk.model.text import fold
from radiodesk.tui import labels
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Save, Values, fields_again
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.widgets.treatment_lines import preset_detail


def treatment_form(view: TreatmentView, save: Save, reread: Callable[[], Awaitable[TreatmentView]]) -> Form:
    """Change a treatment. Values: gain_db, fade_in_seconds, fade_out_seconds, high_pass_hz, trim, channels.

    An empty number, or "preset" for trim and channels, takes the preset's setting.
    """
    return Form(_("Treatment settings"), _fields(view), save, reread=fields_again(_fields, reread))


def _fields(view: TreatmentView) -> list[Field]:
    recipe, settings = view.recipe, view.settings
    as_preset = _("as the preset: {value}")

    def number(name: str, label: str) -> Entry:
        own = getattr(recipe, name)
        value = "" if own is None else formats.number(own)
        placeholder = as_preset.format(value=formats.number(getattr(settings, name)))
        return Entry(name, label, value, read=parse_number, placeholder=placeholder)

    trim: list[tuple[str, Hashable]] = [
        (as_preset.format(value=_("yes") if settings.trim else _("no")), "preset"),
        (_("yes"), "yes"),
        (_("no"), "no"),
    ]
    channels: list[tuple[str, Hashable]] = [
        (as_preset.format(value=_(CHANNELS[settings.channels])), "preset"),
        *((_(word), choice.value) for choice, word in CHANNELS.items()),
    ]
    chosen_trim = "preset" if recipe.trim is None else "yes" if recipe.trim else "no"
    return [
        Entry("gain_db", _("Gain (dB)"), formats.number(recipe.gain_db), read=parse_number),
        number("fade_in_seconds", _("Fade in (s)")),
        number("fade_out_seconds", _("Fade out (s)")),
        number("high_pass_hz", _("High-pass (Hz)")),
        Choice("trim", _("Trim silence"), trim, chosen_trim),
        Choice("channels", _("Channels"), channels, "preset" if recipe.channels is None else recipe.channels.value),
    ]


def chosen_values(values: Values) -> Values:
    """Convert the values of `treatment_form` to the fields of a `Recipe`."""
    trim, channels = values["trim"], values["channels"]
    return values | {
        "gain_db": values["gain_db"] or 0.0,
        "trim": None if trim == "preset" else trim == "yes",
        "channels": None if channels == "preset" else ChannelChoice(channels),
    }


async def pick_preset(app: App[Any], access: DeskAccess) -> str | None:
    """Ask for a preset. Returns its name, or None. Call it in a worker."""
    presets = await access.read(treatments.presets)

    async def find(query: str) -> Sequence[Candidate[str]]:
        return [
            Candidate(preset.name, labels.preset(preset.name), preset_detail(preset))
            for preset in presets
            if fold(query) in fold(f"{labels.preset(preset.name)} {preset.name}")
        ]

    empty = _("No preset has that name.")
    return await app.push_screen_wait(
        Picker(_("Which preset?"), find, empty=empty, placeholder=_("Type a part of the name"))
    )
