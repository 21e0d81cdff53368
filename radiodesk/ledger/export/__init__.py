"""The rows of the desk as rows of a ledger: what an import reads as exactly these rows again."""
