"""The dark and the light theme. They set colours only, under Textual's names."""

from textual.theme import Theme

DARK = Theme(
    name="radiodesk-dark",
    primary="#6cb2c8",
    secondary="#8fa6b2",
    accent="#e0b060",
    success="#7fb685",
    warning="#e0a458",
    error="#e07a6a",
    foreground="#d7dee2",
    background="#12181c",
    surface="#182025",
    panel="#202a31",
    dark=True,
    variables={
        "footer-key-foreground": "#e0b060",
        "block-cursor-text-style": "none",
        "scrollbar": "#33434c",
        "scrollbar-background": "#182025",
        "scrollbar-background-hover": "#182025",
        "scrollbar-background-active": "#182025",
        "scrollbar-corner-color": "#182025",
    },
)

LIGHT = Theme(
    name="radiodesk-light",
    primary="#1f6f87",
    secondary="#5a707b",
    accent="#9a5b00",
    success="#2f7d45",
    warning="#a35f00",
    error="#b3372a",
    foreground="#1e282d",
    background="#f6f4ef",
    surface="#fdfcf9",
    panel="#e9e5dc",
    dark=False,
    variables={
        "footer-key-foreground": "#9a5b00",
        "block-cursor-text-style": "none",
        "scrollbar": "#c9c2b4",
        "scrollbar-background": "#f0ede5",
        "scrollbar-background-hover": "#f0ede5",
        "scrollbar-background-active": "#f0ede5",
        "scrollbar-corner-color": "#f0ede5",
    },
)
