"""What is made: stories, rundowns, clips for television, publications.

Every function takes the session of a unit of work and values, and never commits. Queries return frozen dataclasses.
"""
