"""Slots made of a published schedule."""

import datetime as dt
from dataclasses import replace

import pytest

from radiodesk.errors import UserError
from radiodesk.kinds import ProgrammeKind
from radiodesk.model import Action, Desk, Programme
from radiodesk.model.parsing import UnreadableDay
from radiodesk.schedule import pasting, programmes, published, slot_edits
from radiodesk.schedule.grid_files import Applied, BadFile, Fate, Outcome, in_unit, run
from radiodesk.schedule.pasting import NoSchedule, TooManyEntries
from radiodesk.schedule.published import Entry
from radiodesk.schedule.slots import slots
from tests.schedule.test_grid_files import NEWS, TODAY, VOV, apply, at, shown
from tests.statements import statements_of

TEXT = """Hằng ngày
5h30 Thời sự
6h00 Tiếp âm Thời sự VOV1
6h30 Thể dục buổi sáng
17h00 Thời sự (PL)
18h00 Dân ca (PL)
"""


def read(desk: Desk, text: str) -> list[Entry]:
    with desk.reading() as session:
        return list(pasting.read(session, text, TODAY).entries)


def test_all_entries_but_repeats_of_a_date_recur_on_other_days(desk: Desk) -> None:
    text = "Thứ hai, ngày 14/01/2030\n5h30 Thời sự\n6h00 Dân ca (PL 10/01/2030)\nHằng ngày\n17h00 Ca nhạc\n"
    entries = read(desk, text)
    date = dt.date(2030, 1, 14)
    assert [each.day for each in entries] == [date, date, None]
    assert pasting.first_date(entries, date) == date
    assert pasting.first_date(entries, date + dt.timedelta(days=1)) is None
    assert [pasting.on_days(each, ("MO", "FR")).day for each in entries] == [("MO", "FR"), date, ("MO", "FR")]


def test_a_length_that_the_next_start_makes_absurd_is_doubtful(desk: Desk) -> None:
    apply(desk, NEWS)
    with desk.changing(Action.EARLIER, what="bounds") as session:
        (news,) = programmes.programmes(session)
        traits = replace(news.traits, least_seconds=600, most_seconds=1800)
        programmes.change(session, news.id, news.version, title=news.title, kind=news.kind, traits=traits, today=TODAY)
    text = (
        "5h00 Ca nhạc\n5h01 Dân ca\n5h30 Thời sự\n6h01 Thể dục\n6h30 Thời sự\n7h00 Tổng hợp\n13h00 Đọc truyện\n"
        "13h02 - 13h03 Thông báo\n13h10 Tin"
    )
    with desk.reading() as session:
        doubts = pasting.read(session, text, TODAY).doubts
    assert {line: said for (line, _start), said in doubts.items()} == {
        1: "doubtful length: 1 minute up to the next start",
        3: "doubtful length: 31 minutes up to the next start, which this programme does not allow",
        6: "doubtful length: 6 hours up to the next start",
    }


def test_a_length_that_the_end_of_the_broadcasting_makes_absurd_is_doubtful(desk: Desk) -> None:
    with desk.reading() as session:
        pasted = pasting.read(session, "5h00 Ca nhạc\n18h Hết chương trình\n20h Dân ca\n21h Kết thúc", TODAY)
    assert [*pasted.doubts] == [(1, 300)]
    assert [each.text for each in pasted.closings] == ["18:00 Hết chương trình", "21:00 Kết thúc"]


def test_the_lengths_that_count_are_those_of_the_programme_and_not_of_its_double(desk: Desk) -> None:
    apply(desk, NEWS)
    with desk.changing(Action.EARLIER, what="doubles") as session:
        (news,) = programmes.programmes(session)
        session.get_one(Programme, news.id).most_seconds = 1800
        session.add(Programme(title="THỜI SỰ", kind=ProgrammeKind.MUSIC, double_of=news.id))
    with desk.reading() as session:
        assert pasting.read(session, "5h30 Thời sự\n6h01 Thể dục", TODAY).doubts


def test_reading_a_schedule_counts_no_editions(desk: Desk) -> None:
    apply(desk, NEWS)
    found = statements_of(desk, lambda: read(desk, "5h30 thời sự"))
    assert any("FROM programme" in each for each in found)
    assert not [each for each in found if "FROM edition" in each]


