"""The history of a desk: the log of its changes, undo, and verifying the audit against the database."""
