"""The counts that a station owes: reporting periods, indicators, and the tally of a period."""
