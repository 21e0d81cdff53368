"""The sections of the Station screen that list settings: those of the station, and the presets."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from rich.text import Text
from sqlalchemy.orm import Session

from radiodesk.locale import N_, _, formats
from radiodesk.media import treatments
from radiodesk.media.sound.recipes import BUILT_IN
from radiodesk.media.treatments import PresetView
from radiodesk.model import Action
from radiodesk.model.earlier_names import Earlier
from radiodesk.model.text import fold
from radiodesk.reports import periods
from radiodesk.staff import settings
from radiodesk.staff.hours import hours_text
from radiodesk.staff.settings import StationSettings
from radiodesk.tui import labels
from radiodesk.tui.access import Snapshot
from radiodesk.tui.dialogs import presets
from radiodesk.tui.dialogs import station_forms as forms
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.screens.station_section import Section, of
from radiodesk.tui.widgets.row_table import Column, cell


@dataclass(frozen=True)
class Setting:
    """One setting, as a row. It is changed in the form of all settings."""

    id: int
    field: str
    """Its field in the form; empty for what is only shown."""
    label: str
    value: str
    settings: StationSettings


def setting_id(field: str) -> int:
    """The id of the row of a setting, by its field in the form."""
    return crc32(field.encode())


class SettingsSection(Section[Setting]):
    """The settings of the station."""

    name, title = "settings", N_("Settings")
    actions = frozenset()

    def columns(self) -> list[Column]:
        """Each setting with its value."""
        return [Column(_("Setting"), 23), Column(_("Value"), share=1)]

    def read(self, session: Session) -> Sequence[Setting]:
        """All settings."""
        found = settings.settings(session)
        language = forms.LANGUAGES.get(found.language or "", _("as the machine"))
        rows = (
            ("name", _("Name of the station"), found.name),
            ("zone", _("Time zone"), found.zone),
            ("language", _("Language"), language),
            ("period_rule", _("Rule of the periods"), _(periods.RULES_WITH_DAYS[found.period_rule])),
            ("hours", _("Hours on air"), hours_text(found.hours) or "–"),
            ("keep_days", _("Keep recordings"), forms.days_in_words(found.keep_days)),
            ("keep_backups", _("Automatic backups"), forms.backups_in_words(found.keep_backups)),
            ("trash_days", _("Trash"), forms.trash_in_words(found.trash_days)),
            ("weeks_ahead", _("Plan ahead"), forms.weeks_in_words(found.weeks_ahead)),
            ("drop_folder", _("Drop folder"), found.drop_folder or str(self.access.config.home / "inbox")),
            ("on_time_seconds", _("Tolerance of starts"), formats.duration_in_words(found.on_time_seconds)),
            *((name, _(label), getattr(found.papers, name) or "–") for name, label in forms.PAPERS.items()),
            ("rounds_figures", _("Rounded figures"), _("yes") if found.rounds_figures else _("no")),
            ("", _("Folder of the desk"), str(self.access.config.home)),
        )
        return [Setting(setting_id(row[0]), *row, found) for row in rows]

    def cells(self, view: Setting) -> Sequence[Text]:
        """The setting and its value."""
        return cell(view.label, "dim"), cell(view.value)

    def label(self, view: Setting) -> str:
        """The value in full."""
        return f"{view.label}: {view.value}"

    def earlier(self, view: Setting) -> Sequence[Earlier]:
        """The earlier names of the station, in the line of its name."""
        return view.settings.earlier if view.field == "name" else ()

    def traits(self, view: Setting) -> Sequence[str]:
        """When the last backup was made."""
        return [self.access.backup_summary()] if view.field == "keep_backups" else ()

    def form(self, view: Setting | None) -> Form:
        """Change all settings."""
        assert view is not None  # noqa: S101 - nothing is added here
        access = self.access
        snapshot = Snapshot(access, view.settings, settings.settings)

        async def save(values: Values) -> None:
            change = of(settings.change, snapshot.view.version, **values, home=access.config.home, today=access.today())
            await access.change(Action.CHANGE_STATION, change)
            self.done(view.id)

        return forms.settings_form(view.settings, save, snapshot.reread, start=view.field)


class Preset:
    """A preset, as a row."""

    def __init__(self, view: PresetView) -> None:
        self.view = view
        self.id = crc32(fold(view.name).encode())
        """Stays the same while a built-in preset is replaced."""


class PresetSection(Section[Preset]):
    """How recordings are made fit for air."""

    name, title = "presets", N_("Presets")
    lists = "preset"
    actions = frozenset({"add", "remove", "search"})

    def columns(self) -> list[Column]:
        """As in the list of presets of the Media screen."""
        return presets.columns()

    def read(self, session: Session) -> Sequence[Preset]:
        """Built-in presets first."""
        return [Preset(each) for each in treatments.presets(session)]

    def cells(self, view: Preset) -> Sequence[Text]:
        """The columns of a preset."""
        return [cell(text) for text in presets.cells(view.view)]

    def label(self, view: Preset) -> str:
        """The name on screens."""
        return labels.preset(view.view.name)

    def searched(self, view: Preset) -> str:
        """The name on screens, and that in commands."""
        return f"{self.label(view)} {view.view.name}"

    def traits(self, view: Preset) -> Sequence[str]:
        """All settings."""
        return [presets.summary(view.view.settings)]

    def form(self, view: Preset | None) -> Form:
        """Change a preset, or add one that begins with the settings of the first one."""
        if view is None:
            return presets.new_preset_form(self.access, next(iter(BUILT_IN.values())))
        return presets.preset_form(self.access, view.view)

    async def removal_question(self, view: Preset) -> Confirm | None:
        """A built-in preset needs none: it cannot be removed."""
        return presets.removal_question(view.view) if view.view.version else None

    async def remove(self, view: Preset) -> None:
        """Remove a preset of the station."""
        await presets.remove(self.access, view.view)
