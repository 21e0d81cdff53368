"""A shell completes the commands, their options, and file names; each command has a manual page."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Cli

COMPLETED = {
    "a command": (["le"], {"ledger"}),
    "a subcommand": (["ledger", "ex"], {"export"}),
    "an option": (["report", "2019", "--for"], {"--format"}),
    "an option before the argument": (["report", "--format", "csv", "2019", "--ru"], {"--rule"}),
    "a subcommand beside an argument": (["report", "du"], {"due"}),
    "an option of such a subcommand": (["report", "due", "--js"], {"--json"}),
    "a value of an option": (["report", "2019", "--format", "j"], {"json"}),
    "a shell": (["completion", "z"], {"zsh"}),
}


@pytest.fixture
def path(tmp_path: Path) -> str:
    """The PATH with a `radiodesk` that runs this checkout."""
    command = tmp_path / "bin" / "radiodesk"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m radiodesk "$@"\n')
    command.chmod(0o755)
    return f"{command.parent}{os.pathsep}{os.environ['PATH']}"


def in_shell(shell: str, script: str, path: str, folder: Path) -> str:
    """What a script prints in a shell that has no settings of a user."""
    plain = {"bash": ["--norc", "--noprofile"], "zsh": ["--no-rcs"], "fish": ["--no-config"]}
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    answer = subprocess.run(
        [shell, *plain[shell], "-c", script],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        timeout=60,
        check=False,
    )
    assert answer.stderr == ""
    return answer.stdout


def completed_by_bash(words: list[str], path: str, folder: Path) -> set[str]:
    script = f"""
        source <(radiodesk completion bash)
        COMP_WORDS=(radiodesk {shlex.join(words)}); COMP_CWORD={len(words)}
        _radiodesk_completion radiodesk; printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return set(in_shell("bash", script, path, folder).split())


@pytest.mark.parametrize("what", COMPLETED)
def test_bash_completes(tmp_path: Path, path: str, what: str) -> None:
    words, expected = COMPLETED[what]
    assert completed_by_bash(words, path, tmp_path) == expected


@pytest.mark.deep
@pytest.mark.parametrize("what", COMPLETED)
def test_zsh_completes(tmp_path: Path, path: str, what: str) -> None:
    if not shutil.which("zsh"):
        pytest.skip("zsh is not installed")
    words, expected = COMPLETED[what]
    script = f"""
        compdef() {{ }}; source <(radiodesk completion zsh)
        compadd() {{ print -l -- ${{@[(r)--,-1]}} ${{(P)${{@[-1]}}}} }}; _describe() {{ print -l -- ${{(P)3}} }}
        words=(radiodesk {shlex.join(words)}); CURRENT={len(words) + 1}; compstate=(); typeset -A compstate
        _radiodesk_completion
    """
    found = {line.partition(":")[0] for line in in_shell("zsh", script, path, tmp_path).split("\n")}
    assert expected <= found


@pytest.mark.deep
@pytest.mark.parametrize("what", COMPLETED)
def test_fish_completes(tmp_path: Path, path: str, what: str) -> None:
    if not shutil.which("fish"):
        pytest.skip("fish is not installed")
    words, expected = COMPLETED[what]
    typed = shlex.quote(shlex.join(["radiodesk", *words]))
    script = f"radiodesk completion fish | source; complete --do-complete {typed}"
    found = in_shell("fish", script, path, tmp_path)
    assert {line.partition("\t")[0] for line in found.splitlines()} == expected


@pytest.mark.parametrize(
    "words",
    [
        ["ledger", "import", "x"],
        ["ledger", "export", "x"],
        ["media", "treat", "1", "--output", "x"],
        ["calendar", "export", "x"],
        ["restore", "x"],
        ["report", "2019", "--output", "x"],
    ],
    ids=" ".join,
)
def test_a_file_name_is_left_to_the_shell(cli: Cli, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.setenv("_RADIODESK_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", shlex.join(["radiodesk", *words]))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    assert cli().stdout == "file,x\n"


def test_descriptions_have_the_language_of_the_environment(path: str, tmp_path: Path) -> None:
    asked = "_RADIODESK_COMPLETE=zsh_complete COMP_CWORD=1 COMP_WORDS='radiodesk led' LC_ALL=vi_VN.UTF-8 radiodesk"
    assert "sổ theo dõi" in in_shell("bash", asked, path, tmp_path)


@pytest.mark.deep
def test_each_command_has_a_manual_page(tmp_path: Path) -> None:
    make = "import sys, pathlib; from hatch_build import make_manual; make_manual(*map(pathlib.Path, sys.argv[1:]))"
    subprocess.run([sys.executable, "-c", make, ROOT, tmp_path], cwd=ROOT, check=True)

    pages = {page.stem: page.read_text() for page in tmp_path.glob("*.1")}
    assert {"radiodesk", "radiodesk-ledger-import", "radiodesk-media-add", "radiodesk-completion"} <= pages.keys()
    assert "--rule" in pages["radiodesk-report"].replace("\\", "")
    assert "--json" in pages["radiodesk-report-due"].replace("\\", "")
    assert "--dry-run" in pages["radiodesk-ledger-import"].replace("\\", "")
