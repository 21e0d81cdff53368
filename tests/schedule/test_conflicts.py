"""Conflicts among broadcasts: overlaps, overruns, gaps, persons, early repeats and lengths."""

import datetime as dt
import json
from collections import Counter
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.kinds import BroadcastKind, BroadcastState
from radiodesk.schedule.conflicts import (
    OWN,
    BroadcastSpan,
    Conflict,
    ConflictType,
    beyond,
    conflicts,
    ends,
    on_air,
    opening_hours,
)

CASES = json.loads((Path(__file__).parent.parent / "data/conflicts.json").read_text("utf-8"))["cases"]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = dt.date(2026, 1, 5)
MINUTE = dt.timedelta(minutes=1)
FIRST_RUN, REPEAT, RELAY = BroadcastKind.FIRST_RUN, BroadcastKind.REPEAT, BroadcastKind.RELAY


def at(clock: str, zone: ZoneInfo = ZONE) -> dt.datetime:
    """A time of Monday, or a local moment."""
    text = clock if "T" in clock else f"{MONDAY}T{clock}"
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def span(name: str, starts: str, minutes: int | None = 15, *outlets: str, **values: object) -> BroadcastSpan:
    """A planned first run on Monday, unless given."""
    seconds = None if minutes is None else 60 * minutes
    return BroadcastSpan(name, at(starts), seconds, outlets=frozenset(outlets or {OWN}), **values)


def told(found: list[Conflict]) -> list[tuple[str, tuple[str, ...], str, str | None]]:
    """Types, ids and local times."""
    return [
        (
            each.type.value,
            each.broadcasts,
            f"{each.begins.astimezone(ZONE):%H:%M}",
            each.ends and f"{each.ends.astimezone(ZONE):%H:%M}",
        )
        for each in found
    ]


def told_of(*broadcasts: BroadcastSpan) -> list[tuple[str, tuple[str, ...], str, str | None]]:
    return told(conflicts(broadcasts))


# The cases of the contract


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_of_the_contract(case: dict) -> None:
    zone = ZoneInfo(case["zone"])
    broadcasts = [
        BroadcastSpan(
            id=each["id"],
            starts=at(each["start"], zone),
            seconds=each["seconds"],
            actual_seconds=each.get("actual_seconds"),
            kind=BroadcastKind(each["kind"]),
            state=BroadcastState(each["state"]),
            outlets=frozenset({each["outlet"]}),
            edition=each.get("edition"),
            people=frozenset(person["name"] for person in each["people"]),
        )
        for each in case["broadcasts"]
    ]
    hours = [tuple(at(each, zone) for each in case["hours"])] if case["hours"] else []

    found = [each for each in conflicts(broadcasts, hours) if each.type != "gap" or len(each.broadcasts) == 2]

    assert [
        (each.type, list(each.broadcasts), f"{each.begins.astimezone(zone):%FT%T}", each.seconds, each.person)
        for each in found
    ] == [
        (each["type"], each["ids"], each["from"], each["seconds"], each.get("person", "")) for each in case["expected"]
    ]
    assert [f"{each.ends.astimezone(zone):%FT%T}" for each in found if each.ends] == [
        each["to"] for each in case["expected"]
    ]


# Overlap and overrun


def test_touching_is_not_overlapping() -> None:
    assert told_of(span("a", "05:30", 30), span("b", "06:00", 30)) == []
    assert told_of(span("a", "05:30", 31), span("b", "06:00", 30)) == [("overlap", ("a", "b"), "06:00", "06:01")]


def test_a_pair_on_several_shared_outlets_is_one_conflict() -> None:
    communes = [f"Xã {number}" for number in range(14)]

    assert told_of(span("a", "05:30", 30, *communes), span("b", "05:45", 30, *communes)) == [
        ("overlap", ("a", "b"), "05:45", "06:00")
    ]
    assert told_of(span("a", "05:30", 30, OWN, "Lai Hạ"), span("b", "05:45", 30, "An Thịnh")) == []


