"""A stylesheet that parses each source once. Textual's parses them all again whenever a mode is first shown."""

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_parsed: dict[tuple[object, ...], list[RuleSet]] = {}
"""The rules of each source with each theme's variables. Rules do not change once they are parsed."""


class ParsedOnce(Stylesheet):
    """Textual's stylesheet, with the rules of all sources that were parsed before."""

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._theme = frozenset(variables.items())

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the colours of a theme."""
        super().set_variables(variables)
        self._theme = frozenset(variables.items())

    def reparse(self) -> None:
        """Apply the variables, and what was added. After an error, the rules stay as they are."""
        self.parse()

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        key = (css, read_from, is_default_rules, tie_breaker, scope, self._theme)
        if key not in _parsed:
            _parsed[key] = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
        return _parsed[key]
