"""A text in at most as many lines as its styles allow. Where it is longer, its last line ends with “…”."""

from rich.cells import set_cell_size
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static


class Clipped(Static):
    """A text that says that it goes on where its end is not shown."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id, classes=classes, markup=False)

    @property
    def _whole(self) -> Content:
        return self.content if isinstance(self.content, Content) else Content(str(self.content))

    def render(self) -> Content:
        """The text, or the lines of it that fit and a mark."""
        width, height = self.content_size
        lines = self._whole.wrap(width) if width else []
        if not height or len(lines) <= height:
            return self._whole
        last = lines[height - 1].rstrip()
        last = last if last.cell_length < width else last[: len(set_cell_size(last.plain, width - 1).rstrip())]
        return Content("\n").join([*lines[: height - 1], last + "…"])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines that the whole text takes."""
        return max(1, len(self._whole.wrap(max(1, width)))) if self._whole else 0