@pytest.mark.parametrize("state", [BroadcastState.CANCELLED, BroadcastState.MISSED])
def test_what_is_cancelled_or_missed_takes_no_time(state: BroadcastState) -> None:
    off_air = span("a", "05:30", 30, state=state, people=frozenset({"Lan"}), most_seconds=60, edition=1)
    early = span("c", "05:00", 5, kind=REPEAT, edition=1)

    assert told_of(off_air, span("b", "05:45", 30, people=frozenset({"Lan"})), early) == []


def test_one_without_a_length_lasts_until_the_next_start_on_its_outlet() -> None:
    broadcasts = [
        span("open", "05:30", None),
        span("cancelled", "05:40", 5, state=BroadcastState.CANCELLED),
        span("elsewhere", "05:45", 15, "Lai Hạ"),
        span("next", "06:00", None),
    ]

    assert told_of(*broadcasts) == []
    assert ends(on_air(broadcasts)) == {"open": at("06:00"), "elsewhere": at("06:00"), "next": None}


def test_one_without_a_length_overlaps_what_starts_together_with_it() -> None:
    later = span("c", "06:00", 15)

    assert told_of(span("a", "05:30", None), span("b", "05:30", None)) == [("overlap", ("a", "b"), "05:30", None)]
    assert told_of(span("a", "05:30", None), span("b", "05:30", None), later) == [
        ("overlap", ("a", "b"), "05:30", "06:00")
    ]
    assert told_of(span("a", "05:30", None), span("b", "05:30", 15), later) == [
        ("overlap", ("a", "b"), "05:30", "05:45")
    ]
    assert told_of(span("a", "05:00", 60), span("b", "05:30", None)) == [("overlap", ("a", "b"), "05:30", "06:00")]


def test_a_repeat_without_a_length_is_as_long_as_its_first_run() -> None:
    repeat = span("repeat", "17:00", None, kind=REPEAT, edition=1)
    following = span("next", "17:30", 15)
    open_one, after_it = span("first", "05:30", None, edition=1), span("then", "06:15", 15)

    assert ends(on_air([span("first", "05:30", 20, edition=1), repeat, following]))["repeat"] == at("17:20")
    assert ends(on_air([open_one, after_it, repeat, following]))["repeat"] == at("17:45")
    assert ends(on_air([repeat, following]))["repeat"] == at("17:30")
    assert ends(on_air([span("a", "05:30", 5), span("b", "17:00", None, kind=REPEAT), following]))["b"] == at("17:30")


def test_an_actual_length_is_an_overrun_of_all_that_it_reaches_unless_the_plan_overlaps() -> None:
    long = span("long", "05:00", 60, actual_seconds=100 * 60)
    broadcasts = [long, span("planned", "05:30", 15), span("next", "06:00", 15), span("after", "06:30", 15)]

    assert told_of(*broadcasts, span("free", "06:40", 15, "Lai Hạ"), span("later", "06:45", 15)) == [
        ("overlap", ("long", "planned"), "05:30", "05:45"),
        ("overrun", ("long", "next"), "06:00", "06:40"),
        ("overrun", ("long", "after"), "06:30", "06:40"),
    ]


def test_an_actual_length_that_only_touches_is_no_overrun() -> None:
    assert told_of(span("a", "05:30", 15, actual_seconds=1800), span("b", "06:00")) == []


# Gaps


def gaps(*broadcasts: BroadcastSpan, hours: str = "05:00 22:00", days: int = 1) -> list[tuple]:
    opens, closes = (dt.time.fromisoformat(each) for each in hours.split())
    spans = opening_hours([(opens, closes)], MONDAY, MONDAY + dt.timedelta(days=days - 1), ZONE)
    return [each[1:] for each in told(conflicts(broadcasts, spans)) if each[0] == "gap"]


