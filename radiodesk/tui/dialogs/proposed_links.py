"""The list of what recordings without a link probably belong to: one key links all certain ones."""

from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from radiodesk.errors import visible
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.media import linking, recordings
from radiodesk.media.matching import CERTAINTIES, ORDER, Certainty
from radiodesk.media.places import Target
from radiodesk.media.proposals import ProposedLink, accept, proposals
from radiodesk.model import Action
from radiodesk.model.changes import describe
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs.link_recording import line_picker
from radiodesk.tui.dialogs.undo_listing import UndoListing
from radiodesk.tui.widgets.row_table import Column

SIGNS = {Certainty.CERTAIN: "●", Certainty.LIKELY: "◐", Certainty.POSSIBLE: "○"}


class ProposedLinks(UndoListing):
    """Recordings without a link, each with its proposal. The certain ones come first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("A", "accept_certain", N_("Link all certain ones"), show=False),
        Binding("k", "choose", N_("Link to something else"), show=False),
        Binding("q", "lay_aside", N_("No link needed"), show=False),
    ]

    def __init__(self, access: DeskAccess, found: Sequence[ProposedLink]) -> None:
        self.access = access
        self._proposed = _in_order(found)
        self._being_linked: set[int] = set()
        """The ids of the recordings that are being linked."""
        super().__init__(
            _("What recordings belong to"),
            [Column("", 2), Column(_("Recording"), share=2), Column(_("Belongs to"), share=3), Column(_("On air"), 16)],
            _rows(self._proposed),
            explanation=_summary(self._proposed),
            opens=_("Enter: link · A: all ● · k: to another · q: no link needed"),
        )

    def full_text(self, index: int) -> str:
        """The proposal in full."""
        each = self._proposed[index]
        length = formats.duration(each.seconds)
        return visible(f"{each.file} ({length}) → {_where(each)} · {_(CERTAINTIES[each.certainty])}")

    @acts
    async def action_accept_certain(self) -> None:
        """Link all recordings whose proposal is certain, as they are listed here."""
        certain = [each for each in self._proposed if each.certainty is Certainty.CERTAIN]
        if not certain:
            self.app.notify(_("No proposal is certain: link them one by one."), markup=False)
            return

        def link_all(session: Session) -> None:
            describe(session, count=len(accept(session, certain)))

        await self.access.change(Action.LINK_RECORDINGS, link_all, count=0)
        await self._refresh_proposals()

    @acts
    async def _link(self, each: ProposedLink) -> None:
        await self._link_to(each, each.candidate.target, each.candidate.version, each.name)

    def open_row(self, index: int) -> None:
        """Link the recording as it is proposed."""
        self._link(self._proposed[index])

    @acts
    async def action_choose(self) -> None:
        """Link the recording to something else."""
        if (each := self._highlighted()) is None:
            return
        recording = await self.access.read(lambda session: recordings.find(session, str(each.recording_id)))
        if picked := await self.app.push_screen_wait(line_picker(self.access, recording)):
            await self._link_to(each, picked.target, picked.version, picked.title)

    @acts
    async def action_lay_aside(self) -> None:
        """Propose nothing more for the recording."""
        if (each := self._highlighted()) is None:
            return
        recording = await self.access.read(lambda session: recordings.find(session, str(each.recording_id)))
        await self.access.change(
            Action.LAY_ASIDE,
            lambda session: linking.lay_aside(session, recording.id, recording.version),
            name=recording.name,
        )
        await self._refresh_proposals()

    async def _link_to(self, each: ProposedLink, target: Target, version: int, title: str) -> None:
        """Link a recording. Nothing happens if it is being linked, as after a second Enter."""
        if each.recording_id in self._being_linked:
            return
        self._being_linked.add(each.recording_id)
        try:
            await self.access.change(
                Action.LINK_RECORDING,
                lambda session: linking.link_free(session, target, version, each.recording_id),
                name=each.file,
                title=title,
            )
        finally:
            await self._refresh_proposals()
            self._being_linked.discard(each.recording_id)

    @in_background("load")
    async def reload(self) -> None:
        """Show the proposals as they are now."""
        await self._refresh_proposals()

    async def _refresh_proposals(self) -> None:
        """Show the proposals that are left."""
        self._proposed = _in_order(await self.access.read(proposals))
        if self._proposed:
            self.replace_rows(_rows(self._proposed))
            self.explain(_summary(self._proposed))
        else:
            self.dismiss(None)

    def _highlighted(self) -> ProposedLink | None:
        index = self.highlighted_index
        return None if index is None else self._proposed[index]


def _in_order(found: Sequence[ProposedLink]) -> list[ProposedLink]:
    return sorted(found, key=lambda each: ORDER.index(each.certainty))


def _where(each: ProposedLink) -> str:
    programme = f"{each.candidate.programme}, {each.part}"
    return programme if each.candidate.title == each.candidate.programme else f"{each.candidate.title} ({programme})"


def _rows(found: Sequence[ProposedLink]) -> list[tuple[str, str, str, str]]:
    return [
        (
            SIGNS[each.certainty],
            each.file,
            _where(each),
            f"{formats.clock(each.starts)} {formats.day(each.starts.date())}",
        )
        for each in found
    ]


def _summary(found: Sequence[ProposedLink]) -> str:
    certain = sum(each.certainty is Certainty.CERTAIN for each in found)
    sure = ngettext("{count} proposal is certain", "{count} proposals are certain", certain)
    rest = ngettext("{count} proposal to be decided", "{count} proposals to be decided", len(found) - certain)
    legend = " · ".join(f"{sign} {_(CERTAINTIES[certainty])}" for certainty, sign in SIGNS.items())
    return f"{sure.format(count=certain)} · {rest.format(count=len(found) - certain)} ({legend})"
