"""Whole processes timed in turn, so that what else the machine does falls on all of them alike."""

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence

RUNS = 5


def seconds_of(command: Sequence[str], setup: Callable[[], object] | None = None) -> float:
    """The seconds that one run of a command takes, its setup not counted. raises CalledProcessError where it fails."""
    if setup:
        setup()
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def medians(
    ours: Sequence[str], reference: Sequence[str], *, setup: Callable[[], object] | None = None, runs: int = RUNS
) -> tuple[float, float]:
    """The median seconds of our command and of the reference: run in turn `runs` times, after a warm-up of each.

    setup: called before each run of ours.
    """
    seconds_of(ours, setup)
    seconds_of(reference)
    pairs = [(seconds_of(ours, setup), seconds_of(reference)) for _ in range(runs)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def say(what: str, ours: float, named: str, reference: float, limit: float) -> None:
    """Print one line: both medians, their ratio, and what it may be at most."""
    print(f"{what}: {ours:.2f} s, {named}: {reference:.2f} s, ratio {ours / reference:.2f} (at most {limit:g})")
