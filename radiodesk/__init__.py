"""The desk of a local radio station, in the terminal: plan, link recordings, export calendars, count."""

__version__ = "0.1.0"
