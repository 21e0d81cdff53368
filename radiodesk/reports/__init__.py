"""The official reports of a station: reporting periods, indicators, and the tally of a period."""
