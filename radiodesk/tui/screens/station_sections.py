"""The sections of the Station screen that list names: programmes, people, upstreams, recipients and topics."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from sqlalchemy.orm import Session

from radiodesk.locale import N_, _, formats
from radiodesk.model import Action, Person, Programme, Recipient, Topic, Upstream
from radiodesk.model.earlier_names import Earlier
from radiodesk.schedule import programmes
from radiodesk.schedule.programmes import ProgrammeView
from radiodesk.staff import choices, partners, people
from radiodesk.staff.partners import Partner, PartnerView
from radiodesk.staff.people import PersonView
from radiodesk.tui.access import Snapshot
from radiodesk.tui.dialogs import station_forms as forms
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.labels import PROGRAMME_KINDS, ROLES
from radiodesk.tui.screens.station_section import NamedSection, never, of
from radiodesk.tui.widgets.row_table import Column, cell, valued


class ProgrammeSection(NamedSection[ProgrammeView]):
    """The programmes."""

    name, title, used = "programmes", N_("Programmes"), N_("Editions")
    lists, kind = "programme", Programme
    empty = N_("No programme yet. Press n to add one, or import the ledger with b on Today.")

    def columns(self) -> list[Column]:
        """A sign for inactive ones and doubles, and what the planning uses."""
        return [
            Column("", 1),
            Column(_("Title"), share=3),
            Column(_("Kind"), 12),
            Column(_("Usual"), 9, right=True),
            Column(_("Editions"), 9, right=True),
            Column(_("Bounds"), 17, wide=True),
            Column(_("Language"), 14, wide=True),
        ]

    def read(self, session: Session) -> Sequence[ProgrammeView]:
        """In the order of the Vietnamese alphabet."""
        self._people = choices.people(session)
        return programmes.programmes(session)

    def cells(self, view: ProgrammeView) -> Sequence[Text]:
        """● in use, ○ not, ▲ a double."""
        traits = view.traits
        sign = cell("▲", "yellow") if view.double_of else cell("●", "green") if traits.active else cell("○", "dim")
        bounds = (traits.least_seconds, traits.most_seconds)
        return (
            sign,
            cell(view.title, "" if traits.active else "dim"),
            cell(_(PROGRAMME_KINDS[view.kind]), "dim"),
            cell(formats.duration(traits.usual_seconds)),
            cell(formats.number(view.editions)),
            valued(
                " – ".join(map(formats.duration, bounds)) if any(bounds) else "",
                tuple(bound or 0 for bound in bounds),
                "dim",
            ),
            cell(traits.language, "dim"),
        )

    def label(self, view: ProgrammeView) -> str:
        """The title."""
        return view.title

    def earlier(self, view: ProgrammeView) -> Sequence[Earlier]:
        """Earlier titles."""
        return view.earlier

    def traits(self, view: ProgrammeView) -> Sequence[str]:
        """Its marks."""
        traits = view.traits
        marks = {
            _("a double: merge it"): view.double_of is not None,
            _("in charge: {name}").format(name=traits.owner): bool(traits.owner),
            _("made with {name}").format(name=traits.partner): bool(traits.partner),
            _("special programme"): traits.special,
            _("own live programme"): traits.own_live,
            _("not in use"): not traits.active,
        }
        return [mark for mark, holds in marks.items() if holds]

    def form(self, view: ProgrammeView | None) -> Form:
        """Change or add a programme."""
        access = self.access
        if view is None:

            async def add(values: Values) -> None:
                add_one = of(programmes.add, **values)
                self.done(await access.change(Action.ADD_PROGRAMME, add_one, title=values["title"]))

            return forms.programme_form(None, self._people, add, never)
        snapshot = Snapshot(access, view, lambda session: programmes.view_of(session, view.id))

        async def save(values: Values) -> None:
            seen = snapshot.view
            change = of(programmes.change, seen.id, seen.version, **values, today=access.today())
            await access.change(Action.CHANGE_PROGRAMME, change, title=values["title"])
            self.done(seen.id)

        return forms.programme_form(view, self._people, save, snapshot.reread)

    def uses(self, view: ProgrammeView) -> int:
        """Its editions."""
        return view.editions

    async def merge_question(self, gone: ProgrammeView, kept: ProgrammeView) -> str:
        """Which editions move, and whether they get another kind."""
        doubts = await self.access.read(of(programmes.merge_doubts, gone.id, kept.id))
        return "\n".join(f"{doubt}." for doubt in doubts) or await super().merge_question(gone, kept)

    async def merge(self, gone: ProgrammeView, kept: ProgrammeView) -> None:
        """The question has stated what is unusual."""
        both = (gone.id, gone.version, kept.id, kept.version)
        merge = of(programmes.merge, *both, today=self.access.today(), sure=True)
        await self.access.change(Action.MERGE_PROGRAMME, merge, name=gone.title, into=kept.title)


class PeopleSection(NamedSection[PersonView]):
    """The people."""

    name, title, used = "people", N_("People"), N_("Work")
    lists, kind = "person", Person
    empty = N_("Nobody yet. Press n to add a person; authors in rundowns and ledgers come by themselves.")

    def columns(self) -> list[Column]:
        """Names, roles and work."""
        return [
            Column(_("Name"), share=3),
            Column(_("Roles"), share=2),
            Column(_("Credits"), 9, right=True),
            Column(_("Duties"), 9, right=True),
            Column(_("Short name"), 18, wide=True),
            Column(_("Initials"), 10, wide=True),
        ]

    def read(self, session: Session) -> Sequence[PersonView]:
        """In the order of the Vietnamese alphabet."""
        return people.people(session)

    def cells(self, view: PersonView) -> Sequence[Text]:
        """The columns of a person."""
        return (
            cell(view.name),
            cell(", ".join(_(ROLES[role]) for role in view.roles), "dim"),
            cell(formats.number(view.credits)),
            cell(formats.number(view.duties)),
            cell(view.short_name, "dim"),
            cell(view.initials, "dim"),
        )

    def label(self, view: PersonView) -> str:
        """The name."""
        return view.name

    def earlier(self, view: PersonView) -> Sequence[Earlier]:
        """Earlier names."""
        return view.earlier

    def searched(self, view: PersonView) -> str:
        """Also how the person is called, and signs."""
        return f"{super().searched(view)} {view.short_name} {view.initials}"

    def traits(self, view: PersonView) -> Sequence[str]:
        """How the person is called, and the roles in full."""
        return [text for text in (view.short_name, view.initials, *(_(ROLES[role]) for role in view.roles)) if text]

    def form(self, view: PersonView | None) -> Form:
        """Change or add a person."""
        access = self.access
        if view is None:

            async def add(values: Values) -> None:
                self.done(await access.change(Action.ADD_PERSON, of(people.add, **values), name=values["name"]))

            return forms.person_form(None, add, never)
        snapshot = Snapshot(access, view, lambda session: people.view(session, view.id))

        async def save(values: Values) -> None:
            seen = snapshot.view
            change = of(people.change, seen.id, seen.version, **values, today=access.today())
            await access.change(Action.CHANGE_PERSON, change, name=values["name"])
            self.done(seen.id)

        return forms.person_form(view, save, snapshot.reread)

    def uses(self, view: PersonView) -> int:
        """Credits and duties."""
        return view.credits + view.duties

    async def merge_question(self, gone: PersonView, kept: PersonView) -> str:
        """How much work moves."""
        said = _("Credits: {credits} · duties: {duties}. All move to {kept}; what both have is kept once.")
        numbers = {"credits": formats.number(gone.credits), "duties": formats.number(gone.duties)}
        return said.format(**numbers, kept=kept.name)

    async def merge(self, gone: PersonView, kept: PersonView) -> None:
        """Merge two people."""
        merge = of(people.merge, gone.id, gone.version, kept.id, kept.version, today=self.access.today())
        await self.access.change(Action.MERGE_PEOPLE, merge, name=gone.name, into=kept.name)


class PartnerSection(NamedSection[PartnerView]):
    """Upstreams, recipients or topics."""

    kind: ClassVar[Partner]
    new: ClassVar[str]
    """The title of the form that adds one."""

    def columns(self) -> list[Column]:
        """The name and its uses."""
        return [Column(_("Name"), share=3), Column(_(self.used), 9, right=True)]

    def read(self, session: Session) -> Sequence[PartnerView]:
        """In the order of the Vietnamese alphabet."""
        return partners.partners(session, self.kind)

    def cells(self, view: PartnerView) -> Sequence[Text]:
        """The columns of one."""
        return cell(view.name), cell(formats.number(view.uses))

    def label(self, view: PartnerView) -> str:
        """The name."""
        return view.name

    def earlier(self, view: PartnerView) -> Sequence[Earlier]:
        """Earlier names."""
        return view.earlier

    def form(self, view: PartnerView | None) -> Form:
        """Rename one, or add one."""
        access = self.access
        if view is None:

            async def add(values: Values) -> None:
                add_one = of(partners.add, self.kind, values["name"])
                self.done(await access.change(Action.ADD_NAME, add_one, name=values["name"]))

            return forms.name_form(_(self.new), None, add, never)
        snapshot = Snapshot(access, view, lambda session: partners.view(session, self.kind, view.id))

        async def save(values: Values) -> None:
            seen, name = snapshot.view, values["name"]
            rename = of(partners.rename, self.kind, seen.id, seen.version, today=access.today(), **values)
            await access.change(Action.RENAME, rename, name=seen.name, to=name)
            self.done(seen.id)

        return forms.name_form(_("Change the name"), view, save, snapshot.reread)

    def uses(self, view: PartnerView) -> int:
        """Its relays; clips and deliveries; stories and editions."""
        return view.uses

    async def merge(self, gone: PartnerView, kept: PartnerView) -> None:
        """Merge two of them."""
        both = (gone.id, gone.version, kept.id, kept.version)
        merge = of(partners.merge, self.kind, *both, today=self.access.today())
        await self.access.change(Action.MERGE_NAMES, merge, name=gone.name, into=kept.name)


class UpstreamSection(PartnerSection):
    """The upstreams."""

    name, title = "upstreams", N_("Upstreams")
    lists = "upstream"
    empty = N_("No upstream yet. Press n to add a station that you relay, such as VOV1.")
    kind, used, new = Upstream, N_("Relays"), N_("A new upstream")


class RecipientSection(PartnerSection):
    """The recipients."""

    name, title = "recipients", N_("Recipients")
    lists = "recipient"
    empty = N_("No recipient yet. Press n to add one, such as the provincial television.")
    kind, used, new = Recipient, N_("Received"), N_("A new recipient")


class TopicSection(PartnerSection):
    """The topics."""

    name, title = "topics", N_("Topics")
    lists = "topic"
    empty = N_("No topic yet. Press n to add one; those of stories come by themselves.")
    kind, used, new = Topic, N_("Items"), N_("A new topic")
