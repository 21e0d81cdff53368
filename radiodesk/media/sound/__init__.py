"""Audio as samples: decode, measure, edit, level, encode and play. No module here imports the model or a session."""
