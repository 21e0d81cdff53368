"""Plan what is made and goes to air: broadcasts, rundowns, television, publications, and their states.

Every function takes the session of a unit of work and values, and never commits. What only looks returns frozen
dataclasses made for a screen. What changes takes the `version` that its reader saw (None: whatever is there now) and
raises ChangedMeanwhile where somebody else was faster.
"""
