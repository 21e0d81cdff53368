"""Recipes and plans: pure arithmetic of what is kept of a recording."""

import json
import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from radiodesk.media.sound import recipes
from radiodesk.media.sound.errors import BadSetting, NothingLeft
from radiodesk.media.sound.recipes import BUILT_IN, ON_AIR, RANGES, WEB, Plan, Recipe, Settings
from radiodesk.model import ChannelChoice

MILLISECOND = 0.001
SETTINGS_NAMES = sorted(name for name in RANGES if hasattr(Settings(), name))
RECIPE_NAMES = sorted(name for name in RANGES if hasattr(Recipe(), name))

SECONDS = st.floats(0.05, 7200)


def within(name: str) -> st.SearchStrategy[float]:
    """A figure that a setting may be."""
    lowest, highest = RANGES[name]
    return st.floats(lowest, highest).map(lambda value: value + 0.0)  # no minus nought


MOMENTS = st.floats(-1, 130)
CUTS = st.tuples(MOMENTS, MOMENTS).map(lambda cut: (min(cut), max(cut)))

SETTINGS = st.builds(
    Settings,
    **{name: within(name) for name in SETTINGS_NAMES},
    trim=st.booleans(),
    channels=st.sampled_from(ChannelChoice),
)

RECIPES = st.builds(
    Recipe,
    preset=st.none() | st.text(max_size=5),
    begin=st.none() | MOMENTS,
    end=st.none() | MOMENTS,
    cuts=st.lists(CUTS, max_size=6).map(tuple),
    **{name: within(name) if name == "gain_db" else st.none() | within(name) for name in RECIPE_NAMES},
    trim=st.none() | st.booleans(),
    channels=st.none() | st.sampled_from(ChannelChoice),
)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, float]:
    """A plan with the length of its recording."""
    seconds = draw(st.floats(0.05, 120))
    leading = draw(st.floats(0, 1)) * seconds
    trailing = draw(st.floats(0, 1)) * (seconds - leading)
    try:
        return recipes.plan(draw(RECIPES), draw(SETTINGS), seconds, leading, trailing), seconds
    except NothingLeft:
        assume(False)
        raise


@given(plans())
def test_what_is_kept_lies_in_the_recording_in_order_and_apart(drawn: tuple[Plan, float]) -> None:
    plan, seconds = drawn

    assert plan.spans[0][0] >= 0
    assert plan.spans[-1][1] <= seconds + 1e-6
    assert all(end - start >= recipes.MIN_SPAN_SECONDS for start, end in plan.spans)
    assert all(before[1] <= after[0] for before, after in pairwise(plan.spans))
    assert plan.seconds == pytest.approx(sum(end - start for start, end in plan.spans))
    assert all(moment == round(moment, 3) for span in plan.spans for moment in span)


@given(plans())
def test_fades_fit_into_what_is_kept(drawn: tuple[Plan, float]) -> None:
    plan, _seconds = drawn

    assert plan.fade_in_seconds + plan.fade_out_seconds <= plan.seconds + MILLISECOND


@given(plans(), st.data())
def test_a_kept_moment_is_found_in_the_result_and_back(drawn: tuple[Plan, float], data: st.DataObject) -> None:
    plan, _seconds = drawn
    start, end = data.draw(st.sampled_from(plan.spans))
    moment = data.draw(st.floats(start, end, exclude_max=True))

    assert plan.to_original(plan.to_treated(moment)) == pytest.approx(moment, abs=1e-6) or moment == start
    treated = data.draw(st.floats(0, plan.seconds))
    assert plan.to_treated(plan.to_original(treated)) == pytest.approx(treated, abs=1e-6)


@given(plans(), st.lists(MOMENTS, min_size=2))
def test_later_in_the_original_is_never_earlier_in_the_result(drawn: tuple[Plan, float], moments: list[float]) -> None:
    plan, _seconds = drawn
    moments.sort()

    treated = [plan.to_treated(moment) for moment in moments]
    originals = [plan.to_original(moment) for moment in moments]
    assert all(before <= after + 1e-9 for before, after in pairwise(treated))
    assert all(before <= after + 1e-9 for before, after in pairwise(originals))
    assert all(0 <= moment <= plan.seconds + 1e-9 for moment in treated)
    assert all(plan.spans[0][0] <= moment <= plan.spans[-1][1] + 1e-9 for moment in originals)


def test_a_moment_that_was_cut_is_where_the_cut_is() -> None:
    plan = recipes.plan(Recipe(cuts=((2.0, 5.0),), trim=False), Settings(), 10.0, 0.0, 0.0)

    assert [plan.to_treated(moment) for moment in (0, 2, 3, 5, 6, 99)] == [0, 2, 2, 2, 3, 7]
    assert [plan.to_original(moment) for moment in (-1, 0, 1, 2.5, 7, 99)] == [0, 0, 1, 5.5, 10, 10]


