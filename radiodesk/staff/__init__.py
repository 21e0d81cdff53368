"""The people of the station and their credits."""
