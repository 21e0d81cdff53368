"""The rules for royalties: base salaries, the frame of coefficients, norms, caps and tax, listed and changed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar, TypeVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from radiodesk import outputs
from radiodesk.errors import visible
from radiodesk.locale import N_, _, formats
from radiodesk.model import Action, text_files
from radiodesk.model.name_search import NameSearch
from radiodesk.model.toml_files import BadFile
from radiodesk.reports.royalties import editing, settings, settings_file, settings_writing
from radiodesk.reports.royalties.allowed import shown
from radiodesk.reports.royalties.labels import GENRES, ROLES
from radiodesk.reports.royalties.rules import Norm, Rate, Rules, Salary
from radiodesk.staff import choices
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs import royalty_rule_forms as forms
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.exporting import ask_export
from radiodesk.tui.dialogs.fields import Entry, Save, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.grid_files import mistakes
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.paths import PathSuggester, read_paths
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.dialogs.undo_listing import UndoListing
from radiodesk.tui.widgets.row_table import Column

ENDINGS = (".toml",)
NAME = "quy-dinh-nhuan-but.toml"
"""The file that the rules are written to unless another one is named."""

IMPORT = N_("Import a file of rules")

SALARY, RATE, NORM, OPTIONS = N_("Base salary"), N_("Coefficient"), N_("Norm"), N_("Other rule")
"""What a row is, untranslated."""

Rule = TypeVar("Rule", Salary, Rate, Norm)


@dataclass(frozen=True)
class Row:
    """A row of the list. rule: None for one of the other rules."""

    kind: str
    rule: Salary | Rate | Norm | None
    about: str
    value: str
    field: str = ""
    """The field of the form to begin in; empty for the first."""

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns."""
        return _(self.kind), self.about, self.value


@dataclass(frozen=True)
class Seen:
    """What a form was opened on: all rules, and the one that it changes. rule: None for a new one, and for options."""

    rules: Rules
    rule: Salary | Rate | Norm | None


def one(kind: type[Rule], rule: Salary | Rate | Norm | None) -> Rule | None:
    """A rule of a kind, or None where there is none."""
    return rule if isinstance(rule, kind) else None