def paste(desk: Desk, entries: list[Entry], *, first: dt.date = TODAY, dry_run: bool = False) -> Outcome:
    return in_unit(
        desk,
        Action.PASTE_SCHEDULE,
        lambda session: pasting.add_slots(session, entries, first, TODAY),
        today=TODAY,
        dry_run=dry_run,
    )


def grid(desk: Desk) -> list[tuple[str, str, int | None, str, str]]:
    with desk.reading() as session:
        return [
            (
                each.series,
                f"{each.terms.recurrence.at:%H:%M}",
                each.terms.recurrence.seconds,
                each.terms.recurrence.rule.text,
                each.terms.content.title or f"→ {each.terms.content.repeats}",
            )
            for each in slots(session)
        ]


def test_entries_become_slots_with_lengths_up_to_the_next_start(desk: Desk) -> None:
    entries = read(desk, TEXT)
    judged = pasting.judged(entries, TODAY)[-1]
    assert judged.lack == "a repeat whose first run is not in the text"
    assert judged.advice == "write the title of its first run, or make it a first run"
    outcome = paste(desk, entries)

    assert [step.series for step in outcome.applied.steps] == [each[0] for each in grid(desk)]
    assert sorted(each[1:] for each in grid(desk)) == [
        ("05:30", 1800, "FREQ=DAILY", "Thời sự"),
        ("06:00", 1800, "FREQ=DAILY", "Thời sự"),
        ("06:30", 37800, "FREQ=DAILY", "Thể dục buổi sáng"),
        ("17:00", 3600, "FREQ=DAILY", "→ thoi-su"),
    ]


def test_a_trial_leaves_no_slot(desk: Desk) -> None:
    assert len(paste(desk, read(desk, TEXT), dry_run=True).applied.steps) == 4
    assert grid(desk) == []


def test_what_the_grid_has_stays_and_is_not_added_twice(desk: Desk) -> None:
    apply(desk, NEWS)  # 05:30, for a quarter of an hour
    before = grid(desk)
    entries = read(desk, TEXT)
    paste(desk, entries)
    once = grid(desk)
    again = paste(desk, entries)

    assert once[0] == before[0]
    assert [each[4] for each in once if each[1] == "17:00"] == ["→ thoi-su"]
    assert sum(each[1] == "05:30" for each in once) == 1
    assert grid(desk) == once
    assert again.applied.is_empty


def test_one_title_at_one_time_on_two_dates_is_two_slots(desk: Desk) -> None:
    entries = read(desk, "Thứ Hai 02/03/2026\n5h30 - 5h45 Thời sự\nThứ Ba 03/03/2026\n5h30 - 5h45 Thời sự\n")
    paste(desk, entries)
    assert shown(desk, TODAY, 7) == ["02 05:30 Thời sự", "03 05:30 Thời sự"]
    assert paste(desk, entries).applied.is_empty


def test_a_slot_that_has_ended_is_added_again(desk: Desk) -> None:
    apply(desk, NEWS)
    with desk.changing(Action.END_SLOT) as session:
        (slot,) = slots(session)
        slot_edits.end(session, slot, slot.version, at(5).date())
    paste(desk, read(desk, "Hằng ngày\n5h30 - 5h45 Thời sự\n"), first=at(7).date())
    assert shown(desk, at(4).date(), 5) == [f"{day:02} 05:30 Thời sự" for day in (4, 5, 7, 8)]


def test_a_slot_whose_last_day_has_passed_is_added_again(desk: Desk) -> None:
    apply(desk, NEWS | {"until": at(5).date()})
    text = "Hằng ngày\n5h30 - 5h45 Thời sự\n"
    with desk.reading() as session:
        entries = read(desk, text)
        (table,) = pasting.tables(session, entries, at(7).date())[0].tables
    assert (table["key"], "until" in table) == ("thoi-su-2", False)
    paste(desk, entries, first=at(7).date())
    assert shown(desk, at(4).date(), 5) == [f"{day:02} 05:30 Thời sự" for day in (4, 5, 7, 8)]


def test_a_key_that_another_slot_has_changes_nothing_of_it(desk: Desk) -> None:
    apply(desk, {**NEWS, "at": "04:00"})
    paste(desk, read(desk, "Hằng ngày\n5h30 - 5h45 Thời sự\n"))

    assert [each[:2] for each in grid(desk)] == [("thoi-su", "04:00"), ("thoi-su-2", "05:30")]


