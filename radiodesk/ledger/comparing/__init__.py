"""From typed rows to what is new or differs at the desk."""