class RoyaltyRules(UndoListing):
    """All rules. n adds one, e changes it, x removes it; * takes the examples over; b reads a file, g writes one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("New"), show=False),
        Binding("e", "change", N_("Edit"), show=False),
        Binding("x,delete", "remove", N_("Remove"), show=False),
        Binding("asterisk", "confirm_rates", N_("Accept"), show=False),
        Binding("b", "read_file", N_("Import a file"), show=False),
        Binding("g", "write_file", N_("Write to a file"), show=False),
    ]

    def __init__(self, access: DeskAccess) -> None:
        self.access = access
        self._rules: Rules | None = None
        self._shown: Sequence[Row] = ()
        self._people = NameSearch(())
        super().__init__(
            _("Rules for royalties and fees"),
            [Column(_("Rule"), 12), Column(_("What it is about"), 20, share=3), Column(_("Value"), 16, share=2)],
            [],
            explanation=" ",
            opens=_("Enter: change · n: new · x: remove · b: import · g: file"),
        )

    def on_mount(self) -> None:
        """Read the rules."""
        self.reload()

    @in_background("load")
    async def reload(self) -> None:
        """Show the rules as they are now."""

        def read(session: Session) -> tuple[Rules, NameSearch]:
            return settings.rules(session), choices.people(session)

        rules, self._people = await self.access.read(read)
        self._rules, self._shown = rules, rows_of(rules)
        own = _("The coefficients are the station's own.")
        examples = _(
            "▲ The station has not set its own coefficients: these are examples. Do not pay by them. Change what is "
            "different here, or press * to accept all of them as the station's own."
        )
        self.explain(own if rules.is_own_frame else examples)
        self.replace_rows([each.cells for each in self._shown])

    @property
    def _chosen(self) -> Row | None:
        index = self.highlighted_index
        return None if index is None or not self._shown else self._shown[index]

    def open_row(self, index: int) -> None:
        """Change a rule."""
        self._change(self._shown[index])

    def action_change(self) -> None:
        """Change the highlighted rule."""
        if (row := self._chosen) is not None:
            self._change(row)

    @acts
    async def _change(self, row: Row) -> None:
        await self._edit(row.kind, row.rule, row.field)

    @acts
    async def action_add(self) -> None:
        """Ask what kind of rule to add, and add it."""
        kinds = [SALARY, RATE, NORM]
        columns = [Column(_("What"), share=1)]
        asked = Listing(_("A new rule"), columns, [(_(kind),) for kind in kinds], opens=_("Enter: this"))
        chosen = await self.app.push_screen_wait(asked)
        if chosen is not None:
            await self._edit(kinds[chosen], None)

    async def _edit(self, kind: str, rule: Salary | Rate | Norm | None, start: str = "") -> None:
        """Show the form of a rule, or of a new one of a kind. start: the field to begin in; empty for the first."""
        if self._rules is None:
            return

        def read(session: Session) -> Seen:
            rules = settings.rules(session)
            return Seen(rules, editing.current(rules, rule) if rule else None)

        snapshot = Snapshot(self.access, Seen(self._rules, rule), read)
        put = PUT[kind]

        async def save(values: Values) -> None:
            seen = snapshot.view
            rules = (seen.rules,) if kind == OPTIONS else (seen.rules, seen.rule)
            values = {"values": values} if kind == OPTIONS else values
            await self.access.change(Action.CHANGE_ROYALTIES, lambda session: put(session, *rules, **values))

        await self.app.push_screen_wait(self._form(kind, save, snapshot, start))
        self.reload()  # also without a change of one's own: the form may have told of somebody else's

    def _form(self, kind: str, save: Save, snapshot: Snapshot[Seen], start: str) -> Form:
        seen = snapshot.view

        def again(of: type[Rule]) -> Callable[[], Awaitable[Rule | None]]:
            async def reread() -> Rule | None:
                return one(of, (await snapshot.reread()).rule)

            return reread

        async def reread_rules() -> Rules:
            return (await snapshot.reread()).rules

        if kind == SALARY:
            return forms.salary_form(one(Salary, seen.rule), save, again(Salary), self.access.today())
        if kind == RATE:
            rate = one(Rate, seen.rule)
            return forms.rate_form(rate, save, again(Rate), is_own_frame=seen.rules.is_own_frame)
        if kind == NORM:
            return forms.norm_form(one(Norm, seen.rule), self._people, save, again(Norm))
        return forms.options_form(seen.rules, save, reread_rules, start=start)

    @acts
    async def action_remove(self) -> None:
        """Remove the highlighted rule, after a question."""
        row, seen = self._chosen, self._rules
        if row is None or seen is None:
            return
        rule = row.rule
        if rule is None:
            self.notify(_("This rule stays: change its value."), markup=False)
            return
        question = _("Remove the rule for {what}?").format(what=editing.what(rule))
        if await self.app.push_screen_wait(Confirm(_("Delete"), question, yes=_("Delete"))):
            try:
                remove = partial(editing.remove, seen=seen, rule=rule)
                await self.access.change(Action.CHANGE_ROYALTIES, lambda session: remove(session))
            finally:
                self.reload()

    @acts
    async def action_confirm_rates(self) -> None:
        """Make the examples the station's own coefficients, after a question."""
        seen = self._rules
        if seen is None:
            return
        if seen.is_own_frame:
            self.notify(_("The coefficients are the station's own already."), markup=False)
            return
        question = _(
            "All {count} coefficients of the list become the station's own, as they are. Months can then be closed and "
            "paid by them. Each can still be changed."
        ).format(count=formats.number(len(seen.rates)))
        title = _("Accept the examples as the station's own?")
        if await self.app.push_screen_wait(Confirm(title, question, yes=_("Accept"))):
            try:
                confirm = partial(editing.confirm_rates, seen=seen)
                await self.access.change(Action.CHANGE_ROYALTIES, lambda session: confirm(session))
            finally:
                self.reload()

    @acts
    async def action_read_file(self) -> None:
        """Ask for a file of rules, show what it changes, and apply it."""
        chosen: list[Path] = []

        async def resolve(values: Values) -> None:
            chosen[:] = (await asyncio.to_thread(read_paths, values["file"]))[:1]

        suggestions = PathSuggester(lambda path: path.suffix.lower() in ENDINGS)
        file = Entry("file", _("File of rules"), required=True, suggestions=suggestions, placeholder="~/….toml")
        explanation = _("What the file does not name stays. A preview is shown before anything is changed.")
        form = Form(_(IMPORT), [file], resolve, button=_("Preview"), explanation=explanation)
        if not await self.app.push_screen_wait(form) or not chosen:
            return
        try:
            await self._apply(chosen[0])
        except BadFile as error:
            await self.app.push_screen_wait(mistakes(chosen[0], error))
        self.reload()

    async def _apply(self, file: Path) -> None:
        """Show what a file changes, and apply it if the user agrees. raises BadFile."""
        name = visible(file.name)
        wanted = settings_file.read(name, await asyncio.to_thread(text_files.text_of, str(file)))
        said = await self.access.try_out(
            Action.APPLY_ROYALTIES, lambda session: [*map(visible, settings_file.apply(session, wanted))]
        )
        nothing = _("The rules are these already")
        kinds = [_("Changes")] * len(said)
        if await self.app.push_screen_wait(
            Review(_(IMPORT), name, said, kinds=kinds, yes=_("Apply")) if said else Review(_(IMPORT), nothing, [])
        ):
            apply = partial(settings_file.apply, wanted=wanted)
            await self.access.change(Action.APPLY_ROYALTIES, lambda session: apply(session), file=name)

    @acts
    async def action_write_file(self) -> None:
        """Write all rules to a file."""
        access = self.access
        explanation = _("All rules as a file (.toml), which can be changed and imported again.")
        title, proposed = _("Write the rules to a file"), access.config.home / "papers" / NAME
        values = await ask_export(
            self.app,
            access,
            title,
            proposed=proposed,
            endings=ENDINGS,
            explanation=explanation,
        )
        if values is None:
            return
        file: Path = values["file"]
        text = await access.read(lambda session: settings_writing.write(settings.rules(session)))
        await asyncio.to_thread(outputs.write, access.config, str(file), text.encode(), endings=ENDINGS)
        access.confirm(_("The rules are written to {file}").format(file=file))


