"""Two level meters on one line: the left and the right channel of what is playing."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from radiodesk.locale import formats

MIN_DB = -60.0
"""The level at the left end of a meter, in dB full scale."""
LOUD_DB = -9.0
"""Above this level a meter shows a warning."""
HOT_DB = -1.0
"""Above this level a meter shows an error."""


class LevelMeter(Widget):
    """Shows `levels`: the peaks of the left and right channel in dB full scale, or None if nothing is playing."""

    levels: reactive[tuple[float, float] | None] = reactive(None)

    def render(self) -> Content:
        """The two bars, fitted to the width."""
        width = max(4, (self.size.width - 20) // 2)
        parts: list[Content] = []
        for name, level in zip("LR", self.levels or (None, None), strict=True):
            parts.append(_bar(name, level, width))
        return Content("  ").join(parts)


def _bar(name: str, level: float | None, width: int) -> Content:
    share = 0.0 if level is None else min(max((level - MIN_DB) / -MIN_DB, 0.0), 1.0)
    filled = round(share * width)
    colour = "$success"
    if level is not None and level > LOUD_DB:
        colour = "$error" if level > HOT_DB else "$warning"
    displayed = None if level is None or level < MIN_DB else level
    return Content.assemble(
        (name + " ", "$text-muted"),
        ("━" * filled, colour),
        ("─" * (width - filled), "$panel"),
        (formats.level(displayed).rjust(6), "$text-muted"),
    )