def test_a_gap_is_silence_in_the_hours_with_the_neighbours_that_touch_it() -> None:
    assert gaps(span("a", "04:00", 120), span("b", "12:00", 60), span("c", "13:00", 60)) == [
        (("a", "b"), "06:00", "12:00"),
        (("c",), "14:00", "22:00"),
    ]
    assert gaps(span("a", "06:00", 1000)) == [(("a",), "05:00", "06:00")]
    assert gaps(span("a", "04:00", 30), span("b", "23:00")) == [((), "05:00", "22:00")]
    assert gaps() == [((), "05:00", "22:00")]
    assert gaps(days=2) == [((), "05:00", "22:00")] * 2


def test_gaps_are_on_the_stations_own_air() -> None:
    everywhere = span("all", "05:00", 17 * 60, OWN, "Lai Hạ")

    assert gaps(everywhere) == []
    assert gaps(span("commune", "05:00", 17 * 60, "Lai Hạ")) == [((), "05:00", "22:00")]


def test_a_long_broadcast_an_open_one_and_an_overrun_leave_no_gap() -> None:
    assert gaps(span("long", "05:00", 17 * 60), span("short", "06:00", 15)) == []
    assert gaps(span("open", "05:00", None)) == []
    assert gaps(span("open", "05:00", None), span("b", "21:00", 60)) == []
    assert gaps(span("a", "05:00", 60, actual_seconds=7200), span("b", "07:00", 15 * 60)) == []


def test_hours_may_pass_midnight_and_those_that_meet_are_one() -> None:
    assert gaps(span("a", "22:00", 60), hours="20:00 02:00") == [(("a",), "20:00", "22:00"), (("a",), "23:00", "02:00")]
    tuesday = span("b", "2026-01-06T05:00", 24 * 60)
    assert gaps(span("a", "00:00", 20 * 60), tuesday, hours="00:00 00:00", days=2) == [(("a", "b"), "20:00", "05:00")]


def test_a_day_of_silence_is_a_gap_of_its_own() -> None:
    days = [(at("00:00") + n * dt.timedelta(days=1), at("00:00") + (n + 1) * dt.timedelta(days=1)) for n in range(4)]
    hours = [(days[0][0], days[-1][1])]
    around = [span("a", "00:00", 20 * 60), span("b", "2026-01-08T05:00", 60)]

    found = [(each.broadcasts, each.begins, each.ends) for each in conflicts(around, hours, days)]

    assert found == [
        (("a",), at("20:00"), days[1][0]),
        ((), *days[1]),
        ((), *days[2]),
        (("b",), days[3][0], at("2026-01-08T05:00")),
        (("b",), at("2026-01-08T06:00"), days[3][1]),
    ]


def test_hours_inside_others_add_nothing() -> None:
    found = opening_hours([(dt.time(5), dt.time(22)), (dt.time(6), dt.time(8))], MONDAY, MONDAY, ZONE)

    assert found == [(at("05:00"), at("22:00"))]


def test_hours_are_local_through_a_change_of_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    sunday = dt.date(2026, 3, 29)

    found = opening_hours([(dt.time(18), dt.time(20)), (dt.time(1), dt.time(5))], sunday, sunday, berlin)

    assert [f"{begin:%H} {end:%H}" for begin, end in found] == ["00 03", "16 18"]


# Persons, repeats and lengths


@pytest.mark.parametrize(
    ("kind", "live", "is_bound"),
    [
        (FIRST_RUN, False, True),
        (REPEAT, False, False),
        (REPEAT, True, False),
        (RELAY, False, False),
        (RELAY, True, True),
    ],
)
def test_people_are_bound_by_first_runs_and_live_relays(kind: BroadcastKind, live: bool, is_bound: bool) -> None:
    lan = frozenset({"Lan", "Minh"})
    first, other = (
        span("a", "05:30", 30, people=lan),
        span("b", "05:45", 30, "Lai Hạ", people=lan, kind=kind, live=live),
    )

    found = conflicts([first, other])

    assert [(each.type, each.person) for each in found] == [("person", "Lan"), ("person", "Minh")] * is_bound