PUT: dict[str, Callable[..., None]] = {
    SALARY: editing.put_salary,
    RATE: editing.put_rate,
    NORM: editing.put_norm,
    OPTIONS: editing.set_options,
}
"""What saves the form of each kind of row."""


def rows_of(rules: Rules) -> list[Row]:
    """The rows of all rules: base salaries, the newest first; coefficients; norms; the others."""
    found = [
        Row(SALARY, each, _("from {day}").format(day=formats.day(each.since)), f"{formats.number(each.amount)} đồng")
        for each in sorted(rules.salaries, key=lambda each: each.since, reverse=True)
    ]
    found += [Row(RATE, each, f"{_(GENRES[each.genre])} · {_(ROLES[each.role])}", _rate(each)) for each in rules.rates]
    found += [Row(NORM, each, editing.what(each), _norm(each)) for each in rules.norms]
    values = editing.options_in_words(rules)
    return found + [Row(OPTIONS, None, _(editing.OPTION_LABELS[name]), value, name) for name, value in values.items()]


def _rate(rate: Rate) -> str:
    words = _("{usual} % of the piece ({least} to {most})") if rate.of_piece else _("{usual} ({least} to {most})")
    return words.format(usual=shown(rate.usual), least=shown(rate.least), most=shown(rate.most))


def _norm(norm: Norm) -> str:
    return f"{shown(norm.amount)} {_(forms.MEASURES[norm.measure])}"
