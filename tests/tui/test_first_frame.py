"""The language of the frame that is painted before the desk is open."""

import pytest

from radiodesk.config import DATABASE_NAME, Config
from radiodesk.model import Desk, Station
from radiodesk.model.actions import Action
from radiodesk.model.database import existing
from radiodesk.tui.modes import MODES
from tests.terminal import Terminal

ENGLISH = ("Opening the desk", "Help", *(mode.title for mode in MODES))


@pytest.mark.parametrize("known_from", ["command line", "home", "nowhere"])
def test_nothing_is_ever_said_in_another_language(
    known_from: str, desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    arguments = ["--lang", "vi"]
    if known_from != "command line":
        with desk.changing(Action.EARLIER, what="test") as session:
            existing(session, Station, 1).language = "vi"
        address = f"sqlite:///{config.home / DATABASE_NAME}"  # as on a server, it is not looked into
        arguments = ["--database", address] if known_from == "nowhere" else []
    desk.close()

    terminal = Terminal("--home", config.home, *arguments)
    terminal.wait_for("Hôm nay", "Ngày này chưa có gì")
    received = terminal.received.decode(errors="ignore")  # it may end within a character
    terminal.end()

    assert ("Đang mở" in received) is (known_from != "nowhere")
    assert [word for word in ENGLISH if word in received] == []
