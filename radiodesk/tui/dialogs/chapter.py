"""Set, change or remove a chapter of an edition's air file."""

from collections.abc import Sequence
from typing import Any

from textual.app import App

from radiodesk.locale import _, formats
from radiodesk.media import chapters
from radiodesk.media.chapters import Chapter, EditionChapters
from radiodesk.model import Action
from radiodesk.model.database import Removed
from radiodesk.model.name_search import NameSearch, UsedName
from radiodesk.model.text import clean_title
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.dialogs.fields import Entry, Field, Pick, Values, fields_again
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.picker import Candidate, Picker


async def set_chapter(
    app: App[Any],
    access: DeskAccess,
    recording_id: int,
    editions: Sequence[EditionChapters],
    time: float,
    within: float,
) -> None:
    """Ask for the chapter at a time of an air file, or for a new one there. Call it in a worker.

    editions: those that have the recording as their air file. time, within: seconds, as `chapters.near` takes them.
    """
    if (edition := await _pick(app, editions)) is None:
        return
    opened = chapters.near(edition.chapters, time, within)
    snapshot = Snapshot(
        access, edition, lambda session: chapters.of_air_file(session, recording_id, edition.edition_id)
    )

    def fields(view: EditionChapters) -> list[Field]:
        present = _present(view, opened) or Chapter(time, view.next_title(time))
        moment = chapters.written_moment(present.begin).replace(".", formats.decimal_mark())
        return [
            Entry("moment", _("Begins at"), moment, read=chapters.read_moment, required=True),
            Pick(
                "title",
                _("Title"),
                present.title,
                read=clean_title,
                required=opened is None,
                names=NameSearch(map(UsedName, view.stories)),
            ),
        ]

    async def save(values: Values) -> None:
        view = snapshot.view
        new = Chapter(values["moment"], values["title"]) if values["title"] else None
        wanted = chapters.replaced(view.chapters, _present(view, opened), new)
        await access.change(
            Action.SET_CHAPTERS,
            lambda session: chapters.put(session, view.edition_id, view.version, wanted),
            title=view.name,
        )

    form = Form(
        _("A new chapter") if opened is None else _("Change a chapter"),
        fields(edition),
        save,
        explanation=edition.name if opened is None else _("Empty the title to remove the chapter."),
        reread=fields_again(fields, snapshot.reread),
        start="title",  # the time is that of the cursor
    )
    await app.push_screen_wait(form)


async def _pick(app: App[Any], editions: Sequence[EditionChapters]) -> EditionChapters | None:
    """The edition that the chapter belongs to. Asks if there are several."""
    if len(editions) == 1:
        return editions[0]

    async def find(query: str) -> Sequence[Candidate[int]]:
        named = enumerate(edition.name for edition in editions)
        return [Candidate(index, name) for index, name in named if query.casefold() in name.casefold()]

    title = _("The chapter of which edition?")
    picked = await app.push_screen_wait(Picker(title, find, empty=_("No edition has that name.")))
    return None if picked is None else editions[picked]


def _present(view: EditionChapters, opened: Chapter | None) -> Chapter | None:
    """The chapter that was opened, as it is now. None for a new one. raises Removed."""
    if opened is None:
        return None
    for each in [
        *(each for each in view.chapters if each.begin == opened.begin),
        *(each for each in view.chapters if each.title == opened.title),
    ]:
        return each
    raise Removed
