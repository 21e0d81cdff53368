"""The desk's broadcasts as calendars that phones and other programs read."""
