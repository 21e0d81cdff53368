"""The screens, one for each mode, and their shared base classes."""
