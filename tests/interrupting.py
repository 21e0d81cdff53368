"""Interrupt radiodesk in the middle of its work: a process that ends itself by a signal at a chosen step.

A step is an SQL statement, `before commit`, `after commit`, or an audit event of Python such as `os.rename`. The
signal comes right before the step. A test therefore knows what was done and what was not, however slow the machine is.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

BEGIN = "BEGIN IMMEDIATE|SELECT pg_advisory_xact_lock"
"""The step with which a unit of work that changes something begins, in a file or on a server."""

PATIENCE = 120
"""Seconds before a test gives up waiting for a process."""

STEPS = """
import os, runpy, sys
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

number, step, occurrence, script, *arguments = sys.argv[1:]
reached = 0

def reach(name):
    global reached
    if name.startswith(tuple(step.split("|"))):
        reached += 1
        if reached == int(occurrence):
            os.kill(os.getpid(), int(number))

event.listen(Engine, "before_cursor_execute", lambda _connection, _cursor, statement, *_rest: reach(statement))
event.listen(Engine, "commit", lambda _connection: reach("before commit"))
event.listen(Session, "after_commit", lambda _session: reach("after commit"))
sys.addaudithook(lambda name, _arguments: reach(name))
if script:
    sys.argv = ["-c", *arguments]
    exec(compile(script, "script", "exec"), {"__name__": "__main__"})
else:
    sys.argv = ["radiodesk", *arguments]
    runpy.run_module("radiodesk", run_name="__main__", alter_sys=True)
"""
"""Runs radiodesk, or a script, and sends itself a signal at that occurrence of the step."""


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    code: int
    """As of `subprocess`: the negative number of the signal where one ended it."""
    messages: str


def interrupted(
    number: signal.Signals, step: str, *arguments: str | Path, occurrence: int = 1, script: str = ""
) -> Ended:
    """Run radiodesk, or a script, and send it a signal at a step. It ends with 0 where the step never comes.

    step: how the name of the step begins, with "|" between several. occurrence: at which of these steps, from 1.
    """
    command = [sys.executable, "-c", STEPS, str(int(number)), step, str(occurrence), script, *map(str, arguments)]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        timeout=PATIENCE,
    )
    return Ended(done.returncode, done.stderr)
