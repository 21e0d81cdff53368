"""Merging a form with another user's change: fields belong together by their names."""

from hypothesis import given
from hypothesis import strategies as st

from radiodesk.model.typed import typed_length
from radiodesk.tui.dialogs.fields import Entry, Field
from radiodesk.tui.dialogs.merging import differences, initials, meanings

Pairs = list[tuple[str, str]]

fields = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("123")), unique_by=lambda pair: pair[0])


def entries(pairs: Pairs) -> list[Field]:
    return [Entry(name, name, value) for name, value in pairs]


@given(fields, fields)
def test_fields_are_paired_by_name_whatever_else_is_there(
    before: list[tuple[str, str]], now: list[tuple[str, str]]
) -> None:
    found = differences(entries(before), entries(now), dict(before))
    expected = {name: value for name, value in now if dict(before).get(name, value) != value}
    assert {name: each.field.value for name, each in found.items()} == expected


def test_a_field_that_is_read_with_another_one_has_its_value() -> None:
    year = Entry("year", "Year", "2026", read=typed_length)
    day = Entry("day", "Day", "3", read=lambda text, year: (typed_length(text), year), beside=year)
    assert meanings([year, day], initials([year, day])) == {"year": 2026, "day": (3, 2026)}
    assert meanings([year, day], {"year": "x", "day": "3"}) == {"year": "x", "day": (3, None)}
