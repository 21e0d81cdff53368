"""Make the README's pictures from the real app on the sample station: `python docs/pictures.py`."""

import asyncio
import re
import shutil
import tempfile
from pathlib import Path

from radiodesk import locale
from radiodesk.cli.demo import DAY, SAMPLE
from radiodesk.config import Config
from radiodesk.tui.app import RadiodeskApp

FOLDER = Path(__file__).parent
PICTURES = {
    "today": ["1"],
    "week": ["2"],
    "rundown": ["1", "enter"],
    "reports": ["6", "9"],
    "editing": ["5", "down", "down", "down", "down", "e", "full_stop", "full_stop", "v", *["shift+right"] * 2],
}
"""A picture's name, and the keys that lead to what it shows."""


async def take(home: Path) -> None:
    """Walk through the desk and keep a picture at each stop."""
    app = RadiodeskApp(Config(home=home, person="Thu Hà", language="vi"), day=DAY)
    async with app.run_test(size=(100, 28)) as pilot:
        while not app.opened:
            await pilot.pause(0.05)
        for name, keys in PICTURES.items():
            for key in keys:
                await pilot.press(key)
                await pilot.pause(1)
            # The picture stands on its own: no font is fetched from anywhere.
            svg = re.sub(r"@font-face {.*?}", "", app.export_screenshot(title="radiodesk"), flags=re.DOTALL)
            (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")


def main() -> None:
    """Take them in a copy of the sample's home."""
    locale.use("vi")
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(SAMPLE, Path(folder) / "home")
        asyncio.run(take(home))


if __name__ == "__main__":
    main()
