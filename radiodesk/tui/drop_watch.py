"""Watches the drop folder while the desk is open: what lands there comes into the inbox by itself."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from radiodesk.errors import UserError
from radiodesk.locale import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radiodesk.media.batches import Outcome
    from radiodesk.tui.app import RadiodeskApp

SECONDS = 2.0
"""Between two looks."""


async def watch(app: "RadiodeskApp") -> None:
    """Look again and again; never returns."""
    access = app.access
    with contextlib.suppress(OSError):
        await asyncio.to_thread(access.drop_folder.mkdir, parents=True, exist_ok=True)
    from radiodesk.media.inbox import DropFolder

    drop = DropFolder(access.drop_folder)
    while True:
        await asyncio.sleep(SECONDS)
        if paths := await asyncio.to_thread(drop.landed):
            try:
                outcomes = await asyncio.shield(asyncio.to_thread(drop.take_in, access.desk, paths))
            except UserError as error:  # the database is busy or the disk full: the next look tries again
                app.notify(str(error), severity="warning", markup=False)
                continue
            _tell(app, outcomes)


def _tell(app: "RadiodeskApp", outcomes: "Sequence[Outcome]") -> None:
    from radiodesk.tui.screens.media import MediaScreen

    if came := sum(1 for outcome in outcomes if outcome.recording):
        text = ngettext("{count} recording came into the inbox", "{count} recordings came into the inbox", came)
        app.notify(_("{news}: Media (key 5), i").format(news=text.format(count=came)), markup=False)
    for outcome in outcomes:
        if outcome.error:
            app.notify(str(outcome.error), severity="warning", timeout=20, markup=False)
    if isinstance(app.screen, MediaScreen):
        app.screen.reload()
