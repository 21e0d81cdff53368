"""`radiodesk demo` to its first paint against a minimal Textual app's, and until the day's data is shown.

Both run in a terminal of 80 by 24; a paint is seen when a word of it arrives there. Needs a built sample station.
"""

import statistics
import sys
import time

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


def seconds_until(command: list[str], *words: str) -> list[float]:
    """Start the command in a terminal; the seconds from its start until each word was seen."""
    begin = time.perf_counter()
    process = pexpect.spawn(command[0], command[1:], dimensions=(24, 80), encoding="utf-8", timeout=30)
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
    for run in range(RUNS + 1):
        reference = seconds_until(minimal, "painted")[0]
        first, shown = seconds_until(demo, "Truyền hình", "05:30")
        if run:  # the first is a warm-up
            references.append(reference)
            paints.append(first)
            data.append(shown - first)
    paint, reference, later = map(statistics.median, (paints, references, data))
    ratio = paint / reference
    print(f"demo to first paint: {paint:.2f} s, minimal app: {reference:.2f} s, ratio {ratio:.2f} (at most 1.45)")
    print(f"the day's data: {later:.2f} s later (at most 1)")


if __name__ == "__main__":
    main()
