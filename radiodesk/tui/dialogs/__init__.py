"""Dialogs: each opens over a screen, asks one thing, and closes with the answer."""
