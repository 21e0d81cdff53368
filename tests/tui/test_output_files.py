"""The forms that write a file: what they offer, refuse and ask."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from radiodesk.config import Config
from radiodesk.model import Desk
from radiodesk.tui.app import RadiodeskApp
from tests.tui.driving import driven, fill, seen, until, until_seen

FORMS = pytest.mark.parametrize(
    ("open_form", "ending"),
    [
        pytest.param(lambda app: app.back_up(), ".zip", id="backup"),
        pytest.param(lambda app: app.export_ledger(), ".xlsx", id="ledger"),
    ],
)

OpenForm = Callable[[RadiodeskApp], object]


async def fill_form(pilot: Pilot[None], open_form: OpenForm, file: str) -> Input:
    """Open a form, as the palette does, and type the path of a file. Returns the field."""
    app = pilot.app
    assert isinstance(app, RadiodeskApp)
    open_form(app)
    await fill(pilot, "file", file)
    return app.screen.query_one("#file", Input)


def told(pilot: Pilot[None]) -> str:
    """What stands on the screen as one line: where a message breaks depends on the length of its path."""
    return " ".join(seen(pilot).replace("│", " ").split())


@FORMS
async def test_it_is_asked_before_a_file_is_written_over(
    desk: Desk, config: Config, tmp_path: Path, open_form: OpenForm, ending: str
) -> None:
    file = tmp_path / f"a{ending}"
    file.write_bytes(b"the old one")
    async with driven(config) as pilot:
        await fill_form(pilot, open_form, str(file))
        await pilot.press("enter")
        await until_seen(pilot, "Overwrite it?")
        await pilot.press("escape")
        await until(pilot, lambda: "is kept as it is: choose another name" in told(pilot))
        assert len(pilot.app.screen_stack) == 2
    assert file.read_bytes() == b"the old one"


@FORMS
@pytest.mark.parametrize(
    "name", ["radiodesk.db", "media/x{ending}", "inbox/x{ending}", "x.csv"], ids=lambda name: name.split("{")[0]
)
async def test_a_file_of_the_desk_or_of_another_kind_is_refused(
    desk: Desk, config: Config, open_form: OpenForm, ending: str, name: str
) -> None:
    content = (config.home / "radiodesk.db").read_bytes()
    async with driven(config, size=(120, 30)) as pilot:
        await fill_form(pilot, open_form, str(config.home / name.format(ending=ending)))
        await pilot.press("enter")
        await until(
            pilot, lambda: any(words in told(pilot) for words in ("only the desk itself writes", "wrong ending"))
        )
        assert len(pilot.app.screen_stack) == 2
    assert (config.home / "radiodesk.db").read_bytes() == content


@FORMS
@pytest.mark.parametrize("folder", ["~nobody-of-that-name/a", "/nowhere/a", "x" * 300], ids=lambda folder: folder[:9])
async def test_a_place_that_is_none_is_told(
    desk: Desk, config: Config, open_form: OpenForm, ending: str, folder: str
) -> None:
    async with driven(config, size=(120, 30)) as pilot:
        await fill_form(pilot, open_form, folder + ending)
        await pilot.press("enter")
        await until(pilot, lambda: "cannot be" in seen(pilot) or "fault of radiodesk" in seen(pilot))
        assert "fault of radiodesk" not in seen(pilot)


@FORMS
async def test_a_name_alone_lies_beside_the_proposed_file_and_another_path_in_the_home(
    desk: Desk, config: Config, open_form: OpenForm, ending: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    async with driven(config, size=(120, 30)) as pilot:
        await fill_form(pilot, open_form, f"a{ending}")
        proposed = "backups" if ending == ".zip" else "schedules"
        await pilot.press("enter")
        await until(pilot, (config.home / proposed / f"a{ending}").exists)
        await until_seen(pilot, f"a{ending}")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await fill_form(pilot, open_form, f"papers/b{ending}")
        await pilot.press("enter")
        await until(pilot, (config.home / "papers" / f"b{ending}").exists)
    assert not list(tmp_path.glob(f"*{ending}"))


@FORMS
async def test_a_long_path_begins_with_a_whole_name(
    desk: Desk, config: Config, open_form: OpenForm, ending: str
) -> None:
    async with driven(config) as pilot:
        field = await fill_form(pilot, open_form, f"/media/usb/Đài huyện Lương Tài/Những tệp của năm 2019/Sổ{ending}")
        await until_seen(pilot, f"…/Những tệp của năm 2019/Sổ{ending}")
        assert "Tài/" not in seen(pilot)
        await pilot.press("home")
        await until_seen(pilot, "/media/usb/Đài huyện")
        field.value = f"/media/usb/sổ{ending}"
        await until_seen(pilot, f" /media/usb/sổ{ending}")
