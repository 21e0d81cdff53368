"""The forms of the Station screen: a programme, a person, a name, and the settings of the station."""

import re
from collections.abc import Awaitable, Callable, Hashable
from pathlib import Path

from radiodesk.errors import UserError
from radiodesk.kinds import Role
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model.name_search import NameSearch
from radiodesk.model.names import one_name
from radiodesk.model.text import clean, clean_title, fold
from radiodesk.model.typed import typed_length
from radiodesk.reports import periods
from radiodesk.schedule.programmes import ProgrammeView, Traits
from radiodesk.staff.hours import hours_text, parse_hours
from radiodesk.staff.partners import PartnerView
from radiodesk.staff.people import PersonView
from radiodesk.staff.settings import Papers, StationSettings, check_mark
from radiodesk.tui.dialogs.fields import (
    Choice,
    Entry,
    Field,
    Pick,
    Save,
    Toggle,
    Values,
    fields_again,
    programme_length,
)
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.paths import PathSuggester
from radiodesk.tui.labels import PROGRAMME_KINDS, ROLES

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""The languages of the screens, each in its own word."""


PAPERS = {
    "parent_body": N_("Parent body"),
    "paper_mark": N_("Mark of reports"),
    "paper_place": N_("Place of papers"),
    "signer_office": N_("Office of the signer"),
    "signer_name": N_("Name of the signer"),
}
"""The label of each setting of papers."""


class NotANumber(UserError):
    """A number of days or backups that is none."""

    message = N_("“{typed}” is not a number: type one such as 30")


def programme_form(
    view: ProgrammeView | None, people: NameSearch, save: Save, reread: Callable[[], Awaitable[ProgrammeView]]
) -> Form:
    """Add a programme (view is None) or change one: title, corrects, kind, traits. people: who may be in charge."""

    async def save_traits(values: Values) -> None:
        lengths = {name: values.pop(name) for name in ("least_seconds", "usual_seconds", "most_seconds")}
        flags = {name: values.pop(name) for name in ("special", "own_live", "active")}
        language, owner, partner = (values.pop(name) or "" for name in ("language", "owner", "partner"))
        traits = Traits(language=language, owner=owner, partner=partner, **lengths, **flags)
        await save({**values, "traits": traits})

    def fields_of(view: ProgrammeView | None) -> list[Field]:
        traits = view.traits if view else Traits()
        kinds: list[tuple[str, Hashable]] = [(_(word), kind) for kind, word in PROGRAMME_KINDS.items()]
        return [
            Entry("title", _("Title"), view.title if view else "", read=clean_title, required=True),
            *_correction(view),
            Choice("kind", _("Kind"), kinds, view.kind if view else None, required=True),
            programme_length("usual_seconds", _("Usual length"), traits.usual_seconds),
            programme_length("least_seconds", _("Shortest length"), traits.least_seconds),
            programme_length("most_seconds", _("Longest length"), traits.most_seconds),
            Entry("language", _("Language"), traits.language, placeholder=_("empty: Vietnamese")),
            Pick("owner", _("In charge"), traits.owner, read=one_name, names=people, new=N_("new person: {name}")),
            Entry("partner", _("Made with"), traits.partner, placeholder=_("another organisation, or empty")),
            Toggle("special", _("Special programme"), traits.special),
            Toggle("own_live", _("Own live programme"), traits.own_live),
            Toggle("active", _("In use"), traits.active),
        ]

    if view is None:
        return Form(_("A new programme"), fields_of(None), save_traits)
    return Form(_("Change the programme"), fields_of(view), save_traits, reread=fields_again(fields_of, reread))


def person_form(view: PersonView | None, save: Save, reread: Callable[[], Awaitable[PersonView]]) -> Form:
    """Add a person (view is None) or change one. Values: name, corrects, short_name, initials, roles."""

    async def save_roles(values: Values) -> None:
        roles = [role for role in Role if values.pop(role.value)]
        texts = {name: values[name] or "" for name in ("short_name", "initials")}
        await save({**values, **texts, "roles": roles})

    def fields_of(view: PersonView | None) -> list[Field]:
        roles = view.roles if view else ()
        return [
            Entry("name", _("Name"), view.name if view else "", read=clean_title, required=True),
            *_correction(view),
            Entry("short_name", _("Short name"), view.short_name if view else ""),
            Entry("initials", _("Initials"), view.initials if view else ""),
            *(Toggle(role.value, _(word), role in roles) for role, word in ROLES.items()),
        ]

    if view is None:
        return Form(_("A new person"), fields_of(None), save_roles)
    return Form(_("Change the person"), fields_of(view), save_roles, reread=fields_again(fields_of, reread))


def name_form(title: str, view: PartnerView | None, save: Save, reread: Callable[[], Awaitable[PartnerView]]) -> Form:
    """Add an upstream, a recipient or a topic (view is None), or rename one. Values: name, corrects."""

    def fields_of(view: PartnerView | None) -> list[Field]:
        name = Entry("name", _("Name"), view.name if view else "", read=clean_title, required=True)
        return [name, *_correction(view)]

    if view is None:
        return Form(title, fields_of(None), save)
    return Form(title, fields_of(view), save, reread=fields_again(fields_of, reread))


def _correction(view: object | None) -> list[Field]:
    """Whether another name corrects the present one. Otherwise reports of past periods keep that. view: None if new."""
    return [] if view is None else [Toggle("corrects", _("Only a correction: past reports show the new name too"))]


def settings_form(
    view: StationSettings, save: Save, reread: Callable[[], Awaitable[StationSettings]], *, start: str
) -> Form:
    """Change the settings. Values: those of `settings.change`. start: the field to begin in; empty for the first."""

    async def save_settings(values: Values) -> None:
        folder = values["drop_folder"]
        papers = {name: values.pop(name) or "" for name in PAPERS}
        changed = {
            "papers": Papers(**papers),
            "language": values["language"] or None,
            "hours": values["hours"] or (),
            "drop_folder": Path(folder) if folder else None,
        }
        await save({**values, **changed})

    def fields_of(view: StationSettings) -> list[Field]:
        languages: list[tuple[str, Hashable]] = [(_("as the machine"), ""), *((w, v) for v, w in LANGUAGES.items())]
        rules: list[tuple[str, Hashable]] = [(_(word), rule) for rule, word in periods.RULES_WITH_DAYS.items()]
        return [
            Entry("name", _("Name of the station"), view.name, read=clean_title, required=True),
            Entry("zone", _("Time zone"), view.zone, read=clean, required=True),
            Choice("language", _("Language"), languages, view.language or ""),
            Choice("period_rule", _("Rule of the periods"), rules, view.period_rule),
            Entry("hours", _("Hours on air"), hours_text(view.hours), read=parse_hours, placeholder="05:00-22:00"),
            Entry(
                "keep_days", _("Keep recordings"), str(view.keep_days), read=_days, required=True, shows=days_in_words
            ),
            Entry(
                "keep_backups",
                _("Automatic backups"),
                str(view.keep_backups),
                read=_number,
                required=True,
                shows=backups_in_words,
            ),
            Entry(
                "trash_days",
                _("Trash"),
                str(view.trash_days),
                read=_days,
                required=True,
                shows=trash_in_words,
            ),
            Entry(
                "weeks_ahead",
                _("Plan ahead"),
                str(view.weeks_ahead),
                read=_number,
                required=True,
                shows=weeks_in_words,
            ),
            Entry(
                "drop_folder",
                _("Drop folder"),
                view.drop_folder or "",
                suggestions=PathSuggester(),
                placeholder=_("empty: inbox in the home"),
            ),
            Entry(
                "on_time_seconds",
                _("Tolerance of starts"),
                str(view.on_time_seconds),
                read=_seconds,
                required=True,
                shows=formats.duration_in_words,
            ),
            *_paper_fields(view.papers),
            Toggle("rounds_figures", _("Rounded figures: gần 300, trên 3.400"), view.rounds_figures),
        ]

    again = fields_again(fields_of, reread)
    return Form(_("Settings of the station"), fields_of(view), save_settings, reread=again, start=start)


def _paper_fields(papers: Papers) -> list[Field]:
    """The fields of what the station's papers say in their head and at their foot."""
    placeholders = {"paper_mark": "BC-ĐPT", "paper_place": "Lương Tài", "signer_office": "TRƯỞNG ĐÀI"}
    return [
        Entry(
            name,
            _(label),
            getattr(papers, name),
            read=check_mark if name == "paper_mark" else clean,
            placeholder=placeholders.get(name, ""),
        )
        for name, label in PAPERS.items()
    ]


