"""What was changed at the desk: the log of the audit, undoing an entry, checking that the audit tells the truth."""