@given(plans(), plans())
def test_the_key_is_the_same_when_and_only_when_the_plan_is(one: tuple[Plan, float], two: tuple[Plan, float]) -> None:
    assert (one[0].key() == two[0].key()) == (one[0] == two[0])
    assert one[0].key() == replace(one[0]).key()


@pytest.mark.parametrize(
    "change",
    [
        {"spans": ((0.0, 1.001),)},
        {"spans": ((0.0, 0.5), (0.5, 1.0))},
        {"target_lufs": -22.99},
        {"ceiling_dbtp": -2.0},
        {"fade_in_seconds": 0.021},
        {"fade_out_seconds": 0.021},
        {"high_pass_hz": 80.0},
        {"channels": ChannelChoice.LEFT},
    ],
    ids=lambda change: "-".join(change),
)
def test_the_key_changes_with_each_thing_that_is_heard(change: dict[str, object]) -> None:
    plan = Plan(((0.0, 1.0),), -23.0, -1.0, 0.02, 0.02, 0.0, ChannelChoice.ALL)

    assert replace(plan, **change).key() != plan.key()


def test_a_figure_without_decimals_makes_the_same_key() -> None:
    whole = recipes.plan(Recipe(high_pass_hz=80, fade_in_seconds=1), Settings(ceiling_dbtp=-1), 10, 0, 0)
    same = recipes.plan(Recipe(high_pass_hz=80.0, fade_in_seconds=1.0), Settings(), 10.0, 0.0, 0.0)

    assert whole == same
    assert whole.key() == same.key()


def test_silence_goes_but_for_what_the_preset_leaves() -> None:
    settings = Settings(before_seconds=0.3, after_seconds=0.5)

    assert recipes.plan(Recipe(), settings, 10.0, 2.0, 3.0).spans == ((1.7, 7.5),)
    assert recipes.plan(Recipe(), settings, 10.0, 0.1, 0.2).spans == ((0.0, 10.0),)
    assert recipes.plan(Recipe(trim=False), settings, 10.0, 2.0, 3.0).spans == ((0.0, 10.0),)
    assert recipes.plan(Recipe(begin=1.0), settings, 10.0, 2.0, 3.0).spans == ((1.0, 7.5),)
    assert recipes.plan(Recipe(end=9.0), settings, 10.0, 2.0, 3.0).spans == ((1.7, 9.0),)
    assert recipes.plan(Recipe(begin=-5.0, end=99.0), settings, 10.0, 2.0, 3.0).spans == ((0.0, 10.0),)


def test_a_recording_of_nothing_but_silence_keeps_its_length() -> None:
    assert recipes.plan(Recipe(), Settings(), 10.0, 10.0, 0.0).seconds == 10


def test_what_a_person_chose_goes_before_the_preset() -> None:
    settings = Settings(high_pass_hz=80.0, fade_in_seconds=1.0, channels=ChannelChoice.MIX)
    followed = recipes.plan(Recipe(), settings, 10.0, 0.0, 0.0)
    chosen = recipes.plan(
        Recipe(high_pass_hz=0.0, fade_in_seconds=0.0, channels=ChannelChoice.ALL, gain_db=2.5), settings, 10.0, 0.0, 0.0
    )

    assert (followed.high_pass_hz, followed.fade_in_seconds, followed.channels) == (80, 1, ChannelChoice.MIX)
    assert (chosen.high_pass_hz, chosen.fade_in_seconds, chosen.channels) == (0, 0, ChannelChoice.ALL)
    assert (followed.target_lufs, chosen.target_lufs) == (-23, -20.5)


@given(st.lists(CUTS, max_size=8), SECONDS)
def test_cuts_made_one_by_one_leave_what_all_at_once_leave(cuts: list[tuple[float, float]], seconds: float) -> None:
    recipe = Recipe()
    for cut in cuts:
        recipe = recipes.with_cut(recipe, cut)
    assert list(recipe.cuts) == sorted(recipe.cuts)
    assert all(before[1] < after[0] for before, after in pairwise(recipe.cuts))
    assert all(any(start <= cut[0] and cut[1] <= end for start, end in recipe.cuts) for cut in cuts)

    def spans(tried: Recipe) -> object:
        try:
            return recipes.plan(tried, Settings(trim=False), seconds, 0.0, 0.0).spans
        except NothingLeft:
            return None

    assert spans(recipe) == spans(Recipe(cuts=tuple(cuts)))


@given(st.lists(CUTS, min_size=1, max_size=8), st.data())
def test_a_cut_is_taken_back_by_a_moment_in_it(cuts: list[tuple[float, float]], data: st.DataObject) -> None:
    recipe = Recipe()
    for cut in cuts:
        recipe = recipes.with_cut(recipe, cut)
    gone = data.draw(st.sampled_from(recipe.cuts))
    left = recipes.without_cut(recipe, data.draw(st.floats(*gone)))

    assert set(left.cuts) == set(recipe.cuts) - {gone}
    assert recipes.without_cut(recipe, 1000.0) == recipe


