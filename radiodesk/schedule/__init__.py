"""When it goes to air: broadcasts of editions, repeats, relays.

Every function takes the session of a unit of work and values, and never commits. Queries return frozen dataclasses.
"""
