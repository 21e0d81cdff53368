"""Two desks that do something at the same moment, each in a process of its own."""

import datetime as dt
import functools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.kinds import ClipKind, Genre, ProgrammeKind, Source
from radiodesk.ledger import bring_in
from radiodesk.media import store
from radiodesk.model import Action, Desk
from radiodesk.newsroom import rundowns, television
from radiodesk.schedule import broadcasts

AHEAD = 0.1
"""Seconds between the order to both processes and the moment at which they begin."""


@dataclass(frozen=True)
class Answer:
    """What the work of one process gave: a value, or the name of the error that its user reads about."""

    value: Any
    error: str | None


@dataclass
class Pair:
    """The two processes."""

    processes: Sequence["subprocess.Popen[str]"]

    def do(self, work: str, *given: object) -> tuple[Answer, Answer]:
        """Let both do the same work at the same moment. It also gets the number of its process, 0 or 1."""
        order = json.dumps({"at": time.monotonic() + AHEAD, "work": work, "given": [str(value) for value in given]})
        for process in self.processes:
            assert process.stdin
            print(order, file=process.stdin, flush=True)
        first, second = (json.loads(_line(process)) for process in self.processes)
        return Answer(**first), Answer(**second)


@contextmanager
def pair(config: Config) -> Iterator[Pair]:
    """Two processes that have opened the desk, where there is one."""
    command = [sys.executable, "-m", "tests.at_once", str(config.home), config.database or ""]
    processes = [
        subprocess.Popen([*command, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        for number in range(2)
    ]
    try:
        assert [_line(process) for process in processes] == ["ready\n"] * 2
        yield Pair(processes)
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline()


# What the processes do. `number` is 0 in one of them and 1 in the other.


def init(_desk: Desk | None, number: int, home: str, database: str) -> str:
    name = "AB"[number]
    Desk.create(Config(home=Path(home), database=database or None), name=name).close()
    return name


def import_ledger(desk: Desk, _number: int, *files: str) -> int:
    """How many rows of the ledger were new."""
    outcome = bring_in(desk, [Path(file) for file in files], today=dt.date(2019, 12, 31))
    return sum(count.added for count in outcome.counts.values())


def add_line(desk: Desk, number: int, edition_id: str, title: str, authors: str, *topics: str) -> int:
    with desk.changing(Action.ADD_STORY, title=title) as session:
        return rundowns.add_story(
            session,
            int(edition_id),
            title=f"{title} {number}",
            genre=Genre.BRIEF,
            source=Source.OWN,
            authors=authors,
            seconds=60,
            topics=topics,
        )


def plan(desk: Desk, _number: int, title: str, day: str) -> int:
    with desk.changing(Action.PLAN_FIRST_RUN, title=title) as session:
        on, at = dt.date.fromisoformat(day), dt.time(5, 30)
        return broadcasts.plan_first_run(session, title=title, kind=ProgrammeKind.NEWS, on=on, at=at, seconds=900)


def plan_relay(desk: Desk, number: int, upstream: str, day: str) -> int:
    """The two relays are at different times."""
    with desk.changing(Action.PLAN_RELAY, title=upstream) as session:
        on, at = dt.date.fromisoformat(day), dt.time(6 + number)
        return broadcasts.plan_relay(
            session, title="Thời sự", live=False, upstream=upstream, on=on, at=at, seconds=1800
        )


def add_clip(desk: Desk, number: int, recipient: str) -> int:
    with desk.changing(Action.ADD_CLIP, title="Clip") as session:
        return television.add_clip(
            session, title=f"Clip {number}", kind=ClipKind.CLIP, authors="", recipient=recipient, seconds=60
        )


def add_recording(desk: Desk, _number: int, file: str) -> int:
    return store.add(desk, Path(file)).id


WORKS: dict[str, Callable[..., Any]] = {
    work.__name__: work for work in (init, import_ledger, add_line, plan, plan_relay, add_clip, add_recording)
}


def _main(home: str, database: str, number: str) -> None:
    """Do what the lines of standard input say, each at its moment, and answer with a line."""
    say = functools.partial(print, flush=True)
    config = Config(home=Path(home), database=database or None, person=f"process {number}")
    desk = Desk.open(config) if config.home.exists() else None
    say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        time.sleep(max(0.0, order["at"] - time.monotonic()))
        value = error = None
        try:
            value = WORKS[order["work"]](desk, int(number), *order["given"])
        except UserError as refused:
            error = type(refused).__name__
        say(json.dumps({"value": value, "error": error}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
