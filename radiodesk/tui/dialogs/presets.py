"""The presets of the station: a list, and the form of one preset."""

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from radiodesk.kinds import ChannelChoice, Genre
from radiodesk.locale import N_, _, formats
from radiodesk.media import treatments
from radiodesk.media.sound.recipes import BUILT_IN, CHANNELS, Settings
from radiodesk.media.treatments import PresetView
from radiodesk.model import Action
from radiodesk.model.parsing import parse_number
from radiodesk.tui import labels
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Toggle, Values, fields_again
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.undo_listing import UndoListing
from radiodesk.tui.labels import GENRES
from radiodesk.tui.widgets.row_table import Column

NUMBERS = {
    "target_lufs": N_("Loudness (LUFS)"),
    "ceiling_dbtp": N_("Highest peak (dBTP)"),
    "high_pass_hz": N_("High-pass (Hz)"),
    "before_seconds": N_("Silence before (s)"),
    "after_seconds": N_("Silence after (s)"),
    "fade_in_seconds": N_("Fade in (s)"),
    "fade_out_seconds": N_("Fade out (s)"),
}
"""The labels of the settings that are numbers."""

LEVELS = ("target_lufs", "ceiling_dbtp")
"""The settings that are levels."""


class Presets(UndoListing):
    """All presets. A built-in preset that is changed is replaced by one of the station."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "create", N_("New preset"), show=False),
        Binding("x,delete", "remove", N_("Remove the preset"), show=False),
    ]

    def __init__(self, access: DeskAccess, presets: Sequence[PresetView]) -> None:
        self.access = access
        self._presets = presets
        super().__init__(
            _("Presets"),
            columns(),
            [cells(each) for each in presets],
            explanation=_("How recordings are made fit for air. A preset with a genre is used for its stories."),
            opens=_("Enter: change · n: new · x: remove"),
        )

    def full_text(self, index: int) -> str:
        """All settings of a preset."""
        return summary(self._presets[index].settings)

    def open_row(self, index: int) -> None:
        """Change a preset."""
        self._change(self._presets[index])

    @acts
    async def _change(self, preset: PresetView) -> None:
        if await self.app.push_screen_wait(preset_form(self.access, preset)):
            await self._refresh_presets()

    @acts
    async def action_create(self) -> None:
        """Create a preset, with the settings of the highlighted one to begin with."""
        template = self._presets[self.highlighted_index or 0]
        if await self.app.push_screen_wait(new_preset_form(self.access, template.settings)):
            await self._refresh_presets()

    @acts
    async def action_remove(self) -> None:
        """Remove a preset of the station, after a question."""
        if (index := self.highlighted_index) is None:
            return
        preset = self._presets[index]
        if preset.version and not await self.app.push_screen_wait(removal_question(preset)):
            return
        try:
            await remove(self.access, preset)
        finally:
            await self._refresh_presets()

    @in_background("load")
    async def reload(self) -> None:
        """Show the presets as they are now."""
        await self._refresh_presets()

    async def _refresh_presets(self) -> None:
        self._presets = await self.access.read(treatments.presets)
        self.replace_rows([cells(each) for each in self._presets])


def preset_form(access: DeskAccess, known: PresetView) -> Form:
    """Change a preset."""
    snapshot = Snapshot(access, known, lambda session: treatments.preset(session, known.name))

    async def save(values: Values) -> None:
        settings, genre = _settings(values), values["genre"]
        version = snapshot.view.version
        await access.change(
            Action.SET_PRESET,
            lambda session: treatments.set_preset(session, known.name, version, settings, genre),
            name=known.name,
        )

    return Form(labels.preset(known.name), _fields(known), save, reread=fields_again(_fields, snapshot.reread))


def new_preset_form(access: DeskAccess, template: Settings) -> Form:
    """Create a preset. template: the settings to begin with."""

    async def save(values: Values) -> None:
        settings, genre = _settings(values), values["genre"]
        await access.change(
            Action.SET_PRESET,
            lambda session: treatments.create_preset(session, values["name"], settings, genre),
            name=values["name"],
        )

    name = Entry("name", _("Name"), required=True)
    return Form(_("New preset"), [name, *_fields(PresetView("", 0, None, template))], save)


def removal_question(preset: PresetView) -> Confirm:
    """The question before a preset of the station is removed."""
    name = labels.preset(preset.name)
    question = _("Remove the preset “{name}”?").format(name=name)
    if preset.name in BUILT_IN:
        question = _("Use the built-in “{name}” again, in place of the station's?").format(name=name)
    return Confirm(_("Remove the preset"), question, yes=_("Delete"))


async def remove(access: DeskAccess, preset: PresetView) -> None:
    """Remove a preset of the station. raises the errors of `treatments.remove_preset`."""
    await access.change(
        Action.REMOVE_PRESET,
        lambda session: treatments.remove_preset(session, preset.name, preset.version),
        name=preset.name,
    )


def columns() -> list[Column]:
    """The columns of a list of presets."""
    return [
        Column(_("Name"), share=2),
        Column("LUFS", 7, right=True),
        Column("dBTP", 6, right=True),
        Column(_("Genre"), share=1),
        Column(_("Channels"), share=1, wide=True),
        Column(_("Whose"), 11),
    ]


def cells(preset: PresetView) -> tuple[str, ...]:
    """One text for each column."""
    return (
        labels.preset(preset.name),
        formats.level(preset.settings.target_lufs),
        formats.level(preset.settings.ceiling_dbtp),
        _(GENRES[preset.genre]) if preset.genre else "",
        _(CHANNELS[preset.settings.channels]),
        _("the station") if preset.version else _("built in"),
    )


def summary(settings: Settings) -> str:
    """All settings of a preset, in one line."""
    numbers = [f"{_(label)}: {_shown(name, getattr(settings, name))}" for name, label in NUMBERS.items()]
    trim = _("Trim silence") + ": " + (_("yes") if settings.trim else _("no"))
    return " · ".join([*numbers, trim, _("Channels") + ": " + _(CHANNELS[settings.channels])])


def _shown(name: str, value: float) -> str:
    """A setting as the list shows it: levels with one decimal."""
    return formats.level(value) if name in LEVELS else formats.number(value)


def _fields(preset: PresetView) -> list[Field]:
    settings = preset.settings
    genres: list[tuple[str, Hashable]] = [(_("none"), ""), *((_(label), genre) for genre, label in GENRES.items())]
    channels: list[tuple[str, Hashable]] = [(_(word), choice) for choice, word in CHANNELS.items()]
    return [
        *(
            Entry(name, _(label), formats.number(getattr(settings, name)), read=parse_number, required=True)
            for name, label in NUMBERS.items()
        ),
        Toggle("trim", _("Trim silence"), settings.trim),
        Choice("channels", _("Channels"), channels, settings.channels),
        Choice("genre", _("For the genre"), genres, preset.genre or ""),
    ]


def _settings(values: Values) -> Settings:
    """The settings that were typed; values["genre"] becomes a genre or None. raises BadSetting."""
    values["genre"] = Genre(values["genre"]) if values["genre"] else None
    return Settings(
        **{name: values[name] for name in NUMBERS}, trim=values["trim"], channels=ChannelChoice(values["channels"])
    )
