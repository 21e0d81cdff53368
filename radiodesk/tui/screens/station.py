"""The Station screen: settings, programmes, people, upstreams, recipients and more. Everything is corrected here."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from radiodesk.locale import N_, _, formats
from radiodesk.model.text import fold, key
from radiodesk.tui.access import Changed, DeskAccess
from radiodesk.tui.background import acts
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.screens.base import loads
from radiodesk.tui.screens.searching import NOTHING_FOUND, SearchScreen
from radiodesk.tui.screens.station_indicators import OwnIndicatorSection
from radiodesk.tui.screens.station_report_kinds import ReportKindSection
from radiodesk.tui.screens.station_section import Section
from radiodesk.tui.screens.station_sections import (
    PeopleSection,
    ProgrammeSection,
    RecipientSection,
    TopicSection,
    UpstreamSection,
)
from radiodesk.tui.screens.station_settings import PresetSection, SettingsSection, setting_id
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.key_bar import Key, KeyLines
from radiodesk.tui.widgets.row_table import Column, RowTable
from radiodesk.tui.widgets.search_line import SearchLine

SECTIONS: tuple[type[Section[Any]], ...] = (
    SettingsSection,
    ProgrammeSection,
    PeopleSection,
    UpstreamSection,
    RecipientSection,
    TopicSection,
    ReportKindSection,
    OwnIndicatorSection,
    PresetSection,
)
"""In the order of the screen."""


class MergeList(Listing):
    """Asks which one of the others a row is merged into."""

    def __init__(self, section: Section[Any], gone: Any, others: Sequence[Any]) -> None:
        self._details = [section.detail(view) for view in others]
        name = section.label(gone)
        explanation = _("Everything of “{name}” moves to the one that you choose. Which one stays?")
        super().__init__(
            _("Merge “{name}”").format(name=name),
            [Column(_("Name"), share=1), Column(_(section.used), 12, right=True)],
            [(section.label(view), formats.number(section.uses(view))) for view in others],
            explanation=explanation.format(name=name),
            opens=_("Enter: this one stays"),
        )

    def full_text(self, index: int) -> str:
        """The name in full, with its earlier names."""
        return self._details[index]


class StationScreen(SearchScreen):
    """One section at a time: a list, and a line on the row under the cursor."""

    MODE = "station"
    CSS_PATH = "station.tcss"
    AUTO_FOCUS = "RowTable.-shown"
    SEARCH = N_("A part of the name; Esc shows all again")
    ABOUT = N_(
        "Names, kinds and lengths are corrected here, also what a ledger brought in: ● in use, ○ not in use, ▲ a "
        "double. Whatever is renamed or merged keeps its earlier name, and an import finds it by that name."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "step(1)", N_("Other section"), key_display="← →"),
        Binding("left", "step(-1)", N_("Previous section"), show=False),
        Binding("n", "add", N_("New")),
        Binding("e", "change", N_("Edit")),
        Binding("G", "merge", N_("Merge")),
        Binding("x,delete", "remove", N_("Remove")),
        Binding("slash", "search", N_("Search"), priority=True),
    ]

    def __init__(self, access: DeskAccess) -> None:
        super().__init__(access)
        self._sections: list[Section[Any]] = [section(access, self.reload) for section in SECTIONS]
        self._current = 0
        self._all: Sequence[Any] = ()
        """The rows of the section."""
        self._rows: dict[int, Any] = {}
        """Those that match the search, by their ids."""

    @property
    def section(self) -> Section[Any]:
        """The section that is shown."""
        return self._sections[self._current]

    def rows_among(self, changed: Changed) -> Sequence[int]:
        """The rows of the section."""
        return [row_id for table, row_id in changed if table == self.section.lists]

    @property
    def table(self) -> RowTable:
        """Its table."""
        return self.query_one(f"#{self.section.name}", RowTable)

    def body(self) -> Iterable[Widget]:
        """The names of the sections, the search field, the tables, and a line on the highlighted row."""
        lines = KeyLines(self._titles())
        lines.id = "sections"
        yield lines
        yield self.search_line()
        for section in self._sections:
            table = RowTable(section.columns(), id=section.name)
            table.set_class(section is self.section, "-shown")
            yield table
        yield Static(classes="empty", markup=False)
        yield Clipped(id="detail")

    def _titles(self) -> tuple[Key, ...]:
        return tuple(
            Key("", _(each.title), f"screen.show({each.name!r})", current=each is self.section)
            for each in self._sections
        )

    @loads
    async def load(self) -> None:
        """Show the rows of the section that match."""
        section = self.section
        self._all = await self.access.read(section.read)
        if section is self.section:
            self._show_matching()

    def _show_matching(self) -> None:
        section, query = self.section, fold(self.searched)
        found = [view for view in self._all if query in fold(section.searched(view))]
        self._rows = {view.id: view for view in found}
        count = formats.number(len(self._all))
        if query:
            count = _("{found} of {all}").format(found=formats.number(len(found)), all=count)
        self.set_heading(_(section.title), count if "search" in section.actions else "")
        table, empty = self.table, self.query_one(".empty", Static)
        table.fill([(view.id, view) for view in found], section.cells, cursor_on=self.cursor_on)
        self.cursor_on = None
        table.display = bool(found)
        empty.display = not found
        empty.update(_(NOTHING_FOUND) if query else _(section.empty) if section.empty else "")
        self._show_detail()

    def highlighted(self) -> Any | None:
        """The row under the cursor."""
        row_id = self.table.row_id
        return None if row_id is None else self._rows.get(row_id)

    @on(RowTable.RowHighlighted)
    def _show_detail(self) -> None:
        view = self.highlighted()
        self.query_one("#detail", Static).update("" if view is None else self.section.detail(view))

    @on(RowTable.RowOpened)
    def _open(self) -> None:
        self.action_change()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the section offers."""
        if action in ("add", "merge", "remove", "search") and action not in self.section.actions:
            return False
        return super().check_action(action, parameters)

    def action_show(self, name: str) -> None:
        """Show a section."""
        self._show(next(number for number, each in enumerate(self._sections) if each.name == name))

    def show_row(self, row_id: int | None, table: str = "") -> None:
        """Show a row of one of the sections, or the settings of papers for the row of the station."""
        is_station = table == "station"
        self.action_show(next(each.name for each in self._sections if is_station or each.lists == table))
        super().show_row(setting_id("paper_mark") if is_station else row_id, table)

    def action_step(self, by: int) -> None:
        """Show the next section (1) or the one before (-1)."""
        self._show((self._current + by) % len(self._sections))

    def _show(self, number: int) -> None:
        """Show a section, without a search."""
        self.query_one(SearchLine).close()
        self.query(".empty").first().display = False
        self._current, self._all, self._rows = number, (), {}
        for section in self._sections:
            table = self.query_one(f"#{section.name}", RowTable)
            table.set_class(section is self.section, "-shown")
            table.display = section is self.section
        self.query_one("#sections", KeyLines).show(self._titles())
        self.table.focus()
        self.refresh_bindings()
        self.reload()

    def show_found(self) -> None:
        """Search among the rows that were loaded."""
        self._show_matching()

    @acts
    async def action_add(self) -> None:
        """Add a row to the section."""
        if self.shown_state is None:
            return  # what the form proposes could not be read, as was said
        if form := await self.section.new_form(self.app):
            await self.app.push_screen_wait(form)

    @acts
    async def action_change(self) -> None:
        """Change the highlighted row."""
        if (view := self.highlighted()) is not None:
            await self.app.push_screen_wait(self.section.form(view))

    @acts
    async def action_merge(self) -> None:
        """Ask which row to merge the highlighted one into, state what moves, and merge them."""
        section, gone = self.section, self.highlighted()
        if gone is None:
            return
        name = section.label(gone)
        others = [view for view in self._all if view.id != gone.id]
        if not others:
            self.notify(_("There is nothing to merge “{name}” into").format(name=name), markup=False)
            return
        chosen = await self.app.push_screen_wait(MergeList(section, gone, others))
        if chosen is None:
            return
        kept = others[chosen]
        question = await section.merge_question(gone, kept)
        if key(name) != key(section.label(kept)):
            question += "\n" + _("“{name}” is kept as an earlier name.").format(name=name)
        title = _("Merge “{name}” into “{kept}”?").format(name=name, kept=section.label(kept))
        confirm = Confirm(title, question, yes=_("Merge"))
        if await self.app.push_screen_wait(confirm):
            await section.merge(gone, kept)
            self.reload(kept.id)

    @acts
    async def action_remove(self) -> None:
        """Remove the highlighted row, after a question."""
        section, view = self.section, self.highlighted()
        if view is None:
            return
        question: Confirm | None = await section.removal_question(view)
        if question is not None and not await self.app.push_screen_wait(question):
            return
        await section.remove(view)
        self.reload()