def days_in_words(days: int) -> str:
    """For how long recordings are kept."""
    said = ngettext("{count} day after the last broadcast", "{count} days after the last broadcast", days)
    return said.format(count=formats.number(days))


def weeks_in_words(weeks: int) -> str:
    """For how long broadcasts are planned from the grid."""
    return ngettext("{count} week of the grid", "{count} weeks of the grid", weeks).format(count=weeks)


def trash_in_words(days: int) -> str:
    """For how long deleted files are kept."""
    said = ngettext("deleted files for {count} day", "deleted files for {count} days", days)
    return said.format(count=formats.number(days))


def backups_in_words(count: int) -> str:
    """Which automatic backups are kept."""
    said = ngettext("the newest, and one per month", "the {count} newest, and one per month", count)
    return said.format(count=formats.number(count))


def _days(typed: str) -> int:
    """The number of days of "45", "45 ngày" or "45 days". raises NotANumber."""
    digits = re.sub(r" ?(ngay|days?)$", "", fold(typed))
    return _number(digits if digits.isdecimal() else typed)


def _seconds(typed: str) -> int:
    """The seconds of a tolerance, which may be 0. raises UntypedLength."""
    return 0 if re.fullmatch("[0: ]+", typed.strip()) else typed_length(typed)


def _number(typed: str) -> int:
    """A number of days or backups. raises NotANumber."""
    if not re.fullmatch(r"[0-9]{1,6}", typed.strip()):
        raise NotANumber(typed=typed)
    return int(typed)
