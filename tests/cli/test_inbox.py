"""`radiodesk media inbox`: what it lists, adds and decides, and its exit codes."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from radiodesk.media import store
from radiodesk.media.sound.measuring import Measured
from radiodesk.model import Desk
from tests.cli.test_media import BAD, FIRST, SECOND, cli, story
from tests.conftest import MEDIA, Cli

__all__ = ["cli"]


def put(desk: Desk, source: Path, name: str = "") -> Path:
    """Put a file into the drop folder that was written long ago."""
    path = desk.config.inbox / (name or source.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, path)
    os.utime(path, (0, 0))
    return path


def listed(cli: Cli, *options: str, code: int = 0) -> list[dict[str, Any]]:
    """What `--json` prints. code: the expected exit code."""
    answer = cli("media", "inbox", "--json", *options)
    assert (answer.returncode, answer.stderr) == (code, "")
    found: list[dict[str, Any]] = json.loads(answer.stdout)
    assert all(set(each) == {"file", "state", "reason"} for each in found)
    assert all(isinstance(value, str) and value for each in found for value in each.values())
    return found


def states(found: list[dict[str, Any]]) -> dict[str, str]:
    return {each["file"]: each["state"] for each in found}


def test_every_file_and_recording_has_a_state_and_a_reason(desk: Desk, cli: Cli) -> None:
    story(desk, "Gieo cấy vụ xuân")
    put(desk, FIRST, "20190305 gieo cay vu xuan.WAV")
    put(desk, SECOND, "CARD/REC007.MP3")
    put(desk, BAD / "not audio.mp3", "hong.mp3")
    put(desk, BAD / "not audio.mp3", "notes.txt")
    put(desk, SECOND, "REC008.wav.part")

    found = listed(cli, code=1)
    assert states(found) == {
        "20190305 gieo cay vu xuan.WAV": "waiting",
        "REC007.MP3": "waiting",
        "hong.mp3": "refused",
        "notes.txt": "unknown",
        "REC008.wav.part": "unsettled",
    }
    reasons = {each["file"]: each["reason"] for each in found}
    assert reasons["20190305 gieo cay vu xuan.WAV"] == "It probably belongs to “Gieo cấy vụ xuân”"
    assert reasons["hong.mp3"].startswith("hong.mp3 is not audio")


def test_an_empty_inbox_is_an_empty_list(desk: Desk, cli: Cli) -> None:
    assert listed(cli) == []


def test_an_ignored_file_is_no_failure_until_it_changes(desk: Desk, cli: Cli) -> None:
    put(desk, BAD / "not audio.mp3", "CARD/hong.mp3")
    assert states(listed(cli, code=1)) == {"CARD/hong.mp3": "refused"}
    assert states(listed(cli, "--ignore", "CARD/hong.mp3")) == {"CARD/hong.mp3": "ignored"}
    assert states(listed(cli)) == {"CARD/hong.mp3": "ignored"}

    put(desk, BAD / "cut short.mp3", "CARD/hong.mp3")
    assert states(listed(cli)) == {"hong.mp3": "waiting"}


def test_a_file_that_is_to_be_ignored_is_not_added_first(desk: Desk, cli: Cli) -> None:
    path = put(desk, FIRST)

    assert states(listed(cli, "--ignore", str(path))) == {FIRST.name: "ignored"}
    assert path.is_file()


def test_a_deleted_file_is_in_the_trash(desk: Desk, cli: Cli) -> None:
    path = put(desk, BAD / "not audio.mp3", "hong.mp3")
    unasked = cli("media", "inbox", "--delete", "hong.mp3")
    assert unasked.returncode != 0  # nobody said yes
    assert path.is_file()

    assert listed(cli, "--delete", "hong.mp3", "--yes") == []
    assert (desk.config.trash / "hong.mp3").is_file()
    assert not path.exists()


def test_a_refused_file_is_tried_again_on_demand_only(desk: Desk, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put(desk, BAD / "not audio.mp3", "hong.mp3")
    listed(cli, code=1)
    measure, tried = store.measure, []

    def count(path: Path, *rest: Any, **options: Any) -> Measured:
        tried.append(path)
        return measure(path, *rest, **options)

    monkeypatch.setattr(store, "measure", count)
    listed(cli, code=1)
    assert tried == []
    assert states(listed(cli, "--retry", code=1)) == {"hong.mp3": "refused"}
    assert len(tried) == 1


def test_a_file_that_is_not_there_is_told_and_nothing_is_added(desk: Desk, cli: Cli) -> None:
    path = put(desk, FIRST)
    for option in ("--ignore", "--delete"):
        answer = cli("media", "inbox", option, "nowhere.mp3")
        assert (answer.returncode, answer.stdout) == (1, "")
        assert "nowhere.mp3 is not in the drop folder" in answer.stderr
    assert path.is_file()


def test_a_name_with_bytes_that_are_no_text_is_printed_and_decided_on(desk: Desk, cli: Cli) -> None:
    put(desk, BAD / "not audio.mp3", os.fsdecode(b"t\xecn\n[b].mp3"))
    assert states(listed(cli, code=1)) == {"t�n�[b].mp3": "refused"}
    assert "Refused: t�n�[b].mp3 is not audio" in cli("media", "inbox").stderr
    assert states(listed(cli, "--ignore", "t�n�[b].mp3")) == {"t�n�[b].mp3": "ignored"}


def test_without_json_the_refused_files_are_messages_and_the_others_are_listed(desk: Desk, cli: Cli) -> None:
    put(desk, MEDIA / "nhac cat.mp3")
    put(desk, BAD / "not audio.mp3", "hong.mp3")
    put(desk, BAD / "not audio.mp3", "notes.txt")
    answer = cli("media", "inbox")

    assert answer.stderr.startswith("Refused: hong.mp3 is not audio")
    assert [line.split("  ")[-1] for line in answer.stdout.splitlines()[1:]] == [
        "nhac cat.mp3",
        "A text, not a recording: delete it, or ignore it",
    ]
