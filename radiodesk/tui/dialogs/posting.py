"""Where an edition was posted: record it, correct it, and withdraw it."""

import datetime as dt
from collections.abc import Hashable
from typing import Any

from textual.app import App

from radiodesk.locale import N_, _, formats
from radiodesk.model import Action
from radiodesk.newsroom import choices, publications, rundowns
from radiodesk.newsroom.choices import PageChoices
from radiodesk.newsroom.rules import ADDRESS_LIMIT, check_address, with_scheme
from radiodesk.newsroom.views import PublicationView
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Pick, Save, Values, day_field, fields_again
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.labels import CHANNELS

TITLE = N_("Posted on a website or a social page")


async def post(app: App[Any], access: DeskAccess, edition_id: int, title: str) -> bool:
    """Record where an edition was posted, or correct that. Returns whether it was saved. raises NotAired.

    Call it in a worker.
    """
    await access.read(lambda session: publications.check_aired(session, edition_id))
    known = None
    if posted := await access.read(lambda session: rundowns.publications_of(session, edition_id)):
        wanted = [Candidate(0, _("Post it at another address"))]
        wanted += [Candidate(each.id, _("Correct {address}").format(address=each.address)) for each in posted]
        chosen = await app.push_screen_wait(Picker(_("Post"), wanted))
        if chosen is None:
            return False
        known = next((each for each in posted if each.id == chosen), None)
    if known:
        return await _correct(app, access, edition_id, title, known)
    today = access.today()

    async def save(values: Values) -> None:
        await access.change(
            Action.POST,
            lambda session: publications.post(session, edition_id, **values, today=today),
            title=title,
            address=values["address"],
        )

    pages = await access.read(choices.pages)
    form = Form(_(TITLE), _fields(today, pages, None), _with_page(save), explanation=title)
    is_saved = await app.push_screen_wait(form)
    return bool(is_saved)


async def _correct(app: App[Any], access: DeskAccess, edition_id: int, title: str, known: PublicationView) -> bool:
    today, pages = access.today(), await access.read(choices.pages)
    snapshot = Snapshot(access, known, lambda session: rundowns.publication(session, edition_id, known.id))

    async def save(values: Values) -> None:
        seen = snapshot.view
        await access.change(
            Action.CORRECT_POST,
            lambda session: publications.correct(session, seen.id, seen.version, **values, today=today),
            title=title,
            address=values["address"],
        )

    def fields_of(view: PublicationView) -> list[Field]:
        return _fields(today, pages, view)

    again = fields_again(fields_of, snapshot.reread)
    form = Form(_(TITLE), fields_of(known), _with_page(save), explanation=title, reread=again)
    is_saved = await app.push_screen_wait(form)
    return bool(is_saved)


async def withdraw(app: App[Any], access: DeskAccess, edition_id: int) -> bool:
    """Withdraw the latest publication of an edition after a confirmation. Returns whether it was withdrawn.

    Call it in a worker.
    """
    posted = await access.read(lambda session: rundowns.publications_of(session, edition_id))
    if not posted:
        app.notify(_("This edition is posted nowhere"), markup=False)
        return False
    last = posted[-1]
    question = _("No longer count {address}, posted on {day}?").format(
        address=last.address, day=formats.day(last.posted)
    )
    if not await app.push_screen_wait(Confirm(_("Withdraw"), question, yes=_("Withdraw"))):
        return False
    await access.change(
        Action.WITHDRAW,
        lambda session: publications.withdraw(session, last.id, last.version),
        address=last.address,
    )
    return True


def _with_page(save: Save) -> Save:
    """Save what the form says, with an empty text for no page."""

    async def save_texts(values: Values) -> None:
        await save({**values, "page": values["page"] or ""})

    return save_texts


def _fields(today: dt.date, pages: PageChoices, known: PublicationView | None) -> list[Field]:
    """Where and when an edition was posted: address, channel, page, on. known: the publication that is corrected.

    The address sets the channel and the page that earlier publications there have.
    """

    def of_address(typed: str) -> dict[str, Hashable]:
        if known and typed == known.address:
            return {}
        channel, page = pages.at(with_scheme(typed.strip()))
        return {"channel": channel, "page": page}

    def of_page(typed: str) -> dict[str, Hashable]:
        channel = pages.channel_of(typed)
        return {} if channel is None or (known and typed == known.page) else {"channel": channel}

    address, channel, page, posted = (
        (known.address, known.channel, known.page, known.posted) if known else ("", None, "", today)
    )
    channels: list[tuple[str, Hashable]] = [(_(word), each) for each, word in CHANNELS.items()]
    return [
        Entry(
            "address",
            _("Address"),
            address,
            read=check_address,
            required=True,
            placeholder="https://…",
            limit=ADDRESS_LIMIT,
            sets=of_address,
        ),
        Choice("channel", _("Posted to"), channels, channel),
        Pick("page", _("Page"), page, names=pages.names, placeholder=_("its name, or empty"), sets=of_page),
        day_field("on", _("Posted on"), posted, today, past=True, required=True),
    ]
