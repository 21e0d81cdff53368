"""The media store: files are decoded to be sure that they are sound, and kept under the hash of their bytes."""
