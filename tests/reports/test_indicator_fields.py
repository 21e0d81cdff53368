"""The fields of a form for own indicators: what they say is read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.locale import in_language
from radiodesk.model.text import key
from radiodesk.reports.indicator_fields import Choices, read_conditions, written_conditions
from radiodesk.reports.indicators import Condition
from radiodesk.reports.properties import PLACE, PROGRAMME

names = st.builds(
    lambda begin, rest: (begin + rest).strip(),
    st.sampled_from(["not", "Not", "NOT :", "trừ", "Trừ:", "!", "“", "“!"]),
    st.text(" :!aế”", max_size=4),
)


@given(st.sampled_from(["en", "vi"]), st.lists(names, min_size=1, max_size=3, unique_by=key), st.booleans())
def test_values_that_begin_like_an_exclusion_stay_what_they_are(lang: str, values: list[str], negated: bool) -> None:
    for prop, known in ((PLACE, {}), (PROGRAMME, {key(each): each for each in [*values, "a"]})):
        condition = Condition(prop.name, tuple(values), negated)
        with in_language(lang):
            written = written_conditions(prop, [condition])
            assert read_conditions(written, Choices(prop, (), known)) == (condition,)


@pytest.mark.parametrize("typed", ["Notre Dame", "Trừng Xá", "not Dame", "Not: a song"])
def test_a_name_that_begins_like_an_exclusion_is_typed_as_it_is(typed: str) -> None:
    known = Choices(PROGRAMME, (), {key(typed): typed})
    with in_language("vi"):
        assert read_conditions(typed, known) == (Condition(PROGRAMME.name, (typed,)),)
