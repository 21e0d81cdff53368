"""The people of the station and the credit for their work."""
