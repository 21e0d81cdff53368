"""`radiodesk demo` to its first paint against a minimal Textual app's, and until the day's data is shown.

Both run in a terminal of 80 by 24; a paint is seen when a word of it arrives there. Needs a built sample station. All
is compiled before, as it is when the desk was installed.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping

import pexpect

RUNS = 9
MINIMAL = """
from textual.app import App
from textual.widgets import Static

class Minimal(App):
    def compose(self):
        yield Static("painted")

Minimal().run()
"""


def seconds_until(command: list[str], environment: Mapping[str, str], *words: str) -> list[float]:
    """Start the command in a terminal; the seconds from its start until each word was seen."""
    begin = time.perf_counter()
    process = pexpect.spawn(command[0], command[1:], dimensions=(24, 80), encoding="utf-8", timeout=30, env=environment)
    seen = []
    for word in words:
        process.expect_exact(word)
        seen.append(time.perf_counter() - begin)
    process.sendcontrol("q")
    process.expect(pexpect.EOF)
    return seen


def main() -> None:
    """Run both in turn and print the ratio of the medians."""
    minimal = [sys.executable, "-c", MINIMAL]
    demo = [sys.executable, "-m", "radiodesk", "demo", "--lang", "vi"]
    paints, data, references = [], [], []
    with tempfile.TemporaryDirectory(prefix="radiodesk-bytecode-") as folder:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = folder
        for run in range(RUNS + 1):
            reference = seconds_until(minimal, environment, "painted")[0]
            first, shown = seconds_until(demo, environment, "Truyền hình", "05:30")
            if run:  # the first compiles
                references.append(reference)
                paints.append(first)
                data.append(shown - first)
    paint, reference, later = map(statistics.median, (paints, references, data))
    ratio = paint / reference
    print(f"demo to first paint: {paint:.2f} s, minimal app: {reference:.2f} s, ratio {ratio:.2f} (at most 1.45)")
    print(f"the day's data: {later:.2f} s later (at most 1)")


if __name__ == "__main__":
    main()
