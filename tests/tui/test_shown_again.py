"""A mode that is shown again loads its data only if that may have changed."""

import datetime as dt
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event
from textual.pilot import Pilot

from radiodesk.config import DATABASE_NAME, Config
from radiodesk.kinds import ClipKind, PeriodKind, PeriodRule
from radiodesk.media import drop_folder
from radiodesk.model import Desk
from radiodesk.model.actions import Action
from radiodesk.newsroom import television
from radiodesk.reports import kinds
from radiodesk.schedule import broadcasts
from radiodesk.tui import desk_watch
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.modes import MODES
from tests.conftest import seated
from tests.tui.driving import driven, fixed_clock, ready, seen, settled, until, until_seen

KEYS = {mode.name: mode.key for mode in MODES}


@pytest.fixture(autouse=True)
def _not_polled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drop_folder, "POLL_SECONDS", 3600)
    monkeypatch.setattr(desk_watch, "POLL_SECONDS", 3600)


def add_clip(desk: Desk, title: str) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        television.add_clip(session, title=title, kind=ClipKind.CLIP, authors="", recipient="", seconds=60)


async def go(pilot: Pilot[None], mode: str) -> list[str]:
    """Go to a mode; the tables that were read for that."""
    app, read = pilot.app, []
    assert isinstance(app, RadiodeskApp)

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if "FROM " in statement:
            read.append(statement.split("FROM ")[1].split()[0])

    event.listen(app.access.desk.engine, "before_cursor_execute", note)
    try:
        await pilot.press(KEYS[mode])
        await settled(pilot)
    finally:
        event.remove(app.access.desk.engine, "before_cursor_execute", note)
    return read


async def test_nothing_is_loaded_again_while_nothing_has_changed(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await ready(pilot)
        for _visit in range(2):
            for mode in KEYS:
                await go(pilot, mode)
        for mode in KEYS:
            assert await go(pilot, mode) == ["audit_entry"], mode


async def test_what_another_desk_has_changed_is_seen_when_the_mode_is_shown_again(desk: Desk, config: Config) -> None:
    add_clip(desk, "Clip một")
    async with driven(config) as pilot:
        await go(pilot, "television")
        await until_seen(pilot, "Clip một")
        await go(pilot, "media")
        add_clip(seated(desk, "Minh"), "Clip hai")
        await go(pilot, "television")
        await until_seen(pilot, "Clip hai")


async def test_what_depends_on_the_time_is_loaded_again_a_minute_later(desk: Desk, config: Config) -> None:
    now = fixed_clock()
    async with driven(config, clock=lambda: now) as pilot:
        await ready(pilot)
        for mode in ("television", "today", "television", "today"):
            await go(pilot, mode)
        now += dt.timedelta(minutes=1)
        assert await go(pilot, "television") == ["audit_entry"]
        assert "broadcast" in " ".join(await go(pilot, "today"))


async def test_what_could_not_be_loaded_is_loaded_when_the_mode_is_shown_again(desk: Desk, config: Config) -> None:
    add_clip(desk, "Clip một")
    async with driven(config) as pilot:
        await ready(pilot)
        with closing(sqlite3.connect(config.home / DATABASE_NAME)) as other:
            other.execute("ALTER TABLE clip RENAME TO elsewhere")
            await go(pilot, "television")
            await until(pilot, lambda: "Clip một" not in seen(pilot))
            other.execute("ALTER TABLE elsewhere RENAME TO clip")
        await go(pilot, "media")
        await go(pilot, "television")
        await until_seen(pilot, "Clip một")


async def test_what_could_not_follow_a_load_follows_when_the_mode_is_shown_again(desk: Desk, config: Config) -> None:
    with desk.changing(Action.ADD_REPORT_KIND, name="Nine months") as session:
        kinds.add(session, "Nine months", kinds.KindTerms(PeriodKind.NINE_MONTHS, PeriodRule.OFFICIAL, due_days=1))
        broadcasts.plan_relay(
            session, title="Thời sự", live=False, upstream="VOV1", on=dt.date(2019, 1, 2), at=dt.time(6), seconds=900
        )
    async with driven(config) as pilot:
        await until_seen(pilot, "6 opens it")
        with closing(sqlite3.connect(config.home / DATABASE_NAME)) as other:
            other.execute("ALTER TABLE closed_report RENAME TO elsewhere")
            add_clip(desk, "Another")  # so that Today is loaded again
            await go(pilot, "media")
            await go(pilot, "today")
            other.execute("ALTER TABLE elsewhere RENAME TO closed_report")
        await go(pilot, "media")

        assert "closed_report" in await go(pilot, "today")