def written(desk: Desk, text: str) -> str:
    """The text as a grid file for the desk."""
    with desk.reading() as session:
        entries = pasting.read(session, text, TODAY).entries
        return published.grid_file(entries, pasting.tables(session, entries, TODAY)).text


def applied(desk: Desk, file: str) -> Applied:
    return run(desk, "grid.toml", file, today=TODAY).applied


def test_a_grid_file_of_a_text_changes_no_slot_that_has_one_of_its_keys(desk: Desk) -> None:
    apply(desk, NEWS | {"at": "04:00"}, VOV | {"key": "dan-ca"})
    before = grid(desk)
    text = "Hằng ngày\n5h30 - 5h45 Thời sự\n9h - 9h15 Dân ca\n17h - 17h15 Thời sự (PL)\n"
    steps = applied(desk, written(desk, text)).steps

    assert {each.series for each in steps if each.fate is Fate.NEW} == {"thoi-su-2", "dan-ca-2", "thoi-su-lai"}
    assert {each.fate for each in steps} == {Fate.NEW, Fate.MISSING}
    assert grid(desk)[:2] == before
    assert ("thoi-su-lai", "17:00", 900, "FREQ=DAILY", "→ thoi-su-2") in grid(desk)


def test_what_the_grid_has_is_in_a_grid_file_as_the_grid_has_it(desk: Desk) -> None:
    change = {"of": at(4), "start": at(4, "06:10"), "note": "Họp Hội đồng"}
    more = {"outlets": ["own", "Đài xã"], "duties": [{"role": "editor", "person": "Thu Hà"}], "except": [at(5).date()]}
    apply(desk, NEWS | more | {"pause": [[at(7).date(), at(8).date()]], "change": [change]})
    before = grid(desk)
    file = written(desk, f"{TEXT}5h30 Thời sự\n")
    steps = applied(desk, file).steps

    assert [each.fate for each in steps if each.series == "thoi-su"] == [Fate.UNCHANGED]
    assert grid(desk)[0] == before[0]
    assert ("thoi-su-lai", "17:00", 3600, "FREQ=DAILY", "→ thoi-su") in grid(desk)
    assert applied(desk, file).is_empty
    assert applied(desk, written(desk, TEXT)).is_empty


def test_a_slot_of_another_outlet_is_not_that_of_the_text(desk: Desk) -> None:
    apply(desk, NEWS | {"outlets": ["Đài xã"]})
    text = "Hằng ngày\n5h30 - 5h45 Thời sự\n"
    assert [each.series for each in applied(desk, written(desk, text)).steps if each.fate is Fate.NEW] == ["thoi-su-2"]
    assert len(grid(desk)) == 2
    assert paste(desk, read(desk, text)).applied.is_empty


def test_another_kind_of_a_known_programme_is_refused_with_its_line(desk: Desk) -> None:
    apply(desk, NEWS)
    (entry,) = read(desk, "Thứ 2\n7h00 - 7h15 Dân ca\n")
    with pytest.raises(BadFile) as refused:
        paste(desk, [replace(entry, title="Thời sự", kind="music")])
    assert refused.value.problems[0].line == 2


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", NoSchedule),
        ("Four score and seven years ago\n" * 10_000, NoSchedule),
        ("Сегодня в эфире\n" * 10_000, NoSchedule),
        ("".join(f"{n % 24}h{n % 60:02} Thời sự số {n} (PL)\n" for n in range(10_000)), TooManyEntries),
    ],
    ids=["empty", "english", "russian", "long"],
)
def test_a_text_that_is_no_schedule_is_refused(desk: Desk, text: str, error: type[UserError]) -> None:
    with pytest.raises(error):
        read(desk, text)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("Thứ 2-4-6", ("MO", "WE", "FR")),
        ("hằng ngày", None),
        ("Every day", None),
        ("Monday, Friday", ("MO", "FR")),
        ("sunday", ("SU",)),
        ("Chủ Nhật", ("SU",)),
        ("Thứ Hai, Thứ Tư", ("MO", "WE")),
        ("05/03/2026", dt.date(2026, 3, 5)),
    ],
)
def test_days_are_read_as_they_are_typed_and_shown(typed: str, day: published.Day) -> None:
    assert published.typed_day(typed, TODAY) == day
    assert published.typed_day(published.day_words(day), TODAY) == day


def test_a_weekday_without_its_number_is_no_thursday() -> None:
    with pytest.raises(UnreadableDay, match="“thứ” is not a day"):
        published.typed_day("thứ", TODAY)
