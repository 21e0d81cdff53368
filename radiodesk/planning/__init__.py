"""Plan what is made and what goes to air: broadcasts, rundowns, television, publications, and the states they move through.

Every function takes the session of a unit of work and values, and never commits. What only looks returns frozen
dataclasses made for a screen. What changes takes the `version` that its reader saw (None: whatever is there now) and
raises ChangedMeanwhile where somebody else was faster.
"""