def test_a_person_may_go_from_one_broadcast_to_the_next() -> None:
    lan = frozenset({"Lan"})

    assert told_of(span("a", "05:30", 30, people=lan), span("b", "06:00", 30, "Lai Hạ", people=lan)) == []
    assert (
        told_of(span("a", "05:30", 30, people=lan, actual_seconds=3600), span("b", "06:00", 30, "Lai Hạ", people=lan))
        == []
    )


def test_one_that_nothing_ends_binds_nobody_later() -> None:
    lan = frozenset({"Lan"})

    assert told_of(span("a", "05:30", None, "Lai Hạ", people=lan), span("b", "21:00", 30, people=lan)) == []


def test_each_repeat_before_its_first_run_is_told() -> None:
    first, other = span("first", "17:00", edition=1), span("other", "18:00", edition=2)
    repeats = [span(clock, clock, kind=REPEAT, edition=1) for clock in ("05:30", "06:30", "19:00")]

    assert told_of(first, other, *repeats, span("no edition", "04:00", kind=REPEAT)) == [
        ("repeat_before_first", ("05:30", "first"), "05:30", "17:00"),
        ("repeat_before_first", ("06:30", "first"), "06:30", "17:00"),
    ]


def test_a_length_outside_the_bounds_is_told_once_the_planned_one_first() -> None:
    def with_bounds(minutes: int | None, actual: float | None = None) -> list[tuple]:
        bounds = {"least_seconds": 600, "most_seconds": 900}
        return [each[2:] for each in told_of(span("a", "05:30", minutes, actual_seconds=actual, **bounds))]

    assert with_bounds(10) == with_bounds(15) == with_bounds(None) == with_bounds(15, 900.4) == []
    assert with_bounds(9) == with_bounds(9, 600) == [("05:30", "05:39")]
    assert with_bounds(16) == with_bounds(16, 5000) == [("05:30", "05:46")]
    assert with_bounds(15, 1200) == [("05:30", "05:50")]


def test_a_conflict_touches_a_window_of_which_it_has_a_part() -> None:
    [found] = conflicts([span("a", "05:30", 30), span("b", "05:40", 30)])
    [endless] = conflicts([span("a", "05:30", None), span("b", "05:30", None)])

    assert found.touches(at("05:00"), at("05:41"))
    assert found.touches(at("05:59"), at("07:00"))
    assert not found.touches(at("05:00"), at("05:40"))
    assert not found.touches(at("06:00"), at("07:00"))
    assert endless.touches(at("06:00"), at("07:00"))
    assert not endless.touches(at("05:00"), at("05:30"))


# Any broadcasts

TIMES = st.integers(0, 40).map(lambda number: at("05:00") + dt.timedelta(minutes=5 * number))
LENGTHS = st.none() | st.integers(1, 12).map(lambda number: number * 300)
SPANS = st.lists(
    st.builds(
        BroadcastSpan,
        id=st.uuids(),
        starts=TIMES,
        seconds=LENGTHS,
        actual_seconds=LENGTHS,
        kind=st.sampled_from(BroadcastKind),
        state=st.sampled_from([BroadcastState.PLANNED, BroadcastState.AIRED, BroadcastState.CANCELLED]),
        outlets=st.sets(st.sampled_from([OWN, "Lai Hạ", "An Thịnh"]), min_size=1).map(frozenset),
        live=st.booleans(),
        people=st.sets(st.sampled_from(["Lan", "Minh"])).map(frozenset),
        **dict.fromkeys(["edition", "actual_starts", "least_seconds", "most_seconds"], st.none()),
    ),
    max_size=12,
)


