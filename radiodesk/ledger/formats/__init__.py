"""The file formats of ledgers. This package runs in a process of its own, with limits: see `reader`."""
