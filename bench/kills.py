"""Kill radiodesk in the middle of every kind of work, many times, and count what was left: `python -m bench.kills`.

Every kill is judged as in `tests/kills.py`: all of the work or nothing, the same command succeeds afterwards, and
nothing of the killed process is left then. Kills of one seed come at the same steps, and at about the same moments.
"""

import argparse
import collections
import concurrent.futures
import multiprocessing
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests import kills

AT_ONCE = 2


def main() -> int:
    """Make the homes, kill, and print the table; 1 where a violation was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="how many in total")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", action="append", choices=[work.name for work in kills.WORKS], help="only this one")
    parser.add_argument("--keep", type=Path, help="a folder for what violations left")
    asked = parser.parse_args()
    works = [work for work in kills.WORKS if not asked.work or work.name in asked.work]
    begin = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as made,
        concurrent.futures.ProcessPoolExecutor(
            AT_ONCE, mp_context=multiprocessing.get_context("spawn"), initializer=quiet
        ) as pool,
    ):
        folder = Path(made)
        stock = kills.make_stock(folder / "stock")
        prepared = list(
            pool.map(
                kills.prepare,
                works,
                [stock] * len(works),
                [folder / f"work {number}" for number in range(len(works))],
            )
        )
        found: list[kills.Kill] = []
        jobs = [
            pool.submit(kills.kill, prepared[number % len(works)], f"{asked.seed} {number}", folder / f"kill {number}")
            for number in range(asked.kills)
        ]
        try:
            for job in concurrent.futures.as_completed(jobs):
                found.append(job.result())
                tell(found[-1], folder / f"kill {found[-1].seed.split()[1]}", asked.keep)
        except KeyboardInterrupt:  # what was found by then is worth a table, too
            pool.shutdown(cancel_futures=True)
    table(works, found)
    print(f"{len(found)} kills in {time.monotonic() - begin:.0f} s")
    return 1 if any(kill.violation for kill in found) else 0


def quiet() -> None:
    """Run a worker in plain surroundings."""
    sys.stdin.close()


def tell(kill: kills.Kill, left: Path, keep: Path | None) -> None:
    """Say at once what a kill left that it should not, and keep it where that is wanted."""
    if kill.violation:
        print(f"VIOLATION {kill.work}, seed {kill.seed}, {kill.how}: {kill.violation}", flush=True)
        if keep:
            shutil.copytree(left, keep / f"{kill.work} {kill.seed}", symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(left, ignore_errors=True)
    for remark in kill.remarks:
        print(f"remark: {kill.work}, seed {kill.seed}, {kill.how}: {remark}", flush=True)


def table(works: list[kills.Work], found: list[kills.Kill]) -> None:
    """Print a row for each work, and what was remarked how often."""
    heads = ("kills", "at steps", "ended", "before", "between", "after", "violations")
    print(f"\n{'':28}" + "".join(f"{head:>11}" for head in heads))
    rows = [(work.name, [kill for kill in found if kill.work == work.name]) for work in works]
    for name, of_work in [*rows, ("total", found)]:
        counts = (
            len(of_work),
            sum("at step" in kill.how for kill in of_work),
            sum(kill.ended for kill in of_work),
            sum(kill.outcome == kills.BEFORE for kill in of_work),
            sum(kill.outcome == kills.BETWEEN for kill in of_work),
            sum(kill.outcome == kills.AFTER for kill in of_work),
            sum(bool(kill.violation) for kill in of_work),
        )
        print(f"{name:28}" + "".join(f"{count:>11}" for count in counts))
    signals = collections.Counter(kill.how.split()[0] for kill in found)
    print("signals: " + ", ".join(f"{name} {count}" for name, count in signals.most_common()))


if __name__ == "__main__":
    sys.exit(main())
