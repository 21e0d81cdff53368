"""Check the media store, list what was found, and answer each finding by a key."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.media import batches, mending, retention, store_check
from radiodesk.media.store_check import Finding, Findings
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.relink import find_lost_files
from radiodesk.tui.dialogs.undo_listing import UndoListing
from radiodesk.tui.progress import StoppableProgress
from radiodesk.tui.widgets.row_table import Column

ANSWERS = {
    "missing_file": N_("F finds its file in a folder, whatever its name is now"),
    "damaged_file": N_("Enter moves its file aside, so that a good copy can be found with F"),
    "unknown_file": N_("Enter adds it to the inbox"),
    "leftover_file": N_("Enter removes it"),
    "unmeasured": N_("Enter measures it"),
    "never_aired": N_("link it to a story, or remove its file with x"),
    "removable": N_("x removes its file"),
}
"""How each kind of finding is answered in this list."""


async def check_store(app: App[Any], access: DeskAccess) -> None:
    """Check every file of the store and show what was found. Call it in a worker. raises Stopped."""
    await app.push_screen_wait(StoreFindings(access, await _check(app, access)))


async def _check(app: App[Any], access: DeskAccess) -> Findings:
    today = access.today()

    def check(progress: StoppableProgress) -> Findings:
        return store_check.check(access.desk, today=today, progress=progress)

    return await run_with_progress(app, _("Check the store"), _("Checking"), check)


class StoreFindings(UndoListing):
    """What a check of the store found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("A", "mend_all", N_("Repair everything that can be repaired"), show=False),
        Binding("F", "find", N_("Find lost files in a folder"), show=False),
        Binding("x,delete", "remove_file", N_("Delete the file"), show=False),
    ]

    def __init__(self, access: DeskAccess, findings: Findings) -> None:
        self.access = access
        self._findings = findings
        self._listed = findings.all()
        super().__init__(
            _("Check the store"),
            [Column(_("What"), 16), Column(_("File"), share=3), Column(_("What to do"), share=2)],
            _rows(self._listed),
            explanation=_summary(findings),
            opens=_("Enter: repair · A: repair all · F: find · x: delete"),
        )

    def open_row(self, index: int) -> None:
        """Mend the finding."""
        self._mend_one(self._listed[index])

    @acts
    async def _mend_one(self, finding: Finding) -> None:
        await self._mend([finding])

    @acts
    async def action_mend_all(self) -> None:
        """Repair everything that can be repaired."""
        await self._mend(self._listed)

    async def _mend(self, chosen: Sequence[Finding]) -> None:
        desk, findings = self.access.desk, self._findings
        before = len(findings.done())
        unmeasured = [each.item for each in chosen if each.kind == "unmeasured" and not isinstance(each.item, Path)]

        def mend(progress: StoppableProgress) -> None:
            def watch(name: str, share: float, whole: float) -> None:
                progress(round(whole * 1000), 1000)

            mending.mend(desk, findings, only=chosen[0] if len(chosen) == 1 else None, progress=progress)
            for recording, outcome in zip(unmeasured, batches.measure_all(desk, unmeasured, watch=watch), strict=True):
                if outcome.recording:
                    findings.unmeasured.remove(recording)

        try:
            await run_with_progress(self.app, _("Check the store"), _("Repairing"), mend)
        finally:
            if done := findings.done()[before:]:
                self.access.confirm(" · ".join(f"{each.what}: {each.where}" for each in done[:3]))
            self._show_findings()

    @acts
    async def action_find(self) -> None:
        """Find lost files in a folder that the user names."""
        if (still_missing := await find_lost_files(self.app, self.access)) is not None:
            ids = {recording.id for recording in still_missing}
            self._findings.missing = [each for each in self._findings.missing if each.id in ids]
            self._show_findings()

    @acts
    async def action_remove_file(self) -> None:
        """Delete the file of a recording that was never on air, or whose retention time is over."""
        finding = self._highlighted()
        if finding is None or isinstance(finding.item, Path):
            return
        recording, access = finding.item, self.access
        await access.read(lambda session: retention.check_removable(session, recording.id, access.today()))
        question = _("Move the file of “{name}” to the trash?").format(name=recording.name)
        confirm = Confirm(_("Delete the file"), question, yes=_("Delete the file"))
        if await self.app.push_screen_wait(confirm):
            await access.run(partial(retention.remove, access.desk, recording, access.today()))
            self._findings.forget(recording)
            self._show_findings()

    @in_background("load")
    async def reload(self) -> None:
        """Check the store again: what was undone may have moved files."""
        done = self._findings
        self._findings = await _check(self.app, self.access)
        self._findings.mended, self._findings.moved_aside = done.mended, done.moved_aside
        self._show_findings()

    def _highlighted(self) -> Finding | None:
        index = self.highlighted_index
        return None if index is None else self._listed[index]

    def _show_findings(self) -> None:
        self._listed = self._findings.all()
        self.replace_rows(_rows(self._listed))
        self.explain(_summary(self._findings))


def _rows(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.what, finding.where, _(ANSWERS[finding.kind])) for finding in findings]


def _summary(findings: Findings) -> str:
    """Whether the store is sound, and what mending changed."""
    lines = [_("The store is sound")]
    if count := len(findings.problems()):
        lines = [ngettext("{count} problem", "{count} problems", count).format(count=formats.number(count))]
    if done := findings.done():
        lines.append(" · ".join(f"{each.what}: {each.where}" for each in done[-3:]))
    return "\n".join(lines)
