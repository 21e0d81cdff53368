"""A text field for paths. A path that is too long for it is shown from a folder on, not from the middle of a name."""

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import Input


class PathInput(Input):
    """An input that shows “…” for the visible end of a name whose beginning is scrolled away."""

    def render_line(self, y: int) -> Strip:
        """One line of the input."""
        strip = super().render_line(y)
        width = self._cut_width()
        if y or not width:
            return strip
        style = next(iter(strip)).style  # of the selection, if the path is selected
        return Strip.join([Strip([Segment("…".rjust(width), style)]), strip.crop(width)])

    def _cut_width(self) -> int:
        """The cells before the first visible “/”; 0 if nothing is scrolled away, or the cursor is in these cells."""
        hidden = int(self.scroll_offset.x)
        if not hidden:
            return 0
        slashes = (index for index, character in enumerate(self.value[: self.cursor_position]) if character == "/")
        widths = (self._position_to_cell(index) - hidden for index in slashes)
        return next((width for width in widths if width > 0), 0)
