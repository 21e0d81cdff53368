"""What tests of screens share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual.css import stylesheet
from textual.css.model import RuleSet


@pytest.fixture(scope="session", autouse=True)
def _styles_parsed_once() -> Iterator[None]:
    """Every app parses the same styles anew, which is a sixth of what a short test takes: here each is parsed once."""
    parse: Callable[..., Any] = stylesheet.parse
    parsed: dict[object, list[RuleSet]] = {}

    def parse_once(scope: str, css: str, read_from: object, variable_tokens: dict[str, list[Any]], **rest: Any) -> Any:
        variables = tuple((name, tuple(token.value for token in tokens)) for name, tokens in variable_tokens.items())
        key = (scope, css, read_from, variables, tuple(rest.items()))
        if key not in parsed:
            parsed[key] = list(parse(scope, css, read_from, variable_tokens=variable_tokens, **rest))
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stylesheet, "parse", parse_once)
        yield