def modelled(broadcasts: list[BroadcastSpan]) -> Counter:
    """The conflicts of all pairs, each compared with each."""
    on_air = [each for each in broadcasts if each.state is not BroadcastState.CANCELLED]

    def after(one: BroadcastSpan, seconds: float | None) -> dt.datetime | None:
        return None if seconds is None else one.starts + dt.timedelta(seconds=seconds)

    def end(one: BroadcastSpan) -> dt.datetime | None:
        later = [each.starts for each in on_air if each.outlets & one.outlets and each.starts > one.starts]
        return after(one, one.seconds) or min(later, default=None)

    found = []
    for pair in combinations(on_air, 2):
        one, other = sorted(pair, key=lambda each: each.starts)
        first_end, known = end(one), [each for each in map(end, (one, other)) if each]
        shared = one.outlets & other.outlets
        names = frozenset({one.id, other.id})
        if one.starts == other.starts or (first_end and first_end > other.starts):
            if shared:
                found.append(("overlap", names, other.starts, min(known, default=None), ""))
            bound = one.people & other.people if one.binds and other.binds else ()
            found += [("person", names, other.starts, min(known, default=None), person) for person in bound]
        elif shared and (actual := after(one, one.actual_seconds)) and actual > other.starts:
            found.append(("overrun", names, other.starts, actual, ""))
    return Counter(found)


def modelled_silence(broadcasts: list[BroadcastSpan]) -> set[dt.datetime]:
    """The fives of minutes from 04:00 to 11:00 in which the station's own air is silent."""
    own = [each for each in broadcasts if OWN in each.outlets and each.state is not BroadcastState.CANCELLED]
    planned = ends(on_air(broadcasts))
    silent = {at("04:00") + dt.timedelta(minutes=5 * number) for number in range(7 * 12)}
    for each in own:
        actual = each.starts + dt.timedelta(seconds=each.actual_seconds or 0)
        silent -= {moment for moment in silent if each.starts <= moment and moment < (planned[each.id] or at("23:00"))}
        silent -= {moment for moment in silent if each.starts <= moment < actual}
    return silent


@given(SPANS)
def test_any_broadcasts_have_the_conflicts_of_all_pairs(broadcasts: list[BroadcastSpan]) -> None:
    found = conflicts(broadcasts, [(at("04:00"), at("11:00"))])

    pairs = [each for each in found if each.type in {"overlap", "overrun", "person"}]
    assert Counter(
        (each.type.value, frozenset(each.broadcasts), each.begins, each.ends, each.person) for each in pairs
    ) == modelled(broadcasts)
    starts = {each.id: each.starts for each in broadcasts}
    assert all(starts[each.broadcasts[0]] <= starts[each.broadcasts[-1]] for each in found if each.broadcasts)
    assert [each.begins for each in found] == sorted(each.begins for each in found)


@given(SPANS)
def test_gaps_are_the_silence_of_every_five_minutes(broadcasts: list[BroadcastSpan]) -> None:
    hours = [(at("04:00"), at("11:00"))]

    found = [each for each in conflicts(broadcasts, hours) if each.type is ConflictType.GAP]

    silent = modelled_silence(broadcasts)
    assert {
        moment for moment in silent if any(each.touches(moment, moment + dt.timedelta.resolution) for each in found)
    } == silent
    assert sum(each.seconds or 0 for each in found) == 300 * len(silent)


minutes = st.integers(0, 30)
stretches = st.lists(st.tuples(minutes, minutes).filter(lambda pair: pair[0] < pair[1]), max_size=5)


@given(stretches, stretches)
def test_what_is_beyond_known_spans_is_each_minute_that_none_of_them_covers(
    spans: list[tuple[int, int]], known: list[tuple[int, int]]
) -> None:
    def moments(found: list[tuple[int, int]]) -> list[tuple[dt.datetime, dt.datetime]]:
        return [(at("05:00") + begin * MINUTE, at("05:00") + end * MINUTE) for begin, end in found]

    def covered(found: list[tuple[dt.datetime, dt.datetime]]) -> set[dt.datetime]:
        return {begin + number * MINUTE for begin, end in found for number in range((end - begin) // MINUTE)}

    assert covered(beyond(moments(spans), moments(known))) == covered(moments(spans)) - covered(moments(known))