def test_a_cut_given_from_its_end_to_its_beginning_repeats_nothing() -> None:
    recipe = recipes.with_cut(Recipe(trim=False), (5.0, 3.0))
    spans = recipes.plan(recipe, Settings(), 10.0, 0.0, 0.0).spans

    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_pieces_too_short_to_be_heard_are_left_out() -> None:
    recipe = Recipe(cuts=((1.0, 2.0), (2.009, 3.0)), trim=False)

    assert recipes.plan(recipe, Settings(), 10.0, 0.0, 0.0).spans == ((0.0, 1.0), (3.0, 10.0))


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(cuts=((0.0, 10.0),)),
        Recipe(cuts=((-1.0, 4.0), (4.005, 11.0))),
        Recipe(begin=6.0, end=5.0),
        Recipe(begin=10.0),
        Recipe(begin=12.0),
        Recipe(end=0.0),
        Recipe(end=-1.0),
        Recipe(begin=2.0, end=4.0, cuts=((1.0, 5.0),)),
    ],
)
def test_a_recipe_that_leaves_nothing_is_refused(recipe: Recipe) -> None:
    with pytest.raises(NothingLeft):
        recipes.plan(recipe, Settings(), 10.0, 0.0, 0.0)


@given(RECIPES)
def test_a_recipe_comes_back_from_the_database(recipe: Recipe) -> None:
    assert Recipe.from_json(json.loads(json.dumps(recipe.as_json()))) == recipe


@given(SETTINGS)
def test_settings_come_back_from_the_database(settings: Settings) -> None:
    assert Settings.from_json(json.loads(json.dumps(settings.as_json()))) == settings


def test_what_another_version_stored_is_left_out_and_what_it_did_not_know_is_as_usual() -> None:
    assert Settings.from_json({"reverb": 3, "target_lufs": -20.0}) == Settings(target_lufs=-20.0)
    assert Recipe.from_json({"reverb": 3, "cuts": [[1, 2]], "channels": "left"}) == Recipe(
        cuts=((1, 2),), channels=ChannelChoice.LEFT
    )


@pytest.mark.parametrize("name", SETTINGS_NAMES)
def test_a_setting_out_of_its_range_is_refused(name: str) -> None:
    lowest, highest = RANGES[name]
    for good in (lowest, highest):
        assert getattr(Settings(**{name: good}), name) == good
    for bad in (lowest - 0.01, highest + 0.01, math.inf, -math.inf, math.nan):
        with pytest.raises(BadSetting, match="must be between"):
            Settings(**{name: bad})
        with pytest.raises(BadSetting, match="must be between"):
            Settings.from_json({name: bad})


@pytest.mark.parametrize("name", RECIPE_NAMES)
def test_a_choice_out_of_its_range_is_refused(name: str) -> None:
    lowest, highest = RANGES[name]
    for good in (lowest, highest):
        assert getattr(Recipe(**{name: good}), name) == good
    for bad in (lowest - 0.01, highest + 0.01, math.inf, -math.inf, math.nan):
        with pytest.raises(BadSetting, match="must be between"):
            Recipe(**{name: bad})


def test_the_built_in_presets_are_those_of_air_and_web() -> None:
    assert (BUILT_IN[ON_AIR].target_lufs, BUILT_IN[ON_AIR].ceiling_dbtp) == (-23, -1)
    assert (BUILT_IN[WEB].target_lufs, BUILT_IN[WEB].ceiling_dbtp) == (-16, -1)


@pytest.mark.parametrize("usable", [ChannelChoice.LEFT, ChannelChoice.RIGHT])
def test_a_channel_without_sound_is_left_out_unless_somebody_chooses(usable: ChannelChoice) -> None:
    def channels(recipe: Recipe, settings: Settings = BUILT_IN[ON_AIR]) -> ChannelChoice:
        planned = recipes.plan(recipe, settings, 10.0, 0.0, 0.0, usable)
        assert planned.channels is recipes.whole(recipe, settings, 10.0, usable).channels
        return planned.channels

    assert channels(Recipe()) is usable
    assert channels(Recipe(channels=ChannelChoice.ALL)) is ChannelChoice.ALL
    assert channels(Recipe(), replace(BUILT_IN[ON_AIR], channels=ChannelChoice.MIX)) is ChannelChoice.MIX


def test_what_a_plan_removes_at_the_ends_is_known() -> None:
    assert recipes.removed_ends(recipes.plan(Recipe(), Settings(), 10.0, 0.6, 4.0), 10.0) == (0.4, 3.6)
    assert recipes.removed_ends(recipes.plan(Recipe(trim=False), Settings(), 10.0, 0.6, 4.0), 10.0) == (0.0, 0.0)
