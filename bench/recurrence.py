"""Expanding the 60 slots of a grid, beside dateutil.rrule alone on the same rules.

A year of slots that begin with it; and a week of slots that began ten years ago, where dateutil begins in that week.
Half of the slots have pauses, exclusions, additions and changes, which dateutil does not have.

    python bench/recurrence.py
"""

import datetime as dt
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from radiodesk.model.moments import span
from radiodesk.schedule.recurrence import Occurrence, Recurrence, expand
from radiodesk.schedule.rrule import last_counted, parse

RUNS = 25
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = dt.date(2026, 1, 5)
YEAR = MONDAY, dt.date(2027, 1, 4)
WEEK = MONDAY, dt.date(2026, 1, 11)
TEN_YEARS_AGO = dt.date(2016, 1, 4)
RULES = (
    *["FREQ=DAILY"] * 24,
    *["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"] * 16,
    *["FREQ=WEEKLY;BYDAY=SU"] * 6,
    *["FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"] * 4,
    *["FREQ=MONTHLY;BYDAY=1FR,3FR"] * 4,
    *["FREQ=MONTHLY;BYMONTHDAY=31"] * 2,
    *["FREQ=DAILY;COUNT=5000"] * 2,
    *["FREQ=DAILY;UNTIL=20301231T170000Z"] * 2,
)
"""Of the 60 slots: two runs, relays and repeats a day, and what is heard on some days."""


def slots(start: dt.date) -> list[Recurrence]:
    """Sixty slots that begin on that day, through the day. Every second one was edited."""
    plain = [
        Recurrence(dt.time(5 + number // 4, number % 4 * 15), start, parse(rule), 900)
        for number, rule in enumerate(RULES)
    ]
    return [edited(slot) if number % 2 else slot for number, slot in enumerate(plain)]


def edited(slot: Recurrence) -> Recurrence:
    """With a pause at Tết, two days left out and one added."""
    starts = [dt.datetime.combine(MONDAY + dt.timedelta(days=number), slot.at) for number in range(3)]
    return replace(
        slot,
        pauses=((dt.date(2026, 2, 14), dt.date(2026, 2, 20)),),
        exclusions=(starts[0], starts[1].date()),
        additions=(starts[2] + dt.timedelta(hours=6),),
    )


def expanded(planned: Sequence[Recurrence], first: dt.date, last: dt.date) -> list[Occurrence]:
    """Ours."""
    begin, end = span(first, last, ZONE)
    return [occurrence for slot in planned for occurrence in expand(slot, ZONE, begin, end)]


def by_dateutil(planned: Sequence[Recurrence], first: dt.date, last: dt.date) -> list[dt.datetime]:
    """The reference: the local starts of the same rules, begun on the first day."""
    end = dt.datetime.combine(last, dt.time.max)
    found = []
    for slot in planned:
        rule, _semicolon, _until = slot.rule.text.partition(";UNTIL")  # it wants an aware start for an aware end
        for start in rrulestr(rule, dtstart=dt.datetime.combine(first, slot.at)):
            if start > end:
                break
            found.append(start)
    return found


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def compare(what: str, start: dt.date, days: tuple[dt.date, dt.date], limit: float) -> None:
    """Run both in turn, and print their medians and ratio."""
    planned = slots(start)
    ours, reference = [], []
    for _ in range(RUNS):
        ours.append(seconds(lambda: expanded(planned, *days)))
        reference.append(seconds(lambda: by_dateutil(planned, *days)))
    own, other = statistics.median(ours), statistics.median(reference)
    print(
        f"{what}: {len(expanded(planned, *days))} occurrences in {own * 1000:.1f} ms, dateutil: {other * 1000:.1f} ms, "
        f"ratio {own / other:.2f} (at most {limit:g})"
    )


def main() -> None:
    """Both comparisons, and what a rule with COUNT takes once."""
    compare("60 slots over a year", MONDAY, YEAR, 3)
    compare("A week of 60 slots that began ten years ago", TEN_YEARS_AGO, WEEK, 2)
    counted = parse("FREQ=DAILY;COUNT=3650")
    last_counted.cache_clear()
    own = seconds(lambda: last_counted(counted, TEN_YEARS_AGO))
    other = seconds(lambda: list(rrule(3, count=3650, dtstart=TEN_YEARS_AGO)))
    print(f"The last day of COUNT=3650, once: {own * 1000:.1f} ms, dateutil: {other * 1000:.1f} ms")


if __name__ == "__main__":
    main()
