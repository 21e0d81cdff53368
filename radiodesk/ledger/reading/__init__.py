"""From the sheets of a file to typed rows, each with its place."""
