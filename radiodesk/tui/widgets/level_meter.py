"""Two level meters on one line: left and right, as they are heard."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from radiodesk.locale import formats

QUIETEST_DB = -60.0
HOT_DB = -1.0
LOUD_DB = -9.0


class LevelMeter(Widget):
    """Peaks of the left and right channel in dB full scale; None where nothing is played."""

    levels: reactive[tuple[float, float] | None] = reactive(None)

    def render(self) -> Content:
        """The two bars for the width there is."""
        width = max(4, (self.size.width - 20) // 2)
        parts: list[Content] = []
        for name, level in zip("LR", self.levels or (None, None), strict=True):
            parts.append(_bar(name, level, width))
        return Content("  ").join(parts)


def _bar(name: str, level: float | None, width: int) -> Content:
    share = 0.0 if level is None else min(max((level - QUIETEST_DB) / -QUIETEST_DB, 0.0), 1.0)
    filled = round(share * width)
    colour = "$success"
    if level is not None and level > LOUD_DB:
        colour = "$error" if level > HOT_DB else "$warning"
    shown = None if level is None or level < QUIETEST_DB else level
    return Content.assemble(
        (name + " ", "$text-muted"),
        ("━" * filled, colour),
        ("─" * (width - filled), "$panel"),
        (formats.level(shown).rjust(6), "$text-muted"),
    )
